"""Headline measures: each question of the study by itself."""

from typing import Any, Final

from servicekit.data._scales import Scale
from servicekit.foundation._results import Estimate, Result
from servicekit.foundation._vocabulary import Label, Source
from servicekit.satisfaction._customer_effort import customer_effort_score
from servicekit.satisfaction._net_promoter import NetPromoterScore, net_promoter_score
from servicekit.satisfaction._top_box import TopBox, top_box
from servicekit.stats._mean_score import MeanScore, mean_score
from servicekit.study._formatting import Written, figure, percent, plain, points
from servicekit.study._part import Finding, NotRun, Part
from servicekit.study._study import Question, Study

KEY: Final = "measures"
NAME: Final = Label("How satisfied are customers?", "顾客有多满意？")
METHOD: Final = Label(
    "Hull of the score interval (Wilson for shares, Tango for the net promoter score) and the mid-p limits; under "
    "weights on the effective number of answers by Taylor linearisation.",
    "采用得分区间（占比为Wilson，净推荐值为Tango）与mid-P端点的合并区间；有权重时按泰勒线性化的有效样本量计算。",
)
SOURCES: Final = (
    Source("Wilson", 1927, "Probable inference, the law of succession, and statistical inference. JASA 22"),
    Source("Tango", 1998, "Equivalence test and confidence interval for the difference in proportions. Stat. Med. 17"),
)


def measure(question: Question, scale: Scale, data: Any, *, by: str | None = None, level: float, sample: Any) -> Any:
    """Return the measure of a question, or of each group where ``by`` is given."""
    about: dict[str, Any] = {"scale": scale, "level": level, "by": by, **sample}
    if question.kind == "csat":
        return top_box(data, question.column, boxes=question.boxes, **about)
    if question.kind == "nps":
        return net_promoter_score(data, question.column, **about)
    if question.kind == "ces":
        return customer_effort_score(data, question.column, **about)
    return mean_score(data, question.column, **about)


def written_as(estimate: Estimate) -> Written:
    """Return how the figures of a measure are written."""
    if isinstance(estimate, TopBox):
        return percent
    return points if isinstance(estimate, NetPromoterScore) else plain


def name_of(study: Study, name: str) -> Label:
    """Return the name of a question in reports."""
    question = study.questions[name]
    return question.label or study.labels.get(question.column) or Label(name, name)


def assess(study: Study, data: Any) -> Part | NotRun:
    """Compute every question of the study."""
    if not study.measured:
        needs = Label("At least one question with its column and scale.", "至少一道题目及其列名与量表。")
        return NotRun(key=KEY, name=NAME, needs=needs)
    results: dict[str, Result] = {}
    findings: list[Finding] = []
    for name, question in study.measured.items():
        found = measure(question, study.scale(question.scale), data, level=study.level, sample=study.sample)
        results[name] = found
        findings.append(_finding(name_of(study, name), found))
    return Part(key=KEY, name=NAME, results=results, findings=tuple(findings), method=METHOD, sources=SOURCES)


def _finding(name: Label, found: Estimate) -> Finding:
    text = figure(found, written_as(found))
    if found.value is None or found.interval is None:
        return Finding(text=Label(f"{name.en}: {text}", f"{name.zh}：{text}"), tone="caution")
    if isinstance(found, NetPromoterScore):
        if found.interval.low > 0:
            say, tone = ("promoters clearly outnumber detractors", "推荐者明显多于贬损者"), "good"
        elif found.interval.high < 0:
            say, tone = ("detractors clearly outnumber promoters", "贬损者明显多于推荐者"), "bad"
        else:
            say, tone = (
                ("promoters and detractors cannot be told apart in number", "推荐者与贬损者数量无法区分"),
                "neutral",
            )
    elif isinstance(found, TopBox):
        if found.interval.low > 0.5:
            say, tone = ("a clear majority is satisfied", "明显多数顾客满意"), "good"
        elif found.interval.high < 0.5:
            say, tone = ("fewer than half are satisfied", "满意者不到一半"), "bad"
        else:
            say, tone = ("about half are satisfied", "约一半顾客满意"), "neutral"
    elif isinstance(found, MeanScore) and found.index is not None:
        stands = points(found.index)
        say, tone = (f"{stands} on a scale from 0, the worst, to 100", f"折合0（最差）至100分为{stands}"), "neutral"
    else:
        say, tone = ("", ""), "neutral"
    return Finding(
        text=Label(f"{name.en}: {text}; {say[0]}.", f"{name.zh}：{text}，{say[1]}。"),
        tone=tone,  # type: ignore[arg-type]
    )
