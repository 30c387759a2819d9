"""Dates by a stated pattern: nothing else is read, and numbers are dates for one pattern alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._columns import as_column
from servicekit.data.time._dates import PROBLEMS, day_number, day_numbers
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError


@given(st.dates(), st.sampled_from(("%d/%m/%Y", "%Y年%m月%d日", "%m-%d-%Y %H:%M", "%Y%m%d")))
def test_a_date_written_by_a_pattern_is_read_by_it(when, pattern):
    text = when.strftime(pattern.replace("%Y", f"{when.year:04d}"))
    days, problems = day_numbers(as_column("d", [text]), TimeFormat(pattern))
    assert (days[0], problems[0]) == (day_number(when), 0)


def test_text_of_another_form_is_no_date():
    _, problems = day_numbers(as_column("d", ["2024-02-01", "31/02/2024", "", None]), TimeFormat("%d/%m/%Y"))
    assert [PROBLEMS[code] for code in problems] == ["not_a_date", "not_a_date", "missing", "missing"]


def test_numbers_are_dates_only_where_the_pattern_is_that_of_their_digits():
    # bad input 102
    days, problems = day_numbers(as_column("d", [19970131, 19970230]), TimeFormat("%Y%m%d"))
    assert days[0] == day_number("1997-01-31")
    assert PROBLEMS[problems[1]] == "not_a_date"
    for other in (None, "%d/%m/%Y"):
        with pytest.raises(InvalidValueError, match="name the format"):
            day_numbers(as_column("d", [19970131]), TimeFormat(other))


def test_a_word_is_no_pattern():
    with pytest.raises(InvalidValueError, match="strptime"):
        TimeFormat("american")


def test_the_day_is_that_of_the_clock_of_the_place():
    late = ["2024-02-28T23:30:00+00:00", "2024-02-28 23:30", "2024-02-28"]
    expected = [day_number(day) for day in ("2024-02-29", "2024-02-28", "2024-02-28")]
    assert day_numbers(as_column("d", late), TimeFormat(zone="Europe/Rome"))[0].tolist() == expected
    typed = as_column("d", np.array(["2024-02-28T23:30"], dtype="datetime64[s]"))
    for typed_as, day in (("utc", "2024-02-29"), ("local", "2024-02-28")):
        found = day_numbers(typed, TimeFormat(zone="Europe/Rome", typed=typed_as))
        assert found[0].tolist() == [day_number(day)]
