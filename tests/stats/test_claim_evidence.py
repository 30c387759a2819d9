"""Statistics, errors and sizes of the tests behind claims, against the same written out plainly."""

import numpy as np
import pytest
from scipy.special import stdtr
from scipy.stats import binom, binomtest, chi2, f, gamma, hypergeom, linregress, norm

from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.claims._claim_tests import (
    ClaimTest,
    _mid_p,
    _three_moments,
    effective_binomial,
    equivalence,
    exact_binomial,
    most_frequent,
    rounded,
    two_shares,
)
from servicekit.stats.comparison._extremes import extremum, paired_mean
from servicekit.stats.comparison._independent_test import independent_test, skewness_of
from servicekit.stats.comparison._level_test import level_test, trend_test
from servicekit.stats.comparison._mean_test import mean_test
from servicekit.stats.comparison._step_down import _pooled, step_down
from servicekit.stats.designs._linearised import Linearised
from servicekit.stats.drivers._coefficient_tests import coefficient_tests
from servicekit.stats.intervals._estimates import Average, Resampled, average_of
from servicekit.stats.intervals._permutation_moments import many_tails, pearson_tails, permutation_moments
from servicekit.stats.planning._answers_needed import answers_for_groups, answers_for_majority
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.stats.scores._two_samples import _permutation, two_samples

rows = SampledScores.of_rows


def tail(statistic, df):
    return float(2 * stdtr(df, -abs(statistic)))


class TestShares:
    @pytest.mark.parametrize("table", ((3, 10, 9, 10), (9, 10, 10, 11), (0, 4, 3, 5), (5, 5, 2, 9), (2, 7, 2, 30)))
    def test_mid_p_sums_the_hypergeometric(self, table):
        first, n, second, other = table
        law = hypergeom(n + other, first + second, n)
        low, high, at = law.cdf(first - 1), law.sf(first), law.pmf(first)
        found = two_shares(*table)
        assert found.p == pytest.approx(2 * (min(low, high) + at / 2), rel=1e-10)
        assert (found.n, found.n_reference, found.test) == (n, other, ClaimTest.MID_P)
        assert found.statistic == pytest.approx(first / n - second / other)
        pooled = (first + second) / (n + other)
        assert found.standard_error == pytest.approx((pooled * (1 - pooled) * (1 / n + 1 / other)) ** 0.5)

    def test_three_moments_stand_in_from_a_variance_of_100_on(self):
        below, above = (420, 780, 390, 780), (1180, 2000, 1100, 2000)
        for table, count in ((below, _mid_p), (above, _three_moments)):
            first, n, second, other = table
            assert two_shares(*table).p == rounded(count(first, n + other, first + second, n))
        assert _three_moments(1180, 4000, 2280, 2000) != _mid_p(1180, 4000, 2280, 2000)

    def test_shares_without_spread_have_no_error_and_nobody_no_test(self):
        alike = two_shares(4, 4, 6, 6)
        assert (alike.p, alike.standard_error) == (1.0, None)
        for table in ((0, 0, 2, 5), (2, 5, 0, 0)):
            assert (two_shares(*table).p, str(two_shares(*table).reason)) == (None, "only 0 answers 只有0份回答")

    @pytest.mark.parametrize("call", (exact_binomial, equivalence))
    def test_more_hits_than_answers_are_refused(self, call):
        with pytest.raises(InvalidValueError, match="at most n=3"):
            call(4, 3)
        with pytest.raises(InvalidValueError, match="count"):
            call(-1, 3)
        assert call(0, 0).p is None
        assert call(0, 0).n == 0
        for table in ((4, 3, 1, 2), (1, 2, 4, 3)):
            with pytest.raises(InvalidValueError, match="at most n=3"):
                two_shares(*table)

    def test_the_number_tested_against_is_a_share(self):
        for against in (-0.1, 1.1):
            with pytest.raises(InvalidValueError, match="against"):
                exact_binomial(1, 3, against=against)

    @pytest.mark.parametrize(("count", "n", "against"), ((0, 4, 0.5), (3, 10, 0.3), (9, 9, 0.8), (17, 60, 0.4)))
    def test_exact_binomial_doubles_the_smaller_tail(self, count, n, against):
        found = exact_binomial(count, n, against=against)
        assert found.p == pytest.approx(min(1, 2 * min(binom.cdf(count, n, against), binom.sf(count - 1, n, against))))
        assert (found.n, found.statistic) == (n, count / n)
        assert found.standard_error == pytest.approx((against * (1 - against) / n) ** 0.5)

    def test_equivalence_takes_the_larger_of_two_tails(self):
        for count, n, against, margin in (
            (50, 100, 0.5, 0.1),
            (0, 30, 0.2, 0.1),
            (30, 30, 0.85, 0.1),
            (44, 90, 0.4, 0.2),
        ):
            found = equivalence(count, n, against=against, margin=margin)
            above = binom.sf(count - 1, n, against - margin)
            assert found.p == pytest.approx(max(above, binom.cdf(count, n, against + margin)), abs=1e-12)
            assert (found.n, found.margin, found.statistic) == (n, margin, count / n)
        for against, margin in ((0.1, 0.1), (0.9, 0.1), (0.5, 0.0), (0.5, -0.1)):
            with pytest.raises(InvalidValueError, match="margin"):
                equivalence(1, 3, against=against, margin=margin)

    def test_the_most_frequent_is_tested_in_the_sum_of_two(self):
        found = most_frequent(30, 14)
        assert found.p == pytest.approx(binomtest(30, 44).pvalue)
        assert (found.n, found.n_reference, found.test) == (30, 14, ClaimTest.SIGN)
        assert most_frequent(0, 0).p is None

    def test_weighted_shares_are_rounded_towards_the_number(self):
        assert effective_binomial(0.67, 10.9, against=0.5).p == exact_binomial(6, 10).p
        assert effective_binomial(0.33, 10.9, against=0.5).p == exact_binomial(4, 10).p
        assert effective_binomial(0.6, 10.0 - 1e-12, against=0.5).p == exact_binomial(6, 10).p
        assert effective_binomial(0.4, 10.0, against=0.5).p == exact_binomial(4, 10).p
        assert effective_binomial(0.0, 3.0, against=0.5).p == exact_binomial(0, 3).p
        assert effective_binomial(1.0, 3.0, against=0.5).p == exact_binomial(3, 3).p
        assert effective_binomial(0.9, 0.99, against=0.5).p is None
        assert effective_binomial(1.0, 1.0, against=0.5).p == 1.0


