"""Every kind of design against R's survey package: values, standard errors and covariances of domains."""

import json
from pathlib import Path

import numpy as np
import pytest

from servicekit.data._scales import Scale
from servicekit.satisfaction._disconfirmation import disconfirmation_shares
from servicekit.satisfaction._mean_of_ratios import mean_of_ratios
from servicekit.satisfaction._ratio_of_means import ratio_of_means
from servicekit.satisfaction._top_box import top_box
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._linearised import covariance_of
from servicekit.stats.drivers._designed_regression import designed_regression
from servicekit.stats.scores._category_score import score_spread
from servicekit.stats.summaries._moments_data import moments
from servicekit.stats.summaries._tally_data import tally

# R 4.2.2, survey 4.1.1; made by tests/golden/survey_designs.R
GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "survey_designs.json").read_text())
TEN = Scale(low=0, high=10, true_zero=True)
CASES = [pytest.param(case, id=f"{case['seed']}") for case in GOLDEN["cases"]]
SCORES = [float(answer >= 8) for answer in range(11)]


def sampled(case):
    """Return complete pairs as columns, with the rows that have none, and the design."""
    data = dict(case["data"])
    whole = [x is not None and y is not None for x, y in zip(data["x"], data["y"], strict=True)]
    data |= {name: [v if here else None for v, here in zip(data[name], whole, strict=True)] for name in "xy"}
    design = Design(
        weights="w" if case["weights"] else None,
        strata="h" if case["strata"] else None,
        clusters="c" if case["clusters"] else None,
        fpc="N" if case["fpc"] else None,
    )
    return data, design


def scaling(case, found):
    """Return what a domain's variance is multiplied by: with equal weights alone it is a sample of its own here."""
    plain = not any(case[part] for part in ("strata", "clusters", "weights", "fpc"))
    return (found.n / (found.n - 1)) / (len(case["data"]["x"]) / (len(case["data"]["x"]) - 1)) if plain else 1.0


def same(found, case, want):
    names = {"evaluation": "y", "expectation": "x", "scale": TEN}
    times = scaling(case, found) ** 0.5
    assert found.means == pytest.approx(want["mean"], rel=1e-9)
    x, y = np.eye(2)
    matrix = covariance_of(found, x, y) if found.sampling else found.covariance / found.n
    assert matrix.ravel() == pytest.approx(np.array(want["vcov"]) * times**2, rel=1e-9)
    return names, times


@pytest.mark.parametrize("case", CASES)
def test_means_and_their_covariances_equal_the_survey_package(case):
    data, design = sampled(case)
    whole = moments(data, ["x", "y"], missing="listwise", design=design)
    same(whole, case, case["whole"])
    groups = moments(data, ["x", "y"], by="g", missing="listwise", design=design)
    for name in "uv":
        same(groups[name], case, case[name])


@pytest.mark.parametrize("case", CASES)
def test_measures_of_satisfaction_equal_the_survey_package(case):
    data, design = sampled(case)
    about = {"evaluation": "y", "expectation": "x", "scale": TEN, "design": design}
    want = case["whole"]
    times = scaling(case, moments(data, ["x", "y"], missing="listwise", design=design)) ** 0.5
    for found, name in (
        (ratio_of_means(data, **about), "ratio"),
        (disconfirmation_shares(data, **about).gap, "gap"),
        (mean_of_ratios(data, **about), "ratios"),
    ):
        assert found.value == pytest.approx(want[name], rel=1e-9)
        assert found.standard_error == pytest.approx(want[f"{name}_se"] * times, rel=1e-9)
    for name in "uv":
        found = ratio_of_means(data, by="g", **about)[name]
        times = (scaling(case, found)) ** 0.5
        assert found.standard_error == pytest.approx(case[name]["ratio_se"] * times, rel=1e-9)


@pytest.mark.parametrize(
    "case", [case for case in CASES if any(case.values[0][part] for part in ("strata", "clusters", "weights", "fpc"))]
)
def test_shares_equal_the_survey_package(case):
    data, design = sampled(case)
    found = tally(data, "y", scale=TEN, design=design)  # the first case has no design, and no strata to tell of
    assert top_box(found, boxes=3, scale=TEN).value == pytest.approx(case["whole"]["top"], rel=1e-9)
    assert score_spread(found, SCORES).covariance[0, 0] ** 0.5 == pytest.approx(case["whole"]["top_se"], rel=1e-9)
    groups = tally(data, "y", by="g", scale=TEN, design=design)
    for name in "uv":
        assert score_spread(groups[name], SCORES).covariance[0, 0] ** 0.5 == pytest.approx(
            case[name]["top_se"], rel=1e-9
        )


# R 4.2.2, survey 4.1.1 (svyglm); made by tests/golden/survey_regression.R
REGRESSION = json.loads((Path(__file__).parents[1] / "golden" / "survey_regression.json").read_text())


@pytest.mark.parametrize("case", CASES)
def test_a_regression_and_its_covariance_equal_the_survey_package(case):
    data, design = sampled(case)
    want = next(each for each in REGRESSION["cases"] if each["seed"] == case["seed"])
    x, y = (np.array([np.nan if value is None else value for value in data[name]]) for name in "xy")
    columns = np.column_stack([np.ones(len(x)), x, np.array(data["g"]) == "u"])
    weights = np.array(data["w"] if design.weights else [1.0] * len(x), dtype=float)
    plain = design if design.columns else Design(weights="w")  # equal weights are no weights
    found = designed_regression(columns, y, weights, data, plain)
    assert found.values == pytest.approx(want["values"], rel=1e-9)
    times = scaling(case, found)
    assert found.covariance.ravel() == pytest.approx(np.array(want["vcov"]) * times, rel=1e-9)
    of_each = [part.standard_error for part in found.sampling]
    assert of_each == pytest.approx(np.sqrt(np.diag(found.covariance)), rel=1e-12)
