"""Words that people say at work -> what servicekit calls it: names of frameworks, or of what computes it."""

import re
from typing import Final

from attrs import frozen

from servicekit.foundation._vocabulary import Label


@frozen
class EverydayWord:
    """Words that people use for one thing.

    Attributes:
        label: What it is called here.
        meaning: One sentence.
        call: What computes it, after ``servicekit.``.
        words: How people call it, in both languages.
        frameworks: Keys of frameworks that it leads to.
    """

    label: Label
    meaning: Label
    call: str
    words: tuple[str, ...]
    frameworks: tuple[str, ...] = ()


EVERYDAY: Final = (
    EverydayWord(
        Label("Satisfied customers (CSAT)", "满意率（CSAT）"),
        Label("Share of the best answers; a share, not a score.", "给出最高几档评价的人所占比例；是占比，不是分数。"),
        "satisfaction.top_box",
        ("满意率", "T2B", "B2B", "CSAT", "好评率", "差评率", "top box", "satisfaction rate"),
    ),
    EverydayWord(
        Label("Net promoter score (NPS)", "净推荐值（NPS）"),
        Label("Promoters less detractors, from -100 to 100.", "推荐者占比减去贬损者占比，−100至100。"),
        "satisfaction.net_promoter_score",
        ("NPS", "净推荐值", "推荐度", "推荐意愿", "promoters", "recommendation"),
        ("promoter_group",),
    ),
    EverydayWord(
        Label("Customer effort score (CES)", "轻松度（CES）"),
        Label(
            "How easy it was, or how much effort it took: the scale says which.",
            "办事有多轻松，或有多费力：看量表的方向。",
        ),
        "satisfaction.customer_effort_score",
        ("CES", "费力度", "轻松度", "省心", "effort", "ease"),
    ),
    EverydayWord(
        Label("Satisfaction score", "满意度得分"),
        Label("Mean of the answers, or an index from 0 to 100.", "各份回答的均值，或0至100的指数。"),
        "stats.mean_score",
        ("满意度", "满意度得分", "均分", "满意度指数", "CSI", "satisfaction score"),
        ("acsi_construct", "ecsi_construct"),
    ),
    EverydayWord(
        Label("Importance and performance", "重要性与表现"),
        Label("What matters and how well it is done; what to improve first.", "什么重要、做得怎样；先改进什么。"),
        "priorities.importance_performance",
        ("四分图", "象限图", "IPA", "短板", "优先改进", "quadrant", "priorities", "drivers", "驱动因素"),
        ("attribute_priority", "driver_kind"),
    ),
    EverydayWord(
        Label("Kano categories", "KANO类别"),
        Label(
            "What must be there, what pleases the more there is, and what delights.",
            "必须有的、越多越好的、有了惊喜的。",
        ),
        "priorities.kano",
        ("KANO", "必备型", "基本型", "期望型", "魅力型", "无差异型", "反向型", "must-be", "delighter"),
        ("kano_category",),
    ),
    EverydayWord(
        Label("Audit of standards", "服务标准检查"),
        Label("Share of standards kept at visits, open or hidden.", "明访或暗访中做到服务标准的比例。"),
        "standards.audit",
        ("神秘顾客", "神秘客", "暗访", "明访", "执行率", "达标率", "红线", "mystery shopping", "compliance", "audit"),
        ("outcome", "audit_grade", "direction"),
    ),
    EverydayWord(
        Label("Complaint case", "投诉（工单）"),
        Label("One complaint with its steps, deadlines and remedies.", "一件投诉及其步骤、时限与补救。"),
        "complaints.resolution_time",
        ("工单", "投诉单", "客诉", "12315", "投诉台账", "结案", "ticket", "case", "complaint"),
        ("case_state", "case_event", "severity", "remedy"),
    ),
    EverydayWord(
        Label("Complaint rate", "不满顾客投诉率"),
        Label("Share of the dissatisfied who complain at all.", "不满意的顾客中来投诉的比例。"),
        "complaints.complaint_rate",
        ("投诉率", "冰山", "iceberg", "complaint rate"),
        ("silence_barrier", "complaint_outcome"),
    ),
    EverydayWord(
        Label("Retention and repeat purchase", "保持率与复购率"),
        Label("Who stays, who leaves, who buys again.", "谁留下、谁流失、谁再来买。"),
        "loyalty.customer_base",
        ("留存", "留存率", "保持率", "流失", "流失率", "复购", "复购率", "回头客", "churn", "retention", "repurchase"),
        ("target_group", "loyalty_link", "loyalty_type"),
    ),
    EverydayWord(
        Label("Waits and agents", "等待与座席"),
        Label(
            "How long people wait, who gives up, and how many agents it takes.",
            "等多久、谁放弃、需要多少座席。",
        ),
        "waiting.service_level",
        ("接通率", "呼损", "座席", "坐席", "排队", "等候", "放弃率", "Erlang", "queue", "abandonment", "service level"),
        ("wait_condition",),
    ),
    EverydayWord(
        Label("Journey and its moments", "旅程与关键时刻"),
        Label("What customers meet in order, and which moment is worst.", "顾客依次经历的环节，以及哪一环最差。"),
        "experience.journey",
        ("峰终", "峰终定律", "MOT", "关键时刻", "触点", "客户旅程", "顾客旅程", "漏斗", "touchpoint", "funnel"),
        ("customer_path",),
    ),
    EverydayWord(
        Label("Word of mouth and referral", "口碑与转介绍"),
        Label("Who tells whom, and who brings others.", "谁告诉谁，谁带来新顾客。"),
        "complaints.reach",
        ("口碑", "裂变", "转介绍", "老带新", "referral", "word of mouth"),
        ("talk", "profit_component"),
    ),
    EverydayWord(
        Label("How sure", "把握有多大"),
        Label(
            "Every figure has an interval; a sentence is printed only where a test over the whole report allows it.",
            "每个数值都有置信区间；只有全报告统一校正的检验成立，才写成结论。",
        ),
        "stats.decide",
        (
            "置信区间",
            "误差",
            "误差范围",
            "显著",
            "显著性",
            "样本量",
            "抽样误差",
            "significant",
            "sample size",
            "margin",
        ),
    ),
    EverydayWord(
        Label("Service quality (SERVQUAL)", "服务质量（SERVQUAL）"),
        Label("Perception less expectation on five dimensions.", "五个维度上的感知与期望之差。"),
        "satisfaction.servqual",
        ("SERVQUAL", "感知质量", "五个维度", "差距模型", "gap model"),
        ("quality_dimension",),
    ),
)


def says(text: str, word: str) -> bool:
    """Whether a text contains a word: Latin ones as whole words (CES is not in "services"), Chinese ones anywhere.

    Args:
        text: Where to look.
        word: What to look for.
    """
    text, word = text.casefold(), word.casefold().strip()
    if word.isascii():
        word = word.removesuffix("s") if len(word) > 4 else word
        return re.search(rf"(?<![a-z0-9]){re.escape(word)}s?(?![a-z0-9])", text) is not None
    return word in text


def meant(words: str) -> list[EverydayWord]:
    """Return the things that people may mean by some words, in the order of the list."""
    asked = words.casefold().strip()
    found = []
    for thing in EVERYDAY:
        names = [*thing.words, thing.label.en, thing.label.zh]
        if any(says(name, asked) or (not name.isascii() and name.casefold() in asked) for name in names):
            found.append(thing)
    return found
