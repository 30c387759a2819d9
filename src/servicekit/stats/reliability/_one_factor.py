"""Maximum likelihood fit of one common factor to covariance matrices, many at once."""

from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats

Rows = NDArray[np.intp]
STEPS: Final = 500
HALVINGS: Final = 30
TOLERANCE: Final = 1e-11
FIRST_STEPS: Final = 5
"""Steps of scoring from a guess, which is robust far off; Newton's then finish in a few where scoring crawls."""


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
    """Fit loadings and error variances by scoring, then Newton's method; error variances are free to turn negative.

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
    crawls = np.zeros(len(theta), dtype=bool)  # where Newton's method led to no minimum
    worth = _discrepancy(theta, scaled)
    active = np.arange(len(theta))
    for count in range(STEPS):
        by_newton = ~crawls[active] if count >= FIRST_STEPS or start is not None else np.zeros(len(active), dtype=bool)
        moved, step, worth[active] = _improve(theta[active], scaled[active], worth[active], by_newton)
        theta[active] = moved
        going = step > TOLERANCE
        done = active[~going]
        settled[done] = np.isfinite(step[~going])
        sharp = done[by_newton[~going] & settled[done]]
        no_minimum = sharp[~_is_minimum(theta[sharp], scaled[sharp])]
        crawls[no_minimum], settled[no_minimum] = True, False
        active = np.sort(np.concatenate([active[going], no_minimum]))
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
    """Return log|Sigma| + tr(S Sigma^-1), infinite where Sigma is not positive definite.

    Formula:
        |Sigma| = prod psi (1 + sum lambda² / psi); it is positive definite if no psi is below 0, or one is and the
        bracket too. The trace is sum s_ii / psi_i - l' S l / (1 + sum lambda² / psi) with l = lambda / psi.
    """
    k = theta.shape[1] // 2
    loadings, errors = theta[:, :k], theta[:, k:]
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = loadings / errors
        bracket = 1 + (loadings * scaled).sum(axis=1)
        below = (errors < 0).sum(axis=1)
        definite = ((below == 0) & (bracket > 0)) | ((below == 1) & (bracket < 0))
        log = np.log(np.abs(errors)).sum(axis=1) + np.log(np.abs(bracket))
        lines = (observed @ scaled[..., None])[..., 0]
        trace = (np.einsum("gii->gi", observed) / errors).sum(axis=1) - (scaled * lines).sum(axis=1) / bracket
        return np.where(definite & np.isfinite(log + trace), log + trace, np.inf)


def _solved(matrices: Floats, right: Floats) -> Floats:
    """Solve a stack of systems; a singular one gives NaN and leaves the others alone."""
    try:
        return np.asarray(np.linalg.solve(matrices, right), dtype=np.float64)
    except np.linalg.LinAlgError:
        if len(matrices) == 1:
            return np.full_like(right, np.nan)
        return np.concatenate([_solved(matrices[i : i + 1], right[i : i + 1]) for i in range(len(matrices))])


def _implied(theta: Floats) -> Floats:
    k = theta.shape[1] // 2
    sigma = theta[:, :k, None] * theta[:, None, :k]
    sigma[:, np.arange(k), np.arange(k)] += theta[:, k:]
    return sigma


def _improve(
    theta: Floats, observed: Floats, before: Floats, by_newton: NDArray[np.bool_]
) -> tuple[Floats, Floats, Floats]:
    """Make one step, halved until the likelihood does not fall; return with it the step's size and the discrepancy."""
    direction = _direction(theta, observed, by_newton)
    size = np.ones(len(theta))
    after = before.copy()
    worse = np.ones(len(theta), dtype=bool)
    for _ in range(HALVINGS):
        rows = np.flatnonzero(worse)
        after[rows] = _discrepancy(theta[rows] + size[rows, None] * direction[rows], observed[rows])
        # NaN is worse than any number: such a matrix keeps what it has and counts as not settled
        worse[rows] = ~(after[rows] <= before[rows] + 1e-13 * np.abs(before[rows]))
        if not worse.any():
            break
        size[worse] /= 2
    step = size[:, None] * direction
    after = np.where(worse, before, after)
    return np.where(worse[:, None], theta, theta + step), np.where(worse, np.nan, np.abs(step).max(axis=1)), after


