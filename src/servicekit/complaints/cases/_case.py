"""The complaint case: an immutable record of events, from which its state and history are read."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import attrs
from attrs import field, frozen, validators

from servicekit.complaints.cases._authority import Authority
from servicekit.complaints.cases._events import CONTACTS, HANDOVERS, Event, Severity, cause_of, in_order
from servicekit.complaints.cases._remedies import Remedy
from servicekit.complaints.cases._states import ANSWERS, ENDED, CaseEvent, CaseState, Standing, legal_moves, passed_over
from servicekit.complaints.causes._causes import CauseInstance, DissatisfactionReason
from servicekit.complaints.causes._problem_kind import ProblemKind
from servicekit.data.time._instants import in_utc
from servicekit.foundation._checks import instance_of
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError
from servicekit.foundation._vocabulary import member

E, S = CaseEvent, CaseState
Cause = CauseInstance | DissatisfactionReason


def _events(kinds: CaseEvent | str | Iterable[CaseEvent | str]) -> tuple[CaseEvent, ...]:
    chosen = {member(CaseEvent, kind) for kind in ([kinds] if isinstance(kinds, str | CaseEvent) else kinds)}
    return tuple(kind for kind in E if kind in chosen)


@frozen(kw_only=True)
class CaseRules:
    """How strictly cases are kept.

    Attributes:
        may_skip: Steps of the usual way that may be left out; the case shows them as gaps. Nothing may by default.
        authority: Who may offer what; None: not checked.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.CaseRules()
        CaseRules(may_skip=(), authority=None)
    """

    may_skip: tuple[CaseEvent, ...] = field(default=(), converter=_events)
    authority: Authority | None = field(
        default=None, validator=validators.optional(instance_of(Authority, "the ranks of a house"))
    )

    def __attrs_post_init__(self) -> None:
        if E.RECEIVE in self.may_skip:
            raise InvalidValueError("may_skip", "steps after receipt", "receive")


STRICT = CaseRules()


@frozen(kw_only=True)
class Cycle:
    """One working-through of a case: from receipt or reopening to its end.

    Attributes:
        opened: When it began.
        ended: When it was closed or withdrawn; None while it is open.
        resolved: Whether it ended closed after a solution was accepted or carried out; None while it is open.
    """

    opened: datetime
    ended: datetime | None = None
    resolved: bool | None = None


@frozen(kw_only=True)
class Promise:
    """A word given to be in touch, and when the customer did hear again."""

    made: datetime
    due: datetime
    kept: datetime | None = None


def forbidden(case: object, event: CaseEvent, standing: Standing, allowed: Iterable[CaseEvent]) -> ForbiddenEventError:
    """Return the error for an event that a case does not allow, naming those it does."""
    state, waits = standing
    where = "before it is received" if state is None else f"in state {state.key!r}"
    waiting = " while it waits for the customer" if waits else ""
    hint = "; numbers used by several branches need a source" if event is E.RECEIVE and state is not None else ""
    names = ", ".join(kind.key for kind in allowed) or "nothing"
    message = f"case {case!r}: event {event.key!r} is not allowed {where}{waiting}; allowed now: {names}{hint}"
    return ForbiddenEventError(message)


@frozen(kw_only=True)
class Case:
    """A complaint from receipt to follow-up.

    The events are in order and every one was allowed when it happened: a case that could not have come about
    cannot be made. Equal events make equal cases.

    Attributes:
        id: Identifier within the source.
        source: Branch or system that numbers the cases.
        events: What happened, in order.
        rules: How strictly it is kept.

    Example:
        >>> import servicekit as sk
        >>> from datetime import UTC, datetime
        >>> case = sk.complaints.Case.open("K-1", at=datetime(2024, 3, 4, 9, tzinfo=UTC), by="Li")
        >>> str(case.state)
        'Received 已受理'
    """

    id: str
    source: str = ""
    events: tuple[Event, ...]
    rules: CaseRules = STRICT
    _standing: Standing = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if not self.events:
            raise InvalidValueError("events", "at least the receipt", "none", f"case {self.id!r}")
        if in_order(self.events) != self.events:
            raise InvalidValueError("events", "in order, each once", len(self.events), f"case {self.id!r}")
        object.__setattr__(self, "_standing", self._fold())

    def _fold(self) -> Standing:
        moves = legal_moves(self.rules.may_skip)
        key = (self.source, self.id)
        standing: Standing = (None, False)
        for event in self.events:
            if (event.source, event.case) != key:
                raise InvalidValueError("event", f"of case {self.id!r} of source {self.source!r}", list(event.key))
            allowed = moves[standing]
            if event.kind not in allowed:
                raise forbidden(self.id, event.kind, standing, allowed)
            standing = allowed[event.kind]
        if self.rules.authority is not None:
            self.rules.authority.granted(self.events)
        return standing

    @classmethod
    def open(
        cls,
        id: str,  # noqa: A002
        *,
        by: str,
        at: datetime,
        source: str = "",
        severity: Severity | str | None = None,
        safety: bool | None = None,
        causes: Sequence[Cause | str] = (),
        problem: ProblemKind | str | None = None,
        note: str = "",
        rules: CaseRules = STRICT,
    ) -> "Case":
        """Return a case that has just been received.

        Args:
            id: Its number within the source.
            by: Who received it.
            at: When, with time zone.
            source: Branch or system that numbers the cases.
            severity: How grave it looks.
            safety: Whether people may come to harm.
            causes: What it is about, as far as that is clear: reasons or instances of causes, or their keys.
            problem: Kind of problem, which decides who solves it, or its key ("warranty").
            note: What the customer says.
            rules: How strictly the case is kept.
        """
        details: Any = {"severity": severity, "safety": safety, "causes": causes, "problem": problem}
        receipt = Event(case=id, source=source, kind=E.RECEIVE, at=at, by=by, sequence=1, note=note, **details)
        return cls(id=id, source=source, events=(receipt.named(),), rules=rules)

    @classmethod
    def of(cls, events: Iterable[Event], *, rules: CaseRules = STRICT) -> "Case":
        """Return the case that events make, in whatever order and how often they arrived.

        Raises:
            ForbiddenEventError: An event was not allowed in the state reached by then.
            InvalidValueError: No event, events of several cases, an order that cannot be told.
        """
        ordered = in_order(events)
        if not ordered:
            raise InvalidValueError("events", "at least the receipt", "none")
        return cls(id=ordered[0].case, source=ordered[0].source, events=ordered, rules=rules)

    def record(
        self,
        kind: CaseEvent | str,
        *,
        by: str,
        at: datetime,
        note: str = "",
        until: datetime | None = None,
        remedy: Remedy | str | None = None,
        amount: float | None = None,
        grade: str | None = None,
        approved_by: str | None = None,
        to: str | None = None,
        others: Iterable["Case"] = (),
        severity: Severity | str | None = None,
        safety: bool | None = None,
        causes: Sequence[Cause | str] = (),
        problem: ProblemKind | str | None = None,
    ) -> "Case":
        """Return the case after one more event, or refuse it, naming the events that are allowed.

        Args:
            kind: What happens ("acknowledge").
            by: Who does it.
            at: When, with time zone; not before the last event. What happened earlier and is told late goes
                through ``merged``.
            note: What was said or seen.
            until: By when the customer will hear again.
            remedy, amount, grade: Of an offer: what, worth how much, and the rank of who makes it.
            approved_by: Second person who approved an offer beyond the maker's own authority.
            to: Who owns the case from now on; of an assignment always, of an escalation where it is known.
            others: The other cases of the house, where a rank has a limit for a period.
            severity, safety, causes, problem: A new assessment, on diagnosis or escalation.
        """
        instant, last = in_utc(at), self.events[-1].at
        if instant < last:
            raise InvalidValueError("time", f"not before the last event at {last.isoformat()}", instant.isoformat())
        # above every number seen, so that it comes after all that its writer knew of, whoever else writes meanwhile
        number = 1 + max(len(self.events), *(event.sequence or 0 for event in self.events))
        details: Any = {"kind": kind, "remedy": remedy, "severity": severity, "causes": causes, "problem": problem}
        event = Event(
            case=self.id,
            source=self.source,
            at=instant,
            by=by,
            sequence=number,
            note=note,
            until=until,
            to=to,
            amount=amount,
            grade=grade,
            approved_by=approved_by,
            safety=safety,
            **details,
        )
        following = attrs.evolve(self, events=(*self.events, event.named()))
        if event.kind is E.OFFER and self.rules.authority is not None:
            _within_period(following, self.rules.authority, others)
        return following

    def merged(self, events: Iterable[Event]) -> "Case":
        """Return the case with what others recorded, or what arrived late or twice, put in its place.

        The result depends on the events alone: in whatever order and how often records are merged, the case is the
        same, or their conflict is named.

        Args:
            events: Of the same case.

        Raises:
            ForbiddenEventError: The records conflict: in their one order an event was not allowed, or an offer was
                beyond authority.
            InvalidValueError: An id stands for two events, or the order of two cannot be told.
        """
        try:
            return Case.of((*self.events, *events), rules=self.rules)
        except ForbiddenEventError as error:
            hint = "decide which holds, and record the other anew"
            raise ForbiddenEventError(f"records of one case conflict: {error.message}; {hint}") from None

    @property
    def state(self) -> CaseState:
        """What the case has reached."""
        state = self._standing[0]
        assert state is not None  # the first event is always the receipt
        return state

    @property
    def waits_for_customer(self) -> bool:
        """Whether the clocks stand still until the customer answers."""
        return self._standing[1]

    @property
    def is_open(self) -> bool:
        """Whether anything remains to be done."""
        return self.state not in ENDED

    @property
    def allowed(self) -> tuple[CaseEvent, ...]:
        """The events that may happen next."""
        return tuple(legal_moves(self.rules.may_skip)[self._standing])

    def first(self, kind: CaseEvent | str) -> datetime | None:
        """Return when something happened first; None if it has not."""
        wanted = member(CaseEvent, kind)
        return next((event.at for event in self.events if event.kind is wanted), None)

    def count(self, kind: CaseEvent | str) -> int:
        """Return how often something happened."""
        wanted = member(CaseEvent, kind)
        return sum(event.kind is wanted for event in self.events)

    @property
    def severity(self) -> Severity | None:
        """The latest assessment; None if there was none."""
        return next((event.severity for event in reversed(self.events) if event.severity is not None), None)

    @property
    def safety(self) -> bool:
        """Whether the latest assessment says that people may come to harm."""
        return next((event.safety for event in reversed(self.events) if event.safety is not None), False)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """What the latest assessment that says so found; each names whose it is."""
        return next((tuple(map(cause_of, event.causes)) for event in reversed(self.events) if event.causes), ())

    @property
    def problem(self) -> ProblemKind | None:
        """Kind of problem by the latest assessment that says so; ``PROBLEM_SOLVERS`` tells who solves it."""
        return next((event.problem for event in reversed(self.events) if event.problem is not None), None)

    @property
    def cycles(self) -> tuple[Cycle, ...]:
        """Every working-through: the first, and one for each reopening."""
        found: list[Cycle] = []
        solved = False
        for event in self.events:
            if event.kind in (E.RECEIVE, E.REOPEN):
                found.append(Cycle(opened=event.at))
                solved = False
            elif event.kind in (E.CLOSE, E.WITHDRAW):
                found[-1] = attrs.evolve(found[-1], ended=event.at, resolved=solved and event.kind is E.CLOSE)
            elif event.kind in (E.ACCEPT, E.CARRY_OUT, E.OFFER, E.REFUSE, E.FAIL):
                solved = event.kind in (E.ACCEPT, E.CARRY_OUT)
        return tuple(found)

    @property
    def owner(self) -> str | None:
        """Who owns the case: whom the last assignment or escalation names; None before the first."""
        return self.owners[-1][0] if self.owners else None

    @property
    def owners(self) -> tuple[tuple[str, datetime], ...]:
        """Everyone who has owned the case, and from when."""
        return tuple((event.to, event.at) for event in self.events if event.kind in HANDOVERS and event.to is not None)

    @property
    def waits(self) -> tuple[tuple[datetime, datetime | None], ...]:
        """Spans in which the house waited for the customer; the end of a running one is None."""
        spans: list[tuple[datetime, datetime | None]] = []
        for event in self.events:
            if event.kind is E.PAUSE:
                spans.append((event.at, None))
            elif event.kind in (*ANSWERS, E.RESUME, E.WITHDRAW) and spans and spans[-1][1] is None:
                spans[-1] = (spans[-1][0], event.at)
        return tuple(spans)

    @property
    def promises(self) -> tuple[Promise, ...]:
        """Every word given to be in touch, kept by the next event in which the customer hears something."""
        found: list[Promise] = []
        for event in self.events:
            if event.kind in CONTACTS:
                found = [attrs.evolve(p, kept=event.at) if p.kept is None else p for p in found]
            if event.until is not None:
                found.append(Promise(made=event.at, due=event.until))
        return tuple(found)

    @cached_property
    def gaps(self) -> tuple[CaseEvent, ...]:
        """Steps of the usual way that were left out, in the order in which they were passed over."""
        moves = legal_moves(self.rules.may_skip)
        left_out: list[CaseEvent] = []
        standing: Standing = (None, False)
        for event in self.events:
            left_out.extend(passed_over(standing[0], event.kind))
            standing = moves[standing][event.kind]
        return tuple(left_out)


def _within_period(case: Case, authority: Authority, others: Iterable[Case]) -> None:
    """Refuse the last offer of a case if its maker, or who approved it, has offered too much in the period."""
    offer = authority.granted(case.events)[-1]
    if authority[offer.grade].period_limit is None or not authority.roster:
        return
    house = [*(other.events for other in others if other.events[0].key != case.events[0].key), case.events]
    left = authority.left(offer.by, house, at=offer.at)
    if left is not None and left < 0:
        days = authority[offer.grade].period_days
        raise ForbiddenEventError(
            f"an offer worth {offer.amount:g} is beyond what {offer.by!r} may offer in {days} days; "
            f"left now: {left + offer.amount:g}"
        )
