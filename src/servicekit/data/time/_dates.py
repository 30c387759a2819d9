"""Whole columns of dates as day numbers: ISO text, date objects, datetime64, and codes only where they are named."""

from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from servicekit.data._columns import Column
from servicekit.data.time._time_columns import DAY_NUMBER, TimeFormat, as_found, read_times
from servicekit.foundation._errors import InvalidValueError

PROBLEMS: Final = ("", "missing", "not_a_date", "negative_date")
_MISSING = np.iinfo(np.int64).min
_WRONG = _MISSING + 1
_FURTHEST = 2932896  # 9999-12-31
_EPOCH: Final = date(1970, 1, 1).toordinal()
CODED: Final = "%Y%m%d"


def day_numbers(column: Column, times: TimeFormat | None = None) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Return days since 1970-01-01 and, for each entry, what is wrong with it.

    A time of day is dropped: the day is the one on the clock of ``times.zone``, else of the column's zone, else as
    written.

    Args:
        column: Date objects, datetimes, text, or numbers of which the pattern says how they code a date.
        times: How dates are written; ISO 8601 if None.

    Returns:
        Day numbers (0 where there is none) and positions in ``PROBLEMS``, 0 where all is well.

    Raises:
        InvalidValueError: Numbers come without a pattern for them.
    """
    reading = times or TimeFormat(zone=None)
    pattern, values = reading.pattern, filled(column)
    if values.dtype.kind == "M":
        days = values.astype("datetime64[D]").astype(np.int64)
        if column.zone is not None or reading.typed == "utc":
            clock = attrs.evolve(column, values=values, zone=(reading.zone if reading.place else column.zone) or "UTC")
            days = on_clock(clock).astype("datetime64[D]").astype(np.int64)
    elif values.dtype.kind in "iuf":
        if pattern not in (CODED, DAY_NUMBER):
            hint = f"name the format of coded dates: times=TimeFormat({CODED!r}) or TimeFormat({DAY_NUMBER!r})"
            raise InvalidValueError("dates", "dates or ISO text", list(values[:3]), hint=hint)
        days = _coded(values.astype(np.float64), pattern)
    else:
        texts, where = _distinct(values)
        days = np.array([_one(text, pattern, reading.place) for text in texts], dtype=np.int64)[where]
    problems = np.zeros(days.shape, dtype=np.int8)
    if pattern == DAY_NUMBER:
        problems[days < 0] = PROBLEMS.index("negative_date")
    problems[(days > _FURTHEST) | (days == _WRONG)] = PROBLEMS.index("not_a_date")
    problems[days == _MISSING] = PROBLEMS.index("missing")
    return np.where(problems == 0, days, 0), problems


def filled(column: Column) -> NDArray[Any]:
    """Return the values of a column with NaT, NaN or None where there is none; times of a zone stay in UTC."""
    values = np.asarray(column.values)
    if column.valid is None or bool(np.all(column.valid)):
        return values
    if values.dtype.kind == "M":
        return np.where(column.valid, values, np.datetime64("NaT", "D"))
    if values.dtype.kind in "iuf":
        return np.where(column.valid, values.astype(np.float64), np.nan)
    found = values.astype(object)
    found[~np.asarray(column.valid)] = None
    return found


def day_number(when: date | str) -> int:
    """Return one date as days since 1970-01-01; ISO text or a date object, nothing else."""
    number = _one(when, None, None)
    if number in (_MISSING, _WRONG):
        raise InvalidValueError("date", "a date or ISO text such as '1997-12-31'", when)
    return number


def _distinct(values: NDArray[Any]) -> tuple[list[Any], NDArray[np.intp]]:
    known: dict[Any, int] = {}
    where = np.fromiter((known.setdefault(value, len(known)) for value in values.tolist()), np.intp, len(values))
    return list(known), where


def _coded(values: NDArray[np.float64], pattern: str) -> NDArray[np.int64]:
    absent = np.isnan(values)
    usable = np.isfinite(values) & (values == np.floor(values)) & (np.abs(values) < 1e8)
    whole = np.where(usable, values, 0).astype(np.int64)
    if pattern == DAY_NUMBER:
        days, right = whole, usable
    else:
        year, month, day = whole // 10000, whole // 100 % 100, whole % 100
        right = usable & (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)
        months = np.where(right, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
        length = ((months + np.timedelta64(1, "M")).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(
            np.int64
        )
        right &= day <= length
        days = months.astype("datetime64[D]").astype(np.int64) + day - 1
    return np.where(absent, _MISSING, np.where(right, days, _WRONG))


def _one(value: object, pattern: str | None, place: tzinfo | None) -> int:
    if value is None or value != value or type(value).__name__ in ("NaTType", "NAType"):
        return _MISSING
    if isinstance(value, np.datetime64):
        return int(value.astype("datetime64[D]").astype(np.int64))
    if isinstance(value, str) and pattern != DAY_NUMBER:
        text = value.strip()
        if not text:
            return _MISSING
        if pattern == CODED and not (len(text) == 8 and text.isascii() and text.isdigit()):
            return _WRONG
        try:
            value = datetime.strptime(text, pattern) if pattern else _iso(text)
        except ValueError:
            return _WRONG
    if isinstance(value, datetime):
        value = (value if place is None or value.tzinfo is None else value.astimezone(place)).date()
    return value.toordinal() - _EPOCH if isinstance(value, date) else _WRONG


def _iso(text: str) -> date:
    return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)


QUARTER: Final = 900
"""Seconds; the offset of no zone changes between two quarters of an hour."""


def on_clock(column: Column) -> NDArray[Any]:
    """Return the values of a column; times of a zone are moved from UTC to its clock, NaT stays."""
    if column.zone is None or column.values.dtype.kind != "M":
        return np.asarray(column.values)
    times = column.values.astype("datetime64[us]")
    quarters, where = np.unique(times.astype("datetime64[s]").astype(np.int64) // QUARTER, return_inverse=True)
    zone, never = column.place, np.iinfo(np.int64).min // QUARTER
    moves = [0 if quarter == never else _ahead(int(quarter) * QUARTER, zone) for quarter in quarters]
    return np.asarray(times + np.array(moves, dtype="timedelta64[s]")[where])


def _ahead(second: int, zone: tzinfo | None) -> int:
    offset = datetime.fromtimestamp(second, UTC).astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def local_times(column: Column, times: TimeFormat | None) -> NDArray[np.datetime64]:
    """Return when something happened on the clock of the place, NaT where that is not given.

    Args:
        column: Times.
        times: How they are written; their zone is that of the place. If None, the column's own zone is.

    Raises:
        InvalidValueError: Times that carry an offset, of which no zone says on which clock they fall.
    """
    reading = as_found(times, [column])
    zone = reading.zone if reading.place is not None else column.zone
    if reading.zone is not None and zone is None:
        hint = "name the zone of the place: times=TimeFormat(zone='Europe/Rome')"
        raise InvalidValueError(f"column {column.name!r}", "times on the clock of a place", "offsets", hint=hint)
    instants = read_times(column, reading).instants
    return np.asarray(on_clock(Column(name=column.name, values=instants, zone=zone)))
