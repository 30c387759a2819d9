"""Did calling dissatisfied customers back help? Those called against others who had answered as badly."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Final, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, joined_aside, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import read_columns
from servicekit.data._scales import YES_NO, Scale
from servicekit.data._vectors import Floats
from servicekit.data._weights import read_weights
from servicekit.foundation import _checks as checks
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, too_few, why
from servicekit.foundation._results import Estimate, Groups, Interval, SetsAside
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._linearised import Linearised
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.intervals._intervals import t_interval
from servicekit.stats.summaries._coded_tally import designed_mean
from servicekit.stats.summaries._row_groups import measured_by

NOT_DRAWN: Final = Label(
    "Who was called back was not drawn at random: those who could be reached may differ from the others.",
    "被回访者并非随机抽取：能联系到的人可能与其他人不同。",
)
SILENT: Final = Label(
    "The called and the others answered again in different shares, so that those who answered may differ.",
    "两组再次作答的比例不同，作答者之间可能存在差异。",
)


@frozen(kw_only=True)
class CallbackEffect(SetsAside, Estimate):
    """How much better those called back answered than others who had given the same first answer.

    Attributes:
        cells: First answer -> for those called and those not: how many answered again, their mean, and the sum of
            squares around it.
        asked: Respondents called and not called.
        called_change: Later minus first answer of those called, as people usually quote it; None without answers.
        higher_is_better: Direction of the scale.
        level: Confidence level.
        rejected: Rows omitted, by reason.
        n_missing: Rows without first answer or without word on the call.
        sizes: First answer -> weight of those called and of those not who answered again; None without weights.
        sampling: Variance by linearisation and its degrees of freedom under a design; None without one.
    """

    title = Label("Effect of calling back", "回访的效果")
    derived = (
        "value", "interval", "reason", "n", "called_change", "answered_called", "answered_others", "notes",
    )  # fmt: skip

    cells: Mapping[float, tuple[tuple[int, float, float], tuple[int, float, float]]] = field(hash=False)
    asked: tuple[int, int]
    called_change: float | None
    higher_is_better: bool = True
    level: float = field(default=0.95, validator=checks.confidence)
    rejected: Mapping[str, int] = field(factory=dict, hash=False)
    n_missing: int = 0
    sizes: Mapping[float, tuple[float, float]] | None = field(default=None, hash=False)
    sampling: Linearised | None = None

    @property
    def _common(self) -> list[tuple[tuple[int, float, float], tuple[int, float, float]]]:
        return [cell for cell in self.cells.values() if cell[0][0] and cell[1][0]]

    @property
    def n(self) -> tuple[int, int]:
        """Those called and the others who can be compared: same first answer, and both answered again."""
        called, others = (sum(cell[side][0] for cell in self._common) for side in (0, 1))
        return called, others

    def _weights(self) -> Floats:
        counts = {answer: (float(a[0]), float(b[0])) for answer, (a, b) in self.cells.items() if a[0] and b[0]}
        return stratum_weights([(self.sizes or counts)[answer] for answer in counts])

    @property
    def value(self) -> float | None:
        """Mean difference within equal first answers, weighted as exactly as each can tell it."""
        if not self._common:
            return None
        return float(self._weights() @ np.array([a[1] - b[1] for a, b in self._common]))

    def _spread(self) -> tuple[float, float] | None:
        """Return the standard error and its degrees of freedom, each side with its own spread."""
        if not self._common:
            return None
        weights, parts = self._weights(), []
        for side in (0, 1):
            sizes = np.array([cell[side][0] for cell in self._common], dtype=float)
            freedom = float(sizes.sum()) - len(sizes)
            if freedom < 1:
                return None
            spread = sum(cell[side][2] for cell in self._common) / freedom
            parts.append((spread * float(weights**2 @ (1 / sizes)), freedom))
        total = sum(variance for variance, _ in parts)
        if total == 0:
            return None
        return sqrt(total), total**2 / sum(variance**2 / freedom for variance, freedom in parts)

    @property
    def standard_error(self) -> float | None:
        """Of the value, each side with its own spread, or linearised under a design; None where too few compare."""
        if self.sampling is not None:
            return None if self.value is None or self.sampling.reason is not None else self.sampling.standard_error
        found = self._spread()
        return None if found is None else found[0]

    @property
    def interval(self) -> Interval | None:
        """Welch's t interval, stratified by the first answer; linearised under a design; None where too few compare."""
        if self.sampling is not None:
            return None if self.value is None else self.sampling.interval(self.value, level=self.level)
        found, value = self._spread(), self.value
        return None if found is None or value is None else t_interval(value, *found, level=self.level)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        if self.interval is not None:
            return None
        if self.sampling is not None and self.sampling.reason is not None:
            return self.sampling.reason
        return too_few(min(self.n)) if min(self.n) < 2 else why(NotEstimable.ZERO_VARIANCE)

    @property
    def answered_called(self) -> Share:
        """Share of those called who answered again."""
        return self._answered(0)

    @property
    def answered_others(self) -> Share:
        """Share of the others who answered again."""
        return self._answered(1)

    def _answered(self, side: int) -> Share:
        count = sum(cell[side][0] for cell in self.cells.values())
        return Share(count=count, n=self.asked[side], level=self.level)

    @property
    def notes(self) -> tuple[Label, ...]:
        """What the comparison rests on."""
        one, other = self.answered_called.interval, self.answered_others.interval
        apart = one is not None and other is not None and (one.low > other.high or other.low > one.high)
        return (NOT_DRAWN, SILENT) if apart else (NOT_DRAWN,)


