"""Instants: a time on a clock becomes a point on the time line, or is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data.time import _instants as instants
from servicekit.data.time._instants import Window, anniversary, in_utc, localise, read_instant, zone
from servicekit.foundation._errors import InvalidValueError, MissingExtraError


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(("Europe/Rome", "Asia/Shanghai", "America/New_York", "UTC")),
)
def test_a_local_time_that_exists_once_reads_the_same_on_its_own_clock(wall, name):
    found = localise(wall, name, nonexistent="shift", ambiguous="earlier")
    shown = found.at.astimezone(zone(name)).replace(tzinfo=None, fold=0)
    assert (shown == wall) == (found.settled != "nonexistent")


def test_a_time_the_clock_jumped_over_is_refused_or_shifted():  # bad input 93
    wall = datetime(2024, 3, 31, 2, 30)
    with pytest.raises(InvalidValueError, match="one that Europe/Rome has"):
        localise(wall, "Europe/Rome")
    shifted = localise(wall, "Europe/Rome", nonexistent="shift")
    assert shifted.at == datetime(2024, 3, 31, 1, 30, tzinfo=UTC)
    assert shifted.at.astimezone(zone("Europe/Rome")).hour == 3
    assert shifted.settled == "nonexistent"


def test_a_time_shown_twice_needs_a_choice_and_the_two_are_an_hour_apart():  # bad input 94
    wall = datetime(2024, 11, 3, 1, 30)
    with pytest.raises(InvalidValueError, match="has once"):
        localise(wall, "America/New_York")
    early, late = (localise(wall, "America/New_York", ambiguous=which) for which in ("earlier", "later"))
    assert late.at - early.at == timedelta(hours=1)
    assert early.settled == late.settled == "ambiguous"


def test_shanghai_had_summer_time_in_1988():  # bad input 96
    assert localise(datetime(1988, 7, 1, 12), "Asia/Shanghai").at.hour == 3
    assert localise(datetime(2024, 7, 1, 12), "Asia/Shanghai").at.hour == 4


@pytest.mark.parametrize("name", ("Asia/Peking", "../../etc/passwd", "Asia", "", "CET+1", "\x00"))
def test_an_unknown_zone_is_refused_by_name_and_never_opened(name):  # bad input 97
    with pytest.raises(InvalidValueError, match="a name of the tz database"):
        zone(name)


def test_a_misspelt_zone_gets_a_suggestion():
    with pytest.raises(InvalidValueError, match="Asia/Shanghai"):
        zone("Asia/Shangai")


def test_without_a_tz_database_utc_works_and_the_rest_says_what_to_install(monkeypatch):  # bad input 98
    monkeypatch.setattr(instants.zoneinfo, "available_timezones", set)
    zone.cache_clear()
    assert zone("UTC") is UTC
    with pytest.raises(MissingExtraError, match="calendars"):
        zone("Asia/Tokyo")


def test_naive_times_are_refused_until_a_zone_is_given():  # bad input 92
    with pytest.raises(InvalidValueError, match="with a time zone"):
        in_utc(datetime(2024, 1, 1))
    with pytest.raises(InvalidValueError, match="a datetime"):
        in_utc("2024-01-01")
    with pytest.raises(InvalidValueError, match="with an offset"):
        read_instant("2024-01-01T09:00")
    with pytest.raises(InvalidValueError, match="without a zone"):
        localise(datetime(2024, 1, 1, tzinfo=UTC), "UTC")
    assert read_instant("2024-01-01T09:00", local="Asia/Shanghai") == datetime(2024, 1, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    (
        "2016-12-31T23:59:60Z",  # bad input 99: leap second
        "03/04/2024",  # bad input 103: day or month first?
        "04.03.24",  # bad input 104: century?
        "民國113年3月4日",  # bad input 104: which era?
        "20240304",
        "2024-02-30",
        "1709510400000",  # bad input 101: milliseconds
        "٢٠٢٤-٠٣-٠٤",
        "",
    ),
)
def test_text_that_is_not_iso_is_not_guessed(text):
    with pytest.raises(InvalidValueError):
        read_instant(text, local="UTC")


@pytest.mark.parametrize("number", (45355, 60.0, 1_709_510_400_000))
def test_numbers_are_not_dates(number):  # bad input 102: spreadsheet serials, epochs
    with pytest.raises(InvalidValueError, match="not guessed to be dates"):
        read_instant(number, local="UTC")


def test_a_named_pattern_reads_other_forms_but_not_two_digit_years():
    assert read_instant("04/03/2024", pattern="%d/%m/%Y", local="UTC") == datetime(2024, 3, 4, tzinfo=UTC)
    with pytest.raises(InvalidValueError, match="of the form"):
        read_instant("2024-03-04", pattern="%d/%m/%Y", local="UTC")
    with pytest.raises(InvalidValueError, match="year in full"):  # bad input 104
        read_instant("04/03/24", pattern="%d/%m/%y", local="UTC")


def test_implausible_times_are_refused_but_a_declared_skew_is_tolerated():  # bad inputs 101, 114
    window = Window(
        first=datetime(2020, 1, 1, tzinfo=UTC), last=datetime(2024, 6, 1, tzinfo=UTC), skew=timedelta(seconds=5)
    )
    assert read_instant("2024-06-01T00:00:04Z", window=window)
    for text in ("2024-06-01T00:00:06Z", "1970-01-20T20:51:50Z"):
        with pytest.raises(InvalidValueError, match="units"):
            read_instant(text, window=window)
    with pytest.raises(InvalidValueError, match="first time not after the last"):
        Window(first=window.last, last=window.first)


def test_a_year_after_29_february_is_the_28th():  # bad input 100
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert anniversary(date(2024, 2, 29), 4) == date(2028, 2, 29)
    with pytest.raises(InvalidValueError, match="year"):
        anniversary(date(9999, 1, 1), 1)


def test_policies_are_named():
    with pytest.raises(InvalidValueError, match="'refuse' or 'shift'"):
        localise(datetime(2024, 1, 1), "UTC", nonexistent="guess")
