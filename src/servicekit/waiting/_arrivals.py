"""Arrivals: how many customers come in each hour of a day or of a week, and how far days differ beyond chance."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from math import exp, log, sqrt
from typing import Any, Final, Literal

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._accepted import Data
from servicekit.data._frames import Column, backend_of, read_columns
from servicekit.data._grouping import grouping
from servicekit.data.time._dates import PROBLEMS, day_numbers, local_times
from servicekit.data.time._opening_hours import DAY, DAYS, OpeningHours
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import Reason, too_few
from servicekit.foundation._results import Estimate, Groups, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import named
from servicekit.stats.intervals._intervals import t_interval

HOURS_OF_DAY: Final = 24
_EPOCH: Final = date(1970, 1, 1)
_FIRST_WEEKDAY: Final = _EPOCH.weekday()
_NAMES: Final[Mapping[str, str]] = dict(
    zip(DAYS, ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), strict=True)
)
Counts = NDArray[np.int64]


@frozen(kw_only=True)
class ArrivalRate(Estimate):
    """Customers who come per hour, averaged over days.

    Attributes:
        mean: Customers per hour.
        sd: Standard deviation between days; 0 for one day, or for a rate that is stated and not counted.
        days: Days counted.
        counts: Customers on each of these days; none for a rate that is stated.
        level: Confidence level.
        name: Which hour it is.

    Example:
        >>> import servicekit as sk
        >>> sk.waiting.ArrivalRate(mean=120, sd=15, days=20)
        ArrivalRate(120, [113.2, 127.2])
    """

    title = named("Customers per hour", "每小时顾客数")
    derived = ("value", "interval", "reason", "days", "dispersion")

    mean: float = field(validator=checks.non_negative)
    sd: float = field(default=0.0, validator=checks.non_negative)
    days: int = field(default=1, validator=checks.whole_positive)
    counts: tuple[int, ...] = field(default=(), repr=False, metadata={"evidence": False})
    level: float = field(default=0.95, validator=checks.confidence)
    name: Label | None = None

    @property
    def value(self) -> float:
        """Customers per hour."""
        return self.mean

    @property
    def dispersion(self) -> float | None:
        """Variance between days by the mean: 1 where days differ by chance alone; None with fewer than two days."""
        return self.sd**2 / self.mean if self.mean and self.days > 1 and self.counts else None

    @property
    def interval(self) -> Interval | None:
        """t interval over days on the logarithm, because fewer than none cannot come; None without spread of days."""
        if not self.mean or not self.sd or self.days < 2:
            return None
        error = self.sd / sqrt(self.days) / self.mean
        found = t_interval(log(self.mean), error, self.days - 1, level=self.level).map(exp)
        return Interval(low=found.low, high=found.high, level=self.level, method="t over days on the logarithm")


@frozen(kw_only=True)
class BusyDayRate(Estimate):
    """Customers per hour that a stated share of days does not exceed.

    Attributes:
        arrivals: The rates of the days.
        share_of_days: Share of days on which no more come.
    """

    title = named("Customers per hour on a busy day", "繁忙日每小时顾客数")

    arrivals: ArrivalRate
    share_of_days: float = field(validator=checks.number_in(0.01, 0.99))

    @property
    def name(self) -> Label | None:
        """Which hour it is."""
        return self.arrivals.name

    @property
    def value(self) -> float | None:
        """Quantile of the gamma distribution of rates that has the days' mean and their variance beyond chance."""
        return None if self.reason else float(_quantile(np.array([self.arrivals.counts]), self.share_of_days)[0])

    @property
    def interval(self) -> Interval | None:
        """t interval of the jackknife over days, on the logarithm; None with fewer than three days."""
        value, days = self.value, self.arrivals.days
        if not value or days < 3:
            return None
        counts = np.array(self.arrivals.counts)
        without = np.array([np.delete(counts, day) for day in range(days)])
        logs = np.log(np.maximum(_quantile(without, self.share_of_days), 1e-12))
        error = sqrt((days - 1) / days * float(((logs - logs.mean()) ** 2).sum()))
        found = t_interval(log(value), error, days - 1, level=self.arrivals.level).map(exp)
        return Interval(low=found.low, high=found.high, level=self.arrivals.level, method="jackknife over days")

    @property
    def reason(self) -> Reason | None:
        """Why there is no rate."""
        days = len(self.arrivals.counts)
        return None if days > 1 else too_few(days)


