"""From data of any kind to tallies: whole or by group, weighted, stratified, clustered."""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypedDict, TypeVar, overload

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data, Values
from servicekit.data._answers import Answers, InputPolicy, as_policy, read_answers
from servicekit.data._chronology import in_order
from servicekit.data._engines import TIMES, equal_rows_counted, map_reduce
from servicekit.data._frames import Batch, Column, backend_of, fingerprint
from servicekit.data._grouping import Grouping, by_columns, grouping_by
from servicekit.data._scales import Scale
from servicekit.data._weights import read_weights
from servicekit.foundation._errors import InvalidValueError, ServiceKitWarning
from servicekit.foundation._results import Groups, Result
from servicekit.stats.designs._design import Design, as_design
from servicekit.stats.designs._designed_tallies import as_domains, designed_tallies
from servicekit.stats.designs._layers import WHOLE, read_layers
from servicekit.stats.scores._many_scores import with_ends
from servicekit.stats.summaries._histogram import CHUNK, histogram
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_parts import with_parts
from servicekit.stats.summaries._tally_table import LazyResults, TallyTable, asides, counted_table, results_of

ROWS: Final = 1 << 20
LONG: Final = 8 * CHUNK
"""Rows of a batch where nothing but one column is counted."""
ANSWERS: Final = "answers"


