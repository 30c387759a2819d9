"""Cases as tables: one row per case or per event, for a data frame, a file, or the figures of a case log."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from servicekit.complaints.cases._case import Case
from servicekit.complaints.cases._case_log import CaseLog
from servicekit.complaints.cases._states import CaseEvent
from servicekit.data.time._time_columns import NEVER
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._errors import NotEnoughDataError

ROLES: Final = ("case", "source", "opened", "acknowledged", "resolved", "withdrawn", "reopened")
"""Columns of ``case_table`` that are roles of a case log."""
SEPARATOR: Final = ";"
_PLAIN: Final = (
    *("source", "case", "at", "by", "sequence", "id", "note", "until", "to", "amount", "grade", "approved_by"),
    "safety",
)
EVENT_COLUMNS: Final = (*_PLAIN, "event", "remedy", "severity", "causes")
"""Columns of ``event_table``: every detail of an event."""


def case_table(cases: Iterable[Case] | CaseLog) -> dict[str, list[Any]]:
    """Return a column for each thing that is known of a case, one row per case.

    ``read_case_log`` reads it with ``columns=dict(zip(ROLES, ROLES))``; ``pareto`` reads "causes" with
    ``separator=";"``.

    Args:
        cases: Any cases; those of several branches are told apart by "source". Or a case log: its own columns, by
            their roles, as ``read_case_log`` reads them again.

    Returns:
        Times in UTC, None where something has not happened. "resolved" and "withdrawn" are of the first
        working-through, "reopened" tells how many followed; "state" is what has been reached by now.

    Example:
        >>> import servicekit as sk
        >>> from datetime import UTC, datetime
        >>> case = sk.complaints.Case.open("K-1", at=datetime(2024, 3, 4, 9, tzinfo=UTC), by="Li")
        >>> len(sk.complaints.case_table([case])["case"])
        1
    """
    if isinstance(cases, CaseLog):
        return _of_log(cases)
    rows = [
        {
            "source": case.source,
            "case": case.id,
            "owner": case.owner,
            "opened": case.events[0].at,
            "acknowledged": case.first("acknowledge"),
            **dict.fromkeys(("resolved", "withdrawn")),
            _ending(case): case.cycles[0].ended,
            "reopened": case.count("reopen"),
            "state": case.state.key,
            "severity": case.severity.key if case.severity else None,
            "safety": case.safety,
            "causes": SEPARATOR.join(cause.key for cause in case.causes) or None,
        }
        for case in _checked(cases)
    ]
    return _columns(rows)


def event_table(cases: Iterable[Case]) -> dict[str, list[Any]]:
    """Return a column for each detail of an event, one row per event of every case.

    ``read_cases`` gives the same cases back, ``replay_events`` and ``read_activity_log`` read it, and so the events of
    a house survive in any file format or database.

    Args:
        cases: Any cases.

    Example:
        >>> import servicekit as sk
        >>> from datetime import UTC, datetime
        >>> case = sk.complaints.Case.open("K-1", at=datetime(2024, 3, 4, 9, tzinfo=UTC), by="Li")
        >>> len(sk.complaints.event_table([case])["case"])
        1
    """
    rows = [
        {
            **{name: getattr(event, name) for name in _PLAIN},
            "event": event.kind.key,
            "remedy": event.remedy.key if event.remedy else None,
            "severity": event.severity.key if event.severity else None,
            "causes": SEPARATOR.join(event.causes) or None,
        }
        for case in _checked(cases)
        for event in case.events
    ]
    return _columns(rows)


def _of_log(log: CaseLog) -> dict[str, list[Any]]:
    """Return when each case of a log was opened, answered and ended first, and every column carried along."""
    withdrawn = np.where(log.spells.withdrawn[log.first], log.followed_until, NEVER)
    times = {"opened": log.opened, "acknowledged": log.acknowledged, "resolved": log.resolved, "withdrawn": withdrawn}
    times |= log.calls
    zone = log.extracted_at.tzinfo  # a plain clock has none
    found: dict[str, list[Any]] = {}
    for role, instants in times.items():
        if instants is not None:
            moments = instants.astype("datetime64[us]").astype(object).tolist()
            found[role] = [None if at is None else at.replace(tzinfo=zone) for at in moments]
    for name, column in log.columns.items():
        entries = column.values.tolist()
        found[name] = [value if here else None for value, here in zip(entries, column.present.tolist(), strict=True)]
    if log.reopenings is not None:
        found["reopened"] = log.reopenings.tolist()
    return found


def _ending(case: Case) -> str:
    """Return by what the first working-through ended or, if it goes on, would usually end."""
    ends = (event.kind for event in case.events if event.kind in (CaseEvent.CLOSE, CaseEvent.WITHDRAW))
    return "withdrawn" if next(ends, None) is CaseEvent.WITHDRAW else "resolved"


def _checked(cases: Iterable[Case]) -> list[Case]:
    found = list(cases)
    for case in found:
        validate(instance_of(Case, "cases, as a list"), "cases", case)
    return found


def _columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    if not rows:
        raise NotEnoughDataError("a table of cases must have at least one case")
    return {name: [row[name] for row in rows] for name in rows[0]}
