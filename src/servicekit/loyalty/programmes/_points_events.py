"""What can happen to points, and when they lapse: the events and rules of a points ledger."""

from collections.abc import Iterable
from datetime import date, timedelta
from numbers import Integral
from typing import Any, Final

from attrs import field, frozen, validators

from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import MEASUREMENT, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Concept, Label, framework, member

LONGEST_ID: Final = 200
FIRST: Final = date(1900, 1, 1)
LAST: Final = date(2999, 12, 31)
LONGEST_DAYS: Final = 36_525


@framework(
    "F25",
    title=Label("Events of a points account", "积分账户的事项"),
    summary=Label("Everything that changes a balance of points.", "会使积分余额发生变化的一切事项。"),
    sources=(under(MEASUREMENT, "忠诚计划的几种模式"),),
    interpretation=Label(
        "The document names points programmes without their rules; these are the rules such programmes need to add up.",
        "资料只提到积分计划而未给规则；此处是使积分账目平衡所需的规则。",
    ),
)
class PointsEvent(Concept):
    """A kind of event; expiry is none of them, because it follows from the rule by itself."""

    EARN = ("earn", "earn", "获得", "Points are credited for a purchase or an act.", "因购买或行为而记入积分。")
    ADJUST = ("adjust", "adjust", "调整", "A correction up or down, with a note.", "附说明的增减更正。")
    TRANSFER = (
        "transfer",
        "transfer",
        "转让",
        "Points pass to another member and keep their expiry.",
        "积分转给其他会员，有效期不变。",
    )
    BURN = ("burn", "burn", "兑换", "Points are redeemed for a reward.", "以积分兑换奖励。")
    REVERSE = (
        "reverse",
        "reverse",
        "冲销",
        "An earlier entry is undone, in full or in part: a returned purchase or reward.",
        "全部或部分撤销此前的一笔记录，例如退货或退回奖品。",
    )


@frozen(kw_only=True)
class ByAge:
    """Points lapse a number of days after they were earned.

    Attributes:
        days: Days of use, the day of earning included; at least 1.

    Example:
        >>> import servicekit as sk
        >>> sk.loyalty.ByAge(days=365)
        ByAge(days=365)
    """

    days: int = field(validator=(checks.whole_positive, checks.number_in(1, LONGEST_DAYS)))

    def of(self, earned: date) -> date:
        """Return the first day of no use."""
        return earned + timedelta(days=self.days)


@frozen(kw_only=True)
class ByDate:
    """Points lapse at the end of a calendar day.

    Attributes:
        month, day: The last day of use in a year; not 29 February, which most years lack.
        years_after: How many such days pass before the points lapse: 0 for the first on or after earning.

    Example:
        >>> import servicekit as sk
        >>> sk.loyalty.ByDate()
        ByDate(month=12, day=31, years_after=0)
    """

    month: int = field(default=12, validator=validators.in_(range(1, 13)))
    day: int = field(default=31, validator=checks.whole_positive)
    years_after: int = field(default=0, validator=(checks.whole, checks.number_in(0, 100)))

    def __attrs_post_init__(self) -> None:
        try:
            date(2023, self.month, self.day)
        except ValueError:
            raise InvalidValueError("month and day", "a day that every year has", [self.month, self.day]) from None

    def of(self, earned: date) -> date:
        """Return the first day of no use."""
        last = date(earned.year, self.month, self.day)
        years = earned.year + self.years_after + (earned > last)
        return date(years, self.month, self.day) + timedelta(days=1)


def _kind(kind: PointsEvent | str) -> PointsEvent:
    return member(PointsEvent, kind)


def _whole(value: object) -> Any:
    return int(value) if isinstance(value, Integral) and not isinstance(value, bool) else value


def _points(event: Any, attribute: Any, value: Any) -> None:
    if type(value) is not int:
        raise InvalidValueError("points", "a whole number", value)
    if value == 0 or (value < 0 and event.kind is not PointsEvent.ADJUST):
        raise InvalidValueError("points", "above 0 (an adjustment may be negative)", value)


