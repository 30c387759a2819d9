"""Kinds of problem: what a complaint is about once it has been summed up, which decides who can solve it."""

from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F14",
    title=Label("Kinds of problem", "问题的类型"),
    summary=Label("What a complaint is about once it has been summed up.", "总结之后投诉属于哪一类问题。"),
    sources=(under(AFTER_SALES, "总结问题"),),
)
class ProblemKind(Concept):
    """The kind decides who can solve it."""

    WARRANTY = (
        "warranty",
        "Warranty",
        "保修索赔",
        "A claim for repair or money under warranty.",
        "在保修范围内的修理或赔偿要求。",
    )
    UNPUNCTUALITY = "unpunctuality", "Unpunctuality", "不守时", "A time agreed was not kept.", "约定的时间没有兑现。"
    INTEGRITY = (
        "integrity",
        "Integrity",
        "诚信问题",
        "The customer doubts that the house is honest.",
        "客户怀疑企业是否诚实。",
    )
    EMOTIONAL = "emotional", "Emotional", "感性问题", "It is the feeling that was hurt.", "受伤的是感情。"
    EXPERT = "expert", "Expert", "专家问题", "A specialist has to judge it.", "需要专业人员判断。"
