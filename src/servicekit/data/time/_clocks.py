"""Typed times that know their zone, as the clock of that zone shows them: that is where a day begins."""

from datetime import UTC, datetime, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from servicekit.data._columns import Column

QUARTER: Final = 900
"""Seconds; the offset of no zone changes between two quarters of an hour."""


def on_clock(column: Column) -> NDArray[Any]:
    """Return the values of a column; times of a zone are moved from UTC to its clock, NaT stays."""
    if column.zone is None or column.values.dtype.kind != "M":
        return np.asarray(column.values)
    times = column.values.astype("datetime64[us]")
    quarters, where = np.unique(times.astype("datetime64[s]").astype(np.int64) // QUARTER, return_inverse=True)
    zone, never = _zone(column.zone), np.iinfo(np.int64).min // QUARTER
    moves = [0 if quarter == never else _ahead(int(quarter) * QUARTER, zone) for quarter in quarters]
    return np.asarray(times + np.array(moves, dtype="timedelta64[s]")[where])


def _zone(name: str) -> tzinfo:
    """Return a zone by its name, or by an offset such as "+08:00", which Arrow allows."""
    fixed = datetime.strptime(name, "%z").tzinfo if name[:1] in "+-" else None
    return fixed or ZoneInfo(name)


def _ahead(second: int, zone: tzinfo) -> int:
    offset = datetime.fromtimestamp(second, UTC).astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
