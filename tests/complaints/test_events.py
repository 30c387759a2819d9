"""Events of a case: what one line may say, and the one order in which lines stand."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations

import pytest

from servicekit.complaints.cases._events import Event, Severity, in_order
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError

START = datetime(2024, 3, 4, 9, tzinfo=UTC)


def event(kind="inform", minutes=0, **details):
    return Event(**({"case": "C-1", "kind": kind, "at": START + timedelta(minutes=minutes), "by": "desk"} | details))


def test_times_are_kept_in_utc():
    local = datetime(2024, 3, 4, 17, tzinfo=timezone(timedelta(hours=8)))
    assert event(at=local).at.tzinfo is UTC
    assert event(at=local) == event()


@pytest.mark.parametrize(
    ("details", "message"),
    (
        ({"at": datetime(2024, 3, 4)}, "with a time zone"),  # bad input 92
        ({"kind": "offer"}, "names its remedy"),
        ({"kind": "offer", "remedy": "refund", "amount": -1.0}, "at least 0"),
        ({"kind": "offer", "remedy": "refund", "amount": float("nan")}, "at least 0"),
        ({"kind": "offer", "remedy": "refund", "amount": float("inf")}, "at least 0"),
        ({"kind": "hear", "amount": 5.0}, "left to offers"),
        ({"kind": "close", "severity": "minor"}, "left to receipt"),
        ({"kind": "accept", "until": START + timedelta(days=1)}, "spoken to"),
        ({"until": START}, "after"),
        ({"by": ""}, "by"),
        ({"case": ""}, "case"),
    ),
)
def test_what_an_event_cannot_say_is_refused(details, message):
    with pytest.raises(ValueError, match=message):
        event(**details)


def test_an_unknown_event_is_answered_with_the_nearest():
    with pytest.raises(UnknownConceptError, match="did you mean 'acknowledge'"):
        event("acknowlege")


@pytest.mark.parametrize(
    "told_apart",
    (
        ({"sequence": 1}, {"sequence": 2}, {"sequence": 3}),
        ({"id": "a"}, {"id": "b"}, {"id": "c"}),
        ({"sequence": 1, "id": "z"}, {"sequence": 2, "id": "a"}, {"sequence": 2, "id": "b"}),
    ),
)
def test_events_of_one_instant_go_by_sequence_then_id(told_apart):  # bad inputs 106, 107
    events = [event(note=str(k), **details) for k, details in enumerate(told_apart)]
    for arrived in permutations(events):
        assert in_order(arrived) == tuple(events)


@pytest.mark.parametrize(
    "told_apart",
    (
        ({}, {}),
        ({"sequence": 1}, {}),
        ({"id": "a"}, {}),
        ({"sequence": 1}, {"sequence": 1}),
        ({"sequence": 1, "id": "b"}, {"id": "a"}),
    ),
)
def test_events_of_one_instant_that_nothing_orders_are_refused(told_apart):  # bad input 107
    with pytest.raises(InvalidValueError, match="told apart by sequence or id"):
        in_order(event(note=str(k), **details) for k, details in enumerate(told_apart))


def test_an_event_delivered_twice_counts_once():  # bad input 108
    first, second = event(id="1"), event(minutes=1, id="2")
    assert in_order([second, first, second, first]) == (first, second)


def test_an_id_used_for_two_different_events_is_refused():  # bad input 108
    with pytest.raises(InvalidValueError, match="the same only for the same event"):
        in_order([event(id="1"), event(minutes=1, id="1")])


def test_severity_rises():
    assert [severity.rank for severity in Severity] == [0, 1, 2, 3]
