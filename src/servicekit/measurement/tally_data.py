"""From data of any kind to tallies: whole or by group, weighted, stratified, clustered."""

import warnings
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypedDict, TypeVar, Unpack

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.foundation.errors import InvalidValueError, ServiceKitWarning
from servicekit.foundation.results import Groups, Result
from servicekit.measurement.answers import Answers, Reading, read_answers
from servicekit.measurement.engines import fold
from servicekit.measurement.frames import Batch, Column, kind_of
from servicekit.measurement.grouping import Grouping, grouping, sort_key
from servicekit.measurement.scales import Scale
from servicekit.measurement.tally import Stratum, Tally
from servicekit.measurement.weights import read_weights

CHUNK: Final = 1 << 16
FEW: Final = 32
WHOLE: Final = "all"
ANSWERS: Final = "answers"


class Sample(TypedDict, total=False):
    """How answers were sampled and are read: keyword arguments that every measure hands on to ``tally``.

    ``weights``: sampling weights (column name, or one per answer); ``counts``: frequencies of a table instead;
    ``strata``, ``clusters``: the design; ``reading``: policy for text and for bad values.
    """

    weights: Any
    counts: Any
    strata: Any
    clusters: Any
    reading: Reading | None


@frozen(kw_only=True)
class _Plan:
    column: str
    scale: Scale
    reading: Reading
    by: str | None = None
    weights: str | None = None
    counts: str | None = None
    strata: str | None = None
    clusters: str | None = None

    @property
    def names(self) -> list[str]:
        extra = (self.by, self.weights, self.counts, self.strata, self.clusters)
        return [self.column, *(name for name in extra if name)]

    @property
    def is_designed(self) -> bool:
        return bool(self.weights or self.strata or self.clusters)


def tally(
    data: Any,
    column: str | None = None,
    *,
    scale: Scale,
    **sample: Unpack[Sample],
) -> Tally:
    """Count the answers to one question.

    Args:
        data: Answers (any one-dimensional data), a frame of any kind with ``column``, or a tally already made.
        column: Column of the answers.
        scale: The answers allowed.
        sample: ``weights`` (a column name, or one number of at least 0 per answer); ``counts`` (frequencies of a
            table with one row per kind of answer, instead of weights); ``strata`` and ``clusters`` (primary
            sampling units); ``reading`` (policy for text and for bad values, which by default are refused).

    Raises:
        InvalidValueError: An answer is off the scale, or a weight is negative or missing.
    """
    if isinstance(data, Tally):
        data.scale.require_same(scale)
        return data
    found = _tallies(data, column, scale, None, sample)
    return found.get(WHOLE, Tally.empty(scale))


def tally_by(
    data: Any,
    column: str | None = None,
    *,
    by: Any,
    scale: Scale,
    **sample: Unpack[Sample],
) -> Groups[Tally]:
    """Count the answers to one question in each group; arguments as ``tally``, and ``by``, the grouping column."""
    found = _tallies(data, column, scale, by, sample)
    ordered = {group: found[group] for group in sorted(found, key=sort_key)}
    return Groups(by if isinstance(by, str) else "group", _as_domains(ordered), kind_of(data) if column else "none")


Score = TypeVar("Score", bound=Result)


def measured(
    make: Callable[[Tally], Score], data: Any, column: str | None, scale: Scale, by: Any, sample: Sample
) -> Score | Groups[Score]:
    """Return a measure of the tally, or of the tally of each group where ``by`` is given."""
    if by is None:
        return make(tally(data, column, scale=scale, **sample))
    return tally_by(data, column, by=by, scale=scale, **sample).map(make)


def _tallies(data: Any, column: str | None, scale: Scale, by: Any, sample: Sample) -> dict[Any, Tally]:
    if sample.get("weights") is not None and sample.get("counts") is not None:
        raise InvalidValueError("weights and counts", "given one at a time")
    extras = {"by": by, **{role: sample.get(role) for role in ("weights", "counts", "strata", "clusters")}}
    if column is None:
        data = {ANSWERS: data}
    apart = {role: given for role, given in extras.items() if given is not None and not isinstance(given, str)}
    if apart:
        if column is not None and not isinstance(data, Mapping):
            raise InvalidValueError("weights and groups", "column names where the data are a frame", list(apart))
        data = {**data, **apart}
    names = {role: role if role in apart else given for role, given in extras.items()}
    plan = _Plan(column=column or ANSWERS, scale=scale, reading=sample.get("reading") or Reading(), **names)
    grouped = [name for name in (plan.by, plan.strata, plan.clusters) if name]
    return fold(data, plan.names, partial(_summarise, plan), _merged, encode=grouped)


def _merged(first: dict[Any, Tally], second: dict[Any, Tally]) -> dict[Any, Tally]:
    both = dict(first)
    for group, part in second.items():
        both[group] = both[group] + part if group in both else part
    return both


def _summarise(plan: _Plan, batch: Batch, first_row: int) -> dict[Any, Tally]:
    answers = read_answers(batch[plan.column], plan.scale, plan.reading, first_row=first_row)
    if not plan.by and not plan.is_designed and not plan.counts:
        return {WHOLE: _plain(plan.scale, answers)}
    groups = (
        grouping(batch[plan.by]) if plan.by else Grouping(levels=(WHOLE,), codes=np.zeros(len(answers.values), int))
    )
    if plan.is_designed:
        return _designed(plan, answers, groups, batch, first_row)
    return _counted(plan, answers, groups, batch, first_row)


