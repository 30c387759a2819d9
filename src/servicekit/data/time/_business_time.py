"""Business time: what passes while a place is open, counted exactly over holidays, lunch breaks and clock changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Values
from servicekit.data._columns import as_column
from servicekit.data.time._instants import in_utc, shown, zone
from servicekit.data.time._opening_hours import DAY, OpeningHours
from servicekit.foundation._checks import Validator, finite, instance_of, validate, whole_positive
from servicekit.foundation._errors import InvalidValueError

_SECOND: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
Ticks = NDArray[np.int64]


@frozen(kw_only=True)
class Elapsed:
    """Time as it passes everywhere, day and night, whatever the clocks are set to.

    Example:
        >>> import servicekit as sk
        >>> sk.data.Elapsed(elapsed_minutes=2880)
        Elapsed(elapsed_minutes=2880)
    """

    elapsed_minutes: float = field(validator=finite)


@frozen(kw_only=True)
class BusinessTime:
    """Time that passes only while a place is open; it does not compare with elapsed time.

    Example:
        >>> import servicekit as sk
        >>> sk.data.BusinessTime(business_minutes=480)
        BusinessTime(business_minutes=480)
    """

    business_minutes: float = field(validator=finite)


@frozen(kw_only=True)
class BusinessDays:
    """Whole days on which a place opens: due when the last of them closes, on the local clock.

    Example:
        >>> import servicekit as sk
        >>> sk.data.BusinessDays(business_days=5)
        BusinessDays(business_days=5)
    """

    business_days: int = field(validator=whole_positive)


Allowance = Elapsed | BusinessTime | BusinessDays
an_allowance: Validator = instance_of(Allowance, "Elapsed, BusinessTime or BusinessDays")


def _ticks(at: datetime) -> int:
    return (in_utc(at) - _EPOCH) // _TICK


def _instant(ticks: Any) -> datetime:
    return _EPOCH + timedelta(microseconds=int(ticks))


def _instants_of(name: str, given: object) -> NDArray[np.datetime64]:
    rule = "datetime64 in UTC, or times that know their zone, without NaT"
    column = as_column(name, given if hasattr(given, "__iter__") else [given])
    if not column.present.all():
        raise InvalidValueError(name, rule, None)
    if column.values.dtype.kind == "M":
        return np.asarray(column.values.astype("datetime64[us]"))
    times = column.values.tolist()
    if not all(isinstance(time, datetime) for time in times):
        raise InvalidValueError(name, rule, times)
    return np.array([in_utc(time).replace(tzinfo=None) for time in times], dtype="datetime64[us]")


def _minutes(ticks: int) -> float:
    return ticks / (60 * _SECOND)


@frozen(kw_only=True)
class BusinessClock:
    """Counts the open time of a place; every opening and closing is put on the UTC line once, then only looked up.

    An opening or a closing in an hour that the clocks skip is the moment of the jump; in an hour that they show twice
    an opening is the first and a closing the second. Midnight, as "24:00" too, is the first instant of its day.

    Example:
        >>> from datetime import UTC, date, datetime
        >>> import servicekit as sk
        >>> week = dict.fromkeys(sk.data.DAYS[:5], "09:00-17:00")
        >>> hours = sk.data.OpeningHours(
        ...     zone="Europe/Rome", week=week, first=date(2026, 1, 1), last=date(2026, 12, 31)
        ... )
        >>> clock = sk.data.BusinessClock(hours=hours)
        >>> friday, monday = datetime(2026, 3, 6, 15, tzinfo=UTC), datetime(2026, 3, 9, 9, tzinfo=UTC)
        >>> clock.between(friday, monday).business_minutes
        120.0
    """

    hours: OpeningHours = field(validator=instance_of(OpeningHours, "opening hours"))

    @cached_property
    def _shifts(self) -> tuple[Ticks, Ticks, Ticks]:
        """Opening and closing of each shift in microseconds, and the local date on which it begins, as a number."""
        opens, closes, days = [], [], []
        for day in self.hours.days():
            for span in self.hours.on(day):
                begin, finish = (
                    self._tick(day, minutes, last=last)
                    for minutes, last in zip(span.minutes, (False, True), strict=True)
                )
                if finish > begin:  # a shift inside an hour that is skipped never happens
                    opens.append(begin)
                    closes.append(finish)
                    days.append(day.toordinal())
        return tuple(np.array(found, dtype=np.int64) for found in (opens, closes, days))  # type: ignore[return-value]

    def _tick(self, day: date, minutes: int, *, last: bool) -> int:
        wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
        return _ticks(shown(wall, self.hours.zone, last=last and minutes % DAY != 0))

    @cached_property
    def _line(self) -> tuple[Ticks, Ticks, Ticks]:
        """Openings, closings, and open time before each opening; shifts that touch or overlap are one."""
        opens, closes, _ = self._shifts
        order = np.argsort(opens, kind="stable")
        opens, until = opens[order], np.maximum.accumulate(closes[order])
        apart = np.concatenate(([True], opens[1:] > until[:-1])) if opens.size else np.empty(0, dtype=bool)
        starts, ends = opens[apart], until[np.concatenate((apart[1:], [True]))] if opens.size else until
        return starts, ends, np.concatenate(([0], np.cumsum(ends - starts)))

    @cached_property
    def _covered(self) -> tuple[int, int]:
        first, after = self.hours.first, self.hours.last + timedelta(days=1)
        begin = self._tick(first, self.hours.carried_over, last=True)
        return begin, self._tick(after, 0, last=False)

    def _check(self, ticks: int) -> None:
        begin, end = self._covered
        if ticks < begin:  # where a shift of the day before may reach into the first date, that day is missing
            local = _instant(ticks).astimezone(zone(self.hours.zone)).date()
            self.hours.check_covered(min(local, self.hours.first - timedelta(days=1)))
        if ticks >= end:
            local = _instant(ticks).astimezone(zone(self.hours.zone)).date()
            self.hours.check_covered(max(local, self.hours.last + timedelta(days=1)))

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

    def minutes_between(self, starts: Values, ends: Values) -> NDArray[np.float64]:
        """Return the open minutes from each start to each end, for whole columns at once.

        Args:
            starts, ends: Columns of one length, of datetime64 in UTC or of times that know their zone; none missing.

        Raises:
            InvalidValueError: Something else, a missing time, or a date that the calendar does not cover.
        """
        counted = []
        for name, given in (("starts", starts), ("ends", ends)):
            ticks = _instants_of(name, given).astype(np.int64)
            if ticks.size:
                self._check(int(ticks.min()))
                self._check(int(ticks.max()))
            counted.append(self._before(ticks))
        if len(counted[0]) != len(counted[1]):
            raise InvalidValueError("starts and ends", "of the same length", [len(counted[0]), len(counted[1])])
        return np.asarray((counted[1] - counted[0]) / (60 * _SECOND))

    def after(self, start: datetime, allowance: Allowance) -> datetime:
        """Return when an allowance that begins to run at an instant has run out, in UTC.

        Args:
            start: With time zone.
            allowance: Elapsed time is added on the UTC line, so 24 hours are 24 hours over a change of clocks too.
                Business time runs while the place is open and ends at a closing rather than at the next opening.
                Business days are counted on the local clock, not counting the day of ``start``, which is the day on
                which the shift of that moment began.

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
        ends = self._ends_after(start)
        return _instant(ends[self._within(number - 1, len(ends))])

    @cached_property
    def _day_ends(self) -> tuple[Ticks, Ticks]:
        """Every day that opens, and when the last of its shifts closes."""
        _, closes, days = self._shifts
        wanted, first = np.unique(days, return_index=True)
        return wanted, np.maximum.reduceat(closes, first) if wanted.size else closes

    def _ends_after(self, start: datetime) -> Ticks:
        opens, closes, days = self._shifts
        begun = days[(opens <= _ticks(start)) & (_ticks(start) < closes)]
        today = int(begun[0]) if begun.size else in_utc(start).astimezone(zone(self.hours.zone)).date().toordinal()
        wanted, ends = self._day_ends
        return ends[np.searchsorted(wanted, today, side="right") :]

    def day_ends(self, start: datetime) -> Iterator[datetime]:
        """Yield when each business day after that of ``start`` ends, in UTC.

        Raises:
            InvalidValueError: More days are asked for than the calendar covers.
        """
        self._check(_ticks(start))
        ends = self._ends_after(start)
        yield from (_instant(ends[self._within(place, len(ends))]) for place in count())

    def _within(self, place: int, length: int) -> int:
        if place >= length:
            after: date = self.hours.last + timedelta(days=1)
            self.hours.check_covered(after)
        return place
