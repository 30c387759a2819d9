"""Elements of satisfaction: what satisfaction is made of, from the product to the image of the company."""

from servicekit.foundation._documents import PROPERTY, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F06",
    title=Label("Elements of satisfaction", "客户满意的要素"),
    summary=Label(
        "Satisfaction comes from the product and the service, and indirectly from the image of the company.",
        "满意直接来自商品和服务，间接来自企业形象。",
    ),
    sources=(under(PROPERTY, "客户满意的要素"),),
)
class SatisfactionElement(Concept):
    """A node of the tree of satisfaction."""

    SATISFACTION = "satisfaction", "Satisfaction", "客户满意", "The whole.", "整体满意。"
    PRODUCT = "product", "Product", "商品", "A direct element: what is bought.", "直接要素：所购买的商品。"
    HARD_VALUE = "hard_value", "Hard value", "硬体价值", "What can be measured.", "可以衡量的价值。"
    QUALITY = "quality", "Quality", "品质", "How well it is made.", "做工与品质。"
    FUNCTION = "function", "Function", "机能", "What it can do.", "具备的功能。"
    PERFORMANCE = "performance", "Performance", "性能", "How well it does it.", "功能发挥的水平。"
    EFFICIENCY = "efficiency", "Efficiency", "效率", "What it needs for that.", "所需的投入。"
    PRICE = "price", "Price", "价格", "What it costs.", "所付的价钱。"
    SOFT_VALUE = "soft_value", "Soft value", "软体价值", "What is felt in use.", "使用中的感受。"
    DESIGN = "design", "Design", "设计", "Its form.", "外观与造型。"
    COLOUR = "colour", "Colour", "色彩", "Its colours.", "颜色搭配。"
    PRODUCT_NAME = "product_name", "Name", "命名", "What it is called.", "商品的名称。"
    SOUND = "sound", "Sound", "声音", "How it sounds.", "发出的声音。"
    EASE_OF_OPERATION = "ease_of_operation", "Ease of operation", "操作性", "How easily it is used.", "是否容易操作。"
    CONVENIENCE = "convenience", "Convenience", "方便性", "How little trouble it is.", "是否省事。"
    MANUALS = "manuals", "Manuals", "使用说明书", "What explains it.", "说明是否清楚。"
    SERVICE = "service", "Service", "服务", "A direct element: how one is served.", "直接要素：所受到的服务。"
    ATMOSPHERE = "atmosphere", "Atmosphere of the shop", "店内气氛", "A place one likes to be in.", "令人愉快的环境。"
    ATTITUDE = "attitude", "Attitude of staff", "服务态度", "How people meet the customer.", "待客的态度。"
    DRESS = "dress", "Dress", "服装", "How they are dressed.", "着装是否得体。"
    KINDNESS = "kindness", "Kindness", "亲切", "How kind they are.", "是否亲切。"
    GREETING = "greeting", "Greeting", "招呼", "Whether they greet.", "是否主动招呼。"
    SMILE = "smile", "Smile", "笑容", "Whether they smile.", "是否面带微笑。"
    SPEECH = "speech", "Speech", "言谈", "How they speak.", "言语是否恰当。"
    PRODUCT_KNOWLEDGE = "product_knowledge", "Product knowledge", "商品知识", "What they know.", "是否熟悉商品。"
    INFORMATION = (
        "information",
        "After-sales and information",
        "售后与信息服务",
        "Help after the purchase, advice on how to live with it.",
        "售后协助与生活建议。",
    )
    IMAGE = "image", "Image of the company", "企业形象", "An indirect element.", "间接要素。"
    SOCIAL_CONTRIBUTION = (
        "social_contribution",
        "Social contribution",
        "社会贡献",
        "What it does for those around it.",
        "为社会所做的事。",
    )
    CULTURE_AND_SPORT = "culture_and_sport", "Culture and sport", "文体活动", "Supports both.", "支持文化与体育。"
    OPEN_FACILITIES = (
        "open_facilities",
        "Open facilities",
        "开放设施",
        "Residents may use its facilities.",
        "设施向居民开放。",
    )
    WELFARE = "welfare", "Welfare", "福利活动", "Helps those in need.", "帮助有需要的人。"
    ENVIRONMENT = "environment", "Protection of the environment", "环境保护", "How clean it is.", "对环境的保护。"
    RECOVERY = "recovery", "Taking back", "回收", "Takes back what is used up.", "回收用过的物品。"
    RECYCLING = "recycling", "Recycling", "再利用", "Uses it again.", "循环再用。"
    ENVIRONMENTAL_ACTIVITY = (
        "environmental_activity",
        "Environmental activity",
        "环保活动",
        "Takes part in it.",
        "参与环保活动。",
    )
