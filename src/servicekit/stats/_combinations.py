"""Weighted sums of independent figures, with the interval that follows from the interval of each."""

from collections.abc import Sequence
from math import fsum, inf, sqrt

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Interval

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
