"""Business time: what passes while a place is open, counted exactly over holidays, lunch breaks and clock changes."""

from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data.time._instants import in_utc, zone
from servicekit.data.time._opening_hours import OpeningHours
from servicekit.foundation._checks import Validator, finite, instance_of, validate, whole_positive
from servicekit.foundation._errors import InvalidValueError

_SECOND: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
Ticks = NDArray[np.int64]


@frozen(kw_only=True)
class Elapsed:
    """Time as it passes everywhere, day and night, whatever the clocks are set to."""

    elapsed_minutes: float = field(validator=finite)


@frozen(kw_only=True)
class BusinessTime:
    """Time that passes only while a place is open; it does not compare with elapsed time."""

    business_minutes: float = field(validator=finite)


@frozen(kw_only=True)
class BusinessDays:
    """Whole days on which a place opens: due when the last of them closes, on the local clock."""

    business_days: int = field(validator=whole_positive)


Allowance = Elapsed | BusinessTime | BusinessDays
an_allowance: Validator = instance_of(Allowance, "Elapsed, BusinessTime or BusinessDays")


def _ticks(at: datetime) -> int:
    return (in_utc(at) - _EPOCH) // _TICK


def _instant(ticks: Any) -> datetime:
    return _EPOCH + timedelta(microseconds=int(ticks))


def _minutes(ticks: int) -> float:
    return ticks / (60 * _SECOND)


