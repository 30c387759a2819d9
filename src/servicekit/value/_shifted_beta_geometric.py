"""Shifted beta-geometric: retention that rises with tenure because those who leave easily leave first."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation._checks import confidence, validate, whole, whole_positive
from servicekit.foundation._errors import InvalidValueError, NotConvergedError, NotEnoughDataError
from servicekit.foundation._literature import FADER_2007
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._likelihood import Maximum, Surface, delta, maximise, profile_interval
from servicekit.value._lifetime import discount, yes_or_no
from servicekit.value._per_customer import METHODS, transformed_interval

NAMES: Final = ("alpha", "beta")
SOURCE: Final = FADER_2007


@frozen(kw_only=True)
class ShiftedBetaGeometric(Result):
    """The shifted beta-geometric model of renewals fitted by maximum likelihood.

    Each customer leaves at the end of a period with a personal, constant probability (beta over customers).

    Attributes:
        maximum: Parameters, log-likelihood and covariance.
        n_customers, n_lost: Customers at the start, and those who left while watched.
        periods_seen: Longest cohort.
        level: Confidence level of all intervals.
    """

    maximum: Maximum
    n_customers: int
    n_lost: int
    periods_seen: int
    level: float = field(default=0.95, validator=confidence)
    surface: Surface = field(repr=False, eq=False, metadata={"evidence": False})

    title = Label("Renewals (shifted beta-geometric)", "续约（移位贝塔-几何分布）")
    derived = ("alpha", "beta", "intervals", "log_likelihood")

    @property
    def alpha(self) -> float:
        """First parameter of the leaving probabilities, whose mean is alpha / (alpha + beta)."""
        return self.maximum.values[0]

    @property
    def beta(self) -> float:
        """Second parameter of the leaving probabilities."""
        return self.maximum.values[1]

    @property
    def log_likelihood(self) -> float:
        """Height of the likelihood."""
        return self.maximum.log_likelihood

    @property
    def intervals(self) -> dict[str, Interval]:
        """Profile likelihood interval of each parameter."""
        return {name: profile_interval(self.surface, self.maximum, name, level=self.level) for name in NAMES}


def shifted_beta_geometric(
    survivors: Sequence[int] | Sequence[Sequence[int]], *, level: float = 0.95
) -> ShiftedBetaGeometric:
    """Fit the shifted beta-geometric model to the survivors of one cohort or of several.

    Args:
        survivors: Customers still there after 0, 1, 2, ... periods; or several such cohorts, of any lengths.
        level: Confidence level of all intervals.

    Raises:
        InvalidValueError: Survivors increase; the period is named.
        NotEnoughDataError: Fewer than two periods were seen, or nobody left.
        NotConvergedError: The customers do not differ as far as the data tell; use a constant retention.

    Formula:
        S(t) = B(alpha, beta + t) / B(alpha, beta); P(leaving in period t) = B(alpha + 1, beta + t - 1) / B(alpha, beta)

    Source:
        Fader and Hardie (2007).

    Example:
        >>> import servicekit as sk
        >>> model = sk.value.shifted_beta_geometric([1000, 869, 743, 653, 593])
        >>> model.title.en
        'Renewals (shifted beta-geometric)'
    """
    validate(confidence, "level", level)
    several = len(survivors) > 0 and isinstance(survivors[0], Sequence | np.ndarray)
    cohorts: Any = survivors if several else [survivors]
    counts = [_checked(cohort, f"cohort {index}, " if several else "") for index, cohort in enumerate(cohorts)]
    longest = max(len(cohort) for cohort in counts) - 1
    lost, stayed = np.zeros(longest + 1), np.zeros(longest + 1)
    for cohort in counts:
        lost[1 : len(cohort)] += -np.diff(cohort)
        stayed[len(cohort) - 1] += cohort[-1]
    if longest < 2 or not lost.sum():
        raise NotEnoughDataError(
            f"the model needs at least 2 periods and somebody who left, got {longest} periods and {lost.sum():g} lost"
        )
    surface = _Surface(lost, stayed)
    try:
        maximum = maximise(surface, (1.0, 2.0), names=NAMES)
    except NotConvergedError as error:
        hint = "customers do not differ in staying as far as these data tell: use a constant retention"
        raise NotConvergedError(f"{error}; {hint}") from None
    return ShiftedBetaGeometric(
        maximum=maximum,
        n_customers=int(sum(cohort[0] for cohort in counts)),
        n_lost=int(lost.sum()),
        periods_seen=longest,
        level=level,
        surface=surface,
    )


def _checked(cohort: Sequence[int], where: str) -> Floats:
    if not len(cohort):
        raise InvalidValueError("survivors", "the customers after 0, 1, 2, ... periods", "none", where)
    for period, count in enumerate(cohort):
        validate(whole, f"survivors ({where}period {period})", count)
        if period and count > cohort[period - 1]:
            before = cohort[period - 1]
            raise InvalidValueError(
                "survivors", f"at most {before}, as a period before", count, f"{where}period {period}"
            )
    return np.asarray(cohort, dtype=float)


class _Surface:
    """Log-likelihood with exact derivatives: a weighted sum of logarithms of beta functions."""

    def __init__(self, lost: Floats, stayed: Floats) -> None:
        period = np.arange(len(lost), dtype=float)
        # leaving in period t is B(alpha + 1, beta + t - 1), still there after t is B(alpha, beta + t)
        self.first = np.concatenate([np.ones(len(lost) - 1), np.zeros(len(stayed)), [0.0]])
        self.second = np.concatenate([period[1:] - 1, period, [0.0]])
        self.weight = np.concatenate([lost[1:], stayed, [-(lost.sum() + stayed.sum())]])

    def __call__(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        from scipy.special import betaln, polygamma, psi

        a, b, w = parameters[0] + self.first, parameters[1] + self.second, self.weight
        slope = np.array([w @ (psi(a) - psi(a + b)), w @ (psi(b) - psi(a + b))])
        joint = polygamma(1, a + b)
        bend = np.array([[w @ (polygamma(1, a) - joint), -(w @ joint)], [-(w @ joint), w @ (polygamma(1, b) - joint)]])
        return float(w @ betaln(a, b)), slope, bend


@frozen(kw_only=True)
class RetentionPoint:
    """Retention in one period of tenure and survival to its end.

    Attributes:
        period: 1 is the first renewal.
        retention: Share of those there at its beginning who stay.
        retention_interval: Its interval.
        survival: Share of all who are still there at its end.
        survival_interval: Its interval.
    """

    period: int
    retention: float
    retention_interval: Interval
    survival: float
    survival_interval: Interval


def retention_curve(model: ShiftedBetaGeometric, *, periods: int) -> tuple[RetentionPoint, ...]:
    """Return retention and survival by period, also beyond those seen: the model's use, and its risk.

    Args:
        model: The fitted model.
        periods: Number of periods.

    Formula:
        r(t) = (beta + t - 1) / (alpha + beta + t - 1)

    Example:
        >>> import servicekit as sk
        >>> model = sk.value.shifted_beta_geometric([1000, 869, 743, 653, 593])
        >>> len(sk.value.retention_curve(model, periods=5))
        5
    """
    validate(whole_positive, "periods", periods)
    times = np.arange(1, periods + 1, dtype=float)

    def retention(parameters: Floats) -> Floats:
        alpha, beta = parameters
        return np.asarray((beta + times - 1) / (alpha + beta + times - 1))

    rates = _with_ends(retention, model)
    shares = _with_ends(lambda parameters: np.cumprod(retention(parameters)), model)
    return tuple(
        RetentionPoint(
            period=period + 1,
            retention=rates[0][period],
            retention_interval=rates[1][period],
            survival=shares[0][period],
            survival_interval=shares[1][period],
        )
        for period in range(periods)
    )


def _with_ends(function: Any, model: ShiftedBetaGeometric) -> tuple[list[float], list[Interval]]:
    values, errors = delta(function, model.maximum)
    lows, highs = transformed_interval(values, errors, level=model.level, scale="logit")
    made = [
        Interval(low=low, high=high, level=model.level, method=METHODS["logit"])
        for low, high in zip(lows.tolist(), highs.tolist(), strict=True)
    ]
    return values.tolist(), made


@frozen(kw_only=True)
class ExpectedLifetime(Estimate):
    """Discounted number of periods (payments) still expected of a customer; times the margin it is the value.

    Attributes:
        model: The fitted model.
        renewals: How often the customer has renewed already.
        discount_rate: Per period.
        first_period: Whether the payment of the period that begins now is counted.
    """

    model: ShiftedBetaGeometric
    renewals: int = field(default=0, validator=whole)
    discount_rate: float = field(validator=discount)
    first_period: bool = field(validator=yes_or_no)

    title = Label("Discounted expected lifetime in periods", "贴现后的预期寿命（期）")

    @property
    def _diverges(self) -> bool:
        return self.discount_rate <= 0 and (self.discount_rate < 0 or self.model.alpha <= 1)

    def _at(self, parameters: Floats) -> Floats:
        from scipy.special import hyp2f1

        alpha, beta = parameters
        at = beta + self.renewals
        if self.discount_rate == 0:
            whole_life = (alpha + at - 1) / (alpha - 1) if alpha > 1 else np.inf
        else:
            whole_life = float(hyp2f1(1.0, at, alpha + at, 1 / (1 + self.discount_rate)))
        return np.array([whole_life - (not self.first_period)])

    @property
    def value(self) -> float | None:
        """Σ S(n + t) / S(n) (1 + d)^-t; None where it is infinite."""
        return None if self._diverges else float(self._at(np.asarray(self.model.maximum.values))[0])

    @property
    def interval(self) -> Interval | None:
        """Delta method on the logarithm; None where the mean barely exists."""
        if self._diverges:
            return None
        value, error = delta(self._at, self.model.maximum)
        if not np.isfinite(error[0]):
            return None
        low, high = transformed_interval(value, error, level=self.model.level, scale="log")
        return Interval(low=low[0], high=high[0], level=self.model.level, method=METHODS["log"])

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        if not self._diverges:
            return None
        if self.discount_rate == 0:
            return why(NotEstimable.DIVERGES_WITH_TENURE, alpha=self.model.alpha)
        return why(NotEstimable.DIVERGES_UNDER_DISCOUNT)


def expected_lifetime(
    model: ShiftedBetaGeometric, *, discount_rate: float, first_period: bool, renewals: int = 0
) -> ExpectedLifetime:
    """Return the discounted number of payments still expected of a customer who has renewed some times.

    Without the first period it is Fader and Hardie's residual lifetime (DERL) discounted by one period more.

    Args:
        model: The fitted model.
        discount_rate: Per period.
        first_period: Whether the payment of the period that begins now is counted.
        renewals: How often the customer has renewed already.

    Formula:
        2F1(1, beta + n; alpha + beta + n; 1 / (1 + d)), less 1 without the first period

    Source:
        Fader and Hardie (2010), Customer-Base Valuation in a Contractual Setting.

    Example:
        >>> import servicekit as sk
        >>> model = sk.value.shifted_beta_geometric([1000, 869, 743, 653, 593])
        >>> round(sk.value.expected_lifetime(model, discount_rate=0.1, first_period=True).value, 2)
        5.46
    """
    return ExpectedLifetime(model=model, renewals=renewals, discount_rate=discount_rate, first_period=first_period)
