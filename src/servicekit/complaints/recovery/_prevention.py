"""Prevention, creation, continuation: an action register read by the three, and what preventing complaints is worth."""

from collections.abc import Iterable, Mapping
from math import exp, hypot, log

from attrs import field, frozen, validators

from servicekit.complaints._sources import DEALER_DECK
from servicekit.complaints.recovery._cost import ComplaintCost, CostPart
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Concept, Label, framework, member


@framework(
    "F18",
    title=Label("Prevention, creation, continuation", "预防、创造、延续"),
    summary=Label(
        "The three kinds of action that together make service of high satisfaction.",
        "三类行动合在一起，才有高满意度的服务品质。",
    ),
    sources=(DEALER_DECK,),
    interpretation=Label(
        "The slide shows three words and a sum; what each covers is read here.",
        "原幻灯片只有三个词和一个等式，各自的含义是本库的理解。",
    ),
)
class ActionKind(Concept):
    """What an action does for satisfaction.

    Example:
        >>> import servicekit as sk
        >>> str(sk.complaints.ActionKind("prevention"))
        'Prevention 预防'
    """

    PREVENTION = (
        "prevention",
        "Prevention",
        "预防",
        "Foresee what would be complained about and remove it before it happens.",
        "预见会被投诉的问题，在发生之前消除。",
    )
    CREATION = (
        "creation",
        "Creation",
        "创造",
        "Give customers something good that they had not looked for.",
        "给客户带来意想不到的好处。",
    )
    CONTINUATION = (
        "continuation",
        "Continuation",
        "延续",
        "Keep caring after the service is done.",
        "服务结束之后继续关怀。",
    )


def _kind(value: ActionKind | str) -> ActionKind:
    return member(ActionKind, value)


@frozen(kw_only=True)
class Action:
    """An entry of an action register.

    Attributes:
        key: Its name in the register.
        label: What is done, in both languages.
        kind: Prevention, creation or continuation.
        causes: Keys of the causes it is meant to remove, for prevention.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.Action(key="training", label=sk.foundation.Label("Training", "培训"), kind="prevention").key
        'training'
    """

    key: str
    label: Label
    kind: ActionKind = field(converter=_kind)
    causes: tuple[str, ...] = ()


@frozen(kw_only=True)
class RegisterBalance(Result):
    """How an action register is spread over the three kinds."""

    title = Label("Balance of an action register", "行动清单的构成")
    derived = ("counts", "absent")

    actions: Mapping[ActionKind, tuple[str, ...]]

    @property
    def counts(self) -> Mapping[ActionKind, int]:
        """Actions of each kind."""
        return {kind: len(keys) for kind, keys in self.actions.items()}

    @property
    def absent(self) -> tuple[ActionKind, ...]:
        """Kinds without any action; all three are needed."""
        return tuple(kind for kind, keys in self.actions.items() if not keys)


def register_balance(actions: Iterable[Action]) -> RegisterBalance:
    """Return how the actions of a register are spread over prevention, creation and continuation.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.register_balance([]).title.en
        'Balance of an action register'
    """
    entries = list(actions)
    for entry in entries:
        checks.validate(checks.instance_of(Action, "entries of an action register"), "actions", entry)
    keys = [action.key for action in entries]
    if len(set(keys)) < len(keys):
        raise InvalidValueError("action keys", "different from each other", keys)
    return RegisterBalance(actions={kind: tuple(a.key for a in entries if a.kind is kind) for kind in ActionKind})


@frozen(kw_only=True)
class Amount:
    """A figure that comes from elsewhere, with its interval if it has one.

    Attributes:
        value: At least 0.
        interval: How sure it is; None: taken as given.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.Amount(value=1200)
        Amount(value=1200, interval=None)
    """

    value: float = field(validator=checks.non_negative)
    interval: Interval | None = field(
        default=None, validator=validators.optional(checks.instance_of(Interval, "an Interval"))
    )

    def __attrs_post_init__(self) -> None:
        found = self.interval
        if found is not None and (
            found.kind != "bounded" or not 0 <= found.low <= self.value <= found.high < float("inf")
        ):
            raise InvalidValueError("interval", f"one from 0 up around {self.value:g}", str(found))


def _amount(value: "Amount | float", name: str = "prevented") -> Amount:
    if not isinstance(value, Amount):
        checks.validate(checks.non_negative, name, value)
    return value if isinstance(value, Amount) else Amount(value=value)


