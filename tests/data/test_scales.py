"""Scales: categories, exact moves between scales, directions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._scales import LIKERT_5, PERCENT, YES_NO, ZERO_TO_TEN, Scale
from servicekit.foundation._errors import InvalidValueError, ScaleMismatchError
from servicekit.foundation._vocabulary import Label


@st.composite
def scales(draw):
    low = draw(st.integers(-3, 3))
    steps = draw(st.integers(1, 12))
    step = draw(st.sampled_from([1, 0.5, 0.1, 2]))
    high = round(low + steps * step, 6)
    return Scale(low=low, high=high, step=step, higher_is_better=draw(st.booleans()))


@given(scale=scales())
def test_every_category_is_found_at_its_own_place(scale):
    assert scale.index(np.array(scale.categories)).tolist() == list(range(len(scale.categories)))
    assert scale.categories[0] == scale.low
    assert scale.categories[-1] == scale.high


@given(first=scales(), second=scales())
def test_rescaling_there_and_back_is_the_identity(first, second):
    for value in first.categories:
        assert second.rescale(first.rescale(value, second), first) == pytest.approx(value, abs=1e-12)


@given(first=scales(), second=scales())
def test_rescaling_keeps_the_best_the_best_and_the_index_what_it_was(first, second):
    for scale, other in ((first, second), (second, first)):
        best = scale.high if scale.higher_is_better else scale.low
        assert other.to_index(scale.rescale(best, other)) == pytest.approx(100)
        for value in scale.categories:
            assert other.to_index(scale.rescale(value, other)) == pytest.approx(scale.to_index(value), abs=1e-9)


@given(scale=scales())
def test_turning_answers_twice_changes_nothing_and_reverses_the_order(scale):
    values = np.array(scale.categories)
    turned = scale.turned(values)
    np.testing.assert_allclose(scale.turned(turned), values, atol=1e-12)
    assert np.argmax(turned) == (len(values) - 1 if scale.higher_is_better else 0)


@pytest.mark.parametrize(
    ("about", "rule"),
    (
        ({"low": 5, "high": 1}, "above the low end"),
        ({"low": 1, "high": 5, "step": 0.3}, "whole steps"),
        ({"low": 1, "high": 5, "step": 0}, "above 0"),
        ({"low": 0, "high": 1e6}, "fewer than 1001"),
        ({"low": 1, "high": 5, "missing_codes": (5,)}, "off the scale"),
        ({"low": 1, "high": 5, "true_zero": True}, "low end of a scale with a true zero must be 0"),
        ({"low": float("nan"), "high": 5}, "finite"),
        ({"low": 1, "high": 5, "labels": {6: Label("six", "六")}}, "on the scale"),
        # bad input 16: two labels that are one after folding
        ({"low": 1, "high": 5, "labels": {1: Label("Good", "好"), 2: Label(" good ", "良")}}, "different for each"),
    ),
)
def test_scales_that_contradict_themselves_are_refused(about, rule):
    with pytest.raises(InvalidValueError, match=rule):
        Scale(**about)


def test_tenths_are_tenths():
    tenth = Scale(low=0, high=1, step=0.1)
    assert tenth.categories[3] == 0.3
    assert tenth.index(np.array([0.3, 0.1 + 0.2])).tolist() == [3, -1]
    snapping = Scale(low=0, high=1, step=0.1, snap=1e-9)
    assert snapping.index(np.array([0.1 + 0.2])).tolist() == [3]


def test_scales_say_what_they_allow():
    assert LIKERT_5.rule == "whole numbers from 1 to 5"
    assert Scale(low=0, high=2, step=0.5).rule == "numbers from 0 to 2 in steps of 0.5"
    assert PERCENT.rule == "numbers from 0 to 100"
    assert YES_NO.is_yes_no
    assert not Scale(low=-1, high=1).is_yes_no


def test_continuous_scales_have_no_categories_and_other_scales_do_not_join():
    with pytest.raises(InvalidValueError, match="separate categories"):
        _ = PERCENT.categories
    with pytest.raises(ScaleMismatchError, match="rescale one of them first"):
        LIKERT_5.require_same(ZERO_TO_TEN)
    with pytest.raises(InvalidValueError, match="true zero"):
        ZERO_TO_TEN.require_true_zero("satisfaction ratio")
    with pytest.raises(InvalidValueError, match="from 1 to 5"):
        LIKERT_5.rescale(6, ZERO_TO_TEN)
