"""Value of an offer, total cost of ownership and profit by tenure: sums, identities, presets, refusals."""

from math import fsum

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.value._customer_value import Cost, CustomerCost, Offer, compare_offers, cost_cuts, customer_value
from servicekit.value._ownership import (
    CAR,
    OwnershipShares,
    RunningCost,
    ownership_by_year,
    ownership_cost,
)
from servicekit.value._tenure import CREDIT_CARD, ProfitComponent, profit_by_tenure

MONEY = st.floats(0, 1e5)
COSTS = st.lists(st.tuples(st.sampled_from(CustomerCost), MONEY, st.floats(0, 100)), max_size=6)


def offer(costs: list[tuple[CustomerCost, float, float]], benefit: float = 100.0) -> Offer:
    made = [Cost(name=str(i), kind=kind, money=money, hours=hours) for i, (kind, money, hours) in enumerate(costs)]
    return Offer(name="offer", benefits={"product": benefit, "people": 20}, costs=made)


@given(costs=COSTS, price=st.floats(0, 200))
def test_value_is_benefits_less_the_three_kinds_of_cost(
    costs: list[tuple[CustomerCost, float, float]], price: float
) -> None:
    found = customer_value(offer(costs), hour_price=price)
    assert found.value == pytest.approx(120 - sum(m + h * price for _, m, h in costs), rel=1e-9, abs=1e-6)
    assert fsum(found.costs_by_kind.values()) == pytest.approx(found.costs)
    assert (found.ratio is None) == (found.costs == 0)


@given(costs=COSTS.filter(len), place=st.integers(0, 5), more=st.floats(0.01, 1000))
def test_value_falls_one_for_one_with_any_cost(
    costs: list[tuple[CustomerCost, float, float]], place: int, more: float
) -> None:
    place %= len(costs)
    raised = [(k, m + more if i == place else m, h) for i, (k, m, h) in enumerate(costs)]
    before, after = (customer_value(offer(each), hour_price=10).value for each in (costs, raised))
    assert before - after == pytest.approx(more, rel=1e-6, abs=1e-6)


def test_the_best_offer_depends_on_the_price_of_time() -> None:
    cheap = Offer(
        name="far shop",
        benefits={"product": 100},
        costs=[Cost(name="price", kind="money", money=50), Cost(name="trip", kind="obtaining", hours=2)],
    )
    near = Offer(name="near shop", benefits={"product": 100}, costs=[Cost(name="price", kind="money", money=70)])
    assert [v.offer.name for v in compare_offers([near, cheap], hour_price=5)] == ["far shop", "near shop"]
    assert [v.offer.name for v in compare_offers([near, cheap], hour_price=20)] == ["near shop", "far shop"]


def test_the_cut_that_helps_most_comes_first() -> None:
    made = Offer(
        name="repair",
        benefits={"car runs": 400},
        costs=[
            Cost(name="bill", kind="money", money=200),
            Cost(name="wait", kind="obtaining", hours=3),
            Cost(name="second visit", kind="using", hours=2, money=10),
        ],
    )
    cuts = cost_cuts(
        made, hour_price=30, cuts={"bill": 0.1, "wait": 0.5, "second visit": 1.0}, spent={"bill": 20, "wait": 5}
    )
    assert [cut.cost.name for cut in cuts] == ["second visit", "wait", "bill"]
    assert [cut.gain for cut in cuts] == pytest.approx([70, 45, 20])
    assert [cut.gain_per_spent for cut in cuts] == [None, pytest.approx(9), pytest.approx(1)]
    assert all((cut.ratio_gain or 0) > 0 for cut in cuts)
    with pytest.raises(UnknownConceptError, match="did you mean 'wait'"):
        cost_cuts(made, hour_price=30, cuts={"waits": 0.5})
    with pytest.raises(InvalidValueError, match="cut of 'bill'"):
        cost_cuts(made, hour_price=30, cuts={"bill": 10})


@pytest.mark.parametrize(
    "change", ({"money": -1}, {"hours": -1}, {"money": float("nan")}, {"hours": "two"}, {"name": ""})
)
def test_costs_are_numbers_with_a_name(change: dict[str, object]) -> None:
    with pytest.raises((InvalidValueError, ValueError)):
        Cost(**({"name": "x", "kind": "money"} | change))  # type: ignore[arg-type]


def test_kinds_and_names_are_checked() -> None:
    with pytest.raises(UnknownConceptError):
        Cost(name="x", kind="monye")  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="different from each other"):
        Offer(name="x", benefits={}, costs=[Cost(name="a", kind="money")] * 2)
    with pytest.raises(InvalidValueError, match="benefit 'b'"):
        Offer(name="x", benefits={"b": -1}, costs=[])


RUNNING = st.lists(st.tuples(MONEY, st.floats(-0.2, 0.3)), max_size=4).map(
    lambda rows: [RunningCost(name=str(i), per_year=m, growth=g) for i, (m, g) in enumerate(rows)]
)


@given(purchase=MONEY, running=RUNNING, years=st.integers(0, 20), rate=st.floats(-0.1, 0.3))
def test_ownership_adds_up(purchase: float, running: list[RunningCost], years: int, rate: float) -> None:
    found = ownership_cost(purchase=purchase, running=running, years=years, discount_rate=rate)
    lines = ownership_by_year(found)
    assert lines[-1].cumulative == pytest.approx(found.value, rel=1e-9, abs=1e-6)
    assert len(lines) == years + 1
    if found.shares is not None:
        assert fsum(found.shares.values()) == pytest.approx(1)
    if years:
        level = RunningCost(name="level", per_year=max(found.per_year or 0, 0))
        assert ownership_cost(purchase=0, running=[level], years=years, discount_rate=rate).value == pytest.approx(
            found.value, rel=1e-6, abs=1e-4
        )


