"""How much of an outcome's explained variance each driver accounts for, from correlation matrices alone.

Every function takes many matrices at once, (..., p + 1, p + 1) with the outcome last, so that the resamples of an
interval cost one call.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from servicekit.data._vectors import Floats

SMALLEST_PIVOT: Final = 1e-12
"""A driver whose variance is explained by the others up to this share is a copy of them."""


def standardised_coefficients(correlations: Floats) -> Floats:
    """Return the standardised regression coefficients of the drivers, (..., p)."""
    return np.asarray(np.linalg.solve(correlations[..., :-1, :-1], correlations[..., :-1, -1:])[..., 0], dtype=float)


def r_squared(correlations: Floats) -> Floats:
    """Return the share of the outcome's variance that all drivers explain together."""
    total: Floats = (standardised_coefficients(correlations) * correlations[..., :-1, -1]).sum(axis=-1)
    return total


def relative_weights(correlations: Floats) -> Floats:
    """Return Johnson's relative weights, which sum to R²; they are the decomposition of Genizi.

    Formula:
        With L the symmetric square root of the drivers' correlations, (L²) (L⁻¹ r)².

    Source:
        Johnson (2000); Genizi (1993).
    """
    values, vectors = np.linalg.eigh(correlations[..., :-1, :-1])
    turned = np.swapaxes(vectors, -1, -2)
    root = (vectors * np.sqrt(np.maximum(values, 0))[..., None, :]) @ turned
    inverse = (vectors / np.sqrt(values)[..., None, :]) @ turned
    beta = inverse @ correlations[..., :-1, -1:]
    weights: Floats = (root**2 @ beta**2)[..., 0]
    return weights


def sampled_shapley(
    correlations: Floats, groups: Sequence[Sequence[int]], permutations: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return Shapley shares averaged over random orders of entry, and the standard error of that sampling.

    Each order is used forwards and backwards, which takes out much of the variance. R² gained by a driver in turn
    is the square of its entry in the outcome's row of the Cholesky factor, so an order costs one factorisation.

    Args:
        correlations: (p + 1, p + 1), the outcome last.
        groups: Positions of the drivers in each group.
        permutations: Number of pairs of orders, at least 2.
        rng: Source of the orders.
    """
    pairs = np.empty((permutations, len(groups)))
    for i in range(permutations):
        order = rng.permutation(len(groups))
        pairs[i] = (_gains(correlations, groups, order) + _gains(correlations, groups, order[::-1])) / 2
    return pairs.mean(axis=0), pairs.std(axis=0, ddof=1) / np.sqrt(permutations)


def _gains(correlations: Floats, groups: Sequence[Sequence[int]], order: NDArray[np.int64]) -> Floats:
    rows = [driver for g in order for driver in groups[g]]
    rows.append(len(correlations) - 1)
    gained = np.linalg.cholesky(correlations[np.ix_(rows, rows)] + 0.0)[-1, :-1] ** 2
    stops = np.cumsum([0, *(len(groups[g]) for g in order)])
    result = np.empty(len(groups))
    result[order] = [gained[start:stop].sum() for start, stop in pairwise(stops)]
    return result


def tolerances(correlations: Floats) -> Floats:
    """Return for each driver the share of its variance that the drivers before it do not explain.

    Args:
        correlations: Correlations of the drivers alone, (p, p).
    """
    left = correlations.copy()
    pivots = np.empty(len(left))
    for i in range(len(left)):
        pivots[i] = left[i, i]
        if pivots[i] <= SMALLEST_PIVOT:
            return pivots[: i + 1]
        left[i + 1 :, i + 1 :] -= np.outer(left[i + 1 :, i], left[i, i + 1 :]) / left[i, i]
    return pivots
