"""Sums of independent tellings, drawn for many groups at once: one draw per group from the distribution of the sum."""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

WholeNumbers = NDArray[np.int64]
Chances = NDArray[np.float64]
CELLS: Final = 2**16
LONGEST: Final = 4096
MOST_SIZES: Final = 64


def told_together(chances: Chances, groups: WholeNumbers, rng: np.random.Generator) -> WholeNumbers | None:
    """Return for each group the sum of as many draws as it has members; None where tables would be too many or long.

    Args:
        chances: Chance of each number told by one member, from 0 on.
        groups: Members of each group.
        rng: Generator of the random numbers.
    """
    most = int(groups.max(initial=0))
    if most * (chances.size - 1) > LONGEST:
        return None
    sizes = np.flatnonzero(np.bincount(groups, minlength=1)) if groups.size else np.empty(0, dtype=np.intp)
    if sizes.size > MOST_SIZES:
        return None
    row = chances.tobytes()
    if sizes.size == 1:
        return _drawn(row, int(sizes[0]), groups.size, rng)
    found, short = np.zeros(groups.size, dtype=np.int64), groups.astype(np.int16)
    for size in sizes[sizes > 0].tolist():
        members = np.flatnonzero(short == size)
        found[members] = _drawn(row, size, members.size, rng)
    return found


def _drawn(row: bytes, number: int, size: int, rng: np.random.Generator) -> WholeNumbers:
    table, numbers, bounds = _guide(row, number)
    cells = rng.integers(0, CELLS, size=size, dtype=np.uint16)
    found = table[cells].astype(np.int64)
    open_ones = np.flatnonzero(found < 0)
    if open_ones.size:
        exact = (cells[open_ones] + rng.random(open_ones.size)) / CELLS
        found[open_ones] = numbers[np.searchsorted(bounds, exact, side="right")]
    return found


@lru_cache(maxsize=128)
def _guide(row: bytes, number: int) -> tuple[NDArray[np.int16], NDArray[np.intp], Chances]:
    """Return what each of many equal cells of chance means, -1 where a boundary lies inside; numbers and boundaries."""
    chances = _summed(np.frombuffer(row), number)
    numbers = np.flatnonzero(chances)
    bounds = np.cumsum(chances[numbers])
    bounds = bounds[:-1] / bounds[-1]
    starts, ends = (np.arange(CELLS) + step for step in (0, 1))
    first = np.searchsorted(bounds, starts / CELLS, side="right")
    settled = first == np.searchsorted(bounds, ends / CELLS, side="left")
    return np.where(settled, numbers[first], -1).astype(np.int16), numbers, bounds


def _summed(chances: Chances, number: int) -> Chances:
    """Return the chances of the sum of so many independent draws, by Fourier transform."""
    length = number * (chances.size - 1) + 1
    total = np.fft.irfft(np.fft.rfft(chances, n=length + length % 2) ** number, n=length + length % 2)[:length]
    # what the transform leaves at impossible sums is rounding, far under any chance that a draw could meet
    return np.where(total > 1e-15, total, 0.0)
