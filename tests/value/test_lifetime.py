"""Lifetime value: identities, monotonicity, tables, infinite lives, curves, and the worth of retention."""

from math import inf

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.intervals._estimates import Average, Share
from servicekit.stats.survival._survival import kaplan_meier
from servicekit.value._curve_value import lifetime_value_of_curve, survival_at_periods
from servicekit.value._lifetime import LifetimeValue, lifetime_value, value_by_period
from servicekit.value._retention_gain import REICHHELD_SASSER_GAINS, retention_gain

MARGINS = st.floats(0.01, 1e4)
RETENTIONS = st.floats(0, 0.99)
RATES = st.floats(0.001, 1)


def value(**settings: object) -> float:
    defaults = {"margin": 1.0, "retention": 0.8, "discount_rate": 0.1, "first_period": True}
    found = lifetime_value(**(defaults | settings)).value  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize(("retention", "expected"), ((0.8, 3.666667), (0.9, 5.5), (0.95, 7.333333)))
def test_published_identities(retention: float, expected: float) -> None:
    # margin 1, discount 10 %, first period included
    assert value(retention=retention) == pytest.approx(expected, abs=5e-7)


@given(margin=MARGINS, retention=RETENTIONS, rate=RATES, first=st.booleans())
def test_the_closed_form_is_the_long_sum(margin: float, retention: float, rate: float, first: bool) -> None:
    terms = [margin * (retention / (1 + rate)) ** t for t in range(0 if first else 1, 5000)]
    assert value(margin=margin, retention=retention, discount_rate=rate, first_period=first) == pytest.approx(
        sum(terms), rel=1e-9, abs=1e-12
    )


@given(margin=MARGINS, retention=RETENTIONS, rate=RATES, periods=st.integers(1, 60), first=st.booleans())
def test_the_table_adds_up(margin: float, retention: float, rate: float, periods: int, first: bool) -> None:
    settings = {"margin": margin, "retention": retention, "discount_rate": rate, "first_period": first}
    lines = value_by_period(lifetime_value(**settings, periods=periods), periods=periods)  # type: ignore[arg-type]
    assert len(lines) == periods
    assert lines[-1].cumulative == pytest.approx(value(**settings, periods=periods), rel=1e-9, abs=1e-12)


@given(margin=MARGINS, retention=st.floats(0, 0.9), rate=RATES, more=st.floats(0.001, 0.09), first=st.booleans())
def test_value_rises_with_retention_and_margin_and_falls_with_discount(
    margin: float, retention: float, rate: float, more: float, first: bool
) -> None:
    base = {"margin": margin, "retention": retention, "discount_rate": rate, "first_period": first}
    assert value(**(base | {"retention": retention + more})) > value(**base)
    assert value(**(base | {"discount_rate": rate + more})) <= value(**base)
    assert value(**(base | {"margin": margin * (1 + more)})) >= value(**base)


@given(retention=RETENTIONS, rate=RATES)
def test_the_first_period_is_worth_its_margin(retention: float, rate: float) -> None:
    both = [value(margin=7.0, retention=retention, discount_rate=rate, first_period=first) for first in (True, False)]
    assert both[0] - both[1] == pytest.approx(7, rel=1e-9)


def test_without_retention_only_the_first_period_is_left() -> None:
    assert value(margin=30, retention=0) == 30
    assert value(margin=30, retention=0, first_period=False) == 0
    assert value(margin=30, acquisition_cost=50, retention=0) == -20


def test_an_undiscounted_life_without_end_says_infinite() -> None:
    # bad input 120
    found = lifetime_value(margin=1, retention=1, discount_rate=0, first_period=True)
    assert found.value is None
    assert found.reason is not None
    assert found.reason.key.startswith("diverges")
    assert "infinite" in found.reason.text()
    assert found.expected_periods == inf
    assert value(retention=1, discount_rate=0, periods=12) == 12
    assert value(retention=1, discount_rate=0.1) == pytest.approx(11)


@given(rate=st.floats(-0.9, -0.001), above=st.floats(0, 0.5))
def test_retention_that_outruns_the_discount_is_refused(rate: float, above: float) -> None:
    retention = 1 + rate + above
    assume(retention <= 1)
    with pytest.raises(InvalidValueError, match=r"retention must be below 1 \+ discount rate"):
        value(retention=retention, discount_rate=rate)
    assert value(retention=retention, discount_rate=rate, periods=5) >= 5


@pytest.mark.parametrize(
    "change",
    (
        {"retention": 1.2},  # bad input 119
        {"retention": 90},
        {"retention": -0.1},
        {"retention": float("nan")},
        {"discount_rate": -1},  # bad input 120
        {"discount_rate": float("nan")},
        {"margin": float("nan")},  # bad input 120
        {"margin": float("inf")},
        {"periods": 0},
        {"periods": 2.5},
        {"acquisition_cost": -1},
        {"first_period": 1},
    ),
)
def test_what_is_no_money_no_share_or_no_period_is_refused(change: dict[str, object]) -> None:
    with pytest.raises((InvalidValueError, TypeError)):
        value(**change)


