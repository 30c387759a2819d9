"""How often intervals hold the truth: by listing every possible sample where that can be done, else by simulation."""

from math import lgamma

import numpy as np
import pytest

import servicekit as sk
from servicekit.stats.designs._resampling import bootstrap_weights, jackknife_interval, percentile_interval
from servicekit.stats.intervals._estimates import Difference, Share
from servicekit.stats.intervals._intervals import adjusted_wald_nps, clopper_pearson, score_limits, wilson

LOG_FACTORIAL = np.array([lgamma(k + 1) for k in range(1001)])


def binomial(n, p):
    x = np.arange(n + 1)
    log = LOG_FACTORIAL[n] - LOG_FACTORIAL[x] - LOG_FACTORIAL[n - x] + np.outer(np.log(p), x)
    return np.exp(log + np.outer(np.log1p(-p), n - x))


def trinomial(n):
    outcomes = np.array([(d, n - d - p, p) for d in range(n + 1) for p in range(n - d + 1)])
    return outcomes, LOG_FACTORIAL[n] - LOG_FACTORIAL[outcomes].sum(axis=1)


# n, mean over shares from 0 to 1, floor of the least covered share (close to 0 or 1)
SHARES = ((1, 95.7, 77), (2, 95.6, 80), (5, 95.5, 82), (10, 95.4, 83), (50, 95.2, 83), (100, 95.1, 83), (300, 95.0, 83))


@pytest.mark.parametrize(("n", "mean", "least"), SHARES)
def test_wilson_covers_exactly_as_listed(n, mean, least):
    p = (np.arange(2000) + 0.5) / 2000
    found = [wilson(x, n) for x in range(n + 1)]
    inside = (np.array([i.low for i in found]) <= p[:, None]) & (p[:, None] <= np.array([i.high for i in found]))
    coverage = (binomial(n, p) * inside).sum(axis=1) * 100
    assert coverage.mean() == pytest.approx(mean, abs=0.1)
    assert coverage.min() >= least


@pytest.mark.parametrize("n", (1, 5, 20, 100))
def test_the_exact_interval_never_covers_less_than_it_says(n):
    p = (np.arange(2000) + 0.5) / 2000
    found = [clopper_pearson(x, n) for x in range(n + 1)]
    inside = (np.array([i.low for i in found]) <= p[:, None]) & (p[:, None] <= np.array([i.high for i in found]))
    assert (binomial(n, p) * inside).sum(axis=1).min() >= 0.95


POPULATIONS = (
    # detractors, passives, promoters; coverage at n = 10, 20, 50 and 100
    ((0.25, 0.50, 0.25), (94.7, 95.8, 94.6, 95.1)),
    ((0.20, 0.30, 0.50), (94.7, 94.7, 95.1, 95.0)),
    ((0.02, 0.08, 0.90), (95.9, 96.5, 96.5, 95.6)),
    ((0.005, 0.02, 0.975), (93.6, 96.0, 95.4, 96.3)),
    ((0.45, 0.10, 0.45), (96.2, 95.1, 95.1, 94.9)),
    ((0.02, 0.96, 0.02), (100.0, 99.9, 98.6, 95.8)),
)


@pytest.mark.parametrize(("population", "listed"), POPULATIONS)
def test_the_score_interval_of_promoter_scores_covers_exactly_as_listed(population, listed):
    p = np.array(population)
    for n, want in zip((10, 20, 50, 100), listed, strict=True):
        outcomes, log = trinomial(n)
        low, high = score_limits(outcomes, (-1, 0, 1))
        theta = p[2] - p[0]
        probability = np.exp(log + outcomes @ np.log(p))
        # the ends are computed to 1e-15 only, and theta may lie on one of them
        inside = (low - 1e-12 <= theta) & (theta <= high + 1e-12)
        assert 100 * probability[inside].sum() == pytest.approx(want, abs=0.06 + (0.9 if n == 10 else 0.2))


