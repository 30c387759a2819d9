"""How much of an outcome's explained variance each driver accounts for, from correlation matrices alone.

Every function takes many matrices at once, (..., p + 1, p + 1) with the outcome last, so that the resamples of an
interval cost one call.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import factorial
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
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


def subset_r_squared(correlations: Floats, groups: Sequence[Sequence[int]]) -> Floats:
    """Return R² of every subset of groups of drivers, (..., 2 ** groups); bit g of the position says group g is in.

    It holds one residual covariance matrix per subset of the groups handled so far and doubles that set with each
    group, sweeping the group's drivers out of the copies: about a thousandth of the work of one regression each.
    """
    batch = correlations.shape[:-2]
    order = [driver for group in groups for driver in group]
    rows = [*order, correlations.shape[-1] - 1]
    states = correlations.reshape(-1, 1, *correlations.shape[-2:])[:, :, rows][:, :, :, rows]
    for group in groups:
        swept = states
        for _ in group:
            lead = swept[..., 0, :]
            with np.errstate(divide="ignore", invalid="ignore"):
                step = lead[..., 1:, None] * (lead[..., None, 1:] / lead[..., :1, None])
            swept = swept[..., 1:, 1:] - step
        states = np.concatenate([states[..., len(group) :, len(group) :], swept], axis=1)
    explained: Floats = (1 - states[..., 0, 0]).reshape(*batch, -1)
    return explained


def shapley(explained: Floats) -> Floats:
    """Return the Shapley value of each player, (..., p), from the worth of every subset in bit order."""
    players = explained.shape[-1].bit_length() - 1
    size = _bit_count(players)
    weight = np.array([factorial(s) * factorial(players - 1 - s) / factorial(players) for s in range(players)])
    shares = np.empty((*explained.shape[:-1], players))
    for player in range(players):
        halves = explained.reshape(*explained.shape[:-1], -1, 2, 2**player)
        before = size.reshape(-1, 2, 2**player)[:, 0]
        gains = halves[..., 1, :] - halves[..., 0, :]
        shares[..., player] = np.einsum("...ab,ab->...", gains, weight[before])
    return shares


def _bit_count(players: int) -> NDArray[np.int64]:
    count = np.zeros(1, dtype=np.int64)
    for _ in range(players):
        count = np.concatenate([count, count + 1])
    return count


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
