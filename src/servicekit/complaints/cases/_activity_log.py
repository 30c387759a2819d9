"""Activity logs: case, activity and time per row, folded into a case log with every reopening kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from servicekit.complaints.cases._case_log import CaseLog, Spells, check_times, extract_time, refuse_row
from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy
from servicekit.data._frames import Column, read_columns
from servicekit.data.time._time_columns import Instants, TimeFormat, read_times
from servicekit.foundation._checks import as_tuple
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError

ROLES: Final = (
    "case",
    "activity",
    "time",
    "sequence",
    "source",
    "customer",
    "cause",
    "channel",
    "site",
    "kind",
    "post",
)
LATEST: Final = ("kind", "post")
"""Roles that become known, or change, while a case is worked on: the last activity that says so counts."""
ROW_ORDER: Final = "row order"
Positions = NDArray[np.intp]
Flags = NDArray[np.bool_]


def read_activity_log(
    data: Data,
    *,
    columns: Mapping[str, str],
    closes: Sequence[object],
    acknowledges: Sequence[object] = (),
    withdraws: Sequence[object] = (),
    also: Sequence[str] = (),
    times: TimeFormat | None = None,
    policy: InputPolicy | None = None,
    extracted_at: datetime | None = None,
    ties: str = "raise",
) -> CaseLog:
    """Fold a log of activities into a case log: the first one opens a case, one after a closing opens it again.

    Rows may come in any order. An activity that occurs twice (same case, name and time) counts once, and a case
    that is closed while closed keeps its first closing; ``rejected`` counts both, and counts rows here.

    Args:
        data: Data frame of any kind, or mapping of columns, one row per activity.
        columns: Role -> name of the column: "case", "activity", "time"; "sequence" orders activities of one instant;
            "source" tells apart the cases of branches that use the same numbers; "customer", "cause", "channel",
            "site" are taken from the first activity of a case, "kind" (of the problem) and "post" (who has it) from the
            last one that says so.
        closes: Activities that close a case.
        acknowledges: Activities that answer the customer for the first time; none: the log does not say.
        withdraws: Activities by which the customer takes the case back: they end it without a resolution.
        also: Further columns to group by, taken from the first activity of a case.
        times: How times are written, and on which clock; ISO 8601 with offsets if not given.
        policy: Whether a bad row raises, or is omitted and counted.
        extracted_at: Until when the log tells what happened; the last time in it if not given.
        ties: Different activities of a case at one instant: "raise", or "row order" where rows stand in the order
            of activities. Not needed with "sequence".

    Raises:
        InvalidValueError: Unreadable times, a row without case or activity, ties without an order.
        NotEnoughDataError: No row is left.

    Example:
        >>> import servicekit as sk
        >>> rows = {
        ...     "case": ["a", "a", "a", "a", "b", "b"],
        ...     "activity": ["open", "close", "call", "close", "open", "close"],
        ...     "time": [f"2026-03-0{day}T09:00Z" for day in (1, 3, 5, 6, 2, 4)],
        ... }
        >>> log = sk.complaints.read_activity_log(rows, columns={name: name for name in rows}, closes=["close"])
        >>> log.n, log.n_open
        (2, 0)
    """
    reading, invalid = check_times(times), as_policy(policy).invalid
    also = as_tuple("also", also)
    acknowledges, withdraws = as_tuple("acknowledges", acknowledges), as_tuple("withdraws", withdraws)
    _check(columns, closes, ties)
    table = read_columns(data, [*columns.values(), *also])
    case, activity = table[columns["case"]], table[columns["activity"]]
    read = read_times(table[columns["time"]], reading, invalid=invalid)
    problems = _problems(read.problems, read.instants, case.present & activity.present)
    refuse_row(problems, ("missing_time", "missing_case_or_activity"), invalid)
    end, given = extract_time([read], problems, extracted_at, reading)
    good = np.flatnonzero(problems == "")
    sequence = table[columns["sequence"]].values[good] if "sequence" in columns else None
    whole = [table[columns["source"]], case] if "source" in columns else [case]
    cases, kinds = _numbered(good, *whole), _numbered(good, activity)
    order, repeated = _ordered(cases, kinds, read.instants[good], good if sequence is None else sequence)
    if sequence is not None or ties == "raise":
        _refuse_ties(cases[order], read.instants[good[order]], None if sequence is None else sequence[order], case)
    rows, cases = good[order], cases[order]
    at, names = read.instants[rows], activity.values[rows].tolist()
    ends = [np.array([name in kinds for name in names], dtype=bool) for kinds in (closes, withdraws)]
    spells, idle = _spells(cases, at, ends[0] | ends[1], ends[1])
    _occur("closes", closes, activity, names)
    _occur("withdraws", withdraws, activity, names)
    _occur("acknowledges", acknowledges, activity, names)
    answering = np.array([name in acknowledges for name in names], dtype=bool)
    rejected = Counter(problems[problems != ""].tolist()) + Counter(repeated=repeated, closed_while_closed=idle)
    first = rows[np.flatnonzero(np.diff(cases, prepend=-1))]
    carried = {role: table[name] for role, name in columns.items() if role in ("case", *ROLES[4:])}
    carried |= {name: table[name] for name in also}
    return CaseLog(
        spells=spells,
        acknowledged=_first(cases, at, answering) if acknowledges else None,
        extracted_at=end,
        extract_is_given=given,
        columns={
            name: column.rows(_latest(rows, cases, column, first) if name in LATEST else first)
            for name, column in carried.items()
        },
        reopenings=np.bincount(spells.case) - 1,
        n_rows=problems.size,
        rejected=dict(sorted(rejected.items())),
        settled=read.settled,
        place=reading.place,
    )


def _latest(rows: Positions, cases: Positions, column: Column, first: Positions) -> Positions:
    """Return for each case the last of its rows in which a column has a value; its first row where none has."""
    found = first.copy()
    told = np.flatnonzero(column.present[rows])
    places = np.cumsum(np.diff(cases, prepend=-1) != 0) - 1
    found[places[told]] = rows[told]  # rows of a case are in order: the last one written stays
    return found


def _check(columns: Mapping[str, str], closes: Sequence[object], ties: str) -> None:
    if unknown := [role for role in columns if role not in ROLES]:
        raise UnknownConceptError("role of a column", unknown[0], ROLES)
    if missing := [role for role in ROLES[:3] if role not in columns]:
        raise InvalidValueError("columns", "a mapping that names 'case', 'activity' and 'time'", missing)
    if not as_tuple("closes", closes):
        raise InvalidValueError("closes", "at least one activity that closes a case", closes)
    if ties not in ("raise", ROW_ORDER):
        raise InvalidValueError("ties", "'raise' or 'row order'", ties)


def _occur(role: str, wanted: Sequence[object], column: Column, names: Sequence[object]) -> None:
    """Refuse names of which none occurs: with a misspelt one every case would look open."""
    seen = sorted({str(name) for name in names})
    if wanted and not set(wanted) & set(names):
        raise UnknownConceptError(f"activity that {role} in column {column.name!r}", wanted[0], seen)


def _problems(unreadable: NDArray[Any], at: Instants, named: Flags) -> NDArray[Any]:
    found = np.asarray(unreadable, dtype="U24")
    found[(found == "") & np.isnat(at)] = "missing_time"
    found[(found == "") & ~named] = "missing_case_or_activity"
    return found


def _ordered(cases: Positions, kinds: Positions, at: Instants, place: NDArray[Any]) -> tuple[Positions, int]:
    """Return the order by case, time and place without repetitions, and how many were repeated."""
    beside = np.lexsort((place, kinds, at, cases))
    equal = [np.diff(values[beside]) == 0 for values in (cases, kinds, at.astype(np.int64))]
    repeated = np.zeros(cases.size, dtype=bool)
    repeated[beside[1:]] = np.logical_and.reduce(equal)
    order = np.lexsort((place, at, cases))
    return order[~repeated[order]], int(repeated.sum())


def _refuse_ties(cases: Positions, at: Instants, sequence: NDArray[Any] | None, column: Column) -> None:
    """Refuse activities of one case at one instant that nothing puts in order."""
    tied = (np.diff(cases) == 0) & (np.diff(at.astype(np.int64)) == 0)
    if sequence is not None:
        tied &= sequence[1:] == sequence[:-1]
    if tied.any():
        hint = "name the column of 'sequence', or say ties='row order'"
        got = f"{int(tied.sum())} ties"
        rule = "in a known order where they happen at one instant"
        raise InvalidValueError("activities of a case", rule, got, f"cases of column {column.name!r}", hint)


def _numbered(rows: Positions, *columns: Column) -> Positions:
    """Return whole numbers for values, or combinations of values, in the order in which they first occur."""
    known: dict[Any, int] = {}
    parts = [column.values[rows].tolist() for column in columns]
    values = parts[0] if len(parts) == 1 else list(zip(*parts, strict=True))
    return np.fromiter((known.setdefault(value, len(known)) for value in values), dtype=np.intp, count=len(values))


def _spells(cases: Positions, at: Instants, closing: Flags, withdrawing: Flags) -> tuple[Spells, int]:
    """Return when each case was open, and how many closing activities found it closed already."""
    begins = np.diff(cases, prepend=-1) != 0
    closed_before = np.concatenate([[False], closing[:-1]]) & ~begins
    idle = closed_before & closing
    opening = begins | (closed_before & ~closing)
    starts, number = np.flatnonzero(opening), np.cumsum(opening) - 1
    ends = np.full(starts.size, np.datetime64("NaT", "us"))
    ending = closing & ~idle
    ends[number[ending]] = at[ending]
    withdrawn = np.zeros(starts.size, dtype=bool)
    withdrawn[number[ending & withdrawing]] = True
    return Spells(case=cases[starts], start=at[starts], end=ends, withdrawn=withdrawn), int(idle.sum())


def _first(cases: Positions, at: Instants, wanted: Flags) -> Instants:
    found = np.full(int(cases[-1]) + 1, np.datetime64("NaT", "us"))
    found[cases[wanted][::-1]] = at[wanted][::-1]
    return found
