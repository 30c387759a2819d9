"""Clocks, deadlines, flow and recurrence: open cases are never dropped and every figure adds up."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints.cases._activity_log import read_activity_log
from servicekit.complaints.cases._backlog import backlog
from servicekit.complaints.cases._case_log import read_case_log
from servicekit.complaints.cases._charts import arrivals_chart, case_compliance_chart
from servicekit.complaints.cases._deadline_compliance import deadline_compliance
from servicekit.complaints.cases._durations import case_durations, compare_durations, resolution_time
from servicekit.complaints.cases._recurrence import reopened_share, reopened_within, repeat_complaints
from servicekit.data.time._business_time import BusinessClock
from servicekit.data.time._opening_hours import OpeningHours
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError

START = datetime(2024, 1, 1)
PLAIN = TimeFormat(zone=None)
cases = st.lists(
    st.tuples(st.integers(0, 500), st.one_of(st.none(), st.integers(0, 300)), st.sampled_from("ab")),
    min_size=1,
    max_size=40,
)


def log_of(entries, **settings):
    """Log of cases (opened after hours, resolved after further hours or None, site), extracted after 900 hours."""
    opened = [START + timedelta(hours=entry[0]) for entry in entries]
    resolved = [None if e[1] is None else at + timedelta(hours=e[1]) for e, at in zip(entries, opened, strict=True)]
    data = {"opened": opened, "resolved": resolved, "site": [entry[2] for entry in entries]}
    columns = {"opened": "opened", "resolved": "resolved", "site": "site"} | settings.pop("columns", {})
    end = START + timedelta(hours=900)
    return read_case_log(data | settings, columns=columns, times=PLAIN, extracted_at=end)


@pytest.fixture(scope="module")
def animals(real_data):
    pandas = pytest.importorskip("pandas")
    return read_case_log(
        pandas.read_csv(real_data / "nyc311_animals_2025.csv"),
        columns={"case": "Unique Key", "opened": "Created Date", "resolved": "Closed Date", "site": "Borough"},
        times=TimeFormat(zone="America/New_York", pattern="%m/%d/%Y %H:%M"),
    )


@pytest.fixture(scope="module")
def helpdesk(real_data):
    pandas = pytest.importorskip("pandas")
    return pandas.read_csv(real_data / "helpdesk_italy_2017.csv")


TICKETS = {"case": "CaseID", "activity": "ActivityID", "time": "CompleteTimestamp"}
ROME = TimeFormat(zone="Europe/Rome")


def test_new_york_median_is_longer_when_the_open_ones_count(animals):
    found = resolution_time(animals)
    assert found.finished_only_median == pytest.approx(4.48, abs=0.005)
    assert found.value == pytest.approx(5.7)
    assert found.interval.low > found.finished_only_median
    assert (found.n, found.n_open) == (4969, 277)
    sites = resolution_time(animals, by="site")
    assert sites["MANHATTAN"].value < sites["STATEN ISLAND"].value
    assert compare_durations(animals, by="site").p_value < 1e-20


def test_new_york_deadline_of_a_day_keeps_the_overdue_in(animals):
    found = deadline_compliance(animals, within=24)
    assert found.n_met + found.n_breached + found.n_pending == animals.n
    assert found.n_pending == 39
    assert found.n_overdue == 277 - 39
    assert found.value < found.decided.value
    assert found.value in found.interval


def test_new_york_backlog_ends_with_the_open_cases(animals):
    found = backlog(animals, every="week")
    assert found.now == 277
    assert sum(found.arrived) == 4969
    assert found.starts[-1].isoformat() == "2025-03-10T04:00:00+00:00"  # Monday midnight, summer time
    assert found.arrivals.value == pytest.approx(np.mean(found.arrived[1:-1]))


def test_new_york_weeks_are_charted_without_the_cut_off_ones(animals):
    arrivals = arrivals_chart(animals)
    assert len(arrivals.points) == 9
    assert arrivals.centre == pytest.approx(backlog(animals).arrivals.value)
    kept = case_compliance_chart(animals, within=24)
    young = int(
        (animals.end - animals.opened < np.timedelta64(24, "h")).sum()
    )  # quick ones among them are left out too
    assert sum(point.n for point in kept.points) == 4969 - young == 4906
    assert kept.chart == "laney"
    assert kept.centre == pytest.approx(deadline_compliance(animals, within=24).value, abs=0.005)


def test_helpdesk_events_fold_into_cases_with_their_reopenings(helpdesk):
    log = read_activity_log(helpdesk, columns=TICKETS, closes=(6,), acknowledges=(8,), times=ROME)
    assert log.n == 3804
    assert log.rejected == {"closed_while_closed": 135, "repeated": 91}  # bad input 108
    reopened = 0
    for _, events in helpdesk.drop_duplicates().groupby("CaseID"):
        names = events["ActivityID"].tolist()
        reopened += any(a == 6 and b != 6 for a, b in pairwise(names))
    assert reopened_share(log).count == reopened == 130  # bad input 109
    assert reopened_within(log, within_days=30).value == pytest.approx(0.0337, abs=5e-4)
    first, whole = resolution_time(log, unit="days"), resolution_time(log, clock="open", unit="days")
    assert first.value == pytest.approx(3.285, abs=1e-3)
    assert first.value < whole.value
    assert resolution_time(log, clock="acknowledge", unit="days").value < first.value


def test_a_shuffled_event_log_gives_the_same_cases():
    rows = [("x", "open", 0), ("x", "close", 5), ("x", "call", 7), ("x", "close", 9), ("y", "open", 1)]
    times = [(case, name, (START + timedelta(hours=h)).isoformat()) for case, name, h in rows]
    found = []
    for order in (times, times[::-1], [*times, times[0]]):
        data = dict(zip(("case", "activity", "time"), zip(*order, strict=True), strict=True))
        log = read_activity_log(
            {k: list(v) for k, v in data.items()}, columns={k: k for k in data}, closes=("close",), times=PLAIN
        )
        by_case = dict(
            zip(log.columns["case"].values.tolist(), zip(*case_durations(log, "open"), strict=True), strict=True)
        )
        found.append((by_case, log.n_open, reopened_share(log).count))
    assert found[0] == found[1] == found[2]
    assert found[0][0]["x"] == (7.0, True)
    assert found[0][0]["y"] == (8.0, False)


def test_a_sequence_number_orders_what_happens_at_one_instant():
    at = START.isoformat()
    data = {"case": [1, 1], "activity": ["close", "open"], "time": [at, at], "n": [2, 1]}
    columns = {"case": "case", "activity": "activity", "time": "time"}
    with pytest.raises(InvalidValueError, match="ties='row order'"):  # bad input 107
        read_activity_log(data, columns=columns, closes=("close",), times=PLAIN)
    log = read_activity_log(data, columns={**columns, "sequence": "n"}, closes=("close",), times=PLAIN)
    assert (log.n_open, log.reopenings.tolist()) == (0, [0])
    as_written = read_activity_log(data, columns=columns, closes=("close",), times=PLAIN, ties="row order")
    assert as_written.reopenings.tolist() == [1]
    with pytest.raises(InvalidValueError, match="known order"):
        read_activity_log({**data, "n": [1, 1]}, columns={**columns, "sequence": "n"}, closes=("close",), times=PLAIN)


@given(cases)
def test_backlog_is_what_came_less_what_went(entries):
    log = log_of(entries)
    for every in ("day", "week", "month"):
        found = backlog(log, every=every)
        assert found.now == log.n_open
        assert min(found.open_at_end) >= 0
        assert sum(found.arrived) == log.n


@given(cases, st.integers(1, 400))
def test_a_longer_deadline_is_never_kept_less_often(entries, hours):
    log = log_of(entries)
    short, long = (deadline_compliance(log, within=within) for within in (hours, hours + 50))
    assert short.n_met <= long.n_met
    if short.value is not None and long.value is not None:
        assert short.value <= long.value + 1e-12
    assert short.n_met + short.n_breached + short.n_pending == log.n
    one_each = deadline_compliance(log, within=np.full(log.n, float(hours)))
    assert one_each.to_dict() == short.to_dict()


@given(cases)
def test_groups_add_up_to_the_whole(entries):
    log = log_of(entries)
    groups = resolution_time(log, by="site")
    curves = [group.curve for group in groups.values()]
    assert sum(curves[1:], start=curves[0]) == resolution_time(log).curve


def test_without_pending_cases_the_interval_is_that_of_a_share():
    found = deadline_compliance(log_of([(0, 5, "a"), (0, 30, "a"), (0, None, "a")]), within=24)
    assert (found.n_met, found.n_late, found.n_overdue, found.n_pending) == (1, 1, 1, 0)
    assert found.interval.method == "score and mid-p"


def test_an_open_case_not_yet_due_is_neither_kept_nor_broken():
    log = log_of([(0, 5, "a"), (890, None, "a"), (0, 100, "a")])
    found = deadline_compliance(log, within=24)
    assert (found.n_pending, found.decided.value) == (1, 0.5)
    assert found.value == pytest.approx(1 / 3)  # the pending one was at risk when the first was resolved
    only_young = deadline_compliance(log_of([(890, None, "a")]), within=24)
    assert (only_young.value, only_young.reason.key) == (None, "not_followed_up")


@pytest.mark.parametrize("within", (0, -1, float("nan"), (1.0, 2.0)))
def test_a_deadline_is_a_number_above_zero(within):
    with pytest.raises(InvalidValueError, match="within"):
        deadline_compliance(log_of([(0, 5, "a")]), within=within)


def test_the_first_answer_is_the_acknowledgement_or_an_earlier_resolution():
    stamps = [START + timedelta(hours=2), None, None]
    log = log_of([(0, 5, "a"), (0, 3, "a"), (0, None, "a")], acked=stamps, columns={"acknowledged": "acked"})
    spent, done = case_durations(log, "acknowledge")
    assert (spent.tolist(), done.tolist()) == ([2, 3, 900], [True, True, False])
    with pytest.raises(InvalidValueError, match="without 'acknowledged'"):
        case_durations(log_of([(0, 5, "a")]), "acknowledge")
    with pytest.raises(InvalidValueError, match="unit"):
        case_durations(log, "resolve", unit="years")


def test_business_time_counts_opening_hours_only():
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00")
    hours = OpeningHours(zone="UTC", week=week, first=date(2024, 1, 1), last=date(2024, 12, 31))
    data = {"opened": ["2024-01-05T16:00Z"], "resolved": ["2024-01-08T10:00Z"]}
    log = read_case_log(data, columns={"opened": "opened", "resolved": "resolved"})
    clock = BusinessClock(hours=hours)
    assert case_durations(log, "resolve")[0].tolist() == [66]
    assert case_durations(log, "resolve", business=clock)[0].tolist() == [2]
    assert deadline_compliance(log, within=2, business=clock).n_met == 1
    with pytest.raises(InvalidValueError, match="business time"):
        resolution_time(log, unit="days", business=clock)


def test_repeat_complaints_follow_customers_and_censor_the_rest():
    entries = [(0, 1, "a"), (48, 1, "a"), (0, 1, "a"), (0, 1, "a")]
    log = log_of(entries, who=["c1", "c1", "c2", None], columns={"customer": "who"})
    found = repeat_complaints(log, within_days=30)
    assert (found.n, found.n_so_far, found.n_unknown) == (3, 1, 1)
    assert found.value == pytest.approx(1 / 3)
    assert repeat_complaints(log, within_days=1).value == 0
    with pytest.raises(InvalidValueError, match="customer"):
        repeat_complaints(log_of(entries), within_days=1)


def test_reopening_needs_a_log_that_tells_it():
    log = log_of([(0, 1, "a"), (0, 1, "a")])
    for measure in (reopened_share, lambda log: reopened_within(log, within_days=3)):
        with pytest.raises(InvalidValueError, match=r"reopen|opened again"):
            measure(log)
    told = log_of([(0, 1, "a"), (0, 1, "a"), (0, None, "a")], again=[True, False, False], columns={"reopened": "again"})
    assert (reopened_share(told).count, reopened_share(told).n) == (1, 2)
