"""Means and differences of columns as averages with t intervals, with or without a sampling design."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._linearised import contrast_gradient, linearised
from servicekit.stats.intervals._estimates import Average
from servicekit.stats.summaries._moments import Moments


def average_of_columns(
    found: Moments,
    contrast: NDArray[np.float64],
    *,
    grain: float = 0.0,
    level: float = 0.95,
    name: Label | None = None,
) -> Average:
    """Return the mean of a linear combination of columns, over complete rows or each over the rows that have it.

    Args:
        found: Sums of the columns; pairwise, each column's mean is over the rows that have it, and the variance is
            linearised.
        contrast: Coefficient of each column.
        grain: Step between possible values of a difference; see ``Average``.
        level: Confidence level.
        name: What the mean is of.
    """
    n = found.n
    if n == 0:
        return Average(n=0, mean=0.0, sd=0.0, level=level, name=name)
    if found.missing == "pairwise" and not found.sampling:
        return _pairwise(found, contrast, grain=grain, level=level, name=name)
    variance = float(contrast @ found.covariance @ contrast) if n > 1 else 0.0
    return Average(
        n=n,
        mean=float(contrast @ found.means),
        sd=max(variance, 0.0) ** 0.5,
        sampling=linearised(found, contrast_gradient(found, contrast)),
        answers=_answers(found, contrast),
        grain=grain,
        level=level,
        name=name,
    )


def _pairwise(
    found: Moments, contrast: NDArray[np.float64], *, grain: float, level: float, name: Label | None
) -> Average:
    p = len(found.names)
    needed = np.flatnonzero(contrast)
    n = int(np.diag(found.total)[p:][needed].min()) if len(needed) else found.n
    if n == 0:
        return Average(n=0, mean=0.0, sd=0.0, level=level, name=name)
    gradient = contrast_gradient(found, contrast)
    # each row's part of the mean; the products hold the squares of all of them
    variance = float(gradient @ found.total @ gradient) * n / (n - 1) if n > 1 else 0.0
    mean = float(contrast[needed] @ found.means[needed])
    return Average(n=n, mean=mean, sd=sqrt(max(variance, 0.0) * n), grain=grain, level=level, name=name)


def _answers(found: Moments, contrast: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    """Return the share of each answer where the combination is one column alone whose answers were counted."""
    places = np.flatnonzero(contrast)
    if len(places) != 1 or contrast[places[0]] != 1 or found.names[places[0]] not in found.histograms:
        return ()
    scale, counts = found.scales[places[0]], found.histograms[found.names[places[0]]]
    if scale is None or not counts.sum() > 0:
        return ()
    return tuple(zip(map(float, scale.categories), (counts / counts.sum()).tolist(), strict=True))
