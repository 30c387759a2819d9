"""Waves by month, quarter or year, made from a column of days or times while the survey is read."""

from collections.abc import Mapping
from datetime import UTC
from functools import partial
from typing import Final, Literal

import attrs
import numpy as np

from servicekit.data._accepted import Data
from servicekit.data._answers import Invalid
from servicekit.data._columns import Column
from servicekit.data._frames import require_columns
from servicekit.data._requests import Batch, DerivedColumns
from servicekit.data.time._instants import OTHER_FORMS, zone
from servicekit.data.time._time_columns import TimeFormat, read_times
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label
from servicekit.study._study import Study

Period = Literal["month", "quarter", "year"]
NAMES: Final = {"month": Label("month", "月份"), "quarter": Label("quarter", "季度"), "year": Label("year", "年份")}


def by_period(study: Study, data: Data) -> tuple[Study, Data]:
    """Return the study and its survey with the periods as a column of their own where the study asks for them.

    Args:
        study: What the columns mean.
        data: The survey; None without one.

    Raises:
        MissingColumnError: The column of times is not there.
    """
    if study.wave is None or study.wave_by is None or data is None:
        return study, data
    require_columns(data, [study.wave])
    made = f"{study.wave} ({study.wave_by})"
    make = partial(_periods, study.wave, made, study.wave_by, study.wave_times or TimeFormat(), study.invalid)
    asked = attrs.evolve(study, wave=made, wave_by=None, labels={**study.labels, made: NAMES[study.wave_by]})
    return asked, DerivedColumns(data=data, needs=(study.wave,), makes=(made,), make=make)


def _periods(
    name: str, made: str, period: Period, times: TimeFormat, invalid: Invalid, batch: Batch, first_row: int
) -> Mapping[str, Column]:
    column = batch[name]
    try:
        found = read_times(column, times, invalid=invalid).instants
    except InvalidValueError as error:
        said, rule, got, where, hint = error.parts
        if times.pattern is None and hint == OTHER_FORMS:
            hint = "write all in one way and say it in the study: wave_times = { pattern = ... }"
        raise InvalidValueError(said, rule, got, where, hint) from None
    known, places = np.unique(found, return_inverse=True)
    written = np.array([_written(at, period, times, column.zone) for at in known], dtype=object)
    values = written[places] if len(known) else np.empty(0, dtype=object)
    return {made: Column(name=made, values=values, valid=~np.isnat(found))}


def _written(at: np.datetime64, period: Period, times: TimeFormat, own_zone: str | None) -> str:
    """Return the period on the calendar of the zone in which the times were read."""
    if np.isnat(at):
        return ""
    day = at.astype("datetime64[us]").item()
    place = times.place or (zone(own_zone) if own_zone is not None else None)
    if place is not None:
        day = day.replace(tzinfo=UTC).astimezone(place)
    if period == "month":
        return f"{day:%Y-%m}"
    return f"{day.year} Q{(day.month + 2) // 3}" if period == "quarter" else f"{day.year}"
