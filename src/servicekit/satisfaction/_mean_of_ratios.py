"""Mean of the customers' own satisfaction ratios, in which each person counts the same."""

from typing import Any

from attrs import field, frozen

from servicekit.data._answers import InputPolicy
from servicekit.data._scales import PERCENT, Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._reasons import NotEstimable, Reason, too_few, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._pairs import EVALUATION, RATIO, ZeroExpected, pairs, require_ratio_scale
from servicekit.stats._design import Design
from servicekit.stats._intervals import t_interval
from servicekit.stats._moments_data import moments


@frozen(kw_only=True)
class MeanOfRatios(Estimate):
    """Mean of the customers' own ratios: each person counts the same, however little was expected.

    Attributes:
        n: Complete pairs with a ratio; n_effective: Kish's effective number of them.
        mean, standard_deviation: Of the ratios; the deviation with divisor n - 1.
        missing: Rows without both answers.
        zero_expected: Rows set aside because nothing was expected.
        rejected: Rows set aside because an answer is off the scale.
        level: Confidence level.
    """

    title = Label("Mean of satisfaction ratios", "满意度比率的平均值")
    derived = ("value", "interval", "n", "missing", "zero_expected", "rejected", "reason")

    n: int
    n_effective: float
    mean: float
    standard_deviation: float
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
        if self.n < 2 or self.standard_deviation == 0:
            return None
        error = self.standard_deviation / self.n_effective**0.5
        return t_interval(self.mean, error, self.n - 1, level=self.level)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        if self.n < 2:
            return too_few(self.n)
        return why(NotEstimable.ZERO_VARIANCE) if self.standard_deviation == 0 else None


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
    """
    require_ratio_scale(scale)
    paired = pairs(
        data, evaluation=evaluation, expectation=expectation, scale=scale, policy=policy, zero_expected=zero_expected
    )
    # evaluations come along because they know which rows were set aside for another reason
    found = moments(paired, (RATIO, EVALUATION), missing="listwise", design=design, replicated=False)
    return MeanOfRatios(
        n=found.n,
        n_effective=min(found.n_effective, float(found.n)),
        mean=float(found.means[0]) if found.n else 0.0,
        standard_deviation=float(max(found.covariance[0, 0], 0.0)) ** 0.5 if found.n > 1 else 0.0,
        missing=found.n_missing,
        zero_expected=found.rejected[RATIO],
        rejected=found.rejected[EVALUATION],
        level=level,
    )
