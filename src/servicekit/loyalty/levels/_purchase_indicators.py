"""Loyalty indicators that a transaction log can answer: repeat purchases, share of needs, time between purchases."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._transactions import Transactions
from servicekit.data._vectors import vector
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.loyalty.levels._indicators import LoyaltyIndicator
from servicekit.stats.intervals._estimates import Average, Share, average_of


@frozen(kw_only=True, eq=False)
class PurchaseIndicators(Result):
    """What the log says of each customer, in the order of ``customers``.

    Attributes:
        customers: Identifiers.
        repeat_purchases: Days with a purchase after the first one; purchases of one day are one.
        days_between: Mean days between purchases; NaN for a customer who bought on one day only.
        share_of_needs: Spending here as a share of what the category costs the customer; NaN where that is unknown.
        level: Confidence level.
    """

    title = Label("Loyalty indicators from purchases", "由交易得出的忠诚指标")
    derived = ("n", "repeat_share", "mean_repeat_purchases", "mean_days_between", "mean_share_of_needs")

    customers: NDArray[np.generic] = field(repr=False, metadata={"evidence": False})
    repeat_purchases: NDArray[np.float64] = field(repr=False, metadata={"evidence": False})
    days_between: NDArray[np.float64] = field(repr=False, metadata={"evidence": False})
    share_of_needs: NDArray[np.float64] = field(repr=False, metadata={"evidence": False})
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def n(self) -> int:
        """Customers with a purchase."""
        return len(self.customers)

    @property
    def repeat_share(self) -> Share:
        """Share of customers who bought on more than one day."""
        name = Label("Share of customers who came back", "回购顾客占比")
        return Share(count=int((self.repeat_purchases > 0).sum()), n=self.n, level=self.level, name=name)

    @property
    def mean_repeat_purchases(self) -> Average:
        """Mean number of repeat purchases."""
        return average_of(self.repeat_purchases, level=self.level, name=LoyaltyIndicator.REPEAT_PURCHASES.label)

    @property
    def mean_days_between(self) -> Average:
        """Mean time between purchases of those who came back; the log's end cuts long gaps off, so it is too low."""
        return average_of(self.days_between, level=self.level, name=Label("Days between purchases", "两次购买间隔天数"))

    @property
    def mean_share_of_needs(self) -> Average:
        """Mean share of needs among those whose needs are known."""
        return average_of(self.share_of_needs, level=self.level, name=LoyaltyIndicator.SHARE_OF_NEEDS.label)


def purchase_indicators(
    log: Transactions, *, needs: Mapping[Any, float] | None = None, level: float = 0.95
) -> PurchaseIndicators:
    """Compute loyalty indicators of every customer with a purchase.

    Args:
        log: What ``read_transactions`` returned.
        needs: Customer -> money spent on the category everywhere in the same period; customers not named are unknown.
        level: Confidence level.

    Raises:
        InvalidValueError: If a customer spent more here than the stated needs, or the needs are not above 0.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> sk.loyalty.purchase_indicators(log).title.en
        'Loyalty indicators from purchases'
    """
    bought = log.days_bought
    active = bought > 0
    repeat = (bought - 1)[active].astype(np.float64)
    span = np.where(active, log.last_day, 0) - np.where(active, log.first_day, 0)
    between = np.divide(span[active], repeat, out=np.full(len(repeat), np.nan), where=repeat > 0)
    ids = log.customers[active]
    return PurchaseIndicators(
        customers=ids,
        repeat_purchases=repeat,
        days_between=between,
        share_of_needs=_share_of_needs(ids, log.totals[active], needs) if needs else np.full(len(ids), np.nan),
        level=level,
    )


def _share_of_needs(ids: NDArray[Any], spent: NDArray[np.float64], needs: Mapping[Any, float]) -> NDArray[np.float64]:
    shares = np.full(len(ids), np.nan)
    for place, (customer, money) in enumerate(zip(ids.tolist(), spent.tolist(), strict=True)):
        need = needs.get(customer)
        if need is None:
            continue
        checks.validate(checks.positive, f"needs of customer {customer!r}", need)
        if not 0 <= money <= need * (1 + 1e-9):
            raise InvalidValueError("needs", "at least what was spent here", need, f"customer {customer!r}: {money:g}")
        shares[place] = min(money / need, 1.0)
    return shares


def saturating(values: ArrayLike, *, full_at: float) -> NDArray[np.float64]:
    """Return counts or times as shares that reach 1 at a stated number and stay there, for use in an index.

    Args:
        values: Numbers of at least 0; NaN stays NaN.
        full_at: The number that counts as full.

    Example:
        >>> import servicekit as sk
        >>> sk.loyalty.saturating([0, 5, 20], full_at=10).tolist()
        [0.0, 0.5, 1.0]
    """
    checks.validate(checks.positive, "full_at", full_at)
    return np.minimum(vector("values", values, low=0, missing=True) / full_at, 1.0)
