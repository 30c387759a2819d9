"""Seven target groups, each with its task, and the rates of the groups from period to period."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import servicekit as sk
from servicekit.loyalty import TASKS, ProspectKind, TargetGroup, customer_base

PERIODS = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]


def base(purchases, prospects=()):
    """Make a base of purchases (customer, month); two in a month are loyal."""
    rows = [(who, f"2024-{month:02}-{1 + place:02}") for place, (who, month) in enumerate(purchases)]
    log = sk.data.read_transactions(
        {"c": [r[0] for r in rows], "d": [r[1] for r in rows], "a": [1.0] * len(rows)},
        customer="c", date="d", amount="a",
    )  # fmt: skip
    return customer_base(log, periods=PERIODS, loyal_threshold=2, prospects=prospects)


def test_each_of_the_seven_groups_has_its_own_task():
    assert len(TASKS) == 7
    assert len({task.en for task in TASKS.values()}) == len({task.zh for task in TASKS.values()}) == 7
    assert "sales team" in TASKS[TargetGroup.LOYAL].en
    assert "跟踪到底" in TASKS[TargetGroup.DISLOYAL].zh
    assert "fewer" in TASKS[ProspectKind.EASILY].en


def test_rates_of_the_groups():
    found = base(
        [("a", 1), ("a", 1), ("b", 1), ("b", 3), ("c", 1), ("c", 2), ("e", 2)],
        {"e": "with_effort", "f": "with_effort", "g": "easily"},
    )
    assert [share.value for share in found.disloyal_shares] == [pytest.approx(2 / 3), 1.0, 1.0]
    assert [(s.count, s.n) for s in found.lost_shares] == [(2, 3), (2, 2)]
    assert [(s.count, s.n) for s in found.won_back_shares] == [(0, 0), (1, 2)]
    won = found.won_shares
    assert list(won) == [ProspectKind.WITH_EFFORT, ProspectKind.EASILY]
    assert [(s.count, s.n) for s in won[ProspectKind.WITH_EFFORT]] == [(1, 2), (0, 1)]
    assert [(s.count, s.n) for s in won[ProspectKind.EASILY]] == [(0, 1), (0, 1)]
    assert won[ProspectKind.WITH_EFFORT][0].interval is not None
    assert base([("a", 1)], ["f"]).won_shares == {}


def test_each_of_the_seven_groups_has_its_rate_beside_its_task():
    found = base(
        [("a", 1), ("a", 1), ("b", 1), ("b", 3), ("e", 2)], {"e": "with_effort", "f": "uncertain", "g": "easily"}
    )
    assert set(found.rates) == set(TASKS)
    assert [(s.count, s.n) for s in found.rates[TargetGroup.PROSPECT]] == [(1, 3), (0, 2)]
    assert found.rates[TargetGroup.LOST] == found.won_back_shares
    without_kinds = base([("a", 1), ("f", 2)], ["f", "g"]).rates
    assert [(s.count, s.n) for s in without_kinds[TargetGroup.PROSPECT]] == [(1, 2), (0, 1)]
    assert list(without_kinds) == list(TargetGroup)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 3)), min_size=1, max_size=20))
def test_buyers_stay_or_are_lost_and_loyal_and_disloyal_make_the_whole(purchases):
    found = base(purchases)
    for loyal, disloyal in zip(found.loyal_shares, found.disloyal_shares, strict=True):
        assert (loyal.count + disloyal.count, loyal.n) == (loyal.n, disloyal.n)
    for at, (lost, counts) in enumerate(zip(found.lost_shares, found.counts, strict=False)):
        assert lost.n == counts[TargetGroup.LOYAL] + counts[TargetGroup.DISLOYAL] == found.loyal_shares[at].n
        assert 0 <= lost.count <= lost.n


def test_an_unknown_kind_of_prospect_is_refused():
    with pytest.raises(sk.foundation.UnknownConceptError, match="did you mean 'easily'"):
        base([("a", 1)], {"f": "easyly"})
    assert isinstance(base([("a", 1)], {"f": "easily"}).kinds, np.ndarray)


def test_a_vip_share_says_what_it_is_a_share_of():
    columns = {"c": ["a", "b"], "d": ["2024-01-01"] * 2, "a": [3.0, 1.0]}
    log = sk.data.read_transactions(columns, customer="c", date="d", amount="a")
    launch = sk.loyalty.vip_share(log, ["a"], use="launch")
    assert (launch.value, launch.title.zh) == (0.75, "所列客户占新品销售额的比例")
    assert sk.loyalty.vip_share(log, ["a"]).title.en == "Turnover share of the named customers"
    with pytest.raises(sk.foundation.InvalidValueError, match="'results' or 'launch'"):
        sk.loyalty.vip_share(log, ["a"], use="feedback")
