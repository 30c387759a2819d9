"""Opening hours and business time, against a plain walk through the minutes."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.data.time._business_time import BusinessClock, BusinessDays, BusinessTime, Elapsed
from servicekit.data.time._instants import zone
from servicekit.data.time._opening_hours import DAYS, OpeningHours, Span, holidays_in
from servicekit.foundation import _records as records
from servicekit.foundation._errors import InvalidValueError

WEEK = dict.fromkeys(DAYS[:5], "09:00-12:00 13:30-18:00") | {"saturday": "00:00-06:15"}
ZONES = ("Europe/Rome", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe")


def clock(name="Europe/Rome", week=WEEK, **details):
    hours = OpeningHours(
        zone=name,
        week=week,
        first=details.pop("first", date(2024, 1, 1)),
        last=details.pop("last", date(2024, 12, 31)),
        holidays=details.pop("holidays", {date(2024, 4, 1): "Easter Monday"}),
        special=details.pop("special", {date(2024, 4, 6): "10:00-12:00"}),
    )
    return BusinessClock(hours=hours)


def walked(hours, start, end):
    """Count minutes one by one by looking at the wall clock."""
    place, minute, count = zone(hours.zone), start, 0
    while minute < end:
        wall = minute.astimezone(place)
        now = wall.hour * 60 + wall.minute
        count += any(a <= now < b for a, b in (span.minutes for span in hours.on(wall.date())))
        minute += timedelta(minutes=1)
    return count


start_minutes = st.integers(0, 340 * 24 * 60).map(lambda m: datetime(2024, 1, 3, tzinfo=UTC) + timedelta(minutes=m))
near_changes = st.sampled_from(
    (datetime(2024, 3, 30, tzinfo=UTC), datetime(2024, 10, 26, tzinfo=UTC), datetime(2024, 11, 2, tzinfo=UTC))
)


@settings(max_examples=40)
@given(start_minutes | near_changes, st.integers(0, 3 * 24 * 60), st.sampled_from(ZONES))
def test_business_time_is_the_number_of_open_minutes(start, length, name):
    count = clock(name, week=WEEK | {"sunday": "00:00-24:00"})
    end = start + timedelta(minutes=length)
    assert count.between(start, end).business_minutes == walked(count.hours, start, end)


@given(start_minutes, st.floats(0.001, 20_000))
def test_what_is_added_is_what_passes(start, minutes):
    count = clock(last=date(2025, 12, 31))
    due = count.after(start, BusinessTime(business_minutes=minutes))
    assert count.between(start, due).business_minutes == pytest.approx(minutes, abs=1e-6)
    assert not count.is_open(due) or count.between(due - timedelta(seconds=1), due).business_minutes > 0


@given(start_minutes, start_minutes, start_minutes)
def test_business_time_adds_up_and_reverses(first, second, third):
    count = clock()
    parts = count.between(first, second).business_minutes + count.between(second, third).business_minutes
    assert count.between(first, third).business_minutes == pytest.approx(parts)
    assert count.between(second, first).business_minutes == -count.between(first, second).business_minutes


@given(start_minutes)
def test_the_next_opening_is_open_and_nothing_is_open_before_it(at):
    count = clock(last=date(2025, 1, 31))
    opening = count.next_opening(at)
    assert opening >= at
    assert count.is_open(opening)
    assert count.between(at, opening).business_minutes == 0


@given(st.lists(st.tuples(start_minutes, start_minutes), max_size=5))
def test_columns_and_single_times_agree(pairs):
    count = clock()
    starts, ends = ([np.datetime64(pair[k].replace(tzinfo=None), "us") for pair in pairs] for k in (0, 1))
    expected = [count.between(*pair).business_minutes for pair in pairs]
    found = count.minutes_between(np.array(starts, "datetime64[us]"), np.array(ends, "datetime64[us]"))
    assert found.tolist() == expected


def test_columns_with_gaps_are_refused():
    with pytest.raises(InvalidValueError, match="without NaT"):
        clock().minutes_between(np.array(["NaT"], "datetime64[us]"), np.array(["2024-01-01"], "datetime64[us]"))


def test_a_day_of_elapsed_time_and_a_business_day_are_two_things_over_a_clock_change():  # bad input 95
    count = clock(week=dict.fromkeys(DAYS, "09:00-18:00"))
    start = datetime(2024, 3, 30, 17, tzinfo=zone("Europe/Rome"))
    elapsed = count.after(start, Elapsed(elapsed_minutes=24 * 60))
    assert elapsed - start.astimezone(UTC) == timedelta(hours=24)
    assert elapsed.astimezone(zone("Europe/Rome")).hour == 18
    by_days = count.after(start, BusinessDays(business_days=1)).astimezone(zone("Europe/Rome"))
    assert (by_days.date(), by_days.hour) == (date(2024, 3, 31), 18)
    assert count.after(start, BusinessTime(business_minutes=120)).astimezone(zone("Europe/Rome")).hour == 10
    assert Elapsed(elapsed_minutes=60) != BusinessTime(business_minutes=60)


def test_an_hour_skipped_is_not_worked_and_an_hour_repeated_is_worked_twice():
    night = clock(week={"sunday": "00:00-06:00"})
    for day, hours in ((date(2024, 3, 31), 5), (date(2024, 10, 27), 7), (date(2024, 6, 2), 6)):
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone("Europe/Rome"))
        assert night.between(midnight, midnight + timedelta(days=1)).business_minutes == hours * 60


def test_a_span_that_ends_in_the_repeated_hour_ends_at_its_second_showing():
    night = clock(week={"sunday": "00:00-02:30"})
    midnight = datetime(2024, 10, 27, tzinfo=zone("Europe/Rome"))
    assert night.between(midnight, midnight + timedelta(days=1)).business_minutes == 3.5 * 60


def test_a_span_inside_the_skipped_hour_never_happens():
    night = clock(week={"sunday": "02:10-02:20 04:00-05:00"})
    midnight = datetime(2024, 3, 31, tzinfo=zone("Europe/Rome"))
    assert night.between(midnight, midnight + timedelta(days=1)).business_minutes == 60


def test_no_time_at_all_is_due_at_once():
    start = datetime(2024, 1, 6, 23, tzinfo=UTC)
    assert clock().after(start, BusinessTime(business_minutes=0)) == start


def test_dates_covered_are_in_order():
    with pytest.raises(InvalidValueError, match="in order"):
        clock(first=date(2025, 1, 1), last=date(2024, 1, 1), holidays={}, special={})


def test_business_days_pass_over_lunch_weekend_and_holiday():
    count = clock()
    thursday = datetime(2024, 3, 28, 12, tzinfo=UTC)
    due = [count.after(thursday, BusinessDays(business_days=n)).astimezone(zone("Europe/Rome")) for n in (1, 2, 3)]
    assert [at.day for at in due] == [29, 30, 2]
    assert [at.hour for at in due] == [18, 6, 18]


def test_special_days_go_before_the_week_and_holidays():
    hours = clock(special={date(2024, 4, 1): "10:00-11:00", date(2024, 4, 2): ()}).hours
    assert hours.on(date(2024, 4, 1)) == (Span("10:00", "11:00"),)
    assert hours.on(date(2024, 4, 2)) == ()


@pytest.mark.parametrize("at", (datetime(2023, 12, 31, 12, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC)))
def test_a_date_whose_holidays_are_not_known_is_no_working_day(at):  # bad input 113
    count = clock()
    inside = datetime(2024, 5, 1, tzinfo=UTC)
    for ask in (
        lambda: count.is_open(at),
        lambda: count.between(inside, at),
        lambda: count.after(at, BusinessDays(business_days=1)),
        lambda: count.hours.on(at.date()),
        lambda: count.minutes_between(
            np.array([at.replace(tzinfo=None)], "M8[us]"), np.array([inside.replace(tzinfo=None)], "M8[us]")
        ),
    ):
        with pytest.raises(InvalidValueError, match=r"calendar covers \(2024-01-01 to 2024-12-31\)"):
            ask()


@pytest.mark.parametrize("allowance", (BusinessTime(business_minutes=1e9), BusinessDays(business_days=400)))
def test_time_that_runs_out_after_the_last_date_covered_is_refused(allowance):  # bad input 113
    with pytest.raises(InvalidValueError, match="calendar covers"):
        clock().after(datetime(2024, 12, 30, tzinfo=UTC), allowance)


def test_no_opening_is_found_after_the_last_one():
    with pytest.raises(InvalidValueError, match="calendar covers"):
        clock().next_opening(datetime(2024, 12, 31, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    "week",
    (
        {"monday": "22:00-22:00"},
        {"monday": "9:00-10:00"},
        {"monday": "09:00-25:00"},
        {"monday": "24:30-24:40"},
        {"monday": "09:00-12:00 11:00-13:00"},
        {"Monday": "09:00-10:00"},
        {"monday": "09:00"},
        {},
    ),
)
def test_hours_that_cannot_be_are_refused(week):
    with pytest.raises(InvalidValueError):
        clock(week=week, special={})


def test_holidays_outside_the_dates_covered_are_refused():
    with pytest.raises(InvalidValueError, match="from 2024-01-01"):
        clock(holidays={date(2025, 1, 1): "New Year"})


def test_negative_time_is_not_added():
    with pytest.raises(InvalidValueError, match="at least 0"):
        clock().after(datetime(2024, 1, 3, tzinfo=UTC), BusinessTime(business_minutes=-1))


@pytest.mark.parametrize("known", ({date(2024, 5, 1): "Labour Day"}, {date(2024, 5, 1)}))
def test_holidays_come_from_anything_that_answers_in(known):
    found = holidays_in(known, first=date(2024, 1, 1), last=date(2024, 12, 31))
    assert list(found) == [date(2024, 5, 1)]


def test_opening_hours_are_saved_and_loaded_without_loss():
    hours = clock().hours
    assert records.loads(records.dumps(hours), OpeningHours) == hours


ALL_DAY = dict.fromkeys(DAYS, "00:00-24:00")


def open_clock(name, week, **details):
    year = details.pop("year", 2026)
    about = {"first": date(year, 1, 1), "last": date(year, 12, 31), "holidays": {}, "special": {}}
    return clock(name, week=week, **about | details)


@pytest.mark.parametrize(
    ("name", "start"),
    (
        ("Atlantic/Azores", datetime(2026, 10, 24, 12, tzinfo=UTC)),
        ("Atlantic/Azores", datetime(2026, 3, 28, 12, tzinfo=UTC)),
        ("America/Santiago", datetime(2026, 9, 5, 12, tzinfo=UTC)),
        ("America/Santiago", datetime(2026, 4, 4, 12, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2026, 4, 23, 12, tzinfo=UTC)),
        ("Asia/Beirut", datetime(2026, 3, 28, 12, tzinfo=UTC)),
        ("Pacific/Apia", datetime(2011, 12, 30, 4, tzinfo=UTC)),  # 30 December did not happen there
    ),
)
def test_a_place_that_never_closes_is_open_every_minute_of_a_change_at_midnight(name, start):
    count = open_clock(name, ALL_DAY, year=start.year)
    assert count.after(start, BusinessTime(business_minutes=1440)) == start + timedelta(days=1)
    assert all(count.is_open(start + timedelta(minutes=30 * step)) for step in range(48))


def test_a_closing_in_the_skipped_hour_is_the_jump():
    count = open_clock("Europe/Rome", {"sunday": "00:00-02:30"})
    night = datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)
    assert count.between(*night).business_minutes == 120


def test_hours_over_midnight_are_one_shift_of_the_day_they_begin_on():
    count = open_clock("Europe/Rome", dict.fromkeys(DAYS, "22:00-02:00"), holidays={date(2026, 5, 1): "Labour Day"})
    spring = datetime(2026, 4, 30, 12, tzinfo=UTC)
    assert count.between(spring, spring + timedelta(days=1)).business_minutes == 240  # begun the day before
    assert count.between(spring + timedelta(days=1), spring + timedelta(days=2)).business_minutes == 0
    after_midnight = datetime(2026, 5, 5, 23, 30, tzinfo=UTC)  # Wednesday 01:30, in the shift of Tuesday
    due = count.after(after_midnight, BusinessDays(business_days=1)).astimezone(zone("Europe/Rome"))
    assert due == datetime(2026, 5, 7, 2, tzinfo=zone("Europe/Rome"))


def test_a_shift_that_may_have_begun_before_the_calendar_is_not_guessed():
    count = open_clock("UTC", {"wednesday": "22:00-02:00"})  # 2025-12-31 is a Wednesday
    with pytest.raises(InvalidValueError, match="2025, 12, 31"):
        count.is_open(datetime(2026, 1, 1, 1, tzinfo=UTC))
    assert not count.is_open(datetime(2026, 1, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize("span", (("24:00", "02:00"), ("08:00", "08:00"), ("00:00", "00:00")))
def test_a_shift_without_length_or_beginning_is_refused(span):
    with pytest.raises(InvalidValueError, match="closes later"):
        Span(*span)


def test_a_night_shift_and_the_morning_after_do_not_overlap():
    with pytest.raises(InvalidValueError, match="do not overlap"):
        clock(week={"sunday": "22:00-06:00", "monday": "05:00-12:00"})


def test_typed_times_that_know_their_zone_count_as_they_are():
    pandas = pytest.importorskip("pandas")
    times = pandas.to_datetime(pandas.Series(["2024-02-02 10:00", "2024-02-02 11:00"]))
    rome = times.dt.tz_localize("Europe/Rome")
    assert clock().minutes_between(rome[:1], rome[1:]).tolist() == [60.0]
    aware = [time.to_pydatetime() for time in rome]
    assert clock().minutes_between(aware[:1], aware[1:]).tolist() == [60.0]
    with pytest.raises(InvalidValueError, match="zone"):
        clock().minutes_between(["2024-02-02 10:00"], ["2024-02-02 11:00"])


MINUTE = timedelta(minutes=1)
shifts = st.tuples(st.integers(0, 1439), st.integers(1, 1439)).map(
    lambda pair: (pair[0], pair[0] + pair[1]) if pair[0] % 5 else (pair[0], 1440)
)


def near_a_change(name, year, day):
    """Return a date of the year on which the clocks change, if any does; else the given one."""
    place = zone(name)
    noons = [datetime(year, 1, 2, 12, tzinfo=UTC) + timedelta(days=n) for n in range(360)]
    offsets = [noon.astimezone(place).utcoffset() for noon in noons]
    changes = [n for n in range(1, 360) if offsets[n] != offsets[n - 1]]
    return noons[changes[day % len(changes)] if changes else day % 360].date()


def clocked_by_minutes(hours, spans, days, begin, end):
    """Say for each minute in UTC whether a shift is under way, from what the wall clock shows at each."""
    place = zone(hours.zone)
    minutes = [begin + MINUTE * n for n in range((end - begin) // MINUTE)]
    walls = np.array([minute.astimezone(place).replace(tzinfo=None) for minute in minutes], dtype="datetime64[m]")
    is_open = np.zeros(len(minutes), dtype=bool)
    for day in days:
        if day in hours.holidays:
            continue
        midnight = np.datetime64(day, "m")
        opens, closes = (midnight + np.timedelta64(minute, "m") for minute in spans)
        first = np.flatnonzero(walls >= opens)[:1]  # the first minute at which the clock has come to the opening
        came, before = np.flatnonzero(walls >= closes), np.flatnonzero(walls < closes)
        last = came[:1] if spans[1] == 1440 else before[-1:] + 1  # first instant of the next day, or the last showing
        is_open[first[0] : last[0]] = True
    return is_open


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})),
    st.integers(1973, 2037),
    st.integers(0, 500),
    shifts,
    st.sets(st.integers(-2, 2), max_size=3),
)
def test_business_time_equals_a_minute_clock_in_utc(name, year, day, spans, off):
    centre = near_a_change(name, year, day)
    opens, closes = (f"{minutes // 60 % 24:02d}:{minutes % 60:02d}" for minutes in spans)
    closes = "24:00" if spans[1] == 1440 else closes
    days = [centre + timedelta(days=n) for n in range(-6, 7)]
    about = {"first": days[0], "last": days[-1], "special": {}}
    count = clock(name, week=dict.fromkeys(DAYS, f"{opens}-{closes}"), holidays={days[6 + n]: "" for n in off}, **about)
    begin = datetime(centre.year, centre.month, centre.day, tzinfo=UTC) - timedelta(days=8)
    expected = clocked_by_minutes(count.hours, spans, days, begin, begin + timedelta(days=17))
    probe = np.arange(5 * 1440, 11 * 1440)  # the calendar covers these wherever the zone lies
    found = [count.is_open(begin + MINUTE * int(n)) for n in probe[::7]]
    assert found == expected[probe[::7]].tolist()
    starts = np.datetime64(begin.replace(tzinfo=None), "us") + probe[:-1] * np.timedelta64(1, "m")
    passed = count.minutes_between(starts, starts + np.timedelta64(1, "m"))
    assert passed.tolist() == expected[probe[:-1]].astype(float).tolist()
    start = begin + MINUTE * int(probe[0])
    total = int(expected[probe].sum())
    if total:
        due = count.after(start, BusinessTime(business_minutes=total))
        assert due == begin + MINUTE * int(probe[expected[probe]][-1] + 1)


def test_starts_and_ends_are_as_many_and_days_end_for_as_long_as_the_calendar_knows():
    day = np.array(["2024-01-02T10:00", "2024-01-03T10:00"], "datetime64[us]")
    with pytest.raises(InvalidValueError, match=r"starts and ends must be of the same length, got \[2, 1\]"):
        clock().minutes_between(day, day[:1])
