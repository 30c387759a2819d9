"""Target groups, their movement, VIP shares and referral forests of a customer base."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.data._transactions import read_transactions
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError
from servicekit.loyalty.customers._referrals import referral_forest
from servicekit.loyalty.customers._target_groups import TASKS, TargetGroup, customer_base
from servicekit.loyalty.customers._transitions import stationary_shares
from servicekit.loyalty.customers._vip import PARETO, VIP_LAUNCH, VIP_SHOP, RecordPart, record_completeness, vip_share

LOG = {
    "who": ["a", "a", "a", "b", "b", "c", "d"],
    "when": ["2024-01-01", "2024-01-05", "2024-02-03", "2024-01-09", "2024-03-01", "2024-02-02", "2023-12-01"],
    "paid": [10.0, 10.0, 20.0, 5.0, 5.0, 40.0, 10.0],
}
MONTHS = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]
L, D, X, P = TargetGroup


@pytest.fixture
def log():
    return read_transactions(LOG, customer="who", date="when", amount="paid")


def test_groups_follow_purchases_and_movement_is_counted(log):
    base = customer_base(log, periods=MONTHS, loyal_threshold=2, prospects=["c", "z"])
    assert base.members(L, period=0) == ("a",)
    assert base.members(D, period=0) == ("b",)
    assert base.members(X, period=0) == ("d",)  # bought before the first period
    assert base.members(P, period=0) == ("c", "z")
    assert base.members(X) == ("a", "c", "d")
    assert base.counts[2] == {L: 0, D: 1, X: 3, P: 1}
    moves = base.movement
    assert sum(map(sum, moves.counts)) == 10
    assert moves.shares[L][D].count == 1
    assert base.loyal_shares[0].value == 0.5
    assert base.loyal_shares[2].n == 1


def test_nobody_becomes_a_prospect_again_and_without_prospects_the_chain_is_whole(log):
    base = customer_base(log, periods=MONTHS, loyal_threshold=2)
    assert set(base.movement.stationary or {}) <= {L, D, X}
    listed = customer_base(log, periods=MONTHS, loyal_threshold=1, prospects=["c"])
    assert (X, P) in listed.movement.impossible
    assert listed.movement.stationary[P] == pytest.approx(0, abs=1e-12)
    draws = stationary_shares(listed.movement, rng=np.random.default_rng(1), draws=100)
    assert draws[P].interval.high < 1e-12


def test_people_who_are_not_listed_are_unknown_until_they_buy(log):
    base = customer_base(log, periods=MONTHS, loyal_threshold=1)
    assert base.counts[0][P] == 0
    assert base.movement.missing == 1  # c before February


def test_every_group_has_a_task():
    assert set(TASKS) >= set(TargetGroup)
    assert "win them back" in TASKS[X].en


@pytest.mark.parametrize(
    ("periods", "loyal_threshold"),
    ((["2024-02-01", "2024-01-01"], 1), (["2024-01-01"], 1), (MONTHS, 0), (MONTHS, 1.5), (["2024-13-01", "x"], 1)),
)
def test_unordered_periods_and_senseless_thresholds_are_refused(log, periods, loyal_threshold):
    with pytest.raises(InvalidValueError):
        customer_base(log, periods=periods, loyal_threshold=loyal_threshold)


def test_groups_periods_and_prospects_are_asked_for_by_what_exists(log):
    base = customer_base(log, periods=MONTHS, loyal_threshold=1)
    assert base.members("lost") == base.members(TargetGroup.LOST)
    with pytest.raises(InvalidValueError, match="from 0 to 2"):
        base.members(L, period=3)
    with pytest.raises(InvalidValueError, match=r"same type as the customers, got \['int', 'str'\]"):
        customer_base(log, periods=MONTHS, loyal_threshold=1, prospects=[7])
    with pytest.raises(InvalidValueError, match="not one text"):
        vip_share(log, "ab")


def test_the_share_of_vips_is_a_ratio_of_turnover(log):
    assert vip_share(log, ["a"]).value == pytest.approx(0.4)
    early = vip_share(log, ["a"], start="2024-01-01", end="2024-02-01")
    assert (early.value, early.n) == (pytest.approx(0.8), 2)
    assert vip_share(log, []).value == 0
    with pytest.raises(InvalidValueError, match="customers of the log"):
        vip_share(log, ["nobody"])
    with pytest.raises(InvalidValueError, match="both or neither"):
        vip_share(log, ["a"], start="2024-01-01")


def test_figures_of_the_decks_are_claims_with_conditions():
    assert (PARETO.customers_share, PARETO.share, PARETO.of) == (0.2, 0.8, "profit")
    assert (VIP_SHOP.share, VIP_LAUNCH.share) == (0.75, 0.34)
    assert all(claim.source.conditions for claim in (PARETO, VIP_SHOP, VIP_LAUNCH))


def test_completeness_of_records_is_a_share_per_part():
    found = record_completeness({"address": 8}, records=10)
    assert found[RecordPart.ADDRESS].value == 0.8


def test_the_real_shop_moves_between_groups(real_data):
    import polars as pl

    log = read_transactions(
        pl.read_csv(real_data / "cdnow_elog_sample.csv"),
        customer="sampleid",
        date="date",
        amount="sales",
        times=TimeFormat("%Y%m%d"),
    )
    base = customer_base(log, periods=["1997-01-01", "1997-07-01", "1998-01-01", "1998-07-01"], loyal_threshold=2)
    first, last = base.counts[0], base.counts[-1]
    assert first[L] + first[D] == 2357  # everybody bought first in the first quarter of 1997
    assert last[X] > 1500
    # among those active in a half-year, the loyal are kept more often than the others
    shares = base.movement.shares
    assert shares[L][L].value + shares[L][D].value > shares[D][L].value + shares[D][D].value
    early = log.between("1997-01-01", "1997-07-01")
    best = early.customers[np.argsort(-early.totals)[:236]].tolist()
    carried = vip_share(log, best, start="1997-07-01", end="1998-07-01")
    assert 0.3 < carried.value < 0.6
    assert carried.interval.low < carried.value < carried.interval.high


FOREST = {
    "who": ["a", "b", "c", "d", "e"],
    "by": [None, "a", "b", "a", None],
    "worth": [1.0, 2.0, 4.0, 8.0, 16.0],
}


def test_a_customer_is_worth_what_the_followers_are():
    forest = referral_forest(FOREST, customer="who", referrer="by", value="worth")
    assert forest.descendants.tolist() == [3, 1, 0, 0, 0]
    assert forest.descendants_value.tolist() == [14, 4, 0, 0, 0]
    assert (forest.roots, forest.depth) == (2, 2)
    assert forest.referrals_per_customer.value == pytest.approx(3 / 5)
    assert forest.referred_value_share.value == pytest.approx(14 / 31)


@given(st.integers(1, 30), st.randoms())
def test_any_forest_in_any_order_keeps_its_totals(size, random):
    parents = [None if row == 0 or random.random() < 0.3 else random.randrange(row) for row in range(size)]
    rows = list(range(size))
    random.shuffle(rows)
    forest = referral_forest({"who": rows, "by": [parents[row] for row in rows]}, customer="who", referrer="by")
    by_id = dict(zip(rows, forest.descendants.tolist(), strict=True))
    straight = referral_forest({"who": list(range(size)), "by": parents}, customer="who", referrer="by")
    assert [by_id[row] for row in range(size)] == straight.descendants.tolist()
    assert sum(straight.descendants.tolist()) == straight.generations.sum()


@pytest.mark.parametrize(
    ("who", "by", "message"),
    (
        (["a"], ["a"], "circles, got 'a -> a'"),
        (["a", "b", "c"], ["c", "a", "b"], "free of circles"),
        (["a", "a"], [None, None], "listed once each"),
        (["a", None], [None, "a"], "identified"),
        (["a", "b"], [None, "x"], "customers of the data"),
    ),
)
def test_circles_strangers_and_doubles_are_refused(who, by, message):
    with pytest.raises(InvalidValueError, match=message):
        referral_forest({"who": who, "by": by}, customer="who", referrer="by")


def test_a_stranger_set_aside_leaves_a_root_and_a_count():
    forest = referral_forest(
        {"who": [1, 2], "by": [None, 9]}, customer="who", referrer="by", policy=InputPolicy(invalid="omit")
    )
    assert (forest.roots, forest.rejected) == (2, {"unknown_referrer": 1})
    with pytest.raises(InvalidValueError, match="finite numbers"):
        referral_forest(FOREST | {"worth": ["1", "2", "3", "4", "5"]}, customer="who", referrer="by", value="worth")


def test_a_chain_of_a_hundred_thousand_needs_no_recursion():
    size = 100_000
    forest = referral_forest({"who": range(size), "by": [None, *range(size - 1)]}, customer="who", referrer="by")
    assert (forest.depth, forest.descendants[0]) == (size - 1, size - 1)
