"""Tests behind claims exactly at their borders: at 0, at 1, at the fewest answers, where nothing differs at all."""

from math import inf

import attrs
import numpy as np
import pytest
from attrs import frozen
from scipy.special import stdtr
from scipy.stats import binomtest, norm, ttest_1samp, ttest_ind

from servicekit.data._scales import Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import (
    ClaimTest,
    Evidence,
    _mid_p,
    _three_moments,
    binomial_p,
    effective_binomial,
    effective_counts,
    exact_binomial,
    mid_p,
    rounded,
    two_shares,
)
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference, decide, direction_of
from servicekit.stats.claims._outlying_point import outlying_point
from servicekit.stats.comparison._extremes import _means, extremum, paired_mean
from servicekit.stats.comparison._independent_test import independent_test, skewness_of
from servicekit.stats.comparison._level_test import level_test, mean_level_test, trend_test
from servicekit.stats.comparison._mean_test import average_test, mean_test, resampled_test
from servicekit.stats.comparison._step_down import step_down
from servicekit.stats.drivers._coefficient_tests import Coefficients, _coefficient, _f_test, _guarded, coefficient_tests
from servicekit.stats.intervals._estimates import Average, Difference, Resampled, Share, average_of
from servicekit.stats.intervals._permutation_moments import many_tails, pearson_tails, permutation_moments
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.stats.scores._two_samples import two_samples
from servicekit.stats.summaries._tally import Stratum, Tally

rows = SampledScores.of_rows
NAME = Label("x", "某")


def tail(statistic, df):
    return float(2 * stdtr(df, -abs(statistic)))


class TestShares:
    def test_three_moments_begin_at_a_variance_of_exactly_100(self):
        # 700 * 932 / 1631 = 400, times 1/2 * 1/2
        for first, count in ((370, _three_moments), (330, _three_moments)):
            assert two_shares(first, 700, 816 - first, 932).p == rounded(count(first, 1632, 816, 700))
        assert _three_moments(370, 1632, 816, 700) != _mid_p(370, 1632, 816, 700)
        # 900 * 932 / 1831 / 4 = 114.5 lies beyond
        assert two_shares(480, 900, 436, 932).p == rounded(_three_moments(480, 1832, 916, 900))

    def test_no_trials_are_no_evidence(self):
        assert binomial_p(0, 0) == 1.0
        assert binomial_p(0, 1) == 1.0
        assert mid_p(0, 1, 1, 1) == 0.5  # two tables, each half likely: half of this one, doubled
        assert mid_p(1, 1, 1, 1) == 1.0


class TestOutlyingPoint:
    def test_p_is_the_larger_of_two_times_the_points(self):
        spread = [30, 38, 22, 39, 25, 40, 33, 21, 5, 37]  # wider than chance: Grubbs' t is the larger
        place, found = outlying_point(spread, [40] * 10)
        rest = sum(spread) - 5
        assert place == 8
        assert tail(found.statistic, 8) > mid_p(5, 40, rest, 360)
        assert found.p == pytest.approx(10 * tail(found.statistic, 8))
        alike = [20, 20, 20, 20, 20, 20, 20, 20, 20, 26]  # the others lie closer together than chance would have them
        place, found = outlying_point(alike, [40] * 10)
        assert (place, found.statistic, found.df, found.n) == (9, None, 8, 10)  # Grubbs' t has no end
        assert found.p == pytest.approx(min(1, 10 * mid_p(26, 40, 180, 360)))
        assert outlying_point([20, 21] * 4, [40] * 8)[1].p == 1.0

    def test_eight_points_are_enough(self):
        none, few = outlying_point([1] * 7, [2] * 7)
        assert none == 0
        assert (few.n, few.test, few.reason.en) == (7, ClaimTest.EXACT_POINT, "only 7 answers")
        place, found = outlying_point([10, 11, 9, 10, 12, 9, 10, 0], [12] * 8)
        assert (place, found.n, found.df) == (7, 8, 6)
        assert outlying_point([], [])[1].p is None
        # seven that are all but alike: Grubbs' t is far out, and has an end
        far = outlying_point([500_000] * 6 + [501_000, 100_000], [1_000_000] * 8)[1]
        z = np.array([500_000.0] * 6 + [501_000, 100_000])
        grubbs = abs(z - z.mean()).max() / z.std(ddof=1)
        assert far.statistic == pytest.approx(grubbs * (48 / (49 - 8 * grubbs**2)) ** 0.5, rel=1e-6)


