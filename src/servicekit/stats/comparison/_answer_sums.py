"""Sums over respondents who answered every question: tests of means of any number of rows, read once."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import partial
from math import sqrt
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, read_answers
from servicekit.data._columns import Column
from servicekit.data._engines import map_reduce
from servicekit.data._requests import Batch
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.data._weights import read_weights
from servicekit.stats.claims._claim_tests import (
    FEW_CLUSTERS,
    FEWEST_COMMON_CLUSTERS,
    ClaimTest,
    Evidence,
    no_answers,
    rounded,
    t_tail,
)
from servicekit.stats.comparison._extremes import Extreme, extreme_of, with_signs
from servicekit.stats.comparison._mean_test import FEW_ROWS


@frozen(kw_only=True)
class Asked:
    """Columns of which the sums are wanted, and those of the design.

    Attributes:
        scales: Column and its scale.
        policy: Policy for text and bad values.
        weights: Column of weights.
        clusters: Columns that name a cluster together: stratum and cluster.
    """

    scales: tuple[tuple[str, Scale], ...]
    policy: InputPolicy
    weights: str | None = None
    clusters: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Columns needed."""
        more = (*((self.weights,) if self.weights else ()), *self.clusters)
        return tuple(dict.fromkeys((*(name for name, _ in self.scales), *more)))

    @property
    def coded(self) -> tuple[str, ...]:
        """Columns that may come as codes and levels."""
        return tuple(name for name, _ in self.scales)

    def complete(self, batch: Batch, first_row: int) -> "CompleteRows":
        """Return the rows of a batch that have every answer and a weight above 0.

        Args:
            batch: Columns by name.
            first_row: Number of the first row.
        """
        read = [read_answers(batch[name], scale, self.policy, first_row=first_row) for name, scale in self.scales]
        used = np.ones(len(read[0].values), dtype=bool)
        for answers in read:
            if answers.present is not None:
                used &= answers.present
        weights = None
        if self.weights is not None:
            weights = read_weights(batch[self.weights].plain, first_row=first_row)
            used &= weights > 0
        # places of rows take a fraction of the time that an array of true and false takes
        rows = None if used.all() else np.flatnonzero(used)
        table = np.empty((len(read) + 1, len(used) if rows is None else len(rows)))
        table[0] = 1.0
        for place, (answers, (_, scale)) in enumerate(zip(read, self.scales, strict=True), start=1):
            table[place] = answers.numbers(scale, rows)
        return CompleteRows(
            table=table,
            weights=weights if weights is None or rows is None else weights[rows],
            clusters=_names(batch, self.clusters, used) if self.clusters else None,
            read=len(used),
            answered=tuple(answers.answered for answers in read),
        )


@frozen(kw_only=True, eq=False)
class CompleteRows:
    """Rows with every answer: 1 and the answers as rows of an array, weights, clusters; how many were read."""

    table: Floats
    weights: Floats | None
    clusters: list[Hashable] | None
    read: int
    answered: tuple[int, ...]


def _names(batch: Batch, columns: Sequence[str], used: NDArray[np.bool_]) -> list[Hashable]:
    parts = [_listed(batch[name], used) for name in columns]
    return list(zip(*parts, strict=True))


def _listed(column: Column, used: NDArray[np.bool_]) -> list[Any]:
    found: list[Any] = column.plain.values[used].tolist()
    return found


