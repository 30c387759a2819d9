"""Profit by tenure: where the profit of a customer who stays comes from, year by year."""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.data._transactions import Transactions
from servicekit.data._vectors import vector
from servicekit.data.time._dates import day_number
from servicekit.foundation._checks import confidence, non_negative, positive, share, validate, whole_positive
from servicekit.foundation._documents import AFTER_SALES, part_of, under
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._literature import REICHHELD_1990
from servicekit.foundation._results import Estimate, Result
from servicekit.foundation._vocabulary import Concept, Label, Source, framework, member
from servicekit.stats.intervals._estimates import Average, average_of
from servicekit.value._curve_value import check_survival
from servicekit.value._lifetime import discount


@framework(
    "F27",
    title=Label("Profit of a retained customer", "留住顾客的利润"),
    summary=Label(
        "The parts of the yearly profit of a customer who stays, from the first sale to referrals.",
        "留住的顾客每年利润的构成，从首次销售到推荐新客户。",
    ),
    sources=(under(AFTER_SALES, "客户满意度的价值"), REICHHELD_1990),
)
class ProfitComponent(Concept):
    """Where the profit of a customer comes from."""

    BASE_PROFIT = (
        "base_profit",
        "Base profit",
        "基础利润",
        "Profit of the first sale, or of the usual business of a year.",
        "首次销售或一年中通常业务的利润。",
    )
    REPEAT_PURCHASES = (
        "repeat_purchases",
        "Repeat purchases",
        "再次购买",
        "Profit of buying again, more, or something else.",
        "再次购买、更多购买或购买其他产品带来的利润。",
    )
    CHEAPER_MARKETING = (
        "cheaper_marketing",
        "Cheaper marketing",
        "营销花费减少",
        "Marketing saved on those who know you already.",
        "对已经熟悉企业的顾客所节省的营销费用。",
    )
    LOWER_OPERATING_COST = (
        "lower_operating_cost",
        "Lower operating cost",
        "运营成本降低",
        "Work saved because customer and company know each other.",
        "双方相互熟悉而节省的运营成本。",
    )
    REFERRALS = (
        "referrals",
        "Referrals",
        "老客户推荐",
        "Advertising saved, or profit earned, through new customers whom they bring.",
        "老客户带来新客户所节省的广告费用或带来的利润。",
    )
    PRICE_PREMIUM = (
        "price_premium",
        "Price premium",
        "溢价",
        "Profit of a higher price that is paid without asking for a discount.",
        "顾客愿意支付较高价格、不要求折扣所带来的利润。",
    )


@frozen(kw_only=True)
class TenureYear:
    """One year of tenure of a customer.

    Attributes:
        year: 1 is the first.
        parts: Profit of each component in that year, if the customer is there.
        profit: Their sum.
        survival: Share of customers who are there.
        present_value: Profit x survival, discounted.
        cumulative: Sum of the present values so far, less the acquisition cost.
    """

    year: int
    parts: Mapping[ProfitComponent, float]
    profit: float
    survival: float
    present_value: float
    cumulative: float


@frozen(kw_only=True)
class TenureProfit(Estimate):
    """Profit of a customer over the years of tenure, component by component.

    Attributes:
        components: Component -> profit of year 1, 2, ... if the customer is there; below 0 is a loss.
        acquisition_cost: Spent before the first year.
        survival: Share of customers there in year 1, 2, ...; the first is 1.
        discount_rate: Per year; the first year is not discounted.
    """

    components: Mapping[ProfitComponent, tuple[float, ...]] = field(hash=False)
    acquisition_cost: float = field(default=0.0, validator=non_negative)
    survival: tuple[float, ...]
    discount_rate: float = field(default=0.0, validator=discount)

    title = Label("Profit of a customer by tenure", "按客龄的单个顾客利润")
    derived = ("value", "by_component", "break_even_year", "reason")

    @property
    def years(self) -> tuple[TenureYear, ...]:
        """The table by year."""
        lines, total = [], -float(self.acquisition_cost)
        for index, alive in enumerate(self.survival):
            parts = {component: series[index] for component, series in self.components.items()}
            profit = fsum(parts.values())
            present = profit * alive * (1 + self.discount_rate) ** -index
            total += present
            lines.append(
                TenureYear(
                    year=index + 1, parts=parts, profit=profit, survival=alive, present_value=present, cumulative=total
                )
            )
        return tuple(lines)

    @property
    def by_component(self) -> dict[ProfitComponent, float]:
        """Present value of each component over all years; with the acquisition cost they add up to the value."""
        weights = [alive * (1 + self.discount_rate) ** -t for t, alive in enumerate(self.survival)]
        return {
            component: fsum(profit * weight for profit, weight in zip(series, weights, strict=True))
            for component, series in self.components.items()
        }

    @property
    def value(self) -> float:
        """Present value of all years less the acquisition cost."""
        return fsum(self.by_component.values()) - self.acquisition_cost

    @property
    def break_even_year(self) -> int | None:
        """First year by whose end the acquisition cost is earned back; None where it never is."""
        return next((line.year for line in self.years if line.cumulative >= 0), None)