class TestMoments:
    @pytest.mark.parametrize(("shift", "third"), ((1.3, 0.8), (-1.3, 0.8), (0.4, -0.8), (-2.0, -0.3), (-1.9, 1.0)))
    def test_tails_are_those_of_a_shifted_gamma(self, shift, third):
        variance = 1.7
        skewness = abs(third) / variance**1.5
        z = shift / variance**0.5 * np.sign(third)
        law = gamma(4 / skewness**2, loc=-2 / skewness, scale=skewness / 2)
        want = 2 * min(law.cdf(z), law.sf(z))
        assert pearson_tails(shift, variance, third) == pytest.approx(want, rel=1e-9)

    def test_beyond_the_end_of_the_gamma_nothing_is_left(self):
        assert pearson_tails(-2.1, 1.0, 1.0) == 0.0
        assert pearson_tails(-2.0, 1.0, 1.0) == 0.0
        assert pearson_tails(2.1, 1.0, -1.0) == 0.0

    def test_hardly_any_skewness_is_none(self):
        assert pearson_tails(1.5, 1.0, 9e-4) == pytest.approx(2 * norm.sf(1.5), rel=1e-12)
        assert pearson_tails(1.5, 1.0, 2e-3) != pytest.approx(2 * norm.sf(1.5), rel=1e-6)

    def test_tails_of_many_sums_are_those_of_each(self):
        sums = np.array([(1.3, 1.7, 0.8), (-2.1, 1, 1), (2, 1, 0), (-1.5, 1, 9e-4), (0, 0, 0), (9, 1, -0.3)], float)
        assert many_tails(*sums.T) == pytest.approx([pearson_tails(*row) for row in sums.tolist()], rel=1e-12)

    def test_moments_of_a_sum_drawn_without_replacement(self):
        from itertools import combinations

        values = np.array([0.0, 1, 1, 4, 9])
        sums = np.array([sum(values[list(places)]) for places in combinations(range(5), 2)])
        off = values - values.mean()
        variance, third = permutation_moments(2, 5, float((off**2).mean()), float((off**3).mean()))
        assert variance == pytest.approx(sums.var())
        assert third == pytest.approx(((sums - sums.mean()) ** 3).mean())
        assert permutation_moments(1, 1, 3.0, 2.0) == (0.0, 0.0)
        assert permutation_moments(1, 2, 1.0, 0.0) == (1.0, 0.0)

    def test_p_values_are_rounded_and_kept_within_0_and_1(self):
        assert rounded(1.2) == 1.0
        assert rounded(-0.1) == 0.0
        assert rounded(0.12345678901234567) == 0.123456789012


class TestAnswersNeeded:
    def test_groups_follow_the_normal_formula(self):
        for groups, share, difference, level in ((2, 0.5, 0.1, 0.05), (7, 0.8, 0.03, 0.001)):
            reach = norm.ppf(1 - level / 2) + norm.ppf(0.8)
            want = reach**2 * share * (1 - share) * (1 + 1 / (groups - 1)) / difference**2
            assert answers_for_groups(groups, share, difference, level) == int(np.ceil(want))

    @pytest.mark.parametrize("wrong", ((1, 0.5, 0.1, 0.05), (1.2e9, 0.5, 0.1, 0.05), (2, 0.0, 0.1, 0.05),
                                       (2, 1.0, 0.1, 0.05), (2, 0.5, 0, 0.05), (2, 0.5, 0.1, 0.0),
                                       (2, 0.5, 0.1, 1.0)))  # fmt: skip
    def test_numbers_out_of_range_are_refused(self, wrong):
        with pytest.raises(InvalidValueError):
            answers_for_groups(*wrong)

    def test_extreme_shares_are_no_error(self):
        assert answers_for_groups(2, 0.999, 0.1, 0.05) == 2
        assert answers_for_groups(2, 0.5, 0.1, 0.999) > 0

    def test_a_majority_needs_power_from_there_on_and_is_given_up_beyond_the_most(self):
        assert answers_for_majority(0.6, 0.05, most=270) == 210
        assert answers_for_majority(0.6, 0.05, most=269) is None
        assert answers_for_majority(0.99, 2 * 0.5**6) == 6  # six of six is just enough
        assert answers_for_majority(0.99, 2 * 0.5**6 - 1e-9) == 7

    def test_the_answers_found_have_the_power(self):
        for share, level, against in ((0.65, 0.02, 0.5), (0.9, 0.05, 0.7)):
            n = answers_for_majority(share, level, against=against)
            assert n is not None
            for size, has in ((n, True), (n - 1, False)):
                counts = np.arange(size + 1)
                tests = [exact_binomial(int(c), size, against=against).p or 0 for c in counts]
                claimed = (np.array(tests) <= level) & (counts > size * against)
                assert bool(binom.pmf(counts, size, share)[claimed].sum() >= 0.8) is has


