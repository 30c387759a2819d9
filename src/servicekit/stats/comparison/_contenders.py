"""Which of many groups may differ most from all others, from plain counts of all at once."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.stats.claims._claim_tests import LARGE_VARIANCE, two_shares
from servicekit.stats.intervals._permutation_moments import many_tails

NEAR: Final = 1e-6
"""Relative distance of p-values within which the order of sums could decide; beyond it the smaller one is smaller."""
TINY: Final = 1e-290


def contenders(scores: Floats, table: Floats, among: int) -> NDArray[np.intp]:
    """Return the places of the groups of which one has the smallest p of :func:`two_samples` against all others.

    Args:
        scores: Scores that occur.
        table: How often each group has each score, (groups, scores).
        among: Of the first so many groups; the others are only among those compared with.

    Returns:
        Mostly one place. Of several p-values that are 0, those of the lowest mean.
    """
    own = table[:among]
    rest = table.sum(axis=0) - own
    p = _of_shares(own, rest) if np.isin(scores, (0.0, 1.0)).all() else _of_means(scores, own, rest)
    p[rest.sum(axis=1) < 2] = 2.0
    if (none := p == 0).any():
        means = np.where(none, own @ scores / own.sum(axis=1), np.inf)
        return np.flatnonzero(means <= means.min() + NEAR * np.ptp(scores))
    return np.flatnonzero(p <= max(p.min() * (1 + NEAR), TINY))


def _of_shares(own: Floats, rest: Floats) -> Floats:
    """Return the p-values of scores that are 0 or 1."""
    n, m = own.sum(axis=1), rest.sum(axis=1)
    size = float(n[0] + m[0])
    hits = own[:, -1]
    share = float(hits[0] + rest[0, -1]) / size
    moments = [share * (1 - share) ** power + (1 - share) * (-share) ** power for power in (2, 3)]
    variance = n * m / max(size - 1, 1) * moments[0]
    third = n * m * (m - n) / max((size - 1) * (size - 2), 1) * moments[1]
    p = many_tails(hits - n * share, variance, third)
    for place in np.flatnonzero(variance < LARGE_VARIANCE):
        counts = (round(float(part[place])) for part in (hits, n, rest[:, -1], m))
        found = two_shares(*counts).p
        p[place] = 2.0 if found is None else found
    return p


def _of_means(scores: Floats, own: Floats, rest: Floats) -> Floats:
    """Return the p-values of other scores: the larger one of t and permutation, all groups being one population."""
    from scipy.special import stdtr

    means, variances, sizes = [], [], []
    for side in (own, rest):
        n = np.maximum(side.sum(axis=1), 1.0)
        mean = side @ scores / n
        away = (side * (scores - mean[:, None]) ** 2).sum(axis=1)
        means.append(mean)
        variances.append(away / n / np.maximum(n - 1, 1.0))
        sizes.append(n)
    (v1, v2), (n, m) = variances, sizes
    shift, error = means[0] - means[1], np.sqrt(v1 + v2)
    counts = own[0] + rest[0]
    size = float(counts.sum())
    off = scores - counts @ scores / size
    second = float(counts @ off**2) / max(size - 1, 1.0)
    third = float(counts @ off**3) * size / max((size - 1) * (size - 2), 1.0)
    permuted = many_tails(shift, second * (1 / n + 1 / m), third * (1 / n**2 - 1 / m**2))
    with np.errstate(divide="ignore", invalid="ignore"):
        df = (v1 + v2) ** 2 / (v1**2 / (n - 1) + v2**2 / (m - 1))
        tails = 2 * stdtr(df, -np.abs(shift / error))
    return np.where((error == 0) | (np.minimum(n, m) <= 1), permuted, np.maximum(tails, permuted))
