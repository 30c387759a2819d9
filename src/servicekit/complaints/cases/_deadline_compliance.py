"""Deadline compliance: late cases and open ones past the deadline are breaches, open ones not yet due censored."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import overload

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.complaints.cases._case import Case
from servicekit.complaints.cases._case_log import CaseLog, Rows
from servicekit.complaints.cases._deadlines import Clock as DeadlinesClock
from servicekit.complaints.cases._deadlines import Deadline, deadline_clocks
from servicekit.complaints.cases._durations import Clock, Unit, case_durations
from servicekit.data.time._business_time import BusinessClock
from servicekit.foundation._checks import whole
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Groups, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.survival._survival import SurvivalAt, SurvivalCurve, kaplan_meier, survival_at


@frozen(kw_only=True)
class DeadlineCompliance(Estimate):
    """Share of cases that are finished by their deadline.

    Attributes:
        curve: Share not finished after each time, in deadlines (1 is the deadline itself).
        n_met: Finished in time.
        n_late: Finished after the deadline.
        n_overdue: Open past the deadline, or withdrawn after it: breaches already.
        n_pending: Open and not yet past it, or withdrawn before it: censored at what they have taken so far.
    """

    _is_share = True
    title = Label("Cases finished by their deadline", "按期办结的投诉占比")
    derived = ("value", "interval", "reason", "n_met", "n_breached", "n_pending", "decided")

    curve: SurvivalCurve = field(repr=False)
    n_met: int = field(validator=whole)
    n_late: int = field(validator=whole)
    n_overdue: int = field(validator=whole)
    n_pending: int = field(validator=whole)

    @property
    def n_breached(self) -> int:
        """Cases that missed their deadline, finished or not."""
        return self.n_late + self.n_overdue

    @property
    def decided(self) -> Share:
        """In time among those already decided; too good while cases are pending, since quick ones decide first."""
        return Share(count=self.n_met, n=self.n_met + self.n_breached, level=self.curve.level)

    @property
    def _unfinished(self) -> SurvivalAt:
        return survival_at(self.curve, time=1)

    @property
    def value(self) -> float | None:
        """1 - S(deadline), by Kaplan-Meier; the plain share where nothing is pending."""
        if not self.n_pending:
            return self.decided.value
        unfinished = self._unfinished.value
        return None if unfinished is None else 1 - unfinished

    @property
    def interval(self) -> Interval | None:
        """Interval of a share where nothing is pending, else the log-log interval of the curve at the deadline."""
        if not self.n_pending:
            return self.decided.interval
        unfinished = self._unfinished.interval
        return None if unfinished is None else unfinished.map(lambda share: 1 - share)

    @property
    def reason(self) -> Reason | None:
        """Why there is no share."""
        if self.value is not None:
            return None
        return why(NotEstimable.NO_DATA) if not self.curve.n else why(NotEstimable.NOT_FOLLOWED_UP)


@overload
def deadline_compliance(
    log: CaseLog,
    *,
    within: ArrayLike,
    clock: Clock = ...,
    by: None = None,
    unit: Unit = ...,
    business: BusinessClock | None = ...,
    level: float = ...,
) -> DeadlineCompliance: ...
@overload
def deadline_compliance(
    log: CaseLog,
    *,
    within: ArrayLike,
    clock: Clock = ...,
    by: str | Sequence[str],
    unit: Unit = ...,
    business: BusinessClock | None = ...,
    level: float = ...,
) -> Groups[DeadlineCompliance]: ...
def deadline_compliance(
    log: CaseLog,
    *,
    within: ArrayLike,
    clock: Clock = "resolve",
    by: str | Sequence[str] | None = None,
    unit: Unit = "hours",
    business: BusinessClock | None = None,
    level: float = 0.95,
) -> DeadlineCompliance | Groups[DeadlineCompliance]:
    """Return the share of cases finished by their deadline, with open cases neither dropped nor excused.

    Args:
        log: From ``read_case_log`` or ``read_activity_log``.
        within: The deadline, counted from the opening, in ``unit``: one for all cases, or one per case.
        clock: What must be finished: "acknowledge", "resolve" or "open".
        by: Column that forms groups, or a list of columns.
        unit: Of ``within``.
        business: The deadline runs in the opening hours of this clock only.
        level: Confidence level.

    Formula:
        1 - S(1) of the Kaplan-Meier curve of time taken / time allowed. A case open past its deadline is known to
        have missed it; one open but not yet due is followed for as long as it has been open.

    Example:
        >>> import servicekit as sk
        >>> rows = {"opened": ["2024-03-04T09:00Z", "2024-03-05T10:00Z"], "site": ["A", "B"]}
        >>> rows["resolved"] = ["2024-03-04T15:00Z", None]
        >>> log = sk.complaints.read_case_log(rows, columns={name: name for name in rows})
        >>> sk.complaints.deadline_compliance(log, within=48, unit="hours")
        DeadlineCompliance(1, [0, 1])
    """
    allowed = allowances(within, log.n)
    spent, finished = case_durations(log, clock, unit=unit, business=business)
    in_time, used = spent <= allowed, spent / allowed

    def measure(rows: Rows) -> DeadlineCompliance:
        met, done = in_time[rows], finished[rows]
        return DeadlineCompliance(
            curve=kaplan_meier(used[rows], observed=done, level=level),
            n_met=int((met & done).sum()),
            n_late=int((~met & done).sum()),
            n_overdue=int((~met & ~done).sum()),
            n_pending=int((met & ~done).sum()),
        )

    return measure(np.arange(log.n)) if by is None else log.by(by, measure)


def allowances(within: ArrayLike, cases: int) -> NDArray[np.float64]:
    """Return the time allowed for each case, from one for all or one for each."""
    given = np.asarray(within)
    allowed = given.astype(np.float64) if given.dtype.kind in "iuf" else np.empty(0)
    allowed = np.full(cases, allowed) if given.ndim == 0 and allowed.ndim == 0 else allowed
    if allowed.shape != (cases,) or not (np.isfinite(allowed) & (allowed > 0)).all():
        raise InvalidValueError("within", f"one number above 0, or one for each of the {cases} cases", within)
    return allowed


def compliance_by_deadline(
    cases: Iterable[Case],
    deadlines: Sequence[Deadline],
    *,
    now: datetime,
    hours: BusinessClock | None = None,
    level: float = 0.95,
) -> Groups[DeadlineCompliance]:
    """Return for each deadline, and for words given ("promise"), the share of clocks that were met.

    A clock that still runs, or stands still for the customer, is followed for the time it has used. A deadline that
    starts again has a clock for each time; a withdrawn complaint leaves nothing due and does not count.

    Args:
        cases: Cases of one house.
        deadlines: Its rules.
        now: The time to judge by, not before the last event of any case.
        hours: For deadlines in business time.
        level: Confidence level.

    Example:
        >>> from datetime import UTC, datetime, timedelta
        >>> import servicekit as sk
        >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> case = sk.complaints.Case.open("1", by="Li", at=nine).record(
        ...     "acknowledge", by="Li", at=nine + timedelta(minutes=20)
        ... )
        >>> answer = sk.complaints.Deadline(
        ...     key="answer",
        ...     label=sk.foundation.Label("First answer", "首次答复"),
        ...     stop="acknowledge",
        ...     within=sk.data.Elapsed(elapsed_minutes=60),
        ... )
        >>> kept = sk.complaints.compliance_by_deadline([case], [answer], now=nine + timedelta(days=1))
        >>> kept["answer"].value
        1.0
    """
    found: dict[str, list[DeadlinesClock]] = {deadline.key: [] for deadline in deadlines}
    for case in cases:
        for clock in deadline_clocks(case, deadlines, now=now, hours=hours):
            found.setdefault(clock.key, []).append(clock)
    return Groups("deadline", {key: _compliance(own, level) for key, own in found.items()})


def _compliance(own: Sequence[DeadlinesClock], level: float) -> DeadlineCompliance:
    verdicts = [clock.verdict for clock in own]
    done = [clock.met is not None for clock in own]
    return DeadlineCompliance(
        curve=kaplan_meier([clock.used_share for clock in own], observed=done, level=level),
        n_met=verdicts.count("met"),
        n_late=verdicts.count("missed"),
        n_overdue=verdicts.count("overdue"),
        n_pending=verdicts.count("running") + verdicts.count("stopped"),
    )
