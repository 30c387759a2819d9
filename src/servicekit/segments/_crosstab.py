"""Cross-tabulation: whether two questions go together, how strongly, and in which cells."""

from collections.abc import Hashable, Mapping
from typing import Any, Final, Literal

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._chronology import in_order
from servicekit.data._frames import Column, read_columns
from servicekit.data._grouping import grouping
from servicekit.data._vectors import Floats
from servicekit.data._weights import read_weights
from servicekit.foundation import _checks as checks
from servicekit.foundation import _markup as markup
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._lines import line
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Result
from servicekit.foundation._shown import Grid
from servicekit.foundation._vocabulary import Label
from servicekit.segments._association import (
    CramerV,
    adjusted_residuals,
    chi_squared,
    exact_p,
)
from servicekit.stats.claims._claim_tests import rounded
from servicekit.stats.comparison._comparison import holm
from servicekit.stats.designs._design import Design, as_design, refuse_parts
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.summaries._answer_rows import AnswerRows, rows_of, share_of

Test = Literal["chi_squared", "fisher", "rao_scott"]
TESTS: Final[Mapping[Test, Label]] = {
    "chi_squared": Label("Pearson's chi-squared test", "皮尔逊卡方检验"),
    "fisher": Label("Fisher's exact test", "费希尔精确检验"),
    "rao_scott": Label("Rao and Scott's test", "Rao-Scott检验"),
}
FEWEST_EXPECTED: Final = 5.0
MOST_CELLS: Final = 2500


@frozen(kw_only=True)
class Cell(Result):
    """One cell of a cross-tabulation.

    Attributes:
        count: Answers (their weight).
        expected: How many there would be without association.
        share: Share within the column.
        residual: Adjusted residual, standard normal without association; None where it has no spread.
        adjusted_p: P-value of the residual adjusted for the number of cells (Holm).
    """

    title = Label("Cell", "单元格")
    derived = ("count", "expected", "share", "residual", "adjusted_p")

    count: float
    expected: float
    share: Share
    residual: float | None
    adjusted_p: float | None


@frozen(kw_only=True)
class Crosstab(Result):
    """Two questions against each other.

    Attributes:
        rows, columns: Names of the questions.
        row_levels, column_levels: Their answers.
        counts: Answers (their weight) by row and column.
        n: Respondents with both answers.
        n_missing: Respondents without.
        cells: Cell of each pair of answers.
        test: Which test.
        statistic: Pearson's statistic (under a design divided by its mean design effect); None for Fisher's test.
        degrees_of_freedom: Of the test.
        p: P-value of no association; None where a question has one answer only.
        level: Confidence level.
    """

    title = Label("Cross-tabulation", "交叉表")
    derived = ("p", "statistic", "cramers_v", "reason")

    rows: str
    columns: str
    row_levels: tuple[Hashable, ...]
    column_levels: tuple[Hashable, ...]
    counts: tuple[tuple[float, ...], ...]
    n: int
    n_missing: int
    cells: Mapping[tuple[Hashable, Hashable], Cell] = field(repr=False)
    test: Test
    statistic: float | None
    degrees_of_freedom: float
    p: float | None
    level: float = 0.95

    @property
    def cramers_v(self) -> CramerV:
        """Strength of the association, from 0 to 1, corrected for chance."""
        size = min(len(self.row_levels), len(self.column_levels))
        about: dict[str, Any] = {"rows": len(self.row_levels), "columns": len(self.column_levels), "n": self.n}
        chi = chi_squared(np.array(self.counts))[0] if size > 1 else 0.0
        if self.test == "rao_scott" and self.statistic is not None:
            chi = self.statistic
        return CramerV(statistic=chi, level=self.level, **about)

    @property
    def reason(self) -> Reason | None:
        """Why there is no test."""
        return why(NotEstimable.ZERO_VARIANCE) if self.p is None else None

    def _rows(self) -> list[dict[str, Any]]:
        return [{"row": row, "column": column, **line(cell)} for (row, column), cell in self.cells.items()]

    def _shown(self) -> tuple[Grid, ...]:
        header = (self.rows, *map(str, self.column_levels))
        rows = [
            (
                markup.visible(row),
                *(markup.number(self.cells[row, column].share.value) for column in self.column_levels),
            )
            for row in self.row_levels
        ]
        return (Grid(header, rows),)


