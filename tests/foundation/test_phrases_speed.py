"""Rules of text take time in proportion to the text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints.causes._classification import CONFLICTS, INSTANCES, REASONS
from servicekit.foundation._phrases import _outermost


@pytest.mark.parametrize("text", ("rude " * 20_000, "not rude, " * 10_000, "没有态度" * 25_000, "e\u0301" * 50_000))
def test_a_hundred_thousand_characters_take_seconds(text):
    start = time.process_time()
    for rules in (REASONS, INSTANCES, CONFLICTS):
        rules.classify(text)
    assert time.process_time() - start < 8


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 8)).map(lambda pair: (pair[0], sum(pair))), max_size=12))
def test_the_outermost_spans_are_those_inside_no_other(spans):
    inside = {s for s in spans for low, high in spans if low <= s[0] and s[1] <= high and (low, high) != s}
    assert _outermost(spans) == set(spans) - inside
