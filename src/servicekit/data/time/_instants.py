"""Points in time as they are written down: zones, local times that exist twice or not at all, ISO text."""

import re
import zoneinfo
from calendar import isleap
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta, tzinfo
from difflib import get_close_matches
from functools import cache
from typing import Final, Literal

from attrs import field, frozen

from servicekit.foundation._errors import InvalidValueError, MissingExtraError

Nonexistent = Literal["refuse", "shift"]
Ambiguous = Literal["refuse", "earlier", "later"]
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_SECOND: Final = timedelta(seconds=1)
OTHER_FORMS: Final = "name other forms by pattern="
_LEAP_SECOND: Final = re.compile(r"[T ]\d\d:\d\d:60", re.ASCII)


@cache
def zone(name: str) -> tzinfo:
    """Return a time zone by its name in the tz database; UTC needs no database.

    Args:
        name: "Asia/Shanghai", "Europe/Rome", "UTC".

    Raises:
        InvalidValueError: The database has no such zone; the nearest names are given.
        MissingExtraError: There is no tz database on this machine.

    Example:
        >>> import servicekit as sk
        >>> sk.data.zone("Europe/Rome").key
        'Europe/Rome'
    """
    if name == "UTC":
        return UTC
    # asked before anything is opened: a name is looked up among names and never used as a path
    known = zoneinfo.available_timezones()
    if not known:
        raise MissingExtraError(
            "there is no time zone database; the extra 'calendars' brings one: pip install \"servicekit[calendars]\""
        )
    if name not in known:
        near = get_close_matches(str(name), sorted(known), n=2, cutoff=0.8)
        hint = f"did you mean {' or '.join(near)}?" if near else "names look like 'Asia/Shanghai'"
        raise InvalidValueError("zone", "a name of the tz database", name, hint=hint)
    return zoneinfo.ZoneInfo(name)


@frozen(kw_only=True)
class Localised:
    """A local time placed on the time line, and what had to be decided to do so.

    Attributes:
        at: The instant, in UTC.
        settled: "" where the clock left no doubt, else "nonexistent" or "ambiguous".
    """

    at: datetime
    settled: Literal["", "nonexistent", "ambiguous"] = ""


