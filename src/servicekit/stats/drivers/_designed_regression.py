"""Least squares under a sampling design: weighted coefficients with linearised variances."""

from typing import Any

import attrs
import numpy as np
from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._vectors import Floats
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._linearised import Linearised, contrast_gradient, linearised
from servicekit.stats.summaries._coded_tally import design_columns
from servicekit.stats.summaries._moments_data import moments
from servicekit.stats.summaries._unit_sums import linear_spread


@frozen(kw_only=True)
class DesignedRegression:
    """Coefficients of a regression under a sampling design.

    Attributes:
        values: Coefficient of each column.
        covariance: Linearised covariance of the coefficients.
        sampling: Linearised variance of each, with its degrees of freedom.
        n: Rows used, of weight above 0.
    """

    values: Floats
    covariance: Floats
    sampling: tuple[Linearised, ...]
    n: int


def designed_regression(
    columns: Floats, outcome: Floats, weights: Floats, data: Data, design: Design
) -> DesignedRegression:
    """Regress an outcome on columns by weighted least squares; rows with a gap are outside of the domain.

    Args:
        columns: Array (rows, p), the constant among them; the rows used must determine every coefficient.
        outcome: Outcome of each row; NaN, or a NaN in the columns, where the row is not used.
        weights: Sampling weight of each row.
        data: The rows, with the columns of the design.
        design: How they were sampled.

    Formula:
        The variance is that of the mean of W (X'WX)⁻¹ x (y - x'b) over sampling units, W the sum of weights; degrees of
        freedom are those of the units less p - 1.

    Source:
        Binder (1983); as R's ``survey::svyglm``.
    """
    p = columns.shape[1]
    used = ~np.isnan(columns).any(axis=1) & ~np.isnan(outcome) & (weights > 0)
    x, w = columns[used], weights[used]
    q, r = np.linalg.qr(x * np.sqrt(w)[:, None])
    inverse = np.linalg.inv(r)
    values = inverse @ (q.T @ (np.sqrt(w) * outcome[used]))
    influence = (x @ (inverse @ inverse.T)) * ((outcome[used] - x @ values) * w.sum())[:, None]
    table: dict[str, Any] = design_columns(data, design)
    names = [f"influence of row on coefficient {place}" for place in range(p)]
    for name, own in zip(names, influence.T, strict=True):
        given = np.full(len(outcome), np.nan)
        given[used] = own
        table[name] = [None if gap else number for number, gap in zip(given.tolist(), np.isnan(given), strict=True)]
    found = moments(table, names, missing="listwise", design=design, replicated=False)
    gradients = np.stack([contrast_gradient(found, row) for row in np.eye(p)])
    sampling = [linearised(found, gradient) for gradient in gradients]
    return DesignedRegression(
        values=values,
        covariance=np.asarray(linear_spread(found.sampling, gradients).covariance),
        sampling=tuple(
            attrs.evolve(each, degrees_of_freedom=each.degrees_of_freedom - (p - 1)) for each in sampling if each
        ),
        n=found.n,
    )
