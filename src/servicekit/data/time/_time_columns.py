"""Columns of times: each entry placed on the UTC line or named as what is wrong with it, nothing guessed."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
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
NEVER: Final = np.datetime64("NaT", "us")
_OFFSET: Final = re.compile(r"[T ]\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$", re.ASCII)
_SAY: Final = (
    "the column has no zone: say typed='local' if its times are read from a clock, typed='utc' if they are UTC"
)

_CHOICES: Final = {
    "nonexistent": ("refuse", "shift"),
    "ambiguous": ("refuse", "earlier", "later"),
    "invalid": ("raise", "omit"),
}


@frozen(kw_only=True)
class TimeFormat:
    """How times are read.

    Attributes:
        zone: "aware": every time carries its own offset. The name of a zone: times without offset were read from its
            clock. None: a plain clock of no zone, on which every day has 24 hours; no time may carry an offset.
        pattern: A strptime pattern for text that is not ISO 8601.
        nonexistent, ambiguous: What to do with local times that the clock skipped or showed twice.
        typed: What typed times without a zone of their own are (datetime64, a frame's own type): "utc", or "local"
            if they were read from the clock of ``zone``. They are refused until this is said; on a plain clock, and
            where the column knows its zone, it does not matter.
        window: Where every time must lie.
        invalid: "raise" raises at the first time that cannot be read; "omit" counts such rows by reason.
    """

    zone: str | None = OWN_OFFSETS
    pattern: str | None = None
    nonexistent: Nonexistent = "refuse"
    ambiguous: Ambiguous = "refuse"
    typed: Literal["refuse", "utc", "local"] = "refuse"
    window: Window | None = None
    invalid: Invalid = "raise"

    def __attrs_post_init__(self) -> None:
        if self.zone not in (OWN_OFFSETS, None):
            zone_named(self.zone)
        if self.pattern is not None and "%y" in self.pattern:
            raise InvalidValueError("pattern", "one with the year in full (%Y)", self.pattern)
        for name, known in _CHOICES.items():
            if getattr(self, name) not in known:
                raise InvalidValueError(name, " or ".join(map(repr, known)), getattr(self, name))
        if self.typed not in ("refuse", "utc", "local") or (self.typed == "local" and self.zone == OWN_OFFSETS):
            raise InvalidValueError("typed", "'refuse', 'utc', or 'local' with a named zone", self.typed)

    @property
    def place(self) -> tzinfo | None:
        """The zone whose days and weeks are meant; None for UTC or a plain clock."""
        return None if self.zone in (OWN_OFFSETS, None) else zone_named(self.zone)


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


def read_times(column: Column, reading: TimeFormat) -> Times:
    """Read a whole column of times; empty text is missing.

    Args:
        column: Text, datetime objects or datetime64.
        reading: How they are meant.

    Raises:
        InvalidValueError: Numbers (they are not guessed to be dates); with ``invalid="raise"`` any time that cannot
            be read, naming the column and the row.
    """
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
            known[value] = _read(value, reading, f"column {column.name!r}, row {row}")
    found = [known[value] for value in entries]
    kinds = [settled for _, problem, settled in found if settled and not problem]
    return Times(
        instants=np.array([entry[0] for entry in found], dtype="datetime64[us]"),
        problems=np.array([entry[1] for entry in found], dtype=np.str_),
        settled={kind: kinds.count(kind) for kind in sorted(set(kinds))},
    )


def _read(value: Any, reading: TimeFormat, where: str) -> Entry:
    if isinstance(value, str) and not value.strip():
        return NEVER, "", ""
    try:
        at, settled = _placed(value, reading)
        if reading.window is not None:
            reading.window.check(at)
    except InvalidValueError as error:
        if reading.invalid == "raise":
            name, rule, got, _, hint = error.parts
            raise InvalidValueError(name, rule, got, where, hint) from None
        return NEVER, "unreadable_time", ""
    return np.datetime64(at.replace(tzinfo=None), "us"), "", settled


def _placed(value: Any, reading: TimeFormat) -> tuple[datetime, Literal["", "nonexistent", "ambiguous"]]:
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
    at = read_instant(text, local="UTC", pattern=reading.pattern)
    carries = "%z" in reading.pattern if reading.pattern else _OFFSET.search(text) is not None
    return at if carries else at.replace(tzinfo=None)