def profit_by_tenure(
    components: Mapping[ProfitComponent | str, Sequence[float]],
    *,
    acquisition_cost: float = 0.0,
    survival: Sequence[float] | None = None,
    retention: float | None = None,
    discount_rate: float = 0.0,
) -> TenureProfit:
    """Return the profit of a customer by tenure.

    Args:
        components: Component (or its key) -> profit of year 1, 2, ...; all of one length.
        acquisition_cost: Spent before the first year.
        survival: Share of customers there in year 1, 2, ...; or else
        retention: the constant share that stays from year to year; with neither, the customer stays for all years.
        discount_rate: Per year.

    Example:
        >>> import servicekit as sk
        >>> sk.value.profit_by_tenure({"base_profit": [10, 12, 14]}).title.en
        'Profit of a customer by tenure'
    """
    named = {member(ProfitComponent, component): series for component, series in components.items()}
    table = {part: tuple(vector(part.key, series, place="year", first=1).tolist()) for part, series in named.items()}
    lengths = {len(series) for series in table.values()}
    if len(lengths) != 1 or 0 in lengths:
        raise InvalidValueError("components", "series of one length, at least a year", sorted(lengths))
    length = lengths.pop()
    if survival is not None and retention is not None:
        raise InvalidValueError("survival and retention", "given one at a time", [list(survival), retention])
    curve = (
        [(1.0 if retention is None else float(retention)) ** t for t in range(length)] if survival is None else survival
    )
    if len(curve) != length:
        raise InvalidValueError("survival", f"one share for each of the {length} years", len(curve))
    return TenureProfit(
        components=table,
        acquisition_cost=acquisition_cost,
        survival=check_survival(curve),
        discount_rate=discount_rate,
    )


@frozen(kw_only=True)
class PublishedTenure:
    """Published profits by year of tenure, not split into components.

    Attributes:
        industry: Where.
        profits: Money of year 1, 2, ...
        source: Where they stand, and under which conditions.
    """

    industry: Label
    profits: tuple[float, ...]
    source: Source


CREDIT_CARD: Final = PublishedTenure(
    industry=Label("Credit card issuer", "信用卡发卡机构"),
    profits=(30.0, 42.0, 44.0, 50.0, 56.0),
    source=part_of(
        REICHHELD_1990,
        "About these US dollars per customer and year of tenure, after an acquisition cost that is not among them; "
        "as reported by the Sun-Sentinel, 11 July 1994.",
        "每位顾客每年客龄约为这些美元数，未包括获客成本；据《太阳哨兵报》1994 年 7 月 11 日报道。",
    ),
)

QUARTER: Final = 365.25 / 4


@frozen(kw_only=True)
class TenureSpend(Result):
    """Mean money per customer in each period since the first purchase, over all who were watched to its end.

    Whoever has stopped buying stays in with 0, so the figures already carry the loss of customers. Later periods
    rest on the customers who came early.

    Attributes:
        periods: Mean of period 1, 2, ... since the first purchase, which lies in the first.
        active: Customers who bought in each period.
        period_days: Length of a period in days.
    """

    title = Label("Money per customer by tenure", "每位客户的金额（按存续时间）")
    derived = ("by_period", "total")

    periods: tuple[Average, ...]
    active: tuple[int, ...]
    period_days: float = field(validator=positive)

    @property
    def by_period(self) -> dict[str, Average]:
        """Mean money of each period, by its number."""
        return {str(number): average for number, average in enumerate(self.periods, start=1)}

    @property
    def total(self) -> float:
        """Sum of the means: what a customer brings over all these periods, as far as the log reaches."""
        return float(sum(average.value or 0.0 for average in self.periods))


def tenure_spend(
    log: Transactions,
    *,
    end: str | None = None,
    period_days: float = QUARTER,
    margin_share: float = 1.0,
    fewest: int = 30,
    level: float = 0.95,
) -> TenureSpend:
    """Return mean money per customer by period of tenure.

    Args:
        log: What ``read_transactions`` returned, with amounts.
        end: Last day of observation, included; the last day bought if None.
        period_days: Length of a period; a quarter of a year by default.
        margin_share: Part of the money that is margin, 0 to 1.
        fewest: A period is given only if so many customers were watched to its end.
        level: Confidence level.

    Raises:
        NotEnoughDataError: The log is shorter than one period for all but a few customers.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> sk.value.tenure_spend(log).title.en
        'Money per customer by tenure'
    """
    validate(positive, "period_days", period_days)
    validate(confidence, "level", level)
    validate(share, "margin_share", margin_share)
    validate(whole_positive, "fewest", fewest)
    last = int(log.day.max(initial=0)) if end is None else day_number(end)
    first = np.minimum(log.first_day, last + 1)
    # returns of what was bought before the log began belong to nobody's tenure
    inside = (log.day <= last) & (log.day >= first[log.customer])
    who, day = log.customer[inside], log.day[inside]
    money = margin_share * _money(log)[inside]
    whole = ((last + 1 - first) / period_days).astype(int)
    at = ((day - first[who]) / period_days).astype(int)
    periods, active = [], []
    for number in range(int(whole.max(initial=0))):
        watched = whole > number
        if watched.sum() < fewest:
            break
        here = at == number
        spent = np.bincount(who[here], weights=money[here], minlength=len(log.customers))
        bought = np.bincount(who[here & log.is_purchase[inside]], minlength=len(log.customers)) > 0
        periods.append(average_of(spent[watched].astype(np.float64), level=level))
        active.append(int((bought & watched).sum()))
    if not periods:
        rule = f"fewer than {fewest} customers were watched for {period_days:g} days after their first purchase"
        raise NotEnoughDataError(rule)
    return TenureSpend(periods=tuple(periods), active=tuple(active), period_days=float(period_days))


def _money(log: Transactions) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if log.amount is None:
        raise NotEnoughDataError("money by tenure needs amounts, the log has none")
    return log.amount
