"""Who comes back: made histories whose answers are known by counting."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import servicekit as sk

START = date(2024, 1, 1)


def log_of(*purchases: tuple[str, int]):
    days = {"who": [who for who, _ in purchases], "day": [str(START + timedelta(days=n)) for _, n in purchases]}
    return sk.data.read_transactions(days, customer="who", date="day")


def test_the_time_to_a_second_purchase_counts_those_not_back_as_watched():
    curve = sk.value.repurchase_time(
        log_of(("a", 0), ("a", 10), ("b", 0), ("b", 0), ("c", 5)), until=START + timedelta(days=30)
    )
    assert curve.n == 3
    assert sk.stats.survival_at(curve, time=10).value == pytest.approx(2 / 3)


def test_an_end_before_the_last_purchase_is_refused():
    with pytest.raises(sk.foundation.InvalidValueError, match="until must be the day of the last purchase"):
        sk.value.repurchase_time(log_of(("a", 0), ("a", 10)), until=START)


def test_customers_of_the_first_period_who_bought_in_the_second_are_kept():
    kept = sk.value.kept_share(log_of(("a", 0), ("a", 20), ("b", 1), ("c", 25)), split=START + timedelta(days=15))
    assert (kept.count, kept.n) == (1, 2)
    with pytest.raises(sk.foundation.InvalidValueError, match="split must be a day after"):
        sk.value.kept_share(log_of(("a", 0), ("a", 20)), split=START)


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 60)), min_size=1, max_size=30))
def test_nobody_is_kept_who_was_not_there(purchases):
    log = log_of(*purchases, ("z", 0), ("z", 60))
    kept = sk.value.kept_share(log)
    assert 1 <= kept.count <= kept.n <= len({who for who, _ in purchases} | {"z"})


def test_of_an_empty_log_nobody_is_kept():
    empty = sk.data.read_transactions({"c": [], "d": []}, customer="c", date="d")
    assert sk.value.kept_share(empty).n == 0
