"""F25: a ledger of points: events in, exact balances out, the same whatever order the events arrive in."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import attrs
from attrs import field, frozen

from servicekit.foundation._errors import InvalidValueError
from servicekit.loyalty.programmes._points_account import COUNTS, NEVER, Account, Lot
from servicekit.loyalty.programmes._points_events import Entry, Expiry, PointsEvent, companies

Redeemed = dict[tuple[str, str], int]


def _is_rule(ledger: object, attribute: object, value: Any) -> None:
    if value is not None and not isinstance(value, Expiry):
        raise InvalidValueError("expiry", "a rule such as ByAge(days=365), ByDate(), or None", value)


def _coalition(names: Iterable[str]) -> frozenset[str]:
    return frozenset(companies(names))


@frozen(kw_only=True)
class PointsLedger:
    """Entries in their order and the accounts they lead to; recording returns a new ledger or refuses.

    Attributes:
        expiry: When points lapse; never if None.
        partners: Companies of a coalition; entries must name one of them. Empty for a programme of one company.
        entries: What happened so far.
        accounts: Member -> account after the last entry.
        redeemed: (issuer, redeemer) -> points, for settlement between partners.
    """

    expiry: Expiry | None = field(default=None, validator=_is_rule)
    partners: frozenset[str] = field(default=frozenset(), converter=_coalition)
    entries: tuple[Entry, ...] = ()
    accounts: Mapping[str, Account] = field(factory=dict, repr=False, init=False, eq=False)
    redeemed: Mapping[tuple[str, str], int] = field(factory=dict, repr=False, init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        ordered = sorted(_distinct(self.entries), key=lambda entry: entry.order)
        accounts: dict[str, Account] = {}
        redeemed: Redeemed = {}
        for entry in ordered:
            self._apply(entry, accounts, redeemed)
        self._set(tuple(ordered), accounts, redeemed)

    def record(self, *entries: Entry) -> "PointsLedger":
        """Return the ledger with more entries, in whatever order they arrive.

        An entry dated before the last one replays the whole ledger, so that it counts from its own day on.

        Raises:
            InvalidValueError: If an id comes again with another content, or a partner is not of the coalition.
            ForbiddenEventError: If a balance would fall below 0, now or because of a late entry.
        """
        known = {entry.id: entry for entry in self.entries}
        new = sorted((e for e in _distinct(entries) if not _repeated(e, known)), key=lambda entry: entry.order)
        if not new:
            return self
        if self.entries and new[0].order < self.entries[-1].order:
            return attrs.evolve(self, entries=(*self.entries, *new))
        accounts, redeemed = dict(self.accounts), dict(self.redeemed)
        for entry in new:
            self._apply(entry, accounts, redeemed)
        following = attrs.evolve(self, entries=())
        following._set((*self.entries, *new), accounts, redeemed)
        return following

    def account(self, member: str, *, on: date) -> Account:
        """Return a member's account on a day not before the last entry; an unknown member has an empty one."""
        self._check(on)
        return self.accounts.get(member, Account()).on(on)

    def total(self, *, on: date) -> Account:
        """Return all accounts in one, on a day not before the last entry."""
        self._check(on)
        parts = [account.on(on) for account in self.accounts.values()]
        fates: dict[date, tuple[int, int]] = {}
        for part in parts:
            for day, (used, gone) in part.fates.items():
                before = fates.get(day, (0, 0))
                fates[day] = before[0] + used, before[1] + gone
        lots = Account().put(tuple(lot for part in parts for lot in part.lots), into="earned").lots
        return Account(lots=lots, fates=fates, **{name: sum(getattr(part, name) for part in parts) for name in COUNTS})

    def _check(self, on: date) -> None:
        if type(on) is not date:
            raise InvalidValueError("on", "a datetime.date", on)
        if self.entries and on < self.entries[-1].day:
            raise InvalidValueError("on", f"not before the last entry on {self.entries[-1].day.isoformat()}", on)

    def _set(self, entries: tuple[Entry, ...], accounts: dict[str, Account], redeemed: Redeemed) -> None:
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "accounts", accounts)
        object.__setattr__(self, "redeemed", redeemed)

    def _apply(self, entry: Entry, accounts: dict[str, Account], redeemed: Redeemed) -> None:
        if self.partners and entry.kind in (PointsEvent.EARN, PointsEvent.BURN) and entry.partner not in self.partners:
            known = sorted(self.partners)
            raise InvalidValueError("partner", f"one of {known}", entry.partner, f"entry {entry.id!r}")
        if not self.partners and entry.partner:
            hint = "name the companies with partners="
            raise InvalidValueError("partner", "left out in a programme of one company", entry.partner, hint=hint)
        account = accounts.get(entry.member, Account()).on(entry.day)
        what = f"entry {entry.id!r} of {entry.day.isoformat()}"
        if entry.kind is PointsEvent.EARN or (entry.kind is PointsEvent.ADJUST and entry.points > 0):
            lapses = self.expiry.of(entry.day) if self.expiry else NEVER
            lot = Lot(lapses, entry.day, entry.partner, entry.points)
            into = "earned" if entry.kind is PointsEvent.EARN else "adjusted_up"
            accounts[entry.member] = account.put((lot,), into=into)
        elif entry.kind is PointsEvent.ADJUST:
            accounts[entry.member], _ = account.take(-entry.points, into="adjusted_down", what=what)
        elif entry.kind is PointsEvent.BURN:
            account, lots = account.take(entry.points, into="burned", what=what)
            accounts[entry.member] = account.redeemed(lots)
            for lot in lots:
                pair = lot.issuer, entry.partner
                redeemed[pair] = redeemed.get(pair, 0) + lot.points
        else:
            receiver = entry.to or ""
            accounts[entry.member], lots = account.take(entry.points, into="given", what=what)
            accounts[receiver] = accounts.get(receiver, Account()).on(entry.day).put(lots, into="received")


def _distinct(entries: Iterable[Entry]) -> list[Entry]:
    known: dict[str, Entry] = {}
    for entry in entries:
        if not _repeated(entry, known):
            known[entry.id] = entry
    return list(known.values())


def _repeated(entry: Entry, known: Mapping[str, Entry]) -> bool:
    before = known.get(entry.id)
    if before is not None and before != entry:
        raise InvalidValueError("entry ids", "used once", entry.id, hint="a correction is a new entry of kind adjust")
    return before is not None
