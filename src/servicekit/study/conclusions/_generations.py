"""The ten generations of satisfaction measurement: what each is for, whom it suits and which data it needs."""

from collections.abc import Iterable
from typing import Final

from attrs import frozen

from servicekit.foundation._documents import MEASUREMENT, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F10",
    title=Label("Ten generations of satisfaction measurement", "满意度测评技术十代"),
    summary=Label(
        "A ladder of methods, each for another question and another stage of an organisation; all remain in use.",
        "一组逐代发展的测评方法，各自回答不同的问题、适合不同的阶段，并非后者取代前者。",
    ),
    sources=(under(MEASUREMENT, "客户满意度测评"),),
)
class Generation(Concept):
    """The ten generations in their order.

    Example:
        >>> import servicekit as sk
        >>> str(sk.study.Generation("compliance"))
        'Standards carried out 服务落实度'
    """

    COMPLIANCE = (
        "compliance",
        "Standards carried out",
        "服务落实度",
        "Are the standards carried out, is conduct in order?",
        "服务标准是否落实，服务行为是否规范？",
    )
    PERCEIVED_QUALITY = (
        "perceived_quality",
        "Perceived quality",
        "感知质量",
        "How do customers perceive the service, front and back stage?",
        "顾客如何感知前台与后台的服务？",
    )
    INDEX_MODEL = (
        "index_model",
        "Satisfaction index model",
        "满意度指数模型",
        "How satisfied is a nation or an industry on one scale, why, and what follows?",
        "以统一尺度从宏观上衡量国家、行业的满意度：为何满意，结果如何？",
    )
    DISSATISFACTION = (
        "dissatisfaction",
        "Satisfaction and dissatisfaction",
        "满意+不满意",
        "What makes the dissatisfied so, apart from what satisfies?",
        "不满意者为何不满，与满意的原因有何不同？",
    )
    SHORTFALLS = (
        "shortfalls",
        "Satisfaction and shortfalls",
        "满意度+短板改进",
        "Where does the company fall short inside, and what should be improved first?",
        "企业内部的服务缺口在哪里，应先改进哪块短板？",
    )
    KANO = (
        "kano",
        "Satisfaction and Kano",
        "满意度+KANO",
        "Where does investment raise satisfaction, and where should it stop?",
        "投入在哪里能提高满意度，在哪里应当停止？",
    )
    USAGE_AND_ATTITUDE = (
        "usage_and_attitude",
        "Satisfaction, usage and attitude",
        "满意度+UA",
        "Who uses and likes the service how, and who should be served how?",
        "谁如何使用、如何看待服务，应如何区别服务？",
    )
    EXCELLENCE = (
        "excellence",
        "Satisfaction and excellence",
        "满意度+卓越服务",
        "What sets the delighted apart from the merely satisfied?",
        "非常满意者与一般满意者的区别在哪里？",
    )
    EXPERIENCE = (
        "experience",
        "Satisfaction and experience",
        "满意度+用户体验",
        "How easy is it, touchpoint by touchpoint, and what should be improved next?",
        "各触点用起来是否轻松，下一步改进什么？",
    )
    MANAGEMENT = (
        "management",
        "Satisfaction and service management",
        "满意度+服务管理",
        "Are targets met over time, and did the actions work?",
        "目标是否持续达成，措施是否有效？",
    )


@frozen(kw_only=True)
class Rung:
    """What a generation suits and what it needs.

    Attributes:
        stage: Key of the stage of an organisation it fits ("setting_standards", ...), as ``[report] stage`` names it.
        suits: That stage.
        needs: The data without which it cannot be run.
        evidence: What makes it possible ("quality", "audits", ...); one of several is enough.
        call: The call that answers its question outside of a report.
        parts: Keys of the parts of an assessment that answer it; none where no report does.
    """

    stage: str
    suits: Label
    needs: Label
    evidence: tuple[str, ...]
    call: str
    parts: tuple[str, ...]


def _rung(
    stage: str, suits: tuple[str, str], needs: tuple[str, str], evidence: str | tuple[str, ...], call: str, *parts: str
) -> Rung:
    enough = (evidence,) if isinstance(evidence, str) else evidence
    return Rung(stage=stage, suits=Label(*suits), needs=Label(*needs), evidence=enough, call=call, parts=parts)


