"""From data of any kind to moments: whole or by group, weighted, replicated over rows, records or clusters."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeVar, overload

import attrs
import numpy as np
from attrs import define, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy
from servicekit.data._chronology import in_order
from servicekit.data._engines import map_reduce
from servicekit.data._frames import Batch, backend_of
from servicekit.data._grouping import Grouping, by_columns, by_name, grouping_by
from servicekit.data._requests import ROWS
from servicekit.data._row_keys import folded_keys, identity_keys, is_many, row_keys
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.data._weights import read_weights
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._results import Groups, Result
from servicekit.stats.designs._design import Design, as_design, unit_columns
from servicekit.stats.designs._layers import Layers, read_layers, unit_sums
from servicekit.stats.summaries._histogram import histogram
from servicekit.stats.summaries._moment_sums import grouped_sums, matrix_of
from servicekit.stats.summaries._moments import Missing, Moments
from servicekit.stats.summaries._number_columns import NumberColumn, read_numbers
from servicekit.stats.summaries._unit_sums import UnitSums, as_domains
from servicekit.stats.summaries._waiting_rows import WaitingRows, joined, of_both

Made = TypeVar("Made", bound=Result)
WHOLE: Final = "all"
MOST_ROWS: Final = 1 << 20
MOST_VALUES: Final = 1 << 23
"""Rows, and entries, of a batch of which moments by group are taken."""
MOST_PIECES: Final = 256
"""Batches of rows that wait side by side; of more one is made, so that small ones are not counted over and over."""
FEW_EACH: Final = 64
"""Rows a group below which those of a batch wait for more: each group of each partition costs the same."""


@frozen(kw_only=True)
class _Plan:
    columns: tuple[str, ...]
    scales: tuple[Scale | None, ...]
    missing: Missing
    policy: InputPolicy
    design: Design
    identity: str | None
    by: str | tuple[str, ...] | None
    is_replicated: bool
    is_counted: bool

    @property
    def names(self) -> list[str]:
        extra = (*self.design.columns, self.identity, *by_columns(self.by))
        return list(dict.fromkeys([*self.columns, *(name for name in extra if name)]))

    @property
    def is_layered(self) -> bool:
        """Whether groups are resampled within strata or of a finite population."""
        return self.is_replicated and bool(self.design.strata or self.design.fpc)

    @property
    def is_rated(self) -> bool:
        """Whether all columns are answers on a scale of steps, which rows of any batch count alike."""
        return all(scale is not None and scale.step is not None for scale in self.scales)

    @property
    def grouped(self) -> list[str]:
        """Columns whose values may come as codes: groups, and answers on a scale."""
        named = (*by_columns(self.by), *unit_columns(self.design))
        rated = [name for name, scale in zip(self.columns, self.scales, strict=True) if scale is not None]
        # ids whose hash makes the replicate groups are needed as they are, and so are plain numbers
        others = ({*self.columns} - {*rated}) | {self.identity if self.is_replicated else None}
        return [name for name in dict.fromkeys((*named, *rated)) if name and name not in others]


@overload
def moments(
    data: Data | Moments,
    columns: Sequence[str],
    *,
    by: None = None,
    scale: Scale | Mapping[str, Scale | None] | None = None,
    missing: Missing = "pairwise",
    design: Design | None = None,
    record_id: str | None = None,
    replicated: bool = True,
    policy: InputPolicy | None = None,
) -> Moments: ...
@overload
def moments(
    data: Data | Moments,
    columns: Sequence[str],
    *,
    by: str | Sequence[str],
    scale: Scale | Mapping[str, Scale | None] | None = None,
    missing: Missing = "pairwise",
    design: Design | None = None,
    record_id: str | None = None,
    replicated: bool = True,
    policy: InputPolicy | None = None,
) -> dict[Hashable, Moments]: ...
def moments(
    data: Data | Moments,
    columns: Sequence[str],
    *,
    by: str | Sequence[str] | None = None,
    scale: Scale | Mapping[str, Scale | None] | None = None,
    missing: Missing = "pairwise",
    design: Design | None = None,
    record_id: str | None = None,
    replicated: bool = True,
    policy: InputPolicy | None = None,
) -> Moments | dict[Hashable, Moments]:
    """Sum the products of columns in one pass, over all rows or those of each group.

    Args:
        data: A frame of any kind or a mapping of columns; or moments already made.
        columns: Columns wanted, each once.
        by: Column of groups, or a list of columns; then a mapping group -> moments is returned.
        scale: Scale of all columns, or of each by name; None for plain numbers.
        missing: "pairwise" uses for each pair the rows that have both; "listwise" the rows that have all.
        design: Columns of weights, strata and clusters; whole clusters are resampled.
        record_id: Column that identifies a row, so that replicate groups do not depend on the order of rows.
        replicated: Whether to keep replicate groups for bootstrap and jackknife at all.
        policy: Policy for text and for bad values.

    Example:
        >>> import servicekit as sk
        >>> sk.stats.moments({"x": [1.0, 2.0, 4.0]}, ["x"]).names
        ('x',)
    """
    if isinstance(data, Moments):
        if design or record_id or by is not None:
            raise InvalidValueError("data", "rows where groups, a design or ids are named", "moments already made")
        return data.select(tuple(columns))
    by_columns(by)
    name = None if by is None else by_name(by)
    found = _moments(data, columns, scale, missing, design, record_id, name, replicated, policy)
    return found[WHOLE] if by is None else {group: found[group] for group in in_order(found)}


def each_group(
    found: Moments | dict[Any, Moments],
    make: Callable[[Moments], Made],
    by: str | Sequence[str] | None,
    data: Data | Moments | None,
) -> Made | Groups[Made]:
    """Return what is made of moments: of all rows, or of each group."""
    if isinstance(found, Moments):
        return make(found)
    groups = {group: make(part) for group, part in found.items()}
    return Groups(by_name(by or ()), groups, backend_of(data))


def moments_of(
    data: Data, columns: Sequence[str], *, by: str | Sequence[str] | None, **settings: Any
) -> dict[Any, Moments]:
    """Return the moments of each group, or of everybody under None where ``by`` is None; settings as ``moments``."""
    found = moments(data, columns, by=by, **settings)
    return {None: found} if isinstance(found, Moments) else found


def counted_moments(
    data: Data,
    columns: Sequence[str],
    *,
    scale: Scale,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
) -> dict[Any, Moments]:
    """Sum the products of columns over complete rows, and count the answers of each; arguments as ``moments``."""
    by_columns(by)
    name = None if by is None else by_name(by)
    found = _moments(data, columns, scale, "listwise", design, record_id, name, True, policy, counted=True)
    return {group: found[group] for group in in_order(found)} if by else found


def _moments(
    data: Data,
    columns: Sequence[str],
    scale: Scale | Mapping[str, Scale | None] | None,
    missing: Missing,
    design: Design | None,
    record_id: str | None,
    by: str | tuple[str, ...] | None,
    replicated: bool,
    policy: InputPolicy | None,
    counted: bool = False,
) -> dict[Any, Moments]:
    if missing not in ("pairwise", "listwise"):
        raise InvalidValueError("missing", "'pairwise' or 'listwise'", missing)
    if len(set(columns)) != len(columns) or not columns:
        raise InvalidValueError("columns", "at least one, each once", list(columns))
    design = as_design(design)
    if isinstance(scale, Mapping) and (lacking := [name for name in columns if name not in scale]):
        raise InvalidValueError("scale", "given for every column, None for plain numbers", ..., f"columns {lacking}")
    each = scale if isinstance(scale, Mapping) else dict.fromkeys(columns, scale)
    plan = _Plan(
        columns=tuple(columns),
        scales=tuple(each[name] for name in columns),
        missing=missing,
        policy=as_policy(policy),
        design=design,
        identity=design.clusters[0] if design.clusters else record_id,
        by=by,
        is_replicated=replicated,
        is_counted=counted,
    )
    numbered = replicated and plan.identity is None
    # each group of each batch costs the same: of few columns more rows are taken at once
    rows = max(ROWS, min(MOST_ROWS, MOST_VALUES // len(plan.names))) if by else ROWS
    steps = partial(_summarise, plan), partial(_merged, plan)
    part: _Part = map_reduce(data, plan.names, *steps, encode=plan.grouped, by_row_number=numbered, rows=rows)
    found = part.settled(plan)
    if not found:
        raise NotEnoughDataError("the data have no rows")
    if plan.is_layered:
        found = _layered(found)
    if by and design.columns:
        domains = as_domains({group: part.sampling for group, part in found.items()})
        found = {group: attrs.evolve(part, sampling=domains[group]) for group, part in found.items()}
    return found


@define(kw_only=True, eq=False)
class _Part:
    """Moments of groups, and rows of small groups that are not summed yet."""

    found: dict[Any, Moments]
    waiting: tuple[WaitingRows, ...] = ()

    def settled(self, plan: _Plan) -> dict[Any, Moments]:
        """Return the moments of all rows."""
        if self.waiting:
            rows = joined(self.waiting)
            groups = Grouping(levels=rows.levels, codes=rows.codes)
            self.found = of_both(self.found, _blocks(plan, groups, rows.read, rows.weights, rows.keys, None))
            self.waiting = ()
        return self.found


def _merged(plan: _Plan, first: _Part, second: _Part) -> _Part:
    waiting = (*first.waiting, *second.waiting)
    if len(waiting) > MOST_PIECES:
        waiting = (joined(waiting),)
    both = _Part(found=of_both(first.found, second.found), waiting=waiting)
    if sum(map(len, waiting)) >= MOST_ROWS:
        both.settled(plan)
    return both


def _summarise(plan: _Plan, batch: Batch, first_row: int) -> _Part:
    read = [
        read_numbers(batch[name], scale, plan.policy, first_row)
        for name, scale in zip(plan.columns, plan.scales, strict=True)
    ]
    length = len(read[0].values)
    weights = read_weights(batch[plan.design.weights], first_row=first_row) if plan.design.weights else None
    keys = np.zeros(length, dtype=np.uint64)
    if plan.is_replicated:
        keys = (
            identity_keys(batch[plan.identity], first_row=first_row) if plan.identity else row_keys(first_row, length)
        )
    layers = read_layers(plan.design, batch, length, first_row) if plan.design.columns else None
    if plan.by is None and not (plan.is_layered and length):
        return _Part(found={WHOLE: _block(plan, read, weights, keys, layers)})
    groups = Grouping(levels=(WHOLE,), codes=np.zeros(length, dtype=np.int64))
    if plan.by:
        groups = grouping_by(batch, plan.by)
    if layers is None and plan.is_rated and length < min(MOST_ROWS, FEW_EACH * len(groups.levels)):
        rows = WaitingRows(levels=groups.levels, codes=groups.codes, read=read, weights=weights, keys=keys)
        return _Part(found={}, waiting=(rows,))
    return _Part(found=_blocks(plan, groups, read, weights, keys, layers))


def _blocks(
    plan: _Plan,
    groups: Grouping,
    read: list[NumberColumn],
    weights: Floats | None,
    keys: NDArray[np.uint64],
    layers: Layers | None,
) -> dict[Any, Moments]:
    found: dict[Any, Moments] = {}
    for level, rows in _parts(plan, groups, layers):
        part = [column.take(rows) for column in read]
        own = None if weights is None else weights[rows]
        found[level] = _block(plan, part, own, keys[rows], None if layers is None else layers.take(rows))
    return found


def _parts(plan: _Plan, groups: Grouping, layers: Layers | None) -> Iterator[tuple[Any, NDArray[np.intp]]]:
    """Yield the rows of each group, or of each group and stratum where groups are resampled within strata."""
    for level, rows in zip(groups.levels, groups.members(), strict=True):
        if layers is None or not plan.is_layered:
            yield level, rows
            continue
        for place, name in enumerate(layers.strata):
            if (own := rows[layers.stratum[rows] == place]).size:
                yield (level, name), own


def _layered(found: dict[Any, Moments]) -> dict[Any, Moments]:
    """Return the moments of each group, which know those of its strata."""
    groups: dict[Any, dict[str, Moments]] = {}
    for key, part in found.items():
        if key != WHOLE:  # which stands for no rows
            groups.setdefault(key[0], {})[key[1]] = part
    if not groups:
        return found
    whole = {level: sum(list(parts.values())[1:], start=next(iter(parts.values()))) for level, parts in groups.items()}
    return {
        level: attrs.evolve(
            whole[level],
            layers={
                name: attrs.evolve(part.moved(whole[level].origin), sampling={})
                for name, part in parts.items()
                if part.replicate_count
            },
        )
        for level, parts in groups.items()
    }


def _block(
    plan: _Plan, read: list[NumberColumn], weights: Floats | None, keys: NDArray[np.uint64], layers: Layers | None
) -> Moments:
    rows = len(keys)
    used, weightless, aside = _used(plan, read), 0, 0
    sampling: Mapping[str, UnitSums] = {}
    if layers is not None:
        filled = matrix_of([column.values for column in read], [column.present for column in read])
        sampling = unit_sums(layers, filled, used, weights)
    rejected = {
        name: 0 if column.aside is None else int(np.count_nonzero(column.aside))
        for name, column in zip(plan.columns, read, strict=True)
    }
    counted = used if weights is None else used & (weights > 0)
    if not counted.all():
        heavy = np.ones(rows, dtype=bool) if weights is None else weights > 0
        weightless = rows - int(np.count_nonzero(heavy))
        for column in read:
            heavy &= True if column.aside is None else ~column.aside
        aside = rows - weightless - int(np.count_nonzero(counted)) - int(np.count_nonzero(heavy & ~used))
        chosen = np.flatnonzero(counted)
        read, keys = [column.take(chosen) for column in read], keys[chosen]
        weights = None if weights is None else weights[chosen]
    is_folded = plan.is_replicated and is_many(keys, repeated=plan.identity is not None)
    keys = folded_keys(keys) if is_folded else keys
    values, present = [column.values for column in read], [column.present for column in read]
    largest = max(column.largest for column in read)
    found, products, own = grouped_sums(values, present, weights, keys, largest=largest)
    return Moments(
        names=plan.columns,
        scales=plan.scales,
        origin=tuple(column.origin for column in read),
        unit=tuple(column.unit for column in read),
        missing=plan.missing,
        keys=found,
        products=products,
        weights=own,
        rows=rows,
        weightless=weightless,
        aside=aside,
        rejected=rejected,
        is_folded=is_folded,
        sampling=sampling,
        histograms=_histograms(plan, read, weights) if plan.is_counted else {},
    )


def _histograms(plan: _Plan, read: list[NumberColumn], weights: Floats | None) -> dict[str, Floats]:
    """Return the weight of the answers in each category, of columns whose scale has categories."""
    found: dict[str, Floats] = {}
    for name, scale, column in zip(plan.columns, plan.scales, read, strict=True):
        if scale is None or scale.step is None:
            continue
        size, places = len(scale.categories), column.values
        counts = histogram(places, size) if weights is None else np.bincount(places.astype(np.int64), weights, size)
        found[name] = np.asarray(counts, dtype=np.float64)
    return found


def _used(plan: _Plan, read: list[NumberColumn]) -> NDArray[np.bool_]:
    gaps = [column.present for column in read if column.present is not None]
    if not gaps or (plan.missing == "pairwise" and len(gaps) < len(read)):
        return np.ones(len(read[0].values), dtype=bool)
    join = np.logical_and if plan.missing == "listwise" else np.logical_or
    return np.asarray(join.reduce(gaps))
