"""What complaints cost: handling, customers lost and customers put off by what they hear, with their intervals."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from servicekit.complaints.recovery._recovery import CustomersKept, Figure, check_worth, point
from servicekit.complaints.word_of_mouth._reach import Reach
from servicekit.foundation._checks import confidence, instance_of, non_negative, share, validate, whole_positive
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import reason_text
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._confidence_distribution import propagated_interval

HANDLING = Label("Handling of the cases", "处理案例的费用")
CUSTOMERS = Label("Customers lost", "流失顾客")
EACH = Label("One complaint", "单件投诉")
WORDS = Label("Customers put off by word of mouth", "因口碑而流失的潜在顾客")


@frozen(kw_only=True)
class CostPart(Estimate):
    """One part of the cost.

    Attributes:
        name: What it is.
        amount: Money.
        range: Its interval; None if it is taken as known.
    """

    title = Label("Part of the cost of complaints", "投诉成本的组成部分")

    name: Label
    amount: float
    range: Interval | None = None

    @property
    def value(self) -> float:
        """Money."""
        return self.amount

    @property
    def interval(self) -> Interval | None:
        """Interval of the money; None if it is taken as known."""
        return self.range

    def __str__(self) -> str:
        return f"{self.name}: {self.amount:,.2f} {self.range or ''}".strip()


@frozen(kw_only=True)
class ComplaintCost(Estimate):
    """What complaints cost, part by part, with the uncertainty of everything that goes in.

    Attributes:
        complaints: Complaints over which the cost is spread.
        handling_cost_per_case: Money spent on one case, a number or an estimate.
        customers: Who stays and who leaves; None: not counted.
        reach: People who hear of it; None: not counted.
        deterred_share: Share of these people who would have become customers and now do not.
        value_per_customer: Money that a customer brings; enters twice, and is one figure.
        level: Confidence level.
    """

    title = Label("Cost of complaints", "投诉的总成本")
    derived = ("value", "interval", "per_complaint", "parts")

    complaints: int = field(validator=whole_positive)
    handling_cost_per_case: Figure = 0.0
    customers: CustomersKept | None = None
    reach: Reach | None = None
    deterred_share: Figure | None = None
    value_per_customer: Figure | None = None
    level: float = field(default=0.95, validator=confidence)

    @property
    def _figures(self) -> dict[str, Figure]:
        found = {} if self.customers is None else {n: f for n, f in self.customers.figures.items() if n != "worth"}
        found["handling"] = self.handling_cost_per_case
        given = {"heard": self.reach, "put off": self.deterred_share, "worth": self.value_per_customer}
        return found | {name: figure for name, figure in given.items() if figure is not None}

    def _amounts(self, figures: Mapping[str, Any]) -> dict[str, Any]:
        found = {"handling": self.complaints * figures["handling"]}
        if self.customers is not None:
            found["customers"] = self.customers.lost_of(figures) * figures["worth"]
        if self.reach is not None:
            found["words"] = figures["heard"] * figures["put off"] * figures["worth"]
        return found

    @property
    def _points(self) -> dict[str, float]:
        return self._amounts({name: point(name, figure) for name, figure in self._figures.items()})

    def _range(self, part: str | None) -> Interval | None:
        def money(**figures: Any) -> Any:
            found = self._amounts(figures)
            return sum(found.values()) if part is None else found[part]

        found = propagated_interval(money, self._figures, level=self.level)
        return None if found is None or found.low == found.high else found

    @property
    def parts(self) -> tuple[CostPart, ...]:
        """Handling, customers and words, as far as they were given."""
        names = {"handling": HANDLING, "customers": CUSTOMERS, "words": WORDS}
        return tuple(
            CostPart(name=names[key], amount=float(amount), range=self._range(key))
            for key, amount in self._points.items()
        )

    @property
    def value(self) -> float:
        """Sum of the parts."""
        return float(sum(self._points.values()))

    @property
    def interval(self) -> Interval | None:
        """Percentile interval over joint draws of all figures; None where each is published or known."""
        return self._range(None)

    @property
    def per_complaint(self) -> CostPart:
        """Cost of one complaint on average, with its interval: what preventing one saves."""
        found = self.interval
        each = None if found is None else found.map(lambda money: money / self.complaints)
        return CostPart(name=EACH, amount=self.value / self.complaints, range=each)


def complaint_cost(
    *,
    complaints: int,
    handling_cost_per_case: Figure = 0.0,
    customers: CustomersKept | None = None,
    reach: Reach | None = None,
    deterred_share: Figure | None = None,
    value_per_customer: Figure | None = None,
    level: float = 0.95,
) -> ComplaintCost:
    """Add up what complaints cost in handling, in customers and in words.

    Args:
        complaints: Complaints received.
        handling_cost_per_case: Money spent on one case, a number or an estimate.
        customers: From ``retained_customers``. With ``no_problem_share`` only those count who leave because of the
            problem; without it all who leave.
        reach: People who hear of it, from ``reach`` or ``reach_of_complaints``. Tellers counted in it are customers,
            not prospects: leave them out by ``counts_first_tellers=False`` if they are in ``customers`` already.
        deterred_share: Share of these people who would have become customers and now do not; a number taken as known,
            or an estimate from a survey. Needed with ``reach``: no source gives it.
        value_per_customer: Money that a customer brings, a number or an estimate such as a lifetime value; it is one
            figure for the lost and for the put off. Needed with ``customers`` or ``reach``.
        level: Confidence level.

    Example:
        >>> complaint_cost(complaints=40, handling_cost_per_case=25).value
        1000.0
    """
    validate(whole_positive, "complaints", complaints)
    validate(non_negative, "handling_cost_per_case", point("handling_cost_per_case", handling_cost_per_case))
    check_worth(value_per_customer)
    if value_per_customer is None and (customers is not None or reach is not None):
        raise InvalidValueError("value_per_customer", "given with customers or reach", None)
    if customers is not None:
        validate(instance_of(CustomersKept, "the result of retained_customers"), "customers", customers)
        if customers.value is None:
            raise InvalidValueError("customers", "estimable", reason_text(customers.reason))
    if reach is not None:
        validate(instance_of(Reach, "the result of reach", hint="of a preset its .reach"), "reach", reach)
        if reach.cascade.counts_first_tellers and customers is not None:
            hint = "use a cascade with counts_first_tellers=False"
            raise InvalidValueError("reach", "without the first tellers, who are in customers", hint=hint)
        value = None if deterred_share is None else point("deterred_share", deterred_share)
        validate(share, "deterred_share", value)
    return ComplaintCost(
        complaints=complaints,
        handling_cost_per_case=handling_cost_per_case,
        customers=customers,
        reach=reach,
        deterred_share=deterred_share if reach is not None else None,
        value_per_customer=value_per_customer,
        level=level,
    )