LADDER: Final = {
    Generation.COMPLIANCE: _rung(
        "setting_standards",
        ("An organisation that is setting its standards.", "正在建立服务标准的组织。"),
        ("An audit table: site, standard, observation.", "检查表：网点、标准、观察结果。"),
        "audits",
        "sk.standards.compliance",
        "compliance",
    ),
    Generation.PERCEIVED_QUALITY: _rung(
        "seeing_through_customers_eyes",
        ("One that carries out its standards and asks how customers see it.", "标准已落实、想了解顾客感受的组织。"),
        ("Several items per quality dimension.", "每个质量维度若干题目。"),
        "quality",
        "sk.servqual",
        "quality",
    ),
    Generation.INDEX_MODEL: _rung(
        "comparing_on_one_scale",
        (
            "Nations and industries; comparing branches or years of one organisation is this library's extension.",
            "国家、行业层面；一家组织内跨网点、跨年度的比较是本软件的延伸。",
        ),
        ("Items on expectation, quality, value, satisfaction and loyalty.", "期望、质量、价值、满意与忠诚方面的题目。"),
        "index",
        "sk.satisfaction_index",
        "index",
    ),
    Generation.DISSATISFACTION: _rung(
        "reducing_dissatisfaction",
        ("One with a stubborn share of dissatisfied customers.", "始终有一部分顾客不满意的组织。"),
        ("Overall satisfaction and ratings of attributes.", "总体满意度与各项评分。"),
        "drivers",
        "sk.priorities.two_sided_drivers",
        "sides",
    ),
    Generation.SHORTFALLS: _rung(
        "closing_shortfalls",
        ("One that must choose what to improve first.", "需要决定先改进什么的组织。"),
        (
            "Ratings of attributes with overall satisfaction, or by customers, front line and management alike.",
            "各项评分与总体满意度，或顾客、一线员工与管理层对同一组题目的评分。",
        ),
        ("drivers", "staff"),
        "sk.satisfaction.internal_gaps",
        "internal_gaps",
        "priorities",
        "importance",
    ),
    Generation.KANO: _rung(
        "allocating_resources",
        ("One that plans investments in features.", "规划服务投入的组织。"),
        ("Pairs of functional and dysfunctional questions.", "正反向成对的KANO题目。"),
        "kano",
        "sk.priorities.kano",
        "kano",
    ),
    Generation.USAGE_AND_ATTITUDE: _rung(
        "serving_segments",
        ("One that serves segments differently.", "对不同客群提供差异化服务的组织。"),
        (
            "Usage and attitude of each customer, and where high begins in each.",
            "每位顾客的使用与态度数据，以及各自的高低分界。",
        ),
        "usage",
        "sk.segments.usage_attitude",
        "usage",
        "loyalty",
    ),
    Generation.EXCELLENCE: _rung(
        "delighting",
        ("One that satisfies already and wants to delight.", "已令人满意、希望令人惊喜的组织。"),
        (
            "Overall satisfaction with enough top answers, and ratings of attributes.",
            "总体满意度（含足够最高分）与各项评分。",
        ),
        "drivers",
        "sk.priorities.excellence",
        "excellence",
    ),
    Generation.EXPERIENCE: _rung(
        "easing_use",
        ("One with many digital or repeated contacts.", "数字化或高频接触的组织。"),
        (
            "Ratings or effort questions of several touchpoints as a journey, or a usability questionnaire or task for "
            "each of several.",
            "若干触点的评分或费力度（轻松度）题目，按旅程列出；或若干触点各自的可用性问卷或任务。",
        ),
        "touchpoints",
        "sk.experience.journey",
        "journey",
        "experience",
    ),
    Generation.MANAGEMENT: _rung(
        "managing_service",
        ("One that runs service by targets and reviews.", "以目标和回顾来管理服务的组织。"),
        (
            "At least two waves of the same questions, a target that was stated, and a register of actions.",
            "相同题目至少两期，有明确的目标，并有措施记录。",
        ),
        "waves",
        "sk.improvement.verify_effect",
        "improvement",
    ),
}


STAGES: Final = tuple(rung.stage for rung in LADDER.values())
"""Stages of an organisation, from the first to the last; each is what one generation suits."""


def feasible_generations(evidence: Iterable[str]) -> tuple[Generation, ...]:
    """Return the generations for which there are data, in their order.

    Args:
        evidence: What there is: "audits", "quality", "index", "drivers", "staff", "kano", "usage", "touchpoints",
            "waves" (with a target).

    Example:
        >>> import servicekit as sk
        >>> len(sk.study.feasible_generations([]))
        0
    """
    there = set(evidence)
    return tuple(generation for generation, rung in LADDER.items() if there.intersection(rung.evidence))
