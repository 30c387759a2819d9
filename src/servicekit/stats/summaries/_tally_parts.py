"""A tally by the cells of margins that its weights reproduce, and by the units of a second stage of sampling."""

from collections.abc import Callable
from typing import Any, Final

import attrs
import numpy as np

from servicekit.data._answers import Answers
from servicekit.data._frames import Batch
from servicekit.data._grouping import Grouping
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._layers import Layers, units_of
from servicekit.stats.summaries._tally import Parts, Stratum, Tally

Count = Callable[..., dict[Any, Tally]]
BETWEEN: Final = "\x1f"
"""Between the levels of several margins in the name of a cell; no text holds it."""


def with_parts(
    found: dict[Any, Tally],
    count: Count,
    answers: Answers,
    groups: Grouping,
    weights: Floats,
    layers: Layers,
    design: Design,
    batch: Batch,
    first_row: int,
) -> dict[Any, Tally]:
    """Return tallies of groups that know their cells of margins and their units of the second stage.

    Args:
        found: The tally of each group.
        count: ``designed_tallies``, which counts by group, stratum and cluster.
        answers, groups, weights, layers: Of the rows of the batch.
        design: Names the columns; without margins and a second stage nothing is added.
        batch: The rows.
        first_row: Number of the first of them.
    """
    if not found:  # no rows, no groups
        return found
    if design.margins:
        levels = cells_of(design, batch, first_row)
        # whoever did not answer, or is of another group, has a category of his own: he belongs to the cell all the same
        size = len(next(iter(found.values())).counts)
        values = answers.values.astype(np.int64)
        values = values if answers.present is None else np.where(answers.present, values, size)
        every = Answers(values=values, present=None)
        joint = Grouping(
            levels=tuple((group, cell) for group in groups.levels for cell in levels.levels),
            codes=groups.codes * len(levels.levels) + levels.codes,
        )
        parts = count(Scale(low=0, high=size), every, joint, weights, layers, [{} for _ in joint.levels])
        found = {
            group: attrs.evolve(
                tally,
                margins={cell: _counted(parts[group, cell]) for cell in levels.levels if parts[group, cell].n},
            )
            for group, tally in found.items()
        }
    if layers.inner is not None:
        scale = next(iter(found.values())).scale
        parts = count(scale, answers, groups, weights, layers.inner, [{} for _ in groups.levels])
        for group, tally in found.items():
            stages: dict[str, dict[str, Stratum]] = {}
            for name, stratum in parts[group].strata.items():
                if stratum.units:
                    outer, cluster = layers.outer[name]
                    stages.setdefault(outer, {})[cluster] = stratum
            found[group] = attrs.evolve(tally, stages=stages)
    return found


def _counted(cell: Tally) -> dict[str, Stratum]:
    """Return the strata of a cell; the first of them holds its numbers of rows."""
    first = next(iter(cell.strata))
    rows = tuple(float(count) for count in cell.counts)
    return {**cell.strata, first: attrs.evolve(cell.strata[first], rows=rows)}


def cells_of(design: Design, batch: Batch, first_row: int) -> Grouping:
    """Return the cell of each row in the table of all margins."""
    codes, names = np.zeros(1, dtype=np.int64), [""]
    for margin in design.margins:
        levels = units_of(batch[margin], "margins", first_row)
        codes = codes * len(levels.levels) + levels.codes
        ends = [str(level) for level in levels.levels]
        names = [f"{name}{BETWEEN}{end}" if name else end for name in names for end in ends]
    there = np.flatnonzero(np.bincount(codes, minlength=len(names)))
    place = np.zeros(len(names), dtype=np.int64)
    place[there] = np.arange(there.size)
    return Grouping(levels=tuple(names[code] for code in there.tolist()), codes=place[codes])


def widened(groups: dict[Any, Tally], whole: Tally) -> dict[Any, Tally]:
    """Let every group know the cells and the second-stage units of the whole sample: who is not of it holds 0."""
    if not whole.margins and not whole.stages:
        return groups
    return {
        group: attrs.evolve(
            tally,
            margins=_outside(tally.margins, whole.margins),
            stages={
                outer: {
                    cluster: _with_zeros(tally.stages.get(outer, {}).get(cluster), stratum)
                    for cluster, stratum in strata.items()
                }
                for outer, strata in whole.stages.items()
            },
        )
        for group, tally in groups.items()
    }


