"""Units compared at the same mix of customers: what a unit's customers bring is taken out before it is judged."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._results import Groups
from servicekit.stats.designs._design import spread_of
from servicekit.stats.rankings._adjusted_scores import AdjustedScore, CaseMix
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.stats.summaries._tally import Tally

FEWEST_UNITS: Final = 2


@frozen(kw_only=True, eq=False)
class _Cells:
    """Answers by unit and kind of customer."""

    units: tuple[Any, ...]
    unit: NDArray[np.int64]
    kinds: Floats
    names: tuple[str, ...]
    scores: tuple[CategoryScore, ...]


def case_mix(groups: Mapping[Any, Any], adjust_for: str | Sequence[str], *, level: float = 0.95) -> CaseMix:
    """Return units adjusted for the mix of their customers.

    Args:
        groups: A score by unit and by the columns of ``adjust_for``, as ``by=["branch", "age"]`` returns it.
        adjust_for: The columns among those that describe customers; the others form the units.
        level: Confidence level.

    Raises:
        InvalidValueError: The groups are not formed by these columns, or kinds of customers cannot be told from units.
        NotEnoughDataError: Fewer than two units have answers of described customers.

    Formula:
        score = unit + kind of customer, by weighted least squares, so that slopes come from within units; adjusted
        figure of a unit = its figure at the shares of kinds among all. Without a design one variance for all answers;
        under one the linearised covariance. F test of equal units.
    """
    columns = (adjust_for,) if isinstance(adjust_for, str) else tuple(adjust_for)
    cells, undescribed, raw = _cells(groups, columns)
    kinds = np.hstack([np.eye(len(cells.units))[cells.unit], cells.kinds])
    adjusted = _fit(cells, kinds)
    plain = _fit(cells, kinds[:, : len(cells.units)])
    k = len(cells.units)
    means, covariance = adjusted.moved(adjusted.mix)
    figures = {
        unit: AdjustedScore(
            raw=raw[unit],
            adjusted=float(means[place]),
            error=sqrt(max(float(covariance[place, place]), 0.0)),
            freedom=adjusted.freedom,
            n=int(sum(s.n for s, u in zip(cells.scores, cells.unit, strict=True) if u == place)),
            level=level,
        )
        for place, unit in enumerate(cells.units)
    }
    of_kinds = np.sqrt(np.diag(adjusted.covariance)[k:])
    return CaseMix(
        adjusted_for=columns,
        figures=figures,
        coefficients=dict(zip(cells.names, adjusted.solved[k:].tolist(), strict=True)),
        errors=dict(zip(cells.names, of_kinds.tolist(), strict=True)),
        covariance=covariance,
        slopes=_of_slopes(cells, adjusted),
        p_value=adjusted.p_of_equal(means, covariance),
        raw_p_value=plain.p_of_equal(*plain.moved(plain.mix)),
        n=adjusted.n,
        n_undescribed=undescribed,
    )


def _of_slopes(cells: _Cells, fitted: "_Fitted") -> Floats:
    """Return the variance that each unit's figure has from the coefficients: its mix less that of all, times theirs."""
    k = len(cells.units)
    weights = np.array([sum(found.tally.weights) for found in cells.scores])
    sums = np.zeros((k, cells.kinds.shape[1]))
    np.add.at(sums, cells.unit, weights[:, None] * cells.kinds)
    apart = sums / np.bincount(cells.unit, weights, k)[:, None] - fitted.mix
    return np.asarray(((apart @ fitted.covariance[k:, k:]) * apart).sum(axis=1))


