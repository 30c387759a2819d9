"""Whole logs of case events: every case folded at once, a column step at a time, to the state it has reached."""

from collections.abc import Hashable, Mapping
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.complaints.cases._case import STRICT, CaseRules, forbidden
from servicekit.complaints.cases._case_log import check_times
from servicekit.complaints.cases._states import ENDED, STANDINGS, CaseEvent, CaseState, case_transitions, legal_moves
from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy
from servicekit.data._frames import Column, read_columns
from servicekit.data._grouping import grouping
from servicekit.data.time._time_columns import Instants, TimeFormat, read_times
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label, member

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]
_HIDDEN: Final[Any] = {"evidence": False}
_KINDS: Final = tuple(CaseEvent)


@frozen(kw_only=True, eq=False)
class FoldedLog(Result):
    """What has become of every case of a log.

    Attributes:
        cases: Case of each entry of ``standings``: its identifier, or (source, identifier) if a source was given.
        standings: Code of the standing reached, into ``case_states.STANDINGS``.
        starts: Where each case's events begin in ``kinds`` and ``times``; one more entry for the end.
        kinds: Code of each event in order of case and time, into the members of ``CaseEvent``.
        times: When each happened, datetime64 in UTC.
        n_duplicates: Events delivered more than once, counted once.
        rejected: Cases set aside, by reason.
    """

    title = Label("Cases folded from their events", "由事件归并的案例")
    derived = ("n", "n_events", "n_open", "states", "n_duplicates", "rejected")

    cases: tuple[Hashable, ...] = field(repr=False, metadata=_HIDDEN)
    standings: NDArray[np.int8] = field(repr=False, metadata=_HIDDEN)
    starts: Codes = field(repr=False, metadata=_HIDDEN)
    kinds: NDArray[np.int8] = field(repr=False, metadata=_HIDDEN)
    times: Instants = field(repr=False, metadata=_HIDDEN)
    n_duplicates: int = 0
    rejected: Mapping[str, int] = field(factory=dict)

    @property
    def n(self) -> int:
        """Cases folded."""
        return len(self.cases)

    @property
    def n_events(self) -> int:
        """Events folded, each once."""
        return len(self.kinds)

    @property
    def states(self) -> Mapping[CaseState, int]:
        """Cases in each state."""
        counts = np.bincount(self.standings, minlength=len(STANDINGS)).tolist()
        found = dict.fromkeys(CaseState, 0)
        for (state, _), count in zip(STANDINGS, counts, strict=True):
            if state is not None:
                found[state] += count
        return found

    @property
    def n_open(self) -> int:
        """Cases neither closed nor withdrawn."""
        return sum(count for state, count in self.states.items() if state not in ENDED)

    def state(self, place: int) -> CaseState:
        """Return the state of one case by its place in ``cases``."""
        state = STANDINGS[int(self.standings[place])][0]
        assert state is not None  # every case kept begins with its receipt
        return state

    def count(self, kind: CaseEvent | str) -> Codes:
        """Return for each case how often something happened."""
        wanted = np.concatenate(([0], np.cumsum(self.kinds == _KINDS.index(member(CaseEvent, kind)))))
        return np.asarray(wanted[self.starts[1:]] - wanted[self.starts[:-1]])

    def first(self, kind: CaseEvent | str) -> Instants:
        """Return for each case when something happened first, NaT where it has not."""
        where = np.flatnonzero(self.kinds == _KINDS.index(member(CaseEvent, kind)))
        owners = np.searchsorted(self.starts, where, side="right") - 1
        found = np.full(self.n, np.datetime64("NaT", "us"))
        found[owners[::-1]] = self.times[where[::-1]]  # the earliest of each case is written last
        return found


