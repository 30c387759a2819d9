"""From data of any kind to moments: whole or by group, weighted, replicated over rows, records or clusters."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.foundation.errors import InvalidValueError, NotEnoughDataError
from servicekit.measurement.answers import Reading, read_answers
from servicekit.measurement.engines import fold
from servicekit.measurement.frames import Batch, Column
from servicekit.measurement.grouping import grouping, sort_key
from servicekit.measurement.moments import Floats, Missing, Moments
from servicekit.measurement.replicates import MOST_KEYS, added, folded_keys, identity_keys, row_keys
from servicekit.measurement.scales import Scale
from servicekit.measurement.weights import read_weights

EXACT_IN_SINGLE: Final = 2**24
WHOLE: Final = "all"
SINGLE_THREADED: Final = 1 << 18
"""Multiplications up to which OpenBLAS stays on the thread that called it; waking another costs more than it saves."""


@frozen(kw_only=True)
class _Plan:
    columns: tuple[str, ...]
    scales: tuple[Scale | None, ...]
    missing: Missing
    reading: Reading
    weights: str | None
    identity: str | None
    by: str | None
    is_replicated: bool

    @property
    def names(self) -> list[str]:
        return [*self.columns, *(name for name in (self.weights, self.identity, self.by) if name)]


def moments(
    data: Any,
    columns: Sequence[str],
    *,
    scales: Scale | Mapping[str, Scale | None] | None = None,
    missing: Missing = "pairwise",
    weights: str | None = None,
    record_id: str | None = None,
    clusters: str | None = None,
    replicated: bool = True,
    reading: Reading | None = None,
) -> Moments:
    """Sum the products of columns in one pass.

    Args:
        data: A frame of any kind or a mapping of columns; or moments already made.
        columns: Columns wanted, each once.
        scales: Scale of all columns, or of each by name; None for plain numbers.
        missing: "pairwise" uses for each pair the rows that have both; "listwise" the rows that have all.
        weights: Column of sampling weights.
        record_id: Column that identifies a row, so that replicate groups do not depend on the order of rows.
        clusters: Column of the clusters (branches) from which rows were drawn; whole clusters are resampled.
        replicated: Whether to keep replicate groups for bootstrap and jackknife at all.
        reading: Policy for text and for bad values.
    """
    if isinstance(data, Moments):
        return data.select(tuple(columns))
    found = _moments(data, columns, scales, missing, weights, record_id, clusters, None, replicated, reading)
    return found[WHOLE]


def moments_by(
    data: Any,
    columns: Sequence[str],
    *,
    by: str,
    scales: Scale | Mapping[str, Scale | None] | None = None,
    missing: Missing = "pairwise",
    weights: str | None = None,
    record_id: str | None = None,
    clusters: str | None = None,
    replicated: bool = True,
    reading: Reading | None = None,
) -> dict[Any, Moments]:
    """Sum the products of columns in each group; arguments as ``moments``, and ``by``, the grouping column."""
    found = _moments(data, columns, scales, missing, weights, record_id, clusters, by, replicated, reading)
    return {group: found[group] for group in sorted(found, key=sort_key)}


def _moments(
    data: Any,
    columns: Sequence[str],
    scales: Scale | Mapping[str, Scale | None] | None,
    missing: Missing,
    weights: str | None,
    record_id: str | None,
    clusters: str | None,
    by: str | None,
    replicated: bool,
    reading: Reading | None,
) -> dict[Any, Moments]:
    if missing not in ("pairwise", "listwise"):
        raise InvalidValueError("missing", "'pairwise' or 'listwise'", missing)
    if len(set(columns)) != len(columns) or not columns:
        raise InvalidValueError("columns", "at least one, each once", list(columns))
    if record_id and clusters:
        raise InvalidValueError("record_id and clusters", "given one at a time")
    each = scales if isinstance(scales, Mapping) else dict.fromkeys(columns, scales)
    plan = _Plan(
        columns=tuple(columns),
        scales=tuple(each.get(name) for name in columns),
        missing=missing,
        reading=reading or Reading(),
        weights=weights,
        identity=clusters or record_id,
        by=by,
        is_replicated=replicated,
    )
    numbered = replicated and plan.identity is None
    names, encode = plan.names, [by] if by else []
    found = fold(data, names, partial(_summarise, plan), _merged, encode=encode, by_row_number=numbered)
    if not found:
        raise NotEnoughDataError("the data have no rows")
    return found


def _merged(first: dict[Any, Moments], second: dict[Any, Moments]) -> dict[Any, Moments]:
    both = dict(first)
    for group, part in second.items():
        both[group] = both[group] + part if group in both else part
    return both


def _summarise(plan: _Plan, batch: Batch, first_row: int) -> dict[Any, Moments]:
    read = [
        _column(batch[name], scale, plan.reading, first_row)
        for name, scale in zip(plan.columns, plan.scales, strict=True)
    ]
    length = len(read[0].values)
    weights = read_weights(batch[plan.weights], first_row=first_row) if plan.weights else None
    keys = np.zeros(length, dtype=np.uint64)
    if plan.is_replicated:
        keys = identity_keys(batch[plan.identity]) if plan.identity else row_keys(first_row, length)
    if plan.by is None:
        return {WHOLE: _block(plan, read, weights, keys)}
    groups = grouping(batch[plan.by])
    found: dict[Any, Moments] = {}
    for code, level in enumerate(groups.levels):
        rows = groups.rows(code)
        part = [column.take(rows) for column in read]
        found[level] = _block(plan, part, None if weights is None else weights[rows], keys[rows])
    return found


@frozen(kw_only=True, eq=False)
class _Read:
    values: NDArray[Any]
    present: NDArray[np.bool_] | None
    origin: float
    unit: float
    rejected: int
    largest: float

    def take(self, rows: NDArray[np.intp]) -> "_Read":
        present = None if self.present is None else self.present[rows]
        return _Read(
            values=self.values[rows],
            present=None if present is None or present.all() else present,
            origin=self.origin,
            unit=self.unit,
            rejected=0,
            largest=self.largest,
        )


def _column(column: Column, scale: Scale | None, reading: Reading, first_row: int) -> _Read:
    if scale is not None:
        answers = read_answers(column, scale, reading, first_row=first_row)
        discrete = scale.step is not None
        return _Read(
            values=answers.values,
            present=answers.present,
            origin=scale.low if discrete else 0.0,
            unit=float(scale.step or 1.0),
            rejected=sum(answers.rejected.values()),
            largest=float(len(scale.categories) - 1) if discrete else np.inf,
        )
    if column.values.dtype.kind not in "iuf" and column.present.any():
        raise InvalidValueError(f"column {column.name!r}", "numbers", column.values.dtype.name)
    values = np.where(column.present, column.values.astype(np.float64), 0.0)
    if not np.isfinite(values).all():
        row = first_row + int(np.flatnonzero(~np.isfinite(values))[0])
        raise InvalidValueError("values", "finite numbers", np.inf, f"column {column.name!r}, row {row}")
    # counted from the first value: sums of squares of distant numbers would lose their digits
    origin = float(values[np.argmax(column.present)]) if column.present.any() else 0.0
    aside = sum(column.rejected.values())
    return _Read(values=values - origin, present=column.valid, origin=origin, unit=1.0, rejected=aside, largest=np.inf)


def _block(plan: _Plan, read: list[_Read], weights: Floats | None, keys: NDArray[np.uint64]) -> Moments:
    is_folded = len(keys) > MOST_KEYS and plan.is_replicated
    groups = folded_keys(keys) if is_folded else keys
    if is_folded or not plan.is_replicated:
        found, products, sums = _large(plan, read, weights, groups)
    else:
        found, products, sums = _small(plan, read, weights, groups)
    some = sums[:, 0] > 0  # a group without a usable row is no replicate
    return Moments(
        names=plan.columns,
        scales=plan.scales,
        origin=tuple(column.origin for column in read),
        unit=tuple(column.unit for column in read),
        missing=plan.missing,
        keys=found[some],
        products=products[some],
        weights=sums[some],
        rows=len(keys),
        rejected={name: column.rejected for name, column in zip(plan.columns, read, strict=True)},
        is_folded=is_folded,
    )


def _matrix(plan: _Plan, read: list[_Read], kind: type[Any]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return [x | v] with a row per variable, and which rows of the data count; v is one row where all are there."""
    length, p = len(read[0].values), len(read)
    gaps = [column.present is not None for column in read]
    used = np.ones(length, dtype=bool)
    if plan.missing == "listwise" or not any(gaps):
        for column in read:
            if column.present is not None:
                used &= column.present
        matrix = np.empty((p + 1, length), dtype=kind)
        matrix[p] = used
        for place, column in enumerate(read):
            matrix[place] = column.values
        if any(gaps):
            matrix[:p] *= used
        return matrix, used
    matrix = np.empty((2 * p, length), dtype=kind)
    used = np.zeros(length, dtype=bool)
    for place, column in enumerate(read):
        matrix[place] = column.values
        matrix[p + place] = 1 if column.present is None else column.present
        if column.present is not None:
            matrix[place] *= matrix[p + place]
        used |= True if column.present is None else column.present
    return matrix, used


