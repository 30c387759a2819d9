"""Ten manners to keep while a dissatisfied customer speaks."""

from typing import Final

from servicekit.complaints.protocols._protocol import Protocol, steps_of
from servicekit.complaints.protocols._stages import HandlingStage, JusticeKind
from servicekit.foundation._documents import RETAIL, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F14",
    title=Label("Ten manners", "十项注意"),
    summary=Label("How staff carry themselves while a customer complains.", "顾客投诉时员工应有的举止。"),
    sources=(under(RETAIL, "注意事项"),),
)
class Manner(Concept):
    """Something that the customer sees or hears all the time."""

    LISTEN = "listen", "Listen", "倾听", "Hear the customer out without breaking in.", "听完顾客的话，不打断。"
    FACE = "face", "Face the customer", "面对顾客", "Turn your body to the customer.", "身体正对顾客。"
    EYE_CONTACT = (
        "eye_contact",
        "Look them in the eye",
        "目光接触",
        "Keep eye contact without staring.",
        "保持目光接触而不盯视。",
    )
    CONCERN = (
        "concern",
        "Show concern",
        "表现关切",
        "Let posture, tone and face say that you care.",
        "让姿态、语调和表情都体现关切。",
    )
    NO_TRIGGERS = (
        "no_triggers",
        "Avoid trigger words",
        "避开冲突用语",
        "Leave out words that make an angry person angrier.",
        "不说会激化情绪的话。",
    )
    NO_CONDESCENSION = (
        "no_condescension",
        "Never talk down",
        "不居高临下",
        "Keep superiority and impatience out of your voice.",
        "语气中没有优越感和不耐烦。",
    )
    UNDERSTANDING = (
        "understanding",
        "Show understanding",
        "表示理解",
        "Feel, and say, why the customer reacts so.",
        "理解顾客的反应，并让对方感受到。",
    )
    NO_DISTRACTION = (
        "no_distraction",
        "Remove distractions",
        "消除干扰",
        "Put phone, screen and bystanders aside.",
        "放下电话和屏幕，避开旁人。",
    )
    PATIENCE = "patience", "Be patient", "保持耐心", "Take the time that the customer needs.", "给顾客所需要的时间。"
    PLEASANT_TONE = "pleasant_tone", "Speak pleasantly", "语调和悦", "Keep a warm and even voice.", "声音温和平稳。"


M = Manner
_STAGES: Final = dict.fromkeys(M, HandlingStage.RECEIVE)
_JUSTICE: Final = dict.fromkeys(M, JusticeKind.INTERACTIONAL)

BESIDE: Final = steps_of(M, stages=_STAGES, justice=_JUSTICE, optional=M)
"""The manners as they are watched beside the steps of another protocol: what nobody watched is no gap."""

TEN_MANNERS: Final = Protocol(
    key="ten_manners",
    title=M.framework.title,
    manners=steps_of(M, stages=_STAGES, justice=_JUSTICE),
    sources=(under(RETAIL, "注意事项"),),
)
"""The ten manners alone, for an observation in which every one is judged."""
