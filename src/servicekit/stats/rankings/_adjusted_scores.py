"""Figures of units at the same mix of customers, beside the raw ones."""

from collections.abc import Hashable, Mapping
from math import sqrt
from typing import Final

import attrs
from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Difference
from servicekit.stats.intervals._intervals import t_interval
from servicekit.stats.scores._category_score import CategoryScore, score_correlation

METHOD: Final = "t, adjusted for the mix"


@frozen(kw_only=True)
class AdjustedScore(Estimate):
    """Figure that a unit would have with the customers of all units together.

    Attributes:
        raw: Its own figure, not adjusted.
        adjusted: The figure at the common mix.
        error: Standard error of it.
        freedom: Degrees of freedom of that.
        n: Answers whose customer is described.
        level: Confidence level.
    """

    title = Label("Adjusted figure", "调整后数值")
    derived = ("value", "interval", "raw_value", "shift", "n", "reason")

    raw: CategoryScore
    adjusted: float
    error: float
    freedom: float
    n: int
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def value(self) -> float | None:
        """The adjusted figure."""
        return self.adjusted

    @property
    def raw_value(self) -> float | None:
        """The figure as it came."""
        return self.raw.value

    @property
    def shift(self) -> float:
        """What the mix of its customers had added to the unit."""
        return (self.raw.value or 0.0) - self.adjusted

    @property
    def standard_error(self) -> float:
        """Standard error of the adjusted figure, at the common mix."""
        return self.error

    @property
    def interval(self) -> Interval | None:
        """The t interval of the adjusted figure."""
        if not self.error > 0:
            return None
        found = t_interval(self.adjusted, self.error, self.freedom, level=self.level)
        return attrs.evolve(found, method=METHOD)


@frozen(kw_only=True)
class AdjustedDifference(Estimate):
    """Difference of two units at the same mix of customers.

    Attributes:
        first, second: The unit from which is subtracted, and the one that is.
        error: Standard error of the difference.
        freedom: Degrees of freedom of that.
    """

    title = Label("Adjusted difference", "调整后差异")
    derived = ("value", "interval", "raw_value", "reason")

    first: AdjustedScore
    second: AdjustedScore
    error: float
    freedom: float

    @property
    def value(self) -> float | None:
        """First less second, adjusted."""
        return self.first.adjusted - self.second.adjusted

    @property
    def raw_value(self) -> float | None:
        """First less second as they came."""
        return self.raw.value

    @property
    def raw(self) -> Difference:
        """The difference that is not adjusted."""
        one, other = self.first.raw, self.second.raw
        correlation = score_correlation((one.tally, one.scores), (other.tally, other.scores))
        return Difference(first=one, second=other, correlation=correlation)

    @property
    def interval(self) -> Interval | None:
        """The t interval of the adjusted difference."""
        if not self.error > 0:
            return None
        found = t_interval(self.value or 0.0, self.error, self.freedom, level=self.first.level)
        return attrs.evolve(found, method=METHOD)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        return None


@frozen(kw_only=True)
class CaseMix(Result):
    """Units at the same mix of customers, and what the mix does.

    Attributes:
        adjusted_for: The columns that describe customers.
        figures: Adjusted figure of each unit, with its raw one.
        coefficients: What each kind of customer answers more than the first of its column, within units.
        errors: Standard errors of these.
        covariance: Of the adjusted figures, in the order of ``figures``.
        slopes: Part of their variances that comes from the coefficients.
        p_value: Of equal figures at the same mix.
        raw_p_value: Of equal figures as they came.
        n: Answers used.
        n_undescribed: Answers left out because the customer is not described.
    """

    title = Label("Adjusted for the mix of customers", "按顾客构成调整")
    derived = ("p_value", "raw_p_value", "coefficients", "n", "n_undescribed")
    _lines = ("figures",)

    adjusted_for: tuple[str, ...]
    figures: Mapping[Hashable, AdjustedScore]
    coefficients: Mapping[str, float]
    errors: Mapping[str, float]
    covariance: Floats = field(repr=False, eq=False, metadata={"evidence": False})
    slopes: Floats = field(repr=False, eq=False, metadata={"evidence": False})
    p_value: float | None
    raw_p_value: float | None
    n: int
    n_undescribed: int = 0

    def difference(self, first: Hashable, second: Hashable) -> AdjustedDifference:
        """Return one unit less another at the same mix."""
        place = {unit: number for number, unit in enumerate(self.figures)}
        a, b = place[first], place[second]
        variance = self.covariance[a, a] + self.covariance[b, b] - 2 * self.covariance[a, b]
        one, other = self.figures[first], self.figures[second]
        return AdjustedDifference(
            first=one, second=other, error=sqrt(max(float(variance), 0.0)), freedom=min(one.freedom, other.freedom)
        )
