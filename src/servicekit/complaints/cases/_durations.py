"""Clocks of cases: time to acknowledge and to resolve, and deadlines kept, with open cases counted honestly."""

from collections.abc import Sequence
from typing import Final, Literal, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.complaints.cases._case_log import CaseLog, Rows
from servicekit.data.time._business_time import BusinessClock
from servicekit.data.time._time_columns import Instants
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Groups, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.survival._survival import (
    LogRank,
    SurvivalCurve,
    events_only_quantile,
    kaplan_meier,
    log_rank,
)

Unit = Literal["minutes", "hours", "days"]
Clock = Literal["acknowledge", "resolve", "open"]
MINUTES: Final[dict[str, float]] = {"minutes": 1.0, "hours": 60.0, "days": 1440.0}
NAMES: Final[dict[str, Label]] = {
    "acknowledge": Label("Median time to the first answer", "首次回应时间的中位数"),
    "resolve": Label("Median time to resolution", "解决时间的中位数"),
    "open": Label("Median total open time", "累计未结时间的中位数"),
}


@frozen(kw_only=True)
class CaseTime(Estimate):
    """How long cases take; its value is the median with open cases counted as not yet finished.

    Attributes:
        curve: Share of cases that were not finished after each time.
        clock: What was timed.
        unit: Unit of all times.
        in_business_time: Whether only opening hours were counted.
    """

    title = Label("Median time of a case", "投诉处理时间的中位数")
    derived = ("value", "interval", "reason", "unit", "n", "n_open", "finished_only_median")

    curve: SurvivalCurve = field(repr=False)
    clock: Clock
    unit: Unit
    in_business_time: bool = False

    @property
    def value(self) -> float | None:
        """Median time."""
        return self.curve.value

    @property
    def interval(self) -> Interval | None:
        """Interval of the median; its upper end is infinite where too many cases are open to bound it."""
        return self.curve.interval

    @property
    def reason(self) -> Reason | None:
        """Why there is no median."""
        return self.curve.reason

    @property
    def n(self) -> int:
        """Cases."""
        return self.curve.n

    @property
    def n_open(self) -> int:
        """Cases not finished when last seen: still open, or withdrawn."""
        return self.curve.n_censored

    @property
    def finished_only_median(self) -> float | None:
        """What one gets by dropping the open cases: too short, shown for comparison with other reports."""
        return events_only_quantile(self.curve)

    def __str__(self) -> str:
        return super().__str__().replace(str(self.title), str(NAMES[self.clock]), 1) + f" {self.unit}"


