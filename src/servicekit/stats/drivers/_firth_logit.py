"""Logistic regression with Firth's penalty, which stays finite where outcomes are separated."""

from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats

MOST_STEPS: Final = 1000
"""Where a few rows nearly separate the outcomes, some hundreds are needed."""
LONGEST_STEP: Final = 5.0


@frozen(kw_only=True, eq=False)
class FirthFit:
    """A fitted model.

    Attributes:
        coefficients: Intercept first.
        covariance: Inverse of the information.
        scores: Influence of each row on the coefficients, (rows, coefficients), the weights in it.
        design: The different rows of predictors with a column of ones.
        weights: Weight of all rows like each of them.
    """

    coefficients: Floats
    covariance: Floats
    scores: Floats
    design: Floats
    weights: Floats

    def marginal_effect(self, place: int) -> tuple[float, Floats]:
        """Return the mean difference that a predictor of 1 makes against 0, and its gradient.

        Args:
            place: Of the predictor, which takes 0 and 1.
        """
        share = self.weights / self.weights.sum()
        sides, gradients = [], []
        for value in (1.0, 0.0):
            x = self.design.copy()
            x[:, place + 1] = value
            p = 1 / (1 + np.exp(-(x @ self.coefficients)))
            sides.append(float(share @ p))
            gradients.append((share * p * (1 - p)) @ x)
        return sides[0] - sides[1], gradients[0] - gradients[1]


def fit_firth(predictors: Floats, outcome: Floats, weights: Floats) -> FirthFit | None:
    """Fit log-odds of an outcome with Jeffreys' prior as penalty; None where predictors determine each other.

    Args:
        predictors: Array (rows, predictors).
        outcome: 0 or 1.
        weights: One per row, of mean 1.

    Source:
        Firth (1993), Bias reduction of maximum likelihood estimates. Biometrika 80(1).
    """
    x = np.column_stack([np.ones(len(outcome)), predictors])
    if len(x) <= x.shape[1]:
        return None
    different, codes = _different(x)
    if np.linalg.matrix_rank(different) < x.shape[1]:
        return None
    total = np.bincount(codes, weights=weights).astype(np.float64)
    hits = np.bincount(codes, weights=weights * outcome)
    beta = np.zeros(x.shape[1])
    for _ in range(MOST_STEPS):
        p = 1 / (1 + np.exp(-(different @ beta)))
        own = total * p * (1 - p)
        covariance = np.asarray(np.linalg.inv(different.T @ (different * own[:, None])))
        leverage = p * (1 - p) * ((different @ covariance) * different).sum(axis=1)
        pull = leverage * (0.5 - p)
        # the penalty adds as much of an answer as the leverage is: left out, a row alone is stepped over for ever
        steepness = different.T @ (different * (own * (1 + leverage))[:, None])
        step = np.linalg.solve(steepness, (hits - total * p + total * pull) @ different)
        longest = np.abs(step).max()
        beta = beta + step * min(1.0, LONGEST_STEP / max(longest, 1e-300))
        if longest < 1e-9:
            residuals = weights * (outcome + (pull - p)[codes])
            scores = (different @ covariance)[codes] * residuals[:, None]
            return FirthFit(coefficients=beta, covariance=covariance, scores=scores, design=different, weights=total)
    return None


def _different(x: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Return the different rows and which of them each row is; predictors of few values have few of them.

    Column by column, with the codes of what came before brought to as many as there are.
    """
    codes = np.zeros(len(x), dtype=np.intp)
    for column in x.T:
        levels, own = np.unique(column, return_inverse=True)
        codes = np.unique(codes * len(levels) + own, return_inverse=True)[1]
    first = np.empty(int(codes.max()) + 1, dtype=np.intp)
    first[codes[::-1]] = np.arange(len(x) - 1, -1, -1)
    return x[first], codes
