"""Means of the same respondents: paired differences, and the lowest or highest of several."""

from collections.abc import Callable, Hashable, Sequence
from math import sqrt

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.claims._claim_tests import (
    FEW_CLUSTERS,
    FEWEST_COMMON_CLUSTERS,
    ClaimTest,
    Evidence,
    binomial_p,
    no_answers,
    rounded,
    t_tail,
)
from servicekit.stats.comparison._mean_test import FEW_ROWS
from servicekit.stats.scores._sampled_scores import SampledScores


def paired_mean(
    values: ArrayLike, *, weights: ArrayLike | None = None, clusters: Sequence[Hashable] | None = None
) -> Evidence:
    """Test the mean of differences within respondents against 0.

    Args:
        values: One difference per respondent; NaN where there is none, and then the respondent is left out.
        weights, clusters: Of the respondents.

    Note:
        Clusters are summed and tested with Kish's number of clusters less 1. Fewer than 30 respondents: the larger
        of this p-value and that of the sign test.

    Example:
        >>> import servicekit as sk
        >>> round(sk.stats.paired_mean([0.5, 1.0, -0.2, 0.8]).p, 3)
        0.625
    """
    numbers = np.asarray(values, dtype=float)
    if (gaps := np.isnan(numbers)).any():
        numbers = numbers[~gaps]
        weights = None if weights is None else _kept(weights, ~gaps)
        clusters = None if clusters is None else [each for each, gap in zip(clusters, gaps, strict=True) if not gap]
    found = _t_only(numbers, weights=weights, clusters=clusters)
    return found if found.n >= FEW_ROWS else with_signs(found, numbers)


def with_signs(found: Evidence, numbers: Floats) -> Evidence:
    """Return evidence with the larger p of its own, if it has one, and of the sign test.

    Args:
        found: A test of a mean.
        numbers: The few differences themselves.
    """
    if found.p is None:
        return found
    return attrs.evolve(found, p=max(found.p, binomial_p(int((numbers > 0).sum()), int((numbers != 0).sum()))))


@frozen(kw_only=True)
class Extreme:
    """The observed lowest or highest of several figures of the same respondents.

    Attributes:
        place: Position of the extreme.
        rival: Position of the figure that is hardest to tell from it.
        evidence: The test against every rival.
        candidates: Positions that may be the extreme, itself included.
        p_left_out: By position the p-value with which a figure is left out of these; 1 for the extreme itself.
        difference: Extreme less that rival.
    """

    place: int
    rival: int
    evidence: Evidence
    candidates: tuple[int, ...]
    p_left_out: tuple[float, ...] = ()
    difference: float


def extremum(
    columns: ArrayLike,
    *,
    lowest: bool = True,
    weights: ArrayLike | None = None,
    clusters: Sequence[Hashable] | None = None,
    level: float = 0.95,
) -> Extreme:
    """Test whether the lowest (highest) of several means of the same respondents is lower than every other.

    Args:
        columns: Array (respondents, figures), at least two figures; NaN where there is no answer. Two figures are
            compared over the respondents who gave both.
        lowest: The lowest, or the highest.
        weights, clusters: Of the respondents.
        level: With which the set of candidates holds the true extreme.

    Returns:
        The observed extreme with the largest of the two-sided p-values against each other one; no correction for
        having picked it is needed (intersection-union).

    Source:
        Gutmann and Maymin (1987).

    Example:
        >>> import servicekit as sk
        >>> import numpy as np
        >>> answers = np.random.default_rng(1).normal([3, 4, 5], 1, (50, 3))
        >>> sk.stats.extremum(answers).place
        0
    """
    rows = np.asarray(columns, dtype=float)
    if rows.ndim != 2 or rows.shape[1] < 2:
        raise InvalidValueError("columns", "respondents by at least two figures", list(rows.shape))
    means = _means(rows, np.ones(len(rows)) if weights is None else np.asarray(weights, dtype=float))

    def against(place: int, rival: int) -> tuple[Evidence, float]:
        found = _against(rows, place, rival, lowest=lowest, weights=weights, clusters=clusters)
        both = ~np.isnan(rows[:, [place, rival]]).any(axis=1)
        if not both.any():
            return found, float(np.nan_to_num(means[place] - means[rival]))
        apart = _means(rows[both][:, [place, rival]], np.ones(both.sum()) if weights is None else _kept(weights, both))
        return found, float(apart[0] - apart[1])

    return extreme_of(means, against, lowest=lowest, level=level)


