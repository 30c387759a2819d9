"""Tallies of weighted, stratified and clustered answers, and groups as parts of one sample."""

from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._answers import Answers
from servicekit.data._grouping import Grouping
from servicekit.data._scales import Scale
from servicekit.stats._tally import WHOLE, Stratum, Tally

CHUNK: Final = 1 << 15


@frozen(kw_only=True, eq=False)
class Cells:
    """Which cell of the table groups x categories each answer falls into.

    Attributes:
        answers: A column of answers.
        groups: The group of each of its rows.
        size: Number of categories.
    """

    answers: Answers
    groups: Grouping
    size: int

    def sums(self, *amounts: NDArray[Any] | None) -> list[NDArray[Any]]:
        """Return for each kind of amount its sum in every cell; None counts the answers."""
        totals: list[Any] = [0] * len(amounts)
        for start in range(0, max(len(self.answers.values), 1), CHUNK):  # what is made on the way stays in the cache
            part = slice(start, start + CHUNK)
            places = self.groups.codes[part] * self.size + self.answers.values[part]
            kept = None if self.answers.present is None else self.answers.present[part]
            places = places if kept is None else places[kept]
            for number, amount in enumerate(amounts):
                own = amount if amount is None else amount[part] if kept is None else amount[part][kept]
                totals[number] += np.bincount(places, own, minlength=len(self.groups.levels) * self.size)
        return [np.asarray(total).reshape(len(self.groups.levels), self.size) for total in totals]


def weighted_tallies(
    scale: Scale, answers: Answers, groups: Grouping, weights: NDArray[np.float64], others: list[dict[str, Any]]
) -> dict[Any, Tally]:
    """Return the tally of each group of weighted rows; ``others`` are its missing and rejected rows."""
    cells = Cells(answers=answers, groups=groups, size=len(scale.categories))
    counted = None if weights.min(initial=1) > 0 else weights > 0
    counts, sums, squares = cells.sums(counted, weights, weights * weights)
    counts = counts.astype(np.int64)
    return {
        level: Tally(
            scale=scale,
            counts=tuple(counts[code].tolist()),
            strata={
                WHOLE: Stratum(
                    units=int(counts[code].sum()),
                    sums=tuple(sums[code].tolist()),
                    squares=tuple(squares[code].tolist()),
                )
            },
            **others[code],
        )
        for code, level in enumerate(groups.levels)
    }


def designed_tally(
    scale: Scale,
    answers: Answers,
    member: NDArray[np.bool_],
    weights: NDArray[np.float64],
    strata: Grouping | None,
    units: Grouping | None,
    others: dict[str, Any],
) -> Tally:
    """Return the tally of the rows that are members of one group, by stratum and cluster."""
    size = len(scale.categories)
    answered = member if answers.present is None else member & answers.present
    counted = np.flatnonzero(answered & (weights > 0))
    places, amounts = answers.values[counted].astype(np.int64), weights[counted]
    where = np.zeros(len(counted), int) if strata is None else strata.codes[counted]
    found: dict[str, Stratum] = {}
    for code in np.unique(where):
        chosen = where == code
        name = WHOLE if strata is None else str(strata.levels[code])
        clusters = {} if units is None else _clusters(units, counted[chosen], places[chosen], amounts[chosen], size)
        squares = np.bincount(places[chosen], weights=amounts[chosen] ** 2, minlength=size)
        found[name] = Stratum(
            units=len(clusters) if clusters else int(chosen.sum()),
            sums=tuple(np.bincount(places[chosen], weights=amounts[chosen], minlength=size).tolist()),
            squares=tuple(squares.tolist()),
            clusters=clusters,
        )
    return Tally(
        scale=scale,
        counts=tuple(np.bincount(places, minlength=size).tolist()),
        strata=found or {WHOLE: Stratum(units=0, sums=(0.0,) * size, squares=(0.0,) * size)},
        **others,
    )


def _clusters(
    units: Grouping, rows: NDArray[np.intp], places: NDArray[np.int64], amounts: NDArray[np.float64], size: int
) -> dict[str, tuple[float, ...]]:
    codes, inverse = np.unique(units.codes[rows], return_inverse=True)
    table = np.bincount(inverse * size + places, weights=amounts, minlength=len(codes) * size).reshape(-1, size)
    return {str(units.levels[code]): tuple(sums.tolist()) for code, sums in zip(codes, table, strict=True)}


def as_domains(groups: dict[Any, Tally]) -> dict[Any, Tally]:
    """Let every group know all sampling units of each stratum: those without a member of it contribute zero."""
    if not any(tally.is_weighted for tally in groups.values()):
        return groups
    whole = sum(groups.values(), start=Tally.empty(next(iter(groups.values())).scale))
    return {group: attrs.evolve(tally, strata=_widened(tally, whole)) for group, tally in groups.items()}


def _widened(tally: Tally, whole: Tally) -> dict[str, Stratum]:
    zeros = (0.0,) * len(tally.counts)
    widened: dict[str, Stratum] = {}
    for name, stratum in whole.strata.items():
        own = tally.strata.get(name, Stratum(units=0, sums=zeros, squares=zeros))
        clusters = {cluster: own.clusters.get(cluster, zeros) for cluster in stratum.clusters}
        widened[name] = attrs.evolve(own, units=stratum.units, clusters=clusters)
    return widened
