"""Calls that are owed after carrying out and before a promised hand-over."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.complaints import due_calls, read_case_log
from servicekit.data import BusinessClock, BusinessDays, Elapsed, OpeningHours
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError

START = datetime(2024, 3, 4, 8, tzinfo=UTC)


def log_of(rows, **options):
    also = [name for name in rows if name in ("said",)]
    columns = {name: name for name in rows if name not in also}
    return read_case_log(rows, columns=columns, also=also, **options)


def hours(*numbers):
    return [None if number is None else (START + timedelta(hours=number)).isoformat() for number in numbers]


@given(st.lists(st.tuples(st.integers(0, 200), st.one_of(st.none(), st.integers(0, 150))), min_size=1, max_size=15))
@settings(max_examples=40, deadline=None)
def test_every_call_is_met_late_overdue_or_pending(cases):
    resolved = [end for end, _ in cases]
    called = [None if wait is None else end + wait for end, wait in cases]
    log = log_of(
        {"opened": hours(*[0] * len(cases)), "resolved": hours(*resolved), "followed_up": hours(*called)},
        extracted_at=START + timedelta(hours=360),
    )
    found = due_calls(log)
    share = found.in_time
    assert share.n_met == sum(wait is not None and wait <= 72 for _, wait in cases)
    assert share.n_late == sum(wait is not None and wait > 72 for _, wait in cases)
    assert share.n_overdue == sum(wait is None and end + 72 < 360 for end, wait in cases)
    assert found.called + share.n_overdue + share.n_pending == len(cases)
    assert found.overdue <= len(found.due["due"])
    assert found.due["overdue_hours"] == sorted(found.due["overdue_hours"], reverse=True)


def test_share_in_time_agrees_with_a_count_where_nothing_is_pending():
    log = log_of(
        {"opened": hours(*[0] * 20), "resolved": hours(*[1] * 20), "followed_up": hours(*[50] * 15, *[100] * 5)}
    )
    found = due_calls(log).in_time
    assert found.value == 0.75
    assert found.value in found.interval
    assert found.n_pending == 0
    assert due_calls(log, within=Elapsed(elapsed_minutes=48 * 60)).in_time.value == 0


def test_business_days_skip_the_closed_ones():
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "08:00-18:00")
    opening = OpeningHours(zone="UTC", week=week, first=date(2024, 1, 1), last=date(2024, 12, 31))
    clock = BusinessClock(hours=opening)
    # resolved on Thursday noon: three business days end on Tuesday at closing, three days on Sunday noon
    log = log_of({"opened": hours(0), "resolved": hours(76), "followed_up": hours(76 + 4 * 24)})
    assert due_calls(log).in_time.n_late == 1
    assert due_calls(log, within=BusinessDays(business_days=3), business=clock).in_time.n_met == 1


def test_what_came_of_the_calls():
    log = log_of(
        {
            "case": list("abcdef"),
            "opened": hours(*[0] * 6),
            "resolved": hours(1, 1, 1, 1, 1, None),
            "followed_up": hours(20, 30, 100, None, None, None),
            "said": ["fine", "noise", "fine", None, None, None],
            "reopened": [0, 1, 0, 1, 1, 0],
        },
        extracted_at=START + timedelta(hours=200),
    )
    found = due_calls(log, said="said")
    assert {said: share.count for said, share in found.answers.items()} == {"fine": 2, "noise": 1}
    assert (found.reopened["called"].count, found.reopened["called"].n) == (1, 3)
    assert (found.reopened["not_called"].count, found.reopened["not_called"].n) == (2, 2)
    assert found.reopened_difference.value == pytest.approx(1 / 3 - 1)
    assert found.not_owed == 1
    assert found.due["case"] == ["d", "e"]


def test_a_promise_may_lie_ahead_and_is_confirmed_before():
    rows = {
        "case": [1, 2, 3],
        "opened": hours(0, 0, 0),
        "promised": hours(10, 10, 30),
        "confirmed": hours(9.7, 9.8, None),
    }
    rows["site"] = ["north", "south", "south"]
    log = log_of(rows, extracted_at=START + timedelta(hours=11))
    found = due_calls(log, call="before_handover")
    assert (found.in_time.n_met, found.in_time.n_late, found.in_time.n_pending) == (1, 1, 1)
    assert found.due["case"] == []
    by_site = due_calls(log, call="before_handover", by="site")
    assert [calls.called for calls in by_site.values()] == [1, 1]


def test_a_call_before_the_case_was_carried_out_is_set_aside():
    log = log_of({"opened": hours(0, 0), "resolved": hours(5, 5), "followed_up": hours(3, 7)})
    assert log.n == 1
    assert dict(log.rejected) == {"called_before_resolved": 1}


def test_coverage_with_calls_still_pending():
    rng = np.random.default_rng(2)
    hits = 0
    for _ in range(120):
        ended = rng.uniform(0, 400, 60)
        wait = rng.exponential(50, 60)
        made = [end + w if end + w < 400 else None for end, w in zip(ended, wait, strict=True)]
        log = log_of(
            {"opened": hours(*[0] * 60), "resolved": hours(*ended), "followed_up": hours(*made)},
            extracted_at=START + timedelta(hours=400),
        )
        hits += 1 - np.exp(-72 / 50) in due_calls(log).in_time.interval
    assert hits >= 106  # 95 % of 120 are 114; fewer than 106 come once in 500


def test_bad_requests_are_refused():
    log = log_of({"opened": hours(0), "resolved": hours(5), "followed_up": hours(7)})
    with pytest.raises(InvalidValueError, match="promised"):
        due_calls(log, call="before_handover")
    with pytest.raises(InvalidValueError, match="business time"):
        due_calls(log, within=BusinessDays(business_days=3))
    with pytest.raises(InvalidValueError, match="one of follow_up"):
        due_calls(log, call="later")
    with pytest.raises(UnknownConceptError, match="said"):
        due_calls(log, said="said")
