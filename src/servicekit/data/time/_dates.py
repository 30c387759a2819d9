"""Whole columns of dates as day numbers: ISO text, date objects, datetime64, and codes only where they are named."""

from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from servicekit.data._columns import Column
from servicekit.foundation._errors import InvalidValueError

DateFormat = str
"""One of ``FORMATS``, or a strptime pattern such as "%d/%m/%Y"."""
FORMATS: Final = ("iso", "yyyymmdd", "day_number")
PROBLEMS: Final = ("", "missing", "not_a_date", "negative_date")
_MISSING = np.iinfo(np.int64).min
_WRONG = _MISSING + 1
_FURTHEST = 2932896  # 9999-12-31


def day_numbers(values: NDArray[Any], date_format: DateFormat = "iso") -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Return days since 1970-01-01 and, for each entry, what is wrong with it.

    Numbers are never guessed to be dates: a column of numbers needs ``date_format`` "yyyymmdd" (19970131) or
    "day_number" (whole days from 0), and text that is not ISO 8601 a strptime pattern. A time of day is dropped.

    Args:
        values: One column.
        date_format: How the dates are written; date objects and datetime64 need no format.

    Returns:
        Day numbers (0 where there is none) and positions in ``PROBLEMS``, 0 where all is well.

    Raises:
        InvalidValueError: If the format is unknown, or numbers come without one.
    """
    if date_format == "%Y%m%d":
        date_format = "yyyymmdd"
    if date_format not in FORMATS and "%" not in date_format:
        raise InvalidValueError("date_format", "'iso', 'yyyymmdd', 'day_number' or a strptime pattern", date_format)
    if values.dtype.kind == "M":
        days = values.astype("datetime64[D]").astype(np.int64)
    elif values.dtype.kind in "iuf":
        if date_format not in ("yyyymmdd", "day_number"):
            hint = "name the format of coded dates: date_format='yyyymmdd' or 'day_number'"
            raise InvalidValueError("dates", "dates or ISO text", list(values[:4]), hint=hint)
        days = _coded(values.astype(np.float64), date_format)
    else:
        texts, where = _distinct(values)
        days = np.array([_one(text, date_format) for text in texts], dtype=np.int64)[where]
    problems = np.zeros(days.shape, dtype=np.int8)
    if date_format == "day_number":
        problems[days < 0] = PROBLEMS.index("negative_date")
    problems[(days > _FURTHEST) | (days == _WRONG)] = PROBLEMS.index("not_a_date")
    problems[days == _MISSING] = PROBLEMS.index("missing")
    return np.where(problems == 0, days, 0), problems


def day_number(when: date | str) -> int:
    """Return one date as days since 1970-01-01; ISO text or a date object, nothing else."""
    number = _one(when, "iso")
    if number in (_MISSING, _WRONG):
        raise InvalidValueError("date", "a date or ISO text such as '1997-12-31'", when)
    return number


def _distinct(values: NDArray[Any]) -> tuple[list[Any], NDArray[np.intp]]:
    known: dict[Any, int] = {}
    where = np.fromiter((known.setdefault(value, len(known)) for value in values.tolist()), np.intp, len(values))
    return list(known), where


def _coded(values: NDArray[np.float64], date_format: DateFormat) -> NDArray[np.int64]:
    absent = np.isnan(values)
    usable = np.isfinite(values) & (values == np.floor(values)) & (np.abs(values) < 1e8)
    whole = np.where(usable, values, 0).astype(np.int64)
    if date_format == "day_number":
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


def _one(value: Any, date_format: DateFormat) -> int:
    if value is None or value != value or type(value).__name__ in ("NaTType", "NAType"):
        return _MISSING
    if isinstance(value, np.datetime64):
        return int(value.astype("datetime64[D]").astype(np.int64))
    if isinstance(value, date):
        found = value.date() if isinstance(value, datetime) else value
    elif isinstance(value, str) and date_format != "day_number":
        text = value.strip()
        if not text:
            return _MISSING
        try:
            if date_format == "yyyymmdd":
                digits = len(text) == 8 and text.isascii() and text.isdigit()
                return int(_coded(np.array([float(text)]), "yyyymmdd")[0]) if digits else _WRONG
            if date_format != "iso":
                found = datetime.strptime(text, date_format).date()
            else:
                found = datetime.fromisoformat(text).date() if len(text) > 10 else date.fromisoformat(text)
        except ValueError:
            return _WRONG
    else:
        return _WRONG
    return found.toordinal() - date(1970, 1, 1).toordinal()


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
