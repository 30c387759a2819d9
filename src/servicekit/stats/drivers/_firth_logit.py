"""Logistic regression with Firth's penalty, which stays finite where outcomes are separated."""

from typing import Final

import numpy as np
from attrs import frozen

from servicekit.data._vectors import Floats

MOST_STEPS: Final = 100
LONGEST_STEP: Final = 5.0


@frozen(kw_only=True, eq=False)
class FirthFit:
    """A fitted model.

    Attributes:
        coefficients: Intercept first.
        covariance: Inverse of the information.
        scores: Influence of each row on the coefficients, (rows, coefficients), the weights in it.
        design: The predictors with a column of ones.
        weights: One per row.
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
    if len(x) <= x.shape[1] or np.linalg.matrix_rank(x) < x.shape[1]:
        return None
    beta = np.zeros(x.shape[1])
    for _ in range(MOST_STEPS):
        p = 1 / (1 + np.exp(-(x @ beta)))
        own = weights * p * (1 - p)
        covariance = np.linalg.inv(x.T @ (x * own[:, None]))
        leverage = own * np.einsum("ij,jk,ik->i", x, covariance, x)
        gradient = x * (weights * (outcome - p) + leverage * (0.5 - p))[:, None]
        step = covariance @ gradient.sum(axis=0)
        longest = np.abs(step).max()
        beta = beta + step * min(1.0, LONGEST_STEP / max(longest, 1e-300))
        if longest < 1e-9:
            return FirthFit(
                coefficients=beta, covariance=covariance, scores=gradient @ covariance, design=x, weights=weights
            )
    return None