@given(purchase=MONEY, running=RUNNING, rate=st.floats(0, 0.3))
def test_a_horizon_of_nothing_leaves_the_purchase(purchase: float, running: list[RunningCost], rate: float) -> None:
    found = ownership_cost(purchase=purchase, running=running, years=0, discount_rate=rate)
    assert found.value == purchase
    assert found.per_year is None


def test_resale_comes_back_at_the_end() -> None:
    kept = ownership_cost(purchase=100, years=2, discount_rate=0.1)
    sold = attrs.evolve(kept, resale=50)
    assert kept.value - sold.value == pytest.approx(50 / 1.21)
    assert ownership_by_year(sold)[-1].cumulative == pytest.approx(sold.value)
    with pytest.raises(InvalidValueError, match="resale"):
        ownership_cost(purchase=100, years=0, discount_rate=0.1, resale=5)


def test_the_car_preset_sums_to_one_and_names_its_source() -> None:
    assert dict(CAR.shares) == {"purchase": 0.25, "insurance": 0.10, "fuel": 0.35, "other": 0.30}
    assert fsum(CAR.shares.values()) == 1
    assert CAR.source.conditions is not None
    assert CAR.scaled(money=100_000)["fuel"] == pytest.approx(140_000)
    with pytest.raises(UnknownConceptError):
        CAR.scaled(component="tyres", money=1)
    bare = OwnershipShares(shares={"purchase": 1.0, "fuel": 0.0}, labels={}, source=CAR.source)
    with pytest.raises(InvalidValueError, match="component must be one with a share above 0, got 'fuel'"):
        bare.scaled(component="fuel", money=1)
    with pytest.raises(InvalidValueError, match="sum to 1"):
        OwnershipShares(shares={"a": 0.5, "b": 0.4}, labels={}, source=CAR.source)


@pytest.mark.parametrize(
    "change",
    ({"purchase": -1}, {"years": -1}, {"years": 1.5}, {"discount_rate": -1}, {"discount_rate": float("nan")}),
)
def test_bad_ownership_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(InvalidValueError):
        ownership_cost(**({"purchase": 1.0, "years": 1, "discount_rate": 0.0} | change))  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="different from each other and 'purchase'"):
        ownership_cost(purchase=1, running=[RunningCost(name="purchase", per_year=1)], years=1, discount_rate=0)
    with pytest.raises(InvalidValueError, match="names of running costs"):
        ownership_cost(purchase=1, running=[RunningCost(name="a", per_year=1)] * 2, years=1, discount_rate=0)


PROFITS = st.lists(st.floats(-100, 1000), min_size=4, max_size=4)
TABLES = st.dictionaries(st.sampled_from(ProfitComponent), PROFITS, min_size=1)


@given(table=TABLES, retention=st.floats(0, 1), rate=st.floats(0, 0.3), cost=st.floats(0, 500))
def test_components_add_up(
    table: dict[ProfitComponent, list[float]], retention: float, rate: float, cost: float
) -> None:
    found = profit_by_tenure(table, retention=retention, discount_rate=rate, acquisition_cost=cost)
    assert fsum(found.by_component.values()) - cost == pytest.approx(found.value, rel=1e-9, abs=1e-9)
    assert found.years[-1].cumulative == pytest.approx(found.value, rel=1e-9, abs=1e-6)
    for line in found.years:
        assert fsum(line.parts.values()) == pytest.approx(line.profit)
    if retention == 0:
        assert found.value == pytest.approx(fsum(series[0] for series in table.values()) - cost)


@given(
    table=st.dictionaries(st.sampled_from(ProfitComponent), st.lists(MONEY, min_size=4, max_size=4), min_size=1),
    retention=st.floats(0, 0.9),
)
def test_profit_rises_with_retention(table: dict[ProfitComponent, list[float]], retention: float) -> None:
    few, many = (profit_by_tenure(table, retention=r, discount_rate=0.1).value for r in (retention, retention + 0.1))
    assert many >= few


def test_the_credit_card_preset_is_not_split_into_parts() -> None:
    assert CREDIT_CARD.profits == (30, 42, 44, 50, 56)
    assert CREDIT_CARD.source.conditions is not None
    assert CREDIT_CARD.source.year == 1990
    found = profit_by_tenure({"base_profit": CREDIT_CARD.profits}, acquisition_cost=100)
    assert found.value == 122
    assert found.break_even_year == 3
    assert profit_by_tenure({"base_profit": [1, 1]}, acquisition_cost=100).break_even_year is None


@pytest.mark.parametrize(
    ("components", "settings", "message"),
    (
        ({"base_profit": [1, 2], "referrals": [1]}, {}, "one length"),
        ({}, {}, "one length"),
        ({"base_profit": []}, {}, "one length"),
        ({"base_profit": [1, float("nan")]}, {}, "base_profit .*year 2"),
        ({"base_profit": [1, 2]}, {"survival": [1, 1.1]}, "period 1"),  # bad input 119
        ({"base_profit": [1, 2]}, {"survival": [1]}, "one share for each of the 2 years"),
        ({"base_profit": [1, 2]}, {"survival": [1, 0.5], "retention": 0.5}, "one at a time"),
        ({"base_profit": [1, 2]}, {"retention": 1.2}, "period 1"),
        ({"base_profit": [1, 2]}, {"discount_rate": -1}, "above -1"),  # bad input 120
    ),
)
def test_bad_tables_are_refused(components: dict[str, list[float]], settings: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidValueError, match=message):
        profit_by_tenure(components, **settings)  # type: ignore[arg-type]
