"""Ranking of units by means: each judged by its own spread, helped by that of the others."""

from collections.abc import Mapping, Sequence
from math import inf, sqrt
from typing import Any, Final, Literal

import numpy as np
from attrs import frozen

from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._results import Estimate
from servicekit.stats.designs._count_design import count_design
from servicekit.stats.designs._linearised import Linearised
from servicekit.stats.designs._resampling import SEED, Rng, chance, seed_of
from servicekit.stats.intervals._estimates import Average
from servicekit.stats.intervals._normal_posterior import normal_mixture
from servicekit.stats.rankings._adjusted_scores import AdjustedScore
from servicekit.stats.rankings._case_mix import case_mix
from servicekit.stats.rankings._equality_tests import p_of_means, p_of_standard_errors
from servicekit.stats.rankings._moderated_variances import moderated_variances
from servicekit.stats.rankings._ranking import FEWEST_RANKED, Ranking, in_order_of_rank, nothing_to_rank, tails_of
from servicekit.stats.scores._category_score import CategoryScore, score_spread

Third = Literal["deviation", "standard_error"]
MOST_KNOWN: Final = 1e6


@frozen(kw_only=True)
class _Unit:
    """A unit's own figure; the variance of its mean is given, or that of one answer."""

    own: Estimate
    n: int
    mean: float
    deviation: float
    error: float | None = None
    freedom: float = 0.0


def rank_means(
    units: Mapping[Any, tuple[int, float, float] | Average | CategoryScore],
    *,
    spread: Third = "deviation",
    adjust_for: str | Sequence[str] | None = None,
    rng: Rng = SEED,
    level: float = 0.95,
    draws: int = 4000,
    higher_is_better: bool = True,
) -> Ranking:
    """Return units ranked by their means, each pulled towards the common mean the more, the less sure its own is.

    Units need not spread alike: each counts with its own variance, pulled towards that of the others by as much as
    these agree, so that small ones borrow what they cannot tell by themselves.

    Args:
        units: For each unit the number of answers, their mean and their standard deviation (0 where n is 1), or its
            mean as ``mean_score`` or another measure returns it with ``by``. Under a design its standard error and
            degrees of freedom count.
        spread: "standard_error" where the third number is the standard error of the mean instead, as published,
            weighted or clustered figures have it; then n - 1 are its degrees of freedom.
        adjust_for: Columns that describe customers, among those that formed the groups (``by=["branch", "age"]``): the
            others form units, which are ranked at the same mix of customers.
        rng: Seed or generator of the joint draws behind the ranks.
        level: Probability of intervals and ranks.
        draws: Joint draws behind the ranks.
        higher_is_better: False where the figure counts something bad (minutes, costs).

    Raises:
        NotEnoughDataError: No unit shows any spread of answers.
        InvalidValueError: A standard error is not above 0, or a design leaves a unit without an interval.

    Formula:
        mean ~ t(true mean, s~²/n), true mean ~ N(mu, t²), mu flat, v0 / (v0 + t²) uniform with v0 the median s~²/n, and
        s~² = (d0 s0² + d s²)/(d0 + d) moderated.

    Source:
        Daniels (1999) for the uniform shrinkage prior; Smyth (2004) for moderated variances.

    Example:
        >>> import servicekit as sk
        >>> ranked = sk.stats.rank_means({"a": (40, 4.2, 0.8), "b": (12, 4.6, 1.1), "c": (30, 3.9, 0.7)})
        >>> [unit.unit for unit in ranked.units]
        ['b', 'a', 'c']
        >>> ranked["b"].value < 4.6
        True
    """
    checks.validate(checks.confidence, "level", level)
    checks.validate(checks.whole_positive, "draws", draws)
    if spread not in ("deviation", "standard_error"):
        raise InvalidValueError("spread", "'deviation' or 'standard_error'", spread)
    source = chance(rng)
    mix = None if adjust_for is None else case_mix(units, adjust_for, level=level)
    given_units: Mapping[Any, Any] = units if mix is None else mix.figures
    names = list(given_units)
    known = [_unit(name, given, spread, level) for name, given in given_units.items()]
    own = [unit.own for unit in known]
    sizes = np.array([float(unit.n) for unit in known])
    if not sizes.sum():
        return nothing_to_rank(names, own, level, draws)
    variances, freedom = _variances(known, sizes)
    means = np.array([unit.mean for unit in known])
    belief = normal_mixture(means, variances, freedom)
    sign = 1 if higher_is_better else -1
    found = in_order_of_rank(
        names,
        own,
        sizes,
        [belief.means, *(belief.quantiles(p) for p in tails_of(level))],
        sign * belief.draw(draws, source)[:, sizes >= FEWEST_RANKED],
        (level, sign),
    )
    asked = np.isfinite(variances)
    weights = 1 / variances[asked]
    middle = float(weights @ means[asked] / weights.sum())
    excess = float(weights @ (means[asked] - middle) ** 2) / (asked.sum() - 1) if asked.sum() > 1 else None
    plain = all(unit.error is None for unit in known)
    p = (
        mix.p_value
        if mix is not None
        else (
            p_of_means(sizes, means, np.array([unit.deviation for unit in known]))
            if plain
            else p_of_standard_errors(means[asked], np.sqrt(variances[asked]), freedom[asked])
        )
    )
    return Ranking(
        units=found,
        mean=float(belief.weights @ belief.common),
        spread=float(belief.weights @ belief.between),
        excess=excess,
        p_value=p,
        mix=mix,
        level=level,
        draws=draws,
        seed=seed_of(rng),
    )


