"""Points are conserved, never negative, and the same whatever order their events arrive in."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, UnknownConceptError
from servicekit.loyalty.programmes._points import PointsLedger
from servicekit.loyalty.programmes._points_account import Account
from servicekit.loyalty.programmes._points_events import ByAge, ByDate, PointsEntry, PointsEvent
from servicekit.loyalty.programmes._settlement import settlement

START = date(2024, 1, 1)


def at(day):
    return START + timedelta(days=day)


def entry(code, day, kind, member, points, **more):
    return PointsEntry(id=code, day=at(day), kind=kind, member=member, points=points, **more)


def assert_conserved(account):
    came = account.earned + account.adjusted_up + account.received
    went = account.burned + account.adjusted_down + account.given + account.expired
    assert came == went + account.balance
    assert account.balance >= 0
    assert all(lot.points > 0 for lot in account.lots)


class Points(RuleBasedStateMachine):
    """A ledger against a naive list of single points with their days of lapse."""

    who = st.sampled_from(["ann", "bo", "cy"])
    sites = st.sampled_from(["shop", "cafe"])
    entries = Bundle("entries")

    def __init__(self):
        super().__init__()
        self.rule = ByAge(days=10)
        self.ledger = PointsLedger(expiry=self.rule, partners={"shop", "cafe"})
        self.day = 0
        self.count = 0
        self.points = {"ann": [], "bo": [], "cy": []}  # days of lapse, one per point
        self.earned = self.burned = self.lost = self.taken = 0

    def post(self, kind, member, points, **more):
        self.count += 1
        made = entry(f"e{self.count:04d}", self.day, kind, member, points, sequence=self.count, **more)
        self.ledger = self.ledger.record(made)
        return made

    @rule(days=st.integers(0, 6))
    def wait(self, days):
        self.day += days
        for member, held in self.points.items():
            kept = [lapse for lapse in held if lapse > self.day]
            self.lost += len(held) - len(kept)
            self.points[member] = kept

    @rule(target=entries, member=who, points=st.integers(1, 9), partner=sites)
    def earn(self, member, points, partner):
        self.points[member] += [self.day + 10] * points
        self.earned += points
        return self.post("earn", member, points, partner=partner)

    @rule(target=entries, member=who, points=st.integers(1, 12), partner=sites)
    def burn(self, member, points, partner):
        return self.take("burn", member, points, partner=partner)

    @rule(target=entries, member=who, points=st.integers(1, 5))
    def correct_down(self, member, points):
        return self.take("adjust", member, points, note="count was wrong")

    @rule(target=entries, member=who, points=st.integers(1, 5))
    def correct_up(self, member, points):
        self.points[member] += [self.day + 10] * points
        self.earned += points
        return self.post("adjust", member, points, note="forgotten receipt", partner="shop")

    @rule(target=entries, member=who, to=who, points=st.integers(1, 5))
    def transfer(self, member, to, points):
        if member == to:
            return None
        held = sorted(self.points[member])
        made = self.take("transfer", member, points, to=to)
        if made is not None:
            self.points[to] += held[:points]
            self.burned -= points
        return made

    def take(self, kind, member, points, **more):
        held = sorted(self.points[member])
        signed = -points if kind == "adjust" else points
        if points > len(held):
            before = self.ledger
            with pytest.raises(ForbiddenEventError, match="the balance is"):
                self.post(kind, member, signed, **more)
            assert self.ledger is before
            return None
        self.points[member] = held[points:]
        self.burned += points
        return self.post(kind, member, signed, **more)

    @rule(again=entries)
    def deliver_twice(self, again):
        if again is not None:
            assert self.ledger.record(again) is self.ledger  # bad input 108

    @invariant()
    def balances_agree_with_the_naive_list(self):
        for member, held in self.points.items():
            account = self.ledger.account(member, on=at(self.day))
            assert account.balance == len(held)
            assert_conserved(account)

    @invariant()
    def points_are_conserved_in_all(self):
        total = self.ledger.total(on=at(self.day))
        assert_conserved(total)
        assert total.received == total.given
        assert total.earned + total.adjusted_up == self.earned
        assert total.expired == self.lost
        assert total.burned + total.adjusted_down == self.burned

    @invariant()
    def settlement_sums_to_nothing(self):
        assert sum(settlement(self.ledger, price_per_point=0.01).net_points.values()) == 0

    @invariant()
    def replay_gives_the_same_ledger(self):
        again = PointsLedger(expiry=self.rule, partners={"shop", "cafe"}, entries=self.ledger.entries[::-1])
        assert again.entries == self.ledger.entries
        assert again.total(on=at(self.day)) == self.ledger.total(on=at(self.day))
        assert dict(again.redeemed) == dict(self.ledger.redeemed)


TestPoints = Points.TestCase
TestPoints.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), min_size=1, max_size=10), st.randoms())
def test_events_may_arrive_in_any_order(earned, random):
    entries = [entry(f"e{k}", day, "earn", "ann", points) for k, (day, points) in enumerate(earned)]
    entries.append(entry("b", 31, "burn", "ann", 1))
    mixed = entries.copy()
    random.shuffle(mixed)
    ledger = PointsLedger(expiry=ByAge(days=60))
    for one in sorted(mixed, key=lambda found: found.kind is PointsEvent.BURN):
        ledger = ledger.record(one)  # bad input 106
    assert ledger.account("ann", on=at(50)) == PointsLedger(expiry=ByAge(days=60), entries=entries).account(
        "ann", on=at(50)
    )


def test_the_oldest_points_go_first_and_points_lapse_on_their_day():
    ledger = PointsLedger(expiry=ByAge(days=10)).record(
        entry("1", 0, "earn", "ann", 5), entry("2", 5, "earn", "ann", 5), entry("3", 6, "burn", "ann", 6)
    )
    assert ledger.account("ann", on=at(9)).balance == 4
    assert ledger.account("ann", on=at(14)).balance == 4
    account = ledger.account("ann", on=at(15))
    assert (account.balance, account.expired) == (0, 4)
    assert account.fates == {at(10): (5, 0), at(15): (1, 4)}
    with pytest.raises(ForbiddenEventError, match=r"'4'.*needs 1 points; the balance is 0"):
        ledger.record(entry("4", 15, "burn", "ann", 1))


def test_expiry_by_date_ends_with_the_stated_day():
    end_of_year = ByDate()
    assert end_of_year.of(date(2024, 12, 31)) == date(2025, 1, 1)
    assert ByDate(years_after=1).of(date(2024, 3, 1)) == date(2026, 1, 1)
    assert ByDate(month=6, day=30).of(date(2024, 7, 1)) == date(2025, 7, 1)
    ledger = PointsLedger(expiry=end_of_year).record(entry("1", 0, "earn", "ann", 5))
    assert ledger.account("ann", on=date(2024, 12, 31)).balance == 5
    assert ledger.account("ann", on=date(2025, 1, 1)).expired == 5
    for wrong in ({"month": 2, "day": 29}, {"month": 4, "day": 31}):  # bad input 100
        with pytest.raises(InvalidValueError, match="every year"):
            ByDate(**wrong)


def test_transferred_points_keep_their_expiry():
    ledger = PointsLedger(expiry=ByAge(days=10)).record(
        entry("1", 0, "earn", "ann", 5), entry("2", 9, "transfer", "ann", 5, to="bo")
    )
    assert ledger.account("bo", on=at(9)).balance == 5
    assert ledger.account("bo", on=at(10)).expired == 5


def test_a_late_entry_counts_from_its_own_day_or_is_refused_if_it_breaks_what_followed():
    ledger = PointsLedger().record(entry("1", 5, "earn", "ann", 5), entry("2", 9, "burn", "ann", 4))
    assert ledger.record(entry("0", 1, "earn", "ann", 3)).account("ann", on=at(9)).balance == 4
    with pytest.raises(ForbiddenEventError, match="entry '2'"):
        ledger.record(entry("3", 6, "burn", "ann", 3))


def test_partners_settle_what_others_redeemed():
    ledger = PointsLedger(partners={"shop", "cafe", "fuel"}).record(
        entry("1", 0, "earn", "ann", 100, partner="shop"),
        entry("2", 1, "earn", "ann", 50, partner="cafe"),
        entry("3", 2, "burn", "ann", 120, partner="fuel"),
        entry("4", 3, "burn", "ann", 10, partner="shop"),
    )
    found = settlement(ledger, price_per_point=0.01)
    assert found.owed_points["shop"] == {"cafe": 0, "fuel": 100}
    assert found.owed_points["cafe"] == {"fuel": 20, "shop": 10}
    assert found.net_points == {"cafe": -30, "fuel": 120, "shop": -90}
    assert found.net_money["fuel"] == pytest.approx(1.2)
    with pytest.raises(InvalidValueError, match="one of"):
        ledger.record(entry("5", 4, "earn", "ann", 1, partner="bank"))
    with pytest.raises(InvalidValueError, match="programme of one company"):
        PointsLedger().record(entry("5", 4, "earn", "ann", 1, partner="bank"))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    (
        ({"points": 0}, InvalidValueError, "above 0"),
        ({"points": -1}, InvalidValueError, "above 0"),
        ({"points": 1.5}, InvalidValueError, "whole number"),
        ({"points": True}, InvalidValueError, "whole number"),
        ({"kind": "gift"}, UnknownConceptError, "earn"),
        ({"kind": "transfer"}, InvalidValueError, "given for a transfer"),
        ({"kind": "transfer", "to": "ann"}, InvalidValueError, "another member"),
        ({"kind": "adjust"}, InvalidValueError, "note"),
        ({"to": "bo"}, InvalidValueError, "nothing else"),
        ({"kind": "transfer", "to": 5}, InvalidValueError, "to must be printable"),
        ({"partner": 5}, InvalidValueError, "partner must be printable"),
        ({"id": ""}, InvalidValueError, "printable"),
        ({"member": "a\x00b"}, InvalidValueError, "printable"),  # bad input 52
        ({"day": "2024-01-01"}, InvalidValueError, r"datetime\.date"),
        ({"day": date(55840, 1, 1) if date.max.year > 9999 else date(9999, 1, 1)}, InvalidValueError, "2999"),
    ),
)
def test_an_entry_that_says_nonsense_cannot_be_made(change, error, message):
    with pytest.raises(error, match=message):
        PointsEntry(**{"id": "1", "day": START, "kind": "earn", "member": "ann", "points": 5} | change)


def test_points_may_be_whole_numbers_of_numpy():
    made = PointsEntry(id="1", day=START, kind="earn", member="ann", points=np.int64(5))
    assert (made.points, type(made.points)) == (5, int)


def test_a_ledger_needs_a_rule_of_expiry_and_a_list_of_partners():
    with pytest.raises(InvalidValueError, match="ByAge"):
        PointsLedger(expiry=365)
    with pytest.raises(InvalidValueError, match="a list of names, got 'shop'"):
        PointsLedger(partners="shop")
    with pytest.raises(InvalidValueError, match="name them with partners="):
        settlement(PointsLedger(), price_per_point=0.01)


def test_an_id_used_for_two_things_is_refused():
    ledger = PointsLedger().record(entry("1", 0, "earn", "ann", 5))
    with pytest.raises(InvalidValueError, match="used once"):
        ledger.record(entry("1", 0, "earn", "ann", 6))


def test_a_balance_is_that_of_the_day_asked_for():
    ledger = PointsLedger().record(entry("1", 5, "earn", "ann", 5), entry("2", 7, "burn", "ann", 3))
    assert [ledger.account("ann", on=at(day)).balance for day in (4, 5, 6, 7)] == [0, 5, 5, 2]
    with pytest.raises(InvalidValueError, match=r"datetime\.date"):
        ledger.total(on="2024-01-06")
    assert ledger.account("nobody", on=at(5)) == Account()
    assert ledger.account("ann", on=at(7)).to_dict()["balance"] == 2


def test_ten_thousand_entries_are_replayed_in_a_moment():
    entries = [entry(f"{k:05d}", k // 100, "earn", f"m{k % 50}", 1 + k % 7) for k in range(10_000)]
    ledger = PointsLedger(expiry=ByAge(days=30), entries=entries)
    total = ledger.total(on=at(120))
    assert total.earned == sum(found.points for found in entries)
    assert total.earned == total.expired + total.balance
