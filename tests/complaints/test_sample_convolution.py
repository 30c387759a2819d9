"""Sums of tellings: drawn with exactly the chances of the sum, rare ones too, or not at all."""

import numpy as np
import pytest

from servicekit.complaints.word_of_mouth._offspring import sample_convolution


def test_a_chance_far_below_one_cell_of_the_table_is_kept():
    rng = np.random.default_rng(6)
    ones = np.ones(2_000_000, dtype=np.int64)
    rare = sum(int((sample_convolution(np.array([1e-5, 1 - 1e-5]), ones, rng) == 0).sum()) for _ in range(10))
    assert abs(rare - 200) < 5 * 200**0.5


def test_sums_follow_their_distribution():
    rng = np.random.default_rng(7)
    chances = np.array([0.5, 0.2, 0.0, 0.3])
    groups = np.repeat([0, 1, 2, 5], 50_000)
    found = sample_convolution(chances, groups, rng)
    assert (found[:50_000] == 0).all()
    for size in (1, 2, 5):
        expected = np.array([1.0])
        for _ in range(size):
            expected = np.convolve(expected, chances)
        seen = np.bincount(found[groups == size], minlength=expected.size)
        error = np.sqrt(50_000 * expected * (1 - expected))
        assert (abs(seen - 50_000 * expected) <= 5 * error).all()


@pytest.mark.parametrize("groups", (np.array([5000]), np.arange(100)))
def test_tables_that_would_be_too_long_or_too_many_are_not_made(groups):
    assert sample_convolution(np.array([0.5, 0.5]), groups, np.random.default_rng(1)) is None


def test_nothing_is_told_by_nobody():
    nobody = sample_convolution(np.array([0.5, 0.5]), np.zeros(3, dtype=np.int64), np.random.default_rng(1))
    assert nobody.tolist() == [0, 0, 0]
    assert sample_convolution(np.array([0.5, 0.5]), np.empty(0, dtype=np.int64), np.random.default_rng(1)).size == 0
