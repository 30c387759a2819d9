"""Confidence intervals in closed form: scores of categories, proportions, means, and differences of any two."""

from collections.abc import Sequence
from math import fsum, hypot, inf, sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._results import Interval

MOST_STEPS: Final = 200
SMALL_STEP: Final = 1e-14


def normal_quantile(level: float) -> float:
    """Return z such that a standard normal value lies within ±z with probability ``level``."""
    from scipy.special import ndtri

    checks.validate(checks.confidence, "level", level)
    return float(-ndtri((1 - level) / 2))


def normal_quantiles(level: ArrayLike) -> Floats:
    """Return the quantile of each of many levels, as ``normal_quantile`` gives it."""
    from scipy.special import ndtri

    levels = np.asarray(level, dtype=float)
    if not ((levels > 0) & (levels < 1)).all():
        checks.validate(checks.confidence, "level", float(levels.ravel()[np.argmin((levels > 0) & (levels < 1))]))
    return np.asarray(-ndtri((1 - levels) / 2), dtype=np.float64)


def t_quantile(level: float, degrees_of_freedom: float) -> float:
    """Return t such that a value of Student's t lies within ±t with probability ``level``.

    Args:
        level: Between 0 and 1.
        degrees_of_freedom: Above 0; ``inf`` for the normal distribution.
    """
    from scipy.special import stdtrit

    if degrees_of_freedom == inf:
        return normal_quantile(level)
    checks.validate(checks.confidence, "level", level)
    checks.validate(checks.positive, "degrees of freedom", degrees_of_freedom)
    return float(-stdtrit(degrees_of_freedom, (1 - level) / 2))


def score_interval(counts: ArrayLike, scores: Sequence[float], *, level: float = 0.95) -> Interval:
    """Return the multinomial score interval of the mean score of answers that fall into categories.

    It is Wilson's interval for two categories and Tango's for the scores -1, 0, 1; it never leaves the
    scale and has a width above 0 even if all answers agree.

    Args:
        counts: Answers per category, at least 0; effective counts need not be whole.
        scores: Score of each category; categories nobody chose belong in it too, they are possible answers.
        level: Confidence level.

    Raises:
        NotEnoughDataError: If there is no answer at all.

    Formula:
        All theta with n (mean - theta)² <= z² V, where V is the variance of the scores under the
        multinomial distribution nearest to the data (in likelihood) whose mean score is theta. Its ends
        are (n mean + z² t) / (n + z²), where t lies at or beyond the end of the scale and solves
        mean(t - a) mean(1 / (t - a)) = 1 + z² / n.

    Source:
        Wilson (1927); Tango (1998), for scores -1, 0, 1. The closed form of the ends was derived here.

    Example:
        >>> import servicekit as sk
        >>> str(sk.stats.score_interval([3, 4, 5], scores=[0.0, 0.5, 1.0]))
        '[0.3569, 0.7764]'
    """
    row = np.asarray(counts, dtype=float)
    if row.ndim != 1:
        raise InvalidValueError("counts", "one number per category", list(row.shape))
    low, high = score_limits(row[None, :], scores, level=level)
    method = {(0.0, 1.0): "wilson", (-1.0, 0.0, 1.0): "tango score"}.get(tuple(sorted(map(float, scores))))
    return Interval(low=low[0], high=high[0], level=level, method=method or "multinomial score")


def score_limits(counts: ArrayLike, scores: ArrayLike, *, level: ArrayLike = 0.95) -> tuple[Floats, Floats]:
    """Return the ends of the multinomial score interval for many rows of counts at once.

    Each row is solved for itself, so that its ends do not depend on the rows beside it.

    Args:
        counts: One row per group, one column per category.
        scores: Score of each category.
        level: Confidence level, one for all or one per row.
    """
    table, points = np.atleast_2d(np.asarray(counts, dtype=float)), np.asarray(scores, dtype=float)
    if points.ndim != 1 or table.ndim != 2 or table.shape[1] != points.size:
        raise InvalidValueError("counts", f"one number for each of the {points.size} scores", list(table.shape))
    if not np.isfinite(points).all() or np.unique(points).size < 2:
        raise InvalidValueError("scores", "at least two different finite numbers", points.tolist())
    if not np.isfinite(table).all() or (table < 0).any():
        raise InvalidValueError("counts", "finite numbers of at least 0", table[~(table >= 0)].tolist())
    n = table.sum(axis=1)
    if (n <= 0).any():
        raise NotEnoughDataError("an interval needs at least one answer, got n=0")
    ratio = normal_quantiles(level) ** 2 / n
    # The lower end is the upper end on the scale turned round; both are found in one go.
    share = np.concatenate([table, table]) / np.concatenate([n, n])[:, None]
    turned = np.repeat(np.stack([points, -points]), len(table), axis=0)
    ends = _upper(share, turned, np.concatenate([ratio, ratio]))
    return -ends[len(table) :], ends[: len(table)]


