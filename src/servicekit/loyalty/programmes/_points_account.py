"""One member's points: lots that are used oldest first, and counts of what became of all others."""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from typing import Final

import attrs
from attrs import field, frozen

from servicekit.foundation._errors import ForbiddenEventError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label

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
