"""Ratings kept in single bytes are read as the same numbers in wider columns are."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy, read_answers
from servicekit.data._columns import Column
from servicekit.data._scales import Scale
from servicekit.foundation._errors import InvalidValueError

SET_ASIDE = InputPolicy(invalid="omit")


@given(
    kind=st.sampled_from((np.int8, np.uint8)),
    low=st.integers(-130, 250),
    reach=st.integers(1, 140),
    codes=st.lists(st.integers(-150, 300), max_size=2, unique=True),
    data=st.data(),
)
def test_bytes_are_read_as_wider_numbers_are(kind: Any, low: int, reach: int, codes: list[int], data: Any):
    ends = np.iinfo(kind)
    codes = [code for code in codes if not low <= code <= low + reach]
    scale = Scale(low=low, high=low + reach, missing_codes=tuple(codes))
    usual = [n for n in (low, low + 1, low + reach, low - 1, *codes) if ends.min <= n <= ends.max]
    numbers = st.one_of(st.sampled_from(usual), st.integers(ends.min, ends.max)) if usual else st.integers(0, 127)
    values = np.array(data.draw(st.lists(numbers, min_size=1, max_size=6)), dtype=kind)
    valid = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))))
    here = None if valid.all() else valid
    found = read_answers(Column(name="a", values=values, valid=here), scale, SET_ASIDE)
    expected = read_answers(Column(name="a", values=values.astype(np.int64), valid=here), scale, SET_ASIDE)
    assert np.array_equal(found.here, expected.here)
    assert np.array_equal(found.values[found.here], expected.values[expected.here])
    assert (found.missing, found.rejected) == (expected.missing, expected.rejected)


def test_a_byte_off_the_scale_is_refused_with_its_row():
    values = np.array([1, 7, 0, 8], dtype=np.uint8)
    with pytest.raises(InvalidValueError, match=r"from 1 to 7.*row 3"):
        read_answers(Column(name="a", values=values), Scale(low=1, high=7, missing_codes=(0,)), InputPolicy())
