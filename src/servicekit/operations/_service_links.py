"""Five links of service in a shop, each with the behaviour, the norm and the idea behind it."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from servicekit.foundation._documents import RETAIL, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F34",
    title=Label("Five service links", "五个服务环节"),
    summary=Label(
        "The links of a visit to a shop, from welcome to farewell.",
        "顾客到店从迎宾到送宾的五个环节。",
    ),
    sources=(under(RETAIL, "增值服务·服务环节"),),
)
class ServiceLink(Concept):
    """A link of the visit, in order."""

    WELCOME = "welcome", "Welcome", "迎宾", "The customer comes towards the shop.", "顾客来到店前。"
    GREETING = "greeting", "Greeting", "进店问候", "The customer enters.", "顾客进店。"
    RECEPTION = "reception", "Reception", "接待", "The customer is shown what suits.", "向顾客推介合适的产品。"
    RESPECT = (
        "respect",
        "Respect for the product",
        "尊重产品",
        "The garment is handled before the customer's eyes.",
        "当着顾客的面打理衣服。",
    )
    FAREWELL = "farewell", "Farewell", "送宾", "The customer leaves.", "顾客离店。"


@frozen(kw_only=True)
class LinkContent:
    """What a link consists of: what is done, the norm for it, and the idea behind it."""

    behaviour: Label
    norms: tuple[Label, ...]
    idea: Label


FIVE_LINKS: Final[Mapping[ServiceLink, LinkContent]] = {
    ServiceLink.WELCOME: LinkContent(
        behaviour=Label("Meet the customer", "迎接顾客"),
        norms=(Label("Keep a sunny smile throughout", "始终保持灿烂的笑脸"),),
        idea=Label("Nearness, warmth and a sense of belonging", "亲和、温暖与归属感"),
    ),
    ServiceLink.GREETING: LinkContent(
        behaviour=Label("Greet whoever enters", "问候进店顾客"),
        norms=(Label("Everyone greets, however busy", "再忙也人人问候"),),
        idea=Label("A warm setting for shopping", "温馨的购物环境"),
    ),
    ServiceLink.RECEPTION: LinkContent(
        behaviour=Label("Present and recommend", "产品推介"),
        norms=(
            Label("Explain each piece patiently", "耐心介绍每一款"),
            Label("Suggest the whole outfit with its accessories", "注重整体搭配和饰品"),
            Label("Stay calm and thankful if nothing is bought", "顾客不买也心平气和"),
        ),
        idea=Label("Attention and respect, skill and initiative", "关注与尊重，专业与主动"),
    ),
    ServiceLink.RESPECT: LinkContent(
        behaviour=Label("Handle garments after fitting and after sale", "试穿后与成交后打理衣服"),
        norms=(
            Label("After fitting, fold each piece and lay it on a counter", "试穿后逐件叠放整齐"),
            Label("After sale, fold, wrap in foil paper, then bag", "成交后叠好、用锡箔纸包好再装袋"),
        ),
        idea=Label("Care for the product shows its worth", "重视产品，体现价值"),
    ),
    ServiceLink.FAREWELL: LinkContent(
        behaviour=Label("See the customer off", "送别顾客"),
        norms=(
            Label("Carry the purchase out of the shop", "帮提商品送出店外"),
            Label("Follow with thankful eyes until out of sight", "感激目送至视线之外"),
        ),
        idea=Label("Respect for the customer", "对顾客的尊重"),
    ),
}
