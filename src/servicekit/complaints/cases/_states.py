"""The states of a complaint case and the events that move it, with the table of legal moves."""

from collections.abc import Mapping
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._literature import ISO_10002
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F15",
    title=Label("States of a complaint case", "投诉案例的状态"),
    summary=Label("Where a complaint stands between its receipt and its end.", "一件投诉从受理到结束所处的位置。"),
    sources=(under(AFTER_SALES, "客户投诉的处理"), ISO_10002),
)
class CaseState(Concept):
    """What has been reached.

    Example:
        >>> import servicekit as sk
        >>> str(sk.complaints.CaseState("received"))
        'Received 已受理'
    """

    RECEIVED = "received", "Received", "已受理", "The complaint has come in and has a number.", "投诉已到达并有了编号。"
    ACKNOWLEDGED = (
        "acknowledged",
        "Acknowledged",
        "已确认",
        "The customer knows that it has come in.",
        "客户已经知道投诉被收到。",
    )
    HEARD = "heard", "Heard", "已倾听", "The customer has told what happened.", "客户已经讲完事情经过。"
    DIAGNOSED = "diagnosed", "Diagnosed", "已诊断", "The cause has been established.", "原因已经查明。"
    OFFERED = "offered", "Offer made", "已提出方案", "A solution lies before the customer.", "解决方案已交给客户考虑。"
    ACCEPTED = "accepted", "Accepted", "已接受", "The customer agrees to the solution.", "客户同意解决方案。"
    REFUSED = "refused", "Refused", "已拒绝", "The customer turned the solution down.", "客户没有接受解决方案。"
    CARRIED_OUT = "carried_out", "Carried out", "已执行", "What was agreed has been done.", "约定的事情已经做完。"
    VERIFIED = "verified", "Verified", "已验证", "It has been checked that it works.", "已检查确认问题解决。"
    FOLLOWED_UP = (
        "followed_up",
        "Followed up",
        "已回访",
        "The customer has been asked again some days later.",
        "几天后已再次询问客户。",
    )
    CLOSED = "closed", "Closed", "已关闭", "Nothing more is to be done.", "不再需要任何处理。"
    REOPENED = "reopened", "Reopened", "已重开", "A closed case is being worked on again.", "关闭的案例再次处理。"
    WITHDRAWN = "withdrawn", "Withdrawn", "已撤回", "The customer has taken the complaint back.", "客户撤回了投诉。"


@framework(
    "F15",
    title=Label("Events of a complaint case", "投诉案例的事件"),
    summary=Label(
        "What may happen to a complaint, one line of its log each.", "一件投诉中可能发生的事，每件在日志中占一行。"
    ),
    sources=(under(AFTER_SALES, "客户投诉的处理"), ISO_10002),
)
class CaseEvent(Concept):
    """What happened.

    Example:
        >>> import servicekit as sk
        >>> str(sk.complaints.CaseEvent("receive"))
        'Receive 受理'
    """

    RECEIVE = "receive", "Receive", "受理", "The complaint comes in.", "投诉到达。"
    ACKNOWLEDGE = "acknowledge", "Acknowledge", "确认", "Tell the customer that it has come in.", "告知客户已收到。"
    HEAR = "hear", "Hear", "倾听", "Let the customer tell what happened.", "请客户讲述经过。"
    DIAGNOSE = "diagnose", "Diagnose", "诊断", "Establish the cause and how grave it is.", "查明原因和严重程度。"
    OFFER = "offer", "Offer", "提出方案", "Propose a solution within one's authority.", "在权限之内提出解决方案。"
    ACCEPT = "accept", "Accept", "接受", "The customer agrees.", "客户同意。"
    REFUSE = "refuse", "Refuse", "拒绝", "The customer declines.", "客户不同意。"
    CARRY_OUT = "carry_out", "Carry out", "执行", "Do what was agreed.", "完成约定的事情。"
    VERIFY = "verify", "Verify", "验证", "Check that the problem is gone.", "检查问题是否消除。"
    FAIL = (
        "fail",
        "Verification failed",
        "验证未通过",
        "The problem is still there; what was agreed is not yet done.",
        "问题仍在，约定的事情还没有做到。",
    )
    FOLLOW_UP = "follow_up", "Follow up", "回访", "Ask the customer some days later.", "几天后询问客户。"
    CLOSE = "close", "Close", "关闭", "End the case.", "结束案例。"
    REOPEN = "reopen", "Reopen", "重开", "Take a closed case up again.", "重新处理已关闭的案例。"
    INFORM = (
        "inform",
        "Inform",
        "告知进展",
        "Tell the customer how things stand and when the next word will come.",
        "告诉客户进展以及下次答复的时间。",
    )
    PAUSE = (
        "pause",
        "Wait for the customer",
        "等待客户",
        "The clocks stop until the customer answers.",
        "计时暂停，等客户答复。",
    )
    RESUME = (
        "resume",
        "Go on",
        "恢复处理",
        "The customer has answered and the clocks run again.",
        "客户已答复，继续计时。",
    )
    ASSIGN = "assign", "Assign", "指派", "Give the case to the one who now owns it.", "把案例交给新的负责人。"
    ESCALATE = "escalate", "Escalate", "升级", "Pass it to someone with more authority.", "交给权限更高的人。"
    WITHDRAW = "withdraw", "Withdraw", "撤回", "The customer takes the complaint back.", "客户撤回投诉。"


S, E = CaseState, CaseEvent

