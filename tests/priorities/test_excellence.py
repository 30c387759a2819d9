"""Excellence: lifts with score intervals, effects that stay finite, delighted against the merely satisfied."""

from math import exp, inf, log

import numpy as np
import pytest

import servicekit as sk
from servicekit.stats.drivers._firth_logit import fit_firth
from servicekit.stats.intervals._ratio_of_shares import ratio_limits


def of_cells(top_delighted, top_not, rest_delighted, rest_not):
    cells = ((5, 5, top_delighted), (5, 4, top_not), (3, 5, rest_delighted), (3, 4, rest_not))
    rows = [(x, y) for x, y, count in cells for _ in range(count)]
    return {"x": [x for x, _ in rows], "y": [y for _, y in rows]}


def test_firth_of_one_question_adds_a_half_to_each_cell():
    x = np.array([1.0] * 30 + [0.0] * 40)
    y = np.array([1.0] * 30 + [1.0] * 15 + [0.0] * 25)
    fit = fit_firth(x[:, None], y, np.ones(70))
    assert fit.coefficients[1] == pytest.approx(log(30.5 * 25.5 / (0.5 * 15.5)), abs=1e-7)


def test_firth_settles_where_one_row_stands_alone():
    x = np.array([1.0] + [0.0] * 40)
    fit = fit_firth(x[:, None], np.array([1.0] * 16 + [0.0] * 25), np.ones(41))
    assert fit.coefficients[1] == pytest.approx(log(1.5 * 25.5 / (0.5 * 15.5)), abs=1e-7)


def penalised(x, y, w, fit):
    """Return what each row adds to the penalised gradient at a fit."""
    design = np.column_stack([np.ones(len(x)), x])
    p = 1 / (1 + np.exp(-design @ fit.coefficients))
    own = w * p * (1 - p)
    leverage = own * np.einsum("ij,jk,ik->i", design, fit.covariance, design)
    return design * (w * (y - p) + leverage * (0.5 - p))[:, None]


def test_firth_settles_slowly_where_few_rows_nearly_part():
    x = np.array([[0, 0], [4, 1], [1, 0], [5, 0], [3, 1], [4, 3], [4, 5], [2, 2], [0, 1], [0, 0]], dtype=float)
    y, w = np.array([0, 1, 0, 1, 1, 1, 1, 1, 0, 0], dtype=float), np.ones(10)
    assert penalised(x, y, w, fit_firth(x, y, w)).sum(axis=0) == pytest.approx(np.zeros(3), abs=1e-7)


def test_firth_of_any_predictors_solves_the_penalised_equations():
    rng = np.random.default_rng(3)
    x = np.column_stack([rng.integers(0, 2, 300), rng.integers(1, 6, 300), rng.normal(size=300)]).astype(float)
    y, w = (rng.random(300) < 0.4).astype(float), rng.uniform(0.5, 1.5, 300)
    fit = fit_firth(x, y, w)
    gradient = penalised(x, y, w, fit)
    assert gradient.sum(axis=0) == pytest.approx(np.zeros(4), abs=1e-6)
    assert fit.scores == pytest.approx(gradient @ fit.covariance, abs=1e-9)
    sides = [np.column_stack([np.ones(300), np.full(300, side), x[:, 1:]]) @ fit.coefficients for side in (1.0, 0.0)]
    shares = [np.average(1 / (1 + np.exp(-side)), weights=w) for side in sides]
    assert fit.marginal_effect(0)[0] == pytest.approx(shares[0] - shares[1], abs=1e-9)


def test_the_score_interval_of_a_ratio_is_koopmans():
    # Koopman (1984): 36 of 40 against 16 of 80
    assert ratio_limits(36, 40, 16, 80) == pytest.approx((2.94, 7.15), abs=0.005)
    assert ratio_limits(0, 10, 3, 10)[0] == 0
    assert ratio_limits(3, 10, 0, 10)[1] == inf


def test_lift_and_effect_of_a_single_attribute():
    found = sk.priorities.excellence(of_cells(40, 20, 20, 60), "y", ["x"], scale=sk.LIKERT_5)
    driver = found.drivers["x"]
    assert driver.lift.value == pytest.approx((40 / 60) / (20 / 80))
    assert driver.lift.value in driver.lift.interval
    p1, p0 = (40.5 / 61, 20.5 / 81)
    assert driver.effect.value == pytest.approx(p1 - p0)
    odds = 1 / 40 + 1 / 20 + 1 / 20 + 1 / 60
    assert driver.effect.standard_error == pytest.approx(np.sqrt(p1 * (1 - p1) / 60 + p0 * (1 - p0) / 80), rel=0.02), (
        exp(odds)
    )
    assert (found.n, found.n_others, found.n_missing) == (140, 0, 0)


