"""Felt time: how many times longer a wait seems than it is, condition by condition, estimated from one's own data."""

from collections.abc import Mapping, Sequence
from math import exp, sqrt
from typing import Any, Final, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import backend_of, read_columns
from servicekit.data._grouping import by_columns, by_name, indices
from servicekit.data._scales import YES_NO, Scale
from servicekit.data._vectors import Floats
from servicekit.data._weights import read_weights
from servicekit.foundation._checks import confidence, validate
from servicekit.foundation._documents import part_of
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._literature import LARSON
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Groups, Interval, Result, SetsAside
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats.designs._design import Design, as_design
from servicekit.stats.designs._linearised import Linearised
from servicekit.stats.drivers._designed_regression import designed_regression
from servicekit.stats.intervals._intervals import t_interval
from servicekit.waiting._propositions import WaitCondition

MINUTES: Final = Scale(low=0, high=1e5, step=None, true_zero=True)
NO_LEVERAGE: Final = 1e-9


@frozen(kw_only=True)
class PublishedOverestimation:
    """A published figure of perceived over actual time; never a default, only for comparison.

    Attributes:
        ratio: Perceived by actual time.
        source: Where it stands, with the conditions under which it was found.
    """

    ratio: float
    source: Source


LARSON_OVERESTIMATE: Final = PublishedOverestimation(
    ratio=1.36,
    source=part_of(
        LARSON,
        "An average over people asked after waiting; secondary reports, conditions of the wait are not told apart.",
        "对等待后受访者的平均值；来自间接报道，未区分等待的条件。",
    ),
)


@frozen(kw_only=True)
class Multiplier(Estimate):
    """How many times longer a wait feels; 1 is no difference.

    Attributes:
        condition: The condition it belongs to; None for a wait without any.
        log_value: Its logarithm, a regression coefficient.
        standard_error: Of the logarithm, robust (HC3), or linearised under a design.
        degrees_of_freedom: By Satterthwaite's approximation: few where few waits have the condition, or lack it.
        sampling: Linearised variance of the logarithm under a design; None without one.
        level: Confidence level.
        n_with, n_without: Waits with and without the condition.
        problem: Why it could not be estimated.
    """

    condition: WaitCondition | None
    log_value: float = 0.0
    standard_error: float = 0.0
    degrees_of_freedom: float = 0.0
    sampling: Linearised | None = None
    level: float = 0.95
    n_with: int
    n_without: int
    problem: Reason | None = None

    title = Label("Felt-time multiplier", "感知时间倍数")
    derived = ("value", "interval", "reason", "condition", "n_with", "n_without")

    @property
    def value(self) -> float | None:
        """The multiplier; None where the data cannot tell it."""
        return None if self.problem else exp(self.log_value)

    @property
    def interval(self) -> Interval | None:
        """t interval on the logarithm, with HC3 or linearised errors; None where the waits fit without error."""
        if self.problem or not self.standard_error:
            return None
        if self.sampling is not None:
            given = self.sampling.interval(self.log_value, level=self.level)
            return None if given is None else given.map(exp)
        found = t_interval(self.log_value, self.standard_error, self.degrees_of_freedom, level=self.level).map(exp)
        return Interval(low=found.low, high=found.high, level=self.level, method="t on the logarithm, HC3")

    @property
    def reason(self) -> Reason | None:
        """Why there is no multiplier, or no interval of it."""
        if self.problem:
            return self.problem
        if self.sampling is not None and self.sampling.reason is not None:
            return self.sampling.reason
        return None if self.standard_error else why(NotEstimable.ZERO_VARIANCE)


