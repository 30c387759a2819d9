"""The ledger against an independent one that keeps every single point as a token and replays everything each time."""

import io
import time
from collections import Counter
from datetime import date, timedelta

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.foundation import _records as records
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, MissingColumnError, RecordError
from servicekit.loyalty.programmes._points import PointsLedger
from servicekit.loyalty.programmes._points_events import ByAge, ByDate, PointsEntry
from servicekit.loyalty.programmes._points_liability import breakage, points_liability
from servicekit.loyalty.programmes._settlement import settlement
from servicekit.loyalty.programmes._tiers import qualifying_points

START = date(2024, 1, 1)
LIFE, LAST = 12, 60  # no history of 14 entries, at most 4 days apart, goes beyond
MEMBERS, PARTNERS = ("ann", "bo", "cy"), ("cafe", "shop")


def at(day):
    return START + timedelta(days=day)


class RefusedError(Exception):
    pass


class Tokens:
    """Every point is a list [lapses, earned, issuer, usable, holder]; what is over is moved to a pile by its fate."""

    def __init__(self, *, may_owe):
        self.may_owe = may_owe
        self.held, self.lapsed, self.debts = [], Counter(), []  # a debt is (member, company)
        self.spent, self.origin, self.undone, self.pairs = {}, {}, Counter(), Counter()

    def lapse(self, day):
        for token in [t for t in self.held if t[0] <= day]:
            self.held.remove(token)
            self.lapsed[token[4]] += 1

    def give(self, tokens, who):
        for token in sorted(tokens):
            owed = sorted(debt for debt in self.debts if debt[0] == who)
            if owed:
                self.debts.remove(owed[0])
                self.pairs[token[2], owed[0][1]] += 1
            else:
                token[4] = who
                self.held.append(token)

    def pick(self, who, day, points):
        usable = sorted(t for t in self.held if t[4] == who and t[3] <= day)
        if points > len(usable):
            raise RefusedError
        for token in usable[:points]:
            self.held.remove(token)
        return usable[:points]

    def apply(self, e):
        day = (e.day - START).days
        self.lapse(day)
        if e.adds:
            usable = day if e.usable_from is None else (e.usable_from - START).days
            self.origin[e.id] = (day + LIFE, day, e.partner, usable)
            self.give([[*self.origin[e.id], e.member] for _ in range(e.points)], e.member)
        elif e.kind.key == "transfer":
            self.give(self.pick(e.member, day, e.points), e.to)
        elif e.kind.key == "reverse":
            self.reverse(e)
        else:
            self.spent[e.id] = e.partner, self.pick(e.member, day, abs(e.points))
            if e.kind.key == "burn":
                self.pairs.update((t[2], e.partner) for t in self.spent[e.id][1])
        self.lapse(day)

    def reverse(self, e):
        if e.of in self.spent:
            partner, tokens = self.spent[e.of]
            back = tokens[::-1][self.undone[e.of] :][: e.points]
            if len(back) < e.points:
                raise RefusedError
            if partner:
                self.pairs.subtract((t[2], partner) for t in back)
            self.give(back, e.member)
        else:
            origin = self.origin[e.of]
            mine = [t for t in self.held if t[4] == e.member]
            own = [t for t in mine if tuple(t[:4]) == origin][: e.points]
            rest = sorted(t for t in mine if tuple(t[:4]) != origin)[: e.points - len(own)]
            owed = e.points - len(own) - len(rest)
            if owed and not self.may_owe:
                raise RefusedError
            for token in own + rest:
                self.held.remove(token)
            self.pairs.update((t[2], origin[2]) for t in rest)
            self.debts += [(e.member, origin[2])] * owed
        self.undone[e.of] += e.points


def told_by_tokens(entries, *, may_owe, until=LAST):
    tokens = Tokens(may_owe=may_owe)
    for e in sorted(entries, key=lambda e: e.order):
        if e.day <= at(until):
            tokens.apply(e)
    tokens.lapse(until)
    return tokens


