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
    """Rows with the group of each; ``a + b`` are those of both.

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

    def __add__(self, other: "WaitingRows") -> "WaitingRows":
        places = {level: place for place, level in enumerate(self.levels)}
        own = np.array([places.setdefault(level, len(places)) for level in other.levels], dtype=np.int64)
        weights = None
        if self.weights is not None and other.weights is not None:
            weights = np.concatenate([self.weights, other.weights])
        return WaitingRows(
            levels=tuple(places),
            codes=np.concatenate([self.codes, own[other.codes]]),
            read=[_joined(first, second) for first, second in zip(self.read, other.read, strict=True)],
            weights=weights,
            keys=np.concatenate([self.keys, other.keys]),
        )


def of_both(first: dict[Hashable, Moments], second: dict[Hashable, Moments]) -> dict[Hashable, Moments]:
    """Return the moments of groups of two batches."""
    both = dict(first)
    for group, part in second.items():
        both[group] = both[group] + part if group in both else part
    return both


def _joined(first: NumberColumn, second: NumberColumn) -> NumberColumn:
    sizes = len(first.values), len(second.values)
    return attrs.evolve(
        first,
        values=np.concatenate([first.values, second.values]),
        present=_flags(first.present, second.present, sizes, otherwise=True),
        aside=_flags(first.aside, second.aside, sizes, otherwise=False),
    )


def _flags(
    first: NDArray[np.bool_] | None, second: NDArray[np.bool_] | None, sizes: tuple[int, int], *, otherwise: bool
) -> NDArray[np.bool_] | None:
    if first is None and second is None:
        return None
    parts = [np.full(size, otherwise) if own is None else own for own, size in zip((first, second), sizes, strict=True)]
    return np.concatenate(parts)
