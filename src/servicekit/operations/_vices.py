"""Seven service vices as the source lists them, and Albrecht's seven sins beside them."""

from collections.abc import Mapping
from typing import Final

from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._literature import ALBRECHT
from servicekit.foundation._phrases import Match, Rule, match
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F33",
    title=Label("Service vices", "服务恶习"),
    summary=Label(
        "Seven ways in which staff make customers feel unwelcome.",
        "员工让客户感到不受欢迎的七种做法。",
    ),
    sources=(under(AFTER_SALES, "服务恶习"),),
)
class ServiceVice(Concept):
    """A way of treating customers badly that has become a habit.

    Example:
        >>> import servicekit as sk
        >>> str(sk.operations.ServiceVice("indifference"))
        'Indifference 冷漠'
    """

    INDIFFERENCE = (
        "indifference",
        "Indifference",
        "冷漠",
        "The customer is there and nobody cares.",
        "客户在场却无人理会。",
    )
    BRUSH_OFF = (
        "brush_off",
        "Brush-off",
        "敷衍",
        "The customer is fobbed off so as to be gone sooner.",
        "应付了事，只想尽快把客户打发走。",
    )
    CONDESCENSION = (
        "condescension",
        "Condescension",
        "居高临下",
        "The customer is talked down to.",
        "以高人一等的口气对待客户。",
    )
    ROBOTISM = (
        "robotism",
        "Robot-like service",
        "机器人般服务",
        "Words and motions run off whoever stands there.",
        "不管面对谁，都机械地重复言语和动作。",
    )
    RULE_BOOK = (
        "rule_book",
        "Rule book",
        "死抱规章",
        "The rule stands above the customer's sense and need.",
        "只讲规章，不顾情理和客户需要。",
    )
    RUN_AROUND = (
        "run_around",
        "Run-around",
        "让客户奔波",
        "The customer is sent from one place to the next.",
        "让客户在各处之间来回跑。",
    )
    NOT_MY_BUSINESS = (
        "not_my_business",
        "Not my business",
        "事不关己",
        "Whoever is asked declares not to be responsible.",
        "被问到的人声称与自己无关。",
    )

    @property
    def counterpart(self) -> "ServiceSin | None":
        """The service sin that is the same habit; None for the vice that the sins do not name."""
        return COUNTERPARTS[self]


@framework(
    "F33",
    title=Label("Albrecht's seven sins of service", "阿尔布雷希特的服务七宗罪"),
    summary=Label(
        "The list from which the vices descend; it has coldness where the document has not my business.",
        "服务恶习的原始清单；其中有冷淡，而没有事不关己。",
    ),
    sources=(ALBRECHT,),
)
class ServiceSin(Concept):
    """One of Albrecht's seven sins."""

    APATHY = "apathy", "Apathy", "漠不关心", "Showing that one does not care.", "表现得毫不在乎。"
    BRUSH_OFF = "brush_off", "Brush-off", "打发", "Getting rid of the customer.", "设法把客户打发走。"
    COLDNESS = "coldness", "Coldness", "冷淡", "Being curt, stiff or unfriendly.", "态度生硬、不友善。"
    CONDESCENSION = (
        "condescension",
        "Condescension",
        "轻视",
        "Treating the customer as one who knows nothing.",
        "把客户当作无知的人。",
    )
    ROBOTISM = "robotism", "Robotism", "机械化", "Serving without looking at the person.", "目中无人地机械服务。"
    RULE_BOOK = "rule_book", "Rule book", "唯规则论", "Putting the rules above the customer.", "把规则置于客户之上。"
    RUN_AROUND = "run_around", "Run-around", "推来推去", "Passing the customer on to others.", "把客户推给别人。"


COUNTERPARTS: Final[Mapping[ServiceVice, ServiceSin | None]] = {
    ServiceVice.INDIFFERENCE: ServiceSin.APATHY,
    ServiceVice.BRUSH_OFF: ServiceSin.BRUSH_OFF,
    ServiceVice.CONDESCENSION: ServiceSin.CONDESCENSION,
    ServiceVice.ROBOTISM: ServiceSin.ROBOTISM,
    ServiceVice.RULE_BOOK: ServiceSin.RULE_BOOK,
    ServiceVice.RUN_AROUND: ServiceSin.RUN_AROUND,
    ServiceVice.NOT_MY_BUSINESS: None,
}
"""Each vice of the document and its counterpart among the sins; coldness has none among the vices."""

