"""The resolution process: from a quiet room to the call three days later."""

from typing import Final

from attrs import evolve

from servicekit.complaints.protocols import _calming_tactics as calming_tactics
from servicekit.complaints.protocols._protocol import Protocol, steps_of
from servicekit.complaints.protocols._stages import HandlingStage, JusticeKind
from servicekit.foundation._checklist import Step, in_sequence
from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F14",
    title=Label("Resolution process", "投诉解决流程"),
    summary=Label(
        "How a complaint is settled in person and followed up, the mood before the matter.",
        "先处理心情再处理事情，当面解决投诉并做后续回访。",
    ),
    sources=(under(AFTER_SALES, "让生气的顾客消火气"),),
    interpretation=Label(
        "The slide's layout is lost: the order of its boxes is read from left to right. The problem is summed up by "
        "inspecting and by knowing the history: either may come first, both before the kind of problem is named.",
        "原幻灯片版式已丢失，步骤按从左到右的顺序理解。总结问题靠查看现场与了解以往情况：两者先后不限，均在判断问题类型之前。",
    ),
)
class ResolutionStep(Concept):
    """One box of the process."""

    ROOM = "room", "Separate room", "单独接待", "Take the customer to a room apart.", "请客户到单独的房间。"
    WELCOME = "welcome", "Warm support", "热情支持", "Receive the customer warmly.", "热情接待客户。"
    LISTEN = (
        "active_listening",
        "Active listening",
        "积极倾听",
        "Listen so that the customer notices.",
        "让客户感到你在认真听。",
    )
    EMPATHY = "empathy", "Empathy", "表现同感", "Feel with the customer and say so.", "感同身受并表达出来。"
    SUPPORT = (
        "support",
        "Support the customer",
        "支持顾客",
        "Show that you stand by the customer.",
        "表明你站在顾客一边。",
    )
    INSPECT = (
        "inspect",
        "Inspect on the spot",
        "现场查看",
        "Look at the thing, the part and the place, and know the history.",
        "查看现车、现物、现场，了解以往情况。",
    )
    SUMMARISE = (
        "sum_up",
        "Sum up the problem",
        "总结问题",
        "Put the problem in a few words both agree to.",
        "用双方认可的话概括问题。",
    )
    KIND = (
        "problem_kind",
        "Name the kind of problem",
        "判断问题类型",
        "Say which kind of problem it is.",
        "判断属于哪一类问题。",
    )
    ASK_NEED = (
        "ask_need",
        "Ask what they need",
        "询问需求",
        "Ask how the customer would like it solved.",
        "询问客户希望怎样解决。",
    )
    OPTIONS = (
        "options",
        "Propose options",
        "提出可选方案",
        "Offer ways that fit the customer's view, in stages if need be.",
        "提出符合客户想法的方案，必要时分阶段。",
    )
    SCOPE = (
        "scope",
        "Define what can be offered",
        "界定服务范围",
        "Agree the scope, promise no more than can be kept, set standards, hold to principle where needed, and put "
        "yourself in the customer's place.",
        "商定范围，不过度承诺，设定标准，必要时坚持原则，并将心比心。",
    )
    AGREE = "agree", "Agree on a solution", "达成方案", "Settle on what both can accept.", "确定双方都能接受的方案。"
    SUPPORT_AGAIN = (
        "support_again",
        "Support the customer again",
        "再次支持顾客",
        "Stand by the customer once the solution is agreed.",
        "达成方案后继续支持顾客。",
    )
    MOOD = "change_mood", "Change the mood", "转变气氛", "Lead over to a lighter note.", "让气氛轻松起来。"
    EXTRA = "extra", "Something extra", "额外服务", "Do one thing more than was asked.", "多做一件客户没有要求的事。"
    CALL = (
        "three_day_call",
        "Call after three days",
        "三日回访",
        "Ask three days later whether all is well.",
        "三天后询问是否满意。",
    )
    CARE = "care", "Care activities", "关怀活动", "Keep in touch afterwards.", "之后继续保持联系。"


R, H, J = ResolutionStep, HandlingStage, JusticeKind
_STAGES: Final = {
    R.ROOM: H.RECEIVE,
    R.WELCOME: H.ACKNOWLEDGE,
    R.LISTEN: H.RECEIVE,
    R.EMPATHY: H.ACKNOWLEDGE,
    R.SUPPORT: H.ACKNOWLEDGE,
    R.SUMMARISE: H.ASSESS,
    R.INSPECT: H.INVESTIGATE,
    R.KIND: H.ASSESS,
    R.ASK_NEED: H.RECEIVE,
    R.OPTIONS: H.RESPOND,
    R.SCOPE: H.RESPOND,
    R.AGREE: H.COMMUNICATE,
    R.SUPPORT_AGAIN: H.COMMUNICATE,
    R.MOOD: H.CLOSE,
    R.EXTRA: H.CLOSE,
    R.CALL: H.TRACK,
    R.CARE: H.TRACK,
}
_JUSTICE: Final = {
    **dict.fromkeys(R, J.INTERACTIONAL),
    **dict.fromkeys((R.SUMMARISE, R.INSPECT, R.KIND, R.ASK_NEED, R.CALL), J.PROCEDURAL),
    **dict.fromkeys((R.OPTIONS, R.SCOPE, R.AGREE, R.EXTRA), J.DISTRIBUTIVE),
}
_EVIDENCE: Final = {
    R.SUMMARISE: Label("The customer agreed to the summary.", "客户认可总结。"),
    R.INSPECT: Label("Findings and photographs are on file.", "查看结果和照片已存档。"),
    R.KIND: Label("The kind is on file.", "问题类型已记录。"),
    R.SCOPE: Label("What is offered lies within one's authority.", "所提供的在权限之内。"),
    R.AGREE: Label("The customer's agreement is on file.", "客户同意的记录。"),
    R.CALL: Label("Date and answer of the call are on file.", "回访日期和答复已记录。"),
}
_OPTIONAL: Final = (R.ROOM, R.EXTRA, R.CARE)
_TOGETHER: Final = (R.INSPECT.key, R.SUMMARISE.key)


def _steps() -> tuple[Step, ...]:
    """Return the steps in their order; looking and summing up may come in either, both before the kind is named."""
    steps = steps_of(R, stages=_STAGES, justice=_JUSTICE, optional=_OPTIONAL, evidence=_EVIDENCE)
    after = {R.SUMMARISE.key: (R.SUPPORT.key,), R.KIND.key: _TOGETHER}
    return tuple(evolve(step, after=after.get(step.key, step.after)) for step in in_sequence(steps))


RESOLUTION_PROCESS: Final = Protocol(
    key="resolution_process",
    title=R.framework.title,
    steps=_steps(),
    manners=calming_tactics.BESIDE,
    principle=calming_tactics.MOOD_FIRST,
    sources=(under(AFTER_SALES, "让生气的顾客消火气"),),
)
"""The whole process, with the nine calming tactics watched beside it."""
