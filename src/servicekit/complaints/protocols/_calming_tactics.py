"""Nine tactics that let an angry customer calm down."""

from typing import Final

from servicekit.complaints.protocols._protocol import Protocol, steps_of
from servicekit.complaints.protocols._stages import HandlingStage, JusticeKind
from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._vocabulary import Concept, Label, framework

MOOD_FIRST: Final = Label("First the mood, then the matter, then follow-up.", "先处理心情，再处理事情，然后跟踪后续。")


@framework(
    "F14",
    title=Label("Nine calming tactics", "九个消火办法"),
    summary=Label(
        "How to bring down anger before the matter itself is dealt with.", "在处理事情之前先让顾客消气的办法。"
    ),
    sources=(under(AFTER_SALES, "先处理顾客心情,再处理事情"),),
)
class CalmingTactic(Concept):
    """A way to let anger go."""

    RESPOND_IN_TIME = (
        "respond_in_time",
        "Respond in time",
        "及时回应",
        "Answer quickly, for anger grows with the wait.",
        "尽快回应，等待会让怒气上升。",
    )
    QUIET_PLACE = (
        "quiet_place",
        "Find a quieter place",
        "换个安静地方",
        "Take the talk out of the public eye.",
        "离开公共场合再谈。",
    )
    OWN_IT = (
        "own_it",
        "Do not challenge: own it, within your authority",
        "不挑战顾客，担责不越权",
        "Do not challenge the customer; take responsibility, promise nothing beyond your authority, and say when an "
        "answer will come.",
        "不与顾客对抗；自己承担责任，不答应权限以外的事，并说明何时答复。",
    )
    DO_NOT_WIN = (
        "do_not_win",
        "Do not try to win",
        "不争输赢",
        "Aim for a satisfied customer, not for being right.",
        "目标是满意，而不是争对错。",
    )
    LET_THEM_VENT = (
        "let_them_vent",
        "Let them vent",
        "让顾客宣泄",
        "Anger that is out makes room for listening.",
        "怒气发出来之后才听得进去。",
    )
    SEEK_AGREEMENT = (
        "seek_agreement",
        "Seek agreement",
        "寻找共识",
        "Say where the customer is right.",
        "说出顾客有道理的地方。",
    )
    KEEP_INFORMED = (
        "keep_informed",
        "Keep them informed",
        "告知进展",
        "Stay in touch while a solution takes time.",
        "解决需要时间时保持联系。",
    )
    STRESS_THE_POSSIBLE = (
        "stress_the_possible",
        "Stress what you can do",
        "强调能做的事",
        "Talk about what is possible, not about what is not.",
        "多说能做什么，少说不能做什么。",
    )
    RULES_AS_BENEFITS = (
        "rules_as_benefits",
        "State rules as benefits",
        "把规定说成好处",
        "Show what a rule does for the customer.",
        "说明规定对顾客有什么好处。",
    )


C, H, J = CalmingTactic, HandlingStage, JusticeKind
_STAGES: Final = {
    C.RESPOND_IN_TIME: H.ACKNOWLEDGE,
    C.QUIET_PLACE: H.RECEIVE,
    C.OWN_IT: H.ACKNOWLEDGE,
    C.DO_NOT_WIN: H.RESPOND,
    C.LET_THEM_VENT: H.RECEIVE,
    C.SEEK_AGREEMENT: H.ASSESS,
    C.KEEP_INFORMED: H.TRACK,
    C.STRESS_THE_POSSIBLE: H.RESPOND,
    C.RULES_AS_BENEFITS: H.COMMUNICATE,
}
_JUSTICE: Final = {
    **dict.fromkeys(C, J.INTERACTIONAL),
    C.RESPOND_IN_TIME: J.PROCEDURAL,
    C.KEEP_INFORMED: J.PROCEDURAL,
    C.STRESS_THE_POSSIBLE: J.DISTRIBUTIVE,
}
BESIDE: Final = steps_of(C, stages=_STAGES, justice=_JUSTICE, optional=C)
"""The tactics as they are watched beside the steps of another protocol: what nobody watched is no gap."""

CALMING_TACTICS: Final = Protocol(
    key="calming_tactics",
    title=C.framework.title,
    manners=steps_of(C, stages=_STAGES, justice=_JUSTICE),
    principle=MOOD_FIRST,
    sources=(under(AFTER_SALES, "先处理顾客心情,再处理事情"),),
)
"""The nine tactics alone, for an observation in which every one is judged."""
