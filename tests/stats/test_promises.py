"""Intervals that were short of their word, row by row: each keeps it now, says why not, or is refused.

Rows that a file of their own proves: shares and promoter scores near an end (test_count_interval), weights, clusters
and strata (test_count_design), margins (test_margins), drivers and R2 (test_model_intervals), rankings (test_ranking),
sizes of samples (test_sample_size), every cell of the page in small (test_coverage_cells).
"""

from math import inf

import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation._errors import InvalidValueError

SEVENS = {"e": [6] * 10, "x": [6] * 10}


def test_odds_of_all_have_an_open_end_that_holds_them():
    found = sk.stats.OddsRatio(first=sk.stats.Odds(count=10, n=10), second=sk.stats.Odds(count=5, n=10))
    assert (found.value, found.interval.high) == (inf, inf)
    assert found.value in found.interval


@pytest.mark.parametrize("size", (1e-160, 1e-145, 1e150))
def test_numbers_whose_squares_lose_digits_are_refused(size):
    items = {"a": [1, 2, 3, 4, 5, 3], "b": [2, 2, 3, 5, 4, 3], "c": [1, 3, 3, 4, 5, 2]}
    scaled = {name: [size * value for value in column] for name, column in items.items()}
    with pytest.raises(InvalidValueError, match="squares keep their digits"):
        sk.cronbach_alpha(scaled, list(items))
    fine = {name: [1e-100 * value for value in column] for name, column in items.items()}
    assert sk.cronbach_alpha(fine, list(items)).value == pytest.approx(sk.cronbach_alpha(items, list(items)).value)


@pytest.mark.parametrize("rows", (1, 2, 3, 4))
def test_no_property_of_a_reliability_of_few_rows_raises(rows):
    items = {"a": [1, 2, 3, 5][:rows], "b": [5, 4, 3, 2][:rows], "c": [2, 2, 4, 4][:rows]}
    for found in (
        sk.cronbach_alpha(items, list(items), scale=sk.LIKERT_5),
        sk.omega(items, list(items), scale=sk.LIKERT_5),
    ):
        told = found.to_dict()
        assert isinstance(found._repr_html_(), str)
        assert repr(found)
        if found.interval is None:
            assert (found.reason or found.interval_reason) is not None
            assert told["interval"] is None


def test_differences_that_all_agree_have_the_interval_of_one_pair_more():
    gap = sk.disconfirmation_shares(SEVENS, evaluation="e", expectation="x", scale=sk.LIKERT_7).gap
    assert gap.interval.low < 0 < gap.interval.high
    # hull of 0 with one pair at +1 or -1: mean 1/11, standard deviation sqrt(1/11)
    reach = (1 + 2.2281388519649385) / 11
    assert (gap.interval.low, gap.interval.high) == pytest.approx((-reach, reach), abs=1e-9)


@pytest.mark.parametrize("n", (10, 20, 60))
def test_a_gap_where_nearly_all_agree_is_held(n):
    rng = np.random.default_rng(n)
    steps = rng.choice((-1, 0, 1), p=(0.03, 0.94, 0.03), size=(300, n))
    held = 0
    for row in steps:
        data = {"e": (4 + row).tolist(), "x": [4] * n}
        held += 0 in sk.disconfirmation_shares(data, evaluation="e", expectation="x", scale=sk.LIKERT_7).gap.interval
    assert held / len(steps) >= 0.93 - 2 * 0.013


def test_a_mean_of_ratios_with_rare_low_expectations_holds_from_50_pairs_on_and_says_so_below():
    rng = np.random.default_rng(3)
    low, shares = np.array([1, 2, 5, 8, 10]), (0.05, 0.05, 0.1, 0.3, 0.5)
    y = np.arange(5, 11)
    true = y.mean() * float(np.dot(shares, 1 / low))
    held = 0
    for _ in range(300):
        pairs = {"evaluation": rng.choice(y, 60).tolist(), "expectation": rng.choice(low, 60, p=shares).tolist()}
        held += true in sk.mean_of_ratios(**pairs).interval
    assert held / 300 >= 0.93 - 2 * 0.0147
    few = {name: column[:20] for name, column in pairs.items()}
    assert [each.key for each in sk.mean_of_ratios(**few).cautions] == ["rare_low_expectation"]


def test_alpha_at_the_ceiling_says_on_what_it_rests():
    items = {"a": [5] * 18 + [4, 5], "b": [5] * 17 + [4, 4, 5], "c": [5] * 18 + [3, 5]}
    assert [each.key for each in sk.cronbach_alpha(items, list(items), scale=sk.LIKERT_5).cautions] == ["ceiling"]


def test_two_raters_have_an_interval_however_few_disagree():
    for last in (0, 1):
        ratings = sk.stats.ratings_by_rater({"x": [1] * 9 + [0], "y": [1] * 9 + [last]}, ["x", "y"])
        assert sk.stats.krippendorff_alpha(ratings).interval is not None


def test_the_shares_of_large_customers_say_that_a_tail_is_heavy():
    amounts = np.exp(np.random.default_rng(1).normal(0, 1.3, 60))
    found = sk.loyalty.concentration(amounts)
    assert {each.key for each in found.gini.cautions} == {"heavy_tail"}


def test_one_heavy_answer_leaves_no_interval_anywhere():
    rows = {"q": [5] + [2] * 19, "e": [5] * 20, "w": [1000.0] + [1.5] * 19}
    design = sk.Design(weights="w")
    share = sk.top_box(rows, "q", scale=sk.LIKERT_5, design=design)
    gap = sk.disconfirmation_shares(rows, evaluation="q", expectation="e", scale=sk.LIKERT_5, design=design).gap
    for found in (share, gap):
        assert found.value is not None
        assert found.interval is None
        assert found.reason.kind.key == "one_respondent"


def test_informative_weights_hold_or_say_that_few_carry_the_figure():
    rng = np.random.default_rng(8)
    held = cautioned = 0
    for _ in range(300):
        heavy = rng.random(20) < 0.1
        answers = np.where(rng.random(20) < np.where(heavy, 0.5, 0.9), 5, 2)
        found = sk.top_box(
            {"q": answers, "w": np.where(heavy, 10.0, 1.0) + 0.1}, "q", scale=sk.LIKERT_5, design=sk.Design(weights="w")
        )
        true = (0.1 * 10.1 * 0.5 + 0.9 * 1.1 * 0.9) / (0.1 * 10.1 + 0.9 * 1.1)
        held += found.interval is not None and true in found.interval
        cautioned += any(each.key == "few_effective" for each in found.cautions) or found.interval is None
    assert held / 300 >= 0.93 or cautioned / 300 > 0.5
