"""How many answers a survey needs: for an interval of a given width, or to see a change between two waves."""

from collections.abc import Sequence
from math import ceil
from typing import Final, Literal

import numpy as np
from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._count_interval import count_limits
from servicekit.stats.intervals._intervals import normal_quantile

Purpose = Literal["half_width", "change"]
HALVINGS: Final = 60


def answers_for_half_width(
    shares: Sequence[float], scores: Sequence[float], half_width: float, *, level: float = 0.95
) -> float:
    """Return the answers, not rounded, after which the default interval reaches no further than ``half_width``.

    Args:
        shares: Expected share of each category.
        scores: Score of each category.
        half_width: Distance from the mean score to the farther end of its interval.
        level: Confidence level.
    """
    expected, value = np.asarray(shares, dtype=float), float(np.dot(shares, scores))

    def reach(n: float) -> float:
        low, high = count_limits(expected * n, scores, level=level)
        return max(value - float(low[0]), float(high[0]) - value)

    least, most = 1.0, 2.0
    if reach(least) <= half_width:
        return least
    while reach(most) > half_width:
        least, most = most, 2 * most
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        least, most = (middle, most) if reach(middle) > half_width else (least, middle)
        if most - least <= 1e-10 * most:
            break
    return most


@frozen(kw_only=True)
class SamplePlan(Result):
    """Answers needed, and what the number rests on.

    Attributes:
        variance: Variance of one answer on the scale of the measure.
        half_width: Distance from the figure to an end of its interval, or the change to be seen.
        level: Confidence level.
        power: Probability of seeing the change; None where an interval is planned.
        design_effect: How many times more answers the design needs than a simple random sample.
        response_rate: Share of those asked who answer.
        population: Size of the population; None if endless.
        worst_case: Whether the variance is the greatest possible one.
        shares: Expected share of each category, where an interval is planned.
        scores: Score of each category, where an interval is planned.
    """

    title = Label("Sample size", "样本量")
    derived = ("n", "invitations")

    variance: float = field(validator=checks.positive)
    half_width: float = field(validator=checks.positive)
    level: float = field(default=0.95, validator=checks.confidence)
    power: float | None = None
    design_effect: float = field(default=1.0, validator=checks.positive)
    response_rate: float = field(default=1.0, validator=checks.positive)
    population: float | None = None
    worst_case: bool = False
    shares: tuple[float, ...] = ()
    scores: tuple[float, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.response_rate > 1:
            checks.validate(checks.share, "response_rate", self.response_rate)
        if self.power is not None:
            checks.validate(checks.confidence, "power", self.power)
        if self.population is not None:
            checks.validate(checks.whole_positive, "population", self.population)

    @property
    def exact_n(self) -> float:
        """Answers needed, before rounding up; of each wave where a change is to be seen."""
        if self.power is None:
            n = answers_for_half_width(self.shares, self.scores, self.half_width, level=self.level)
        else:
            from scipy.special import ndtri

            z = normal_quantile(self.level)
            n = 2 * self.variance * ((z + float(ndtri(self.power))) / self.half_width) ** 2
        n *= self.design_effect
        return n if self.population is None else n / (1 + n / self.population)

    @property
    def n(self) -> int:
        """Answers needed (of each wave)."""
        # A ceiling that a rounding error in the tenth digit cannot lift.
        return ceil(round(self.exact_n, 9))

    @property
    def invitations(self) -> int:
        """People to ask (in each wave)."""
        return ceil(round(self.exact_n / self.response_rate, 9))


def share_sample_size(
    half_width: float,
    *,
    share: float | None = None,
    level: float = 0.95,
    design_effect: float = 1.0,
    response_rate: float = 1.0,
    population: int | None = None,
) -> SamplePlan:
    """Return the answers after which the interval of a share (CSAT) reaches no further than half_width to either side.

    The textbook number p (1 - p) (z / half_width)² belongs to an interval that is short of its level; the one in use
    here needs a little more in the middle of the scale, and several times as many where p is near 0 or 1.

    Args:
        half_width: 0 to 0.5: five points are 0.05.
        share: The share expected; None plans for the worst case of one half.
        level: Confidence level.
        design_effect: Of weights and clusters.
        response_rate: Share of those asked who answer.
        population: Its size, if small.

    Formula:
        The least n with share_interval(p n, n) within p ± half_width, times the design effect, less the finite
        population.

    Example:
        >>> share_sample_size(0.05, share=0.8).n
        289
    """
    checks.validate(checks.number_in(0, 0.5), "half_width", half_width)
    p = 0.5 if share is None else share
    checks.validate(checks.share, "share", p)
    if p in (0, 1):
        raise InvalidValueError("share", "between 0 and 1", p)
    return SamplePlan(
        variance=p * (1 - p),
        half_width=half_width,
        level=level,
        design_effect=design_effect,
        response_rate=response_rate,
        population=population,
        worst_case=share is None,
        shares=(1 - p, p),
        scores=(0.0, 1.0),
    )


def promoter_variance(promoters_share: float, detractors_share: float) -> float:
    """Return the variance of one answer counted -1, 0 or 1."""
    for name, value in (("promoters_share", promoters_share), ("detractors_share", detractors_share)):
        checks.validate(checks.share, name, value)
    if promoters_share + detractors_share > 1 + 1e-12:
        raise InvalidValueError("promoters and detractors", "at most 1 together", promoters_share + detractors_share)
    return promoters_share + detractors_share - (promoters_share - detractors_share) ** 2


def promoter_score_sample_size(
    half_width: float,
    *,
    promoters_share: float | None = None,
    detractors_share: float | None = None,
    level: float = 0.95,
    design_effect: float = 1.0,
    response_rate: float = 1.0,
    population: int | None = None,
) -> SamplePlan:
    """Return the answers after which the interval of a net promoter score reaches no further than half_width.

    Args:
        half_width: On the scale from -1 to 1: five points are 0.05.
        promoters_share: Expected share of promoters; None plans for the worst case, half for and half against.
        detractors_share: Expected share of detractors.
        level: Confidence level.
        design_effect: Of weights and clusters.
        response_rate: Share of those asked who answer.
        population: Its size, if small.

    Formula:
        The least n with count_interval of D n, (1 - P - D) n, P n within P - D ± half_width, times the design effect,
        less the finite population.

    Example:
        >>> import servicekit as sk
        >>> sk.stats.promoter_score_sample_size(half_width=0.05).title.en
        'Sample size'
    """
    checks.validate(checks.number_in(0, 1), "half_width", half_width)
    if (promoters_share is None) != (detractors_share is None):
        raise InvalidValueError("promoters_share and detractors_share", "given together or not at all")
    known = promoters_share is not None and detractors_share is not None
    promoters, detractors = promoters_share or 0.0, detractors_share or 0.0
    if not known:
        promoters = detractors = 0.5
    variance = promoter_variance(promoters, detractors)
    return SamplePlan(
        variance=variance,
        half_width=half_width,
        level=level,
        design_effect=design_effect,
        response_rate=response_rate,
        population=population,
        worst_case=not known,
        shares=(detractors, max(0.0, 1 - promoters - detractors), promoters),
        scores=(-1.0, 0.0, 1.0),
    )


def change_sample_size(
    change: float, *, variance: float, power: float = 0.8, level: float = 0.95, design_effect: float = 1.0
) -> SamplePlan:
    """Return the answers needed in each of two independent waves to see a change.

    Args:
        change: Smallest change that matters, on the scale of the measure.
        variance: Variance of one answer: p (1 - p) for a share, ``promoter_variance`` for a net promoter score.
        power: Probability of seeing such a change.
        level: Confidence level of the two-sided comparison.
        design_effect: Of weights and clusters.

    Formula:
        n = 2 variance ((z_level + z_power) / change)².

    Example:
        >>> import servicekit as sk
        >>> sk.stats.change_sample_size(change=5, variance=4000).title.en
        'Sample size'
    """
    return SamplePlan(variance=variance, half_width=abs(change), level=level, power=power, design_effect=design_effect)


def design_effect(*, cluster_size: float, intraclass_correlation: float) -> float:
    """Return the design effect of asking whole clusters (branches, visits).

    Args:
        cluster_size: Answers per cluster, at least 1.
        intraclass_correlation: How alike answers within a cluster are, at most 1.

    Formula:
        1 + (m - 1) rho.

    Source:
        Kish (1965).

    Example:
        >>> import servicekit as sk
        >>> sk.stats.design_effect(cluster_size=20, intraclass_correlation=0.05)
        1.9500000000000002
    """
    checks.validate(checks.number_in(1, 1e12), "cluster_size", cluster_size)
    checks.validate(checks.number_in(-1, 1), "intraclass_correlation", intraclass_correlation)
    effect = 1 + (cluster_size - 1) * intraclass_correlation
    if effect <= 0:
        raise InvalidValueError("intraclass_correlation", f"above {-1 / (cluster_size - 1):g}", intraclass_correlation)
    return effect


def share_power(first: float, second: float, *, n: int, level: float = 0.95) -> float:
    """Return the probability that two waves of n answers each show the difference of two shares.

    Args:
        first: Share in the first wave.
        second: Share in the second.
        n: Answers in each wave.
        level: Confidence level of the two-sided comparison.

    Example:
        >>> import servicekit as sk
        >>> round(sk.stats.share_power(first=0.5, second=0.6, n=300), 3)
        0.697
    """
    for name, value in (("first", first), ("second", second)):
        checks.validate(checks.share, name, value)
    return change_power(second - first, variance=(first * (1 - first) + second * (1 - second)) / 2, n=n, level=level)


def change_power(change: float, *, variance: float, n: int, level: float = 0.95, design_effect: float = 1.0) -> float:
    """Return the probability that two independent waves of n answers each show a change.

    Args:
        change: The true change.
        variance: Variance of one answer, the mean of both waves.
        n: Answers in each wave.
        level: Confidence level of the two-sided comparison.
        design_effect: Of weights and clusters.

    Example:
        >>> import servicekit as sk
        >>> round(sk.stats.change_power(change=5, variance=4000, n=500), 3)
        0.24
    """
    from scipy.special import ndtr

    checks.validate(checks.positive, "variance", variance)
    checks.validate(checks.whole_positive, "n", n)
    checks.validate(checks.positive, "design_effect", design_effect)
    checks.validate(checks.finite, "change", change)
    z = normal_quantile(level)
    shift = abs(change) / (2 * variance * design_effect / n) ** 0.5
    return float(ndtr(shift - z) + ndtr(-shift - z))