def _derivatives(theta: Floats, observed: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the inverse of Sigma, M = Sigma^-1 S Sigma^-1, the slope of the discrepancy and the loadings."""
    k = theta.shape[1] // 2
    sigma = _implied(theta)
    inverse = _solved(sigma, np.broadcast_to(np.eye(k), sigma.shape))
    middle = inverse @ observed @ inverse
    misfit = inverse - middle
    loadings = theta[:, :k]
    slope = np.hstack([2 * (misfit @ loadings[..., None])[..., 0], np.einsum("gii->gi", misfit)])
    return inverse, middle, slope, loadings


def _curvature(inverse: Floats, middle: Floats, loadings: Floats) -> Floats:
    """Return second derivatives of the discrepancy; with M = Sigma^-1 their expectation, the information.

    Args:
        inverse: W, the inverse of Sigma.
        middle: M = W S W.
        loadings: lambda.

    Formula:
        With b = W lambda, c = M lambda: loadings 2 (W - M + W l'(c - b) + M l'b - b b' + b c' + c b'), errors
        2 W o M - W o W, mixed 2 (b_i M_ij + c_i W_ij - b_i W_ij) for error i and loading j.
    """
    k = loadings.shape[1]
    b, c = (inverse @ loadings[..., None])[..., 0], (middle @ loadings[..., None])[..., 0]
    beta, gamma = ((part * loadings).sum(axis=1)[:, None, None] for part in (b, c))
    outer = b[:, :, None] * c[:, None, :]
    found = np.empty((len(loadings), 2 * k, 2 * k))
    found[:, :k, :k] = 2 * (
        inverse * (1 + gamma - beta)
        + middle * (beta - 1)
        - b[:, :, None] * b[:, None, :]
        + outer
        + outer.swapaxes(1, 2)
    )
    mixed = 2 * (b[:, :, None] * middle + (c - b)[:, :, None] * inverse)
    found[:, k:, :k], found[:, :k, k:] = mixed, mixed.swapaxes(1, 2)
    found[:, k:, k:] = inverse * (2 * middle - inverse)
    return found


def _direction(theta: Floats, observed: Floats, by_newton: NDArray[np.bool_]) -> Floats:
    """Return the step of scoring, or Newton's where it leads down."""
    inverse, middle, slope, loadings = _derivatives(theta, observed)
    found = np.full_like(theta, np.nan)
    sharp = np.flatnonzero(by_newton)
    found[sharp] = -_solved(_curvature(inverse[sharp], middle[sharp], loadings[sharp]), slope[sharp, :, None])[..., 0]
    rows = np.flatnonzero(~((found * slope).sum(axis=1) < 0))  # also those where it is unknown
    information = _curvature(inverse[rows], inverse[rows], loadings[rows])
    ridge = 1e-12 * np.einsum("gii->g", information)[:, None, None] * np.eye(theta.shape[1])
    found[rows] = -_solved(information + ridge, slope[rows, :, None])[..., 0]
    return found


def _is_minimum(theta: Floats, observed: Floats) -> NDArray[np.bool_]:
    """Say where the discrepancy curves up in every direction."""
    if not len(theta):
        return np.zeros(0, dtype=bool)
    inverse, middle, _, loadings = _derivatives(theta, observed)
    curvature = _curvature(inverse, middle, loadings)
    known = np.isfinite(curvature).all(axis=(1, 2))
    found = np.zeros(len(theta), dtype=bool)
    found[known] = np.linalg.eigvalsh(curvature[known])[:, 0] > 0
    return found
