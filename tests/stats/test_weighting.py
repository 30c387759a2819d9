"""Weights: Kish's effective n at any magnitude, raking and post-stratification against R's survey package."""

import csv
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError, NotConvergedError
from servicekit.stats.designs._kish import kish_n
from servicekit.stats.designs._weighting import post_stratify, rake

SEX = ("f", "f", "f", "m", "m")
AGE = ("old", "young", "young", "old", "young")
FITTING = {"sex": {"f": 50, "m": 50}, "age": {"old": 60, "young": 40}}


@pytest.fixture
def sample(golden):
    with (golden / "inputs" / "branches_srs.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    want = json.loads((golden / "outputs" / "weighting_branches.json").read_text())
    return rows, want


def test_raking_equals_the_reference(sample):
    rows, want = sample
    columns = {name: [row[name] for row in rows] for name in want["margins"]}
    found = rake(columns, want["margins"], weights=want["base_w"])
    assert found.weights == pytest.approx(np.array(want["rake_w"]), rel=1e-9)
    assert found.residual <= 1e-10
    scores = np.array([float(row["now"]) for row in rows])
    assert found.weights @ scores / found.weights.sum() == pytest.approx(want["rake_mean_now"]["est"], rel=1e-9)
    assert found.before_n == pytest.approx(200)
    assert found.after_n < 200
    assert found.design_effect == pytest.approx(200 / found.after_n)


def test_post_stratification_equals_the_reference(sample):
    rows, want = sample
    found = post_stratify([row["size"] for row in rows], want["margins"]["size"], weights=want["base_w"])
    assert found.weights == pytest.approx(np.array(want["post_w"]), rel=1e-12)
    assert found.rounds == 0


weights = st.lists(st.floats(0.01, 100), min_size=1, max_size=50)


@given(weights, st.floats(-300, 300))
def test_kish_n_is_free_of_magnitude(values, exponent):  # bad inputs 65 and 66
    scaled = kish_n(np.array(values) * 10.0**exponent)
    assert scaled == pytest.approx(kish_n(values), rel=1e-9)
    assert 1 - 1e-12 <= scaled <= len(values) + 1e-9


def test_kish_n_at_the_ends_of_what_numbers_can_hold():
    assert kish_n([1e308] * 7) == pytest.approx(7)
    assert kish_n([1e-200] * 7) == pytest.approx(7)
    assert kish_n([5e-324] * 7) == pytest.approx(7)
    assert kish_n([3, 0, 3]) == pytest.approx(2)  # bad input 62
    assert kish_n([0, 0]) == 0  # bad input 63
    for wrong in ([1, -1], [1, float("nan")], [1, float("inf")]):  # bad inputs 61, 64, 66
        with pytest.raises(InvalidValueError, match="row 1"):
            kish_n(wrong)


@given(st.lists(st.sampled_from("abc"), min_size=30, max_size=60), st.lists(st.floats(0.1, 1), min_size=6, max_size=6))
def test_raked_weights_have_the_margins(letters, shares):
    letters = [*letters, "a", "b", "c", "a", "b", "c"]
    sides = ["xyz"[place % 3] for place in range(len(letters))]
    first, second = np.array(shares[:3]) / sum(shares[:3]), np.array(shares[3:]) / sum(shares[3:])
    margins = {"letter": dict(zip("abc", first, strict=True)), "side": dict(zip("xyz", second, strict=True))}
    try:
        found = rake({"letter": letters, "side": sides}, margins)
    except NotConvergedError:
        return  # an empty cell can make two margins contradict each other
    for column, name in ((letters, "letter"), (sides, "side")):
        for category, target in margins[name].items():
            assert found.weights[np.array(column) == category].sum() == pytest.approx(target, rel=1e-9)


def test_order_of_rows_does_not_matter():
    forth = rake({"sex": SEX, "age": AGE}, FITTING)
    back = rake({"sex": SEX[::-1], "age": AGE[::-1]}, FITTING)
    assert forth.weights == pytest.approx(back.weights[::-1])
    assert rake({"sex": SEX, "age": AGE}, FITTING, weights=[1e300] * 5).weights == pytest.approx(forth.weights)


def test_margins_that_cannot_be_met_are_refused_before_any_round():
    data = {"sex": SEX, "age": AGE}
    for margins, message in (
        ({"sex": {"f": 50, "m": 40, "x": 10}}, r"categories that occur in the sample, got \['x'\]"),  # bad input 68
        ({"sex": {"f": 100}}, r"a target for every category, got 'm' \(row 3\)"),  # bad input 69
        ({"sex": {"f": 50, "m": 50}, "age": {"old": 50, "young": 49}}, "of the same total"),  # bad input 70
        ({"income": {"low": 1}}, "each a column of the data"),
        ({}, "at least one"),
        ({"sex": {"f": -1, "m": 2}}, "at least 0"),
    ):
        with pytest.raises(InvalidValueError, match=message):
            rake(data, margins)
    with pytest.raises(InvalidValueError, match="equal length"):
        rake({"sex": SEX, "age": AGE[:3]}, FITTING)
    with pytest.raises(InvalidValueError, match="one for each of the 5 rows"):
        rake(data, FITTING, weights=[1, 2])
    with pytest.raises(InvalidValueError, match="occur in the sample"):
        post_stratify(SEX, {"f": 1, "m": 1, "x": 1})


def test_raking_that_does_not_settle_says_how_far_it_is():  # bad input 71
    columns = {"sex": ("f", "m"), "age": ("old", "young")}
    with pytest.raises(NotConvergedError, match=r"relative distances: sex .*, age "):
        rake(columns, {"sex": {"f": 1, "m": 1}, "age": {"old": 1.5, "young": 0.5}})
