"""Fixed words of the report in both languages."""

from collections.abc import Iterable
from typing import Final

from servicekit.foundation._vocabulary import Label

IN_SHORT: Final = Label("In short", "摘要")
CONTENTS: Final = Label("Contents", "目录")
SKIP: Final = Label("Skip to the answer", "跳到结论")
BACK: Final = Label("Back to the top", "回到页首")
FIRST: Final = Label("To decide", "重点关注")
SURE: Final = Label("What is sure", "可以确定的结论")
ALSO_SURE: Final = Label("Also sure", "同样可以确定")
UNRANKED: Final = Label(
    "by strength of evidence; in other units, so not ranked against the first", "按证据强弱排列；单位不同，不与上面排序"
)
MORE_BELOW: Final = Label("And {} more below.", "另有{}项，见下文。")
ONLY_BELOW: Final = Label(
    "Sure, but too small to be told here: {}; see below.", "另有{}项可以确定，但差别较小，见下文。"
)
NOT_APART_HERE: Final = Label("{} comparisons are not decided", "尚不能判断的比较：{}项")
MORE_PICTURES: Final = Label("{} more pictures, in which nothing is decided", "其余{}张图（均尚不能判断）")
ASK: Final = Label("Not decided, and what it would take", "尚不能判断的，以及还需要什么")
NOTED: Final = Label("Not decided, and what else to know", "尚不能判断的，以及其他说明")
ASK_NEXT: Final = Label("What to ask next, and how many", "下一步问什么，问多少")
TAG_SURE: Final = Label("sure", "可以确定")
TAG_FAIRLY: Final = Label("fairly sure", "基本可以确定")
TAG_OPEN: Final = Label("open", "尚不能判断")
TAG_CARE: Final = Label("note", "注意")
SURE_COUNT: Final = Label("{} sure", "{}项确定")
OPEN: Final = Label("open", "未定")
HOW_SURE: Final = Label("How sure", "把握有多大")
USED: Final = Label("{:,} answers read", "读取问卷{:,}份")
WEIGHTED: Final = Label("weighted (effective {:,.0f})", "加权（等效样本量{:,.0f}）")
WAVES: Final = Label("{} waves", "{}期")
NO_TARGET: Final = Label("no target set", "未设目标")
TARGET_MET: Final = Label("target {}: met", "目标{}：已达成")
TARGET_MISSED: Final = Label("target {}: missed", "目标{}：未达成")
TARGET_OPEN: Final = Label("target {}: cannot tell", "目标{}：尚不能判断")
SOURCE: Final = Label("Source: {}", "来源：{}")
SOURCES_OF: Final = {
    "complaints": Label("the log of complaints", "投诉台账"),
    "complaint_cost": Label("the log of complaints", "投诉台账"),
    "events": Label("the log of events", "投诉处理记录"),
    "customers": Label("the log of purchases", "购买记录"),
    "churn": Label("the table of customers", "顾客表"),
    "compliance": Label("the audits", "检查记录"),
    "waits": Label("the log of waits", "等待记录"),
    "internal_gaps": Label("the survey, the table of staff and the audits", "问卷调查、员工评分与检查记录"),
    "what_if": Label("a model of the data and assumptions listed here", "由所列数据与假设推算"),
    "improvement": Label("the survey and the register of actions", "问卷调查与行动清单"),
}
SURVEY: Final = Label("the survey", "问卷调查")
N_OF: Final = Label("{0} of {1:,} answers", "{1:,}份问卷中的{0}份")
IS_WEIGHTED: Final = Label("weighted", "已加权")
N_ANSWERS: Final = Label("{:,} answers", "{:,}份问卷")
CHANGED: Final = Label("{} since {} ({} to {}): {}", "与{1}相比{0}（{2}至{3}）：{4}")
NO_CHANGE: Final = Label("change not computed", "未计算变化")
ROSE: Final = Label("rose", "上升")
FELL: Final = Label("fell", "下降")
CANNOT_TELL: Final = Label("cannot tell", "尚不能判断")
IF_LIKE: Final = Label(
    "If it were like the others, at least {} of every 100 asked would be satisfied who are not.",
    "如果做到与其余一样，每100位受访者中至少会多{}位满意。",
)
WOULD_CHANGE: Final = {
    "group": Label(
        "Would change it: another mix of customers in {} (not adjusted for).", "这里没有考虑顾客构成的不同（{}）。"
    ),
    "driver": Label("An association, not proof of cause.", "反映的是相关，不能证明因果。"),
    "gap": Label(
        "Would change it: expectations asked before the service, not after.", "如果在服务之前询问期望，结果可能不同。"
    ),
    "wave": Label("Would change it: other customers asked in the two waves.", "如果两期调查的对象不同，结果可能不同。"),
}
OTHERS: Final = Label("All others", "其余合计")
ALL: Final = Label("all {}", "总体{}")
FIGURE: Final = Label("Figure and {:g}% interval", "结果与{:g}%置信区间")
CLAIM: Final = Label("Against the others", "与其余比较")
AGAINST_BEFORE: Final = Label("Against the wave before", "与上一期比较")
LOWER: Final = Label("lower by {} to {} {}", "低{}至{}{}")
HIGHER: Final = Label("higher by {} to {} {}", "高{}至{}{}")
NOT_BY_ITSELF: Final = Label("not compared by itself", "不单独比较")
NOT_APART: Final = Label("cannot be told apart", "尚不能判断")
LEGEND: Final = Label(
    "▼ ▲ the claim stands, ○ cannot be told; thick: {:g}% interval, thin: interval at the level of the claim; line: "
    "all.",
    "▼▲为可以确定，○为尚不能判断；粗线为{:g}%置信区间，细线为判断所用的区间；竖线为总体。",
)
PLOT: Final = Label("Picture", "图")
AT_LEVEL: Final = Label("at the level of the claim {}", "判断所用的区间{}")
ANSWER_COUNT: Final = Label("{:,} answers", "{:,}份问卷")
FINDINGS: Final = Label("What the data say", "数据说明了什么")
FIGURES: Final = Label("All figures", "详细数据")
HOW: Final = Label("How it was computed", "计算方法")
SOURCES: Final = Label("Sources", "来源")
NOT_RUN: Final = Label("What these data cannot answer", "这些数据回答不了的问题")
NEEDS: Final = Label("It would need", "所需数据")
LADDER: Final = Label("The ten generations of measurement", "测评技术十代")
DONE: Final = Label("done here", "已完成")
PARTLY: Final = Label("partly; needs", "部分完成，还需要")
SUITS: Final = Label("Suits", "适合")
RECOMMENDED: Final = Label("{}: generation “{}” suits it.", "{}：宜采用“{}”一代。")
RECOMMENDED_LACKS: Final = Label(" It still needs: {}.", "还需要：{}。")
RECOMMENDED_NOW: Final = Label(" Until then these data allow “{}”.", "在此之前，现有数据可做“{}”。")
OPEN_BEFORE: Final = Label(
    " Generations build on one another; not answered before it: {}.", "各代循序渐进，此前尚未回答的有：{}。"
)
IMPOSSIBLE: Final = Label("missing", "缺少")
QUALITY: Final = Label("Data quality", "数据质量")
QUESTION: Final = Label("Question", "问题")
COLUMN: Final = Label("Column", "列")
ANSWERED: Final = Label("Answered", "已回答")
MISSING: Final = Label("Missing", "缺失")
SET_ASIDE: Final = Label("Set aside", "剔除")
REASONS: Final = Label("Reasons", "原因")
ROWS: Final = Label("Rows", "问卷份数")
EFFECTIVE: Final = Label("Effective number of rows", "等效样本量")
CONFIDENCE: Final = Label("Confidence level", "置信水平")
MEASURE: Final = Label("Measure", "指标")
VALUE: Final = Label("Value", "结果")
INTERVAL: Final = Label("Interval", "95%置信区间")
ANSWERS: Final = Label("Answers", "样本量")
HOW_MANY: Final = Label("Number", "样本量")
"""Of what a log or a list of checks holds, where nobody was asked."""
GROUP: Final = Label("Group", "组")
NOTE: Final = Label("Note", "备注")
READING: Final = Label(
    "An interval says how far the figure may be off because only some customers were asked; it does not cover bias "
    "from who was asked and who answered.",
    "括号内为置信区间，即只调查部分顾客所带来的误差范围；调查对象选得不当、部分人未作答造成的偏差不在其内。",
)
READING_OF_LOGS: Final = Label(
    "An interval says how far the figure may be off by chance; it does not cover what is missing from the log or wrong "
    "in it.",
    "括号内为置信区间，即偶然因素带来的误差范围；漏记、错记造成的偏差不在其内。",
)
LOGS: Final = frozenset(("complaints", "complaint_cost", "events", "customers", "churn", "compliance", "waits"))
"""Parts that read what was written down, for which nobody was asked."""
WEIGHT_CAUTION: Final = Label(
    "Weights are very uneven: the effective number of rows is below a fifth of the rows.",
    "各份问卷的权重相差悬殊：等效样本量不到问卷份数的五分之一，误差范围较大。",
)
BAR_NOTE: Final = Label(
    "Coloured only where a claim stands; figures below are 95% intervals.",
    "只有可以确定的部分才着色；下方为95%置信区间。",
)
WIDEST: Final = Label("widest", "差距最大")
LOWEST: Final = Label("lowest", "最低")
AGAINST_NEXT: Final = Label("Against the next", "与其次的相比")
NUMBER: Final = Label("No.", "序号")
STATE: Final = Label("State", "状态")
DISCLOSURE: Final = Label("About this survey (AAPOR, 11 items)", "调查说明（AAPOR 11项）")


def reading(parts: Iterable[str]) -> Label:
    """Return how an interval is read in a report.

    Args:
        parts: Keys of its parts.
    """
    return READING_OF_LOGS if LOGS.issuperset(parts) else READING


def counted(part: str) -> Label:
    """Return what heads the column of how many there are.

    Args:
        part: Key of the part.
    """
    return HOW_MANY if part in LOGS else ANSWERS
