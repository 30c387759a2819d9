"""Adjusted p-values against R, and differences of groups and waves."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtr
from scipy.stats import ttest_ind_from_stats

from servicekit.data._scales import LIKERT_5, Scale
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.stats.claims._claim_tests import ClaimTest, two_shares
from servicekit.stats.comparison._comparison import benjamini_hochberg, compare, holm
from servicekit.stats.comparison._independent_test import independent_test
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Average, Resampled, Share, average_of
from servicekit.stats.intervals._inverted_interval import SMALLEST_P
from servicekit.stats.scores._mean_score import MeanScore, mean_score
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.stats.scores._two_samples import two_samples
from servicekit.stats.summaries._tally import Tally

FAMILIES = ("benjamini_hochberg_1995", "ties", "with_na")


@pytest.mark.parametrize("family", FAMILIES)
def test_adjusted_p_values_equal_the_reference(golden, family):
    want = json.loads((golden / "outputs" / "p_adjust.json").read_text())[family]
    for adjust, name in ((holm, "holm"), (benjamini_hochberg, "BH")):
        found = adjust(want["p"], nan="drop")
        for got, expected in zip(found.adjusted, want[name], strict=True):
            assert got == (None if expected is None else pytest.approx(expected, rel=1e-12))
        assert found.m == sum(p is not None for p in want["p"])


def test_missing_and_impossible_p_values_are_refused():
    for adjust in (holm, benjamini_hochberg):
        for missing in (None, float("nan")):  # bad input 87
            with pytest.raises(InvalidValueError, match=r"position 1.*nan='drop'"):
                adjust([0.1, missing])
            assert adjust([0.1, missing], nan="drop").m == 1
        for wrong in (1.1, -0.1, float("inf")):  # bad input 88
            with pytest.raises(InvalidValueError, match="from 0 to 1"):
                adjust([0.1, wrong], nan="drop")
        with pytest.raises(InvalidValueError, match="'raise' or 'drop'"):
            adjust([0.1], nan="keep")
        assert adjust([]).adjusted == ()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusting_keeps_the_order_and_never_makes_smaller(p_values):
    for adjust in (holm, benjamini_hochberg):
        adjusted = adjust(p_values).adjusted
        assert all(p <= a <= 1 for p, a in zip(p_values, adjusted, strict=True))
        ranked = [a for _, a in sorted(zip(p_values, adjusted, strict=True))]
        assert ranked == sorted(ranked)
    paired = zip(benjamini_hochberg(p_values).adjusted, holm(p_values).adjusted, strict=True)
    assert all(bh <= h + 1e-12 for bh, h in paired)


shares = st.tuples(st.integers(1, 300), st.floats(0, 1)).map(lambda t: Share(count=round(t[0] * t[1]), n=t[0]))


def contrast(a, b):
    """Return the contrast of two figures."""
    return compare({"a": a, "b": b}).contrasts[0]


@given(shares, shares)
def test_p_is_below_5_percent_exactly_where_the_interval_leaves_out_0(a, b):
    found, back = contrast(a, b), contrast(b, a)
    assert (found.p_value <= 0.05) is (0 not in found.interval)
    assert 0 <= found.p_value <= 1
    assert back.p_value == pytest.approx(found.p_value, rel=1e-9, abs=1e-15)
    assert found.interval.low <= found.value <= found.interval.high


@given(shares, shares)
def test_shares_are_tested_as_sentences_test_them(a, b):
    found = contrast(a, b)
    assert found.evidence == two_shares(int(a.count), int(a.n), int(b.count), int(b.n))
    assert found.p_value == found.evidence.p


@settings(max_examples=10)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3).filter(any), min_size=3, max_size=4))
def test_scores_of_answers_are_tested_as_sentences_test_them(tables):
    scale = Scale(low=0, high=2)
    groups = {place: MeanScore(tally=Tally(scale=scale, counts=tuple(counts))) for place, counts in enumerate(tables)}
    for found in compare(groups).contrasts:
        sides = [
            SampledScores.of_tally(groups[name].tally, groups[name].scores) for name in (found.first, found.second)
        ]
        assert found.evidence == two_samples(*sides)


def test_the_p_of_few_skewed_answers_holds_far_in_the_tail():
    # claims.md: 24 of 300 answers on a skewed 0-10 question; Welch is 12 times too often below .0002
    rng = np.random.default_rng(6)
    scale, shares_of = Scale(low=0, high=10), (0.02, 0.01, 0.01, 0.02, 0.02, 0.05, 0.05, 0.1, 0.17, 0.2, 0.35)
    few, many = rng.multinomial(24, shares_of, 1500), rng.multinomial(276, shares_of, 1500)
    below = welch = 0
    for counts in zip(few.tolist(), many.tolist(), strict=True):
        one, other = (MeanScore(tally=Tally(scale=scale, counts=tuple(each))) for each in counts)
        found = independent_test(one, other)
        below += (found.p or 1) < 0.01
        welch += 2 * stdtr(found.df, -abs(found.statistic)) < 0.01
    assert below <= 15
    assert welch >= 25


def test_scores_under_a_design_are_tested_as_sentences_test_them():
    rng = np.random.default_rng(3)
    rows = {"q": rng.integers(1, 6, 600), "w": rng.uniform(0.5, 2, 600), "g": np.arange(600) % 3}
    rows["q"] = np.minimum(rows["q"] + (rows["g"] == 2) * (rng.random(600) < 0.3), 5)
    for design in (Design(weights="w"), Design(weights="w", clusters="c")):
        rows["c"] = np.arange(600) // 10 * 3 + rows["g"]  # clusters within groups: independent scores
        groups = mean_score(rows, "q", by="g", scale=LIKERT_5, design=design)
        for found in compare(groups).contrasts:
            sides = [groups[name] for name in (found.first, found.second)]
            assert found.evidence == two_samples(*(SampledScores.of_tally(one.tally, one.scores) for one in sides))
            assert (found.p_value <= 0.05) is (0 not in found.interval)


def test_a_group_that_is_one_cluster_has_a_figure_and_no_test():
    rows = {"q": [1, 2, 3, 4, 5] * 20, "c": np.arange(100) // 50, "g": np.arange(100) // 50}
    found = compare(mean_score(rows, "q", by="g", scale=LIKERT_5, design=Design(clusters="c"))).contrasts[0]
    assert found.p_value is None
    assert found.adjusted_p is None


def test_a_census_knows_its_differences():
    rows = {"q": [1, 2, 3, 4, 5, 5] * 10, "g": ["a", "b"] * 30, "s": ["a", "b"] * 30, "all": [30] * 60}
    groups = mean_score(rows, "q", by="g", scale=LIKERT_5, design=Design(strata="s", fpc="all"))
    found = compare(groups).contrasts[0]
    assert found.evidence.test is ClaimTest.INTERVAL
    assert found.p_value == pytest.approx(SMALLEST_P)


def test_means_are_tested_by_welch_and_by_permutation_where_the_numbers_are_known():
    a, b = Average(n=2, mean=1.0, sd=0.5), Average(n=3, mean=3.0, sd=0.5)
    plain = independent_test(a, b)
    reference = ttest_ind_from_stats(1.0, 0.5, 2, 3.0, 0.5, 3, equal_var=False)
    assert (plain.p, plain.df) == (pytest.approx(reference.pvalue), pytest.approx(25 / 11))
    few, many = np.array([9.0, 10, 3, 7, 8]), np.array([10.0, 9, 9, 8, 10, 7, 10, 9, 6, 10, 8, 9])
    assert independent_test(average_of(few), average_of(many)).p == pytest.approx(0.3365449374519064, rel=1e-9)
    first, second = np.array([1.0, 2, 2, 3]), np.array([3.0, 4, 5, 5, 5])
    assert independent_test(average_of(first), average_of(second)).p == pytest.approx(0.01750229028322906, rel=1e-9)
    counted = Average(n=4, mean=2.0, sd=first.std(ddof=1), answers=((1.0, 0.25), (2.0, 0.5), (3.0, 0.25)))
    assert independent_test(counted, average_of(second)).p == pytest.approx(0.01750229028322906, rel=1e-9)


def test_a_great_difference_has_a_small_p_and_none_has_1():
    assert contrast(Share(count=10**6, n=10**6), Share(count=0, n=10**6)).p_value == pytest.approx(0, abs=1e-12)
    assert contrast(Share(count=1, n=2), Share(count=2, n=4)).p_value == 1


def test_branches_are_compared_in_all_pairs():
    branches = {"a": Share(count=90, n=100), "b": Share(count=70, n=100), "c": Share(count=72, n=100)}
    found = compare(branches)
    assert [(c.first, c.second) for c in found.contrasts] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert [(c.first, c.second) for c in found.clear()] == [("a", "b"), ("a", "c")]
    assert found["a", "b"].value == pytest.approx(0.2)
    assert found["a", "b"].adjusted_p == pytest.approx(3 * found["a", "b"].p_value)
    assert compare(branches, against="b")["a", "b"].p_value == found["a", "b"].p_value
    with pytest.raises(UnknownConceptError, match="contrast"):
        found["b", "a"]


def test_waves_are_compared_with_the_one_before():
    waves = {2023: Share(count=70, n=100), 2024: Share(count=75, n=100), 2025: Share(count=90, n=100)}
    found = compare(waves, pairs="consecutive", adjust="bh")
    assert [(c.first, c.second) for c in found.contrasts] == [(2024, 2023), (2025, 2024)]
    assert found.method == "bh"
    assert found[2025, 2024].value == pytest.approx(0.15)


def test_a_group_without_answers_is_listed_and_does_not_count():
    found = compare({"a": Share(count=9, n=10), "b": Share(count=0, n=0), "c": Share(count=4, n=10)})
    assert found.m == 1
    assert (found["a", "b"].p_value, found["a", "b"].adjusted_p, found["a", "b"].reason.key) == (None, None, "part")
    assert found["a", "c"].adjusted_p == found["a", "c"].p_value
    assert found.to_dict()["m"] == 1
    assert len(found.to_dict()["evidence"]["contrasts"]) == 3
    assert "the second is not estimable: there are no data" in found._repr_html_()


def test_impossible_questions_are_refused():
    groups = {"a": Share(count=9, n=10), "b": Share(count=4, n=10)}
    for wrong, error in (
        ({"adjust": "tukey"}, InvalidValueError),
        ({"pairs": "some"}, InvalidValueError),
        ({"pairs": [("a", "z")]}, UnknownConceptError),
        ({"against": "z"}, UnknownConceptError),
    ):
        with pytest.raises(error):
            compare(groups, **wrong)
    with pytest.raises(InvalidValueError, match="all of one kind"):
        compare(groups | {"c": Average(n=3, mean=1.0, sd=1.0)})
    with pytest.raises(InvalidValueError, match="alpha"):
        compare(groups).clear(alpha=5)


def test_resampled_figures_can_be_compared():
    groups = {
        "a": Resampled(value=0.5, draws=[0.4, 0.45, 0.5, 0.55, 0.6] * 40),
        "b": Resampled(value=2.0, draws=[1.9, 1.95, 2.0, 2.05, 2.1] * 40),
    }
    assert compare(groups)["a", "b"].p_value < 0.01
