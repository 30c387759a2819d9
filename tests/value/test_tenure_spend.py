"""Money by tenure counts everyone who was watched long enough, those who stopped buying with 0."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._transactions import read_transactions
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.value._tenure import tenure_spend


def log_of(rows, amount="m"):
    frame = {"c": [r[0] for r in rows], "d": [r[1] for r in rows], "m": [r[2] for r in rows]}
    return read_transactions(frame, customer="c", date="d", amount=amount, times=TimeFormat("day_number"))


def test_figures_by_hand():
    # a is watched for 30 days and buys in the first and the third ten; b comes on day 10 and is watched for 20
    rows = [("a", 0, 10.0), ("a", 9, 2.0), ("a", 20, 5.0), ("b", 10, 4.0), ("b", 29, 8.0)]
    found = tenure_spend(log_of(rows), period_days=10, fewest=1)
    assert [average.n for average in found.periods] == [2, 2, 1]
    assert [average.value for average in found.periods] == [8.0, 4.0, 5.0]
    assert found.active == (2, 1, 1)
    assert found.total == 17.0
    half = tenure_spend(log_of(rows), period_days=10, fewest=1, margin_share=0.5)
    assert half.total == 8.5


def test_whoever_was_not_watched_to_the_end_of_a_period_is_not_in_it():
    rows = [("a", 0, 1.0), ("b", 25, 100.0)]
    found = tenure_spend(log_of(rows), period_days=10, fewest=1)
    assert [average.value for average in found.periods] == [1.0, 0.0]


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 90), st.floats(0, 100)), min_size=5), st.randoms())
def test_the_order_of_rows_leaves_no_trace(rows, random):
    rows = [*rows, (0, 0, 1.0), (1, 95, 1.0)]
    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = (tenure_spend(log_of(each), period_days=10, fewest=1) for each in (rows, shuffled))
    assert first == second
    assert all(0 <= active <= average.n for active, average in zip(first.active, first.periods, strict=True))


def test_the_end_of_observation_is_included_and_nothing_later_counts():
    rows = [("a", 0, 1.0), ("a", 9, 2.0), ("a", 50, 7.0)]
    found = tenure_spend(log_of(rows), end="1970-01-10", period_days=10, fewest=1)
    assert [average.value for average in found.periods] == [3.0]


def test_returns_lower_the_money_and_are_no_purchases():
    frame = {"c": ["a", "a", "a", "b"], "d": [0, 12, 19, 0], "m": [10.0, -4.0, -1.0, -7.0]}
    log = read_transactions(frame, customer="c", date="d", amount="m", times=TimeFormat("day_number"), returns="net")
    found = tenure_spend(log, period_days=10, fewest=1)
    assert [average.value for average in found.periods] == [10.0, -5.0]
    assert found.active == (1, 0)  # b never bought within the log


@pytest.mark.parametrize(("setting", "value"), (("margin_share", 30), ("fewest", 0), ("period_days", 0)))
def test_senseless_settings_are_refused(setting, value):
    with pytest.raises(InvalidValueError, match=setting):
        tenure_spend(log_of([("a", 0, 1.0), ("a", 500, 1.0)]), **{setting: value})


def test_too_few_customers_watched_long_enough_are_refused():
    with pytest.raises(NotEnoughDataError, match="fewer than 30"):
        tenure_spend(log_of([("a", 0, 1.0), ("a", 500, 1.0)]))
    with pytest.raises(NotEnoughDataError, match="fewer than 30"):
        tenure_spend(log_of([]))
    with pytest.raises(NotEnoughDataError, match="needs amounts"):
        tenure_spend(log_of([("a", 0, 1.0), ("a", 500, 1.0)], amount=None), fewest=1)


def test_all_money_is_in_some_period_where_all_were_watched_long_enough():
    rng = np.random.default_rng(3)
    rows = [(c, 0, 1.0) for c in range(40)] + [(int(c), int(d), 2.0) for c, d in rng.integers(0, 40, (200, 2))]
    found = tenure_spend(log_of([*rows, (0, 39, 0.0)]), period_days=8)
    assert found.total * 40 == pytest.approx(sum(row[2] for row in rows))
