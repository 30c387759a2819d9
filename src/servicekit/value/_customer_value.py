"""What an offer is worth to the customer: benefits less the money, the effort to obtain and the effort to use it."""

from collections.abc import Iterable, Mapping, Sequence

import attrs
from attrs import field, frozen, validators

from servicekit.foundation._checks import non_negative, share, validate
from servicekit.foundation._documents import SERVICE_TYPES, under
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._literature import KOTLER
from servicekit.foundation._results import Estimate, Result
from servicekit.foundation._vocabulary import Concept, Label, framework, member


@framework(
    "F09",
    title=Label("Value as benefits less costs", "价值 = 利益 − 成本"),
    summary=Label(
        "What an offer is worth to the customer, as a difference and as a ratio, with three kinds of cost.",
        "一项产品或服务对顾客的价值，以差额和比值表示，成本分为三类。",
    ),
    sources=(under(SERVICE_TYPES, "价值=利益-成本"), KOTLER),
    interpretation=Label(
        "Effort is priced by the customer's own time; the difference and the ratio are both given, sources use either.",
        "精力按顾客自己的时间计价；差额与比值都给出，文献两者皆用。",
    ),
)
class CustomerCost(Concept):
    """The kinds of cost that a customer bears.

    Example:
        >>> import servicekit as sk
        >>> str(sk.value.CustomerCost("money"))
        'Money paid 所支付的货币'
    """

    MONEY = "money", "Money paid", "所支付的货币", "The price and every later payment.", "价格以及以后的各项付款。"
    OBTAINING = (
        "obtaining",
        "Effort to obtain",
        "获得的费用与精力",
        "Finding out, negotiating, travelling and waiting until one has it.",
        "为得到它而了解、洽谈、往返和等待的费用与精力。",
    )
    USING = (
        "using",
        "Effort to use",
        "使用的费用与精力",
        "Learning, arranging, maintaining and complaining so that it serves its purpose.",
        "为使其发挥作用而学习、安排、维护和投诉的费用与精力。",
    )


def _kind(kind: CustomerCost | str) -> CustomerCost:
    return member(CustomerCost, kind)


@frozen(kw_only=True)
class Cost:
    """One cost of an offer to the customer: money, time, or both.

    Attributes:
        name: What it is for.
        kind: Money, obtaining or using.
        money: In the currency of the benefits.
        hours: The customer's own time.

    Example:
        >>> import servicekit as sk
        >>> sk.value.Cost(name="fare", kind="money", money=3).money
        3
    """

    name: str = field(validator=validators.min_len(1))
    kind: CustomerCost = field(converter=_kind)
    money: float = field(default=0.0, validator=non_negative)
    hours: float = field(default=0.0, validator=non_negative)


def _benefits(benefits: Mapping[str, float]) -> dict[str, float]:
    for name, worth in benefits.items():
        validate(non_negative, f"benefit {name!r}", worth)
    return dict(benefits)


def _costs(costs: Iterable[Cost]) -> tuple[Cost, ...]:
    return tuple(costs)


@frozen(kw_only=True)
class Offer:
    """An offer as the customer sees it.

    Attributes:
        name: Its name.
        benefits: Worth of each benefit to the customer in money (product, service, people, image, ...).
        costs: What it costs the customer; names differ from each other.

    Example:
        >>> import servicekit as sk
        >>> fare = sk.value.Cost(name="fare", kind="money", money=3)
        >>> bus = sk.value.Offer(name="Bus", benefits={"arrive": 9}, costs=[fare])
        >>> bus.name
        'Bus'
    """

    name: str = field(validator=validators.min_len(1))
    benefits: Mapping[str, float] = field(converter=_benefits, hash=False)
    costs: tuple[Cost, ...] = field(converter=_costs)

    def __attrs_post_init__(self) -> None:
        names = [cost.name for cost in self.costs]
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            raise InvalidValueError("names of costs", "different from each other", repeated, f"offer {self.name!r}")


@frozen(kw_only=True)
class CustomerValue(Estimate):
    """Value of an offer to the customer: benefits less costs.

    Attributes:
        offer: The offer.
        hour_price: What an hour of the customer's time is worth to the customer.
    """

    offer: Offer
    hour_price: float = field(validator=non_negative)

    title = Label("Value to the customer", "顾客价值")
    derived = ("value", "ratio", "benefits", "costs", "costs_by_kind", "reason")

    @property
    def benefits(self) -> float:
        """Sum of the benefits."""
        return float(sum(self.offer.benefits.values()))

    @property
    def cost_of(self) -> dict[str, float]:
        """Each cost in money, effort priced by time."""
        return {cost.name: cost.money + cost.hours * self.hour_price for cost in self.offer.costs}

    @property
    def costs(self) -> float:
        """Sum of the costs."""
        return float(sum(self.cost_of.values()))

    @property
    def costs_by_kind(self) -> dict[CustomerCost, float]:
        """Sum of the costs of each kind."""
        priced = self.cost_of
        return {
            kind: float(sum(priced[cost.name] for cost in self.offer.costs if cost.kind is kind))
            for kind in CustomerCost
        }

    @property
    def value(self) -> float:
        """Benefits less costs; below 0 the customer is better off without."""
        return self.benefits - self.costs

    @property
    def ratio(self) -> float | None:
        """Benefits by costs; None where it costs nothing."""
        return self.benefits / self.costs if self.costs else None