@pytest.mark.parametrize(("n", "least"), ((10, 92.5), (20, 93.5), (50, 93.5)))
def test_no_realistic_population_is_covered_badly(n, least):
    populations = np.random.default_rng(1).dirichlet((1.2, 2, 4), 200)
    outcomes, log = trinomial(n)
    low, high = score_limits(outcomes, (-1, 0, 1))
    probability = np.exp(log + np.log(populations) @ outcomes.T)
    theta = (populations[:, 2] - populations[:, 0])[:, None]
    coverage = 100 * (probability * ((low <= theta) & (theta <= high))).sum(axis=1)
    assert coverage.min() >= least
    assert 94.8 < coverage.mean() < 96.5


def test_adjusted_wald_covers_a_typical_population():
    outcomes, log = trinomial(20)
    probability = np.exp(log + outcomes @ np.log([0.2, 0.3, 0.5]))
    inside = [0.3 in adjusted_wald_nps(*map(int, row)) for row in outcomes]
    assert 100 * probability[inside].sum() == pytest.approx(94.8, abs=0.1)


@pytest.mark.parametrize(("n", "want"), (((10, 10), 99.9), ((30, 30), 99.4), ((20, 50), None)))
def test_differences_of_high_shares_cover(n, want):
    first, second = (binomial(size, np.array([0.95]))[0] for size in n)
    inside = [
        [0 in Difference(first=Share(count=x, n=n[0]), second=Share(count=y, n=n[1])).interval for y in range(n[1] + 1)]
        for x in range(n[0] + 1)
    ]
    coverage = 100 * float(first @ np.array(inside) @ second)
    assert coverage == pytest.approx(want, abs=0.15) if want else coverage >= 95


@pytest.mark.slow
@pytest.mark.parametrize(("n", "want"), ((10, 94.9), (20, 95.5), (100, 96.4)))
def test_mean_answers_on_a_ceiling_are_covered_where_t_fails(n, want):
    # 90 % fives: t covers 65, 72 and 91 %. 20 000 samples, standard error 0.15 points.
    shares = np.array([0.02, 0.01, 0.02, 0.05, 0.90])
    counts = np.random.default_rng(4).multinomial(n, shares, size=20_000)
    low, high = score_limits(counts, range(1, 6))
    mean = shares @ np.arange(1, 6)
    assert 100 * np.mean((low <= mean) & (mean <= high)) == pytest.approx(want, abs=1.5)


@pytest.mark.slow
def test_weighted_shares_cover():
    # Two strata with weights 1 and 4 and shares .95 and .75; 3 000 samples of 50, standard error 0.4 points.
    rng = np.random.default_rng(5)
    true = (0.95 + 4 * 0.75) / 5
    hits = 0
    for _ in range(3000):
        heavy = rng.random(50) < 0.5
        answers = rng.random(50) < np.where(heavy, 0.75, 0.95)
        data = {"q": answers.astype(int), "w": np.where(heavy, 1.2, 0.3)}
        hits += true in sk.top_box(data, "q", boxes=1, scale=sk.YES_NO, design=sk.Design(weights="w")).interval
    assert 0.935 < hits / 3000 < 0.975


@pytest.mark.slow
def test_resampled_ratios_cover():
    # Ratio of two 1-7 answers, n=50: bootstrap percentile 94.4, jackknife t 95.2; 1 500 samples, error 0.6 points.
    rng = np.random.default_rng(6)
    hits = np.zeros(2)
    big = np.clip(np.round(rng.normal((6.0, 5.2), (1.0, 1.2), (2_000_000, 2))), 1, 7).mean(axis=0)
    true = big[1] / big[0]
    for _ in range(1500):
        x, y = np.clip(np.round(rng.normal((6.0, 5.2), (1.0, 1.2), (50, 2))), 1, 7).T
        drawn = bootstrap_weights(50, resamples=499, rng=rng) @ np.stack([x, y], axis=1)
        left = (y.sum() - y) / (x.sum() - x)
        hits += (
            true in percentile_interval(drawn[:, 1] / drawn[:, 0]),
            true in jackknife_interval(y.sum() / x.sum(), left),
        )
    assert 0.925 < hits[0] / 1500 < 0.965
    assert 0.93 < hits[1] / 1500 < 0.97
