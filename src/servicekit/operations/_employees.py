"""Employees first: hygiene and motivator scores by site, to be set beside customer scores."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, read_answers
from servicekit.data._chronology import in_order
from servicekit.data._frames import backend_of, read_columns
from servicekit.data._grouping import grouping
from servicekit.data._scales import Scale
from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.stats._estimates import Average, average_of


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
        missing: Answers not given or set aside.
    """

    title = Label("Employee scores", "员工得分")
    derived = ("hygiene_score", "motivator_score", "missing")

    hygiene: Average
    motivators: Average
    factors: Mapping[EmployeeFactor, Average] = field(hash=False)
    missing: int

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


def employee_scores(
    data: Data,
    columns: Mapping[Any, str],
    *,
    site: str | None = None,
    scale: Scale = FIVE_POINTS,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[EmployeeScores]:
    """Return hygiene and motivator scores of each site, in a group "all" if there is no column of sites.

    Args:
        data: Data frame of any kind or mapping of columns, one row for each employee.
        columns: Column of each factor.
        site: Column with the site.
        scale: Scale of the answers.
        policy: How answers are read; bad ones are refused by default.
        level: Confidence level of the t intervals.

    Raises:
        InvalidValueError: No factor is given, an answer is off the scale, or a site is blank.

    Example:
        >>> import servicekit as sk
        >>> staff = {"site": ["A", "A", "B"], "pay": [3, 4, 2], "career": [2, 3, 5]}
        >>> scores = sk.operations.employee_scores(
        ...     staff, {"basic_needs": "pay", "room_to_rise": "career"}, site="site"
        ... )
        >>> scores["A"].motivator_score
        2.5
    """
    if not columns:
        raise InvalidValueError("columns", "at least one factor", 0)
    chosen = {member(EmployeeFactor, factor): name for factor, name in columns.items()}
    found = read_columns(data, [*chosen.values(), *([site] if site else [])])
    answers = {factor: read_answers(found[name], scale, as_policy(policy)) for factor, name in chosen.items()}
    numbers = {factor: np.where(item.here, item.numbers(scale), np.nan) for factor, item in answers.items()}
    rows = len(next(iter(numbers.values())))
    sites: Any = grouping(found[site]) if site else None
    if sites is not None and None in sites.levels:
        raise InvalidValueError("site", "given in every row", None, f"column {site!r}")
    levels = sites.levels if sites is not None else ("all",)
    scores = {}
    for name in in_order(levels):
        here = sites.codes == levels.index(name) if sites is not None else np.ones(rows, dtype=bool)
        scores[name] = _scores({factor: values[here] for factor, values in numbers.items()}, level)
    return Groups(site or "all", scores, backend_of(data))


def _scores(numbers: Mapping[EmployeeFactor, NDArray[np.float64]], level: float) -> EmployeeScores:
    rows = len(next(iter(numbers.values())))
    hygiene = [values for factor, values in numbers.items() if factor.is_hygiene]
    motivators = [values for factor, values in numbers.items() if not factor.is_hygiene]
    return EmployeeScores(
        hygiene=average_of(_row_means(hygiene, rows), level=level, name=Label("Hygiene factors", "保健因子")),
        motivators=average_of(_row_means(motivators, rows), level=level, name=Label("Motivators", "激励因子")),
        factors={factor: average_of(values, level=level, name=factor.label) for factor, values in numbers.items()},
        missing=int(sum(np.isnan(values).sum() for values in numbers.values())),
    )
