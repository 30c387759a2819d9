"""Cases kept with the library become figures: tables of cases and of events, withdrawals censored."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.complaints.cases._activity_log import read_activity_log
from servicekit.complaints.cases._backlog import backlog
from servicekit.complaints.cases._case import Case, CaseRules
from servicekit.complaints.cases._case_log import read_case_log
from servicekit.complaints.cases._case_tables import ROLES, case_table, event_table
from servicekit.complaints.cases._charts import case_compliance_chart
from servicekit.complaints.cases._deadline_compliance import deadline_compliance
from servicekit.complaints.cases._durations import resolution_time
from servicekit.complaints.cases._event_log import replay_events
from servicekit.complaints.cases._states import CaseEvent
from servicekit.complaints.causes._causes import CauseInstance, DissatisfactionReason, Responsibility
from servicekit.complaints.causes._pareto import pareto
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation import _records as records
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError, UnknownConceptError

START = datetime(2024, 3, 4, 9, tzinfo=UTC)
END = START + timedelta(days=60)
LOOSE = CaseRules(may_skip=tuple(kind for kind in CaseEvent if kind is not CaseEvent.RECEIVE))
STEPS = st.lists(st.tuples(st.sampled_from(("acknowledge", "close", "reopen", "hear", "withdraw", "pause", "resume")),
                           st.integers(1, 50)), max_size=8)  # fmt: skip


def lived(number, steps):
    case = Case.open(str(number), by="desk", at=START, source="north" if number % 2 else "south", rules=LOOSE)
    for kind, hours in steps:
        if CaseEvent(kind) in case.allowed:
            case = case.record(kind, by="desk", at=case.events[-1].at + timedelta(hours=hours))
    return case


def from_cases(cases):
    return read_case_log(case_table(cases), columns=dict(zip(ROLES, ROLES, strict=True)), extracted_at=END)


def from_events(cases):
    roles = {"case": "case", "source": "source", "activity": "event", "time": "at", "sequence": "sequence"}
    ends = {"closes": ("close",), "withdraws": ("withdraw",)}
    return read_activity_log(event_table(cases), columns=roles, extracted_at=END, **ends)


@settings(max_examples=40)
@given(st.lists(STEPS, min_size=1, max_size=6))
def test_the_table_of_cases_and_that_of_events_give_the_same_log(stories):
    stories = [*stories, [("close", 1)], [("withdraw", 1)]]
    cases = [lived(number, steps) for number, steps in enumerate(stories)]
    by_case, by_event = from_cases(cases), from_events(cases)
    assert by_case.n == by_event.n == len(cases)
    np.testing.assert_array_equal(by_case.opened, by_event.opened)
    np.testing.assert_array_equal(by_case.resolved, by_event.resolved)
    np.testing.assert_array_equal(by_case.reopenings, [case.count("reopen") for case in cases])
    folded = replay_events(
        event_table(cases), case="case", at="at", event="event", source="source", sequence="sequence", rules=LOOSE
    )
    assert folded.n_events == sum(len(case.events) for case in cases)
    assert sorted(folded.cases) == sorted((case.source, case.id) for case in cases)


@pytest.mark.parametrize("make", (dict, pd.DataFrame, pl.DataFrame))
def test_tables_of_open_cases_go_through_any_frame(make):
    cases = [lived(number, [("acknowledge", 2)]) for number in range(3)]
    log = read_case_log(make(case_table(cases)), columns=dict(zip(ROLES, ROLES, strict=True)), extracted_at=END)
    assert (log.n, log.n_open, log.n_withdrawn) == (3, 3, 0)
    assert resolution_time(log, clock="acknowledge").value == 2


def test_the_same_number_in_two_branches_is_two_cases():  # bad input 115
    cases = [
        Case.open("1", by="desk", at=START, source=source).record("withdraw", by="desk", at=END)
        for source in ("north", "south")
    ]
    roles = {"case": "case", "source": "source", "activity": "event", "time": "at", "sequence": "sequence"}
    log = read_activity_log(event_table(cases), columns=roles, closes=("withdraw",))
    assert log.n == 2
    assert set(log.rows_by("source")) == {"north", "south"}


def test_a_withdrawn_case_is_neither_resolved_nor_followed_any_longer():
    data = {
        "opened": ["2024-03-04T00:00Z"] * 4,
        "resolved": ["2024-03-05T00:00Z", None, None, None],
        "withdrawn": [None, "2024-03-04T06:00Z", "2024-03-08T00:00Z", None],
    }
    log = read_case_log(data, columns={name: name for name in data}, extracted_at=END)
    assert (log.n_open, log.n_withdrawn) == (1, 2)
    found = resolution_time(log)
    assert (found.n, found.n_open) == (4, 3)
    assert found.curve.times.tolist()[:3] == [6, 24, 96]
    assert found.curve.censored.tolist()[:3] == [1, 0, 1]
    kept = deadline_compliance(log, within=48)
    assert (kept.n_met, kept.n_late, kept.n_overdue, kept.n_pending) == (1, 0, 2, 1)
    assert backlog(log).now == 1
    (point,) = (point for point in case_compliance_chart(log, within=48).points if point.n)
    assert (point.n, round(point.value, 3)) == (3, 0.333)  # who withdrew in time is not known to have been late


def test_resolved_and_withdrawn_at_once_is_a_contradiction():
    data = {"opened": ["2024-03-04T00:00Z"], "resolved": ["2024-03-05T00:00Z"], "withdrawn": ["2024-03-05T00:00Z"]}
    with pytest.raises(InvalidValueError, match="resolved_and_withdrawn"):
        read_case_log(data, columns={name: name for name in data})


def test_withdrawals_unrelated_to_the_time_needed_leave_the_median_where_it_is():
    rng = np.random.default_rng(5)
    needed, patience = rng.exponential(24, 4000), rng.exponential(40, 4000)
    opened = np.full(4000, np.datetime64("2024-03-04T00:00", "us"))
    first = opened + (np.minimum(needed, patience) * 3.6e9).astype("timedelta64[us]")
    never = np.datetime64("NaT", "us")
    data = {
        "opened": opened,
        "resolved": np.where(needed <= patience, first, never),
        "withdrawn": np.where(needed > patience, first, never),
    }
    log = read_case_log(data, columns={name: name for name in data}, times=TimeFormat(zone="UTC", typed="utc"))
    found = resolution_time(log)
    assert found.value == pytest.approx(24 * np.log(2), rel=0.06)
    assert found.finished_only_median < 0.8 * found.value


def test_causes_are_recorded_by_hand_when_a_case_is_assessed_and_counted_over_cases():
    case = Case.open("1", by="Li", at=START, causes="long_waits", rules=LOOSE)
    assert case.causes == (CauseInstance.LONG_WAITS,)
    case = case.record("diagnose", by="Wu", at=END, causes=("rude_staff", DissatisfactionReason.ALREADY_UPSET))
    assert [cause.key for cause in case.causes] == ["rude_staff", "already_upset"]
    assert case.record("escalate", by="Wu", at=END).causes == case.causes
    assert records.loads(records.dumps(case), Case) == case
    found = pareto(case_table([case]), "causes", DissatisfactionReason, separator=";")
    assert found.responsibility[Responsibility.THIRD_PARTY].value == 1


def test_a_cause_nobody_knows_or_at_the_wrong_moment_is_refused():
    with pytest.raises(UnknownConceptError, match="unknown cause 'rude_stuff'; did you mean 'rude_staff'"):
        Case.open("1", by="Li", at=START, causes="rude_stuff")
    with pytest.raises(InvalidValueError, match="left to receipt, diagnosis and escalation"):
        Case.open("1", by="Li", at=START).record("acknowledge", by="Li", at=END, causes=("rude_staff",))


def test_no_case_makes_no_table():
    with pytest.raises(NotEnoughDataError, match="at least one case"):
        case_table([])
    with pytest.raises(InvalidValueError, match="cases must be cases"):
        event_table(["C-1"])