@frozen(kw_only=True)
class BusinessClock:
    """Counts the open time of a place; every opening and closing is put on the UTC line once, then only looked up.

    A span that begins in the hour skipped in spring begins after the jump; one that ends in the hour
    repeated in autumn ends at its second showing, so that a place counts as open all through it.
    """

    hours: OpeningHours = field(validator=instance_of(OpeningHours, "opening hours"))

    @cached_property
    def _line(self) -> tuple[Ticks, Ticks, Ticks]:
        """Openings, closings, and open time before each opening, in microseconds."""
        place, opens, closes = zone(self.hours.zone), [], []
        for day in self.hours.days():
            midnight = datetime(day.year, day.month, day.day)
            for span in self.hours.on(day):
                start, end = (midnight + timedelta(minutes=minutes) for minutes in span.minutes)
                begin, finish = _ticks(start.replace(tzinfo=place)), _ticks(end.replace(tzinfo=place, fold=1))
                if finish > begin:  # a span inside the hour skipped in spring never happens
                    opens.append(begin)
                    closes.append(finish)
        starts, ends = np.array(opens, dtype=np.int64), np.array(closes, dtype=np.int64)
        return starts, ends, np.concatenate(([0], np.cumsum(ends - starts)))

    @cached_property
    def _covered(self) -> tuple[int, int]:
        place, after = zone(self.hours.zone), self.hours.last + timedelta(days=1)
        begin, end = (datetime(d.year, d.month, d.day, tzinfo=place) for d in (self.hours.first, after))
        return _ticks(begin), _ticks(end)

    def _check(self, ticks: int) -> None:
        if not self._covered[0] <= ticks < self._covered[1]:
            self.hours.check_covered(_instant(ticks).astimezone(zone(self.hours.zone)).date())

    def _before(self, ticks: Ticks) -> Ticks:
        """Open time before each instant."""
        opens, closes, sums = self._line
        place = np.searchsorted(opens, ticks, side="right") - 1
        first = np.maximum(place, 0)
        inside = np.clip(ticks - opens[first], 0, closes[first] - opens[first])
        return np.where(place < 0, 0, sums[first] + inside)

    def is_open(self, at: datetime) -> bool:
        """Say whether the place is open at an instant; at the moment of closing it no longer is."""
        ticks = _ticks(at)
        self._check(ticks)
        opens, closes, _ = self._line
        place = int(np.searchsorted(opens, ticks, side="right")) - 1
        return place >= 0 and ticks < int(closes[place])

    def next_opening(self, at: datetime) -> datetime:
        """Return the first instant from ``at`` on at which the place is open, in UTC: ``at`` itself if it is.

        Raises:
            InvalidValueError: It does not open again within the dates covered.
        """
        if self.is_open(at):
            return in_utc(at)
        opens = self._line[0]
        place = int(np.searchsorted(opens, _ticks(at), side="left"))
        return _instant(opens[self._within(place, len(opens))])

    def between(self, start: datetime, end: datetime) -> BusinessTime:
        """Return the open time from one instant to another; negative if the second is earlier."""
        ticks = [_ticks(start), _ticks(end)]
        for tick in ticks:
            self._check(tick)
        first, second = self._before(np.array(ticks, dtype=np.int64))
        return BusinessTime(business_minutes=_minutes(int(second - first)))

    def minutes_between(self, starts: ArrayLike, ends: ArrayLike) -> NDArray[np.float64]:
        """Return the open minutes from each start to each end, for whole columns at once.

        Args:
            starts, ends: datetime64 in UTC, of one shape; no NaT.

        Raises:
            InvalidValueError: Not datetime64, NaT, or a date that the calendar does not cover.
        """
        counted = []
        for name, column in (("starts", starts), ("ends", ends)):
            instants = np.asarray(column)
            if instants.dtype.kind != "M" or np.isnat(instants).any():
                raise InvalidValueError(name, "datetime64 in UTC without NaT", instants.dtype)
            ticks = instants.astype("datetime64[us]").astype(np.int64)
            if ticks.size:
                self._check(int(ticks.min()))
                self._check(int(ticks.max()))
            counted.append(self._before(ticks))
        return np.asarray((counted[1] - counted[0]) / (60 * _SECOND))

    def after(self, start: datetime, allowance: Allowance) -> datetime:
        """Return when an allowance that begins to run at an instant has run out, in UTC.

        Args:
            start: With time zone.
            allowance: Elapsed time is added on the UTC line, so 24 hours are 24 hours over a change of clocks too.
                Business time runs while the place is open and ends at a closing rather than at the next opening.
                Business days are counted on the local clock, not counting the day of ``start``.

        Raises:
            InvalidValueError: It would run out after the last date covered.
        """
        validate(an_allowance, "allowance", allowance)
        if isinstance(allowance, Elapsed):
            return in_utc(start) + timedelta(minutes=allowance.elapsed_minutes)
        self._check(_ticks(start))
        if isinstance(allowance, BusinessDays):
            return self._after_days(start, allowance.business_days)
        opens, _, sums = self._line
        wanted = int(self._before(np.array([_ticks(start)]))[0]) + round(allowance.business_minutes * 60 * _SECOND)
        if allowance.business_minutes < 0:
            raise InvalidValueError("business time", "at least 0", allowance.business_minutes)
        if allowance.business_minutes == 0:
            return in_utc(start)
        place = int(np.searchsorted(sums, wanted, side="left")) - 1
        self._within(place, len(opens))
        return _instant(opens[place] + wanted - sums[place])

    def _after_days(self, start: datetime, number: int) -> datetime:
        closes = self._line[1]
        local = in_utc(start).astimezone(zone(self.hours.zone)).date()
        days = self._closing_days
        place = int(np.searchsorted(days, local.toordinal(), side="right"))
        wanted = np.unique(days[place:])[number - 1 : number]
        if not wanted.size:
            self._within(len(closes), len(closes))
        return _instant(closes[int(np.searchsorted(days, wanted[0], side="right")) - 1])

    @cached_property
    def _closing_days(self) -> Ticks:
        """Local date of each span, as ordinal numbers."""
        place = zone(self.hours.zone)
        return np.array([_instant(o).astimezone(place).date().toordinal() for o in self._line[0]], dtype=np.int64)

    def _within(self, place: int, length: int) -> int:
        if place >= length:
            after: date = self.hours.last + timedelta(days=1)
            self.hours.check_covered(after)
        return place
