"""F26: what the best customers bring: VIP share of turnover and of a launch; the documents' figures as named claims."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any, Final, Literal

import numpy as np
from attrs import field, frozen

from servicekit.data._transactions import Transactions
from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import AFTER_SALES, RETAIL, part_of, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Concept, Label, Source, framework, member
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.intervals._ratios import RatioOfMeans, ratio_of_totals


@framework(
    "F26",
    title=Label("What a VIP base is for", "VIP客户资源的用途"),
    summary=Label("Four uses of a base of well-known regular customers.", "熟客资源的四种用途。"),
    sources=(under(RETAIL, "VIP资源的利用"),),
)
class VipUse(Concept):
    """A use of regular customers beyond their own purchases."""

    RESULTS = (
        "results",
        "sales results",
        "创造业绩",
        "Are called when the day's or the week's target is not yet reached.",
        "当日、当周任务未完成时，联系这些客户。",
    )
    LAUNCH = (
        "launch",
        "first sales of a new product",
        "新品首销",
        "Are the first to buy what is new.",
        "率先购买新品。",
    )
    ADVOCACY = (
        "advocacy",
        "advocates",
        "推广者",
        "Bring others, who bring others in turn.",
        "带来他人，他人再带来更多人。",
    )
    FEEDBACK = (
        "feedback",
        "feedback on quality",
        "质量反馈者",
        "Judge fairly because they know the product.",
        "熟悉产品，因而评价公允。",
    )


@framework(
    "F26",
    title=Label("What a customer record holds", "客户资料库的内容"),
    summary=Label("Eight facts worth knowing of a customer, kept up to date.", "值得了解并随时更新的八项客户资料。"),
    sources=(under(RETAIL, "资源库的建立"),),
)
class RecordPart(Concept):
    """A part of a customer's record; keep only what the customer agreed to."""

    PERSON = ("person", "personal data", "个人资料", "Who the customer is.", "客户是谁。")
    ADDRESS = ("address", "address", "联系地址", "How to reach the customer.", "如何联系客户。")
    LIKES = ("likes", "likes", "喜好", "What the customer prefers.", "客户喜欢什么。")
    HABITS = ("habits", "habits", "习惯", "How and when the customer buys.", "客户如何及何时购买。")
    INCOME = ("income", "income", "收入", "What the customer can afford.", "客户的支付能力。")
    FAMILY = ("family", "family", "家庭", "For whom the customer buys.", "客户为谁购买。")
    SPENDING = ("spending", "spending", "消费记录", "What was bought, when, for how much.", "何时购买何物、金额多少。")
    UPDATED = ("updated", "last update", "更新时间", "When the record was last checked.", "资料最近一次核对的时间。")


@framework(
    "F26",
    title=Label("Asking VIPs what they think", "向VIP征询意见"),
    summary=Label("Three things to do with the feedback of regular customers.", "对熟客反馈要做的三件事。"),
    sources=(under(RETAIL, "VIP资源的利用"),),
)
class FeedbackStep(Concept):
    """Something done with a VIP's feedback."""

    ASKED = (
        "asked",
        "asked on own initiative",
        "主动征询",
        "Was asked without having complained.",
        "未等投诉便主动询问。",
    )
    RECORDED = ("recorded", "each item recorded", "逐项记录", "Every point was written down.", "对每一项详细记录。")
    THANKED = ("thanked", "thanked", "表示感谢", "Was thanked for it.", "对顾客的意见表示感谢。")


@frozen(kw_only=True)
class Claim:
    """A figure a document states, with its conditions; something to compare with, never an input."""

    label: Label
    customers_share: float | None = field(default=None)
    share: float
    of: Literal["turnover", "profit"] = "turnover"
    source: Source


