"""The test of one set of respondents against another under any design: t, with a permutation to guard rare answers."""

from collections.abc import Hashable
from math import sqrt
from typing import Any

import numpy as np

from servicekit.data._vectors import Floats
from servicekit.stats.claims._claim_tests import (
    FEW_EFFECTIVE,
    FEW_ON_ONE_SIDE,
    FEWEST_COMMON_CLUSTERS,
    FEWEST_EFFECTIVE,
    ONE_CLUSTER,
    ClaimTest,
    Evidence,
    no_answers,
    rounded,
    t_tail,
    two_shares,
)
from servicekit.stats.intervals._permutation_moments import pearson_tails
from servicekit.stats.scores._sampled_scores import SampledScores


def two_samples(first: SampledScores, second: SampledScores) -> Evidence:
    """Test the means of two sets of respondents: the larger p of linearised t and permutation with three moments.

    Args:
        first: The one.
        second: The other; where it shares clusters with the first, contributions of the clusters are tested by t and
            by a permutation within the common ones and of the others whole, and the larger p counts.

    Note:
        Both test the difference of the means, whatever the mix of strata on either side. The permutation takes weights
        at mean 1 on either side, and variances within strata.
        Scores 0 and 1 of plain respondents are tested with :func:`two_shares`. Below about 30 answers a mean of
        answers that are all at the ends has no valid test far in the tail.

    Example:
        >>> import servicekit as sk
        >>> north = sk.stats.SampledScores.of_counts(52, 100)
        >>> south = sk.stats.SampledScores.of_counts(70, 100)
        >>> round(sk.stats.two_samples(south, north).p, 4)
        0.0096
    """
    n, other = first.n, second.n
    about: dict[str, Any] = {"n": n, "n_reference": other}
    if first.mean is None or second.mean is None or min(n, other) < 2:
        return Evidence(p=None, test=ClaimTest.TWO_SAMPLES, reason=no_answers(min(n, other)), **about)
    if first.clusters is not None and second.clusters is not None and set(first.clusters) & set(second.clusters):
        return _common_clusters(first, second)
    if first.clusters is not None and min(first.units.sum(), second.units.sum()) < 2:
        return Evidence(p=None, test=ClaimTest.TWO_SAMPLES, reason=ONE_CLUSTER, **about)
    if (first.is_weighted or second.is_weighted) and min(first.kish_rows, second.kish_rows) < FEWEST_EFFECTIVE:
        return Evidence(p=None, test=ClaimTest.TWO_SAMPLES, reason=FEW_EFFECTIVE, **about)
    plain = first.clusters is None and not (first.is_weighted or second.is_weighted)
    one_stratum = len({*first.strata, *second.strata}) <= 1
    if plain and one_stratum and all(np.isin(side.scores, (0.0, 1.0)).all() for side in (first, second)):
        hits = [round(float(side.sums @ side.scores / side.sums.sum() * side.n)) for side in (first, second)]
        return two_shares(hits[0], n, hits[1], other)
    (v1, k1), (v2, k2) = first.variance(), second.variance()
    shift = first.mean - second.mean
    permuted = max(_permutation(first, second, alike=alike) for alike in (False, True)[: 2 - one_stratum])
    error = sqrt(v1 + v2)
    if error == 0 or min(k1, k2) <= 1:
        return Evidence(p=rounded(permuted), test=ClaimTest.TWO_SAMPLES, standard_error=error or None, **about)
    df = (v1 + v2) ** 2 / (v1**2 / (k1 - 1) + v2**2 / (k2 - 1))
    return Evidence(
        p=rounded(max(t_tail(shift / error, df), permuted)),
        test=ClaimTest.TWO_SAMPLES,
        statistic=shift / error,
        df=df,
        standard_error=error,
        **about,
    )