def _variances(known: Sequence[_Unit], sizes: Floats) -> tuple[Floats, Floats]:
    """Return the variance of each unit's mean and its degrees of freedom; infinite for a unit without answers."""
    own = np.array([unit.error is None and unit.n > 0 for unit in known])
    variances = np.array([inf if unit.error is None else unit.error**2 for unit in known])
    freedom = np.array([min(unit.freedom, MOST_KNOWN) for unit in known])
    if own.any():
        spreads = np.array([unit.deviation for unit in known])
        found = moderated_variances(spreads[own] ** 2, sizes[own] - 1)
        if found is None:
            raise NotEnoughDataError("ranking means needs a unit of 2 or more answers that are not all equal")
        variances[own], freedom[own] = found.variances / sizes[own], found.freedom
    if not (variances > 0).all():
        raise NotEnoughDataError("ranking means needs a unit of 2 or more answers that are not all equal")
    empty = np.isinf(variances)
    freedom[empty] = freedom[~empty].max()
    return variances, np.maximum(freedom, 1.0)


def _unit(name: object, given: object, spread: Third, level: float) -> _Unit:
    if isinstance(given, AdjustedScore):
        deviation = given.error * sqrt(given.n)
        return _Unit(
            own=given, n=given.n, mean=given.adjusted, deviation=deviation, error=given.error, freedom=given.freedom
        )
    if isinstance(given, Average | CategoryScore):
        return _of_estimate(name, given)
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != 3:
        rule = "answers, mean and standard deviation, or its mean as a result"
        raise InvalidValueError(f"unit {name!r}", rule, type(given).__name__)
    n, mean, third = given
    checks.validate(checks.whole, f"answers of unit {name!r}", n)
    if spread == "deviation" or n == 0:
        own = Average(n=int(n), mean=float(mean), sd=float(third), level=level)
        return _Unit(own=own, n=int(n), mean=own.value or 0.0, deviation=own.sd)
    checks.validate(checks.positive, f"standard error of unit {name!r}", third)
    if n < FEWEST_RANKED:
        raise InvalidValueError(f"answers of unit {name!r}", f"at least {FEWEST_RANKED} behind a standard error", n)
    about = Linearised(variance=float(third) ** 2, degrees_of_freedom=float(n - 1), kish=float(n))
    own = Average(n=int(n), mean=float(mean), sd=float(third) * sqrt(n), sampling=about, level=level)
    return _Unit(own=own, n=int(n), mean=float(mean), deviation=own.sd, error=float(third), freedom=float(n - 1))


def _of_estimate(name: object, given: Average | CategoryScore) -> _Unit:
    mean, n = given.value, int(given.n)
    if mean is None:
        return _Unit(own=given, n=0, mean=0.0, deviation=0.0)
    if isinstance(given, Average):
        sampling = given.sampling
        if sampling is None:
            return _Unit(own=given, n=n, mean=mean, deviation=given.sd)
        error, freedom = sampling.corrected_error, sampling.degrees_of_freedom
    else:
        design = count_design(given.tally, given.scores, score_spread(given.tally, given.scores))
        if design is None:
            values, shares = np.asarray(given.scores), given.tally.shares()
            square = float(shares @ (values - mean) ** 2) * n / max(n - 1, 1)
            return _Unit(own=given, n=n, mean=mean, deviation=sqrt(max(square, 0.0)))
        error, freedom = given.standard_error or 0.0, design.freedom
    if given.reason is not None or not error > 0:
        said = given.reason.text() if given.reason else "standard error of 0"
        raise InvalidValueError(f"unit {name!r}", "a mean with an interval under its design", said)
    return _Unit(own=given, n=n, mean=mean, deviation=error * sqrt(n), error=error, freedom=freedom)
