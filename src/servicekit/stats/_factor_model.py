"""One-factor model by maximum likelihood, for one covariance matrix or many at once."""

from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS: Final = 500
HALVINGS: Final = 30
TOLERANCE: Final = 1e-11


@frozen(kw_only=True, eq=False)
class OneFactor:
    """Estimates on the items' own units, one row per covariance matrix.

    Attributes:
        loadings: (..., k), turned such that they sum to a positive number; the factor has variance 1.
        residuals: Error variances, (..., k); a negative one is an improper (Heywood) solution.
        converged: Whether the iteration settled.
    """

    loadings: Floats
    residuals: Floats
    converged: NDArray[np.bool_]


def fit_one_factor(covariances: Floats, *, start: OneFactor | None = None) -> OneFactor:
    """Fit loadings and error variances by Fisher scoring; error variances are free to turn negative.

    Args:
        covariances: (..., k, k) with k of at least 3; every variance above 0.
        start: A fit to start from, of one matrix.

    Source:
        Jöreskog (1969); the model of one congeneric factor.
    """
    shape = covariances.shape[:-2]
    k = covariances.shape[-1]
    matrices = covariances.reshape(-1, k, k)
    spread = np.sqrt(np.einsum("gii->gi", matrices))
    scaled = matrices / spread[:, :, None] / spread[:, None, :]
    if start is None:
        theta = _first_guess(scaled)
    else:
        theta = np.hstack([start.loadings.reshape(1, k) / spread, start.residuals.reshape(1, k) / spread**2])
    settled = np.zeros(len(theta), dtype=bool)
    active = np.arange(len(theta))
    for _ in range(STEPS):
        moved, step = _improve(theta[active], scaled[active])
        theta[active] = moved
        going = step > TOLERANCE
        settled[active[~going]] = np.isfinite(step[~going])
        active = active[going]
        if not active.size:
            break
    loadings = theta[:, :k] * spread
    loadings *= np.where(loadings.sum(axis=1, keepdims=True) < 0, -1.0, 1.0)
    return OneFactor(
        loadings=loadings.reshape(*shape, k),
        residuals=(theta[:, k:] * spread**2).reshape(*shape, k),
        converged=settled.reshape(shape),
    )


def _first_guess(correlations: Floats) -> Floats:
    values, vectors = np.linalg.eigh(correlations)
    loadings = 0.8 * np.sqrt(values[:, -1:]) * vectors[:, :, -1]
    return np.hstack([loadings, np.maximum(1 - loadings**2, 0.2)])


def _discrepancy(theta: Floats, observed: Floats) -> Floats:
    """Return log|Sigma| + tr(S Sigma^-1), infinite where Sigma is not positive definite."""
    sigma = _implied(theta)
    values = np.linalg.eigvalsh(sigma)
    good = values[:, 0] > 0
    worth = np.full(len(theta), np.inf)
    if good.any():
        inner = np.linalg.solve(sigma[good], observed[good])
        worth[good] = np.log(values[good]).sum(axis=1) + np.einsum("gii->g", inner)
    return worth


def _implied(theta: Floats) -> Floats:
    k = theta.shape[1] // 2
    sigma = theta[:, :k, None] * theta[:, None, :k]
    sigma[:, np.arange(k), np.arange(k)] += theta[:, k:]
    return sigma


def _improve(theta: Floats, observed: Floats) -> tuple[Floats, Floats]:
    """Make one scoring step, halved until the likelihood does not fall; return with it the size of the step."""
    direction = _scoring_direction(theta, observed)
    size = np.ones(len(theta))
    before = _discrepancy(theta, observed)
    worse = np.ones(len(theta), dtype=bool)
    for _ in range(HALVINGS):
        proposed = theta + size[:, None] * direction
        worse = ~(_discrepancy(proposed, observed) <= before + 1e-13 * np.abs(before))
        if not worse.any():
            break
        size[worse] /= 2
    size[worse] = np.nan
    return theta + size[:, None] * direction, np.abs(size[:, None] * direction).max(axis=1)


def _scoring_direction(theta: Floats, observed: Floats) -> Floats:
    k = theta.shape[1] // 2
    loadings = theta[:, :k]
    inverse = np.linalg.inv(_implied(theta))
    misfit = inverse - inverse @ observed @ inverse
    slope = np.hstack([2 * np.einsum("gij,gj->gi", misfit, loadings), np.einsum("gii->gi", misfit)])
    b = np.einsum("gij,gj->gi", inverse, loadings)
    c = np.einsum("gi,gi->g", b, loadings)
    information = np.empty((len(theta), 2 * k, 2 * k))
    information[:, :k, :k] = 2 * (b[:, :, None] * b[:, None, :] + c[:, None, None] * inverse)
    information[:, :k, k:] = 2 * inverse * b[:, :, None].swapaxes(1, 2)
    information[:, k:, :k] = information[:, :k, k:].swapaxes(1, 2)
    information[:, k:, k:] = inverse**2
    ridge = 1e-12 * np.einsum("gii->g", information)[:, None, None] * np.eye(2 * k)
    direction: Floats = -np.linalg.solve(information + ridge, slope[..., None])[..., 0]
    return direction