def test_a_rate_in_percent_is_asked_about() -> None:
    with pytest.raises(InvalidValueError, match=r"did you mean 0\.1\?"):
        lifetime_value(margin=1, retention=0.5, discount_rate=10, first_period=True)
    with pytest.raises(InvalidValueError, match="first_period must be True or False"):
        lifetime_value(margin=1, retention=0.5, discount_rate=0.1, first_period="yes")  # type: ignore[arg-type]


def test_a_share_in_percent_is_asked_about() -> None:
    with pytest.raises(InvalidValueError, match=r"did you mean 0\.9"):
        value(retention=90)


def test_the_interval_of_the_retention_is_carried_over() -> None:
    share = Share(count=80, n=100)
    found = lifetime_value(margin=1, retention=share, discount_rate=0.1, first_period=True)
    assert share.interval is not None
    assert found.interval is not None
    assert found.interval.low == pytest.approx(value(retention=share.interval.low))
    assert found.interval.high == pytest.approx(value(retention=share.interval.high))
    loss = lifetime_value(margin=-1, retention=share, discount_rate=0.1, first_period=True)
    assert loss.interval is not None
    assert loss.interval.low < (loss.value or 0) < loss.interval.high
    with pytest.raises(InvalidValueError, match="an estimate with a value"):
        lifetime_value(margin=1, retention=Share(count=0, n=0), discount_rate=0.1, first_period=True)


def test_everybody_kept_has_an_interval_that_knows_better() -> None:
    found = lifetime_value(margin=1, retention=Share(count=50, n=50), discount_rate=0, first_period=True)
    assert found.value is None
    assert found.interval is None
    discounted = lifetime_value(margin=1, retention=Share(count=50, n=50), discount_rate=0.1, first_period=True)
    assert discounted.interval is not None
    assert discounted.interval.high == pytest.approx(11)


@given(retention=RETENTIONS, rate=RATES, periods=st.integers(1, 40), first=st.booleans())
def test_a_geometric_curve_is_constant_retention(retention: float, rate: float, periods: int, first: bool) -> None:
    curve = [retention**t for t in range(periods + (not first))]
    found = lifetime_value_of_curve(curve, margin=3.0, discount_rate=rate, first_period=first)
    plain = value(margin=3.0, retention=retention, discount_rate=rate, first_period=first, periods=periods)
    assert found.value == pytest.approx(plain, rel=1e-9, abs=1e-12)
    assert found.interval is None  # points without limits are taken as known


def test_nobody_followed_has_no_value_and_no_more_periods_are_told_than_are_counted() -> None:
    with pytest.raises(InvalidValueError, match="a curve of at least one who was followed"):
        lifetime_value_of_curve(kaplan_meier([]), margin=1, discount_rate=0.1, first_period=True)
    counted = lifetime_value(margin=3, retention=0.8, discount_rate=0.1, first_period=True, periods=4)
    with pytest.raises(InvalidValueError, match="periods must be at most the 4 that are counted, got 5"):
        value_by_period(counted, periods=5)


def test_kaplan_meier_points_are_read_at_whole_periods() -> None:
    # Freireich 6-MP: published S(10) = 0.752941
    times = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    seen = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    curve = kaplan_meier(times, observed=seen)
    points = survival_at_periods(curve.times.tolist(), curve.survival.tolist(), periods=10)
    assert points[0] == 1
    assert points[10] == pytest.approx(0.752941, abs=5e-7)
    limits = [survival_at_periods(curve.times.tolist(), limit.tolist(), periods=10) for limit in curve.limits]
    found = lifetime_value_of_curve(
        points, margin=1, discount_rate=0.05, first_period=True, limits=(limits[0], limits[1])
    )
    assert found.interval is not None
    assert found.value in found.interval
    assert found.tail_share == points[10]
    with pytest.raises(InvalidValueError, match="at most 35, the last time seen"):
        survival_at_periods(curve.times.tolist(), curve.survival.tolist(), periods=36)
    with pytest.raises(InvalidValueError, match=r"one share for each time, got \[2, 1\]"):
        survival_at_periods([1, 2], [0.5], periods=1)
    with pytest.raises(InvalidValueError, match=r"times must be ascending, of at least 0, got \[2.0, 1.0\]"):
        survival_at_periods([2, 1], [0.5, 0.4], periods=1)


@pytest.mark.parametrize(
    ("curve", "message"),
    (
        ([1, 0.8, 0.9], "period 2"),  # bad input 119
        ([1, 1.2], "period 1"),
        ([0.9, 0.8], "1 at period 0"),
        ([], "1 at period 0"),
        ([1, float("nan")], "period 1"),
        ([1, -0.1], "period 1"),
    ),
)
def test_curves_that_rise_or_leave_the_unit_are_refused_by_period(curve: list[float], message: str) -> None:
    with pytest.raises(InvalidValueError, match=message):
        lifetime_value_of_curve(curve, margin=1, discount_rate=0.1, first_period=True)


