"""Calling back: compared with those who had answered as badly, not with their own first answer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.data._scales import LIKERT_5
from servicekit.foundation._errors import InvalidValueError
from servicekit.improvement._callback import callback_effect
from servicekit.stats.designs._design import Design


def effect(first, later, called, **changes):
    rows = {"first": first, "later": later, "called": called}
    return callback_effect(
        rows, **{"first": "first", "later": "later", "called": "called", "scale": LIKERT_5} | changes
    )


def world(rng, n, gain):
    """Answers with error around each customer's own level; the lower the first answer, the likelier the call."""
    true = rng.normal(3.0, 0.7, n)
    first = np.clip(np.rint(true + rng.normal(0, 0.9, n)), 1, 5)
    called = rng.random(n) < 0.9 - 0.15 * first
    later = np.clip(np.rint(true + rng.normal(0, 0.9, n) + gain * called), 1, 5)
    return first, later, called.astype(int)


def test_without_effect_nothing_is_claimed_although_those_called_answer_better():
    rng = np.random.default_rng(1)
    found = [effect(*world(rng, 300, 0.0)) for _ in range(300)]
    outside = [0 not in each.interval for each in found]
    assert np.mean(outside) <= 0.09  # 5 % and three standard errors
    assert np.mean([each.called_change for each in found]) > 0.2
    assert abs(np.mean([each.value for each in found])) < 0.03


def test_a_true_gain_is_covered():
    rng = np.random.default_rng(2)
    found = [effect(*world(rng, 300, 0.6)) for _ in range(200)]
    assert np.mean([each.interval.low > 0 for each in found]) > 0.9
    assert 0.45 < np.mean([each.value for each in found]) < 0.65


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.none() | st.integers(1, 5), st.booleans()), min_size=1, max_size=40))
def test_one_first_answer_at_a_time(rows):
    first, later, called = (list(column) for column in zip(*rows, strict=True))
    found = effect(first, later, [int(each) for each in called])
    assert found.asked == (sum(called), len(called) - sum(called))
    if found.value is not None:
        differences = []
        for answer in set(first):
            sides = [[b for a, b, c in rows if a == answer and b is not None and c is side] for side in (True, False)]
            if all(sides):
                differences.append(np.mean(sides[0]) - np.mean(sides[1]))
        assert min(differences) - 1e-9 <= found.value <= max(differences) + 1e-9
    if found.interval is None:
        assert found.reason is not None


def test_those_who_kept_silent_are_counted_and_a_difference_is_said():
    first, called = [1] * 200, [1] * 100 + [0] * 100
    later = [3, 4] * 45 + [None] * 10 + [2, 3] * 20 + [None] * 60
    found = effect(first, later, called)
    assert (found.answered_called.value, found.answered_others.value) == (0.9, 0.4)
    assert len(found.notes) == 2
    assert found.value == pytest.approx(1.0)


def test_one_first_answer_is_welch():
    # scipy 1.x ttest_ind(equal_var=False): the interval of two plain samples
    from scipy.stats import ttest_ind

    a, b = [3, 4, 5, 3, 4, 2], [2, 3, 3, 1, 2]
    found = effect([1] * 11, a + b, [1] * 6 + [0] * 5)
    expected = ttest_ind(a, b, equal_var=False).confidence_interval()
    assert (found.interval.low, found.interval.high) == pytest.approx((expected.low, expected.high))


def test_bad_values_raise_or_are_omitted_and_counted():
    with pytest.raises(InvalidValueError, match="first"):
        effect([1, 9], [3, 3], [1, 0])
    with pytest.raises(InvalidValueError, match="called"):
        effect([1, 2], [3, 3], [1, 7])
    found = effect([1, 9, None, 1], [3, 3, 2, 2], [1, 0, 1, 0], policy=InputPolicy(invalid="omit"))
    assert found.rejected == {"out_of_scale": 1}
    assert found.n_missing == 1
    assert found.asked == (1, 1)
    assert found.interval is None


def test_equal_weights_change_the_value_by_nothing_and_the_interval_by_little():
    first, later, called = world(np.random.default_rng(5), 400, 0.4)
    rows = {"first": first, "later": later, "called": called, "w": np.full(400, 0.7)}
    about = {"first": "first", "later": "later", "called": "called", "scale": LIKERT_5}
    plain, weighted = callback_effect(rows, **about), callback_effect(rows, design=Design(weights="w"), **about)
    assert weighted.value == pytest.approx(plain.value)
    assert weighted.n == plain.n
    assert weighted.interval.width == pytest.approx(plain.interval.width, rel=0.1)


def test_customers_of_one_branch_are_alike_and_the_interval_knows():
    """Branches whose calls help differently: by rows the interval is too sure, by clusters it covers."""
    rng = np.random.default_rng(6)
    covered = {"rows": 0, "clusters": 0}
    about = {"first": "first", "later": "later", "called": "called", "scale": LIKERT_5}
    for _ in range(120):
        shop = np.repeat(np.arange(30), 20)
        first, called = np.full(600, 2), np.repeat(rng.permutation(30) % 2, 20)
        later = np.clip(np.rint(3 + rng.normal(0, 0.8, 30)[shop] + rng.normal(0, 0.5, 600)), 1, 5)
        rows = {"first": first, "later": later, "called": called, "shop": shop}
        covered["rows"] += 0 in callback_effect(rows, **about).interval
        covered["clusters"] += 0 in callback_effect(rows, design=Design(clusters="shop"), **about).interval
    assert covered["rows"] < 60
    assert covered["clusters"] >= 105  # 95 % less three standard errors and a half


def test_a_design_that_leaves_one_cluster_gives_the_reason():
    rows = {"first": [1, 1, 1, 1], "later": [3, 4, 2, 3], "called": [1, 1, 0, 0], "shop": ["a"] * 4}
    found = effect(rows["first"], rows["later"], rows["called"])
    about = {"first": "first", "later": "later", "called": "called", "scale": LIKERT_5}
    one = callback_effect(rows, design=Design(clusters="shop"), **about)
    assert one.value == found.value
    assert one.interval is None
    assert one.reason is not None
