"""Events go to tables and come back as the same cases; so do case logs."""

import io
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.complaints.cases._authority import Authority, Grade
from servicekit.complaints.cases._case import Case, CaseRules
from servicekit.complaints.cases._case_log import read_case_log
from servicekit.complaints.cases._case_tables import EVENT_COLUMNS, case_table, event_table
from servicekit.complaints.cases._read_cases import read_cases
from servicekit.complaints.cases._states import CaseEvent
from servicekit.data._answers import InputPolicy
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import (
    ForbiddenEventError,
    InvalidValueError,
    MissingColumnError,
    RecordError,
    UnknownConceptError,
)
from servicekit.foundation._vocabulary import Label

START = datetime(2024, 3, 4, 9, tzinfo=UTC)
OMIT = InputPolicy(invalid="omit")
RULES = CaseRules(
    may_skip=tuple(kind for kind in CaseEvent if kind is not CaseEvent.RECEIVE),
    authority=Authority(
        grades=(
            Grade(key="agent", label=Label("Agent", "客服"), limit=100, case_limit=1e6),
            Grade(key="manager", label=Label("Manager", "经理")),
        ),
        roster={"Li": "agent", "Chen": "manager"},
    ),
)
notes = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8).map(str.strip)


@st.composite
def cases(draw):
    """Cases with every detail that an event may have."""
    made = []
    for number in range(draw(st.integers(1, 3))):
        opening = {"severity": draw(st.sampled_from((None, "minor"))), "safety": draw(st.sampled_from((None, True)))}
        opening["problem"] = draw(st.sampled_from((None, "expert")))
        source = draw(st.sampled_from(("", "north")))
        case = Case.open(f"00{number}", by="Li", at=START, source=source, rules=RULES, note=draw(notes), **opening)
        for _ in range(draw(st.integers(0, 8))):
            kind = draw(st.sampled_from(case.allowed))
            at = case.events[-1].at + draw(st.sampled_from((timedelta(0), timedelta(microseconds=7, hours=1))))
            more = {"note": draw(notes)}
            if kind is CaseEvent.OFFER:
                approved = draw(st.booleans())
                more |= {"remedy": "refund", "amount": 99.5 + 100 * approved}
                more |= {"approved_by": "Chen"} if approved else {"grade": "agent"}
            if kind is CaseEvent.ASSIGN:
                more |= {"to": "Wu"}
            if kind is CaseEvent.DIAGNOSE:
                more |= {
                    "causes": ("rude_staff", "unheard"),
                    "safety": False,
                    "severity": "critical",
                    "problem": "warranty",
                }
            if kind is CaseEvent.INFORM:
                more |= {"until": at + timedelta(days=1)}
            case = case.record(kind, by="Li", at=at, **more)
        made.append(case)
    return tuple(sorted(made, key=lambda case: (case.source, case.id)))


def through_text(table):
    return pd.read_csv(io.StringIO(pd.DataFrame(table).to_csv(index=False)), dtype={"case": str, "id": str})


@settings(max_examples=25, deadline=None)
@given(cases(), st.sampled_from((dict, pd.DataFrame, pl.DataFrame, through_text)), st.randoms())
def test_cases_come_back_from_a_table_of_their_events_without_loss(made, through, random):
    table = event_table(made)
    order = list(range(len(table["case"])))
    random.shuffle(order)
    found = read_cases(through({name: [values[k] for k in order] for name, values in table.items()}), rules=RULES)
    assert found.cases == made
    assert found.n_events == found.n_rows == len(order)
    assert event_table(found.cases) == table


def test_a_log_of_another_system_is_read_with_its_own_names():
    tickets = {
        "ticket": [7, 7, 7],
        "what": ["created", "moved to", "resolved"],
        "when": ["2024-03-04 09:00", "2024-03-04 10:00", "2024-03-05 10:00"],
        "user": ["a", "a", "b"],
        "whom": [None, "b", None],
    }
    found = read_cases(
        tickets,
        columns={"case": "ticket", "event": "what", "at": "when", "by": "user", "to": "whom"},
        names={"created": "receive", "moved to": CaseEvent.ASSIGN, "resolved": "close"},
        times=TimeFormat(zone="Asia/Shanghai"),
        rules=RULES,
    )
    (case,) = found.cases
    assert (case.id, case.owner, case.is_open) == ("7", "b", False)
    assert case.events[0].at == datetime(2024, 3, 4, 1, tzinfo=UTC)


