"""What weights, strata and clusters leave of the answers of a tally."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._scales import Scale
from servicekit.stats.designs._count_design import _satterthwaite
from servicekit.stats.designs._design import Design
from servicekit.stats.scores._mean_score import mean_score

YES_NO = Scale(low=0, high=1)
NPS = Scale(low=-1, high=1)


# The linearised values are those of R 4.2.2, survey 4.1-1; effective numbers and ends by an independent program.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("answers", "weights", "scale", "value", "size", "low", "high"),
    (
        ([1] * 9 + [0], [2.5] * 10, YES_NO, 0.9, 10, 0.5766894715, 0.9961993499),
        ([1] * 5 + [0] * 55, [200.5] * 5 + [1.5] * 55, YES_NO, 0.9239631336, 5.8532007458, 0.3184946237, 0.9999992351),
        ([0] * 5 + [1] * 5, range(1, 11), YES_NO, 0.7272727273, 7.8571428571, 0.3253223239, 0.9595829420),
        ([0, 1] * 10, range(1, 21), YES_NO, 0.5238095238, 15.3658536585, 0.2638261787, 0.7743492837),
        (
            [-1, 0, 1, 1, 1, 1, 1, 0, 0, -1],
            [4, 4, 4, *[1] * 7],
            NPS,
            0.1578947368,
            6.3595854922,
            -0.5766517563,
            0.7675944315,
        ),
    ),
)
def test_weighted_answers_equal_the_reference(answers, weights, scale, value, size, low, high):
    rows = {"a": list(answers), "w": [float(w) for w in weights]}
    found = mean_score(rows, "a", scale=scale, design=Design(weights="w"))
    assert (found.value, found.n_effective) == pytest.approx((value, size), abs=1e-9)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=1e-9)


def test_one_heavy_row_leaves_no_interval_and_says_why():  # it used to be [.80, 1.0] with 20 effective answers
    rows = {"a": [1] + [0] * 19, "w": [1000.0] + [1.5] * 19}
    found = mean_score(rows, "a", scale=YES_NO, design=Design(weights="w"))
    assert found.value == pytest.approx(0.9722897423)
    assert found.n_effective == pytest.approx(1.0577670305)
    assert (found.interval, found.reason.key, found.cautions) == (None, "one_respondent", ())


@pytest.mark.filterwarnings("ignore")
def test_the_effective_number_does_not_depend_on_the_level_and_never_on_the_size_of_weights():
    rng = np.random.default_rng(3)
    rows = {"a": rng.integers(0, 2, 40), "w": rng.lognormal(0, 1, 40)}
    low, high = (mean_score(rows, "a", scale=YES_NO, design=Design(weights="w"), level=level) for level in (0.8, 0.99))
    assert low.n_effective == high.n_effective
    grown = mean_score({**rows, "w": rows["w"] * 1e100}, "a", scale=YES_NO, design=Design(weights="w"))
    assert grown.n_effective == pytest.approx(low.n_effective, rel=1e-9)


@pytest.mark.filterwarnings("ignore")
@given(st.lists(st.integers(0, 1), min_size=2, max_size=40), st.floats(0.1, 50))
def test_equal_weights_give_the_unweighted_interval(answers, weight):
    plain = mean_score(answers, scale=YES_NO)
    rows = {"a": answers, "w": [weight] * len(answers)}
    found = mean_score(rows, "a", scale=YES_NO, design=Design(weights="w"))
    assert found.n_effective == pytest.approx(len(answers), rel=1e-9)
    assert found.interval.low == pytest.approx(plain.interval.low, abs=1e-9)
    assert found.interval.high == pytest.approx(plain.interval.high, abs=1e-9)
    assert found.cautions == ()


# sizes 3 4 6 9 14 20 27 45 65 90, equal weights: the matrix form of Bell and McCaffrey gives the same to 1e-15
@pytest.mark.parametrize(
    ("correlation", "freedom", "bias"),
    (
        (0.0, 4.6968156734, 0.8916746786),
        (0.05, 3.0409328611, 0.8019419671),
        (0.3, 2.6355351116, 0.7762558151),
        (1.0, 2.5640205972, 0.7714372703),
    ),
)
def test_degrees_of_freedom_of_unequal_clusters_equal_the_reference(correlation, freedom, bias):
    sizes = np.array([3, 4, 6, 9, 14, 20, 27, 45, 65, 90])
    found = _satterthwaite(sizes / sizes.sum(), float(sizes.sum()), correlation)
    assert found[:2] == pytest.approx((freedom, bias), abs=1e-9)


def test_equal_clusters_have_their_number_less_one_as_degrees_of_freedom():
    freedom, bias, _ = _satterthwaite(np.full(12, 1 / 12), 240.0, 0.2)
    assert (freedom, bias) == pytest.approx((11, 1), abs=1e-9)


def clustered(sizes, rng, shift):
    names = np.repeat(np.arange(len(sizes)), sizes)
    return {"a": (rng.normal(shift[names]) > -0.8).astype(int), "c": names}


def test_fewer_than_three_clusters_leave_no_interval():
    rng = np.random.default_rng(1)
    for sizes, reason in (((20,), "too_few_clusters"), ((20, 20), "too_few_clusters")):
        found = mean_score(clustered(sizes, rng, np.zeros(2)), "a", scale=YES_NO, design=Design(clusters="c"))
        assert (found.interval, found.reason.key) == (None, reason)
        assert 0 < found.value < 1


def test_few_clusters_and_rare_bad_ones_are_cautioned():
    rng = np.random.default_rng(2)
    few = mean_score(clustered([15] * 5, rng, np.zeros(5)), "a", scale=YES_NO, design=Design(clusters="c"))
    assert [caution.key for caution in few.cautions] == ["few_clusters"]
    edge = mean_score(clustered([30] * 12, rng, np.full(12, 1.5)), "a", scale=YES_NO, design=Design(clusters="c"))
    assert [caution.key for caution in edge.cautions] == ["few_clusters_edge"]
    assert "28%" in edge.cautions[0].text("en")
    assert edge.cautions[0].text("zh").startswith("只有12个群")


def test_stratification_pays():  # strata .95 / .30 of 100 each: the standard error is .026, the width was .133
    rows = {"a": [1] * 95 + [0] * 5 + [1] * 30 + [0] * 70, "s": ["x"] * 100 + ["y"] * 100}
    found = mean_score(rows, "a", scale=YES_NO, design=Design(strata="s"))
    assert found.n_effective > 330
    assert found.interval.width == pytest.approx(0.102, abs=0.001)


@pytest.mark.slow
def test_promoter_scores_of_unequal_clusters_are_held():  # degrees of freedom m - 1: 87.8 %
    rng, sizes, hits = np.random.default_rng(5), [3, 4, 6, 9, 14, 20, 27, 45, 65, 90], 0
    names = np.repeat(np.arange(10), sizes)
    cut = np.array([-0.84, 0.0]) * np.sqrt(1 + 0.64)
    for _ in range(400):
        latent = rng.normal(size=10)[names] * 0.8 + rng.normal(size=len(names))
        found = mean_score({"a": np.digitize(latent, cut) - 1, "c": names}, "a", scale=NPS, design=Design(clusters="c"))
        hits += found.interval.high > 0.3 - 1e-3 and found.interval.low < 0.3 + 1e-3
    assert hits / 400 > 0.94


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_informative_weights_are_held():
    rng, hits = np.random.default_rng(6), 0
    for _ in range(1000):
        heavy = rng.random(200) < 1 / 6
        rows = {"a": rng.random(200) < np.where(heavy, 0.95, 0.6), "w": np.where(heavy, 10.0, 1.0)}
        rows["a"] = rows["a"].astype(int)
        found = mean_score(rows, "a", scale=YES_NO, design=Design(weights="w"))
        hits += (0.95 * 10 / 6 + 0.6 * 5 / 6) / (10 / 6 + 5 / 6) in found.interval
    assert hits / 1000 > 0.93
