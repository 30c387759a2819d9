"""Figures looked at every week: an interval that holds at every look, not at one chosen beforehand."""

from math import log, sqrt
from typing import Final

import numpy as np

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._reasons import reason_text
from servicekit.foundation._results import Interval
from servicekit.stats.intervals._estimates import Average, Share
from servicekit.stats.scores._category_score import CategoryScore

METHOD: Final = "normal-mixture confidence sequence"
FEWEST: Final = 50


def always_valid_interval(figure: Share | Average | CategoryScore, *, narrowest_at: int = 100) -> Interval:
    """Return the interval of a cumulative figure that may be looked at after every answer.

    A fixed 95 % interval of a figure that grows week by week excludes the truth at some look of a year in about a third
    of cases; this one in at most 5 %, for as long as one goes on looking. The price is about 1.6 times the width.

    Args:
        figure: Share, mean or score of all answers so far; under a design its effective number of answers counts.
        narrowest_at: Number of answers at which the interval is to be as narrow as it can; chosen before looking.

    Returns:
        Interval of the figure's level, cut at the ends of its scale.

    Raises:
        NotEnoughDataError: Fewer than 50 (effective) answers, from which the approximation holds.
        InvalidValueError: A figure of another kind, or without a value.

    Formula:
        sd sqrt((n r + 1) / (n² r) · 2 log(sqrt(n r + 1) / a)), r = (-2 log a + log(1 - 2 log a)) / narrowest_at.

    Source:
        Robbins (1970); Waudby-Smith et al. (2024), time-uniform central limit theory.

    Example:
        >>> import servicekit as sk
        >>> found = sk.stats.always_valid_interval(sk.stats.Share(count=160, n=200))
        >>> round(found.low, 3), round(found.high, 3)
        (0.713, 0.887)
    """
    checks.validate(checks.instance_of(Share | Average | CategoryScore, "a share, a mean or a score"), "figure", figure)
    checks.validate(checks.whole_positive, "narrowest_at", narrowest_at)
    value = figure.value
    if value is None:
        raise InvalidValueError("figure", "one with a value", None, hint=reason_text(figure.reason))
    n = float(figure.n_effective or figure.n)
    if n < FEWEST:
        raise NotEnoughDataError(f"an interval for looking often needs at least {FEWEST} answers, got {n:g}")
    low, high = -np.inf, np.inf
    if isinstance(figure, Share):
        low, high = 0.0, 1.0
    elif isinstance(figure, CategoryScore):
        low, high = min(figure.scores), max(figure.scores)
    spread = deviation(figure)
    if spread == 0:
        raise InvalidValueError("figure", "one whose answers are not all equal", value)
    reach = half_width(spread, n, 1 - figure.level, narrowest_at)
    return Interval(low=max(value - reach, low), high=min(value + reach, high), level=figure.level, method=METHOD)


def deviation(figure: Share | Average | CategoryScore) -> float:
    """Return the standard deviation of one answer behind a figure that has a value."""
    if isinstance(figure, Average):
        return figure.sd
    value = figure.value or 0.0
    if isinstance(figure, Share):
        return sqrt(value * (1 - value))
    return sqrt(max(float(figure.tally.shares() @ np.asarray(figure.scores) ** 2) - value**2, 0.0))


def half_width(spread: float, n: float, alpha: float, narrowest_at: int) -> float:
    """Return half the width of the sequence after n answers.

    Args:
        spread: Standard deviation of the answers.
        n: Answers.
        alpha: 1 less the confidence level.
        narrowest_at: Answers at which it is narrowest for its number of answers.
    """
    r = (-2 * log(alpha) + log(1 - 2 * log(alpha))) / narrowest_at
    return spread * sqrt((n * r + 1) / (n * n * r) * 2 * log(sqrt(n * r + 1) / alpha))
