"""Single figures against a number: means by the design, resamples by their spread, sides, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, t, ttest_1samp

import servicekit as sk
from servicekit.foundation._vocabulary import Label
from servicekit.stats import SampledScores
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference, direction_of
from servicekit.stats.comparison._level_test import mean_level_test
from servicekit.stats.comparison._mean_test import average_test, resampled_test
from servicekit.stats.designs._linearised import Linearised
from servicekit.stats.intervals._confidence_distribution import (
    ConfidenceDistribution,
    confidence_distribution,
    propagated_interval,
)
from servicekit.stats.intervals._estimates import Average, Resampled
from servicekit.stats.intervals._ratios import RatioOfMeans
from servicekit.stats.intervals._skewed_mean import MeanCount
from servicekit.stats.scores._two_samples import two_samples

NAME = Label("x", "某")
ANSWERS = np.array([5, 4, 4, 3, 5, 2, 4, 5, 1, 4] * 4, dtype=float)
FEW = SampledScores.of_rows(ANSWERS[:20], clusters=[k // 4 for k in range(20)])


@given(st.floats(-9, 9), st.floats(-9, 9))
def test_a_figure_lies_above_below_or_on_a_number(value, against):
    assert direction_of(value, against) == np.sign(value - against) == -direction_of(against, value)
    assert direction_of(None, against) == direction_of(value, None) == 0
    assert direction_of(value) == np.sign(value)


@pytest.mark.parametrize("field", ({"direction": 2}, {"direction": -2}, {"good": 0}, {"good": 2}))
def test_a_claim_has_a_side_or_none(field):
    evidence = Evidence(p=0.5, test=ClaimTest.MID_P)
    half = Reference(kind="threshold", label=NAME, value=0.5)
    with pytest.raises(ValueError, match=next(iter(field))):
        Claim(
            name="a",
            kind=ClaimKind.LEVEL,
            part="p",
            subject=NAME,
            measure=NAME,
            reference=half,
            evidence=evidence,
            **field,
        )


def test_plain_answers_follow_t_whichever_number_they_are_held_against():
    for against in (3.0, 3.7, 5.0):
        found, want = mean_level_test(SampledScores.of_rows(ANSWERS), against=against), ttest_1samp(ANSWERS, against)
        assert found.p == pytest.approx(want.pvalue)
        assert (found.df, found.n, found.test) == (39, 40, ClaimTest.PAIRED)
        assert found.standard_error == pytest.approx(ANSWERS.std(ddof=1) / 40**0.5)


def test_clusters_are_the_units_of_a_mean_and_six_are_needed():
    clusters = [k // 4 for k in range(40)]
    found = mean_level_test(SampledScores.of_rows(ANSWERS, clusters=clusters), against=3.0)
    totals = (ANSWERS - ANSWERS.mean()).reshape(10, 4).sum(axis=1)
    error = (10 / 9 * (totals**2).sum()) ** 0.5 / 40
    assert found.standard_error == pytest.approx(error)
    assert found.p == pytest.approx(2 * t.sf((ANSWERS.mean() - 3) / error, 9))
    assert (mean_level_test(FEW, against=3.0).p, FEW.units.sum()) == (None, 5)
    assert "clusters" in mean_level_test(FEW, against=3.0).reason.en


def test_answers_all_alike_or_none_tell_nothing_of_a_mean():
    alike = mean_level_test(SampledScores.of_rows([4.0] * 30), against=3.0)
    assert (alike.p, alike.n, alike.standard_error) == (1.0, 30, None)
    nobody = mean_level_test(SampledScores.of_rows([]), against=3.0)
    assert (nobody.p, nobody.reason.en) == (None, "only 0 answers")


@given(st.integers(0, 2**20), st.sampled_from((1.0, 5.0, 7.0, 100.0)), st.booleans(), st.booleans())
def test_answers_all_alike_do_not_vary_whatever_they_weigh(seed, answer, is_clustered, is_stratified):
    rng = np.random.default_rng(seed)
    sides = [
        SampledScores.of_rows(
            [answer] * n,
            weights=rng.uniform(1, 3, n),
            clusters=[f"{n}-{code}" for code in rng.integers(0, 10, n)] if is_clustered else None,
            strata=[f"s{row % 2}" for row in range(n)] if is_stratified else None,
        )
        for n in (60, 47)
    ]
    pooled = sides[0] + sides[1]
    assert [(each.mean, each.variance()[0]) for each in (*sides, pooled, pooled.by_cluster())] == [(answer, 0.0)] * 4
    assert two_samples(*sides).p == 1


def test_groups_that_all_gave_one_answer_do_not_differ_under_weights_and_strata():
    scale, design = sk.Scale(low=0, high=10), sk.Design(weights="w", strata="s")
    for seed in range(20):
        rng = np.random.default_rng(seed)
        data = {"a": [7] * 90, "w": rng.gamma(3, size=90), "s": rng.integers(0, 2, 90), "g": rng.integers(0, 2, 90)}
        found = sk.mean_score(data, "a", scale=scale, by="g", design=design)
        assert sk.stats.compare(found).contrasts[0].p_value == 1


def test_a_variance_that_is_too_small_on_average_is_made_larger_in_tests_and_draws_as_in_intervals():
    sampling = Linearised(variance=0.01, degrees_of_freedom=8.0, bias=0.64, kish=40.0, n=40)
    mean = Average(n=40, mean=0.3, sd=0.6, sampling=sampling)
    assert sampling.corrected_error == pytest.approx(0.1 / 0.8)
    found = average_test(mean)
    assert (found.standard_error, found.df) == (pytest.approx(0.125), 8)
    assert found.p == pytest.approx(2 * t.sf(0.3 / 0.125, 8))
    assert 2 * t.sf((mean.interval.low - 0.3) / -0.125, 8) == pytest.approx(0.05)
    assert confidence_distribution(mean).parameters == pytest.approx((0.3, 0.125, 8))
    assert confidence_distribution(Average(n=9, mean=2.0, sd=0.6)).parameters == pytest.approx((2.0, 0.2, 8))


def test_a_mean_of_numbers_all_alike_says_why_it_has_no_test():
    for mean, reason in (
        (Average(n=5, mean=2.0, sd=0.0), "all values are equal"),
        (Average(n=0, mean=0.0, sd=0.0), "there are no data"),
    ):
        assert (average_test(mean).p, average_test(mean).reason.en) == (None, reason)


def test_a_figure_of_resamples_is_tested_by_their_standard_deviation():
    draws = np.linspace(-1, 1, 11)
    for value in (-1.5, 1.5):
        found = resampled_test(Resampled(value=value, draws=draws), 70)
        assert found.p == pytest.approx(2 * norm.sf(1.5 / draws.std(ddof=1)))
        assert (found.statistic, found.n) == (pytest.approx(value / draws.std(ddof=1)), 70)
        assert (found.standard_error, found.test) == (pytest.approx(draws.std(ddof=1)), ClaimTest.RESAMPLED)
    for none in (Resampled(value=None, draws=[]), Resampled(value=1.0, draws=[2.0, 2.0])):
        assert (resampled_test(none, 7).p, resampled_test(none, 7).reason.en) == (None, "only 7 answers")


def test_a_ratio_is_drawn_with_both_its_means():
    ratio = RatioOfMeans(n=50, mean_x=4.0, mean_y=6.0, var_x=1.0, var_y=2.0, cov_xy=0.5)
    found = confidence_distribution(ratio)
    assert found.family == "ratio"
    draws = found.draw(20_000, np.random.default_rng(1))
    assert np.quantile(draws, [0.025, 0.975]) == pytest.approx([ratio.interval.low, ratio.interval.high], abs=0.02)
    assert found.at(np.array([0.5])) == pytest.approx([1.5], abs=0.02)


def test_draws_of_a_figure_are_its_quantiles_and_a_judgement_without_doubt_a_point():
    name = Label("a", "a")
    drawn = confidence_distribution(Resampled(value=2.0, draws=np.arange(101) / 25, n_failed=0, name=name))
    assert drawn.at(np.array([0.5]))[0] == pytest.approx(2.0)
    sure = ConfidenceDistribution(family="triangular", parameters=(2.0, 2.0, 2.0))
    assert sure.at(np.array([0.1, 0.9])).tolist() == [2.0, 2.0]
    with np.errstate(divide="ignore"):
        endless = propagated_interval(lambda x: 1 / (x * 0), {"x": Average(n=9, mean=1.0, sd=1.0)})
    assert endless.kind == "unbounded"


def test_a_mean_count_says_what_it_cannot_know():
    nothing = MeanCount(n=40, total=0, exposure=40)
    assert (nothing.value, nothing.interval.low) == (0, 0)
    assert nothing.interval.high == pytest.approx(-np.log(0.025) / 40)
    assert nothing.reason is None
    for one, key in (
        (MeanCount(n=3, total=2, exposure=0), "zero_denominator"),
        (MeanCount(n=1, total=2, exposure=1), "too_few"),
        (MeanCount(n=5, total=10, exposure=5), "zero_variance"),
    ):
        assert (one.interval, one.reason.key, one.cautions) == (None, key, ())
