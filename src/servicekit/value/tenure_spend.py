"""Money by tenure from a purchase log: what customers bring in each period after their first purchase."""

from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.foundation.checks import check, confidence, positive
from servicekit.foundation.errors import NotEnoughDataError
from servicekit.foundation.results import Result
from servicekit.foundation.vocabulary import Label
from servicekit.measurement.dates import day_number
from servicekit.measurement.estimates import Average
from servicekit.measurement.transactions import Transactions

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

    title = Label("Money per customer by tenure", "按客龄的单客金额")
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
        margin_share: Part of the money that is margin.
        fewest: A period is given only if so many customers were watched to its end.
        level: Confidence level.

    Raises:
        NotEnoughDataError: The log is shorter than one period for all but a few customers.
    """
    check(positive, "period_days", period_days)
    check(confidence, "level", level)
    last = int(log.day.max()) if end is None else day_number(end)
    inside = log.day <= last
    who, day = log.customer[inside], log.day[inside]
    money = margin_share * _money(log)[inside]
    first = np.full(len(log.customers), last + 1)
    np.minimum.at(first, who, day)
    known = first <= last
    whole = np.where(known, ((last + 1 - first) / period_days).astype(int), 0)
    at = ((day - first[who]) / period_days).astype(int)
    periods, active = [], []
    for number in range(int(whole.max(initial=0))):
        watched = whole > number
        if watched.sum() < fewest:
            break
        here = at == number
        spent = np.bincount(who[here], weights=money[here], minlength=len(log.customers))
        bought = np.bincount(who[here], minlength=len(log.customers)) > 0
        sums = np.sort(spent[watched])  # sorted, so that the order of the rows leaves no trace
        n = len(sums)
        sd = float(sums.std(ddof=1)) if n > 1 else 0.0
        periods.append(Average(n=n, mean=float(sums.mean()), sd=sd, level=level))
        active.append(int((bought & watched).sum()))
    if not periods:
        rule = f"fewer than {fewest} customers were watched for {period_days:g} days after their first purchase"
        raise NotEnoughDataError(rule)
    return TenureSpend(periods=tuple(periods), active=tuple(active), period_days=float(period_days))


def _money(log: Transactions) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if log.amount is None:
        raise NotEnoughDataError("money by tenure needs amounts, the log has none")
    return log.amount
