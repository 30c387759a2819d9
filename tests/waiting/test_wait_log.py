"""Logs of waits: the calls of a bank, censoring, promises, and times that run backwards."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import polars as pl
import pytest
from bank_calls import CALLS, OVER_MIDNIGHT, PHANTOMS, bank_calls
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError
from servicekit.waiting._wait_log import (
    WaitLog,
    abandonment_share,
    mean_patience,
    patience_distribution,
    service_level,
    wait_distribution,
    wait_log,
)

OMIT = InputPolicy(invalid="omit")

ENDS = {"answered": ["AGENT"], "abandoned": ["HANG"]}


@pytest.fixture(scope="module")
def calls() -> pd.DataFrame:
    return pd.DataFrame(bank_calls())


def bank(calls: pd.DataFrame) -> WaitLog:
    return wait_log(calls, outcome="outcome", wait="q_time", policy=OMIT, **ENDS)


def test_the_bank_answers_four_in_five(calls: pd.DataFrame) -> None:
    log = bank(calls)
    gave_up = (calls.outcome == "HANG").sum()
    assert (log.n, log.n_answered, log.n_abandoned) == (CALLS, CALLS - gave_up, gave_up)
    assert log.rejected == {"unknown_outcome": PHANTOMS}
    share = abandonment_share(log)
    assert share.value == pytest.approx(gave_up / CALLS)
    assert share.interval is not None
    assert share.interval.width < 0.01


def test_promises_by_the_three_ways_of_counting(calls: pd.DataFrame) -> None:
    log = bank(calls)
    levels = {
        how: service_level(log, within_seconds=20, counting=how).value for how in ("offered", "patient", "answered")
    }
    assert levels["offered"] == pytest.approx(((calls.outcome == "AGENT") & (calls.q_time <= 20)).sum() / CALLS)
    assert levels["offered"] < levels["patient"] < levels["answered"]
    with pytest.raises(InvalidValueError, match="counting"):
        service_level(log, within_seconds=20, counting="all")  # type: ignore[arg-type]


def test_the_wait_of_the_patient_is_longer_than_that_of_the_answered(calls: pd.DataFrame) -> None:
    log = bank(calls)
    curve = wait_distribution(log)
    gave_up = (calls.outcome == "HANG").sum()
    assert (curve.n, curve.n_censored) == (CALLS, gave_up)
    assert curve.value is not None
    assert curve.value > np.median(log.seconds[log.answered])
    patience = patience_distribution(log)
    assert patience.n_events == gave_up
    assert mean_patience(log).value == pytest.approx(log.seconds.sum() / gave_up)


def test_clock_times_that_cross_midnight_on_one_date_run_backwards(calls: pd.DataFrame) -> None:
    # bad input 105
    begin, end = (
        pd.to_datetime(calls.date.astype(str) + " " + calls[name], format="%y%m%d %H:%M:%S")
        for name in ("q_start", "q_exit")
    )
    data = pd.DataFrame({"begin": begin, "end": end, "outcome": calls.outcome})
    log = wait_log(data, outcome="outcome", entered="begin", left="end", policy=OMIT, **ENDS)
    assert log.rejected == {"backwards": OVER_MIDNIGHT, "unknown_outcome": PHANTOMS}
    with pytest.raises(InvalidValueError, match=r"the end not before the beginning.*2 such rows"):
        wait_log(data[calls.outcome != "PHANTOM"], outcome="outcome", entered="begin", left="end", **ENDS)


def test_every_kind_of_frame_gives_the_same_log(calls: pd.DataFrame) -> None:
    part = calls[["q_time", "outcome"]].head(500)
    logs = [
        wait_log(data, outcome="outcome", wait="q_time", policy=OMIT, **ENDS)
        for data in (part, pl.from_pandas(part), pl.from_pandas(part).lazy(), {name: part[name] for name in part})
    ]
    assert all(log.to_dict() == logs[0].to_dict() for log in logs)


def test_groups_are_logs_of_their_own(calls: pd.DataFrame) -> None:
    groups = wait_log(calls, by="type", outcome="outcome", wait="q_time", policy=OMIT, **ENDS)
    assert sorted(groups) == list(groups)
    assert sum(log.n for log in groups.values()) == CALLS
    alone = wait_log(calls[calls.type == "NW"], outcome="outcome", wait="q_time", policy=OMIT, **ENDS)
    assert groups["NW"].to_dict() == alone.to_dict()
    assert groups.map(abandonment_share)["NW"].value == abandonment_share(alone).value


WAITS = st.lists(st.tuples(st.integers(0, 300), st.booleans()), min_size=1, max_size=60)


def log_of(waits: list[tuple[int, bool]]) -> WaitLog:
    data = {"s": [s for s, _ in waits], "o": ["yes" if done else "no" for _, done in waits]}
    return wait_log(data, outcome="o", wait="s", answered=["yes"], abandoned=["no"])


@given(waits=WAITS, limit=st.integers(0, 300), more=st.integers(0, 100))
def test_a_longer_promise_is_kept_more_often(waits: list[tuple[int, bool]], limit: int, more: int) -> None:
    log = log_of(waits)
    early, late = (service_level(log, within_seconds=t).value for t in (limit, limit + more))
    assert early is not None
    assert late is not None
    assert early <= late <= 1 - (abandonment_share(log).value or 0) + 1e-12


@given(waits=WAITS)
def test_the_order_of_calls_leaves_no_trace(waits: list[tuple[int, bool]]) -> None:
    assert log_of(waits).to_dict() == log_of(waits[::-1]).to_dict()
    assert mean_patience(log_of(waits)).value == mean_patience(log_of(waits[::-1])).value


@given(waits=st.lists(st.integers(0, 300), min_size=1, max_size=40))
def test_where_nobody_gives_up_the_distribution_is_the_plain_one(waits: list[int]) -> None:
    log = log_of([(wait, True) for wait in waits])
    curve = wait_distribution(log)
    assert curve.survival.tolist() == pytest.approx([np.mean(np.array(waits) > t) for t in curve.times], abs=1e-12)
    assert mean_patience(log).value is None
    assert mean_patience(log).reason.key == "nobody_gave_up"
    assert mean_patience(log).interval is None


def test_patience_has_the_exact_poisson_interval() -> None:
    # 10 events: Garwood (1936) limits of a Poisson mean, 4.795389 and 18.390356
    found = mean_patience(log_of([(100, False)] * 10))
    assert found.value == 100
    assert found.interval is not None
    assert found.interval.low == pytest.approx(1000 / 18.390356, rel=1e-6)
    assert found.interval.high == pytest.approx(1000 / 4.795389, rel=1e-6)


def test_times_with_and_without_zone_are_not_mixed() -> None:
    # bad input 92
    now = datetime(2024, 5, 1, 12, tzinfo=UTC)
    aware = {"a": [now], "b": [now + timedelta(seconds=30)], "o": ["AGENT"]}
    assert wait_log(aware, outcome="o", entered="a", left="b", **ENDS).seconds.tolist() == [30]
    plain = aware | {"b": [datetime(2024, 5, 1, 12, 1)]}
    with pytest.raises(InvalidValueError, match="with an offset"):
        wait_log(plain, outcome="o", entered="a", left="b", **ENDS)
    mixed = {"a": [now, datetime(2024, 5, 1)], "b": [now, now], "o": ["AGENT", "AGENT"]}
    with pytest.raises(InvalidValueError, match="with an offset"):
        wait_log(mixed, outcome="o", entered="a", left="b", **ENDS)


def test_text_is_iso_8601_or_named() -> None:
    with pytest.raises(InvalidValueError, match=r"ISO 8601.*got '7:02' \(column 'a', row 0\)"):
        wait_log({"a": ["7:02"], "b": ["7:03"], "o": ["AGENT"]}, outcome="o", entered="a", left="b", **ENDS)


def test_missing_is_counted() -> None:
    data = {"s": [10, None, 20, -3], "o": ["AGENT", "HANG", None, "HANG"]}
    log = wait_log(data, outcome="o", wait="s", policy=OMIT, **ENDS)
    assert (log.n, log.missing, log.rejected) == (1, 2, {"backwards": 1})
    with pytest.raises(InvalidValueError, match="at least 0 seconds"):
        wait_log(data, outcome="o", wait="s", **ENDS)
    with pytest.raises(InvalidValueError, match="listed as answered or as abandoned"):
        wait_log({"s": [1], "o": ["LOST"]}, outcome="o", wait="s", **ENDS)


def test_an_empty_log_is_no_error() -> None:
    log = wait_log({"s": [], "o": []}, outcome="o", wait="s", **ENDS)
    assert log.n == 0
    assert log.mean_wait_seconds is None
    assert abandonment_share(log).reason.key == "no_data"
    assert service_level(log, within_seconds=5).value is None


@pytest.mark.parametrize(
    "columns", ({}, {"wait": "s", "entered": "s"}, {"entered": "s"}, {"wait": "s", "entered": "s", "left": "s"})
)
def test_time_comes_from_one_column_or_from_two(columns: dict[str, str]) -> None:
    with pytest.raises(InvalidValueError, match="either wait, or entered and left"):
        wait_log({"s": [1], "o": ["AGENT"]}, outcome="o", **ENDS, **columns)


def test_an_outcome_is_one_or_the_other() -> None:
    with pytest.raises(InvalidValueError, match="either answered or abandoned"):
        wait_log({"s": [1], "o": ["x"]}, outcome="o", wait="s", answered=["x"], abandoned=["x"])


def test_a_log_in_which_everybody_is_served_needs_no_outcome() -> None:
    log = wait_log({"m": [1.5, 2, None]}, wait="m", unit="minutes")
    assert (log.n_answered, log.n_abandoned, log.missing) == (2, 0, 1)
    assert log.seconds.tolist() == [90, 120]
    with pytest.raises(InvalidValueError, match="unit must be 'seconds' or 'minutes'"):
        wait_log({"m": [1]}, wait="m", unit="hours")  # type: ignore[arg-type]


def test_outcomes_that_are_no_customers_are_counted_and_not_refused(calls: pd.DataFrame) -> None:
    log = wait_log(calls, outcome="outcome", wait="q_time", ignored=["PHANTOM"], **ENDS)
    assert (log.n, log.rejected) == (CALLS, {"ignored_outcome": PHANTOMS})


def test_text_is_read_by_its_pattern_alone() -> None:
    data = {"a": ["7:02:10", "7:05:00", "soon"], "b": ["7:02:40", "7:04:00", "7:06:00"]}
    log = wait_log(data, entered="a", left="b", times=TimeFormat("%H:%M:%S"), policy=OMIT)
    assert log.seconds.tolist() == [30]
    assert log.rejected == {"backwards": 1, "unreadable_time": 1}
    with pytest.raises(InvalidValueError, match=r"time must be of the form '%H:%M:%S', got 'soon'"):
        wait_log({name: cells[2:] for name, cells in data.items()}, entered="a", left="b", times=TimeFormat("%H:%M:%S"))
    iso = {"a": ["2024-05-01T12:00:00"], "b": ["2024-05-01 12:00:09"]}
    assert wait_log(iso, entered="a", left="b").seconds.tolist() == [9]


def test_one_outcome_is_given_in_a_list_too() -> None:
    with pytest.raises(InvalidValueError, match="answered must be a list, even of one, got 'AGENT'"):
        wait_log({"s": [1], "o": ["AGENT"]}, outcome="o", wait="s", answered="AGENT")


@pytest.mark.parametrize(
    ("began", "ended", "minutes"),
    (
        ("2024-03-31 01:50", "2024-03-31 03:10", 20),  # the clocks go forward at 02:00
        ("2024-03-30 01:50", "2024-03-30 03:10", 80),
        ("2024-10-27 01:50", "2024-10-27 03:10", 140),  # and back at 03:00
    ),
)
def test_waits_know_the_clock_of_the_place(began: str, ended: str, minutes: float) -> None:
    rome = TimeFormat(zone="Europe/Rome")
    text = {"a": [began], "b": [ended]}
    typed = {name: [datetime.fromisoformat(cells[0])] for name, cells in text.items()}
    for data in (text, typed, {name: pd.Series(cells) for name, cells in text.items()}):
        assert wait_log(data, entered="a", left="b", times=rome).seconds.tolist() == [minutes * 60]
    local = TimeFormat(zone="Europe/Rome", typed="local")
    assert wait_log(pd.DataFrame(typed), entered="a", left="b", times=local).seconds.tolist() == [minutes * 60]


def test_a_wait_over_the_repeated_hour_of_autumn() -> None:
    data = {"a": ["2024-10-27 02:50+02:00"], "b": ["2024-10-27 02:10+01:00"]}
    assert wait_log(data, entered="a", left="b").seconds.tolist() == [20 * 60]
    rome = TimeFormat(zone="Europe/Rome")
    local = {"a": ["2024-10-27 02:50"], "b": ["2024-10-27 02:10"]}  # it can only have ended at the second 02:10
    log = wait_log(local, entered="a", left="b", times=rome)
    assert (log.seconds.tolist(), log.settled) == ([20 * 60], {"ambiguous": 2})
    twice = {"a": ["2024-10-27 01:50"], "b": ["2024-10-27 02:10"]}
    with pytest.raises(InvalidValueError, match="one that Europe/Rome has once"):
        wait_log(twice, entered="a", left="b", times=TimeFormat(zone="Europe/Rome"))
    aside = wait_log(twice, entered="a", left="b", times=rome, policy=OMIT)
    assert (aside.n, aside.rejected, aside.settled) == (0, {"unreadable_time": 1}, {})
    for ambiguous, minutes in (("earlier", 20), ("later", 80)):
        log = wait_log(twice, entered="a", left="b", times=TimeFormat(zone="Europe/Rome", ambiguous=ambiguous))
        assert (log.seconds.tolist(), log.settled) == ([minutes * 60], {"ambiguous": 1})
    for ambiguous in ("earlier", "later"):
        within = {"a": ["2024-10-27 02:10"], "b": ["2024-10-27 02:50"]}
        log = wait_log(within, entered="a", left="b", times=TimeFormat(zone="Europe/Rome", ambiguous=ambiguous))
        assert log.seconds.tolist() == [40 * 60]


def test_typed_columns_that_know_their_zone_are_read_as_they_are() -> None:
    at = pd.to_datetime(pd.Series(["2024-03-31 00:50", "2024-03-31 01:10"])).dt.tz_localize("UTC")
    frame = pd.DataFrame({"a": [at[0].tz_convert("Europe/Rome")], "b": [at[1].tz_convert("Asia/Shanghai")]})
    assert wait_log(frame, entered="a", left="b").seconds.tolist() == [20 * 60]


def test_groups_of_waits_have_their_own_faults() -> None:
    data = {"g": ["x", "x", "y", None], "s": [1, None, -1, 5]}
    found = wait_log(data, wait="s", by="g", policy=OMIT)
    assert {name: (log.n, log.missing, log.rejected) for name, log in found.items()} == {
        "x": (1, 1, {}),
        "y": (0, 0, {"backwards": 1}),
    }
