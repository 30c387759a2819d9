"""Means of differences most of which are alike: a t interval rests on the few that are not, and is too short."""

from math import inf, sqrt
from typing import Final

from servicekit.foundation._results import Interval
from servicekit.stats.intervals._intervals import t_interval

MOST_ALIKE: Final = 0.5
"""Mean square distance, in steps, of differences most of which are alike."""
FEW_DIFFERING: Final = 25
FEW_TO_TELL: Final = 10


def differing(n: float, mean: float, sd: float, step: float) -> float:
    """Return at most how many differences are not the usual one; infinity where most are not, or without a step."""
    if not step:
        return inf
    share = (sd / step) ** 2 + (mean / step - round(mean / step)) ** 2
    return n * share if share < MOST_ALIKE else inf


def with_one_more(found: Interval, *, n: float, mean: float, sd: float, step: float) -> Interval:
    """Return the hull of a t interval and, where few differ, of those with one difference more on either side.

    Args:
        found: The t interval.
        n: Differences, or independent ones that would tell as much.
        mean, sd: Of the differences; the standard deviation with divisor n - 1.
        step: Least step between two differences.
    """
    if differing(n, mean, sd, step) >= FEW_DIFFERING:
        return found
    ends = [found.low, found.high]
    for more in (step * (round(mean / step) - 1), step * (round(mean / step) + 1)):
        squares = (n - 1) * sd**2 + n / (n + 1) * (more - mean) ** 2
        one = t_interval((n * mean + more) / (n + 1), sqrt(squares / n / (n + 1)), n, level=found.level)
        ends += [one.low, one.high]
    return Interval(low=min(ends), high=max(ends), level=found.level, method="t with one pair more")
