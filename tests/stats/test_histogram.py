"""Counting small numbers in long arrays: equal to the plain count in every way of counting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.stats.summaries import _histogram as counting
from servicekit.stats.summaries._histogram import CHUNK, MOST_SHORT, histogram


@given(
    size=st.integers(2, 40),
    length=st.sampled_from((0, 1, MOST_SHORT - 1, MOST_SHORT + 13, CHUNK + 5)),
    kind=st.sampled_from((np.int8, np.uint8, np.int64)),
    popcount=st.booleans(),
    seed=st.integers(0, 99),
)
def test_counts_are_those_of_bincount(size: int, length: int, kind: type, popcount: bool, seed: int):
    rng = np.random.default_rng(seed)
    places = np.minimum(rng.integers(0, size, length), rng.integers(0, size)).astype(kind)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "HAS_POPCOUNT", popcount and counting.HAS_POPCOUNT)
        assert histogram(places, size) == tuple(np.bincount(places, minlength=size).tolist())


@pytest.mark.parametrize("size", (2, 3, 5, 8, 11, 16))
def test_every_answer_the_same_is_counted_once(size: int):
    for answer in range(size):
        found = histogram(np.full(MOST_SHORT + 3, answer), size)
        assert found == tuple((MOST_SHORT + 3) * (place == answer) for place in range(size))
