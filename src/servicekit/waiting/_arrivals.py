"""Arrivals: how many customers come in each hour of a day, averaged over the days of a log."""

from math import exp, log, sqrt
from typing import Any

import numpy as np
from attrs import field, frozen

from servicekit.data._frames import backend_of, read_columns
from servicekit.data._grouping import grouping
from servicekit.data.time._dates import local_times
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation import _checks as checks
from servicekit.foundation._results import Estimate, Groups, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats._estimates import named
from servicekit.stats._intervals import t_interval

HOURS_OF_DAY = 24


@frozen(kw_only=True)
class ArrivalRate(Estimate):
    """Customers who come per hour, averaged over days.

    Attributes:
        mean: Customers per hour.
        sd: Standard deviation between days; 0 for one day, or for a rate that is stated and not counted.
        days: Days counted.
        level: Confidence level.
        name: Which hour it is.

    Example:
        >>> import servicekit as sk
        >>> sk.waiting.ArrivalRate(mean=120, sd=15, days=20)
        ArrivalRate(120, [113.2, 127.2])
    """

    title = named("Customers per hour", "每小时顾客数")
    derived = ("value", "interval", "reason", "days")

    mean: float = field(validator=checks.non_negative)
    sd: float = field(default=0.0, validator=checks.non_negative)
    days: int = field(default=1, validator=checks.whole_positive)
    level: float = field(default=0.95, validator=checks.confidence)
    name: Label | None = None

    @property
    def value(self) -> float:
        """Customers per hour."""
        return self.mean

    @property
    def interval(self) -> Interval | None:
        """t interval over days on the logarithm, because fewer than none cannot come; None without spread of days."""
        if not self.mean or not self.sd or self.days < 2:
            return None
        error = self.sd / sqrt(self.days) / self.mean
        found = t_interval(log(self.mean), error, self.days - 1, level=self.level).map(exp)
        return Interval(low=found.low, high=found.high, level=self.level, method="t over days on the logarithm")


def arrivals_by_hour(
    data: Any,
    entered: str,
    *,
    day: str | None = None,
    times: TimeFormat | None = None,
    rows: Any = None,
    level: float = 0.95,
) -> Groups[ArrivalRate]:
    """Return the mean number of customers who come in each hour of the day, with an interval over the days.

    A day of the log on which nobody came in an hour counts as 0 for it; days that do not occur in the log do not count.

    Args:
        data: One row per customer; a frame of any kind or a mapping of columns.
        entered: Column of the time at which the customer came; hours are those of the clock of ``times.zone``, else of
            the column's zone, else as written.
        day: Column that names the day, where ``entered`` is a clock time without a date.
        times: How ``entered`` is written, and on which clock; ISO 8601 if None.
        rows: Which rows count, true or false for each; all if None. Rows without a time or a day never count.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> rows = {"in": ["2024-03-04 09:10", "2024-03-04 09:40", "2024-03-05 09:20"]}
        >>> list(sk.waiting.arrivals_by_hour(rows, "in"))
        ['09:00']
    """
    columns = read_columns(data, [entered, *([day] if day else [])])
    instants = local_times(columns[entered], times)
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
    found = {f"{hour:02d}:00": _rate(counts[:, hour], level, f"{hour:02d}:00") for hour in seen.tolist()}
    return Groups("hour", found, backend_of(data))


def _rate(counts: Any, level: float, hour: str) -> ArrivalRate:
    sd = float(counts.std(ddof=1)) if len(counts) > 1 else 0.0
    name = Label(f"customers per hour from {hour}", f"{hour}起每小时顾客数")
    return ArrivalRate(mean=float(counts.mean()), sd=sd, days=len(counts), level=level, name=name)
