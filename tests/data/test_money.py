"""Amounts kept as text are read by one stated grammar; everything else stays what it was, for the reader to refuse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._columns import as_column
from servicekit.data._numerals import money_of_text


def read(cells, sign="$", decimal="."):
    return money_of_text(as_column("amount", cells), sign=sign, decimal=decimal).values.tolist()


@given(st.integers(-(10**9), 10**9), st.sampled_from(("$", "€", "元", "CNY", "")), st.booleans())
def test_an_amount_comes_back_however_it_is_written(cents, sign, grouped):
    value = cents / 100
    digits = f"{abs(value):,.2f}" if grouped else f"{abs(value):.2f}"
    minus = "-" if cents < 0 else ""
    for text in (
        f"{minus}{sign}{digits}",
        f"{sign}{minus}{digits}",
        f"{minus}{digits} {sign}",
        f" {minus}{sign} {digits} ",
    ):
        assert read([text], sign) == [pytest.approx(value, abs=1e-9)]


def test_the_decimal_mark_says_which_mark_parts_thousands():
    assert read(["1.234,50 €"], "€", ",") == [1234.5]
    assert read(["1.234,50 €"], "€", ".") == ["1.234,50 €"]


@pytest.mark.parametrize(
    "cell",
    ("", "$", "1,23.4", "12,34", "$1$", "--1", "-$-1", "£5", "1e3", "(5.00)", "1_0", "inf", "5 %", "1.", "²"),
)
def test_what_is_no_amount_stays_text(cell):
    assert read([cell]) == [cell]


def test_numbers_and_gaps_are_left_alone():
    column = as_column("amount", np.array([1.5, np.nan]))
    assert money_of_text(column, sign="$") is column
    assert read(["$1", None, 2])[0] == 1.0
    assert money_of_text(as_column("amount", ["$1", None]), sign="$").present.tolist() == [True, False]


def test_full_width_digits_are_digits():
    assert read(["１２．５ 元"], "元") == [12.5]
