"""Psychology of waiting: the conditions under which a wait feels longer than it is, and what to do about each."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._literature import LOVELOCK, MAISTER_1985
from servicekit.foundation._vocabulary import Concept, Label, Source, framework

MAISTER: Final = MAISTER_1985
LOVELOCK_WIRTZ: Final = LOVELOCK


@framework(
    "F32",
    title=Label("Psychology of waiting", "等待的心理"),
    summary=Label(
        "Ten conditions under which the same minutes feel longer; how much longer is estimated from one's own data.",
        "同样的时间在十种条件下会显得更长；长多少由使用者自己的数据估计。",
    ),
    sources=(under(AFTER_SALES, "等待的心理"), MAISTER, LOVELOCK_WIRTZ),
    interpretation=Label(
        "Each proposition compares two kinds of wait; the concept names the kind that feels longer.",
        "每个命题比较两种等待；概念以感觉更长的那一种命名。",
    ),
)
class WaitCondition(Concept):
    """A condition that lengthens a felt wait; its opposite is what a remedy brings about.

    Example:
        >>> import servicekit as sk
        >>> str(sk.waiting.WaitCondition("unoccupied"))
        'Nothing to do 无事可做'
    """

    UNOCCUPIED = (
        "unoccupied",
        "Nothing to do",
        "无事可做",
        "The customer has nothing to do while waiting.",
        "顾客在等待时没有事情可做。",
    )
    BEFORE_SERVICE = (
        "before_service",
        "Before the service has begun",
        "服务尚未开始",
        "Nobody has taken up the customer's matter yet.",
        "还没有人开始处理顾客的事情。",
    )
    ANXIOUS = (
        "anxious",
        "Anxious or longing",
        "焦急与渴望",
        "The customer worries, or longs for what is to come.",
        "顾客焦急担心，或热切盼望。",
    )
    UNCERTAIN = (
        "uncertain",
        "Of unknown length",
        "时长未知",
        "The customer does not know how long it will take.",
        "顾客不知道还要等多久。",
    )
    UNEXPLAINED = (
        "unexplained",
        "Unexplained",
        "没有解释",
        "The customer has not been told why there is a wait.",
        "没有人告诉顾客为什么要等。",
    )
    UNFAIR = (
        "unfair",
        "Unfair",
        "不公平",
        "Others who came later, or seem to matter more, are served first.",
        "后到的人或似乎更受重视的人先得到服务。",
    )
    ALONE = (
        "alone",
        "Alone",
        "独自等待",
        "The customer waits without company.",
        "顾客独自一人等待，没有同伴。",
    )
    LOW_VALUE = (
        "low_value",
        "For something of little value",
        "所等的价值不高",
        "What the customer waits for is worth little to them; for more they would wait longer.",
        "顾客所等的东西对其价值不高；价值越高，越愿意等待。",
    )
    UNCOMFORTABLE = (
        "uncomfortable",
        "Uncomfortable",
        "身体不适",
        "The place is too hot, cold, loud or crowded, or there is no seat.",
        "环境过热、过冷、嘈杂、拥挤，或没有座位。",
    )
    UNFAMILIAR = (
        "unfamiliar",
        "Unfamiliar",
        "不熟悉",
        "The customer is new to the place and does not know how things go there.",
        "顾客初次来到，不了解这里的流程。",
    )


@frozen(kw_only=True)
class Proposition:
    """What a source says about a condition, and the practice that answers it.

    Attributes:
        condition: The condition.
        claim: The proposition.
        remedy: What a service can do.
        sources: Who states it.
    """

    condition: WaitCondition
    claim: Label
    remedy: Label
    sources: tuple[Source, ...]


_BOTH = (under(AFTER_SALES, "等待的心理"), MAISTER)
_TEXTS: tuple[tuple[WaitCondition, Label, Label, tuple[Source, ...]], ...] = (
    (
        WaitCondition.UNOCCUPIED,
        Label("Empty time feels longer than filled time.", "空闲的时间比有事可做的时间显得更长。"),
        Label("Give something useful or pleasant to do.", "让顾客有有用或愉快的事情可做。"),
        _BOTH,
    ),
    (
        WaitCondition.BEFORE_SERVICE,
        Label(
            "A wait before service feels longer than one during it.", "服务开始之前的等待比服务过程中的等待显得更长。"
        ),
        Label("Make contact at once and begin with something.", "立即接触顾客，先开始处理一部分。"),
        _BOTH,
    ),
    (
        WaitCondition.ANXIOUS,
        Label("Worry makes a wait feel longer.", "焦虑使等待显得更长。"),
        Label(
            "Say what will happen and that the customer is not forgotten.",
            "说明接下来会发生什么，让顾客知道自己没有被遗忘。",
        ),
        _BOTH,
    ),
    (
        WaitCondition.UNCERTAIN,
        Label("A wait of unknown length feels longer than a known one.", "时长未知的等待比时长已知的等待显得更长。"),
        Label(
            "Tell the expected time, on the long side, and keep it up to date.", "告知预计时间，宁长勿短，并及时更新。"
        ),
        _BOTH,
    ),
    (
        WaitCondition.UNEXPLAINED,
        Label(
            "A wait without a reason feels longer than an explained one.", "没有原因的等待比得到解释的等待显得更长。"
        ),
        Label("Give the reason before being asked.", "在顾客询问之前说明原因。"),
        _BOTH,
    ),
    (
        WaitCondition.UNFAIR,
        Label("An unfair wait feels longer than a fair one.", "不公平的等待比公平的等待显得更长。"),
        Label("Serve in order of arrival, or show the rule and its reason.", "按到达次序服务，或公开规则及其理由。"),
        _BOTH,
    ),
    (
        WaitCondition.ALONE,
        Label("Waiting alone feels longer than waiting together.", "独自等待比与他人一起等待显得更长。"),
        Label("Bring those who wait together, or keep them company.", "让等待的人在一起，或陪伴他们。"),
        _BOTH,
    ),
    (
        WaitCondition.LOW_VALUE,
        Label(
            "The more a service is worth, the longer one is willing to wait.", "服务的价值越高，顾客愿意等待得越久。"
        ),
        Label("Take small matters out of the queue for large ones.", "把小事从办理大事的队伍中分流出来。"),
        (MAISTER,),
    ),
    (
        WaitCondition.UNCOMFORTABLE,
        Label("Discomfort makes a wait feel longer.", "身体上的不适使等待显得更长。"),
        Label("Offer seats, shelter, quiet and a drink.", "提供座位、遮蔽、安静的环境和饮品。"),
        (LOVELOCK_WIRTZ,),
    ),
    (
        WaitCondition.UNFAMILIAR,
        Label("A first wait feels longer than a familiar one.", "初次经历的等待比熟悉的等待显得更长。"),
        Label("Show newcomers the way through, step by step.", "一步一步地为新顾客指明流程。"),
        (LOVELOCK_WIRTZ,),
    ),
)
PROPOSITIONS: Final[Mapping[WaitCondition, Proposition]] = {
    condition: Proposition(condition=condition, claim=claim, remedy=remedy, sources=sources)
    for condition, claim, remedy, sources in _TEXTS
}


def of_source(source: Source) -> tuple[WaitCondition, ...]:
    """Return the conditions that a source names, in its order: the document's seven, Maister's eight, the other two."""
    return tuple(condition for condition, entry in PROPOSITIONS.items() if source in entry.sources)