@frozen(kw_only=True)
class PerceivedWaits(SetsAside, Result):
    """A multiplicative model of felt time: perceived = actual x baseline x multiplier of each condition present.

    Attributes:
        baseline: Multiplier of a wait with none of the conditions.
        multipliers: Multiplier of each condition asked for.
        covariance: HC3 or linearised covariance of the logarithms, baseline first, then the estimated conditions.
        felt_minutes: Perceived minutes of the waits with each condition.
        n: Waits used.
        actual_minutes, perceived_minutes: Their sums, with weights of mean 1.
        explained_share: Share of the variance of log(perceived / actual) that the conditions explain.
        no_wait: Rows left out because there was no wait (actual 0).
        incomplete: Rows left out because something was missing or set aside.
        rejected: Values set aside, by column and reason.
    """

    baseline: Multiplier
    multipliers: Mapping[WaitCondition, Multiplier]
    covariance: tuple[tuple[float, ...], ...] = field(repr=False)
    felt_minutes: Mapping[WaitCondition, float]
    n: int
    actual_minutes: float
    perceived_minutes: float
    explained_share: float | None
    no_wait: int
    incomplete: int
    rejected: Mapping[str, int]

    title = Label("Perceived against actual waits", "感知等待与实际等待")
    derived = ("overestimation_ratio", "baseline", "explained_share")

    @property
    def n_missing(self) -> int:
        """Rows in which something was missing or set aside."""
        return self.incomplete

    @property
    def overestimation_ratio(self) -> float:
        """Perceived by actual minutes over all waits."""
        return self.perceived_minutes / self.actual_minutes

    @property
    def estimated(self) -> tuple[WaitCondition, ...]:
        """The conditions whose multiplier the data can tell."""
        return tuple(condition for condition, found in self.multipliers.items() if found.problem is None)


