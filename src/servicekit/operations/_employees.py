"""Employees first: hygiene and motivator scores by site, to be set beside customer scores."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, overload

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, read_answers
from servicekit.data._frames import backend_of, read_columns
from servicekit.data._grouping import by_columns, by_name, indices
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.stats.designs._design import Design, as_design
from servicekit.stats.intervals._estimates import Average, average_of
from servicekit.stats.summaries._coded_tally import designed_mean


@framework(
    "F35",
    title=Label("What satisfies employees", "员工满意的因素"),
    summary=Label(
        "Hygiene factors keep employees from being dissatisfied, motivators make them satisfied.",
        "保健因子防止员工不满，激励因子使员工满意。",
    ),
    sources=(under(AFTER_SALES, "员工满意的重要性"),),
    interpretation=Label(
        "The working environment stands among the motivators, as the source has it; others count it as hygiene.",
        "工作环境按原文列为激励因子；也有人归为保健因子。",
    ),
)
class EmployeeFactor(Concept):
    """Something that employees ask of their work."""

    BASIC_NEEDS = (
        "basic_needs",
        "Basic needs",
        "基本需求",
        "Pay, safety and the like are looked after.",
        "工资、安全等基本需求得到满足。",
    )
    INCENTIVES = "incentives", "Incentives", "激励措施", "Good work is rewarded.", "工作出色会得到奖励。"
    ROOM_TO_RISE = "room_to_rise", "Room to rise", "上升空间", "One can get on.", "有发展和晋升的机会。"
    ENVIRONMENT = "environment", "Working environment", "工作环境", "The place of work is good.", "工作环境良好。"
    BRAND_IMAGE = (
        "brand_image",
        "Brand image",
        "品牌形象",
        "One is proud of the name one works for.",
        "为所在品牌感到自豪。",
    )

    @property
    def is_hygiene(self) -> bool:
        """Whether its lack dissatisfies while its presence does not satisfy; else it is a motivator."""
        return self is EmployeeFactor.BASIC_NEEDS


FIVE_POINTS: Final = Scale(low=1, high=5)


@frozen(kw_only=True)
class EmployeeScores(Result):
    """Mean hygiene and motivator scores of the employees of a site.

    Attributes:
        hygiene, motivators: Mean over employees of each one's mean over the factors of that kind.
        factors: Mean of each factor.
        n: Employees.
        n_missing: Answers not given or set aside.
    """

    title = Label("Employee scores", "员工得分")
    derived = ("hygiene_score", "motivator_score", "n", "n_missing")

    hygiene: Average
    motivators: Average
    factors: Mapping[EmployeeFactor, Average] = field(hash=False)
    n: int
    n_missing: int

    @property
    def hygiene_score(self) -> float | None:
        """Mean of the hygiene factors on the scale of the answers."""
        return self.hygiene.value

    @property
    def motivator_score(self) -> float | None:
        """Mean of the motivators on the scale of the answers."""
        return self.motivators.value


def _row_means(columns: list[NDArray[np.float64]], rows: int) -> NDArray[np.float64]:
    if not columns:
        return np.full(rows, np.nan)
    table = np.stack(columns)
    known = (~np.isnan(table)).sum(axis=0)
    return np.where(known > 0, np.nansum(table, axis=0) / np.maximum(known, 1), np.nan)


@overload
def employee_scores(
    data: Data,
    columns: Mapping[Any, str],
    *,
    by: None = None,
    scale: Scale = ...,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = ...,
) -> EmployeeScores: ...
@overload
def employee_scores(
    data: Data,
    columns: Mapping[Any, str],
    *,
    by: str | Sequence[str],
    scale: Scale = ...,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = ...,
) -> Groups[EmployeeScores]: ...
def employee_scores(
    data: Data,
    columns: Mapping[Any, str],
    *,
    by: str | Sequence[str] | None = None,
    scale: Scale = FIVE_POINTS,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> EmployeeScores | Groups[EmployeeScores]:
    """Return hygiene and motivator scores of the employees, of all or of each site.

    Args:
        data: Data frame of any kind or mapping of columns, one row for each employee.
        columns: Column of each factor.
        by: Column with the site, or a list of columns; employees without one are the group None.
        scale: Scale of the answers.
        design: Columns of weights, strata and clusters (of a sample of the staff).
        policy: How answers are read; bad ones are refused by default.
        level: Confidence level of the t intervals.

    Raises:
        InvalidValueError: No factor is given, or an answer is off the scale.

    Example:
        >>> import servicekit as sk
        >>> staff = {"site": ["A", "A", "B"], "pay": [3, 4, 2], "career": [2, 3, 5]}
        >>> scores = sk.operations.employee_scores(staff, {"basic_needs": "pay", "room_to_rise": "career"}, by="site")
        >>> scores["A"].motivator_score
        2.5
    """
    if not columns:
        raise InvalidValueError("columns", "at least one factor", 0)
    design = as_design(design)
    chosen = {member(EmployeeFactor, factor): name for factor, name in columns.items()}
    found = read_columns(data, list(dict.fromkeys([*chosen.values(), *by_columns(by), *design.columns])))
    answers = {factor: read_answers(found[name], scale, as_policy(policy)) for factor, name in chosen.items()}
    numbers = {factor: np.where(item.here, item.numbers(scale), np.nan) for factor, item in answers.items()}
    rows = len(next(iter(numbers.values())))
    groups = {None: np.arange(rows)} if by is None else indices(found, by)

    def scores(group: Any) -> EmployeeScores:
        own = groups[group]

        def average(values: Floats, name: Label) -> Average:
            if not design.columns:
                return evolve(average_of(values[own], level=level), name=name)
            inside = np.full(rows, np.nan)
            inside[own] = values[own]  # a group is a domain of the sample
            return evolve(designed_mean(inside, found, design, level=level), name=name)

        of_kind = [
            [values for factor, values in numbers.items() if factor.is_hygiene is kind] for kind in (True, False)
        ]
        return EmployeeScores(
            hygiene=average(_row_means(of_kind[0], rows), Label("Hygiene factors", "保健因子")),
            motivators=average(_row_means(of_kind[1], rows), Label("Motivators", "激励因子")),
            factors={factor: average(values, factor.label) for factor, values in numbers.items()},
            n=len(own),
            n_missing=int(sum(np.isnan(values[own]).sum() for values in numbers.values())),
        )

    if by is None:
        return scores(None)
    return Groups(by_name(by), {group: scores(group) for group in groups}, backend_of(data))