def test_margins_and_limits_fit_the_curve() -> None:
    with pytest.raises(InvalidValueError, match="one for each of the 2 periods"):
        lifetime_value_of_curve([1, 0.5], margin=[1, 2, 3], discount_rate=0.1, first_period=True)
    with pytest.raises(InvalidValueError, match=r"margin .*period 1"):
        lifetime_value_of_curve([1, 0.5], margin=[1, float("nan")], discount_rate=0.1, first_period=True)
    with pytest.raises(InvalidValueError, match="limits"):
        lifetime_value_of_curve([1, 0.5], margin=1, discount_rate=0.1, first_period=True, limits=([1, 0.6], [1, 0.7]))


def test_five_points_of_retention_are_labelled_as_lifetime_value() -> None:
    found = retention_gain(retention=0.9, discount_rate=0.1, first_period=True)
    assert found.value == pytest.approx(7.333333 / 5.5 - 1, abs=1e-6)
    assert found.money_per_customer == pytest.approx(7.333333 - 5.5, abs=1e-6)
    assert "not yearly profit" in found.conditions.en
    assert "不等于年利润" in found.conditions.zh
    assert [gain.gain_share for gain in REICHHELD_SASSER_GAINS] == [0.85, 0.50, 0.30]


@given(retention=st.floats(0.05, 0.9), rate=RATES, margin=MARGINS, points=st.floats(0.1, 5))
def test_the_gain_is_positive_and_free_of_the_margin(
    retention: float, rate: float, margin: float, points: float
) -> None:
    settings = {"retention": retention, "points": points, "discount_rate": rate, "first_period": True}
    one, other = retention_gain(**settings), retention_gain(**settings, margin=margin)  # type: ignore[arg-type]
    assert one.value is not None
    assert one.value > 0
    assert one.value == pytest.approx(other.value, rel=1e-9)


def test_the_gain_has_the_interval_of_the_retention() -> None:
    found = retention_gain(retention=Share(count=700, n=1000), discount_rate=0.1, first_period=True)
    assert found.interval is not None
    assert found.value is not None
    assert found.interval.low < found.value < found.interval.high
    # where the interval of the retention leaves no room for the points it is asked only as far as it does
    near = retention_gain(retention=Share(count=97, n=100), points=2, discount_rate=0.1, first_period=True)
    last = retention_gain(retention=0.98, points=2, discount_rate=0.1, first_period=True)
    assert near.interval is not None
    assert near.interval.high == pytest.approx(last.value)


def test_retention_cannot_pass_one() -> None:
    with pytest.raises(InvalidValueError, match="stays from 0 to 1"):
        retention_gain(retention=0.97, points=5, discount_rate=0.1, first_period=True)
    endless = retention_gain(retention=0.95, points=5, discount_rate=0, first_period=True)
    assert endless.value is None
    assert endless.interval is None
    unsure = retention_gain(retention=Share(count=95, n=100), points=5, discount_rate=0, first_period=True)
    assert (unsure.value, unsure.interval) == (None, None)
    assert isinstance(endless.before, LifetimeValue)


def test_an_estimated_margin_and_retention_are_both_carried():
    margin, stays = Average(n=80, mean=100, sd=40), Share(count=160, n=200)
    both = lifetime_value(margin=margin, retention=stays, discount_rate=0.1, first_period=True)
    one = lifetime_value(margin=100, retention=stays, discount_rate=0.1, first_period=True)
    assert both.value == one.value
    assert both.interval.width > one.interval.width
    # known relative spread: sqrt of the sum of squares of both, to first order
    first = 100 * 1.1 / 0.3**2 * (0.8 * 0.2 / 200) ** 0.5
    second = both.value / 100 * 40 / 80**0.5
    assert both.interval.width == pytest.approx(2 * 1.96 * (first**2 + second**2) ** 0.5, rel=0.05)


def test_a_followed_curve_goes_straight_in_and_covers_the_truth():
    rng, runs, hit = np.random.default_rng(5), 300, 0
    truth = sum(100 * np.exp(-0.2 * t) * 1.1**-t for t in range(6))
    for _ in range(runs):
        leave = rng.exponential(5, 150)
        seen = np.minimum(leave, 5.5)
        curve = kaplan_meier(seen, observed=leave <= 5.5)
        found = lifetime_value_of_curve(curve, margin=100, discount_rate=0.1, first_period=True)
        assert found.value == pytest.approx(
            sum(100 * (leave > t).mean() * 1.1**-t for t in range(6))
        )  # nobody is lost to follow-up before the end, so that the curve is the share still there
        hit += truth in found.interval
    assert hit / runs > 0.95 - 4 * (0.95 * 0.05 / runs) ** 0.5