@overload
def perceived_waits(
    data: Data,
    *,
    actual: str,
    perceived: str,
    conditions: Mapping[WaitCondition | str, str],
    by: None = None,
    design: Design | None = None,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> PerceivedWaits: ...
@overload
def perceived_waits(
    data: Data,
    *,
    actual: str,
    perceived: str,
    conditions: Mapping[WaitCondition | str, str],
    by: str | Sequence[str],
    design: Design | None = None,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> Groups[PerceivedWaits]: ...
def perceived_waits(
    data: Data,
    *,
    actual: str,
    perceived: str,
    conditions: Mapping[WaitCondition | str, str],
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> PerceivedWaits | Groups[PerceivedWaits]:
    """Estimate by how much each condition stretches felt time, by regression of log(perceived / actual).

    Args:
        data: Data data frame, or a mapping from name to column; one row per wait.
        actual: Column of minutes by the clock; rows of 0 are no waits and are counted apart.
        perceived: Column of minutes as felt, above 0.
        conditions: Condition (or its key) -> column of 0 / 1 or True / False.
        by: Column of groups, or a list of columns.
        design: Columns of weights, strata and clusters; then errors are linearised.
        level: Confidence level.
        policy: Policy for text and for bad values.

    Source:
        Bell and McCaffrey (2002) for the degrees of freedom; MacKinnon and White (1985) for HC3.

    Raises:
        NotEnoughDataError: Fewer waits than coefficients and two more, or one wait alone decides a coefficient.
        InvalidValueError: Two conditions always occur together, so that the data cannot tell them apart.

    Example:
        >>> import servicekit as sk
        >>> asked = {
        ...     "actual": [5, 10, 8, 12, 6, 9, 15, 4],
        ...     "felt": [7, 11, 12, 14, 9, 9, 22, 4],
        ...     "idle": [1, 0, 1, 0, 1, 0, 1, 0],
        ... }
        >>> model = sk.waiting.perceived_waits(
        ...     asked, actual="actual", perceived="felt", conditions={"unoccupied": "idle"}
        ... )
        >>> model.n
        8
    """
    validate(confidence, "level", level)
    by_key: Any = WaitCondition
    names = {by_key(condition): column for condition, column in conditions.items()}
    wanted = [actual, perceived, *names.values(), *by_columns(by), *as_design(design).columns]
    columns = read_columns(data, list(dict.fromkeys(wanted)))
    waits = _Waits.read(columns, actual, perceived, names, as_policy(policy), as_design(design))
    if by is None:
        return _model(waits, np.ones(len(waits.clock), dtype=bool), names, level)
    groups = {}
    for group, rows in indices(columns, by).items():
        inside = np.zeros(len(waits.clock), dtype=bool)
        inside[rows] = True
        groups[group] = _model(waits, inside, names, level)
    return Groups(by_name(by), groups, backend_of(data))


@frozen(kw_only=True, eq=False)
class _Waits:
    """Waits row by row: minutes, felt minutes, conditions (rows, conditions), weights, and what is left out."""

    clock: Floats
    felt: Floats
    present: Floats
    weights: Floats
    complete: NDArray[np.bool_]
    unfelt: NDArray[np.bool_]
    aside: Mapping[str, NDArray[np.bool_]]
    columns: Mapping[str, Column]
    design: Design

    @classmethod
    def read(
        cls,
        columns: Mapping[str, Column],
        actual: str,
        perceived: str,
        names: Mapping[WaitCondition, str],
        policy: InputPolicy,
        design: Design,
    ) -> "_Waits":
        scales = {actual: MINUTES, perceived: MINUTES} | dict.fromkeys(names.values(), YES_NO)
        answers = {name: read_answers(columns[name], scale, policy) for name, scale in scales.items()}
        complete = np.all([found.here for found in answers.values()], axis=0)
        clock, felt = answers[actual].numbers(MINUTES), answers[perceived].numbers(MINUTES)
        weights = read_weights(columns[design.weights]) if design.weights else np.ones(len(clock))
        complete &= weights > 0
        unfelt = complete & (clock > 0) & (felt == 0)
        aside = {f"{name}: {why}": rows for name, found in answers.items() for why, rows in found.aside.items()}
        if unfelt.any():
            if policy.invalid == "raise":
                row = int(np.flatnonzero(unfelt)[0])
                where = f"column {perceived!r}, row {row}, {int(unfelt.sum())} such rows"
                raise InvalidValueError("perceived minutes", "above 0 where there was a wait", 0.0, where)
            aside[f"{perceived}: felt_as_none"] = unfelt
        shown = [answers[column].numbers(YES_NO) for column in names.values()]
        return cls(
            clock=clock,
            felt=felt,
            present=np.array(shown).reshape(len(names), len(clock)).T,
            weights=weights,
            complete=complete,
            unfelt=unfelt,
            aside=aside,
            columns=columns,
            design=design,
        )


def _model(
    waits: _Waits, inside: NDArray[np.bool_], names: Mapping[WaitCondition, str], level: float
) -> PerceivedWaits:
    """Return the model of some rows, a domain of the sample."""
    chosen = inside & waits.complete & (waits.clock > 0) & (waits.felt > 0)
    clock, felt, present = waits.clock[chosen], waits.felt[chosen], waits.present[chosen]
    weights = waits.weights[chosen] / waits.weights[chosen].mean() if chosen.any() else waits.weights[chosen]
    problems = {kind: _unvaried(present[:, place]) for place, kind in enumerate(names)}
    used = [place for place, problem in enumerate(problems.values()) if problem is None]
    kinds = list(names)
    logs = np.log(felt / clock)
    columns = np.column_stack([np.ones(len(clock)), present[:, used]])
    coefficients, covariance, freedoms, residuals = _robust(columns, logs, [kinds[place].key for place in used])
    sampling: tuple[Linearised | None, ...] = (None,) * (len(used) + 1)
    if waits.design.columns:
        everybody = np.full((len(chosen), len(used) + 1), np.nan)
        outcome = np.full(len(chosen), np.nan)
        everybody[chosen], outcome[chosen] = columns, logs
        fitted = designed_regression(everybody, outcome, waits.weights, waits.columns, waits.design)
        coefficients, covariance, sampling = fitted.values, fitted.covariance, fitted.sampling
        freedoms, residuals = (
            np.array([each.degrees_of_freedom for each in fitted.sampling]),
            logs - columns @ coefficients,
        )

    def multiplier(kind: WaitCondition | None, position: int | None, shown: Floats) -> Multiplier:
        return Multiplier(
            condition=kind,
            log_value=0.0 if position is None else float(coefficients[position]),
            standard_error=0.0 if position is None else sqrt(covariance[position, position]),
            degrees_of_freedom=0.0 if position is None else float(freedoms[position]),
            sampling=None if position is None else sampling[position],
            level=level,
            n_with=int(shown.sum()),
            n_without=int(len(shown) - shown.sum()),
            problem=problems[kind] if kind else None,
        )

    positions = {place: number + 1 for number, place in enumerate(used)}
    spread = float(weights @ (logs - weights @ logs / weights.sum()) ** 2)
    return PerceivedWaits(
        baseline=multiplier(None, 0, (present.sum(axis=1) == 0).astype(float)),
        multipliers={kind: multiplier(kind, positions.get(p), present[:, p]) for p, kind in enumerate(kinds)},
        covariance=tuple(map(tuple, covariance.tolist())),
        felt_minutes={kind: float((weights * felt) @ present[:, place]) for place, kind in enumerate(kinds)},
        n=len(clock),
        actual_minutes=float(weights @ clock),
        perceived_minutes=float(weights @ felt),
        explained_share=1 - float(weights @ residuals**2) / spread if spread else None,
        no_wait=int((inside & waits.complete & (waits.clock == 0)).sum()),
        incomplete=int((inside & (~waits.complete | waits.unfelt)).sum()),
        rejected={why: int(rows[inside].sum()) for why, rows in waits.aside.items() if rows[inside].any()},
    )


def _unvaried(column: Floats) -> Reason | None:
    """Return why a column of 0 and 1 cannot be told: fewer than two waits on one side."""
    shown = int(column.sum())
    if min(shown, len(column) - shown) >= 2:
        return None
    return why(NotEstimable.TOO_FEW_ON_A_SIDE, needed=2, n_with=shown, n_without=len(column) - shown)


def _robust(design: Floats, outcome: Floats, names: list[str]) -> tuple[Floats, Floats, Floats, Floats]:
    """Return least-squares coefficients, their HC3 covariance and its degrees of freedom, and the residuals."""
    rows, width = design.shape
    if rows < width + 2:
        raise NotEnoughDataError(f"{width} multipliers need at least {width + 2} waits, got {rows}")
    basis, triangle = np.linalg.qr(design)
    weak = np.abs(np.diag(triangle)) < NO_LEVERAGE * np.sqrt(rows)
    if weak.any():
        culprit = names[int(np.argmax(weak)) - 1]
        hint = "leave one of the conditions that always occur together out"
        raise InvalidValueError("conditions", "told apart by the data", culprit, hint=hint)
    coefficients: Floats = np.linalg.solve(triangle, basis.T @ outcome).astype(np.float64)
    residuals = outcome - design @ coefficients
    free = 1 - np.einsum("ij,ij->i", basis, basis)
    if free.min() < NO_LEVERAGE:
        raise NotEnoughDataError(f"the wait in row {int(free.argmin())} alone decides a multiplier; gather more waits")
    weighted = basis * (residuals / free)[:, None]
    inverse = np.linalg.inv(triangle)
    covariance = inverse @ (weighted.T @ weighted) @ inverse.T
    return coefficients, covariance, _freedom(basis, (basis @ inverse.T / free[:, None]) ** 2, free), residuals


def _freedom(basis: Floats, weights: Floats, free: Floats) -> Floats:
    """Return Satterthwaite's degrees of freedom of each variance, a sum of weighted squared residuals.

    Formula:
        (tr G)² / tr G² with G = W^½ (I - H) W^½, H the projection on the design, W one coefficient's weights.
    """
    trace = free @ weights
    crossed = np.einsum("ia,ij,ib->jab", basis, weights, basis)
    squared = (2 * free - 1) @ weights**2 + (crossed**2).sum(axis=(1, 2))
    return np.asarray(trace**2 / squared)
