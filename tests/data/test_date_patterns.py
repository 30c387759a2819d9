"""Dates by a stated pattern: nothing else is read, and numbers are dates for one pattern alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data.time._dates import PROBLEMS, day_number, day_numbers
from servicekit.foundation._errors import InvalidValueError


@given(st.dates(), st.sampled_from(("%d/%m/%Y", "%Y年%m月%d日", "%m-%d-%Y %H:%M", "%Y%m%d")))
def test_a_date_written_by_a_pattern_is_read_by_it(when, pattern):
    text = when.strftime(pattern.replace("%Y", f"{when.year:04d}"))
    days, problems = day_numbers(np.array([text], dtype=object), pattern)
    assert (days[0], problems[0]) == (day_number(when), 0)


def test_text_of_another_form_is_no_date():
    _, problems = day_numbers(np.array(["2024-02-01", "31/02/2024", "", None], dtype=object), "%d/%m/%Y")
    assert [PROBLEMS[code] for code in problems] == ["not_a_date", "not_a_date", "missing", "missing"]


def test_numbers_are_dates_only_where_the_pattern_is_that_of_their_digits():
    # bad input 102
    days, problems = day_numbers(np.array([19970131, 19970230]), "%Y%m%d")
    assert days[0] == day_number("1997-01-31")
    assert PROBLEMS[problems[1]] == "not_a_date"
    for other in ("iso", "%d/%m/%Y"):
        with pytest.raises(InvalidValueError, match="name the format"):
            day_numbers(np.array([19970131]), other)


def test_a_word_is_no_pattern():
    with pytest.raises(InvalidValueError, match="strptime"):
        day_numbers(np.array(["1"], dtype=object), "american")
