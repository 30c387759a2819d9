"""Shares of many units pulled towards their common mean by as much as the data themselves advise."""

from itertools import pairwise
from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats

SHRINKAGE_NODES: Final = 48
MEAN_NODES: Final = 24
ZOOMS: Final = 4
SCAN_STEP: Final = 6
NEGLIGIBLE: Final = 1e-7
DROPPED: Final = 1e-5
MOST_STEPS: Final = 60
NARROW: Final = 1e-9
ENOUGH: Final = 20.0
"""Parameters from which the logit of a beta number is taken as a cubic of a normal one."""
MOST_LOGIT: Final = 1e3


@frozen(kw_only=True, eq=False)
class BetaMixture:
    """What is believed about the spread of the units' shares after the data: a weighted list of beta distributions.

    Attributes:
        a, b: Parameters of each beta distribution of a unit's share before its own answers.
        weights: Their probabilities, adding up to 1.
    """

    a: Floats = field(repr=False)
    b: Floats = field(repr=False)
    weights: Floats = field(repr=False)

    def means(self, counts: Floats, sizes: Floats) -> Floats:
        """Return the expected share of each unit."""
        return (counts[:, None] + self.a) / (sizes[:, None] + self.a + self.b) @ self.weights

    def quantiles(self, counts: Floats, sizes: Floats, probability: float) -> Floats:
        """Return the quantile of each unit's share to nine digits.

        By Newton's method, within a bracket, on the normal score of the distribution against the logit of the
        share, which is nearly straight.
        """
        from scipy.special import betainc, betaln, expit, logit, ndtri

        pairs, own = np.unique(np.stack([counts, sizes]), axis=1, return_inverse=True)  # equal units are found once
        counts, sizes = pairs
        first, second = counts[:, None] + self.a, (sizes - counts)[:, None] + self.b
        scale = betaln(first, second)
        low, high = np.zeros(counts.size), np.ones(counts.size)
        middle, aim = np.clip(self.means(counts, sizes), 0.01, 0.99), ndtri(probability)
        # Start where a normal distribution of the logit would have it.
        size = first + second
        part = first / size
        spread = np.sqrt((part * (1 - part) / (size + 1) + (part - middle[:, None]) ** 2) @ self.weights)
        found = expit(logit(middle) + aim * spread / (middle * (1 - middle)))
        at, going = found.copy(), np.arange(counts.size)
        for _ in range(MOST_STEPS):
            x = at[:, None]
            below = betainc(first, second, x) @ self.weights
            low, high = np.where(below < probability, at, low), np.where(below < probability, high, at)
            with np.errstate(all="ignore"):
                density = np.exp(first * np.log(x) + second * np.log1p(-x) - scale) @ self.weights
                score = ndtri(below)
                slope = density / np.exp(-score * score / 2) * np.sqrt(2 * np.pi)
                following = expit(logit(at) - (score - aim) / slope)
            following = np.where((following >= low) & (following <= high), following, (low + high) / 2)
            found[going] = following
            left = np.flatnonzero(~(np.abs(following - at) < NARROW))
            if not left.size:
                break
            going, at, low, high = going[left], following[left], low[left], high[left]
            first, second, scale = first[left], second[left], scale[left]
        return np.asarray(found[own.reshape(-1)])

    def draw(self, counts: Floats, sizes: Floats, draws: int, rng: np.random.Generator) -> Floats:
        """Return joint draws of the units' shares, (draws, units)."""
        chosen = rng.choice(self.weights.size, size=draws, p=self.weights)
        return rng.beta(counts + self.a[chosen, None], sizes - counts + self.b[chosen, None])

    def draw_logits(self, counts: Floats, sizes: Floats, draws: int, rng: np.random.Generator) -> Floats:
        """Return joint draws of the logits of the units' shares, (draws, units), in a third of the time of ``draw``.

        A unit whose parameters are all at least 20 has the cubic of a normal number that has the first four cumulants
        of its logit, which lies within 0.002 standard deviations of it; the others have their exact distribution.

        Formula:
            k1 + s (z + (z² - 1) g1 / 6 + (z³ - 3 z) g2 / 24 - (2 z³ - 5 z) g1² / 36).

        Source:
            Cornish and Fisher (1937); the cumulants are polygamma functions of both parameters.
        """
        from numpy.polynomial.polynomial import polyval

        chosen = np.sort(rng.choice(self.weights.size, size=draws, p=self.weights))
        first, second = counts + self.a[:, None], sizes - counts + self.b[:, None]
        few = np.minimum(first, second).min(axis=0) < ENOUGH
        large = (np.maximum(shape, ENOUGH) for shape in (first, second))
        parts = zip(*map(_cumulants, large), (-1, 1, -1, 1), strict=True)
        mean, variance, third, fourth = (one + sign * other for one, other, sign in parts)
        spread = np.sqrt(variance)
        skew, excess = third / spread**3 / 6, fourth / variance**2 / 24
        linear, cubic = 1 - 3 * excess + 5 * skew**2, excess - 2 * skew**2
        factors = np.stack([mean - spread * skew, spread * linear, spread * skew, spread * cubic])
        found = rng.standard_normal((draws, counts.size))
        ends = np.searchsorted(chosen, np.arange(self.weights.size + 1)).tolist()
        for place, (start, end) in enumerate(pairwise(ends)):
            found[start:end] = polyval(found[start:end], factors[:, place], tensor=False)
        if few.any():
            exact = rng.beta(first[:, few][chosen], second[:, few][chosen])
            with np.errstate(divide="ignore"):
                found[:, few] = np.clip(np.log(exact) - np.log1p(-exact), -MOST_LOGIT, MOST_LOGIT)
        return found

    @property
    def mean(self) -> float:
        """Expected mean of all units that could be."""
        return float(self.a / (self.a + self.b) @ self.weights)

    @property
    def spread(self) -> float:
        """Expected standard deviation of the shares between units."""
        size = self.a + self.b
        return float(np.sqrt(self.a * self.b / size**2 / (size + 1)) @ self.weights)


