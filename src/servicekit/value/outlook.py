"""Outlook of a whole customer base: how many are probably still there, what they will buy and what it is worth."""

from math import exp, log
from typing import Literal

import numpy as np
from attrs import field, frozen

from servicekit.foundation.checks import confidence, non_negative
from servicekit.foundation.results import Estimate, Interval
from servicekit.foundation.vocabulary import Label
from servicekit.measurement.estimates import named
from servicekit.measurement.intervals import normal_quantile
from servicekit.value.bg_nbd import BgNbd, alive_share, purchases_ahead
from servicekit.value.customer_lifetime import discounted_purchases
from servicekit.value.gamma_gamma import GammaGamma, spend_ahead, spend_with
from servicekit.value.histories import Floats, PurchaseHistories, compressed
from servicekit.value.likelihood import delta
from servicekit.value.per_customer import METHODS


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
    scale: Literal["log", "logit"]
    n: int
    level: float = field(default=0.95, validator=confidence)
    name: Label | None = None

    @property
    def value(self) -> float:
        """The figure."""
        return self.point

    @property
    def interval(self) -> Interval | None:
        """The interval; None at the ends 0 and 1 of the scale."""
        value = self.point
        if value <= 0 or (self.scale == "logit" and value >= 1):
            return None
        reach = normal_quantile(self.level) * self.standard_error / value
        if self.scale == "log":
            low, high = value * exp(-reach), value * exp(min(reach, 700.0))
        else:
            odds, reach = log(value / (1 - value)), min(reach / (1 - value), 700.0)
            low, high = (1 / (1 + exp(-odds + way * reach)) for way in (1, -1))
        return Interval(low=low, high=high, level=self.level, method=METHODS[self.scale])


def share_alive(model: BgNbd, histories: PurchaseHistories) -> ModelledFigure:
    """Return the share of customers who are still customers by the model.

    Customers who bought on one day only count as alive, since in this model nobody leaves before a second purchase:
    the share is an upper bound where they are many.
    """
    rows = compressed(histories)
    weight = rows.weight / rows.weight.sum()
    value, error = delta(lambda p: np.array([weight @ alive_share(p, rows)]), model.maximum)
    return _figure(value, error, "logit", histories, model, Label("Share of customers still there", "仍在的客户占比"))


def purchases_of_base(model: BgNbd, histories: PurchaseHistories, *, periods: float) -> ModelledFigure:
    """Return how many purchases all customers together are expected to make in the next periods.

    Args:
        model: The fitted model.
        histories: The customers.
        periods: Length of the future, in periods of the model.
    """
    rows = compressed(histories)
    value, error = delta(lambda p: np.array([rows.weight @ purchases_ahead(p, rows, periods)]), model.maximum)
    return _figure(
        value, error, "log", histories, model, Label("Expected purchases of all customers", "全体预期购买次数")
    )


def value_of_base(
    purchases: BgNbd,
    spend: GammaGamma,
    histories: PurchaseHistories,
    *,
    periods: float,
    discount_rate_per_year: float,
    margin_share: float,
    steps: int = 12,
) -> ModelledFigure:
    """Return the mean lifetime value per present customer over the next periods, with the interval of the mean.

    Args:
        purchases, spend: Fitted models of buying and of money per purchase, taken to be independent.
        histories: The customers, with spend.
        periods: Horizon in periods of the histories.
        discount_rate_per_year: For instance 0.1.
        margin_share: Part of the money that is margin, 0 to 1.
        steps: Steps into which the horizon is cut.
    """
    rows = compressed(histories)
    n = len(histories)
    money = margin_share * spend_ahead(spend, histories)[0]
    money_of_row = np.bincount(rows.position, weights=money, minlength=len(rows.weight)) / n

    def bought(parameters: Floats) -> Floats:
        return discounted_purchases(parameters, rows, periods, discount_rate_per_year, purchases.period_days, steps)

    def by_buying(parameters: Floats) -> Floats:
        return np.array([money_of_row @ bought(parameters)])

    many = bought(np.asarray(purchases.maximum.values))[rows.position]

    def by_spend(parameters: Floats) -> Floats:
        return np.array([margin_share * float(many @ spend_with(parameters, histories)) / n])

    value, first = delta(by_buying, purchases.maximum)
    _, second = delta(by_spend, spend.maximum)
    name = Label("Lifetime value per customer", "单客终身价值")
    return _figure(value, np.hypot(first, second), "log", histories, purchases, name)


def _figure(
    value: Floats,
    error: Floats,
    scale: Literal["log", "logit"],
    histories: PurchaseHistories,
    model: BgNbd,
    name: Label,
) -> ModelledFigure:
    return ModelledFigure(
        point=float(value[0]),
        standard_error=float(error[0]),
        scale=scale,
        n=len(histories),
        level=model.level,
        name=name,
    )