def extreme_of(
    means: Floats, against: Callable[[int, int], tuple[Evidence, float]], *, lowest: bool, level: float
) -> Extreme:
    """Return the lowest or highest of several means with the test against every other.

    Args:
        means: Of each figure; NaN where nobody answered.
        against: Positions of a figure and of a rival -> the test of their difference, and the difference.
        lowest: The lowest, or the highest.
        level: With which the set of candidates holds the true extreme.
    """
    order = [int(each) for each in np.argsort(means if lowest else -means, kind="stable")]  # without answers: last
    place = order[0]
    pairs = {rival: against(place, rival) for rival in order[1:]}
    known = {rival: found.p for rival, (found, _) in pairs.items() if found.p is not None}
    out: dict[int, float] = {}
    if len(known) < len(pairs):
        hardest, candidates = order[1], tuple(order)
        evidence = next(found for found, _ in pairs.values() if found.p is None)
    else:
        hardest = max(known, key=known.__getitem__)
        # one-sided, and corrected for the number of rivals: any of them may have been picked as the extreme
        out = {rival: min(1.0, p / 2 * len(known)) for rival, p in known.items()}
        candidates = (place, *(rival for rival, p in out.items() if p > 1 - level))
        evidence = attrs.evolve(pairs[hardest][0], test=ClaimTest.EXTREMUM)
    shift = pairs[hardest][1]
    return Extreme(
        place=place,
        rival=hardest,
        evidence=evidence,
        candidates=candidates,
        p_left_out=tuple(out.get(each, 1.0) for each in range(len(means))),
        difference=shift,
    )


def _means(rows: Floats, weights: Floats) -> Floats:
    """Return the mean of each column over the rows that have it; NaN where none has."""
    here = ~np.isnan(rows)
    totals = weights @ here
    plain = here.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.where(totals > 0, weights @ np.where(here, rows, 0.0) / totals, np.nan)
        return np.where(np.isnan(found), np.where(here, rows, 0.0).sum(axis=0) / plain, found)


def _kept(values: ArrayLike, rows: NDArray[np.bool_]) -> Floats:
    return np.asarray(np.asarray(values, dtype=float)[rows])


def _against(
    rows: Floats,
    place: int,
    rival: int,
    *,
    lowest: bool,
    weights: ArrayLike | None,
    clusters: Sequence[Hashable] | None,
) -> Evidence:
    """Test an extreme against a rival over the respondents who gave both figures."""
    apart = rows[:, place] - rows[:, rival]
    both = ~np.isnan(apart)
    if both.all():
        return _t_only(apart, weights=weights, clusters=clusters)
    own = np.ones(both.sum()) if weights is None else _kept(weights, both)
    named = None if clusters is None else [each for each, kept in zip(clusters, both, strict=True) if kept]
    found = _t_only(apart[both], weights=None if weights is None else own, clusters=named)
    # those who gave both may say the opposite of all who gave either: then it is no extreme
    opposite = (own @ apart[both] > 0) == lowest
    return attrs.evolve(found, p=1.0) if opposite and found.p is not None else found


def _t_only(values: Floats, *, weights: ArrayLike | None, clusters: Sequence[Hashable] | None) -> Evidence:
    """Test a mean of differences by t alone: the extremum rule takes the largest of several."""
    scores = SampledScores.of_rows(values, weights=weights, clusters=clusters)
    if scores.n < 2 or scores.mean is None:
        return Evidence(p=None, test=ClaimTest.PAIRED, reason=no_answers(scores.n), n=scores.n)
    if clusters is not None and float(scores.units.sum()) < FEWEST_COMMON_CLUSTERS:
        return Evidence(p=None, test=ClaimTest.PAIRED, reason=FEW_CLUSTERS, n=scores.n)
    variance, _ = scores.variance()
    if variance <= 0:
        return Evidence(p=1.0 if scores.mean == 0 else 0.0, test=ClaimTest.PAIRED, n=scores.n)
    statistic, df = scores.mean / sqrt(variance), scores.kish - 1
    return Evidence(
        p=rounded(t_tail(statistic, df)),
        test=ClaimTest.PAIRED,
        statistic=statistic,
        df=df,
        standard_error=sqrt(variance),
        n=scores.n,
    )
