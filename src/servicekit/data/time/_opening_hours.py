"""Opening hours: shifts, weeks, holidays and days that differ, over the dates for which they are known."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from attrs import field, frozen

from servicekit.data.time._instants import zone
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._checks import plain_date as calendar_day
from servicekit.foundation._errors import InvalidValueError

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY: Final = 24 * 60
_CLOCK: Final = re.compile(r"([01]\d|2[0-4]):([0-5]\d)", re.ASCII)


def _minutes(clock: str) -> int:
    found = _CLOCK.fullmatch(clock) if isinstance(clock, str) else None
    minutes = int(found[1]) * 60 + int(found[2]) if found else -1
    if not 0 <= minutes <= DAY:
        raise InvalidValueError("time of day", "written '00:00' to '24:00'", clock)
    return minutes


@frozen
class Span:
    """A shift on the local clock, counted with the day on which it begins.

    ``Span("09:00", "12:00")`` lies within a day, ``Span("22:00", "02:00")`` ends on the next one; "24:00" is the
    first instant of the next day.

    Example:
        >>> import servicekit as sk
        >>> sk.data.Span("09:00", "17:30")
        Span(opens='09:00', closes='17:30')
    """

    opens: str
    closes: str

    def __attrs_post_init__(self) -> None:
        if _minutes(self.opens) == _minutes(self.closes) or _minutes(self.opens) == DAY:
            hint = "'00:00' to '24:00' is a whole day"
            raise InvalidValueError(
                "span", "one that opens before '24:00' and closes later", f"{self.opens}-{self.closes}", hint=hint
            )

    @property
    def minutes(self) -> tuple[int, int]:
        """Opening and closing in minutes after the midnight on which its day begins; above 1440 on the next day."""
        opens, closes = _minutes(self.opens), _minutes(self.closes)
        return opens, closes if closes > opens else closes + DAY


Spans = tuple[Span, ...]


def _spans(text: "str | Iterable[Span]") -> Spans:
    """Read "09:00-12:00 13:30-18:00", or take spans; they are put in order and may touch but not overlap."""
    if isinstance(text, str):
        pairs = [part.split("-") for part in text.split()]
        if any(len(pair) != 2 for pair in pairs):
            raise InvalidValueError("opening hours", "written '09:00-12:00 13:30-18:00'", text)
        spans = [Span(*pair) for pair in pairs]
    else:
        spans = list(text)
    spans.sort(key=lambda span: span.minutes)
    if any(later.minutes[0] < earlier.minutes[1] for earlier, later in pairwise(spans)):
        raise InvalidValueError("opening hours", "spans that do not overlap", [f"{s.opens}-{s.closes}" for s in spans])
    return tuple(spans)


def _week(days: Mapping[str, Any]) -> Mapping[str, Spans]:
    validate(instance_of(Mapping, "a mapping from day of the week to hours"), "week", days)
    if unknown := [day for day in days if day not in DAYS]:
        raise InvalidValueError("days of the week", f"named {', '.join(DAYS)}", unknown)
    week = {day: _spans(days.get(day, ())) for day in DAYS}
    for day, following in zip(DAYS, (*DAYS[1:], DAYS[0]), strict=True):
        late = max((span.minutes[1] - DAY for span in week[day]), default=0)
        if any(span.minutes[0] < late for span in week[following]):
            raise InvalidValueError("opening hours", "shifts that do not overlap", [day, following])
    return week


def _sorted(days: Mapping[date, str]) -> Mapping[date, str]:
    for day in days:
        validate(calendar_day, "holiday", day)
    return dict(sorted(days.items()))


def _special(days: Mapping[date, Any]) -> Mapping[date, Spans]:
    for day in days:
        validate(calendar_day, "special day", day)
    return {day: _spans(spans) for day, spans in sorted(days.items())}


@frozen(kw_only=True)
class OpeningHours:
    """When a place is open, on its own clock, and for which dates that is known.

    Attributes:
        zone: Name of its time zone.
        week: Day ("monday") -> spans, or text such as "09:00-12:00 13:30-18:00"; a day left out is closed. A shift
            over midnight ("22:00-02:00") belongs to the day on which it begins.
        first, last: The dates, both included, for which holidays and special days are complete.
        holidays: Dates on which no shift begins, with their names; one that began the day before is worked to its end.
        special: Dates with hours of their own, which go before week and holidays: short days, a Saturday
            worked in exchange for a bridge day.

    Example:
        >>> from datetime import date
        >>> import servicekit as sk
        >>> hours = sk.data.OpeningHours(
        ...     zone="Europe/Rome",
        ...     week={"monday": "09:00-12:00 13:30-18:00"},
        ...     first=date(2026, 1, 1),
        ...     last=date(2026, 12, 31),
        ... )
        >>> len(hours.on(date(2026, 3, 2)))
        2
    """

    zone: str
    week: Mapping[str, Spans] = field(converter=_week)
    first: date = field(validator=calendar_day)
    last: date = field(validator=calendar_day)
    holidays: Mapping[date, str] = field(factory=dict, converter=_sorted)
    special: Mapping[date, Spans] = field(factory=dict, converter=_special)

    def __attrs_post_init__(self) -> None:
        zone(self.zone)
        if self.first > self.last:
            raise InvalidValueError("first and last date", "in order", [self.first, self.last])
        if not any(self.week.values()) and not any(self.special.values()):
            raise InvalidValueError("opening hours", "open at some time of the week", "none")
        for day in (*self.holidays, *self.special):
            if not self.first <= day <= self.last:
                raise InvalidValueError("holiday", f"from {self.first} to {self.last}", day)

    def on(self, day: date) -> Spans:
        """Return the shifts that begin on one date.

        Raises:
            InvalidValueError: The date is not among those for which holidays are known.
        """
        self.check_covered(day)
        if day in self.special:
            return self.special[day]
        return () if day in self.holidays else self.week[DAYS[day.weekday()]]

    def check_covered(self, day: date) -> None:
        """Refuse a date for which the holidays are not known, rather than take it for a working day."""
        if not self.first <= day <= self.last:
            hint = "extend the calendar with the holidays of that year"
            raise InvalidValueError("date", f"one the calendar covers ({self.first} to {self.last})", day, hint=hint)

    @property
    def carried_over(self) -> int:
        """Minutes of the first date that a shift of the day before, whose holidays are not known, may reach into."""
        before = self.week[DAYS[(self.first.weekday() - 1) % len(DAYS)]]
        return max((span.minutes[1] - DAY for span in before if span.minutes[1] > DAY), default=0)

    def days(self) -> Iterator[date]:
        """Yield every date covered."""
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)


def holidays_in(known: Container[date], *, first: date, last: date) -> dict[date, str]:
    """Return the dates of a span that a container holds, as a mapping date -> name.

    Args:
        known: A set or mapping of dates, or anything that answers ``date in known``, such as the calendars of the
            package ``holidays``.
        first, last: The span, both dates included.

    Example:
        >>> import servicekit as sk
        >>> from datetime import date
        >>> len(sk.data.holidays_in({date(2024, 12, 25)}, first=date(2024, 12, 1), last=date(2024, 12, 31)))
        1
    """
    names: Any = known if hasattr(known, "__getitem__") and not isinstance(known, list | tuple) else None
    span = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return {day: str(names[day]) if names is not None else "holiday" for day in span if day in known}
