"""Recurrence: cases opened again and customers who complain again, within a stated time of follow-up."""

from typing import Final, Literal

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.complaints.cases._case_log import CaseLog
from servicekit.foundation._checks import instance_of, positive, validate, whole
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.survival._survival import SurvivalCurve, kaplan_meier, survival_at

DAY: Final = np.timedelta64(1, "D")
REOPENED: Final = Label("Resolved cases that were opened again", "办结后又重新受理的投诉占比")


@frozen(kw_only=True)
class Recurrence(Estimate):
    """Share for which it happens again within a number of days; those followed for less count as far as they go.

    Attributes:
        curve: Share to whom it has not happened after each number of days.
        within_days: The number of days.
        of: "reopening" of a resolved case, or "complaint" of the same customer.
        n_unknown: Cases left out because the customer is not known.
    """

    _is_share = True
    title = Label("Share with a recurrence", "再次发生的比例")
    derived = ("of", "within_days", "value", "interval", "reason", "n", "n_so_far", "n_unknown")

    curve: SurvivalCurve = field(repr=False)
    within_days: float = field(validator=positive)
    of: Literal["reopening", "complaint"]
    n_unknown: int = field(default=0, validator=whole)

    @property
    def n(self) -> int:
        """How many could have had a recurrence."""
        return self.curve.n

    @property
    def n_so_far(self) -> int:
        """How many had one within the days, as far as they were followed."""
        return int(self.curve.events[self.curve.times <= self.within_days].sum())

    @property
    def value(self) -> float | None:
        """1 - S(days), by Kaplan-Meier."""
        without = survival_at(self.curve, time=self.within_days).value
        return None if without is None else 1 - without

    @property
    def interval(self) -> Interval | None:
        """Log-log interval of the curve."""
        without = survival_at(self.curve, time=self.within_days).interval
        return None if without is None else without.map(lambda share: 1 - share)

    @property
    def reason(self) -> Reason | None:
        """Why there is no share."""
        return survival_at(self.curve, time=self.within_days).reason


def reopened_share(log: CaseLog, *, level: float = 0.95) -> Share:
    """Return the share of the cases ever resolved that have been opened again so far.

    Cases resolved lately have had less time to be opened again; ``reopened_within`` takes that into account.

    Args:
        log: From ``read_activity_log``, or from ``read_case_log`` with the column "reopened".
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> rows = {
        ...     "case": ["a", "a", "a", "a", "b", "b"],
        ...     "activity": ["open", "close", "call", "close", "open", "close"],
        ...     "time": [f"2026-03-0{day}T09:00Z" for day in (1, 3, 5, 6, 2, 4)],
        ... }
        >>> log = sk.complaints.read_activity_log(rows, columns={name: name for name in rows}, closes=["close"])
        >>> sk.complaints.reopened_share(log).value
        0.5
    """
    validate(instance_of(CaseLog, "a case log from read_activity_log"), "log", log)
    if log.reopenings is None:
        raise InvalidValueError("log", "one that tells reopenings", hint="map the column of 'reopened', or read events")
    resolved = ~np.isnat(log.resolved) | (log.reopenings > 0)
    again = resolved & (log.reopenings > 0)
    return Share(count=int(again.sum()), n=int(resolved.sum()), level=level, name=REOPENED)


def reopened_within(log: CaseLog, *, within_days: float, level: float = 0.95) -> Recurrence:
    """Return the share of cases opened again within a number of days after their first resolution.

    Args:
        log: From ``read_activity_log``: the times of reopening are needed.
        within_days: Days of 24 hours after the first resolution.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> rows = {
        ...     "case": ["a", "a", "a", "a", "b", "b"],
        ...     "activity": ["open", "close", "call", "close", "open", "close"],
        ...     "time": [f"2026-03-0{day}T09:00Z" for day in (1, 3, 5, 6, 2, 4)],
        ... }
        >>> log = sk.complaints.read_activity_log(rows, columns={name: name for name in rows}, closes=["close"])
        >>> sk.complaints.reopened_within(log, within_days=2).n_so_far
        1
    """
    validate(instance_of(CaseLog, "a case log from read_activity_log"), "log", log)
    if log.reopenings is None or log.reopenings.sum() != log.spells.case.size - log.n:
        raise InvalidValueError("log", "one that tells when cases were opened again", hint="use read_activity_log")
    first, resolved = log.first, log.resolved
    nothing = np.datetime64("NaT", "us")
    again = np.append(log.spells.start[1:], nothing)[first]
    again = np.where(np.append(log.spells.case[1:], -1)[first] == np.arange(log.n), again, nothing)
    kept = ~np.isnat(resolved)
    return Recurrence(
        curve=_follow(resolved[kept], again[kept], log.end, level), within_days=within_days, of="reopening"
    )


def repeat_complaints(log: CaseLog, *, within_days: float, level: float = 0.95) -> Recurrence:
    """Return the share of cases after which the same customer complained again within a number of days.

    Cases of one customer are not independent of each other, so that the interval is somewhat too narrow where few
    customers bring most of the cases.

    Args:
        log: A log with the column "customer"; cases without a customer are left out and counted.
        within_days: Days of 24 hours after the opening of a case.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> cases = {
        ...     "case": [1, 2, 3],
        ...     "customer": ["ann", "bo", "ann"],
        ...     "opened": ["2026-03-02T09:00Z", "2026-03-02T10:00Z", "2026-03-09T09:00Z"],
        ...     "resolved": ["2026-03-02T15:00Z", "2026-03-05T10:00Z", "2026-03-10T09:00Z"],
        ... }
        >>> log = sk.complaints.read_case_log(cases, columns={name: name for name in cases})
        >>> sk.complaints.repeat_complaints(log, within_days=30).n
        3
    """
    validate(instance_of(CaseLog, "a case log with the column 'customer'"), "log", log)
    if "customer" not in log.columns:
        raise InvalidValueError("log", "one that tells the customer", hint="map the column of 'customer'")
    column = log.columns["customer"]
    known = np.flatnonzero(column.present)
    names = np.unique(column.values[known].astype(str), return_inverse=True)[1].ravel()
    opened = log.opened[known]
    order = np.lexsort((opened, names))
    following = np.append(opened[order][1:], np.datetime64("NaT", "us"))
    following[np.append(np.diff(names[order]) != 0, True)] = np.datetime64("NaT", "us")
    return Recurrence(
        curve=_follow(opened[order], following, log.end, level),
        within_days=within_days,
        of="complaint",
        n_unknown=log.n - known.size,
    )


def _follow(
    start: NDArray[np.datetime64], again: NDArray[np.datetime64], end: np.datetime64, level: float
) -> SurvivalCurve:
    seen = ~np.isnat(again)
    days = (np.where(seen, again, end) - start) / DAY
    return kaplan_meier(days, observed=seen, level=level)