def _upper(share: Floats, scores: Floats, ratio: Floats) -> Floats:
    """Return the upper end of each row; ``ratio`` is z²/n."""
    mean, top = (share * scores).sum(axis=1), scores.max(axis=1)
    gaps = top[:, None] - scores
    pull = (top - mean + _distance_above(share, gaps, ratio)) * (ratio / (1 + ratio))
    return np.asarray(np.clip(mean + pull, mean, top))


def _distance_above(share: Floats, gaps: Floats, ratio: Floats) -> Floats:
    """Return m = t - max(scores) >= 0 for each row; it is 0 where the highest category is empty and far enough."""
    below = (share * gaps).sum(axis=1)
    spread = share * (gaps - below[:, None]) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        at_end = np.where(spread > 0, spread / gaps, 0.0).sum(axis=1)
    result = np.zeros_like(below)
    rows = np.flatnonzero((spread.sum(axis=1) > 0) & (at_end > ratio * below))
    if rows.size:
        result[rows] = _solve(share[rows], spread[rows], gaps[rows], below[rows], ratio[rows])
    return np.asarray(result)


def _solve(share: Floats, spread: Floats, gaps: Floats, below: Floats, ratio: Floats) -> Floats:
    """Solve sum spread / (gap + m) / (below + m) = ratio for m > 0.

    The left side is mean(t - a) mean(1/(t - a)) - 1 written so that nothing cancels; it falls in m, and
    its power -1/2 is nearly straight, so Newton's method on that power, guarded by a bracket, is quick.
    """
    on_top = (share * (gaps == 0)).sum(axis=1)
    low = below * on_top / (1 + ratio - on_top)
    high = gaps.max(axis=1) / (2 * ratio * (np.sqrt(1 + 1 / ratio) + 1))  # by Kantorovich's inequality
    m = np.clip(np.sqrt(spread.sum(axis=1) / ratio) - below, low, high)
    found, going = m.copy(), np.arange(m.size)
    for _ in range(MOST_STEPS):
        m = np.maximum(m, np.finfo(float).tiny)
        distance = gaps + m[:, None]
        parts = spread / distance
        whole = below + m
        value = parts.sum(axis=1) / whole
        slope = -((parts / distance).sum(axis=1) + value) / whole
        low, high = np.where(value > ratio, m, low), np.where(value > ratio, high, m)
        following = m + 2 * value * (1 - np.sqrt(value / ratio)) / slope
        inside = (following >= low) & (following <= high)
        following = np.where(inside, following, (low + high) / 2)
        found[going] = following
        left = np.flatnonzero(~(np.abs(following - m) <= SMALL_STEP * whole))
        if not left.size:
            break
        if left.size < m.size:  # rows that are solved rest, so that none depends on its neighbours
            going, spread, gaps, below = going[left], spread[left], gaps[left], below[left]
            ratio, low, high, following = ratio[left], low[left], high[left], following[left]
        m = following
    return np.asarray(found)


def wilson(count: float, n: float, *, level: float = 0.95) -> Interval:
    """Return Wilson's score interval of a share, the default for shares.

    Args:
        count: Answers of the kind counted, 0 to n; need not be whole when ``n`` is an effective number.
        n: Answers in all, above 0.
        level: Confidence level.

    Source:
        Wilson (1927); coverage by exact enumeration is in the documentation.

    Example:
        >>> import servicekit as sk
        >>> str(sk.stats.wilson(3, 10))
        '[0.1078, 0.6032]'
    """
    _check_count(count, n)
    low, high = _wilson_low(count, n, level), 1 - _wilson_low(n - count, n, level)
    return Interval(low=low, high=high, level=level, method="wilson")


def _wilson_low(count: float, n: float, level: float) -> float:
    z = normal_quantile(level)
    if count == 0:
        return 0.0
    # The smaller root of the quadratic, as product of the roots over the greater one: no cancellation.
    return 2 * count**2 / n / (2 * count + z * z + z * sqrt(z * z + 4 * count * (n - count) / n))


def clopper_pearson(count: float, n: float, *, level: float = 0.95) -> Interval:
    """Return the exact interval of a share: it covers at least as often as it says, at the price of width.

    Args:
        count: Answers of the kind counted, 0 to n.
        n: Answers in all, above 0.
        level: Confidence level.

    Source:
        Clopper and Pearson (1934).

    Example:
        >>> import servicekit as sk
        >>> str(sk.stats.clopper_pearson(3, 10))
        '[0.06674, 0.6525]'
    """
    from scipy.special import betaincinv

    _check_count(count, n)
    checks.validate(checks.confidence, "level", level)
    tail = (1 - level) / 2
    low = float(betaincinv(count, n - count + 1, tail)) if count > 0 else 0.0
    high = 1 - float(betaincinv(n - count, count + 1, tail)) if count < n else 1.0
    return Interval(low=low, high=high, level=level, method="clopper-pearson")


