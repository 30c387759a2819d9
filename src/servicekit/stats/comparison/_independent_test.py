"""The test of two figures of different respondents on which comparisons, followed figures and sentences all rest."""

from math import erfc, isfinite, sqrt
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._results import Estimate
from servicekit.stats.claims._claim_tests import (
    ClaimTest,
    Evidence,
    no_answers,
    rounded,
    t_tail,
    two_shares,
)
from servicekit.stats.intervals._estimates import Average, Difference, Share
from servicekit.stats.intervals._inverted_interval import inverted
from servicekit.stats.intervals._permutation_moments import pearson_tails, permutation_moments
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.stats.scores._two_samples import two_samples


def independent_test(first: Estimate, second: Estimate, *, correlation: float = 0.0) -> Evidence:
    """Test two figures of one kind, from different respondents, against each other.

    Args:
        first: The one.
        second: The other.
        correlation: Of their errors, where clusters are common and the interval has to be asked.

    Returns:
        Scores of answers: :func:`two_samples` under their design. Plain shares: :func:`two_shares`. Means: the larger p
        of Welch's t and, where the numbers or their skewness are known, of the permutation with three moments. Whatever
        else has an interval at every level (figures of resamples, ratios, samples of finite populations): 1 less the
        highest level at which the interval of the difference leaves out 0. No p-value where a figure has no interval.
    """
    n, other = (_answers(each) for each in (first, second))
    about: dict[str, Any] = {"n": n, "n_reference": other}
    own = next((each.reason for each in (first, second) if each.reason is not None), None)
    nothing = Evidence(
        p=None, test=ClaimTest.TWO_SAMPLES, reason=own.label if own else no_answers(min(n, other)), **about
    )
    if isinstance(first, Average) and isinstance(second, Average) and _have_means(first, second):
        return _two_means(first, second)
    if own is not None or first.value is None or second.value is None:
        return nothing
    if isinstance(first, CategoryScore) and isinstance(second, CategoryScore) and not _is_finite(first, second):
        return two_samples(*(SampledScores.of_tally(each.tally, each.scores) for each in (first, second)))
    if isinstance(first, Share) and isinstance(second, Share) and _is_plain(first) and _is_plain(second):
        return two_shares(round(first.count), n, round(second.count), other)
    difference = Difference(first=first, second=second, correlation=correlation)
    shift, interval = difference.value, difference.interval
    if shift is None or interval is None or interval.kind != "bounded":
        return nothing
    p = 1.0 if shift == 0 else float(inverted(_reach(difference, shift), np.array([abs(shift)]))[0])
    return Evidence(p=rounded(p), test=ClaimTest.INTERVAL, **about)


def _have_means(*figures: Average) -> bool:
    """Whether both have an error and one of them more than 0: equal numbers are told from others by those alone."""
    kinds = {None if each.reason is None else each.reason.kind for each in figures}
    return kinds <= {None, NotEstimable.ZERO_VARIANCE} and any(each.standard_error for each in figures)


def _answers(figure: object) -> int:
    n: Any = getattr(figure, "n", None) or getattr(figure, "n_resamples", 0)
    return int(n) if isfinite(n) else 0


def _is_finite(*scores: CategoryScore) -> bool:
    """Whether a good part of a population was asked, so that a test for endless populations is too careful."""
    return any(stratum.population is not None for score in scores for stratum in score.tally.strata.values())


def _is_plain(share: Share) -> bool:
    is_whole = share.count == round(share.count) and share.n == round(share.n)
    return is_whole and share.sampling is None and share.n_effective is None


def _two_means(first: Average, second: Average) -> Evidence:
    sides = (first, second)
    errors = [each.sd / sqrt(each.n) if each.sampling is None else each.sampling.corrected_error for each in sides]
    freedom = [each.n - 1 if each.sampling is None else each.sampling.degrees_of_freedom for each in sides]
    variances = [error**2 for error in errors]
    error = sqrt(sum(variances))
    df = sum(variances) ** 2 / sum(v * v / own for v, own in zip(variances, freedom, strict=True))
    statistic = (first.mean - second.mean) / error
    p = t_tail(statistic, df)
    if first.sampling is None and second.sampling is None and (permuted := _permuted(first, second)) is not None:
        p = max(p, permuted)
    about: dict[str, Any] = {"n": int(first.n), "n_reference": int(second.n)}
    return Evidence(p=rounded(p), test=ClaimTest.TWO_SAMPLES, statistic=statistic, df=df, standard_error=error, **about)


def _permuted(first: Average, second: Average) -> float | None:
    """Return the p-value of the permutation with three moments; None where the skewness is not known."""
    sides = [(each.n, each.mean, each.sd**2 * (each.n - 1) / each.n, skewness_of(each)) for each in (first, second)]
    size = sum(n for n, *_ in sides)
    common = sum(n * mean for n, mean, *_ in sides) / size
    second_moment = third_moment = 0.0
    for n, mean, spread, skewness in sides:
        if skewness is None:
            return None
        off = mean - common
        second_moment += n / size * (spread + off**2)
        third_moment += n / size * (skewness * spread**1.5 + 3 * off * spread + off**3)
    moments = permutation_moments(round(first.n), round(size), second_moment, third_moment)
    return pearson_tails(first.n * (first.mean - common), *moments)


def skewness_of(figure: Average) -> float | None:
    """Return the skewness of the numbers behind a mean; None where it is not known."""
    if not figure.answers:
        return 0.0 if figure.sd == 0 else figure.skewness
    points, shares = np.array(figure.answers).T
    off = points - points @ shares
    spread = float(off**2 @ shares)
    return float(off**3 @ shares) / spread**1.5 if spread**1.5 > 0 else 0.0


def _reach(difference: Difference, shift: float) -> Any:
    """Return the function z -> how far the interval of the difference reaches towards 0."""

    def reach(z: NDArray[np.float64], _: NDArray[np.intp]) -> NDArray[np.float64]:
        level = 1 - erfc(float(z[0]) / sqrt(2))
        sides = (attrs.evolve(side, level=level) for side in (difference.first, difference.second))  # type: ignore[misc]
        interval = Difference(first=next(sides), second=next(sides), correlation=difference.correlation).interval
        if interval is None:
            raise InvalidValueError("estimate", "one that has an interval at every level", difference.first.title)
        return np.array([shift - interval.low if shift > 0 else interval.high - shift])

    return reach
