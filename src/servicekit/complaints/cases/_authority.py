"""Authority: who may promise what to a complaining customer, up to which amount, alone or with a second person."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from math import inf

from attrs import field, frozen, validators

from servicekit.complaints.cases._events import Event
from servicekit.complaints.cases._remedies import FREE, Remedy
from servicekit.complaints.cases._states import CaseEvent
from servicekit.data.time._instants import in_utc
from servicekit.foundation._checks import instance_of, non_negative, whole_positive
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label, member

E = CaseEvent


@frozen(kw_only=True)
class Grade:
    """A rank of staff and what it may offer alone.

    Attributes:
        key: Its name in events ("agent").
        label: In both languages.
        limit: Largest amount per offer, in the house's currency; None: no limit.
        remedies: What it may offer; every kind if empty.
        case_limit: Largest amount of all that the rank offers in one case, but for what the customer refused; as
            ``limit`` if None.
        period_limit: Largest amount that one person offers in any ``period_days`` days, over all cases; None: no
            limit. It takes all cases to see it: ``Authority.left``.
        period_days: Days of 24 hours of the period.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.Grade(key="clerk", label=sk.foundation.Label("Clerk", "职员")).key
        'clerk'
    """

    key: str
    label: Label = field(validator=instance_of(Label, "a Label with English and Chinese words"))
    limit: float | None = field(default=None, validator=validators.optional(non_negative))
    remedies: tuple[Remedy, ...] = ()
    case_limit: float | None = field(default=None, validator=validators.optional(non_negative))
    period_limit: float | None = field(default=None, validator=validators.optional(non_negative))
    period_days: int = field(default=30, validator=whole_positive)

    @property
    def is_limited(self) -> bool:
        """Whether it matters how much an offer is worth."""
        return any(limit is not None for limit in (self.limit, self.case_limit, self.period_limit))

    def may_offer(self, remedy: Remedy, amount: float, *, before: float = 0.0) -> bool:
        """Say whether an offer lies within the rank's own authority.

        Args:
            remedy: What is offered.
            amount: What it is worth.
            before: What the rank has offered in the same case already.
        """
        allowed = not self.remedies or remedy in self.remedies
        single = inf if self.limit is None else self.limit
        return allowed and amount <= single and before + amount <= self.of_case

    @property
    def of_case(self) -> float:
        """Largest amount of all offers in one case; endless without a limit."""
        limit = self.limit if self.case_limit is None else self.case_limit
        return inf if limit is None else limit


@frozen(kw_only=True)
class Granted:
    """An offer that counts: the customer did not refuse it, nor was it taken back by a new one.

    Attributes:
        by: Whose authority it used: the second person's where one had to approve.
        grade: Key of that person's rank.
        at: When.
        amount: What it is worth; 0 for a remedy that costs no money.
    """

    by: str
    grade: str
    at: datetime
    amount: float


@frozen(kw_only=True)
class Authority:
    """The ranks of a house, from the front line upwards, and who holds which.

    Attributes:
        grades: The ranks.
        roster: Person -> key of the rank. With a roster the rank is looked up and nobody else may offer anything;
            without one an offer says the rank of its maker.

    Example:
        >>> import servicekit as sk
        >>> clerk = sk.complaints.Grade(key="clerk", label=sk.foundation.Label("Clerk", "职员"), limit=100)
        >>> house = sk.complaints.Authority(grades=(clerk,), roster={"Li": "clerk"})
        >>> house.rank("Li").limit
        100
    """

    grades: tuple[Grade, ...]
    roster: Mapping[str, str] = field(factory=dict, hash=False)

    def __attrs_post_init__(self) -> None:
        keys = [grade.key for grade in self.grades]
        if not keys or len(set(keys)) < len(keys):
            raise InvalidValueError("grades", "at least one, with different keys", keys)
        for key in self.roster.values():
            self[key]
        if not self.roster and any(grade.period_limit is not None for grade in self.grades):
            raise InvalidValueError("roster", "given where a grade has a limit for a period", "none")

    def __getitem__(self, key: str) -> Grade:
        for grade in self.grades:
            if grade.key == key:
                return grade
        raise UnknownConceptError("grade of authority", key, [grade.key for grade in self.grades])

    def rank(self, person: str, grade: str | None = None) -> Grade:
        """Return the rank of a person by the roster, or the one an offer says where there is no roster.

        Args:
            person: Who offers or approves.
            grade: The rank that the offer says.

        Raises:
            ForbiddenEventError: Nobody says the rank, the roster does not know the person, or says another rank.
        """
        if not self.roster:
            if grade is None:
                able = ", ".join(one.key for one in self.grades)
                raise ForbiddenEventError(f"an offer must say the grade of whoever makes it, one of: {able}")
            return self[grade]
        if person not in self.roster:
            raise ForbiddenEventError(f"an offer must be made by somebody on the roster, got {person!r}")
        if grade not in (None, self.roster[person]):
            raise ForbiddenEventError(f"the grade of {person!r} must be {self.roster[person]!r}, got {grade!r}")
        return self[self.roster[person]]

    def who_may(self, remedy: Remedy | str, amount: float = 0.0) -> tuple[Grade, ...]:
        """Return the ranks that may make an offer."""
        kind = member(Remedy, remedy)
        return tuple(grade for grade in self.grades if grade.may_offer(kind, amount))

    def check(self, key: str | None, remedy: Remedy | str, amount: float | None = None, *, before: float = 0.0) -> None:
        """Refuse an offer above a rank's authority, naming who may make it.

        Args:
            key: The rank.
            remedy: What is offered.
            amount: What it is worth; needed where the rank has a limit, unless the remedy costs no money.
            before: What the rank has offered in the same case already, but for what the customer refused.

        Raises:
            ForbiddenEventError: The rank is not given, may not offer this, or the amount is not said.
            UnknownConceptError: There is no such rank.
        """
        kind = member(Remedy, remedy)
        able = ", ".join(grade.key for grade in self.who_may(kind, before + (amount or 0.0))) or "nobody"
        if key is None:
            raise ForbiddenEventError(f"an offer must say the grade of whoever makes it; it may be made by: {able}")
        grade = self[key]
        if amount is None and kind not in FREE and grade.is_limited:
            raise ForbiddenEventError(f"an offer of {kind.key} by {key!r} must say its amount: that grade has a limit")
        worth = amount or 0.0
        if not grade.may_offer(kind, worth, before=before):
            limit = "" if grade.limit is None else f", whose limit is {grade.limit:g}"
            if grade.may_offer(kind, worth):
                limit = (
                    f", whose limit in one case is {grade.case_limit or grade.limit or 0:g}, {before:g} of it offered"
                )
            raise ForbiddenEventError(
                f"an offer of {kind.key} worth {worth:g} is beyond the authority of {key!r}{limit}; "
                f"it may be made by: {able}"
            )

    def granted(self, events: Iterable[Event]) -> tuple[Granted, ...]:
        """Return the offers of one case that count, checking each against what the same rank had offered before.

        What the customer refuses no longer counts, nor what was accepted and could not be delivered, so that a new
        offer took its place; a second offer while the first lies before the customer adds to it.

        Args:
            events: Of one case, in order.

        Raises:
            ForbiddenEventError: An offer was beyond the authority of its maker and of whoever approved it.
        """
        kept: list[Granted] = []
        lying: list[Granted] = []
        accepted = False
        for event in events:
            if event.kind is E.OFFER:
                lying = [] if accepted else lying
                accepted = False
                lying.append(self._granted(event, [*kept, *lying]))
            elif event.kind in (E.REFUSE, E.WITHDRAW):
                lying, accepted = [], False
            elif event.kind is E.ACCEPT:
                accepted = True
            elif event.kind is E.CARRY_OUT:
                kept, lying, accepted = [*kept, *lying], [], False
        return (*kept, *lying)

    def _granted(self, event: Event, before: list[Granted]) -> Granted:
        """Return an offer under the authority of its maker, or else of the second person."""
        assert event.remedy is not None  # no offer is made without one
        person, rank, worth = event.by, self.rank(event.by, event.grade), event.amount or 0.0
        if event.approved_by is not None and not rank.may_offer(event.remedy, worth, before=_sum(before, rank.key)):
            if not self.roster:
                raise ForbiddenEventError(f"approval by {event.approved_by!r} needs a roster that says the grade")
            person, rank = event.approved_by, self.rank(event.approved_by)
        self.check(rank.key, event.remedy, event.amount, before=_sum(before, rank.key))
        return Granted(by=person, grade=rank.key, at=event.at, amount=worth)

    def left(self, person: str, cases: Iterable[Iterable[Event]], *, at: datetime) -> float | None:
        """Return what a person may still offer at a time, over all cases; None without a limit of a period.

        Args:
            person: Somebody on the roster.
            cases: The events of every case of the house.
            at: The time, with its zone.

        Formula:
            period_limit - worth of the person's offers that count, made in the ``period_days`` up to ``at``.
        """
        rank, now = self.rank(person), in_utc(at)
        if rank.period_limit is None:
            return None
        since = now - timedelta(days=rank.period_days)
        offers = [offer for events in cases for offer in self.granted(events) if offer.by == person]
        return rank.period_limit - sum(offer.amount for offer in offers if since < offer.at <= now)


def _sum(offers: Iterable[Granted], grade: str) -> float:
    return sum(offer.amount for offer in offers if offer.grade == grade)