def _spread(products: Floats, p: int) -> Floats:
    """Return (..., 2p, 2p) from the shorter (..., p + 1, p + 1) in which one v stands for all."""
    if products.shape[-1] == 2 * p and p > 1:
        return products
    place = np.minimum(np.arange(2 * p), p)
    return np.asarray(products[..., place[:, None], place])


def _small(
    plan: _Plan, read: list[_Read], weights: Floats | None, keys: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], Floats, Floats]:
    matrix, used = _matrix(plan, read, np.float64)
    amounts = np.where(used, 1.0 if weights is None else weights, 0.0)
    rows = np.einsum("ir,jr->rij", matrix * amounts, matrix)
    own = np.stack([amounts > 0, amounts, amounts * amounts], axis=1).astype(np.float64)
    found = np.unique(keys)
    return found, _spread(added(keys, rows, found), len(read)), added(keys, own, found)


def _large(
    plan: _Plan, read: list[_Read], weights: Floats | None, keys: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], Floats, Floats]:
    largest = max(max(column.largest for column in read), 1.0)
    is_exact = weights is None and largest**2 * len(keys) < EXACT_IN_SINGLE
    codes = keys.astype(np.uint8)
    if plan.is_replicated:
        order = np.argsort(codes, kind="stable")
        codes, read = codes[order], [column.take(order) for column in read]
        weights = None if weights is None else weights[order]
    matrix, used = _matrix(plan, read, np.float32 if is_exact else np.float64)
    amounts = used.astype(np.float64) if weights is None else np.where(used, weights, 0.0)
    stops = np.cumsum(np.bincount(codes, minlength=1))
    found = np.flatnonzero(np.diff(stops, prepend=0)).astype(np.uint64)
    ends = [0, *stops[found.astype(np.intp)].tolist()]
    products = np.empty((len(found), len(matrix), len(matrix)))
    sums = np.empty((len(found), 3))
    for group, (start, stop) in enumerate(pairwise(ends)):
        part, own = matrix[:, start:stop], amounts[start:stop]
        products[group] = _products(part if weights is None else part * own, part)
        sums[group] = np.count_nonzero(own), own.sum(), (own * own).sum()
    return found, _spread(products, len(read)), sums


def _products(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Return left times right transposed, in pieces so small that BLAS wakes no second thread for them."""
    size = max(64, SINGLE_THREADED // (len(left) * len(right)))
    total = left[:, :size] @ right[:, :size].T
    for start in range(size, left.shape[1], size):
        total += left[:, start : start + size] @ right[:, start : start + size].T
    return total
