"""Replicate groups: rows or clusters fall into groups by a hash of their identity, whatever order they come in."""

from collections.abc import Hashable
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from servicekit.data._categories import tidy_name
from servicekit.data._columns import Column
from servicekit.data._grouping import refuse_halves
from servicekit.foundation._errors import InvalidValueError

MOST_KEYS: Final = 2000
"""Up to this many rows or clusters each is a replicate group of its own."""
GROUPS: Final = 128
"""Above it they fall into so many groups."""


def mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return a well-mixed 64-bit hash of each whole number (the finaliser of splitmix64)."""
    with np.errstate(over="ignore"):
        z = numbers + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)


def row_keys(first_row: int, rows: int) -> NDArray[np.uint64]:
    """Return a key for each of consecutive rows that have no identity but their number."""
    return mixed(np.arange(first_row, first_row + rows, dtype=np.uint64))


def identity_keys(column: Column, *, first_row: int = 0) -> NDArray[np.uint64]:
    """Return a key for each record id or cluster; equal ids have equal keys on every machine and engine.

    Args:
        column: The ids.
        first_row: Number of the batch's first row, for messages.

    Raises:
        InvalidValueError: An id is missing or blank, or holds halves of characters.
    """
    if column.valid is not None and not column.valid.all():
        row = first_row + int(np.flatnonzero(~column.valid)[0])
        raise InvalidValueError("ids", "given for every row", None, f"column {column.name!r}, row {row}")
    values = column.values
    if values.dtype.kind == "f" and np.array_equal(values, np.rint(values)) and np.abs(values).max(initial=0) < 2**53:
        values = values.astype(np.int64)  # whole numbers that an engine handed over as floats
    if values.dtype.kind in "iu":
        return mixed(values.astype(np.int64).view(np.uint64))
    known: dict[Hashable, int] = {}
    digests = (_digest(entry, known, column.name) for entry in values.tolist())
    return np.fromiter(digests, dtype=np.uint64, count=len(values))


def _digest(entry: object, known: dict[Hashable, int], name: str) -> int:
    if entry not in known:
        refuse_halves(entry, name)
        text = tidy_name(entry) if isinstance(entry, str) else str(entry)
        if not text:
            raise InvalidValueError("ids", "given for every row", entry, f"column {name!r}")
        known[entry] = int.from_bytes(blake2b(text.encode("utf-8"), digest_size=8).digest(), "little")
    return known[entry]


def folded_keys(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the number of the replicate group of each key, once there are too many keys for groups of their own."""
    return keys % np.uint64(GROUPS)


def added(keys: NDArray[np.uint64], arrays: NDArray[np.float64], wanted: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Sum the arrays of equal keys into the order of the wanted keys (sorted, without repeats)."""
    total = np.zeros((len(wanted), *arrays.shape[1:]))
    places = np.searchsorted(wanted, keys)
    if len(keys) < 2 or (keys[1:] > keys[:-1]).all():  # each key once: plain addition is many times faster
        total[places] += arrays
    else:
        np.add.at(total, places, arrays)
    return total


def is_many(keys: NDArray[np.uint64], *, repeated: bool) -> bool:
    """Return whether there are too many different keys for groups of their own, however the rows came in batches."""
    if len(keys) <= MOST_KEYS or not repeated:
        return len(keys) > MOST_KEYS
    first = keys[: 4 * MOST_KEYS]
    return len(np.unique(first)) > MOST_KEYS or (len(first) < len(keys) and len(np.unique(keys)) > MOST_KEYS)