def replay_events(
    data: Data,
    *,
    case: str,
    at: str,
    event: str,
    source: str | None = None,
    sequence: str | None = None,
    id: str | None = None,  # noqa: A002
    names: Mapping[str, CaseEvent | str] | None = None,
    times: TimeFormat | None = None,
    rules: CaseRules = STRICT,
    policy: InputPolicy | None = None,
) -> FoldedLog:
    """Return what has become of every case of an event log, whatever the order of its rows.

    Offers are not checked against authority here; ``Case.of`` does that for a single case.

    Args:
        data: Any data frame or mapping of columns, one row per event.
        case, at, event: Columns of case identifiers, times and events.
        source: Column of the branch that numbers the cases.
        sequence, id: Columns that order events of one instant; an id that comes twice counts once.
        names: What the events are called in the data -> event; their own keys if None.
        times: How times are written, and on which clock; ISO 8601 with offsets if not given.
        rules: How strictly the cases were kept.
        policy: Whether the first impossible case raises, or such cases are omitted and counted by reason.

    Raises:
        InvalidValueError: Missing entries, times that cannot be read or told apart.
        ForbiddenEventError: An event that its case did not allow; the events that it did are named.

    Example:
        >>> import servicekit as sk
        >>> rows = {
        ...     "case": ["a", "a", "b"],
        ...     "event": ["receive", "acknowledge", "receive"],
        ...     "at": ["2026-03-02T09:00Z", "2026-03-02T09:30Z", "2026-03-03T11:00Z"],
        ... }
        >>> replayed = sk.complaints.replay_events(rows, case="case", event="event", at="at")
        >>> sorted(replayed.cases)
        ['a', 'b']
    """
    reading, invalid = check_times(times), as_policy(policy).invalid
    wanted = [name for name in (case, at, event, source, sequence, id) if name is not None]
    columns = read_columns(data, wanted)
    for column in columns.values():
        if not column.present.all():
            row = int(np.flatnonzero(~column.present)[0])
            raise InvalidValueError(f"column {column.name!r}", "given in every row", None, f"row {row}")
    labels, owners = _cases(columns[case], None if source is None else columns[source])
    ticks = _ticks(columns[at], reading)
    kinds = _event_codes(columns[event], names)
    numbers = None if sequence is None else columns[sequence].values
    ids = None if id is None else _ranks(columns[id])
    order = _ordered(owners, ticks, kinds, numbers, ids)
    parts = [owners, ticks] if numbers is None else [owners, ticks, numbers]
    tied = _tied([part[order] for part in parts]) if ids is None else np.empty(0, dtype=np.int64)
    if tied.size and invalid == "raise":
        hint = "name a column as sequence= or id="
        raise InvalidValueError("events of one instant", "told apart", labels[owners[order][tied[0]]], hint=hint)
    rows = _Rows(labels=labels, owners=owners[order], times=ticks[order].view("datetime64[us]"), kinds=kinds[order])
    untold = np.isin(np.arange(len(labels)), rows.owners[tied])
    return _folded(rows, untold, rules, invalid, len(ticks) - len(order))


