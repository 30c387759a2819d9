"""Ratio of two means of the same units: value, linearised standard error and Fieller's confidence set."""

from math import inf, isfinite, sqrt
from typing import Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, too_few, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import named
from servicekit.stats.intervals._intervals import t_quantile

ROUNDING: Final = 1e-20
"""Part of the squared moments that rounding may leave of a covariance whose variance is 0."""
READINGS = {
    "bounded": Label("The ratio lies between two ends.", "比率位于两个端点之间。"),
    "complement": Label(
        "The denominator cannot be told from 0: only the ratios between the two ends are ruled out.",
        "分母与0无显著差异：只能排除两个端点之间的比率。",
    ),
    "unbounded": Label(
        "The denominator cannot be told from 0: no ratio can be ruled out.", "分母与0无显著差异：任何比率都不能排除。"
    ),
}


def ratio_standard_error(*, n: float, mean_x: float, mean_y: float, var_x: float, var_y: float, cov_xy: float) -> float:
    """Return the linearised standard error of mean y / mean x.

    Args:
        n: Pairs; above 1.
        mean_x: Mean of the denominator; not 0.
        mean_y: Mean of the numerator.
        var_x: Variance of x with divisor n - 1.
        var_y: Variance of y with divisor n - 1.
        cov_xy: Covariance with divisor n - 1.

    Formula:
        sqrt((var_y - 2 R cov_xy + R² var_x) / n) / |mean_x|, with R the ratio.
    """
    ratio = mean_y / mean_x
    # Rounding can carry a residual variance of 0 below 0; that is no negative variance.
    residual = max(0.0, var_y - 2 * ratio * cov_xy + ratio * ratio * var_x)
    return float(sqrt(residual / n) / abs(mean_x))


def fieller_interval(
    *,
    n: float,
    mean_x: float,
    mean_y: float,
    var_x: float,
    var_y: float,
    cov_xy: float,
    level: float = 0.95,
    degrees_of_freedom: float | None = None,
) -> Interval:
    """Return Fieller's confidence set for mean y / mean x; where it is not bounded, its ``kind`` says so.

    Args:
        n: Pairs; above 1.
        mean_x: Mean of the denominator.
        mean_y: Mean of the numerator.
        var_x: Variance of x with divisor n - 1.
        var_y: Variance of y with divisor n - 1.
        cov_xy: Covariance with divisor n - 1.
        level: Confidence level.
        degrees_of_freedom: n - 1 unless a design says otherwise.

    Returns:
        "bounded" where the denominator differs from 0 at this level; else "complement" (all ratios but those
        between the ends) or "unbounded" (all ratios).

    Formula:
        All R with (mean_y - R mean_x)² <= t² (var_y - 2 R cov_xy + R² var_x) / n.

    Source:
        Fieller (1954).

    Example:
        >>> import servicekit as sk
        >>> str(sk.stats.fieller_interval(n=50, mean_x=8, mean_y=6, var_x=4, var_y=4, cov_xy=1))
        '[0.6749, 0.8302]'
    """
    _check_moments(n, mean_x, mean_y, var_x, var_y, cov_xy)
    t = t_quantile(level, n - 1 if degrees_of_freedom is None else degrees_of_freedom)
    c = t * t / n
    a, b, d = mean_x**2 - c * var_x, mean_x * mean_y - c * cov_xy, mean_y**2 - c * var_y

    def found(low: float, high: float, kind: str = "bounded") -> Interval:
        return Interval(low=low, high=high, level=level, method="fieller", kind=kind)  # type: ignore[arg-type]

    root = b * b - a * d
    if a > 0:
        low, high = _roots(a, b, d, max(root, 0.0))
        return found(low, high)
    if a == 0 and b != 0:
        return found(d / (2 * b), inf) if b > 0 else found(-inf, d / (2 * b))
    if a == 0 or root <= 0:
        return found(-inf, inf, "unbounded")
    low, high = _roots(a, b, d, root)
    if mean_x and low <= mean_y / mean_x <= high:  # the ratio of the means is in the set: only rounding leaves it out
        return found(-inf, inf, "unbounded")
    return found(low, high, "complement")


def _roots(a: float, b: float, d: float, root: float) -> tuple[float, float]:
    """Return the ordered roots of a R² - 2 b R + d without subtracting what is nearly equal."""
    far = b + sqrt(root) if b >= 0 else b - sqrt(root)
    first = far / a
    second = d / far if far else 0.0
    return min(first, second), max(first, second)


