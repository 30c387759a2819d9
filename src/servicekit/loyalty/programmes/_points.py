"""F25: a ledger of points: events in, exact balances out, the same whatever order the events arrive in."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date
from operator import attrgetter
from typing import Any, Final

import attrs
from attrs import field, frozen

from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.loyalty.programmes._points_events import Expiry, PointsEntry, PointsEvent, companies

NEVER: Final = date.max


@frozen
class Lot:
    """Points that share a fate: when they lapse, when they were earned, who issued them."""

    expires: date
    earned: date
    issuer: str
    points: int

    @property
    def key(self) -> tuple[date, date, str]:
        """What lots that are one and the same have in common; their order of use."""
        return self.expires, self.earned, self.issuer


_key = attrgetter("key")


@frozen(kw_only=True)
class Account(Result):
    """Points of one member, or of a whole programme, on a day.

    Always: earned + adjusted up + received = burned + adjusted down + given + expired + balance.

    Attributes:
        lots: What is left, in the order of use: first to lapse first.
        earned, adjusted_up, received: Points that came in.
        burned, adjusted_down, given, expired: Points that went out.
        fates: Day of lapse -> points redeemed before it, points lapsed on it.
    """

    title = Label("Points account", "积分账户")
    derived = ("balance",)

    lots: tuple[Lot, ...] = field(default=(), metadata={"evidence": False})
    earned: int = 0
    adjusted_up: int = 0
    received: int = 0
    burned: int = 0
    adjusted_down: int = 0
    given: int = 0
    expired: int = 0
    fates: Mapping[date, tuple[int, int]] = field(factory=dict, hash=False, metadata={"evidence": False})

    @property
    def balance(self) -> int:
        """Points left."""
        return sum(lot.points for lot in self.lots)

    def on(self, day: date) -> "Account":
        """Return the account with everything that has lapsed by a day taken out."""
        if not self.lots or self.lots[0].expires > day:
            return self
        lapsed = [lot for lot in self.lots if lot.expires <= day]
        fates = dict(self.fates)
        for lot in lapsed:
            redeemed, gone = fates.get(lot.expires, (0, 0))
            fates[lot.expires] = redeemed, gone + lot.points
        return attrs.evolve(
            self,
            lots=self.lots[len(lapsed) :],
            expired=self.expired + sum(lot.points for lot in lapsed),
            fates=fates,
        )

    def put(self, lots: tuple[Lot, ...], *, into: str) -> "Account":
        """Return the account with lots added and counted as earned, adjusted_up or received."""
        held = list(self.lots)
        for lot in lots:
            place = bisect_left(held, lot.key, key=_key)
            if place < len(held) and held[place].key == lot.key:
                held[place] = Lot(lot.expires, lot.earned, lot.issuer, held[place].points + lot.points)
            else:
                held.insert(place, lot)
        added = sum(lot.points for lot in lots)
        return attrs.evolve(self, lots=tuple(held), **{into: getattr(self, into) + added})

    def take(self, points: int, *, into: str, what: str) -> tuple["Account", tuple[Lot, ...]]:
        """Return the account without points, counted as burned, adjusted_down or given, and the lots taken.

        Raises:
            ForbiddenEventError: If there are not enough; a balance never falls below 0.
        """
        if points > self.balance:
            raise ForbiddenEventError(f"{what} needs {points} points; the balance is {self.balance}")
        taken, left = [], points
        rest = list(self.lots)
        while left:
            lot = rest.pop(0)
            used = min(left, lot.points)
            taken.append(attrs.evolve(lot, points=used))
            if used < lot.points:
                rest.insert(0, attrs.evolve(lot, points=lot.points - used))
            left -= used
        counted = attrs.evolve(self, lots=tuple(rest), **{into: getattr(self, into) + points})
        return counted, tuple(taken)

    def redeemed(self, lots: tuple[Lot, ...]) -> "Account":
        """Return the account with the fate of redeemed lots noted."""
        fates = dict(self.fates)
        for lot in lots:
            before, gone = fates.get(lot.expires, (0, 0))
            fates[lot.expires] = before + lot.points, gone
        return attrs.evolve(self, fates=fates)


COUNTS: Final = ("earned", "adjusted_up", "received", "burned", "adjusted_down", "given", "expired")

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

    Example:
        >>> import servicekit as sk
        >>> from datetime import date
        >>> earned = sk.loyalty.PointsEntry(id="1", day=date(2024, 1, 5), kind="earn", member="Li", points=100)
        >>> ledger = sk.loyalty.PointsLedger(entries=[earned])
        >>> len(ledger.entries)
        1
    """

    expiry: Expiry | None = field(default=None, validator=_is_rule)
    partners: frozenset[str] = field(default=frozenset(), converter=_coalition)
    entries: tuple[PointsEntry, ...] = ()
    accounts: Mapping[str, Account] = field(factory=dict, repr=False, init=False, eq=False)
    redeemed: Mapping[tuple[str, str], int] = field(factory=dict, repr=False, init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        ordered = sorted(_distinct(self.entries), key=lambda entry: entry.order)
        accounts: dict[str, Account] = {}
        redeemed: Redeemed = {}
        for entry in ordered:
            self._apply(entry, accounts, redeemed)
        self._set(tuple(ordered), accounts, redeemed)

    def record(self, *entries: PointsEntry) -> "PointsLedger":
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

    def _set(self, entries: tuple[PointsEntry, ...], accounts: dict[str, Account], redeemed: Redeemed) -> None:
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "accounts", accounts)
        object.__setattr__(self, "redeemed", redeemed)

    def _apply(self, entry: PointsEntry, accounts: dict[str, Account], redeemed: Redeemed) -> None:
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


def _distinct(entries: Iterable[PointsEntry]) -> list[PointsEntry]:
    known: dict[str, PointsEntry] = {}
    for entry in entries:
        if not _repeated(entry, known):
            known[entry.id] = entry
    return list(known.values())


def _repeated(entry: PointsEntry, known: Mapping[str, PointsEntry]) -> bool:
    before = known.get(entry.id)
    if before is not None and before != entry:
        raise InvalidValueError("entry ids", "used once", entry.id, hint="a correction is a new entry of kind adjust")
    return before is not None
