"""A point of a chart against all others: hardly ever named where points are alike, always where it is far off."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.stats.claims._outlying_point import outlying_point


def test_twenty_points_alike_are_named_in_at_most_5_of_100_charts():
    rng = np.random.default_rng(4)
    for spread in (0.0, 0.05):
        shares = np.clip(0.9 + spread * rng.normal(size=(400, 20)), 0, 1)
        named = sum((outlying_point(row.tolist(), [40] * 20)[1].p or 1) <= 0.05 for row in rng.binomial(40, shares))
        assert named <= 32, spread  # 5 % and three Monte Carlo errors


def test_one_point_far_off_is_named_and_which():
    counts = [36, 35, 37, 36, 34, 36, 37, 35, 20, 36]
    place, found = outlying_point(counts, [40] * 10)
    assert (place, found.n, found.df) == (8, 10, 8)
    assert (found.p or 1) < 1e-4
    # Grubbs (1950): t = G sqrt(k (k - 2) / ((k - 1)^2 - k G^2))
    z = (np.array(counts) / 40 - 0.855) / np.sqrt(0.855 * 0.145 / 40)
    grubbs = abs(z - z.mean()).max() / z.std(ddof=1)
    assert found.statistic == pytest.approx(grubbs * np.sqrt(80 / (81 - 10 * grubbs**2)))


def test_points_of_unequal_size_are_taken_from_their_mean():
    counts, sizes = [9, 36, 90, 34, 8, 36, 85, 35, 3, 36], [10, 40, 100, 40, 10, 40, 100, 40, 10, 40]
    place, found = outlying_point(counts, sizes)
    pooled = sum(counts) / sum(sizes)
    z = (np.array(counts) / np.array(sizes) - pooled) / np.sqrt(pooled * (1 - pooled) / np.array(sizes))
    grubbs = abs(z - z.mean()) / z.std(ddof=1)
    assert place == grubbs.argmax() == 8
    assert found.statistic == pytest.approx(grubbs.max() * np.sqrt(80 / (81 - 10 * grubbs.max() ** 2)))


def test_few_points_and_points_all_alike_say_nothing():
    assert outlying_point([1] * 7, [2] * 7)[1].p is None
    assert outlying_point([1] * 8, [2] * 8)[1].p == 1
    assert outlying_point([2] * 8, [2] * 8)[1].p == 1
    assert outlying_point([0] * 8, [2] * 8)[1].p == 1


@given(st.lists(st.integers(0, 30), min_size=8, max_size=15))
def test_failures_count_as_successes_do(counts):
    sizes = [30] * len(counts)
    one, other = outlying_point(counts, sizes), outlying_point([30 - count for count in counts], sizes)
    assert one[1].p == pytest.approx(other[1].p, rel=1e-9)
    assert 0 <= one[1].p <= 1
