"""Mean of the customers' own satisfaction ratios, in which each person counts the same."""

from typing import Any

import numpy as np
from attrs import field, frozen

from servicekit.data._answers import InputPolicy
from servicekit.data._scales import PERCENT, Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._pairs import EVALUATION, RATIO, ZeroExpected, pairs, require_ratio_scale
from servicekit.stats._design import Design
from servicekit.stats._estimates import Average
from servicekit.stats._linearised import Linearised, contrast_gradient, linearised
from servicekit.stats._moments_data import moments


@frozen(kw_only=True)
class MeanOfRatios(Estimate):
    """Mean of the customers' own ratios: each person counts the same, however little was expected.

    Attributes:
        n: Complete pairs with a ratio.
        mean, standard_deviation: Of the ratios; the deviation with divisor n - 1.
        sampling: Linearised variance under a design; None without one.
        missing: Rows without both answers.
        zero_expected: Rows set aside because nothing was expected.
        rejected: Rows set aside because an answer is off the scale.
        level: Confidence level.
    """

    title = Label("Mean of satisfaction ratios", "满意度比率的平均值")
    derived = (
        "value",
        "interval",
        "standard_error",
        "n",
        "n_effective",
        "missing",
        "zero_expected",
        "rejected",
        "reason",
    )

    n: int
    mean: float
    standard_deviation: float
    sampling: Linearised | None = None
    missing: int
    zero_expected: int
    rejected: int = 0
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def value(self) -> float | None:
        """The mean ratio; None without pairs."""
        return self.mean if self.n else None

    @property
    def interval(self) -> Interval | None:
        """t interval of the mean."""
        return self._average.interval

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


def mean_of_ratios(
    data: Any = None,
    *,
    evaluation: Any,
    expectation: Any,
    scale: Scale = PERCENT,
    zero_expected: ZeroExpected = "raise",
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> MeanOfRatios:
    """Return the mean of evaluation / expectation over customers; arguments as ``ratio_of_means``.

    Args:
        zero_expected: Customers who expected 0 have no ratio: "raise" raises, "omit" counts and leaves them out.

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
    found = moments(paired, (RATIO, EVALUATION), missing="listwise", design=design, replicated=False)
    return MeanOfRatios(
        n=found.n,
        mean=float(found.means[0]) if found.n else 0.0,
        standard_deviation=float(max(found.covariance[0, 0], 0.0)) ** 0.5 if found.n > 1 else 0.0,
        sampling=linearised(found, contrast_gradient(found, np.array([1.0, 0.0]))),
        missing=found.n_missing,
        zero_expected=found.rejected[RATIO],
        rejected=found.rejected[EVALUATION],
        level=level,
    )
