"""How often each of a few small whole numbers occurs in a long array: many times faster than numpy's bincount."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

STEP: Final = 512
"""Entries whose bits fill a word of counts of bits."""
CHUNK: Final = 511 * STEP
"""Entries counted at a time: they stay in the cache, and so few words of counts add up without carrying over."""
MOST_SHORT: Final = 1 << 15
MOST_PLANES: Final = 4
MOST_COMPARED: Final = 32
HAS_POPCOUNT: Final = hasattr(np, "bitwise_count")  # numpy 2
PAIRS: Final = 0x5555_5555_5555_5555
FOURS: Final = 0x3333_3333_3333_3333
BYTES: Final = 0x00FF_00FF_00FF_00FF
Words = NDArray[np.uint64]


def histogram(places: NDArray[Any], size: int) -> tuple[int, ...]:
    """Return how often each of 0, 1, ..., size - 1 occurs.

    Args:
        places: Whole numbers of any integer type, all of them from 0 to size - 1.
        size: Numbers to count.
    """
    if size > MOST_COMPARED or len(places) < MOST_SHORT:
        return tuple(np.bincount(places, minlength=size).tolist())
    by_planes = HAS_POPCOUNT and 1 < size <= 1 << MOST_PLANES
    return tuple((_by_planes if by_planes else _by_comparing)(places, size).tolist())


def _chunks(places: NDArray[Any]) -> Iterator[NDArray[np.int8]]:
    for start in range(0, len(places), CHUNK):
        yield np.ascontiguousarray(places[start : start + CHUNK], dtype=np.int8)


@frozen(kw_only=True, eq=False)
class _Room:
    """Arrays for the steps of one chunk, taken once: getting memory anew costs more than the counting.

    Attributes:
        mixed: Entries, two to a byte, while their bits are sorted.
        spare: As large as half of them.
        planes: By number of 4 bits: which entries have all of its bits; 64 entries in a word.
        held: Bits in each word of the planes from 1 on.
    """

    mixed: Words
    spare: Words
    planes: Words
    held: NDArray[np.uint8]

    @classmethod
    def of(cls, entries: int, size: int) -> "_Room":
        """Return room for so many entries, a multiple of 512."""
        words, rows = entries // 64, max(size, 9)
        # one piece: of several the allocator would give some back to the system at each call
        piece = np.empty((6 + rows + 2, words), dtype=np.uint64)
        return cls(
            mixed=piece[:4].reshape(2, 2, words),
            spare=piece[4:6],
            planes=piece[6 : 6 + rows],
            held=piece[6 + rows :].reshape(-1).view(np.uint8)[: (size - 1) * words].reshape(size - 1, words),
        )


def _by_planes(places: NDArray[Any], size: int) -> NDArray[np.int64]:
    """Count numbers that have certain bits in packed planes of one bit each, 64 entries at a time."""
    having = np.zeros(1 << MOST_PLANES, dtype=np.int64)  # numbers with at least the bits of the index; 0 from size on
    having[0] = len(places)
    entries = min(CHUNK, -(-len(places) // STEP) * STEP)
    room = _Room.of(entries, size)
    for chunk in _chunks(places):
        whole = chunk if len(chunk) == entries else np.pad(chunk, (0, entries - len(chunk)))  # 0 has no bit
        _sort_bits(whole.view(np.uint64), room)
        having[1:size] += _held(room, size)
    exactly = having.reshape((2,) * MOST_PLANES)
    for axis in range(MOST_PLANES):  # without the bit = at least the others, less those that have it too
        halves = np.moveaxis(exactly, axis, 0)
        halves[0] -= halves[1]
    return having[:size]


def _sort_bits(entries: Words, room: _Room) -> None:
    """Bring the four bits of each entry into the planes 1, 2, 4 and 8; where in a plane does not matter."""
    words = room.spare.shape[1]
    flat, spare = room.mixed.reshape(-1), room.spare.reshape(-1)
    np.left_shift(entries[4 * words :], 4, out=flat)
    np.bitwise_or(flat, entries[: 4 * words], out=flat)
    first, second = flat[: 2 * words], flat[2 * words :]
    np.right_shift(first, 2, out=spare)  # swap the upper two bits of the first half with the lower two of the second
    np.bitwise_xor(spare, second, out=spare)
    np.bitwise_and(spare, FOURS, out=spare)
    np.bitwise_xor(second, spare, out=second)
    np.left_shift(spare, 2, out=spare)
    np.bitwise_xor(first, spare, out=first)
    one, other = room.mixed[:, 0], room.mixed[:, 1]
    np.right_shift(one, 1, out=room.spare)  # and so on with single bits
    np.bitwise_xor(room.spare, other, out=room.spare)
    np.bitwise_and(room.spare, PAIRS, out=room.spare)
    np.bitwise_xor(other, room.spare, out=room.planes[2:9:6])
    np.left_shift(room.spare, 1, out=room.spare)
    np.bitwise_xor(one, room.spare, out=room.planes[1:5:3])


def _held(room: _Room, size: int) -> NDArray[np.int64]:
    """Return how many entries have all bits of 1, 2, ..., size - 1."""
    planes = room.planes
    for bit in (2, 4, 8):
        joint = min(bit, size - bit)
        if joint > 1:
            np.bitwise_and(planes[1:joint], planes[bit], out=planes[bit + 1 : bit + joint])
    np.bitwise_count(planes[1:size], out=room.held)
    counts = room.held.view(np.uint64)
    lanes = (counts & BYTES) + ((counts >> 8) & BYTES)
    added: Words = np.add.reduce(lanes, axis=1)
    return np.asarray(added.view(np.uint16).reshape(size - 1, 4).sum(axis=1, dtype=np.int64))


def _by_comparing(places: NDArray[Any], size: int) -> NDArray[np.int64]:
    found = np.zeros(size, dtype=np.int64)
    for chunk in _chunks(places):
        found[:-1] += [np.count_nonzero(chunk == place) for place in range(size - 1)]
    found[-1] = len(places) - found.sum()
    return found
