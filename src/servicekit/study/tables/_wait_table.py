"""The wait log of a study: its outcomes, felt and expected minutes, and the agents that its arrivals ask for."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, Invalid, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import read_columns
from servicekit.data._grouping import grouping
from servicekit.data.time._durations import DURATIONS, KEPT, read_seconds
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Average
from servicekit.study._study import Study
from servicekit.study.sections._sections import WaitsSection
from servicekit.waiting._arrivals import ArrivalRate, arrivals_by_hour
from servicekit.waiting._handling import handling_time

TIMES: Final = ("waited", "entered", "left")


def wait_columns(section: WaitsSection) -> dict[str, str | None]:
    """Return the columns of time as ``wait_log`` takes them."""
    roles = section.columns
    if "waited" in roles:
        return {"wait": roles["waited"]}
    return {"entered": roles["entered"], "left": roles["left"]}


def log_settings(study: Study, section: WaitsSection, table: Data) -> dict[str, Any]:
    """Return everything that ``wait_log`` needs to read the table of a study."""
    settings: dict[str, Any] = {
        **wait_columns(section),
        "unit": section.unit,
        "times": section.times,
        "level": study.level,
        "policy": study.policy,
    }
    if "outcome" in section.columns:
        settings["outcome"] = section.columns["outcome"]
        settings |= outcomes(section, read_columns(table, [settings["outcome"]])[settings["outcome"]])
    return settings


def outcomes(section: WaitsSection, column: Column) -> dict[str, list[Any]]:
    """Return which values in the column are meant by the study's words; 1 and True are written "1" and "true"."""
    words = {"answered": section.served, "abandoned": section.abandoned, "ignored": section.ignored}
    levels = [level for level in grouping(column).levels if level is not None]
    return {
        name: [level for level in levels if _written(level) in map(_written, meant)] for name, meant in words.items()
    }


def _written(value: object) -> str:
    number = value.is_integer() if isinstance(value, float) else False
    return str(int(value) if number else value).strip().casefold()  # type: ignore[call-overload]


def customers(section: WaitsSection, table: Data) -> NDArray[np.bool_] | None:
    """Return which rows are customers, served or not; None where every row is one."""
    name = section.columns.get("outcome")
    if name is None:
        return None
    column = read_columns(table, [name])[name]
    groups, meant = grouping(column), outcomes(section, column)
    known = [level in (*meant["answered"], *meant["abandoned"]) for level in groups.levels]
    return np.array(known, dtype=bool)[groups.codes] if len(column) else np.zeros(0, dtype=bool)


@frozen(kw_only=True)
class FeltColumns:
    """Minutes of the rows in which customers were asked, ready for the models of felt time.

    Attributes:
        actual: By the clock; not valid where there is no wait to compare with.
        perceived, expected: As felt and as expected; None where not asked.
        conditions: Columns of 0 and 1 by condition.
    """

    actual: Column
    perceived: Column | None
    expected: Column | None
    conditions: Mapping[str, Column]

    @property
    def table(self) -> dict[str, Column]:
        """The columns by their role, and conditions by their key."""
        asked = {"perceived": self.perceived, "expected": self.expected}
        return {"actual": self.actual, **{n: c for n, c in asked.items() if c is not None}, **self.conditions}


def felt_columns(study: Study, section: WaitsSection, table: Data) -> FeltColumns:
    """Return actual, perceived and expected waits row by row, in minutes."""
    asked = [section.columns[role] for role in ("perceived", "expected") if role in section.columns]
    times = [name for name in wait_columns(section).values() if name is not None]
    found = read_columns(table, [*times, *asked, *section.conditions.values()])
    seconds, fault, _ = read_seconds(
        [found[name] for name in times], invalid=study.invalid, unit=section.unit, times=section.times
    )
    felt = {
        role: _minutes(found[section.columns[role]], section, study.invalid)
        for role in ("perceived", "expected")
        if role in section.columns
    }
    return FeltColumns(
        actual=Column(name="actual", values=seconds / 60, valid=fault == KEPT),
        perceived=felt.get("perceived"),
        expected=felt.get("expected"),
        conditions={key: found[name] for key, name in section.conditions.items()},
    )


def _minutes(column: Column, section: WaitsSection, invalid: Invalid) -> Column:
    found = read_answers(column, DURATIONS, InputPolicy(invalid=invalid))
    return Column(name=column.name, values=found.numbers(DURATIONS) * section.seconds_of_unit / 60, valid=found.here)


def service_time(study: Study, section: WaitsSection, table: Data) -> Average | None:
    """Return the mean seconds of service of those who were served; None where no column says it."""
    name = section.columns.get("handling")
    if name is None:
        return None
    outcome = section.columns.get("outcome")
    answered = None if outcome is None else outcomes(section, read_columns(table, [outcome])[outcome])["answered"]
    return handling_time(
        table,
        handling=name,
        outcome=outcome,
        answered=answered or (),
        unit=section.unit,
        policy=study.policy,
        level=study.level,
    )


def arrivals(section: WaitsSection, table: Data, *, level: float) -> dict[str, ArrivalRate]:
    """Return customers per hour by interval: as the study says or, by hour of the day, as counted."""
    if section.arrivals:
        return {
            name: ArrivalRate(
                mean=rate, level=level, name=Label(f"customers per hour, {name}", f"每小时顾客数，{name}")
            )
            for name, rate in section.arrivals.items()
        }
    entered = section.columns.get("entered")
    if entered is None:
        return {}
    found = arrivals_by_hour(
        table,
        entered,
        day=section.columns.get("day"),
        times=section.times,
        weekdays=section.weekdays or None,
        rows=customers(section, table),
        level=level,
    )
    return dict(found)