def customer_value(offer: Offer, *, hour_price: float) -> CustomerValue:
    """Return what an offer is worth to a customer.

    Args:
        offer: Benefits and costs.
        hour_price: Worth of an hour of the customer's time, in the money of the benefits.

    Example:
        >>> import servicekit as sk
        >>> fare = sk.value.Cost(name="fare", kind="money", money=3)
        >>> bus = sk.value.Offer(name="Bus", benefits={"arrive": 9}, costs=[fare])
        >>> sk.value.customer_value(bus, hour_price=20).value
        6.0
    """
    return CustomerValue(offer=offer, hour_price=hour_price)


def compare_offers(offers: Sequence[Offer], *, hour_price: float) -> tuple[CustomerValue, ...]:
    """Return the value of each offer, the best difference first, then the best ratio.

    Which offer is best can depend on what the customer's time is worth: compare at several prices of an hour.

    Example:
        >>> import servicekit as sk
        >>> fare = sk.value.Cost(name="fare", kind="money", money=3)
        >>> bus = sk.value.Offer(name="Bus", benefits={"arrive": 9}, costs=[fare])
        >>> sk.value.compare_offers([bus], hour_price=20)[0].title.en
        'Value to the customer'
    """
    values = [customer_value(offer, hour_price=hour_price) for offer in offers]
    return tuple(sorted(values, key=lambda v: (-v.value, -(v.ratio if v.ratio is not None else float("inf")))))


@frozen(kw_only=True)
class CostCut(Result):
    """What a cut of one cost does to the value.

    Attributes:
        cost: The cost as it is.
        cut_share: Part of it that is cut.
        before, after: The value before and after.
        spent: What the cut costs the provider; None if unknown.
    """

    cost: Cost
    cut_share: float = field(validator=share)
    before: CustomerValue
    after: CustomerValue
    spent: float | None = field(default=None, validator=validators.optional(non_negative))

    title = Label("Effect of a cost cut", "降低成本的效果")
    derived = ("gain", "ratio_gain", "gain_per_spent")

    @property
    def gain(self) -> float:
        """Rise of the value: one for one with the cost."""
        return self.after.value - self.before.value

    @property
    def ratio_gain(self) -> float | None:
        """Rise of benefits by costs; None where nothing is left to pay."""
        before, after = self.before.ratio, self.after.ratio
        return None if before is None or after is None else after - before

    @property
    def gain_per_spent(self) -> float | None:
        """Rise of the value for each unit of money the provider spends; None where that is unknown or nothing."""
        return self.gain / self.spent if self.spent else None


def cost_cuts(
    offer: Offer, *, hour_price: float, cuts: Mapping[str, float], spent: Mapping[str, float] | None = None
) -> tuple[CostCut, ...]:
    """Return what each possible cut would do, the one that raises the value most first.

    Args:
        offer: The offer as it is.
        hour_price: Worth of an hour of the customer's time.
        cuts: Name of a cost -> part of it that can be cut, 0 to 1.
        spent: Name of a cost -> what that cut costs the provider.

    Example:
        >>> import servicekit as sk
        >>> fare = sk.value.Cost(name="fare", kind="money", money=3)
        >>> bus = sk.value.Offer(name="Bus", benefits={"arrive": 9}, costs=[fare])
        >>> sk.value.cost_cuts(bus, hour_price=20, cuts={"fare": 0.5})[0].title.en
        'Effect of a cost cut'
    """
    known = {cost.name: cost for cost in offer.costs}
    for name in (*cuts, *(spent or {})):
        if name not in known:
            raise UnknownConceptError(f"cost of offer {offer.name!r}", name, list(known))
    before = customer_value(offer, hour_price=hour_price)
    found = []
    for name, part in cuts.items():
        validate(share, f"cut of {name!r}", part)
        less = attrs.evolve(known[name], money=known[name].money * (1 - part), hours=known[name].hours * (1 - part))
        changed = attrs.evolve(offer, costs=tuple(less if cost.name == name else cost for cost in offer.costs))
        after = customer_value(changed, hour_price=hour_price)
        price = (spent or {}).get(name)
        found.append(CostCut(cost=known[name], cut_share=part, before=before, after=after, spent=price))
    return tuple(sorted(found, key=lambda cut: -cut.gain))
