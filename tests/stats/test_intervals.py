"""Intervals in closed form against reference software, exact enumeration and the laws they obey."""

import csv
from math import inf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._results import Interval
from servicekit.stats.intervals._intervals import (
    adjusted_wald_nps,
    clopper_pearson,
    mover_difference,
    normal_quantile,
    score_interval,
    score_limits,
    t_interval,
    t_quantile,
    wilson,
)

counts = st.lists(st.integers(0, 200), min_size=2, max_size=11).filter(lambda c: sum(c) > 0)


def rows(path):
    with path.open(newline="") as file:
        return [{key.strip(): float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def test_shares_equal_the_reference(golden):
    for row in rows(golden / "outputs" / "proportion_intervals.csv"):
        x, n = row["x"], row["n"]
        score, exact = wilson(x, n), clopper_pearson(x, n)
        assert (score.low, score.high) == pytest.approx((row["wilson_l"], row["wilson_u"]), rel=1e-12, abs=1e-14)
        assert (exact.low, exact.high) == pytest.approx((row["cp_l"], row["cp_u"]), rel=1e-10, abs=1e-14)
        both = score_interval([n - x, x], [0, 1])
        assert (both.low, both.high) == pytest.approx((score.low, score.high), rel=1e-12, abs=1e-14)
        assert both.method == score.method == "wilson"


def test_promoter_scores_equal_the_reference(golden):
    for row in rows(golden / "outputs" / "nps_intervals.csv"):
        answers = row["detractors"], row["passives"], row["promoters"]
        score, simple = score_interval(answers, [-1, 0, 1]), adjusted_wald_nps(*answers)
        assert (score.low, score.high) == pytest.approx((row["score_l"], row["score_u"]), abs=1e-12)
        assert (simple.low, simple.high) == pytest.approx((row["adjwald3_l"], row["adjwald3_u"]), abs=1e-12)
        assert score.method == "tango score"


@given(counts, st.floats(0.5, 0.999))
def test_the_score_interval_holds_its_value_and_lies_on_the_scale(answers, level):
    scores = range(1, len(answers) + 1)
    found = score_interval(answers, scores, level=level)
    mean = sum(a * c for a, c in zip(scores, answers, strict=True)) / sum(answers)
    assert 1 <= found.low <= mean + 1e-12
    assert mean - 1e-12 <= found.high <= len(answers)
    assert found.width > 0


@given(counts)
def test_the_ends_solve_the_defining_equation(answers):
    p, scores = np.array(answers) / sum(answers), np.arange(len(answers), dtype=float)
    mean, ratio = p @ scores, normal_quantile(0.95) ** 2 / sum(answers)
    end = score_interval(answers, scores).high
    t = mean + (end - mean) * (1 + ratio) / ratio
    if t > scores[-1] * (1 + 1e-9):
        inverse = np.sum(p / (t - scores))
        assert (t - mean) * inverse - 1 == pytest.approx(ratio, rel=1e-6)
        nearest = p / (t - scores) / inverse
        assert nearest @ scores == pytest.approx(end)
        assert (mean - end) ** 2 == pytest.approx(ratio * (nearest @ (scores - end) ** 2))


@given(counts, st.floats(-5, 5), st.floats(0.1, 10))
def test_the_score_interval_turns_and_stretches_with_the_scale(answers, shift, stretch):
    scores = np.arange(len(answers), dtype=float)
    plain, turned = score_interval(answers, scores), score_interval(answers, -scores)
    moved = score_interval(answers, shift + stretch * scores)
    assert (-turned.high, -turned.low) == pytest.approx((plain.low, plain.high), abs=1e-9)
    assert (moved.low, moved.high) == pytest.approx(
        (shift + stretch * plain.low, shift + stretch * plain.high), rel=1e-9, abs=1e-8
    )


@given(counts, st.floats(0.5, 0.95), st.floats(0.01, 0.04))
def test_a_higher_level_gives_an_interval_that_holds_the_lower_one(answers, level, more):
    scores = range(len(answers))
    inner, outer = score_interval(answers, scores, level=level), score_interval(answers, scores, level=level + more)
    assert outer.low <= inner.low + 1e-12
    assert inner.high <= outer.high + 1e-12


@given(st.integers(1, 10**6), st.floats(0, 1), st.sampled_from((wilson, clopper_pearson)))
def test_intervals_of_a_share_and_of_its_complement_mirror_each_other(n, part, method):
    x = round(n * part)
    found, mirrored = method(x, n), method(n - x, n)
    assert (1 - mirrored.high, 1 - mirrored.low) == pytest.approx((found.low, found.high), abs=1e-12)
    assert x / n in Interval(low=found.low - 1e-15, high=found.high + 1e-15, method="")


@pytest.mark.parametrize("n", (1, 3, 10, 50_000, 10**9))
def test_agreement_of_all_answers_is_not_certainty(n):  # bad input 8
    z2 = normal_quantile(0.95) ** 2
    found = score_interval([0, 0, 0, 0, n], range(1, 6))
    assert found.high == 5
    assert found.low == pytest.approx((5 * n + z2) / (n + z2), rel=1e-12)
    assert wilson(n, n).high == 1.0
    assert wilson(0, n).low == 0.0


def test_large_samples_lose_no_digits():
    n = 10**12
    found = score_interval([n, 2 * n, n], [-1, 0, 1])
    assert found.width == pytest.approx(2 * normal_quantile(0.95) * sqrt(0.5 / (4 * n)), rel=1e-4)


def test_effective_counts_need_not_be_whole():
    assert score_interval([2.5, 7.25], [0, 1]).low == pytest.approx(wilson(7.25, 9.75).low, rel=1e-12)
    assert 0 < score_interval([1e-9, 1e-9], [0, 1]).width <= 1


def test_many_rows_give_the_same_as_each_alone():
    table = np.array([[1, 2, 3], [0, 0, 9], [5, 0, 0], [0, 8, 0], [4, 0, 4]])
    low, high = score_limits(table, [-1, 0, 1])
    alone = [score_interval(row, [-1, 0, 1]) for row in table]
    assert low.tolist() == pytest.approx([a.low for a in alone], abs=1e-14)
    assert high.tolist() == pytest.approx([a.high for a in alone], abs=1e-14)


@pytest.mark.parametrize("level", (95, 0, 1, float("nan"), -0.1, True))
@pytest.mark.parametrize(
    "make",
    (
        lambda level: wilson(1, 2, level=level),
        lambda level: clopper_pearson(1, 2, level=level),
        lambda level: score_interval([1, 1], [0, 1], level=level),
        lambda level: t_interval(0, 1, 5, level=level),
        lambda level: adjusted_wald_nps(1, 1, 1, level=level),
    ),
)
def test_a_level_outside_0_and_1_is_refused(make, level):  # bad input 149
    with pytest.raises(InvalidValueError, match=r"did you mean 0\.95" if level == 95 else "confidence level"):
        make(level)


@pytest.mark.parametrize("method", (wilson, clopper_pearson))
def test_impossible_counts_are_refused(method):
    for count, n in ((-1, 5), (6, 5), (float("nan"), 5), (True, 5)):
        with pytest.raises(InvalidValueError, match="count must be"):
            method(count, n)
    with pytest.raises(NotEnoughDataError, match="n=0"):  # bad input 9
        method(0, 0)


def test_impossible_categories_are_refused():
    for answers, scores, message in (
        ([1, 2, 3], [0, 1], "counts must be one number for each of the 2 scores"),
        ([1, -2], [0, 1], "at least 0"),
        ([1, float("nan")], [0, 1], "finite"),
        ([1, 2], [1, 1], "different"),
        ([[1, 2]], [0, 1], "one number per category"),
    ):
        with pytest.raises(InvalidValueError, match=message):
            score_interval(answers, scores)
    with pytest.raises(NotEnoughDataError, match="n=0"):
        score_interval([0, 0], [0, 1])
    with pytest.raises(InvalidValueError, match="not all 0"):
        adjusted_wald_nps(0, 0, 0)


def test_quantiles_equal_the_tables():
    assert normal_quantile(0.95) == pytest.approx(1.959963984540054, rel=1e-14)
    assert t_quantile(0.95, 39) == pytest.approx(2.0226909200367595, rel=1e-12)  # R: qt(.975, 39)
    assert t_quantile(0.95, inf) == normal_quantile(0.95)
    assert t_interval(10, 2, inf).high == pytest.approx(10 + 2 * normal_quantile(0.95))
    with pytest.raises(InvalidValueError, match="standard error"):
        t_interval(10, 0, 5)


def test_the_difference_of_two_shares_is_newcombes():
    # Newcombe (1998), statistics in medicine 17:873, method 10: 56/70 - 48/80 gives (0.0524, 0.3339).
    found = mover_difference((56 / 70, wilson(56, 70)), (48 / 80, wilson(48, 80)))
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_a_difference_with_an_unbounded_figure_is_unbounded():
    odd = Interval(low=-1, high=1, method="fieller", kind="complement")
    found = mover_difference((2.0, odd), (0.5, wilson(1, 2)))
    assert (found.kind, found.low, found.high) == ("unbounded", -inf, inf)


def test_intervals_of_different_levels_are_not_subtracted():
    with pytest.raises(InvalidValueError, match="levels of both intervals must be equal"):
        mover_difference((0.5, wilson(1, 2)), (0.5, wilson(1, 2, level=0.9)))