def _quantile(counts: Counts, share: float) -> NDArray[np.float64]:
    """Return a quantile of the rates of days, for each row of counts: what chance adds within a day is taken out."""
    from scipy.special import gdtrix

    means, variances = counts.mean(axis=1), counts.var(axis=1, ddof=1)
    beyond = np.maximum(variances - means, 0.0)
    spread = beyond > 0
    shape = np.where(spread, means**2 / np.where(spread, beyond, 1.0), 1.0)
    rates = gdtrix(1.0, shape, share) * np.where(spread, beyond / np.where(means > 0, means, 1.0), 0.0)
    return np.asarray(np.where(spread, rates, means))


def busy_day_rate(arrivals: ArrivalRate, *, share_of_days: float) -> BusyDayRate:
    """Return the arrivals for which to staff so that they are enough on a share of days, such as 9 of 10.

    Args:
        arrivals: Of one hour, from ``arrivals_by_hour``.
        share_of_days: Share of days on which no more come, 0.01 to 0.99.

    Formula:
        Arrivals of a day are Poisson with a rate that differs between days as a gamma distribution with mean m and
        variance max(s² - m, 0), of the mean m and the variance s² of the counts; the rate is its quantile.
    """
    return BusyDayRate(arrivals=arrivals, share_of_days=share_of_days)


def arrivals_by_hour(
    data: Data,
    entered: str,
    *,
    by: Literal["weekday"] | None = None,
    day: str | None = None,
    times: TimeFormat | None = None,
    dates: TimeFormat | None = None,
    hours: OpeningHours | None = None,
    weekdays: Iterable[str] | None = None,
    rows: ArrayLike | None = None,
    level: float = 0.95,
) -> Groups[ArrivalRate]:
    """Return the mean number of customers who come in each hour of the day, with an interval over the days.

    A day of the log on which nobody came in an hour counts as 0 for it. Days that do not occur in the log do not
    count, unless opening hours say that the place was open on them.

    Args:
        data: One row per customer; a frame of any kind or a mapping of columns.
        entered: Column of the time at which the customer came; hours are those of the clock of ``times.zone``, else of
            the column's zone, else as written.
        by: "weekday" keeps the days of the week apart; groups are then pairs such as ("monday", "09:00").
        day: Column that names the day, where ``entered`` is a clock time without a date.
        times: How ``entered`` is written, and on which clock; ISO 8601 if None.
        dates: How ``day`` is written; ISO 8601 if None; read only where days of the week or hours are asked for.
        hours: When the place is open: other days and hours, and who came in them, do not count, and every open day from
            the first to the last of the log does.
        weekdays: Days of the week that count ("monday"); all if None.
        rows: Which rows count, true or false for each; all if None. Rows without a time or a day never count.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> rows = {"in": ["2024-03-04 09:10", "2024-03-04 09:40", "2024-03-05 09:20"]}
        >>> list(sk.waiting.arrivals_by_hour(rows, "in"))
        ['09:00']
    """
    if by not in (None, "weekday"):
        raise InvalidValueError("by", "None or 'weekday'", by)
    chosen = DAYS if weekdays is None else checks.as_tuple("weekdays", weekdays)
    if unknown := [name for name in chosen if name not in DAYS]:
        raise InvalidValueError("weekdays", f"among {', '.join(DAYS)}", unknown)
    columns = read_columns(data, [entered, *([day] if day else [])])
    at = local_times(columns[entered], times)
    here = ~np.isnat(at) if rows is None else ~np.isnat(at) & np.asarray(rows, dtype=bool)
    is_dated = bool(by or hours or weekdays is not None)
    codes = _days(columns[day], dates, is_dated) if day is not None else at.astype("datetime64[D]").astype(np.int64)
    here &= codes != _NO_DAY
    hour = (at[here].astype("datetime64[h]") - at[here].astype("datetime64[D]")).astype(np.int64)
    days, counts = _table(codes[here], hour, hours)
    is_open = np.ones(counts.shape, dtype=bool) if hours is None else _open(days, hours)
    found: dict[Any, ArrivalRate] = {}
    for name, mine in _parts(days, by, chosen if is_dated else None):
        for place in range(HOURS_OF_DAY):
            cells = counts[mine & is_open[:, place], place]
            if len(cells) and (cells.any() or hours is not None):
                key = f"{place:02d}:00"
                found[key if name is None else (name, key)] = _rate(cells, level, key, name)
    return Groups("hour" if by is None else "weekday x hour", found, backend_of(data))


