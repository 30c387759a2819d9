"""Tasks of a usability test: how many people complete one, and how long it takes them."""

from collections.abc import Mapping, Sequence
from functools import partial
from math import exp
from typing import ClassVar, Final, overload

import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data, Values
from servicekit.data._answers import InputPolicy, as_policy, joined_aside, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import Batch, DerivedColumns, backend_of, materialise_streams
from servicekit.data._grouping import by_name
from servicekit.data._scales import YES_NO, Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Groups, Interval, SetsAside
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Average
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.stats.summaries._column_means import average_of_columns
from servicekit.stats.summaries._moments_data import moments_of
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import measured, tallies_of

LOG: Final = "logarithm of the time"
ATTEMPT: Final = "attempt with a time"
LONGEST: Final = 1e12
TIMES: Final = Scale(low=0, high=LONGEST, step=None)


@frozen(kw_only=True)
class TaskSuccess(CategoryScore):
    """Share of attempts that completed a task, 0 to 1."""

    title = Label("Task success", "任务完成率")

    @property
    def scores(self) -> tuple[float, ...]:
        """1 for a completed attempt, 0 for another."""
        return (0.0, 1.0)


@overload
def task_success(
    data: Data,
    column: str | None = None,
    *,
    by: None = None,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> TaskSuccess: ...
@overload
def task_success(
    data: Data,
    column: str | None = None,
    *,
    by: str | Values,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[TaskSuccess]: ...
def task_success(
    data: Data,
    column: str | None = None,
    *,
    by: str | Values | None = None,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> TaskSuccess | Groups[TaskSuccess]:
    """Return the share of attempts that completed a task.

    Args:
        data: 1 or true for a completed attempt, 0 or false for another; or a frame of any kind with ``column``.
        column: Column of the attempts.
        by: Column of groups: the task, the touchpoint.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        counts: Column of frequencies of a table with one row per kind of answer, instead of a design.
        policy: Policy for text and for bad values.

    Returns:
        The share with the hull of score and mid-p interval, which holds with few attempts and near 0 and 1.

    Example:
        >>> import servicekit as sk
        >>> sk.experience.task_success([1, 1, 0, 1, 1])
        TaskSuccess(0.8, [0.3109, 0.9924], n=5)
    """

    def make(counted: Tally) -> TaskSuccess:
        return TaskSuccess(tally=counted, level=level)

    return measured(make, data, column, YES_NO, by, {"design": design, "counts": counts, "policy": policy})


@frozen(kw_only=True)
class TaskTime(SetsAside, Estimate):
    """Geometric mean of task times, with the t interval of the mean logarithm.

    Attributes:
        logs: Mean of the natural logarithms of the times.
        n_missing: Attempts without a time.
        rejected: Attempts whose time was set aside, by reason.
        n_incomplete: Attempts that did not complete the task; their time does not count.
    """

    title = Label("Task time (geometric mean)", "任务用时（几何平均）")
    derived: ClassVar[tuple[str, ...]] = ("value", "interval", "n", "n_missing", "n_rejected", "n_incomplete", "reason")

    logs: Average
    n_missing: int
    rejected: Mapping[str, int] = field(hash=False)
    n_incomplete: int

    @property
    def n(self) -> int:
        """Times that count."""
        return int(self.logs.n)

    @property
    def value(self) -> float | None:
        """The geometric mean, in the unit of the times."""
        return None if self.logs.value is None else exp(self.logs.value)

    @property
    def interval(self) -> Interval | None:
        """The t interval of the mean logarithm, turned back into a time."""
        return None if self.logs.interval is None else self.logs.interval.map(exp)

    @property
    def standard_error(self) -> float | None:
        """Of the typical time: that of the mean log time, times the time."""
        error = self.logs.standard_error
        return None if self.value is None or error is None else self.value * error

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        return self.logs.reason


@frozen(kw_only=True)
class _Plan:
    column: str
    success: str | None
    policy: InputPolicy


@overload
def task_time(
    data: Data,
    column: str,
    *,
    success: str | None = None,
    by: None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> TaskTime: ...
@overload
def task_time(
    data: Data,
    column: str,
    *,
    success: str | None = None,
    by: str | Sequence[str],
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Groups[TaskTime]: ...
def task_time(
    data: Data,
    column: str,
    *,
    success: str | None = None,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> TaskTime | Groups[TaskTime]:
    """Return the typical time of a task: the geometric mean, since a few slow people stretch the arithmetic one.

    With 5 to 40 lognormal times its interval holds 94.5 to 95.4 % of the time; the t interval of the arithmetic mean
    88 to 92 %.

    Args:
        data: A frame of any kind or a mapping of columns, one row per attempt.
        column: Column of the times, above 0, in any unit.
        success: Column that says by 1 or 0 whether the attempt completed the task; others do not count. None: all do.
        by: Column of groups: the task, the touchpoint.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        policy: Policy for bad values; a time of 0 or less is one.

    Formula:
        exp(mean of log t), interval exp(mean -+ t s / sqrt(n)).

    Source:
        Sauro and Lewis (2010), Average task times in usability tests, CHI 2010.

    Example:
        >>> import servicekit as sk
        >>> round(sk.experience.task_time({"seconds": [40, 36, 53, 56, 110]}, "seconds").value, 2)
        54.26
    """
    plan = _Plan(column=column, success=success, policy=as_policy(policy))
    needs = (column,) if success is None else (column, success)
    made = DerivedColumns(data=materialise_streams(data), needs=needs, makes=(LOG, ATTEMPT), make=partial(_make, plan))
    attempts = tallies_of(made, ATTEMPT, by=by, scale=YES_NO)
    times = moments_of(made, (LOG,), by=by, missing="listwise", design=design, replicated=False)
    results = {
        group: TaskTime(
            logs=average_of_columns(found, np.ones(1), level=level, name=Label("Mean log time", "用时对数的均值")),
            n_missing=attempts[group].missing,
            rejected=dict(attempts[group].rejected),
            n_incomplete=int(attempts[group].counts[0]),
        )
        for group, found in times.items()
    }
    return results[None] if by is None else Groups(by_name(by), results, backend_of(data))


def _make(plan: _Plan, batch: Batch, first_row: int) -> Mapping[str, Column]:
    answers = read_answers(batch[plan.column], TIMES, plan.policy, first_row=first_row)
    times, here = answers.numbers(TIMES), answers.here
    aside = [answers.aside]
    done = np.ones(len(times))
    if plan.success is not None:
        told = read_answers(batch[plan.success], YES_NO, plan.policy, first_row=first_row)
        done, here = told.numbers(YES_NO), here & told.here
        aside.append(told.aside)
    zero = here & (times <= 0)
    if zero.any():
        if plan.policy.invalid == "raise":
            row = int(np.flatnonzero(zero)[0])
            where = f"column {plan.column!r}, row {first_row + row}"
            raise InvalidValueError("times of a task", "above 0", float(times[row]), where)
        aside.append({"no_time": zero})
        here = here & ~zero
    logs = np.log(np.where(here, times, 1.0))
    counted = here & (done > 0)
    rejected = joined_aside(*aside)
    return {
        LOG: Column(name=LOG, values=logs, valid=counted, rejected=rejected),
        ATTEMPT: Column(name=ATTEMPT, values=done, valid=here, rejected=rejected),
    }