def _cells(groups: Mapping[Any, Any], columns: tuple[str, ...]) -> tuple[_Cells, int, dict[Any, CategoryScore]]:
    by = groups.by if isinstance(groups, Groups) else ()
    by = (by,) if isinstance(by, str) else by
    lacking = [name for name in columns if name not in by]
    if not columns or lacking or len(by) == len(columns):
        hint = "measure by the units and by these columns: by=['branch', 'age'], adjust_for=['age']"
        raise InvalidValueError(
            "adjust_for", f"some of the columns that form the groups, {list(by)}", columns, hint=hint
        )
    chosen = [by.index(name) for name in columns]
    rest = [place for place in range(len(by)) if place not in chosen]
    kept: list[tuple[Any, tuple[Any, ...], CategoryScore]] = []
    whole: dict[Any, list[CategoryScore]] = {}
    undescribed = 0
    for key, found in groups.items():
        if not isinstance(found, CategoryScore):
            raise InvalidValueError("groups to adjust", "scores of answers, such as top_box or mean_score", type(found))
        unit = key[rest[0]] if len(rest) == 1 else tuple(key[place] for place in rest)
        kind = tuple(key[place] for place in chosen)
        if unit is None or not found.n:
            continue
        whole.setdefault(unit, []).append(found)
        if None in kind:
            undescribed += found.n
            continue
        kept.append((unit, kind, found))
    units = tuple(dict.fromkeys(unit for unit, _, _ in kept))
    if len(units) < FEWEST_UNITS:
        raise NotEnoughDataError(f"adjusting needs {FEWEST_UNITS} units with described customers, got {len(units)}")
    names: list[str] = []
    kinds: list[list[float]] = []
    for place, column in enumerate(columns):
        levels = list(dict.fromkeys(kind[place] for _, kind, _ in kept))
        for level in levels[1:]:
            names.append(f"{column} = {level}")
            kinds.append([float(kind[place] == level) for _, kind, _ in kept])
    cells = _Cells(
        units=units,
        unit=np.array([units.index(unit) for unit, _, _ in kept], dtype=np.int64),
        kinds=np.array(kinds, dtype=np.float64).reshape(len(names), len(kept)).T,
        names=tuple(names),
        scores=tuple(found for _, _, found in kept),
    )
    raw = {unit: attrs.evolve(parts[0], tally=_joined([part.tally for part in parts])) for unit, parts in whole.items()}
    return cells, undescribed, raw


def _joined(tallies: Sequence[Tally]) -> Tally:
    """Return domains of one sample together, which know its sampling units already."""
    found = sum(tallies[1:], start=tallies[0])
    strata = {
        name: stratum
        if stratum.clusters or name not in tallies[0].strata
        else attrs.evolve(stratum, units=tallies[0].strata[name].units)
        for name, stratum in found.strata.items()
    }
    return attrs.evolve(found, strata=strata, respondents="")


@frozen(kw_only=True, eq=False)
class _Fitted:
    """A regression of scores on units, and on kinds of customers beside them."""

    solved: Floats
    covariance: Floats
    freedom: float
    units: int
    mix: Floats
    n: int
    is_clustered: bool

    def moved(self, mix: Floats) -> tuple[Floats, Floats]:
        """Return figures of the units at a mix of kinds, and their covariance."""
        to = np.hstack([np.eye(self.units), np.tile(mix, (self.units, 1))])
        return to @ self.solved, to @ self.covariance @ to.T

    def p_of_equal(self, means: Floats, covariance: Floats) -> float | None:
        """Return the p-value of equal figures; None where a design leaves too few degrees of freedom."""
        from scipy.special import fdtrc

        q = self.units - 1
        apart = np.hstack([np.ones((q, 1)), -np.eye(q)])
        step = apart @ means
        below = apart @ covariance @ apart.T
        if np.linalg.matrix_rank(below) < q:
            return None
        ratio = float(step @ np.linalg.solve(below, step)) / q
        freedom = self.freedom
        if self.is_clustered:  # Hotelling's: the covariance itself is estimated from few clusters
            freedom = self.freedom - q + 1
            ratio *= freedom / self.freedom
        return float(fdtrc(q, freedom, ratio)) if freedom >= 1 else None


