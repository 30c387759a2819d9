"""Sample sizes against the published table, and that they deliver what they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.intervals._count_interval import count_interval, share_interval
from servicekit.stats.planning._sample_size import (
    change_power,
    change_sample_size,
    design_effect,
    promoter_score_sample_size,
    promoter_variance,
    share_power,
    share_sample_size,
)

# half-width, share one half, share 0.8, NPS 50/30/20, NPS worst case; rounded up. The textbook numbers, which
# leave the interval in use too wide, are 97, 62, 235, 385 for the first row and 385, 246, 938, 1537 for the second.
TABLE = (
    (0.10, 106, 86, 250, 396),
    (0.05, 396, 289, 971, 1548),
    (0.03, 1079, 756, 2660, 4280),
    (0.02, 2413, 1648, 5944, 9615),
)


def reach(interval, value):
    return max(value - interval.low, interval.high - value)


@pytest.mark.parametrize(("half_width", "half", "most", "promoters", "worst"), TABLE)
def test_sizes_equal_the_table(half_width, half, most, promoters, worst):
    assert share_sample_size(half_width).n == half
    assert share_sample_size(half_width, share=0.8).n == most
    assert promoter_score_sample_size(half_width, promoters_share=0.5, detractors_share=0.2).n == promoters
    assert promoter_score_sample_size(half_width).n == worst
    assert promoter_score_sample_size(half_width).worst_case


@pytest.mark.parametrize(("change", "n"), ((0.20, 240), (0.10, 958), (0.06, 2660), (0.04, 5985)))
def test_two_waves_equal_the_table(change, n):
    plan = change_sample_size(change, variance=promoter_variance(0.5, 0.2))
    assert plan.n == n
    assert change_power(change, variance=plan.variance, n=n) == pytest.approx(0.8, abs=0.002)


@given(st.floats(0.02, 0.3), st.floats(0.01, 0.99))
def test_the_planned_interval_is_as_narrow_as_promised_and_one_answer_fewer_will_not_do(half_width, share):
    n = share_sample_size(half_width, share=share).n
    assert reach(share_interval(share * n, n), share) <= half_width + 1e-9
    if n > 1:
        assert reach(share_interval(share * (n - 1), n - 1), share) > half_width - 1e-9
    plan = promoter_score_sample_size(half_width, promoters_share=share / 2, detractors_share=share / 3)
    counts = np.array([share / 3, 1 - share * 5 / 6, share / 2]) * plan.n
    assert reach(count_interval(counts, (-1, 0, 1)), share / 6) <= half_width + 1e-9


def test_a_share_near_the_end_needs_more_than_the_textbook_says():  # which is 43, for an interval of -.048
    n = share_sample_size(0.03, share=0.99).n
    assert n == 164
    assert reach(share_interval(0.99 * n, n), 0.99) <= 0.03


def test_clusters_silence_and_small_populations_change_the_plan():
    effect = design_effect(cluster_size=21, intraclass_correlation=0.05)
    assert effect == 2
    assert share_sample_size(0.05, design_effect=effect).n == 791
    assert share_sample_size(0.05, response_rate=0.25).invitations == 1582
    assert share_sample_size(0.05, population=500).n == 221
    assert share_sample_size(0.05, population=10**9).n == 396


def test_power_grows_with_size_and_starts_at_alpha():
    assert share_power(0.8, 0.8, n=100) == pytest.approx(0.05)
    assert share_power(0.8, 0.9, n=100) < share_power(0.8, 0.9, n=200) < share_power(0.8, 0.9, n=1000)
    # 0.1 / sqrt((0.16 + 0.09) / 200) is 2.828 standard errors; 0.807 of a normal curve lies above 1.960 - 2.828
    assert share_power(0.8, 0.9, n=200) == pytest.approx(0.8074, abs=1e-4)


def test_impossible_plans_are_refused():
    for make in (
        lambda: share_sample_size(5),
        lambda: share_sample_size(0),
        lambda: share_sample_size(0.05, share=1),
        lambda: share_sample_size(0.05, level=95),  # bad input 149
        lambda: share_sample_size(0.05, response_rate=25),
        lambda: share_sample_size(0.05, population=0),
        lambda: promoter_score_sample_size(0.05, promoters_share=0.5),
        lambda: promoter_score_sample_size(0.05, promoters_share=0.7, detractors_share=0.7),
        lambda: change_sample_size(0, variance=1),
        lambda: change_sample_size(0.1, variance=1, power=80),
        lambda: design_effect(cluster_size=11, intraclass_correlation=-0.2),
        lambda: change_power(0.1, variance=1, n=0),
    ):
        with pytest.raises(InvalidValueError):
            make()
