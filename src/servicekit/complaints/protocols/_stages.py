"""What a step of a protocol serves: the stages of ISO 10002 and the three kinds of justice."""

from collections.abc import Mapping
from typing import Final

from servicekit.foundation._literature import ISO_10002, ORSINGHER_2010
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F14",
    title=Label("Stages of complaint handling", "投诉处理的阶段"),
    summary=Label(
        "What an organisation does with a complaint, from receipt to closing.", "组织从受理到关闭对投诉所做的事。"
    ),
    sources=(ISO_10002,),
)
class HandlingStage(Concept):
    """The stages in the order of the guidelines."""

    RECEIVE = (
        "receive",
        "Receive",
        "受理",
        "Take the complaint in, with a number and the remedy the customer wants.",
        "受理投诉，给出编号，记下客户希望的补救。",
    )
    TRACK = "track", "Track", "跟踪", "Follow it until the customer is served.", "跟踪投诉直到客户得到处理。"
    ACKNOWLEDGE = (
        "acknowledge",
        "Acknowledge",
        "确认收到",
        "Tell the customer at once that it is in.",
        "立即告知客户已收到。",
    )
    ASSESS = (
        "assess",
        "Assess",
        "初步评估",
        "Judge severity, safety, complexity and what must be done at once.",
        "判断严重性、安全、复杂程度和需要立即采取的行动。",
    )
    INVESTIGATE = "investigate", "Investigate", "调查", "Find out what happened and why.", "查明发生了什么以及原因。"
    RESPOND = "respond", "Respond", "回应", "Correct the problem and offer a remedy.", "纠正问题并提供补救。"
    COMMUNICATE = (
        "communicate",
        "Communicate the decision",
        "告知决定",
        "Tell the customer the outcome.",
        "把结果告诉客户。",
    )
    CLOSE = "close", "Close", "关闭", "Close it once accepted, and keep watching.", "客户接受后关闭，并继续关注。"


@framework(
    "F14",
    title=Label("Three kinds of justice", "三种公平"),
    summary=Label(
        "In what respects customers judge a complaint to have been handled fairly.",
        "客户从哪些方面判断投诉处理是否公平。",
    ),
    sources=(ORSINGHER_2010,),
)
class JusticeKind(Concept):
    """Fairness of outcome, of procedure and of treatment."""

    DISTRIBUTIVE = "distributive", "Distributive", "结果公平", "Is what I get a fair return?", "得到的补救是否公道？"
    PROCEDURAL = (
        "procedural",
        "Procedural",
        "程序公平",
        "Was the way to it quick, clear and flexible?",
        "过程是否快捷、清楚、灵活？",
    )
    INTERACTIONAL = (
        "interactional",
        "Interactional",
        "互动公平",
        "Was I treated with respect, honesty and care?",
        "是否受到尊重、诚实和关心的对待？",
    )


SYSTEMS: Final[Mapping[str, type[Concept]]] = {"iso10002": HandlingStage, "justice": JusticeKind}
"""Name of a tag on a step -> the framework its value belongs to."""
