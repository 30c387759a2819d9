"""Gamma-gamma: what a customer will spend per purchase, between their own mean and everybody's."""

from math import nan
from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation._checks import confidence, validate
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._literature import FADER_2005_RFM
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, reason_text, why
from servicekit.foundation._results import Interval, Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._intervals import normal_quantile
from servicekit.stats.intervals._likelihood import (
    Maximum,
    Surface,
    dot,
    maximise,
    profile_interval,
    sensitivity,
    standard_errors,
)
from servicekit.value._histories import PurchaseHistories, distinct
from servicekit.value._per_customer import METHODS, PerCustomer, transformed_interval

NAMES: Final = ("p", "q", "v")
SOURCE: Final = FADER_2005_RFM


@frozen(kw_only=True)
class GammaGamma(Result):
    """The gamma-gamma model of spend fitted by maximum likelihood to the customers who bought again.

    Attributes:
        maximum: Parameters, log-likelihood and covariance.
        n_customers: Customers the fit rests on.
        n_free: Customers left out because all their repeat purchases cost nothing.
        correlation: Between number and mean money of repeat purchases; the model takes it to be 0.
        correlation_error: Its standard error, robust against spread that differs with the number.
        level: Confidence level of all intervals.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> histories = sk.value.purchase_histories(log)
        >>> spend = sk.value.gamma_gamma(histories)
        >>> round(spend.mean_spend)
        82
    """

    maximum: Maximum
    n_customers: int
    n_free: int
    correlation: float | None
    correlation_error: float | None
    level: float = field(default=0.95, validator=confidence)
    surface: Surface = field(repr=False, eq=False, metadata={"evidence": False})

    title = Label("Spend per purchase (gamma-gamma)", "每次消费金额（gamma-gamma）")
    derived = ("p", "q", "v", "intervals", "log_likelihood", "mean_spend", "correlation_interval", "reason")

    @property
    def p(self) -> float:
        """Shape of the spend of one customer."""
        return self.maximum.values[0]

    @property
    def q(self) -> float:
        """Shape of the rates over customers."""
        return self.maximum.values[1]

    @property
    def v(self) -> float:
        """Scale of the rates over customers, in money."""
        return self.maximum.values[2]

    @property
    def log_likelihood(self) -> float:
        """Height of the likelihood."""
        return self.maximum.log_likelihood

    @property
    def mean_spend(self) -> float | None:
        """Mean money per purchase over all customers, p v / (q - 1); None where the fitted distribution has no mean."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else None

    @property
    def intervals(self) -> dict[str, Interval]:
        """Wald interval of each parameter on its logarithm."""
        return {name: self.maximum.interval(name, level=self.level) for name in NAMES}

    @property
    def correlation_interval(self) -> Interval | None:
        """Interval of the correlation that does not take money to be normal; without 0 the assumption is in doubt."""
        if self.correlation is None or not self.correlation_error:
            return None
        reach = normal_quantile(self.level) * self.correlation_error
        low, high = max(-1.0, self.correlation - reach), min(1.0, self.correlation + reach)
        return Interval(low=low, high=high, level=self.level, method="normal, heteroscedasticity-robust")

    @property
    def reason(self) -> Reason | None:
        """Why there is no mean spend."""
        return None if self.q > 1 else why(NotEstimable.NO_MEAN, q=self.q)


def gamma_gamma(histories: PurchaseHistories, *, level: float = 0.95) -> GammaGamma:
    """Fit the gamma-gamma model of spend by maximum likelihood.

    Args:
        histories: With spend; customers without repeat purchase tell nothing of spread and are not used.
        level: Confidence level of all intervals.

    Raises:
        NotEnoughDataError: Fewer than two customers bought again for money.
        NotConvergedError: The likelihood has no maximum, for instance because all spend the same.

    Formula:
        L = Γ(px+q) / (Γ(px) Γ(q)) z^(px-1) x^(px) v^q / (v + x z)^(px+q) for x purchases of mean z.

    Source:
        Fader, Hardie and Lee (2005).

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> histories = sk.value.purchase_histories(log)
        >>> spend = sk.value.gamma_gamma(histories)
        >>> round(spend.mean_spend)
        82
    """
    validate(confidence, "level", level)
    spend = _spend(histories)
    again = histories.frequency > 0
    paid = again & (spend > 0)
    x, z = histories.frequency[paid].astype(float), spend[paid]
    if len(x) < 2:
        raise NotEnoughDataError(f"gamma-gamma needs at least 2 customers who bought again for money, got {len(x)}")
    surface = _Surface(x, z)
    correlation, error = _correlation(x, z)
    return GammaGamma(
        maximum=maximise(surface, (2.0, 3.0, float(z.mean())), names=NAMES),
        n_customers=len(x),
        n_free=int(again.sum()) - len(x),
        correlation=correlation,
        correlation_error=error,
        level=level,
        surface=surface,
    )


def _correlation(x: Floats, z: Floats) -> tuple[float | None, float | None]:
    if np.ptp(x) == 0 or np.ptp(z) == 0:
        return None, None
    u, v = (x - x.mean()) / x.std(), (z - z.mean()) / z.std()
    slope = float(np.mean(u * v))
    return slope, float(np.sqrt(np.sum((u * (v - slope * u)) ** 2)) / len(x))


def _spend(histories: PurchaseHistories) -> Floats:
    if histories.spend is None:
        raise InvalidValueError("histories", "made with amounts", "none", hint="pass amount= when reading the log")
    return histories.spend


class _Surface:
    """Log-likelihood with exact first and second derivatives; special functions see the distinct x alone."""

    def __init__(self, x: Floats, z: Floats) -> None:
        self.x, position = distinct(x)
        self.n = np.bincount(position).astype(float)
        self.each, self.total = x, x * z
        self.log_money = dot(x, np.log(z) + np.log(x))
        self.constant = float(np.log(z).sum())

    def __call__(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        from scipy.special import gammaln, polygamma, psi

        p, q, v = parameters.tolist()
        x, n, many = self.x, self.n, float(self.n.sum())
        log_base, base = np.log(self.total + v), 1 / (self.total + v)
        weight = p * self.each + q
        height = n @ (gammaln(p * x + q) - gammaln(p * x)) + many * (q * np.log(v) - gammaln(q))
        height += p * self.log_money - self.constant - dot(weight, log_base)
        digamma, trigamma = psi(p * x + q), polygamma(1, p * x + q)
        slope = np.array(
            [
                n @ (x * (digamma - psi(p * x))) + self.log_money - dot(self.each, log_base),
                n @ digamma + many * (np.log(v) - psi(q)) - log_base.sum(),
                many * q / v - dot(weight, base),
            ]
        )
        pq, pv = n @ (x * trigamma), -dot(self.each, base)
        qv = many / v - base.sum()
        pp = n @ (x**2 * (trigamma - polygamma(1, p * x)))
        qq = n @ trigamma - many * polygamma(1, q)
        vv = -many * q / v**2 + dot(weight, base**2)
        return float(height), slope, np.array([[pp, pq, pv], [pq, qq, qv], [pv, qv, vv]])


def spend_parameter_interval(model: GammaGamma, name: str) -> Interval:
    """Return the profile likelihood interval of p, q or v.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> histories = sk.value.purchase_histories(log)
        >>> spend = sk.value.gamma_gamma(histories)
        >>> spend.q in sk.value.spend_parameter_interval(spend, "q")
        True
    """
    return profile_interval(model.surface, model.maximum, name, level=model.level)


def expected_spend(model: GammaGamma, histories: PurchaseHistories) -> PerCustomer:
    """Return the money each customer is expected to spend per purchase.

    Formula:
        p (v + x z) / (p x + q - 1); with x = 0 it is everybody's mean.

    Raises:
        NotEnoughDataError: The fitted spend has no mean (q at most 1) and a customer without repeat needs it.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> histories = sk.value.purchase_histories(log)
        >>> spend = sk.value.gamma_gamma(histories)
        >>> len(sk.value.expected_spend(spend, histories).values)
        520
    """
    values, slopes = spend_ahead(model, histories)
    low, high = transformed_interval(values, standard_errors(slopes, model.maximum), level=model.level, scale="log")
    return PerCustomer(
        customers=histories.customers,
        values=values,
        low=low,
        high=high,
        level=model.level,
        method=METHODS["log"],
        scale="log",
        total_error=float(standard_errors(slopes.sum(axis=0), model.maximum)),
    )


def spend_ahead(model: GammaGamma, histories: PurchaseHistories) -> tuple[Floats, Floats]:
    """Return expected money per purchase of each customer and its slopes in the logarithms of p, q and v."""
    if model.q <= 1 and (histories.frequency == 0).any():
        raise NotEnoughDataError(
            f"{reason_text(model.reason)}: nothing can be said of customers without repeat purchase"
        )

    values, slopes = sensitivity(lambda parameters: spend_with(parameters, histories), model.maximum)
    if not np.isfinite(slopes).all():
        raise NotEnoughDataError(f"the fitted spend hardly has a mean (q = {model.q:.3g}, too near 1)")
    return values, slopes


def spend_with(parameters: Floats, histories: PurchaseHistories) -> Floats:
    """Return expected money per purchase of each customer for given p, q and v; NaN where there is no mean."""
    x, z = histories.frequency.astype(float), _spend(histories)
    p, q, v = parameters
    room = p * x + q - 1
    return np.where(room > 0, p * (v + x * z) / np.where(room > 0, room, 1.0), nan)
