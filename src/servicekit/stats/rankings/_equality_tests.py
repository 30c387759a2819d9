"""Whether the true figures of many units could all be equal: tests for shares and means behind a ranking."""

from typing import Final

import numpy as np
from numpy.random import Generator

from servicekit.data._vectors import Floats

FEWEST_EXPECTED: Final = 5.0
DRAWS: Final = 1999
FEWEST_FOR_OWN: Final = 5
EQUAL: Final = 1e-9


def excess_of_shares(counts: Floats, sizes: Floats) -> float | None:
    """Return chi-square of equal shares over its degrees of freedom; 0 where all answers agree."""
    asked = sizes > 0
    x, n = counts[asked], sizes[asked]
    if n.size < 2:
        return None
    p = x.sum() / n.sum()
    return 0.0 if p in (0, 1) else float(((x - n * p) ** 2 / n).sum() / (p * (1 - p)) / (n.size - 1))


def p_of_shares(counts: Floats, sizes: Floats, rng: Generator) -> float | None:
    """Return the p-value of equal shares: chi-square, or by permutation of all answers where few are expected.

    Args:
        counts: Answers of the kind counted, per unit; weighted ones need not be whole.
        sizes: Answers in all, per unit.
        rng: Source of the permutations.
    """
    from scipy.special import chdtrc

    asked = sizes > 0
    x, n = counts[asked], sizes[asked]
    found = excess_of_shares(x, n)
    if found is None:
        return None
    p = x.sum() / n.sum()
    if p in (0, 1):
        return 1.0
    if n.min() * min(p, 1 - p) >= FEWEST_EXPECTED:
        return float(chdtrc(n.size - 1, found * (n.size - 1)))
    whole = np.maximum(np.rint(n), 1).astype(np.int64)
    kept = np.minimum(np.rint(x).astype(np.int64), whole)
    drawn = rng.multivariate_hypergeometric(whole, int(kept.sum()), size=DRAWS, method="marginals")
    spread = (np.vstack([kept, drawn]) ** 2 / whole).sum(axis=1)
    return float((spread >= spread[0] - EQUAL).mean())


def p_of_means(sizes: Floats, means: Floats, deviations: Floats) -> float | None:
    """Return the p-value of equal means: Welch's test; analysis of variance where a unit is too small for its own.

    Args:
        sizes: Answers per unit.
        means, deviations: Mean and standard deviation of each.

    Source:
        Welch (1951).
    """
    from scipy.special import fdtrc

    asked = sizes > 0
    n, y, s = sizes[asked], means[asked], deviations[asked]
    k = n.size
    if k < 2:
        return None
    if n.min() >= FEWEST_FOR_OWN and s.min() > 0:
        return p_of_standard_errors(y, s / np.sqrt(n), n - 1)
    freedom = float((n - 1).sum())
    within = float((n - 1) @ s**2) / freedom if freedom > 0 else 0.0
    if not within > 0:
        return None
    middle = float(n @ y / n.sum())
    return float(fdtrc(k - 1, freedom, float(n @ (y - middle) ** 2) / (k - 1) / within))


def p_of_standard_errors(means: Floats, errors: Floats, freedom: Floats) -> float | None:
    """Return Welch's p-value of equal means; None for fewer than two.

    Args:
        means: Mean of each unit.
        errors: Its standard error, above 0.
        freedom: Degrees of freedom of that, at least 1.
    """
    from scipy.special import fdtrc

    k = means.size
    if k < 2:
        return None
    w = 1 / errors**2
    middle = float(w @ means / w.sum())
    rest = float(((1 - w / w.sum()) ** 2 / freedom).sum())
    ratio = float(w @ (means - middle) ** 2) / (k - 1) / (1 + 2 * (k - 2) / (k * k - 1) * rest)
    return float(fdtrc(k - 1, (k * k - 1) / (3 * rest), ratio))