def sample(seed=0, n=60):
    rng = np.random.default_rng(seed)
    return {
        "y": rng.integers(1, 6, n).astype(float),
        "hit": (rng.random(n) < 0.7).astype(float),
        "w": rng.uniform(0.5, 2, n),
        "c": [f"c{k}" for k in rng.integers(0, 12, n)],
        "s": np.where(np.arange(n) % 3 == 0, "town", "land").tolist(),
    }


def taylor(y, w, units=None, strata=None):
    """Variance of a weighted mean from the totals of units within strata, written out."""
    y, w = np.asarray(y, dtype=float), np.asarray(w, dtype=float)
    e = w * (y - w @ y / w.sum()) / w.sum()
    units = np.arange(len(y)) if units is None else np.asarray(units)
    strata = np.zeros(len(y)) if strata is None else np.asarray(strata)
    found = 0.0
    for layer in np.unique(strata):
        totals = np.array([e[(strata == layer) & (units == u)].sum() for u in np.unique(units[strata == layer])])
        if len(totals) > 1:
            found += len(totals) / (len(totals) - 1) * ((totals - totals.mean()) ** 2).sum()
    return found


class TestUnits:
    def test_variance_is_that_of_totals_of_units(self):
        d = sample()
        for options in ({}, {"weights": d["w"]}, {"weights": d["w"], "strata": d["s"]}, {"clusters": d["c"]},
                        {"weights": d["w"], "clusters": d["c"]}):  # fmt: skip
            made = rows(d["y"], **options)
            w = options.get("weights", np.ones(60))
            want = taylor(d["y"], w, options.get("clusters"), options.get("strata"))
            assert made.variance()[0] == pytest.approx(want, rel=1e-9)
            assert made.mean == pytest.approx(np.average(d["y"], weights=w))

    def test_units_behind_a_variance(self):
        d = sample()
        kish = d["w"].sum() ** 2 / (d["w"] ** 2).sum()
        assert rows(d["y"]).variance()[1] == 60
        assert rows(d["y"], strata=d["s"]).variance()[1] == 59
        assert rows(d["y"], weights=d["w"]).variance()[1] == pytest.approx(kish)
        assert rows(d["y"], weights=d["w"], clusters=d["c"]).variance()[1] == len(set(d["c"]))
        assert rows(d["y"], weights=d["w"]).kish_rows == pytest.approx(kish)
        assert rows(d["y"], weights=[0.0] * 60).n == 0
        assert rows(d["y"], weights=[0.0] * 60).mean is None
        assert rows(d["y"], weights=[0.0] * 60).kish == 0.0
        assert rows(d["y"], weights=[2.0] * 60).is_weighted is False
        assert rows(d["y"], weights=[0.0] * 30 + [1.0] * 30).n == 30

    def test_counts_are_the_same_as_rows(self):
        counted, listed = SampledScores.of_counts(37, 60), rows([1] * 37 + [0] * 23)
        assert (counted.n, counted.mean, counted.kish) == (60, 37 / 60, 60)
        assert counted.variance()[0] == pytest.approx(listed.variance()[0])
        assert two_samples(counted, SampledScores.of_counts(20, 60)).p == two_shares(37, 60, 20, 60).p
        assert SampledScores.of_counts(0, 5).mean == 0
        assert SampledScores.of_counts(5, 5).mean == 1

    def test_entries_of_one_cluster_are_taken_together(self):
        a = rows([1.0, 2, 3, 4], clusters=["x", "x", "y", "y"])
        b = rows([5.0, 6], clusters=["x", "z"])
        both = a + b
        assert both.n == 6
        joined = both.by_cluster()
        assert len(joined.scores) == 3
        whole = rows([1.0, 2, 3, 4, 5, 6], clusters=["x", "x", "y", "y", "x", "z"])
        assert joined.variance()[0] == pytest.approx(whole.variance()[0])
        assert joined.mean == pytest.approx(3.5)
        assert a.by_cluster() is a
        plain = rows([1.0, 2])
        assert plain.by_cluster() is plain
        assert (plain + a).clusters is None

    def test_means_under_weights_are_tested_with_satterthwaite(self):
        d, e = sample(1), sample(2, 50)
        found = two_samples(rows(d["y"], weights=d["w"]), rows(e["y"], weights=e["w"]))
        v = [taylor(x["y"], x["w"]) for x in (d, e)]
        k = [x["w"].sum() ** 2 / (x["w"] ** 2).sum() for x in (d, e)]
        df = sum(v) ** 2 / (v[0] ** 2 / (k[0] - 1) + v[1] ** 2 / (k[1] - 1))
        shift = np.average(d["y"], weights=d["w"]) - np.average(e["y"], weights=e["w"])
        assert (found.df, found.standard_error) == (pytest.approx(df), pytest.approx(sum(v) ** 0.5))
        assert found.statistic == pytest.approx(shift / sum(v) ** 0.5)
        assert (found.n, found.n_reference) == (60, 50)
        assert (found.p or 0) >= tail(found.statistic, df) - 1e-12

    def test_few_effective_answers_and_single_clusters_have_no_test(self):
        heavy = np.r_[[100.0], np.ones(59)]
        d = sample(3)
        assert two_samples(rows(d["y"], weights=heavy), rows(d["y"], weights=d["w"])).p is None
        assert two_samples(rows(d["y"], weights=d["w"]), rows(d["y"], weights=heavy)).p is None
        alone = rows(d["y"], clusters=["one"] * 60)
        others = rows(d["y"], clusters=[f"k{k}" for k in range(60)])
        assert two_samples(alone, others).p is None
        assert two_samples(others, alone).p is None

    def test_common_clusters_are_compared_by_their_contributions(self):
        d = sample(4, 120)
        side = np.arange(120) % 2 == 0
        names = np.array(d["c"])
        a, b = (rows(d["y"][k], clusters=names[k].tolist()) for k in (side, ~side))
        found = two_samples(a, b)
        parts, sizes = [], []
        for name in np.unique(names):
            u = sum(
                sign * (d["y"][k & (names == name)] - d["y"][k].mean()).sum() / k.sum()
                for k, sign in ((side, 1), (~side, -1))
            )
            parts.append(u)
            sizes.append((names == name).sum())
        count, sizes = len(parts), np.array(sizes, dtype=float)
        error = (count / (count - 1) * (np.array(parts) ** 2).sum()) ** 0.5
        df = sizes.sum() ** 2 / (sizes**2).sum() - 1
        shift = d["y"][side].mean() - d["y"][~side].mean()
        assert found.test is ClaimTest.COMMON_CLUSTERS
        assert (found.standard_error, found.df) == (pytest.approx(error), pytest.approx(df))
        assert found.statistic == pytest.approx(shift / error)
        within = _permutation(a.inside, b.inside)  # the larger of t and of a permutation within clusters
        assert found.p == pytest.approx(max(tail(shift / error, df), within))

    def test_common_clusters_must_be_six(self):
        def side(k):
            return rows([1.0, 2, 3, 4, 5, 1] * 2, clusters=[f"{place % k}" for place in range(12)])

        assert two_samples(side(5), side(5)).p is None
        assert two_samples(side(6), side(6)).p == 1.0

    def test_equal_means_without_spread_are_no_difference(self):
        def flat(value):
            return rows([value] * 12, clusters=[f"{place % 6}" for place in range(12)])

        assert two_samples(flat(3.0), flat(3.0)).p == 1.0
        assert two_samples(flat(3.0), flat(4.0)).p == 0.0


