"""Strata, clusters and populations of the rows of a batch, as the columns of a design name them."""

from collections.abc import Mapping
from typing import Final

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._columns import Column
from servicekit.data._frames import Batch
from servicekit.data._grouping import DENSE, Grouping, grouping
from servicekit.data._vectors import Floats
from servicekit.data._weights import read_weights
from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.designs._design import Design
from servicekit.stats.summaries._unit_sums import UnitSums

WHOLE: Final = "all"
"""Name of the one stratum where there are no others."""
WITHIN: Final = "\x1f"
MOST_UNITS: Final = 10**7


@frozen(kw_only=True, eq=False)
class Layers:
    """The stratum, cluster and population of each row.

    Attributes:
        strata: Names of strata; ``stratum``: place of each row's.
        units: Names of clusters within strata, ``unit``: place of each row's; None where rows are the units.
        of_unit: Stratum of each cluster.
        population: Sampling units in the population of each row's stratum; None without correction.
        margins: Names of the levels of margins, ``level``: place of each row's, (margins, rows).
        inner: Layers of a second stage, in which each cluster is a stratum; None without one.
        outer: Name of a stratum of these -> stratum and cluster.
    """

    strata: tuple[str, ...]
    stratum: NDArray[np.int64]
    units: tuple[str, ...] | None
    unit: NDArray[np.int64]
    of_unit: NDArray[np.int64]
    population: Floats | None
    margins: tuple[str, ...] = ()
    level: NDArray[np.int64] = field(factory=lambda: np.zeros((0, 0), dtype=np.int64))
    inner: "Layers | None" = None
    outer: Mapping[str, tuple[str, str]] = field(factory=dict)

    def take(self, rows: NDArray[np.intp]) -> "Layers":
        """Return the layers of some of the rows."""
        population = None if self.population is None else self.population[rows]
        return Layers(
            strata=self.strata,
            stratum=self.stratum[rows],
            units=self.units,
            unit=self.unit[rows],
            of_unit=self.of_unit,
            population=population,
            margins=self.margins,
            level=self.level[:, rows] if self.margins else self.level,
            inner=None if self.inner is None else self.inner.take(rows),
            outer=self.outer,
        )


def read_layers(design: Design, batch: Batch, length: int, first_row: int) -> Layers:
    """Return the layers of a batch, with its margins and, where there are populations, the second stage.

    Raises:
        InvalidValueError: A stratum, cluster, margin or population is missing in a row.
    """
    found = _first_stage(design, batch, length, first_row)
    if design.margins:
        read = [units_of(batch[name], "margins", first_row) for name in design.margins]
        offsets = np.cumsum([0, *(len(levels.levels) for levels in read)])
        found = attrs.evolve(
            found,
            margins=tuple(
                f"{name}{WITHIN}{level}"
                for name, levels in zip(design.margins, read, strict=True)
                for level in levels.levels
            ),
            level=np.stack([levels.codes + start for levels, start in zip(read, offsets, strict=False)]),
        )
    if len(design.clusters) > 1 and design.fpc:
        inner, outer = _second_stage(design, batch, found, first_row)
        found = attrs.evolve(found, inner=inner, outer=outer)
    return found


def _first_stage(design: Design, batch: Batch, length: int, first_row: int) -> Layers:
    """Return the strata and clusters of a batch.

    Raises:
        InvalidValueError: A stratum, cluster or population is missing in a row.
    """
    nothing = np.zeros(length, dtype=np.int64)
    population = read_weights(batch[design.fpc[0]], first_row=first_row, name="fpc") if design.fpc else None
    if design.strata and design.clusters:
        numbered = _numbered_layers(batch[design.strata], batch[design.clusters[0]], population)
        if numbered is not None:
            return numbered
    strata = units_of(batch[design.strata], "strata", first_row) if design.strata else None
    names = (WHOLE,) if strata is None else tuple(str(level) for level in strata.levels)
    stratum = nothing if strata is None else strata.codes
    if not design.clusters:
        return Layers(
            strata=names, stratum=stratum, units=None, unit=nothing, of_unit=nothing[:0], population=population
        )
    clusters = units_of(batch[design.clusters[0]], "clusters", first_row)
    # equal names in two strata are two clusters
    pair = stratum * len(clusters.levels) + clusters.codes
    there = np.flatnonzero(np.bincount(pair, minlength=1))
    place = np.zeros(int(there[-1]) + 1 if there.size else 1, dtype=np.int64)
    place[there] = np.arange(there.size)
    return Layers(
        strata=names,
        stratum=stratum,
        units=tuple(str(clusters.levels[code]) for code in (there % len(clusters.levels)).tolist()),
        unit=place[pair],
        of_unit=there // len(clusters.levels),
        population=population,
    )


