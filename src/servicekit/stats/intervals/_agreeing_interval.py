"""An interval and a test of one difference, made to say the same."""

from typing import Any

import attrs

from servicekit.foundation._results import Estimate, Interval
from servicekit.stats.intervals._estimates import Difference


def at_level(estimate: Estimate, level: float) -> Estimate:
    """Return the same estimate at another confidence level, a difference with both of its sides."""
    kind: Any = type(estimate)
    names = {f.name for f in attrs.fields(kind)}
    if isinstance(estimate, Difference):
        return attrs.evolve(estimate, first=at_level(estimate.first, level), second=at_level(estimate.second, level))
    return attrs.evolve(estimate, level=level) if "level" in names else estimate  # type: ignore[misc]


def agreeing_interval(own: Interval | None, shift: float, p: float) -> Interval | None:
    """Return the interval of a difference, its near end made to agree with the test of no difference.

    Args:
        own: The interval by itself.
        shift: The difference.
        p: Of the test; the interval leaves out 0 exactly where it is at most 1 less the level.
    """
    if own is None or own.kind != "bounded":
        return own if own is None or own.kind == "unbounded" else None
    says = p <= 1 - own.level
    if says == (0 not in own):
        return own
    if not says:  # the test does not reject: no difference belongs to the interval
        return attrs.evolve(own, low=min(own.low, 0.0), high=max(own.high, 0.0))
    from scipy.special import ndtri

    far, at = -float(ndtri((1 - own.level) / 2)), -float(ndtri(max(p, 1e-300) / 2))
    near = shift * max(0.0, 1 - far / at)
    return attrs.evolve(own, low=near) if shift > 0 else attrs.evolve(own, high=near)
