"""Bootstrap and jackknife of replicate groups, redone with the resamples of reference software."""

import csv
import gzip
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.stats.designs._resampling import (
    bootstrap_weights,
    jackknife_error,
    jackknife_interval,
    percentile_interval,
    weights_of_indices,
)
from servicekit.stats.intervals._ratios import ratio_standard_error


@pytest.fixture
def pairs(golden):
    with (golden / "inputs" / "ratio_40.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return np.array([[float(row["perceived"]), float(row["expected"])] for row in rows])


def test_the_bootstrap_of_a_ratio_equals_the_reference_with_its_resamples(golden, pairs):
    want = json.loads((golden / "outputs" / "bootstrap_ratio.json").read_text())
    with gzip.open(golden / "outputs" / "boot_indices_0based.csv.gz", "rt") as file:
        indices = np.loadtxt(file, delimiter=",", dtype=np.int64)
    sums = weights_of_indices(indices, 40) @ pairs
    draws = sums[:, 0] / sums[:, 1]
    assert draws[:10].tolist() == pytest.approx(want["replicates_first10"], rel=1e-12)
    assert draws.mean() == pytest.approx(want["mean_t"], rel=1e-12)
    found = percentile_interval(draws)
    assert [found.low, found.high] == pytest.approx(want["percent"], rel=1e-12)


def test_percentiles_are_order_statistics():
    draws = np.random.default_rng(1).permutation(np.arange(1.0, 2000.0))
    found = percentile_interval(draws)
    assert (found.low, found.high) == pytest.approx((50, 1950), rel=1e-14)
    with pytest.raises(NotEnoughDataError, match="at least one draw"):
        percentile_interval([])
    with pytest.raises(InvalidValueError, match="finite"):
        percentile_interval([1.0, float("nan")])


@given(st.integers(2, 50), st.integers(1, 40), st.integers(0, 2**32))
def test_each_resample_draws_as_many_groups_as_there_are(groups, resamples, seed):
    weights = bootstrap_weights(groups, resamples=resamples, rng=np.random.default_rng(seed))
    assert weights.shape == (resamples, groups)
    assert (weights.sum(axis=1) == groups).all()
    again = bootstrap_weights(groups, resamples=resamples, rng=np.random.default_rng(seed))
    assert (weights == again).all()


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=40))
def test_the_jackknife_of_a_mean_is_its_standard_error(values):
    x = np.array(values)
    left = (x.sum() - x) / (x.size - 1)
    assert jackknife_error(left) == pytest.approx(x.std(ddof=1) / np.sqrt(x.size), rel=1e-6, abs=1e-9)


def test_the_jackknife_of_a_ratio_is_near_the_linearised_error(pairs):
    y, x = pairs.T
    left = (y.sum() - y) / (x.sum() - x)
    (var_x, cov), (_, var_y) = np.cov(x, y)
    linear = ratio_standard_error(n=40, mean_x=x.mean(), mean_y=y.mean(), var_x=var_x, var_y=var_y, cov_xy=cov)
    assert jackknife_error(left) == pytest.approx(linear, rel=0.03)


def test_transformed_intervals_stay_where_the_figure_can_be():
    left = np.array([0.9, 0.97, 0.8, 0.95])
    plain, bounded = jackknife_interval(0.93, left), jackknife_interval(0.93, left, transform="log1m")
    assert plain.high > 1 > bounded.high
    assert bounded.low < 0.93 < bounded.high
    positive = jackknife_interval(0.1, [0.02, 0.2, 0.1, 0.05], transform="log")
    assert 0 < positive.low < 0.1 < positive.high
    mirrored = jackknife_interval(0.9, [0.98, 0.8, 0.9, 0.95], transform="log1m")
    assert (1 - mirrored.high, 1 - mirrored.low) == pytest.approx((positive.low, positive.high))


def test_too_little_to_resample_is_refused():
    for groups in (0, 1):
        with pytest.raises(NotEnoughDataError, match="2 replicate groups"):
            bootstrap_weights(groups, resamples=9, rng=np.random.default_rng(1))
    with pytest.raises(NotEnoughDataError, match="2 replicate groups"):
        jackknife_interval(1.0, [1.0])
    with pytest.raises(InvalidValueError, match="resamples"):
        bootstrap_weights(5, resamples=0, rng=np.random.default_rng(1))
    with pytest.raises(InvalidValueError, match="from 0 to 2"):
        weights_of_indices(np.array([[0, 3]]), 3)
    for value, transform in ((1.0, "log1m"), (0.0, "log"), (0.5, "square")):
        with pytest.raises(InvalidValueError):
            jackknife_interval(value, [0.5, 0.6], transform=transform)
