"""Fixed words of the report in both languages."""

from typing import Final

from servicekit.foundation._vocabulary import Label

IN_SHORT: Final = Label("In short", "摘要")
FIRST: Final = Label("What to look at first", "重点关注")
SURE: Final = Label("What is sure", "可以确定的结论")
ALSO_SURE: Final = Label("Also sure", "同样可以确定")
MORE_BELOW: Final = Label("And {} more below.", "另有{}项，见下文。")
ANSWER_COUNT: Final = Label("{:,} answers", "{:,}份回答")
FINDINGS: Final = Label("What the data say", "数据说明了什么")
FIGURES: Final = Label("All figures", "全部数值")
HOW: Final = Label("How it was computed", "计算方法")
SOURCES: Final = Label("Sources", "来源")
NOT_RUN: Final = Label("What these data cannot answer", "这些数据回答不了的问题")
NEEDS: Final = Label("It would need", "所需数据")
LADDER: Final = Label("The ten generations of measurement", "测评技术十代")
DONE: Final = Label("done here", "本报告已做")
NOT_BUILT: Final = Label("the data would do, but this version has no such analysis", "数据足够，但本版本尚无此分析")
IMPOSSIBLE: Final = Label("needs", "需要")
QUALITY: Final = Label("Data quality", "数据质量")
QUESTION: Final = Label("Question", "问题")
COLUMN: Final = Label("Column", "列")
ANSWERED: Final = Label("Answered", "已回答")
MISSING: Final = Label("Missing", "缺失")
SET_ASIDE: Final = Label("Set aside", "剔除")
REASONS: Final = Label("Reasons", "原因")
ROWS: Final = Label("Rows", "行数")
EFFECTIVE: Final = Label("Effective number of rows", "有效样本量")
CONFIDENCE: Final = Label("Confidence level", "置信水平")
MEASURE: Final = Label("Measure", "指标")
VALUE: Final = Label("Value", "数值")
INTERVAL: Final = Label("Interval", "区间")
ANSWERS: Final = Label("Answers", "回答数")
GROUP: Final = Label("Group", "组")
NOTE: Final = Label("Note", "备注")
READING: Final = Label(
    "An interval says how far the figure may be off because only some customers were asked; it does not cover bias "
    "from who was asked and who answered.",
    "括号内为置信区间，即只调查部分顾客所带来的误差范围；调查对象选得不当、部分人未作答造成的偏差不在其内。",
)
WEIGHT_CAUTION: Final = Label(
    "Weights are very uneven: the effective number of rows is below a fifth of the rows.",
    "权重很不均匀：有效样本量不到行数的五分之一。",
)
