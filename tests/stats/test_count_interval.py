"""The default interval of counts: reference values, exact coverage, and the laws it obeys."""

from math import lgamma

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import betainc

from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.stats.intervals._count_interval import count_interval, count_limits, mid_p_lower, share_interval
from servicekit.stats.intervals._intervals import score_interval, wilson

NPS = (-1, 0, 1)
ONE_TO_FIVE = (1, 2, 3, 4, 5)
LOG_FACTORIAL = np.array([lgamma(k + 1) for k in range(501)])
counts = st.lists(st.integers(0, 200), min_size=2, max_size=7).filter(lambda c: sum(c) > 0)


# Bisection on the definition to 1e-12, by an independent program; score alone in the findings it replaces.
@pytest.mark.parametrize(
    ("answers", "scores", "low", "high"),
    (
        ((0, 1), (0, 1), 0.038, 1),
        ((0, 5), (0, 1), 0.5199441776, 1),
        ((1, 4), (0, 1), 0.3108989561, 0.9923991284),
        ((1, 9), (0, 1), 0.5766894715, 0.9961993499),
        ((0, 10), (0, 1), 0.7210715482, 1),
        ((5, 5), (0, 1), 0.1985765964, 0.8014234036),
        ((1, 19), (0, 1), 0.7638688066, 0.9980996151),
        ((5, 95), (0, 1), 0.8882495308, 0.9827327909),
        ((0, 0, 1), NPS, -0.924, 1),
        ((0, 1, 4), NPS, -0.0641004802, 0.9923991284),
        ((0, 0, 5), NPS, 0.0398883553, 1),
        ((1, 0, 4), NPS, -0.3782020877, 0.9847982568),
        ((0, 0, 10), NPS, 0.4421430964, 1),
        ((2, 3, 5), NPS, -0.2499320659, 0.7219927650),
        ((0, 10, 0), NPS, -0.2789284518, 0.2789284518),
        ((10, 15, 25), NPS, 0.0701091845, 0.5020147578),
        ((1, 4, 95), NPS, 0.8485115113, 0.9792793491),
        ((0, 0, 0, 1, 9), ONE_TO_FIVE, 3.8121790380, 4.9961993499),
        ((0, 1, 8, 1, 0), ONE_TO_FIVE, 2.4421430964, 3.5578569036),
        ((1, 0, 0, 0, 19), ONE_TO_FIVE, 4.0554752262, 4.9923984602),
    ),
)
def test_the_ends_are_those_of_the_definition(answers, scores, low, high):
    found = count_interval(answers, scores)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
    assert found.method == "score and mid-p"


def share_coverage(n, p):
    x = np.arange(n + 1)
    low, high = count_limits(np.stack([n - x, x], axis=1), (0, 1))
    log = LOG_FACTORIAL[n] - LOG_FACTORIAL[x] - LOG_FACTORIAL[n - x] + np.outer(np.log(p), x)
    held = (low - 1e-12 <= p[:, None]) & (p[:, None] <= high + 1e-12)
    return (np.exp(log + np.outer(np.log1p(-p), n - x)) * held).sum(axis=1)


@pytest.mark.parametrize("n", (1, 2, 5, 6, 8, 12, 20, 50, 100, 200, 500))
def test_a_share_is_held_at_every_true_share(n):  # Wilson alone: 79 to 84 %
    assert share_coverage(n, (np.arange(4000) + 0.5) / 4000).min() >= 0.934


def trinomial_coverage(n, populations):
    outcomes = np.array([(d, n - d - p, p) for d in range(n + 1) for p in range(n - d + 1)])
    low, high = count_limits(outcomes, NPS)
    log = LOG_FACTORIAL[n] - LOG_FACTORIAL[outcomes].sum(axis=1)
    shares = np.array(populations)
    theta = (shares[:, 2] - shares[:, 0])[:, None]
    held = (low - 1e-12 <= theta) & (theta <= high + 1e-12)
    return (np.exp(log + np.log(np.maximum(shares, 1e-300)) @ outcomes.T) * held).sum(axis=1)


@pytest.mark.parametrize(
    ("n", "listed"), ((5, (99.4, 99.6, 97.7, 99.6)), (10, (97.5, 98.4, 98.8, 98.4)), (20, (98.7, 99.3, 98.4, 99.3)))
)
def test_a_promoter_score_near_the_end_is_held(n, listed):  # the score interval alone: 88.1 % at n = 5
    found = trinomial_coverage(n, ((0.005, 0.02, 0.975), (0.01, 0.01, 0.98), (0.05, 0, 0.95), (0, 0.02, 0.98)))
    assert 100 * found == pytest.approx(listed, abs=0.06)


@pytest.mark.parametrize("n", (1, 2, 5, 10, 20, 30))
def test_no_population_of_promoters_is_held_less_than_93_times_in_100(n):
    rng = np.random.default_rng(17)
    skewed = [rng.permutation(shares) for shares in rng.dirichlet((0.05, 0.3, 3), 300)]
    assert trinomial_coverage(n, [*rng.dirichlet((1, 1, 1), 200), *skewed]).min() >= 0.933


def test_a_servqual_item_of_sevens_is_held():  # t: 25.9 to 89.5 %
    shares = np.array([0, 0, 0, 0.01, 0.03, 0.06, 0.90])
    for n in (3, 10, 50):
        low, high = count_limits(np.random.default_rng(n).multinomial(n, shares, 4000), range(1, 8))
        mean = shares @ np.arange(1, 8)
        assert np.mean((low <= mean) & (mean <= high)) > 0.96