class TestLevels:
    def test_plain_shares_are_exact_and_balances_a_sign_test(self):
        d = sample(5)
        hits = int(d["hit"].sum())
        assert level_test(rows(d["hit"]), against=0.5).p == exact_binomial(hits, 60).p
        balance = level_test(rows([1.0] * 20 + [-1.0] * 8 + [0.0] * 30), against=0.0)
        assert (balance.p, balance.n, balance.test) == (exact_binomial(20, 28).p, 58, ClaimTest.SIGN)
        assert balance.statistic == pytest.approx(12 / 58)
        assert balance.standard_error == pytest.approx(taylor([1.0] * 20 + [-1.0] * 8 + [0.0] * 30, [1.0] * 58) ** 0.5)
        assert level_test(rows([0.0] * 9), against=0.0).p == 1.0
        assert level_test(rows([]), against=0.5).p is None

    @pytest.mark.parametrize("options", ("weights", "strata", "clusters"))
    def test_shares_under_a_design_take_the_larger_of_t_and_exact(self, options):
        d = sample(6)
        given = {"weights": d["w"]} if options == "weights" else {options: d[options[0]]}
        found = level_test(rows(d["hit"], **given), against=0.5)
        w = given.get("weights", np.ones(60))
        mean = np.average(d["hit"], weights=w)
        variance = taylor(d["hit"], w, given.get("clusters"), given.get("strata"))
        sizes = np.array([d["c"].count(name) for name in set(d["c"])], dtype=float)
        df = {"weights": w.sum() ** 2 / (w**2).sum(), "strata": 59, "clusters": sizes.sum() ** 2 / (sizes**2).sum()}
        n = min(mean * (1 - mean) / variance, 60.0)
        t = tail((mean - 0.5) / variance**0.5, df[options] - 1)
        assert found.p == pytest.approx(max(t, effective_binomial(mean, n, against=0.5).p))
        assert (found.df, found.standard_error) == (pytest.approx(df[options] - 1), pytest.approx(variance**0.5))
        assert (found.n, found.test, found.statistic) == (60, ClaimTest.EXACT_BINOMIAL, pytest.approx(mean))

    def test_balances_under_a_design_rest_on_t(self):
        d = sample(7)
        signs = np.sign(d["y"] - 3)
        found = level_test(rows(signs, weights=d["w"]), against=0.0)
        variance, kish = taylor(signs, d["w"]), d["w"].sum() ** 2 / (d["w"] ** 2).sum()
        assert found.p == pytest.approx(tail(np.average(signs, weights=d["w"]) / variance**0.5, kish - 1))
        assert found.test is ClaimTest.SIGN

    def test_designs_that_leave_little_have_no_test(self):
        assert level_test(rows([1.0] * 12, weights=[100.0] + [1.0] * 11), against=0.5).p is None
        assert level_test(rows([1.0, 0.0] * 10, clusters=[f"{k % 5}" for k in range(20)]), against=0.5).p is None
        assert level_test(rows([1.0, 0.0] * 12, clusters=[f"{k % 6}" for k in range(24)]), against=0.5).p is not None
        ten = rows([1.0, 0.0] * 5, weights=[1.0] * 9 + [1.0 + 1e-9])  # ten effective answers are just enough
        assert level_test(ten, against=0.5).p is not None

    def test_all_alike_under_weights_is_judged_on_the_effective_answers(self):
        w = np.linspace(0.5, 1.5, 40)
        kish = w.sum() ** 2 / (w**2).sum()
        found = level_test(rows([1.0] * 40, weights=w), against=0.5)
        assert found.p == effective_binomial(1.0, kish, against=0.5).p
        assert found.standard_error is None


