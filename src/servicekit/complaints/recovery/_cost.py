"""What complaints cost: handling, customers lost and customers put off by what they hear, with their intervals."""

from math import fsum

from attrs import field, frozen, validators

from servicekit.complaints.recovery._recovery import CustomersKept
from servicekit.complaints.word_of_mouth._reach import Reach
from servicekit.foundation._checks import instance_of, non_negative, share, validate, whole_positive
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import told
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats._estimates import Share
from servicekit.stats._intervals import mover_sum

HANDLING = Label("Handling of the cases", "处理案例的费用")
CUSTOMERS = Label("Customers lost", "流失顾客")
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
    """What complaints cost, part by part.

    Attributes:
        parts: Handling, customers and words, as far as they were given.
        complaints: Complaints over which the cost is spread.
    """

    title = Label("Cost of complaints", "投诉的总成本")
    derived = ("value", "interval", "per_complaint", "parts")

    parts: tuple[CostPart, ...] = field(validator=validators.min_len(1))
    complaints: int = field(validator=whole_positive)

    @property
    def value(self) -> float:
        """Sum of the parts."""
        return fsum(part.amount for part in self.parts)

    @property
    def interval(self) -> Interval | None:
        """MOVER interval of the sum; a part without an interval is taken as known, so that it is a lower width."""
        return mover_sum([(1.0, part.amount, part.range) for part in self.parts])

    @property
    def per_complaint(self) -> float:
        """Cost of one complaint on average: what preventing one saves."""
        return self.value / self.complaints


def complaint_cost(
    *,
    complaints: int,
    handling_cost_per_case: float = 0.0,
    customers: CustomersKept | None = None,
    reach: Reach | None = None,
    put_off_share: float | Share | None = None,
    value_per_customer: float | None = None,
) -> ComplaintCost:
    """Add up what complaints cost in handling, in customers and in words.

    Args:
        complaints: Complaints received.
        handling_cost_per_case: Money spent on one case.
        customers: From ``customers_kept``. With ``no_problem_share`` only those count who leave because of the
            problem; without it all who leave.
        reach: People who hear of it, from ``reach`` or ``reach_of_complaints``. Tellers counted in it are customers,
            not prospects: leave them out by ``counts_first_tellers=False`` if they are in ``customers`` already.
        put_off_share: Share of these people who would have become customers and now do not; a number taken as known,
            or a Share from a survey. Needed with ``reach``: no source gives it.
        value_per_customer: Money that a customer brings. Needed with ``customers`` or ``reach``.
    """
    validate(whole_positive, "complaints", complaints)
    validate(non_negative, "handling_cost_per_case", handling_cost_per_case)
    parts = [CostPart(name=HANDLING, amount=complaints * handling_cost_per_case)]
    if value_per_customer is not None:
        validate(non_negative, "value_per_customer", value_per_customer)
    elif customers is not None or reach is not None:
        raise InvalidValueError("value_per_customer", "given with customers or reach", None)
    worth = value_per_customer or 0.0
    if customers is not None:
        validate(instance_of(CustomersKept, "the result of customers_kept"), "customers", customers)
        parts.append(_customers_lost(customers, worth))
    if reach is not None:
        validate(instance_of(Reach, "the result of reach", hint="of a preset its .reach"), "reach", reach)
        if reach.cascade.counts_first_tellers and customers is not None:
            hint = "use a cascade with counts_first_tellers=False"
            raise InvalidValueError("reach", "without the first tellers, who are in customers", hint=hint)
        parts.append(_put_off(reach, put_off_share, worth))
    return ComplaintCost(parts=tuple(parts), complaints=complaints)


def _customers_lost(customers: CustomersKept, worth: float) -> CostPart:
    lost = customers.lost if customers.lost_to_problems is None else customers.lost_to_problems
    if lost is None or customers.value is None:
        raise InvalidValueError("customers", "estimable", told(customers.reason))
    stay = lost + customers.value
    found = customers.interval
    return CostPart(
        name=CUSTOMERS, amount=lost * worth, range=found.map(lambda kept: (stay - kept) * worth) if found else None
    )


def _put_off(reach: Reach, put_off: float | Share | None, worth: float) -> CostPart:
    if not isinstance(put_off, Share):
        validate(share, "put_off_share", put_off)
        known = float(put_off or 0.0)
        return CostPart(
            name=WORDS, amount=reach.value * known * worth, range=reach.interval.map(lambda n: n * known * worth)
        )
    if put_off.value is None or put_off.interval is None:
        raise InvalidValueError("put_off_share", "estimable", told(put_off.reason))
    if put_off.level != reach.level:
        raise InvalidValueError("the levels of put_off_share and reach", "equal", [put_off.level, reach.level])
    amount = reach.value * put_off.value * worth
    # a product of independent figures: each one's spread at the middle of the other, joined as for a sum
    spread = mover_sum(
        [
            (worth * put_off.value, reach.value, reach.interval),
            (worth * reach.value, put_off.value, put_off.interval),
        ]
    )
    return CostPart(name=WORDS, amount=amount, range=spread.map(lambda total: total - amount) if spread else None)