def crosstab(
    data: Data,
    rows: str,
    columns: str,
    *,
    counts: str | None = None,
    design: Design | None = None,
    level: float = 0.95,
) -> Crosstab:
    """Set two questions against each other.

    Args:
        data: A frame of any kind or a mapping of columns: one row per respondent, or a frequency table.
        rows, columns: Columns of the two questions; any values that can be told apart.
        counts: Column of frequencies, where each row of the data is a kind of respondent.
        design: Columns of weights, strata and clusters; then Rao and Scott's test takes the place of Pearson's.
        level: Confidence level.

    Returns:
        The test of association (Pearson's; Fisher's exact test where an expected count is below 5 and all tables of the
        same margins can be listed), adjusted residuals with Holm over the cells,
        Cramér's V corrected for chance with an interval, and shares within columns.

    Raises:
        InvalidValueError: Both questions are the same column, or a question has more than 2,500 cells.

    Formula:
        residual = (count - expected) / sqrt(expected (1 - row share)(1 - column share));
        V² = max(0, chi²/n - (r-1)(c-1)/(n-1)) / (min(r', c') - 1), r' = r - (r-1)²/(n-1), c' likewise.

    Source:
        Haberman (1973) for residuals; Bergsma (2013) for V; Rao and Scott (1984).

    Example:
        >>> import servicekit as sk
        >>> table = {"influence": ["low", "high"] * 2, "satisfied": ["no"] * 2 + ["yes"] * 2, "n": [282, 79, 345, 316]}
        >>> found = sk.segments.crosstab(table, "satisfied", "influence", counts="n")
        >>> round(found.statistic, 3), found.n
        (66.169, 1022)
    """
    if rows == columns:
        raise InvalidValueError("columns", f"another question than {rows!r}", columns)
    design = as_design(design)
    refuse_parts(design, "second stage")
    if counts is not None and design.columns:
        raise InvalidValueError("design and counts", "given one at a time")
    checks.validate(checks.confidence, "level", level)
    wanted = dict.fromkeys([rows, columns, *design.columns, *((counts,) if counts else ())])
    found = read_columns(data, list(wanted))
    codes, levels = zip(*(coded(found[name]) for name in (rows, columns)), strict=True)
    if len(levels[0]) * len(levels[1]) > MOST_CELLS:
        raise InvalidValueError("cells", f"at most {MOST_CELLS:,}", f"{len(levels[0])} x {len(levels[1])}")
    values = np.column_stack(codes)
    answers = rows_of((rows, columns), values, found, design, {})
    times = read_weights(found[counts], name="counts") if counts else np.ones(len(values))
    if counts and not np.array_equal(times, np.rint(times)):
        raise InvalidValueError("counts", "whole numbers", times[times != np.rint(times)][0], f"column {counts!r}")
    return _tabulated(answers, times, (rows, columns), levels, level)


def coded(column: Column) -> tuple[Floats, tuple[Any, ...]]:
    """Return the answer of each row as a number in the order of answers, NaN where there is none."""
    found = grouping(column)
    order = [level for level in in_order(dict.fromkeys(found.levels)) if level is not None]
    place = np.array([float(order.index(level)) if level is not None else np.nan for level in found.levels])
    return place[found.codes] if len(place) else np.zeros(0), tuple(order)


def _tabulated(
    answers: AnswerRows,
    times: Floats,
    names: tuple[str, str],
    levels: tuple[tuple[Any, ...], tuple[Any, ...]],
    level: float,
) -> Crosstab:
    used = answers.answered() & (times > 0)
    r, c = len(levels[0]), len(levels[1])
    at = answers.values[used].astype(np.intp)
    designed = answers.is_designed
    weights = answers.weights(used) * times[used] if not designed else answers.weights(used)
    table = np.bincount(at[:, 0] * c + at[:, 1], weights=weights, minlength=r * c).reshape(r, c)
    n = int(times[used].sum())
    there = [table.sum(axis=1) > 0, table.sum(axis=0) > 0]
    kept = table[there[0]][:, there[1]]
    shown = [tuple(x for x, y in zip(own, here, strict=True) if y) for own, here in zip(levels, there, strict=True)]
    levels = (shown[0], shown[1])
    test: Test = "chi_squared"
    statistic: float | None = None
    p: float | None = None
    df = float(max(kept.shape[0] - 1, 0) * max(kept.shape[1] - 1, 0))
    residuals = np.full(kept.shape, np.nan)
    if df > 0:
        statistic, expected = chi_squared(kept)
        if designed:
            test = "rao_scott"
            shares, spread = _covariances(answers, used, at, there, kept, weights)
            statistic, df, p = _rao_scott(kept, shares, min(answers.degrees_of_freedom(used), n - 1.0), n)
            residuals = _designed_residuals(kept, spread)
        else:
            residuals = adjusted_residuals(kept)
            p = float(_chi_tail(statistic, df))
            if expected.min() < FEWEST_EXPECTED and (exact := exact_p(kept)) is not None:
                test, statistic, p = "fisher", None, exact
    return Crosstab(
        rows=names[0],
        columns=names[1],
        row_levels=levels[0],
        column_levels=levels[1],
        counts=tuple(tuple(row) for row in kept.tolist()),
        n=n,
        n_missing=int(times[answers.where & answers.sample.used].sum()) - n,
        cells=_cells(answers, used, at, there, kept, residuals, levels, n, designed, level),
        test=test,
        statistic=statistic,
        degrees_of_freedom=df,
        p=None if p is None else rounded(p),
        level=level,
    )


