"""What to do first: how much each rated attribute matters for overall satisfaction against how well it does."""

from typing import Any, Final

import numpy as np

from servicekit.foundation._vocabulary import Label, Source
from servicekit.priorities._importance_performance import (
    SOURCE,
    AttributePriority,
    Priorities,
    importance_performance,
)
from servicekit.study._formatting import figure, percent, points
from servicekit.study._part import Finding, NotRun, Part, incomplete
from servicekit.study._study import Study

KEY: Final = "priorities"
NAME: Final = Label("What to look at first?", "先看哪里？")
NEEDS: Final = Label("Overall satisfaction and ratings of attributes.", "总体满意度与各项评分。")
METHOD: Final = Label(
    "Importance is each attribute's share of the explained variance (Shapley, LMG; above ten attributes Johnson's "
    "relative weights, which come close to it) with a percentile bootstrap interval on complete answers; performance "
    "is its mean as 0 to 100. Importance is association, not proof of cause.",
    "重要性为各属性在可解释方差中的份额（Shapley/LMG；超过十项时用与之接近的Johnson相对权重），"
    "按完整回答做百分位自助法区间；绩效为均值换算成0至100。重要性是关联，不是因果证明。",
)


def assess(study: Study, data: Any) -> Part | NotRun:
    """Rank attributes by importance and performance."""
    section = study.drivers
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    found = importance_performance(
        data,
        section.outcome,
        section.drivers,
        scale={
            **{name: study.scale(section.scale) for name in section.drivers},
            section.outcome: study.scale(section.outcome_scale),
        },
        names={name: section.labels.get(name) or study.label(name) for name in section.drivers},
        resamples=study.resamples,
        rng=np.random.default_rng(study.seed),
        level=study.level,
        **study.replication,
    )
    importance = found.importance
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
