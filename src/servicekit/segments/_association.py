"""Association in a table of counts: Pearson's statistic, adjusted residuals, Fisher's exact test, Cramér's V."""

from math import sqrt
from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label

MOST_TABLES: Final = 200_000
"""Columns of a table with given margins that Fisher's test goes through."""
STEPS: Final = 60


def chi_squared(table: Floats) -> tuple[float, Floats]:
    """Return Pearson's statistic and the expected counts."""
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    return float(((table - expected) ** 2 / expected).sum()), expected


def adjusted_residuals(table: Floats) -> Floats:
    """Return (count - expected) over its standard error without association (Haberman 1973)."""
    total = table.sum()
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / total
    spread = expected * (1 - table.sum(axis=1, keepdims=True) / total) * (1 - table.sum(axis=0) / total)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(spread > 0, (table - expected) / np.sqrt(spread), np.nan)


def exact_p(table: Floats) -> float | None:
    """Return Fisher's exact p-value: the probability of all tables of the same margins no likelier than this one.

    The tables are summed column by column over the row totals still open; None where there are too many.
    """
    from scipy.special import gammaln

    counts = np.rint(table).astype(np.int64)
    if counts.shape[0] > counts.shape[1]:
        counts = counts.T
    rows, columns = counts.sum(axis=1), np.sort(counts.sum(axis=0))[::-1]
    if float(np.prod(rows[:-1] + 1.0)) > MOST_TABLES / 40 or len(rows) > 6:
        return None
    n = int(rows.sum())
    log = gammaln(np.arange(n + 2) + 1.0)
    constant = log[rows].sum() + log[columns].sum() - log[n]
    seen = float(constant - log[counts].sum())
    # states: row totals still open -> probabilities of the ways to get there, as (log weight, number) pairs
    states: dict[tuple[int, ...], dict[float, float]] = {tuple(rows.tolist()): {0.0: 1.0}}
    for column in columns[:-1].tolist():
        following: dict[tuple[int, ...], dict[float, float]] = {}
        for open_rows, ways in states.items():
            for split in _splits(column, open_rows):
                rest = tuple(a - b for a, b in zip(open_rows, split, strict=True))
                weight = -float(log[list(split)].sum())
                into = following.setdefault(rest, {})
                for at, number in ways.items():
                    key = round(at + weight, 9)
                    into[key] = into.get(key, 0.0) + number
        states = following
        if sum(len(ways) for ways in states.values()) > MOST_TABLES:
            return None
    p = 0.0
    for rest, ways in states.items():
        last = -float(log[list(rest)].sum())
        for at, number in ways.items():
            found = constant + at + last
            if found <= seen + 1e-7:
                p += number * float(np.exp(found))
    return min(p, 1.0)


def _splits(total: int, most: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return every way to split a column among rows that have so many left."""
    if len(most) == 1:
        return [(total,)] if total <= most[0] else []
    rest = sum(most[1:])
    return [
        (first, *others)
        for first in range(max(0, total - rest), min(total, most[0]) + 1)
        for others in _splits(total - first, most[1:])
    ]


@frozen(kw_only=True)
class CramerV(Estimate):
    """Cramér's V corrected for chance, from 0 (no association) to 1.

    Attributes:
        statistic: Pearson's statistic.
        n: Respondents.
        rows, columns: Answers of the two questions.
        level: Confidence level.
    """

    title = Label("Cramér's V", "克莱姆V系数")

    statistic: float
    n: int
    rows: int
    columns: int
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def value(self) -> float | None:
        """The corrected V; None where a question has one answer only."""
        return None if self.reason else self._corrected(self.statistic)

    @property
    def uncorrected(self) -> float | None:
        """sqrt(chi² / (n (min(r, c) - 1)))."""
        return None if self.reason else min(1.0, sqrt(self.statistic / self.n / (min(self.rows, self.columns) - 1)))

    def _corrected(self, statistic: float) -> float:
        freedom = (self.rows - 1) * (self.columns - 1)
        phi = max(0.0, statistic / self.n - freedom / (self.n - 1))
        r = self.rows - (self.rows - 1) ** 2 / (self.n - 1)
        c = self.columns - (self.columns - 1) ** 2 / (self.n - 1)
        return min(1.0, sqrt(phi / max(min(r, c) - 1, 1e-12)))

    @property
    def interval(self) -> Interval | None:
        """Noncentral chi-squared interval of the statistic's noncentrality, as V."""
        if self.reason:
            return None
        freedom = (self.rows - 1) * (self.columns - 1)
        tail = (1 - self.level) / 2
        ends = [_noncentrality(self.statistic, freedom, p) for p in (1 - tail, tail)]
        low, high = (min(1.0, sqrt(end / self.n / (min(self.rows, self.columns) - 1))) for end in ends)
        value = self._corrected(self.statistic)
        # the corrected value may lie a little beside the interval of the uncorrected noncentrality
        return Interval(low=min(low, value), high=max(high, value), level=self.level, method="noncentral chi-squared")

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        if self.n < 2 or min(self.rows, self.columns) < 2:
            return why(NotEstimable.ZERO_VARIANCE)
        return None


def _noncentrality(statistic: float, freedom: int, p: float) -> float:
    """Return the noncentrality at which the statistic is the quantile p; 0 where even none is too much."""
    from scipy.special import chdtr, chndtr

    if statistic <= 0 or chdtr(freedom, statistic) <= p:
        return 0.0
    low, high = 0.0, statistic + freedom + 10.0
    while chndtr(statistic, freedom, high) > p:
        high *= 2
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if chndtr(statistic, freedom, middle) > p else (low, middle)
    return (low + high) / 2
