"""Agreement between raters beyond chance: Cohen's and Fleiss's kappa, Krippendorff's alpha."""

from collections.abc import Callable, Hashable
from math import exp, log, sqrt
from typing import Any, Final, Literal

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._resampling import Rng, chance
from servicekit.stats.intervals._intervals import t_quantile
from servicekit.stats.reliability._agreement_limits import pairs_of_two, split_count, two_rater_interval
from servicekit.stats.reliability._rater_table import Ratings

Disagreement = Callable[[Floats], tuple[Floats, Floats]]
Differences = Literal["nominal", "linear", "quadratic"]
ScaleKind = Literal["nominal", "ordinal", "interval"]
MOST_ORDINAL: Final = 60
FEWEST_DRAWS: Final = 100
FEW_SPLIT: Final = 5
"""Units that split their raters, below which the jackknife interval is short of its level."""


@frozen(kw_only=True)
class Agreement(Estimate):
    """A coefficient of agreement: 1 minus observed over expected disagreement, 1 where all agree, 0 as by chance.

    Attributes:
        coefficient: "cohen_kappa", "fleiss_kappa" or "krippendorff_alpha".
        differences: How two categories differ ("nominal", "ordinal", "interval", "linear", "quadratic").
        unit_count: Units rated by at least two raters; only they tell of agreement.
        rating_count: Ratings of those units.
        categories: The categories in order.
        level: Confidence level.
        observed, expected: Disagreement seen and expected by chance, in the coefficient's own unit.
        left_out: Logarithm of observed over expected disagreement with one unit left out, and how many units
            give that value.
        split_count: Units whose raters do not all agree.
        pairs: Units rated with the first category by both, by one and by neither, where Krippendorff's alpha rests on
            two ratings of each unit in two categories.
        draws: Resampled coefficients where a generator was given.
    """

    title = Label("Agreement between raters", "评审者一致性")
    derived = ("value", "interval", "standard_error", "reason", "interval_reason", "cautions")

    coefficient: str
    differences: str
    unit_count: int
    rating_count: int
    categories: tuple[Hashable, ...]
    level: float = field(validator=checks.confidence)
    observed: float
    expected: float
    left_out: tuple[tuple[float, int], ...] = field(repr=False, metadata={"evidence": False})
    split_count: int = 0
    pairs: tuple[int, int, int] | None = None
    draws: tuple[float, ...] = field(default=(), repr=False, metadata={"evidence": False})

    @property
    def value(self) -> float | None:
        """The coefficient; it may be below 0."""
        return None if self.reason else 1 - self.observed / self.expected

    @property
    def reason(self) -> Reason | None:
        """Why there is no coefficient."""
        if not self.unit_count:
            return why(NotEstimable.NO_COMMON_UNIT)
        return None if self.expected > 0 else why(NotEstimable.ONE_CATEGORY)

    @property
    def interval_reason(self) -> Reason | None:
        """Why there is a coefficient without an interval."""
        if self.reason or self.draws:
            return None
        if self.unit_count < 3:
            return why(NotEstimable.TOO_FEW, n=self.unit_count, needed=3)
        if self.pairs is not None:
            return None
        sure = all(np.isfinite(value) for value, _ in self.left_out)
        return None if sure else why(NotEstimable.TOO_LITTLE_DISAGREEMENT)

    @property
    def standard_error(self) -> float | None:
        """Standard error of the coefficient."""
        if self.draws:
            return float(np.std(self.draws, ddof=1))
        spread = self._log_error
        return None if spread is None else spread * self.observed / self.expected

    @property
    def _log_error(self) -> float | None:
        if self.reason or self.interval_reason or self.draws:
            return None
        if not all(np.isfinite(value) for value, _ in self.left_out):
            return None
        values, counts = (np.array(column, dtype=float) for column in zip(*self.left_out, strict=True))
        n = counts.sum()
        centre = (counts * values).sum() / n
        return sqrt((n - 1) / n * float((counts * (values - centre) ** 2).sum()))

    @property
    def interval(self) -> Interval | None:
        """By the jackknife over units on the logarithm of disagreement, which cannot pass 1; or by the bootstrap.

        Krippendorff's alpha of two raters and two categories has the set of values with which the pairs fit.
        """
        if self.draws:
            tail = (1 - self.level) / 2
            low, high = np.quantile(self.draws, [tail, 1 - tail])
            return Interval(low=low, high=high, level=self.level, method="bootstrap percentile over units")
        if self.pairs is not None and self.value is not None and self.interval_reason is None:
            return two_rater_interval(*self.pairs, value=self.value, level=self.level)
        error = self._log_error
        if error is None:
            return None
        reach = t_quantile(self.level, self.unit_count - 1) * error
        centre = log(self.observed / self.expected)
        return Interval(
            low=1 - exp(centre + reach), high=1 - exp(centre - reach), level=self.level, method="jackknife over units"
        )

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Where the interval rests on few units whose raters disagree."""
        few = self.pairs is None and self.interval is not None and self.split_count < FEW_SPLIT
        return (beware(CautionKind.FEW_DISAGREEMENTS, k=self.split_count),) if few else ()


def _ratio_log(observed: Floats, expected: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(expected > 0, observed / expected, np.nan)
        return np.where(ratio > 0, np.log(ratio), np.nan)


def _resampled(
    units: Floats, counts: NDArray[np.int64], measure: Disagreement, resamples: int, rng: Rng | None
) -> tuple[float, ...]:
    if rng is None or not len(units):
        return ()
    checks.validate(checks.whole_positive, "resamples", resamples)
    if resamples < FEWEST_DRAWS:
        raise InvalidValueError("resamples", f"at least {FEWEST_DRAWS}", resamples)
    n = int(counts.sum())
    observed, expected = measure(chance(rng).multinomial(n, counts / n, size=resamples).astype(float) @ units)
    usable = expected > 0  # a resample in which all ratings fall in one category has no coefficient
    return tuple((1 - observed[usable] / expected[usable]).tolist())


def _agreement(
    summaries: Floats, measure: Disagreement, *, resamples: int, rng: Rng | None, **settings: Any
) -> Agreement:
    """Sum what each unit contributes, and leave each distinct unit out once."""
    units, counts = np.unique(summaries, axis=0, return_counts=True)
    total = counts.astype(float) @ units if len(units) else np.zeros(summaries.shape[1])
    observed, expected = measure(total[None, :])
    left_out = _ratio_log(*measure(total - units)) if len(units) else np.empty(0)
    return Agreement(
        observed=float(observed[0]),
        expected=float(expected[0]),
        left_out=tuple(zip(left_out.tolist(), counts.tolist(), strict=True)),
        draws=_resampled(units, counts, measure, resamples, rng),
        unit_count=len(summaries),
        **settings,
    )


def cohen_kappa(
    ratings: Ratings,
    *,
    differences: Differences = "nominal",
    level: float = 0.95,
    rng: Rng | None = None,
    resamples: int = 2000,
) -> Agreement:
    """Return Cohen's kappa of two raters.

    Args:
        ratings: Ratings of exactly two raters; units rated by one alone do not count.
        differences: "nominal" for plain kappa; "linear" or "quadratic" weights by distance of ordered categories.
        level: Confidence level.
        rng: Seed or generator for bootstrap intervals; without it the jackknife over units is used.
        resamples: Bootstrap resamples.

    Raises:
        InvalidValueError: There are not exactly two raters.

    Formula:
        1 - sum(w o) / sum(w e) with o the shares of pairs of categories, e the products of the raters' margins.

    Source:
        Cohen (1960), Cohen (1968).

    Example:
        >>> import servicekit as sk
        >>> ratings = sk.stats.ratings_by_rater({"Lu": [1, 0, 1, 1], "Mo": [1, 0, 0, 1]}, ["Lu", "Mo"])
        >>> sk.stats.cohen_kappa(ratings).value
        0.5
    """
    if len(ratings.rater_names) != 2:
        names = list(ratings.rater_names)
        raise InvalidValueError("raters", "exactly two", names, hint="use fleiss_kappa or krippendorff_alpha")
    wide = len(ratings.categories)
    table = np.full((ratings.unit_count, 2), -1, dtype=np.int64)
    table[ratings.units, ratings.raters] = ratings.codes
    both = table[(table >= 0).all(axis=1)]
    cells = np.zeros((len(both), wide * wide))
    cells[np.arange(len(both)), both[:, 0] * wide + both[:, 1]] = 1
    distance = np.abs(np.subtract.outer(np.arange(wide), np.arange(wide))).astype(float)
    weights = {"nominal": (distance > 0).astype(float), "linear": distance, "quadratic": distance**2}
    if differences not in weights:
        raise InvalidValueError("differences", "'nominal', 'linear' or 'quadratic'", differences)
    weight = weights[differences]

    def measure(sums: Floats) -> tuple[Floats, Floats]:
        pairs = sums.reshape(len(sums), wide, wide)
        n = np.maximum(pairs.sum(axis=(1, 2)), 1)
        chance = np.einsum("bi,ij,bj->b", pairs.sum(axis=2), weight, pairs.sum(axis=1))
        return (pairs * weight).sum(axis=(1, 2)) / n, chance / n**2

    settings = {"coefficient": "cohen_kappa", "differences": differences, "level": level}
    counts = {
        "rating_count": 2 * len(both),
        "categories": ratings.categories,
        "split_count": int(np.count_nonzero(both[:, 0] != both[:, 1])),
    }
    return _agreement(cells, measure, resamples=resamples, rng=rng, **settings, **counts)


def fleiss_kappa(ratings: Ratings, *, level: float = 0.95, rng: Rng | None = None, resamples: int = 2000) -> Agreement:
    """Return Fleiss's kappa of any number of raters, who need not be the same for each unit.

    Args:
        ratings: Every unit rated equally often, at least twice.
        level, rng, resamples: As for ``cohen_kappa``.

    Raises:
        InvalidValueError: Units were rated unequally often.

    Source:
        Fleiss (1971).

    Example:
        >>> import servicekit as sk
        >>> ratings = sk.stats.ratings_by_rater({"Lu": [1, 0, 1, 1], "Mo": [1, 0, 0, 1]}, ["Lu", "Mo"])
        >>> round(sk.stats.fleiss_kappa(ratings).value, 3)
        0.467
    """
    counts = ratings.counts()
    times = counts.sum(axis=1)
    if len(found := np.unique(times)) > 1:
        raise InvalidValueError(
            "ratings per unit", "equally many for each unit", found.tolist(), hint="use krippendorff_alpha"
        )
    many = int(times[0]) if len(times) else 0
    usable = counts[times >= 2].astype(float)
    unequal = (many**2 - (usable**2).sum(axis=1)) / max(many * (many - 1), 1)

    def measure(sums: Floats) -> tuple[Floats, Floats]:
        units = np.maximum(sums[:, 1:].sum(axis=1) / max(many, 1), 1)
        margins = sums[:, 1:] / np.maximum(sums[:, 1:].sum(axis=1, keepdims=True), 1)
        return sums[:, 0] / units, 1 - (margins**2).sum(axis=1) if len(usable) else np.zeros(len(sums))

    settings = {"coefficient": "fleiss_kappa", "differences": "nominal", "level": level}
    about = {
        "rating_count": int(usable.sum()),
        "categories": ratings.categories,
        "split_count": int(np.count_nonzero(unequal[: len(usable)] > 0)),
    }
    return _agreement(np.column_stack([unequal, usable]), measure, resamples=resamples, rng=rng, **settings, **about)


def krippendorff_alpha(
    ratings: Ratings,
    *,
    scale: ScaleKind = "nominal",
    level: float = 0.95,
    rng: Rng | None = None,
    resamples: int = 2000,
) -> Agreement:
    """Return Krippendorff's alpha of any number of raters with any ratings missing.

    Args:
        ratings: Units rated fewer than twice do not count.
        scale: "nominal"; "ordinal" for ordered categories; "interval" for numbers whose distances mean something.
        level, rng, resamples: As for ``cohen_kappa``.

    Raises:
        InvalidValueError: The categories have no numbers for "interval", or no known order for "ordinal".

    Formula:
        1 - (n - 1) sum(o d²) / sum(n_c n_k d²) over pairs of categories, o their coincidences, n_c their ratings.

    Source:
        Krippendorff (2011), Computing Krippendorff's alpha-reliability.

    Example:
        >>> import servicekit as sk
        >>> ratings = sk.stats.ratings_by_rater({"Lu": [1, 0, 1, 1], "Mo": [1, 0, 0, 1]}, ["Lu", "Mo"])
        >>> round(sk.stats.krippendorff_alpha(ratings).value, 3)
        0.533
    """
    summaries, measure = _alpha_parts(ratings, scale)
    settings = {"coefficient": "krippendorff_alpha", "differences": scale, "level": level}
    times = ratings.counts().sum(axis=1) if scale != "interval" else np.bincount(ratings.units, minlength=1)
    about = {
        "rating_count": int(times[times >= 2].sum()),
        "categories": ratings.categories,
        "split_count": split_count(ratings),
        "pairs": pairs_of_two(ratings),
    }
    return _agreement(summaries, measure, resamples=resamples, rng=rng, **settings, **about)


def _alpha_parts(ratings: Ratings, scale: ScaleKind) -> tuple[Floats, Disagreement]:
    if scale == "interval":
        return _interval_parts(ratings)
    counts = ratings.counts().astype(float)
    counts = counts[counts.sum(axis=1) >= 2]
    if scale == "nominal":
        return _nominal_parts(counts)
    if scale == "ordinal":
        if len(ratings.categories) > MOST_ORDINAL:
            rule = f"at most {MOST_ORDINAL} for an ordinal scale"
            raise InvalidValueError("categories", rule, len(ratings.categories), hint="use scale='interval'")
        return _ordinal_parts(counts)
    raise InvalidValueError("scale", "'nominal', 'ordinal' or 'interval'", scale)


def _nominal_parts(counts: Floats) -> tuple[Floats, Disagreement]:
    times = counts.sum(axis=1)
    unequal = (times**2 - (counts**2).sum(axis=1)) / (times - 1)

    def measure(sums: Floats) -> tuple[Floats, Floats]:
        n = sums[:, 1:].sum(axis=1)
        return sums[:, 0] * (n - 1), n**2 - (sums[:, 1:] ** 2).sum(axis=1)

    return np.column_stack([unequal, counts]), measure


def _ordinal_parts(counts: Floats) -> tuple[Floats, Disagreement]:
    wide = counts.shape[1]
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(wide)
    coincidences = pairs / (counts.sum(axis=1) - 1)[:, None, None]

    def measure(sums: Floats) -> tuple[Floats, Floats]:
        seen = sums.reshape(len(sums), wide, wide)
        margins = seen.sum(axis=2)
        # the distance of two categories is the number of ratings between their middles
        middles = np.cumsum(margins, axis=1) - margins / 2
        squared = (middles[:, :, None] - middles[:, None, :]) ** 2
        n = margins.sum(axis=1)
        chance = np.einsum("bi,bij,bj->b", margins, squared, margins)
        return (seen * squared).sum(axis=(1, 2)) * (n - 1), chance

    return coincidences.reshape(len(counts), wide * wide), measure


def _interval_parts(ratings: Ratings) -> tuple[Floats, Disagreement]:
    if not all(isinstance(c, int | float) and not isinstance(c, bool) for c in ratings.categories):
        raise InvalidValueError("ratings", "numbers for an interval scale", list(ratings.categories))
    values = np.array(ratings.categories, dtype=float)[ratings.codes]
    # a value that occurs is taken as the origin, so that squares do not swallow differences and equal values give 0
    values = values - np.sort(values)[len(values) // 2] if len(values) else values
    units, many = ratings.units, ratings.unit_count
    lowest = np.full(many, np.inf)
    np.minimum.at(lowest, units, values)
    above = values - lowest[units]

    def per_unit(weights: Floats) -> Floats:
        return np.bincount(units, weights=weights, minlength=many).astype(np.float64)

    usable = np.bincount(units, minlength=many) >= 2
    times, sums, squares = (per_unit(w)[usable] for w in (np.ones(len(values)), values, values**2))
    unequal = 2 * (times * per_unit(above**2)[usable] - per_unit(above)[usable] ** 2) / (times - 1)

    def measure(totals: Floats) -> tuple[Floats, Floats]:
        n, total, square = totals[:, 1], totals[:, 2], totals[:, 3]
        return np.maximum(totals[:, 0], 0) * (n - 1), 2 * (n * square - total**2)

    return np.column_stack([unequal, times, sums, squares]), measure
