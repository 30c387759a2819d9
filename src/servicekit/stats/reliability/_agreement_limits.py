"""Agreement of two raters on two categories: an interval that holds with few units and rare categories."""

from typing import Final

import numpy as np

from servicekit.foundation._results import Interval
from servicekit.stats.intervals._intervals import normal_quantile
from servicekit.stats.reliability._rater_table import Ratings

HALVINGS: Final = 80
ADDED: Final = 0.5
METHOD: Final = "goodness of fit, half a unit added"


def two_rater_interval(both: int, split: int, neither: int, *, value: float, level: float) -> Interval:
    """Return the values of agreement with which the observed pairs of ratings fit.

    Args:
        both, split, neither: Units rated so by both raters, by one, by neither.
        value: The coefficient; it differs a little from the centre of the set and always lies in the interval.
        level: Confidence level.

    Formula:
        {r: sum (observed - expected)² / expected <= chi-square of 1 degree of freedom}, half a unit added to each of
        the three counts; expected N (p² + r p q), 2 N p q (1 - r), N (q² + r p q).

    Source:
        Donner and Eliasziw (1992); the half units were found by exact enumeration.
    """
    seen = (both + ADDED, split + ADDED, neither + ADDED)
    n = sum(seen)
    p = (2 * seen[0] + seen[1]) / (2 * n)
    q = 1 - p
    centre = 1 - seen[1] / (2 * n * p * q)
    most = normal_quantile(level) ** 2

    def fits(r: float) -> bool:
        expected = (n * (p * p + r * p * q), 2 * n * p * q * (1 - r), n * (q * q + r * p * q))
        if min(expected) <= 0:
            return False
        return sum((o - e) ** 2 / e for o, e in zip(seen, expected, strict=True)) <= most

    def end(outside: float) -> float:
        inside = centre
        for _ in range(HALVINGS):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if fits(middle) else (inside, middle)
        return inside

    low, high = end(max(-p / q, -q / p)), end(1.0)
    return Interval(low=min(low, value), high=max(high, value), level=level, method=METHOD)


def split_count(ratings: Ratings) -> int:
    """Return the number of units whose raters do not all agree."""
    lowest = np.full(ratings.unit_count, len(ratings.categories))
    highest = np.full(ratings.unit_count, -1)
    np.minimum.at(lowest, ratings.units, ratings.codes)
    np.maximum.at(highest, ratings.units, ratings.codes)
    return int(np.count_nonzero(highest > lowest))


def pairs_of_two(ratings: Ratings) -> tuple[int, int, int] | None:
    """Return the units put into the first of two categories by both, one and none of two raters; else None."""
    times = np.bincount(ratings.units, minlength=1)
    if len(ratings.categories) != 2 or times.max(initial=0) != 2:
        return None
    first = np.bincount(ratings.units, weights=ratings.codes == 0, minlength=1)[times == 2]
    both, split, neither = (int(np.count_nonzero(first == number)) for number in (2, 1, 0))
    return both, split, neither