AUDIT_ITEMS: Final[Mapping[ServiceVice, Label]] = {
    ServiceVice.INDIFFERENCE: Label(
        "Was a customer left standing without a look or a word?", "是否有客户无人看一眼、无人问一声？"
    ),
    ServiceVice.BRUSH_OFF: Label("Was a question answered only so as to be rid of it?", "是否有问题被随口应付？"),
    ServiceVice.CONDESCENSION: Label(
        "Was a customer lectured or spoken to from above?", "是否教训客户或以高人一等的口气说话？"
    ),
    ServiceVice.ROBOTISM: Label("Were set phrases recited without regard to the customer?", "是否只背话术而不顾客户？"),
    ServiceVice.RULE_BOOK: Label("Was a rule given as the only reason for a refusal?", "是否仅以规定为由拒绝客户？"),
    ServiceVice.RUN_AROUND: Label(
        "Was a customer sent to another place without being taken there?", "是否让客户自己去别处而无人引领？"
    ),
    ServiceVice.NOT_MY_BUSINESS: Label(
        "Did someone decline because it was another's duty?", "是否有人以不归自己管为由推脱？"
    ),
}
"""Yes means that the vice was seen."""

VICE_RULES: Final = (
    Rule(
        key=ServiceVice.INDIFFERENCE.key,
        en=("ignored", "ignored me", "nobody cared", "did not care", "didn't care", "couldn't care less",
            "no one looked up", "looked right through", "indifferent", "uninterested"),
        zh=("冷漠", "冷冰冰", "爱理不理", "爱答不理", "无人理会", "没人理",
            "不理不睬", "视而不见", "漠不关心", "不闻不问"),
        unless=("not indifferent", "不冷漠", "没有不理不睬"),
    ),
    Rule(
        key=ServiceVice.BRUSH_OFF.key,
        en=("brushed off", "brushed me off", "brush-off", "fobbed off", "fobbed me off", "got rid of me",
            "call back later", "come back later", "we are closing", "gave me the brush off"),
        zh=("敷衍", "应付了事", "打发我", "随便应付", "改天再来", "过几天再来", "等通知吧"),
        unless=("没有敷衍", "不敷衍", "从不敷衍"),
    ),
    Rule(
        key=ServiceVice.CONDESCENSION.key,
        en=("condescending", "talked down to", "talked down to me", "patronising", "patronizing", "looked down on",
            "arrogant", "treated me like a child", "you don't understand", "as i already told you"),
        zh=("居高临下", "看不起", "瞧不起", "盛气凌人", "高高在上", "趾高气扬",
            "傲慢", "你不懂", "教训我", "买不起就别看"),
        unless=("not condescending", "not arrogant", "没有看不起", "没有瞧不起", "不傲慢"),
    ),
    Rule(
        key=ServiceVice.ROBOTISM.key,
        en=("like a robot", "like robots", "robot-like", "robotic", "read from a script", "reading from a script",
            "scripted", "canned answer", "same phrase", "next please", "without looking up"),
        zh=("像机器人", "机器人般", "机械地", "念稿", "照本宣科", "背台词", "千篇一律", "复读机", "头也不抬"),
    ),
    Rule(
        key=ServiceVice.RULE_BOOK.key,
        en=("company policy", "that's our policy", "it's our policy", "against the rules", "rules are rules",
            "not allowed by the rules", "the system does not allow", "the system won't let me"),
        zh=("公司规定", "规定就是规定", "按规定不行", "死板", "死抱规章", "系统不允许", "制度不允许", "没有先例"),
        unless=("不死板", "explained the company policy", "despite company policy"),
    ),
    Rule(
        key=ServiceVice.RUN_AROUND.key,
        en=("run-around", "runaround", "sent me from", "sent from one", "from counter to counter", "passed around",
            "passed from one", "transferred again", "transferred me again", "from pillar to post"),
        zh=("踢皮球", "推来推去", "跑来跑去", "来回跑", "跑了好几趟", "让我去别的", "转来转去", "东奔西跑", "互相推诿"),
    ),
    Rule(
        key=ServiceVice.NOT_MY_BUSINESS.key,
        en=("not my job", "not my department", "not my problem", "not my business", "not my responsibility",
            "nothing to do with me", "ask someone else", "i only work here"),
        zh=("不归我管", "不关我事", "不关我的事", "与我无关", "跟我没关系",
            "不是我负责", "不是我的事", "你找别人", "事不关己", "高高挂起"),
    ),
)  # fmt: skip


def find_vices(text: str) -> tuple[Match, ...]:
    """Return the phrases in a comment or transcript that point to a vice, with the words and their places.

    A phrase is a sign, not a proof: who said it of whom is for a reader to judge.

    Args:
        text: Free text in English, Chinese or both.

    Example:
        >>> import servicekit as sk
        >>> type(sk.operations.find_vices("He ignored me")).__name__
        'tuple'
    """
    return match(text, VICE_RULES)
