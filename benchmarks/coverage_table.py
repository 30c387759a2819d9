"""Measure how often every interval holds the truth, and write the page docs/explanation/coverage.md.

Run from the project's folder: python benchmarks/coverage_table.py. It takes about two minutes and is deterministic.
"""

from collections.abc import Callable, Iterable, Sequence
from math import lgamma, sqrt
from pathlib import Path

import numpy as np

import servicekit as sk
from servicekit.stats._beta_posterior import beta_mixture
from servicekit.stats._control_charts import share_chart
from servicekit.stats._estimates import Difference, Share
from servicekit.stats._intervals import (
    adjusted_wald_nps,
    clopper_pearson,
    normal_quantile,
    score_limits,
    t_interval,
    t_quantile,
    wilson,
)
from servicekit.stats._normal_posterior import normal_mixture
from servicekit.stats._ratios import fieller_interval, ratio_standard_error
from servicekit.stats._resampling import bootstrap_weights, jackknife_interval, percentile_interval

PAGE = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "coverage.md"
SEED = 20_240_601
EDGE = 1e-12
LOG_FACTORIAL = np.array([lgamma(k + 1) for k in range(1001)])


def table(header: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def percent(value: float) -> str:
    return f"{100 * value:.1f}"


def simulated(hits: Sequence[bool]) -> str:
    share = float(np.mean(hits))
    return f"{100 * share:.1f} ± {100 * sqrt(max(share * (1 - share), 1e-4) / len(hits)):.1f}"


def binomial(n: int, p: np.ndarray) -> np.ndarray:
    x = np.arange(n + 1)
    log = LOG_FACTORIAL[n] - LOG_FACTORIAL[x] - LOG_FACTORIAL[n - x]
    return np.exp(log + np.outer(np.log(p), x) + np.outer(np.log1p(-p), n - x))


def shares() -> str:
    p = (np.arange(2000) + 0.5) / 2000
    high = (p >= 0.8) & (p <= 0.99)
    z = normal_quantile(0.95)
    rows = []
    for n in (5, 10, 20, 50, 100, 300):
        x = np.arange(n + 1)
        spread = np.sqrt(x / n * (1 - x / n) / n)
        ends = {
            "Wilson (default)": np.array([(i.low, i.high) for i in (wilson(k, n) for k in range(n + 1))]),
            "Clopper-Pearson (`exact`)": np.array(
                [(i.low, i.high) for i in (clopper_pearson(k, n) for k in range(n + 1))]
            ),
            "Wald (not offered)": np.stack([x / n - z * spread, x / n + z * spread], axis=1),
        }
        for name, limits in ends.items():
            inside = (limits[:, 0] <= p[:, None]) & (p[:, None] <= limits[:, 1])
            coverage = (binomial(n, p) * inside).sum(axis=1)
            rows.append((n, name, percent(coverage.mean()), percent(coverage.min()), percent(coverage[high].mean())))
    return table(("n", "interval", "mean over p", "least", "mean, p .80-.99"), rows)


POPULATIONS = {
    "balanced 25/50/25": (0.25, 0.50, 0.25),
    "typical 20/30/50": (0.20, 0.30, 0.50),
    "excellent 2/8/90": (0.02, 0.08, 0.90),
    "near-perfect 0.5/2/97.5": (0.005, 0.02, 0.975),
    "polarised 45/10/45": (0.45, 0.10, 0.45),
}


def promoter_scores() -> str:
    z, sizes = normal_quantile(0.95), (10, 20, 50, 100)
    found: dict[tuple[str, str], list[str]] = {}
    for n in sizes:
        outcomes = np.array([(d, n - d - p, p) for d in range(n + 1) for p in range(n - d + 1)])
        log = LOG_FACTORIAL[n] - LOG_FACTORIAL[outcomes].sum(axis=1)
        value = (outcomes[:, 2] - outcomes[:, 0]) / n
        spread = np.sqrt(np.maximum((outcomes[:, 2] + outcomes[:, 0]) / n - value**2, 0) / n)
        simple = [adjusted_wald_nps(*map(int, row)) for row in outcomes]
        ends = {
            "score (default)": score_limits(outcomes, (-1, 0, 1)),
            "adjusted Wald": (np.array([i.low for i in simple]), np.array([i.high for i in simple])),
            "Wald (not offered)": (value - z * spread, value + z * spread),
        }
        for name, population in POPULATIONS.items():
            probability = np.exp(log + outcomes @ np.log(population))
            theta = population[2] - population[0]
            for method, (low, high) in ends.items():
                inside = (low - EDGE <= theta) & (theta <= high + EDGE)
                found.setdefault((name, method), []).append(percent(probability[inside].sum()))
    header = ("detractors / passives / promoters", "interval", *(f"n={n}" for n in sizes))
    return table(header, [(*key, *values) for key, values in found.items()])


SCALES = {
    "1-5, 90 % fives": (0.02, 0.01, 0.02, 0.05, 0.90),
    "1-5, two camps": (0.40, 0.10, 0.05, 0.10, 0.35),
    "1-7, symmetric": (0.05, 0.10, 0.20, 0.30, 0.20, 0.10, 0.05),
}


def mean_answers(rng: np.random.Generator) -> str:
    rows = []
    for name, population in SCALES.items():
        p, a = np.array(population), np.arange(1, len(population) + 1)
        score, classic = [], []
        for n in (5, 10, 20, 100):
            counts = rng.multinomial(n, p, size=20_000)
            low, high = score_limits(counts, a.tolist())
            score.append(simulated((low <= p @ a) & (p @ a <= high)))
            mean = counts @ a / n
            reach = t_quantile(0.95, n - 1) * np.sqrt((counts @ a**2 / n - mean**2) / (n - 1))
            classic.append(simulated(np.abs(mean - p @ a) <= reach + EDGE))
        rows += [(name, "score (default)", *score), (name, "t", *classic)]
    return table(("answers", "interval", "n=5", "n=10", "n=20", "n=100"), rows)


def likert(rng: np.random.Generator, size: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    shared = rng.normal(size=size)
    x = 6.0 + 0.63 * shared + 0.77 * rng.normal(size=size)
    y = 5.2 + 0.63 * shared + 1.00 * rng.normal(size=size)
    return np.clip(np.round(x), 1, 7), np.clip(np.round(y), 1, 7)


def minutes(rng: np.random.Generator, size: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    first, second = rng.normal(size=size), rng.normal(size=size)
    sigma = sqrt(np.log(2.0))
    return np.exp(sigma * first), 0.9 * np.exp(sigma * (0.4 * first + sqrt(1 - 0.16) * second))


def ratio_methods(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> dict[str, object]:
    (var_x, cov), (_, var_y) = np.cov(x, y)
    moments = {"n": x.size, "mean_x": x.mean(), "mean_y": y.mean(), "var_x": var_x, "var_y": var_y, "cov_xy": cov}
    ratio, left = y.mean() / x.mean(), (y.sum() - y) / (x.sum() - x)
    sums = bootstrap_weights(x.size, resamples=999, rng=rng) @ np.stack([x, y], axis=1)
    return {
        "Fieller (default)": fieller_interval(**moments),
        "linearised t": t_interval(ratio, ratio_standard_error(**moments), x.size - 1),
        "jackknife t": jackknife_interval(ratio, left),
        "bootstrap percentile": percentile_interval(sums[:, 1] / sums[:, 0]),
    }


def ratios(rng: np.random.Generator) -> str:
    rows = []
    kinds: dict[str, Callable[..., tuple[np.ndarray, np.ndarray]]] = {"answers 1-7": likert, "minutes, skewed": minutes}
    for name, make in kinds.items():
        x, y = make(rng, (4_000_000,))
        true = y.mean() / x.mean() if make is likert else 0.9
        hits: dict[str, list[list[bool]]] = {}
        for place, n in enumerate((10, 30, 100)):
            for _ in range(1500):
                for method, interval in ratio_methods(*make(rng, (n,)), rng).items():
                    hits.setdefault(method, [[], [], []])[place].append(true in interval)
        rows += [(name, method, *map(simulated, found)) for method, found in hits.items()]
    return table(("figures", "interval", "n=10", "n=30", "n=100"), rows)


def differences() -> str:
    rows = []
    for p, q, n, m in ((0.95, 0.95, 10, 50), (0.95, 0.95, 20, 200), (0.9, 0.7, 30, 30), (0.9, 0.7, 100, 100)):
        first, second = binomial(n, np.array([p]))[0], binomial(m, np.array([q]))[0]
        a, b = [Share(count=k, n=n) for k in range(n + 1)], [Share(count=k, n=m) for k in range(m + 1)]
        inside = np.array([[p - q in Difference(first=u, second=v).interval for v in b] for u in a])
        u, v = np.arange(n + 1)[:, None] / n, np.arange(m + 1) / m
        reach = normal_quantile(0.95) * np.sqrt(u * (1 - u) / n + v * (1 - v) / m)
        wald = np.abs(u - v - (p - q)) <= reach + EDGE
        rows.append((f"{p} and {q}", f"{n} and {m}", percent(first @ inside @ second), percent(first @ wald @ second)))
    return table(("shares", "answers", "MOVER (default)", "Wald (not offered)"), rows)


def weighted(rng: np.random.Generator) -> str:
    rows = []
    for name, low, high in (
        ("alike, .8", 0.8, 0.8),
        ("informative, .95 and .75", 0.95, 0.75),
        ("alike, .97", 0.97, 0.97),
    ):
        for n in (20, 50, 200):
            true, ours, classic = (low + 4 * high) / 5, [], []
            for _ in range(3000):
                heavy = rng.random(n) < 0.5
                hit = rng.random(n) < np.where(heavy, high, low)
                data = {"q": hit.astype(int), "w": np.where(heavy, 1.2, 0.3)}
                found = sk.top_box(data, "q", boxes=1, scale=sk.YES_NO, design=sk.Design(weights="w"))
                ours.append(true in found.interval)
                classic.append(abs(found.value - true) <= normal_quantile(0.95) * found.standard_error)
            rows.append((name, n, simulated(ours), simulated(classic)))
    return table(("weights 1 and 4, shares", "n", "Wilson with effective n (default)", "linearised Wald"), rows)


def ranking(rng: np.random.Generator) -> str:
    rows = []
    for branches, low, high, a, b, repeats in ((4, 5, 61, 16, 4, 300), (8, 5, 31, 16, 4, 200), (20, 5, 61, 16, 4, 60)):
        hits, own, errors, raw = [], [], [], []
        for _ in range(repeats):
            n = rng.integers(low, high, branches).astype(float)
            p = rng.beta(a, b, branches)
            x = rng.binomial(n.astype(int), p).astype(float)
            belief = beta_mixture(x, n)
            hits += ((belief.quantiles(x, n, 0.025) <= p) & (p <= belief.quantiles(x, n, 0.975))).tolist()
            own += [share in wilson(k, size) for share, k, size in zip(p, x, n, strict=True)]
            errors += (belief.means(x, n) - p).tolist()
            raw += (x / n - p).tolist()
        error, plain = (100 * sqrt(np.mean(np.square(found))) for found in (errors, raw))
        rows.append((branches, f"{low}-{high - 1}", simulated(hits), f"{error:.1f}", simulated(own), f"{plain:.1f}"))
    header = ("branches", "answers each", "shrunk: coverage", "error, points", "own share: coverage", "error, points")
    return table(header, rows)


def ranked_means(rng: np.random.Generator) -> str:
    rows = []
    for branches, spread in ((4, 0.3), (10, 0.1), (10, 0.3), (10, 1.0), (30, 0.3)):
        hits, errors, raw = [], [], []
        for _ in range(300):
            n = rng.integers(5, 41, branches)
            true = rng.normal(4, spread, branches)
            own = true + rng.normal(size=branches) * 0.9 / np.sqrt(n)
            belief = normal_mixture(own, 0.81 / n)
            hits += ((belief.quantiles(0.025) <= true) & (true <= belief.quantiles(0.975))).tolist()
            errors += (belief.means - true).tolist()
            raw += (own - true).tolist()
        error, plain = (f"{sqrt(np.mean(np.square(found))):.2f}" for found in (errors, raw))
        rows.append((branches, spread, simulated(hits), error, plain))
    return table(("branches", "spread between", "shrunk: coverage", "error", "own mean: error"), rows)


def charts(rng: np.random.Generator) -> str:
    rows = []
    for name, spread in (("only chance", 0.0), ("2 points of spread between periods", 0.02)):
        for n in (50, 500, 5000):
            alarms = {"laney": 0, "p": 0}
            for _ in range(300):
                counts = rng.binomial(n, np.clip(rng.normal(0.85, spread, 48), 0, 1)).tolist()
                for method in ("laney", "p"):
                    chart = share_chart(counts, [n] * 48, method=method, baseline=24)
                    alarms[method] += sum(bool(point.signals) for point in chart.points[24:])
            rows.append((name, n, *(f"{100 * count / 7200:.1f}" for count in alarms.values())))
    return table(("process", "answers per period", "Laney p' (default)", "p"), rows)


def page() -> str:
    rng = np.random.default_rng(SEED)
    return f"""# How often the intervals hold the truth

A 95 % interval should hold the true figure in 95 of 100 surveys. This page shows how often the intervals of
servicekit do, beside others that are in common use. Everything here is computed by `benchmarks/coverage_table.py`;
the bounds are tests in `tests/stats/test_coverage.py`. Percentages are coverage of nominal 95 %.

*Exact* tables list every possible sample with its probability: there is no simulation error. *Simulated* tables
draw samples with numpy's default generator, seed {SEED}; ± is one standard error of the simulation.

## Shares (exact)

Coverage over 2000 shares p from 0 to 1, and over the high shares that satisfaction surveys find. Wilson's mean is
right everywhere; close to 0 or 1 its coverage dips, to about 84 %. Where coverage is owed for every share, ask for
`method="exact"`: it is wider.

{shares()}
## Net promoter score (exact)

{promoter_scores()}
## Mean answers on a scale (simulated, 20 000 samples)

The score interval of the mean knows the ends of the scale; the t interval does not, and fails where most people
give the same answer. In the middle of a scale and with few answers the score interval is cautious.

{mean_answers(rng)}
## Ratio of means (simulated, 1 500 samples)

Fieller's set covers because it may be unbounded: where the denominator cannot be told from 0, no honest interval
ends.

{ratios(rng)}
## Difference of two shares (exact)

{differences()}
## Weighted shares (simulated, 3 000 samples)

{weighted(rng)}
## Branches pulled towards their mean (simulated)

Branches with true shares around 0.8. The interval of the shrunk share holds the truth nearly as often as that
of the branch's own share and is narrower; its error is smaller. Coverage is on average over branches; a branch that
truly is far from all others is covered less often.

{ranking(rng)}
The same for mean answers: 5 to 40 answers per branch with a standard deviation of 0.9 within branches.

{ranked_means(rng)}
## False alarms of control charts (simulated, 300 charts)

Percentage of new periods signalled though nothing happened, with limits estimated from the 24 periods before. With
known limits it would be 0.3; Laney's, estimated from 24 periods, do not reach that. The p chart reaches it only where
chance alone is at work, which is not known beforehand.

{charts(rng)}
## What is not covered here

Other levels than 95 %; clusters (standard errors agree with R's survey package, coverage with few clusters was not
measured); ranking where shares are not spread like a beta distribution.
"""


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