@st.composite
def histories(draw):
    """Entries that a ledger of tokens takes, in their order, and those that it refuses with what went before."""
    may_owe = draw(st.booleans())
    kept, refused, day = [], [], 0
    for number in range(draw(st.integers(1, 14))):
        day += draw(st.integers(0, 4))
        kind = draw(st.sampled_from(("earn", "earn", "burn", "adjust", "transfer", "reverse")))
        who, points = draw(st.sampled_from(MEMBERS)), draw(st.integers(1, 6))
        more = {"partner": draw(st.sampled_from(PARTNERS))}
        if kind == "adjust":
            points, more["note"] = draw(st.sampled_from((points, -points))), "count"
            more["partner"] = more["partner"] if points > 0 else ""
        if kind == "transfer":
            more = {"to": draw(st.sampled_from([other for other in MEMBERS if other != who]))}
        if kind == "earn" and draw(st.booleans()):
            more["usable_from"] = at(day + draw(st.integers(0, 6)))
        if kind == "reverse":
            able = [e for e in kept if e.kind.key in ("earn", "burn", "adjust")]
            if not able:
                continue
            undone = draw(st.sampled_from(able))
            done = sum(e.points for e in kept if e.of == undone.id)
            if done == abs(undone.points):
                continue
            who, points, more = undone.member, draw(st.integers(1, abs(undone.points) - done)), {"of": undone.id}
        code = f"{draw(st.integers(0, 999)):03d}-{number}"
        made = PointsEntry(id=code, day=at(day), kind=kind, member=who, points=points, sequence=number, **more)
        try:
            told_by_tokens([*kept, made], may_owe=may_owe)
        except RefusedError:
            refused.append((tuple(kept), made))
        else:
            kept.append(made)
    return may_owe, kept, refused


def empty(may_owe):
    return PointsLedger(expiry=ByAge(days=LIFE), partners=PARTNERS, may_owe=may_owe)


@settings(max_examples=120, deadline=None)
@given(histories(), st.randoms())
def test_the_ledger_says_what_the_tokens_say_on_every_day(history, random):
    may_owe, kept, refused = history
    ledger = empty(may_owe).record(*kept)
    step_by_step = empty(may_owe)
    for e in kept:
        step_by_step = step_by_step.record(e)
    mixed = random.sample(kept, len(kept))
    arrived, waiting = empty(may_owe), mixed
    for _ in range(2 * len(kept)):  # what its forerunners are missing for is refused and comes again
        later = []
        for e in waiting:
            try:
                arrived = arrived.record(e)
            except (ForbiddenEventError, InvalidValueError):
                later.append(e)
        waiting = later
    for other in (step_by_step, empty(may_owe).record(*mixed), *([] if waiting else [arrived])):
        assert other == ledger
        assert other.total(on=at(LAST)) == ledger.total(on=at(LAST))
        assert other.redeemed == ledger.redeemed
    for day in range(0, LAST, 4):
        tokens = told_by_tokens(kept, may_owe=may_owe, until=day)
        for who in MEMBERS:
            account = ledger.account(who, on=at(day))
            mine = [t for t in tokens.held if t[4] == who]
            owed = sum(debt[0] == who for debt in tokens.debts)
            assert account.balance == len(mine) - owed
            assert account.pending == sum(t[3] > day for t in mine)
            assert (account.debt, account.expired) == (owed, tokens.lapsed[who])
            came = account.earned + account.adjusted_up + account.received + account.given_back
            went = account.burned + account.adjusted_down + account.given + account.taken_back + account.expired
            assert came == went + account.balance
    tokens = told_by_tokens(kept, may_owe=may_owe)
    assert ledger.redeemed == {pair: points for pair, points in tokens.pairs.items() if points}
    assert sum(settlement(ledger, price_per_point=0.01).net_points.values()) == 0
    for before, made in refused:
        with pytest.raises(ForbiddenEventError):
            empty(may_owe).record(*before).record(made)


def through_text(table):
    return pd.read_csv(io.StringIO(pd.DataFrame(table).to_csv(index=False)))