def _cumulants(shape: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the first four cumulants of the logarithm of a gamma number, from their series in 1 / shape."""
    r = 1 / shape
    q = r * r
    return (
        np.log(shape) - r / 2 - q * (1 / 12 - q * (1 / 120 - q / 252)),
        r + q / 2 + r * q * (1 / 6 - q * (1 / 30 - q / 42)),
        -q - q * r - q * q * (1 / 2 - q * (1 / 6 - q / 6)),
        r * q * (2 + 3 * r + q * (2 - q * (1 - q * (4 / 3)))),
    )


def beta_mixture(counts: Floats, sizes: Floats) -> BetaMixture:
    """Return the posterior of mean and spread of the units' shares under the uniform-shrinkage prior.

    Args:
        counts: Answers of the kind counted, per unit.
        sizes: Answers in all, per unit; at least one above 0.

    Formula:
        share of a unit ~ Beta(mu M, (1 - mu) M); mu uniform; M / (M + n0) uniform, n0 the median size. On a
        grid of both; that of mu covers all that is not ruled out by the data.
    """
    asked = sizes > 0
    x, n = counts[asked], sizes[asked]
    pulls = (np.arange(SHRINKAGE_NODES) + 0.5) / SHRINKAGE_NODES
    strengths = float(np.median(n)) * pulls / (1 - pulls)
    low, high = 0.0, 1.0
    for _ in range(ZOOMS):
        means = _middles(low, high, MEAN_NODES)
        coarse = _log_likelihood(x, n, means, strengths[::SCAN_STEP]).max(axis=1)
        left = means[coarse > coarse.max() + np.log(NEGLIGIBLE)]
        # One step beyond what is not ruled out: the peak may lie between two nodes.
        step = (high - low) / MEAN_NODES
        low, high = max(float(left[0]) - step, 0.0), min(float(left[-1]) + step, 1.0)
    means = _middles(low, high, MEAN_NODES)
    log = _log_likelihood(x, n, means, strengths)
    weights = np.exp(log - log.max()).ravel()
    weights /= weights.sum()
    kept = weights > DROPPED * weights.max()
    mean, strength = np.meshgrid(means, strengths, indexing="ij")
    a, b = (mean * strength).ravel()[kept], ((1 - mean) * strength).ravel()[kept]
    return BetaMixture(a=a, b=b, weights=weights[kept] / weights[kept].sum())


def _middles(low: float, high: float, count: int) -> Floats:
    return np.asarray(low + (high - low) * (np.arange(count) + 0.5) / count)


def _log_likelihood(counts: Floats, sizes: Floats, means: Floats, strengths: Floats) -> Floats:
    """Return the log likelihood on the grid (means, strengths), up to a constant."""
    from scipy.special import gammaln

    a, b = means[:, None] * strengths, (1 - means[:, None]) * strengths
    total = np.zeros(a.shape)
    # Units with equal numbers count once, many times over: large files have many small branches alike.
    for parts, prior, sign in ((counts, a, 1), (sizes - counts, b, 1), (sizes, a + b, -1)):
        different, times = np.unique(parts, return_counts=True)
        total += sign * sum(
            often * (gammaln(x + prior) - gammaln(prior)) for x, often in zip(different, times, strict=True)
        )
    return total
