"""F22: eight indicators of loyalty, with their directions."""

from collections.abc import Mapping
from typing import Final, Literal

from servicekit.foundation._documents import MEASUREMENT, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F22",
    title=Label("Eight indicators of loyalty", "忠诚度的八项指标"),
    summary=Label(
        "What is usually measured to judge loyalty; three of the eight fall as loyalty rises.",
        "判断忠诚度常用的八项指标；其中三项随忠诚上升而下降。",
    ),
    sources=(under(MEASUREMENT, "客户忠诚度概述·衡量客户忠诚度常用指标"),),
)
class LoyaltyIndicator(Concept):
    """Something measurable that goes with loyalty.

    Example:
        >>> import servicekit as sk
        >>> str(sk.loyalty.LoyaltyIndicator("repeat_purchases"))
        'number of repeat purchases 重复购买次数'
    """

    REPEAT_PURCHASES = (
        "repeat_purchases",
        "number of repeat purchases",
        "重复购买次数",
        "How often the customer has come back to buy.",
        "客户再次购买的次数。",
    )
    SHARE_OF_NEEDS = (
        "share_of_needs",
        "share of needs served",
        "需求满足率",
        "What part of the customer's needs in the category is met here.",
        "客户该类需求中在此得到满足的部分。",
    )
    BRAND_CARE = (
        "brand_care",
        "care about the brand",
        "对品牌的关心程度",
        "How much the customer follows and minds what we do.",
        "客户对我们的动向有多关注与在意。",
    )
    CHOOSING_TIME = (
        "choosing_time",
        "time taken to choose",
        "挑选时间",
        "How long the customer hesitates before buying; falls with loyalty.",
        "购买前犹豫挑选的时间；随忠诚上升而缩短。",
    )
    PRICE_SENSITIVITY = (
        "price_sensitivity",
        "price sensitivity",
        "价格敏感程度",
        "How strongly the customer reacts to our price; falls with loyalty.",
        "客户对我们价格的反应强弱；随忠诚上升而减弱。",
    )
    ATTENTION_TO_COMPETITORS = (
        "attention_to_competitors",
        "attention to competitors",
        "对竞争品牌的关注程度",
        "How closely the customer watches other providers; falls with loyalty.",
        "客户对其他商家的关注；随忠诚上升而减弱。",
    )
    TOLERANCE = (
        "tolerance",
        "tolerance of defects",
        "对缺陷的承受力",
        "How calmly the customer takes a defect.",
        "客户遇到缺陷时的宽容程度。",
    )
    IDENTIFICATION = (
        "identification",
        "identification with the product",
        "对产品的认同度",
        "How far the customer regards the product as his or her own kind of thing.",
        "客户认为产品与自己契合的程度。",
    )


Direction = Literal[1, -1]
DIRECTIONS: Final[Mapping[LoyaltyIndicator, Direction]] = {
    indicator: -1
    if indicator
    in (
        LoyaltyIndicator.CHOOSING_TIME,
        LoyaltyIndicator.PRICE_SENSITIVITY,
        LoyaltyIndicator.ATTENTION_TO_COMPETITORS,
    )
    else 1
    for indicator in LoyaltyIndicator
}
"""+1 where more of it means more loyalty, -1 where it means less."""
