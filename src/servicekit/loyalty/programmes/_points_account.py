"""A member's points as entries are applied to them: lots in their order of use, debts, and what became of points."""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from typing import Final

from attrs import field, frozen

from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.loyalty.programmes._points_events import Expiry, PointsEntry, PointsEvent

NEVER: Final = date.max
COUNTS: Final = (
    *("earned", "adjusted_up", "received", "given_back"),
    *("burned", "adjusted_down", "given", "taken_back", "expired"),
)
Key = tuple[date, date, str, date]
"""Day of lapse, day of earning, issuer, first day of use: what lots that are one and the same have in common."""


@frozen
class Lot:
    """Points that share a fate: when they lapse, when they were earned, who issued them, from when they are usable."""

    expires: date
    earned: date
    issuer: str
    points: int
    usable_from: date


@frozen(kw_only=True)
class Account(Result):
    """Points of one member, or of a whole programme, on a day.

    Always: earned + adjusted up + received + given back = burned + adjusted down + given + taken back + expired +
    balance.

    Attributes:
        lots: What is left, in the order of use: first to lapse first.
        earned, adjusted_up, received: Points that came in.
        given_back: Points that came back with a returned reward.
        burned, adjusted_down, given, expired: Points that went out.
        taken_back: Points that went with a returned purchase.
        debt: Points owed: taken back, and spent before that.
        pending: Points of ``lots`` that are not usable yet.
        fates: Day of lapse -> points redeemed before it, points lapsed on it.
    """

    title = Label("Points account", "积分账户")
    derived = ("balance", "usable")

    lots: tuple[Lot, ...] = field(default=(), metadata={"evidence": False})
    earned: int = 0
    adjusted_up: int = 0
    received: int = 0
    given_back: int = 0
    burned: int = 0
    adjusted_down: int = 0
    given: int = 0
    taken_back: int = 0
    expired: int = 0
    debt: int = 0
    pending: int = 0
    fates: Mapping[date, tuple[int, int]] = field(factory=dict, hash=False, metadata={"evidence": False})

    @property
    def balance(self) -> int:
        """Points left, those pending among them, less those owed; below 0 only where members may owe."""
        return sum(lot.points for lot in self.lots) - self.debt

    @property
    def usable(self) -> int:
        """Points that can be used on the day."""
        return self.balance - self.pending


