"""Groups: branches and segments side by side, ranked with shrinkage so that luck is neither praised nor blamed."""

from typing import Any, Final

import numpy as np

from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label, Source
from servicekit.satisfaction._top_box import top_box
from servicekit.stats._ranking import Ranking, rank_shares
from servicekit.study._formatting import percent
from servicekit.study._part import Finding, NotRun, Part
from servicekit.study._study import Question, Study
from servicekit.study.parts._measures import measure, name_of

KEY: Final = "groups"
NAME: Final = Label("Where is it better or worse?", "哪里更好，哪里更差？")
NEEDS: Final = Label("A column of groups such as branch or segment.", "一列分组，如网点或客群。")
METHOD: Final = Label(
    "Each group's own figure with its interval, and the share of satisfied customers shrunk towards the mean of all "
    "groups (beta-binomial, uniform-shrinkage prior); a place in the ranking is claimed with its interval only. Under "
    "weights the effective numbers of answers are used.",
    "各组给出自身数值及区间；满意占比按贝塔—二项模型（均匀收缩先验）向总体均值收缩，"
    "名次只连同其区间一起给出。有权重时采用有效样本量。",
)
SOURCES: Final = (
    Source("Daniels", 1999, "A prior for the variance in hierarchical models. Canadian Journal of Statistics 27"),
)
SMALL_GROUP: Final = 30


def assess(study: Study, data: Any) -> Part | NotRun:
    """Measure every question in every group, and rank the groups by their first question of satisfaction."""
    if not study.groups or not study.measured:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    results: dict[str, Result | Groups[Any]] = {}
    findings: list[Finding] = []
    lead = next((name for name, q in study.measured.items() if q.kind == "csat"), next(iter(study.measured)))
    for column in study.groups:
        for name, question in study.measured.items():
            scale = study.scale(question.scale)
            results[f"{name} by {column}"] = measure(
                question, scale, data, by=column, level=study.level, sample=study.sample
            )
        ranking = _ranking(study, study.measured[lead], data, column)
        results[f"ranking of {column}"] = ranking
        findings += _findings(study.label(column), name_of(study, lead), ranking)
    return Part(key=KEY, name=NAME, results=results, findings=tuple(findings), method=METHOD, sources=SOURCES)


def _ranking(study: Study, question: Question, data: Any, column: str) -> Ranking:
    scale = study.scale(question.scale)
    boxes = question.boxes if question.kind != "nps" else 2
    shares = top_box(data, question.column, scale=scale, boxes=boxes, by=column, level=study.level, **study.sample)
    named = {group: share for group, share in shares.items() if group is not None}
    return rank_shares(named, rng=np.random.default_rng(study.seed), level=study.level)


def _findings(column: Label, question: Label, ranking: Ranking) -> list[Finding]:
    if not ranking.differs:
        return [
            Finding(
                text=Label(
                    f"{column.en}: the groups differ no more than chance would make them ({question.en}).",
                    f"{column.zh}：各组差异不超过随机波动（{question.zh}）。",
                )
            )
        ]
    findings = []
    low = [unit for unit in ranking.units if unit.high is not None and ranking.mean and unit.high < ranking.mean]
    high = [unit for unit in ranking.units if unit.low is not None and ranking.mean and unit.low > ranking.mean]
    for units, tone, words in ((low, "bad", ("below", "低于")), (high, "good", ("above", "高于"))):
        if units:
            names = ", ".join(f"{unit.unit} {percent(unit.value or 0.0)}" for unit in units[:6])
            findings.append(
                Finding(
                    text=Label(
                        f"{column.en} clearly {words[0]} the mean of all in {question.en}: {names}.",
                        f"{column.zh}中“{question.zh}”明显{words[1]}总体均值：{names}。",
                    ),
                    tone=tone,  # type: ignore[arg-type]
                    urgency=float(len(units)) if tone == "bad" else 0.0,
                )
            )
    if not findings:
        text = Label(
            f"{column.en}: groups differ, but no single one stands clearly apart.",
            f"{column.zh}：各组有差异，但没有哪一组明显突出。",
        )
        findings.append(Finding(text=text))
    if small := [unit for unit in ranking.units if unit.n < SMALL_GROUP]:
        names = ", ".join(str(unit.unit) for unit in small[:6])
        text = Label(
            f"{column.en}: fewer than {SMALL_GROUP} answers in {names}; their figures are uncertain.",
            f"{column.zh}：{names}的回答少于{SMALL_GROUP}份，数值不确定。",
        )
        findings.append(Finding(text=text, tone="caution"))
    return findings
