"""Means of many units pulled towards their common mean by as much as the data themselves advise."""

from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats

NODES: Final = 96
HALVINGS: Final = 40
REACH: Final = 12.0
NEGLIGIBLE: Final = 1e-12
"""Spreads between units of so small a probability, next to the likeliest, move no digit that is shown."""
EXACT: Final = 1e-12
ROOT_PI: Final = float(np.sqrt(np.pi))
ROOT_2_PI: Final = float(np.sqrt(2 * np.pi))


@frozen(kw_only=True, eq=False)
class NormalMixture:
    """What is believed about the units' true means: for each possible spread between units a normal distribution.

    Attributes:
        centres: Expected mean of each unit, (spreads, units).
        errors: Standard deviation of it, (spreads, units).
        between: Possible standard deviations between units, (spreads,).
        weights: Their probabilities, adding up to 1.
        common: Expected common mean for each spread.
        pulls: How far a unit is pulled to the common mean, (spreads, units); 1 where it has no answers.
        precision: Inverse variance of the common mean for each spread.
        freedom: Degrees of freedom of each unit's variance; infinite where it is known.
    """

    centres: Floats = field(repr=False)
    errors: Floats = field(repr=False)
    between: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    common: Floats = field(repr=False)
    pulls: Floats = field(repr=False)
    precision: Floats = field(repr=False)
    freedom: Floats = field(repr=False)

    @property
    def means(self) -> Floats:
        """Expected mean of each unit."""
        return np.asarray(self.weights @ self.centres)

    def quantiles(self, probability: float) -> Floats:
        """Return the quantile of each unit's true mean, by Newton's steps within halving."""
        from scipy.special import gammaln, ndtr, stdtr, stdtrit

        kept = self.weights > NEGLIGIBLE * self.weights.max()
        weights, centres, errors = self.weights[kept], self.centres[kept], self.errors[kept]
        known, df = bool(np.isinf(self.freedom).all()), self.freedom
        reach = REACH if known else float(max(REACH, stdtrit(df.min(), 1 - (1 - probability) / 2)))
        low = (centres - reach * errors).min(axis=0)
        high = (centres + reach * errors).max(axis=0)
        peak = np.zeros(1) if known else gammaln((df + 1) / 2) - gammaln(df / 2) - np.log(df) / 2
        middle = weights @ centres
        for _ in range(HALVINGS):
            steps = (middle - centres) / errors
            below = weights @ (ndtr(steps) if known else stdtr(df, steps))
            low, high = np.where(below < probability, middle, low), np.where(below < probability, high, middle)
            height = -(steps**2) / 2 if known else peak - (df + 1) / 2 * np.log1p(steps**2 / df)
            slope = weights @ (np.exp(height) / errors) / (ROOT_2_PI if known else ROOT_PI)
            with np.errstate(divide="ignore", invalid="ignore"):
                following = middle - (below - probability) / slope
            inside = (following > low) & (following < high)
            following = np.where(inside, following, (low + high) / 2)
            moved = float(np.abs(following - middle).max(initial=0.0))
            middle = following
            if moved <= EXACT * float(np.abs(high).max(initial=1.0)):
                break
        return np.asarray(middle)

    def draw(self, draws: int, rng: np.random.Generator) -> Floats:
        """Return joint draws of the units' true means, (draws, units)."""
        chosen = rng.choice(self.weights.size, size=draws, p=self.weights)
        noise = rng.normal(size=draws) / np.sqrt(self.precision[chosen])
        pulls = self.pulls[chosen]
        # The common mean is shared by all units of a draw; what is left is each unit's own.
        own = np.sqrt(np.maximum(self.errors[chosen] ** 2 - pulls**2 / self.precision[chosen, None], 0))
        each = rng.normal(size=pulls.shape)
        if not np.isinf(self.freedom).all():
            each = each / np.sqrt(rng.chisquare(self.freedom, size=pulls.shape) / self.freedom)
        return np.asarray(self.centres[chosen] + pulls * noise[:, None] + own * each)


def normal_mixture(means: Floats, variances: Floats, freedom: Floats | None = None) -> NormalMixture:
    """Return the posterior of the units' true means under the uniform-shrinkage prior.

    Args:
        means: Mean of each unit; ignored where its variance is infinite.
        variances: Variance of each mean, above 0; ``inf`` for a unit without answers. At least one finite.
        freedom: Degrees of freedom of each variance, for t instead of normal errors; None: variances are known.

    Formula:
        true mean of a unit ~ N(mu, t²); mu flat; v0 / (v0 + t²) uniform, v0 the median variance; on a grid of t.
    """
    known = np.isfinite(variances)
    y, v = means[known], variances[known]
    pulls = (np.arange(NODES) + 0.5) / NODES
    between = np.sqrt(np.median(v) * (1 - pulls) / pulls)
    w = 1 / (v + between[:, None] ** 2)
    precision = w.sum(axis=1)
    common = (w * y).sum(axis=1) / precision
    log = 0.5 * (np.log(w).sum(axis=1) - np.log(precision) - (w * (y - common[:, None]) ** 2).sum(axis=1))
    weights = np.exp(log - log.max())
    pull = np.ones((NODES, means.size))
    pull[:, known] = v * w
    kept = np.where(known, np.where(np.isfinite(variances), variances, 0.0), 0.0)
    own = np.where(known, (1 - pull) * kept, between[:, None] ** 2)
    return NormalMixture(
        centres=pull * common[:, None] + (1 - pull) * np.where(known, means, 0.0),
        errors=np.sqrt(own + pull**2 / precision[:, None]),
        between=between,
        weights=weights / weights.sum(),
        common=common,
        pulls=pull,
        precision=precision,
        freedom=np.full(means.shape, np.inf) if freedom is None else freedom,
    )
