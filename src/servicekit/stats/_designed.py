"""Mean score of categories under a sampling design: shares and net promoter scores with an effective n."""

from math import inf, sqrt
from typing import Any, Final, Literal

from attrs import field, frozen, validators

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats._count_interval import count_interval
from servicekit.stats._design import Spread
from servicekit.stats._estimates import named
from servicekit.stats._intervals import (
    clopper_pearson,
    normal_quantile,
    t_quantile,
)

DOMINATED: Final = 0.2
CAUTION: Final = Label(
    "A few rows carry most of the weight: the answers are worth less than a fifth of their number.",
    "少数样本占据了大部分权重：有效样本量不足样本数的五分之一。",
)


@frozen(kw_only=True)
class DesignedScore(Estimate):
    """Mean score of answers in categories under a sampling design; shares and net promoter scores are of this kind.

    Attributes:
        scores: Score of each category.
        shares: Weighted share of each category; empty without answers.
        n: Answers of weight above 0.
        kish_n: Kish's effective number of answers.
        variance: Variance of the mean score, the finite population taken into account.
        endless_variance: The same as if the population were endless.
        degrees_of_freedom: Sampling units less strata; infinite for a plain sample.
        lonely: Strata of a single unit, which leave the variance unknown.
        method: "score", or "exact" for a share whose coverage must be guaranteed.
        level: Confidence level.
        name: What is scored; a general title if None.
    """

    title = named("Mean score under a design", "设计加权平均分")
    derived = ("value", "interval", "standard_error", "reason", "n", "n_effective", "design_effect", "caution")

    scores: tuple[float, ...]
    shares: tuple[float, ...]
    n: int
    kish_n: float
    variance: float
    endless_variance: float
    degrees_of_freedom: float
    lonely: tuple[str, ...] = ()
    method: Literal["score", "exact"] = field(default="score", validator=validators.in_(("score", "exact")))
    level: float = field(default=0.95, validator=checks.confidence)
    name: Label | None = None

    def __attrs_post_init__(self) -> None:
        if self.method == "exact" and sorted(set(self.scores)) != [0, 1]:
            raise InvalidValueError("scores of an exact interval", "0 and 1", list(self.scores))

    @property
    def value(self) -> float | None:
        """The weighted mean score; None without weight."""
        return sum(a * p for a, p in zip(self.scores, self.shares, strict=True)) if self.shares else None

    @property
    def standard_error(self) -> float | None:
        """Linearised standard error."""
        return sqrt(self.variance) if self.shares and not self.lonely else None

    @property
    def _spread(self) -> float:
        mean = self.value or 0.0
        return sum(p * (a - mean) ** 2 for a, p in zip(self.scores, self.shares, strict=True))

    @property
    def n_effective(self) -> float | None:
        """Size of the simple random sample that would tell as much: by the design, or by Kish if all answers agree.

        It never exceeds the number of answers but for a finite population, of which the sample is a good part.
        """
        if not self.shares or self.lonely:
            return None
        if self.endless_variance <= 0:
            return self.kish_n
        n = min(self._spread / self.endless_variance, float(self.n))
        return n * self.endless_variance / self.variance if self.variance > 0 else inf

    @property
    def design_effect(self) -> float | None:
        """Number of answers over the effective number."""
        return self.n / self.n_effective if self.n_effective else None

    @property
    def interval(self) -> Interval | None:
        """Score interval with the effective number of answers, widened from normal to t; None if spread is unknown."""
        n = self.n_effective
        if n is None or self.value is None:
            return None
        if n == inf:
            return Interval(low=self.value, high=self.value, level=self.level, method="census")
        n *= (normal_quantile(self.level) / t_quantile(self.level, self.degrees_of_freedom)) ** 2
        if self.method == "exact":
            return clopper_pearson(self.value * n, n, level=self.level)
        return count_interval([p * n for p in self.shares], self.scores, level=self.level)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        if not self.shares:
            return why(NotEstimable.NO_DATA)
        return why(NotEstimable.SINGLE_UNIT, names=self.lonely) if self.lonely else None

    @property
    def caution(self) -> Label | None:
        """A word of warning where a few rows carry most of the weight."""
        return CAUTION if min(self.kish_n, self.n_effective or inf) < DOMINATED * self.n else None


def scored(
    shares: tuple[float, ...], n: int, kish: float, spread: Spread, degrees: float, settings: dict[str, Any]
) -> DesignedScore:
    """Return the estimate from the shares of the categories and the spread between the sampling units."""
    return DesignedScore(
        shares=shares,
        n=n,
        kish_n=kish,
        variance=float(spread.covariance[0, 0]),
        endless_variance=float(spread.with_replacement[0, 0]),
        degrees_of_freedom=degrees,
        lonely=spread.lonely,
        **settings,
    )
