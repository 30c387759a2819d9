"""From data of any kind to tallies: whole or by group, weighted, stratified, clustered."""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from math import inf
from typing import Any, Final, TypedDict, TypeVar, overload

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._answers import Answers, InputPolicy, read_answers
from servicekit.data._chronology import in_order
from servicekit.data._engines import map_reduce
from servicekit.data._frames import Batch, Column, backend_of, fingerprint
from servicekit.data._grouping import Grouping, by_columns, by_name, grouping_by
from servicekit.data._scales import Scale
from servicekit.data._weights import read_weights
from servicekit.foundation._errors import InvalidValueError, ServiceKitWarning
from servicekit.foundation._results import Groups, Result
from servicekit.stats._design import Design
from servicekit.stats._histogram import histogram
from servicekit.stats._layers import WHOLE, Layers, population_of, read_layers
from servicekit.stats._tally import Stratum, Sums, Tally
from servicekit.stats._tally_parts import widened, with_parts

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


def designed_tallies(
    scale: Scale,
    answers: Answers,
    groups: Grouping,
    weights: NDArray[np.float64],
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
    sampled = np.flatnonzero(weights > 0)
    answered = sampled if answers.present is None else np.flatnonzero(answers.present & (weights > 0))
    values, amounts = answers.values[answered].astype(np.int64), weights[answered]
    group, stratum = groups.codes[answered], layers.stratum[answered]
    counts = _table(group * size + values, None, (many, size))
    cell, shape = (stratum * many + group) * size + values, (len(layers.strata), many, size)
    sums, squares = _table(cell, amounts, shape), _table(cell, amounts * amounts, shape)
    cubes = _table(cell, amounts**3, shape) if layers.units is None else None
    own = layers.stratum[sampled] * many + groups.codes[sampled]
    rows = _table(own, None, shape[:2])
    lightest, heaviest = np.full(shape[0] * many, inf), np.zeros(shape[0] * many)
    np.minimum.at(lightest, own, weights[sampled])
    np.maximum.at(heaviest, own, weights[sampled])
    table, present = np.zeros((0, many, size)), np.zeros((0, many), dtype=bool)
    if layers.units is not None:
        table = _table((layers.unit[answered] * many + group) * size + values, amounts, (parts, many, size))
        present = _table(layers.unit[sampled] * many + groups.codes[sampled], None, (parts, many)) > 0
    population = {
        name: population_of(layers, np.flatnonzero(layers.stratum == code), name)
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


ROWS: Final = 1 << 19
LONG: Final = 1 << 21
"""Rows of a batch where nothing but one column is counted."""
MOST_CELLS: Final = 5 * 10**7
"""Cells unit x group x category that are counted at once; above it group by group."""
ANSWERS: Final = "answers"


class Sample(TypedDict):
    """How answers were sampled (or ``counts``: frequencies of a table instead) and are read, as measures hand it on."""

    design: Design | None
    counts: Any
    policy: InputPolicy | None


@frozen(kw_only=True)
class _Plan:
    column: str
    scale: Scale
    policy: InputPolicy
    design: Design
    by: str | tuple[str, ...] | None = None
    counts: str | None = None

    @property
    def names(self) -> list[str]:
        extra = (*by_columns(self.by), self.counts, *self.design.columns)
        return list(dict.fromkeys([self.column, *(name for name in extra if name)]))

    @property
    def is_designed(self) -> bool:
        return bool(self.design.columns)


@overload
def tally(
    data: Any,
    column: str | None = None,
    *,
    by: None = None,
    scale: Scale,
    design: Design | None = None,
    counts: Any = None,
    policy: InputPolicy | None = None,
) -> Tally: ...
@overload
def tally(
    data: Any,
    column: str | None = None,
    *,
    by: str | Sequence[Any],
    scale: Scale,
    design: Design | None = None,
    counts: Any = None,
    policy: InputPolicy | None = None,
) -> Groups[Tally]: ...
def tally(
    data: Any,
    column: str | None = None,
    *,
    by: Any = None,
    scale: Scale,
    design: Design | None = None,
    counts: Any = None,
    policy: InputPolicy | None = None,
) -> Tally | Groups[Tally]:
    """Count the answers to one question, or those of each group.

    Args:
        data: Answers (any one-dimensional data), a frame of any kind with ``column``, or a tally already made.
        column: Column of the answers.
        by: Column of groups, or a list of columns; of answers without a column their groups, one each.
        scale: The answers allowed.
        design: Columns of weights, strata and clusters.
        counts: Column of frequencies of a table with one row per kind of answer, instead of a design.
        policy: Policy for text and for bad values, which by default are refused.

    Raises:
        InvalidValueError: An answer is off the scale, or a weight is negative or missing.

    Example:
        >>> import servicekit as sk
        >>> half = sk.stats.tally([0, 9], scale=sk.ZERO_TO_TEN)
        >>> (half + half).n
        4
    """
    sample: Sample = {"design": design, "counts": counts, "policy": policy}
    if isinstance(data, Tally):
        if column is not None or any(given is not None for given in (by, *sample.values())):
            raise InvalidValueError("data", "answers where a column or a sample is described", "a tally")
        data.scale.require_same(scale)
        return data
    found = _tallies(data, column, scale, by, sample)
    if by is None:
        return found.get(WHOLE, Tally.empty(scale))
    ordered = as_domains({group: found[group] for group in in_order(found)})
    return Groups(_name(by), ordered, backend_of(data)) if column is not None else Groups("group", ordered)


def _name(by: Any) -> str | tuple[str, ...]:
    is_named = isinstance(by, str) or (isinstance(by, list | tuple) and all(isinstance(part, str) for part in by))
    return by_name(by) if is_named else "group"


def tallies_of(data: Any, column: str, *, by: Any, scale: Scale, design: Design | None = None) -> Mapping[Any, Tally]:
    """Return the tally of each group, or of everybody under None where ``by`` is None."""
    found = tally(data, column, by=by, scale=scale, design=design)
    return found if isinstance(found, Groups) else {None: found}


Score = TypeVar("Score", bound=Result)


def measured(
    make: Callable[[Tally], Score], data: Any, column: str | None, scale: Scale, by: Any, sample: Sample
) -> Score | Groups[Score]:
    """Return a measure of the tally, or of the tally of each group where ``by`` is given."""
    found = tally(data, column, by=by, scale=scale, **sample)
    return found.map(make) if isinstance(found, Groups) else make(found)


def _tallies(data: Any, column: str | None, scale: Scale, by: Any, sample: Sample) -> dict[Any, Tally]:
    design = sample.get("design") or Design()
    if sample.get("counts") is not None and design.columns:
        raise InvalidValueError("design and counts", "given one at a time")
    if column is None:
        data = {ANSWERS: data}
    names: dict[str, Any] = {}
    for role, given in (("by", by), ("counts", sample.get("counts"))):
        names[role] = given
        if role == "by" and column is not None and isinstance(given, list | tuple):
            names[role] = by_columns(given)
        elif given is not None and not isinstance(given, str):
            if not isinstance(data, Mapping):
                raise InvalidValueError(role, "a column name where the data are a frame")
            names[role] = role if role not in data else f"{role} given apart"
            data = {**data, names[role]: given}
    plan = _Plan(
        column=column or ANSWERS, scale=scale, policy=sample.get("policy") or InputPolicy(), design=design, **names
    )
    grouped = [
        name for name in dict.fromkeys((*by_columns(plan.by), design.strata, *design.clusters, *design.margins)) if name
    ]
    rows = LONG if len(plan.names) == 1 else ROWS
    found = map_reduce(data, plan.names, partial(_summarise, plan), _merged, encode=grouped, rows=rows)
    if design.weights:
        _ask_for_kind(design.weights, found.values())
    if column is not None and (mark := fingerprint(data)):
        found = {group: attrs.evolve(one, respondents=f"{mark} {group!r}") for group, one in found.items()}
    return found


def _merged(first: dict[Any, Tally], second: dict[Any, Tally]) -> dict[Any, Tally]:
    both = dict(first)
    for group, part in second.items():
        both[group] = both[group] + part if group in both else part
    return both


def _summarise(plan: _Plan, batch: Batch, first_row: int) -> dict[Any, Tally]:
    answers = read_answers(batch[plan.column], plan.scale, plan.policy, first_row=first_row)
    if not plan.by and not plan.is_designed and not plan.counts:
        return {WHOLE: _plain(plan.scale, answers)}
    groups = (
        grouping_by(batch, plan.by) if plan.by else Grouping(levels=(WHOLE,), codes=np.zeros(len(answers.values), int))
    )
    if plan.is_designed:
        return _designed(plan, answers, groups, batch, first_row)
    return _counted(plan, answers, groups, batch, first_row)


def _plain(scale: Scale, answers: Answers) -> Tally:
    values = answers.values if answers.present is None else answers.values[answers.present]
    return Tally(
        scale=scale,
        counts=histogram(values, len(scale.categories)),
        missing=answers.missing,
        rejected=answers.rejected,
        normalised=answers.normalised,
    )


def _others(answers: Answers, groups: Grouping, times: NDArray[np.float64] | None = None) -> list[dict[str, Any]]:
    """Return for each group how many rows are missing, rejected by reason, and normalised."""
    many = len(groups.levels)

    def count(rows: NDArray[np.bool_]) -> list[int]:
        chosen = np.flatnonzero(rows)
        amounts = None if times is None else times[chosen]
        counted: list[int] = (
            np.bincount(groups.codes[chosen], weights=amounts, minlength=many).astype(np.int64).tolist()
        )
        return counted

    aside = {reason: count(rows) for reason, rows in answers.aside.items()}
    gone = [0] * many if answers.present is None else count(~answers.present)
    usual = [0] * many if answers.unusual is None else count(answers.unusual)
    found: list[dict[str, Any]] = []
    for code in range(many):
        rejected = {reason: counts[code] for reason, counts in aside.items() if counts[code]}
        missing = gone[code] - sum(rejected.values())
        found.append({"missing": missing, "rejected": rejected, "normalised": usual[code]})
    return found


def _counted(plan: _Plan, answers: Answers, groups: Grouping, batch: Batch, first_row: int) -> dict[Any, Tally]:
    size = len(plan.scale.categories)
    times = _frequencies(batch[plan.counts], first_row) if plan.counts else None
    table = Cells(answers=answers, groups=groups, size=size).sums(times)[0]
    others = _others(answers, groups, times)
    return {
        level: Tally(scale=plan.scale, counts=tuple(int(count) for count in table[code]), **others[code])
        for code, level in enumerate(groups.levels)
    }


def _frequencies(column: Column, first_row: int) -> NDArray[np.float64]:
    times = read_weights(column, first_row=first_row, name="counts")
    if (times != np.rint(times)).any():
        raise InvalidValueError("counts", "whole numbers", ..., f"column {column.name!r}", "pass them as weights")
    return times


def _designed(plan: _Plan, answers: Answers, groups: Grouping, batch: Batch, first_row: int) -> dict[Any, Tally]:
    design, length = plan.design, len(answers.values)
    weights = read_weights(batch[design.weights], first_row=first_row) if design.weights else np.ones(length)
    layers = read_layers(design, batch, length, first_row)
    found = designed_tallies(plan.scale, answers, groups, weights, layers, _others(answers, groups))
    return with_parts(found, designed_tallies, answers, groups, weights, layers, design, batch, first_row)


def _ask_for_kind(name: str, found: Iterable[Tally]) -> None:
    strata = [stratum for tally in found for stratum in tally.strata.values()]
    sums, squares = (
        sum(sum(numbers) for numbers in part)
        for part in ([stratum.sums for stratum in strata], [stratum.squares for stratum in strata])
    )
    # if all weights are whole so are their sums and squares, and squares are the larger where a weight is above 1
    if squares > sums and float(sums).is_integer() and float(squares).is_integer():
        warnings.warn(
            f"the weights in {name!r} are all whole numbers; if they are frequencies pass counts= instead",
            ServiceKitWarning,
            stacklevel=2,
        )
