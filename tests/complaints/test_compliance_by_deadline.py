"""Deadlines over many cases: what is not due yet is neither kept nor broken, and waits do not count."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints.cases._case import Case
from servicekit.complaints.cases._deadline_compliance import compliance_by_deadline
from servicekit.complaints.cases._deadlines import Deadline, deadline_clocks
from servicekit.data.time._business_time import BusinessClock, BusinessDays, BusinessTime, Elapsed
from servicekit.data.time._opening_hours import DAYS, OpeningHours
from servicekit.foundation._vocabulary import Label

START = datetime(2024, 3, 4, 9, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
HOURS = BusinessClock(
    hours=OpeningHours(
        zone="UTC", week=dict.fromkeys(DAYS[:5], "09:00-17:00"), first=date(2024, 1, 1), last=date(2024, 12, 31)
    )
)


def answer(within, **details):
    return Deadline(key="answer", label=Label("Answer", "答复"), stop="acknowledge", within=within, **details)


def case(number, *events, at=START):
    opened = Case.open(str(number), by="desk", at=at)
    for kind, hours in events:
        opened = opened.record(kind, by="desk", at=at + timedelta(hours=hours))
    return opened


@pytest.mark.parametrize(
    ("events", "within", "now", "used"),
    (
        ((), Elapsed(elapsed_minutes=120), 1, 0.5),
        ((("acknowledge", 3),), Elapsed(elapsed_minutes=120), 9, 1.5),
        ((("pause", 1), ("resume", 5), ("acknowledge", 6)), Elapsed(elapsed_minutes=240), 9, 0.5),
        ((("pause", 1),), Elapsed(elapsed_minutes=240), 9, 0.25),
        ((("acknowledge", 25),), BusinessTime(business_minutes=600), 30, 0.9),  # eight hours and one
        ((("pause", 7), ("resume", 25)), BusinessTime(business_minutes=600), 26, 0.8),
    ),
)
def test_the_share_used_counts_open_hours_without_waits(events, within, now, used):
    (clock,) = deadline_clocks(case(1, *events), [answer(within)], now=START + now * HOUR, hours=HOURS)
    assert clock.used_share == pytest.approx(used)


@given(
    st.lists(st.tuples(st.sampled_from(("pause", "resume", "acknowledge")), st.floats(0.01, 30)), max_size=6),
    st.sampled_from((Elapsed(elapsed_minutes=300), BusinessTime(business_minutes=300), BusinessDays(business_days=1))),
)
def test_more_than_the_whole_is_used_exactly_where_a_clock_is_late(steps, within):
    made, at = case(1), 0.0
    for kind, hours in steps:
        at += hours
        if kind in {event.key for event in made.allowed}:
            made = made.record(kind, by="desk", at=START + timedelta(hours=at))
    rule = answer(within, waits_count=isinstance(within, BusinessDays))
    for clock in deadline_clocks(made, [rule], now=START + timedelta(hours=at + 1), hours=HOURS):
        assert (clock.used_share > 1) == (clock.verdict in ("missed", "overdue"))
        assert clock.used_share >= 0


def test_every_clock_is_met_broken_or_pending():
    cases = [
        case(1, ("acknowledge", 1)),
        case(2, ("acknowledge", 5)),
        case(3),
        case(4, ("pause", 0.5)),
        case(5, at=START + 9 * HOUR),
        case(6, ("withdraw", 1)),
    ]
    found = compliance_by_deadline(cases, [answer(Elapsed(elapsed_minutes=120))], now=START + 10 * HOUR)["answer"]
    assert (found.n_met, found.n_late, found.n_overdue, found.n_pending) == (1, 1, 1, 2)
    assert found.value in found.interval


def test_words_given_are_judged_beside_the_deadlines():
    kept = Case.open("1", by="desk", at=START).record("acknowledge", by="desk", at=START, until=START + 2 * HOUR)
    kept = kept.record("inform", by="desk", at=START + HOUR)
    broken = Case.open("2", by="desk", at=START).record("acknowledge", by="desk", at=START, until=START + 2 * HOUR)
    found = compliance_by_deadline([kept, broken], [answer(Elapsed(elapsed_minutes=60))], now=START + 5 * HOUR)
    assert list(found) == ["answer", "promise"]
    assert (found["promise"].n_met, found["promise"].n_overdue) == (1, 1)
    assert found["promise"].value == 0.5


def test_cases_still_running_do_not_flatter_the_share():
    rng = np.random.default_rng(4)
    cases = []
    for number, (opened, took) in enumerate(zip(rng.uniform(0, 40, 400), rng.exponential(30, 400), strict=True)):
        done = (("acknowledge", took),) if opened + took < 40 else ()
        cases.append(case(number, *done, at=START + timedelta(hours=opened)))
    found = compliance_by_deadline(cases, [answer(Elapsed(elapsed_minutes=24 * 60))], now=START + 40 * HOUR)["answer"]
    truth = 1 - np.exp(-24 / 30)
    assert found.n_pending > 100
    assert truth in found.interval
    assert found.decided.value > found.interval.high


def test_no_case_has_no_share():
    found = compliance_by_deadline([], [answer(Elapsed(elapsed_minutes=60))], now=START)
    assert found["answer"].reason.key == "no_data"
