"""Actions for satisfaction: prevention, creation, continuation, and how a register is spread over the three."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import field, frozen, validators

from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, framework, member


@framework(
    "F18",
    title=Label("Prevention, creation, continuation", "预防、创造、延续"),
    summary=Label(
        "The three kinds of action that together make service of high satisfaction.",
        "三类行动合在一起，才有高满意度的服务品质。",
    ),
    sources=(under(AFTER_SALES, "服务的最高境界"),),
    interpretation=Label(
        "The slide shows three words and a sum; what each covers is read here.",
        "原幻灯片只有三个词和一个等式，各自的含义是本库的理解。",
    ),
)
class ActionKind(Concept):
    """What an action does for satisfaction.

    Example:
        >>> import servicekit as sk
        >>> str(sk.improvement.ActionKind("prevention"))
        'Prevention 预防'
    """

    PREVENTION = (
        "prevention",
        "Prevention",
        "预防",
        "Foresee what would be complained about and remove it before it happens.",
        "预见会被投诉的问题，在发生之前消除。",
    )
    CREATION = (
        "creation",
        "Creation",
        "创造",
        "Give customers something good that they had not looked for.",
        "给客户带来意想不到的好处。",
    )
    CONTINUATION = (
        "continuation",
        "Continuation",
        "延续",
        "Keep caring after the service is done.",
        "服务结束之后继续关怀。",
    )


def _kind(value: ActionKind | str) -> ActionKind:
    return member(ActionKind, value)


def _texts(values: Any) -> tuple[str, ...]:
    return checks.as_tuple("units and causes", values)


def _some_units(instance: object, attribute: object, value: tuple[str, ...]) -> None:
    if not value or any(not isinstance(unit, str) or not unit.strip() for unit in value):
        raise InvalidValueError("units", "the names of the units that act, at least one", list(value))
    if len(set(value)) < len(value):
        raise InvalidValueError("units", "different from each other", list(value))


@frozen(kw_only=True)
class Action:
    """What is to be done, where, by whom and until when.

    Attributes:
        key: Its name in the register.
        label: What is done, in both languages.
        kind: Prevention, creation or continuation.
        owner: Who answers for it.
        due: Day by which it is to be done.
        units: Branches, teams or other units that act; those whose figures are compared later.
        causes: Keys of the causes it is meant to remove, for prevention.
        measure: Name of the figure that is meant to move.
        expected: By how much, in the unit of that figure; None where nobody said.
        cost: Money it takes; None where nobody said.

    Example:
        >>> import servicekit as sk
        >>> from datetime import date
        >>> words = sk.foundation.Label("Training", "培训")
        >>> action = sk.improvement.Action(
        ...     key="training", label=words, kind="prevention", owner="Li", due=date(2024, 9, 30), units=["north"]
        ... )
        >>> action.units
        ('north',)
    """

    key: str = field(validator=checks.non_blank_text)
    label: Label = field(validator=checks.instance_of(Label, "a Label in both languages"))
    kind: ActionKind = field(converter=_kind)
    owner: str = field(validator=checks.non_blank_text)
    due: date = field(validator=checks.plain_date)
    units: tuple[str, ...] = field(converter=_texts, validator=_some_units)
    causes: tuple[str, ...] = field(default=(), converter=_texts)
    measure: str = ""
    expected: float | None = field(default=None, validator=validators.optional(checks.finite))
    cost: float | None = field(default=None, validator=validators.optional(checks.non_negative))


@frozen(kw_only=True)
class RegisterBalance(Result):
    """How an action register is spread over the three kinds."""

    title = Label("Balance of an action register", "行动清单的构成")
    derived = ("counts", "absent")

    actions: Mapping[ActionKind, tuple[str, ...]]

    @property
    def counts(self) -> Mapping[ActionKind, int]:
        """Actions of each kind."""
        return {kind: len(keys) for kind, keys in self.actions.items()}

    @property
    def absent(self) -> tuple[ActionKind, ...]:
        """Kinds without any action; all three are needed."""
        return tuple(kind for kind, keys in self.actions.items() if not keys)


def register_balance(actions: Iterable[Action]) -> RegisterBalance:
    """Return how the actions of a register are spread over prevention, creation and continuation.

    Args:
        actions: Actions, each key once; those of an ``ActionRegister`` are its ``actions``.

    Raises:
        InvalidValueError: An entry that is no action, or two of one key.

    Example:
        >>> import servicekit as sk
        >>> sk.improvement.register_balance([]).title.en
        'Balance of an action register'
    """
    entries = list(actions)
    for entry in entries:
        checks.validate(checks.instance_of(Action, "entries of an action register"), "actions", entry)
    keys = [action.key for action in entries]
    if len(set(keys)) < len(keys):
        raise InvalidValueError("action keys", "different from each other", keys)
    return RegisterBalance(actions={kind: tuple(a.key for a in entries if a.kind is kind) for kind in ActionKind})