def _with_zeros(own: Stratum | None, whole: Stratum) -> Stratum:
    """Return a stratum of a domain: all sampling units are there, those without a member of it hold 0."""
    zeros = (0.0,) * len(whole.sums)
    own = own or Stratum(units=0, sums=zeros, squares=zeros)
    clusters = {cluster: own.clusters.get(cluster, zeros) for cluster in whole.clusters}
    rows = (own.rows or zeros) if whole.rows else ()
    return attrs.evolve(whole, sums=own.sums, squares=own.squares, cubes=own.cubes, clusters=clusters, rows=rows)


def _outside(own: Parts, whole: Parts) -> Parts:
    """Return cells of a domain: the last category takes everybody else who was sampled."""
    return {
        cell: {
            name: _rest(_with_zeros(own.get(cell, {}).get(name), stratum), stratum) for name, stratum in strata.items()
        }
        for cell, strata in whole.items()
    }


def _rest(own: Stratum, whole: Stratum) -> Stratum:
    def filled(mine: tuple[float, ...], all_of_them: tuple[float, ...]) -> tuple[float, ...]:
        return (*mine[:-1], sum(all_of_them) - sum(mine[:-1]))

    return attrs.evolve(
        own,
        sums=filled(own.sums, whole.sums),
        squares=filled(own.squares, whole.squares),
        rows=filled(own.rows, whole.rows) if own.rows else (),
        clusters={name: filled(sums, whole.clusters[name]) for name, sums in own.clusters.items()},
    )


def residual_influence(tally: Tally, scores: Floats) -> dict[str, Floats]:
    """Return for each cell of the margins the influence of each category, less what the margins explain.

    Args:
        tally: Answers by cell; the last category of a cell is who did not answer.
        scores: Influence of each category on the estimate, without the margins.

    Formula:
        z - x B over everybody sampled. One margin: B the weighted mean of each cell. Several: B the least squares of z
        on indicators of all margins, each row counting once, as R's survey takes it.
    """
    cells = list(tally.margins)
    wide = np.append(scores, 0.0)
    levels = [cell.split(BETWEEN) for cell in cells]
    if len(levels[0]) == 1:
        sums = np.array([sum(np.asarray(part.sums) for part in tally.margins[cell].values()) for cell in cells])
        fitted = sums @ wide / sums.sum(axis=1)
    else:
        listed = ([part.rows for part in tally.margins[cell].values() if part.rows] for cell in cells)
        rows = np.array([np.sum(each, axis=0) for each in listed])
        columns = [
            [float(own[margin] == level) for own in levels]
            for margin in range(len(levels[0]))
            for level in sorted({own[margin] for own in levels})
        ]
        design, sizes = np.array(columns).T, rows.sum(axis=1)
        root = np.sqrt(sizes)
        fitted = design @ np.linalg.lstsq(design * root[:, None], rows @ wide / root, rcond=None)[0]
    return {cell: wide - fit for cell, fit in zip(cells, fitted.tolist(), strict=True)}


def unexplained(tally: Tally, scores: Floats, variance: float, lent: float) -> float:
    """Return the weighted variance within the cells of the margins, each pulled to that of all by a few answers.

    Args:
        tally: Answers by cell.
        scores: Score of each category less the mean.
        variance: Weighted variance of the scores.
        lent: Answers by which a cell is pulled.
    """
    found, total = 0.0, 0.0
    residuals = residual_influence(tally, scores) if len(next(iter(tally.margins)).split(BETWEEN)) > 1 else {}
    for cell, strata in tally.margins.items():
        sums = np.sum([stratum.sums for stratum in strata.values()], axis=0)[:-1]
        squares = sum(sum(stratum.squares[:-1]) for stratum in strata.values())
        weight = float(sums.sum())
        if not weight:
            continue
        # clusters keep no squares of their rows; there this floor is not asked for
        size = weight**2 / squares if squares else 1.0
        centre = residuals[cell][:-1] if residuals else scores - float(sums @ scores) / weight
        own = float(sums @ centre**2) / weight
        found += weight * (size * own + lent * variance) / (size + lent)
        total += weight
    return found / total
