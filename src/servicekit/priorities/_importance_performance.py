"""Importance-performance analysis: how much each rated attribute matters against how well it does."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import field, frozen

from servicekit.data._answers import InputPolicy
from servicekit.data._scales import Scale
from servicekit.foundation._quadrants import Quadrants
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, Source, framework
from servicekit.stats._design import Design
from servicekit.stats._drivers import DriverImportance, driver_importance
from servicekit.stats._mean_score import MeanScore, mean_score
from servicekit.stats._moments import Missing

MOST_BY_SHAPLEY: Final = 10
SOURCE: Final = Source("Martilla and James", 1977, "Importance-performance analysis. Journal of Marketing 41(1)")


@framework(
    "F10",
    title=Label("Importance-performance analysis", "重要性—表现分析"),
    summary=Label("Sorts attributes by how much they matter and how well they do.", "按重要性与表现把各属性分为四类。"),
    sources=(SOURCE,),
)
class AttributePriority(Concept):
    """The four cells of importance against performance.

    Example:
        >>> import servicekit as sk
        >>> str(sk.priorities.AttributePriority("improve_first"))
        'Improve first 优先改进'
    """

    IMPROVE_FIRST = "improve_first", "Improve first", "优先改进", "Matters much and does badly.", "重要而表现差。"
    KEEP_UP = "keep_up", "Keep up the good work", "继续保持", "Matters much and does well.", "重要且表现好。"
    LOW_PRIORITY = "low_priority", "Low priority", "次要改进", "Matters little and does badly.", "不重要且表现差。"
    POSSIBLE_OVERKILL = (
        "possible_overkill",
        "Possible overkill",
        "可能过度",
        "Matters little and does well.",
        "不重要而表现好。",
    )


SQUARE: Final = Quadrants(
    across=Label("Performance", "表现"),
    up=Label("Importance", "重要性"),
    low_low=AttributePriority.LOW_PRIORITY,
    high_low=AttributePriority.POSSIBLE_OVERKILL,
    low_high=AttributePriority.IMPROVE_FIRST,
    high_high=AttributePriority.KEEP_UP,
)


@frozen(kw_only=True)
class Priorities(Result):
    """Importance and performance of each attribute, cut at their means.

    Attributes:
        importance: Share of each attribute in what explains the outcome.
        performance: Mean answer of each attribute.
        names: Names of the attributes.
    """

    title = Label("Priorities", "优先事项")
    derived = ("importance", "performance", "cells", "order")

    importance: DriverImportance
    performance: Mapping[str, MeanScore]
    names: Mapping[str, Label] = field(factory=dict)

    @property
    def cuts(self) -> tuple[float, float] | None:
        """Mean performance and mean importance; None where importance could not be estimated."""
        shares = self.importance.shares
        levels = [mean.index for mean in self.performance.values()]
        if not shares or any(level is None for level in levels):
            return None
        return float(np.mean([level for level in levels if level is not None])), float(np.mean(list(shares.values())))

    @property
    def cells(self) -> dict[str, AttributePriority]:
        """Cell of each attribute; empty where importance could not be estimated."""
        cuts, shares = self.cuts, self.importance.shares
        if cuts is None or not shares:
            return {}
        return {
            name: SQUARE.place(
                across_is_high=(self.performance[name].index or 0.0) >= cuts[0], up_is_high=share >= cuts[1]
            )
            for name, share in shares.items()
        }

    @property
    def order(self) -> tuple[str, ...]:
        """Attributes from the most to the least pressing: importance times the distance to the best answer."""
        shares = self.importance.shares or {}
        pressing = {name: share * (100 - (self.performance[name].index or 0.0)) for name, share in shares.items()}
        return tuple(sorted(pressing, key=lambda name: -pressing[name]))


def importance_performance(
    data: Any,
    outcome: str,
    attributes: Sequence[str],
    *,
    scale: Scale | Mapping[str, Scale],
    names: Mapping[str, Label] | None = None,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    missing: Missing = "listwise",
    resamples: int = 1000,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
) -> Priorities:
    """Sort attributes into four cells by importance and performance.

    Importance is each attribute's share of the explained variance of the outcome (Shapley, LMG; above ten attributes
    Johnson's relative weights, which come close to it); performance is its mean as 0 to 100. The cells are cut at the
    means of both. Importance is association, not proof of cause.

    Args:
        data: A frame of any kind or a mapping of columns, one row per respondent.
        outcome: Column of overall satisfaction.
        attributes: Columns of rated attributes, at least two.
        scale: Scale of all columns, or of each by name (the outcome, too).
        names: Attribute -> its name for readers; the column itself where left out.
        design: Columns of weights, strata and clusters.
        record_id: Column that identifies rows, so that intervals do not depend on their order.
        policy: Policy for text and bad values.
        missing: Rows behind the shares of importance: "listwise" those with every answer, "pairwise" those with both
            answers of a pair.
        resamples: Bootstrap resamples for the intervals of importance; 0 for none.
        rng: Source of the resamples; needed unless there are none.
        level: Confidence level of all intervals.

    Returns:
        Importance and performance with intervals, the cell of each attribute, and the order in which they press.

    Raises:
        InvalidValueError: The outcome is among the attributes, or attributes copy each other.
        NotEnoughDataError: No more complete answers than attributes.

    Source:
        Martilla and James (1977), Importance-performance analysis, Journal of Marketing 41(1).

    Example:
        >>> import servicekit as sk
        >>> survey = sk.load_example().survey
        >>> rated = ["tangibles_1", "reliability_1", "empathy_1"]
        >>> found = sk.priorities.importance_performance(
        ...     survey,
        ...     "overall",
        ...     rated,
        ...     scale={"overall": sk.LIKERT_5} | dict.fromkeys(rated, sk.LIKERT_7),
        ...     resamples=0,
        ... )
        >>> found.cells["reliability_1"].key
        'improve_first'
    """
    scales = scale if isinstance(scale, Mapping) else dict.fromkeys((outcome, *attributes), scale)
    importance = driver_importance(
        data,
        outcome,
        attributes,
        method="lmg" if len(attributes) <= MOST_BY_SHAPLEY else "relative_weights",
        scales=scales,
        design=design,
        record_id=record_id,
        policy=policy,
        missing=missing,
        resamples=resamples,
        rng=rng,
        level=level,
    )
    performance = {
        name: mean_score(data, name, scale=scales[name], level=level, design=design, policy=policy)
        for name in attributes
    }
    known = names or {}
    return Priorities(
        importance=importance,
        performance=performance,
        names={name: known.get(name) or Label(name, name) for name in attributes},
    )
