"""Standards of a fashion shop along its five links, each with the idea behind it."""

from typing import Final

from servicekit.foundation._documents import RETAIL, under
from servicekit.foundation._vocabulary import Label
from servicekit.standards._standard import SHARE, Area, Direction, Standard, StandardSet

WELCOME: Final = Area("welcome", Label("Welcome", "迎宾"))
GREETING: Final = Area("greeting", Label("Greeting", "进店问候"))
RECEPTION: Final = Area("reception", Label("Reception and recommendation", "接待与推介"))
RESPECT: Final = Area("respect", Label("Respect for the product", "尊重产品"))
FAREWELL: Final = Area("farewell", Label("Farewell", "送宾"))

_ASSISTANT: Final = Label("sales assistant", "导购")
_TEAM: Final = Label("everyone in the shop", "店内全员")
_LOOK: Final = Label("look", "目测")
_LISTEN: Final = Label("watch and listen", "观察和旁听")
_NEAR: Final = Label("The customer feels near and at home", "让顾客感到亲近和归属")
_MOOD: Final = Label("Shopping takes place in a warm mood", "营造温馨的购物气氛")
_ATTENDED: Final = Label("The customer feels attended to and respected", "让顾客感到被关注和尊重")
_ABLE: Final = Label("The customer sees skill and initiative", "展示专业和主动的能力")
_WORTH: Final = Label("Care for the garment shows its worth", "爱惜衣服体现其价值")
_HONOUR: Final = Label("The customer leaves honoured", "体现对顾客的敬重")

FASHION_RETAIL: Final = StandardSet(
    key="fashion_retail",
    title=Label("Fashion retail", "服装零售"),
    sources=(under(RETAIL, "增值服务·服务规范"),),
    interpretation=Label(
        "The kind of conflict a standard answers, its weight and whether it is critical are our reading.",
        "各标准所应对的冲突类型、权重及是否关键为本库的解读。",
    ),
    standards=(
        Standard(
            key="smile",
            text=Label("Meet every customer with a smile", "以笑脸迎接每位顾客"),
            area=WELCOME,
            subject=_ASSISTANT,
            measure=_LOOK,
            conflict="communication",
            weight=2,
            idea=_NEAR,
        ),
        Standard(
            key="everyone_greets",
            text=Label("Greet the customer, however busy", "再忙也要问候顾客"),
            area=GREETING,
            subject=_TEAM,
            measure=Label("staff who greeted over staff who could see the customer", "问候人数除以看得见顾客的人数"),
            unit=SHARE,
            threshold=1.0,
            direction=Direction.AT_LEAST,
            conflict="communication",
            idea=_MOOD,
        ),
        Standard(
            key="every_piece_explained",
            text=Label("Explain each piece patiently and with care", "耐心细致地介绍每款产品"),
            area=RECEPTION,
            subject=_ASSISTANT,
            measure=_LISTEN,
            conflict="transaction",
            weight=2,
            idea=_ABLE,
        ),
        Standard(
            key="whole_outfit_suggested",
            text=Label("Suggest the whole outfit with shoes, bag and jewellery", "推荐整体搭配，含鞋、包和饰品"),
            area=RECEPTION,
            subject=_ASSISTANT,
            measure=_LISTEN,
            conflict="product_quality",
            idea=_ABLE,
        ),
        Standard(
            key="thankful_without_purchase",
            text=Label("Stay calm and thankful if nothing is bought", "顾客不买也平和感激"),
            area=RECEPTION,
            subject=_ASSISTANT,
            measure=_LOOK,
            conflict="communication",
            critical=True,
            weight=2,
            idea=_ATTENDED,
        ),
        Standard(
            key="tried_pieces_folded",
            text=Label("Fold each tried piece neatly on a counter", "试穿后的衣服整齐叠放"),
            area=RESPECT,
            subject=_ASSISTANT,
            measure=_LOOK,
            conflict="product_quality",
            idea=_WORTH,
        ),
        Standard(
            key="sold_pieces_folded",
            text=Label("Fold each sold piece neatly", "售出的衣服叠放整齐"),
            area=RESPECT,
            subject=_ASSISTANT,
            measure=_LOOK,
            conflict="product_quality",
            idea=_WORTH,
        ),
        Standard(
            key="wrapped_then_bagged",
            text=Label("Wrap the sold pieces in foil paper, then put them in one bag", "用锡箔纸包好再统一装袋"),
            area=RESPECT,
            subject=_ASSISTANT,
            measure=_LOOK,
            conflict="transaction",
            idea=_WORTH,
        ),
        Standard(
            key="carried_to_the_door",
            text=Label("Carry the purchase and see the customer out of the shop", "帮提商品并送顾客出店"),
            area=FAREWELL,
            subject=_ASSISTANT,
            measure=_LOOK,
            conflict="communication",
            idea=_HONOUR,
        ),
        Standard(
            key="thankful_eyes_until_out_of_sight",
            text=Label("Follow the customer with thankful eyes until out of sight", "以感激的目光送到视线之外"),
            area=FAREWELL,
            subject=_ASSISTANT,
            measure=_LOOK,
            conflict="communication",
            idea=_HONOUR,
        ),
    ),
)
