"""Adjusted p-values against R, and differences of groups and waves."""

import json

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.data._scales import LIKERT_5, Scale
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.stats._comparison import benjamini_hochberg, compare, holm, p_value
from servicekit.stats._design import Design
from servicekit.stats._difference_tests import SMALLEST_P
from servicekit.stats._estimates import Average, Difference, Resampled, Share
from servicekit.stats._mean_score import MeanScore, mean_score
from servicekit.stats._tally import Tally

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


@given(shares, shares)
def test_p_is_below_5_percent_where_the_interval_leaves_out_0(a, b):
    p = p_value(a, b)
    interval = Difference(first=a, second=b).interval
    if abs(p - 0.05) > 1e-8:
        assert (p < 0.05) is (0 not in interval)
    assert SMALLEST_P <= p <= 1
    assert p_value(b, a) == pytest.approx(p, rel=1e-6)


@given(shares, shares)
def test_the_interval_at_level_1_less_p_touches_0(a, b):
    p = p_value(a, b)
    if 1e-10 < p < 0.999:
        level = 1 - p
        interval = Difference(
            first=Share(count=a.count, n=a.n, level=level), second=Share(count=b.count, n=b.n, level=level)
        ).interval
        assert min(abs(interval.low), abs(interval.high)) < 1e-6


@settings(max_examples=10)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3).filter(any), min_size=3, max_size=4))
def test_many_pairs_have_the_same_p_values_as_each_by_itself(tables):
    scale = Scale(low=0, high=2)
    groups = {place: MeanScore(tally=Tally(scale=scale, counts=tuple(counts))) for place, counts in enumerate(tables)}
    found = compare(groups)
    for contrast in found.contrasts:
        assert contrast.p_value == p_value(groups[contrast.first], groups[contrast.second])


def test_p_values_of_weighted_and_clustered_scores_touch_0():
    rng = np.random.default_rng(3)
    rows = {"q": rng.integers(1, 6, 600), "w": rng.uniform(0.5, 2, 600), "g": np.arange(600) % 3}
    rows["q"] = np.minimum(rows["q"] + (rows["g"] == 2) * (rng.random(600) < 0.3), 5)
    for design in (Design(weights="w"), Design(weights="w", clusters="c")):
        rows["c"] = np.arange(600) // 10 * 3 + rows["g"]  # clusters within groups: independent scores
        groups = mean_score(rows, "q", by="g", scale=LIKERT_5, design=design)
        for contrast in compare(groups).contrasts:
            level = 1 - contrast.p_value
            sides = [attrs.evolve(groups[name], level=level) for name in (contrast.first, contrast.second)]
            correlated = attrs.evolve(contrast.difference, first=sides[0], second=sides[1]).interval
            assert min(abs(correlated.low), abs(correlated.high)) < 1e-6


def test_p_values_of_few_numbers_follow_t():
    a, b = Average(n=2, mean=1.0, sd=0.5), Average(n=3, mean=3.0, sd=0.5)
    p = p_value(a, b)
    level = 1 - p
    interval = Difference(
        first=Average(n=2, mean=1.0, sd=0.5, level=level), second=Average(n=3, mean=3.0, sd=0.5, level=level)
    ).interval
    assert interval.high == pytest.approx(0, abs=1e-6)


def test_a_great_difference_has_the_smallest_p():
    assert p_value(Share(count=10**6, n=10**6), Share(count=0, n=10**6)) == SMALLEST_P
    assert p_value(Share(count=1, n=2), Share(count=2, n=4)) == 1


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