PATH: Final = (
    (E.RECEIVE, S.RECEIVED),
    (E.ACKNOWLEDGE, S.ACKNOWLEDGED),
    (E.HEAR, S.HEARD),
    (E.DIAGNOSE, S.DIAGNOSED),
    (E.OFFER, S.OFFERED),
    (E.ACCEPT, S.ACCEPTED),
    (E.CARRY_OUT, S.CARRIED_OUT),
    (E.VERIFY, S.VERIFIED),
    (E.FOLLOW_UP, S.FOLLOWED_UP),
    (E.CLOSE, S.CLOSED),
)
"""The usual way through a case: each event and the state it leads to."""

SIDE_MOVES: Final[Mapping[CaseState, Mapping[CaseEvent, CaseState]]] = {
    S.HEARD: {E.HEAR: S.HEARD},
    S.DIAGNOSED: {E.HEAR: S.HEARD, E.DIAGNOSE: S.DIAGNOSED},
    S.OFFERED: {E.REFUSE: S.REFUSED, E.OFFER: S.OFFERED},
    S.REFUSED: {E.HEAR: S.HEARD, E.DIAGNOSE: S.DIAGNOSED, E.OFFER: S.OFFERED, E.CLOSE: S.CLOSED},
    S.ACCEPTED: {E.DIAGNOSE: S.DIAGNOSED, E.OFFER: S.OFFERED},
    S.CARRIED_OUT: {
        E.CARRY_OUT: S.CARRIED_OUT,
        E.FAIL: S.ACCEPTED,
        E.DIAGNOSE: S.DIAGNOSED,
        E.OFFER: S.OFFERED,
    },
    S.VERIFIED: {E.FAIL: S.ACCEPTED},
    S.FOLLOWED_UP: {E.FOLLOW_UP: S.FOLLOWED_UP, E.FAIL: S.ACCEPTED},
    S.CLOSED: {E.REOPEN: S.REOPENED},
    S.WITHDRAWN: {E.REOPEN: S.REOPENED},
    S.REOPENED: {E.ACKNOWLEDGE: S.ACKNOWLEDGED, E.HEAR: S.HEARD, E.DIAGNOSE: S.DIAGNOSED, E.OFFER: S.OFFERED},
}
"""What else may happen: doing a step again, refusing, reopening, and going back where an accepted solution cannot be
delivered (a new offer) or turns out not to have worked (``fail``: it is still to be carried out)."""

ENDED: Final = (S.CLOSED, S.WITHDRAWN)
ANY_TIME: Final = (E.INFORM, E.ASSIGN, E.ESCALATE, E.PAUSE)
"""Possible in every open state that is not waiting; they leave the state as it is."""
WHILE_WAITING: Final = (E.INFORM, E.ASSIGN, E.ESCALATE, E.RESUME)
ANSWERS: Final = (E.ACCEPT, E.REFUSE)
"""What the customer may answer while the case waits for it; the answer ends the wait."""

Standing = tuple[CaseState | None, bool]
"""A state (None before receipt) and whether the case waits for the customer."""


@cache
def legal_moves(may_skip: tuple[CaseEvent, ...] = ()) -> Mapping[Standing, Mapping[CaseEvent, Standing]]:
    """Return for every standing of a case the events allowed and where each leads.

    Args:
        may_skip: Steps of the usual way that may be passed over; the case records them as gaps.
    """
    moves: dict[Standing, dict[CaseEvent, Standing]] = {(None, False): {E.RECEIVE: (S.RECEIVED, False)}}
    for state in S:
        open_ = state not in ENDED
        onward = {**_forward(state, may_skip), **SIDE_MOVES.get(state, {})}
        here: dict[CaseEvent, Standing] = {event: (to, False) for event, to in onward.items()}
        if open_:
            here |= {event: (state, event is E.PAUSE) for event in ANY_TIME}
            here[E.WITHDRAW] = (S.WITHDRAWN, False)
            waiting: dict[CaseEvent, Standing] = {event: (state, event is not E.RESUME) for event in WHILE_WAITING}
            answers: dict[CaseEvent, Standing] = {e: (onward[e], False) for e in ANSWERS if e in onward}
            leaving: dict[CaseEvent, Standing] = {**waiting, **answers, E.WITHDRAW: (S.WITHDRAWN, False)}
            moves[state, True] = {event: leaving[event] for event in E if event in leaving}
        moves[state, False] = {event: here[event] for event in E if event in here}
    return moves


def _forward(state: CaseState, may_skip: tuple[CaseEvent, ...]) -> dict[CaseEvent, CaseState]:
    states = [to for _, to in PATH]
    if state not in states or state in ENDED:
        return {}
    allowed: dict[CaseEvent, CaseState] = {}
    for event, to in PATH[states.index(state) + 1 :]:
        allowed[event] = to
        if event not in may_skip:
            break
    return allowed


def passed_over(state: CaseState | None, event: CaseEvent) -> tuple[CaseEvent, ...]:
    """Return the steps of the usual way that an event leaves out when it happens in a state."""
    events, states = [e for e, _ in PATH], [s for _, s in PATH]
    if state not in states or event not in events:
        return ()
    return tuple(events[states.index(state) + 1 : events.index(event)])


STANDINGS: Final[tuple[Standing, ...]] = ((None, False), *((state, waits) for state in S for waits in (False, True)))
"""Every standing, in the order of their codes."""


@cache
def case_transitions(may_skip: tuple[CaseEvent, ...] = ()) -> NDArray[np.int8]:
    """Return the legal moves as codes: row a standing, column an event, entry the next standing or -1.

    Example:
        >>> import servicekit as sk
        >>> len(sk.complaints.case_transitions()) > 5
        True
    """
    code: dict[Standing, int] = {standing: number for number, standing in enumerate(STANDINGS)}
    table = np.full((len(STANDINGS), len(E)), -1, dtype=np.int8)
    for standing, allowed in legal_moves(may_skip).items():
        for column, event in enumerate(E):
            if event in allowed:
                table[code[standing], column] = code[allowed[event]]
    table.flags.writeable = False
    return table