def _check_moments(n: float, mean_x: float, mean_y: float, var_x: float, var_y: float, cov_xy: float) -> None:
    for name, value in (("mean of x", mean_x), ("mean of y", mean_y), ("covariance", cov_xy)):
        checks.validate(checks.finite, name, value)
    for name, value in (("variance of x", var_x), ("variance of y", var_y)):
        checks.validate(checks.non_negative, name, value)
    if not n > 1 or not isfinite(n):
        raise InvalidValueError("n", "a number above 1", n)
    rounding = ROUNDING * (mean_x**2 + var_x) * (mean_y**2 + var_y)
    if cov_xy**2 > var_x * var_y * (1 + 1e-9) + rounding:
        raise InvalidValueError("covariance", "no greater than the two variances allow", cov_xy)


@frozen(kw_only=True)
class RatioOfMeans(Estimate):
    """Mean of y over mean of x in pairs, with Fieller's set; not the mean of the pairs' ratios.

    Attributes:
        n: Complete pairs.
        mean_x: Mean of the denominator.
        mean_y: Mean of the numerator.
        var_x: Variance of x, divisor n - 1; 0 where n < 2.
        var_y: Variance of y, divisor n - 1; 0 where n < 2.
        cov_xy: Covariance, divisor n - 1; 0 where n < 2.
        level: Confidence level.
        name: Of what it is the ratio; a general title if None.

    Example:
        >>> import servicekit as sk
        >>> sk.ratio_of_means(evaluation=[8, 6, 9], expectation=[6, 6, 8]).n
        3
    """

    title = named("Ratio of means", "均值之比")
    derived = ("value", "interval", "standard_error", "reason", "interpretation")

    n: int = field(validator=checks.whole)
    mean_x: float
    mean_y: float
    var_x: float
    var_y: float
    cov_xy: float
    level: float = field(default=0.95, validator=checks.confidence)
    name: Label | None = None

    @property
    def value(self) -> float | None:
        """The ratio; None without pairs or with a mean of x of 0."""
        return None if self.n == 0 or self.mean_x == 0 else self.mean_y / self.mean_x

    @property
    def standard_error(self) -> float | None:
        """Linearised standard error; None for a single pair."""
        if self.value is None or self.n < 2:
            return None
        return ratio_standard_error(**self._moments())

    @property
    def interval(self) -> Interval | None:
        """Fieller's set with n - 1 degrees of freedom; None for one pair or for pairs without any variation."""
        if self.n < 2 or (self.var_x == 0 and self.var_y == 0) or (self.mean_x == 0 and self.mean_y == 0):
            return None
        return fieller_interval(**self._moments(), level=self.level)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        if self.n == 0:
            return why(NotEstimable.NO_DATA)
        if self.mean_x == 0:
            return why(NotEstimable.ZERO_DENOMINATOR)
        if self.n == 1:
            return too_few(1)
        return why(NotEstimable.ZERO_VARIANCE) if self.interval is None else None

    @property
    def interpretation(self) -> Label | None:
        """What the interval says, in words."""
        return READINGS[self.interval.kind] if self.interval else None

    def _moments(self) -> dict[str, float]:
        names = ("n", "mean_x", "mean_y", "var_x", "var_y", "cov_xy")
        return {name: getattr(self, name) for name in names}


def ratio_of_totals(
    x: NDArray[np.float64], y: NDArray[np.float64], *, level: float = 0.95, name: Label | None = None
) -> RatioOfMeans:
    """Return sum y / sum x of the same units, with its interval.

    Args:
        x, y: One number per unit each; their order leaves no trace.
        level: Confidence level.
        name: Of what it is the ratio.
    """
    order = np.lexsort((y, x))
    x, y, n = x[order], y[order], len(x)
    cov = np.cov(x, y) if n > 1 else np.zeros((2, 2))
    return RatioOfMeans(
        n=n,
        mean_x=float(x.mean()) if n else 0.0,
        mean_y=float(y.mean()) if n else 0.0,
        var_x=float(cov[0, 0]),
        var_y=float(cov[1, 1]),
        cov_xy=float(cov[0, 1]),
        level=level,
        name=name,
    )
