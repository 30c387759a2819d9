"""Plain columns of numbers are read in one way, and what is no number is named with its place."""

import numpy as np
import pandas as pd
import pytest

from servicekit.data._vectors import vector
from servicekit.foundation._errors import InvalidValueError


@pytest.mark.parametrize(
    "values",
    ([1, 2.5], (1, 2.5), np.array([1, 2.5], dtype=np.float32), pd.Series([1, 2.5]), np.array([1, 2.5], object)),
)
def test_numbers_of_any_kind_become_an_array_of_their_own(values):
    found = vector("totals", values)
    assert found.tolist() == [1.0, 2.5]
    found[0] = 9
    assert values[0] == 1
    assert vector("totals", [True, False]).tolist() == [1.0, 0.0]
    assert vector("totals", []).tolist() == []


@pytest.mark.parametrize(
    ("values", "settings", "message"),
    (
        (["1.5", "$3"], {}, r"totals must be finite numbers, got '1.5' \(entry 0, 2 such\)"),  # currency as text
        ([1, float("nan")], {}, "got nan"),
        ([1, float("inf")], {"missing": True}, "got inf"),
        (["a", "b"], {"missing": True}, "got 'a'"),
        ([None, "3"], {"missing": True}, "got '3'"),
        ([1, -1], {"low": 0}, "of at least 0"),
        ([1, 3], {"high": 2}, "of at most 2"),
        ([1, 0.5], {"low": 0, "high": 1, "whole": True}, "whole numbers from 0 to 1"),
        ([[1, 2]], {}, r"array of shape \[1, 2\]"),
        ([0, 1, "x"], {"place": "year", "first": 1}, "year 3"),
        ([3 + 1j], {}, "finite numbers"),
    ),
)
def test_what_is_no_such_number_is_refused_with_its_place(values, settings, message):
    with pytest.raises(InvalidValueError, match=message):
        vector("totals", values, **settings)


def test_gaps_are_gaps_only_where_they_may_be():
    gaps = vector("scores", pd.Series([1, None, 3], dtype="Int64"), missing=True)
    assert np.isnan(gaps).tolist() == [False, True, False]
    with pytest.raises(InvalidValueError):
        vector("scores", pd.Series([1, None, 3], dtype="Int64"))