class TestExtremes:
    def test_two_respondents_are_enough_and_one_is_not(self):
        assert paired_mean([1.0, 2.0]).p == pytest.approx(0.5)  # t with 1 df is .2048: the sign test says 2 * 1/4
        two = extremum([[1.0, 2.0], [1.0, 4.0]])
        assert two.evidence.p == pytest.approx(tail(2.0, 1))
        alone = extremum([[1.0, 2.0]])
        assert (alone.evidence.p, alone.evidence.n, alone.candidates) == (None, 1, (0, 1))
        assert alone.p_left_out == (1.0, 1.0)
        assert alone.evidence.reason.en == "only 1 answers"

    def test_who_is_left_out_and_how_surely(self):
        data = np.column_stack([np.zeros(8), np.ones(8), np.tile([0.0, 1.0], 4)])
        found = extremum(data)
        beside = tail(0.5 / (0.25 / 7) ** 0.5, 7)
        assert (found.place, found.rival, found.difference) == (0, 2, -0.5)
        assert found.evidence.p == pytest.approx(beside)
        assert found.evidence.test is ClaimTest.EXTREMUM
        assert found.p_left_out == (1.0, 0.0, pytest.approx(beside / 2 * 2))
        assert found.candidates == (0,)
        level = 1 - found.p_left_out[2]
        assert extremum(data, level=level + 1e-9).candidates == (0, 2)
        high = extremum(data, lowest=False)
        assert (high.place, high.rival, high.difference) == (1, 2, 0.5)

    def test_nobody_is_left_out_more_surely_than_not_at_all(self):
        rng = np.random.default_rng(2)
        found = extremum(rng.normal(0, 1, (12, 1)) + rng.normal(0, 0.01, (12, 5)))
        assert max(found.p_left_out) == 1.0
        assert found.p_left_out.count(1.0) >= 2

    def test_means_are_those_of_whoever_answered(self):
        data = np.array([[1.0, np.nan], [2.0, 4.0], [np.nan, 7.0]])
        weights = np.array([1.0, 3.0, 2.0])
        assert _means(data, weights).tolist() == [7 / 4, (12 + 14) / 5]
        assert _means(data, weights / 20) == pytest.approx([7 / 4, (12 + 14) / 5])
        assert _means(data, np.zeros(3)).tolist() == [1.5, 5.5]  # without any weight the plain mean tells the order
        assert np.isnan(_means(np.full((2, 1), np.nan), np.ones(2))).all()

    def test_differences_that_nobody_gave_are_left_out_with_their_weights_and_clusters(self):
        values = np.array([0.5, np.nan, 1.0, -0.2, np.nan, 0.8, 0.9, 0.4, 1.2])
        weights, names = np.arange(1.0, 10.0), list("abcdefghh")
        kept = ~np.isnan(values)
        for options in ({}, {"weights": weights}, {"clusters": names}, {"weights": weights, "clusters": names}):
            own = {
                key: [each for each, here in zip(column, kept, strict=True) if here] for key, column in options.items()
            }
            found = paired_mean(values, **options)
            assert found == paired_mean(values[kept], **own)
            assert found.n == 7
        assert paired_mean(values, clusters=names).df != paired_mean(values).df

    def test_those_who_gave_both_may_say_the_opposite(self):
        # the first is lower among all, higher by 1 or 3 among the four who gave both
        data = np.array([[1.0, np.nan]] * 9 + [[5.0, 4.0], [5.0, 2.0], [5.0, 4.0], [5.0, 2.0]])
        found = extremum(data)
        assert (found.place, found.evidence.p, found.difference) == (0, 1.0, 2.0)
        slight = np.array([[1.0, np.nan]] * 9 + [[5.0, 4.9], [5.0, 4.8], [5.0, 4.9], [5.0, 4.8]])
        assert extremum(slight).evidence.p == 1.0
        other = extremum(-data, lowest=False)
        assert (other.place, other.evidence.p, other.difference) == (0, 1.0, -2.0)
        agree = extremum(np.array([[1.0, np.nan]] * 9 + [[1.0, 4.0], [1.0, 2.0], [1.0, 4.0], [1.0, 2.0]]))
        assert agree.evidence.p == pytest.approx(tail(2 / (4 / 3 / 4) ** 0.5, 3))


class TestLevels:
    def test_nobody_has_no_level(self):
        found = level_test(rows([]), against=0.5)
        assert (found.p, found.n, found.reason.en) == (None, 0, "only 0 answers")

    def test_a_balance_without_anybody_below_is_still_one(self):
        found = level_test(rows([1.0] * 6 + [0.0] * 4), against=0.0)
        assert (found.p, found.test) == (binomtest(6, 6).pvalue, ClaimTest.SIGN)
        none_above = level_test(rows([-1.0] * 6 + [0.0] * 4), against=0.0)
        assert none_above.p == binomtest(0, 6).pvalue
        everybody = level_test(rows([1.0] * 9 + [0.0]), against=1.0)
        assert (everybody.p, everybody.test) == (exact_binomial(9, 10, against=1.0).p, ClaimTest.EXACT_BINOMIAL)
        assert level_test(rows([0.0] * 9), against=0.0).test is ClaimTest.SIGN

    def test_a_share_of_nothing_under_weights(self):
        w = np.linspace(0.5, 1.5, 40)
        found = level_test(rows([0.0] * 40, weights=w), against=0.5)
        kish = w.sum() ** 2 / (w**2).sum()
        assert (found.statistic, found.standard_error) == (0.0, None)
        assert found.p == effective_binomial(0.0, kish, against=0.5).p
        alike = level_test(rows([1.0] * 40, weights=w), against=0.0)  # a balance of which all lie above
        assert alike.p == 0.0

    def test_one_cluster_that_outweighs_all_leaves_one_degree_of_freedom(self):
        values, names = [1.0, 0.0] * 60 + [1.0, 0, 1, 0, 1], ["big"] * 120 + [f"c{k}" for k in range(5)]
        found = level_test(rows(values, clusters=names), against=0.4)
        sizes = np.array([120.0, 1, 1, 1, 1, 1])
        assert sizes.sum() ** 2 / (sizes**2).sum() < 1.1
        assert found.df == 1.0

    def test_as_many_effective_answers_as_there_are_at_most(self):
        # clusters that are more even than chance: the design effect is below 1, the answers stay 24
        values, names = [1.0, 1.0, 0.0] * 8, [f"c{k // 3}" for k in range(24)]
        found = level_test(rows(values, clusters=names), against=0.5)
        assert found.p == pytest.approx(max(0.0, effective_binomial(2 / 3, 8.0, against=0.5).p))  # eight clusters alike
        values[0], values[3] = 0.0, 1.0
        names[0], names[3] = names[3], names[0]
        uneven = [1.0, 1.0, 0.0] * 8
        uneven[2] = 1.0
        found = level_test(rows(uneven, clusters=[f"c{k // 3}" for k in range(24)]), against=0.5)
        mean, variance = 17 / 24, rows(uneven, clusters=[f"c{k // 3}" for k in range(24)]).variance()[0]
        assert mean * (1 - mean) / variance > 24
        assert found.p == pytest.approx(
            max(tail((mean - 0.5) / variance**0.5, 7), effective_binomial(mean, 24.0, against=0.5).p)
        )