_NO_DAY: Final = np.iinfo(np.int64).min


def _days(column: Column, dates: TimeFormat | None, is_dated: bool) -> Counts:
    """Return a number for the day of each row: of the calendar where that is needed, else any."""
    if not is_dated:
        days = grouping(column)
        known = np.array([_NO_DAY if name is None else place for place, name in enumerate(days.levels)] or [0])
        return known[days.codes] if len(days.codes) else np.empty(0, dtype=np.int64)
    found, problems = day_numbers(column, dates)
    if (wrong := problems > PROBLEMS.index("missing")).any():
        row = int(np.flatnonzero(wrong)[0])
        raise InvalidValueError("days", "dates", column.values[row], f"column {column.name!r}, row {row}")
    return np.where(problems == 0, found, _NO_DAY)


def _table(codes: Counts, hour: Counts, hours: OpeningHours | None) -> tuple[Counts, Counts]:
    """Return the days, in order, and the customers of each of their hours."""
    days = np.unique(codes)
    if hours is not None and len(days):
        days = np.arange(days[0], days[-1] + 1)
    places = np.searchsorted(days, codes)
    counts = np.bincount(places * HOURS_OF_DAY + hour, minlength=len(days) * HOURS_OF_DAY)
    return days, counts.reshape(len(days), HOURS_OF_DAY)


def _open(days: Counts, hours: OpeningHours) -> NDArray[np.bool_]:
    """Say for each day and hour whether the place is open for some of it."""
    found = np.zeros((len(days), HOURS_OF_DAY), dtype=bool)
    for place, number in enumerate(days.tolist()):
        for ahead in (0, 1):  # a shift over midnight reaches into the hours of the next day
            when = _EPOCH + timedelta(days=number - ahead)
            if ahead and when < hours.first:
                continue
            for span in hours.on(when):
                opens, closes = (minutes - ahead * DAY for minutes in span.minutes)
                found[place, max(opens, 0) // 60 : max(min(closes, DAY) + 59, 0) // 60] = True
    return found


def _parts(
    days: Counts, by: str | None, chosen: Iterable[str] | None
) -> Iterator[tuple[str | None, NDArray[np.bool_]]]:
    if chosen is None:
        yield None, np.ones(len(days), dtype=bool)
        return
    weekday = (days + _FIRST_WEEKDAY) % len(DAYS)
    wanted = [DAYS.index(name) for name in chosen]
    if by is None:
        yield None, np.isin(weekday, wanted)
    else:
        yield from ((DAYS[place], weekday == place) for place in sorted(wanted))


def _rate(counts: Counts, level: float, hour: str, weekday: str | None) -> ArrivalRate:
    sd = float(counts.std(ddof=1)) if len(counts) > 1 else 0.0
    when = (f"{weekday.capitalize()} {hour}", f"{_NAMES[weekday]}{hour}") if weekday else (hour, hour)
    name = Label(f"customers per hour from {when[0]}", f"{when[1]}起每小时顾客数")
    mean = float(counts.mean())
    return ArrivalRate(mean=mean, sd=sd, days=len(counts), counts=tuple(counts.tolist()), level=level, name=name)
