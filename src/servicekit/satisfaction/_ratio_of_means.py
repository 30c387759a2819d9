"""Satisfaction ratio of a population: mean evaluation over mean expectation, with Fieller's set."""

from typing import Any, ClassVar, overload

import numpy as np
from attrs import field, frozen

from servicekit.data._answers import InputPolicy
from servicekit.data._frames import backend_of
from servicekit.data._scales import PERCENT, Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._reasons import NotEstimable, Reason, too_few, why
from servicekit.foundation._results import Estimate, Groups, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._pairs import EVALUATION, EXPECTATION, pairs, require_ratio_scale
from servicekit.satisfaction._ratio import OF_GAP, SatisfactionVerdict
from servicekit.stats._design import Design
from servicekit.stats._moments import Moments
from servicekit.stats._moments_data import moments, moments_by
from servicekit.stats._ratios import READINGS, fieller_interval


@frozen(kw_only=True)
class PopulationRatio(Estimate):
    """Mean evaluation over mean expectation, with Fieller's set; not the mean of the customers' ratios.

    Attributes:
        n: Complete pairs; n_effective: Kish's effective number of them.
        mean_evaluation, mean_expectation: Means.
        variance_evaluation, variance_expectation, covariance: With divisor n - 1.
        missing: Rows without both answers.
        rejected: Rows set aside.
    """

    title = Label("Satisfaction ratio of means", "满意度（均值之比）")
    derived: ClassVar[tuple[str, ...]] = (
        "value", "interval", "verdict", "n", "missing", "rejected", "reason", "interpretation",
    )  # fmt: skip

    n: int = field(validator=checks.whole)
    n_effective: float
    mean_evaluation: float
    mean_expectation: float
    variance_evaluation: float
    variance_expectation: float
    covariance: float
    missing: int = 0
    rejected: int = 0
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def value(self) -> float | None:
        """The ratio of the means; None without pairs or where nobody expected anything."""
        return self.mean_evaluation / self.mean_expectation if self.n and self.mean_expectation > 0 else None

    @property
    def interval(self) -> Interval | None:
        """Fieller's confidence set; not bounded where mean expectation cannot be told from 0."""
        if self.n_effective <= 1 or (self.variance_evaluation == 0 and self.variance_expectation == 0):
            return None
        return fieller_interval(
            n=self.n_effective,
            mean_x=self.mean_expectation,
            mean_y=self.mean_evaluation,
            var_x=self.variance_expectation,
            var_y=self.variance_evaluation,
            cov_xy=self.covariance,
            level=self.level,
            degrees_of_freedom=self.n - 1,
        )

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
        if self.interval is None:
            return too_few(self.n_effective) if self.n_effective <= 1 else why(NotEstimable.ZERO_VARIANCE)
        return None

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
        n_effective=min(found.n_effective, float(n)),
        mean_evaluation=means[0],
        mean_expectation=means[1],
        variance_evaluation=max(float(covariance[0, 0]), 0.0),
        variance_expectation=max(float(covariance[1, 1]), 0.0),
        covariance=float(covariance[0, 1]),
        missing=found.n_missing,
        rejected=found.aside,
        level=level,
    )


@overload
def ratio_of_means(
    data: Any = None,
    *,
    evaluation: Any,
    expectation: Any,
    by: None = None,
    scale: Scale = PERCENT,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> PopulationRatio: ...
@overload
def ratio_of_means(
    data: Any = None,
    *,
    evaluation: Any,
    expectation: Any,
    by: str,
    scale: Scale = PERCENT,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Groups[PopulationRatio]: ...
def ratio_of_means(
    data: Any = None,
    *,
    evaluation: Any,
    expectation: Any,
    by: str | None = None,
    scale: Scale = PERCENT,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> PopulationRatio | Groups[PopulationRatio]:
    """Return mean evaluation over mean expectation of the complete pairs.

    Args:
        data: A frame of any kind, or a mapping of columns; None where the next two are arrays.
        evaluation, expectation: Column names, or arrays of equal length.
        by: Column of groups; then a mapping group -> ratio is returned.
        scale: Scale of both answers; it needs a true zero, and more must be better.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and for bad values.

    Raises:
        InvalidValueError: The scale has no true zero or less is better on it, or an answer is off it.

    Formula:
        sum of evaluations / sum of expectations; interval after Fieller (1954) with t.
    """
    require_ratio_scale(scale)
    paired = pairs(data, evaluation=evaluation, expectation=expectation, scale=scale, policy=policy)
    names = (EVALUATION, EXPECTATION)
    if by is None:
        return _population(moments(paired, names, missing="listwise", design=design, replicated=False), level)
    groups = moments_by(paired, names, by=by, missing="listwise", design=design, replicated=False)
    return Groups(by, {group: _population(found, level) for group, found in groups.items()}, backend_of(data))
