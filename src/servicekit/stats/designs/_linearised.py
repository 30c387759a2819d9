"""Linearised variances: means, differences and ratios of column means under a sampling design."""

from math import sqrt
from typing import Final

import numpy as np
from attrs import frozen

from servicekit.data._vectors import Floats
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Interval
from servicekit.stats.designs._count_design import DOMINATED, FADE, FEW_CLUSTERS, FEW_EFFECTIVE, LEAST_SIZE, ROUNDING
from servicekit.stats.intervals._intervals import t_interval, t_quantile
from servicekit.stats.summaries._moments import Moments
from servicekit.stats.summaries._unit_sums import freedom, linear_spread

FEWEST_CLUSTERS: Final = 3
FEWEST_EFFECTIVE: Final = 2.0


@frozen(kw_only=True)
class Linearised:
    """Variance of an estimate by Taylor linearisation, and what an interval needs beside it.

    Attributes:
        variance: With strata, clusters and finite populations taken into account.
        degrees_of_freedom: By Satterthwaite, from the weights of the sampling units.
        bias: Expected value of the variance estimate as a share of the variance, at most 1.
        clusters: Clusters with answers; None where rows were sampled.
        kish: Kish's number of rows, (sum w)² / sum w².
        lonely: Strata of a single sampling unit.
        n: Rows; 0 where their number is not known.
    """

    variance: float
    degrees_of_freedom: float
    bias: float = 1.0
    clusters: int | None = None
    kish: float
    lonely: tuple[str, ...] = ()
    n: int = 0

    @property
    def standard_error(self) -> float:
        """Square root of the variance."""
        return sqrt(self.variance)

    @property
    def corrected_error(self) -> float:
        """Standard error of intervals and tests, from the variance as large as it is on average."""
        return sqrt(self.variance / self.bias)

    @property
    def reason(self) -> Reason | None:
        """Why the design gives no interval."""
        if self.lonely:
            return why(NotEstimable.SINGLE_UNIT, names=self.lonely)
        if self.clusters == 1:
            return why(NotEstimable.GROUP_IS_ONE_CLUSTER)
        if self.clusters is not None and self.clusters < FEWEST_CLUSTERS:
            return why(NotEstimable.TOO_FEW_CLUSTERS, n=self.clusters, needed=FEWEST_CLUSTERS)
        if self.clusters is None and self.kish < FEWEST_EFFECTIVE * (1 - ROUNDING):
            return why(NotEstimable.ONE_RESPONDENT, kish=self.kish)
        return why(NotEstimable.NO_FREEDOM) if self.degrees_of_freedom < 1 else None

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Few respondents or clusters that carry the figure."""
        if self.reason is not None:
            return ()
        if self.clusters is not None:
            return (beware(CautionKind.FEW_CLUSTERS, m=self.clusters),) if self.clusters < FEW_CLUSTERS else ()
        few = self.kish < min(FEW_EFFECTIVE, self.n * (1 - 1e-9)) or self.kish < DOMINATED * self.n
        return (beware(CautionKind.FEW_EFFECTIVE, n=self.n, kish=self.kish),) if few else ()

    def answers(self, n: float, spread: float, *, level: float) -> float:
        """Return the independent answers that would tell as much about a mean on a scale, as ``count_design`` does.

        Args:
            n: Answers.
            spread: Weighted variance of one answer.
            level: Confidence level.
        """
        if self.clusters is None:
            lent = min(1.0, FADE / self.kish)
            known = max(self.variance, (1 - lent) * self.variance + lent * spread / self.kish, spread / n)
            size = spread / known if spread > 0 else self.kish
        elif spread > 0 and self.variance > 0:
            size = min(n, n / (n - 1) * spread * self.bias / self.variance)
        else:
            size = min(self.clusters, self.degrees_of_freedom + 1)
        ratio = t_quantile(level, n - 1) / t_quantile(level, max(self.degrees_of_freedom, 0.01))
        return max(size * min(1.0, ratio * ratio), LEAST_SIZE)

    def interval(self, value: float, *, level: float) -> Interval | None:
        """Return value -+ t sqrt(variance / bias); None where ``reason`` says why."""
        if self.reason is not None:
            return None
        if self.variance == 0:
            return Interval(low=value, high=value, level=level, method="census")
        return t_interval(value, self.corrected_error, self.degrees_of_freedom, level=level)


def contrast_gradient(found: Moments, contrast: Floats) -> Floats:
    """Return the gradient of a linear combination of column means in the sums of [x | v].

    Args:
        found: Sums of the columns.
        contrast: Coefficient of each column's mean.
    """
    p, total = len(found.names), found.total
    counts, sums = np.diag(total)[p:], total[np.arange(p), p + np.arange(p)]
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = np.where(contrast == 0, 0.0, contrast * np.asarray(found.unit) / counts)
        return np.concatenate([slope, np.where(contrast == 0, 0.0, -slope * sums / counts)])


def ratio_gradient(found: Moments, numerator: Floats, denominator: Floats) -> Floats:
    """Return the gradient of the ratio of two linear combinations of column means."""
    below = float(denominator @ found.means)
    ratio = float(numerator @ found.means) / below
    return contrast_gradient(found, numerator - ratio * denominator) / below


def linearised(found: Moments, gradient: Floats) -> Linearised | None:
    """Return the variance of an estimate with that gradient; None where no design was named.

    Args:
        found: Sums of the columns with their sampling units.
        gradient: Derivative of the estimate in the sums of [x | v], (2p,).
    """
    if not found.sampling or found.n == 0:
        return None
    strata = found.sampling
    spread = linear_spread(strata, gradient[None])
    total = float(found.weights[:, 1].sum())
    of_rows = total * float(gradient @ found.total @ gradient)
    about = freedom(strata, float(spread.with_replacement[0, 0]), of_rows)
    clusters = [part.sizes for part in strata.values() if part.names]
    return Linearised(
        variance=max(float(spread.covariance[0, 0]), 0.0),
        degrees_of_freedom=about.degrees_of_freedom,
        bias=about.bias,
        clusters=sum(int(np.count_nonzero(sizes[:, 0])) for sizes in clusters) if clusters else None,
        kish=found.n_effective,
        lonely=spread.lonely,
        n=found.n,
    )


def covariance_of(found: Moments, first: Floats, second: Floats) -> Floats | None:
    """Return the covariance matrix of two linear combinations of column means; None where no design was named."""
    if not found.sampling or found.n == 0:
        return None
    gradients = np.stack([contrast_gradient(found, first), contrast_gradient(found, second)])
    return np.asarray(linear_spread(found.sampling, gradients).covariance)