class TestTrends:
    def waves(self, seed=0, k=5, n=30):
        rng = np.random.default_rng(seed)
        sizes = rng.integers(n // 2, n, k)
        return [rng.integers(1, 6, size).astype(float) + 0.2 * place for place, size in enumerate(sizes)], rng

    def test_plain_waves_are_a_regression_with_its_own_spread(self):
        waves, _ = self.waves()
        slope, found = trend_test([rows(values) for values in waves])
        x = np.concatenate([np.full(len(values), place) for place, values in enumerate(waves)]).astype(float)
        y = np.concatenate(waves)
        fit = linregress(x, y)
        residual = y - fit.intercept - fit.slope * x
        away = x - x.mean()
        error = (len(y) / (len(y) - 1) * (away**2 * residual**2).sum()) ** 0.5 / (away**2).sum()
        assert slope == pytest.approx(fit.slope)
        assert (found.standard_error, found.df, found.n) == (pytest.approx(error), len(y) - 2, len(y))
        assert found.statistic == pytest.approx(slope / error)
        assert found.p == pytest.approx(tail(slope / error, len(y) - 2))

    def test_weights_and_clusters_count_as_the_design_says(self):
        waves, rng = self.waves(1)
        w = [rng.uniform(0.5, 2, len(values)) for values in waves]
        c = [[f"c{k}" for k in rng.integers(0, 9, len(values))] for values in waves]
        x = np.concatenate([np.full(len(values), place) for place, values in enumerate(waves)]).astype(float)
        y, weights, names = np.concatenate(waves), np.concatenate(w), np.concatenate(c)
        centre, mean = np.average(x, weights=weights), np.average(y, weights=weights)
        spread = weights @ (x - centre) ** 2
        want = weights @ ((x - centre) * (y - mean)) / spread
        parts = weights * (x - centre) * (y - mean - want * (x - centre))
        kish = sum(each.sum() ** 2 / (each**2).sum() for each in w)
        slope, found = trend_test([rows(v, weights=u) for v, u in zip(waves, w, strict=True)])
        error = (kish / (kish - 1) * (parts**2).sum()) ** 0.5 / spread
        assert (slope, found.standard_error, found.df) == (
            pytest.approx(want),
            pytest.approx(error),
            pytest.approx(kish - 2),
        )
        slope, found = trend_test([rows(v, weights=u, clusters=k) for v, u, k in zip(waves, w, c, strict=True)])
        totals = np.array([parts[names == name].sum() for name in np.unique(names)])
        sizes = np.array([weights[names == name].sum() for name in np.unique(names)])
        error = (9 / 8 * (totals**2).sum()) ** 0.5 / spread
        assert (slope, found.standard_error) == (pytest.approx(want), pytest.approx(error))
        assert found.df == pytest.approx(sizes.sum() ** 2 / (sizes**2).sum() - 1)

    def test_fewer_than_four_waves_empty_waves_and_few_clusters_have_no_test(self):
        waves, _ = self.waves(2)
        assert trend_test([rows(values) for values in waves[:3]])[1].p is None
        assert trend_test([rows(values) for values in waves[:4]])[1].p is not None
        assert trend_test([rows(waves[0]), rows([3.0]), *(rows(values) for values in waves[2:])])[1].p is None

        def among(k):
            return [rows(v, clusters=[f"{p % k}" for p in range(len(v))]) for v in waves]

        assert trend_test(among(5))[1].p is None
        assert trend_test(among(6))[1].p is not None

    def test_flat_waves_have_no_slope_and_a_line_without_spread_has_one(self):
        assert trend_test([rows([3.0] * 5)] * 4)[1].p == 1.0
        slope, found = trend_test([rows([float(place)] * 5) for place in range(4)])
        assert (slope, found.p, found.n) == (1.0, 0.0, 20)


class TestExtremes:
    def test_the_hardest_rival_gives_p_and_difference(self):
        rng = np.random.default_rng(3)
        data = rng.normal([3.0, 3.2, 4.0, 5.0], 0.5, (60, 4))
        found = extremum(data)
        assert (found.place, found.rival) == (0, 1)
        apart = data[:, 0] - data[:, 1]
        t = apart.mean() / (apart.std(ddof=1) / 60**0.5)
        assert found.evidence.p == pytest.approx(tail(t, 59))
        assert found.difference == pytest.approx(apart.mean())
        assert found.evidence.test is ClaimTest.EXTREMUM
        highest = extremum(data, lowest=False)
        assert (highest.place, highest.rival) == (3, 2)
        assert highest.difference == pytest.approx((data[:, 3] - data[:, 2]).mean())

    def test_candidates_are_those_not_above_at_their_share_of_the_level(self):
        # one-sided .05 / (d - 1): two-sided cut .1 / 3 among four figures
        n, rng = 40, np.random.default_rng(5)
        base, noise = rng.normal(size=n), rng.normal(size=n)
        noise = (noise - noise.mean()) / noise.std(ddof=1)

        def shifted(p):
            return noise + t_for(p) / n**0.5

        def t_for(p):
            from scipy.special import stdtrit

            return float(-stdtrit(n - 1, p / 2))

        data = np.column_stack([base, base + shifted(0.04), base + shifted(0.03), base + shifted(0.2)])
        assert extremum(data).candidates == (0, 3, 1)
        assert extremum(data, level=0.9).candidates == (0, 3)
        assert set(extremum(data, level=0.96).candidates) == {0, 1, 2, 3}

    def test_weights_and_clusters_decide_with_their_own_means(self):
        d = sample(8)
        data = np.column_stack([d["y"], d["y"] + np.where(np.arange(60) % 2, 0.9, 0.1)])
        found = extremum(data, weights=d["w"])
        apart = data[:, 0] - data[:, 1]
        variance, kish = taylor(apart, d["w"]), d["w"].sum() ** 2 / (d["w"] ** 2).sum()
        mean = np.average(apart, weights=d["w"])
        assert found.difference == pytest.approx(mean)
        assert found.evidence.p == pytest.approx(tail(mean / variance**0.5, kish - 1), abs=1e-12)
        clustered = extremum(data, clusters=d["c"]).evidence
        sizes = np.array([d["c"].count(name) for name in set(d["c"])], dtype=float)
        assert clustered.df == pytest.approx(sizes.sum() ** 2 / (sizes**2).sum() - 1)
        assert extremum(data, clusters=[f"{k % 5}" for k in range(60)]).evidence.p is None
        assert extremum(data, clusters=[f"{k % 6}" for k in range(60)]).evidence.p is not None

    def test_gaps_keep_weights_and_clusters_of_those_who_gave_both(self):
        d = sample(9)
        data = np.column_stack([d["y"], d["y"] + np.where(np.arange(60) % 2, 1.5, 0.2), d["y"] + 1])
        data[:7, 1] = np.nan
        some = extremum(data, weights=d["w"], clusters=d["c"])
        pair = extremum(data[7:, [0, some.rival]], weights=d["w"][7:], clusters=d["c"][7:])
        if some.rival == 1:
            assert some.evidence.p == pair.evidence.p
        assert some.difference == pytest.approx(
            np.average((data[:, 0] - data[:, some.rival])[7 if some.rival == 1 else 0 :],
                       weights=d["w"][7 if some.rival == 1 else 0 :])
        )  # fmt: skip
        alone = extremum(data[:, :2], weights=d["w"])
        assert alone.difference == pytest.approx(np.average((data[:, 0] - data[:, 1])[7:], weights=d["w"][7:]))
        assert alone.evidence.p == extremum(data[7:, :2], weights=d["w"][7:]).evidence.p

    def test_a_figure_nobody_gave_comes_last_and_forbids_the_claim(self):
        data = np.column_stack([np.full(9, np.nan), np.arange(9.0), np.arange(9.0) + 2])
        found = extremum(data)
        assert (found.place, found.evidence.p, found.candidates) == (1, None, (1, 2, 0))
        for wrong in (np.arange(9.0), data[:, :1]):
            with pytest.raises(InvalidValueError, match="at least two figures"):
                extremum(wrong)

    def test_the_sign_test_counts_among_those_on_either_side(self):
        few = [2.0] * 6 + [0.0] * 10 + [-1.0]
        assert paired_mean(few).p == pytest.approx(max(binomtest(6, 7).pvalue, 0.02))
        assert paired_mean([0.0] * 10).p == 1.0
        assert paired_mean([2.0] * 5).p == 0.0625  # no spread at all: the sign test alone
        many = np.r_[np.full(4, 3.0), np.zeros(26)]
        t = many.mean() / (many.std(ddof=1) / 30**0.5)
        assert paired_mean(many).p == pytest.approx(tail(t, 29))
        assert paired_mean(many[:29]).p == 0.125
        assert paired_mean([1.0]).p is None


class TestStepDown:
    def test_groups_of_fewer_than_five_are_among_the_others(self):
        found = step_down({"a": rows([1.0] * 5), "b": rows([0.0, 1.0] * 10), "c": rows([0.0] * 4)})
        assert {one.group for one in found} == {"a", "b"}
        first = found[0]
        pooled = [0.0, 1.0] * 10 + [0.0] * 4 if first.group == "a" else [1.0] * 5 + [0.0] * 4
        assert first.others_mean == pytest.approx(np.mean(pooled))
        assert len(step_down({"a": rows([1.0] * 5), "c": rows([0.0] * 4)})) == 1
        assert step_down({"c": rows([0.0] * 4), "d": rows([1.0] * 4)}) == ()

    def test_groups_across_clusters_pool_the_members_of_each(self):
        d = sample(10, 180)
        names, group = np.array(d["c"]), np.arange(180) % 3
        parts = {
            str(k): rows(d["y"][group == k], weights=d["w"][group == k], clusters=names[group == k].tolist())
            for k in range(3)
        }
        for one in step_down(parts)[:1]:
            k = int(one.group)
            rest = rows(d["y"][group != k], weights=d["w"][group != k], clusters=names[group != k].tolist())
            want = two_samples(parts[one.group], rest)
            assert one.evidence.p == pytest.approx(want.p, rel=1e-9)
            assert one.evidence.df == pytest.approx(want.df, rel=1e-9)
            assert one.others_mean == pytest.approx(rest.mean)
            assert one.mean == pytest.approx(parts[one.group].mean)

    def test_units_of_pooled_groups_are_those_of_their_rows(self):
        d = sample(12, 90)
        names, group = np.array(d["c"]), np.arange(90) % 3

        def of(kept):
            return rows(d["y"][kept], weights=d["w"][kept], clusters=names[kept].tolist())

        pooled, whole = _pooled([of(group == 0), of(group == 1)]), of(group < 2)
        for field in ("scores", "units", "sums", "squares", "cubes"):
            assert np.sort(getattr(pooled, field)) == pytest.approx(np.sort(getattr(whole, field)))
        assert (pooled.n, pooled.row_squares, pooled.is_weighted) == (60, pytest.approx(whole.row_squares), True)
        assert set(pooled.clusters) == set(whole.clusters)

    def test_of_two_that_are_as_far_apart_the_lower_is_named_first(self):
        shops = {"high": SampledScores.of_counts(60, 100), "low": SampledScores.of_counts(40, 100)}
        shops["middle"] = SampledScores.of_counts(50, 100)
        assert [one.group for one in step_down(shops)] == ["low", "middle"]
        assert step_down({"b": rows([1.0] * 6), "a": rows([1.0] * 6), "c": rows([1.0] * 6)})[0].group == "a"

    def test_p_never_falls_from_one_name_to_the_next(self):
        rng = np.random.default_rng(11)
        found = step_down({k: rows(rng.integers(1, 6, 20).astype(float)) for k in range(8)})
        p = [one.evidence.p for one in found]
        assert p == sorted(p)
        assert [len(one.without) for one in found] == [*range(7)]

    @pytest.mark.parametrize("scores", ((0.0, 1.0), (-1.0, 0.0, 1.0), (1.0, 2.0, 3.0, 4.0)))
    def test_of_plain_answers_the_group_with_the_smallest_p_of_all_is_named(self, scores):
        rng = np.random.default_rng(12)
        for _ in range(12):
            sizes = rng.choice((2, 5, 9, 40, 400, 9000), 7)
            table = np.array([rng.multinomial(n, rng.dirichlet(np.full(len(scores), 20))) for n in sizes], float)
            parts = {
                name: rows(np.repeat(scores, counts.astype(int))) for name, counts in zip("abcdefg", table, strict=True)
            }
            rest = {name: _pooled([part for other, part in parts.items() if other != name]) for name in parts}
            p = {name: two_samples(part, rest[name]).p for name, part in parts.items() if part.n >= 5}
            tied = [name for name, value in p.items() if value == min(p.values())]
            (named, *_) = step_down(parts)
            assert named.group == min(tied, key=lambda name: parts[name].mean)
            assert named.evidence.p == pytest.approx(p[named.group], rel=1e-9)
            assert named.others_mean == pytest.approx(rest[named.group].mean, rel=1e-12)

    def test_a_smaller_p_after_the_first_name_is_raised_to_that_of_the_first(self):
        shops = {k: SampledScores.of_counts(*counts) for k, counts in enumerate(((2, 33), (10, 33), (0, 14), (13, 54)))}
        first, second, *_ = step_down(shops)
        rest = _pooled([shops[k] for k in (1, 2, 3) if k != second.group])
        assert (two_samples(shops[second.group], rest).p or 1) < (first.evidence.p or 0)
        assert second.evidence.p == first.evidence.p


class TestCoefficients:
    def data(self, seed=2, n=40):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(n, 3)) + rng.normal(size=(n, 1))
        return x, x @ [0.8, 0.0, -0.3] + rng.normal(size=n), rng.uniform(0.5, 2, n)

    def test_figures_are_those_of_the_regression(self):
        x, y, w = self.data()
        found = coefficient_tests(x, y, weights=w)
        design = np.column_stack([np.ones(40), x])
        inverse = np.linalg.inv(design.T @ (w[:, None] * design))
        beta = inverse @ design.T @ (w * y)
        residual = y - design @ beta
        mean = w @ y / w.sum()
        r2 = 1 - (w @ residual**2) / (w @ (y - mean) ** 2)
        assert found.values == pytest.approx(beta[1:])
        assert (found.r2, found.n) == (pytest.approx(r2), 40)
        assert found.adjusted_r2 == pytest.approx(1 - (1 - r2) * 39 / 36)
        statistic = r2 / 3 / ((1 - r2) / 36)
        assert (found.overall.statistic, found.overall.df) == (pytest.approx(statistic), 36)
        assert found.overall.p == pytest.approx(f.sf(statistic, 3, 36))
        assert found.standardised == pytest.approx(beta[1:] * x.std(axis=0, ddof=1) / y.std(ddof=1))
        leverage = w * np.einsum("ij,jk,ik->i", design, inverse, design)
        meat = design.T @ np.diag((w * residual / (1 - leverage)) ** 2) @ design
        covariance = inverse @ meat @ inverse
        assert np.array(found.covariance) == pytest.approx(covariance[1:, 1:])
        usual = (w @ residual**2) / 36 * np.diag(inverse)
        for k in range(3):
            one = found.evidence[k]
            assert one.standard_error == pytest.approx(covariance[k + 1, k + 1] ** 0.5)
            own = tail(one.statistic, one.df)
            assert one.p == pytest.approx(max(own, tail(beta[k + 1] / usual[k + 1] ** 0.5, 36)))

    def test_a_row_of_weight_0_is_no_row(self):
        x, y, w = self.data(n=20)
        more, other, none = np.vstack([x, 9 * x, x]), np.concatenate([y, -y, y + 5]), np.concatenate([w, np.zeros(40)])
        assert coefficient_tests(more, other, weights=none) == coefficient_tests(x, y, weights=w)
        names = [f"c{k % 8}" for k in range(20)]
        padded = coefficient_tests(more, other, weights=none, clusters=[*names, *range(40)])
        assert padded == coefficient_tests(x, y, weights=w, clusters=names)

    @pytest.mark.parametrize("weights", ([1.0] * 19, [-1.0] + [1.0] * 19, [np.nan] + [1.0] * 19))
    def test_weights_that_are_none_are_refused(self, weights):
        x, y, _ = self.data(n=20)
        with pytest.raises(InvalidValueError, match="weights"):
            coefficient_tests(x, y, weights=weights)

    def test_the_jackknife_leaves_clusters_out_one_by_one(self):
        x, y, _ = self.data()
        names = [f"c{k % 8}" for k in range(40)]
        found = coefficient_tests(x, y, clusters=names)
        design = np.column_stack([np.ones(40), x])

        def fit(keep):
            return np.linalg.lstsq(design[keep], y[keep], rcond=None)[0]

        each = np.array([fit(np.array(names) != f"c{k}") for k in range(8)])
        spread = 7 / 8 * ((each - each.mean(axis=0)) ** 2).sum(axis=0)
        assert [one.standard_error for one in found.evidence] == pytest.approx(list(spread[1:] ** 0.5))
        assert {one.df for one in found.evidence} == {7.0}
        few = coefficient_tests(x, y, clusters=[f"c{k % 5}" for k in range(40)])
        assert few.evidence[0].p is None
        assert coefficient_tests(x, y, clusters=[f"c{k % 6}" for k in range(40)]).evidence[0].p is not None

    def test_absolute_standardised_coefficients_are_compared(self):
        x, y, _ = self.data()
        found = coefficient_tests(x, y)
        scales = x.std(axis=0, ddof=1).tolist()
        b, covariance = np.array(found.values), np.array(found.covariance)
        signs = np.where(b >= 0, 1.0, -1.0)
        for first, second in ((0, 2), (2, 0), (0, 1)):
            pull = np.zeros(3)
            pull[first], pull[second] = signs[first] * scales[first], -signs[second] * scales[second]
            df = min(found.evidence[first].df, found.evidence[second].df)
            want = tail(pull @ b / (pull @ covariance @ pull) ** 0.5, df)
            assert found.difference(first, second, scales) == pytest.approx(want)

    def test_a_perfect_fit_and_a_constant_outcome(self):
        x, _, _ = self.data()
        exact = coefficient_tests(x, x @ [1.0, 2.0, 3.0])
        assert exact.r2 == pytest.approx(1)
        assert (exact.overall.p or 0) < 1e-12
        flat = coefficient_tests(x, np.full(40, 3.0))
        assert (flat.r2, flat.standardised) == (0.0, (0.0, 0.0, 0.0))

    def test_too_few_rows_and_attributes_that_determine_each_other_are_refused(self):
        x, y, _ = self.data()
        with pytest.raises(InvalidValueError, match="more than 4"):
            coefficient_tests(x[:4], y[:4])
        assert coefficient_tests(x[:5], y[:5]).n == 5
        with pytest.raises(InvalidValueError, match="determined"):
            coefficient_tests(np.column_stack([x, x[:, 0] + x[:, 1]]), y)
        with pytest.raises(InvalidValueError, match="a row of figures"):
            coefficient_tests(x, y[:-1])


