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
CHUNK: Final = 1 << 16
"""Rows counted at a time."""


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
        return _group_by_group(scale, answers, groups, weights, layers, others)
    joined = (len(layers.strata), many, size)
    table, present, cubes = np.zeros((0, many, size)), np.zeros((0, many), dtype=bool), None
    if layers.units is None:
        rows, counts, (sums, squares, cubes) = _cells(layers.stratum, joined, answers, groups, weights, powers=3)
    elif parts * many * size > max(len(weights), CHUNK):  # few rows to a cell: strata are counted for themselves
        held, _, (table,) = _cells(layers.unit, (parts, many, size), answers, groups, weights, powers=1)
        rows, counts, (sums, squares) = _cells(layers.stratum, joined, answers, groups, weights, powers=2)
        present = held > 0
    else:  # strata are added up of their clusters
        held, counts, (table, by_unit) = _cells(layers.unit, (parts, many, size), answers, groups, weights, powers=2)
        rows, sums, squares = (_added(each, layers.of_unit, len(layers.strata)) for each in (held, table, by_unit))
        present = held > 0
    kept = counts.sum(axis=0).tolist()
    heavy = weights > 0
    sampled = slice(None) if heavy.all() else np.flatnonzero(heavy)  # where every row counts nothing is copied
    own = layers.stratum[sampled]
    own = own if many == 1 else own * many + groups.codes[sampled]
    lightest, heaviest = _extremes(own, weights[sampled], rows.reshape(-1))
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
        tallies[level] = Tally(scale=scale, counts=tuple(kept[code]), strata=strata or none, **others[code])
    return tallies


def _group_by_group(
    scale: Scale,
    answers: Answers,
    groups: Grouping,
    weights: Floats,
    layers: Layers,
    others: list[dict[str, Any]],
) -> dict[Any, Tally]:
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


def _cells(
    place: NDArray[np.int64],
    shape: tuple[int, int, int],
    answers: Answers,
    groups: Grouping,
    weights: Floats,
    *,
    powers: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Count the rows of weight above 0 by place, group and category.

    Args:
        place: Stratum or cluster of each row.
        shape: Number of places, groups and categories.
        answers, groups, weights: Of the rows.
        powers: Powers of the weights to be added up, from the first on.

    Returns:
        Rows by place and group, with or without an answer; answers by category too; the sums of powers.
    """
    cells, several = shape[0] * shape[1] * shape[2], shape[1] > 1
    counts, lacking = np.zeros(cells, dtype=np.int64), np.zeros(shape[0] * shape[1], dtype=np.int64)
    sums = np.zeros((powers, cells))
    length = max(CHUNK, cells)  # what is made on the way stays in the cache, and no cell is visited without need
    for start in range(0, len(weights), length):
        part = slice(start, start + length)
        key, amounts, values = place[part], weights[part], answers.values[part]
        key = key * shape[1] + groups.codes[part] if several else key
        heavy = amounts > 0
        here = heavy if answers.present is None else heavy & answers.present[part]
        if not here.all():
            lacking += np.bincount(key[heavy & ~here], minlength=lacking.size)
            key, amounts, values = key[here], amounts[here], values[here]
        key = key * shape[2]
        key += values.astype(np.int64, copy=False)
        counts += np.bincount(key, minlength=cells)
        raised = amounts
        for power, total in enumerate(sums, start=1):
            raised = raised if power == 1 else raised * amounts
            total += np.bincount(key, weights=raised, minlength=cells)
    by_category = counts.reshape(shape)
    rows = by_category.sum(axis=2) + lacking.reshape(shape[:2])
    return rows, by_category, sums.reshape(powers, *shape)


def _added(table: NDArray[Any], of_unit: NDArray[np.int64], strata: int) -> NDArray[Any]:
    """Return the sums of the units of each stratum."""
    found = np.zeros((strata, *table.shape[1:]), dtype=table.dtype)
    np.add.at(found, of_unit, table)
    return found


def _extremes(cells: NDArray[np.int64], amounts: Floats, held: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return the smallest and the greatest amount in every cell, of which ``held`` are so many."""
    lightest, heaviest = np.full(held.size, inf), np.zeros(held.size)
    there = np.flatnonzero(held)
    if there.size == 1:
        lightest[there], heaviest[there] = amounts.min(), amounts.max()
    elif there.size and (cells[1:] >= cells[:-1]).all():  # files often come in the order of their strata
        starts = np.cumsum(held)[there] - held[there]
        lightest[there] = np.minimum.reduceat(amounts, starts)
        heaviest[there] = np.maximum.reduceat(amounts, starts)
    else:
        np.minimum.at(lightest, cells, amounts)
        np.maximum.at(heaviest, cells, amounts)
    return lightest, heaviest


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
