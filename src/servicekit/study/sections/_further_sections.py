"""Sections of a study: pairs of questions, usage and attitude, tables of customers who leave and of events of cases."""

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen
from attrs.validators import in_, optional

from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._checks import number_in, positive, share, whole_positive
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.priorities._investment import MOST_LEVELS


@frozen(kw_only=True)
class InvestmentSection:
    """Money for attributes of Kano pairs.

    Attributes:
        budget: Money there is.
        cost: Attribute -> money to raise it from 0 to 1; attributes without a cost are not for sale.
        fulfilment: Attribute -> how far it is fulfilled now, 0 to 1; the mean rating of the column of that name if
            it is left out.
        levels: Steps in which the rest of each attribute can be bought, 1 to 200.
        worth: Money that moving all customers from neutral to satisfied is worth; where it is stated, the report says
            where spending stops paying.
        currency: As one writes it, shown in reports.
    """

    budget: float = field(validator=positive)
    cost: Mapping[str, float]
    fulfilment: Mapping[str, float] = field(factory=dict)
    levels: int = field(default=5, validator=[whole_positive, number_in(1, MOST_LEVELS)])
    worth: float | None = field(default=None, validator=optional(positive))
    currency: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.cost:
            raise InvalidValueError("cost", "given for at least one attribute", ...)
        for key, money in self.cost.items():
            positive(None, f"cost of {key!r}", money)
        for key, level in self.fulfilment.items():
            share(None, f"fulfilment of {key!r}", level)


@frozen(kw_only=True)
class KanoSection:
    """Pairs of questions with and without an attribute.

    Attributes:
        functional, dysfunctional: Columns, in the same order.
        scale: Scale of all of them, five answers from like to dislike.
        attributes: Names of the attributes, in the same order; one that is the column of a rating among the drivers
            joins what is known of both. If none are given, what the two columns have in common.
        lowest: What the lowest answer means: "like" (1 like ... 5 dislike) or "dislike".
        table: Evaluation table, a name in ``KANO_TABLES`` or 25 letters.
        investment: Money for attributes; no plan where left out.
    """

    functional: tuple[str, ...]
    dysfunctional: tuple[str, ...]
    scale: str
    attributes: tuple[str, ...] = ()
    lowest: Literal["like", "dislike"] = field(default="like", validator=in_(("like", "dislike")))
    table: str = "berger"
    investment: InvestmentSection | None = None

    def __attrs_post_init__(self) -> None:
        _paired("functional", self.functional, "dysfunctional", self.dysfunctional)
        if self.attributes:
            _paired("functional", self.functional, "attributes", self.attributes)
        if len(set(self.attributes)) < len(self.attributes):
            raise InvalidValueError("attributes", "each once", self.attributes)
        if self.investment is not None:
            for key in (*self.investment.cost, *self.investment.fulfilment):
                if key not in self.pairs:
                    raise UnknownConceptError("attribute of [kano.investment]", key, list(self.pairs))

    @property
    def pairs(self) -> dict[str, tuple[str, str]]:
        """Attribute -> its two columns."""
        both = list(zip(self.functional, self.dysfunctional, strict=True))
        keys = self.attributes or tuple(_in_common(*pair) for pair in both)
        if len(set(keys)) < len(keys) or not all(keys):
            keys = self.functional
        return dict(zip(keys, both, strict=True))


@frozen(kw_only=True)
class ImportanceSection:
    """Pairs of how important something is and how well it is done.

    Attributes:
        importance, performance: Columns, in the same order.
        scale: Scale of all of them.
    """

    importance: tuple[str, ...]
    performance: tuple[str, ...]
    scale: str

    def __attrs_post_init__(self) -> None:
        _paired("importance", self.importance, "performance", self.performance)


@frozen(kw_only=True)
class UsageSection:
    """How much customers use the service, what they think of it, and where much and good begin.

    Attributes:
        usage, attitude: Columns; usage may be a number (visits, spend) or answers on a scale.
        usage_cut, attitude_cut: Value from which on usage is heavy and attitude is high; stated, not searched for.
        usage_scale, attitude_scale: Names of their scales; plain numbers where left out.
        satisfaction, satisfaction_scale: Column compared between the segments and its scale; none where left out.
    """

    usage: str
    attitude: str
    usage_cut: float
    attitude_cut: float
    usage_scale: str = ""
    attitude_scale: str = ""
    satisfaction: str | None = None
    satisfaction_scale: str = ""

    def __attrs_post_init__(self) -> None:
        if (self.satisfaction is None) != (not self.satisfaction_scale):
            raise InvalidValueError("satisfaction and satisfaction_scale", "given together", "one of them")

    @property
    def scales(self) -> dict[str, str]:
        """Column -> the name of its scale, "" where it holds plain numbers."""
        found = {self.usage: self.usage_scale, self.attitude: self.attitude_scale}
        return found | ({self.satisfaction: self.satisfaction_scale} if self.satisfaction else {})


@frozen(kw_only=True)
class ChurnSection:
    """A table with one row per customer: how long each has been one, and whether each has left.

    Attributes:
        tenure: Column of the time as a customer.
        churned: Column that says who left.
        left: Its values that mean so ("Yes", "1").
        unit: What tenure counts, for reports.
        by: Columns by which retention is compared.
    """

    tenure: str
    churned: str
    left: tuple[str, ...]
    unit: str = "months"
    by: tuple[str, ...] = ()


@frozen(kw_only=True)
class EventsSection:
    """A log with one row per event of a case.

    Attributes:
        case, activity, time: Columns.
        times: How times are written, and on which clock; ISO 8601 if not given, all with an offset or all on one plain
            clock.
        closing: Activities that end a case; if none are given, its last event does.
    """

    case: str
    time: str
    activity: str | None = None
    times: TimeFormat = field(factory=TimeFormat)
    closing: tuple[str, ...] = field(default=())

    def __attrs_post_init__(self) -> None:
        if self.closing and self.activity is None:
            raise InvalidValueError("closing", "given together with a column activity", list(self.closing))


def _paired(first: str, one: tuple[str, ...], second: str, other: tuple[str, ...]) -> None:
    if len(one) != len(other) or not one:
        raise InvalidValueError(f"{first} and {second}", "as many columns each", f"{len(one)} and {len(other)}")


def _in_common(first: str, other: str) -> str:
    """Return how two names begin, without marks at its end."""
    length = next((at for at, (a, b) in enumerate(zip(first, other, strict=False)) if a != b), len(first))
    return first[:length].rstrip("_-. :：")
