"""Calls that are owed: three days after a case was carried out, or a quarter of an hour before a promised hand-over."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Literal, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.complaints.cases._case_log import CaseLog, Rows
from servicekit.complaints.cases._deadline_compliance import DeadlineCompliance
from servicekit.data._grouping import to_list
from servicekit.data.time._business_time import Allowance, BusinessClock, Elapsed, an_allowance
from servicekit.data.time._time_columns import Instants
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats.intervals._estimates import Difference, Share
from servicekit.stats.survival._survival import kaplan_meier

CallKind = Literal["follow_up", "before_handover"]
DAY: Final = np.timedelta64(1, "D")
HOUR: Final = np.timedelta64(1, "h")
ROLES: Final[Mapping[CallKind, tuple[str, str]]] = {
    "follow_up": ("resolved", "followed_up"),
    "before_handover": ("promised", "confirmed"),
}
WITHIN: Final[Mapping[CallKind, Allowance]] = {
    "follow_up": Elapsed(elapsed_minutes=3 * 24 * 60),
    "before_handover": Elapsed(elapsed_minutes=15),
}
"""Three days after carrying out; a quarter of an hour before the promised hand-over."""
REOPENED: Final = Label("Cases opened again", "重新受理的投诉占比")
ANSWERED: Final = Label("Share of the answers at the call", "回访答复占比")


@frozen(kw_only=True)
class DueCalls(Result):
    """Calls that were owed: made in time or not, still to be made, and what came of them.

    Attributes:
        call: "follow_up" or "before_handover".
        in_time: Share made in time; calls not made and not yet due count as far as they were followed.
        due: The calls to be made by the end of the last day of the log, the longest overdue first: columns "case",
            "customer", "site" (those that the log has), "due", "overdue_hours" (below 0 for those due later that day).
        not_owed: Cases for which no call was owed: not resolved, or nothing was promised.
        answers: What customers said at the call -> its share; empty where the call names no column of answers.
        reopened: Whether the call was made -> share of the cases opened again, among those whose call is decided;
            empty where the log does not tell reopenings.
        sources: Where the deadline comes from.
    """

    title = Label("Calls that were owed", "应作的回访与确认电话")
    derived = ("called", "overdue", "reopened_difference")

    call: CallKind
    in_time: DeadlineCompliance
    due: Mapping[str, list[object]] = field(repr=False, hash=False)
    not_owed: int
    answers: Mapping[Hashable, Share] = field(factory=dict, hash=False)
    reopened: Mapping[str, Share] = field(factory=dict, hash=False)
    sources: tuple[Source, ...] = (under(AFTER_SALES, "3DC访"),)

    @property
    def called(self) -> int:
        """Calls made, in time or late."""
        return self.in_time.n_met + self.in_time.n_late

    @property
    def overdue(self) -> int:
        """Calls not made whose time has passed."""
        return self.in_time.n_overdue

    @property
    def reopened_difference(self) -> Difference | None:
        """Reopened after a call less reopened without one; who is called was not drawn, so it is no effect."""
        if not self.reopened:
            return None
        return Difference(first=self.reopened["called"], second=self.reopened["not_called"])


@overload
def due_calls(
    log: CaseLog,
    *,
    call: CallKind = "follow_up",
    within: Allowance | None = None,
    business: BusinessClock | None = None,
    said: str | None = None,
    by: None = None,
    level: float = 0.95,
) -> DueCalls: ...
@overload
def due_calls(
    log: CaseLog,
    *,
    call: CallKind = "follow_up",
    within: Allowance | None = None,
    business: BusinessClock | None = None,
    said: str | None = None,
    by: str | Sequence[str],
    level: float = 0.95,
) -> Groups[DueCalls]: ...
def due_calls(
    log: CaseLog,
    *,
    call: CallKind = "follow_up",
    within: Allowance | None = None,
    business: BusinessClock | None = None,
    said: str | None = None,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
) -> DueCalls | Groups[DueCalls]:
    """Say which calls are due, how many were made in time, and what came of them.

    Args:
        log: From ``read_case_log``. "follow_up" needs the roles "resolved" and "followed_up", the time of the call;
            "before_handover" needs "promised", the time promised, and "confirmed", when it was confirmed or the
            customer was told that it would be later.
        call: The call after carrying out, or the one before the promised hand-over.
        within: For "follow_up" the time allowed after the resolution, three days by default; for "before_handover" the
            time before the promise, which is elapsed time, a quarter of an hour by default.
        business: Opening hours, for business time and business days.
        said: Column carried along (``also=`` of ``read_case_log``) with what the customer said at the call.
        by: Column that forms groups, or a list of columns.
        level: Confidence level.

    Raises:
        InvalidValueError: The log lacks a role, or business time has no opening hours.

    Formula:
        As ``deadline_compliance``: 1 - S(1) of time used / time allowed.

    Source:
        The document on customer satisfaction: the call within three days, and the confirmation 15 minutes before.

    Example:
        >>> import servicekit as sk
        >>> rows = {"case": ["a", "b", "c"], "opened": [f"2026-03-0{day}T09:00Z" for day in (2, 2, 3)]}
        >>> rows["resolved"] = [f"2026-03-0{day}T17:00Z" for day in (2, 3, 5)]
        >>> rows["followed_up"] = ["2026-03-04T10:00Z", None, None]
        >>> log = sk.complaints.read_case_log(rows, columns={name: name for name in rows})
        >>> calls = sk.complaints.due_calls(log)
        >>> calls.called, calls.overdue, calls.in_time.n_pending
        (1, 0, 2)
    """
    validate(instance_of(CaseLog, "a case log from read_case_log"), "log", log)
    if call not in ROLES:
        raise InvalidValueError("call", f"one of {', '.join(ROLES)}", call)
    allowed = WITHIN[call] if within is None else within
    validate(an_allowance, "within", allowed)
    if call == "before_handover" and not isinstance(allowed, Elapsed):
        raise InvalidValueError("within", "elapsed time before a promised hand-over", type(allowed).__name__)
    if business is None and not isinstance(allowed, Elapsed):
        raise InvalidValueError("business", "given for deadlines in business time", None)
    if business is not None and log.extracted_at.tzinfo is None:
        raise InvalidValueError("log", "one whose times have a zone, for business time", "times on a plain clock")
    if said is not None and said not in log.columns:
        raise UnknownConceptError("column of the case log", said, list(log.columns))
    start, due, made = _times(log, call, allowed, business)

    def measure(rows: Rows) -> DueCalls:
        return _calls(log, rows, call, start[rows], due[rows], made[rows], said, level)

    return measure(np.arange(log.n)) if by is None else log.by(by, measure)


def _times(
    log: CaseLog, call: CallKind, allowed: Allowance, business: BusinessClock | None
) -> tuple[Instants, Instants, Instants]:
    """Return when each call began to be owed, when it was due and when it was made; NaT for none."""
    for role in ROLES[call]:
        if role != "resolved" and role not in log.calls:
            raise InvalidValueError("log", f"one that tells {role!r}", hint=f"map the column of {role!r}")
    made = log.calls[ROLES[call][1]]
    if call == "before_handover":
        assert isinstance(allowed, Elapsed)
        due = log.calls["promised"] - np.timedelta64(round(allowed.elapsed_minutes * 60e6), "us")
        start = np.where(due > log.opened, log.opened, np.datetime64("NaT", "us"))
        return start, due, made
    start = log.resolved
    if isinstance(allowed, Elapsed):
        return start, start + np.timedelta64(round(allowed.elapsed_minutes * 60e6), "us"), made
    assert business is not None  # checked before
    due = np.full_like(start, "NaT")
    for row in np.flatnonzero(~np.isnat(start)).tolist():
        at: datetime = start[row].astype("datetime64[us]").astype(datetime)
        due[row] = np.datetime64(business.after(at.replace(tzinfo=UTC), allowed).replace(tzinfo=None), "us")
    return start, due, made


def _calls(
    log: CaseLog,
    rows: Rows,
    call: CallKind,
    start: Instants,
    due: Instants,
    made: Instants,
    answers: str | None,
    level: float,
) -> DueCalls:
    owed = ~np.isnat(start)
    called = owed & ~np.isnat(made)
    until = np.where(called, made, log.end)
    used = (until[owed] - start[owed]) / (due[owed] - start[owed])
    met, late = called & (made <= due), called & (made > due)
    overdue, pending = owed & ~called & (due < log.end), owed & ~called & (due >= log.end)
    in_time = DeadlineCompliance(
        curve=kaplan_meier(np.maximum(used, 0.0), observed=called[owed], level=level),
        n_met=int(met.sum()),
        n_late=int(late.sum()),
        n_overdue=int(overdue.sum()),
        n_pending=int(pending.sum()),
    )
    return DueCalls(
        call=call,
        in_time=in_time,
        due=_due_list(log, rows, due, owed & ~called),
        not_owed=int((~owed).sum()),
        answers=_answers(log, rows[called], answers, level),
        reopened=_reopened(log, rows, called, overdue, level),
    )


def _due_list(log: CaseLog, rows: Rows, due: Instants, waiting: NDArray[np.bool_]) -> dict[str, list[Any]]:
    """Return the calls to be made by midnight, in the zone of the log."""
    at = log.extracted_at if log.place is None else log.extracted_at.astimezone(log.place)
    midnight = at.replace(hour=23, minute=59, second=59, microsecond=999999)
    last = np.datetime64((midnight if midnight.tzinfo is None else midnight.astimezone(UTC)).replace(tzinfo=None), "us")
    chosen = np.flatnonzero(waiting & (due <= last))
    chosen = chosen[np.argsort(due[chosen], kind="stable")]
    listed: dict[str, list[Any]] = {}
    for role in ("source", "case", "customer", "site"):
        if role in log.columns:
            cells = to_list(log.columns[role])
            listed[role] = [cells[row] for row in rows[chosen].tolist()]
    moments: list[datetime] = due[chosen].astype("datetime64[us]").tolist()
    listed["due"] = [each if at.tzinfo is None else each.replace(tzinfo=UTC) for each in moments]
    listed["overdue_hours"] = ((log.end - due[chosen]) / HOUR).tolist()
    return listed


def _answers(log: CaseLog, rows: Rows, column: str | None, level: float) -> dict[Any, Share]:
    if column is None:
        return {}
    cells = to_list(log.columns[column])
    said = [cells[row] for row in rows.tolist() if cells[row] is not None]
    return {
        answer: Share(count=said.count(answer), n=len(said), level=level, name=ANSWERED)
        for answer in sorted(set(said), key=str)
    }


def _reopened(
    log: CaseLog, rows: Rows, called: NDArray[np.bool_], overdue: NDArray[np.bool_], level: float
) -> dict[str, Share]:
    if log.reopenings is None:
        return {}
    again = log.reopenings[rows] > 0
    return {
        key: Share(count=int((again & which).sum()), n=int(which.sum()), level=level, name=REOPENED)
        for key, which in (("called", called), ("not_called", overdue))
    }
