"""Fieller's set against reference software, in all its shapes, and its coverage."""

import csv
import json
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.intervals._intervals import t_quantile
from servicekit.stats.intervals._ratios import RatioOfMeans, fieller_interval, ratio_standard_error


def moments(x, y):
    (var_x, cov), (_, var_y) = np.cov(x, y)
    return {"n": len(x), "mean_x": x.mean(), "mean_y": y.mean(), "var_x": var_x, "var_y": var_y, "cov_xy": cov}


def test_ratio_of_means_equals_the_reference(golden):
    with (golden / "inputs" / "ratio_40.csv").open(newline="") as file:
        pairs = [[float(cell) for cell in row.values()] for row in csv.DictReader(file)]
    data = np.array(pairs)[:, -2:]
    want = json.loads((golden / "outputs" / "ratio_gap.json").read_text())
    columns = data.T if data[:, 1].mean() / data[:, 0].mean() == pytest.approx(want["ratio"]) else data.T[::-1]
    found = moments(*columns)
    assert found["mean_y"] / found["mean_x"] == pytest.approx(want["ratio"], rel=1e-13)
    assert ratio_standard_error(**found) == pytest.approx(want["se_linearised_n1"], rel=1e-12)
    interval = fieller_interval(**found)
    assert (interval.low, interval.high) == pytest.approx(want["fieller_t"], rel=1e-12)
    assert interval.kind == "bounded"


numbers = st.floats(-100, 100, allow_nan=False).map(lambda v: round(v, 6))


@given(st.integers(2, 500), numbers, numbers, st.floats(0.01, 100), st.floats(0.01, 100), st.floats(-0.99, 0.99))
def test_the_set_holds_the_ratio_and_obeys_its_definition(n, mean_x, mean_y, var_x, var_y, correlation):
    if abs(mean_x) < 1e-3:
        return
    cov = correlation * np.sqrt(var_x * var_y)
    given_ = {"n": n, "mean_x": mean_x, "mean_y": mean_y, "var_x": var_x, "var_y": var_y, "cov_xy": cov}
    found = fieller_interval(**given_)
    ratio = mean_y / mean_x
    slack = 1e-7 * (1 + abs(ratio))
    if found.kind == "bounded":
        assert found.low - slack <= ratio <= found.high + slack
    elif found.kind == "complement":
        assert ratio <= found.low + slack or ratio >= found.high - slack
    t = t_quantile(0.95, n - 1)
    for end in (found.low, found.high):
        if np.isfinite(end):
            far = (mean_y - end * mean_x) ** 2
            near = t * t * (var_y - 2 * end * cov + end * end * var_x) / n
            assert far == pytest.approx(near, rel=1e-4, abs=1e-6 * (1 + end**2) * (mean_x**2 + mean_y**2 + 1))


SHAPES = (
    ((5.0, 4.0, 1.0, 1.0, 0.5), "bounded"),
    ((0.1, 4.0, 1.0, 1.0, 0.5), "complement"),
    ((0.1, 0.1, 1.0, 1.0, 0.5), "unbounded"),
)


@pytest.mark.parametrize(("values", "kind"), SHAPES)
def test_a_denominator_near_zero_never_gives_a_finite_interval(values, kind):  # bad input 58
    names = ("mean_x", "mean_y", "var_x", "var_y", "cov_xy")
    ratio = RatioOfMeans(n=20, **dict(zip(names, values, strict=True)))
    assert ratio.interval.kind == kind
    assert ratio.value in ratio.interval
    assert (ratio.interval.width == inf) is (kind != "bounded")
    assert ratio.interpretation.zh
    assert {"bounded": "[", "complement": "outside", "unbounded": "any value"}[kind] in str(ratio)


def test_a_denominator_exactly_on_the_edge_gives_a_half_line():
    n, sides = 16, {}
    var_x = n / t_quantile(0.95, n - 1) ** 2
    for mean_y in (3.0, -3.0):
        found = fieller_interval(n=n, mean_x=1.0, mean_y=mean_y, var_x=var_x, var_y=1.0, cov_xy=0.0)
        assert found.width > 1e12
        assert mean_y in found
        sides[mean_y] = found
    assert sides[3.0].low == pytest.approx((9 - t_quantile(0.95, 15) ** 2 / 16) / 6)
    assert sides[-3.0].high == pytest.approx(-sides[3.0].low)


def test_what_cannot_be_estimated_says_why():
    none = {"mean_x": 0.0, "mean_y": 0.0, "var_x": 0.0, "var_y": 0.0, "cov_xy": 0.0}
    assert RatioOfMeans(n=0, **none).reason.key == "no_data"
    zero = RatioOfMeans(n=3, **none)  # bad input 56
    assert (zero.value, zero.interval, zero.reason.key) == (None, None, "zero_denominator")
    one = RatioOfMeans(n=1, **none | {"mean_x": 4.0, "mean_y": 3.0})  # bad input 10
    assert (one.value, one.interval, one.standard_error, one.reason.key) == (0.75, None, None, "too_few")
    same = RatioOfMeans(n=9, **none | {"mean_x": 4.0, "mean_y": 3.0})  # bad input 11
    assert (same.value, same.interval, same.reason.key) == (0.75, None, "zero_variance")


def test_impossible_moments_are_refused():
    good = {"n": 9, "mean_x": 4.0, "mean_y": 3.0, "var_x": 1.0, "var_y": 1.0, "cov_xy": 0.0}
    for change in ({"n": 1}, {"var_x": -1.0}, {"cov_xy": 2.0}, {"mean_x": float("nan")}, {"level": 95}):
        with pytest.raises(InvalidValueError):
            fieller_interval(**good | change)


@pytest.mark.slow
def test_fieller_covers_as_published():
    # 20 000 samples of pairs of 1-7 answers, n=10: coverage 95.1 with Monte-Carlo standard error 0.15.
    rng = np.random.default_rng(20)
    shared = rng.normal(size=(20_000, 10))
    x = np.clip(np.round(6.0 + 0.63 * shared + 0.77 * rng.normal(size=shared.shape)), 1, 7)
    y = np.clip(np.round(5.2 + 0.63 * shared + 1.0 * rng.normal(size=shared.shape)), 1, 7)
    big = rng.normal(size=4_000_000)
    true = (
        np.clip(np.round(5.2 + 0.63 * big + 1.0 * rng.normal(size=big.size)), 1, 7).mean()
        / np.clip(np.round(6.0 + 0.63 * big + 0.77 * rng.normal(size=big.size)), 1, 7).mean()
    )
    hits = [true in fieller_interval(**moments(a, b)) for a, b in zip(x, y, strict=True)]
    assert np.mean(hits) == pytest.approx(0.95, abs=0.007)


def test_a_covariance_that_is_rounding_alone_does_not_stop_a_ratio():
    # ten shops that all hoped for the same on average: what is left of variance and covariance is rounding
    found = fieller_interval(n=10, mean_x=5.5, mean_y=7.0, var_x=0.0, var_y=4.0, cov_xy=-2.6e-16)
    assert found.low < 7 / 5.5 < found.high
    exact = fieller_interval(n=10, mean_x=5.5, mean_y=7.0, var_x=0.0, var_y=4.0, cov_xy=0.0)
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high))
