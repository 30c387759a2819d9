"""Outlook of a whole customer base: how many are probably still there, what they will buy and what it is worth."""

from typing import Literal

import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation._checks import confidence, non_negative, positive, share, validate, whole_positive
from servicekit.foundation._errors import NotEnoughDataError
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import named
from servicekit.stats.intervals._likelihood import sensitivity, standard_errors
from servicekit.value._bg_nbd import BgNbd, check_period, expected_purchases, probability_alive, purchases_ahead
from servicekit.value._gamma_gamma import GammaGamma, spend_ahead
from servicekit.value._histories import DAYS_OF_YEAR, Compressed, PurchaseHistories, compressed
from servicekit.value._lifetime import check_discount
from servicekit.value._per_customer import METHODS, PerCustomer, Scale, require_finite, transformed_interval


def customer_lifetime_values(
    purchases: BgNbd,
    spend: GammaGamma,
    histories: PurchaseHistories,
    *,
    periods: float,
    discount_rate_per_year: float,
    margin_share: float,
    steps: int = 12,
) -> PerCustomer:
    """Return the discounted margin expected of each customer over the next periods, what was bought so far excluded.

    The horizon is cut into equal steps and the purchases of a step are discounted from its end. The two models are
    taken to be independent, as they are fitted; the interval carries the uncertainty of their parameters.

    Args:
        purchases: Fitted model of buying.
        spend: Fitted model of money per purchase.
        histories: The customers, with spend.
        periods: Horizon in periods of the histories.
        discount_rate_per_year: For instance 0.1; above -1.
        margin_share: Part of the money that is margin, 0 to 1.
        steps: Number of steps.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> histories = sk.value.purchase_histories(log)
        >>> buying = sk.value.bg_nbd(histories)
        >>> spend = sk.value.gamma_gamma(histories)
        >>> worth = sk.value.customer_lifetime_values(
        ...     buying, spend, histories, periods=52, discount_rate_per_year=0.1, margin_share=0.3
        ... )
        >>> worth.total > 0
        True
    """
    validate(positive, "periods", periods)
    validate(whole_positive, "steps", steps)
    validate(share, "margin_share", margin_share)
    check_discount(discount_rate_per_year, "discount_rate_per_year")
    check_period(purchases, histories)
    rows = compressed(histories)

    def present(parameters: Floats) -> Floats:
        return discounted_purchases(parameters, rows, periods, discount_rate_per_year, histories.period_days, steps)

    many, many_slopes = (column[rows.position] for column in require_finite(*sensitivity(present, purchases.maximum)))
    money, money_slopes = spend_ahead(spend, histories)
    values = margin_share * many * money
    # the slopes of a product; the two models are fitted apart, so their variances add
    of_purchases = margin_share * money[:, None] * many_slopes
    of_spend = margin_share * many[:, None] * money_slopes
    errors = _joined(of_purchases, of_spend, purchases, spend)
    low, high = transformed_interval(values, errors, level=purchases.level, scale="log")
    return PerCustomer(
        customers=histories.customers,
        values=values,
        low=low,
        high=high,
        level=purchases.level,
        method=f"{METHODS['log']}, both models",
        scale="log",
        total_error=float(_joined(of_purchases.sum(axis=0), of_spend.sum(axis=0), purchases, spend)),
    )


def _joined(of_purchases: Floats, of_spend: Floats, purchases: BgNbd, spend: GammaGamma) -> Floats:
    first, second = standard_errors(of_purchases, purchases.maximum), standard_errors(of_spend, spend.maximum)
    return np.asarray(np.hypot(first, second))


def discounted_purchases(
    parameters: Floats, rows: Compressed, periods: float, discount_rate_per_year: float, period_days: float, steps: int
) -> Floats:
    """Return the discounted expected purchases of each distinct history over the horizon.

    The sum of factor x increment is taken by parts, so that each edge between steps is looked at once.
    """
    edges = np.linspace(0, periods, steps + 1)[1:]
    factors = (1 + discount_rate_per_year) ** (-edges * period_days / DAYS_OF_YEAR)
    falls = factors - np.append(factors[1:], 0.0)
    ahead = [fall * purchases_ahead(parameters, rows, edge) for fall, edge in zip(falls, edges, strict=True)]
    return np.asarray(np.sum(ahead, axis=0, dtype=float))


ALIVE = Label("Share of customers still there", "仍在的顾客占比")
PURCHASES = Label("Expected purchases of all customers", "全体预期购买次数")
WORTH = Label("Lifetime value per customer", "每位客户的终身价值")


