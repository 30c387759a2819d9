"""t and permutation test the difference that is shown: under weights, strata, clusters and any mix of them."""

import numpy as np
import pytest

import servicekit as sk
from servicekit.stats import Average
from servicekit.stats.comparison._independent_test import independent_test
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.stats.scores._two_samples import two_samples


def said(share, n):
    """Return answers of 0 and 1, spread over the rows."""
    return np.floor(np.arange(1, n + 1) * share) - np.floor(np.arange(n) * share)


def people(values, first):
    return SampledScores.of_rows(values, clusters=[f"c{place}" for place in range(first, first + len(values))])


def agrees(contrast):
    return (0 not in contrast.interval) == (contrast.p_value <= 1 - contrast.interval.level)


@pytest.mark.parametrize("overlap", (0, 1, 3, 12, 50, 500, 1000))
def test_a_handful_of_common_people_does_not_decide(overlap):
    rng = np.random.default_rng(2)
    now, then = (rng.permutation(said(share, 1000)) for share in (0.5, 0.7))
    found = two_samples(people(now, 0), people(then, 1000 - overlap))
    assert found.p < 1e-17


def test_partly_common_people_are_called_different_as_seldom_as_promised():
    rng = np.random.default_rng(3)
    for overlap in (10, 40, 70):
        worlds = (rng.random((300, 160 - overlap)) < 0.4).astype(float)
        found = [two_samples(people(both[:80], 0), people(both[-80:], 80 - overlap)) for both in worlds]
        assert np.mean([one.p <= 0.05 for one in found]) < 0.08


def test_fewer_than_six_clusters_on_one_side_claim_nothing():
    few = SampledScores.of_rows(said(0.5, 50), clusters=[f"c{row % 5}" for row in range(50)])
    found = two_samples(few, people(said(0.7, 100), 0))
    assert found.p is None
    assert "on one side" in found.reason.en


def test_a_side_of_few_clusters_has_their_degrees_of_freedom():
    few = SampledScores.of_rows(said(0.3, 80), clusters=[f"c{row % 8}" for row in range(80)])
    many = SampledScores.of_rows(said(0.3, 2000), clusters=[f"c{7 + row % 400}" for row in range(2000)])
    assert two_samples(few, many).df < 20


@pytest.mark.parametrize("scale", ((1, 1), (0.5, 1.5), (0.2, 1.8), (0.1, 1.9)))
def test_a_constant_factor_on_the_weights_of_one_side_does_not_matter(scale):
    survey = {
        "score": [1, 2, 3, 4, 5] * 40 + [3, 4, 4, 5, 5] * 40,
        "group": ["a"] * 200 + ["b"] * 200,
        "w": [scale[0]] * 200 + [scale[1]] * 200,
    }
    groups = sk.stats.mean_score(survey, "score", by="group", scale=sk.LIKERT_5, design=sk.Design(weights="w"))
    (found,) = sk.compare(groups).contrasts
    plain = two_samples(*(SampledScores.of_rows(np.array(survey["score"][k : k + 200])) for k in (0, 200)))
    assert found.p_value == pytest.approx(plain.p, rel=0.05)
    assert found.p_value < 1e-9
    assert agrees(found)


def test_clusters_are_held_against_units_of_another_size():
    rng = np.random.default_rng(8)
    shops = np.repeat(np.arange(20), 5)
    low = np.clip(np.rint(3 + rng.normal(size=100)), 1, 5)
    high = np.clip(np.rint(4.6 + 0.5 * rng.normal(size=20)), 1, 5)
    first = SampledScores.of_rows(low, clusters=shops.tolist())
    found = two_samples(first, SampledScores.of_rows(high))
    assert abs(found.statistic) > 6
    assert found.p < 1e-6
    assert two_samples(first, SampledScores.of_rows(high, clusters=[f"x{row}" for row in range(20)])).p < 1e-6


