"""Event logs: all cases folded at once are the cases folded one by one."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.complaints.cases._case import Case, CaseRules
from servicekit.complaints.cases._event_log import replay_events
from servicekit.complaints.cases._events import Event
from servicekit.complaints.cases._states import STANDINGS, CaseEvent, CaseState
from servicekit.data._answers import InputPolicy
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, UnknownConceptError

OMIT = InputPolicy(invalid="omit")

START = datetime(2024, 3, 4, 9, tzinfo=UTC)
COLUMNS = {"case": "case", "at": "at", "event": "event"}
PLAIN = TimeFormat(zone="UTC")
DETAILS = {"offer": {"remedy": "repair"}, "assign": {"to": "y"}}


@st.composite
def logs(draw):
    """Rows of several cases, each a random walk through what is allowed, and now and then what is not."""
    rows, rules = [], CaseRules(may_skip=draw(st.sampled_from(((), ("acknowledge", "hear", "diagnose")))))
    for number in range(draw(st.integers(1, 4))):
        case = Case.open(f"C{number}", by="x", at=START, rules=rules)
        for minute in range(draw(st.integers(0, 14))):
            if not case.allowed:
                break
            kind = draw(st.sampled_from(case.allowed))
            details = DETAILS.get(kind.key, {})
            case = case.record(kind, by="x", at=START + timedelta(minutes=minute // 2), **details)
        rows += [(e.case, e.at, e.sequence, e.id, e.kind.key) for e in case.events]
        if draw(st.booleans()):
            rows.append(
                (case.id, START + timedelta(hours=1), 99, "extra", draw(st.sampled_from([k.key for k in CaseEvent])))
            )
    return draw(st.permutations(rows + rows[:2])), rules


def one_by_one(rows, rules):
    cases = {}
    for case, at, sequence, name, kind in rows:
        details = DETAILS.get(kind, {})
        event = Event(case=case, at=at, sequence=sequence, id=name, kind=kind, by="x", **details)
        cases.setdefault(case, []).append(event)
    found = {}
    for case, events in cases.items():
        try:
            found[case] = Case.of(events, rules=rules)
        except ForbiddenEventError as error:
            found[case] = str(error)
    return found


@settings(max_examples=60)
@given(logs())
def test_the_log_and_the_single_cases_agree(made):
    rows, rules = made
    case, at, sequence, name, kind = zip(*rows, strict=True)
    data = {"case": case, "at": at, "sequence": sequence, "id": name, "event": kind}
    expected = one_by_one(rows, rules)
    possible = {case: found for case, found in expected.items() if isinstance(found, Case)}
    folded = replay_events(data, **COLUMNS, sequence="sequence", id="id", rules=rules, policy=OMIT)
    assert set(folded.cases) == set(possible)
    assert sum(folded.rejected.values()) == len(expected) - len(possible)
    for place, identifier in enumerate(folded.cases):
        found = possible[identifier]
        assert STANDINGS[folded.standings[place]] == (found.state, found.waits_for_customer)
        assert folded.state(place) is found.state
        assert folded.count("hear")[place] == found.count("hear")
        first = found.first("acknowledge")
        assert str(folded.first("acknowledge")[place]) == (
            "NaT" if first is None else str(np.datetime64(first.replace(tzinfo=None), "us"))
        )
    if len(possible) < len(expected):
        with pytest.raises(ForbiddenEventError, match="allowed now"):
            replay_events(data, **COLUMNS, sequence="sequence", id="id", rules=rules)


def log(*rows):
    return {
        "case": [row[0] for row in rows],
        "at": [START + timedelta(minutes=row[1]) for row in rows],
        "event": [row[2] for row in rows],
    }


GOOD = log(("b", 2, "acknowledge"), ("a", 0, "receive"), ("b", 1, "receive"), ("b", 3, "withdraw"))


@pytest.mark.parametrize("make", (dict, pd.DataFrame, pl.DataFrame, lambda data: pl.DataFrame(data).lazy()))
def test_any_frame_gives_the_same(make):
    folded = replay_events(make(GOOD), **COLUMNS, times=PLAIN)
    assert dict(zip(folded.cases, map(folded.state, range(2)), strict=True)) == {
        "a": CaseState.RECEIVED,
        "b": CaseState.WITHDRAWN,
    }
    assert (folded.n, folded.n_events, folded.n_open) == (2, 4, 1)
    assert folded.to_dict()["states"]["withdrawn"] == 1


def test_whole_numbers_as_cases_and_the_names_of_the_data():
    data = {"case": [7, 7], "at": ["2024-03-04T09:00Z", "2024-03-04T10:00Z"], "event": ["in", "ack"]}
    folded = replay_events(data, **COLUMNS, names={"in": "receive", "ack": CaseEvent.ACKNOWLEDGE})
    assert folded.cases == (7,)
    assert folded.state(0) is CaseState.ACKNOWLEDGED


def test_two_branches_with_the_same_numbers_are_two_cases():  # bad input 115
    data = log(("1", 0, "receive"), ("1", 1, "receive")) | {"branch": ["north", "south"]}
    assert set(replay_events(data, **COLUMNS, source="branch").cases) == {("north", "1"), ("south", "1")}
    with pytest.raises(ForbiddenEventError, match="need a source"):
        replay_events(data, **COLUMNS)


def test_events_of_one_instant_need_a_sequence_or_an_id():  # bad input 107
    data = log(("a", 0, "receive"), ("a", 0, "acknowledge"), ("b", 0, "receive"))
    with pytest.raises(InvalidValueError, match="told apart, got 'a'"):
        replay_events(data, **COLUMNS)
    aside = replay_events(data, **COLUMNS, policy=OMIT)
    assert (aside.cases, aside.rejected) == (("b",), {"order_unknown": 1})
    assert replay_events(data | {"seq": [1, 2, 1]}, **COLUMNS, sequence="seq").n == 2
    with pytest.raises(InvalidValueError, match="told apart"):
        replay_events(data | {"seq": [1, 1, 1]}, **COLUMNS, sequence="seq")


def test_repeats_count_once_and_contradictions_are_refused():  # bad input 108
    data = log(("a", 0, "receive"), ("a", 0, "receive"), ("a", 1, "hear"))
    with pytest.raises(InvalidValueError, match="the same only for the same event"):
        replay_events(data | {"id": ["1", "2", "1"]}, **COLUMNS, id="id")
    twice = replay_events(log(("a", 0, "receive"), ("a", 0, "receive")) | {"id": ["1", "1"]}, **COLUMNS, id="id")
    assert (twice.n_events, twice.n_duplicates) == (1, 1)


def test_what_cannot_be_folded_is_counted_by_reason():  # bad inputs 105, 110
    data = log(
        ("a", 0, "close"),
        ("a", 1, "receive"),
        ("b", 0, "receive"),
        ("b", 1, "withdraw"),
        ("b", 2, "hear"),
        ("c", 0, "receive"),
    )
    folded = replay_events(data, **COLUMNS, policy=OMIT)
    assert folded.rejected == {"no_receipt": 1, "illegal_event": 1}
    assert (folded.cases, folded.n_events) == (("c",), 1)


def test_nothing_in_is_nothing_out():
    folded = replay_events({"case": [], "at": [], "event": []}, **COLUMNS)
    assert (folded.n, folded.n_events, folded.first("close").tolist()) == (0, 0, [])


@pytest.mark.parametrize(
    ("data", "error", "message"),
    (
        (log(("a", 0, "receive"), (None, 1, "hear")), InvalidValueError, "column 'case' must be given in every row"),
        (log(("a", 0, "recieve")), UnknownConceptError, "did you mean 'receive'"),
        ({"case": ["a"], "at": ["2024-03-04"], "event": ["receive"]}, InvalidValueError, "offset"),  # bad input 92
        (
            {"case": ["a"], "at": [" "], "event": ["receive"]},
            InvalidValueError,
            "column 'at' must be a time in every row",
        ),
        ({"case": ["a"], "at": [1709542800], "event": ["receive"]}, InvalidValueError, "not guessed"),  # bad input 102
    ),
)
def test_unreadable_rows_are_refused(data, error, message):
    with pytest.raises(error, match=message):
        replay_events(data, **COLUMNS)


def test_the_policy_is_named():
    with pytest.raises(InvalidValueError, match="'raise' or 'omit'"):
        replay_events(GOOD, **COLUMNS, policy=InputPolicy(invalid="drop"))


def test_real_complaints_are_folded_and_the_open_ones_found(real_data):
    log = pl.read_csv(real_data / "nyc311_animals_2025.csv")
    opened = log.select(case="Unique Key", at="Created Date", event=pl.lit("receive"), seq=pl.lit(1))
    closed = log.filter(pl.col("Closed Date").is_not_null())
    ended = closed.select(case="Unique Key", at="Closed Date", event=pl.lit("close"), seq=pl.lit(2))
    rules = CaseRules(may_skip=[kind for kind in CaseEvent if kind is not CaseEvent.RECEIVE])
    reading = TimeFormat(zone="America/New_York", pattern="%m/%d/%Y %H:%M", nonexistent="shift")
    events = pl.concat([ended, opened])
    folded = replay_events(events, **COLUMNS, sequence="seq", rules=rules, times=reading, policy=OMIT)
    assert (folded.n, folded.n_open, folded.rejected) == (4969, 277, {})
    assert folded.states[CaseState.CLOSED] == 4969 - 277
