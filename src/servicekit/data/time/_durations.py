"""Columns of waits as seconds: durations in seconds or minutes, or a beginning and an end as times or as text."""

from datetime import datetime
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from servicekit.data._answers import InputPolicy, Invalid, read_answers
from servicekit.data._frames import Column
from servicekit.data._scales import Scale
from servicekit.foundation._errors import InvalidValueError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Instants = NDArray[np.datetime64]
Unit = Literal["seconds", "minutes"]
DURATIONS: Final = Scale(low=0, high=1e7, step=None, true_zero=True)
SECONDS_OF: Final[dict[str, float]] = {"seconds": 1.0, "minutes": 60.0}
KEPT: Final = ""
_NEVER: Final = np.datetime64("NaT", "us")


def read_seconds(
    columns: list[Column], *, invalid: Invalid, unit: Unit = "seconds", pattern: str | None = None
) -> tuple[Floats, NDArray[np.str_]]:
    """Return the seconds of each row and its fault ("", "missing", "backwards", "not_seconds" or "not_a_time").

    Args:
        columns: One of durations, or two: when the wait began and when it ended.
        invalid: Whether durations that are no numbers are refused.
        unit: Of durations.
        pattern: strptime pattern of times kept as text, or "iso"; None: text is refused.
    """
    if unit not in SECONDS_OF:
        raise InvalidValueError("unit", "'seconds' or 'minutes'", unit)
    if len(columns) == 1:
        return _durations(columns[0], invalid, SECONDS_OF[unit])
    entered, left = (read_instants(column, pattern) for column in columns)
    if (entered[2] is None) != (left[2] is None) and len(entered[0]):
        raise InvalidValueError("times", "with a time zone in both columns or in none", [c.name for c in columns])
    strange = entered[1] | left[1]
    here = ~(np.isnat(entered[0]) | np.isnat(left[0]))
    seconds = np.where(here, (left[0] - entered[0]).astype(np.int64) / 1e6, 0.0)
    words = np.where(~here, "missing", np.where(seconds < 0, "backwards", KEPT))
    return np.maximum(seconds, 0.0), np.where(strange, "not_a_time", words)


def _durations(column: Column, invalid: Invalid, times: float) -> tuple[Floats, NDArray[np.str_]]:
    negative = np.zeros(len(column), dtype=bool)
    if column.values.dtype.kind in "if":  # the same fault as an end before a beginning
        negative = np.asarray(column.present & (column.values < 0))
    kept = Column(name=column.name, values=column.values, valid=column.present & ~negative)
    found = read_answers(kept, DURATIONS, InputPolicy(invalid=invalid))
    words = np.where(negative, "backwards", np.where(column.present, "not_seconds", "missing"))
    return times * found.numbers(DURATIONS), np.where(found.here, KEPT, words)


def read_instants(column: Column, pattern: str | None = None) -> tuple[Instants, Bools, str | None]:
    """Return times as microseconds, where text was no time, and "aware" where the times carry a zone.

    Args:
        column: Datetimes of any kind, or text.
        pattern: strptime pattern of text, or "iso"; None: text is refused.

    Raises:
        InvalidValueError: Something else than times, or times with a zone in some rows only.
    """
    values = column.values
    strange = np.zeros(len(values), dtype=bool)
    if values.dtype.kind == "M":
        typed = np.where(column.present, values.astype("datetime64[us]"), _NEVER)
        return typed, strange, "aware" if column.zone else None
    known: dict[object, datetime | None] = {}
    for value, here in zip(values.tolist(), column.present, strict=True):
        if here and value not in known:
            known[value] = _time(value, column.name, pattern)
    aware = {time.tzinfo is not None for time in known.values() if time is not None}
    if len(aware) > 1:
        raise InvalidValueError(f"column {column.name!r}", "times with a zone in every row or in none", list(known)[:2])
    numbers = {value: _instant(time) for value, time in known.items()}
    instants = np.full(len(values), _NEVER)
    for row in np.flatnonzero(column.present):
        instants[row] = numbers[values[row]]
        strange[row] = known[values[row]] is None
    return instants, strange, "aware" if True in aware else None


def _time(value: object, name: str, pattern: str | None) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or pattern is None:
        hint = "turn text into datetimes first, name its pattern, or pass wait= with durations"
        raise InvalidValueError(f"column {name!r}", "times", value, hint=hint)
    try:
        return datetime.fromisoformat(value) if pattern == "iso" else datetime.strptime(value, pattern)
    except ValueError:
        return None


def _instant(time: datetime | None) -> np.datetime64:
    if time is None:
        return _NEVER
    if time.tzinfo is None:
        return np.datetime64(time, "us")
    return np.datetime64(round(time.timestamp() * 1e6), "us")