PARETO: Final = Claim(
    label=Label("20 % of customers bring 80 % of profit", "20%的客户创造80%的收益"),
    customers_share=0.2,
    share=0.8,
    of="profit",
    source=part_of(
        under(AFTER_SALES, "忠诚客户"),
        "A rule of thumb for a car dealer, stated without data.",
        "汽车经销商的经验法则，未附数据。",
    ),
)
VIP_SHOP: Final = Claim(
    label=Label("750 VIPs bring over 75 % of a shop's monthly turnover", "750名VIP贡献一家店每月75%以上的营业额"),
    share=0.75,
    source=part_of(
        under(RETAIL, "VIP资源的利用"),
        "One fashion shop, the number of all its customers not stated.",
        "一家服装专卖店，未说明客户总数。",
    ),
)
VIP_LAUNCH: Final = Claim(
    label=Label("VIPs bring 34 % of a new product's first sales", "VIP占新品前期销售额的34%"),
    share=0.34,
    source=part_of(under(RETAIL, "VIP资源的利用"), "Survey, brand and year not named.", "未注明调查、品牌与年份。"),
)


VIP_SHARES: Final = {
    VipUse.RESULTS: Label("Turnover share of the named customers", "所列客户的营业额占比"),
    VipUse.LAUNCH: Label("Share of a launch's sales to the named customers", "所列客户占新品销售额的比例"),
}


def vip_share(
    log: Transactions,
    vips: Iterable[Hashable],
    *,
    use: VipUse | str = VipUse.RESULTS,
    start: date | str | None = None,
    end: date | str | None = None,
    level: float = 0.95,
) -> RatioOfMeans:
    """Return the share of turnover, or of the sales of a new product, that named customers bring.

    Args:
        log: What ``read_transactions`` returned, with amounts.
        vips: Identifiers. They must have been named beforehand: the best customers of the very same turnover always
            bring much of it (``concentration`` measures that).
        use: "results" for the turnover, "launch" where the log holds the sales of a new product alone. What customers
            bring as advocates is counted by ``referral_forest``.
        start, end: First day and the day after the last, if only a part of the log counts; both or neither.
        level: Confidence level.

    Raises:
        InvalidValueError: If a VIP is not among the customers of the log, or only one end of the time is given.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> sk.loyalty.vip_share(log, log.customers[:10]).title.en
        'Turnover share of the named customers'
    """
    name = VIP_SHARES.get(member(VipUse, use))
    if name is None:
        raise InvalidValueError("use", "one that turnover shows: 'results' or 'launch'", str(use))
    if (start is None) != (end is None):
        raise InvalidValueError("start and end", "given both or neither", [str(start), str(end)])
    if isinstance(vips, str):
        raise InvalidValueError("vips", "a list of identifiers, not one text", vips)
    named = set(vips)
    if unknown := named - set(log.customers.tolist()):
        raise InvalidValueError("vips", "customers of the log", sorted(unknown, key=str))
    part = log.between(start, end) if start is not None and end is not None else log
    totals = part.totals[part.counts > 0]
    is_vip = np.fromiter((who in named for who in part.customers[part.counts > 0].tolist()), bool, len(totals))
    return ratio_of_totals(totals, totals * is_vip, level=level, name=name)


def record_completeness(
    filled: Mapping[Any, int], *, records: int, level: float = 0.95
) -> dict[RecordPart | FeedbackStep, Share]:
    """Return for each part of the customer record the share of records that have it.

    Args:
        filled: Part (or its key) -> records in which it is filled in. What is done with the feedback of VIPs may stand
            beside it: "asked", "recorded", "thanked" -> VIPs with whom it was done.
        records: Records in all.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> sk.loyalty.record_completeness({"thanked": 12}, records=30)[sk.loyalty.FeedbackStep("thanked")].value
        0.4
    """
    checks.validate(checks.whole, "records", records)
    feedback = {step.key for step in FeedbackStep}
    found: dict[RecordPart | FeedbackStep, Share] = {}
    for part, count in filled.items():
        step = isinstance(part, FeedbackStep) or part in feedback
        named: RecordPart | FeedbackStep = member(FeedbackStep, part) if step else member(RecordPart, part)
        found[named] = Share(count=count, n=records, level=level, name=named.label)
    return found