def localise(
    wall: datetime, name: str, *, nonexistent: Nonexistent = "refuse", ambiguous: Ambiguous = "refuse"
) -> Localised:
    """Return the instant at which the clocks of a zone showed a time.

    Args:
        wall: Time without zone, as read from a clock.
        name: Zone of that clock.
        nonexistent: For a time the clock jumped over in spring: "refuse", or "shift" it forward by the jump.
        ambiguous: For a time shown twice in autumn: "refuse", or take the "earlier" or "later" of the two.

    Example:
        >>> import servicekit as sk
        >>> from datetime import datetime
        >>> str(sk.data.localise(datetime(2024, 3, 4, 9), "Europe/Rome"))
        "Localised(at=datetime.datetime(2024, 3, 4, 8, 0, tzinfo=datetime.timezone.utc), settled='')"
    """
    if wall.tzinfo is not None:
        raise InvalidValueError("local time", "without a zone of its own", wall.isoformat())
    _choice("nonexistent", nonexistent, ("refuse", "shift"))
    _choice("ambiguous", ambiguous, ("refuse", "earlier", "later"))
    place = zone(name)
    first, second = (wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return Localised(at=first)
    if first > second:  # a gap: the two readings of fold cross over
        if nonexistent == "refuse":
            raise InvalidValueError(
                "local time", f"one that {name} has", wall.isoformat(), hint="nonexistent='shift' moves it forward"
            )
        return Localised(at=first, settled="nonexistent")
    if ambiguous == "refuse":
        raise InvalidValueError(
            "local time", f"one that {name} has once", wall.isoformat(), hint="say ambiguous='earlier' or 'later'"
        )
    return Localised(at=first if ambiguous == "earlier" else second, settled="ambiguous")


def shown(wall: datetime, name: str, *, last: bool = False) -> datetime:
    """Return the instant in UTC at which the clocks of a zone come to a time, or the jump by which they skip it.

    Args:
        wall: Time without zone, as read from a clock.
        name: Zone of that clock.
        last: Of a time shown twice the second instant; else the first.
    """
    place = zone(name)
    first, second = (wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return second if last else first
    low, high = second, first  # the clocks jump at a whole second between the two
    before = low.astimezone(place).utcoffset()
    while high - low > _SECOND:
        middle = low + (high - low) // _SECOND // 2 * _SECOND
        low, high = (middle, high) if middle.astimezone(place).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)


def _choice(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise InvalidValueError(name, " or ".join(map(repr, known)), value)


@frozen(kw_only=True)
class Window:
    """The time in which records can be believed to lie; it catches milliseconds read as seconds and clocks gone wrong.

    Attributes:
        first: Earliest plausible instant, with zone.
        last: Latest, usually the time of the extract.
        skew: By how much clocks may run ahead of ``last``.
    """

    first: datetime
    last: datetime
    skew: timedelta = field(default=timedelta(0))

    def __attrs_post_init__(self) -> None:
        first, last = in_utc(self.first), in_utc(self.last)
        if first > last or self.skew < timedelta(0):
            raise InvalidValueError("window", "a first time not after the last and a skew of at least 0", [first, last])

    def __contains__(self, at: datetime) -> bool:
        return self.first <= at <= self.last + self.skew

    def check(self, at: datetime) -> None:
        """Refuse an instant outside."""
        if at not in self:
            raise InvalidValueError(
                "time",
                f"from {self.first.isoformat()} to {self.last.isoformat()}",
                at.isoformat(),
                hint="are the units (seconds, milliseconds) or the clock wrong?",
            )


def in_utc(at: datetime) -> datetime:
    """Return an instant in UTC; a time without zone is refused, because it could mean any of two dozen instants."""
    if not isinstance(at, datetime):
        raise InvalidValueError("time", "a datetime", at)
    if at.tzinfo is None or at.utcoffset() is None:
        raise InvalidValueError("time", "with a time zone", at.isoformat(), hint="localise(time, 'Asia/Shanghai')")
    return at.astimezone(UTC)


def read_instant(
    text: str,
    *,
    local: str | None = None,
    pattern: str | None = None,
    nonexistent: Nonexistent = "refuse",
    ambiguous: Ambiguous = "refuse",
    window: Window | None = None,
) -> datetime:
    """Return the instant that a text says, in UTC; nothing is guessed.

    Args:
        text: ISO 8601 ("2024-03-04T09:30+08:00"), or text of the form of ``pattern``.
        local: Zone of the clock where the text gives no offset; such text is refused without it.
        pattern: A strptime pattern for anything but ISO 8601; "03/04/2024" says nothing without one.
        nonexistent, ambiguous: As for ``localise``.
        window: Where the instant must lie.

    Raises:
        InvalidValueError: Not of that form, no such day, second 60, no zone, outside the window.

    Example:
        >>> import servicekit as sk
        >>> sk.data.read_instant("2024-03-04T09:00+01:00").hour
        8
    """
    if pattern is not None and "%y" in pattern and window is None:
        hint = "or say in which years it lies: window=Window(first=..., last=...)"
        raise InvalidValueError("pattern", "one with the year in full (%Y)", pattern, hint=hint)
    if not isinstance(text, str):
        hint = "numbers are not guessed to be dates; convert them by name first (epoch, spreadsheet serial)"
        raise InvalidValueError("time", "a text", text, hint=hint)
    at = _parsed(text.strip(), pattern)
    if at.tzinfo is None:
        if local is None:
            raise InvalidValueError("time", "with an offset", text, hint="or give the zone of the clock as local=")
        at = localise(at, local, nonexistent=nonexistent, ambiguous=ambiguous).at
    instant = at.astimezone(UTC)
    if window is not None:
        window.check(instant)
    return instant


def _parsed(text: str, pattern: str | None) -> datetime:
    if _LEAP_SECOND.search(text):
        raise InvalidValueError("time", "without a leap second", text, hint="write 59.999999 instead of 60")
    rule = "ISO 8601 such as 2024-03-04T09:30+08:00" if pattern is None else f"of the form {pattern!r}"
    try:
        if pattern is not None:
            return datetime.strptime(text, pattern)
        if _ISO.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidValueError("time", rule, text, hint="" if pattern else OTHER_FORMS)


def anniversary(day: date, years: int) -> date:
    """Return the same day some years later; 29 February becomes the 28th where a year has none."""
    year = day.year + years
    if not MINYEAR <= year <= MAXYEAR:
        raise InvalidValueError("year", f"from {MINYEAR} to {MAXYEAR}", year)
    return (
        day.replace(year=year, day=28)
        if (day.month, day.day) == (2, 29) and not isleap(year)
        else day.replace(year=year)
    )
