"""Event logs: a case log made from events, one row each, and what it says."""

from collections.abc import Mapping
from typing import ClassVar, Final

import attrs
import numpy as np
from attrs import frozen

from servicekit.complaints.cases._backlog import Backlog, backlog
from servicekit.complaints.cases._case_log import CaseLog, read_case_log
from servicekit.complaints.cases._durations import CaseTime, resolution_time
from servicekit.data._accepted import Data
from servicekit.data._columns import Column
from servicekit.data._frames import read_columns
from servicekit.data._grouping import grouping
from servicekit.data.time._time_columns import as_found, read_times
from servicekit.foundation._errors import NotEnoughDataError
from servicekit.foundation._vocabulary import Label, Source
from servicekit.study._part import NotRun, Part, no_section
from servicekit.study._part_names import EVENTS as PART
from servicekit.study._study import Study
from servicekit.study.parts._complaints import SOURCES
from servicekit.study.sections._further_sections import EventsSection
from servicekit.study.wording._formatting import duration, figures
from servicekit.study.wording._sentences import fact

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "A case opens with its first event and ends with the last one that closes it; without a word on which "
    "events close, "
    "the last event of a case is taken for its end. Open cases are censored (Kaplan-Meier, log-log intervals).",
    "事项自首个事件起算，至最后一个结案事件止；未说明哪些事件结案时，以最后一个事件为止。"
    "未结事项按删失处理（Kaplan–Meier，log-log区间）。",
)


@frozen(kw_only=True)
class EventsPart(Part):
    """A case log made from events.

    Attributes:
        log: The cases.
        times: Time from the first event to the end.
        backlog: Opened, resolved and open cases by week.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    captions: ClassVar[Mapping[str, Label]] = {
        "log": Label("log", "事项记录"),
        "times": Label("time to resolve", "办结时间"),
        "backlog": Label("backlog", "在办量"),
    }
    log: CaseLog
    times: CaseTime
    backlog: Backlog


def case_columns(study: Study, section: EventsSection, table: Data) -> dict[str, Column]:
    """Return one row a case (case, opened, resolved, events) made from one row an event.

    Raises:
        NotEnoughDataError: No event has both a case and a time.
    """
    names = [section.case, section.time, *filter(None, (section.activity,))]
    columns = read_columns(table, names)
    reading = as_found(section.times, [columns[section.time]])
    times = read_times(columns[section.time], reading, invalid=study.invalid).instants
    cases = grouping(columns[section.case], most=len(times))
    known = np.array([level is not None for level in cases.levels], dtype=bool)[cases.codes]
    good = ~np.isnat(times) & known
    if not good.any():
        raise NotEnoughDataError("no event has both a case and a time")
    ends = good.copy()
    if section.closing and section.activity:
        closing = {word.strip().casefold() for word in section.closing}
        cells = columns[section.activity]
        ends &= np.array([str(cell).strip().casefold() in closing for cell in cells.values.tolist()]) & cells.present
    size = len(cases.levels)
    number = times.astype("datetime64[us]").astype(np.int64)
    opened = np.full(size, np.iinfo(np.int64).max)
    resolved = np.full(size, np.iinfo(np.int64).min)
    np.minimum.at(opened, cases.codes[good], number[good])
    np.maximum.at(resolved, cases.codes[ends], number[ends])
    there = np.bincount(cases.codes[good], minlength=size) > 0
    first = opened[there].astype("datetime64[us]")
    last = resolved[there].astype("datetime64[us]")  # the smallest number is no time
    levels = np.empty(size, dtype=object)
    levels[:] = cases.levels
    zone = "UTC" if reading.zone else None
    return {
        "case": Column(name="case", values=levels[there]),
        "opened": Column(name="opened", values=first, zone=zone),
        "resolved": Column(name="resolved", values=last, valid=~np.isnat(last), zone=zone),
        "events": Column(name="events", values=np.bincount(cases.codes[good], minlength=size)[there]),
    }


def assess(study: Study, table: Data | None) -> Part | NotRun:
    """Make a case log of the events and compute what it allows."""
    section = study.events
    if section is None or table is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=no_section("events") if table is not None else None)
    columns = case_columns(study, section, table)
    roles = {role: role for role in ("case", "opened", "resolved")}
    reading = attrs.evolve(as_found(section.times, [columns["opened"]]), pattern=None)
    log = read_case_log(columns, columns=roles, times=reading)
    whole = resolution_time(log, unit="days", level=study.level)
    events = int(columns["events"].values.sum())
    text = figures(whole, duration)
    findings = (
        fact(Label(f"{log.n:,} cases made of {events:,} events.", f"由{events:,}个事件归并为{log.n:,}个事项。")),
        fact(
            Label(
                f"Median days from the first event to the end: {text.en}.", f"自首个事件至结束的天数中位数：{text.zh}。"
            )
        ),
    )
    return EventsPart(log=log, times=whole, backlog=backlog(log), statements=findings)
