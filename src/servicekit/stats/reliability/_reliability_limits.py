"""Ends of intervals of reliabilities: Feldt's, jackknife with kurtosis, and crowding at an end."""

from collections.abc import Mapping
from math import exp, inf, isfinite, log1p, sqrt
from typing import Final

import numpy as np

from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.foundation._results import Interval
from servicekit.stats.intervals._intervals import t_quantile
from servicekit.stats.summaries._moments import Moments

FEWEST_FREEDOM: Final = 5
LARGEST_LOG: Final = 700.0
MOSTLY_AT_AN_END: Final = 0.84
"""Where means and variances allow so many answers at one end, about four in five do lie there."""


def finite_or_none(value: float) -> float | None:
    """Return a figure as a plain number; None where the data leave it open."""
    return float(value) if isfinite(value) else None


def jackknife_error(without: Floats) -> float | None:
    """Return the standard error of a figure from those without each replicate group; None where one is not finite."""
    groups = len(without)
    if groups < 2 or not np.isfinite(without).all():
        return None
    return sqrt(float((groups - 1) / groups * ((without - without.mean()) ** 2).sum()))


def feldt_interval(alpha: float, *, n: int, items: int, level: float = 0.95) -> Interval:
    """Return Feldt's interval of alpha, exact for normal parallel items and too narrow for heavy tails.

    Args:
        alpha: Raw alpha.
        n: Complete rows, at least 2.
        items: Number of items, at least 2.
        level: Confidence level.

    Source:
        Feldt (1965).
    """
    from scipy.special import fdtri

    first, second = n - 1, (n - 1) * (items - 1)
    low = 1 - (1 - alpha) * float(fdtri(first, second, (1 + level) / 2))
    high = 1 - (1 - alpha) * float(fdtri(first, second, (1 - level) / 2))
    return Interval(low=low, high=high, level=level, method="feldt")


def kurtosis_interval(value: float, without: Floats, level: float, strata: int = 1) -> Interval:
    """Return the delete-a-group jackknife interval of a reliability on the scale log(1 - value).

    Args:
        value: The reliability, below 1.
        without: It without each of at least two replicate groups in turn, all finite and below 1.
        level: Confidence level.
        strata: Strata that the groups belong to, H.

    Formula:
        On L = log(1 - value): t with 2 G / (k4 - 1) degrees of freedom, at least 5 and at most G - H, where k4 is the
        kurtosis of the G pseudo-values G L - (G - 1) L without g.
    """
    groups, logs = len(without), np.log1p(-without)
    spread = logs - logs.mean()
    error = sqrt((groups - 1) / groups) * float(np.linalg.norm(spread))
    kurtosis = float((spread**4).mean() / (spread**2).mean() ** 2) if error > 0 else 1.0
    freedom = 2 * groups / (kurtosis - 1) if kurtosis > 1 + 1e-12 else inf
    reach = t_quantile(level, min(max(freedom, FEWEST_FREEDOM), max(groups - strata, 1))) * error
    centre = log1p(-value)
    high = 1 - exp(centre - reach)
    low = 1 - exp(centre + reach) if centre + reach < LARGEST_LOG else -inf
    return Interval(low=low, high=high, level=level, method="jackknife, log1m")


def share_at_an_end(sums: Moments, scales: Scale | Mapping[str, Scale | None] | None) -> float | None:
    """Return the greatest share of answers at one end of the scale that means and variances allow, over all items.

    Moments hold no counts. Where the distance to an end has mean d and variance v, at most v / (v + d²) of the
    answers lie at that end, and where they crowd there it is nearly so many.

    Returns:
        None where an item has no scale.
    """
    shares = []
    for name, mean, variance in zip(sums.names, sums.means, np.diag(sums.covariance), strict=True):
        scale = scales.get(name) if isinstance(scales, Mapping) else scales
        if scale is None or not variance > 0:
            return None
        shares.append([variance / (variance + (mean - end) ** 2) for end in (scale.low, scale.high)])
    return float(np.mean(shares, axis=0).max()) if shares else None
