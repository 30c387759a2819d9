"""Arrivals by hour: every customer counts once, empty hours of a day of the log count as 0."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from bank_calls import CALLS, bank_calls

from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError
from servicekit.waiting._arrivals import arrivals_by_hour


def test_an_hour_in_which_nobody_came_counts_as_none() -> None:
    data = {"at": ["2024-05-01T09:10:00", "2024-05-01T09:50:00", "2024-05-02T10:00:00", "2024-05-03T09:00:00", None]}
    found = arrivals_by_hour(data, "at")
    assert list(found) == ["09:00", "10:00"]
    assert found["09:00"].days == 3
    assert found["09:00"].value == pytest.approx((2 + 0 + 1) / 3)
    assert found["09:00"].sd == pytest.approx(np.std([2, 0, 1], ddof=1))


def test_the_bank_s_calls_are_all_there() -> None:
    calls = pd.DataFrame(bank_calls())
    real = calls.outcome != "PHANTOM"
    found = arrivals_by_hour(calls, "vru_entry", day="date", times=TimeFormat("%H:%M:%S"), rows=real)
    assert sum(average.mean * average.days for average in found.values()) == pytest.approx(CALLS)
    assert {average.days for average in found.values()} == {28}
    busiest = max(found, key=lambda hour: found[hour].mean)
    hours = calls.vru_entry[real].str.split(":").str[0].astype(int)
    assert busiest == f"{hours.value_counts().idxmax():02d}:00"


def test_an_empty_log_has_no_hours() -> None:
    assert len(arrivals_by_hour({"at": [], "day": []}, "at", day="day", times=TimeFormat("%H:%M"))) == 0


def test_times_with_a_zone_have_no_hour_of_the_place() -> None:
    at = {"at": [datetime(2024, 5, 1, 9, tzinfo=UTC)]}
    with pytest.raises(InvalidValueError, match="on the clock of a place"):
        arrivals_by_hour(at, "at")
    assert list(arrivals_by_hour(at, "at", times=TimeFormat(zone="Europe/Rome"))) == ["11:00"]
    typed = pd.DataFrame({"at": pd.to_datetime(["2024-05-01 22:30"]).tz_localize("UTC").tz_convert("Asia/Shanghai")})
    assert list(arrivals_by_hour(typed, "at")) == ["06:00"]


def test_the_interval_of_arrivals_lies_above_none_and_holds_the_mean() -> None:
    days = {"at": [f"2024-05-0{day}T09:00:00" for day, many in ((1, 1), (2, 9), (3, 2)) for _ in range(many)]}
    found = arrivals_by_hour(days, "at")["09:00"]
    assert found.interval is not None
    assert 0 < found.interval.low < found.value == 4 < found.interval.high
    # t of 2 degrees of freedom, 0.975: 4.302653; standard error of the logarithm sqrt(19 / 3) / 4
    assert found.interval.high == pytest.approx(4 * np.exp(4.302653 * np.sqrt(19 / 3) / 4), rel=1e-6)
    alone = arrivals_by_hour({"at": days["at"][:1]}, "at")["09:00"]
    assert alone.interval is None
