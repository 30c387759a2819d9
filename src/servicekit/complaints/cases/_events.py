"""Events of a complaint case: one immutable line of its log each, in UTC, and the one order they can have."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, Final

import attrs
from attrs import field, frozen, validators

from servicekit.complaints.cases._remedies import Remedy
from servicekit.complaints.cases._states import CaseEvent
from servicekit.complaints.causes._causes import CauseInstance, DissatisfactionReason
from servicekit.complaints.causes._problem_kind import ProblemKind
from servicekit.data.time._instants import in_utc
from servicekit.foundation._checks import instance_of, non_blank_text, non_negative, validate
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._literature import ISO_10002
from servicekit.foundation._vocabulary import Concept, Label, framework, member


@framework(
    "F15",
    title=Label("Severity of a complaint", "投诉的严重程度"),
    summary=Label("How grave a complaint is at its initial assessment.", "初步评估时投诉有多严重。"),
    sources=(ISO_10002,),
)
class Severity(Concept):
    """From slight to critical, in rising order."""

    MINOR = "minor", "Minor", "轻微", "An annoyance without consequences.", "只是不便，没有后果。"
    MODERATE = (
        "moderate",
        "Moderate",
        "一般",
        "It cost the customer time or some money.",
        "让客户损失了时间或少量金钱。",
    )
    SERIOUS = "serious", "Serious", "严重", "It did real damage or has happened again.", "造成实际损失或重复发生。"
    CRITICAL = (
        "critical",
        "Critical",
        "危急",
        "People, the law or many customers are concerned.",
        "涉及人身、法律或大量客户。",
    )

    @property
    def rank(self) -> int:
        """0 for minor up to 3 for critical."""
        return list(Severity).index(self)


E = CaseEvent
CONTACTS: Final = frozenset((E.ACKNOWLEDGE, E.HEAR, E.OFFER, E.INFORM, E.VERIFY, E.FOLLOW_UP, E.CLOSE))
"""Events in which the customer hears from the house; each keeps a promise to be in touch."""
ASSESSMENTS: Final = frozenset((E.RECEIVE, E.DIAGNOSE, E.ESCALATE))
HANDOVERS: Final = frozenset((E.ASSIGN, E.ESCALATE))
_KNOWN: Final[Mapping[str, CauseInstance | DissatisfactionReason]] = {
    cause.key: cause for kind in (CauseInstance, DissatisfactionReason) for cause in kind
}


def _kind(value: Any) -> CaseEvent:
    return value if type(value) is CaseEvent else member(CaseEvent, value)


def _remedy(value: Any) -> Remedy | None:
    return None if value is None else member(Remedy, value)


def _severity(value: Any) -> Severity | None:
    return None if value is None else member(Severity, value)


def _problem(value: Any) -> ProblemKind | None:
    return None if value is None else member(ProblemKind, value)


def _causes(values: Any) -> tuple[str, ...]:
    given: Iterable[Any] = [values] if isinstance(values, str | Concept) else values
    return tuple(dict.fromkeys(cause_of(value).key for value in given))


def cause_of(key: CauseInstance | DissatisfactionReason | str) -> CauseInstance | DissatisfactionReason:
    """Return a reason or an instance of a cause given itself or its key."""
    found = _KNOWN.get(key) if isinstance(key, str) else key
    if not isinstance(found, CauseInstance | DissatisfactionReason):
        raise UnknownConceptError("cause", key, list(_KNOWN))
    return found


def _utc_or_none(value: Any) -> datetime | None:
    return None if value is None else in_utc(value)


@frozen(kw_only=True)
class Event:
    """Something that happened to a case.

    Attributes:
        case: Identifier of the case within its source.
        source: Branch or system that numbers the cases; two branches may use the same numbers.
        kind: What happened.
        at: When; stored in UTC, a time without zone is refused.
        by: Who did it.
        sequence: Place among events of the same instant.
        id: Identifier of the event; the same event delivered twice counts once.
        note: What was said or seen.
        until: By when the customer will hear again; only where the customer is spoken to.
        to: Who owns the case from now on; of an assignment always, of an escalation where it is known.
        remedy, amount, grade: What is offered, its worth, and the rank of who offers; only for offers.
        approved_by: Second person who approved an offer.
        severity, safety: Assessment, on receipt, diagnosis or escalation; None leaves it as it was.
        causes: Keys of reasons or instances of causes, found by whoever makes the assessment; none leaves them.
        problem: Kind of problem, which decides who solves it; named in an assessment, None leaves it as it was.

    Example:
        >>> import servicekit as sk
        >>> from datetime import UTC, datetime
        >>> case = sk.complaints.Case.open("K-1", at=datetime(2024, 3, 4, 9, tzinfo=UTC), by="Li")
        >>> case.events[0].by
        'Li'
    """

    case: str = field(validator=non_blank_text)
    kind: CaseEvent = field(converter=_kind)
    at: datetime = field(converter=in_utc)
    by: str = field(validator=non_blank_text)
    source: str = ""
    sequence: int | None = None
    id: str | None = None
    note: str = ""
    until: datetime | None = field(default=None, converter=_utc_or_none)
    to: str | None = field(default=None, validator=validators.optional(non_blank_text))
    remedy: Remedy | None = field(default=None, converter=_remedy)
    amount: float | None = None
    grade: str | None = None
    approved_by: str | None = field(default=None, validator=validators.optional(non_blank_text))
    severity: Severity | None = field(default=None, converter=_severity)
    safety: bool | None = field(default=None, validator=validators.optional(instance_of(bool, "True or False")))
    causes: tuple[str, ...] = field(default=(), converter=_causes)
    problem: ProblemKind | None = field(default=None, converter=_problem)

    def __attrs_post_init__(self) -> None:
        if self.kind is E.OFFER:
            if self.remedy is None:
                raise InvalidValueError("offer", "one that names its remedy", None)
            if self.amount is not None:
                validate(non_negative, "amount", self.amount)
            if self.approved_by == self.by:
                raise InvalidValueError("approved_by", "a second person", self.by)
        elif any(detail is not None for detail in (self.remedy, self.amount, self.grade, self.approved_by)):
            raise InvalidValueError("remedy, amount, grade and approved_by", "left to offers", self.kind.key)
        if self.to is None and self.kind is E.ASSIGN:
            raise InvalidValueError("assignment", "one that says to whom", None)
        if self.to is not None and self.kind not in HANDOVERS:
            raise InvalidValueError("to", "left to assignment and escalation", self.kind.key)
        if self.until is not None:
            if self.kind not in CONTACTS:
                raise InvalidValueError("until", "left to events in which the customer is spoken to", self.kind.key)
            if self.until <= self.at:
                raise InvalidValueError("until", f"after {self.at.isoformat()}", self.until.isoformat())
        assessed = any(found is not None for found in (self.severity, self.safety, self.problem)) or self.causes
        if assessed and self.kind not in ASSESSMENTS:
            rule = "left to receipt, diagnosis and escalation"
            raise InvalidValueError("severity, safety, causes and problem", rule, self.kind.key)

    @property
    def key(self) -> tuple[str, str]:
        """Source and case: what tells cases apart."""
        return self.source, self.case

    def named(self) -> "Event":
        """Return the event with an id of its own, made from all that it says.

        Whoever writes the same gives it the same id, so that nobody has to hand out numbers.
        """
        values = [getattr(self, name) for name in _NAMING]
        said = [value.key if isinstance(value, Concept) else value for value in values]
        said = [value.isoformat() if isinstance(value, datetime) else value for value in said]
        said = [
            float(value) if name == "amount" and value is not None else value
            for name, value in zip(_NAMING, said, strict=True)
        ]
        said += [] if self.problem is None else [self.problem.key]  # records kept before it was asked keep their ids
        return attrs.evolve(self, id=sha256(repr(said).encode()).hexdigest()[:ID_DIGITS])


ID_DIGITS: Final = 20
_NAMING: Final = tuple(f.name for f in attrs.fields(Event) if f.name not in ("id", "problem"))
_PLACE: Final = {kind: place for place, kind in enumerate(CaseEvent)}


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events of one case in their only order, each once, however they arrived.

    Order is by time; at the same instant by sequence, then by kind (a case is heard before it is diagnosed), then by
    id. It depends on the events alone, not on who brought them together.

    Raises:
        InvalidValueError: Two different events share an id, or nothing says which of two events of the same
            instant came first.
    """
    given = list(events)
    for event in given:
        validate(instance_of(Event, "events of a case"), "events", event)
    kept = _once(given)
    if all(earlier.at < later.at for earlier, later in pairwise(kept)):
        return tuple(kept)
    kept.sort(key=attrgetter("at"))
    ordered: list[Event] = []
    for _, together in groupby(kept, key=attrgetter("at")):
        ordered.extend(_untied(list(together)))
    return tuple(ordered)


def _once(events: list[Event]) -> list[Event]:
    known: dict[str, Event] = {}
    for event in dict.fromkeys(events):
        if event.id is not None and known.setdefault(event.id, event) != event:
            raise InvalidValueError("event id", "the same only for the same event", event.id)
    return list(dict.fromkeys(events))


def _untied(together: Sequence[Event]) -> Sequence[Event]:
    if len(together) == 1:
        return together
    numbered = [event.sequence for event in together]
    if None not in numbered and len(set(numbered)) == len(numbered):
        return sorted(together, key=attrgetter("sequence"))
    named = [event.id for event in together]
    if None not in named and (None not in numbered or not any(number is not None for number in numbered)):
        return sorted(together, key=lambda event: (event.sequence or 0, _PLACE[event.kind], event.id))
    what = [f"{event.kind.key} at {event.at.isoformat()}" for event in together]
    raise InvalidValueError("events of one instant", "told apart by sequence or id", what, f"case {together[0].case!r}")
