"""Columns that a study joins to one while the survey is read."""

from collections.abc import Mapping
from functools import partial

import attrs
import numpy as np

from servicekit.data._accepted import Data
from servicekit.data._columns import Column
from servicekit.data._frames import column_names, require_columns
from servicekit.data._requests import Batch, DerivedColumns
from servicekit.foundation._errors import InvalidValueError
from servicekit.study._study import Study
from servicekit.study.sections._joined_section import JoinedSection
from servicekit.study.tables._ticks import ticked


def joined(study: Study, data: Data) -> tuple[Study, Data]:
    """Return the study and its survey with a column for each question whose answers stand in several columns.

    Args:
        study: What the columns mean.
        data: The survey; None without one.

    Raises:
        MissingColumnError: A column of an answer is not there.
        InvalidValueError: The survey has a column of that name already.
    """
    if not study.joined or data is None:
        return study, data
    needs = [column for section in study.joined.values() for column in section.columns.values()]
    require_columns(data, needs)
    if taken := sorted(set(study.joined) & set(column_names(data))):
        raise InvalidValueError("names under [joined]", "none that the survey has already", taken)
    labels = {name: section.label for name, section in study.joined.items() if section.label is not None}
    made = DerivedColumns(
        data=data, needs=tuple(dict.fromkeys(needs)), makes=tuple(study.joined), make=partial(_made, dict(study.joined))
    )
    return attrs.evolve(study, joined={}, labels={**labels, **study.labels}), made


def _made(sections: Mapping[str, JoinedSection], batch: Batch, first_row: int) -> Mapping[str, Column]:
    return {name: joined_column(name, section.columns, batch) for name, section in sections.items()}


def joined_column(name: str, columns: Mapping[str, str], batch: Batch) -> Column:
    """Return the answer of each row whose column alone is ticked."""
    ticks = np.column_stack([ticked(batch[column]) for column in columns.values()])
    answers = np.array([*columns], dtype=object)
    return Column(name=name, values=answers[ticks.argmax(axis=1)], valid=ticks.sum(axis=1) == 1)
