"""How many answers a survey needs: for an interval of a given width, or to see a change between two waves."""

from math import ceil
from typing import Literal

from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats._intervals import normal_quantile

Purpose = Literal["half_width", "change"]


@frozen(kw_only=True)
class SamplePlan(Result):
    """Answers needed, and what the number rests on; plans of fewer than about 100 answers come out a little short.

    Attributes:
        variance: Variance of one answer on the scale of the measure.
        half_width: Distance from the figure to an end of its interval, or the change to be seen.
        level: Confidence level.
        power: Probability of seeing the change; None where an interval is planned.
        design_effect: How many times more answers the design needs than a simple random sample.
        response_rate: Share of those asked who answer.
        population: Size of the population; None if endless.
        worst_case: Whether the variance is the greatest possible one.
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
        z = normal_quantile(self.level)
        if self.power is None:
            n = self.variance * (z / self.half_width) ** 2
        else:
            from scipy.special import ndtri

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
    """Return the answers needed to know a share (CSAT) to within ± half_width.

    Args:
        half_width: 0 to 0.5: five points are 0.05.
        share: The share expected; None plans for the worst case of one half.
        level: Confidence level.
        design_effect: Of weights and clusters.
        response_rate: Share of those asked who answer.
        population: Its size, if small.

    Formula:
        n = p (1 - p) (z / half_width)², times the design effect, less the finite population.
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
    """Return the answers needed to know a net promoter score to within ± half_width.

    Args:
        half_width: On the scale from -1 to 1: five points are 0.05.
        promoters_share: Expected share of promoters; None plans for the worst case, half for and half against.
        detractors_share: Expected share of detractors.
        level: Confidence level.
        design_effect: Of weights and clusters.
        response_rate: Share of those asked who answer.
        population: Its size, if small.

    Formula:
        n = (P + D - (P - D)²) (z / half_width)², times the design effect, less the finite population.
    """
    checks.validate(checks.number_in(0, 1), "half_width", half_width)
    if (promoters_share is None) != (detractors_share is None):
        raise InvalidValueError("promoters_share and detractors_share", "given together or not at all")
    known = promoters_share is not None and detractors_share is not None
    variance = promoter_variance(promoters_share, detractors_share) if known else 1.0  # type: ignore[arg-type]
    return SamplePlan(
        variance=variance,
        half_width=half_width,
        level=level,
        design_effect=design_effect,
        response_rate=response_rate,
        population=population,
        worst_case=not known,
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
    """
    from scipy.special import ndtr

    checks.validate(checks.positive, "variance", variance)
    checks.validate(checks.whole_positive, "n", n)
    checks.validate(checks.positive, "design_effect", design_effect)
    checks.validate(checks.finite, "change", change)
    z = normal_quantile(level)
    shift = abs(change) / (2 * variance * design_effect / n) ** 0.5
    return float(ndtr(shift - z) + ndtr(-shift - z))
