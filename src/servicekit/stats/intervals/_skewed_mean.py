"""Means of skewed numbers from small samples: Hall's transformation, and its hull with the quasi-Poisson score."""

from math import log, sqrt
from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, too_few, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import named
from servicekit.stats.intervals._intervals import t_quantile

FEW_COUNTS: Final = 100
LARGE_PART: Final = 0.2


def skewness(values: Floats) -> float:
    """Return the third central moment over the 3/2th power of the second, both with divisor n; 0 without spread."""
    off = values - values.mean() if values.size else values
    second = float((off**2).mean()) if values.size else 0.0
    return float((off**3).mean()) / second**1.5 if second**1.5 > 0 else 0.0


def hall_interval(mean: float, sd: float, skew: float, n: float, *, freedom: float, level: float = 0.95) -> Interval:
    """Return Hall's interval of a mean, which takes the skewness of the numbers into account.

    Args:
        mean: The mean.
        sd: Standard deviation, divisor n - 1; above 0.
        skew: Skewness of the numbers; with 0 the interval is that of t.
        n: Numbers, or their effective number.
        freedom: Degrees of freedom.
        level: Confidence level.

    Formula:
        mean - sd x at T(x) = ±t / sqrt(n), where T(x) = x + g x² / 3 + g² x³ / 27 + g / (6 n), g the skewness.

    Source:
        Hall (1992), Journal of the Royal Statistical Society B 54.
    """
    reach = t_quantile(level, freedom) / sqrt(n)

    def back(y: float) -> float:
        if abs(skew) < 1e-9:
            return y
        return 3 / skew * (float(np.cbrt(1 + skew * (y - skew / (6 * n)))) - 1)

    return Interval(low=mean - sd * back(reach), high=mean - sd * back(-reach), level=level, method="hall")


@frozen(kw_only=True)
class MeanCount(Estimate):
    """Mean number per unit of something counted (people told, visits), or the ratio of two counts of the same units.

    Attributes:
        n: Units.
        total: Counted in all.
        exposure: Units, or what the counts are divided by, in all.
        spread: Standard deviation of count - mean x exposure, over the mean exposure; divisor n - 1; 0 where n is 1.
        skew: Skewness of the same.
        dispersion: Sum of (count - mean x exposure)² / (mean x exposure) over n - 1; 1 for Poisson counts.
        largest: Largest count of one unit.
        level: Confidence level.
        name: What is counted; a general title if None.
    """

    title = named("Mean count", "平均次数")
    derived = ("value", "interval", "reason", "cautions")

    n: int = field(validator=checks.whole)
    total: float = field(validator=checks.non_negative)
    exposure: float = field(validator=checks.non_negative)
    spread: float = 0.0
    skew: float = 0.0
    dispersion: float = 0.0
    largest: float = 0.0
    level: float = field(default=0.95, validator=checks.confidence)
    name: Label | None = None

    @property
    def value(self) -> float | None:
        """Counted in all over exposure in all; None without exposure."""
        return self.total / self.exposure if self.exposure > 0 else None

    @property
    def interval(self) -> Interval | None:
        """Hull of Hall's interval and the quasi-Poisson score interval, not below 0.

        Where nothing was counted it runs up to -log((1 - level) / 2) / exposure; None for a single unit, or where all
        units have the same count.
        """
        if self.value is None:
            return None
        if self.total == 0:
            return Interval(low=0, high=-log((1 - self.level) / 2) / self.exposure, level=self.level, method="poisson")
        if self.n < 2 or not self.spread > 0:
            return None
        hall = hall_interval(self.value, self.spread, self.skew, self.n, freedom=self.n - 1, level=self.level)
        half = t_quantile(self.level, self.n - 1) ** 2 * self.dispersion / self.exposure / 2
        reach = sqrt(2 * half * self.value + half**2)
        low, high = min(hall.low, self.value + half - reach), max(hall.high, self.value + half + reach)
        return Interval(low=max(low, 0.0), high=high, level=self.level, method="hall and quasi-Poisson")

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        if self.n == 0:
            return too_few(0)
        if self.value is None:
            return why(NotEstimable.ZERO_DENOMINATOR)
        if self.interval is not None:
            return None
        return too_few(self.n) if self.n < 2 else why(NotEstimable.ZERO_VARIANCE)

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """``rare_large`` for fewer than 100 units, or where one of them has more than a fifth of all."""
        if self.interval is None or (self.n >= FEW_COUNTS and self.largest <= LARGE_PART * self.total):
            return ()
        return (beware(CautionKind.RARE_LARGE, n=self.n),)


def mean_count(
    counts: Floats, exposure: Floats | None = None, *, level: float = 0.95, name: Label | None = None
) -> MeanCount:
    """Return the mean of counts per unit, or per exposure of each unit, with an interval for skewed counts.

    Args:
        counts: One number of at least 0 per unit, already checked.
        exposure: What each count is divided by; 1 each if not given.
        level: Confidence level.
        name: What is counted.
    """
    over = np.ones_like(counts) if exposure is None else exposure
    order = np.lexsort((counts, over))
    counts, over, n = counts[order], over[order], len(counts)
    total, whole = float(counts.sum()), float(over.sum())
    if not whole or n < 2:
        return MeanCount(n=n, total=total, exposure=whole, level=level, name=name, largest=max(counts, default=0.0))
    mean = total / whole
    off = (counts - mean * over) / over.mean()
    expected = mean * over
    with np.errstate(divide="ignore", invalid="ignore"):
        pearson = np.where(expected > 0, (counts - expected) ** 2 / expected, 0.0)
    return MeanCount(
        n=n,
        total=total,
        exposure=whole,
        spread=float(np.sqrt((off**2).sum() / (n - 1))),
        skew=skewness(off),
        dispersion=float(pearson.sum()) / (n - 1) if mean > 0 else 0.0,
        largest=float(counts.max()),
        level=level,
        name=name,
    )
