"""Programmes keep the rules of their mode, know their liability and say what lift they need."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError
from servicekit.loyalty.programmes._economics import (
    ProgrammeCosts,
    ProgrammeEconomics,
    compare_programmes,
    spend_lift,
)
from servicekit.loyalty.programmes._points import PointsLedger
from servicekit.loyalty.programmes._points_events import ByAge, PointsEntry
from servicekit.loyalty.programmes._points_liability import breakage, points_liability
from servicekit.loyalty.programmes._programme import (
    FIVE_STEPS,
    STRATEGIES,
    TACTICS,
    ProgrammeDesign,
    ProgrammeEffect,
    ProgrammeMode,
)
from servicekit.loyalty.programmes._tiers import Tier, qualifying_points, tier_bands, tier_movement, tier_shares
from servicekit.stats.intervals._estimates import Average, Share

START = date(2023, 1, 1)
SPEND = Average(n=400, mean=200.0, sd=80.0)


def made(*rows, expiry=None):
    entries = [
        PointsEntry(id=str(k), day=START + timedelta(days=day), kind=kind, member=who, points=points)
        for k, (day, kind, who, points) in enumerate(rows)
    ]
    return PointsLedger(expiry=expiry, entries=entries)


@pytest.mark.parametrize(
    "design",
    (
        {"mode": "independent_points"},
        {"mode": "coalition_points", "partners": ["cafe"]},
        {"mode": "card", "card": "co_branded", "issuer": "bank", "annual_fee": 10},
        {"mode": "card", "card": "affinity", "issuer": "bank", "cause": "forest", "cause_share": 0.003},
        {"mode": ProgrammeMode.CLUB, "annual_fee": 50},
    ),
)
def test_each_mode_has_a_design_that_keeps_its_rules(design):
    found = ProgrammeDesign(company="shop", **design)
    assert bool(found.ledger_partners) == (found.mode is ProgrammeMode.COALITION_POINTS)


@pytest.mark.parametrize(
    ("design", "message"),
    (
        ({"mode": "independent_points", "partners": ["cafe"]}, "partners"),
        ({"mode": "coalition_points"}, "partners"),
        ({"mode": "coalition_points", "partners": ["shop"]}, "different companies"),
        ({"mode": "card"}, "card"),
        ({"mode": "card", "card": "gift", "issuer": "bank"}, "co_branded"),
        ({"mode": "card", "card": "co_branded"}, "issuer"),
        ({"mode": "card", "card": "affinity", "issuer": "bank"}, "cause"),
        ({"mode": "card", "card": "co_branded", "issuer": "bank", "cause": "x", "cause_share": 0.1}, "cause"),
        ({"mode": "club", "card": "affinity"}, "card"),
        ({"mode": "independent_points", "annual_fee": 5}, "annual_fee"),
    ),
)
def test_a_design_that_breaks_its_mode_cannot_be_made(design, message):
    with pytest.raises(InvalidValueError, match=message):
        ProgrammeDesign(company="shop", **design)


def test_strategies_tactics_and_steps_say_which_effects_they_serve():
    keys = {effect.key for effect in ProgrammeEffect}
    for checklist, size in ((STRATEGIES, 2), (TACTICS, 3), (FIVE_STEPS, 5)):
        assert len(checklist.steps) == size
        for step in checklist.steps:
            assert set(step.tags["serves"].split()) <= keys
            assert step.tags["serves"]


def test_the_five_steps_are_taken_in_order():
    from datetime import datetime

    run = FIVE_STEPS.start().perform("importance", by="board", at=datetime(2024, 1, 1))
    with pytest.raises(ForbiddenEventError, match="allowed now: top_management"):
        run.perform("interest", by="board", at=datetime(2024, 1, 2))


def test_tiers_follow_points_earned_in_the_period_and_members_move():
    ledger = made((0, "earn", "ann", 500), (10, "earn", "bo", 100), (400, "earn", "ann", 99), (401, "earn", "cy", 1000))
    bands = tier_bands(silver_from=100, gold_from=500)
    first = tier_shares(ledger, bands=bands, start=START, end=date(2024, 1, 1))
    assert first.tiers == {"ann": Tier.GOLD, "bo": Tier.SILVER, "cy": Tier.BASIC}
    assert first.shares[Tier.GOLD].value == pytest.approx(1 / 3)
    second = tier_shares(ledger, bands=bands, start=date(2024, 1, 1), end=date(2025, 1, 1))
    moves = tier_movement(first, second)
    assert moves.shares[Tier.GOLD][Tier.BASIC].count == 1
    assert moves.shares[Tier.BASIC][Tier.GOLD].count == 1
    earned = qualifying_points(ledger, start=START, end=START + timedelta(days=400))
    assert earned["ann"] == 500  # the end itself is outside
    with pytest.raises(InvalidValueError, match="start before its end"):
        qualifying_points(ledger, start=START, end=START)


def test_breakage_counts_only_points_whose_time_is_over():
    ledger = made(
        (0, "earn", "ann", 10), (0, "earn", "bo", 30), (5, "burn", "ann", 10), (5, "burn", "bo", 10),
        (90, "earn", "ann", 100), (91, "burn", "ann", 50), expiry=ByAge(days=30),
    )  # fmt: skip
    day = START + timedelta(days=95)
    found = breakage(ledger, on=day)
    assert (found.value, found.n) == (pytest.approx(20 / 40), 2)
    liability = points_liability(ledger, on=day, cost_per_point=0.02)
    assert liability.outstanding == 50
    assert liability.upper_bound == pytest.approx(1.0)
    assert liability.value == pytest.approx(0.5)


def test_points_that_never_lapse_have_a_breakage_of_0():
    ledger = made((0, "earn", "ann", 10))
    liability = points_liability(ledger, on=START, cost_per_point=0.5)
    assert (liability.breakage.value, liability.value, liability.upper_bound) == (0, 5.0, 5.0)
    assert liability.reason is None


def test_liability_has_the_interval_of_breakage():
    rng = np.random.default_rng(4)
    rows = []
    for k in range(60):
        points, used = int(rng.integers(10, 100)), float(rng.random())
        rows += [(0, "earn", f"m{k}", points), (40, "earn", f"m{k}", 10)]
        if burned := int(points * used):
            rows.append((3, "burn", f"m{k}", burned))
    ledger = made(*rows, expiry=ByAge(days=30))
    liability = points_liability(ledger, on=START + timedelta(days=41), cost_per_point=1.0)
    assert liability.outstanding == 600
    assert 0 < liability.interval.low < liability.value < liability.interval.high < 600


@given(st.integers(1, 40), st.floats(0.001, 5), st.integers(0, 30))
def test_a_young_programme_takes_breakage_and_cost_as_estimates(points, cost, lapsed):
    ledger = made((0, "earn", "ann", points), expiry=ByAge(days=300))
    about = {"on": START, "cost_per_point": cost}
    assert points_liability(ledger, **about).reason.key == "not_matured"
    share = Share(count=lapsed, n=30)
    found = points_liability(ledger, **about, breakage=share)
    assert found.value == pytest.approx(points * cost * (1 - lapsed / 30))
    ends = [points * cost * (1 - end) for end in (share.interval.high, share.interval.low)]
    assert [found.interval.low, found.interval.high] == pytest.approx(ends)
    assert points_liability(ledger, **about, breakage=0.25).interval is None
    spent = Average(n=30, mean=cost, sd=cost / 2)
    both = points_liability(ledger, on=START, cost_per_point=spent, breakage=share)
    alone = points_liability(ledger, on=START, cost_per_point=spent, breakage=lapsed / 30)
    assert both.value == pytest.approx(found.value)
    for narrow in (found.interval, alone.interval):
        assert both.interval.low <= narrow.low + 1e-9
        assert both.interval.high >= narrow.high - 1e-9


def test_a_cost_or_a_share_that_is_none_is_refused():
    ledger = made((0, "earn", "ann", 10))
    with pytest.raises(InvalidValueError, match="breakage must be"):
        points_liability(ledger, on=START, cost_per_point=0.1, breakage=1.2)
    with pytest.raises(InvalidValueError, match="cost_per_point must be"):
        points_liability(ledger, on=START, cost_per_point=-0.1)
    unknown = points_liability(ledger, on=START, cost_per_point=Average(n=0, mean=0, sd=0))
    assert (unknown.value, unknown.interval) == (None, None)
    assert unknown.reason is not None


def test_the_needed_lift_brings_the_net_gain_to_nothing():
    costs = ProgrammeCosts(fixed=5000, per_member=2, reward_share=0.02, redeemed_share=0.8, reward_cost_share=0.6)
    case = ProgrammeEconomics(members=1000, spend=SPEND, margin_share=0.3, costs=costs, lift=0.05)
    again = ProgrammeEconomics(members=1000, spend=SPEND, margin_share=0.3, costs=costs, lift=case.needed_lift)
    assert again.value == pytest.approx(0, abs=1e-6)
    assert case.value == pytest.approx(1000 * 200 * 0.05 * 0.3 - (5000 + 2000 + 1000 * 200 * 1.05 * 0.0096))
    assert case.needed_lift_interval.low < case.needed_lift < case.needed_lift_interval.high
    assert case.interval is None


@given(st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0.05, 0.9))
def test_more_lift_gains_more_while_the_margin_exceeds_the_rewards(one, other, margin):
    low, high = sorted((one, other))
    costs = ProgrammeCosts(fixed=100, reward_share=0.04)
    nets = [
        ProgrammeEconomics(members=10, spend=SPEND, margin_share=margin, costs=costs, lift=lift).value
        for lift in (low, high)
    ]
    assert nets[0] <= nets[1] + 1e-9


def test_rewards_dearer_than_the_margin_can_never_break_even():
    case = ProgrammeEconomics(
        members=10, spend=SPEND, margin_share=0.05, costs=ProgrammeCosts(reward_share=0.06), lift=0.1
    )
    assert (case.needed_lift, case.needed_lift_interval) == (None, None)
    assert case.value < 0


def test_a_measured_lift_carries_its_interval_into_money():
    rng = np.random.default_rng(1)
    lift = spend_lift(rng.gamma(4, 55, 500), rng.gamma(4, 50, 300))
    assert lift.interval.low < lift.value < lift.interval.high
    case = ProgrammeEconomics(members=1000, spend=SPEND, margin_share=0.3, costs=ProgrammeCosts(fixed=1000), lift=lift)
    assert case.interval.low < case.value < case.interval.high
    assert case.interval.high == pytest.approx(1000 * 200 * 0.3 * lift.interval.high - 1000)
    # equal groups of equal size: Fieller's set must hold no lift
    assert 0 in spend_lift(rng.gamma(4, 50, 400), rng.gamma(4, 50, 400)).interval


def test_groups_that_cannot_be_compared_say_why():
    assert spend_lift([], [1.0]).reason.key == "no_data"
    assert spend_lift([1.0], [0.0]).reason.key == "zero_denominator"
    assert (spend_lift([3.0], [2.0]).value, spend_lift([3.0], [2.0]).interval) == (0.5, None)
    with pytest.raises(InvalidValueError, match="members"):
        spend_lift([-1.0], [1.0])
    case = ProgrammeEconomics(
        members=5, spend=SPEND, margin_share=0.3, costs=ProgrammeCosts(), lift=spend_lift([], [1.0])
    )
    assert (case.value, case.reason.key) == (None, "part")


def test_partners_and_periods_of_tiers_are_what_they_say():
    with pytest.raises(InvalidValueError, match="a list of names"):
        ProgrammeDesign(mode="coalition_points", company="shop", partners="cafe")
    with pytest.raises(InvalidValueError, match=r"start must be a datetime\.date"):
        tier_shares(PointsLedger(), bands=tier_bands(silver_from=1, gold_from=2), start="2024-01-01", end="2025-01-01")


def test_modes_are_compared_on_net_gain_and_needed_lift():
    points = ProgrammeDesign(mode="independent_points", company="shop")
    card = ProgrammeDesign(
        mode="card", company="shop", card="affinity", issuer="bank", cause="forest", cause_share=0.005
    )
    case = {"members": 1000, "spend": SPEND, "margin_share": 0.3}
    cheap = ProgrammeEconomics(costs=ProgrammeCosts(fixed=1000, reward_share=0.01), lift=0.04, **case)
    dear = ProgrammeEconomics(costs=ProgrammeCosts(fixed=4000, cause_share=0.005), lift=0.04, **case)
    found = compare_programmes({"points": (points, cheap), "card": (card, dear)})
    assert found.ranking[0] == ("points" if cheap.value > dear.value else "card")
    assert found.needed_lift["points"] == cheap.needed_lift
    with pytest.raises(InvalidValueError, match="cause_share"):
        compare_programmes({"card": (card, cheap)})


def test_a_what_if_needs_a_possible_lift_and_a_known_spend():
    case = {"members": 5, "margin_share": 0.3, "costs": ProgrammeCosts(fixed=10)}
    with pytest.raises(InvalidValueError, match="at least -1"):
        ProgrammeEconomics(spend=SPEND, lift=-1.5, **case)
    with pytest.raises(InvalidValueError, match="above 0"):
        ProgrammeEconomics(spend=Average(n=3, mean=0.0, sd=0.0), lift=0.1, **case)
    unknown = ProgrammeEconomics(spend=Average(n=0, mean=0.0, sd=0.0), lift=0.1, **case)
    assert (unknown.value, unknown.cost, unknown.incremental_margin) == (None, None, None)
    assert (unknown.needed_lift, unknown.reason.key) == (None, "part")
    known = ProgrammeEconomics(spend=SPEND, lift=0.1, **case)
    assert known.incremental_margin - known.cost == pytest.approx(known.value)
