"""Tallies of weighted, stratified and clustered answers: one count of the cells unit x group x category."""

from math import inf
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from servicekit.data._answers import Answers
from servicekit.data._grouping import Grouping
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.stats.designs._layers import WHOLE, Layers, population_of
from servicekit.stats.summaries._tally import Stratum, Sums, Tally
from servicekit.stats.summaries._tally_parts import widened

MOST_CELLS: Final = 5 * 10**7
"""Cells unit x group x category that are counted at once; above it group by group."""


def designed_tallies(
    scale: Scale,
    answers: Answers,
    groups: Grouping,
    weights: Floats,
    layers: Layers,
    others: list[dict[str, Any]],
) -> dict[Any, Tally]:
    """Return the tally of each group by stratum and cluster, from one count of the cells unit x group x category."""
    size, many = len(scale.categories), len(groups.levels)
    parts = 1 if layers.units is None else len(layers.units)
    if layers.units is not None and many > 1 and parts * many * size > MOST_CELLS:
        found: dict[Any, Tally] = {}
        for code, level in enumerate(groups.levels):
            rows = groups.rows(code)
            one = Grouping(levels=(level,), codes=np.zeros(len(rows), dtype=np.int64))
            apart = attrs.evolve(
                answers,
                values=answers.values[rows],
                present=None if answers.present is None else answers.present[rows],
            )
            found |= designed_tallies(scale, apart, one, weights[rows], layers.take(rows), [others[code]])
        return found
    heavy: Any = weights > 0
    # where every row counts nothing is copied
    sampled: Any = slice(None) if heavy.all() else np.flatnonzero(heavy)
    answered = sampled if answers.present is None else np.flatnonzero(answers.present & heavy)
    values, amounts = answers.values[answered].astype(np.int64, copy=False), weights[answered]
    group, stratum = groups.codes[answered], layers.stratum[answered]
    counts = _table(group * size + values, None, (many, size))
    cell, shape = (stratum * many + group) * size + values, (len(layers.strata), many, size)
    sums, squares = _table(cell, amounts, shape), _table(cell, amounts * amounts, shape)
    cubes = _table(cell, amounts**3, shape) if layers.units is None else None
    own = layers.stratum[sampled] * many + groups.codes[sampled]
    rows = _table(own, None, shape[:2])
    lightest, heaviest = _extremes(own, weights[sampled], shape[0] * many)
    table, present = np.zeros((0, many, size)), np.zeros((0, many), dtype=bool)
    if layers.units is not None:
        table = _table((layers.unit[answered] * many + group) * size + values, amounts, (parts, many, size))
        present = _table(layers.unit[sampled] * many + groups.codes[sampled], None, (parts, many)) > 0
    population = {
        name: None if layers.population is None else population_of(layers, np.flatnonzero(layers.stratum == code), name)
        for code, name in enumerate(layers.strata)
    }
    tallies: dict[Any, Tally] = {}
    for code, level in enumerate(groups.levels):
        strata: dict[str, Stratum] = {}
        for place, name in enumerate(layers.strata):
            if not rows[place, code]:
                continue
            clusters: dict[str, Sums] = {}
            if layers.units is not None:
                here = np.flatnonzero(present[:, code] & (layers.of_unit == place))
                names = (layers.units[unit] for unit in here.tolist())
                clusters = dict(zip(names, map(tuple, table[here, code].tolist()), strict=True))
            strata[name] = Stratum(
                units=len(clusters) if clusters else int(rows[place, code]),
                sums=tuple(sums[place, code].tolist()),
                squares=tuple(squares[place, code].tolist()),
                cubes=() if cubes is None else tuple(cubes[place, code].tolist()),
                clusters=clusters,
                population=population[name],
                lightest=float(lightest[place * many + code]),
                heaviest=float(heaviest[place * many + code]),
            )
        none = {WHOLE: Stratum(units=0, sums=(0.0,) * size, squares=(0.0,) * size)}
        kept = tuple(int(count) for count in counts[code])
        tallies[level] = Tally(scale=scale, counts=kept, strata=strata or none, **others[code])
    return tallies


def _extremes(cells: NDArray[np.int64], amounts: Floats, size: int) -> tuple[Floats, Floats]:
    """Return the smallest and the greatest amount in every cell."""
    lightest, heaviest = np.full(size, inf), np.zeros(size)
    if size == 1 and len(amounts):
        return np.array([amounts.min()]), np.array([amounts.max()])
    small = cells.astype(np.min_scalar_type(size))  # few bytes are sorted by digits
    order = np.argsort(small, kind="stable")
    held = np.bincount(small, minlength=size)
    there = np.flatnonzero(held)
    if there.size:
        starts, sorted_amounts = np.cumsum(held)[there] - held[there], amounts[order]
        lightest[there] = np.minimum.reduceat(sorted_amounts, starts)
        heaviest[there] = np.maximum.reduceat(sorted_amounts, starts)
    return lightest, heaviest


def _table(cells: NDArray[np.int64], amounts: NDArray[np.float64] | None, shape: tuple[int, ...]) -> NDArray[Any]:
    return np.asarray(np.bincount(cells, weights=amounts, minlength=int(np.prod(shape))).reshape(shape))


def as_domains(groups: dict[Any, Tally]) -> dict[Any, Tally]:
    """Let every group know all sampling units of each stratum: those without a member of it contribute zero."""
    if not any(tally.is_weighted for tally in groups.values()):
        return groups
    whole = sum(groups.values(), start=Tally.empty(next(iter(groups.values())).scale))
    return widened({key: attrs.evolve(one, strata=_widened(one, whole)) for key, one in groups.items()}, whole)


def _widened(tally: Tally, whole: Tally) -> dict[str, Stratum]:
    zeros = (0.0,) * len(tally.counts)
    widened: dict[str, Stratum] = {}
    for name, stratum in whole.strata.items():
        own = tally.strata.get(name, Stratum(units=0, sums=zeros, squares=zeros))
        clusters = {cluster: own.clusters.get(cluster, zeros) for cluster in stratum.clusters}
        about = {name: getattr(stratum, name) for name in ("population", "lightest", "heaviest")}
        widened[name] = attrs.evolve(own, units=stratum.units, clusters=clusters, **about)
    return widened
