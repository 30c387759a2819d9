"""Rows of answers to several questions with their design, for measures that need more than sums."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, read_answers
from servicekit.data._chronology import in_order
from servicekit.data._frames import Column, backend_of, read_columns
from servicekit.data._grouping import by_columns, grouping_by
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.data._weights import read_weights
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._design import Design, SampleDesign, as_design, refuse_parts
from servicekit.stats.designs._layers import population_of, read_layers
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.intervals._intervals import normal_quantile, t_quantile

Rows = NDArray[np.bool_]


@frozen(kw_only=True, eq=False)
class AnswerRows:
    """Answers of each row, NaN where there is none, and how the rows were sampled.

    Attributes:
        names: Columns.
        values: Array (rows, columns).
        sample: Weights, strata and clusters of all rows, those of other groups too.
        where: Rows that belong to the group asked for.
        is_weighted: Whether the design names weights.
        rejected: Values omitted, by column.
    """

    names: tuple[str, ...]
    values: Floats
    sample: SampleDesign
    where: Rows
    is_weighted: bool = False
    rejected: Mapping[str, int] = {}

    def column(self, name: str) -> Floats:
        """Return the answers to one question."""
        return self.values[:, self.names.index(name)]

    @property
    def n_read(self) -> int:
        """Rows of the group of weight above 0."""
        return int(np.count_nonzero(self.where & self.sample.used))

    @property
    def is_designed(self) -> bool:
        """Whether the design names anything that bears on the spread."""
        sample = self.sample
        return self.is_weighted or any(part is not None for part in (sample.strata, sample.clusters, sample.margins))

    def answered(self, *names: str) -> Rows:
        """Return the rows of the group that answered all of some questions (all of them where none is named)."""
        places = [self.names.index(name) for name in names or self.names]
        return self.where & self.sample.used & ~np.isnan(self.values[:, places]).any(axis=1)

    def weights(self, rows: Rows) -> Floats:
        """Return the weights of some rows, of mean 1."""
        own = self.sample.weights[rows]
        return np.asarray(own / own.mean() if own.size else own)

    def covariance(self, influence: Floats, rows: Rows) -> Floats:
        """Return the covariance of k estimates by Taylor linearisation; rows outside a domain contribute zero.

        Args:
            influence: Array (rows chosen, k), the weights already in it.
            rows: Which rows were chosen.
        """
        sample = self.sample
        if (
            sample.strata is None and sample.clusters is None and sample.margins is None
        ):  # a domain of a simple sample is a simple sample
            away = influence - influence.mean(axis=0)
            return np.asarray(away.T @ away * (len(away) / max(len(away) - 1, 1)))
        padded = np.zeros((influence.shape[1], len(rows)))
        padded[:, rows] = influence.T
        return sample.spread(padded).covariance

    def degrees_of_freedom(self, rows: Rows) -> float:
        """Return clusters less strata among some rows; infinite where rows are the units."""
        sample = self.sample
        if sample.clusters is None:
            return inf
        strata = np.zeros(len(rows)) if sample.strata is None else sample.strata
        return float(max(len(np.unique(sample.clusters[rows])) - len(np.unique(strata[rows])), 1))

    def units(self, rows: Rows) -> NDArray[np.intp] | None:
        """Return the cluster of each of some rows as a number; None where rows are the units."""
        return None if self.sample.clusters is None else np.unique(self.sample.clusters[rows], return_inverse=True)[1]


def read_rows(
    data: Data,
    scales: Mapping[str, Scale],
    *,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    best_is_high: bool = False,
) -> tuple[dict[Any, AnswerRows], str]:
    """Read columns on their scales.

    Args:
        data: A frame of any kind or a mapping of columns.
        scales: Column -> its scale.
        by: Column of groups, or a list of columns.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and bad values.
        best_is_high: Turn round scales whose low end is the good one.

    Returns:
        Rows by group in order (under None without ``by``), and the kind of frame that came in.
    """
    design = as_design(design)
    refuse_parts(design, "second stage")
    extra = (*design.columns, *by_columns(by))
    found = read_columns(data, list(dict.fromkeys([*scales, *extra])))
    columns, rejected = [], {}
    for name, scale in scales.items():
        answers = read_answers(found[name], scale, as_policy(policy))
        numbers = np.where(answers.here, answers.numbers(scale), np.nan)
        columns.append(scale.low + scale.high - numbers if best_is_high and not scale.higher_is_better else numbers)
        rejected[name] = sum(answers.rejected.values())
    rows = rows_of(tuple(scales), np.column_stack(columns).astype(np.float64), found, design, rejected)
    return by_group(rows, found, by), backend_of(data)


def rows_of(
    names: tuple[str, ...], values: Floats, found: Mapping[str, Column], design: Design, rejected: Mapping[str, int]
) -> AnswerRows:
    """Return rows with the design that their columns tell.

    Args:
        names: Of the columns of values.
        values: Array (rows, columns), NaN where there is none.
        found: Columns read, those of the design among them.
        design: Which they are.
        rejected: Values omitted, by column.
    """
    length = len(values)
    weights = read_weights(found[design.weights]) if design.weights else np.ones(length)
    layers = read_layers(design, found, length, 0)
    population: dict[Any, float] = {}
    for code, stratum in enumerate(layers.strata):
        size = population_of(layers, np.flatnonzero(layers.stratum == code), stratum)
        if size is not None:
            population[code if design.strata else None] = size
    return AnswerRows(
        names=names,
        values=values,
        sample=SampleDesign(
            weights=weights,
            strata=layers.stratum if design.strata else None,
            clusters=layers.unit if layers.units is not None else None,
            population=population or None,
            margins=layers.level if design.margins else None,
        ),
        where=np.ones(length, dtype=bool),
        is_weighted=bool(design.weights),
        rejected=rejected,
    )


def by_group(rows: AnswerRows, found: Mapping[str, Column], by: str | Sequence[str] | None) -> dict[Any, AnswerRows]:
    """Return the rows of each group in order; all of them under None without ``by``."""
    if by is None:
        return {None: rows}
    groups = grouping_by(found, by)
    parts = {level: attrs.evolve(rows, where=groups.codes == code) for code, level in enumerate(groups.levels)}
    return {level: parts[level] for level in in_order(parts)}


def share_of(
    rows: AnswerRows,
    hits: Rows,
    among: Rows,
    *,
    level: float = 0.95,
    name: Label | None = None,
) -> Share:
    """Return the share of some rows among others, on the number of answers that the design leaves.

    Args:
        rows: Rows with their design.
        hits: Rows counted.
        among: Rows they are counted among, all of weight above 0.
        level: Confidence level.
        name: What the share is of.
    """
    n = int(np.count_nonzero(among))
    if n == 0 or not rows.is_designed:
        return Share(count=float(np.count_nonzero(hits & among)), n=float(n), level=level, name=name)
    own = rows.weights(among)
    # added up in the same order: of rows that are all hits the share is 1, no little more or less
    count, total = float(np.where(hits[among], own, 0.0).sum()), float(own.sum())
    share = count / total
    variance = float(rows.covariance((own * (hits[among] - share) / total)[:, None], among)[0, 0])
    size = float(n)
    if 0 < share < 1 and variance > 0:
        df = min(rows.degrees_of_freedom(among), n - 1.0)
        quantiles = normal_quantile(level) / t_quantile(level, max(df, 1.0))
        size = share * (1 - share) / variance * quantiles**2
    elif rows.is_weighted:
        size = float(own.sum() ** 2 / (own @ own))
    if (units := rows.units(among)) is not None and not 0 < share < 1:
        size = float(len(np.unique(units)))
    counted = n if rows.is_weighted else None
    return Share(count=count, n=total, n_effective=min(size, float(n)), level=level, name=name, answers=counted)
