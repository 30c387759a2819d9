"""Groups that cut across clusters: the larger p of t on contributions and of a permutation within clusters."""

import numpy as np
import pytest
from scipy.stats import hypergeom

import servicekit as sk
from servicekit.stats.claims._claim_tests import ClaimTest, pearson_tails
from servicekit.stats.designs._design import Design
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.stats.scores._two_samples import two_samples

SHOPS = 20


def pair(few, many, share, rng, shift=0.0):
    """Return two groups with ``few`` and ``many`` answers in each shop, who are hit as often."""
    found = []
    for size, own in ((few, share), (many, share + shift)):
        shops = np.repeat(np.arange(SHOPS), size)
        found.append(SampledScores.of_rows((rng.random(len(shops)) < own).astype(float), clusters=shops.tolist()))
    return found


def test_rare_answers_of_a_small_part_of_each_cluster_are_not_told_apart_by_t_alone():
    rng = np.random.default_rng(11)
    p = np.array([two_samples(*pair(2, 20, 0.03, rng)).p for _ in range(300)])
    assert np.mean(p <= 0.05) < 0.05  # t alone: 29 of 100
    assert np.mean(p <= 0.01) < 0.02  # t alone: 25 of 100


def test_common_answers_are_told_apart_as_before():
    rng = np.random.default_rng(12)
    assert np.mean([two_samples(*pair(10, 10, 0.4, rng, shift=0.25)).p <= 0.05 for _ in range(60)]) > 0.9


def test_the_guard_is_the_permutation_within_clusters():
    rng = np.random.default_rng(13)
    first, second = pair(2, 20, 0.1, rng)
    hits, all_hits = (
        np.array([float(side.sums[place] * side.scores[place]) for place in range(SHOPS)]) for side in (first, second)
    )
    total = hits + all_hits
    places = np.arange(3)
    mean = variance = third = 0.0
    for k in total.astype(int):
        law = hypergeom.pmf(places, 22, k, 2)
        middle = law @ places
        mean += middle
        variance += law @ (places - middle) ** 2
        third += law @ (places - middle) ** 3
    wanted = pearson_tails(float(hits.sum()) - mean, variance, third)
    found = two_samples(first, second)
    assert found.test is ClaimTest.COMMON_CLUSTERS
    assert found.p >= wanted - 1e-9


def test_tallies_and_rows_give_the_same_p():
    rng = np.random.default_rng(14)
    shops = np.tile(np.arange(SHOPS), 12)
    answers, wave = rng.integers(1, 6, len(shops)), np.repeat([0, 1], len(shops) // 2)
    sides = [
        SampledScores.of_rows(answers[wave == w].astype(float), clusters=shops[wave == w].tolist()) for w in (0, 1)
    ]
    data = {"q": answers, "c": [f"c{shop}" for shop in shops], "wave": wave}
    tallies = sk.stats.tally(data, "q", by="wave", scale=sk.LIKERT_5, design=Design(clusters="c"))
    counted = [SampledScores.of_tally(tallies[w], sk.LIKERT_5.categories) for w in (0, 1)]
    assert two_samples(*counted).p == pytest.approx(two_samples(*sides).p, rel=1e-9)
    joined = sides[0] + sides[1]
    assert joined.inside.n == len(shops)