def _numbered_layers(strata: Column, clusters: Column, population: Floats | None) -> Layers | None:
    """Return the layers of strata and clusters that are whole numbers close together, from one count of their pairs.

    Returns:
        The same as of the two columns coded one by one; None where a row lacks one, or they are of another kind.
    """
    first, second = _span(strata), _span(clusters)
    if first is None or second is None or first[1] * second[1] > max(4 * DENSE, len(strata)):
        return None
    (low, many), (lowest, width) = first, second
    parts = [slice(start, start + DENSE) for start in range(0, len(strata), DENSE)]  # they stay in the cache
    stratum, unit = np.empty((2, len(strata)), dtype=np.int64)

    def pairs(part: slice) -> NDArray[np.int64]:
        np.subtract(strata.values[part], low, out=stratum[part], dtype=np.int64)
        found = stratum[part] * width
        found += np.subtract(clusters.values[part], lowest, dtype=np.int64)
        return found

    seen = np.zeros(many * width, dtype=bool)
    for part in parts:
        seen[pairs(part)] = True
    there = np.flatnonzero(seen)
    place = np.zeros(many * width, dtype=np.int64)
    place[there] = np.arange(there.size)
    for part in parts:
        np.take(place, pairs(part), out=unit[part], mode="clip")  # the other modes make a copy first
    found, of_unit = np.unique(there // width, return_inverse=True)
    if found.size < many:
        known = np.zeros(many, dtype=np.int64)
        known[found] = np.arange(found.size)
        stratum = known.take(stratum)
    return Layers(
        strata=tuple(map(str, (found + low).tolist())),
        stratum=stratum,
        units=tuple(map(str, (there % width + lowest).tolist())),
        unit=unit,
        of_unit=of_unit.astype(np.int64),
        population=population,
    )


def _span(column: Column) -> tuple[int, int] | None:
    """Return the lowest of whole numbers and how many there are up to the greatest; None for other columns."""
    whole = column.levels is None and column.values.dtype.kind in "iu" and column.values.dtype != np.uint64
    if not whole or not len(column) or not (column.valid is None or column.valid.all()):
        return None
    low, high = int(column.values.min()), int(column.values.max())
    return low, high - low + 1


def _second_stage(
    design: Design, batch: Batch, layers: Layers, first_row: int
) -> tuple[Layers, dict[str, tuple[str, str]]]:
    """Return layers in which each cluster is a stratum of its units, and the stratum and cluster of each name.

    Args:
        design: Names the columns of the second stage: units, and of fpc, if any, their number in the cluster.
        batch: The rows.
        layers: Of the first stage.
        first_row: Number of the first row.
    """
    units = layers.units or ()
    places = {
        f"{layers.strata[layers.of_unit[code]]}{WITHIN}{name}": (layers.strata[layers.of_unit[code]], name)
        for code, name in enumerate(units)
    }
    population = read_weights(batch[design.fpc[1]], first_row=first_row, name="fpc") if design.fpc[1:] else None
    inner = units_of(batch[design.clusters[1]], "clusters", first_row)
    pair = layers.unit * len(inner.levels) + inner.codes
    there, codes = np.unique(pair, return_inverse=True)
    found = Layers(
        strata=tuple(places),
        stratum=layers.unit,
        units=tuple(str(inner.levels[code]) for code in (there % len(inner.levels)).tolist()),
        unit=codes.astype(np.int64),
        of_unit=there // len(inner.levels),
        population=population,
    )
    return found, places


def units_of(column: Column, name: str, first_row: int) -> Grouping:
    """Code a column of strata, clusters or margins, which no row may lack.

    Args:
        column: Names of units.
        name: Part of the design, for the message.
        first_row: Number of the first row.
    """
    if column.valid is not None and not column.valid.all():
        row = first_row + int(np.flatnonzero(~column.valid)[0])
        raise InvalidValueError(name, "given for every row", None, f"column {column.name!r}, row {row}")
    found = grouping(column, most=MOST_UNITS)
    if None in found.levels:
        row = first_row + int(found.rows(found.levels.index(None))[0])
        raise InvalidValueError(name, "given for every row", None, f"column {column.name!r}, row {row}")
    return found


def population_of(layers: Layers, rows: NDArray[np.intp], name: str) -> float | None:
    """Return the population of a stratum, the same in each of its rows."""
    if layers.population is None or not rows.size:
        return None
    values = layers.population[rows]
    if values.min() != values.max():
        raise InvalidValueError("fpc", "the same within a stratum", values.min(), f"stratum {name!r}")
    return float(values[0])


def unit_sums(layers: Layers, columns: Floats, used: NDArray[np.bool_], weights: Floats | None) -> dict[str, UnitSums]:
    """Return the sums of columns by stratum and sampling unit.

    Args:
        layers: Strata and clusters of the rows.
        columns: (k, rows); 0 where a row is not used.
        used: Rows that count in the estimate; the others only tell that their unit was sampled.
        weights: Weight of each row; None for 1.
    """
    w = np.ones(len(used)) if weights is None else weights
    found: dict[str, UnitSums] = {}
    d = len(layers.margins)
    if d:
        indicators = np.zeros((d, len(used)))
        for level in layers.level:
            indicators[level, np.arange(len(used))] = 1.0
        columns = np.vstack([columns * used, indicators])
    k = len(columns)
    stages: dict[str, dict[str, UnitSums]] = {}
    if layers.inner is not None:
        bare = attrs.evolve(layers.inner, margins=layers.margins, level=layers.level)
        for name, of_cluster in unit_sums(bare, columns[: k - d], used, weights).items():
            outer, cluster = layers.outer[name]
            stages.setdefault(outer, {})[cluster] = of_cluster
    for code, name in enumerate(layers.strata):
        sampled = np.flatnonzero((layers.stratum == code) & (w > 0))
        if not sampled.size:
            continue
        part, own = columns[:, sampled], np.where(used[sampled], w[sampled], 0.0)
        weighted = part * (own if not d else w[sampled])
        counts = np.array([np.count_nonzero(own), own.sum(), own @ own, (own * own) @ own])
        names: tuple[str, ...] = ()
        table, sizes = np.zeros((0, k)), np.zeros((0, 3))
        squares = np.zeros((k, k))
        if layers.units is None:
            squares = weighted @ weighted.T
        else:
            there = np.flatnonzero(np.bincount(layers.unit[sampled], minlength=len(layers.units)))
            place = np.zeros(len(layers.units), dtype=np.int64)
            place[there] = np.arange(there.size)
            unit, m = place[layers.unit[sampled]], there.size
            names = tuple(layers.units[code] for code in there.tolist())
            table = np.stack([np.bincount(unit, weights=row, minlength=m) for row in weighted], axis=1)
            sizes = np.stack([np.bincount(unit, weights=a, minlength=m) for a in (own > 0, own, own * own)], axis=1)
        found[name] = UnitSums(
            units=len(names) if names else sampled.size,
            population=population_of(layers, sampled, name),
            sums=weighted.sum(axis=1),
            squares=squares,
            rows=counts,
            lightest=float(w[sampled].min()),
            heaviest=float(w[sampled].max()),
            names=names,
            table=np.asarray(table, dtype=np.float64),
            sizes=np.asarray(sizes, dtype=np.float64),
            margins=layers.margins,
            cross=(weighted if len(layers.level) == 1 else part) @ part.T if d else np.zeros((0, 0)),
            stages=stages.get(name, {}),
        )
    return found
