"""Cases as tables: one row per case or per event, for a data frame, a file, or the figures of a case log."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from servicekit.complaints.cases._case import Case
from servicekit.complaints.cases._case_log import CaseLog
from servicekit.complaints.cases._states import CaseEvent
from servicekit.data.time._time_columns import NEVER, Instants
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError

ROLES: Final = ("case", "source", "opened", "acknowledged", "resolved", "withdrawn", "reopened", "kind")
"""Columns of ``case_table`` that are roles of a case log."""
SEPARATOR: Final = ";"
LAST: Final = np.datetime64(2**63 - 1, "us")
_PLAIN: Final = (
    *("source", "case", "at", "by", "sequence", "id", "note", "until", "to", "amount", "grade", "approved_by"),
    "safety",
)
EVENT_COLUMNS: Final = (*_PLAIN, "event", "remedy", "severity", "causes", "problem")
"""Columns of ``event_table``: every detail of an event."""


def case_table(cases: Iterable[Case] | CaseLog) -> dict[str, list[object]]:
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
            "kind": case.problem.key if case.problem else None,
            "causes": SEPARATOR.join(cause.key for cause in case.causes) or None,
        }
        for case in _checked(cases)
    ]
    return _columns(rows)


def event_table(cases: Iterable[Case] | CaseLog) -> dict[str, list[object]]:
    """Return a column for each detail of an event, one row per event of every case.

    ``read_cases`` gives the same cases back, ``replay_events`` and ``read_activity_log`` read it, and so the events of
    a house survive in any file format or database.

    Args:
        cases: Any cases. Or a case log: its openings, answers and endings as "activity" at "time", in "sequence",
            beside the columns carried along; ``read_activity_log`` makes the same log of it, every stretch kept, with
            ``closes=["close"]``, ``withdraws=["withdraw"]``, ``acknowledges=["acknowledge"]`` where these occur, and
            ``extracted_at=log.extracted_at``.

    Example:
        >>> import servicekit as sk
        >>> from datetime import UTC, datetime
        >>> case = sk.complaints.Case.open("K-1", at=datetime(2024, 3, 4, 9, tzinfo=UTC), by="Li")
        >>> len(sk.complaints.event_table([case])["case"])
        1
    """
    if isinstance(cases, CaseLog):
        return _events_of_log(cases)
    rows = [
        {
            **{name: getattr(event, name) for name in _PLAIN},
            "event": event.kind.key,
            "remedy": event.remedy.key if event.remedy else None,
            "severity": event.severity.key if event.severity else None,
            "causes": SEPARATOR.join(event.causes) or None,
            "problem": event.problem.key if event.problem else None,
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
    found = {role: _moments(instants, log) for role, instants in times.items() if instants is not None}
    found |= _carried(log)
    if log.reopenings is not None:
        found["reopened"] = log.reopenings.tolist()
    return found


def _events_of_log(log: CaseLog) -> dict[str, list[Any]]:
    """Return the openings, answers and endings of a case log, one row each, in order of case and time."""
    spells = log.spells
    again = np.diff(spells.case, prepend=-1) == 0
    ended = np.flatnonzero(~np.isnat(spells.end))
    number = np.arange(spells.case.size)
    parts = [
        (spells.case, spells.start, 3 * number, np.where(again, "reopen", "receive")),
        (
            spells.case[ended],
            spells.end[ended],
            3 * ended + 2,
            np.where(spells.withdrawn[ended], "withdraw", "close"),
        ),
    ]
    if log.acknowledged is not None:
        answered = np.flatnonzero(~np.isnat(log.acknowledged))
        at = log.acknowledged[answered]
        parts.append((answered, at, 3 * _stretch_of(log, answered, at) + 1, np.full(answered.size, "acknowledge")))
    if log.reopenings is not None and (log.reopenings != np.bincount(spells.case) - 1).any():
        raise InvalidValueError("reopened cases", "known with their times", "only how often", hint="use case_table")
    if log.calls:
        raise InvalidValueError(
            "calls of a case log", "none, for they are no stretches", sorted(log.calls), hint="use case_table"
        )
    cases, times, places, names = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((places, times, cases))
    if len(set(zip(cases.tolist(), times.tolist(), names.tolist(), strict=True))) < order.size:
        rule = "apart in time, for a table tells events by case, name and time"
        raise InvalidValueError("stretches of one case", rule, "several at one instant", hint="use case_table")
    carried = {name: [values[case] for case in cases[order].tolist()] for name, values in _carried(log).items()}
    return {
        **({} if "case" in carried else {"case": cases[order].tolist()}),
        **carried,
        "activity": names[order].tolist(),
        "time": _moments(times[order], log),
        "sequence": list(range(order.size)),
    }


def _stretch_of(log: CaseLog, cases: NDArray[np.intp], at: Instants) -> NDArray[np.intp]:
    """Return the stretch in which each answer falls: the first of its case that had not ended before."""
    ends = np.where(np.isnat(log.spells.end), LAST, log.spells.end)
    stops = np.append(log.first[1:], log.spells.case.size)
    found = log.first[cases]
    while (late := (ends[found] < at) & (found + 1 < stops[cases])).any():
        found = found + late
    if (outside := (ends[found] < at) | (log.spells.start[found] > at)).any():
        got = log.columns["case"].values[cases[outside][0]] if "case" in log.columns else int(cases[outside][0])
        raise InvalidValueError("answers", "given while their case was open", got, hint="use case_table")
    return found


def _moments(instants: Instants, log: CaseLog) -> list[Any]:
    """Return instants as Python has them, on the clock of the log; a plain clock has no zone."""
    moments = instants.astype("datetime64[us]").astype(object).tolist()
    return [None if at is None else at.replace(tzinfo=log.extracted_at.tzinfo) for at in moments]


def _carried(log: CaseLog) -> dict[str, list[Any]]:
    return {
        name: [
            value if here else None for value, here in zip(column.values.tolist(), column.present.tolist(), strict=True)
        ]
        for name, column in log.columns.items()
    }


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