def _plain(scale: Scale, answers: Answers) -> Tally:
    values = answers.values if answers.present is None else answers.values[answers.present]
    return Tally(
        scale=scale,
        counts=_histogram(values, len(scale.categories)),
        missing=answers.missing,
        rejected=answers.rejected,
        normalised=answers.normalised,
    )


def _histogram(places: NDArray[Any], size: int) -> tuple[int, ...]:
    """Count each place; for few categories comparing small chunks in cache is several times faster than bincount."""
    if size > FEW or len(places) < CHUNK:
        return tuple(np.bincount(places, minlength=size).tolist())
    totals = [0] * size
    for start in range(0, len(places), CHUNK):
        chunk = places[start : start + CHUNK].astype(np.int8)
        for place in range(size - 1):
            totals[place] += int(np.count_nonzero(chunk == place))
    totals[-1] = len(places) - sum(totals)
    return tuple(totals)


def _table(answers: Answers, groups: Grouping, size: int, amounts: NDArray[Any] | None) -> NDArray[np.float64]:
    place = groups.codes * size + answers.values
    keep = answers.present
    if keep is not None:
        place, amounts = place[keep], None if amounts is None else amounts[keep]
    flat = np.bincount(place, weights=amounts, minlength=len(groups.levels) * size)
    return flat.astype(np.float64).reshape(len(groups.levels), size)


def _counted(plan: _Plan, answers: Answers, groups: Grouping, batch: Batch, first_row: int) -> dict[Any, Tally]:
    size = len(plan.scale.categories)
    times = _frequencies(batch[plan.counts], first_row) if plan.counts else None
    table = _table(answers, groups, size, times)
    absent = np.zeros(len(answers.values), bool) if answers.present is None else ~answers.present
    every = np.ones(len(absent)) if times is None else times
    lost = np.bincount(groups.codes, weights=absent * every, minlength=len(groups.levels))
    alone = len(groups.levels) == 1
    return {
        level: Tally(
            scale=plan.scale,
            counts=tuple(int(count) for count in table[code]),
            missing=int(lost[code]) - (sum(answers.rejected.values()) if alone else 0),
            rejected=answers.rejected if alone else {},
            normalised=answers.normalised if alone else 0,
        )
        for code, level in enumerate(groups.levels)
    }


def _frequencies(column: Column, first_row: int) -> NDArray[np.float64]:
    times = read_weights(column, first_row=first_row)
    if (times != np.rint(times)).any():
        raise InvalidValueError("counts", "whole numbers", ..., f"column {column.name!r}", "pass them as weights")
    return times


def _designed(plan: _Plan, answers: Answers, groups: Grouping, batch: Batch, first_row: int) -> dict[Any, Tally]:
    weights = np.ones(len(answers.values))
    if plan.weights:
        weights = read_weights(batch[plan.weights], first_row=first_row)
        if len(weights) and weights.max() > 1 and np.array_equal(weights, np.rint(weights)):
            warnings.warn(
                f"the weights in {plan.weights!r} are all whole numbers; if they are frequencies pass counts= instead",
                ServiceKitWarning,
                stacklevel=2,
            )
    if not plan.strata and not plan.clusters:
        return _weighted(plan, answers, groups, weights)
    strata = grouping(batch[plan.strata]) if plan.strata else None
    units = grouping(batch[plan.clusters], most=10**7) if plan.clusters else None
    return {
        level: _designed_group(plan, answers, groups.codes == code, weights, strata, units)
        for code, level in enumerate(groups.levels)
    }


def _weighted(plan: _Plan, answers: Answers, groups: Grouping, weights: NDArray[np.float64]) -> dict[Any, Tally]:
    size, many = len(plan.scale.categories), len(groups.levels)
    counts = _table(answers, groups, size, (weights > 0).astype(np.float64)).astype(int)
    sums, squares = _table(answers, groups, size, weights), _table(answers, groups, size, weights * weights)
    lost = [0] * many
    if answers.present is not None:
        lost = np.bincount(groups.codes[~answers.present], minlength=many).tolist()
    return {
        level: Tally(
            scale=plan.scale,
            counts=tuple(counts[code].tolist()),
            strata={
                WHOLE: Stratum(
                    units=int(counts[code].sum()),
                    sums=tuple(sums[code].tolist()),
                    squares=tuple(squares[code].tolist()),
                )
            },
            missing=lost[code],
        )
        for code, level in enumerate(groups.levels)
    }


def _designed_group(
    plan: _Plan,
    answers: Answers,
    member: NDArray[np.bool_],
    weights: NDArray[np.float64],
    strata: Grouping | None,
    units: Grouping | None,
) -> Tally:
    size = len(plan.scale.categories)
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
        scale=plan.scale,
        counts=tuple(np.bincount(places, minlength=size).tolist()),
        strata=found or {WHOLE: Stratum(units=0, sums=(0.0,) * size, squares=(0.0,) * size)},
        missing=int(member.sum()) - int(answered.sum()),
    )


def _clusters(
    units: Grouping, rows: NDArray[np.intp], places: NDArray[np.int64], amounts: NDArray[np.float64], size: int
) -> dict[str, tuple[float, ...]]:
    codes, inverse = np.unique(units.codes[rows], return_inverse=True)
    table = np.bincount(inverse * size + places, weights=amounts, minlength=len(codes) * size).reshape(-1, size)
    return {str(units.levels[code]): tuple(sums.tolist()) for code, sums in zip(codes, table, strict=True)}


def _as_domains(groups: dict[Any, Tally]) -> dict[Any, Tally]:
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
