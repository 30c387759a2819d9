"""Rows of many small groups that wait for more of their kind: each group of each batch costs the same to sum."""

from collections.abc import Hashable, Sequence

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.stats.summaries._moments import Moments
from servicekit.stats.summaries._number_columns import NumberColumn


@frozen(kw_only=True, eq=False)
class WaitingRows:
    """Rows with the group of each.

    Attributes:
        levels: Groups.
        codes: Position of each row's group.
        read: Columns as steps of their scale.
        weights: Of the rows; None without.
        keys: Keys of the rows for replicate groups.
    """

    levels: Sequence[Hashable]
    codes: NDArray[np.int64]
    read: list[NumberColumn]
    weights: Floats | None
    keys: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.codes)


def joined(parts: Sequence[WaitingRows]) -> WaitingRows:
    """Return the rows of several batches in one, in their order.

    Args:
        parts: At least one; joined together, and not two by two, so that each row is moved once.
    """
    if len(parts) == 1:
        return parts[0]
    places: dict[Hashable, int] = {}
    codes = []
    for part in parts:
        own = np.array([places.setdefault(level, len(places)) for level in part.levels], dtype=np.int64)
        codes.append(own[part.codes])
    weights = [part.weights for part in parts if part.weights is not None]
    return WaitingRows(
        levels=tuple(places),
        codes=np.concatenate(codes),
        read=[_column(columns) for columns in zip(*(part.read for part in parts), strict=True)],
        weights=np.concatenate(weights) if len(weights) == len(parts) else None,
        keys=np.concatenate([part.keys for part in parts]),
    )


def of_both(first: dict[Hashable, Moments], second: dict[Hashable, Moments]) -> dict[Hashable, Moments]:
    """Return the moments of groups of two batches."""
    both = dict(first)
    for group, part in second.items():
        both[group] = both[group] + part if group in both else part
    return both


def _column(parts: Sequence[NumberColumn]) -> NumberColumn:
    sizes = [len(part.values) for part in parts]
    return attrs.evolve(
        parts[0],
        values=np.concatenate([part.values for part in parts]),
        present=_flags([part.present for part in parts], sizes, otherwise=True),
        aside=_flags([part.aside for part in parts], sizes, otherwise=False),
    )


def _flags(
    parts: Sequence[NDArray[np.bool_] | None], sizes: Sequence[int], *, otherwise: bool
) -> NDArray[np.bool_] | None:
    if all(part is None for part in parts):
        return None
    filled = [np.full(size, otherwise) if own is None else own for own, size in zip(parts, sizes, strict=True)]
    return np.concatenate(filled)
