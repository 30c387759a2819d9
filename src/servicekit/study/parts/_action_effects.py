"""Effects of actions in the survey itself: the wave before the start against the first wave after the end."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from servicekit.data._accepted import Data
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError, UnknownConceptError
from servicekit.improvement._action import Action
from servicekit.improvement._register import ActionRegister
from servicekit.improvement._steps import ActionStep
from servicekit.improvement._verified_effect import VerifiedEffect, verify_effect
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.study._study import Study
from servicekit.study.parts._measures import good_direction, measured

PERIOD: Final = re.compile(r"(\d{4})(?:[-/. ]?(?:Q([1-4])|H([12])|(\d{1,2})(?:[-/.](\d{1,2}))?))?", re.IGNORECASE)


def first_day(wave: Any) -> date | None:
    """Return the first day of a wave that is named by its time: "2024", "2024 Q1", "2024-H2", "2024-03"; else None."""
    if isinstance(wave, date):
        return wave
    found = PERIOD.fullmatch(str(wave).strip())
    if found is None:
        return None
    year, quarter, half, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        return date(year, 3 * quarter - 2 if quarter else 6 * half - 5 if half else month or 1, day or 1)
    except ValueError:
        return None


def around(order: Sequence[Any], start: date, finish: date) -> tuple[Any, Any] | None:
    """Return the last wave that ended before the start and the first that began after the finish; None without both.

    Args:
        order: Waves from the first to the last.
        start, finish: Days on which the action began and was in place everywhere.
    """
    days = [first_day(wave) for wave in order]
    if any(day is None for day in days):
        return None
    # a wave lasts until the next begins
    before = [wave for wave, following in zip(order, days[1:], strict=False) if following and following <= start]
    after = [wave for wave, day in zip(order, days, strict=True) if day and day >= finish]
    return (before[-1], after[0]) if before and after else None


def question_of(study: Study, action: Action) -> str | None:
    """Return the question whose measure an action is to move: by key, column or name; None where it is none."""
    wanted = action.measure.strip().casefold()
    for key, question in study.measured.items():
        label = question.label
        names = {key, question.column, *((label.en, label.zh) if label else ())}
        if wanted and wanted in {name.casefold() for name in names}:
            return key
    return None


def effects_of(study: Study, data: Data, register: ActionRegister, order: Sequence[Any]) -> dict[str, VerifiedEffect]:
    """Return the effect of each action that is done, moves a question, and has all its units among the groups.

    Args:
        study: What the columns mean.
        data: The survey.
        register: The actions.
        order: Waves from the first to the last.
    """
    found: dict[str, VerifiedEffect] = {}
    for action in register.actions:
        start, finish = register.started(action.key), _finished(register, action.key)
        question = question_of(study, action)
        waves = around(order, start, finish) if start and finish else None
        if waves is None or question is None:
            continue
        for column in study.groups:
            before, after = _sides(study, data, question, column, waves)
            if not before:
                continue  # nobody of a unit was asked before
            try:
                found[action.key] = verify_effect(
                    before,
                    after,
                    acted=action.units,
                    expected=action.expected,
                    higher_is_better=good_direction(next(iter(before.values()))) == 1,
                    level=study.level,
                    rng=study.seed,
                )
            except (InvalidValueError, NotEnoughDataError, UnknownConceptError):
                continue  # other units, or too few of them or of their answers: told among what cannot be verified
            break
    return found


def _finished(register: ActionRegister, action: str) -> date | None:
    return next((event.at for event in register.history(action) if event.step is ActionStep.FINISH), None)


def _sides(
    study: Study, data: Data, question: str, column: str, waves: tuple[Any, Any]
) -> tuple[Mapping[str, CategoryScore], Mapping[str, CategoryScore]]:
    """Return the measure of each unit before and after."""
    assert study.wave is not None
    cells = measured(study, question, data, by=[column, study.wave])
    sides: tuple[dict[str, CategoryScore], dict[str, CategoryScore]] = ({}, {})
    for (unit, wave), score in cells.items():
        for side, own in zip(sides, waves, strict=True):
            if wave == own and unit is not None:
                side[str(unit)] = score
    return sides
