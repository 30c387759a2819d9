"""The wait log of a study: its outcomes, felt and expected minutes, and the agents that its arrivals ask for."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from attrs import field, frozen, validators
from numpy.typing import NDArray

from servicekit.data._answers import InputPolicy, Invalid, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import read_columns
from servicekit.data._grouping import grouping
from servicekit.data.time._durations import DURATIONS, KEPT, SECONDS_OF, read_seconds
from servicekit.foundation._checks import number_in, positive
from servicekit.foundation._results import Estimate, Groups, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats._estimates import Average, Share
from servicekit.study._sections import WaitsSection
from servicekit.study._study import Study
from servicekit.waiting._arrivals import ArrivalRate, arrivals_by_hour
from servicekit.waiting._queue import Queue
from servicekit.waiting._staffing import StaffingPlan, Target, agents_needed
from servicekit.waiting._wait import VERDICTS, WaitVerdict

TIMES: Final = ("waited", "entered", "left")


def wait_columns(section: WaitsSection) -> dict[str, str | None]:
    """Return the columns of time as ``wait_log`` takes them."""
    roles = section.columns
    if "waited" in roles:
        return {"wait": roles["waited"]}
    return {"entered": roles["entered"], "left": roles["left"]}


def log_settings(study: Study, section: WaitsSection, table: Any) -> dict[str, Any]:
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


def customers(section: WaitsSection, table: Any) -> NDArray[np.bool_] | None:
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


def felt_columns(study: Study, section: WaitsSection, table: Any) -> FeltColumns:
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


def verdicts(felt: FeltColumns, *, level: float) -> Groups[Share] | None:
    """Return the shares of waits that were longer, as long and shorter than expected; None where nobody was asked.

    A wait is what the customer felt; what the clock said where that was not asked.
    """
    wait = felt.perceived or felt.actual
    if felt.expected is None:
        return None
    here = wait.present & felt.expected.present
    gained = felt.expected.values[here] - wait.values[here]
    counts = np.bincount(VERDICTS.index(gained), minlength=len(VERDICTS.names))
    shares = {
        verdict.key: Share(count=int(count), n=int(here.sum()), level=level, name=verdict.label)
        for verdict, count in zip(VERDICTS.names, counts.tolist(), strict=True)
    }
    return Groups(WaitVerdict.__name__, shares)


def handling_time(section: WaitsSection, table: Any, *, level: float, invalid: Invalid) -> Average | None:
    """Return the mean seconds of service of those who were served; None where no column says it."""
    name = section.columns.get("handling")
    if name is None:
        return None
    found = read_answers(read_columns(table, [name])[name], DURATIONS, InputPolicy(invalid=invalid))
    here = found.here
    if "outcome" in section.columns:
        column = read_columns(table, [section.columns["outcome"]])[section.columns["outcome"]]
        groups = grouping(column)
        served = outcomes(section, column)["answered"]
        here = here & np.array([group in served for group in groups.levels], dtype=bool)[groups.codes]
    seconds = SECONDS_OF[section.unit] * found.numbers(DURATIONS)[here]
    return Average(
        n=len(seconds),
        mean=float(seconds.mean()) if len(seconds) else 0.0,
        sd=float(seconds.std(ddof=1)) if len(seconds) > 1 else 0.0,
        level=level,
        name=Label("Mean seconds of service", "平均服务时间（秒）"),
    )


def arrivals(section: WaitsSection, table: Any, *, level: float) -> dict[str, ArrivalRate]:
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
        rows=customers(section, table),
        level=level,
    )
    return dict(found)


@frozen(kw_only=True)
class AgentsNeeded(Estimate):
    """Fewest agents that keep a service level in one interval; the interval carries that of the arrivals over.

    Attributes:
        arrivals: Customers per hour.
        handling_seconds: Mean time of service.
        target_share, within_seconds: The promise.
        patience_seconds: Mean patience (Erlang A); None: nobody leaves (Erlang C).
        shrinkage_share: Share of paid time not at work.
    """

    title = Label("Agents needed at work", "所需在岗座席数")
    derived = ("value", "interval", "scheduled")

    arrivals: ArrivalRate
    handling_seconds: float = field(validator=positive)
    target_share: float = field(validator=number_in(0, 1))
    within_seconds: float
    patience_seconds: float | None = field(default=None, validator=validators.optional(positive))
    shrinkage_share: float = 0.0

    def plan(self, rate: float | None = None) -> StaffingPlan:
        """Return the plan at the mean rate of arrivals, or at another one."""
        return agents_needed(
            Target(service_level_share=self.target_share, within_seconds=self.within_seconds),
            arrivals_per_hour=self.arrivals.mean if rate is None else rate,
            handling_seconds=self.handling_seconds,
            patience_seconds=self.patience_seconds,
            shrinkage_share=self.shrinkage_share,
        )

    @property
    def name(self) -> Label | None:
        """The interval it is for."""
        return self.arrivals.name

    @property
    def value(self) -> float:
        """Agents at work."""
        return float(self.plan().agents)

    @property
    def interval(self) -> Interval | None:
        """Agents at the ends of the interval of arrivals."""
        ends = self.arrivals.interval
        if ends is None:
            return None
        low, high = (self.plan(end).agents for end in (ends.low, ends.high))
        return Interval(low=low, high=high, level=ends.level, method="interval of the arrivals carried over")

    @property
    def scheduled(self) -> int:
        """Agents to put on the schedule."""
        return self.plan().scheduled_agents

    def queues(self, agents: range) -> tuple[Queue, ...]:
        """Return the queue at several numbers of agents."""
        return tuple(
            Queue(
                arrivals_per_hour=self.arrivals.mean,
                handling_seconds=self.handling_seconds,
                agents=number,
                patience_seconds=self.patience_seconds,
                within_seconds=self.within_seconds,
            )
            for number in agents
        )
