"""Limits of a total of which only some were seen, for a chance of being seen that is known or was sampled."""

from collections.abc import Callable
from math import inf, sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# beyond so many standard deviations the terms of a hypergeometric sum are below rounding
WINDOW: Final = 40.0


def limits_known(seen: int, *, low: float, high: float, level: float) -> tuple[float, float]:
    """Return the smallest and the largest total under which so many seen are not too unlikely.

    Args:
        seen: How many of the total were seen.
        low, high: Ends of the chance of being seen; equal if it is known.
        level: Confidence level.
    """
    from scipy.special import bdtr, bdtrc

    tail = (1 - level) / 2
    least = _first(lambda total: bdtrc(seen - 1, total, high) > tail, seen) if seen else 0.0
    if low == 0:
        return least, inf
    if low == 1:
        return least, float(seen)
    return least, _first(lambda total: bdtr(seen, total, low) <= tail, seen) - 1


def limits_sampled(seen: int, *, hits: int, n: int, level: float) -> tuple[float, float]:
    """Return the same where the chance of being seen is known from an independent sample only.

    Both counts have one chance, so given their sum the number seen is hypergeometric whatever that chance is.

    Args:
        seen: How many of the total were seen.
        hits: How many of the sample are of those who are seen.
        n: Size of the sample.
        level: Confidence level.

    Source:
        The conditional law of Fisher's exact test, solved for the total.
    """
    tail = (1 - level) / 2
    least = _first(lambda total: _at_least(seen, hits, n, total) > tail, seen) if seen else 0.0
    if hits == 0:
        return least, inf
    return least, _first(lambda total: 1 - _at_least(seen + 1, hits - 1, n, total) <= tail, seen) - 1


def _at_least(seen: int, hits: int, n: int, total: int) -> float:
    """Return the chance of at least so many seen among a total and the sample of n, given how many are seen in all."""
    drawn = seen + hits
    lowest, highest = max(0, drawn - n), min(drawn, total)
    if seen <= lowest or seen > highest:
        return float(seen <= lowest)
    share = total / (total + n)
    middle = drawn * share
    reach = int(WINDOW * (sqrt(middle * (1 - share)) + 1))
    if seen > middle:
        return float(_chances(np.arange(seen, min(highest, seen + reach) + 1), drawn, n, total).sum())
    return float(1 - _chances(np.arange(max(lowest, seen - 1 - reach), seen), drawn, n, total).sum())


def _chances(numbers: NDArray[Any], drawn: int, n: int, total: int) -> NDArray[np.float64]:
    logs = _log_choose(total, numbers) + _log_choose(n, drawn - numbers) - _log_choose(total + n, np.array(drawn))
    return np.asarray(np.exp(logs), dtype=np.float64)


def _log_choose(of: int, some: NDArray[Any]) -> NDArray[np.float64]:
    from scipy.special import betaln

    return np.asarray(-np.log(of + 1.0) - betaln(of - some + 1.0, some + 1.0), dtype=np.float64)


def _first(holds: Callable[[int], Any], start: int) -> float:
    """Return the first whole number from ``start`` on for which a condition holds that stays true."""
    step = 1
    while not holds(start + step - 1):
        step *= 2
    low, high = start + step // 2 - 1, start + step - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return float(high)
