"""Intervals turned into tests: the level at which an interval just reaches a number."""

from collections.abc import Callable
from math import erf, erfc, sqrt
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate

FARTHEST: Final = 7.5
NEAREST: Final = 1e-6
SMALLEST_P: Final = erfc(FARTHEST / sqrt(2))
MOST_STEPS: Final = 100
CLOSE: Final = 1e-10


def inverted(reach: Callable[[Floats, NDArray[np.intp]], Floats], shifts: Floats) -> Floats:
    """Return 2 (1 - Phi(z)) with reach(z) = shift; reach grows with z, nearly in proportion.

    Args:
        reach: z of some pairs, and which of all they are -> how far their intervals reach towards 0.
        shifts: Differences, above 0.
    """
    from scipy.special import erfc as complement

    found = np.full(shifts.size, SMALLEST_P)
    going = np.flatnonzero(reach(np.full(shifts.size, FARTHEST), np.arange(shifts.size)) >= shifts)
    if not going.size:
        return found
    near = reach(np.full(going.size, NEAREST), going) >= shifts[going]
    found[going[near]] = 1.0  # intervals of few answers have some width even at a level of 0
    going = going[~near]
    low, high, z = np.zeros(going.size), np.full(going.size, FARTHEST), np.full(going.size, 1.96)
    for step in range(MOST_STEPS):
        if not going.size:
            break
        far, aim = reach(z, going), shifts[going]
        short = far < aim
        low, high = np.where(short, z, low), np.where(short, high, z)
        following = np.where(far > 0, z * aim / np.where(far > 0, far, 1.0), high)
        left = ~(np.abs(following - z) <= CLOSE * z)
        # Every third step halves the bracket: with few degrees of freedom the reach is far from a proportion.
        is_inside = (following > low) & (following < high) & (step % 3 < 2)
        moved = np.where(left, np.where(is_inside, following, (low + high) / 2), z)
        found[going] = complement(moved / sqrt(2))
        going, low, high, z = going[left], low[left], high[left], moved[left]
    return found


def p_against(estimate: Estimate, number: float) -> float | None:
    """Return 1 less the highest level whose interval leaves out a number; None without value or interval.

    Args:
        estimate: A figure with a field ``level``.
        number: What it is held against.
    """
    if estimate.value is None or estimate.interval is None:
        return None
    shift = estimate.value - number
    if shift == 0:
        return 1.0

    def reach(z: Floats, _: NDArray[np.intp]) -> Floats:
        interval = attrs.evolve(estimate, level=erf(float(z[0]) / sqrt(2))).interval  # type: ignore[misc]
        if interval is None:
            raise InvalidValueError("estimate", "one that has an interval at every level", estimate.title)
        return np.array([shift + number - interval.low if shift > 0 else interval.high - number - shift])

    return float(inverted(reach, np.array([abs(shift)]))[0])
