"""Ten steps that defuse a customer's anger."""

from typing import Final

from servicekit.complaints.protocols import _six_prohibitions as six_prohibitions
from servicekit.complaints.protocols import _ten_manners as ten_manners
from servicekit.complaints.protocols._protocol import Protocol, steps_of
from servicekit.complaints.protocols._stages import HandlingStage, JusticeKind
from servicekit.foundation._checklist import in_sequence
from servicekit.foundation._documents import RETAIL, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F14",
    title=Label("Ten steps to defuse a complaint", "化解不满的十个步骤"),
    summary=Label(
        "What to say and do, in order, face to face with an upset customer.", "面对不满的顾客，依次要说和要做的事。"
    ),
    sources=(under(RETAIL, "化解顾客不满的步骤"),),
    interpretation=Label(
        "The smile is optional here: over the telephone or after an injury it has no place.",
        "这里把微笑列为可选：在电话里或有人受伤时并不合适。",
    ),
)
class DefusingStep(Concept):
    """One thing to say or do."""

    CUSHION = (
        "cushion",
        "Cushion the concern",
        "语言缓冲",
        "Receive the concern with a kind word.",
        "先用体贴的话接住顾客的关切。",
    )
    SMILE = "smile", "Smile", "微笑", "Show a friendly face.", "以友善的面容相待。"
    APOLOGISE = "apologise", "Apologise", "致歉", "Say sorry for what happened.", "为发生的事道歉。"
    OFFER_HELP = (
        "offer_help",
        "Say you want to help",
        "表明愿意帮助",
        "Tell the customer that you are there to help.",
        "告诉顾客你会帮忙。",
    )
    ASK = "ask", "Ask what happened", "了解情况", "Ask for the facts, one after the other.", "逐一询问事实经过。"
    RESTATE = (
        "restate",
        "Restate the concern",
        "复述确认",
        "Say the concern in your own words until the customer agrees.",
        "用自己的话复述，直到顾客认可。",
    )
    VALUE = (
        "value",
        "Value their cooperation",
        "感谢配合",
        "Show that you set store by what the customer contributes.",
        "表明重视顾客的配合。",
    )
    SOLUTIONS = (
        "solutions",
        "Explain solutions or ask",
        "说明或征询办法",
        "Lay out what can be done, or ask what the customer wants.",
        "说明可行的办法，或询问顾客的想法。",
    )
    SUMMARISE = (
        "summarise",
        "Summarise what follows",
        "总结行动",
        "Say who will do what by when, on both sides.",
        "说清双方谁在什么时候做什么。",
    )
    END_PLEASANTLY = "end_pleasantly", "End pleasantly", "愉快结束", "Part on good terms.", "友好地结束谈话。"


D, H, J = DefusingStep, HandlingStage, JusticeKind
_STAGES: Final = {
    D.CUSHION: H.RECEIVE,
    D.SMILE: H.RECEIVE,
    D.APOLOGISE: H.ACKNOWLEDGE,
    D.OFFER_HELP: H.ACKNOWLEDGE,
    D.ASK: H.INVESTIGATE,
    D.RESTATE: H.ASSESS,
    D.VALUE: H.RESPOND,
    D.SOLUTIONS: H.RESPOND,
    D.SUMMARISE: H.COMMUNICATE,
    D.END_PLEASANTLY: H.CLOSE,
}
_JUSTICE: Final = {
    **dict.fromkeys(D, J.INTERACTIONAL),
    D.ASK: J.PROCEDURAL,
    D.RESTATE: J.PROCEDURAL,
    D.SOLUTIONS: J.DISTRIBUTIVE,
    D.SUMMARISE: J.PROCEDURAL,
}
_EVIDENCE: Final = {
    D.ASK: Label("The facts are written down.", "事实已记录。"),
    D.RESTATE: Label("The customer said yes to the summary.", "顾客确认了复述。"),
    D.SUMMARISE: Label("Who does what by when is written down.", "已写明谁在何时做什么。"),
}
TEN_STEPS: Final = Protocol(
    key="ten_steps",
    title=D.framework.title,
    steps=in_sequence(steps_of(D, stages=_STAGES, justice=_JUSTICE, optional=(D.SMILE,), evidence=_EVIDENCE)),
    manners=ten_manners.BESIDE,
    prohibitions=six_prohibitions.BESIDE,
    sources=(under(RETAIL, "化解顾客不满的步骤"),),
)
"""The ten steps, with the ten manners and the six prohibitions watched beside them."""
