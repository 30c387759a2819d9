"""Total cost of ownership: the purchase and everything that follows, over a horizon and discounted."""

from collections.abc import Mapping, Sequence
from math import fsum, isclose
from typing import Final

from attrs import field, frozen, validators

from servicekit.foundation._checks import finite, non_negative, positive, share, validate, whole
from servicekit.foundation._documents import SERVICE_TYPES, part_of, under
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label, Source
from servicekit.value._lifetime import discount

PURCHASE: Final = "purchase"


@frozen(kw_only=True)
class RunningCost:
    """A cost that comes back every year.

    Attributes:
        name: What it is for.
        per_year: Money of the first year.
        growth: Relative rise from year to year, above -1.

    Example:
        >>> import servicekit as sk
        >>> sk.value.RunningCost(name="fuel", per_year=900)
        RunningCost(name='fuel', per_year=900, growth=0.0)
    """

    name: str = field(validator=validators.min_len(1))
    per_year: float = field(validator=non_negative)
    growth: float = field(default=0.0, validator=discount)


@frozen(kw_only=True)
class OwnershipYear:
    """One year of ownership.

    Attributes:
        year: 0 is the purchase, 1 the first year of use.
        costs: Money of each running cost in that year.
        discount_factor: Worth of a unit of money at the end of that year.
        present_value: What the year costs as seen from the purchase.
        cumulative: Sum so far.
    """

    year: int
    costs: Mapping[str, float]
    discount_factor: float
    present_value: float
    cumulative: float


@frozen(kw_only=True)
class Ownership(Estimate):
    """Total cost of ownership as seen from the day of purchase; running costs fall due at the end of each year.

    Attributes:
        purchase: Paid at once.
        running: Costs of each year.
        years: Horizon in whole years; 0 leaves only the purchase.
        discount_rate: Per year.
        resale: Money got back at the end of the horizon.
    """

    purchase: float = field(validator=non_negative)
    running: tuple[RunningCost, ...]
    years: int = field(validator=whole)
    discount_rate: float = field(validator=discount)
    resale: float = field(default=0.0, validator=non_negative)

    title = Label("Total cost of ownership", "总拥有成本")
    derived = ("value", "shares", "per_year", "reason")

    def __attrs_post_init__(self) -> None:
        names = [cost.name for cost in self.running]
        if repeated := sorted({name for name in names if [*names, PURCHASE].count(name) > 1}):
            raise InvalidValueError("names of running costs", f"different from each other and {PURCHASE!r}", repeated)
        if self.resale and not self.years:
            raise InvalidValueError("resale", "0 where the horizon is 0 years", self.resale)

    @property
    def by_component(self) -> dict[str, float]:
        """Present value of the purchase and of each running cost; the resale is not among them."""
        factor = 1 + self.discount_rate
        found = {PURCHASE: float(self.purchase)}
        for cost in self.running:
            dues = (cost.per_year * (1 + cost.growth) ** (t - 1) * factor**-t for t in range(1, self.years + 1))
            found[cost.name] = fsum(dues)
        return found

    @property
    def value(self) -> float:
        """Present value of all costs less the resale."""
        return fsum(self.by_component.values()) - self.resale * (1 + self.discount_rate) ** -self.years

    @property
    def shares(self) -> dict[str, float] | None:
        """Part of each component in the costs before resale; they sum to one. None where nothing is paid."""
        parts = self.by_component
        total = fsum(parts.values())
        return {name: part / total for name, part in parts.items()} if total else None

    @property
    def per_year(self) -> float | None:
        """The same cost as an equal payment at the end of each year; None for a horizon of 0."""
        if not self.years:
            return None
        return self.value / fsum((1 + self.discount_rate) ** -year for year in range(1, self.years + 1))


def ownership_cost(
    *,
    purchase: float,
    running: Sequence[RunningCost] = (),
    years: int,
    discount_rate: float,
    resale: float = 0.0,
) -> Ownership:
    """Return the total cost of owning something over some years.

    Args:
        purchase: Money paid at once.
        running: What comes back every year.
        years: Horizon, whole years of at least 0.
        discount_rate: Per year.
        resale: Money got back at the end.

    Example:
        >>> import servicekit as sk
        >>> round(sk.value.ownership_cost(purchase=20000, years=5, discount_rate=0.03).value)
        20000
    """
    return Ownership(purchase=purchase, running=tuple(running), years=years, discount_rate=discount_rate, resale=resale)


def ownership_by_year(cost: Ownership) -> tuple[OwnershipYear, ...]:
    """Return the years behind a total cost of ownership; the resale lowers the last one.

    Example:
        >>> import servicekit as sk
        >>> len(sk.value.ownership_by_year(sk.value.ownership_cost(purchase=20000, years=5, discount_rate=0.03)))
        6
    """
    lines, total = [], 0.0
    for year in range(cost.years + 1):
        factor = (1 + cost.discount_rate) ** -year
        dues = {c.name: c.per_year * (1 + c.growth) ** (year - 1) for c in cost.running} if year else {}
        paid = (
            fsum(dues.values()) + (cost.purchase if year == 0 else 0.0) - (cost.resale if year == cost.years else 0.0)
        )
        total += paid * factor
        lines.append(
            OwnershipYear(year=year, costs=dues, discount_factor=factor, present_value=paid * factor, cumulative=total)
        )
    return tuple(lines)


@frozen(kw_only=True)
class OwnershipShares:
    """Published shares of a total cost of ownership, which sum to one.

    Attributes:
        shares: Component -> share.
        labels: Component -> name in both languages.
        source: Where they stand, and under which conditions.

    Example:
        >>> import servicekit as sk
        >>> sk.value.CAR.source.author
        'Training document on service types'
    """

    shares: Mapping[str, float] = field(hash=False)
    labels: Mapping[str, Label] = field(hash=False)
    source: Source

    def __attrs_post_init__(self) -> None:
        for name, part in self.shares.items():
            validate(share, f"share of {name!r}", part)
        if not isclose(fsum(self.shares.values()), 1, abs_tol=1e-9):
            raise InvalidValueError("shares", "such that they sum to 1", fsum(self.shares.values()))

    def scaled(self, *, component: str = "purchase", money: float) -> dict[str, float]:
        """Return what the shares mean in money when one component is known.

        Args:
            component: The one that is known.
            money: Its amount.

        Example:
            >>> import servicekit as sk
            >>> sk.value.CAR.scaled(money=10000)
            {'purchase': 10000.0, 'insurance': 4000.0, 'fuel': 14000.0, 'other': 12000.0}
        """
        validate(finite, "money", money)
        validate(positive, "money", money)
        if component not in self.shares:
            raise UnknownConceptError("component", component, list(self.shares))
        if not self.shares[component]:
            raise InvalidValueError("component", "one with a share above 0", component)
        total = money / self.shares[component]
        return {name: part * total for name, part in self.shares.items()}


CAR: Final = OwnershipShares(
    shares={"purchase": 0.25, "insurance": 0.10, "fuel": 0.35, "other": 0.30},
    labels={
        "purchase": Label("Purchase", "购车价格"),
        "insurance": Label("Insurance", "保险"),
        "fuel": Label("Fuel", "燃油"),
        "other": Label("Everything else", "其他费用"),
    },
    source=part_of(
        under(SERVICE_TYPES, "客户购买一部汽车"),
        "A teaching example of a car; the document names neither the horizon nor the market.",
        "汽车的教学示例；资料未说明年限和市场。",
    ),
)
