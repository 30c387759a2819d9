"""Variances of many units, each helped by the others as far as they are alike."""

from math import inf
from typing import Final

import numpy as np
from attrs import frozen

from servicekit.data._vectors import Floats

STEPS: Final = 60
FARTHEST: Final = 1e6
"""Degrees of freedom from which the units' variances count as one."""


@frozen(kw_only=True, eq=False)
class ModeratedVariances:
    """The variance of an answer in each unit, and how well it is known.

    Attributes:
        variances: Moderated variance of each unit.
        freedom: Degrees of freedom of each.
        prior: Degrees of freedom that the units lend each other; infinite where they do not differ in spread.
    """

    variances: Floats
    freedom: Floats
    prior: float


def moderated_variances(variances: Floats, freedom: Floats) -> ModeratedVariances | None:
    """Return variances pulled to their common size by as much as their own spread advises.

    Args:
        variances: Of each unit, divisor n - 1.
        freedom: n - 1; a unit of 0 takes the common variance.

    Returns:
        None where no unit shows any variation.

    Formula:
        s~² = (d0 s0² + d s²) / (d0 + d), d0 and s0² from mean and variance of log s²; at most sum d degrees of freedom.

    Source:
        Smyth (2004), Statistical Applications in Genetics and Molecular Biology 3, 3.
    """
    from scipy.special import polygamma, psi

    known = (freedom > 0) & (variances > 0)
    total = float(freedom.sum())
    if not known.any():
        return None
    d, s = freedom[known], variances[known]
    pooled = float(freedom @ variances) / total
    prior, common = inf, pooled
    if d.size > 1:
        e = np.log(s) - psi(d / 2) + np.log(d / 2)
        excess = float(e.var(ddof=1) - polygamma(1, d / 2).mean())
        if excess > 0:
            prior = 2 * _inverse_trigamma(excess)
            if prior < FARTHEST:
                common = float(np.exp(e.mean() + psi(prior / 2) - np.log(prior / 2)))
            else:
                prior = inf
    if prior == inf:
        return ModeratedVariances(
            variances=np.full(variances.shape, pooled), freedom=np.full(variances.shape, total), prior=inf
        )
    mixed = (prior * common + freedom * variances) / (prior + freedom)
    return ModeratedVariances(variances=mixed, freedom=np.minimum(prior + freedom, total), prior=prior)


def _inverse_trigamma(value: float) -> float:
    """Return x with psi'(x) = value, by Newton's method on 1 / psi', which is nearly a straight line."""
    from scipy.special import polygamma

    x = 0.5 + 1 / value
    for _ in range(STEPS):
        found = float(polygamma(1, x))
        step = found * (1 - found / value) / float(polygamma(2, x))
        x += step
        if abs(step) < 1e-12 * x:
            break
    return float(x)