def _chi_tail(statistic: float, df: float) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(df, statistic))


def _cells(
    answers: AnswerRows,
    used: NDArray[np.bool_],
    at: NDArray[np.intp],
    there: list[NDArray[np.bool_]],
    table: Floats,
    residuals: Floats,
    levels: tuple[tuple[Any, ...], tuple[Any, ...]],
    n: int,
    designed: bool,
    level: float,
) -> dict[tuple[Any, Any], Cell]:
    from scipy.special import ndtr

    p = [None if np.isnan(z) else float(2 * ndtr(-abs(z))) for z in residuals.ravel()]
    adjusted = holm(p, nan="drop").adjusted
    total = table.sum()
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / total if total else table
    places = [np.flatnonzero(here) for here in there]
    found: dict[tuple[Any, Any], Cell] = {}
    for i, row in enumerate(levels[0]):
        for j, column in enumerate(levels[1]):
            if designed:
                among = used.copy()
                among[used] = at[:, 1] == places[1][j]
                hits = np.zeros(len(used), dtype=bool)
                hits[used] = at[:, 0] == places[0][i]
                share = share_of(answers, hits, among, level=level)
            else:
                share = Share(count=float(table[i, j]), n=float(table[:, j].sum()), level=level)
            z = residuals[i, j]
            found[row, column] = Cell(
                count=float(table[i, j]),
                expected=float(expected[i, j]),
                share=share,
                residual=None if np.isnan(z) else float(z),
                adjusted_p=adjusted[i * len(levels[1]) + j],
            )
    return found


def _covariances(
    answers: AnswerRows,
    used: NDArray[np.bool_],
    at: NDArray[np.intp],
    there: list[NDArray[np.bool_]],
    table: Floats,
    weights: Floats,
) -> tuple[Floats, Floats]:
    """Return the linearised covariances of shares of all, and of their departures from no association."""
    r, c = table.shape
    place = [np.cumsum(here) - 1 for here in there]
    rows, columns = (np.eye(size)[own[at[:, k]]] for k, (size, own) in enumerate(zip((r, c), place, strict=True)))
    total = table.sum()
    p, q = table.sum(axis=1) / total, table.sum(axis=0) / total
    own_weights = (weights / total)[:, None]
    cells = (rows[:, :, None] * columns[:, None, :] - table / total).reshape(len(at), -1) * own_weights
    # of p_ij - p_i p_j: the influence of a row is (R_i - p_i)(C_j - p_j) less the departure itself
    departure = table / total - np.outer(p, q)
    away = (rows - p)[:, :, None] * (columns - q)[:, None, :] - departure
    away = away.reshape(len(at), -1) * own_weights
    return answers.covariance(cells, used), answers.covariance(away, used)


def _rao_scott(table: Floats, spread: Floats, design_df: float, n: int) -> tuple[float, float, float]:
    """Return the second-order corrected statistic, its degrees of freedom and the p-value of its F.

    Args:
        table: Weighted counts.
        spread: Covariance of the shares.
        design_df: Sampling units less strata.
        n: Respondents.
    """
    from scipy.special import fdtrc

    r, c = table.shape
    shares = (table / table.sum()).ravel()
    inverse = np.where(shares > 0, 1 / np.where(shares > 0, shares, 1.0), 0.0)
    # contrasts of cells that no sum of row and column effects can make
    grid = np.indices((r, c)).reshape(2, -1)
    main = np.column_stack([np.ones(r * c), *(grid[0] == k for k in range(1, r)), *(grid[1] == k for k in range(1, c))])
    both = [(grid[0] == k) & (grid[1] == m) for k in range(1, r) for m in range(1, c)]
    product = np.column_stack(both).astype(float)
    q, _ = np.linalg.qr(main.astype(float))
    contrasts = product - q @ (q.T @ product)
    plain = contrasts.T @ (contrasts * (inverse / n)[:, None])
    weighted = contrasts * inverse[:, None]
    effects = np.linalg.lstsq(plain, weighted.T @ spread @ weighted, rcond=None)[0]
    pearson = chi_squared(table / table.sum() * n)[0]
    trace, squares = float(np.trace(effects)), float(np.trace(effects @ effects))
    freedom = (r - 1) * (c - 1)
    if trace <= 0:
        return pearson, float(freedom), 1.0 if pearson == 0 else 0.0
    df = trace**2 / squares
    return pearson * freedom / trace, df, float(fdtrc(df, df * design_df, pearson / trace))


def _designed_residuals(table: Floats, spread: Floats) -> Floats:
    total = table.sum()
    departure = table / total - np.outer(table.sum(axis=1), table.sum(axis=0)) / total**2
    errors = np.sqrt(np.maximum(np.diag(spread), 0.0)).reshape(table.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(errors > 0, departure / errors, np.nan)