class TestMeansAgainstANumber:
    def test_t_by_the_design(self):
        values = np.array([3.0, 4, 5, 5, 2, 4, 4, 1, 5, 5, 3, 4])
        found = mean_level_test(rows(values), against=3.0)
        reference = ttest_1samp(values, 3.0)
        assert (found.p, found.df, found.n) == (pytest.approx(reference.pvalue), 11, 12)
        assert (found.test, found.statistic) == (ClaimTest.PAIRED, values.mean())
        names = [f"c{k % 6}" for k in range(12)]
        clustered = mean_level_test(rows(values, clusters=names), against=3.0)
        of_clusters = rows(values, clusters=names).variance()[0]
        assert clustered.p == pytest.approx(tail((values.mean() - 3.0) / of_clusters**0.5, 5))
        assert mean_level_test(rows(values, clusters=[f"c{k % 5}" for k in range(12)]), against=3.0).p is None

    def test_answers_that_are_all_alike_tell_nothing(self):
        alike = mean_level_test(rows([4.0] * 9), against=3.0)
        assert (alike.p, alike.n, alike.test) == (1.0, 9, ClaimTest.PAIRED)
        nobody = mean_level_test(rows([]), against=3.0)
        assert (nobody.p, nobody.n, nobody.test) == (None, 0, ClaimTest.PAIRED)
        assert nobody.reason.en == "only 0 answers"


def test_less_than_one_effective_answer_is_none():
    assert effective_counts(0.7, 0.9, against=0.5) == (0, 0)
    assert effective_counts(0.7, 2.9, against=0.5) == (1, 2)
    assert effective_counts(0.3, 2.9, against=0.5) == (1, 2)
    assert effective_binomial(0.7, 0.9, against=0.5).reason.en == "only 0 answers"


