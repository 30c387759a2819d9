"""Deadlines kept over many cases, with waits, opening hours and promises as each case had them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from servicekit.complaints.cases._case import Case
from servicekit.complaints.cases._deadline_compliance import DeadlineCompliance
from servicekit.complaints.cases._deadlines import Clock, Deadline, clocks
from servicekit.data.time._business_time import BusinessClock
from servicekit.foundation._results import Groups
from servicekit.stats._survival import kaplan_meier


def clock_compliance(
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
    """
    found: dict[str, list[Clock]] = {deadline.key: [] for deadline in deadlines}
    for case in cases:
        for clock in clocks(case, deadlines, now=now, hours=hours):
            found.setdefault(clock.key, []).append(clock)
    return Groups("deadline", {key: _compliance(own, level) for key, own in found.items()})


def _compliance(own: Sequence[Clock], level: float) -> DeadlineCompliance:
    verdicts = [clock.verdict for clock in own]
    done = [clock.met is not None for clock in own]
    return DeadlineCompliance(
        curve=kaplan_meier([clock.used_share for clock in own], observed=done, level=level),
        n_met=verdicts.count("met"),
        n_late=verdicts.count("missed"),
        n_overdue=verdicts.count("overdue"),
        n_pending=verdicts.count("running") + verdicts.count("stopped"),
    )
