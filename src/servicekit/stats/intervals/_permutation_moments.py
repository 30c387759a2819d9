"""A permutation test from three moments: sums drawn without replacement, referred to Pearson's type III."""

from math import sqrt
from typing import Final

import numpy as np

from servicekit.data._vectors import Floats

NORMAL: Final = 1e-3
"""Skewness up to which a sum is taken as normal."""


def permutation_moments(drawn: int, size: int, second: float, third: float) -> tuple[float, float]:
    """Return variance and third moment of a sum of ``drawn`` of ``size`` numbers with the central moments given."""
    if size < 2:
        return 0.0, 0.0
    variance = drawn * (size - drawn) / (size - 1) * second
    skew = drawn * (size - drawn) * (size - 2 * drawn) / ((size - 1) * (size - 2)) * third if size > 2 else 0.0
    return variance, skew


def pearson_tails(shift: float, variance: float, third: float) -> float:
    """Return the two-sided p-value of a sum with mean 0 whose distribution is taken as Pearson's type III.

    Args:
        shift: The sum less its mean.
        variance: Its variance.
        third: Its third central moment.
    """
    # none, by rounding a little less than none, or too little for a third moment to be told from none
    if variance <= 0 or variance**1.5 == 0:
        return 1.0
    from scipy.special import gammainc, gammaincc, ndtr

    z, skewness = shift / sqrt(variance), third / variance**1.5
    if abs(skewness) < NORMAL:
        return float(2 * ndtr(-abs(z)))
    shape = 4 / skewness**2
    # a gamma of this shape has mean shape and sd 2 / skewness; to the left, its mirror image; below 0 nothing is left
    place = max(0.0, shape + 2 * z / skewness)
    return 2 * min(float(gammainc(shape, place)), float(gammaincc(shape, place)))


def many_tails(shifts: Floats, variances: Floats, thirds: Floats) -> Floats:
    """Return :func:`pearson_tails` of many sums at once, up to rounding.

    Args:
        shifts: Each sum less its mean.
        variances: Their variances.
        thirds: Their third central moments.
    """
    from scipy.special import gammainc, gammaincc, ndtr

    some = np.maximum(variances, 0.0) ** 1.5 > 0
    spread = np.where(some, variances, 1.0)
    z, skewness = shifts / np.sqrt(spread), thirds / spread**1.5
    normal = np.abs(skewness) < NORMAL
    skewness = np.where(normal, 1.0, skewness)
    shape = 4 / skewness**2
    place = np.maximum(0.0, shape + 2 * z / skewness)
    skewed = 2 * np.minimum(gammainc(shape, place), gammaincc(shape, place))
    return np.where(some, np.where(normal, 2 * ndtr(-np.abs(z)), skewed), 1.0)