@settings(max_examples=25, deadline=None)
@given(histories(), st.sampled_from((dict, pd.DataFrame, pl.DataFrame, through_text)))
def test_a_ledger_is_saved_and_goes_to_tables_and_back(history, through):
    may_owe, kept, _ = history
    ledger = empty(may_owe).record(*kept)
    loaded = records.loads(records.dumps(ledger), PointsLedger)
    assert loaded == ledger
    assert loaded.total(on=at(LAST)) == ledger.total(on=at(LAST))
    if kept:
        again = PointsLedger.from_table(
            through(ledger.to_table()), expiry=ByAge(days=LIFE), partners=PARTNERS, may_owe=may_owe
        )
        assert again == ledger


def entry(code, day, kind, points, member="ann", **more):
    return PointsEntry(id=code, day=at(day), kind=kind, member=member, points=points, **more)


def test_rules_of_expiry_are_saved_too():
    for rule in (None, ByDate(years_after=1), ByAge(days=3)):
        ledger = PointsLedger(expiry=rule, entries=[entry("1", 0, "earn", 5)])
        assert records.loads(records.dumps(ledger), PointsLedger) == ledger


def test_a_returned_reward_gets_its_old_life_back():
    ledger = PointsLedger(expiry=ByAge(days=10)).record(
        entry("1", 0, "earn", 5), entry("2", 5, "burn", 4), entry("3", 8, "reverse", 3, of="2")
    )
    assert ledger.account("ann", on=at(9)).balance == 4
    assert ledger.account("ann", on=at(10)).expired == 4
    with pytest.raises(ForbiddenEventError, match="undoes 2 points of '2'; left are 1"):
        ledger.record(entry("4", 9, "reverse", 2, of="2"))
    late = ledger.record(entry("4", 12, "reverse", 1, of="2"))
    assert (late.account("ann", on=at(12)).balance, late.account("ann", on=at(12)).expired) == (0, 5)


def test_of_a_reward_returned_in_part_the_points_used_last_come_back_first():
    ledger = PointsLedger(expiry=ByAge(days=10)).record(
        entry("1", 0, "earn", 5),
        entry("2", 5, "earn", 5),
        entry("3", 6, "burn", 8),
        entry("4", 7, "reverse", 4, of="3"),
    )
    assert [(lot.earned, lot.points) for lot in ledger.account("ann", on=at(7)).lots] == [(at(0), 1), (at(5), 5)]


def test_a_return_after_the_points_are_spent_is_a_debt_where_the_house_says_so():
    entries = [entry("1", 0, "earn", 10), entry("2", 1, "burn", 8), entry("3", 2, "reverse", 10, of="1")]
    with pytest.raises(ForbiddenEventError, match="members may not owe"):
        PointsLedger(entries=entries)
    ledger = PointsLedger(entries=entries, may_owe=True)
    assert (ledger.account("ann", on=at(2)).balance, ledger.account("ann", on=at(2)).debt) == (-8, 8)
    assert ledger.record(entry("4", 3, "earn", 9)).account("ann", on=at(3)).balance == 1
    with pytest.raises(ForbiddenEventError, match="needs 1 points; the balance is -8"):
        ledger.record(entry("5", 3, "burn", 1))


@pytest.mark.parametrize(
    ("wrong", "message"),
    (
        ({"kind": "reverse"}, "of must be given for a reversal"),
        ({"kind": "earn", "of": "1"}, "of must be given for a reversal"),
        ({"kind": "burn", "usable_from": at(3)}, "left to points that come in"),
        ({"kind": "earn", "usable_from": at(0)}, "not before their day"),
    ),
)
def test_an_entry_says_what_belongs_to_its_kind(wrong, message):
    with pytest.raises(InvalidValueError, match=message):
        PointsEntry(**{"id": "9", "day": at(1), "member": "ann", "points": 1} | wrong)


def test_only_purchases_redemptions_and_adjustments_of_the_member_are_undone():
    ledger = PointsLedger().record(entry("1", 0, "earn", 5), entry("2", 0, "transfer", 2, to="bo"))
    for of, who, message in (("2", "ann", "transferred back"), ("1", "bo", "same member"), ("x", "ann", "earlier")):
        with pytest.raises(InvalidValueError, match=message):
            ledger.record(entry("3", 1, "reverse", 1, who, of=of))


