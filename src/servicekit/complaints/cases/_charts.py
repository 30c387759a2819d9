"""Control charts of a case log: what arrives, and what is finished in time, period after period."""

import numpy as np
from numpy.typing import ArrayLike

from servicekit.complaints.cases._backlog import Period, backlog, counted, period_edges, period_names
from servicekit.complaints.cases._case_log import CaseLog
from servicekit.complaints.cases._deadline_compliance import allowances
from servicekit.complaints.cases._durations import Clock, Unit, case_durations, elapsed
from servicekit.data.time._business_time import BusinessClock
from servicekit.stats.monitoring._control_charts import ControlChart, individuals_chart, share_chart


def arrivals_chart(log: CaseLog, *, every: Period = "week", run_length: int | None = None) -> ControlChart:
    """Return the XmR chart of cases opened or reopened per period; the two periods that the data cut off are left out.

    Args:
        log: From ``read_case_log`` or ``read_activity_log``.
        every: "day", "week" (from Monday) or "month", on the clock of the log's zone.
        run_length: Also signal so many periods in a row on one side of the centre.

    Example:
        >>> import servicekit as sk
        >>> rows = {"opened": ["2024-03-04T09:00Z", "2024-03-05T10:00Z"], "site": ["A", "B"]}
        >>> rows["resolved"] = ["2024-03-04T15:00Z", None]
        >>> log = sk.complaints.read_case_log(rows, columns={name: name for name in rows})
        >>> len(sk.complaints.arrivals_chart(log).points)
        0
    """
    found = backlog(log, every=every)
    inner = slice(1, -1)
    names = period_names(log, every)[inner]
    return individuals_chart(found.arrived[inner], periods=names, run_length=run_length)


def case_compliance_chart(
    log: CaseLog,
    *,
    within: ArrayLike,
    clock: Clock = "resolve",
    unit: Unit = "hours",
    business: BusinessClock | None = None,
    every: Period = "week",
    run_length: int | None = None,
) -> ControlChart:
    """Return Laney's p' chart of the share finished by the deadline, by period of opening.

    Only cases count whose deadline had passed when the log was extracted; of the others the quick ones alone would be
    known, and the last periods would look better than they are.

    Args:
        log: From ``read_case_log`` or ``read_activity_log``.
        within: The deadline, counted from the opening, in ``unit``: one for all cases, or one per case.
        clock: What must be finished: "acknowledge", "resolve" or "open".
        unit: Of ``within``.
        business: The deadline runs in the opening hours of this clock only.
        every: "day", "week" (from Monday) or "month", on the clock of the log's zone.
        run_length: Also signal so many periods in a row on one side of the centre.

    Example:
        >>> import servicekit as sk
        >>> cases = {
        ...     "case": [1, 2, 3],
        ...     "customer": ["ann", "bo", "ann"],
        ...     "opened": ["2026-03-02T09:00Z", "2026-03-02T10:00Z", "2026-03-09T09:00Z"],
        ...     "resolved": ["2026-03-02T15:00Z", "2026-03-05T10:00Z", "2026-03-10T09:00Z"],
        ... }
        >>> log = sk.complaints.read_case_log(cases, columns={name: name for name in cases})
        >>> [point.n for point in sk.complaints.case_compliance_chart(log, within=24).points]
        [2, 1]
    """
    allowed = allowances(within, log.n)
    spent, finished = case_durations(log, clock, unit=unit, business=business)
    due = elapsed(log.opened, np.full_like(log.opened, log.end), unit=unit, business=business) >= allowed
    due &= finished | (spent >= allowed)  # of those withdrawn in time nobody knows
    edges = period_edges(log, every)
    met = counted(log.opened[due & finished & (spent <= allowed)], edges)
    return share_chart(
        met.tolist(), counted(log.opened[due], edges).tolist(), periods=period_names(log, every), run_length=run_length
    )
