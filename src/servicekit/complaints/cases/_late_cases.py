"""Whose cases are late: every clock that has run out, the longest overdue first, with the owner of the case."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from servicekit.complaints.cases._case import Case
from servicekit.complaints.cases._deadlines import Deadline, deadline_clocks
from servicekit.data.time._business_time import BusinessClock
from servicekit.data.time._instants import in_utc

COLUMNS: Final = ("source", "case", "owner", "state", "severity", "deadline", "due", "overdue_hours", "used_share")
HOUR: Final = timedelta(hours=1)


def late_cases(
    cases: Iterable[Case], deadlines: Sequence[Deadline], *, now: datetime, hours: BusinessClock | None = None
) -> dict[str, list[object]]:
    """Return a row for every clock that has run out, with the owner of the case, the longest overdue first.

    A clock that stands still because the house waits for the customer is not late.

    Args:
        cases: Cases of the house; only open ones can be late.
        deadlines: Its rules; a word given to a customer is the deadline "promise".
        now: The time to judge by, not before the last event of any case.
        hours: For deadlines in business time.

    Returns:
        Columns, for a data frame: "owner" is None where nobody was assigned, "overdue_hours" counts day and night,
        "used_share" is the time counted as a share of the time allowed.

    Raises:
        InvalidValueError: As for ``deadline_clocks``.

    Example:
        >>> import servicekit as sk
        >>> from datetime import UTC, datetime, timedelta
        >>> start = datetime(2024, 3, 4, 9, tzinfo=UTC)
        >>> case = sk.complaints.Case.open("K-1", at=start, by="Li").record("assign", at=start, by="Li", to="Wu")
        >>> hour = {"within": sk.data.Elapsed(elapsed_minutes=60), "stop": "close"}
        >>> answer = sk.complaints.Deadline(key="answer", label=sk.foundation.Label("Answer", "答复"), **hour)
        >>> sk.complaints.late_cases([case], [answer], now=start + timedelta(hours=3))["owner"]
        ['Wu']
    """
    at, rows = in_utc(now), []
    for case in cases:
        if case.is_open:
            for clock in deadline_clocks(case, deadlines, now=at, hours=hours):
                if clock.verdict == "overdue" and clock.due is not None:
                    severity = case.severity.key if case.severity else None
                    about = (case.source, case.id, case.owner, case.state.key, severity, clock.key)
                    rows.append((*about, clock.due, (at - clock.due) / HOUR, clock.used_share))
    rows.sort(key=lambda row: (row[6], row[:2], row[5]))
    return {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}