def test_points_pending_cannot_be_used_and_are_told():
    ledger = PointsLedger().record(entry("1", 0, "earn", 5, usable_from=at(14)), entry("2", 0, "earn", 2))
    account = ledger.account("ann", on=at(13))
    assert (account.balance, account.pending, account.usable) == (7, 5, 2)
    with pytest.raises(ForbiddenEventError, match="the balance is 2, and 5 more are pending"):
        ledger.record(entry("3", 13, "burn", 3))
    assert ledger.record(entry("3", 14, "burn", 7)).account("ann", on=at(14)).balance == 0


def test_every_point_redeemed_in_a_coalition_is_paid_for_and_partners_are_known():
    ledger = PointsLedger(partners=PARTNERS)
    with pytest.raises(InvalidValueError, match="partner must be one of"):
        ledger.record(entry("1", 0, "adjust", 100, note="gift"))
    for kind, more in (("adjust", {"note": "x"}), ("transfer", {"to": "bo"})):
        with pytest.raises(InvalidValueError, match="partner must be one of"):
            ledger.record(entry("1", 0, kind, 1, partner="bank", **more))
    ledger = ledger.record(
        entry("1", 0, "adjust", 100, note="gift", partner="shop"), entry("2", 1, "burn", 100, partner="cafe")
    )
    assert settlement(ledger, price_per_point=0.01).net_points == {"cafe": 100, "shop": -100}


def test_liability_is_that_of_the_day_asked_for_and_nothing_lapses_without_a_rule():
    ledger = PointsLedger().record(entry("1", 0, "earn", 50), entry("2", 2, "earn", 50), entry("3", 1, "earn", 7, "bo"))
    assert breakage(ledger, on=at(0)).value == 0
    assert points_liability(ledger, on=at(1), cost_per_point=0.5).value == 28.5
    assert points_liability(ledger, on=at(2), cost_per_point=0.5).value == 53.5


def test_a_repeated_transfer_is_harmless():
    sent = entry("t", 1, "transfer", 3, to="bo")
    ledger = PointsLedger().record(entry("1", 0, "earn", 5), sent)
    assert ledger.record(sent, sent) is ledger
    with pytest.raises(InvalidValueError, match="used once"):
        ledger.record(entry("t", 2, "transfer", 3, to="bo"))


def test_a_returned_purchase_does_not_qualify():
    ledger = PointsLedger().record(entry("1", 0, "earn", 50), entry("2", 400, "reverse", 20, of="1"))
    assert qualifying_points(ledger, start=START, end=at(300)) == {"ann": 30}


def test_rows_that_say_nonsense_are_all_told():
    good = PointsLedger(entries=[entry("1", 0, "earn", 5), entry("2", 0, "earn", 5)]).to_table()
    with pytest.raises(RecordError, match=r"2 problems: row 0: points .*; row 1: .*points"):
        PointsLedger.from_table(good | {"points": [0, None]})
    with pytest.raises(MissingColumnError, match="member"):
        PointsLedger.from_table({"id": ["1"]})


def test_an_entry_out_of_order_costs_no_more_than_one_in_order():
    entries = [entry(f"m{k:06d}", k // 200, "earn", 1 + k % 7, f"m{k % 2000}") for k in range(40_000)]
    ledger = PointsLedger(expiry=ByAge(days=90), entries=entries)

    def pace(codes):
        begin, grown = time.perf_counter(), ledger
        for code in codes:
            grown = grown.record(entry(code, 199, "earn", 1, "m7"))
        return time.perf_counter() - begin

    pace(["warm"])
    assert pace([f"a{k}" for k in range(8)]) < 3 * pace([f"z{k}" for k in range(8)]) + 0.2


@pytest.mark.slow
def test_a_million_entries_are_kept_in_seconds():
    entries = [entry(f"{k:07d}", k // 2000, "earn" if k % 3 else "burn", 1 + k % 3, f"m{k % 20_011}")
               for k in range(40_000, 1_040_000) if k % 3 or k > 400_000]  # fmt: skip
    begin = time.perf_counter()
    ledger = PointsLedger(expiry=ByAge(days=365), entries=entries)
    assert time.perf_counter() - begin < 60
    assert len(ledger.entries) == len(entries)
