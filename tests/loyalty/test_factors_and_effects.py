"""Five factors explain loyalty in shares; effects carry money with an interval."""

import numpy as np
import pytest

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Interval
from servicekit.loyalty.causes._effects import LoyaltyEffect, SatisfactionEffect, named_effects
from servicekit.loyalty.causes._factors import FactorPart, LoyaltyFactor, loyalty_factors
from servicekit.loyalty.causes._trust import trust_beside_satisfaction
from servicekit.stats.intervals._estimates import Average


def test_the_factor_that_makes_loyalty_gets_the_largest_share(real_data):
    import polars as pl

    data = pl.read_csv(real_data / "abc2_customer_survey.csv")
    columns = {
        "service_quality": ["Equipment", "TechnicalSup"],
        "interaction": "SalesSup",
        "value_added": "TermsCondPrices",
    }
    found = loyalty_factors(data, loyalty="Repurchase", columns=columns, resamples=100, rng=np.random.default_rng(1))
    assert set(found.estimates) == set(columns)
    assert sum(estimate.value for estimate in found.estimates.values()) == pytest.approx(found.r2)
    assert all(
        estimate.interval.low <= estimate.value <= estimate.interval.high for estimate in found.estimates.values()
    )
    assert sum(found.shares.values()) == pytest.approx(1)


def test_made_data_return_the_factor_that_made_them():
    rng = np.random.default_rng(2)
    x, noise = rng.normal(size=(2, 300)), rng.normal(size=300)
    data = {"e": x[0], "v": x[1], "y": 2 * x[0] + 0.2 * noise}
    columns = {LoyaltyFactor.SERVICE_EXPERIENCE: "e", LoyaltyFactor.SHARED_VALUES: "v"}
    found = loyalty_factors(data, loyalty="y", columns=columns, resamples=0)
    assert found.ranking[0] == "service_experience"
    assert found.shares["service_experience"] > 0.95


def test_parts_know_their_factor():
    assert FactorPart.BY_CUSTOMER.factor is LoyaltyFactor.INTERACTION
    assert FactorPart.DELIVERY.factor is LoyaltyFactor.SERVICE_QUALITY
    assert (len(LoyaltyFactor), len(LoyaltyEffect), len(SatisfactionEffect)) == (5, 6, 9)


def test_effects_add_up_with_an_interval_by_their_independence():
    amounts = {
        LoyaltyEffect.COST_SAVINGS: (100.0, Interval(low=70, high=130, method="t")),
        LoyaltyEffect.PRICE_PREMIUM: Average(n=16, mean=50.0, sd=4.0),
    }
    found = named_effects(amounts)
    half = amounts[LoyaltyEffect.PRICE_PREMIUM].interval.width / 2
    assert found.value == 150
    assert found.interval.high - 150 == pytest.approx((30**2 + half**2) ** 0.5)
    assert sum(found.shares.values()) == pytest.approx(1)
    assert found.to_dict()["shares"]["cost_savings"] == pytest.approx(2 / 3)


def test_effects_without_money_or_without_a_name_are_refused():
    assert (named_effects({}).value, named_effects({}).reason.key) == (None, "no_effects")
    with pytest.raises(InvalidValueError, match="value and interval"):
        named_effects({LoyaltyEffect.PROFITABILITY: Average(n=1, mean=1.0, sd=0.0)})
    with pytest.raises(InvalidValueError, match="value and interval, got 5"):
        named_effects({LoyaltyEffect.PROFITABILITY: 5})
    with pytest.raises(InvalidValueError, match="LoyaltyEffect"):
        named_effects({LoyaltyFactor.INTERACTION: (1.0, Interval(low=0, high=2, method="t"))})
    with pytest.raises(InvalidValueError, match="inside its bounded interval"):
        named_effects({LoyaltyEffect.PROFITABILITY: (3.0, Interval(low=0, high=2, method="t"))})


def test_effects_of_both_signs_have_a_sum_but_no_parts():
    both = {
        LoyaltyEffect.PROFITABILITY: (3.0, Interval(low=2, high=4, method="t")),
        SatisfactionEffect.MARGIN: (-1.0, Interval(low=-2, high=0, method="t")),
    }
    assert (named_effects(both).value, named_effects(both).shares) == (2.0, None)
    mixed = both | {SatisfactionEffect.MARGIN: (-1.0, Interval(low=-2, high=0, level=0.9, method="t"))}
    with pytest.raises(InvalidValueError, match="one confidence level"):
        named_effects(mixed)
    assert named_effects({}).interval is None


def test_intervals_do_not_depend_on_the_order_of_identified_rows():
    rng = np.random.default_rng(5)
    x, noise = rng.normal(size=(2, 120)), rng.normal(size=120)
    data = {"e": x[0], "v": x[1], "y": x[0] + 0.5 * x[1] + noise, "id": np.arange(120) + 1000}
    order = rng.permutation(120)
    calls = [
        loyalty_factors(
            {name: values[rows] for name, values in data.items()},
            loyalty="y",
            columns={"service_experience": "e", "shared_values": "v"},
            record_id="id",
            resamples=50,
        ).estimates["shared_values"]
        for rows in (slice(None), order)
    ]
    assert calls[0].interval.low == pytest.approx(calls[1].interval.low, rel=1e-9)
    assert calls[0].interval.high == pytest.approx(calls[1].interval.high, rel=1e-9)
    both = [
        trust_beside_satisfaction(
            {name: values[rows] for name, values in data.items()},
            loyalty="y",
            columns={"satisfaction": "e", "trust": "v"},
            record_id="id",
            resamples=50,
        ).importance.estimates["trust"]
        for rows in (slice(None), order)
    ]
    assert both[0].interval.low == pytest.approx(both[1].interval.low, rel=1e-9)
