"""Means and shares of importance in the same resamples of respondents, for how often a classification holds."""

import numpy as np

from servicekit.data._vectors import Floats
from servicekit.stats.designs._moment_resamples import bootstrap
from servicekit.stats.drivers._driver_figures import Method, figures_of
from servicekit.stats.drivers._variance_shares import SMALLEST_PIVOT
from servicekit.stats.reliability._reliability import correlations_of
from servicekit.stats.summaries._moments import Moments


def common_draws(
    sums: Moments, drivers: int, method: Method, resamples: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return means of columns and shares of importance, resample by resample.

    Args:
        sums: Sums of the drivers, their outcome and whatever else is averaged, in this order.
        drivers: How many drivers; 0 for no importance.
        method: Of importance.
        resamples: How many.
        rng: Source of the draws.

    Returns:
        Array (resamples, columns) and array (resamples, drivers); NaN where a resample leaves a driver no variance.
    """
    means, shares = [np.zeros((0, len(sums.names)))], [np.zeros((0, drivers))]
    places = [[place] for place in range(drivers)]
    for batch in bootstrap(sums, resamples, rng):
        means.append(batch.means.T)
        found = np.full((batch.means.shape[1], drivers), np.nan)
        if drivers:
            own = batch.covariances[: drivers + 1, : drivers + 1]
            stack = correlations_of(np.moveaxis(own, -1, 0))
            usable = np.flatnonzero(np.isfinite(stack).all(axis=(1, 2)))
            usable = usable[np.linalg.eigvalsh(stack[usable][:, :-1, :-1])[:, 0] > SMALLEST_PIVOT]
            if usable.size:
                figures = figures_of(stack[usable], places, method)
                found[usable] = figures / figures.sum(axis=1, keepdims=True)
        shares.append(found)
    return np.concatenate(means), np.concatenate(shares)