def test_the_dissatisfied_do_not_count():
    data = of_cells(40, 20, 20, 60)
    more = {"x": [*data["x"], *[1] * 50, None], "y": [*data["y"], *[2] * 50, 5]}
    plain, wide = (sk.priorities.excellence(rows, "y", ["x"], scale=sk.LIKERT_5) for rows in (data, more))
    assert wide.drivers == plain.drivers
    assert (wide.n_others, wide.n_missing) == (50, 1)


def test_separated_answers_stay_finite():
    found = sk.priorities.excellence(of_cells(40, 0, 20, 60), "y", ["x"], scale=sk.LIKERT_5)
    assert 0 < found.drivers["x"].effect.value < 1
    assert found.drivers["x"].effect.interval.width < 0.5


def test_an_effect_never_goes_beyond_100_points():
    effect = sk.priorities.excellence(of_cells(32, 1, 1, 32), "y", ["x"], scale=sk.LIKERT_5).drivers["x"].effect
    assert effect.value + 1.96 * effect.standard_error > 1
    assert effect.interval.high == 1
    assert effect.at_level(0.999).interval.high == 1
    assert effect.at_level(0.5).interval.high < 1


def test_few_top_answers_are_not_estimable():
    found = sk.priorities.excellence(of_cells(10, 5, 20, 60), "y", ["x"], scale=sk.LIKERT_5)
    assert found.drivers["x"].effect.reason.key == "too_few"
    assert found.drivers["x"].lift.value is not None
    none = sk.priorities.excellence(of_cells(0, 5, 0, 60), "y", ["x"], scale=sk.LIKERT_5)
    assert none.drivers["x"].lift.reason.key == "zero_denominator"


def test_weights_of_one_clusters_of_copies_and_groups():
    data = of_cells(40, 20, 20, 60)
    plain = sk.priorities.excellence(data, "y", ["x"], scale=sk.LIKERT_5).drivers["x"].effect
    twice = {name: values * 2 for name, values in data.items()} | {"who": list(range(140)) * 2, "one": [1] * 280}
    design = sk.Design(clusters="who", weights="one")
    same = sk.priorities.excellence(twice, "y", ["x"], scale=sk.LIKERT_5, design=design).drivers["x"].effect
    assert same.standard_error == pytest.approx(plain.standard_error, rel=0.03)
    both = {name: values * 2 for name, values in data.items()} | {"wave": [1] * 140 + [2] * 140}
    groups = sk.priorities.excellence(both, "y", ["x"], scale=sk.LIKERT_5, by="wave")
    assert groups[1].to_dict() == groups[2].to_dict()


@pytest.mark.parametrize(
    ("change", "words"),
    (
        ({"drivers": ["y"]}, "other columns"),
        ({"drivers": []}, "at least one"),
        ({"delighted": 4, "satisfied": 2}, "5 answers"),
        ({"delighted": 0}, "delighted"),
    ),
)
def test_bad_calls_are_refused(change, words):
    arguments = {"drivers": ["x"], "scale": sk.LIKERT_5} | change
    with pytest.raises(sk.foundation.InvalidValueError, match=words):
        sk.priorities.excellence(of_cells(5, 5, 5, 5), "y", **arguments)


@pytest.mark.slow
@pytest.mark.parametrize("n", (120, 300))
def test_the_effect_covers(n):
    held = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        common = rng.normal(size=n)
        x = np.where(rng.normal(size=n) + common > 0, 5, 4)
        z = np.where(rng.normal(size=n) + common > 0, 5, 4)
        y = np.where(rng.uniform(size=n) < 1 / (1 + np.exp(0.5 - 1.0 * (x == 5))), 5, 4)
        found = sk.priorities.excellence({"x": x, "z": z, "y": y}, "y", ["x", "z"], scale=sk.LIKERT_5)
        true = 1 / (1 + exp(-0.5)) - 1 / (1 + exp(0.5))
        held += true in found.drivers["x"].effect.interval
    assert 0.92 <= held / 300 <= 0.98


def test_where_all_are_delighted_no_effect_can_be_told():
    found = sk.priorities.excellence(of_cells(40, 0, 40, 0), "y", ["x"], scale=sk.LIKERT_5)
    effect = found.drivers["x"].effect
    assert (effect.value, effect.reason.key) == (None, "not_converged")
    with pytest.raises(sk.foundation.InvalidValueError, match=r"scale must be given for every column.*columns \['y'\]"):
        sk.priorities.excellence(of_cells(4, 4, 4, 4), "y", ["x"], scale={"x": sk.LIKERT_5})
