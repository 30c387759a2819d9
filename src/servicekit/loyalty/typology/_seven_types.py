"""F21: the seven reasons for which customers stay, what speaks for each, its risk and its cure."""

from collections.abc import Mapping
from typing import Any, Final, Self

from attrs import frozen

from servicekit.foundation._documents import MEASUREMENT, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F21",
    title=Label("Seven types of loyalty", "七种忠诚类型"),
    summary=Label(
        "Repeat purchases look alike from outside; the types tell why they happen, hence how long they will last.",
        "重复购买看上去都一样；七种类型说明其缘由，也就说明它能维持多久。",
    ),
    sources=(under(MEASUREMENT, "客户忠诚度概述·分类"),),
    interpretation=Label(
        "The document names the types without defining them; 'thrift' is read as saving time and trouble (the "
        "convenience loyalty of the literature), because price loyalty already covers money.",
        "资料只列出名称而未下定义；“节约忠诚”在此理解为节省时间与麻烦（文献中的便利忠诚），因为价格忠诚已涵盖金钱。",
    ),
)
class LoyaltyType(Concept):
    """Why a customer keeps coming; ``LoyaltyType("thrift")`` finds ``CONVENIENCE``.

    Example:
        >>> import servicekit as sk
        >>> str(sk.loyalty.LoyaltyType("monopoly"))
        'monopoly loyalty 垄断忠诚'
    """

    MONOPOLY = (
        "monopoly",
        "monopoly loyalty",
        "垄断忠诚",
        "Stays because there is nobody else to buy from.",
        "别无选择，只能在此购买。",
    )
    HABIT = (
        "habit",
        "habit loyalty",
        "习惯忠诚",
        "Stays out of routine, without much thought or feeling.",
        "出于习惯而购买，不多思量，也少有感情。",
    )
    LATENT = (
        "latent",
        "latent loyalty",
        "潜在忠诚",
        "Would like to buy more, but circumstances or rules hold the purchases down.",
        "有意多买，但受环境或规定所限而买得少。",
    )
    CONVENIENCE = (
        "convenience",
        "convenience loyalty (thrift)",
        "节约忠诚",
        "Stays because going elsewhere would cost time, effort or money.",
        "换一家会花费时间、精力或金钱，因而留下。",
    )
    PRICE = (
        "price",
        "price loyalty",
        "价格忠诚",
        "Stays as long as the price is the lowest.",
        "只要价格最低便留下。",
    )
    INCENTIVE = (
        "incentive",
        "incentive loyalty",
        "激励忠诚",
        "Stays for points, rewards and privileges.",
        "为积分、奖励和特权而留下。",
    )
    TRUST = (
        "trust",
        "trust loyalty",
        "信赖忠诚",
        "Stays out of satisfaction and attachment, and recommends.",
        "因满意与情感依恋而留下，并乐于推荐。",
    )

    @classmethod
    def _missing_(cls, value: object) -> Self:
        convenience: Any = cls.CONVENIENCE
        return convenience if value == "thrift" else super()._missing_(value)


@frozen(kw_only=True)
class Care:
    """What endangers a type of loyalty and what turns it into a better one."""

    risk: Label
    cure: Label


CARE: Final[Mapping[LoyaltyType, Care]] = {
    LoyaltyType.MONOPOLY: Care(
        risk=Label(
            "The first competitor takes those who felt captive.", "第一个竞争者出现时，感到受制的顾客便会离去。"
        ),
        cure=Label(
            "Serve as if there were a competitor, and settle old grievances now.",
            "按有竞争者的标准服务，并尽早化解积怨。",
        ),
    ),
    LoyaltyType.HABIT: Care(
        risk=Label(
            "A change of route, of product or of layout breaks the routine.", "路线、产品或布局一变，习惯便会中断。"
        ),
        cure=Label(
            "Keep the routine smooth and add a reason to choose on purpose.",
            "让惯常流程保持顺畅，再给出有意选择的理由。",
        ),
    ),
    LoyaltyType.LATENT: Care(
        risk=Label("The wish fades, or meets a provider without the obstacle.", "意愿会消退，或转向没有障碍的商家。"),
        cure=Label(
            "Find the obstacle (rules, hours, distance, range) and remove it.",
            "找出障碍（规定、时间、距离、品种）并加以消除。",
        ),
    ),
    LoyaltyType.CONVENIENCE: Care(
        risk=Label("A nearer or easier offer, or help with switching.", "出现更近、更省事的选择，或有人协助转换。"),
        cure=Label(
            "Stay the easiest, and add value that is not a hurdle to leave.",
            "始终做最省事的一家，并增加不靠门槛留人的价值。",
        ),
    ),
    LoyaltyType.PRICE: Care(
        risk=Label("Somebody cheaper.", "有人更便宜。"),
        cure=Label(
            "Show what the price includes, and win one service experience worth paying for.",
            "讲清价格所含的内容，并赢得一次值得付费的服务体验。",
        ),
    ),
    LoyaltyType.INCENTIVE: Care(
        risk=Label("The programme ends, or another pays more.", "计划结束，或别家奖励更多。"),
        cure=Label(
            "Let rewards lead to personal service, so that the relation outlives them.",
            "让奖励通向个性化服务，使关系比奖励更长久。",
        ),
    ),
    LoyaltyType.TRUST: Care(
        risk=Label("Broken promises: what is trusted is judged more harshly.", "失信：越受信赖，越被严格评判。"),
        cure=Label(
            "Keep promises, repair failures in the open, invite recommendation.", "信守承诺，公开补救失误，并邀请推荐。"
        ),
    ),
}
"""Risk and cure of each type: a reading of this library, since the document gives none."""
