"""Scales and codes from numbers alone: sound where numbers can tell, a question where they cannot."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.draft._scale_guess import guess_scale, scale_in_text


def counted(*values):
    numbers, counts = np.unique(np.array(values, dtype=float), return_counts=True)
    return dict(zip(numbers.tolist(), counts.tolist(), strict=True))


SCALES = ((1, 3), (1, 4), (1, 5), (1, 7), (1, 10))
CODES = (
    (),
    (99,),
    (98, 99),
    (97, 98, 99),
    (77, 88, 99),
    (88,),
    (999,),
    (998, 999),
    (888, 999),
    (-9,),
    (-9, -8),
    (-1,),
    (-99,),
)


@given(
    scale=st.sampled_from(SCALES),
    codes=st.sampled_from(CODES),
    share=st.sampled_from((2, 5, 15)),
    seed=st.integers(0, 10_000),
)
def test_codes_far_from_the_scale_are_told_from_answers(scale, codes, share, seed):
    rng = np.random.default_rng(seed)
    answers = [*range(scale[0], scale[1] + 1), *rng.integers(scale[0], scale[1] + 1, size=200).tolist()]
    values = [*answers, *(code for code in codes for _ in range(share))]
    found = guess_scale(counted(*values))
    assert found is not None
    assert found.ends == scale
    assert found.codes == tuple(sorted(map(float, codes)))


@pytest.mark.parametrize("codes", ((9,), (8, 9), (7, 8, 9)))
def test_single_digits_beside_a_short_scale_are_codes(codes):
    found = guess_scale(counted(*([1, 2, 3, 4, 5] * 30), *(codes * 5)))
    assert (found.ends, found.codes) == ((1, 5), tuple(map(float, codes)))


def test_zero_is_a_code_below_one_to_five_and_six_only_beside_it():
    assert guess_scale(counted(*[0, 1, 2, 3, 4, 5, 6] * 30)).codes == (0, 6)
    assert guess_scale(counted(*[1, 2, 3, 4, 5, 6] * 30)).ends == (1, 6)
    assert guess_scale(counted(*[0, 1, 2, 3, 4, 5] * 30)).ends == (1, 5)


def test_the_zero_of_zero_to_ten_is_an_answer_and_eleven_a_code():
    found = guess_scale(counted(*list(range(12)) * 10), recommends=True)
    assert (found.ends, found.codes) == ((0, 10), (11,))


def test_a_header_that_names_its_scale_decides():
    assert guess_scale(counted(3, 4, 5, 6, 4, 5), hint=(1, 7)).ends == (1, 7)


@pytest.mark.parametrize("values", ([0.5, 1.5, 2.0], [1, 2, 3, 4567], list(range(200)), [7]))
def test_counts_and_money_are_no_scale(values):
    assert guess_scale(counted(*values)) is None


@pytest.mark.parametrize(
    ("text", "ends", "rises"),
    (
        ("How easy was it? [1 = very hard, 7 = very easy]", (1, 7), True),
        ("Satisfaction (1 = very satisfied; 5 = very dissatisfied)", (1, 5), False),
        ("On a scale from 0 to 10, how likely", (0, 10), None),
        ("总体满意度（1-5分）", (1, 5), None),
        ("Which branch?", None, None),
        ("In 2025, from 9 to 5", None, None),
    ),
)
def test_scales_named_in_questions(text, ends, rises):
    assert scale_in_text(text) == (ends, rises)