def _permutation(first: SampledScores, second: SampledScores, *, alike: bool = False) -> float:
    """Return the p-value of the difference shown, by three moments of what the two sides are drawn from.

    In each stratum the units of both sides, their weights brought to mean 1 on either side, are one population. Where
    both sides have the same mix of strata, these are the moments of the permutation within strata. Where ``alike``, all
    strata have the moments of their average: a stratum of few tells too little of its own.
    """
    names = {name: place for place, name in enumerate(dict.fromkeys((*first.strata, *second.strata)))}
    sides = (first, second)
    places = [np.array([names[name] for name in side.strata], dtype=np.intp) for side in sides]

    def by_stratum(place: int, column: Floats) -> Floats:
        return np.bincount(places[place], weights=column, minlength=len(names)).astype(np.float64)

    units = [by_stratum(place, side.units) for place, side in enumerate(sides)]
    sums = [by_stratum(place, side.sums) for place, side in enumerate(sides)]
    counts, totals = [float(each.sum()) for each in units], [float(each.sum()) for each in sums]
    means = [side.mean or 0.0 for side in sides]
    common = means[0] + (means[1] - means[0]) * counts[1] / sum(counts)  # of equal means exactly that
    powers = [np.zeros(len(names)) for _ in range(3)]
    for place, side in enumerate(sides):
        scale = (units[place] / np.where(sums[place] > 0, sums[place], 1.0))[places[place]]
        scale /= _reach(side)
        for power, column in enumerate((side.sums, side.squares, side.cubes), start=1):
            powers[power - 1] += by_stratum(place, (scale * (side.scores - common)) ** power * column)
    size = units[0] + units[1]
    s1, s2, s3 = (each / size for each in powers)
    several, many = np.round(size) > 1, np.round(size) > 2
    second_moment = np.where(several, (s2 - s1**2) * size / np.where(several, size - 1, 1.0), 0.0)
    third_moment = np.where(
        many, (s3 - 3 * s1 * s2 + 2 * s1**3) * size**2 / np.where(many, (size - 1) * (size - 2), 1.0), 0.0
    )
    if alike:
        second_moment[:] = second_moment @ (size - 1) / max(float((size - 1)[several].sum()), 1.0)
        third_moment[:] = third_moment @ size / max(float(size[many].sum()), 1.0)
    variance = third = 0.0
    for sign, side, total, own, drawn in zip((1.0, -1.0), sides, totals, sums, units, strict=True):
        some = drawn > 0
        part, number = _reach(side) * own[some] / total, drawn[some]
        variance += float((part**2 / number) @ second_moment[some])
        third += sign * float((part**3 / number**2) @ third_moment[some])
    return pearson_tails(means[0] - means[1], variance, third)


def _reach(side: SampledScores) -> float:
    """Return how far means of clusters of this size lie apart, next to respondents.

    It falls with the size to the power -1/2 where nothing is common within clusters and to the power 0 where all is;
    halfway between, neither small clusters beside large ones nor rare answers break the test.
    """
    return 1.0 if side.clusters is None else float(side.n / side.units.sum()) ** -0.25


def _within_clusters(side: SampledScores, inside: SampledScores, common: set[Hashable]) -> SampledScores:
    """Return the respondents of common clusters, whose strata are these, and other clusters whole, in one stratum."""
    whole = side.by_cluster()
    rows = np.array([name in common for name in inside.strata], dtype=bool)
    alone = np.array([name not in common for name in whole.clusters or ()], dtype=bool)
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(inside, name)[rows], getattr(whole, name)[alone]])
        for name in ("scores", "units", "sums", "squares", "cubes")
    }
    strata = (*(name for name in inside.strata if name in common), *(("alone",) * int(alone.sum())))
    return SampledScores(**joined, strata=strata, n=side.n, row_squares=side.row_squares)


def _common_clusters(first: SampledScores, second: SampledScores) -> Evidence:
    about: dict[str, Any] = {"n": first.n, "n_reference": second.n, "test": ClaimTest.COMMON_CLUSTERS}
    parts: dict[Hashable, float] = {}
    sizes: dict[Hashable, float] = {}
    spreads: list[tuple[float, int]] = []
    for side, sign in ((first.by_cluster(), 1.0), (second.by_cluster(), -1.0)):
        own = side.sums * (side.scores - (side.mean or 0.0)) / float(side.sums.sum())
        spreads.append((float(own @ own), len(own)))
        for name, part, weight in zip(side.clusters or (), own, side.sums, strict=True):
            parts[name] = parts.get(name, 0.0) + sign * part
            sizes[name] = sizes.get(name, 0.0) + weight
    if min(count for _, count in spreads) < FEWEST_COMMON_CLUSTERS:
        return Evidence(p=None, reason=FEW_ON_ONE_SIDE, **about)
    contributions, weights = np.array([*parts.values()]), np.array([*sizes.values()])
    count = len(contributions)
    error = sqrt(count / (count - 1) * float(contributions @ contributions))
    shift = (first.mean or 0.0) - (second.mean or 0.0)
    if error == 0:
        return Evidence(p=1.0 if shift == 0 else 0.0, **about)
    # the smaller of Kish's and Welch's number: a side of few clusters decides, however many the other has
    kish = float(weights.sum()) ** 2 / float(weights @ weights) - 1
    total, apart = sum(v for v, _ in spreads), sum(v**2 / (k - 1) for v, k in spreads)
    df = max(min(kish, total**2 / apart if apart else kish), 1.0)
    # where few of a small part of each cluster are hit, t alone calls up to 38 in 100 equal pairs different
    within = 0.0
    if first.inside and second.inside:
        common = set(first.clusters or ()) & set(second.clusters or ())
        within = _permutation(
            _within_clusters(first, first.inside, common), _within_clusters(second, second.inside, common)
        )
    p = rounded(max(t_tail(shift / error, df), within))
    return Evidence(p=p, statistic=shift / error, df=df, standard_error=error, **about)
