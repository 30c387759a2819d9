"""The action register: an immutable history from which states, overdue actions and open checks are read."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import Any

import attrs
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import member
from servicekit.improvement._action import Action
from servicekit.improvement._event_table import event_columns, read_events
from servicekit.improvement._steps import MOVES, ActionEvent, ActionState, ActionStep

E, S = ActionStep, ActionState


def _owners(values: Any) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(checks.as_tuple("owners", values)))
    if not found or any(not isinstance(name, str) or not name.strip() for name in found):
        raise InvalidValueError("owners", "the names of those who may answer for an action, at least one", list(found))
    return found


def _ordered(events: Iterable[ActionEvent]) -> tuple[ActionEvent, ...]:
    """Return the events in their only order, each once: by action, as first planned, then by day and step."""
    given = list(dict.fromkeys(_checked(events)))
    given.sort(key=attrgetter("order", "action"))
    first: dict[str, int] = {}
    for event in given:
        first.setdefault(event.action, len(first))
    given.sort(key=lambda event: first[event.action])
    for one, other in pairwise(given):
        if one.action == other.action and one.order == other.order:
            where = f"action {one.action!r}, {one.at.isoformat()}"
            raise InvalidValueError("events", "one for each action, day and step", one.step.key, where)
    return tuple(given)


def _checked(events: Iterable[ActionEvent]) -> list[ActionEvent]:
    found = list(events)
    for event in found:
        checks.validate(checks.instance_of(ActionEvent, "events of an action register"), "events", event)
    return found


def _forbidden(action: str, step: ActionStep, state: ActionState | None) -> ForbiddenEventError:
    where = "before it is planned" if state is None else f"in state {state.key!r}"
    names = ", ".join(each.key for each in MOVES[state]) or "nothing"
    return ForbiddenEventError(f"action {action!r}: step {step.key!r} is not allowed {where}; allowed now: {names}")


@frozen(kw_only=True)
class ActionRegister:
    """What was planned, started, done, checked, and kept or dropped; nothing in it is ever overwritten.

    A register that could not have come about cannot be made. ``sk.foundation.dumps`` and ``loads`` save and load it.

    Attributes:
        owners: Those who may answer for an action.
        events: What happened, action by action.

    Example:
        >>> import servicekit as sk
        >>> from datetime import date
        >>> words = sk.foundation.Label("Training", "培训")
        >>> training = sk.improvement.Action(
        ...     key="training", label=words, kind="prevention", owner="Li", due=date(2024, 9, 30), units=["north"]
        ... )
        >>> register = sk.improvement.ActionRegister(owners=["Li", "Rossi"])
        >>> register = register.plan(training, by="Rossi", at=date(2024, 6, 3))
        >>> register = register.record("training", "start", by="Li", at=date(2024, 7, 1))
        >>> [action.key for action in register.overdue(date(2024, 10, 1))]
        ['training']
    """

    owners: tuple[str, ...] = field(converter=_owners)
    events: tuple[ActionEvent, ...] = field(default=(), converter=_ordered)

    def __attrs_post_init__(self) -> None:
        states: dict[str, ActionState] = {}
        for event in self.events:
            state = states.get(event.action)
            if event.step not in MOVES[state]:
                raise _forbidden(event.action, event.step, state)
            if event.plan is not None and event.plan.owner not in self.owners:
                raise UnknownConceptError(f"owner of action {event.action!r}", event.plan.owner, self.owners)
            states[event.action] = MOVES[state][event.step]

    @classmethod
    def from_table(cls, data: Data, *, owners: Iterable[str]) -> "ActionRegister":
        """Return the register that a table of events holds, as ``to_table`` writes it.

        Args:
            data: Data frame of any kind, or mapping of columns, one row per event; dates may be ISO text.
            owners: Those who may answer for an action.
        """
        return cls(owners=tuple(checks.as_tuple("owners", owners)), events=tuple(read_events(data)))

    def to_table(self) -> dict[str, list[object]]:
        """Return a column for each detail of an event, one row per event; units and causes are joined by ";"."""
        return event_columns(self.events)

    def plan(self, action: Action, *, by: str, at: date, note: str = "") -> "ActionRegister":
        """Return the register with an action planned, or planned anew with another day, owner or place.

        Args:
            action: What is to be done.
            by: Who says so.
            at: On which day.
            note: Why.
        """
        checks.validate(checks.instance_of(Action, "an Action"), "action", action)
        return self._with(ActionEvent(action=action.key, step=E.PLAN, at=at, by=by, note=note, plan=action))

    def record(
        self,
        action: str,
        step: ActionStep | str,
        *,
        by: str,
        at: date,
        note: str = "",
        effect: Estimate | None = None,
    ) -> "ActionRegister":
        """Return the register after one more step of an action, or refuse it, naming the steps that are allowed.

        Args:
            action: Key of the action.
            step: What happens ("start", "finish", "check", "keep", "drop").
            by: Who says so.
            at: On which day, not before the last step of the action.
            note: What was seen or said.
            effect: With "check": what ``verify_effect`` found.

        Raises:
            ForbiddenEventError: The step is not allowed in the state of the action.
            InvalidValueError: A day before the last step, or an effect without a check.
        """
        if action not in self._states:
            raise UnknownConceptError("action", action, list(self._states))
        chosen = member(ActionStep, step)
        last = self.history(action)[-1]
        checks.validate(checks.plain_date, "at", at)
        if at < last.at:
            raise InvalidValueError("at", f"not before the last step on {last.at.isoformat()}", at.isoformat())
        if chosen not in self.allowed(action):
            raise _forbidden(action, chosen, self.state(action))
        found: dict[str, Any] = {}
        if effect is not None:
            checks.validate(checks.instance_of(Estimate, "an estimate"), "effect", effect)
            found = {"effect": effect.value, "interval": effect.interval}
        plan = self[action] if chosen is E.PLAN else None
        return self._with(ActionEvent(action=action, step=chosen, at=at, by=by, note=note, plan=plan, **found))

    def _with(self, event: ActionEvent) -> "ActionRegister":
        mine = self._states.get(event.action)
        if event.step not in MOVES[mine]:
            raise _forbidden(event.action, event.step, mine)
        return attrs.evolve(self, events=(*self.events, event))

    def merged(self, other: "ActionRegister | Iterable[ActionEvent]") -> "ActionRegister":
        """Return the register with what somebody else wrote: every event once, whoever sends it and in any order.

        Args:
            other: Another register, or events.

        Raises:
            ForbiddenEventError: The two histories of an action do not go together.
            InvalidValueError: Two different events of one action, day and step.
        """
        owners, more = (other.owners, other.events) if isinstance(other, ActionRegister) else ((), tuple(other))
        return ActionRegister(owners=(*self.owners, *owners), events=(*self.events, *more))

    @cached_property
    def _states(self) -> Mapping[str, ActionState]:
        states: dict[str, ActionState] = {}
        for event in self.events:
            states[event.action] = MOVES[states.get(event.action)][event.step]
        return states

    @cached_property
    def _plans(self) -> Mapping[str, Action]:
        return {event.action: event.plan for event in self.events if event.plan is not None}

    def __getitem__(self, action: str) -> Action:
        if action not in self._plans:
            raise UnknownConceptError("action", action, list(self._plans))
        return self._plans[action]

    @property
    def actions(self) -> tuple[Action, ...]:
        """Every action as planned last."""
        return tuple(self._plans.values())

    def state(self, action: str) -> ActionState:
        """Return what an action has reached."""
        return self._states[self[action].key]

    def allowed(self, action: str) -> tuple[ActionStep, ...]:
        """Return the steps that an action may take next."""
        return tuple(MOVES[self.state(action)])

    def history(self, action: str) -> tuple[ActionEvent, ...]:
        """Return the events of an action, in order."""
        return tuple(event for event in self.events if event.action == self[action].key)

    def started(self, action: str) -> date | None:
        """Return the day on which an action was started; None if it was not."""
        return next((event.at for event in self.history(action) if event.step is E.START), None)

    def overdue(self, today: date) -> tuple[Action, ...]:
        """Return the actions that are neither done nor dropped though their day has passed."""
        checks.validate(checks.plain_date, "today", today)
        open_ = (S.PLANNED, S.STARTED)
        return tuple(each for each in self.actions if self._states[each.key] in open_ and each.due < today)

    @property
    def unchecked(self) -> tuple[Action, ...]:
        """The actions that are done and wait for their check."""
        return tuple(each for each in self.actions if self._states[each.key] is S.DONE)
