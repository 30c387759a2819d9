"""Money by tenure from a purchase log: what customers bring in each period after their first purchase."""

from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.data._transactions import Transactions
from servicekit.data.time._dates import day_number
from servicekit.foundation._checks import check, confidence, positive, share, whole_positive
from servicekit.foundation._errors import NotEnoughDataError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats._estimates import Average, average_of

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
        margin_share: Part of the money that is margin, 0 to 1.
        fewest: A period is given only if so many customers were watched to its end.
        level: Confidence level.

    Raises:
        NotEnoughDataError: The log is shorter than one period for all but a few customers.
    """
    check(positive, "period_days", period_days)
    check(confidence, "level", level)
    check(share, "margin_share", margin_share)
    check(whole_positive, "fewest", fewest)
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
