"""Mean of the customers' own satisfaction ratios, in which each person counts the same."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, overload

import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data, Values
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import PERCENT, Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Groups, Interval, SetsAside
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._pairs import (
    EVALUATION,
    RATIO,
    SQUARED_RATIO,
    ZeroExpected,
    pairs,
    require_ratio_scale,
)
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._linearised import Linearised, contrast_gradient, linearised
from servicekit.stats.intervals._estimates import Average
from servicekit.stats.intervals._skewed_mean import hall_interval
from servicekit.stats.summaries._moments import Moments
from servicekit.stats.summaries._moments_data import each_group, moments

FEW_PAIRS: Final = 50


@frozen(kw_only=True)
class MeanOfRatios(SetsAside, Estimate):
    """Mean of the customers' own ratios: each person counts the same, however little was expected.

    Attributes:
        n: Complete pairs with a ratio.
        mean, standard_deviation: Of the ratios; the deviation with divisor n - 1.
        sampling: Linearised variance under a design; None without one.
        skew: Skewness of the ratios: third central moment over the 3/2th power of the second, divisor n.
        n_missing: Rows without both answers.
        zero_expected: Rows set aside because nothing was expected.
        rejected: Rows set aside because an answer is off the scale, by what was asked.
        level: Confidence level.
    """

    title = Label("Mean of satisfaction ratios", "满意度比率的平均值")
    derived = (
        "value",
        "interval",
        "standard_error",
        "n",
        "n_effective",
        "n_missing",
        "zero_expected",
        "n_rejected",
        "reason",
        "cautions",
    )

    n: int
    mean: float
    standard_deviation: float
    sampling: Linearised | None = None
    n_missing: int
    zero_expected: int
    rejected: Mapping[str, int] = field(factory=dict, hash=False)
    level: float = field(default=0.95, validator=checks.confidence)
    skew: float = 0.0

    @property
    def value(self) -> float | None:
        """The mean ratio; None without pairs."""
        return self.mean if self.n else None

    @property
    def interval(self) -> Interval | None:
        """Hall's interval of the mean, which allows for few customers with large ratios; under a design that of t."""
        if self.sampling is not None or self.n < 2 or self.standard_deviation == 0:
            return self._average.interval
        return hall_interval(
            self.mean, self.standard_deviation, self.skew, self.n, freedom=self.n - 1, level=self.level
        )

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """``rare_low_expectation`` below 50 pairs, since nobody may have named a low one; and those of the design."""
        few = self.interval is not None and min(self.n, self.n_effective) < FEW_PAIRS
        rare = (beware(CautionKind.RARE_LOW_EXPECTATION, n=self.n),) if few else ()
        return (*rare, *self._average.cautions)

    @property
    def standard_error(self) -> float | None:
        """Standard error of the mean, linearised under a design; None where n is below 2."""
        return self._average.standard_error

    @property
    def n_effective(self) -> float:
        """Independent pairs that would tell as much; n without a design."""
        return self._average.n_effective

    @property
    def _average(self) -> Average:
        return Average(n=self.n, mean=self.mean, sd=self.standard_deviation, sampling=self.sampling, level=self.level)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        return self._average.reason


@overload
def mean_of_ratios(
    data: Data | None = None,
    *,
    evaluation: str | Values,
    expectation: str | Values,
    scale: Scale = PERCENT,
    zero_expected: ZeroExpected = "raise",
    by: None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> MeanOfRatios: ...
@overload
def mean_of_ratios(
    data: Data | None = None,
    *,
    evaluation: str | Values,
    expectation: str | Values,
    scale: Scale = PERCENT,
    zero_expected: ZeroExpected = "raise",
    by: str | Sequence[str],
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Groups[MeanOfRatios]: ...
def mean_of_ratios(
    data: Data | None = None,
    *,
    evaluation: str | Values,
    expectation: str | Values,
    scale: Scale = PERCENT,
    zero_expected: ZeroExpected = "raise",
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> MeanOfRatios | Groups[MeanOfRatios]:
    """Return the mean of evaluation / expectation over customers; arguments as ``ratio_of_means``.

    Args:
        by: Column of groups, or a list of columns; then a mapping group -> mean is returned.
        zero_expected: Customers who expected 0 have no ratio: "raise" raises, "omit" counts and leaves them out.

    Returns:
        The mean with Hall's interval. Where one customer in twenty expects a tenth of what the others do, it holds the
        truth in 85 of 100 surveys of 20 and in 95 of surveys of 50 (t: 81 and 90); below 50 it carries a caution.

    Example:
        >>> import servicekit as sk
        >>> sk.mean_of_ratios(evaluation=[8, 6, 9], expectation=[6, 6, 8]).n
        3
    """
    require_ratio_scale(scale)
    paired = pairs(
        data, evaluation=evaluation, expectation=expectation, scale=scale, policy=policy, zero_expected=zero_expected
    )
    # evaluations come along because they know which rows were set aside for another reason
    about: dict[str, Any] = {"missing": "listwise", "design": design, "replicated": False}
    found = moments(paired, (RATIO, EVALUATION, SQUARED_RATIO), by=by, **about)
    return each_group(found, lambda part: _estimated(part, level), by, data)


def _estimated(found: Moments, level: float) -> MeanOfRatios:
    mean = float(found.means[0]) if found.n else 0.0
    variance = float(max(found.covariance[0, 0], 0.0)) if found.n > 1 else 0.0
    # E(r - m)³ = cov(r, r²) - 2 m var(r); both with divisor n - 1 here
    third = float(found.covariance[0, 2]) - 2 * mean * variance if found.n > 1 else 0.0
    return MeanOfRatios(
        n=found.n,
        mean=mean,
        standard_deviation=variance**0.5,
        skew=third / variance**1.5 * (found.n / (found.n - 1)) ** 0.5 if variance > 0 and variance**1.5 > 0 else 0.0,
        sampling=linearised(found, contrast_gradient(found, np.array([1.0, 0.0, 0.0]))),
        n_missing=found.n_missing,
        zero_expected=found.rejected[RATIO],
        rejected={"pair": off} if (off := found.rejected[EVALUATION]) else {},
        level=level,
    )
