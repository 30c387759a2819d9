"""What to do first: how much each rated attribute matters for overall satisfaction against how well it does."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from attrs import field, frozen

from servicekit.foundation._quadrants import Quadrants
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, Source, framework
from servicekit.stats._drivers import DriverImportance, driver_importance
from servicekit.stats._mean_score import MeanScore, mean_score
from servicekit.study._formatting import figure, percent, points
from servicekit.study._part import Finding, NotRun, Part, incomplete
from servicekit.study._study import Study

KEY: Final = "priorities"
NAME: Final = Label("What to look at first?", "先看哪里？")
NEEDS: Final = Label("Overall satisfaction and ratings of attributes.", "总体满意度与各项评分。")
MOST_BY_SHAPLEY: Final = 10
METHOD: Final = Label(
    "Importance is each attribute's share of the explained variance (Shapley, LMG; above ten attributes Johnson's "
    "relative weights, which come close to it) with a percentile bootstrap interval on complete answers; performance "
    "is its mean as 0 to 100. Importance is association, not proof of cause.",
    "重要性为各属性在可解释方差中的份额（Shapley/LMG；超过十项时用与之接近的Johnson相对权重），"
    "按完整回答做百分位自助法区间；绩效为均值换算成0至100。重要性是关联，不是因果证明。",
)
SOURCE: Final = Source("Martilla and James", 1977, "Importance-performance analysis. Journal of Marketing 41(1)")


@framework(
    "F10",
    title=Label("Importance-performance analysis", "重要性—绩效分析"),
    summary=Label("Sorts attributes by how much they matter and how well they do.", "按重要性与绩效把各属性分为四类。"),
    sources=(SOURCE,),
)
class AttributePriority(Concept):
    """The four cells of importance against performance."""

    IMPROVE_FIRST = "improve_first", "Improve first", "优先改进", "Matters much and does badly.", "重要而绩效低。"
    KEEP_UP = "keep_up", "Keep up the good work", "继续保持", "Matters much and does well.", "重要且绩效高。"
    LOW_PRIORITY = "low_priority", "Low priority", "次要改进", "Matters little and does badly.", "不重要且绩效低。"
    POSSIBLE_OVERKILL = (
        "possible_overkill",
        "Possible overkill",
        "可能过度",
        "Matters little and does well.",
        "不重要而绩效高。",
    )


SQUARE: Final = Quadrants(
    across=Label("Performance", "绩效"),
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


def assess(study: Study, data: Any) -> Part | NotRun:
    """Rank attributes by importance and performance."""
    section = study.drivers
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    scales = {name: study.scale(section.scale) for name in section.drivers}
    importance = driver_importance(
        data,
        section.outcome,
        section.drivers,
        method="lmg" if len(section.drivers) <= MOST_BY_SHAPLEY else "relative_weights",
        scales={**scales, section.outcome: study.scale(section.outcome_scale)},
        resamples=study.resamples,
        rng=np.random.default_rng(study.seed),
        level=study.level,
        **study.replication,
    )
    performance = {
        name: mean_score(data, name, scale=scale, level=study.level, **study.sample) for name, scale in scales.items()
    }
    names = {name: section.labels.get(name) or study.label(name) for name in section.drivers}
    found = Priorities(importance=importance, performance=performance, names=names)
    return Part(
        key=KEY,
        name=NAME,
        results={"priorities": found},
        findings=(*_findings(found), *incomplete(importance.n, importance.n + importance.n_missing)),
        method=METHOD,
        sources=(SOURCE, Source("Groemping", 2006, "Relative importance for linear regression in R. JSS 17(1)")),
    )


def _findings(found: Priorities) -> list[Finding]:
    if found.importance.reason:
        reason = found.importance.reason
        text = Label(f"Not estimable: {reason.text()}.", f"无法估计：{reason.text('zh')}。")
        return [Finding(text=text, tone="caution")]
    explained = figure(found.importance.explained, percent)
    findings = [
        Finding(
            text=Label(
                f"The attributes together explain {explained} of the differences in overall satisfaction.",
                f"各属性合计解释总体满意度差异的{explained}。",
            )
        )
    ]
    cells, shares = found.cells, found.importance.shares or {}
    first = [name for name in found.order if cells[name] is AttributePriority.IMPROVE_FIRST] or list(found.order[:1])
    for name in first[:3]:
        label, level = found.names[name], points(found.performance[name].index or 0.0)
        findings.append(
            Finding(
                text=Label(
                    f"{label.en}: carries {percent(shares[name])} of what is explained and stands at {level} of 100.",
                    f"{label.zh}：占可解释部分的{percent(shares[name])}，绩效为{level}（满分100）。",
                ),
                tone="bad",
                urgency=shares[name] * (100 - (found.performance[name].index or 0.0)),
            )
        )
    return findings