def test_large_clusters_with_rare_answers_are_no_yardstick_for_small_ones():
    rng = np.random.default_rng(9)

    def side(count, size):
        own = np.repeat(rng.beta(0.45, 8.55, count), size)
        clusters = [(count, row // size) for row in range(count * size)]
        return SampledScores.of_rows((rng.random(count * size) < own).astype(float), clusters=clusters)

    p = np.array([two_samples(side(20, 5), side(80, 50)).p for _ in range(200)])
    assert np.mean(p <= 0.001) < 0.01
    assert np.mean(p <= 0.05) < 0.09


def test_another_mix_of_strata_is_part_of_the_difference():
    stratum = ["city"] * 90 + ["land"] * 10 + ["city"] * 10 + ["land"] * 90
    survey = {
        "y": [1 if (place == "city") == (row % 10 > 0) else 0 for row, place in enumerate(stratum)],
        "stratum": stratum,
        "group": ["a"] * 100 + ["b"] * 100,
    }
    scale = sk.Scale(low=0, high=1)
    groups = sk.stats.mean_score(survey, "y", by="group", scale=scale, design=sk.Design(strata="stratum"))
    (found,) = sk.compare(groups).contrasts
    assert found.difference.interval.low > 0.4
    assert found.p_value < 1e-10
    assert found.interval == found.difference.interval


def test_strata_of_another_mix_keep_the_promise_for_rare_answers():
    rng = np.random.default_rng(10)

    def side(*sizes):
        strata = np.repeat(np.arange(2), sizes)
        return SampledScores.of_rows((rng.random(len(strata)) < 0.08).astype(float), strata=strata.tolist())

    p = np.array([two_samples(side(24, 0), side(60, 216)).p for _ in range(300)])
    assert np.mean(p <= 0.05) < 0.04  # t alone: 14 of 100; each stratum by itself: 7, and 1.4 at .001
    assert np.mean(p <= 0.001) == 0


def test_another_mix_of_common_clusters_is_part_of_the_difference():
    rng = np.random.default_rng(12)
    many, few = np.where(np.arange(60) < 30, 16, 4), np.where(np.arange(60) < 30, 4, 16)
    shops = np.concatenate([np.repeat(np.arange(60), many), np.repeat(np.arange(60), few)])
    wave = np.repeat(["new", "old"], [many.sum(), few.sum()])
    own = np.where(np.arange(60) < 30, 0.8, 0.2) + rng.uniform(-0.15, 0.15, 60)
    answers = (rng.random(len(shops)) < own[shops]).astype(int)
    survey = {"y": answers, "shop": [f"s{shop}" for shop in shops], "wave": wave}
    groups = sk.stats.mean_score(
        survey, "y", by="wave", scale=sk.Scale(low=0, high=1), design=sk.Design(clusters="shop")
    )
    (found,) = sk.compare(groups).contrasts
    assert found.difference.interval.low > 0
    assert found.p_value < 1e-4
    assert agrees(found)


class TestReasons:
    def test_numbers_all_alike_are_told_from_others_by_these(self):
        flat, other = Average(n=100, mean=5, sd=0), Average(n=100, mean=4, sd=1, skewness=0.0)
        (found,) = sk.compare({"flat": flat, "other": other}).contrasts
        assert found.evidence.df == pytest.approx(99)
        assert found.evidence.statistic == pytest.approx(10)
        assert found.p_value < 1e-10
        assert found.interval.low == pytest.approx(1 - 0.19842, abs=1e-4)
        assert found.reason is None
        neither = independent_test(Average(n=9, mean=5, sd=0), Average(n=9, mean=4, sd=0))
        assert neither.reason.en == "all values are equal"

    def test_no_test_has_the_reason_of_the_figure(self):
        rows = range(120)
        survey = {
            "y": [row % 3 for row in rows],
            "g": ["a" if row < 60 else "b" for row in rows],
            "two": [f"{row // 30}" for row in rows],
            "lonely": ["x" if row == 0 else "z" for row in rows],
        }
        scale = sk.Scale(low=0, high=2)
        for design in (sk.Design(clusters="two"), sk.Design(strata="lonely")):
            groups = sk.stats.mean_score(survey, "y", by="g", scale=scale, design=design)
            (found,) = sk.compare(groups).contrasts
            assert found.p_value is None
            assert found.evidence.reason == groups["a"].reason.label
            assert "only 60 answers" not in found.evidence.reason.en