class Sample(TypedDict):
    """How answers were sampled and are read, as measures hand it on to ``tally``.

    ``design``: columns of weights, strata and clusters; ``counts``: frequencies of a table instead;
    ``policy``: policy for text and for bad values.
    """

    design: Design | None
    counts: str | Values | None
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
    data: Data | Tally,
    column: str | None = None,
    *,
    by: None = None,
    scale: Scale,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
) -> Tally: ...
@overload
def tally(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: str | Values,
    scale: Scale,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
) -> Groups[Tally]: ...
def tally(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: str | Values | None = None,
    scale: Scale,
    design: Design | None = None,
    counts: str | Values | None = None,
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
    name, source = (_name(by), backend_of(data)) if column is not None else ("group", "none")
    if isinstance(found, TallyTable):
        if by is None:
            return found.tally(0) if len(found) else Tally.empty(scale)
        return Groups(name, results_of(found.in_order(), list), source)
    if by is None:
        return found.get(WHOLE, Tally.empty(scale))
    return Groups(name, as_domains({group: found[group] for group in in_order(found)}), source)


def _name(by: str | Values | None) -> str | tuple[str, ...]:
    if isinstance(by, str):
        return by
    names = tuple(by) if isinstance(by, list | tuple) else ()
    return names if names and all(isinstance(name, str) for name in names) else "group"


def tallies_of(
    data: Data, column: str, *, by: str | Values | None, scale: Scale, design: Design | None = None
) -> Mapping[Any, Tally]:
    """Return the tally of each group, or of everybody under None where ``by`` is None."""
    found = tally(data, column, by=by, scale=scale, design=design)
    return found if isinstance(found, Groups) else {None: found}


Score = TypeVar("Score", bound=Result)
Summary = dict[Any, Tally] | TallyTable


def measured(
    make: Callable[[Tally], Score],
    data: Data | Tally,
    column: str | None,
    scale: Scale,
    by: str | Values | None,
    sample: Sample,
) -> Score | Groups[Score]:
    """Return a measure of the tally, or of the tally of each group where ``by`` is given.

    Example:
        >>> import servicekit as sk
        >>> survey = {"branch": ["a", "b", "b"], "rating": [5, 4, 1]}
        >>> counts = sk.stats.measured(lambda t: t.n, survey, "rating", sk.LIKERT_5, "branch", sk.stats.Sample())
        >>> dict(counts)
        {'a': 1, 'b': 2}
    """
    found = tally(data, column, by=by, scale=scale, **sample)
    if not isinstance(found, Groups):
        return make(found)

    def made(tallies: list[Tally]) -> list[Score]:
        return with_ends([make(tally) for tally in tallies])

    if isinstance(found.results, LazyResults):
        made(found.results.table.part(slice(1)))  # what cannot be made is said now, not when a group is looked at
        return Groups(found.by, LazyResults(found.results.table, made), found.source)
    return Groups(found.by, dict(zip(found, made(list(found.values())), strict=True)), found.source)


def _tallies(data: Data, column: str | None, scale: Scale, by: str | Values | None, sample: Sample) -> Summary:
    design = as_design(sample.get("design"))
    if sample.get("counts") is not None and design.columns:
        raise InvalidValueError("design and counts", "given one at a time")
    if isinstance(column, list | tuple | dict):
        raise InvalidValueError("column", "the name of one column", column, hint="call once for each column")
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
            data = {**{str(name): column for name, column in data.items()}, names[role]: given}
    plan = _Plan(column=column or ANSWERS, scale=scale, policy=as_policy(sample.get("policy")), design=design, **names)
    named = (*by_columns(plan.by), design.strata, *design.clusters, *design.margins)
    coded = [name for name in dict.fromkeys((plan.column, *named)) if name]
    found = _counted_by_engine(data, plan, coded)
    if found is None:
        rows = LONG if len(plan.names) == 1 else ROWS
        found = map_reduce(data, plan.names, partial(_summarise, plan), _merged, encode=coded, rows=rows)
    mark = fingerprint(data) if column is not None else ""
    if isinstance(found, TallyTable):
        return attrs.evolve(found, mark=mark)
    if design.weights:
        _ask_for_kind(design.weights, found.values())
    if mark:
        found = {group: attrs.evolve(one, respondents=f"{mark} {group!r}") for group, one in found.items()}
    return found


def _counted_by_engine(data: Data, plan: _Plan, coded: Sequence[str]) -> Summary | None:
    """Let a lazy engine count equal rows by group, which is faster than to code its groups here.

    Returns:
        The counts; None where it cannot, or where the rows must say which of them is wrong.
    """
    if not plan.by or plan.is_designed or plan.counts or TIMES in plan.names:
        return None
    rows = equal_rows_counted(data, plan.names)
    if rows is None:
        return None
    counted = attrs.evolve(plan, counts=TIMES)
    try:
        return map_reduce(rows, counted.names, partial(_summarise, counted), _merged, encode=coded)
    except InvalidValueError:
        return None


def _merged(first: Summary, second: Summary) -> Summary:
    if isinstance(first, TallyTable) and isinstance(second, TallyTable):
        return first + second
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    both = dict(first)
    for group, part in second.items():
        both[group] = both[group] + part if group in both else part
    return both


def _summarise(plan: _Plan, batch: Batch, first_row: int) -> Summary:
    answers = read_answers(batch[plan.column], plan.scale, plan.policy, first_row=first_row)
    if not plan.by and not plan.is_designed and not plan.counts:
        return {WHOLE: _plain(plan.scale, answers)}
    groups = (
        grouping_by(batch, plan.by) if plan.by else Grouping(levels=(WHOLE,), codes=np.zeros(len(answers.values), int))
    )
    if plan.is_designed:
        return _designed(plan, answers, groups, batch, first_row)
    times = _frequencies(batch[plan.counts], first_row) if plan.counts else None
    return counted_table(plan.scale, answers, groups, times)


def _plain(scale: Scale, answers: Answers) -> Tally:
    values = answers.values if answers.present is None else answers.values[answers.present]
    return Tally(
        scale=scale,
        counts=histogram(values, len(scale.categories)),
        missing=answers.missing,
        rejected=answers.rejected,
        normalised=answers.normalised,
    )


def _others(answers: Answers, groups: Grouping) -> list[dict[str, Any]]:
    """Return for each group how many rows are missing, rejected by reason, and normalised."""
    found = asides(answers, groups)
    aside = {reason: counts.tolist() for reason, counts in found["rejected"].items()}
    return [
        {
            "missing": missing,
            "normalised": usual,
            "rejected": {reason: counts[code] for reason, counts in aside.items() if counts[code]},
        }
        for code, (missing, usual) in enumerate(
            zip(found["missing"].tolist(), found["normalised"].tolist(), strict=True)
        )
    ]


def _frequencies(column: Column, first_row: int) -> NDArray[np.float64]:
    times = read_weights(column, first_row=first_row, name="counts")
    if (times != np.rint(times)).any():
        raise InvalidValueError("counts", "whole numbers", ..., f"column {column.name!r}", "pass them as weights")
    return times


def _designed(plan: _Plan, answers: Answers, groups: Grouping, batch: Batch, first_row: int) -> dict[Any, Tally]:
    length = len(answers.values)
    design = plan.design
    weights = read_weights(batch[design.weights], first_row=first_row) if design.weights else np.ones(length)
    layers = read_layers(design, batch, length, first_row)
    others = _others(answers, groups)
    found = designed_tallies(plan.scale, answers, groups, weights, layers, others)
    return with_parts(found, designed_tallies, answers, groups, weights, layers, design, batch, first_row)


def _ask_for_kind(name: str, found: Iterable[Tally]) -> None:
    strata = [stratum for tally in found for stratum in tally.strata.values()]
    sums = [number for stratum in strata for number in stratum.sums]
    squares = [number for stratum in strata for number in stratum.squares]
    # whole weights have whole sums and squares at each answer; squares are the larger where a weight is above 1
    edges = [edge for stratum in strata if stratum.units for edge in (stratum.lightest, stratum.heaviest)]
    if sum(squares) > sum(sums) and all(float(number).is_integer() for number in (*sums, *squares, *edges)):
        warnings.warn(
            f"the weights in {name!r} look like whole numbers; if they are frequencies pass counts= instead",
            ServiceKitWarning,
            stacklevel=2,
        )
