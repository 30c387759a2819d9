"""Six things never to do with a complaint."""

from typing import Final

from servicekit.complaints.protocols._protocol import Protocol, steps_of
from servicekit.complaints.protocols._stages import HandlingStage, JusticeKind
from servicekit.foundation._documents import RETAIL, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F14",
    title=Label("Six prohibitions", "六项禁忌"),
    summary=Label("What turns a complaint into a quarrel.", "会让投诉变成争吵的做法。"),
    sources=(under(RETAIL, "投诉处理过程禁止事项"),),
)
class Prohibition(Concept):
    """What must not happen at any moment."""

    ARGUE_AT_ONCE = (
        "argue_at_once",
        "Arguing at once",
        "马上讲道理",
        "Reasoning with a customer who has not been heard yet.",
        "还没听完就和顾客讲道理。",
    )
    JUMP_TO_CONCLUSIONS = (
        "jump_to_conclusions",
        "Jumping to conclusions",
        "急于下结论",
        "Deciding before the facts are known.",
        "事实不清就下判断。",
    )
    ONLY_APOLOGISE = (
        "only_apologise",
        "Nothing but apologies",
        "只会道歉",
        "Saying sorry again and again and doing nothing.",
        "反复道歉而不采取行动。",
    )
    CALL_IT_NORMAL = (
        "call_it_normal",
        "Calling it normal",
        "说这很正常",
        "Telling the customer that such things happen.",
        "对顾客说这种事很普遍。",
    )
    DISHONESTY = (
        "dishonesty",
        "Not meaning what one says",
        "言行不一",
        "Promising one thing and doing another, or not telling the truth.",
        "说一套做一套，或不讲真话。",
    )
    PASS_IT_ON = (
        "pass_it_on",
        "Passing the hot potato",
        "互相推诿",
        "Sending the customer from one person to the next.",
        "把顾客推给一个又一个人。",
    )


P, H, J = Prohibition, HandlingStage, JusticeKind
_STAGES: Final = {
    P.ARGUE_AT_ONCE: H.RECEIVE,
    P.JUMP_TO_CONCLUSIONS: H.INVESTIGATE,
    P.ONLY_APOLOGISE: H.RESPOND,
    P.CALL_IT_NORMAL: H.ASSESS,
    P.DISHONESTY: H.COMMUNICATE,
    P.PASS_IT_ON: H.TRACK,
}
_JUSTICE: Final = {
    P.ARGUE_AT_ONCE: J.INTERACTIONAL,
    P.JUMP_TO_CONCLUSIONS: J.PROCEDURAL,
    P.ONLY_APOLOGISE: J.DISTRIBUTIVE,
    P.CALL_IT_NORMAL: J.INTERACTIONAL,
    P.DISHONESTY: J.INTERACTIONAL,
    P.PASS_IT_ON: J.PROCEDURAL,
}
BESIDE: Final = steps_of(P, stages=_STAGES, justice=_JUSTICE, optional=P, critical=(P.DISHONESTY,))
"""The prohibitions as they are watched beside the steps of another protocol: what nobody watched is no gap."""

SIX_PROHIBITIONS: Final = Protocol(
    key="six_prohibitions",
    title=P.framework.title,
    prohibitions=steps_of(P, stages=_STAGES, justice=_JUSTICE, critical=(P.DISHONESTY,)),
    sources=(under(RETAIL, "投诉处理过程禁止事项"),),
)
"""The six prohibitions alone, for an observation in which every one is judged."""
