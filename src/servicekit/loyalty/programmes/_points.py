"""F25: a ledger of points: events in, exact balances out, the same whatever order the events arrive in."""

from bisect import insort
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

import attrs
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._frames import column_names, read_columns
from servicekit.data.time._dates import day_number
from servicekit.foundation._checks import instance_of
from servicekit.foundation._errors import InvalidValueError, MissingColumnError, RecordError, ServiceKitError
from servicekit.foundation._records import listed
from servicekit.loyalty.programmes._points_account import COUNTS, Account, Book, Lot
from servicekit.loyalty.programmes._points_events import ByAge, ByDate, PointsEntry, PointsEvent, companies

FIELDS: Final = tuple(each.name for each in attrs.fields(PointsEntry))
NEEDED: Final = ("id", "day", "kind", "member", "points")
DAYS: Final = ("day", "usable_from")
FEW: Final = 50


def _coalition(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(companies(names))))


def _is_rule(ledger: object, attribute: object, value: "ByAge | ByDate | None") -> None:
    if value is not None and not isinstance(value, ByAge | ByDate):
        raise InvalidValueError("expiry", "a rule such as ByAge(days=365), ByDate(), or None", value)


@frozen(kw_only=True)
class PointsLedger:
    """Entries in their order and the accounts they lead to; recording returns a new ledger or refuses.

    Attributes:
        expiry: When points lapse; never if None.
        partners: Companies of a coalition; entries must name one of them. Empty for a programme of one company.
        may_owe: Whether a returned purchase may leave a member owing points that were spent meanwhile. The debt is to
            the company of the purchase, and paid with the next points that come in. Else such a return is refused;
            nothing but a return ever brings a balance below 0.
        entries: What happened so far.

    Example:
        >>> import servicekit as sk
        >>> from datetime import date
        >>> earned = sk.loyalty.PointsEntry(id="1", day=date(2024, 1, 5), kind="earn", member="Li", points=100)
        >>> ledger = sk.loyalty.PointsLedger(entries=[earned])
        >>> len(ledger.entries)
        1
    """

    expiry: ByAge | ByDate | None = field(default=None, validator=_is_rule)
    partners: tuple[str, ...] = field(default=(), converter=_coalition)
    may_owe: bool = field(default=False, validator=instance_of(bool, "True or False"))
    entries: tuple[PointsEntry, ...] = ()
    _books: dict[str, Book] = field(factory=dict, repr=False, init=False, eq=False, hash=False)

    def __attrs_post_init__(self) -> None:
        ordered = sorted(_distinct(self.entries), key=_order)
        for entry in ordered:
            self._check_partner(entry)
        self._set(tuple(ordered), self._replayed(ordered, {}, {}))

    def record(self, *entries: PointsEntry) -> "PointsLedger":
        """Return the ledger with more entries, in whatever order they arrive.

        An entry dated before the last one of its member counts from its own day on; only the members concerned, and
        those to whom they transferred points, are replayed.

        Raises:
            InvalidValueError: If an id comes again with another content, or a partner is not of the coalition.
            ForbiddenEventError: If a balance would fall below 0, now or because of a late entry.
        """
        known = {entry.id: entry for entry in self.entries}
        new = sorted((e for e in _distinct(entries) if not _repeated(e, known)), key=_order)
        if not new:
            return self
        for entry in new:
            self._check_partner(entry)
        touched = {who for entry in new for who in _members(entry)}
        late = any(
            entry.order < self._books[who].entries[-1].order
            for entry in new
            for who in _members(entry)
            if who in self._books
        )
        if late:
            touched = self._reached_from(touched, new)
            own = {entry.id: entry for who in touched if who in self._books for entry in self._books[who].entries}
            changed = self._replayed(sorted([*own.values(), *new], key=_order), {}, touched)
        else:
            changed = self._replayed(new, {who: self._books[who].copy() for who in touched if who in self._books}, ())
        following = attrs.evolve(self, entries=())
        following._set(_with(self.entries, new), {**self._books, **changed})
        return following

    def account(self, member: str, *, on: date) -> Account:
        """Return a member's account as of the end of any day; who is unknown has an empty one.

        Args:
            member: Whose.
            on: The day; entries after it do not count.
        """
        _check_day(on)
        book = self._books.get(member, Book())
        if book.entries and on < book.entries[-1].day:
            book = self._past(member, on)
        return book.account(on)

    def total(self, *, on: date) -> Account:
        """Return all accounts in one, as of the end of any day.

        Args:
            on: The day; entries after it do not count.
        """
        parts = [self.account(member, on=on) for member in self._books]
        fates: dict[date, tuple[int, int]] = {}
        lots: dict[tuple[date, date, str, date], int] = {}
        for part in parts:
            for day, (used, gone) in part.fates.items():
                before = fates.get(day, (0, 0))
                fates[day] = before[0] + used, before[1] + gone
            for lot in part.lots:
                key = lot.expires, lot.earned, lot.issuer, lot.usable_from
                lots[key] = lots.get(key, 0) + lot.points
        merged = tuple(Lot(key[0], key[1], key[2], points, key[3]) for key, points in sorted(lots.items()))
        counts = {name: sum(getattr(part, name) for part in parts) for name in (*COUNTS, "debt", "pending")}
        return Account(lots=merged, fates=fates, **counts)

    @property
    def members(self) -> tuple[str, ...]:
        """Everyone who has an account, in sorted order."""
        return tuple(sorted(self._books))

    @cached_property
    def redeemed(self) -> Mapping[tuple[str, str], int]:
        """(issuer, redeemer) -> points, for settlement between partners; a returned reward is taken off again."""
        found: dict[tuple[str, str], int] = {}
        for book in self._books.values():
            for pair, points in book.redeemed.items():
                found[pair] = found.get(pair, 0) + points
        return {pair: points for pair, points in found.items() if points}

    def to_table(self) -> dict[str, list[object]]:
        """Return a column for each detail of an entry, one row per entry, for a frame, a file or a database."""
        table = {name: [getattr(entry, name) for entry in self.entries] for name in FIELDS}
        return table | {"kind": [kind.key for kind in table["kind"]]}

    @classmethod
    def from_table(
        cls,
        data: Data,
        *,
        columns: Mapping[str, str] | None = None,
        expiry: ByAge | ByDate | None = None,
        partners: Iterable[str] = (),
        may_owe: bool = False,
    ) -> "PointsLedger":
        """Return the ledger of a table with one row per entry, in any order.

        Args:
            data: Data frame of any kind, or mapping of columns.
            columns: Detail of an entry -> name of its column; the columns of the same names if None.
            expiry, partners, may_owe: As for the ledger.

        Raises:
            MissingColumnError: A column is not there.
            RecordError: Rows that no entry can be made of; all are told.
        """
        if columns is None:
            known = column_names(data)
            columns = {name: name for name in FIELDS if name in known}
        if missing := [name for name in NEEDED if name not in columns]:
            raise MissingColumnError(missing, list(columns))
        table = read_columns(data, list(columns.values()))
        values: dict[str, list[Any]] = {}
        for name, column in columns.items():
            there = zip(table[column].values.tolist(), table[column].present.tolist(), strict=True)
            values[name] = [_plain(name, value) if here else None for value, here in there]
        entries, problems = [], []
        for row, given in enumerate(zip(*values.values(), strict=True)):
            details = {name: value for name, value in zip(values, given, strict=True) if value is not None}
            try:
                entries.append(PointsEntry(**details))
            except (ServiceKitError, TypeError) as error:
                problems.append(f"row {row}: {error}")
        if problems:
            raise RecordError(listed("table of entries", problems), problems)
        return cls(expiry=expiry, partners=tuple(partners), may_owe=may_owe, entries=tuple(entries))

    def _set(self, entries: tuple[PointsEntry, ...], books: dict[str, Book]) -> None:
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "_books", books)

    def _check_partner(self, entry: PointsEntry) -> None:
        if not self.partners and entry.partner:
            hint = "name the companies with partners="
            raise InvalidValueError("partner", "left out in a programme of one company", entry.partner, hint=hint)
        needed = entry.adds or entry.kind is PointsEvent.BURN
        if self.partners and (needed or entry.partner) and entry.partner not in self.partners:
            rule = f"one of {list(self.partners)}"
            raise InvalidValueError("partner", rule, entry.partner, f"entry {entry.id!r}")

    def _reached_from(self, members: set[str], new: Iterable[PointsEntry]) -> set[str]:
        """Return the members concerned: those named, and whoever points of theirs were transferred to."""
        found, open_ = set(members), list(members)
        while open_:
            book = self._books.get(open_.pop())
            gave = {e.to for e in book.entries if e.to is not None} - found if book else set()
            found |= gave
            open_ += gave
        return found

    def _replayed(self, entries: Iterable[PointsEntry], books: dict[str, Book], only: Iterable[str]) -> dict[str, Book]:
        """Apply entries in their order; where ``only`` some members are replayed, others gave what they gave."""
        chosen = set(only)
        for entry in entries:
            if not chosen or entry.member in chosen:
                book = books.get(entry.member)
                if book is None:
                    book = books[entry.member] = Book()
                book.apply(entry, self.expiry, may_owe=self.may_owe)
            else:
                book = self._books[entry.member]
            if entry.to is not None:
                receiver = books.setdefault(entry.to, Book())
                receiver.receive(entry, book.taken[entry.id])
        return books

    def _past(self, member: str, on: date) -> Book:
        """Return a member's book as it stood at the end of a day, from the member's own entries alone."""
        book = Book()
        for entry in self._books[member].entries:
            if entry.day > on:
                break
            if entry.to == member:
                book.receive(entry, self._books[entry.member].taken[entry.id])
            else:
                book.apply(entry, self.expiry, may_owe=self.may_owe)
        return book


