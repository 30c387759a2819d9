"""Columns of a journey: who reached, who was lost, changes and gaps of the same people."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from attrs import field, frozen, validators
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import Answers, InputPolicy, joined_aside, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import Batch, DerivedColumns, materialise_streams
from servicekit.data._scales import YES_NO, Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._vocabulary import Label

SIGNS: Final = Scale(low=-1, high=1)


@frozen(kw_only=True)
class Touchpoint:
    """A moment in which a customer meets the service.

    Attributes:
        key: Its key in results.
        evaluation: Column of how it was.
        expectation: Column of what was expected of it, on the same scale; None where nobody asked.
        reached: Column that says by 1 or 0 whether the customer came so far; None: those who evaluated it did.
        label: Its name; None: the key.

    Example:
        >>> import servicekit as sk
        >>> sk.experience.Touchpoint(key="check_in", evaluation="q3").key
        'check_in'
    """

    key: str = field(validator=checks.non_blank_text)
    evaluation: str = field(validator=checks.non_blank_text)
    expectation: str | None = field(default=None, validator=validators.optional(checks.non_blank_text))
    reached: str | None = field(default=None, validator=validators.optional(checks.non_blank_text))
    label: Label | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that it names."""
        return tuple(name for name in (self.evaluation, self.expectation, self.reached) if name is not None)


def evaluations_name(key: str) -> str:
    """Return the name of the column of evaluations."""
    return f"evaluation at {key}"


def gaps_name(key: str) -> str:
    """Return the name of the column of evaluation less expectation."""
    return f"gap at {key}"


def changes_name(key: str) -> str:
    """Return the name of the column of changes from the touchpoint before."""
    return f"change to {key}"


def signs_name(name: str) -> str:
    """Return the name of the column of signs of another."""
    return f"sign of {name}"


def lost_name(key: str) -> str:
    """Return the name of the column of who reached nothing later, among those who were here."""
    return f"lost after {key}"


def skipped_name(key: str) -> str:
    """Return the name of the column of who was not here but later."""
    return f"skipped {key}"


def outcome_name(column: str) -> str:
    """Return the name of the column of the outcome, more is better."""
    return f"outcome {column}"


@frozen(kw_only=True)
class _Plan:
    touchpoints: tuple[Touchpoint, ...]
    scale: Scale
    outcome: str | None
    outcome_scale: Scale
    policy: InputPolicy


def journey_columns(
    data: Data,
    touchpoints: tuple[Touchpoint, ...],
    scale: Scale,
    outcome: str | None,
    outcome_scale: Scale,
    policy: InputPolicy,
) -> DerivedColumns:
    """Return the data with the columns that the figures of a journey are made of."""
    plan = _Plan(touchpoints=touchpoints, scale=scale, outcome=outcome, outcome_scale=outcome_scale, policy=policy)
    names = [name for each in touchpoints for name in each.columns] + ([outcome] if outcome else [])
    keys = [each.key for each in touchpoints]
    pairs = [gaps_name(each.key) for each in touchpoints if each.expectation] + [changes_name(key) for key in keys[1:]]
    makes = [
        *map(evaluations_name, keys),
        *map(skipped_name, keys),
        *map(lost_name, keys),
        *pairs,
        *map(signs_name, pairs),
        *([outcome_name(outcome)] if outcome else []),
    ]
    return DerivedColumns(
        data=materialise_streams(data),
        needs=tuple(dict.fromkeys(names)),
        makes=tuple(makes),
        make=partial(_make, plan),
    )


def _make(plan: _Plan, batch: Batch, first_row: int) -> Mapping[str, Column]:
    def read(name: str, scale: Scale) -> Answers:
        return read_answers(batch[name], scale, plan.policy, first_row=first_row)

    evaluations = [read(each.evaluation, plan.scale) for each in plan.touchpoints]
    numbers = [plan.scale.turned(answers.numbers(plan.scale)) for answers in evaluations]
    made: dict[str, Column] = {}

    def add(name: str, values: NDArray[Any], here: NDArray[np.bool_], **aside: Any) -> None:
        made[name] = Column(name=name, values=values.astype(float), valid=here, **aside)

    def add_pair(name: str, values: NDArray[Any], here: NDArray[np.bool_], **aside: Any) -> None:
        add(name, values, here, **aside)
        add(signs_name(name), np.sign(values), here, **aside)

    reached = []
    for place, each in enumerate(plan.touchpoints):
        answers = evaluations[place]
        add(evaluations_name(each.key), answers.numbers(plan.scale), answers.here, rejected=answers.aside)
        if each.reached is None:
            reached.append(answers.here)
        else:
            told = read(each.reached, YES_NO)
            reached.append(told.here & (told.numbers(YES_NO) > 0))
        if each.expectation is not None:
            expected = read(each.expectation, plan.scale)
            gap = numbers[place] - plan.scale.turned(expected.numbers(plan.scale))
            add_pair(
                gaps_name(each.key),
                gap,
                answers.here & expected.here,
                rejected=joined_aside(answers.aside, expected.aside),
            )
        if place:
            both = evaluations[place - 1].here & answers.here
            add_pair(changes_name(each.key), numbers[place] - numbers[place - 1], both)
    came = np.stack(reached)
    # whether any later touchpoint was reached
    later = np.vstack([np.logical_or.accumulate(came[::-1], axis=0)[::-1][1:], np.zeros((1, came.shape[1]), bool)])
    everybody = np.ones(came.shape[1], dtype=bool)
    for place, each in enumerate(plan.touchpoints):
        add(lost_name(each.key), ~later[place], came[place])
        add(skipped_name(each.key), ~came[place] & later[place], everybody)
    if plan.outcome is not None:
        answers = read(plan.outcome, plan.outcome_scale)
        values = plan.outcome_scale.turned(answers.numbers(plan.outcome_scale))
        add(outcome_name(plan.outcome), values, answers.here, rejected=answers.aside)
    return made
