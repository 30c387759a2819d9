"""Cases as tables: one row per case or per event, for a data frame, a file, or the figures of a case log."""

from collections.abc import Iterable
from typing import Any, Final

from servicekit.complaints.cases._case import Case
from servicekit.complaints.cases._states import CaseEvent
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._errors import NotEnoughDataError

ROLES: Final = ("case", "source", "opened", "acknowledged", "resolved", "withdrawn", "reopened")
"""Columns of ``case_table`` that are roles of a case log."""
SEPARATOR: Final = ";"
_EVENT_FIELDS: Final = ("source", "case", "at", "by", "sequence", "id", "note", "until", "amount", "grade", "safety")


def case_table(cases: Iterable[Case]) -> dict[str, list[Any]]:
    """Return a column for each thing that is known of a case, one row per case.

    ``read_case_log`` reads it with ``columns=dict(zip(ROLES, ROLES))``; ``pareto`` reads "causes" with
    ``separator=";"``.

    Args:
        cases: Any cases; those of several branches are told apart by "source".

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
    rows = [
        {
            "source": case.source,
            "case": case.id,
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

    ``fold_log`` and ``read_activity_log`` read it, and so the events of a house survive in any file format.

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
            **{name: getattr(event, name) for name in _EVENT_FIELDS},
            "event": event.kind.key,
            "remedy": event.remedy.key if event.remedy else None,
            "severity": event.severity.key if event.severity else None,
            "causes": SEPARATOR.join(event.causes) or None,
        }
        for case in _checked(cases)
        for event in case.events
    ]
    return _columns(rows)


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
