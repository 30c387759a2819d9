"""Occasions for getting in touch with a customer, and why promotions by phone fail."""

from servicekit.foundation._documents import RETAIL, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F34",
    title=Label("Contact occasions", "沟通的场合"),
    summary=Label("When a shop gets in touch with a customer.", "店铺在什么情况下与顾客沟通。"),
    sources=(under(RETAIL, "顾客沟通与电话技巧"),),
)
class ContactOccasion(Concept):
    """A reason to get in touch.

    Example:
        >>> import servicekit as sk
        >>> str(sk.operations.ContactOccasion("after_sales"))
        'After-sales call 售后电访'
    """

    AFTER_SALES = (
        "after_sales",
        "After-sales call",
        "售后电访",
        "Asking how the purchase has done.",
        "了解购买后的使用情况。",
    )
    NEW_ARRIVALS = (
        "new_arrivals",
        "New arrivals",
        "新款上市",
        "Telling of goods that have just come in.",
        "告知刚到的新品。",
    )
    PROMOTION = "promotion", "Promotion", "促销告知", "Telling of an offer that is limited in time.", "告知限时优惠。"
    GREETING = "greeting", "Greeting", "情感问候", "Wishing well without selling.", "不带销售目的的问候。"
    ORDER_ARRIVED = (
        "order_arrived",
        "Ordered goods are here",
        "顾客定款到货",
        "Telling that what was ordered has arrived.",
        "告知所订的款式已经到店。",
    )
    SHORT_OF_TARGET = (
        "short_of_target",
        "Short of target",
        "业绩未达标",
        "Calling regular customers when the day's or week's target is not yet reached.",
        "当日、当周任务未完成时联系老顾客。",
    )


@framework(
    "F34",
    title=Label("Why promotions by phone fail", "促销效果差的原因"),
    summary=Label("What is missing where promotion calls bring little.", "电话促销效果差时缺少了什么。"),
    sources=(under(RETAIL, "促销效果差的原因"),),
)
class PromotionFailure(Concept):
    """Something that makes promotion calls fail."""

    PLAIN_WORDING = (
        "plain_wording",
        "Plain wording",
        "用词单一",
        "The offer is read out without anything that makes it attractive.",
        "平铺直叙，没有美化和渲染。",
    )
    NO_FOLLOW_UP = (
        "no_follow_up",
        "Nobody follows up",
        "无人跟进",
        "Nobody is assigned to follow up, or nobody checks that it is done.",
        "没有专人跟进，或跟进无人监督。",
    )
    NO_TARGETING = (
        "no_targeting",
        "No targeting",
        "没有目标顾客",
        "Everyone gets the same message, whatever they buy.",
        "不了解购物习惯，漫天散网。",
    )
    NO_SALES_TARGET = (
        "no_sales_target",
        "No sales target",
        "没有销售指标",
        "No result is set for the promotion.",
        "没有为促销设定指标。",
    )
    NO_PERSONAL_TARGET = (
        "no_personal_target",
        "No target for each person",
        "没有个人指标",
        "The result is not broken down to those who call.",
        "指标没有落实到个人。",
    )
    NO_INCENTIVE = (
        "no_incentive",
        "No incentive",
        "没有激励",
        "Reaching the target changes nothing for those who call.",
        "完成指标没有相应的激励。",
    )
