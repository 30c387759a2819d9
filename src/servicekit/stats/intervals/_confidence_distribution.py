"""Confidence distributions: what an estimate says about its figure, as something that can be drawn from."""

from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import Any, Final, Literal

import numpy as np
from attrs import evolve, field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation._checks import confidence, instance_of, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import reason_text
from servicekit.foundation._results import Estimate, Interval
from servicekit.stats.designs._resampling import SEED, percentile_interval
from servicekit.stats.intervals._coefficient import Coefficient
from servicekit.stats.intervals._estimates import Average, Resampled, Share, working_n
from servicekit.stats.intervals._intervals import normal_quantile
from servicekit.stats.intervals._ratios import RatioOfMeans

Family = Literal[
    "point", "beta", "t", "ratio", "gamma", "triangular", "normal", "log_normal", "logit_normal", "draws"
]  # fmt: skip
DRAWS: Final = 20_000
GRID: Final = 20_001
MONTE_CARLO: Final = "Monte Carlo of the figures"


def _floats(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(float(each) for each in values)


@frozen(kw_only=True)
class ConfidenceDistribution:
    """Where a figure may lie, given its data.

    Attributes:
        family: "point" (known), "beta" (a share, from Jeffreys' prior), "t" (a mean), "ratio" (a ratio of two means),
            "gamma" (a count over time), "triangular" (a judgement), "normal", "log_normal" and "logit_normal" (through
            a value and the ends of its interval, each side with its own spread), or "draws" (resamples).
        parameters: point (value); beta (a, b); t (mean, standard error, degrees of freedom); ratio (mean x, mean y,
            their variances and covariance, degrees of freedom); gamma (shape, scale); triangular (low, likely, high);
            normals (centre, spread below, spread above) on their own scale; draws (the values, ascending).
    """

    family: Family
    parameters: tuple[float, ...] = field(converter=_floats)

    def draw(self, size: int, rng: np.random.Generator) -> Floats:
        """Return so many independent draws."""
        values = self.parameters
        if self.family == "beta":
            return rng.beta(values[0], values[1], size)
        if self.family == "t":
            return values[0] + values[1] * rng.standard_t(values[2], size)
        if self.family == "ratio":
            return self._ratios(size, rng)
        if self.family == "gamma":
            return rng.gamma(values[0], values[1], size)
        if self.family == "draws":
            return rng.choice(np.asarray(values), size)
        return self.at(rng.random(size))

    def at(self, probability: Floats | float) -> Floats:
        """Return the quantiles at some probabilities; those of a ratio are read from drawn ones."""
        from scipy import special

        p, values = np.asarray(probability, dtype=float), self.parameters
        if self.family == "point":
            return np.full(p.shape, values[0])
        if self.family == "beta":
            return np.asarray(special.betaincinv(*values, p))
        if self.family == "t":
            mean, error, df = values
            return np.asarray(mean + error * special.stdtrit(df, p))
        if self.family == "gamma":
            return np.asarray(special.gammaincinv(values[0], p) * values[1])
        if self.family == "triangular":
            return _triangular(p, *values)
        if self.family == "draws":
            return np.asarray(np.quantile(values, p, method="median_unbiased"))
        if self.family == "ratio":
            return np.asarray(np.quantile(self._ratios(GRID, np.random.default_rng(SEED)), p))
        centre, below, above = values
        z = special.ndtri(p)
        on_scale = centre + np.where(z < 0, below, above) * z
        inverse: dict[str, Callable[[Any], Any]] = {"normal": np.asarray, "log_normal": np.exp}
        return np.asarray(inverse.get(self.family, special.expit)(on_scale))

    def _ratios(self, size: int, rng: np.random.Generator) -> Floats:
        x, y, var_x, var_y, covariance, df = self.parameters
        pairs = rng.multivariate_normal((0, 0), ((var_x, covariance), (covariance, var_y)), size=size)
        scale = np.sqrt(df / rng.chisquare(df, size)) if np.isfinite(df) else np.ones(size)
        return np.asarray((y + pairs[:, 1] * scale) / (x + pairs[:, 0] * scale))


def _triangular(p: Floats, low: float, likely: float, high: float) -> Floats:
    if high == low:
        return np.full(p.shape, low)
    bend = (likely - low) / (high - low)
    rising = low + np.sqrt(np.maximum(p * (high - low) * (likely - low), 0))
    falling = high - np.sqrt(np.maximum((1 - p) * (high - low) * (high - likely), 0))
    return np.where(p < bend, rising, falling)


def confidence_distribution(figure: "float | Estimate") -> ConfidenceDistribution:
    """Return what a number or an estimate says about its figure; a number, or an estimate without error, is a point.

    A share is Beta(x + 1/2, n - x + 1/2) on its effective n, a mean Student's t, a ratio of means the ratio of two
    correlated t; a resampled figure is its resamples. Any other estimate becomes a normal through its value and the
    ends of its interval, each side with its own spread: of the log-odds if it lies inside 0 to 1, of the logarithm if
    it is above 0, else of the figure itself.

    Args:
        figure: A number taken as known, or any estimate with a value.

    Raises:
        InvalidValueError: An estimate without a value, with an unbounded interval, or outside its own interval.
    """
    if not isinstance(figure, Estimate):
        return ConfidenceDistribution(family="point", parameters=(_number(figure),))
    value = figure.value
    if value is None:
        raise InvalidValueError("figure", "an estimate with a value", None, hint=reason_text(figure.reason))
    if isinstance(figure, Share):
        n = working_n(figure)
        if n == inf:
            return ConfidenceDistribution(family="point", parameters=(value,))
        hits = value * n
        return ConfidenceDistribution(family="beta", parameters=(hits + 0.5, n - hits + 0.5))
    if isinstance(figure, Average) and figure.standard_error:
        sampling = figure.sampling
        error, freedom = (
            (figure.standard_error, figure.n - 1)
            if sampling is None
            else (sampling.corrected_error, sampling.degrees_of_freedom)
        )
        return ConfidenceDistribution(family="t", parameters=(value, error, freedom))
    if isinstance(figure, Coefficient) and figure.standard_error > 0 and figure.degrees_of_freedom < inf:
        error, freedom = figure.standard_error, figure.degrees_of_freedom
        return ConfidenceDistribution(family="t", parameters=(value, error, freedom))
    if isinstance(figure, Resampled) and figure.draws.size:
        return ConfidenceDistribution(family="draws", parameters=tuple(np.sort(figure.draws).tolist()))
    if isinstance(figure, RatioOfMeans) and figure.n > 1 and (figure.var_x or figure.var_y):
        n = figure.n
        spread = (figure.var_x / n, figure.var_y / n, figure.cov_xy / n, n - 1)
        return ConfidenceDistribution(family="ratio", parameters=(figure.mean_x, figure.mean_y, *spread))
    uncut = evolve(figure, bound=None) if isinstance(figure, Coefficient) and figure.bound is not None else figure
    return _through(value, uncut.interval)


def _number(figure: float) -> float:
    try:
        number = float(figure)
    except (TypeError, ValueError, OverflowError):
        number = np.nan
    if isinstance(figure, str | bool) or not np.isfinite(number):
        raise InvalidValueError("figure", "a finite number or an estimate", figure)
    return number


def _through(value: float, interval: Interval | None) -> ConfidenceDistribution:
    if interval is None or interval.low == interval.high:
        return ConfidenceDistribution(family="point", parameters=(value,))
    low, high = interval.low, interval.high
    if interval.kind != "bounded" or not np.isfinite([low, high]).all():
        raise InvalidValueError("interval", "bounded, or the figure may be anything", str(interval))
    if not low <= value <= high:
        raise InvalidValueError("interval", f"one that holds its value {value:g}", str(interval))
    z = normal_quantile(interval.level)
    scales: tuple[tuple[Family, bool, Callable[[float], float]], ...] = (
        ("logit_normal", low > 0 and high < 1, lambda x: float(np.log(x / (1 - x)))),
        ("log_normal", low > 0, lambda x: float(np.log(x))),
        ("normal", True, float),
    )
    family, _, to_scale = next(each for each in scales if each[1])
    centre = to_scale(value)
    ends = (centre, (centre - to_scale(low)) / z, (to_scale(high) - centre) / z)
    return ConfidenceDistribution(family=family, parameters=ends)


def draws_of_figures(
    figures: Mapping[str, ConfidenceDistribution], *, draws: int, seed: int = SEED
) -> dict[str, Floats]:
    """Return independent draws of each figure; a figure's own do not depend on which others there are."""
    from zlib import crc32

    return {
        name: each.draw(draws, np.random.default_rng((seed, crc32(name.encode())))) for name, each in figures.items()
    }


def propagated_interval(
    function: Callable[..., float | Floats],
    figures: Mapping[str, "float | Estimate"],
    *,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Interval | None:
    """Return the interval of a function of independent figures, by drawing each from its confidence distribution.

    Args:
        function: Takes the figures by name, as numbers or as arrays, and computes elementwise.
        figures: Name -> a number taken as known, or an estimate; one that enters twice is one name.
        level: Confidence level.
        draws: Number of draws.
        seed: Of the draws: the same call gives the same interval.

    Returns:
        The percentile interval of the draws; None where every figure is known.

    Raises:
        InvalidValueError: A figure that cannot be drawn from; it is named.

    Example:
        >>> from servicekit.stats import Share
        >>> stays = Share(count=160, n=200)
        >>> found = propagated_interval(lambda stays, worth: stays * worth, {"stays": stays, "worth": 300.0})
        >>> round(found.low), round(found.high)
        (222, 255)
    """
    validate(confidence, "level", level)
    validate(instance_of(Mapping, "a mapping from name to figure"), "figures", figures)
    known: dict[str, ConfidenceDistribution] = {}
    for name, figure in figures.items():
        try:
            known[name] = confidence_distribution(figure)
        except InvalidValueError as error:
            _, rule, got, _, hint = error.parts
            raise InvalidValueError(f"figure {name!r}", rule, got, hint=hint) from None
    if all(each.family == "point" for each in known.values()):
        return None
    found = np.asarray(function(**draws_of_figures(known, draws=draws, seed=seed)), dtype=float)
    if not np.isfinite(found).all():  # a draw at which the figure has no end
        return Interval(low=-inf, high=inf, level=level, method=MONTE_CARLO, kind="unbounded")
    interval = percentile_interval(found, level=level)
    return Interval(low=interval.low, high=interval.high, level=level, method=MONTE_CARLO)
