"""Seven service vices as the source lists them, and Albrecht's seven sins beside them."""

from collections.abc import Mapping
from typing import Final

from servicekit.foundation._vocabulary import Concept, Label, Source, framework

DECK: Final = Source("Training deck of a car dealer's after-sales service", None, "客户满意度培训")


@framework(
    "F33",
    title=Label("Service vices", "服务恶习"),
    summary=Label(
        "Seven ways in which staff make customers feel unwelcome.",
        "员工让客户感到不受欢迎的七种做法。",
    ),
    sources=(DECK,),
)
class ServiceVice(Concept):
    """A way of treating customers badly that has become a habit."""

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


@framework(
    "F33",
    title=Label("Albrecht's seven sins of service", "阿尔布雷希特的服务七宗罪"),
    summary=Label(
        "The list from which the vices descend; it has coldness where the deck has not my business.",
        "服务恶习的原始清单；其中有冷淡，而没有事不关己。",
    ),
    sources=(Source("Albrecht, K.", None, "The seven sins of service"),),
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
"""Each vice of the deck and its counterpart among the sins; coldness has none among the vices."""