class TestFiguresAgainstNothing:
    def test_one_number_tells_nothing_and_two_that_are_0_that_there_is_nothing(self):
        one, two = average_test(Average(n=1, mean=0.0, sd=0.0)), average_test(Average(n=2, mean=0.0, sd=0.0))
        assert (one.p, one.n, two.p, two.n) == (None, 1, 1.0, 2)
        assert average_test(Average(n=2, mean=0.3, sd=0.0)).p is None
        reason = average_test(Average(n=0, mean=0.0, sd=0.0)).reason
        assert reason.en == "there are no data"
        found = average_test(Average(n=16, mean=0.5, sd=1.0))
        assert (found.p, found.df, found.standard_error) == (pytest.approx(tail(2.0, 15)), 15.0, 0.25)

    def test_few_numbers_on_both_sides_need_the_sign_test_of_either(self):
        gaps = np.array([-9.0, -9, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
        found = mean_test(average_of(gaps), down=2, up=6)
        assert found.p == max(ttest_1samp(gaps, 0).pvalue.round(12), binomtest(2, 8).pvalue)
        ups = np.array([5.0, 5, 5, 5, -1, -1, 0, 0])
        assert mean_test(average_of(ups), down=2, up=4).p == binomtest(2, 6).pvalue > ttest_1samp(ups, 0).pvalue

    def test_a_figure_with_resamples_is_tested_by_their_spread(self):
        draws = np.random.default_rng(3).normal(0.5, 0.2, 400)
        figure = Resampled(value=-0.5, draws=draws - 1)
        found = resampled_test(figure, 70)
        assert (found.test, found.n, found.standard_error) == (ClaimTest.RESAMPLED, 70, figure.standard_error)
        assert found.statistic == pytest.approx(-0.5 / figure.standard_error)
        assert found.p == pytest.approx(2 * norm.sf(0.5 / figure.standard_error))
        for none in (Resampled(value=None, draws=[]), Resampled(value=0.5, draws=[0.5] * 9)):
            unknown = resampled_test(none, 3)
            assert (unknown.p, unknown.n, unknown.reason.en) == (None, 3, "only 3 answers")
        assert resampled_test(Resampled(value=0.0, draws=draws)).p == 1.0


class TestTrends:
    def test_four_waves_of_two_are_enough(self):
        waves = [[1.0, 2.0], [2.0, 2.0], [2.0, 4.0], [4.0, 4.0]]
        slope, found = trend_test([rows(each) for each in waves])
        assert (slope, found.n, found.df) == (pytest.approx(0.85), 8, 6)
        assert found.p is not None
        for wrong in (waves[:3], [*waves[:3], [4.0]]):
            assert trend_test([rows(each) for each in wrong])[1].p is None
        assert trend_test([])[1].n == 0

    def test_waves_all_alike_do_not_move_and_a_straight_line_does(self):
        for values, slope, p in (([3.0] * 4, 0.0, 1.0), ([1.0, 2.0, 3.0, 4.0], 1.0, 0.0)):
            found = trend_test([rows([each] * 3) for each in values])
            assert (found[0], found[1].p, found[1].n) == (slope, p, 12)

    def test_six_clusters_are_enough_and_one_that_outweighs_all_has_one_degree_of_freedom(self):
        rng = np.random.default_rng(3)

        def waves(names):
            return [rows(rng.integers(1, 6, len(names)).astype(float), clusters=names) for _ in range(4)]

        assert trend_test(waves([f"c{k % 5}" for k in range(20)]))[1].p is None
        six = trend_test(waves([f"c{k % 6}" for k in range(24)]))[1]
        assert six.df == 5.0
        big = trend_test(waves(["big"] * 300 + [f"c{k}" for k in range(5)]))[1]
        assert big.df == 1.0


class TestStepDown:
    def test_a_group_by_itself_has_no_others(self):
        assert step_down({"a": rows([1.0] * 9)}) == step_down({}) == ()
        weighted = rows([1.0, 0.0] * 9, weights=np.linspace(1, 2, 18))
        assert step_down({"a": weighted}) == ()
        (found,) = step_down({"a": rows([1.0] * 9), "few": rows([0.0])})
        assert (found.group, found.others_mean) == ("a", 0.0)

    def test_groups_at_0_have_a_mean_of_0(self):
        shops = {"a": rows([1.0] * 9), "b": rows([0.0] * 9), "c": rows([0.0] * 9)}
        first, second = step_down(shops)
        assert (first.group, first.mean, first.others_mean) == ("a", 1.0, 0.0)
        assert (second.group, second.mean, second.others_mean) == ("b", 0.0, 0.0)
        assert second.evidence.p == 1.0

    def test_clusters_of_one_row_in_each_group_are_common_all_the_same(self):
        rng = np.random.default_rng(1)
        own = rng.normal(size=12)
        names = [f"person {k}" for k in range(12)]
        waves = {key: rows(own + shift + rng.normal(0, 0.1, 12), clusters=names) for key, shift in (("a", 0), ("b", 1))}
        (found,) = step_down(waves)
        assert found.evidence.test is ClaimTest.COMMON_CLUSTERS
        assert found.evidence.p == two_samples(waves["a"], waves["b"]).p < 0.001

    def test_weights_that_even_out_within_an_answer_still_count(self):
        uneven = {"units": np.array([4.0, 8.0]), "sums": np.array([4.0, 8.0]), "squares": np.array([9.0, 16.0])}
        assert SampledScores.of_counts(0, 5).scores.tolist() == [0.0]
        a = SampledScores(
            scores=np.array([0.0, 1.0]), **uneven, cubes=np.array([30.0, 50.0]), strata=("all",) * 2, n=12,
            row_squares=25.0,
        )  # fmt: skip
        b = rows([1.0] * 30 + [0.0] * 50)
        (found,) = step_down({"a": a, "b": b})
        assert found.evidence.p == two_samples(b, a).p
        assert found.evidence.p != two_samples(b, rows([0.0] * 4 + [1.0] * 8)).p
        fewer = {name: each[::-1] for name, each in uneven.items()}
        c = attrs.evolve(a, **fewer, cubes=np.array([50.0, 30.0]))
        (both,) = step_down({"a": a, "c": c})
        assert (a.is_weighted, c.is_weighted, both.evidence.p) == (True, True, two_samples(c, a).p)

    def test_groups_of_one_weight_each_are_weighted_once_they_are_pooled(self):
        answers = {"a": [1.0, 0.0] * 50, "b": [1.0] * 9 + [0.0] * 3, "c": [1.0, 1.0, 0.0] * 30}
        weights = {"a": 1.0, "b": 20.0, "c": 1.0}  # such as customers for each answer of a shop
        shops = {name: rows(each, weights=[weights[name]] * len(each)) for name, each in answers.items()}
        found = step_down(shops)[0]
        others = [name for name in answers if name != found.group]
        pooled = rows(
            [each for name in others for each in answers[name]],
            weights=[weights[name] for name in others for _ in answers[name]],
        )
        assert pooled.kish < 40  # of more than 100 answers
        want = two_samples(shops[found.group], pooled)
        assert found.evidence.p == pytest.approx(want.p)
        assert found.evidence.standard_error == pytest.approx(want.standard_error)
        joined = shops[others[0]] + shops[others[1]]
        assert two_samples(shops[found.group], joined).p == pytest.approx(want.p)
        assert [each.is_weighted for each in (*shops.values(), pooled, joined)] == [False, False, False, True, True]

    def test_groups_of_different_strata_are_compared_within_them(self):
        strata = ["x"] * 10 + ["y"] * 10
        a, b = rows([1.0] * 12 + [0.0] * 8, strata=strata), rows([1.0] * 6 + [0.0] * 14, strata=strata)
        (found,) = step_down({"a": a, "b": b})
        assert found.evidence.p == two_samples(b, a).p
        layered = {"a": rows([1.0] * 12 + [0.0] * 8, strata=["x"] * 20), "b": rows([1.0] * 6 + [0.0] * 14)}
        (found,) = step_down(layered)
        assert found.evidence.p == two_samples(layered["b"], layered["a"]).p


class TestMeansOfTwo:
    def test_a_spread_of_1_is_no_spread_of_0(self):
        assert skewness_of(Average(n=9, mean=2.0, sd=1.0, skewness=0.7)) == 0.7
        assert skewness_of(Average(n=9, mean=2.0, sd=0.0, skewness=None)) == 0.0
        tiny = Average(n=9, mean=5e-111, sd=5e-111, answers=((0.0, 0.5), (1e-110, 0.5)))
        assert skewness_of(tiny) == 0.0  # its third power is 0 to a computer

    def test_equal_numbers_are_told_from_others_by_the_spread_of_those(self):
        flat, other = Average(n=12, mean=3.0, sd=0.0, skewness=0.0), Average(n=9, mean=3.6, sd=0.9, skewness=0.0)
        for first, second in ((flat, other), (other, flat)):
            found = independent_test(first, second)
            assert found.df == pytest.approx(8)
            assert found.standard_error == pytest.approx(0.3)
            assert found.p >= tail(2.0, 8)
        both = independent_test(flat, Average(n=9, mean=4.0, sd=0.0))
        assert both.p is None

    def test_parts_of_answers_are_not_counted_as_whole_ones(self):
        plain, part = Share(count=30, n=50), Share(count=30.5, n=50)
        assert independent_test(plain, Share(count=20, n=50)).test is ClaimTest.MID_P
        for pair in ((part, plain), (plain, Share(count=20, n=50.5)), (plain, Share(count=9, n=50, n_effective=40.0))):
            found = independent_test(*pair)
            assert (found.test, found.n + found.n_reference) == (ClaimTest.INTERVAL, 100)
        # the interval of the difference, read at 1 - p, just reaches 0
        sides = (attrs.evolve(each, level=1 - found.p) for each in pair)
        assert Difference(first=next(sides), second=next(sides)).interval.low == pytest.approx(0, abs=1e-6)

    def test_a_figure_that_has_an_interval_at_one_level_only_has_no_test(self):
        @frozen(kw_only=True)
        class Stubborn(Estimate):
            title = NAME
            value: float
            level: float = 0.95

            @property
            def interval(self):
                ends = {"low": self.value - 0.1, "high": self.value + 0.1}
                return Interval(**ends, level=0.95, method="x") if self.level == 0.95 else None

            reason = None

        with pytest.raises(InvalidValueError, match="one that has an interval at every level"):
            independent_test(Stubborn(value=0.5), Stubborn(value=0.9))

    def test_resamples_are_counted(self):
        draws = np.random.default_rng(1).normal(0.5, 0.1, 500)
        one, other = Resampled(value=0.5, draws=draws), Resampled(value=0.7, draws=draws[:300] + 0.2)
        found = independent_test(one, other)
        assert (found.n, found.n_reference) == (500, 300)

    def test_two_means_by_welch_and_the_permutation_of_all_numbers(self):
        rng = np.random.default_rng(5)
        a, b = rng.exponential(1, 14), 0.8 + rng.exponential(1, 9)
        found = independent_test(average_of(a), average_of(b))
        welch = ttest_ind(a, b, equal_var=False)
        assert (found.statistic, found.df) == (pytest.approx(welch.statistic), pytest.approx(welch.df))
        off = np.r_[a, b] - np.r_[a, b].mean()
        moments = permutation_moments(14, 23, float((off**2).mean()), float((off**3).mean()))
        permuted = pearson_tails(float(a.sum() - 14 * np.r_[a, b].mean()), *moments)
        assert found.p == pytest.approx(max(welch.pvalue, permuted))
        assert permuted != pytest.approx(welch.pvalue, rel=0.02)
        unknown = Average(n=14, mean=float(a.mean()), sd=float(a.std(ddof=1)))
        assert unknown.skewness is None
        assert independent_test(unknown, average_of(b)).p == pytest.approx(welch.pvalue)

    def test_a_share_without_answers_has_no_test(self):
        found = independent_test(Share(count=0, n=0), Share(count=3, n=7))
        assert (found.p, found.n, found.n_reference) == (None, 0, 7)
        back = independent_test(Share(count=3, n=7), Share(count=0, n=0))
        assert (back.p, back.n, back.n_reference) == (None, 7, 0)


class TestCoefficients:
    def test_a_coefficient_without_error_is_certain(self):
        for value, p in ((0.0, 1.0), (0.3, 0.0)):
            found = _coefficient(value, 0.0, 5.0, ClaimTest.ROBUST_COEFFICIENT, 9, 9)
            assert (found.p, found.n, found.df) == (p, 9, None)
        assert _guarded(found, 0.3, 0.0, 5) is found
        half = _coefficient(0.3, 0.01, 0.5, ClaimTest.ROBUST_COEFFICIENT, 9, 9)
        assert (half.p, half.df) == (pytest.approx(tail(3.0, 0.5)), 0.5)
        alone = _coefficient(0.3, 1.0, 0.0, ClaimTest.ROBUST_COEFFICIENT, 9, 9)
        assert (alone.p, _guarded(alone, 0.3, 1.0, 5)) == (None, alone)

    def test_hardly_related_attributes_are_not_determined_by_each_other(self):
        rng = np.random.default_rng(1)
        x = rng.normal(size=(30, 2))
        x[:, 1] = x[:, 0] + 1e-4 * x[:, 1]  # all but alike
        assert coefficient_tests(x, rng.normal(size=30)).n == 30
        x[:, 1] = x[:, 0] + 1e-12 * x[:, 1]
        with pytest.raises(ValueError, match="determined"):
            coefficient_tests(x, rng.normal(size=30))

    def test_a_row_that_a_coefficient_follows_tells_the_others_nothing(self):
        rng = np.random.default_rng(2)
        x = np.column_stack([np.full(60, 5.0), rng.integers(1, 6, 60)])
        y = rng.integers(1, 6, 60).astype(float)
        x[7, 0] = 1
        rest = np.arange(60) != 7
        _, other = coefficient_tests(x, y).evidence
        (without,) = coefficient_tests(x[rest, 1:], y[rest]).evidence
        assert (other.standard_error, other.df) == (pytest.approx(without.standard_error), pytest.approx(without.df))
        assert other.p == pytest.approx(without.p)
        small, whole = coefficient_tests(x, 1e-3 * y), coefficient_tests(x, y)
        assert (small.r2, small.standardised) == (pytest.approx(whole.r2), pytest.approx(whole.standardised))
        assert small.overall.p == pytest.approx(whole.overall.p)
        for unit in (1e-6, 1e6):  # whatever the attributes are counted in
            alone, again = coefficient_tests(unit * x, y).evidence
            assert (alone.p, again.p) == (None, pytest.approx(other.p))

    def test_the_usual_t_decides_where_the_few_agree_by_chance(self):
        x = np.column_stack([np.r_[[4.0] * 3, [5.0] * 37], np.r_[[4.0] * 3, np.tile([3.0, 4.0, 5.0, 4.0], 10)[:37]]])
        y = np.r_[[3.9, 4.0, 4.1], np.tile([4.0, 5.0, 5.0, 3.0], 10)[:37]]
        found = coefficient_tests(x, y)
        design = np.column_stack([np.ones(40), x])
        inverse = np.linalg.inv(design.T @ design)
        left = y - design @ inverse @ design.T @ y
        usual = found.values[0] / (left @ left / 37 * inverse[1, 1]) ** 0.5
        one = found.evidence[0]
        assert tail(usual, 37) > tail(one.statistic, one.df)
        assert one.p == pytest.approx(tail(usual, 37))

    def test_small_units_are_no_bond_between_attributes(self):
        rng = np.random.default_rng(4)
        x, y = rng.normal(size=(30, 2)), rng.normal(size=30)
        found, small = coefficient_tests(x, y), coefficient_tests(1e-3 * x, y, weights=np.full(30, 1e-14))
        assert small.values == pytest.approx([1e3 * value for value in found.values])

    def test_tables_that_are_none_are_refused(self):
        x = np.arange(12.0).reshape(6, 2)
        for attributes, outcome in ((x[:, 0], x[:, 0]), (x, x), (x, x[:5, 0])):
            with pytest.raises(InvalidValueError, match="a row of figures for each outcome"):
                coefficient_tests(attributes, outcome)

    def test_a_fit_without_remainder_leaves_no_chance(self):
        found = _f_test(1.0, 9, 2)
        assert (found.p, found.n, found.df, found.statistic) == (0.0, 9, None, None)
        assert _f_test(0.0, 9, 2).p == 1.0

    def test_two_coefficients_in_standard_deviations(self):
        def of(values, covariance, df=None):
            one = Evidence(p=0.5, test=ClaimTest.ROBUST_COEFFICIENT, n=9, df=df)
            return Coefficients(
                values=values, covariance=covariance, evidence=(one, attrs.evolve(one, df=None)), overall=one, r2=0.1,
                adjusted_r2=0.1, standardised=values, n=9,
            )  # fmt: skip

        apart = of((0.3, -0.1), ((0.04, 0.01), (0.01, 0.09)))
        # |0.3| 2 - |-0.1| 3; the sign turns the covariance round: 0.16 + 0.81 + 2 * 2 * 3 * 0.01
        assert apart.difference(0, 1, (2.0, 3.0)) == pytest.approx(2 * norm.sf(0.3 / 1.09**0.5))
        nothing = of((0.0, 0.4), ((0.04, 0.01), (0.01, 0.09)), df=5.0)
        assert nothing.difference(0, 1, (1.0, 1.0)) == pytest.approx(tail(0.4 / 0.11**0.5, 5.0))
        assert of((0.3, -0.1), ((0.0, 0.0), (0.0, 0.0))).difference(0, 1, (1.0, 1.0)) == 1.0


class TestDecided:
    @staticmethod
    def made(p, difference):
        return Claim(
            name="a", kind=ClaimKind.LEVEL, part="p", subject=NAME, measure=NAME, difference=difference,
            reference=Reference(kind="threshold", label=NAME, value=0.5),
            evidence=Evidence(p=p, test=ClaimTest.MID_P, n=10),
        )  # fmt: skip

    def test_directions_and_news_are_one_way_or_the_other(self):
        made = self.made(0.5, None)
        assert [attrs.evolve(made, direction=way).direction for way in (-1, 0, 1)] == [-1, 0, 1]
        assert [attrs.evolve(made, good=way).good for way in (-1, 1, None)] == [-1, 1, None]
        for wrong in ({"direction": 2}, {"direction": -2}, {"good": 0}, {"good": 2}, {"good": -2}):
            with pytest.raises(ValueError, match="must be"):
                attrs.evolve(made, **wrong)
        assert [direction_of(value, 0.5) for value in (0.4, 0.5, 0.6, None)] == [-1, 0, 1, 0]
        assert (direction_of(0.3, None), direction_of(0.3), direction_of(-0.3), direction_of(0.0)) == (0, 1, -1, 0)

    @pytest.mark.parametrize("mean", (0.5, -0.5))
    def test_an_interval_that_just_reaches_no_difference_has_its_near_end_there(self, mean):
        (one,) = decide([self.made(0.06, Average(n=100, mean=mean, sd=1.0))])
        assert 0.0 in (one.interval.low, one.interval.high)  # t alone would leave it out, the test does not
        assert one.near_end == 0.0
        (other,) = decide([self.made(0.04, Average(n=100, mean=mean, sd=1.0))])
        assert abs(other.near_end) == pytest.approx(0.5 - 0.1 * -float(stdtrit(99, 0.025)))


def stdtrit(df, p):
    from scipy.special import stdtrit as inverse

    return inverse(df, p)


class TestTallies:
    """Scores of a tally that was written down: an answer "no" of two rows, an answer "yes" of three."""

    def tally(self, **more):
        # weights 1 and 2 for no, 0.5, 1 and 1.5 for yes
        layer = Stratum(units=5, sums=(3.0, 0.0, 3.0), squares=(5.0, 0.0, 3.5), lightest=0.5, heaviest=2.0, **more)
        return Tally(counts=(2, 0, 3), scale=Scale(low=0, high=2), strata={"": layer})

    def test_weights_are_summed_by_answer(self):
        found = SampledScores.of_tally(self.tally(cubes=(9.0, 0.0, 4.5)), (0.0, 5.0, 10.0))
        assert (found.scores.tolist(), found.units.tolist(), found.sums.tolist()) == ([0, 10], [2, 3], [3, 3])
        assert (found.squares.tolist(), found.cubes.tolist()) == ([5.0, 3.5], [9.0, 4.5])
        assert (found.n, found.row_squares, found.is_weighted, found.clusters, found.inside) == (
            5,
            8.5,
            True,
            None,
            None,
        )
        assert (found.mean, found.kish, found.kish_rows) == (5.0, 36 / 8.5, 36 / 8.5)

    def test_cubes_that_nobody_summed_are_those_of_even_weights(self):
        found = SampledScores.of_tally(self.tally(), (0.0, 5.0, 10.0))
        assert found.cubes.tolist() == [25 / 3, 3.5**2 / 3]

    def test_clusters_are_units_and_their_answers_stand_inside(self):
        layers = {
            "x": Stratum(units=2, sums=(2.0, 4.0), squares=(3.0, 6.0), clusters={"a": (2.0, 1.0), "b": (0.0, 3.0)}),
            "y": Stratum(units=2, sums=(3.0, 0.0), squares=(5.0, 0.0), clusters={"a": (3.0, 0.0), "c": (0.0, 0.0)}),
        }
        made = Tally(counts=(4, 3), scale=Scale(low=0, high=1), strata=layers)
        found = SampledScores.of_tally(made, (0.0, 1.0))
        assert found.clusters == (("x", "a"), ("x", "b"), ("y", "a"))  # nobody of c answered
        assert found.strata == ("x", "x", "y")
        assert found.scores.tolist() == [1 / 3, 1.0, 0.0]
        assert (found.units.tolist(), found.sums.tolist()) == ([1, 1, 1], [3, 3, 3])
        assert (found.squares.tolist(), found.cubes.tolist()) == ([9, 9, 9], [27, 27, 27])
        assert (found.n, found.row_squares, found.is_weighted) == (7, 14.0, True)
        inside = found.inside
        assert inside.strata == (("x", "a"), ("x", "a"), ("x", "b"), ("y", "a"))
        assert (inside.scores.tolist(), inside.sums.tolist()) == ([0, 1, 1, 0], [2, 1, 3, 3])
        # 7 rows of weight 9 / 7 on average, whose squares are 14 / 9 of the weight
        assert inside.units == pytest.approx(np.array([2, 1, 3, 3]) * 7 / 9)
        assert inside.squares == pytest.approx(np.array([2, 1, 3, 3]) * 14 / 9)
        assert inside.cubes == pytest.approx(np.array([2, 1, 3, 3]) * (14 / 9) ** 2)
        assert (inside.n, inside.row_squares, inside.clusters) == (7, 14.0, None)

        for name, layer in layers.items():
            layers[name] = attrs.evolve(layer, squares=(0.0, 0.0))
        unknown = SampledScores.of_tally(Tally(counts=(4, 3), scale=Scale(low=0, high=1), strata=layers), (0.0, 1.0))
        assert unknown.row_squares == pytest.approx(5**2 / 4 + 4**2 / 3)  # as if rows of one answer had one weight
        nobody = {"x": Stratum(units=2, sums=(0.0, 0.0), squares=(0.0, 0.0), clusters={"a": (0.0, 0.0)})}
        empty = SampledScores.of_tally(Tally(counts=(0, 0), scale=Scale(low=0, high=1), strata=nobody), (0.0, 1.0))
        assert (empty.n, empty.mean, empty.row_squares) == (0, None, 0.0)

    def test_scores_of_two_sets_are_one(self):
        a, b = rows([1.0, 2.0], clusters=["x", "y"]), rows([3.0], weights=[2.0], clusters=["z"])
        both = a + b
        assert (both.n, both.row_squares) == (3, 6.0)
        assert both.clusters == (("all", "x"), ("all", "y"), ("all", "z"))
        assert both.inside.n == 3
        assert (a + rows([1.0])).inside is None
        assert (a + rows([1.0, 3.0], weights=[1.0, 2.0])).is_weighted is True
        assert (a.is_weighted, b.is_weighted, both.is_weighted) == (False, False, True)  # each has one weight by itself

    def test_strata_keep_their_own_entries_and_light_answers_count(self):
        layers = {
            "x": Stratum(units=3, sums=(0.5, 0.75), squares=(0.25, 0.3125)),
            "y": Stratum(units=2, sums=(0.0, 3.0), squares=(0.0, 5.0)),
        }
        found = SampledScores.of_tally(Tally(counts=(1, 4), scale=Scale(low=0, high=1), strata=layers), (0.0, 1.0))
        assert (found.strata, found.scores.tolist()) == (("x", "x", "y"), [0, 1, 1])
        assert found.sums.tolist() == [0.5, 0.75, 3.0]
        assert found.units == pytest.approx([1.0, 0.75**2 / 0.3125, 9 / 5])  # Kish's number: whose rows is not known
        assert found.cubes == pytest.approx([0.25**2 / 0.5, 0.3125**2 / 0.75, 25 / 3])
        assert found.row_squares == pytest.approx(5.5625)

    def test_nobody_has_no_mean_and_no_number(self):
        nobody = rows([])
        assert (nobody.mean, nobody.kish, nobody.kish_rows, nobody.variance()[0]) == (None, 0.0, 0.0, 0.0)
        assert SampledScores.of_counts(0, 0).mean is None

    def test_a_single_unit_shows_no_spread(self):
        assert rows([3.0]).variance() == (0.0, 1.0)
        layered = rows([1.0, 2.0, 4.0], strata=["a", "b", "b"])
        # b alone shows spread: two rows, 1 and 2 times 2 from its sum
        mean = 7 / 3
        away = np.array([2.0, 4.0]) - mean
        assert layered.variance() == (pytest.approx(2 * ((away - away.mean()) ** 2).sum() / 9), 2.0)


def test_many_sums_at_once_have_the_tails_of_each():
    sums = [
        (-2.1, 1.0, 1.0), (-2.0, 1.0, 1.0), (2.1, 1.0, -1.0), (1.5, 1.0, 9e-4), (1.5, 1.0, 2e-3), (-1.3, 1.7, 0.8),
        (1.3, 1.7, -0.8), (0.0, 0.0, 0.0), (0.5, 0.0, 0.1), (1e-200, 1e-300, 0.0), (3.0, 2.0, 0.0),
    ]  # fmt: skip
    assert many_tails(*np.array(sums).T) == pytest.approx([pearson_tails(*one) for one in sums], rel=1e-12)
    assert [pearson_tails(*one) for one in sums[:3]] == [0.0] * 3
    assert [pearson_tails(*one) for one in sums[7:10]] == [1.0] * 3
    assert permutation_moments(1, 1, 3.0, 2.0) == permutation_moments(0, 0, 3.0, 2.0) == (0.0, 0.0)
    # one of three: variance of a single number, third moment of a single number
    assert permutation_moments(1, 3, 2.0, 1.5) == pytest.approx((2.0, 1.5))


def test_statistics_without_end_have_no_p():
    from servicekit.stats.claims._claim_tests import t_tail

    assert (t_tail(inf, 5.0), t_tail(-inf, 5.0)) == (0.0, 0.0)
