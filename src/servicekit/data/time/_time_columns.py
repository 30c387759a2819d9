"""Columns of times: each entry placed on the UTC line or named as what is wrong with it, nothing guessed."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, Literal

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._answers import Invalid
from servicekit.data._frames import Column
from servicekit.data.time._instants import Ambiguous, Nonexistent, Window, in_utc, localise, read_instant
from servicekit.data.time._instants import zone as zone_named
from servicekit.foundation._errors import InvalidValueError

Instants = NDArray[np.datetime64]
OWN_OFFSETS: Final = "aware"
AS_FOUND: Final = "as_found"
_NO_PLACE: Final = (AS_FOUND, OWN_OFFSETS, None)
NEVER: Final = np.datetime64("NaT", "us")
_OFFSET: Final = re.compile(r"[T ]\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$", re.ASCII)
_SAY: Final = (
    "the column has no zone: say typed='local' if its times are read from a clock, typed='utc' if they are UTC"
)

_CHOICES: Final = {
    "nonexistent": ("refuse", "shift"),
    "ambiguous": ("refuse", "earlier", "later"),
    "typed": ("refuse", "utc", "local"),
}
DAY_NUMBER: Final = "day_number"
_ANY: Final = Window(first=datetime.min.replace(tzinfo=UTC), last=datetime.max.replace(tzinfo=UTC))
_DATED: Final = ("%d", "%j", "%x", "%c", "%u", "%w")


@frozen
class TimeFormat:
    """How times are written, and on which clock: the same for case logs, waits, transactions and events.

    Attributes:
        pattern: A strptime pattern for text that is not ISO 8601 ("%d/%m/%Y %H:%M"). Numbers are never guessed to be
            dates: "%Y%m%d" reads 19970131, and "day_number" whole days since 1970-01-01 in logs of days.
        zone: The name of a zone: times without offset were read from its clock. "aware": every time carries its own
            offset. None: a plain clock of no zone, on which every day has 24 hours; no time may carry an offset.
            "as_found": all carry an offset, or all lie on one plain clock; logs of cases and events, which are held
            against other clocks, take it for "aware".
        ambiguous, nonexistent: What to do with local times that the clock showed twice ("earlier", "later") or
            skipped ("shift" by the jump).
        typed: What typed times without a zone of their own are (datetime64, a frame's own type): "utc", or "local"
            if they were read from the clock of ``zone``. They are refused until this is said; on a plain clock, and
            where the column knows its zone, it does not matter.
        window: Where every time must lie; a pattern with a year of two digits needs one.

    Example:
        >>> import servicekit as sk
        >>> calls = {"came": ["2024-03-31 01:50"], "served": ["2024-03-31 03:10"]}
        >>> rome = sk.TimeFormat(zone="Europe/Rome")  # the clocks go forward between the two
        >>> sk.waiting.wait_log(calls, entered="came", left="served", times=rome).mean_wait_seconds / 60
        20.0
    """

    pattern: str | None = None
    zone: str | None = AS_FOUND
    ambiguous: Ambiguous = field(default="refuse", kw_only=True)
    nonexistent: Nonexistent = field(default="refuse", kw_only=True)
    typed: Literal["refuse", "utc", "local"] = field(default="refuse", kw_only=True)
    window: Window | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.zone not in _NO_PLACE:
            zone_named(self.zone)
        if self.pattern is not None:
            self._check_pattern(self.pattern)
        for name, known in _CHOICES.items():
            if getattr(self, name) not in known:
                raise InvalidValueError(name, " or ".join(map(repr, known)), getattr(self, name))
        if self.typed == "local" and self.zone in (AS_FOUND, OWN_OFFSETS):
            raise InvalidValueError("typed", "'refuse', 'utc', or 'local' with a named zone", self.typed)

    def _check_pattern(self, pattern: str) -> None:
        if pattern != DAY_NUMBER and "%" not in pattern:
            hint = "ISO 8601 needs no pattern" if pattern == "iso" else "such as '%d/%m/%Y %H:%M'"
            raise InvalidValueError("pattern", "a strptime pattern or 'day_number'", pattern, hint=hint)
        if "%y" in pattern and self.window is None:
            hint = "or say in which years all lie: window=Window(first=..., last=...)"
            raise InvalidValueError("pattern", "one with the year in full (%Y)", pattern, hint=hint)
        if self.zone not in _NO_PLACE and not any(code in pattern for code in _DATED):
            hint = "a clock time without a date is of no zone: zone=None"
            raise InvalidValueError("pattern", "one with a date where a zone is named", pattern, hint=hint)

    @property
    def place(self) -> tzinfo | None:
        """The zone whose days and weeks are meant; None for UTC or a plain clock."""
        return None if self.zone is None or self.zone in _NO_PLACE else zone_named(self.zone)


@frozen(kw_only=True, eq=False)
class Times:
    """A column of times as read.

    Attributes:
        instants: datetime64 in UTC (on a plain clock: its own time), NaT where there is none.
        problems: Per row what is wrong, "" where nothing is.
        settled: How many local times had to be decided by a stated policy, by kind.
    """

    instants: Instants = field(repr=False)
    problems: NDArray[np.str_] = field(repr=False)
    settled: Mapping[str, int]


Entry = tuple[Any, str, Literal["", "nonexistent", "ambiguous"]]


def as_found(times: TimeFormat | None, columns: Iterable[Column]) -> TimeFormat:
    """Return a format whose zone is settled: where it is not said, own offsets or one plain clock, as the data are."""
    reading = times or TimeFormat()
    if reading.zone != AS_FOUND:
        return reading
    carried = reading.typed == "utc" or any(_carries_zone(column, reading.pattern) for column in columns)
    return attrs.evolve(reading, zone=OWN_OFFSETS if carried else None)


def _carries_zone(column: Column, pattern: str | None) -> bool:
    if column.zone is not None or column.values.dtype.kind not in "OUS":
        return column.zone is not None
    for value, here in zip(column.values.tolist(), column.present, strict=True):
        if here and isinstance(value, datetime) and value.tzinfo is not None:
            return True
        if here and isinstance(value, str) and ("%z" in pattern if pattern else bool(_OFFSET.search(value.strip()))):
            return True
    return False


def read_times(column: Column, reading: TimeFormat, *, invalid: Invalid = "raise") -> Times:
    """Read a whole column of times; empty text is missing.

    Args:
        column: Text, datetime objects or datetime64.
        reading: How they are meant.
        invalid: "raise" raises at the first time that cannot be read; "omit" says in which rows they are.

    Raises:
        InvalidValueError: Numbers (they are not guessed to be dates); with ``invalid="raise"`` any time that cannot
            be read, naming the column and the row.
    """
    if reading.pattern == DAY_NUMBER:
        raise InvalidValueError("pattern", "one of times, where a log has more than days", reading.pattern)
    reading = as_found(reading, [column])
    if not column.present.any():  # a frame gives an empty column any type
        return Times(instants=np.full(len(column), NEVER), problems=np.full(len(column), ""), settled={})
    kind = column.values.dtype.kind
    if column.zone is not None and reading.zone is None:
        rule = "without a zone on a plain clock (zone=None)"
        raise InvalidValueError(
            "times", rule, column.zone, f"column {column.name!r}", "name the zone of the other times"
        )
    is_clock = kind == "M" and column.zone is None
    unsaid = is_clock and reading.zone is not None and reading.typed == "refuse"
    if kind not in "OMUST" or unsaid:
        hint = _SAY if unsaid else "numbers are not guessed to be dates; convert them by name first"
        raise InvalidValueError(
            "times",
            "text, or typed times whose zone is known",
            list(column.values[:1]),
            f"column {column.name!r}",
            hint,
        )
    values = column.values.astype("datetime64[us]") if kind == "M" else column.values
    in_utc_already = kind == "M" and reading.zone is not None and (not is_clock or reading.typed == "utc")
    reading = attrs.evolve(reading, zone="UTC") if in_utc_already else reading
    known: dict[Any, Entry] = {None: (NEVER, "", "")}
    entries = [v if here else None for v, here in zip(values.tolist(), column.present, strict=True)]
    for row, value in enumerate(entries):
        if value not in known:
            known[value] = _read(value, reading, invalid, f"column {column.name!r}, row {row}")
    found = [known[value] for value in entries]
    kinds = [settled for _, problem, settled in found if settled and not problem]
    return Times(
        instants=np.array([entry[0] for entry in found], dtype="datetime64[us]"),
        problems=np.array([entry[1] for entry in found], dtype=np.str_),
        settled={kind: kinds.count(kind) for kind in sorted(set(kinds))},
    )


def _read(value: object, reading: TimeFormat, invalid: Invalid, where: str) -> Entry:
    if isinstance(value, str) and not value.strip():
        return NEVER, "", ""
    try:
        at, settled = _placed(value, reading)
        if reading.window is not None:
            reading.window.check(at)
    except InvalidValueError as error:
        if invalid == "raise":
            name, rule, got, _, hint = error.parts
            raise InvalidValueError(name, rule, got, where, hint) from None
        return NEVER, "unreadable_time", ""
    return np.datetime64(at.replace(tzinfo=None), "us"), "", settled


def _placed(value: object, reading: TimeFormat) -> tuple[datetime, Literal["", "nonexistent", "ambiguous"]]:
    """Return an instant in UTC and what had to be decided to find it."""
    at = _written(value, reading)
    if reading.zone is None:
        if at.tzinfo is not None:
            rule = "without an offset on a plain clock (zone=None)"
            raise InvalidValueError("time", rule, value, hint="name the zone of the other times")
        return read_instant(at.isoformat(), local="UTC"), ""
    if at.tzinfo is not None:
        return in_utc(at), ""
    if reading.zone == OWN_OFFSETS:
        raise InvalidValueError("time", "with an offset", value, hint="or name the zone of its clock as zone=")
    found = localise(at, reading.zone, nonexistent=reading.nonexistent, ambiguous=reading.ambiguous)
    return found.at, found.settled


def _written(value: Any, reading: TimeFormat) -> datetime:
    """Return the time as it stands, with its offset if it has one."""
    if isinstance(value, datetime):
        clock = (value.hour, value.minute, value.second, value.microsecond)  # subclasses may know nanoseconds
        plain = datetime(value.year, value.month, value.day, *clock, tzinfo=value.tzinfo, fold=value.fold)
        return plain if plain.utcoffset() is not None else plain.replace(tzinfo=None)
    text = value.strip() if isinstance(value, str) else value
    # whether it lies in the window is asked once its zone is known; here a wide one only lets years of two digits pass
    at = read_instant(text, local="UTC", pattern=reading.pattern, window=_ANY if reading.window else None)
    carries = "%z" in reading.pattern if reading.pattern else _OFFSET.search(text) is not None
    return at if carries else at.replace(tzinfo=None)