def _day(event: object, attribute: object, value: date) -> None:
    if type(value) is not date:
        raise InvalidValueError("day", "a datetime.date", value, hint="take the date in the programme's own time zone")
    if not FIRST <= value <= LAST:
        raise InvalidValueError("day", f"from {FIRST.isoformat()} to {LAST.isoformat()}", value)


def _id(event: Any, attribute: Any, value: Any) -> None:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID or not value.isprintable():
        raise InvalidValueError(attribute.name, f"printable text of 1 to {LONGEST_ID} characters", value)


def _partner(event: object, attribute: object, value: object) -> None:
    if value != "":
        _id(event, attribute, value)


def companies(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of companies, refusing a single text, which would fall into its letters."""
    found = tuple(names)
    if isinstance(names, str) or not all(isinstance(name, str) and name for name in found):
        raise InvalidValueError("partners", "a list of names", names if isinstance(names, str) else list(found))
    return found


@frozen(kw_only=True)
class PointsEntry:
    """One event of a points ledger.

    Attributes:
        id: Identifier; the same entry delivered twice counts once.
        day: When it happened.
        kind: What happened (``PointsEvent`` or its key).
        member: Whose account.
        points: How many; an adjustment may be negative.
        to: Who receives a transfer.
        partner: The company that issues the points earned or redeems those burned; "" in a programme of one company.
            In a coalition an adjustment upwards names who issues the points.
        sequence: Order within a day; entries of equal sequence run in the order earn, adjust, transfer, burn, reverse.
        note: Why; required for an adjustment.
        of: The id of the entry that a reversal undoes; a receipt of several lines has an entry, and so an id, for each.
        usable_from: Points earned or adjusted upwards are pending until this day; at once if None.

    Example:
        >>> import servicekit as sk
        >>> from datetime import date
        >>> earned = sk.loyalty.PointsEntry(id="1", day=date(2024, 1, 5), kind="earn", member="Li", points=100)
        >>> ledger = sk.loyalty.PointsLedger(entries=[earned])
        >>> earned.points
        100
    """

    id: str = field(validator=_id)
    day: date = field(validator=_day)
    kind: PointsEvent = field(converter=_kind)
    member: str = field(validator=_id)
    points: int = field(converter=_whole, validator=_points)
    to: str | None = field(default=None, validator=validators.optional(_id))
    partner: str = field(default="", validator=_partner)
    sequence: int = field(default=0, validator=checks.whole)
    note: str = ""
    of: str | None = field(default=None, validator=validators.optional(_id))
    usable_from: date | None = field(default=None, validator=validators.optional(_day))

    def __attrs_post_init__(self) -> None:
        if (self.of is not None) != (self.kind is PointsEvent.REVERSE):
            raise InvalidValueError("of", "given for a reversal and for nothing else", self.of, f"entry {self.id!r}")
        if self.usable_from is not None and (not self.adds or self.usable_from < self.day):
            rule = "left to points that come in, and not before their day"
            raise InvalidValueError("usable_from", rule, self.usable_from.isoformat(), f"entry {self.id!r}")
        if (self.to is not None) != (self.kind is PointsEvent.TRANSFER):
            raise InvalidValueError("to", "given for a transfer and for nothing else", self.to, f"entry {self.id!r}")
        if self.to == self.member:
            raise InvalidValueError("to", "another member", self.to, f"entry {self.id!r}")
        if self.kind is PointsEvent.ADJUST and not self.note:
            raise InvalidValueError("note", "given for an adjustment", "", f"entry {self.id!r}")

    @property
    def adds(self) -> bool:
        """Whether new points come in."""
        return self.kind is PointsEvent.EARN or (self.kind is PointsEvent.ADJUST and self.points > 0)

    @property
    def order(self) -> tuple[date, int, int, str]:
        """Place in the ledger, whatever the order of arrival."""
        return self.day, self.sequence, _RANK[self.kind], self.id


Expiry = ByAge | ByDate
_RANK: Final = {kind: place for place, kind in enumerate(PointsEvent)}