@given(counts, st.floats(0.5, 0.999))
def test_it_holds_the_score_interval_and_the_value_and_stays_on_the_scale(answers, level):
    scores = range(len(answers))
    found, score = (make(answers, scores, level=level) for make in (count_interval, score_interval))
    mean = sum(a * c for a, c in zip(scores, answers, strict=True)) / sum(answers)
    assert 0 <= found.low <= min(score.low, mean + 1e-12)
    assert max(score.high, mean - 1e-12) <= found.high <= len(answers) - 1


@given(counts, st.floats(0.5, 0.95), st.floats(0.01, 0.04))
def test_a_higher_level_holds_the_lower_one(answers, level, more):
    scores = range(len(answers))
    inner, outer = count_interval(answers, scores, level=level), count_interval(answers, scores, level=level + more)
    assert outer.low <= inner.low + 1e-12
    assert inner.high <= outer.high + 1e-12


@given(counts, st.floats(-5, 5), st.floats(0.1, 10))
def test_it_turns_and_stretches_with_the_scale(answers, shift, stretch):
    scores = np.arange(len(answers), dtype=float)
    plain, turned = count_interval(answers, scores), count_interval(answers, -scores)
    moved = count_interval(answers, shift + stretch * scores)
    assert (-turned.high, -turned.low) == pytest.approx((plain.low, plain.high), abs=1e-9)
    wanted = shift + stretch * plain.low, shift + stretch * plain.high
    assert (moved.low, moved.high) == pytest.approx(wanted, rel=1e-9, abs=1e-8)


def test_one_promoter_more_never_lowers_an_end():
    for n in range(1, 13):
        table = np.array([(d, n - d - p, p) for d in range(n + 1) for p in range(n - d + 1)])
        low, high = count_limits(table, NPS)
        ends = {tuple(row): (a, b) for row, a, b in zip(table.tolist(), low, high, strict=True)}
        for (d, m, p), (a, b) in ends.items():
            for better in ((d - 1, m + 1, p), (d, m - 1, p + 1)):
                if better in ends:
                    assert ends[better][0] >= a - 1e-12
                    assert ends[better][1] >= b - 1e-12


@given(st.floats(0.01, 1e7), st.floats(0, 1), st.sampled_from((0.019, 0.0038, 0.19, 1e-9)))
def test_the_mid_p_limit_solves_its_equation(n, part, tail):
    m = min(n * part, n)
    found = float(mid_p_lower(m, n, tail))
    assert 0 <= found <= m / n + 1e-12
    if found > 1e-290 and 0.001 < m < n * (1 - 1e-12):
        both = (betainc(m, n - m + 1, found) + betainc(m + 1, n - m, found)) / 2
        assert both == pytest.approx(tail, rel=1e-6)


def test_the_mid_p_limit_equals_root_finding():
    for m, n in ((1, 2), (3, 7), (17, 40), (2.5, 9.25), (999, 1000)):
        root = brentq(lambda p, m=m, n=n: betainc(m, n - m + 1, p) + betainc(m + 1, n - m, p) - 0.038, 0, 1, xtol=1e-15)
        assert float(mid_p_lower(m, n, 0.019)) == pytest.approx(root, rel=1e-11)


def test_large_samples_lose_no_digits():
    found = share_interval(5 * 10**11, 10**12)
    # SciPy before 1.17 inverts the beta function to 5e-6 of a width of so many answers
    assert found.width == pytest.approx(2 * 1.959963985 * 0.5e-6, rel=1e-5)
    assert share_interval(10**9, 10**9).high == 1
    assert share_interval(0, 10**9).low == 0


def test_effective_counts_need_not_be_whole():
    assert share_interval(7.25, 9.75).low < wilson(7.25, 9.75).low
    assert share_interval(0.0005, 0.001).width > 0.99


@pytest.mark.parametrize("scores", (NPS, [-100.0] * 7 + [0.0] * 2 + [100.0] * 2, range(11)))
def test_many_rows_give_the_same_as_each_alone_to_the_last_bit(scores):
    rng = np.random.default_rng(5)
    table = rng.multinomial(rng.integers(1, 400, 200), rng.dirichlet(np.full(len(scores), 0.3), 200))
    table = np.concatenate([table, table * 0.7313, np.eye(len(scores)) * 9])
    levels = rng.uniform(0.5, 0.999, len(table))
    low, high = count_limits(table, scores, level=levels)
    for row, level, *ends in zip(table, levels, low, high, strict=True):
        alone = count_limits(row[None], scores, level=level)
        assert [alone[0][0], alone[1][0]] == ends


def test_impossible_counts_are_refused():
    for count, n in ((-1, 5), (6, 5), (float("nan"), 5), (True, 5)):
        with pytest.raises(InvalidValueError, match="count must be"):
            share_interval(count, n)
    with pytest.raises(NotEnoughDataError, match="n=0"):  # bad input 9
        share_interval(0, 0)
    for answers, scores in (([1, 2, 3], [0, 1]), ([1, -2], [0, 1]), ([[1, 2], [3, 4]], [0, 1])):
        with pytest.raises(InvalidValueError, match="counts must be"):
            count_interval(answers, scores)
    with pytest.raises(InvalidValueError, match=r"did you mean 0\.95"):  # bad input 149
        share_interval(1, 2, level=95)