class Book:
    """The running state of one member; kept by a ledger and copied before it is changed."""

    __slots__ = ("counts", "debts", "entries", "fates", "held", "redeemed", "taken", "undone")

    def __init__(self) -> None:
        self.entries: list[PointsEntry] = []
        self.held: list[tuple[Key, int]] = []
        self.counts = dict.fromkeys(COUNTS, 0)
        self.fates: dict[date, tuple[int, int]] = {}
        self.debts: dict[str, int] = {}
        self.redeemed: dict[tuple[str, str], int] = {}
        self.taken: dict[str, list[tuple[Key, int]]] = {}
        self.undone: dict[str, int] = {}

    def copy(self) -> "Book":
        """Return a book that can be changed by itself."""
        other = Book()
        other.entries, other.held = [*self.entries], [*self.held]
        for name in ("counts", "fates", "debts", "redeemed", "taken", "undone"):
            setattr(other, name, dict(getattr(self, name)))
        return other

    def account(self, on: date) -> Account:
        """Return the account on a day not before the last entry."""
        own = self
        if own.held and own.held[0][0][0] <= on:
            own = self.copy()
            own.lapse(on)
        lots = tuple(Lot(key[0], key[1], key[2], points, key[3]) for key, points in own.held)
        return Account(
            lots=lots,
            debt=sum(own.debts.values()),
            pending=sum(lot.points for lot in lots if lot.usable_from > on),
            fates=dict(own.fates),
            **own.counts,
        )

    def lapse(self, day: date) -> None:
        """Take out what has lapsed by a day."""
        while self.held and self.held[0][0][0] <= day:
            key, points = self.held.pop(0)
            self.counts["expired"] += points
            self._fate(key, gone=points)

    def receive(self, entry: PointsEntry, lots: list[tuple[Key, int]]) -> None:
        """Take what another member transfers."""
        self.entries.append(entry)
        self.lapse(entry.day)
        self._put(lots, "received")

    def apply(self, entry: PointsEntry, expiry: Expiry | None, *, may_owe: bool) -> None:
        """Apply an entry of this member.

        Raises:
            ForbiddenEventError: There are not enough points, or nothing that could be undone.
        """
        self.lapse(entry.day)
        kind = entry.kind
        if entry.adds:
            key = self._key(entry, expiry)
            self._put([(key, entry.points)], "earned" if kind is PointsEvent.EARN else "adjusted_up")
        elif kind is PointsEvent.REVERSE:
            self._reverse(entry, expiry, may_owe)
        else:
            into = {PointsEvent.BURN: "burned", PointsEvent.TRANSFER: "given"}.get(kind, "adjusted_down")
            lots = self._take(entry, abs(entry.points))
            self.counts[into] += abs(entry.points)
            self.taken[entry.id] = lots
            if kind is PointsEvent.BURN:
                self._spent(lots, entry.partner)
        self.entries.append(entry)

    def _key(self, entry: PointsEntry, expiry: Expiry | None) -> Key:
        lapses = expiry.of(entry.day) if expiry else NEVER
        return lapses, entry.day, entry.partner, entry.usable_from or entry.day

    def _put(self, lots: list[tuple[Key, int]], into: str) -> None:
        for key, points in lots:
            self.counts[into] += points
            left = self._repay(key, points) if self.debts else points
            if not left:
                continue
            place = bisect_left(self.held, key, key=_of_lot)
            if place < len(self.held) and self.held[place][0] == key:
                self.held[place] = key, self.held[place][1] + left
            else:
                self.held.insert(place, (key, left))

    def _repay(self, key: Key, points: int) -> int:
        """Pay what is owed first; to the company that is owed, points of another are as good as redeemed with it."""
        for issuer in sorted(self.debts):
            used = min(points, self.debts[issuer])
            self.debts[issuer] -= used
            if not self.debts[issuer]:
                del self.debts[issuer]
            points -= used
            if used:
                self._spent([(key, used)], issuer)
        return points

    def _take(self, entry: PointsEntry, points: int) -> list[tuple[Key, int]]:
        usable = [lot for lot in self.held if lot[0][3] <= entry.day]
        there = sum(lot[1] for lot in usable) - sum(self.debts.values())
        if points > there:
            what = f"entry {entry.id!r} of {entry.day.isoformat()}"
            pending = sum(lot[1] for lot in self.held) - sum(lot[1] for lot in usable)
            later = f", and {pending} more are pending" if pending else ""
            raise ForbiddenEventError(f"{what} needs {points} points; the balance is {there}{later}")
        return self._remove([key for key, _ in usable], points)

    def _remove(self, keys: list[Key], points: int) -> list[tuple[Key, int]]:
        """Take points from lots in the order given, as far as they reach."""
        taken: list[tuple[Key, int]] = []
        for key in keys:
            if not points:
                break
            place = bisect_left(self.held, key, key=_of_lot)
            if place == len(self.held) or self.held[place][0] != key:
                continue
            used = min(points, self.held[place][1])
            if used == self.held[place][1]:
                del self.held[place]
            else:
                self.held[place] = key, self.held[place][1] - used
            taken.append((key, used))
            points -= used
        return taken

    def _reverse(self, entry: PointsEntry, expiry: Expiry | None, may_owe: bool) -> None:
        undone = next((one for one in self.entries if one.id == entry.of and one.member == entry.member), None)
        if undone is None or undone.kind in (PointsEvent.REVERSE, PointsEvent.TRANSFER):
            hint = "points that were transferred are transferred back" if undone is not None else ""
            rule = "an earlier purchase, redemption or adjustment of the same member"
            raise InvalidValueError("entry undone", rule, entry.of, f"entry {entry.id!r}", hint)
        left = abs(undone.points) - self.undone.get(undone.id, 0)
        if entry.points > left:
            raise ForbiddenEventError(
                f"entry {entry.id!r} undoes {entry.points} points of {undone.id!r}; left are {left}"
            )
        before = self.undone.get(undone.id, 0)
        self.undone[undone.id] = before + entry.points
        if undone.adds:
            self._take_back(entry, undone, expiry, may_owe)
            return
        lots = _part(self.taken[undone.id], before, entry.points)
        if undone.kind is PointsEvent.BURN:
            self._spent(lots, undone.partner, sign=-1)
        self._put(lots, "given_back")
        self.lapse(entry.day)  # points get their old life back, which may be over

    def _take_back(self, entry: PointsEntry, undone: PointsEntry, expiry: Expiry | None, may_owe: bool) -> None:
        """Take a purchase's own points, then others in their order of use; what is missing is owed."""
        own = self._key(undone, expiry)
        lots = self._remove([own], entry.points)
        missing = entry.points - sum(points for _, points in lots)
        others = self._remove([key for key, _ in self.held], missing)
        owed = missing - sum(points for _, points in others)
        if owed and not may_owe:
            raise ForbiddenEventError(
                f"entry {entry.id!r} takes back {entry.points} points; the balance is {entry.points - owed}, "
                "and members may not owe (may_owe=True)"
            )
        self._spent(others, undone.partner)
        self.counts["taken_back"] += entry.points
        if owed:
            self.debts[undone.partner] = self.debts.get(undone.partner, 0) + owed

    def _spent(self, lots: list[tuple[Key, int]], with_company: str, *, sign: int = 1) -> None:
        for key, points in lots:
            pair = key[2], with_company
            self.redeemed[pair] = self.redeemed.get(pair, 0) + sign * points
            self._fate(key, used=sign * points)

    def _fate(self, key: Key, *, used: int = 0, gone: int = 0) -> None:
        before = self.fates.get(key[0], (0, 0))
        self.fates[key[0]] = before[0] + used, before[1] + gone


def _of_lot(lot: tuple[Key, int]) -> Key:
    return lot[0]


def _part(lots: list[tuple[Key, int]], skipped: int, points: int) -> list[tuple[Key, int]]:
    """Return the next points of a redemption to come back: those used last come back first."""
    found = []
    for key, held in reversed(lots):
        passed = min(held, skipped)
        skipped -= passed
        used = min(held - passed, points)
        points -= used
        if used:
            found.append((key, used))
    return found
