"""The two index models in widest use: the American and the European customer satisfaction index."""

from servicekit.foundation._literature import FORNELL_1996, TENENHAUS_2005
from servicekit.foundation._vocabulary import Concept, Label, framework
from servicekit.index_models._model import Construct, IndexModel

DISPUTE = Label(
    "Complaints stand here as a consequence of satisfaction, as published; that place is disputed. "
    "Leave them out with model.without('complaints').",
    "此处按原文把抱怨视为满意度的结果；这一位置存在争议，可用 model.without('complaints') 去掉。",
)


@framework(
    "F10",
    title=Label("European customer satisfaction index", "欧洲顾客满意度指数"),
    summary=Label(
        "Third generation of measurement: what makes customers satisfied and what follows, comparable across branches.",
        "第三代测评：顾客为何满意、满意之后如何，可跨行业比较。",
    ),
    sources=(TENENHAUS_2005,),
    interpretation=DISPUTE,
)
class EcsiConstruct(Concept):
    """Constructs of the European index; image is what sets it apart from the American one."""

    IMAGE = "image", "Image", "企业形象", "What customers think the company stands for.", "顾客心目中企业的样子。"
    EXPECTATION = (
        "expectation",
        "Expectation",
        "顾客期望",
        "The quality customers looked forward to before they bought.",
        "购买之前顾客所期待的质量。",
    )
    QUALITY = (
        "quality",
        "Perceived quality",
        "感知质量",
        "How good product and service turned out to be.",
        "产品与服务实际让人感受到的好坏。",
    )
    VALUE = (
        "value",
        "Perceived value",
        "感知价值",
        "Quality set against price, and price against quality.",
        "按价格看质量、按质量看价格的感受。",
    )
    SATISFACTION = (
        "satisfaction",
        "Customer satisfaction",
        "顾客满意",
        "The judgement of the whole: overall, against expectation, against the ideal.",
        "总体判断：整体感受、与期望相比、与理想相比。",
    )
    COMPLAINTS = (
        "complaints",
        "Complaint handling",
        "投诉处理",
        "How complaints were handled, or would be.",
        "抱怨得到（或预计会得到）怎样的处理。",
    )
    LOYALTY = (
        "loyalty",
        "Loyalty",
        "顾客忠诚",
        "The intention to stay, to buy again and to recommend.",
        "继续使用、再次购买和推荐他人的意愿。",
    )


@framework(
    "F10",
    title=Label("American customer satisfaction index", "美国顾客满意度指数"),
    summary=Label(
        "Third generation of measurement: expectation, quality and value lead to satisfaction, and that to loyalty.",
        "第三代测评：期望、质量、价值决定满意，满意带来忠诚。",
    ),
    sources=(FORNELL_1996,),
    interpretation=DISPUTE,
)
class AcsiConstruct(Concept):
    """Constructs of the American index."""

    EXPECTATION = (
        "expectation",
        "Customer expectations",
        "顾客期望",
        "The quality a customer anticipates from experience and hearsay.",
        "顾客凭经验和口碑预想的质量。",
    )
    QUALITY = (
        "quality",
        "Perceived quality",
        "感知质量",
        "The verdict on recent consumption: overall, fit to needs, reliability.",
        "对近期消费的评价：总体、适合需要的程度、可靠性。",
    )
    VALUE = (
        "value",
        "Perceived value",
        "感知价值",
        "What was received against what was paid.",
        "所得与所付相比的感受。",
    )
    SATISFACTION = (
        "satisfaction",
        "Overall satisfaction",
        "总体满意度",
        "Overall satisfaction, distance from expectation and from the ideal.",
        "总体满意、与期望的差距、与理想的距离。",
    )
    COMPLAINTS = (
        "complaints",
        "Customer complaints",
        "顾客抱怨",
        "Whether the customer has complained, to staff or to management.",
        "顾客是否向员工或管理层抱怨过。",
    )
    LOYALTY = (
        "loyalty",
        "Customer loyalty",
        "顾客忠诚",
        "Likelihood to buy again and tolerance of price.",
        "再次购买的可能性和对价格的容忍度。",
    )


ECSI = IndexModel(
    constructs=tuple(Construct.of(concept) for concept in EcsiConstruct),
    paths=(
        ("image", "expectation"),
        ("image", "satisfaction"),
        ("image", "loyalty"),
        ("expectation", "quality"),
        ("expectation", "value"),
        ("expectation", "satisfaction"),
        ("quality", "value"),
        ("quality", "satisfaction"),
        ("value", "satisfaction"),
        ("satisfaction", "complaints"),
        ("satisfaction", "loyalty"),
        ("complaints", "loyalty"),
    ),
)
ACSI = IndexModel(
    constructs=tuple(Construct.of(concept) for concept in AcsiConstruct),
    paths=(
        ("expectation", "quality"),
        ("expectation", "value"),
        ("expectation", "satisfaction"),
        ("quality", "value"),
        ("quality", "satisfaction"),
        ("value", "satisfaction"),
        ("satisfaction", "complaints"),
        ("satisfaction", "loyalty"),
        ("complaints", "loyalty"),
    ),
)