def t_interval(mean: float, standard_error: float, degrees_of_freedom: float, *, level: float = 0.95) -> Interval:
    """Return mean ± t times standard error.

    Args:
        mean: Any finite number.
        standard_error: Above 0; an error of 0 would claim certainty and is refused.
        degrees_of_freedom: Above 0; ``inf`` for the normal distribution.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> str(sk.stats.t_interval(5.0, standard_error=0.5, degrees_of_freedom=9))
        '[3.869, 6.131]'
    """
    checks.validate(checks.finite, "mean", mean)
    checks.validate(checks.positive, "standard error", standard_error)
    reach = t_quantile(level, degrees_of_freedom) * standard_error
    return Interval(low=mean - reach, high=mean + reach, level=level, method="t")


def adjusted_wald_nps(detractors: float, passives: float, promoters: float, *, level: float = 0.95) -> Interval:
    """Return the adjusted Wald interval of promoters less detractors, cut at the ends of the scale.

    Three answers are added, of which 3/4 promote and 3/4 detract. It is simple enough to redo by hand; it can
    miss the value itself where n is below 5, so the score interval is the default.

    Source:
        The adjustment used by MeasuringU, after Rocks (2016).
    """
    counts = [detractors, passives, promoters]
    if not all(np.isfinite(counts)) or min(counts) < 0 or sum(counts) <= 0:
        raise InvalidValueError("counts", "at least 0 and not all 0", counts)
    n = sum(counts) + 3
    against, for_ = (detractors + 0.75) / n, (promoters + 0.75) / n
    value = for_ - against
    reach = normal_quantile(level) * sqrt((for_ + against - value**2) / n)
    return Interval(low=max(-1.0, value - reach), high=min(1.0, value + reach), level=level, method="adjusted wald")


def mover_difference(
    first: tuple[float, Interval], second: tuple[float, Interval], *, correlation: float = 0.0
) -> Interval:
    """Return the interval of first - second from the interval of each (MOVER).

    The ends are as unequal as those of the two intervals, so it keeps its coverage near the ends of a scale. If
    one of the intervals is not bounded, neither is the difference.

    Args:
        first: A figure and its interval.
        second: The figure to subtract and its interval; both intervals of the same level.
        correlation: Of the two estimates, where the same clusters or people gave both.

    Source:
        Zou and Donner (2008), with correlation Zou (2008); for two shares it is Newcombe's (1998) method 10.
    """
    (a, of_a), (b, of_b) = first, second
    if of_a.level != of_b.level:
        raise InvalidValueError("the levels of both intervals", "equal", [of_a.level, of_b.level])
    if of_a.kind != "bounded" or of_b.kind != "bounded":
        return Interval(low=-inf, high=inf, level=of_a.level, method="mover", kind="unbounded")
    low = a - b - _apart(a - of_a.low, of_b.high - b, correlation)
    high = a - b + _apart(of_a.high - a, b - of_b.low, correlation)
    return Interval(low=low, high=high, level=of_a.level, method="mover")


def _apart(first: float, second: float, correlation: float) -> float:
    return (
        hypot(first, second)
        if not correlation
        else sqrt(max(first**2 + second**2 - 2 * correlation * first * second, 0.0))
    )


def _check_count(count: float, n: float) -> None:
    checks.validate(checks.non_negative, "n", n)
    if n == 0:
        raise NotEnoughDataError("an interval needs at least one answer, got n=0")
    if isinstance(count, bool) or not 0 <= count <= n:
        raise InvalidValueError("count", f"a number from 0 to n={n:g}", count)


Figure = tuple[float, float, Interval | None]


def mover_sum(figures: Sequence[Figure]) -> Interval | None:
    """Return the interval of a sum of weight x figure for independent figures (MOVER).

    Args:
        figures: Weight, figure and its interval; None for a figure that is known without error.

    Returns:
        None where no figure has an interval.

    Raises:
        InvalidValueError: The intervals have different levels.

    Source:
        Zou and Donner (2008).
    """
    known = [interval for _, _, interval in figures if interval is not None]
    if not known:
        return None
    if len({interval.level for interval in known}) > 1:
        raise InvalidValueError("the levels of all intervals", "equal", [interval.level for interval in known])
    level = known[0].level
    if any(interval.kind != "bounded" for interval in known):
        return Interval(low=-inf, high=inf, level=level, method="mover", kind="unbounded")
    total = fsum(weight * figure for weight, figure, _ in figures)
    below, above = [0.0], [0.0]
    for weight, figure, interval in figures:
        if interval is not None and weight:
            ends = (weight * (figure - interval.low), weight * (figure - interval.high))
            below.append(max(ends) ** 2)
            above.append(min(ends) ** 2)
    return Interval(low=total - sqrt(fsum(below)), high=total + sqrt(fsum(above)), level=level, method="mover")
