"""Lifetime value of each customer of a purchase log: expected purchases times expected spend, discounted."""

import numpy as np

from servicekit.foundation._checks import check, positive, share, whole_positive
from servicekit.stats._likelihood import sensitivity, standard_errors
from servicekit.value._bg_nbd import BgNbd, check_period, purchases_ahead
from servicekit.value._gamma_gamma import GammaGamma, spend_ahead
from servicekit.value._histories import DAYS_OF_YEAR, Compressed, Floats, PurchaseHistories, compressed
from servicekit.value._lifetime import check_discount
from servicekit.value._per_customer import METHODS, PerCustomer, ends, told


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
    """
    check(positive, "periods", periods)
    check(whole_positive, "steps", steps)
    check(share, "margin_share", margin_share)
    check_discount(discount_rate_per_year, "discount_rate_per_year")
    check_period(purchases, histories)
    rows = compressed(histories)

    def present(parameters: Floats) -> Floats:
        return discounted_purchases(parameters, rows, periods, discount_rate_per_year, histories.period_days, steps)

    many, many_slopes = (column[rows.position] for column in told(*sensitivity(present, purchases.maximum)))
    money, money_slopes = spend_ahead(spend, histories)
    values = margin_share * many * money
    # the slopes of a product; the two models are fitted apart, so their variances add
    of_purchases = margin_share * money[:, None] * many_slopes
    of_spend = margin_share * many[:, None] * money_slopes
    errors = _joined(of_purchases, of_spend, purchases, spend)
    low, high = ends(values, errors, level=purchases.level, scale="log")
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
