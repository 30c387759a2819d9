"""Columns of waits as seconds: durations in seconds or minutes, or a beginning and an end as times or as text."""

from collections import Counter
from typing import Final, Literal

import attrs
import numpy as np
from numpy.typing import NDArray

from servicekit.data._answers import InputPolicy, Invalid, read_answers
from servicekit.data._frames import Column
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.data.time._time_columns import TimeFormat, Times, as_found, read_times
from servicekit.foundation._errors import InvalidValueError

Bools = NDArray[np.bool_]
Unit = Literal["seconds", "minutes"]
DURATIONS: Final = Scale(low=0, high=1e7, step=None, true_zero=True)
SECONDS_OF: Final[dict[str, float]] = {"seconds": 1.0, "minutes": 60.0}
KEPT: Final = ""


def read_seconds(
    columns: list[Column], *, invalid: Invalid, unit: Unit = "seconds", times: TimeFormat | None = None
) -> tuple[Floats, NDArray[np.str_], dict[str, int]]:
    """Return the seconds of each row, its fault, and how many local times were settled by a stated policy.

    Args:
        columns: One of durations, or two: when the wait began and when it ended.
        invalid: Whether what is no number or no time is refused.
        unit: Of durations.
        times: How times are written; None: with their own offsets, or all on one plain clock.

    Returns:
        Seconds; "", "missing", "backwards", "not_seconds" or "unreadable_time" for each row; counts by kind.
    """
    if unit not in SECONDS_OF:
        raise InvalidValueError("unit", "'seconds' or 'minutes'", unit)
    if len(columns) == 1:
        return *_durations(columns[0], invalid, SECONDS_OF[unit]), {}
    return _between(columns, as_found(times, columns), invalid)


def _between(
    columns: list[Column], reading: TimeFormat, invalid: Invalid
) -> tuple[Floats, NDArray[np.str_], dict[str, int]]:
    """Return the time between two columns; in the repeated hour a wait that could only be one way is that way."""
    first, second = (
        [read_times(column, attrs.evolve(reading, ambiguous=showing), invalid=invalid) for column in columns]
        for showing in ("earlier", "later")
    )
    strange = (first[0].problems != "") | (first[1].problems != "")
    here = ~(np.isnat(first[0].instants) | np.isnat(first[1].instants))
    ways = np.array([[_seconds(begin, end, here) for end in (first[1], second[1])] for begin in (first[0], second[0])])
    doubtful = here & (ways.min(axis=(0, 1)) < ways.max(axis=(0, 1)))
    possible = np.where(ways < 0, np.inf, ways).min(axis=(0, 1))
    known = doubtful & (np.where(ways < 0, -np.inf, ways).max(axis=(0, 1)) == possible)
    undecided = doubtful & ~known
    if reading.ambiguous == "refuse" and undecided.any():
        if invalid == "raise":  # the reader of times has the words for it
            for column in columns:
                read_times(attrs.evolve(column, valid=column.present & undecided), reading)
        strange |= undecided
    seconds = np.where(known, possible, ways[1, 1] if reading.ambiguous == "later" else ways[0, 0])
    words = np.where(~here, "missing", np.where(seconds < 0, "backwards", KEPT))
    settled = Counter(first[0].settled) + Counter(first[1].settled)
    settled["ambiguous"] -= int((undecided & strange).sum())
    return np.maximum(seconds, 0.0), np.where(strange, "unreadable_time", words), dict(+settled)


def _seconds(begin: Times, end: Times, here: Bools) -> Floats:
    return np.where(here, (end.instants - begin.instants).astype(np.int64) / 1e6, 0.0)


def _durations(column: Column, invalid: Invalid, times: float) -> tuple[Floats, NDArray[np.str_]]:
    negative = np.zeros(len(column), dtype=bool)
    if column.values.dtype.kind in "if":  # the same fault as an end before a beginning
        negative = np.asarray(column.present & (column.values < 0))
    kept = Column(name=column.name, values=column.values, valid=column.present & ~negative)
    found = read_answers(kept, DURATIONS, InputPolicy(invalid=invalid))
    words = np.where(negative, "backwards", np.where(column.present, "not_seconds", "missing"))
    return times * found.numbers(DURATIONS), np.where(found.here, KEPT, words)