class TestPermutation:
    def test_moments_within_strata_add_up(self):
        """At one mix of strata, each permuted by itself, the difference has the moments of all its permutations."""
        from itertools import combinations

        a = {"x": [1.0, 2.0], "y": [7.0]}
        b = {"x": [2.0, 5.0, 3.0, 3.0], "y": [9.0, 20.0]}
        sums = []
        for left in combinations(a["x"] + b["x"], 2):
            sums += [sum(left) + one for one in a["y"] + b["y"]]
        off = np.array(sums) - np.mean(sums)
        shift = sum(a["x"]) + sum(a["y"]) - np.mean(sums)

        def side(values):
            names = [name for name in values for _ in values[name]]
            return rows([each for name in values for each in values[name]], strata=names)

        want = pearson_tails(shift, float((off**2).mean()), float((off**3).mean()))
        assert _permutation(side(a), side(b)) == pytest.approx(want, rel=1e-9)


class TestMeansOfTwo:
    def test_answers_tell_the_skewness_that_numbers_would(self):
        first, second = np.array([1.0, 1, 1, 2, 5]), np.array([3.0, 4, 5, 5, 5, 1])
        shares = tuple((float(v), float((first == v).mean())) for v in np.unique(first))
        counted = Average(n=5, mean=2.0, sd=float(first.std(ddof=1)), answers=shares)
        assert skewness_of(counted) == pytest.approx(skewness_of(average_of(first)))
        assert skewness_of(Average(n=3, mean=2.0, sd=0.0, answers=((2.0, 1.0),))) == 0.0
        assert (
            independent_test(counted, average_of(second)).p == independent_test(average_of(first), average_of(second)).p
        )

    def test_a_variance_that_is_too_small_on_average_is_made_larger(self):
        def under(bias):
            design = Linearised(variance=0.01, degrees_of_freedom=8.0, bias=bias, kish=40.0, n=40)
            return Average(n=40, mean=3.0, sd=0.6, sampling=design)

        other = Average(n=40, mean=3.4, sd=0.6)
        found = independent_test(under(0.64), other)
        assert found.standard_error == pytest.approx((0.01 / 0.64 + 0.36 / 40) ** 0.5)
        assert found.statistic == pytest.approx(-0.4 / found.standard_error)
        one = mean_test(under(0.64), down=0, up=40)
        assert one.standard_error == pytest.approx(0.1 / 0.8)
        assert one.p == pytest.approx(tail(3.0 / 0.125, 8.0), abs=1e-12)

    def test_figures_of_resamples_are_tested_by_their_interval_whichever_comes_first(self):
        rng = np.random.default_rng(1)
        a, b = (Resampled(value=value, draws=value + 0.1 * rng.normal(size=2000)) for value in (0.5, 0.78))
        found, back = independent_test(a, b), independent_test(b, a)
        assert (found.test, found.p) == (ClaimTest.INTERVAL, pytest.approx(back.p, rel=1e-6))
        assert found.p == pytest.approx(2 * norm.sf(0.28 / 0.1 / 2**0.5), rel=0.4)
        assert independent_test(a, a).p == 1.0
        assert independent_test(a, Resampled(value=None, draws=[])).p is None


def test_waves_without_a_test_have_no_slope():
    slope, found = trend_test([rows([1.0, 2.0])] * 3)
    assert (slope, found.p) == (0.0, None)


def test_nothing_here_is_chance():
    """Mid-p and chi-squared agree in large tables, as a check of the checks."""
    a, n, b, m = 260, 500, 300, 500
    pooled = (a + b) / (n + m)
    z2 = (a / n - b / m) ** 2 / (pooled * (1 - pooled) * (1 / n + 1 / m))
    assert two_shares(a, n, b, m).p == pytest.approx(chi2.sf(z2, 1), rel=0.02)