@frozen(kw_only=True, eq=False)
class AnswerSums:
    """Sums of products of 1 and all answers, over the rows that have every one; ``a + b`` are those of both.

    Attributes:
        names: Columns.
        read: Rows looked at.
        answered: Rows with an answer, by column.
        plain, once, twice: Products unweighted, times the weight, times its square; an array each of (1 + columns)².
        units: Products times the weight, of each cluster; None where rows are the units.
        few: The rows themselves while they are fewer than 30.
    """

    names: tuple[str, ...]
    read: int
    answered: tuple[int, ...]
    plain: Floats = field(repr=False)
    once: Floats = field(repr=False)
    twice: Floats = field(repr=False)
    units: Mapping[Hashable, Floats] | None = field(default=None, repr=False)
    few: Floats | None = field(default=None, repr=False)

    def __add__(self, other: "AnswerSums") -> "AnswerSums":
        units: dict[Hashable, Floats] | None = None
        if self.units is not None and other.units is not None:
            units = dict(self.units)
            for name, sums in other.units.items():
                units[name] = units[name] + sums if name in units else sums
        few = None if self.few is None or other.few is None else np.concatenate([self.few, other.few])
        return attrs.evolve(
            self,
            read=self.read + other.read,
            answered=tuple(a + b for a, b in zip(self.answered, other.answered, strict=True)),
            plain=self.plain + other.plain,
            once=self.once + other.once,
            twice=self.twice + other.twice,
            units=units,
            few=few if few is not None and len(few) < FEW_ROWS else None,
        )

    @property
    def n(self) -> int:
        """Rows with every answer."""
        return round(float(self.plain[0, 0]))

    @property
    def means(self) -> Floats:
        """Weighted mean of each column; NaN without rows."""
        total = float(self.once[0, 0])
        return self.once[0, 1:] / total if total > 0 else np.full(len(self.names), np.nan)

    @property
    def deviations(self) -> Floats:
        """Standard deviation of each column, unweighted."""
        centre = self.plain[0, 1:] / self.n
        square = np.diag(self.plain)[1:] - self.n * centre**2
        return np.asarray(np.sqrt(np.maximum(square, 0.0) / (self.n - 1)))

    def mean(self, contrast: ArrayLike) -> float:
        """Return the mean of a sum of columns; 0 without rows.

        Args:
            contrast: Factor of each column.
        """
        return float(self.means @ np.asarray(contrast, dtype=float)) if self.n else 0.0

    def test(self, contrast: ArrayLike) -> Evidence:
        """Test the mean of a sum of columns against 0, as :func:`paired_mean` does.

        Args:
            contrast: Factor of each column.
        """
        factors = np.asarray(contrast, dtype=float)
        found = self._t_only(factors)
        return found if self.few is None else with_signs(found, self.few[:, 1:] @ factors)

    def extremum(self, contrasts: ArrayLike, *, lowest: bool = True, level: float = 0.95) -> Extreme:
        """Test the lowest or highest of several sums of columns, as :func:`extremum` does.

        Args:
            contrasts: Array (figures, columns).
            lowest: The lowest, or the highest.
            level: With which the set of candidates holds the true extreme.
        """
        factors = np.asarray(contrasts, dtype=float)

        def against(place: int, rival: int) -> tuple[Evidence, float]:
            apart = factors[place] - factors[rival]
            return self._t_only(apart), self.mean(apart)

        return extreme_of(factors @ self.means, against, lowest=lowest, level=level)

    def _t_only(self, factors: Floats) -> Evidence:
        n, total = self.n, float(self.once[0, 0])
        if n < 2:
            return Evidence(p=None, test=ClaimTest.PAIRED, reason=no_answers(n), n=n)
        if self.units is not None and len(self.units) < FEWEST_COMMON_CLUSTERS:
            return Evidence(p=None, test=ClaimTest.PAIRED, reason=FEW_CLUSTERS, n=n)
        mean = self.mean(factors)
        away = np.concatenate([[-mean], factors])
        if self.units is None:
            count, square, weights = n, float(away @ self.twice @ away), float(self.twice[0, 0])
        else:
            sums = np.array([unit[0] for unit in self.units.values()])
            count, weights = len(sums), float(sums[:, 0] @ sums[:, 0])
            square = float(((sums @ away) ** 2).sum())
        # what is left of products that cancel is no spread
        none = 1e-13 * float(factors**2 @ np.diag(self.twice)[1:])
        variance = square * count / (count - 1) / total**2 if count > 1 and square > none else 0.0
        if variance <= 0:
            return Evidence(p=1.0 if abs(mean) < 1e-12 else 0.0, test=ClaimTest.PAIRED, n=n)
        statistic, df = mean / sqrt(variance), total**2 / weights - 1
        return Evidence(
            p=rounded(t_tail(statistic, df)),
            test=ClaimTest.PAIRED,
            statistic=statistic,
            df=df,
            standard_error=sqrt(variance),
            n=n,
        )


def answer_sums(data: Data, asked: Asked) -> AnswerSums:
    """Return the sums of rows with every answer.

    Args:
        data: A frame of any kind or a mapping of columns.
        asked: Columns wanted.
    """
    return map_reduce(data, asked.names, partial(_summarise, asked), _merged, encode=asked.coded)


def _merged(first: AnswerSums, second: AnswerSums) -> AnswerSums:
    return first + second


def _summarise(asked: Asked, batch: Batch, first_row: int) -> AnswerSums:
    rows = asked.complete(batch, first_row)
    table, weights = rows.table, rows.weights
    plain = table @ table.T
    once = plain if weights is None else table @ (table * weights).T
    twice = plain if weights is None else table @ (table * weights**2).T
    return AnswerSums(
        names=asked.coded,
        read=rows.read,
        answered=rows.answered,
        plain=plain,
        once=once,
        twice=twice,
        units=None if rows.clusters is None else _by_unit(table, weights, rows.clusters),
        few=table.T if table.shape[1] < FEW_ROWS else None,
    )


def _by_unit(table: Floats, weights: Floats | None, clusters: Iterable[Hashable]) -> dict[Hashable, Floats]:
    """Return the weighted products of each cluster."""
    place: dict[Hashable, int] = {}
    codes = np.array([place.setdefault(name, len(place)) for name in clusters], dtype=np.intp)
    order = np.argsort(codes, kind="stable")
    heavy = table if weights is None else table * weights
    ends = np.cumsum(np.bincount(codes, minlength=len(place)))[:-1]
    cut = [np.split(each[:, order], ends, axis=1) for each in (table, heavy)] if place else [[], []]
    return {name: own @ weighted.T for name, own, weighted in zip(place, *cut, strict=True)}