def _cases(case: Column, source: Column | None) -> tuple[tuple[Any, ...], Codes]:
    if source is None and case.values.dtype.kind in "iu":
        numbers, owners = np.unique(case.values, return_inverse=True)
        return tuple(numbers.tolist()), owners
    own = grouping(case, most=len(case) + 1)
    if source is None:
        return tuple(own.levels), own.codes
    branch = grouping(source, most=len(case) + 1)
    both, owners = np.unique(branch.codes * len(own.levels) + own.codes, return_inverse=True)
    return tuple((branch.levels[k // len(own.levels)], own.levels[k % len(own.levels)]) for k in both.tolist()), owners


def _event_codes(column: Column, names: Mapping[str, CaseEvent | str] | None) -> NDArray[np.int8]:
    known = {kind.key: kind for kind in CaseEvent} if names is None else names
    found = grouping(column)
    codes = []
    for level in found.levels:
        if level not in known:
            raise UnknownConceptError(f"event in column {column.name!r}", level, [str(name) for name in known])
        codes.append(_KINDS.index(member(CaseEvent, known[level])))
    return np.array(codes, dtype=np.int8)[found.codes] if codes else np.empty(0, dtype=np.int8)


def _ticks(column: Column, reading: TimeFormat) -> Codes:
    is_settled = reading.zone == "UTC" or (reading.zone is None and column.zone is None)
    plain = column.values.dtype.kind == "M" and is_settled and reading.window is None
    instants = column.values if plain else read_times(column, reading).instants
    if np.isnat(instants).any():
        row = int(np.flatnonzero(np.isnat(instants))[0])
        raise InvalidValueError(f"column {column.name!r}", "a time in every row", column.values[row], f"row {row}")
    return np.asarray(instants.astype("datetime64[us]").astype(np.int64))


def _ranks(column: Column) -> Codes:
    """Return codes of ids that sort as the ids do."""
    found = grouping(column, most=len(column) + 1)
    place = {level: rank for rank, level in enumerate(sorted(found.levels))}
    return np.array([place[level] for level in found.levels], dtype=np.int64)[found.codes]


def _ordered(
    owners: Codes, ticks: Codes, kinds: NDArray[np.int8], numbers: NDArray[Any] | None, ids: Codes | None
) -> Codes:
    """Return the rows in order, each event once."""
    rows = np.arange(len(ticks))
    if ids is not None and len(rows):
        order = np.lexsort((ids, owners))
        same = (np.diff(ids[order]) == 0) & (np.diff(owners[order]) == 0)
        differs = (np.diff(ticks[order]) != 0) | (np.diff(kinds[order]) != 0)
        if (same & differs).any():
            row = int(order[1:][same & differs][0])
            raise InvalidValueError("event id", "the same only for the same event", where=f"row {row}")
        rows = np.sort(order[np.concatenate(([True], ~same))])
    # of one instant and number the kind decides before the id, as in ``in_order``
    keys = [part[rows] for part in (ids, kinds, numbers, ticks, owners) if part is not None]
    return np.asarray(rows[np.lexsort(keys)])


def _tied(parts: list[NDArray[Any]]) -> Codes:
    """Return the places at which an event cannot be told from the one before."""
    same = np.logical_and.reduce([part[1:] == part[:-1] for part in parts])
    return np.flatnonzero(same) + 1


@frozen(kw_only=True, eq=False)
class _Rows:
    """Events in order of case and time."""

    labels: tuple[Any, ...]
    owners: Codes
    times: Instants
    kinds: NDArray[np.int8]

    def of(self, kept: Flags) -> "_Rows":
        """Return the events of some of the cases."""
        mine, places = kept[self.owners], np.cumsum(kept) - 1
        labels = tuple(label for label, keep in zip(self.labels, kept.tolist(), strict=True) if keep)
        owners = places[self.owners[mine]]
        return _Rows(labels=labels, owners=owners, times=self.times[mine], kinds=self.kinds[mine])

    @property
    def starts(self) -> Codes:
        """Where the events of each case begin, and the end."""
        return np.searchsorted(self.owners, np.arange(len(self.labels) + 1))


def _standings(rows: _Rows, table: NDArray[np.int8]) -> NDArray[np.int8]:
    """Move all cases one event at a time, the longest first so that those still moving stay in front."""
    starts = rows.starts
    lengths = np.diff(starts)
    order = np.argsort(-lengths, kind="stable")
    begins, steps = starts[order], np.arange(1, lengths.max(initial=0) + 1)
    moving = len(lengths) - np.searchsorted(np.sort(lengths), steps)
    failed = len(table)
    absorbing = np.vstack([np.where(table < 0, failed, table), np.full(table.shape[1], failed)]).astype(np.int8)
    reached = np.zeros(len(lengths), dtype=np.int8)
    for step, count in enumerate(moving.tolist()):
        reached[:count] = absorbing[reached[:count], rows.kinds[begins[:count] + step]]
    found = np.empty_like(reached)
    found[order] = reached
    return found


def _folded(rows: _Rows, untold: Flags, rules: CaseRules, invalid: str, duplicates: int) -> FoldedLog:
    table = case_transitions(rules.may_skip)
    reached = _standings(rows, table)
    impossible = (reached == len(table)) & ~untold
    if impossible.any() and invalid == "raise":
        raise _refusal(rows, int(np.flatnonzero(impossible)[0]), rules)
    headless = rows.kinds[rows.starts[:-1]] != _KINDS.index(CaseEvent.RECEIVE)
    reasons = {
        "order_unknown": int(untold.sum()),
        "no_receipt": int((impossible & headless).sum()),
        "illegal_event": int((impossible & ~headless).sum()),
    }
    kept = ~(untold | impossible)
    rest = rows.of(kept)
    return FoldedLog(
        cases=rest.labels,
        standings=reached[kept],
        starts=rest.starts,
        kinds=rest.kinds,
        times=rest.times,
        n_duplicates=duplicates,
        rejected={reason: count for reason, count in reasons.items() if count},
    )


def _refusal(rows: _Rows, place: int, rules: CaseRules) -> ForbiddenEventError:
    moves, standing = legal_moves(rules.may_skip), STANDINGS[0]
    for code in rows.kinds[rows.starts[place] : rows.starts[place + 1]].tolist():
        if _KINDS[code] not in moves[standing]:
            return forbidden(rows.labels[place], _KINDS[code], standing, moves[standing])
        standing = moves[standing][_KINDS[code]]
    raise AssertionError(rows.labels[place])
