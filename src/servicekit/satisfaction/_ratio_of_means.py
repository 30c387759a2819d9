"""Satisfaction ratio of a population: mean evaluation over mean expectation, with Fieller's set."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, overload

import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data, Values
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import PERCENT, Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._cautions import Caution
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, too_few, why
from servicekit.foundation._results import Estimate, Groups, Interval, SetsAside
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._pairs import EVALUATION, EXPECTATION, pairs, require_ratio_scale
from servicekit.satisfaction._ratio import OF_GAP, SatisfactionVerdict
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._linearised import Linearised, covariance_of, linearised, ratio_gradient
from servicekit.stats.intervals._ratios import READINGS, fieller_interval, ratio_standard_error
from servicekit.stats.summaries._moments import Moments
from servicekit.stats.summaries._moments_data import each_group, moments


@frozen(kw_only=True)
class PopulationRatio(SetsAside, Estimate):
    """Mean evaluation over mean expectation, with Fieller's set; not the mean of the customers' ratios.

    Attributes:
        n: Complete pairs.
        mean_evaluation, mean_expectation: Means.
        variance_evaluation, variance_expectation, covariance: With divisor n - 1.
        sampling: Linearised variance of the ratio under a design; None without one.
        of_means: Under a design the variances of the means of evaluation and expectation, and their covariance.
        n_missing: Rows without both answers.
        rejected: Rows set aside, by what was asked.
    """

    title = Label("Satisfaction ratio of means", "满意度（均值之比）")
    derived: ClassVar[tuple[str, ...]] = (
        "value", "interval", "standard_error", "verdict", "n", "n_effective", "n_missing", "n_rejected", "reason",
        "interpretation", "cautions",
    )  # fmt: skip

    n: int = field(validator=checks.whole)
    mean_evaluation: float
    mean_expectation: float
    variance_evaluation: float
    variance_expectation: float
    covariance: float
    sampling: Linearised | None = None
    of_means: tuple[float, float, float] | None = None
    n_missing: int = 0
    rejected: Mapping[str, int] = field(factory=dict, hash=False)
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def value(self) -> float | None:
        """The ratio of the means; None without pairs or where nobody expected anything."""
        return self.mean_evaluation / self.mean_expectation if self.n and self.mean_expectation > 0 else None

    @property
    def interval(self) -> Interval | None:
        """Fieller's confidence set; not bounded where mean expectation cannot be told from 0."""
        if self.n < 2 or (self.variance_evaluation == 0 and self.variance_expectation == 0):
            return None
        if self.sampling is not None and self.sampling.reason is not None:
            return None
        var_y, var_x, cov = (one * self.n for one in self._of_means)
        bias = 1.0 if self.sampling is None else self.sampling.bias
        return fieller_interval(
            n=float(self.n) * bias,
            mean_x=self.mean_expectation,
            mean_y=self.mean_evaluation,
            var_x=var_x,
            var_y=var_y,
            cov_xy=cov,
            level=self.level,
            degrees_of_freedom=self.n - 1 if self.sampling is None else self.sampling.degrees_of_freedom,
        )

    @property
    def _of_means(self) -> tuple[float, float, float]:
        if self.of_means is not None:
            return self.of_means
        return self.variance_evaluation / self.n, self.variance_expectation / self.n, self.covariance / self.n

    @property
    def standard_error(self) -> float | None:
        """Linearised standard error; None without a value or for a single pair."""
        if self.value is None or self.n < 2:
            return None
        if self.sampling is not None:
            return self.sampling.standard_error
        return ratio_standard_error(
            n=self.n,
            mean_x=self.mean_expectation,
            mean_y=self.mean_evaluation,
            var_x=self.variance_expectation,
            var_y=self.variance_evaluation,
            cov_xy=self.covariance,
        )

    @property
    def n_effective(self) -> float:
        """Independent pairs that would tell as much; n without a design."""
        if self.sampling is None or not self.sampling.variance:
            return float(self.n)
        ratio = self.mean_evaluation / self.mean_expectation
        rest = self.variance_evaluation - 2 * ratio * self.covariance + ratio**2 * self.variance_expectation
        return max(rest, 0.0) / self.mean_expectation**2 / self.sampling.variance

    @property
    def verdict(self) -> SatisfactionVerdict | None:
        """Verdict of the value; see the interval before believing it."""
        return None if self.value is None else OF_GAP.of(self.mean_evaluation - self.mean_expectation)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        if self.n == 0:
            return why(NotEstimable.NO_DATA)
        if self.mean_expectation == 0:
            return why(NotEstimable.ZERO_DENOMINATOR)
        if self.n < 2:
            return too_few(self.n)
        if self.variance_evaluation == 0 and self.variance_expectation == 0:
            return why(NotEstimable.ZERO_VARIANCE)
        return self.sampling.reason if self.sampling else None

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Where few rows or clusters of a design carry the ratio."""
        return () if self.sampling is None or self.interval is None else self.sampling.cautions

    @property
    def interpretation(self) -> Label | None:
        """What the interval says, in words."""
        return READINGS[self.interval.kind] if self.interval else None


def _population(found: Moments, level: float) -> PopulationRatio:
    n = found.n
    means = found.means.tolist() if n else [0.0, 0.0]
    covariance = found.covariance if n > 1 else np.zeros((2, 2))
    return PopulationRatio(
        n=n,
        mean_evaluation=means[0],
        mean_expectation=means[1],
        variance_evaluation=max(float(covariance[0, 0]), 0.0),
        variance_expectation=max(float(covariance[1, 1]), 0.0),
        covariance=float(covariance[0, 1]),
        **_sampled(found, means),
        n_missing=found.n_missing,
        rejected={"pair": found.aside} if found.aside else {},
        level=level,
    )


def _sampled(found: Moments, means: list[float]) -> dict[str, Any]:
    evaluation, expectation = np.eye(2)
    of_means = covariance_of(found, evaluation, expectation)
    if of_means is None or means[1] <= 0:
        return {}
    return {
        "sampling": linearised(found, ratio_gradient(found, evaluation, expectation)),
        "of_means": (float(of_means[0, 0]), float(of_means[1, 1]), float(of_means[0, 1])),
    }


@overload
def ratio_of_means(
    data: Data | None = None,
    *,
    evaluation: str | Values,
    expectation: str | Values,
    by: None = None,
    scale: Scale = PERCENT,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> PopulationRatio: ...
@overload
def ratio_of_means(
    data: Data | None = None,
    *,
    evaluation: str | Values,
    expectation: str | Values,
    by: str | Sequence[str],
    scale: Scale = PERCENT,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Groups[PopulationRatio]: ...
def ratio_of_means(
    data: Data | None = None,
    *,
    evaluation: str | Values,
    expectation: str | Values,
    by: str | Sequence[str] | None = None,
    scale: Scale = PERCENT,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> PopulationRatio | Groups[PopulationRatio]:
    """Return mean evaluation over mean expectation of the complete pairs.

    Args:
        data: A frame of any kind, or a mapping of columns; None where the next two are arrays.
        evaluation, expectation: Column names, or arrays of equal length.
        by: Column of groups, or a list of columns; then a mapping group -> ratio is returned.
        scale: Scale of both answers; it needs a true zero, and more must be better.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and for bad values.

    Raises:
        InvalidValueError: The scale has no true zero or less is better on it, or an answer is off it.

    Formula:
        sum of evaluations / sum of expectations; interval after Fieller (1954) with t.

    Example:
        >>> import servicekit as sk
        >>> sk.ratio_of_means(evaluation=[8, 6, 9], expectation=[6, 6, 8])
        PopulationRatio(1.15, [0.7638, 1.604], n=3)
    """
    require_ratio_scale(scale)
    paired = pairs(data, evaluation=evaluation, expectation=expectation, scale=scale, policy=policy)
    names = (EVALUATION, EXPECTATION)
    about: dict[str, Any] = {"missing": "listwise", "design": design, "replicated": False}
    found = moments(paired, names, by=by, **about)
    return each_group(found, lambda part: _population(part, level), by, data)