def _fit(cells: _Cells, columns: Floats) -> _Fitted:
    weights = np.array([sum(found.tally.weights) for found in cells.scores])
    total = float(weights.sum())
    values = np.array([found.value for found in cells.scores], dtype=np.float64)
    cross = columns.T @ (columns * weights[:, None])
    if np.linalg.matrix_rank(cross) < len(cross):
        hint = "a kind of customer that only one unit has cannot be told from the unit; merge kinds"
        raise InvalidValueError("adjust_for", "kinds of customers that several units share", ..., hint=hint)
    inverse = np.linalg.inv(cross)
    solved = inverse @ (columns.T @ (weights * values))
    fitted = columns @ solved
    rest = [np.asarray(found.scores) - fit for found, fit in zip(cells.scores, fitted.tolist(), strict=True)]
    n, p, k = sum(found.n for found in cells.scores), len(solved), len(cells.units)
    if n <= p:
        raise NotEnoughDataError(f"adjusting for {p - k} kinds of customers in {k} units needs more than {n} answers")
    mix = weights @ columns[:, k:] / total
    about: dict[str, Any] = {"solved": solved, "units": k, "mix": mix, "n": n}
    if not any(found.tally.is_weighted for found in cells.scores):
        square = sum(float(np.asarray(s.tally.counts) @ r**2) for s, r in zip(cells.scores, rest, strict=True))
        return _Fitted(covariance=square / (n - p) * inverse, freedom=float(n - p), is_clustered=False, **about)
    middle, freedom, clustered = _sandwich(cells, columns, rest, weights, n, p)
    return _Fitted(covariance=inverse @ middle @ inverse, freedom=freedom, is_clustered=clustered, **about)


def _sandwich(
    cells: _Cells, columns: Floats, rest: Sequence[Floats], weights: Floats, n: int, p: int
) -> tuple[Floats, float, bool]:
    """Return the covariance of sums of weighted residuals, its degrees of freedom, and whether units are clusters."""
    strata: dict[str, list[Any]] = {}
    clustered = any(found.tally.is_clustered for found in cells.scores)
    population: dict[str, float] = {}
    owners: dict[tuple[str, str], set[int]] = {}
    for place, (found, residuals) in enumerate(zip(cells.scores, rest, strict=True)):
        row = columns[place]
        for name, stratum in found.tally.strata.items():
            own = strata.setdefault(name, [stratum.units, np.zeros(p), np.zeros((p, p)), {}])
            own[0] = max(own[0], stratum.units)
            if stratum.population is not None:
                population[name] = stratum.population
            for cluster, sums in stratum.clusters.items():
                if any(sums):
                    own[3][cluster] = own[3].get(cluster, 0.0) + float(np.asarray(sums) @ residuals) * row
                    owners.setdefault((name, cluster), set()).add(int(cells.unit[place]))
            if not stratum.clusters:
                own[1] = own[1] + float(np.asarray(stratum.sums) @ residuals) * row
                own[2] = own[2] + float(np.asarray(stratum.squares) @ residuals**2) * np.outer(row, row)
    parts: dict[Any, tuple[int, Floats, Floats]] = {}
    for name, (units, sums, squares, clusters) in strata.items():
        if clusters:
            table = np.array(list(clusters.values()))
            parts[name] = units, table.sum(axis=0), table.T @ table
        elif units:
            parts[name] = units, sums, squares
    spread = spread_of(parts, population or None)
    if spread.lonely:
        raise InvalidValueError("design", "of at least two sampling units a stratum", list(spread.lonely))
    if clustered:
        nested = all(len(units) == 1 for units in owners.values())
        freedom = len(owners) - (len(cells.units) if nested else len(parts))
        if freedom < 1:
            raise InvalidValueError("design", "of more clusters than units", len(owners), hint="leave clusters out")
        return spread.covariance, float(freedom), True
    squares = sum(sum(map(sum, (s.squares for s in found.tally.strata.values()))) for found in cells.scores)
    kish = float(weights.sum()) ** 2 / squares
    return spread.covariance * n / (n - p), max(min(n, kish) - p, 1.0), False


def scores_at_one_mix(groups: Groups[CategoryScore], mix: CaseMix) -> dict[Any, SampledScores]:
    """Return the scores of each unit's answers less what the kind of customer adds, for tests of units.

    Args:
        groups: The score by unit and by what describes customers, of which ``mix`` was made.
        mix: Coefficients of the kinds.
    """
    cells, _, _ = _cells(groups, mix.adjusted_for)
    steps = cells.kinds @ np.array([mix.coefficients[name] for name in cells.names])
    weights = np.array([sum(found.tally.weights) for found in cells.scores])
    steps = steps - float(weights @ steps) / float(weights.sum())
    found: dict[Any, SampledScores] = {}
    for place, score, step in zip(cells.unit.tolist(), cells.scores, steps.tolist(), strict=True):
        unit = cells.units[place]
        own = SampledScores.of_tally(score.tally, [value - step for value in score.scores])
        found[unit] = found[unit] + own if unit in found else own
    return {unit: scores.by_cluster() for unit, scores in found.items()}