def _with(entries: tuple[PointsEntry, ...], new: list[PointsEntry]) -> tuple[PointsEntry, ...]:
    """Return the entries with more put in their places; few are put in one by one, which reads few of the others."""
    if not entries or entries[-1].order < new[0].order:
        return (*entries, *new)
    if len(new) * FEW > len(entries):
        return tuple(sorted((*entries, *new), key=_order))
    whole = list(entries)
    for entry in new:
        insort(whole, entry, key=_order)
    return tuple(whole)


def _order(entry: PointsEntry) -> tuple[date, int, int, str]:
    return entry.order


def _members(entry: PointsEntry) -> tuple[str, ...]:
    return (entry.member,) if entry.to is None else (entry.member, entry.to)


def _check_day(on: object) -> None:
    if type(on) is not date:
        raise InvalidValueError("on", "a datetime.date", on)


def _plain(name: str, value: Any) -> Any:
    if name in DAYS:
        return date.fromordinal(EPOCH + day_number(value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if name in ("points", "sequence", "kind") else str(value)


EPOCH: Final = date(1970, 1, 1).toordinal()


def _distinct(entries: Iterable[PointsEntry]) -> list[PointsEntry]:
    known: dict[str, PointsEntry] = {}
    for entry in entries:
        if not _repeated(entry, known):
            known[entry.id] = entry
    return list(known.values())


def _repeated(entry: PointsEntry, known: Mapping[str, PointsEntry]) -> bool:
    before = known.get(entry.id)
    if before is not None and before != entry:
        hint = "a correction is a new entry: reverse or adjust"
        raise InvalidValueError("entry ids", "used once", entry.id, hint=hint)
    return before is not None
