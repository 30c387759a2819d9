"""The steps an action takes from plan to decision, the states between them, and the table of legal moves."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from attrs import field, frozen, validators

from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import part_of
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import DEMING_1986
from servicekit.foundation._results import Interval
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.improvement._action import Action

PDCA: Final = part_of(DEMING_1986, "The cycle in its general form.", "循环的一般形式。")


@framework(
    "F18",
    title=Label("Steps of an action", "行动的步骤"),
    summary=Label(
        "What happens to an action between its plan and the decision to keep or to drop it.",
        "一项行动从计划到决定保留或放弃之间发生的事。",
    ),
    sources=(PDCA,),
)
class ActionStep(Concept):
    """What happened to an action.

    Example:
        >>> import servicekit as sk
        >>> str(sk.improvement.ActionStep("check"))
        'Check 检验'
    """

    PLAN = (
        "plan",
        "Plan",
        "计划",
        "Say what is done, where, by whom, until when.",
        "写明做什么、在哪里、谁负责、何时完成。",
    )
    START = "start", "Start", "启动", "The units begin.", "各单位开始实施。"
    FINISH = "finish", "Finish", "完成", "It is in place in all its units.", "所有单位均已落实。"
    CHECK = "check", "Check", "检验", "Look whether the figure moved.", "查看指标是否变化。"
    KEEP = "keep", "Keep", "保留", "Make it the way things are done.", "固化为日常做法。"
    DROP = "drop", "Drop", "放弃", "Give it up.", "不再继续。"


@framework(
    "F18",
    title=Label("States of an action", "行动的状态"),
    summary=Label("Where an action stands.", "一项行动所处的位置。"),
    sources=(PDCA,),
)
class ActionState(Concept):
    """What an action has reached."""

    PLANNED = "planned", "Planned", "已计划", "It has an owner and a day.", "已有负责人和期限。"
    STARTED = "started", "Started", "进行中", "It is being done.", "正在实施。"
    DONE = "done", "Done", "已完成", "It is in place and waits for its check.", "已落实，等待检验。"
    CHECKED = "checked", "Checked", "已检验", "Its effect has been looked at.", "已查看效果。"
    KEPT = "kept", "Kept", "已保留", "It stays.", "长期保留。"
    DROPPED = "dropped", "Dropped", "已放弃", "It was given up.", "已不再继续。"


S, E = ActionState, ActionStep

MOVES: Final[Mapping[ActionState | None, Mapping[ActionStep, ActionState]]] = {
    None: {E.PLAN: S.PLANNED},
    # planned anew, an action gets another day, owner or place and stays where it is
    S.PLANNED: {E.PLAN: S.PLANNED, E.START: S.STARTED, E.DROP: S.DROPPED},
    S.STARTED: {E.PLAN: S.STARTED, E.FINISH: S.DONE, E.DROP: S.DROPPED},
    S.DONE: {E.CHECK: S.CHECKED, E.DROP: S.DROPPED},
    S.CHECKED: {E.CHECK: S.CHECKED, E.KEEP: S.KEPT, E.DROP: S.DROPPED},
    S.KEPT: {},
    S.DROPPED: {},
}
"""For each state the steps that are allowed and where they lead."""


def _step(value: ActionStep | str) -> ActionStep:
    return member(ActionStep, value)


@frozen(kw_only=True)
class ActionEvent:
    """One line of the history of an action register.

    Attributes:
        action: Key of the action.
        step: What happened.
        at: On which day.
        by: Who says so.
        note: What was seen or said.
        plan: The action as planned; with the step "plan" only.
        effect: The figure's change as checked; with the step "check" only, None where it cannot be told.
        interval: Its interval.
    """

    action: str = field(validator=checks.non_blank_text)
    step: ActionStep = field(converter=_step)
    at: date = field(validator=checks.plain_date)
    by: str = field(validator=checks.non_blank_text)
    note: str = ""
    plan: Action | None = None
    effect: float | None = field(default=None, validator=validators.optional(checks.finite))
    interval: Interval | None = None

    def __attrs_post_init__(self) -> None:
        where = f"action {self.action!r}"
        if (self.step is E.PLAN) is not (self.plan is not None):
            raise InvalidValueError("plan", "given with the step 'plan', and with no other", self.step.key, where)
        if self.plan is not None and self.plan.key != self.action:
            raise InvalidValueError("plan", f"that of action {self.action!r}", self.plan.key)
        if self.step is not E.CHECK and (self.effect is not None or self.interval is not None):
            raise InvalidValueError("effect", "left to the step 'check'", self.step.key, where)

    @property
    def order(self) -> tuple[date, int]:
        """Its place among the events of one action: by day, on one day in the order of the steps."""
        return self.at, list(ActionStep).index(self.step)
