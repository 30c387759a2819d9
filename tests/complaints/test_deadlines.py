"""Deadlines: clocks that run in the right hours, stand still while waiting, and never start by themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints.cases._case import Case
from servicekit.complaints.cases._deadlines import Deadline, deadline_clocks
from servicekit.complaints.cases._events import Severity
from servicekit.complaints.cases._late_cases import late_cases
from servicekit.data.time._business_time import BusinessClock, BusinessDays, BusinessTime, Elapsed
from servicekit.data.time._opening_hours import DAYS, OpeningHours
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label

START = datetime(2024, 3, 4, 9, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
WORDS = Label("Deadline", "期限")
HOURS = BusinessClock(
    hours=OpeningHours(
        zone="UTC", week=dict.fromkeys(DAYS[:5], "09:00-17:00"), first=date(2024, 1, 1), last=date(2024, 12, 31)
    )
)


def deadline(within=None, **details):
    return Deadline(
        **(
            {"key": "answer", "label": WORDS, "stop": "acknowledge", "within": within or Elapsed(elapsed_minutes=60)}
            | details
        )
    )


def case(*events, **opening):
    opened = Case.open("C-1", by="desk", at=START, **opening)
    for kind, hours in events:
        opened = opened.record(kind, by="desk", at=START + hours * HOUR)
    return opened


def only(*events, now=10.0, rule=None, **opening):
    (clock,) = deadline_clocks(case(*events, **opening), [rule or deadline()], now=START + now * HOUR, hours=HOURS)
    return clock


@pytest.mark.parametrize(
    ("events", "now", "verdict"),
    (
        ((("acknowledge", 1),), 2, "met"),
        ((("acknowledge", 1.01),), 2, "missed"),
        ((), 1, "running"),
        ((), 1.01, "overdue"),
        ((("pause", 0.5),), 9, "stopped"),
        ((("pause", 1.5),), 9, "overdue"),
        ((("pause", 0.5), ("resume", 8.5)), 9, "running"),
        ((("pause", 0.5), ("resume", 8.5)), 9.01, "overdue"),
        ((("pause", 0.5), ("resume", 8.5), ("acknowledge", 9)), 9, "met"),
    ),
)
def test_a_clock_is_met_missed_running_overdue_or_stopped(events, now, verdict):
    assert only(*events, now=now).verdict == verdict


def test_nothing_is_due_after_withdrawal():
    assert deadline_clocks(case(("withdraw", 0.5)), [deadline()], now=START + 9 * HOUR) == ()


def test_business_time_goes_on_the_next_morning():
    clock = only(rule=deadline(BusinessTime(business_minutes=10 * 60)), now=1)
    assert clock.due == datetime(2024, 3, 5, 11, tzinfo=UTC)


def test_waiting_overnight_costs_only_open_hours():
    rule = deadline(BusinessTime(business_minutes=60))
    clock = only(("pause", 0.5), ("resume", 24.5), rule=rule, now=25)
    assert clock.due == datetime(2024, 3, 5, 10, tzinfo=UTC)


def test_elapsed_deadlines_may_count_the_waits():
    assert only(("pause", 0.5), rule=deadline(waits_count=True), now=2).verdict == "overdue"


FIVE_DAYS = deadline(BusinessDays(business_days=5))


def test_five_working_days_stop_while_the_house_waits_for_the_customer():
    assert only(rule=FIVE_DAYS, now=1).due == datetime(2024, 3, 11, 17, tzinfo=UTC)
    waited = only(("pause", 5), ("resume", 50), rule=FIVE_DAYS, now=50)  # Monday 14:00 to Wednesday 11:00
    assert waited.due == datetime(2024, 3, 12, 17, tzinfo=UTC)
    within_a_day = only(("pause", 25), ("resume", 28), rule=FIVE_DAYS, now=50)
    assert within_a_day.due == datetime(2024, 3, 11, 17, tzinfo=UTC)
    assert only(("pause", 5), rule=FIVE_DAYS, now=900).verdict == "stopped"
    counting = deadline(BusinessDays(business_days=5), waits_count=True)
    assert only(("pause", 5), rule=counting, now=900).verdict == "overdue"


@given(st.lists(st.floats(0.05, 60), max_size=8), st.integers(1, 8))
def test_a_business_day_counts_unless_the_house_waits_at_its_end(gaps, allowed):
    ticks = [sum(gaps[: k + 1]) for k in range(len(gaps))]
    made = case(*zip(["pause" if k % 2 == 0 else "resume" for k in range(len(ticks))], ticks, strict=True))
    (clock,) = deadline_clocks(
        made, [deadline(BusinessDays(business_days=allowed))], now=made.events[-1].at + 2000 * HOUR, hours=HOURS
    )
    ends = [START.replace(hour=17) + timedelta(days=day) for day in range(1, 120)]  # the day of receipt is not counted
    ends = [end for end in ends if end.weekday() < 5]
    free = [end for end in ends if not any(begin < end and (not stop or end < stop) for begin, stop in made.waits)]
    assert clock.due == (free[allowed - 1] if len(free) >= allowed else None)
    assert clock.verdict == ("overdue" if clock.due else "stopped")
    assert clock.used_share > 1 if clock.due else clock.used_share == len(free) / allowed


def test_the_late_ones_are_listed_with_their_owner_the_longest_overdue_first():
    escalated = case(("escalate", 0.5))
    cases = [
        case(("acknowledge", 0.5)),
        escalated.record("assign", by="desk", to="Wu", at=START + HOUR),
        case(("pause", 0.5)),
        case(("withdraw", 0.5)),
    ]
    slow = deadline(Elapsed(elapsed_minutes=90), key="word", start="escalate", stop="inform")
    late = late_cases(cases, [slow, deadline()], now=START + 4 * HOUR)
    assert late["deadline"] == ["answer", "word"]
    assert late["owner"] == ["Wu", "Wu"]
    assert late["overdue_hours"] == [3, 2]
    assert late["used_share"] == pytest.approx([4, 3.5 / 1.5])
    assert late_cases(cases[:1], [deadline()], now=START + 4 * HOUR)["case"] == []


def test_deadlines_may_be_for_grave_or_dangerous_cases_only():
    serious = deadline(at_least=Severity.SERIOUS)
    safety = deadline(key="danger", safety_only=True)
    found = {
        key: [clock.key for clock in deadline_clocks(case(**opening), [serious, safety], now=START)]
        for key, opening in (
            ("none", {}),
            ("minor", {"severity": "minor"}),
            ("both", {"severity": "critical", "safety": True}),
        )
    }
    assert found == {"none": [], "minor": [], "both": ["answer", "danger"]}


def test_a_word_given_to_the_customer_is_a_deadline():
    promised = case(("acknowledge", 1)).record("inform", by="desk", at=START + 2 * HOUR, until=START + 4 * HOUR)
    (clock,) = deadline_clocks(promised, [], now=START + 5 * HOUR)
    assert (clock.key, clock.due, clock.verdict) == ("promise", START + 4 * HOUR, "overdue")
    (clock,) = deadline_clocks(promised.record("hear", by="desk", at=START + 3 * HOUR), [], now=START + 5 * HOUR)
    assert clock.verdict == "met"


def test_a_deadline_that_starts_again_has_a_clock_for_each_time():
    rule = deadline(start="escalate", stop=("inform",))
    events = (("escalate", 1), ("escalate", 1.5), ("inform", 2), ("escalate", 3))
    found = deadline_clocks(case(*events), [rule], now=START + 9 * HOUR)
    assert [(clock.started, clock.verdict) for clock in found] == [(START + HOUR, "met"), (START + 3 * HOUR, "overdue")]


def test_a_wait_before_the_clock_began_does_not_matter():
    rule = deadline(start="escalate", stop="inform")
    clock = only(("pause", 1), ("resume", 5), ("escalate", 6), rule=rule, now=6)
    assert (clock.due, clock.verdict) == (START + 7 * HOUR, "running")


def test_a_clock_that_begins_during_a_wait_first_runs_when_the_wait_is_over():
    rule = deadline(start="inform", stop="hear")
    clock = only(("pause", 1), ("inform", 2), ("resume", 5), rule=rule, now=5)
    assert clock.due == START + 6 * HOUR


def test_time_that_ran_out_at_the_very_moment_of_waiting_has_run_out():
    assert only(("pause", 1), now=1.5).verdict == "overdue"


@given(st.lists(st.floats(0.01, 3), min_size=2, max_size=8), st.floats(0.1, 20))
def test_waiting_moves_the_due_time_by_exactly_the_time_waited_before_it(gaps, allowed_hours):
    ticks = [sum(gaps[: k + 1]) for k in range(len(gaps))]
    kinds = ["pause" if k % 2 == 0 else "resume" for k in range(len(ticks))]
    stopped = kinds[-1] == "pause"
    made = case(*zip(kinds, ticks, strict=True))
    (clock,) = deadline_clocks(made, [deadline(Elapsed(elapsed_minutes=allowed_hours * 60))], now=made.events[-1].at)
    if clock.due is None:
        assert stopped
        return
    waited = sum(
        ((min(end, clock.due) if end else clock.due) - begin for begin, end in made.waits if begin < clock.due),
        timedelta(0),
    )
    assert clock.due - START - waited == pytest.approx(allowed_hours * HOUR, abs=timedelta(milliseconds=1))


@pytest.mark.parametrize(
    ("arguments", "message"),
    (
        ({"deadlines": [deadline(), deadline()]}, "different"),
        ({"deadlines": [deadline(key="promise")]}, "promise"),
        ({"deadlines": [deadline(BusinessTime(business_minutes=1))], "hours": None}, "business time"),
        ({"now": START - HOUR}, "before the last event"),
        ({"now": datetime(2024, 3, 5)}, "time zone"),  # bad input 92
    ),
)
def test_what_cannot_be_judged_is_refused(arguments, message):
    given_ = {"deadlines": [deadline()], "now": START + HOUR} | arguments
    with pytest.raises(InvalidValueError, match=message):
        deadline_clocks(case(), given_.pop("deadlines"), **given_)


def test_a_deadline_ends_with_something():
    with pytest.raises(InvalidValueError, match="at least one event"):
        deadline(stop=())
