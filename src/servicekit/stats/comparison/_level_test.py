"""A mean score against a number, and a slope over waves, under any design."""

from collections.abc import Hashable, Sequence
from math import sqrt

import attrs
import numpy as np

from servicekit.stats.claims._claim_tests import (
    FEW_CLUSTERS,
    FEW_EFFECTIVE,
    FEWEST_COMMON_CLUSTERS,
    FEWEST_EFFECTIVE,
    ClaimTest,
    Evidence,
    binomial_p,
    effective_counts,
    exact_binomial,
    no_answers,
    rounded,
    t_tail,
)
from servicekit.stats.scores._sampled_scores import SampledScores

FEWEST_WAVES = 4


def level_test(respondents: SampledScores, *, against: float) -> Evidence:
    """Test a share against a number, or the balance of two sides against 0.

    Args:
        respondents: Their scores: 0 and 1 for a share; -1, 0 and 1 (or the same times any number) for a balance.
        against: The number for a share; 0 for a balance.

    Note:
        Plain respondents: exact binomial (for a balance, the sign test). Under a design: the larger p of the linearised
        t and the exact test on the effective number of answers.

    Example:
        >>> import servicekit as sk
        >>> satisfied = sk.stats.SampledScores.of_counts(64, 100)
        >>> round(sk.stats.level_test(satisfied, against=0.5).p, 4)
        0.0066
    """
    if respondents.mean is None:
        return Evidence(p=None, test=ClaimTest.EXACT_BINOMIAL, reason=no_answers(0), n=0)
    high, low = respondents.scores > 0, respondents.scores < 0
    balance = bool(low.any()) or against == 0
    if respondents.clusters is not None:
        return _designed(respondents, against, balance=balance)
    if not respondents.is_weighted and len(set(respondents.strata)) <= 1:
        ups, downs = round(respondents.units[high].sum()), round(respondents.units[low].sum())
        if not balance:
            return exact_binomial(ups, respondents.n, against=against)
        return Evidence(
            p=binomial_p(ups, ups + downs),
            test=ClaimTest.SIGN,
            n=respondents.n,
            standard_error=_error(respondents),
            statistic=respondents.mean,
        )
    if respondents.kish_rows < FEWEST_EFFECTIVE:
        return Evidence(p=None, test=ClaimTest.EXACT_BINOMIAL, reason=FEW_EFFECTIVE, n=respondents.n)
    return _designed(respondents, against, balance=balance)


def mean_level_test(respondents: SampledScores, *, against: float) -> Evidence:
    """Test a mean of answers against a number: t by the design; answers that are all alike tell nothing.

    Args:
        respondents: Their scores.
        against: The number.
    """
    n = respondents.n
    if respondents.mean is None:
        return Evidence(p=None, test=ClaimTest.PAIRED, reason=no_answers(n), n=n)
    if respondents.variance()[0] <= 0:
        return Evidence(p=1.0, test=ClaimTest.PAIRED, n=n)
    return attrs.evolve(_designed(respondents, against, balance=True), test=ClaimTest.PAIRED)


def _error(scores: SampledScores) -> float | None:
    return sqrt(scores.variance()[0]) or None


def _designed(scores: SampledScores, against: float, *, balance: bool) -> Evidence:
    mean = scores.mean or 0.0
    if scores.clusters is not None and scores.units.sum() < FEWEST_COMMON_CLUSTERS:
        return Evidence(p=None, test=ClaimTest.EXACT_BINOMIAL, reason=FEW_CLUSTERS, n=scores.n)
    variance, units = scores.variance()
    df = max((scores.kish if scores.clusters is not None else units) - 1, 1.0)
    p = t_tail((mean - against) / sqrt(variance), df) if variance > 0 else 0.0
    if not balance:
        simple = mean * (1 - mean)
        n = min(simple / variance, float(scores.n)) if variance > 0 and simple > 0 else scores.kish
        p = max(p, binomial_p(*effective_counts(mean, n, against=against), against))
    return Evidence(
        p=rounded(p), test=ClaimTest.EXACT_BINOMIAL if not balance else ClaimTest.SIGN, n=scores.n, df=df,
        standard_error=sqrt(variance) or None, statistic=mean,
    )  # fmt: skip


def trend_test(waves: Sequence[SampledScores]) -> tuple[float, Evidence]:
    """Return slope per wave and its test: linear regression on the number of the wave, by the design.

    Args:
        waves: Scores of each wave in the order of time, at least four.

    Example:
        >>> import servicekit as sk
        >>> waves = [sk.stats.SampledScores.of_counts(count, 100) for count in (50, 54, 61, 66)]
        >>> slope, evidence = sk.stats.trend_test(waves)
        >>> round(slope, 3), round(evidence.p, 3)
        (0.055, 0.012)
    """
    n = sum(wave.n for wave in waves)
    if len(waves) < FEWEST_WAVES or min(wave.n for wave in waves) < 2:
        return 0.0, Evidence(p=None, test=ClaimTest.TREND, reason=no_answers(n), n=n)
    total = sum(float(wave.sums.sum()) for wave in waves)
    centre = sum(k * float(wave.sums.sum()) for k, wave in enumerate(waves)) / total
    mean = sum(float(wave.sums @ wave.scores) for wave in waves) / total
    spread = sum((k - centre) ** 2 * float(wave.sums.sum()) for k, wave in enumerate(waves))
    slope = sum(k * float(wave.sums @ (wave.scores - mean)) for k, wave in enumerate(waves)) / spread
    parts: dict[Hashable, float] = {}
    sizes: dict[Hashable, float] = {}
    squares = units = 0.0
    for k, wave in enumerate(waves):
        residual = wave.scores - mean - slope * (k - centre)
        if wave.clusters is None:
            squares += (k - centre) ** 2 * float(wave.squares @ residual**2)
            units += wave.kish if wave.is_weighted else float(wave.units.sum())
            continue
        for name, weight, away in zip(wave.clusters, wave.sums, residual, strict=True):
            parts[name] = parts.get(name, 0.0) + (k - centre) * weight * away
            sizes[name] = sizes.get(name, 0.0) + weight
    if parts:
        if len(parts) < FEWEST_COMMON_CLUSTERS:
            return slope, Evidence(p=None, test=ClaimTest.TREND, reason=FEW_CLUSTERS, n=n)
        squares = float(np.square([*parts.values()]).sum())
        weights = np.array([*sizes.values()])
        units, count = float(weights.sum()) ** 2 / float(weights @ weights), float(len(parts))
        df = max(units - 1, 1.0)
    else:
        count, df = units, units - 2
    error = sqrt(count / (count - 1) * squares) / spread
    if error == 0:
        return slope, Evidence(p=1.0 if slope == 0 else 0.0, test=ClaimTest.TREND, n=n)
    statistic = slope / error
    return slope, Evidence(
        p=rounded(t_tail(statistic, df)), test=ClaimTest.TREND, statistic=statistic, df=df, standard_error=error, n=n
    )
