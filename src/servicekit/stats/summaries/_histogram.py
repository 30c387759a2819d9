"""How often each of a few small whole numbers occurs in a long array: many times faster than numpy's bincount."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

CHUNK: Final = 1 << 18
"""Entries counted at a time, so that they stay in the cache."""
MOST_SHORT: Final = 1 << 15
MOST_PLANES: Final = 4
MOST_COMPARED: Final = 32
HAS_POPCOUNT: Final = hasattr(np, "bitwise_count")  # numpy 2


def histogram(places: NDArray[Any], size: int) -> tuple[int, ...]:
    """Return how often each of 0, 1, ..., size - 1 occurs.

    Args:
        places: Whole numbers of any integer type, all of them from 0 to size - 1.
        size: Numbers to count.
    """
    if size > MOST_COMPARED or len(places) < MOST_SHORT:
        return tuple(np.bincount(places, minlength=size).tolist())
    by_planes = HAS_POPCOUNT and (size - 1).bit_length() <= MOST_PLANES
    return tuple((_by_planes if by_planes else _by_comparing)(places, size).tolist())


def _chunks(places: NDArray[Any]) -> Iterator[NDArray[np.int8]]:
    for start in range(0, len(places), CHUNK):
        yield places[start : start + CHUNK].astype(np.int8, copy=False)


def _by_planes(places: NDArray[Any], size: int) -> NDArray[np.int64]:
    """Count numbers that have certain bits in packed planes of one bit each, 64 entries at a time."""
    bits = (size - 1).bit_length()
    having = np.zeros(1 << bits, dtype=np.int64)  # numbers with at least the bits of the index; 0 from size on
    having[0] = len(places)
    room = np.empty(CHUNK, dtype=np.int8)  # taken once: getting so much memory anew costs as much as the counting
    joint: dict[int, NDArray[np.uint64]] = {}
    for chunk in _chunks(places):
        for bit in range(bits):
            joint[1 << bit] = _packed(np.bitwise_and(chunk, np.int8(1 << bit), out=room[: len(chunk)]))
        for index in range(1, size):
            lowest = index & -index
            if index != lowest:
                joint[index] = joint[index - lowest] & joint[lowest]
            having[index] += np.add.reduce(np.bitwise_count(joint[index]), dtype=np.int64)
    exactly = having.reshape((2,) * bits)
    for axis in range(bits):  # without the bit = at least the others, less those that have it too
        halves = np.moveaxis(exactly, axis, 0)
        halves[0] -= halves[1]
    return having[:size]


def _packed(plane: NDArray[np.int8]) -> NDArray[np.uint64]:
    packed = np.packbits(plane)
    return (np.pad(packed, (0, -len(packed) % 8)) if len(packed) % 8 else packed).view(np.uint64)


def _by_comparing(places: NDArray[Any], size: int) -> NDArray[np.int64]:
    found = np.zeros(size, dtype=np.int64)
    for chunk in _chunks(places):
        found[:-1] += [np.count_nonzero(chunk == place) for place in range(size - 1)]
    found[-1] = len(places) - found.sum()
    return found
