"""Shifted beta-geometric: the published fits, the identities of its lifetime, and cohorts that cannot be."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError, NotConvergedError, NotEnoughDataError
from servicekit.value._shifted_beta_geometric import expected_lifetime, retention_curve, shifted_beta_geometric

# Fader and Hardie (2007): survivors of 1,000 customers, years 0 to 7
REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241)
HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491)


def test_the_published_fits(golden: Path) -> None:
    theirs = json.loads((golden / "outputs" / "retention_sbg.json").read_text())
    for name, survivors in (("regular", REGULAR), ("high_end", HIGH_END)):
        model = shifted_beta_geometric(survivors)
        alpha, beta, height = theirs[name]["alpha_beta_ll"]
        assert (model.alpha, model.beta) == pytest.approx((alpha, beta), rel=1e-6)
        assert model.log_likelihood == pytest.approx(height, abs=1e-8)
        assert model.intervals["alpha"].low < alpha < model.intervals["alpha"].high


def test_the_published_rounded_parameters() -> None:
    model = shifted_beta_geometric(REGULAR)
    assert (round(model.alpha, 6), round(model.beta, 6)) == pytest.approx((0.704077, 1.182043), abs=1e-6)


def test_retention_rises_and_survival_falls() -> None:
    points = retention_curve(shifted_beta_geometric(REGULAR), periods=20)
    assert all(a.retention < b.retention and a.survival > b.survival for a, b in pairwise(points))
    assert points[0].retention == points[0].survival
    for point in points:
        assert point.retention in point.retention_interval
        assert point.survival in point.survival_interval
    assert points[6].survival == pytest.approx(0.241, abs=0.005)


@given(rate=st.floats(0.05, 1), renewals=st.integers(0, 10))
def test_the_expected_lifetime_is_the_long_sum(rate: float, renewals: int) -> None:
    model = shifted_beta_geometric(HIGH_END)
    survival = np.concatenate([[1.0], [p.survival for p in retention_curve(model, periods=500)]])
    terms = survival[renewals:] / survival[renewals] * (1 + rate) ** -np.arange(501.0 - renewals)
    found = expected_lifetime(model, discount_rate=rate, first_period=True, renewals=renewals)
    assert found.value == pytest.approx(terms.sum(), rel=1e-9)
    later = expected_lifetime(model, discount_rate=rate, first_period=False, renewals=renewals)
    assert later.value == pytest.approx(terms[1:].sum(), rel=1e-8)
    assert found.interval is not None
    assert found.value in found.interval


@given(renewals=st.integers(0, 20))
def test_a_longer_record_is_worth_more(renewals: int) -> None:
    model = shifted_beta_geometric(REGULAR)
    now, later = (
        expected_lifetime(model, discount_rate=0.1, first_period=True, renewals=n).value or 0
        for n in (renewals, renewals + 1)
    )
    assert later > now


def test_an_undiscounted_life_can_be_infinite_and_says_so() -> None:
    found = expected_lifetime(shifted_beta_geometric(REGULAR), discount_rate=0, first_period=True)
    assert found.value is None
    assert found.interval is None
    assert found.reason is not None
    assert "infinite" in found.reason.text()
    short = shifted_beta_geometric((1000, 500, 300, 200, 140, 100, 74, 56))
    if short.alpha > 1:
        mean = expected_lifetime(short, discount_rate=0, first_period=True).value
        assert mean == pytest.approx((short.alpha + short.beta - 1) / (short.alpha - 1))
    negative = expected_lifetime(shifted_beta_geometric(REGULAR), discount_rate=-0.1, first_period=True)
    assert negative.reason is not None
    assert negative.reason.key.startswith("diverges")


def test_cohorts_of_any_length_are_pooled() -> None:
    both = shifted_beta_geometric([REGULAR, REGULAR])
    one = shifted_beta_geometric(REGULAR)
    assert (both.alpha, both.beta) == pytest.approx((one.alpha, one.beta), rel=1e-6)
    assert both.log_likelihood == pytest.approx(2 * one.log_likelihood)
    assert both.intervals["alpha"].width < one.intervals["alpha"].width
    short = shifted_beta_geometric([REGULAR, REGULAR[:4], REGULAR[:2]])
    assert short.n_customers == 3000
    assert short.periods_seen == 7


def test_survivors_cannot_increase() -> None:
    # bad input 119
    with pytest.raises(InvalidValueError, match="period 2"):
        shifted_beta_geometric((1000, 500, 600))
    with pytest.raises(InvalidValueError, match="cohort 1, period 1"):
        shifted_beta_geometric([REGULAR, (10, 12)])
    with pytest.raises(InvalidValueError, match="whole number"):
        shifted_beta_geometric((1000, 63.1, 46.8))


def test_too_little_is_said() -> None:
    with pytest.raises(NotEnoughDataError, match="at least 2 periods"):
        shifted_beta_geometric((1000, 500))
    with pytest.raises(InvalidValueError, match="survivors must be the customers after 0, 1, 2"):
        shifted_beta_geometric(())
    with pytest.raises(NotEnoughDataError, match="0 lost"):
        shifted_beta_geometric((1000, 1000, 1000))


def test_equal_customers_have_no_spread_to_estimate() -> None:
    with pytest.raises(NotConvergedError, match="constant retention"):
        shifted_beta_geometric((4096, 2048, 1024, 512, 256, 128))
