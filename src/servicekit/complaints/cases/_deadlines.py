"""Deadlines of a case: from which event to which, within what time, with clocks that stop for an awaited customer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from math import nextafter
from typing import Final, Literal

from attrs import field, frozen

from servicekit.complaints.cases._case import Case
from servicekit.complaints.cases._events import Severity
from servicekit.complaints.cases._states import CaseEvent
from servicekit.data.time._business_time import (
    Allowance,
    BusinessClock,
    BusinessDays,
    BusinessTime,
    Elapsed,
    an_allowance,
)
from servicekit.data.time._instants import in_utc
from servicekit.foundation._checks import instance_of, positive, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label, member, members

E = CaseEvent
Waits = Sequence[tuple[datetime, datetime | None]]
MINUTE: Final = timedelta(minutes=1)
DeadlineStatus = Literal["met", "missed", "running", "overdue", "stopped"]
PROMISE = Label("Word given to the customer", "对客户的答复承诺")


def _kind(value: CaseEvent | str) -> CaseEvent:
    return member(CaseEvent, value)


def _severity(value: Severity | str | None) -> Severity | None:
    return None if value is None else member(Severity, value)


def _allowance(instance: object, attribute: object, value: Allowance) -> None:
    validate(an_allowance, "within", value)
    minutes = getattr(value, "elapsed_minutes", getattr(value, "business_minutes", 1.0))
    validate(positive, "minutes within which it must happen", minutes)


def _kinds(values: "CaseEvent | str | Sequence[CaseEvent | str]") -> tuple[CaseEvent, ...]:
    return members(CaseEvent, [values] if isinstance(values, str | CaseEvent) else values)


@frozen(kw_only=True)
class Deadline:
    """A time by which something must have happened.

    Attributes:
        key: Its name.
        label: In both languages.
        start: The event from which the clock runs; each time it happens a new clock starts.
        stop: The event, or any of several, that ends it.
        within: How long it may take. Business time and days stop outside opening hours; elapsed time never does.
        waits_count: Whether time spent waiting for the customer counts too; by default the clock stands still. Of
            business days, one counts unless the house waits for the customer when it ends.
        at_least: Only for cases of this severity or graver; every case if None.
        safety_only: Only for cases in which people may come to harm.

    Example:
        >>> import servicekit as sk
        >>> hour = {'within': sk.data.Elapsed(elapsed_minutes=60), 'stop': 'close'}
        >>> sk.complaints.Deadline(key='answer', label=sk.foundation.Label('Answer', '答复'), **hour).key
        'answer'
    """

    key: str
    label: Label = field(validator=instance_of(Label, "a Label with English and Chinese words"))
    start: CaseEvent = field(default=E.RECEIVE, converter=_kind)
    stop: tuple[CaseEvent, ...] = field(converter=_kinds)
    within: Allowance = field(validator=_allowance)
    waits_count: bool = False
    at_least: Severity | None = field(default=None, converter=_severity)
    safety_only: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.stop:
            raise InvalidValueError("stop", "at least one event", "none", f"deadline {self.key!r}")

    def applies_to(self, case: Case) -> bool:
        """Say whether a case is under this deadline, by its latest assessment."""
        if self.safety_only and not case.safety:
            return False
        return self.at_least is None or (case.severity is not None and case.severity.rank >= self.at_least.rank)


@frozen(kw_only=True)
class Clock:
    """One running or finished deadline of a case.

    Attributes:
        key, label: Which deadline; "promise" for a word given to the customer.
        started: When it began to run.
        due: When it runs out, as far as is known; None while it stands still waiting for the customer.
        met: When what was due happened; None if it has not.
        verdict: "met" or "missed" once it has happened, else "running", "overdue", or "stopped" while waiting.
        used_share: Time counted so far, or until it happened, as a share of the time allowed; above 1 when late.
    """

    key: str
    label: Label
    started: datetime
    due: datetime | None
    met: datetime | None
    verdict: DeadlineStatus
    used_share: float


def deadline_clocks(
    case: Case, deadlines: Sequence[Deadline], *, now: datetime, hours: BusinessClock | None = None
) -> tuple[Clock, ...]:
    """Return every deadline of a case that has begun to run, and the words given to its customer.

    Args:
        case: The case.
        deadlines: The house's rules, with different keys.
        now: The time to judge by, not before the last event; no clock is read here.
        hours: For deadlines in business time.

    Raises:
        InvalidValueError: Repeated keys, a time before the last event, business time without opening hours or
            beyond the dates they cover.

    Example:
        >>> import servicekit as sk
        >>> from datetime import UTC, datetime, timedelta
        >>> start = datetime(2024, 3, 4, 9, tzinfo=UTC)
        >>> case = sk.complaints.Case.open('K-1', at=start, by='Li')
        >>> hour = {'within': sk.data.Elapsed(elapsed_minutes=60), 'stop': 'close'}
        >>> answer = sk.complaints.Deadline(key='answer', label=sk.foundation.Label('Answer', '答复'), **hour)
        >>> len(sk.complaints.deadline_clocks(case, [answer], now=start + timedelta(hours=2)))
        1
    """
    validate(instance_of(Case, "a case"), "case", case)
    validate(instance_of(Sequence, "several deadlines, as a list"), "deadlines", deadlines)
    for deadline in deadlines:
        validate(instance_of(Deadline, "several deadlines, as a list"), "deadlines", deadline)
    if hours is not None:
        validate(instance_of(BusinessClock, "a BusinessClock", hint="BusinessClock(hours=...)"), "hours", hours)
    instant = in_utc(now)
    if instant < case.events[-1].at:
        raise InvalidValueError(
            "now", f"not before the last event at {case.events[-1].at.isoformat()}", instant.isoformat()
        )
    keys = [deadline.key for deadline in deadlines]
    if len(set(keys)) < len(keys) or "promise" in keys:
        raise InvalidValueError("deadline keys", "different from each other and from 'promise'", keys)
    found = [
        clock for deadline in deadlines if deadline.applies_to(case) for clock in _runs(case, deadline, instant, hours)
    ]
    for promise in case.promises:
        within = Elapsed(elapsed_minutes=(promise.due - promise.made) / MINUTE)
        found.append(_judged("promise", PROMISE, within, promise.made, promise.due, promise.kept, instant, (), None))
    return tuple(found)


def _runs(case: Case, deadline: Deadline, now: datetime, hours: BusinessClock | None) -> list[Clock]:
    if hours is None and not isinstance(deadline.within, Elapsed):
        raise InvalidValueError("hours", "given for deadlines in business time", None, f"deadline {deadline.key!r}")
    found: list[Clock] = []
    started: datetime | None = None
    for event in case.events:
        if started is None and event.kind is deadline.start:
            started = event.at
        elif started is not None and (event.kind in deadline.stop or event.kind is E.WITHDRAW):
            if event.kind in deadline.stop:
                found.append(_clock(case, deadline, started, event.at, now, hours))
            started = None  # a withdrawn complaint leaves nothing due
    if started is not None:
        found.append(_clock(case, deadline, started, None, now, hours))
    return found


def _clock(
    case: Case, deadline: Deadline, started: datetime, met: datetime | None, now: datetime, hours: BusinessClock | None
) -> Clock:
    waits: Waits = () if deadline.waits_count else [wait for wait in case.waits if met is None or wait[0] < met]
    due = _due(started, deadline.within, waits, hours)
    return _judged(deadline.key, deadline.label, deadline.within, started, due, met, now, waits, hours)


def _judged(
    key: str,
    label: Label,
    within: Allowance,
    started: datetime,
    due: datetime | None,
    met: datetime | None,
    now: datetime,
    waits: Waits,
    hours: BusinessClock | None,
) -> Clock:
    verdict: DeadlineStatus = "stopped" if due is None and met is None else _verdict(due, met, now)
    used = _used_share(started, met or now, within, waits, hours)
    # rounding to microseconds must not set the share against the verdict
    used = max(used, nextafter(1, 2)) if verdict in ("missed", "overdue") else min(used, 1.0)
    return Clock(key=key, label=label, started=started, due=due, met=met, verdict=verdict, used_share=used)


def _used_share(
    started: datetime,
    until: datetime,
    within: Allowance,
    waits: Waits,
    hours: BusinessClock | None,
) -> float:
    """Return the time counted as a share of the time allowed; of business days, those that have ended."""
    if isinstance(within, BusinessDays):
        assert hours is not None  # checked before the first clock is started
        ended = takewhile(lambda end: end <= until, hours.day_ends(started)) if until > started else ()
        return sum(not _waiting(end, waits) for end in ended) / within.business_days
    spans = [(max(begin, started), min(end or until, until)) for begin, end in waits]
    waited = sum(_counted(begin, end, within, hours) for begin, end in spans if begin < end)
    allowed = within.elapsed_minutes if isinstance(within, Elapsed) else within.business_minutes
    return (_counted(started, until, within, hours) - waited) / allowed


def _counted(begin: datetime, end: datetime, within: Allowance, hours: BusinessClock | None) -> float:
    if isinstance(within, BusinessTime) and hours is not None:
        return hours.between(begin, end).business_minutes
    return (end - begin) / MINUTE


def _verdict(due: datetime | None, met: datetime | None, now: datetime) -> DeadlineStatus:
    if met is not None:
        return "met" if due is None or met <= due else "missed"
    return "running" if due is None or now <= due else "overdue"


def _due(started: datetime, within: Allowance, waits: Waits, hours: BusinessClock | None) -> datetime | None:
    """Use up the allowance between the waits; None if it has not run out when an unfinished wait begins."""
    if isinstance(within, BusinessDays):
        return _due_days(started, within.business_days, waits, hours)
    at, left = started, within
    for begin, end in waits:
        if end is not None and end <= at:
            continue  # over before the clock began
        due = _after(at, left, hours)
        if due <= begin:
            return due
        if end is None:
            return None
        left = _less(left, at, max(begin, at), hours)
        at = end
    return _after(at, left, hours)


def _due_days(started: datetime, days: int, waits: Waits, hours: BusinessClock | None) -> datetime | None:
    """Return the end of the last day allowed, not counting days at whose end the house waits for the customer."""
    assert hours is not None  # checked before the first clock is started
    unfinished = next((begin for begin, end in waits if end is None), None)
    counted = 0
    for end in hours.day_ends(started):
        if unfinished is not None and unfinished < end:
            return None
        counted += not _waiting(end, waits)
        if counted == days:
            return end
    raise AssertionError  # the calendar refuses dates that it does not cover


def _waiting(at: datetime, waits: Waits) -> bool:
    return any(begin < at and (end is None or at < end) for begin, end in waits)


def _after(at: datetime, left: Allowance, hours: BusinessClock | None) -> datetime:
    if isinstance(left, Elapsed):
        return at + timedelta(minutes=left.elapsed_minutes)
    assert hours is not None  # checked before the first clock is started
    return hours.after(at, left)


def _less(
    left: Elapsed | BusinessTime, begin: datetime, end: datetime, hours: BusinessClock | None
) -> Elapsed | BusinessTime:
    """Return what remains; a remainder that rounding has pushed below nothing is nothing."""
    if isinstance(left, BusinessTime) and hours is not None:
        return BusinessTime(business_minutes=max(0.0, left.business_minutes - _counted(begin, end, left, hours)))
    assert isinstance(left, Elapsed)
    return Elapsed(elapsed_minutes=max(0.0, left.elapsed_minutes - _counted(begin, end, left, hours)))
