"""Arrivals: how many customers come in each hour of a day, averaged over the days of a log."""

from typing import Any

import numpy as np

from servicekit.foundation.errors import InvalidValueError
from servicekit.foundation.results import Groups
from servicekit.foundation.vocabulary import Label
from servicekit.measurement.estimates import Average
from servicekit.measurement.frames import kind_of, read_columns
from servicekit.measurement.grouping import grouping
from servicekit.waiting.wait_times import read_instants

HOURS_OF_DAY = 24


def arrivals_by_hour(
    data: Any,
    entered: str,
    *,
    day: str | None = None,
    pattern: str | None = None,
    rows: Any = None,
    level: float = 0.95,
) -> Groups[Average]:
    """Return the mean number of customers who come in each hour of the day, with a t interval over the days.

    A day of the log on which nobody came in an hour counts as 0 for it; days that do not occur in the log do not count.

    Args:
        data: One row per customer; a frame of any kind or a mapping of columns.
        entered: Column of the time at which the customer came, on the clock of the place.
        day: Column that names the day, where ``entered`` is a clock time without a date.
        pattern: strptime pattern of ``entered`` kept as text, or "iso".
        rows: Which rows count, true or false for each; all if None. Rows without a time or a day never count.
        level: Confidence level.
    """
    columns = read_columns(data, [entered, *([day] if day else [])])
    instants, _, aware = read_instants(columns[entered], pattern)
    if aware:
        hint = "turn them into clock times of the place first"
        raise InvalidValueError(f"column {entered!r}", "times on a clock, without a zone", "with a zone", hint=hint)
    here = ~np.isnat(instants)
    if rows is not None:
        here &= np.asarray(rows, dtype=bool)
    if day is not None:
        days = grouping(columns[day])
        codes = days.codes
        here &= np.array([name is not None for name in days.levels] or [True])[codes] if len(codes) else here
    else:
        codes = instants.astype("datetime64[D]").astype(np.int64)
    used = instants[here]
    hours = (used.astype("datetime64[h]") - used.astype("datetime64[D]")).astype(np.int64)
    _, places = np.unique(codes[here], return_inverse=True)
    many = int(places.max()) + 1 if len(places) else 0
    counts = np.bincount(places * HOURS_OF_DAY + hours, minlength=many * HOURS_OF_DAY).reshape(many, HOURS_OF_DAY)
    seen = np.flatnonzero(counts.sum(axis=0))
    found = {f"{hour:02d}:00": _average(counts[:, hour], level, f"{hour:02d}:00") for hour in seen.tolist()}
    return Groups("hour", found, kind_of(data))


def _average(counts: Any, level: float, hour: str) -> Average:
    sd = float(counts.std(ddof=1)) if len(counts) > 1 else 0.0
    name = Label(f"customers per hour from {hour}", f"{hour}起每小时顾客数")
    return Average(n=len(counts), mean=float(counts.mean()), sd=sd, level=level, name=name)