def _amounts(values: "Mapping[str, Amount | float] | ComplaintCost") -> Mapping[str, Amount]:
    if isinstance(values, ComplaintCost):
        return {part.name.en: _each(part, values.complaints) for part in values.parts}
    checks.validate(
        checks.instance_of(Mapping, "a mapping from part to money, or the result of complaint_cost"), "costs", values
    )
    return {name: _amount(value, f"cost of {name!r}") for name, value in values.items()}


def _each(part: CostPart, complaints: int) -> Amount:
    """Return a part of the cost of one complaint; none costs less than nothing, so the interval begins at 0."""
    found = part.interval
    if found is not None:
        found = found.map(lambda money: max(money, 0.0) / complaints)
    checks.validate(checks.non_negative, f"cost of {part.name.en!r}", part.amount)
    return Amount(value=part.amount / complaints, interval=found)


@frozen(kw_only=True)
class PreventionValue(Estimate):
    """What complaints that do not come about are worth.

    Attributes:
        prevented: How many complaints are prevented.
        costs: What one complaint costs, by part: handling, customers lost, word of mouth.
        spent: What the prevention costs.
    """

    title = Label("Value of prevention", "预防的价值")
    derived = ("value", "interval", "reason", "cost_per_complaint", "saved", "pays_from")

    prevented: Amount = field(converter=_amount)
    costs: Mapping[str, Amount] = field(converter=_amounts)
    spent: float = field(default=0.0, validator=checks.non_negative)

    def __attrs_post_init__(self) -> None:
        if not self.costs:
            raise InvalidValueError("costs", "given at least one part", "none")
        levels = {a.interval.level for a in (self.prevented, *self.costs.values()) if a.interval is not None}
        if len(levels) > 1:
            raise InvalidValueError("intervals", "of one confidence level", sorted(levels))

    @property
    def cost_per_complaint(self) -> float:
        """All parts together."""
        return sum(part.value for part in self.costs.values())

    @property
    def saved(self) -> float:
        """Complaints prevented times what one costs."""
        return self.prevented.value * self.cost_per_complaint

    @property
    def value(self) -> float:
        """What is saved, less what is spent."""
        return self.saved - self.spent

    @property
    def pays_from(self) -> float | None:
        """Complaints that must be prevented for it to pay; None where a complaint costs nothing."""
        return self.spent / self.cost_per_complaint if self.cost_per_complaint > 0 else None

    @property
    def interval(self) -> Interval | None:
        """The interval that the given ones imply if they are independent; None where none was given.

        Formula:
            Distances from the estimate to the ends are added in squares (MOVER), on the scale of money for the sum
            of the parts and on the logarithmic scale for the product with the number prevented.

        Source:
            Zou and Donner (2008), construction of confidence limits about effect measures.
        """
        given = [amount.interval for amount in (self.prevented, *self.costs.values()) if amount.interval is not None]
        if not given:
            return None
        cost = self.cost_per_complaint
        parts = [(part.value, part.interval or _point(part.value, given[0].level)) for part in self.costs.values()]
        low = cost - hypot(*(value - found.low for value, found in parts))
        high = cost + hypot(*(found.high - value for value, found in parts))
        number = self.prevented.interval or _point(self.prevented.value, given[0].level)
        ends = (
            _product((self.prevented.value, number.low), (cost, max(low, 0.0))),
            _product((self.prevented.value, number.high), (cost, high)),
        )
        return Interval(low=ends[0] - self.spent, high=ends[1] - self.spent, level=given[0].level, method="mover")


def _point(value: float, level: float) -> Interval:
    return Interval(low=value, high=value, level=level, method="given")


def _product(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return an end of the interval of a product from estimate and end of its factors, on the same side."""
    if 0.0 in (*first, *second):  # without logarithms only the two ends together are safe
        return first[1] * second[1]
    steps = [log(end / value) for value, end in (first, second)]
    side = -1 if min(steps) < 0 else 1
    return first[0] * second[0] * exp(side * hypot(*steps))


def prevention_value(
    prevented: Amount | float, *, costs: Mapping[str, Amount | float] | ComplaintCost, spent: float = 0.0
) -> PreventionValue:
    """Return what preventing complaints is worth.

    Args:
        prevented: Complaints that do not come about, with an interval if it is an estimate.
        costs: What complaints cost, from ``complaint_cost``; or what one complaint costs, by part.
        spent: What the prevention costs.

    Returns:
        Value less what is spent, with the interval implied by those of the figures.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.prevention_value(prevented=5000, costs={"training": 1200}).value
        6000000.0
    """
    return PreventionValue(prevented=prevented, costs=costs, spent=spent)
