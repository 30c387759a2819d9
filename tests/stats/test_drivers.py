"""Driver importance against R's relaimpo and exact algebra, and the inputs that have no honest answer."""

import csv
import itertools
import json
from fractions import Fraction
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicekit as sk
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.stats.drivers import _shapley_shares
from servicekit.stats.drivers._drivers import driver_importance
from servicekit.stats.drivers._shapley_shares import shapley_shares
from servicekit.stats.drivers._variance_shares import (
    r_squared,
    relative_weights,
    sampled_shapley,
)

DRIVERS = ("complaints", "privileges", "learning", "raises", "critical", "advance")
LMG = (0.37081619431933, 0.05090379297154, 0.15576599016914, 0.12034507940363, 0.00658872254586, 0.02818221312165)
GENIZI = (0.36276019965813, 0.05600227877885, 0.16361091075053, 0.12178039968822, 0.00825546649644, 0.02019273715898)


@pytest.fixture(scope="module")
def attitude(golden):
    with (golden / "inputs" / "attitude.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


@pytest.mark.parametrize(("method", "expected"), (("lmg", LMG), ("relative_weights", GENIZI)))
def test_shares_equal_relaimpo(attitude, method, expected):
    found = driver_importance(attitude, "rating", DRIVERS, method=method, resamples=0)
    assert found.importance == pytest.approx(expected, abs=1e-13)
    assert sum(found.importance) == pytest.approx(found.r2, abs=1e-13)
    assert sum(found.shares.values()) == pytest.approx(1)


def test_coefficients_and_r2_equal_r(attitude, golden):
    reference = json.loads((golden / "outputs" / "drivers_attitude.json").read_text(encoding="utf-8"))["ols"]
    found = driver_importance(attitude, "rating", DRIVERS, method="coefficients", resamples=0)
    spread = {name: values.std() for name, values in attitude.items()}
    raw = [beta * spread["rating"] / spread[name] for beta, name in zip(found.importance, DRIVERS, strict=True)]
    assert raw == pytest.approx(reference["coef"][1:], abs=1e-10)
    assert found.r2 == pytest.approx(reference["r2"], abs=1e-12)
    assert found.shares is None


def exact_lmg(correlations):
    """Average every driver's gain over all orders in exact arithmetic."""
    p = len(correlations) - 1

    def explained(drivers):
        rows = [[Fraction(correlations[i][j]) for j in (*drivers, p)] for i in (*drivers, p)]
        for i in range(len(drivers)):
            for m in range(i + 1, len(rows)):
                factor = rows[m][i] / rows[i][i]
                rows[m] = [a - factor * b for a, b in zip(rows[m], rows[i], strict=True)]
        return 1 - rows[-1][-1]

    shares = [Fraction(0)] * p
    for order in itertools.permutations(range(p)):
        for place, driver in enumerate(order):
            shares[driver] += explained(order[: place + 1]) - explained(order[:place])
    return [float(share / factorial(p)) for share in shares]


def test_the_doubling_sweep_equals_all_orders_in_exact_arithmetic():
    rows = np.random.default_rng(3).normal(size=(40, 5)) @ np.random.default_rng(4).normal(size=(5, 5))
    correlations = np.corrcoef(rows.T)
    found = shapley_shares(correlations, [[0], [1], [2], [3]])
    assert found == pytest.approx(exact_lmg(correlations.tolist()), abs=1e-12)


correlated = st.integers(0, 10_000).map(
    lambda seed: np.corrcoef(
        (np.random.default_rng(seed).normal(size=(60, 6)) @ np.random.default_rng(seed + 1).normal(size=(6, 6))).T
    )
)


@given(correlated, st.permutations(range(5)))
@settings(max_examples=40)
def test_shares_sum_to_r2_are_never_negative_and_follow_their_driver(correlations, order):
    single = [[place] for place in range(5)]
    rows = [*order, 5]
    turned = correlations[np.ix_(rows, rows)]
    lmg = shapley_shares(correlations, single)
    assert lmg.sum() == pytest.approx(r_squared(correlations), abs=1e-8)
    assert (lmg > -1e-9).all()
    assert shapley_shares(turned, single) == pytest.approx(lmg[list(order)], abs=1e-8)
    johnson = relative_weights(correlations)
    assert johnson.sum() == pytest.approx(r_squared(correlations), abs=1e-8)
    assert (johnson >= 0).all()


def test_many_matrices_are_decomposed_as_each_alone():
    stack = np.stack([np.corrcoef(np.random.default_rng(seed).normal(size=(30, 5)).T) for seed in range(6)])
    single = [[place] for place in range(4)]
    together = shapley_shares(stack, single)
    assert together == pytest.approx(np.array([shapley_shares(each, single) for each in stack]), abs=1e-14)


@pytest.mark.parametrize("groups", ([[0], [1], [2], [3], [4]], [[2, 0], [1], [4, 3]]))
def test_walking_subsets_gives_what_holding_them_all_gives(monkeypatch, groups):
    stack = np.stack([np.corrcoef(np.random.default_rng(seed).normal(size=(30, 6)).T) for seed in range(5)])
    together = shapley_shares(stack, groups)
    monkeypatch.setattr(_shapley_shares, "DEEP", 1)
    monkeypatch.setattr(_shapley_shares, "TOGETHER", 2)
    assert shapley_shares(stack, groups) == pytest.approx(together, abs=1e-14)
    assert together.sum(axis=1) == pytest.approx(r_squared(stack), abs=1e-12)


def test_a_group_enters_as_one(attitude):
    groups = {"people": ["complaints", "privileges", "raises"], "work": ["learning", "critical", "advance"]}
    found = driver_importance(attitude, "rating", DRIVERS, groups=groups, resamples=0)
    alone = [driver_importance(attitude, "rating", own, resamples=0).r2 for own in (groups["people"], groups["work"])]
    gains = [found.r2 - alone[1], found.r2 - alone[0]]
    assert found.importance == pytest.approx([(a + g) / 2 for a, g in zip(alone, gains, strict=True)], abs=1e-12)


def test_sampled_orders_agree_within_their_standard_error(attitude):
    found = driver_importance(attitude, "rating", DRIVERS, permutations=400, rng=np.random.default_rng(7))
    for value, exact, error in zip(found.importance, LMG, found.sampling_errors, strict=True):
        assert abs(value - exact) < 4 * error
        assert 0 < error < 0.005
    assert sum(found.importance) == pytest.approx(found.r2, abs=1e-12)


def test_forty_drivers_are_refused_with_two_ways_out_that_work():  # bad input 77
    rng = np.random.default_rng(11)
    data = {f"q{i}": rng.normal(size=200) for i in range(40)}
    data["y"] = data["q0"] + rng.normal(size=200)
    names = [f"q{i}" for i in range(40)]
    with pytest.raises(InvalidValueError, match=r"at most 22.*got 40.*groups=.*permutations="):
        driver_importance(data, "y", names)
    sampled = driver_importance(data, "y", names, permutations=20, rng=rng)
    groups = {"first": names[:1], "rest": names[1:]}
    grouped = driver_importance(data, "y", names, groups=groups, resamples=50, rng=rng)
    assert sampled.ranking[0] == "q0"
    assert sum(grouped.importance) == pytest.approx(sampled.r2)


def test_a_constant_driver_is_named_and_left_out_only_if_asked(attitude):  # bad input 74
    data = {**attitude, "raises": np.full(30, 50.0)}
    found = driver_importance(data, "rating", DRIVERS, resamples=0)
    assert found.reason.key == "zero_variance"
    assert found.estimates["learning"].value is None
    kept = driver_importance(data, "rating", DRIVERS, leave_out_constant=True, resamples=0)
    assert kept.left_out == ("raises",)
    assert set(kept.estimates) == {*DRIVERS} - {"raises"}
    assert kept.reason is None


def test_a_constant_outcome_cannot_be_explained(attitude):
    data = {**attitude, "rating": np.full(30, 50.0)}
    found = driver_importance(data, "rating", DRIVERS, leave_out_constant=True, resamples=0)
    assert found.reason.key == "zero_variance"


def test_two_identical_drivers_are_refused_by_name(attitude):  # bad input 75
    with pytest.raises(InvalidValueError, match=r"\['raises', 'copy'\]"):
        driver_importance({**attitude, "copy": attitude["raises"]}, "rating", [*DRIVERS, "copy"], resamples=0)
    total = attitude["raises"] + attitude["learning"]
    with pytest.raises(InvalidValueError, match="total from complaints"):
        driver_importance({**attitude, "total": total}, "rating", [*DRIVERS, "total"], resamples=0)


def test_as_many_drivers_as_rows_are_refused():  # bad input 76
    data = {name: np.random.default_rng(1).normal(size=4) for name in "abcdy"}
    with pytest.raises(NotEnoughDataError, match="got n=4"):
        driver_importance(data, "y", list("abcd"), resamples=0)


def test_the_outcome_is_no_driver_of_itself(attitude):  # bad input 78
    with pytest.raises(InvalidValueError, match="'rating'"):
        driver_importance(attitude, "rating", [*DRIVERS, "rating"])


@pytest.mark.parametrize(
    "wrong",
    (
        {"method": "pratt"},
        {"method": "relative_weights", "permutations": 10},
        {"permutations": 1},
        {"groups": {"a": ["complaints"]}},
        {"rng": None},
    ),
)
def test_settings_that_make_no_sense_are_refused(attitude, wrong):
    with pytest.raises(InvalidValueError):
        driver_importance(attitude, "rating", DRIVERS, **wrong)


def test_intervals_come_from_the_same_draws_every_time(attitude):
    first, second = (
        driver_importance(attitude, "rating", DRIVERS, resamples=200, rng=np.random.default_rng(2)) for _ in range(2)
    )
    assert np.array_equal(first.draws, second.draws)
    assert first.draws.sum(axis=1) == pytest.approx(2 * first.draws[:, -1])
    for name, estimate in first.estimates.items():
        assert estimate.interval.low < estimate.value < estimate.interval.high, name
    assert first.difference("complaints", "critical").interval.low > 0
    assert first.difference("learning", "raises").interval.low < 0


def test_resamples_without_variance_are_counted():
    data = {"a": [1.0] * 19 + [2.0], "b": np.arange(20.0), "y": np.arange(20.0) ** 2}
    found = driver_importance(data, "y", ["a", "b"], resamples=300, rng=np.random.default_rng(3))
    assert found.n_failed > 30
    assert found.estimates["b"].reason.text() == f"{found.n_failed} of 300 resamples failed"


@pytest.mark.slow
def test_percentile_intervals_cover_even_small_weights():
    # four drivers, 300 samples of n=100; two standard errors of a coverage of 95 % are 2.5 %
    mixing = np.array([[1, 0.5, 0.3, 0.2], [0, 1, 0.3, 0.1], [0, 0, 1, 0.3], [0, 0, 0, 1]]).T
    beta = np.array([0.5, 0.3, 0.15, 0.05])
    cov = mixing @ mixing.T
    with_y = np.block([[cov, (cov @ beta)[:, None]], [beta @ cov, beta @ cov @ beta + 2.0]])
    spread = np.sqrt(np.diag(with_y))
    truth = shapley_shares(with_y / np.outer(spread, spread), [[i] for i in range(4)])
    rng, hits = np.random.default_rng(20250302), np.zeros(4)
    for _ in range(300):
        x = rng.normal(size=(100, 4)) @ mixing.T
        data = dict(zip("abcd", x.T, strict=True)) | {"y": x @ beta + rng.normal(0, 2**0.5, 100)}
        found = driver_importance(data, "y", list("abcd"), resamples=400, rng=rng)
        hits += [true in found.estimates[name].interval for true, name in zip(truth, "abcd", strict=True)]
    assert (hits / 300 >= 0.91).all()


def test_sampling_needs_its_own_source_of_chance():
    correlations = np.eye(3)
    correlations[0, 2] = correlations[2, 0] = 0.5
    values, errors = sampled_shapley(correlations, [[0], [1]], 5, np.random.default_rng(1))
    assert values == pytest.approx([0.25, 0])
    assert errors == pytest.approx([0, 0], abs=1e-12)


def test_groups_are_analysed_apart_and_small_ones_are_not_estimable():
    rng = np.random.default_rng(5)
    x = rng.normal(size=(83, 2))
    data = {"a": x[:, 0], "b": x[:, 1], "y": x @ [1.0, 0.3] + rng.normal(size=83)}
    data["branch"] = ["n"] * 40 + ["s"] * 40 + ["w"] * 3
    found = driver_importance(data, "y", ["a", "b"], by="branch", resamples=0)
    own = {name: values[:40] for name, values in data.items() if name != "branch"}
    alone = driver_importance(own, "y", ["a", "b"], resamples=0)
    assert found["n"].shares == pytest.approx(alone.shares)
    assert found["w"].reason.key == "too_few"
    assert list(found) == ["n", "s", "w"]


def test_an_outcome_may_be_its_best_answers():
    rng = np.random.default_rng(4)
    a, b = rng.integers(1, 6, 400), rng.integers(1, 6, 400)
    y = np.clip(np.rint(0.7 * a + 0.3 * b + rng.normal(size=400)), 1, 5).astype(int)
    data = {"a": a, "b": b, "y": y, "g": ["u", "v"] * 200}
    found = sk.driver_importance(data, "y", ["a", "b"], scale=sk.LIKERT_5, top=2, resamples=0)
    by_hand = sk.driver_importance({**data, "y": (y >= 4).astype(int)}, "y", ["a", "b"], resamples=0)
    assert found.r2 == pytest.approx(by_hand.r2)
    assert found.shares == pytest.approx(by_hand.shares)
    groups = sk.driver_importance(data, "y", ["a", "b"], scale=sk.LIKERT_5, top=2, by="g", resamples=100)
    apart = sk.compare({group: one.estimates["a"] for group, one in groups.items()})
    assert apart["u", "v"].difference.interval.low < 0 < apart["u", "v"].difference.interval.high
    turned = sk.Scale(low=1, high=5, higher_is_better=False)
    low = sk.driver_importance(data, "y", ["a", "b"], scale={"a": None, "b": None, "y": turned}, top=1, resamples=0)
    by_hand = sk.driver_importance({**data, "y": (y == 1).astype(int)}, "y", ["a", "b"], resamples=0)
    assert low.r2 == pytest.approx(by_hand.r2)


@pytest.mark.parametrize(("scale", "top"), ((None, 1), (sk.LIKERT_5, 0), (sk.LIKERT_5, 5)))
def test_a_top_box_needs_a_scale_with_other_answers(scale, top):
    with pytest.raises(sk.foundation.InvalidValueError, match="top"):
        sk.driver_importance({"a": [1, 2, 3, 4], "y": [1, 2, 4, 5]}, "y", ["a"], scale=scale, top=top)


def two_alike(n, seed, *, real=0.8):
    """Driver a acts; b goes along with a and does nothing; c goes with nothing."""
    rng = np.random.default_rng(seed)
    a, c = rng.normal(size=n), rng.normal(size=n)
    return {"a": a, "b": 0.8 * a + 0.6 * rng.normal(size=n), "c": c, "y": real * a + rng.normal(size=n)}


def test_a_share_of_no_effect_of_its_own_says_that_it_carries_others():
    found = driver_importance(two_alike(600, 1), "y", ["a", "b", "c"], resamples=200)
    assert found.shares["b"] > 0.2, "the share alone misleads"
    assert {player: remark.en for player, remark in found.remarks.items()} == {
        "a": "own effect",
        "b": "carries others' effect",
        "c": "cannot be told from nothing",
    }
    assert found.remarks["b"].zh == "多由其他要素带来"
    assert "carries others" in str(found)
    grouped = driver_importance(two_alike(600, 1), "y", ["a", "b", "c"], groups={"ab": ["a", "b"], "c": ["c"]})
    assert grouped.remarks["ab"].en == "own effect"
    assert driver_importance({"a": [1] * 9, "y": range(9)}, "y", ["a"]).remarks is None


def test_own_effects_are_told_of_nothing_no_more_often_than_said_near_a_ceiling():
    told = 0
    for seed in range(120):
        data = two_alike(150, seed)
        data = {name: np.minimum(values, 0.3) for name, values in data.items()}
        found = driver_importance(data, "y", ["a", "b", "c"], method="relative_weights", resamples=100, rng=seed)
        told += found.remarks["b"].en == "own effect" or found.remarks["c"].en == "own effect"
    assert told <= 12  # at a true 5 % more than 12 of 120 happens once in 100 times


def test_pairs_of_answers_are_named_and_tests_reckon_with_the_rarest():
    data = two_alike(400, 2)
    data["b"][np.arange(400) % 4 > 0] = np.nan
    found = driver_importance(data, "y", ["a", "b", "c"], missing="pairwise", resamples=50)
    assert (found.missing, found.rows) == ("pairwise", 100)
    assert driver_importance(data, "y", ["a", "b", "c"], resamples=0).n == 100
    whole = driver_importance(two_alike(400, 2), "y", ["a", "b", "c"], missing="pairwise", resamples=50)
    assert whole.rows == 400


def test_thirty_drivers_by_relative_weights():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(500, 30))
    data = {f"x{k}": x[:, k] for k in range(30)} | {"y": x[:, 0] + rng.normal(size=500)}
    found = driver_importance(data, "y", [f"x{k}" for k in range(30)], method="relative_weights", resamples=100)
    assert sum(found.shares.values()) == pytest.approx(1)
    assert found.ranking[0] == "x0"
    assert found.remarks["x0"].en == "own effect"


def test_segments_differ_where_they_do():
    rng = np.random.default_rng(6)
    x = rng.normal(size=(1200, 2))
    here = np.arange(1200) < 600
    y = np.where(here, x[:, 0], 0.1 * x[:, 0]) + x[:, 1] + rng.normal(size=1200)
    data = {"a": x[:, 0], "b": x[:, 1], "y": y, "g": np.where(here, "u", "v")}
    groups = driver_importance(data, "y", ["a", "b"], by="g", resamples=300)
    apart = {name: sk.compare({g: one.estimates[name] for g, one in groups.items()})["u", "v"] for name in ("a", "b")}
    assert apart["a"].difference.interval.low > 0.1
    assert apart["a"].adjusted_p < 0.001
