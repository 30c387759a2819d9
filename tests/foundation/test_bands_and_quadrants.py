"""Bands partition the number line, squares the plane; validators of numbers; numbers and text for people."""

from fractions import Fraction

import numpy as np
import pytest
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation import _checks as checks
from servicekit.foundation import _markup as markup
from servicekit.foundation._bands import Bands, Cut
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._quadrants import Quadrants
from servicekit.foundation._results import Interval, plain
from servicekit.foundation._vocabulary import Concept, Label


class Cell(Concept):
    """Four names."""

    ONE = "one", "One", "一", "First.", "第一。"
    TWO = "two", "Two", "二", "Second.", "第二。"
    THREE = "three", "Three", "三", "Third.", "第三。"
    FOUR = "four", "Four", "四", "Fourth.", "第四。"


points = st.floats(-1e6, 1e6)


@given(cuts=st.lists(points, min_size=3, max_size=3, unique=True).map(sorted), values=st.lists(points, min_size=1))
def test_every_number_lies_in_exactly_one_band_and_bands_rise(cuts, values):
    bands = Bands(names=tuple(Cell), cuts=cuts)
    values = [*values, *cuts]
    places = bands.index(values)
    assert set(places.tolist()) <= {0, 1, 2, 3}
    for value, place in zip(values, places.tolist(), strict=True):
        assert bands.of(value) is tuple(Cell)[place]
        assert place == sum(value >= cut for cut in cuts)
    order = np.argsort(values, kind="stable")
    assert (np.diff(places[order]) >= 0).all()


@given(value=points, at=points)
def test_a_cut_belongs_above_or_below(value, at):
    bands = Bands(names=tuple(Cell)[:3], cuts=(Cut(at), Cut(at, "below")))
    assert bands.of(value) is (Cell.ONE if value < at else Cell.TWO if value == at else Cell.THREE)
    assert bands.of(float("inf")) is Cell.THREE
    assert bands.of(-float("inf")) is Cell.ONE


def test_bands_that_overlap_or_lack_names_are_refused():
    for cuts, message in (((2, 1, 3), "ascending"), ((1, 1, 2), "ascending"), ((1, 2), "one more than")):
        with pytest.raises(InvalidValueError, match=message):
            Bands(names=tuple(Cell), cuts=cuts)
    with pytest.raises(InvalidValueError, match="finite"):
        Cut(float("nan"))
    with pytest.raises(ValueError, match="belongs"):
        Cut(1, "left")
    with pytest.raises(InvalidValueError, match="set missing values aside"):
        Bands(names=tuple(Cell), cuts=(1, 2, 3)).of(float("nan"))


SQUARE = Quadrants(
    across=Label("a", "横"),
    up=Label("u", "纵"),
    low_low=Cell.ONE,
    high_low=Cell.TWO,
    low_high=Cell.THREE,
    high_high=Cell.FOUR,
)


@given(across=st.lists(points, min_size=1, max_size=9), across_cut=points, up_cut=points, seed=st.integers(0, 99))
def test_every_point_has_one_cell(across, across_cut, up_cut, seed):
    up = np.random.default_rng(seed).normal(up_cut, 1, len(across))
    places = SQUARE.index(across, up, across_cut=across_cut, up_cut=up_cut)
    for x, y, place in zip(across, up, places.tolist(), strict=True):
        assert SQUARE.cells[place] is SQUARE.place(across_is_high=x >= across_cut, up_is_high=y >= up_cut)
    assert sum(np.bincount(places, minlength=4)) == len(across)


def test_points_that_are_none_are_refused():
    for across, up, cut in (([1, 2], [1], 0), ([float("nan")], [1], 0), ([1], [1], float("nan"))):
        with pytest.raises(InvalidValueError):
            SQUARE.index(across, up, across_cut=cut, up_cut=0)


@frozen
class Held:
    """A holder."""

    x: float = field(validator=checks.share)


@pytest.mark.parametrize("value", (float("nan"), float("inf"), 10**400, "1", None, True, 1 + 0j, [1], np.True_))
def test_what_is_no_finite_number_is_refused(value):
    for validator in (checks.finite, checks.positive, checks.share, checks.whole, checks.confidence):
        with pytest.raises(InvalidValueError, match="x must be"):
            checks.validate(validator, "x", value)


def test_numbers_of_every_kind_are_numbers():
    for value in (1, 1.0, np.int8(1), np.float32(1), Fraction(1)):
        for validator in (checks.finite, checks.positive, checks.share, checks.whole, checks.whole_positive):
            checks.validate(validator, "x", value)


def test_percents_given_for_shares_are_noticed():  # bad input 149
    with pytest.raises(InvalidValueError, match=r"x must be a share from 0 to 1, got 5; did you mean 0.05\?"):
        Held(5)
    with pytest.raises(InvalidValueError, match=r"did you mean 0.95\?"):
        checks.validate(checks.confidence, "level", 95)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_for_people_are_near_the_number_and_everyday_sizes_have_no_exponent(value):
    text = markup.number(value)
    assert float(text.replace(",", "")) == pytest.approx(value, rel=6e-4, abs=0.5 if abs(value) > 9999 else 1e-300)
    if abs(value) > 1e-4:
        assert "e+" not in text


def test_numbers_at_the_border_of_digits_keep_their_form():
    assert markup.number(9999.7) == "10,000"
    assert markup.number(None) == "—"
    assert markup.number(1234.5) == "1234"


@given(st.text())
def test_text_of_a_page_is_escaped_and_acts_on_nothing(text):  # bad inputs 53, 136
    html = markup.text(text)
    assert not set(html) & set("<>\"'")
    assert all(c.isprintable() or c in "\n\t\u3000" for c in html)


@given(low=points, high=points, value=points)
def test_intervals_hold_what_lies_in_them(low, high, value):
    low, high = sorted((low, high))
    inside = Interval(low=low, high=high, method="m")
    assert (value in inside) == (low <= value <= high)
    outside = Interval(low=low, high=high, method="m", kind="complement")
    assert value in inside or value in outside
    turned = inside.map(lambda x: -x)
    assert (turned.low, turned.high) == (-high, -low)
    assert inside.width >= 0


def test_evidence_becomes_plain_json():
    value = {Cell.ONE: (np.int64(3), float("nan"), np.array([1.5])), "b": {Cell.TWO}}
    assert plain(value) == {"one": [3, None, [1.5]], "b": ["two"]}
