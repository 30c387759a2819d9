"""Proportional-odds logit by Newton's method on analytic derivatives; with two outcomes it is the logistic one."""

from collections.abc import Iterator
from itertools import pairwise
from math import inf
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats

MOST_STEPS: Final = 60
SEPARATED: Final = 18.0
"""Log-odds between the extreme rows beyond which a predictor is taken to separate the outcomes."""
SMALLEST: Final = 1e-300


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
    order = np.argsort(codes, kind="stable")
    x = ((predictors - predictors.mean(axis=0)) / spread)[order]
    rows = _Rows(x=x, weights=weights[order], ends=tuple(np.cumsum(np.bincount(codes)).tolist()))
    shares = np.cumsum(np.bincount(codes, weights=weights))[:-1] / weights.sum()
    at = np.concatenate([np.log(shares / (1 - shares)), np.zeros(p)])
    value, gradient, hessian = _derivatives(at, rows)
    for _ in range(MOST_STEPS):
        try:
            step = np.linalg.solve(hessian, gradient.total)
        except np.linalg.LinAlgError:
            return None
        size = 1.0
        while size > 1e-6:
            new = at + size * step
            if (np.diff(new[:cuts]) > 0).all():
                found = _derivatives(new, rows)
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
    influence = np.empty_like(x)
    influence[order] = gradient.times(np.asarray(np.linalg.inv(hessian))[:, cuts:])
    slopes = at[cuts:] / spread
    return OrdinalFit(
        thresholds=at[:cuts] + predictors.mean(axis=0) @ slopes,
        slopes=slopes,
        scores=influence / spread,
        log_likelihood=value,
    )


@frozen(kw_only=True, eq=False)
class _Rows:
    """Rows in the order of their outcome.

    Attributes:
        x: Predictors, (rows, predictors).
        weights: One per row.
        ends: Where the rows of each outcome end.
    """

    x: Floats
    weights: Floats
    ends: tuple[int, ...]

    @property
    def outcomes(self) -> Iterator[tuple[int, slice]]:
        """Each outcome with its rows."""
        for outcome, ends in enumerate(pairwise((0, *self.ends))):
            yield outcome, slice(*ends)


@frozen(kw_only=True, eq=False)
class _Gradient:
    """Gradient of the log-likelihood by row, which is never written out: a row has two thresholds at most.

    Attributes:
        rows: The rows.
        upper, lower: Derivative by the threshold above and below the outcome of each row; 0 where there is none.
    """

    rows: _Rows
    upper: Floats
    lower: Floats

    @property
    def total(self) -> Floats:
        """The gradient of all rows."""
        cuts = np.zeros(len(self.rows.ends) - 1)
        for outcome, own in self.rows.outcomes:
            if outcome < len(cuts):
                cuts[outcome] += self.upper[own].sum()
            if outcome:
                cuts[outcome - 1] += self.lower[own].sum()
        return np.concatenate([cuts, -(self.upper + self.lower) @ self.rows.x])

    def times(self, matrix: Floats) -> Floats:
        """Return the gradient of each row times a matrix, (rows, columns)."""
        cuts = len(self.rows.ends) - 1
        found = self.rows.x @ -matrix[cuts:]
        found *= (self.upper + self.lower)[:, None]
        for outcome, own in self.rows.outcomes:
            if outcome < cuts:
                found[own] += np.outer(self.upper[own], matrix[outcome])
            if outcome:
                found[own] += np.outer(self.lower[own], matrix[outcome - 1])
        return np.asarray(found)


def _derivatives(at: Floats, rows: _Rows) -> tuple[float, _Gradient, Floats]:
    """Return the log-likelihood, its gradient by row and the information matrix."""
    x, weights, cuts = rows.x, rows.weights, len(rows.ends) - 1
    eta = x @ at[cuts:]
    upper, lower, curved = np.zeros(len(x)), np.zeros(len(x)), np.empty(len(x))
    information = np.zeros((len(at), len(at)))
    value = 0.0
    for outcome, own in rows.outcomes:
        w = weights[own]
        high = float(at[outcome]) if outcome < cuts else inf
        low = float(at[outcome - 1]) if outcome else -inf
        p, g_high, g_low, h_high, h_low = _of_outcome(eta[own], low, high)
        value += float(w @ np.log(p))
        cross = -g_high * g_low
        curved[own] = -w * (h_high + h_low + 2 * cross)
        for cut, g, h, kept in ((outcome, g_high, h_high, upper), (outcome - 1, g_low, h_low, lower)):
            if 0 <= cut < cuts:
                kept[own] = w * g
                information[cut, cut] -= w @ h
                information[cut, cuts:] += (w * (h + cross)) @ x[own]
        if 0 < outcome < cuts:
            information[outcome, outcome - 1] -= w @ cross
            information[outcome - 1, outcome] = information[outcome, outcome - 1]
    information[cuts:, :cuts] = information[:cuts, cuts:].T
    information[cuts:, cuts:] = (x * curved[:, None]).T @ x
    return value, _Gradient(rows=rows, upper=upper, lower=lower), information


def _of_outcome(eta: Floats, below: float, above: float) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return the probability of an outcome between two cut points, and derivatives of its logarithm.

    Args:
        eta: What is expected.
        below, above: The cut points; infinite where the outcome has no end.

    Returns:
        Probability; first derivatives by the cut points above and below; second ones.
    """
    none = np.zeros_like(eta)
    if below == -inf:  # a logistic tail, of which the derivatives are tails again
        p, rest = _tails(above - eta)
        return np.maximum(p, SMALLEST), rest, none, -p * rest, none
    if above == inf:
        rest, p = _tails(below - eta)
        return np.maximum(p, SMALLEST), none, -rest, none, -p * rest
    low, high = below - eta, above - eta
    (p_high, q_high), (p_low, q_low) = _tails(high), _tails(low)
    # the difference of two tails is taken on the side where they are small, else digits are lost
    p = np.maximum(np.where(low > 0, q_low - q_high, p_high - p_low), SMALLEST)
    f_high, f_low = p_high * q_high, p_low * q_low
    g_high, g_low = f_high / p, -f_low / p
    return p, g_high, g_low, g_high * (q_high - p_high) - g_high**2, g_low * (q_low - p_low) - g_low**2


def _tails(x: Floats) -> tuple[Floats, Floats]:
    """Return the logistic probability of a number up to x and of one beyond it."""
    small = np.exp(-np.abs(x))
    large = 1 / (1 + small)
    small = small * large
    up = x >= 0
    return np.where(up, large, small), np.where(up, small, large)
