"""Sums of products by replicate group, as fast as the size of the numbers allows and exact for ratings."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from servicekit.data._row_keys import GROUPS, added
from servicekit.data._vectors import Floats
from servicekit.stats.summaries._row_products import RowProducts

EXACT_IN_SINGLE: Final = 2**24
FEW_ROWS: Final = 2000
"""Up to this many rows their products are made one by one."""
SINGLE_THREADED: Final = 1 << 18
"""Multiplications up to which OpenBLAS stays on the thread that called it; waking another costs more than it saves."""


def grouped_sums(
    values: Sequence[NDArray[Any]],
    present: Sequence[NDArray[np.bool_] | None],
    weights: Floats | None,
    keys: NDArray[np.uint64],
    *,
    largest: float,
) -> tuple[NDArray[np.uint64], Floats | RowProducts, Floats]:
    """Sum the products of [x | v] over the rows of each group.

    Args:
        values: x, one array per column.
        present: v, where each value is there; None where all are.
        weights: Weight of each row, above 0; None for 1.
        keys: Group of each row.
        largest: Largest absolute value; infinite if they need not be whole numbers.

    Returns:
        Different keys, ascending; array (groups, 2p, 2p) of the sums, or the rows where each is a group of its own;
        array (groups, 3) of rows, sum of weights and sum of their squares.
    """
    p = len(values)
    if 1 < len(keys) <= FEW_ROWS:
        order = np.argsort(keys, kind="stable")
        in_order = keys[order]
        if (in_order[1:] != in_order[:-1]).all():
            rows = np.ascontiguousarray(matrix_of(values, present).T[order])
            amounts = np.ones(len(keys)) if weights is None else weights[order]
            sizes = np.stack([np.ones(len(keys)), amounts, amounts * amounts], axis=1)
            return in_order, RowProducts(rows=rows, weights=amounts), sizes
    if len(keys) <= FEW_ROWS:
        found, products, own = _by_row(_matrix(values, present, np.float64), weights, keys)
        return found, _spread(products, p), own
    found, codes = _coded(keys)
    if len(found) > 1:
        order = np.argsort(codes, kind="stable")
        values = [column[order] for column in values]
        present = [None if here is None else here[order] for here in present]
        codes, weights = codes[order], None if weights is None else weights[order]
    is_exact = weights is None and max(largest, 1.0) ** 2 * len(keys) < EXACT_IN_SINGLE
    matrix = _matrix(values, present, np.float32 if is_exact else np.float64)
    products, own = _by_group(matrix, weights, np.bincount(codes, minlength=len(found)))
    return found, _spread(products, p), own


def matrix_of(values: Sequence[NDArray[Any]], present: Sequence[NDArray[np.bool_] | None]) -> Floats:
    """Return [x | v] with a row per variable, (2p, rows); x is 0 where v is."""
    here = [np.ones(len(values[0])) if v is None else v.astype(np.float64) for v in present]
    return np.stack([*(x * v for x, v in zip(values, here, strict=True)), *here])


def _matrix(
    values: Sequence[NDArray[Any]], present: Sequence[NDArray[np.bool_] | None], kind: type[Any]
) -> NDArray[Any]:
    """Return [x | v] with a row per variable; v is one row where every value is there."""
    p = len(values)
    is_full = all(here is None for here in present)
    matrix = np.empty((p + 1 if is_full else 2 * p, len(values[0])), dtype=kind)
    matrix[p:] = 1
    for place, (column, here) in enumerate(zip(values, present, strict=True)):
        matrix[place] = column if here is None else column * here  # in the few bytes in which they come
        if here is not None:
            matrix[p + place] = here
    return matrix


def _spread(products: Floats, p: int) -> Floats:
    """Return (..., 2p, 2p) from the shorter (..., p + 1, p + 1) in which one v stands for all."""
    if products.shape[-1] == 2 * p and p > 1:
        return products
    place = np.minimum(np.arange(2 * p), p)
    return np.asarray(products[..., place[:, None], place])


def _by_row(
    matrix: Floats, weights: Floats | None, keys: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], Floats, Floats]:
    amounts = np.ones(len(keys)) if weights is None else weights
    rows = np.einsum("ir,jr->rij", matrix * amounts, matrix)
    own = np.stack([np.ones(len(keys)), amounts, amounts * amounts], axis=1)
    found = np.unique(keys)
    return found, added(keys, rows, found), added(keys, own, found)


def _by_group(matrix: NDArray[Any], weights: Floats | None, sizes: NDArray[np.intp]) -> tuple[Floats, Floats]:
    products = np.empty((len(sizes), len(matrix), len(matrix)))
    sums = np.empty((len(sizes), 3))
    for group, (start, stop) in enumerate(pairwise([0, *np.cumsum(sizes).tolist()])):
        part = matrix[:, start:stop]
        if weights is None:
            products[group], sums[group] = _products(part, part), stop - start
            continue
        own = weights[start:stop]
        products[group] = _products(part * own, part)
        sums[group] = stop - start, own.sum(), (own * own).sum()
    return products, sums


def _coded(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[Any]]:
    """Return the different keys, ascending, and the place of each row's key, in as few bytes as sort fast."""
    if not keys.any():
        return keys[:1], np.zeros(len(keys), dtype=np.uint8)
    if keys.max() < GROUPS:
        found = np.flatnonzero(np.bincount(keys.astype(np.uint8), minlength=GROUPS))
        place = np.zeros(GROUPS, dtype=np.uint8)
        place[found] = np.arange(len(found))
        return found.astype(np.uint64), place[keys.astype(np.uint8)]
    different, codes = np.unique(keys, return_inverse=True)
    return different, codes.astype(np.uint16)


def _products(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Return left times right transposed, in pieces so small that BLAS wakes no second thread for them."""
    size = max(64, SINGLE_THREADED // (len(left) * len(right)))
    total = left[:, :size] @ right[:, :size].T
    for start in range(size, left.shape[1], size):
        total += left[:, start : start + size] @ right[:, start : start + size].T
    return np.asarray(total)
