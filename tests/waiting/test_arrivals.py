"""Arrivals by hour: every customer counts once, empty hours of a day of the log count as 0."""

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from bank_calls import CALLS, bank_calls
from scipy.stats import gamma

from servicekit.data.time._opening_hours import DAYS, OpeningHours
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError
from servicekit.waiting._arrivals import ArrivalRate, arrivals_by_hour, busy_day_rate


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


WORKING = ("sunday", "monday", "tuesday", "wednesday", "thursday")
DIGITS, CLOCK = TimeFormat("%Y%m%d"), TimeFormat("%H:%M:%S")


# calls that came from 11:00 to 12:00 on each day of February 1999, from the log of a bank that closes on Fridays at
# noon and on Saturdays (Mandelbaum, Sakov and Zeltyn)
AT_ELEVEN = (
    131,
    131,
    126,
    91,
    95,
    2,
    130,
    74,
    99,
    129,
    145,
    68,
    0,
    89,
    111,
    150,
    120,
    119,
    74,
    0,
    132,
    143,
    116,
    73,
    93,
    63,
    0,
    89,
)


def test_closed_days_apart_the_days_of_the_bank_differ_far_less() -> None:
    days = [19_990_201 + day for day, count in enumerate(AT_ELEVEN) for _ in range(count)]
    every = [19_990_201 + day for day in range(28)]  # somebody called in the evening of every day
    calls = {"day": days + every, "at": ["11:10:00"] * len(days) + ["21:00:00"] * len(every)}
    about = {"day": "day", "dates": DIGITS, "times": CLOCK}
    whole = arrivals_by_hour(calls, "at", **about)["11:00"]
    working = arrivals_by_hour(calls, "at", weekdays=WORKING, **about)["11:00"]
    assert (whole.days, round(whole.dispersion, 1)) == (28, 22.3)
    assert (working.days, round(working.dispersion, 1)) == (20, 4.8)
    week = arrivals_by_hour(calls, "at", by="weekday", **about)
    assert (week.by, week["monday", "11:00"].days) == ("weekday x hour", 4)
    at_eleven = {weekday: rate for (weekday, hour), rate in week.items() if hour == "11:00"}
    assert [day for day in DAYS if day in at_eleven] == list(at_eleven)
    assert sum(rate.mean * rate.days for rate in at_eleven.values()) == pytest.approx(sum(AT_ELEVEN))


def test_open_days_without_a_customer_count_and_closed_ones_do_not() -> None:
    hours = OpeningHours(
        zone="UTC",
        week=dict.fromkeys(DAYS[:5], "09:00-10:30") | {"friday": "22:00-01:00"},
        first=date(2024, 5, 1),
        last=date(2024, 5, 31),
        holidays={date(2024, 5, 2): "holiday"},
    )
    # Wednesday, a holiday, Saturday, and Monday; before opening too
    data = {"at": ["2024-05-01T09:10", "2024-05-02T09:10", "2024-05-04T00:30", "2024-05-04T09:00", "2024-05-06T08:00"]}
    found = arrivals_by_hour(data, "at", hours=hours)
    assert list(found) == ["00:00", "09:00", "10:00", "22:00", "23:00"]
    assert (found["09:00"].mean, found["09:00"].days) == (0.5, 2)
    assert (found["00:00"].mean, found["00:00"].days) == (1, 1)
    assert (found["10:00"].mean, found["22:00"].mean) == (0, 0)


@pytest.mark.parametrize("settings", ({"by": "month"}, {"weekdays": ["Monday"]}, {"day": "no", "by": "weekday"}))
def test_unknown_days_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(InvalidValueError):
        arrivals_by_hour({"at": ["2024-05-01T09:10"], "no": ["first"]}, "at", **settings)


def test_a_busy_day_of_equal_days_is_the_mean_and_of_spread_days_the_gamma_quantile() -> None:
    equal = ArrivalRate(mean=50, sd=1, days=4, counts=(49, 50, 51, 50))
    assert busy_day_rate(equal, share_of_days=0.9).value == 50
    counts = (20, 60, 100, 140, 180)
    spread = ArrivalRate(mean=100, sd=float(np.std(counts, ddof=1)), days=5, counts=counts)
    # qgamma(0.9, shape = 100^2 / (4000 - 100), scale = 3900 / 100), scipy 1.16
    assert busy_day_rate(spread, share_of_days=0.9).value == pytest.approx(gamma.ppf(0.9, 100**2 / 3900, scale=39))
    stated = busy_day_rate(ArrivalRate(mean=50), share_of_days=0.9)
    assert (stated.value, stated.interval) == (None, None)
    assert stated.reason is not None


@pytest.mark.slow
@pytest.mark.parametrize(("days", "least"), ((8, 0.80), (20, 0.88), (60, 0.89)))
@pytest.mark.parametrize("shape", (4, 20, 100))
def test_the_interval_of_a_busy_day_covers(days: int, least: float, shape: float) -> None:
    # measured: 0.85-0.97 at 8 days, 0.92-0.95 at 20, 0.93-0.95 at 60
    rng, true, hits = np.random.default_rng(3), gamma.ppf(0.9, shape, scale=100 / shape), 0
    for _ in range(300):
        counts = rng.poisson(rng.gamma(shape, 100 / shape, days))
        about = {"mean": float(counts.mean()), "sd": float(counts.std(ddof=1)), "counts": tuple(counts.tolist())}
        found = busy_day_rate(ArrivalRate(days=days, **about), share_of_days=0.9).interval
        hits += found is not None and true in found
    assert hits / 300 >= least
