"""Omega against R's lavaan, the factor model against matrices it made, and improper solutions."""

import csv
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.stats.reliability._omega import omega
from servicekit.stats.reliability._one_factor import _curvature, _derivatives, _discrepancy, fit_one_factor


def table(path):
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) if row[name] else np.nan for row in rows]) for name in rows[0]}


@pytest.fixture(scope="module")
def references(golden):
    return json.loads((golden / "outputs" / "reliability_scales.json").read_text(encoding="utf-8"))


def items_of(golden, reference):
    data = table(golden / "inputs" / "scales.csv")
    return {name: 7 - data[name] if name in reference["reversed"] else data[name] for name in reference["items"]}


@pytest.mark.parametrize("scale", ("A", "C", "E", "N", "O"))
def test_omega_and_average_variance_equal_lavaan(golden, references, scale):
    reference = references[scale]
    found = omega(items_of(golden, reference), reference["items"], denominator="observed")
    # lavaan stops its search at about six digits
    assert found.value == pytest.approx(reference["cfa"]["omega_observed"], abs=3e-6)
    assert found.ave == pytest.approx(reference["cfa"]["ave"], abs=3e-6)
    shrink = (found.n - 1) / found.n  # lavaan divides by n
    assert np.abs(found.loadings) * shrink**0.5 == pytest.approx(np.abs(reference["cfa"]["loadings"]), abs=5e-6)
    assert np.array(found.residuals) * shrink == pytest.approx(reference["cfa"]["residuals"], abs=5e-6)
    assert found.value in found.interval


def test_the_denominator_is_said_and_makes_the_known_difference(golden, references):
    reference = references["A"]
    data = items_of(golden, reference)
    model, observed = (omega(data, reference["items"], denominator=kind) for kind in ("model", "observed"))
    assert model.value == pytest.approx(reference["cfa"]["omega_model"], abs=3e-6)
    assert observed.value == pytest.approx(reference["cfa"]["omega_observed"], abs=3e-6)
    assert model.to_dict()["denominator"] == "model"


@given(
    st.lists(st.floats(0.3, 2.0), min_size=3, max_size=7),
    st.lists(st.floats(0.2, 3.0), min_size=7, max_size=7),
    st.lists(st.booleans(), min_size=7, max_size=7),
)
@settings(max_examples=40)
def test_a_matrix_made_by_one_factor_gives_its_loadings_back(loadings, errors, turned):
    k = len(loadings)
    truth = np.array(loadings) * np.where(turned[:k], -1, 1)
    fitted = fit_one_factor(np.outer(truth, truth) + np.diag(errors[:k]))
    assert fitted.converged
    assert np.abs(fitted.loadings) == pytest.approx(np.abs(truth), rel=1e-4, abs=1e-4)
    assert fitted.residuals == pytest.approx(errors[:k], rel=1e-3, abs=1e-3)
    assert fitted.loadings.sum() >= 0


def test_many_matrices_are_fitted_as_each_alone():
    rng = np.random.default_rng(5)
    common = rng.normal(size=(4, 200, 1))
    answers = common + rng.normal(size=(4, 200, 5))
    stack = np.stack([np.cov(each.T) for each in answers])
    together = fit_one_factor(stack)
    for place, matrix in enumerate(stack):
        alone = fit_one_factor(matrix)
        assert together.loadings[place] == pytest.approx(alone.loadings, abs=1e-8)


def test_an_improper_solution_names_the_item():  # bad input 82
    # three items whose correlations force a communality of .9 * .9 / .5 = 1.62
    correlations = np.array([[1, 0.9, 0.9], [0.9, 1, 0.5], [0.9, 0.5, 1]])
    correlations[1, 2] = correlations[2, 1] = 0.63
    rows = np.random.default_rng(1).normal(size=(500, 3))
    rows = (rows - rows.mean(axis=0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(rows.T))).T
    data = dict(zip("abc", (rows @ np.linalg.cholesky(correlations).T).T, strict=True))
    found = omega(data, list("abc"))
    assert (found.value, found.interval, found.ave) == (None, None, None)
    assert found.reason.key == "heywood"


def test_two_items_or_a_constant_one_have_no_omega():
    assert omega({"a": [1, 2, 4], "b": [2, 1, 3]}, ["a", "b"]).reason.key == "too_few_items"
    data = {"a": [1, 2, 4, 2], "b": [2, 1, 3, 3], "c": [3, 3, 3, 3]}
    assert omega(data, ["a", "b", "c"]).reason.key == "zero_variance"


def test_slope_and_curvature_are_those_of_the_discrepancy():
    rng = np.random.default_rng(4)
    observed = np.corrcoef(rng.normal(size=(4, 30)) + rng.normal(size=30))[None]
    for errors in ([0.5, 0.6, 0.4, 0.7], [-0.05, 0.6, 0.4, 0.7]):
        theta = np.array([[0.7, 0.5, 0.6, 0.4, *errors]])
        sigma = np.outer(theta[0, :4], theta[0, :4]) + np.diag(errors)
        expected = np.linalg.slogdet(sigma)[1] + np.trace(observed[0] @ np.linalg.inv(sigma))
        assert _discrepancy(theta, observed)[0] == pytest.approx(expected, rel=1e-12)
        inverse, middle, slope, loadings = _derivatives(theta, observed)
        curvature = _curvature(inverse, middle, loadings)[0]
        for place in range(8):
            step = np.zeros((1, 8))
            step[0, place] = 1e-6
            up, down = theta + step, theta - step
            rise = (_discrepancy(up, observed) - _discrepancy(down, observed)) / 2e-6
            assert rise[0] == pytest.approx(slope[0, place], abs=1e-7)
            turn = (_derivatives(up, observed)[2] - _derivatives(down, observed)[2])[0] / 2e-6
            assert turn == pytest.approx(curvature[place], abs=1e-6)
    assert np.isinf(_discrepancy(np.array([[0.7, 0.5, 0.6, 0.4, -0.1, -0.1, 1, 1]]), observed)[0])


def test_unrelated_items_settle_where_scoring_alone_would_crawl():
    rows = np.random.default_rng(1).integers(1, 8, (500, 8))
    found = omega({f"x{place}": rows[:, place] for place in range(8)}, [f"x{place}" for place in range(8)])
    assert found.converged
    assert found.value == pytest.approx(0.003317, abs=1e-6)
    assert np.isfinite(found.left_out).all()
