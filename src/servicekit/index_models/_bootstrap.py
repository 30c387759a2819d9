"""Everything an index model yields, for the data and for all their resamples by the same arithmetic."""

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.index_models import _scores as scores
from servicekit.index_models import _validity as validity
from servicekit.index_models._estimation import Fit, ModelDesign, fit, paths_and_r2
from servicekit.stats.designs._moment_resamples import bootstrap
from servicekit.stats.summaries._moments import Moments

LEAST_VARIANCE = 1e-8
"""Variance, in squared index points, up to which an item counts as constant; rounding leaves less, an answer more."""


@frozen(kw_only=True, eq=False)
class Setting:
    """How a model is estimated.

    Attributes:
        design: The model joined to the items.
        slopes, origins: An item's answer x is ``(x - origin) * slope`` index points.
        standardised: Whether items are standardised; otherwise they enter in index points.
        consistent: Whether paths and loadings are freed from the noise of the scores.
    """

    design: ModelDesign
    slopes: Floats
    origins: Floats
    standardised: bool
    consistent: bool


@frozen(kw_only=True, eq=False)
class Evaluation:
    """Figures of a fitted model, resamples on the last axis.

    Attributes:
        weights: Outer weights, giving scores of variance 1.
        shares: Weights of the items in index points, which sum to 1 in each construct.
        indices: Index of each construct, 0-100; NaN where a weight is negative.
        spreads: Standard deviation of each construct's index over customers.
        proxies: Correlations of constructs and items.
        correlations: Correlations of constructs, consistent ones if so set.
        loadings, reliability, paths, r2, htmt: As in ``validity`` and ``estimation``.
    """

    weights: Floats
    shares: Floats
    indices: Floats
    spreads: Floats
    proxies: Floats
    correlations: Floats
    loadings: Floats
    reliability: Floats
    paths: Floats
    r2: Floats
    htmt: Floats


def in_index_units(means: Floats, covariances: Floats, setting: Setting) -> tuple[Floats, Floats]:
    """Return means and covariances of the items counted in index points, 0 worst and 100 best."""
    factors = setting.slopes[:, None] * setting.slopes
    scaled = covariances * (factors.flat[0] if np.ptp(factors) == 0 else factors[:, :, None])
    return (means - setting.origins[:, None]) * setting.slopes[:, None], scaled


def moments_for_fit(covariances: Floats, setting: Setting) -> tuple[Floats, Floats]:
    """Return the matrices that are fitted, and the standard deviations of the items."""
    deviations = np.sqrt(np.einsum("iir->ir", covariances))
    if not setting.standardised:
        return covariances, deviations
    with np.errstate(invalid="ignore", divide="ignore"):
        factors = 1 / deviations
    correlations = covariances * factors[:, None]
    correlations *= factors
    return correlations, deviations


def evaluate(fitted: Fit, means: Floats, fitted_moments: Floats, deviations: Floats, setting: Setting) -> Evaluation:
    """Work out every figure of a fitted model."""
    design = setting.design
    shares, spreads = scores.unit_weights(fitted.weights, deviations if setting.standardised else None, design)
    reliability = validity.rho_a(fitted.weights, fitted_moments, design)
    of_scores = fitted.scores
    if setting.consistent:
        of_scores = validity.disattenuated(of_scores, reliability)
        spreads = spreads * validity.root_of(reliability)
    paths, r2 = paths_and_r2(of_scores, design)
    proxies, correlations = fitted.proxies, fitted_moments
    if not setting.standardised:
        proxies = proxies / deviations
        correlations = correlations / deviations[:, None] / deviations[None]
    consistent = reliability if setting.consistent else None
    return Evaluation(
        weights=fitted.weights,
        shares=shares,
        indices=scores.construct_means(shares, means, design),
        spreads=spreads,
        proxies=proxies,
        correlations=of_scores,
        loadings=validity.loadings(fitted.weights, proxies, design, consistent),
        reliability=reliability,
        paths=paths,
        r2=r2,
        htmt=validity.htmt(correlations, design),
    )


@frozen(kw_only=True, eq=False)
class IndexDraws:
    """Figures in the resamples that succeeded, on the last axis, and why the others failed.

    Attributes:
        weights, loadings: (items, resamples).
        indices, spreads, reliability, r2: (constructs, resamples).
        paths, htmt: (constructs, constructs, resamples).
        failures: Number of failed resamples by reason.
    """

    weights: Floats
    loadings: Floats
    indices: Floats
    spreads: Floats
    reliability: Floats
    r2: Floats
    paths: Floats
    htmt: Floats
    failures: Mapping[str, int]

    @property
    def n_failed(self) -> int:
        """Number of resamples without figures."""
        return sum(self.failures.values())


FIGURES = ("weights", "loadings", "indices", "spreads", "reliability", "r2", "paths", "htmt")


def draw(
    moments: Moments, setting: Setting, start: Floats, resamples: int, rng: np.random.Generator
) -> IndexDraws | None:
    """Estimate the model in resamples of the replicate groups, all from the weights of the whole data.

    Starting every resample there, and turning each construct to the positive side of its items, leaves no sign
    to chance; single items are never turned, which would hide how unstable they are.

    Args:
        moments: Sums of the items by replicate group.
        setting: How the model is estimated.
        start: Outer weights of the whole data.
        resamples: How many.
        rng: Source of the resamples.

    Returns:
        The draws; None where none were asked for or there is but one replicate group.
    """
    parts: dict[str, list[Floats]] = {name: [] for name in FIGURES}
    failures: dict[str, int] = {}
    for batch in bootstrap(moments, resamples, rng):
        means, covariances = in_index_units(batch.means, batch.covariances, setting)
        varied = np.einsum("iir->ir", covariances).min(axis=0) > LEAST_VARIANCE
        _count(failures, "zero_variance", ~varied)
        if not varied.all():
            means, covariances = means[:, varied], covariances[:, :, varied]
        matrices, deviations = moments_for_fit(covariances, setting)
        fitted = fit(matrices, setting.design, start=start)
        _count(failures, "not_converged", ~fitted.converged)
        figures = evaluate(fitted, means, matrices, deviations, setting)
        usable = fitted.converged & np.isfinite(figures.paths).all(axis=(0, 1))
        _count(failures, unsolved(setting).key, fitted.converged & ~usable)
        for name, found in parts.items():
            values = getattr(figures, name)
            found.append(values if usable.all() else values[..., usable])
    if not parts["weights"]:
        return None
    return IndexDraws(**{name: _joined(found) for name, found in parts.items()}, failures=failures)


def unsolved(setting: Setting) -> Reason:
    """Return what it means that paths cannot be solved for.

    Constructs are collinear, or, freed from noise, correlate as no data could.
    """
    return why(NotEstimable.INADMISSIBLE if setting.consistent else NotEstimable.COLLINEAR)


def _count(failures: dict[str, int], reason: str, failed: NDArray[np.bool_]) -> None:
    if number := int(failed.sum()):
        failures[reason] = failures.get(reason, 0) + number


def _joined(parts: list[Floats]) -> Floats:
    whole = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)
    whole.setflags(write=False)
    return whole