@overload
def callback_effect(
    data: Data,
    *,
    first: str,
    later: str,
    called: str,
    scale: Scale,
    by: None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = ...,
) -> CallbackEffect: ...
@overload
def callback_effect(
    data: Data,
    *,
    first: str,
    later: str,
    called: str,
    scale: Scale,
    by: str | Sequence[str],
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = ...,
) -> Groups[CallbackEffect]: ...
def callback_effect(
    data: Data,
    *,
    first: str,
    later: str,
    called: str,
    scale: Scale,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> CallbackEffect | Groups[CallbackEffect]:
    """Return how much better customers answered who had been called back, with the right comparison.

    Those who answered low are better the next time without any call. They are compared with customers who had given the
    same first answer and were not called, not with their own first answer.

    Args:
        data: Data frame of any kind, or mapping of columns, one row per customer.
        first: Column of the first answer, the one that called for a call.
        later: Column of the answer given later; missing where the customer did not answer again.
        called: Column that says who was called back (true or false, yes or no, 1 or 0).
        scale: The answers allowed, first and later.
        by: Column of groups, or a list of columns; of a design then weights alone.
        design: Columns of weights, strata and clusters (such as the branch that called).
        policy: Whether a bad value raises, or its row is omitted and counted.
        level: Confidence level.

    Formula:
        sum over first answers of w (mean later of called - mean later of others), w proportional to
        n1 n0 / (n1 + n0); Welch's degrees of freedom over both sides. Under a design means and n are weighted, and the
        variance is that of the sum of w (y - mean) / n over sampling units.

    Example:
        >>> import servicekit as sk
        >>> rows = {"first": [1, 1, 1, 2, 2, 2], "later": [3, 4, 2, 4, 3, 3], "called": [1, 1, 0, 1, 0, 0]}
        >>> found = sk.improvement.callback_effect(
        ...     rows, first="first", later="later", called="called", scale=sk.LIKERT_5
        ... )
        >>> round(found.value, 2), round(found.called_change, 2)
        (1.25, 2.33)
    """
    checks.validate(checks.confidence, "level", level)
    design = design if design is not None and design.columns else None
    columns = (first, later, called)

    def effect(rows: Data) -> CallbackEffect:
        return _effect(rows, columns, scale, design, as_policy(policy), level)

    return effect(data) if by is None else measured_by(effect, data, by, columns=list(columns), design=design)


def _effect(
    data: Data,
    columns: tuple[str, str, str],
    scale: Scale,
    design: Design | None,
    reading: InputPolicy,
    level: float,
) -> CallbackEffect:
    """Return the effect on one group; the columns are the first answer, the later one and who was called."""
    first, later, called = columns
    table = read_columns(data, [first, later, called, *(design.columns if design else ())])
    before, after = (read_answers(table[name], scale, reading) for name in (first, later))
    said = read_answers(table[called], YES_NO, reading)
    aside = joined_aside(before.aside, after.aside, said.aside)
    omitted = np.logical_or.reduce([np.zeros(len(table[first]), dtype=bool), *aside.values()])
    known = before.here & said.here & ~omitted
    start, end = before.numbers(scale), after.numbers(scale)
    was_called = said.numbers(YES_NO) > 0
    sides = (known & was_called, known & ~was_called)
    cells = {
        float(answer): _cell(end, [side & after.here & (start == answer) for side in sides])
        for answer in np.unique(start[known])
    }
    again = sides[0] & after.here
    sizes: dict[float, tuple[float, float]] | None = None
    sampling = None
    if design is not None:
        weights = read_weights(table[design.weights]) if design.weights else np.ones(len(start))
        cells, sizes, sampling = _designed(end, start, [side & after.here for side in sides], weights, table, design)
    return CallbackEffect(
        cells=cells,
        sizes=sizes,
        sampling=sampling,
        asked=(int(sides[0].sum()), int(sides[1].sum())),
        called_change=float((end - start)[again].mean()) if again.any() else None,
        higher_is_better=scale.higher_is_better,
        level=level,
        rejected=dict(Counter({reason: int(rows.sum()) for reason, rows in aside.items() if rows.any()})),
        n_missing=int((~known & ~omitted).sum()),
    )


def stratum_weights(sizes: list[tuple[float, float]]) -> Floats:
    """Return how much each first answer counts: as exactly as both sides can tell their difference."""
    weights = np.array([a * b / (a + b) for a, b in sizes])
    return np.asarray(weights / weights.sum())


def _designed(
    end: Floats,
    start: Floats,
    sides: list[NDArray[np.bool_]],
    weights: Floats,
    table: Mapping[str, Column],
    design: Design,
) -> tuple[
    dict[float, tuple[tuple[int, float, float], tuple[int, float, float]]],
    dict[float, tuple[float, float]],
    Linearised | None,
]:
    """Return the cells with weighted means, their weights, and the linearised variance of their difference."""
    cells: dict[float, tuple[tuple[int, float, float], tuple[int, float, float]]] = {}
    sizes: dict[float, tuple[float, float]] = {}
    rows: dict[float, list[NDArray[np.int64]]] = {}
    for answer in np.unique(start[sides[0] | sides[1]]).tolist():
        rows[answer] = [np.flatnonzero(side & (start == answer) & (weights > 0)) for side in sides]
        found = []
        for own in rows[answer]:
            mean = float(np.average(end[own], weights=weights[own])) if own.size else 0.0
            found.append((int(own.size), mean, float(((end[own] - mean) ** 2).sum())))
        cells[answer] = found[0], found[1]
        sizes[answer] = float(weights[rows[answer][0]].sum()), float(weights[rows[answer][1]].sum())
    common = [answer for answer, (a, b) in cells.items() if a[0] and b[0]]
    if not common:
        return cells, sizes, None
    # the mean of these numbers has the variance of the difference; every mean that is taken off costs an answer
    answers = [sum(cells[answer][side][0] for answer in common) for side in (0, 1)]
    lost = [sqrt(n / max(n - len(common), 1)) for n in answers]
    influence = np.full(len(end), np.nan)
    total = sum(float(weights[own].sum()) for answer in common for own in rows[answer])
    for share, answer in zip(stratum_weights([sizes[answer] for answer in common]), common, strict=True):
        signs = (lost[0], -lost[1])
        for sign, own, cell, size in zip(signs, rows[answer], cells[answer], sizes[answer], strict=True):
            influence[own] = sign * share * total * (end[own] - cell[1]) / size
    return cells, sizes, designed_mean(influence, table, design, level=0.95).sampling


def _cell(values: Floats, sides: list[NDArray[np.bool_]]) -> tuple[tuple[int, float, float], tuple[int, float, float]]:
    found = []
    for rows in sides:
        own = values[rows]
        mean = float(own.mean()) if own.size else 0.0
        found.append((int(own.size), mean, float(((own - mean) ** 2).sum())))
    return found[0], found[1]