@frozen(kw_only=True)
class ModelledFigure(Estimate):
    """A figure of the whole base that follows from fitted parameters, with an interval by the delta method.

    The interval carries what is not known of the parameters; what chance will do to these very customers comes on top.

    Attributes:
        point: The figure.
        standard_error: By the delta method.
        scale: Where the figure is nearly normal: "log" for what is above 0, "logit" for shares.
        n: Customers.
        level: Confidence level.
        name: What it is; a general title if None.
    """

    title = named("Figure of a fitted model", "模型推算值")

    point: float
    standard_error: float = field(validator=non_negative)
    scale: Scale
    n: int
    level: float = field(default=0.95, validator=confidence)
    name: Label | None = None

    @property
    def value(self) -> float:
        """The figure."""
        return self.point

    @property
    def interval(self) -> Interval | None:
        """The interval; None at the ends of the scale, where the model knows no doubt."""
        if self.point <= 0 or (self.scale == "logit" and self.point >= 1):
            return None
        at, error = np.array([self.point]), np.array([self.standard_error])
        low, high = transformed_interval(at, error, level=self.level, scale=self.scale)
        return Interval(low=low[0], high=high[0], level=self.level, method=METHODS[self.scale])


def aggregate(each: PerCustomer, *, what: Literal["mean", "total"], name: Label | None = None) -> ModelledFigure:
    """Return the mean or the total of a figure over all customers, with its interval.

    Args:
        each: The figure of each customer.
        what: "mean" or "total".
        name: What it is.

    Raises:
        NotEnoughDataError: There are no customers.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> histories = sk.value.purchase_histories(log)
        >>> buying = sk.value.bg_nbd(histories)
        >>> each = sk.value.expected_purchases(buying, histories, periods=26)
        >>> sk.value.aggregate(each, what="total").value > 0
        True
    """
    n = len(each)
    if not n:
        raise NotEnoughDataError("a figure of the whole base needs customers, got none")
    share = 1 / n if what == "mean" else 1.0
    return ModelledFigure(
        point=share * each.total,
        standard_error=share * each.total_error,
        scale=each.scale if what == "mean" else "log",
        n=n,
        level=each.level,
        name=name,
    )


def alive_share(model: BgNbd, histories: PurchaseHistories) -> ModelledFigure:
    """Return the share of customers who are still customers by the model.

    Customers who bought on one day only count as alive, since in this model nobody leaves before a second purchase:
    the share is an upper bound where they are many.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> histories = sk.value.purchase_histories(log)
        >>> model = sk.value.bg_nbd(histories)
        >>> round(sk.value.alive_share(model, histories).value, 2)
        0.66
    """
    return aggregate(probability_alive(model, histories), what="mean", name=ALIVE)


def purchases_of_base(model: BgNbd, histories: PurchaseHistories, *, periods: float) -> ModelledFigure:
    """Return how many purchases all customers together are expected to make in the next periods.

    Args:
        model: The fitted model.
        histories: The customers.
        periods: Length of the future, in periods of the model.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> histories = sk.value.purchase_histories(log)
        >>> model = sk.value.bg_nbd(histories)
        >>> round(sk.value.purchases_of_base(model, histories, periods=4).value)
        74
    """
    return aggregate(expected_purchases(model, histories, periods=periods), what="total", name=PURCHASES)


def value_of_base(
    purchases: BgNbd,
    spend: GammaGamma,
    histories: PurchaseHistories,
    *,
    periods: float,
    discount_rate_per_year: float,
    margin_share: float,
) -> ModelledFigure:
    """Return the mean lifetime value per present customer over the next periods.

    Args:
        purchases, spend: Fitted models of buying and of money per purchase, taken to be independent.
        histories: The customers, with spend.
        periods: Horizon in periods of the histories.
        discount_rate_per_year: For instance 0.1.
        margin_share: Part of the money that is margin, 0 to 1.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> histories = sk.value.purchase_histories(log)
        >>> buying = sk.value.bg_nbd(histories)
        >>> spend = sk.value.gamma_gamma(histories)
        >>> sk.value.value_of_base(
        ...     buying, spend, histories, periods=52, discount_rate_per_year=0.1, margin_share=0.3
        ... ).value > 0
        True
    """
    each = customer_lifetime_values(
        purchases,
        spend,
        histories,
        periods=periods,
        discount_rate_per_year=discount_rate_per_year,
        margin_share=margin_share,
    )
    return aggregate(each, what="mean", name=WORTH)
