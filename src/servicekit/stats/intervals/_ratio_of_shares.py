"""Score interval of the ratio of two independent shares."""

from math import inf, sqrt
from typing import Final

from servicekit.stats.intervals._intervals import normal_quantile

STEPS: Final = 100


def ratio_limits(x1: float, n1: float, x2: float, n2: float, *, level: float = 0.95) -> tuple[float, float]:
    """Return the score limits of (x1 / n1) / (x2 / n2).

    Args:
        x1, n1: Successes and trials of the one; effective numbers need not be whole.
        x2, n2: Successes and trials of the other.
        level: Confidence level.

    Source:
        Koopman (1984), Confidence intervals for the ratio of two binomial proportions. Biometrics 40(2).
    """
    critical = normal_quantile(level) ** 2

    def excess(ratio: float) -> float:
        """Return the score statistic of a ratio less its critical value."""
        # constrained maximum: the share of the second group under p1 = ratio p2
        a = ratio * (n1 + n2)
        b = -(ratio * (x2 + n1) + x1 + n2)
        c = x1 + x2
        p2 = (-b - sqrt(max(b * b - 4 * a * c, 0.0))) / (2 * a)
        p1 = min(max(ratio * p2, 1e-300), 1.0)
        p2 = min(max(p2, 1e-300), 1.0)
        total = 0.0
        for x, n, p in ((x1, n1, p1), (x2, n2, p2)):
            spread = n * p * (1 - p)
            total += 0.0 if abs(x - n * p) < 1e-12 else inf if spread <= 0 else (x - n * p) ** 2 / spread
        return total - critical

    def root(inside: float, outside: float) -> float:
        """Return where the statistic crosses the critical value, by bisection of the logarithm."""
        for _ in range(STEPS):
            middle = sqrt(inside) * sqrt(outside)
            inside, outside = (middle, outside) if excess(middle) <= 0 else (inside, middle)
        return sqrt(inside) * sqrt(outside)

    if x1 + x2 == 0:
        return 0.0, inf
    best = (x1 / n1) / (x2 / n2) if x1 > 0 and x2 > 0 else 0.0 if x1 == 0 else inf
    inside = best if 0 < best < inf else 1e-9 if best == 0 else 1e9
    low = 0.0 if x1 == 0 else root(inside, 1e-12)
    high = inf if x2 == 0 else root(inside, 1e12)
    return low, high
