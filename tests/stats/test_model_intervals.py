"""Intervals of paths, R² and parts of R²: tests for 0, double adjustment, and that the truth is held."""

import numpy as np
import pytest
from scipy.stats import f as f_distribution
from scipy.stats import linregress

from servicekit.stats.drivers._drivers import driver_importance
from servicekit.stats.intervals._model_intervals import DriverShare, ExplainedShare, PathCoefficient, driver_p_values

NAMES = ["x0", "x1", "x2"]


def sample(rng, n, slopes=(0.6, 0.3, 0.0)):
    x = rng.normal(size=(n, len(slopes)))
    y = x @ np.array(slopes) + rng.normal(size=n)
    return {**{f"x{i}": x[:, i] for i in range(len(slopes))}, "y": y}


def test_p_values_are_those_of_the_regression():
    data = sample(np.random.default_rng(1), 40)
    names = ["x0", "x1", "x2"]
    whole = np.corrcoef(np.stack([data[name] for name in [*names, "y"]]))
    alone, together = driver_p_values(whole, 40)
    x = np.column_stack([np.ones(40), *(data[name] for name in names)])
    slopes, rest, _, _ = np.linalg.lstsq(x, data["y"], rcond=None)
    r2 = 1 - rest[0] / ((data["y"] - data["y"].mean()) ** 2).sum()
    assert together == pytest.approx(f_distribution.sf(r2 / 3 / ((1 - r2) / 36), 3, 36), rel=1e-9)
    marginal = linregress(data["x2"], data["y"]).pvalue
    assert alone[2] <= 2 * marginal + 1e-12
    assert slopes.shape == (4,)


def test_the_interval_of_a_driver_that_goes_with_nothing_reaches_0():  # percentiles held it in 0 of 100 samples
    held = 0
    for seed in range(40):
        found = driver_importance(
            sample(np.random.default_rng(seed), 50),
            "y",
            ["x0", "x1", "x2"],
            rng=np.random.default_rng(0),
            resamples=200,
        )
        held += 0 in found.estimates["x2"].interval
    assert held >= 38
    strong = driver_importance(
        sample(np.random.default_rng(1), 200, (1.0, 0.2, 0.0)), "y", ["x0", "x1", "x2"], rng=np.random.default_rng(0)
    )
    assert strong.estimates["x0"].interval.low > 0
    assert strong.differs_from_nothing["x0"]
    assert not strong.differs_from_nothing["x2"]
    assert strong.p_value < 1e-6


@pytest.mark.slow
def test_explained_variance_is_held():  # percentiles: 67 to 86 of 100 samples at n = 20 to 50
    hits, true = 0, 0.45 / 1.45
    for seed in range(200):
        found = driver_importance(
            sample(np.random.default_rng(seed), 30),
            "y",
            ["x0", "x1", "x2"],
            rng=np.random.default_rng(0),
            resamples=300,
        )
        hits += true in found.explained.interval
    assert hits / 200 > 0.92


def test_r2_has_its_adjusted_value_beside_it_and_an_interval_that_holds_both():
    rng = np.random.default_rng(2)
    found = ExplainedShare(value=0.4, draws=rng.beta(20, 25, 400), rows=30, predictors=4)
    assert found.adjusted == pytest.approx(1 - 0.6 * 29 / 25)
    assert found.interval.low <= found.adjusted <= found.value <= found.interval.high
    assert [caution.key for caution in found.cautions] == ["small_for_model"]
    assert ExplainedShare(value=0.4, draws=rng.beta(20, 25, 400), rows=400, predictors=4).cautions == ()
    assert ExplainedShare(value=0.4, draws=rng.beta(20, 25, 400), rows=5, predictors=4).interval is None


def test_a_path_takes_fishers_z_with_the_spread_of_the_resamples():
    draws = np.tanh(np.random.default_rng(3).normal(0.6, 0.2, 2000))
    found = PathCoefficient(value=np.tanh(0.6), draws=draws, rows=25, predictors=2)
    reach = 2.0686576104190406 * np.arctanh(draws).std(ddof=1)  # R: qt(.975, 23)
    assert (found.interval.low, found.interval.high) == pytest.approx((np.tanh(0.6 - reach), np.tanh(0.6 + reach)))
    beyond = PathCoefficient(value=1.02, draws=[0.9, 1.1, 1.0, 0.95], rows=25, predictors=2)
    assert beyond.interval.method == "percentile bootstrap"


def test_a_part_of_r2_says_its_p_value():
    found = DriverShare(
        value=0.02, draws=[0.01, 0.02, 0.03], explained=[0.2, 0.2, 0.2], p_value=0.4, rows=50, predictors=3
    )
    assert found.interval.low == 0
    assert found.to_dict()["p_value"] == 0.4
