"""Handling time: from durations or two times, of those served alone."""

import pytest

from servicekit import InputPolicy, TimeFormat
from servicekit.foundation import InvalidValueError
from servicekit.waiting import handling_time

OMIT = InputPolicy(invalid="omit")
LOG = {"s": [60, 120, 9, None], "o": ["AGENT", "AGENT", "HANG", "AGENT"], "g": ["a", "b", "a", None]}


def test_only_those_served_count() -> None:
    found = handling_time(LOG, handling="s", outcome="o", answered=["AGENT"])
    assert (found.n, found.value) == (2, 90)
    assert handling_time(LOG, handling="s").n == 3
    assert handling_time({"m": [1, 3]}, handling="m", unit="minutes").value == 120


def test_groups_are_those_of_their_rows() -> None:
    found = handling_time(LOG, handling="s", by="g")
    assert {name: (one.n, one.value) for name, one in found.items()} == {"a": (2, 34.5), "b": (1, 120)}


def test_two_times_over_a_night_of_changed_clocks() -> None:
    night = {"from": ["2024-03-31 01:50"], "to": ["2024-03-31 03:10"]}
    found = handling_time(night, started="from", ended="to", times=TimeFormat(zone="Europe/Rome"))
    assert found.value == 20 * 60
    backwards = {"from": night["to"], "to": night["from"]}
    with pytest.raises(InvalidValueError, match="at least 0 seconds"):
        handling_time(backwards, started="from", ended="to")
    assert handling_time(backwards, started="from", ended="to", policy=OMIT).n == 0


@pytest.mark.parametrize("columns", ({}, {"started": "s"}, {"handling": "s", "ended": "s"}))
def test_time_comes_from_one_column_or_from_two(columns: dict[str, str]) -> None:
    with pytest.raises(InvalidValueError, match="either handling, or started and ended"):
        handling_time(LOG, **columns)