def table(*rows):
    case, event, at, by = zip(*rows, strict=True)
    return {"case": list(case), "event": list(event), "at": [START + timedelta(hours=h) for h in at], "by": list(by)}


def test_what_cannot_be_read_is_refused_or_counted_by_reason():
    good, unknown = ("a", "receive", 0, "x"), ("b", "recieve", 0, "x")
    rows = table(good, unknown, ("c", "receive", 0, "x"), ("c", "close", 1, "x"), ("d", "receive", 0, None))
    with pytest.raises(RecordError, match=r"2 problems: row 1: .*did you mean 'receive'.*; row 4: by must be given"):
        read_cases(rows)
    found = read_cases(rows, policy=OMIT)
    assert ([case.id for case in found.cases], found.rejected) == (["a"], {"illegal_event": 1, "unreadable_event": 2})
    with pytest.raises(ForbiddenEventError, match="'close' is not allowed"):
        read_cases(table(*[("c", "receive", 0, "x"), ("c", "close", 1, "x")]))
    tied = table(good, ("a", "acknowledge", 1, "x"), ("a", "inform", 1, "x"))
    with pytest.raises(InvalidValueError, match="told apart by sequence or id"):
        read_cases(tied)
    assert read_cases(tied, policy=OMIT).rejected == {"order_unknown": 1}


def test_columns_are_named_or_found():
    with pytest.raises(MissingColumnError, match="by"):
        read_cases({"case": ["a"], "event": ["receive"], "at": [START]})
    with pytest.raises(UnknownConceptError, match="did you mean 'amount'"):
        read_cases({}, columns={"amout": "x"})
    with pytest.raises(InvalidValueError, match="'case', 'event', 'at' and 'by'"):
        read_cases({}, columns={"case": "x"})


@pytest.mark.parametrize(
    ("column", "value", "message"),
    (("sequence", 1.5, "whole number"), ("safety", "maybe", "true or false"), ("amount", 5.0, "left to offers")),
)
def test_details_that_say_nonsense_are_told_with_their_row(column, value, message):
    with pytest.raises(RecordError, match=f"row 0: .*{message}"):
        read_cases(table(("a", "receive", 0, "x")) | {column: [value]})


ONE = st.tuples(st.integers(0, 400), st.none() | st.integers(0, 90), st.booleans(), st.booleans())


@settings(max_examples=30)
@given(st.lists(ONE, min_size=1, max_size=20))
def test_a_case_log_comes_back_from_its_table(rows):
    data = {
        "case": [f"{k:03d}" for k in range(len(rows))],
        "opened": [START + timedelta(minutes=row[0]) for row in rows],
        "resolved": [START + timedelta(minutes=600 + row[1]) if row[1] and not row[2] else None for row in rows],
        "withdrawn": [START + timedelta(minutes=600 + row[1]) if row[1] and row[2] else None for row in rows],
        "acknowledged": [START + timedelta(minutes=500) if row[3] else None for row in rows],
        "site": ["north" if row[3] else None for row in rows],
        "reopened": [int(row[3]) for row in rows],
    }
    roles = {name: name for name in data}
    log = read_case_log(data, columns=roles, extracted_at=START + timedelta(days=9))
    again = read_case_log(case_table(log), columns=roles, extracted_at=log.extracted_at)
    for name in ("case", "start", "end", "withdrawn"):
        np.testing.assert_array_equal(getattr(again.spells, name), getattr(log.spells, name))
    np.testing.assert_array_equal(again.acknowledged, log.acknowledged)
    assert case_table(again) == case_table(log) == data
    assert set(EVENT_COLUMNS) >= {"to", "approved_by"}
