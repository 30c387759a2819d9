"""Proportional-odds logit by Newton's method on analytic derivatives; with two outcomes it is the logistic one."""

from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats

MOST_STEPS: Final = 60
SEPARATED: Final = 18.0
"""Log-odds between the extreme rows beyond which a predictor is taken to separate the outcomes."""


@frozen(kw_only=True, eq=False)
class OrdinalFit:
    """A fitted model of an ordered outcome.

    Attributes:
        thresholds: Cut points between neighbouring outcomes.
        slopes: Log-odds of a higher outcome for a unit of each predictor.
        scores: Influence of each row on the slopes, (rows, slopes), the weights in it.
        log_likelihood: At the maximum.
    """

    thresholds: Floats
    slopes: Floats
    scores: Floats
    log_likelihood: float


def fit_ordinal(predictors: Floats, outcome: NDArray[np.intp], weights: Floats) -> OrdinalFit | None:
    """Fit log-odds(outcome >= j) = slopes' x - threshold j; None where outcomes are separated or nothing settles.

    Args:
        predictors: Array (rows, predictors).
        outcome: Codes of the outcome, rising; codes nobody has are left out.
        weights: One per row, of mean 1.
    """
    codes = np.unique(outcome, return_inverse=True)[1]
    cuts, p = int(codes.max(initial=0)), predictors.shape[1]
    if cuts < 1 or len(codes) <= cuts + p:
        return None
    spread = predictors.std(axis=0)
    if (spread <= 0).any():
        return None
    x = (predictors - predictors.mean(axis=0)) / spread
    upper = np.zeros((len(x), cuts + p))
    lower = np.zeros((len(x), cuts + p))
    upper[np.flatnonzero(codes < cuts), codes[codes < cuts]] = 1
    lower[np.flatnonzero(codes > 0), codes[codes > 0] - 1] = 1
    upper[:, cuts:] = lower[:, cuts:] = -x
    top, bottom = codes == cuts, codes == 0
    shares = np.cumsum(np.bincount(codes, weights=weights))[:-1] / weights.sum()
    at = np.concatenate([np.log(shares / (1 - shares)), np.zeros(p)])
    value, gradient, hessian = _derivatives(at, upper, lower, top, bottom, weights)
    for _ in range(MOST_STEPS):
        try:
            step = np.linalg.solve(hessian, gradient.sum(axis=0))
        except np.linalg.LinAlgError:
            return None
        size = 1.0
        while size > 1e-6:
            new = at + size * step
            if (np.diff(new[:cuts]) > 0).all():
                found = _derivatives(new, upper, lower, top, bottom, weights)
                if np.isfinite(found[0]) and found[0] >= value - 1e-9 * abs(value):
                    break
            size /= 2
        else:
            return None
        at, (value, gradient, hessian) = new, found
        eta = x @ at[cuts:]
        if not np.isfinite(eta).all() or np.ptp(eta) > SEPARATED * 2 or np.abs(at[cuts:]).max() > SEPARATED:
            return None
        if np.abs(step).max() * size < 1e-8:
            break
    else:
        return None
    if np.linalg.cond(hessian) > 1e12:
        return None
    influence = gradient @ np.linalg.inv(hessian)
    slopes = at[cuts:] / spread
    return OrdinalFit(
        thresholds=at[:cuts] + predictors.mean(axis=0) @ slopes,
        slopes=slopes,
        scores=influence[:, cuts:] / spread,
        log_likelihood=value,
    )


def _derivatives(
    at: Floats,
    upper: Floats,
    lower: Floats,
    top: NDArray[np.bool_],
    bottom: NDArray[np.bool_],
    weights: Floats,
) -> tuple[float, Floats, Floats]:
    """Return the log-likelihood, its gradient by row and the information matrix."""
    high = np.where(top, np.inf, upper @ at)
    low = np.where(bottom, -np.inf, lower @ at)
    # the difference of two tails is taken on the side where they are small, else digits are lost
    flip = low > 0
    p = np.where(flip, _tail(-low) - _tail(-high), _tail(high) - _tail(low))
    p = np.maximum(p, 1e-300)
    f_high, f_low = _density(high), _density(low)
    g_high, g_low = f_high / p, -f_low / p
    h_high = f_high * (1 - 2 * _tail(high)) / p - g_high**2
    h_low = -f_low * (1 - 2 * _tail(low)) / p - g_low**2
    cross = -g_high * g_low
    gradient = (upper * g_high[:, None] + lower * g_low[:, None]) * weights[:, None]
    both = upper.T @ (lower * (weights * cross)[:, None])
    hessian = upper.T @ (upper * (weights * h_high)[:, None]) + lower.T @ (lower * (weights * h_low)[:, None])
    return float(weights @ np.log(p)), gradient, -(hessian + both + both.T)


def _tail(x: Floats) -> Floats:
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-x)))


def _density(x: Floats) -> Floats:
    below = np.exp(-np.abs(x))
    return np.asarray(below / (1 + below) ** 2)