def case_durations(
    log: CaseLog, clock: Clock, *, unit: Unit = "hours", business: BusinessClock | None = None
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return for each case how long it took, or was followed so far, and whether it was finished.

    Args:
        log: From ``read_case_log`` or ``read_activity_log``.
        clock: "acknowledge" ends with the first answer: the acknowledgement, or the resolution where that came
            first. "resolve" ends with the first resolution. "open" adds up all stretches in which a case was open.
        unit: Of the times returned.
        business: Count the opening hours of this clock only.

    Example:
        >>> import servicekit as sk
        >>> rows = {"opened": ["2024-03-04T09:00Z", "2024-03-05T10:00Z"], "site": ["A", "B"]}
        >>> rows["resolved"] = ["2024-03-04T15:00Z", None]
        >>> log = sk.complaints.read_case_log(rows, columns={name: name for name in rows})
        >>> len(sk.complaints.case_durations(log, clock="resolve"))
        2
    """
    validate(instance_of(CaseLog, "a case log from read_case_log or read_activity_log"), "log", log)
    if clock not in NAMES:
        raise InvalidValueError("clock", "'acknowledge', 'resolve' or 'open'", clock)
    if clock == "open":
        ends = np.where(np.isnat(log.spells.end), log.end, log.spells.end)
        spent = elapsed(log.spells.start, ends, unit=unit, business=business)
        unfinished = np.bincount(
            log.spells.case, weights=np.isnat(log.spells.end) | log.spells.withdrawn, minlength=log.n
        )
        total = np.bincount(log.spells.case, weights=spent, minlength=log.n).astype(np.float64)
        return total, unfinished == 0
    ends = log.resolved
    if clock == "acknowledge":
        if log.acknowledged is None:
            raise InvalidValueError("clock", "'resolve' or 'open' for a log without 'acknowledged'", clock)
        ends = np.fmin(log.acknowledged, ends)
    finished = ~np.isnat(ends)
    return elapsed(log.opened, np.where(finished, ends, log.followed_until), unit=unit, business=business), finished


def elapsed(
    starts: Instants, ends: Instants, *, unit: Unit = "hours", business: BusinessClock | None = None
) -> NDArray[np.float64]:
    """Return the time from each start to each end.

    Args:
        starts: datetime64, in UTC where a business clock counts.
        ends: As many.
        unit: Of the times returned; "days" are days of 24 hours and not for business time.
        business: Count the opening hours of this clock only.
    """
    if unit not in MINUTES or (business is not None and unit == "days"):
        rule = "'minutes' or 'hours' in business time" if business else "'minutes', 'hours' or 'days'"
        raise InvalidValueError("unit", rule, unit)
    if business is not None:
        return business.minutes_between(starts, ends) / MINUTES[unit]
    return np.asarray((ends - starts) / np.timedelta64(1, "m"), dtype=np.float64) / MINUTES[unit]


@overload
def resolution_time(
    log: CaseLog,
    *,
    clock: Clock = ...,
    by: None = None,
    unit: Unit = ...,
    business: BusinessClock | None = ...,
    level: float = ...,
) -> CaseTime: ...
@overload
def resolution_time(
    log: CaseLog,
    *,
    clock: Clock = ...,
    by: str | Sequence[str],
    unit: Unit = ...,
    business: BusinessClock | None = ...,
    level: float = ...,
) -> Groups[CaseTime]: ...
def resolution_time(
    log: CaseLog,
    *,
    clock: Clock = "resolve",
    by: str | Sequence[str] | None = None,
    unit: Unit = "hours",
    business: BusinessClock | None = None,
    level: float = 0.95,
) -> CaseTime | Groups[CaseTime]:
    """Return how long cases take to the first answer, to the first resolution, or in all.

    Args:
        log: From ``read_case_log`` or ``read_activity_log``.
        clock: "acknowledge", "resolve" or "open", as in ``case_durations``.
        by: Column that forms groups.
        unit: "minutes", "hours" or "days" (of 24 hours).
        business: Count the opening hours of this clock only.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> rows = {"opened": ["2024-03-04T09:00Z", "2024-03-05T10:00Z"], "site": ["A", "B"]}
        >>> rows["resolved"] = ["2024-03-04T15:00Z", None]
        >>> log = sk.complaints.read_case_log(rows, columns={name: name for name in rows})
        >>> sk.complaints.resolution_time(log).n
        2
    """
    durations, finished = case_durations(log, clock, unit=unit, business=business)

    def measure(rows: Rows) -> CaseTime:
        curve = kaplan_meier(durations[rows], observed=finished[rows], level=level)
        return CaseTime(curve=curve, clock=clock, unit=unit, in_business_time=business is not None)

    return measure(np.arange(log.n)) if by is None else log.by(by, measure)


def compare_durations(
    log: CaseLog, *, by: str, clock: Clock = "resolve", business: BusinessClock | None = None
) -> LogRank:
    """Test whether the groups of a column take equally long (log-rank test).

    Args:
        log: From ``read_case_log`` or ``read_activity_log``.
        by: Column that forms groups; cases without a group are left out.
        clock: "acknowledge", "resolve" or "open".
        business: Count the opening hours of this clock only.

    Example:
        >>> import servicekit as sk
        >>> rows = {"opened": ["2024-03-04T09:00Z", "2024-03-05T10:00Z"], "site": ["A", "B"]}
        >>> rows["resolved"] = ["2024-03-04T15:00Z", None]
        >>> log = sk.complaints.read_case_log(rows, columns={name: name for name in rows})
        >>> sk.complaints.compare_durations(log, by="site").title.en
        'Log-rank test'
    """
    durations, finished = case_durations(log, clock, business=business)
    members = {level: rows for level, rows in log.rows_by(by).items() if level is not None}
    if not members:
        raise InvalidValueError("by", "a column with values", by)
    rows = np.concatenate(list(members.values()))
    names = np.repeat([str(level) for level in members], [part.size for part in members.values()])
    return log_rank(durations[rows], groups=names, observed=finished[rows])
