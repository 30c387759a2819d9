"""What is said in a call, part by part, and the poor and the good call of the document as worked cases."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from attrs import field, frozen

from servicekit.foundation._documents import RETAIL, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F34",
    title=Label("Parts of a call", "一通电话的组成"),
    summary=Label("What the document's good call says, in its order.", "文档中正确的沟通依次说了什么。"),
    sources=(under(RETAIL, "正确的沟通"),),
    interpretation=Label(
        "The document gives the call as running words; where one part ends and the next begins is a reading.",
        "文档给出的是整段话术，各部分的划分为本库的理解。",
    ),
)
class CallPart(Concept):
    """Something said in a call that invites a customer.

    Example:
        >>> import servicekit as sk
        >>> str(sk.operations.CallPart("greeting"))
        'Greeting 问候'
    """

    GREETING = (
        "greeting",
        "Greeting",
        "问候",
        "Good morning, good day or good afternoon, by the hour; then a few words, as many as closeness allows.",
        "按时段问早上好、中午好或下午好，再视与顾客的熟悉程度寒暄。",
    )
    CALLER = "caller", "Who calls", "自报家门", "Name and shop.", "说明是哪家店的哪一位。"
    GOOD_NEWS = (
        "good_news",
        "Good news",
        "好消息",
        "There is good news for this customer.",
        "告知有好消息带给这位顾客。",
    )
    WHY_YOU = (
        "why_you",
        "Why you",
        "为何是您",
        "For which reason this customer is called and not everybody.",
        "说明为什么特意告诉这位顾客。",
    )
    FEW_CHOSEN = (
        "few_chosen",
        "Few and chosen",
        "精选款式",
        "A few pieces were chosen, for these days.",
        "近几日精选的少数几款。",
    )
    SUITS = (
        "suits",
        "Which suit you",
        "适合您的款式",
        "How many of them suit this customer, and why.",
        "其中哪几款适合这位顾客，适合在何处。",
    )
    WHY_SOON = (
        "why_soon",
        "Why soon",
        "为何要趁早",
        "That there are few: only where it is true.",
        "数量有限：仅在属实时说。",
    )
    RESERVED = "reserved", "Set aside", "已预留", "The pieces are set aside already.", "已为顾客预留。"
    CHOICE = (
        "choice",
        "Choice of two times",
        "二选一的时间",
        "Two times to choose from, either of which suits the shop.",
        "给出两个时段供顾客选择，两者都在我们预设之内。",
    )


WorkedCall = Literal["poor", "model"]


@frozen(kw_only=True)
class Worked:
    """A call told part by part, in this library's words, with the tests it passes."""

    parts: Mapping[CallPart, Label] = field(hash=False)
    passes: bool


P = CallPart
WORKED_CALLS: Final[Mapping[WorkedCall, Worked]] = MappingProxyType(
    {
        "poor": Worked(
            parts={
                P.CALLER: Label("It is the shop; have you been busy?", "报店名，问最近忙不忙。"),
                P.GOOD_NEWS: Label("There is an offer: spend so much, get so much.", "店里有满送活动。"),
                P.CHOICE: Label("Do come by when you have time.", "有空过来看看。"),
            },
            passes=False,
        ),
        "model": Worked(
            parts={
                P.GREETING: Label("Greets by the hour, chats as closeness allows.", "按时段问好，视熟悉程度寒暄。"),
                P.CALLER: Label("Says which shop it is.", "说明是哪家店。"),
                P.GOOD_NEWS: Label("Has good news to tell.", "有好消息告知。"),
                P.WHY_YOU: Label("The company thanks its most valued customers.", "公司回馈如这位顾客的贵宾。"),
                P.FEW_CHOSEN: Label("A few pieces were chosen for these days.", "近几日特意挑选了几款。"),
                P.SUITS: Label("Two of them suit this customer's bearing.", "其中两件特别适合这位顾客的气质。"),
                P.WHY_SOON: Label("There are few of them.", "数量有限。"),
                P.RESERVED: Label("They have been set aside.", "已经预留。"),
                P.CHOICE: Label("Noon or afternoon, to try them on?", "中午还是下午过来试穿。"),
            },
            passes=True,
        ),
    }
)
"""The poor call has an offer for anybody and leaves the time to chance; the good one is for this customer alone."""
