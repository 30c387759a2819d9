"""The estimates every domain uses: figures, what cannot be estimated, and their words."""

import json
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._count_interval import share_interval
from servicekit.stats.intervals._estimates import Average, Difference, Resampled, Share, average_of
from servicekit.stats.intervals._intervals import clopper_pearson, wilson


def test_a_share_has_the_interval_asked_for():
    assert Share(count=8, n=10).value == 0.8
    assert Share(count=8, n=10).interval == share_interval(8, 10)
    assert Share(count=8, n=10, method="wilson").interval == wilson(8, 10)
    assert Share(count=8, n=10, method="exact").interval == clopper_pearson(8, 10)
    weighted = Share(count=80.0, n=100.0, n_effective=10)
    assert (weighted.interval.low, weighted.interval.high) == pytest.approx(
        (share_interval(8, 10).low, share_interval(8, 10).high)
    )


@given(st.integers(1, 10**6), st.floats(0, 1), st.sampled_from(("hull", "wilson", "exact")))
def test_a_share_lies_in_its_interval_and_the_interval_on_the_scale(n, part, method):
    found = Share(count=round(n * part), n=n, method=method)
    assert 0 <= found.interval.low <= found.value <= found.interval.high <= 1


def test_without_answers_there_is_no_share():  # bad input 9
    empty = Share(count=0, n=0)
    assert (empty.value, empty.interval, empty.reason.key) == (None, None, "no_data")
    assert "not estimable (there are no data)" in str(empty)


def test_one_answer_gives_a_share_with_a_wide_interval():  # bad input 10
    found = Share(count=1, n=1)
    assert (found.value, found.interval.low, found.interval.high) == (1, pytest.approx(0.038), 1)


def test_impossible_shares_are_refused():
    for wrong in ({"count": 3, "n": 2}, {"count": -1, "n": 2}, {"count": 1, "n": 2, "n_effective": 0}):
        with pytest.raises(InvalidValueError):
            Share(**wrong)
    with pytest.raises(ValueError, match="method"):
        Share(count=1, n=2, method="wald")
    with pytest.raises(InvalidValueError, match=r"did you mean 0\.95"):  # bad input 149
        Share(count=1, n=2, level=95)


def test_a_title_is_general_until_named():
    assert Share.title == Label("Share", "占比")
    named = Share(count=1, n=2, name=Label("Top box", "最高分占比"))
    assert str(named).startswith("Top box 最高分占比: 0.5 [")
    assert "最高分占比" in named._repr_html_()


def test_an_average_has_a_t_interval():
    # R 4.2.2: t.test(c(1, 2, 3, 4, 5))$conf.int
    found = Average(n=5, mean=3.0, sd=sqrt(2.5))
    assert (found.interval.low, found.interval.high) == pytest.approx((1.036757, 4.963243), abs=1e-6)


def test_an_average_without_variation_claims_no_certainty():
    empty, one = Average(n=0, mean=float("nan"), sd=0.0), Average(n=1, mean=4.0, sd=0.0)  # bad inputs 9 and 10
    assert (empty.value, empty.interval, empty.reason.key) == (None, None, "no_data")
    assert (one.value, one.interval, one.reason.key) == (4.0, None, "too_few")
    same = Average(n=2, mean=4.0, sd=0.0)  # bad input 11
    assert (same.value, same.interval, same.reason.key) == (4.0, None, "zero_variance")
    with pytest.raises(InvalidValueError, match="sd"):
        Average(n=3, mean=1.0, sd=-1.0)


def test_a_difference_is_antisymmetric_and_says_which_side_fails():
    a, b = Share(count=8, n=10), Share(count=20, n=50)
    forth, back = Difference(first=a, second=b), Difference(first=b, second=a)
    assert forth.value == pytest.approx(0.4)
    assert (-back.interval.high, -back.interval.low) == pytest.approx((forth.interval.low, forth.interval.high))
    broken = Difference(first=a, second=Share(count=0, n=0))
    assert (broken.value, broken.interval, broken.reason.key) == (None, None, "part")


def test_resamples_that_fail_are_counted_and_too_many_make_it_not_estimable():  # bad input 83
    fine = Resampled(value=2.0, draws=np.arange(95.0), n_failed=5)
    assert fine.value == 2.0
    assert fine.interval is not None
    broken = Resampled(value=2.0, draws=np.arange(94.0), n_failed=6)
    assert (broken.value, broken.interval, broken.reason.key) == (None, None, "failed_resamples")
    assert Resampled(value=None, draws=[]).reason.key == "not_computable"
    assert Resampled(value=1.0, draws=[]).interval is None


@pytest.mark.parametrize(
    "estimate",
    (
        Share(count=1, n=2),
        Average(n=3, mean=1.5, sd=1.0),
        Difference(first=Share(count=1, n=2), second=Share(count=0, n=0)),
        Resampled(value=2.0, draws=np.arange(95.0)),
    ),
)
def test_dictionaries_are_plain(estimate):
    assert json.loads(json.dumps(estimate.to_dict(), allow_nan=False))["measure"] == type(estimate).__name__


def test_where_few_differences_are_not_alike_the_interval_holds_one_more():
    sd = float(np.std([0] * 48 + [-1, -2], ddof=1))
    few = Average(n=50, mean=-0.06, sd=sd, grain=1.0)
    plain = Average(n=50, mean=-0.06, sd=sd)
    assert few.interval.low < plain.interval.low
    assert few.interval.high > plain.interval.high
    assert [caution.key for caution in few.cautions] == ["rare_large"]
    many = Average(n=50, mean=-0.6, sd=1.4, grain=1.0)
    assert many.interval == Average(n=50, mean=-0.6, sd=1.4).interval
    assert many.cautions == ()


def test_the_interval_of_a_gap_near_the_end_of_a_scale_keeps_its_word():
    rng, held = np.random.default_rng(5), 0
    for gaps in rng.choice([0, -1, -2], p=[0.9, 0.2 / 3, 0.1 / 3], size=(600, 50)):
        found = Average(n=50, mean=float(gaps.mean()), sd=float(gaps.std(ddof=1)), grain=1.0)
        held += -0.4 / 3 in found.interval
    assert held / 600 > 0.93 - 2 * (0.05 * 0.95 / 600) ** 0.5


def test_numbers_too_small_for_a_skewness_have_none():
    found = average_of(np.array([0.0, 0.0, 3.58e-158]), level=0.95)
    assert found.skewness is None
    assert found.n == 3
