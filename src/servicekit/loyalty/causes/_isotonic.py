"""The non-decreasing curve nearest to the means of ordered groups."""

import numpy as np

from servicekit.data._vectors import Floats


def isotonic_means(sums: Floats, weights: Floats) -> Floats:
    """Return the non-decreasing curve nearest to the group means in weighted least squares.

    Args:
        sums: Sum of the outcome in each group, groups in rising order along the last axis.
        weights: Number (or weight) of answers in each group, of the same shape.

    Returns:
        Fitted mean of each group; NaN for a group without answers.

    Formula:
        fit_i = max over j <= i of min over k >= i of mean(j..k), which equals pooling adjacent violators.

    Source:
        Barlow, Bartholomew, Bremner and Brunk (1972).
    """
    groups = sums.shape[-1]
    heads = np.concatenate([np.zeros((*sums.shape[:-1], 1)), np.cumsum(sums, axis=-1)], axis=-1)
    sizes = np.concatenate([np.zeros((*sums.shape[:-1], 1)), np.cumsum(weights, axis=-1)], axis=-1)
    fit = np.full(sums.shape, np.nan)
    for i in range(groups):
        total = heads[..., None, i + 1 :] - heads[..., : i + 1, None]
        size = sizes[..., None, i + 1 :] - sizes[..., : i + 1, None]
        means = np.divide(total, size, out=np.full(np.broadcast(total, size).shape, np.inf), where=size > 0)
        fit[..., i] = means.min(axis=-1).max(axis=-1)
    return np.where(weights > 0, fit, np.nan)
