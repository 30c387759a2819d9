"""Figures of driver analysis from correlations: which drivers are allowed, their decomposition and its resamples."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, Literal

import numpy as np

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import Batch, DerivedColumns
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label
from servicekit.stats.comparison._comparison import holm
from servicekit.stats.designs._moment_resamples import bootstrap
from servicekit.stats.designs._resampling import Rng, chance
from servicekit.stats.drivers._shapley_shares import shapley_shares
from servicekit.stats.drivers._variance_shares import (
    SMALLEST_PIVOT,
    r_squared,
    relative_weights,
    sampled_shapley,
    standardised_coefficients,
    tolerances,
)
from servicekit.stats.reliability._reliability import correlations_of
from servicekit.stats.summaries._moments import Moments

Method = Literal["lmg", "relative_weights", "coefficients"]
MOST_DRIVERS: Final = 22
METHODS: Final[Mapping[str, Label]] = {
    "lmg": Label("Shapley share of R²", "占解释力的比重（Shapley值）"),
    "relative_weights": Label("Relative weight", "相对权重"),
    "coefficients": Label("Standardised coefficient", "标准化回归系数"),
}
OWN: Final = Label("own effect", "自身有作用")
CARRIES: Final = Label("carries others' effect", "多由其他要素带来")
UNTOLD: Final = Label("cannot be told from nothing", "尚看不出关联")
MOST_AT_ONCE: Final = 1024
"""Resamples decomposed at once."""


def checked_drivers(outcome: str, drivers: Sequence[str], method: str) -> list[str]:
    """Return the columns of drivers, each once and none of them the outcome."""
    if method not in METHODS:
        raise InvalidValueError("method", f"one of {', '.join(METHODS)}", method)
    columns = [drivers] if isinstance(drivers, str) else list(drivers)
    if not columns or len(set(columns)) < len(columns):
        raise InvalidValueError("drivers", "at least one column, each once", columns)
    if outcome in columns:
        raise InvalidValueError("drivers", f"other columns than the outcome {outcome!r}", columns)
    return columns


def top_box_outcome(
    data: Data | Moments,
    outcome: str,
    columns: Sequence[str],
    scale: Scale | Mapping[str, Scale | None] | None,
    top: int,
    policy: InputPolicy | None,
) -> tuple[DerivedColumns, dict[str, Scale | None]]:
    """Return the data with an outcome of 1 where it is among the best answers and 0 elsewhere, and the scales.

    Args:
        data: Rows.
        outcome: Its column.
        columns: Of the drivers.
        scale: Scale of all columns or of each.
        top: How many of the best answers count.
        policy: Policy for text and bad values.
    """
    scales = dict(scale) if isinstance(scale, Mapping) else dict.fromkeys((*columns, outcome), scale)
    own = scales.get(outcome)
    if own is None or own.step is None or isinstance(data, Moments):
        raise InvalidValueError("top", "given with rows, and a scale of separate answers for the outcome", top)
    if not 0 < top < len(own.categories):
        raise InvalidValueError("top", f"from 1 to {len(own.categories) - 1}", top)
    make = partial(_in_top, outcome, own, top, as_policy(policy))
    made = DerivedColumns(data=data, needs=(outcome,), makes=(outcome,), make=make)
    return made, {**scales, outcome: Scale(low=0, high=1)}


def _in_top(
    outcome: str, scale: Scale, top: int, policy: InputPolicy, batch: Batch, first_row: int
) -> Mapping[str, Column]:
    answers = read_answers(batch[outcome], scale, policy, first_row=first_row)
    places, count = answers.values.astype(np.int64), len(scale.categories)
    hit = places >= count - top if scale.higher_is_better else places < top
    return {outcome: Column(name=outcome, values=hit.astype(np.int64), valid=answers.here)}


def terms_of(
    columns: list[str], groups: Mapping[str, Sequence[str]] | None, method: str, permutations: int | None
) -> dict[str, list[str]]:
    """Return the drivers of each term; all of them once."""
    if method != "lmg" and (groups is not None or permutations is not None):
        raise InvalidValueError("groups and permutations", "given for method 'lmg' only", method)
    terms = {name: list(own) for name, own in groups.items()} if groups else {name: [name] for name in columns}
    if sorted(name for own in terms.values() for name in own) != sorted(columns) or not all(terms.values()):
        raise InvalidValueError("groups", "such that every driver belongs to one", dict(terms))
    if permutations is not None and permutations < 2:
        raise InvalidValueError("permutations", "at least 2", permutations)
    if method == "lmg" and permutations is None and len(terms) > MOST_DRIVERS:
        hint = "method='relative_weights' takes any number; or join drivers with groups=..., or sample permutations=..."
        raise InvalidValueError("drivers", f"at most {MOST_DRIVERS} for all orders of entry", len(terms), hint=hint)
    return terms


def refuse_copies(correlations: Floats, columns: list[str]) -> None:
    """Refuse drivers that others determine; name the pair, or the driver and those before it."""
    among = correlations[:-1, :-1]
    pivots = tolerances(among)
    if pivots[-1] > SMALLEST_PIVOT:
        return
    last = len(pivots) - 1
    nearest = int(np.argmax(np.abs(among[last, :last])))
    alike = abs(among[last, nearest]) > 1 - SMALLEST_PIVOT
    got = [columns[nearest], columns[last]] if alike else f"{columns[last]} from {', '.join(columns[:last])}"
    hint = "leave one of them out" if alike else "leave it out"
    raise InvalidValueError("drivers", "not determined by each other", got, hint=hint)


def decompose(
    correlations: Floats,
    places: list[list[int]],
    method: Method,
    permutations: int | None,
    rng: Rng,
) -> tuple[Floats, Floats]:
    """Return the figure of each term, and the error of sampling orders where they were sampled."""
    if permutations is not None:
        return sampled_shapley(correlations, places, permutations, chance(rng))
    return figures_of(correlations, places, method), np.empty(0)


def figures_of(correlations: Floats, places: list[list[int]], method: Method) -> Floats:
    """Return the figures of one correlation matrix or of a stack of them, the outcome last."""
    if method == "lmg":
        return shapley_shares(correlations, places)
    return (relative_weights if method == "relative_weights" else standardised_coefficients)(correlations)


def resampled(
    sums: Moments, places: list[list[int]], method: Method, resamples: int, rng: Rng
) -> tuple[Floats, Floats, int]:
    """Return figures and R² in each resample, the standardised coefficients in it, and how many failed."""
    found, slopes, failed = [np.empty((0, len(places) + 1))], [np.empty((0, len(sums.names) - 1))], 0
    for batch in bootstrap(sums, resamples, chance(rng)):
        stack = correlations_of(np.moveaxis(batch.covariances, -1, 0))
        finite = np.isfinite(stack).all(axis=(1, 2))
        usable = np.flatnonzero(finite)
        usable = usable[np.linalg.eigvalsh(stack[usable][:, :-1, :-1])[:, 0] > SMALLEST_PIVOT]
        failed += len(stack) - len(usable)
        for start in range(0, len(usable), MOST_AT_ONCE):
            part = stack[usable[start : start + MOST_AT_ONCE]]
            found.append(np.column_stack([figures_of(part, places, method), r_squared(part)]))
            slopes.append(standardised_coefficients(part))
    return np.concatenate(found), np.concatenate(slopes), failed


def rows_behind(sums: Moments, is_clustered: bool) -> float:
    """Return the rows that tests of drivers may reckon with, whichever is least.

    Rows, Kish's number of them with weights, replicate groups of clusters; of pairs of answers, as many of these as
    stand behind the rarest pair.

    Args:
        sums: Moments of drivers and outcome.
        is_clustered: Whether clusters were sampled.
    """
    p = len(sums.names)
    weight = float(sums.weights[:, 1].sum())
    share = float(sums.total[p:, p:].min()) / weight if weight > 0 else 1.0
    rows = min(float(sums.n), float(sums.n_effective)) * min(share, 1.0)
    return min(rows, float(sums.replicate_count)) if is_clustered else rows


def by_term(p_values: Mapping[str, float], members: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Return the p-value of each term: for drivers that enter together, Bonferroni over them.

    Args:
        p_values: Of each driver.
        members: Drivers of each term.
    """
    return {term: min(1.0, len(own) * min(p_values[name] for name in own)) for term, own in members.items()}


def standing(p_values: Mapping[str, float], level: float) -> dict[str, bool]:
    """Return which p-values stand at a level, Holm over all of them."""
    adjusted = holm(p_values.values()).adjusted
    return {term: p is not None and p < 1 - level for term, p in zip(p_values, adjusted, strict=True)}
