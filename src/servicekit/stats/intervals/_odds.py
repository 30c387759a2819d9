"""Odds and ratios of odds from counts, with intervals that survive empty cells."""

from math import exp, inf, log, sqrt

from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._count_interval import share_interval
from servicekit.stats.intervals._estimates import named
from servicekit.stats.intervals._intervals import normal_quantile


@frozen(kw_only=True)
class Odds(Estimate):
    """Those who are against those who are not.

    Attributes:
        count: Those who are; under a design their part of the effective answers.
        n: All.
        level: Confidence level.
        name: Of what; a general title if None.

    Example:
        >>> import servicekit as sk
        >>> sk.stats.Odds(count=3, n=7)
        Odds(0.75, [0.1249, 4.001], n=7)
    """

    title = named("Odds", "优势")

    count: float = field(validator=checks.non_negative)
    n: float = field(validator=checks.non_negative)
    level: float = field(default=0.95, validator=checks.confidence)
    name: Label | None = None

    @property
    def value(self) -> float | None:
        """count / (n - count); infinite where all are, None without answers."""
        return None if self.n == 0 else _odds(self.count / self.n)

    @property
    def interval(self) -> Interval | None:
        """The default interval of the share, as odds."""
        return None if self.n == 0 else share_interval(self.count, self.n, level=self.level).map(_odds)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        return why(NotEstimable.NO_DATA) if self.n == 0 else None


def _odds(share: float) -> float:
    return inf if share >= 1 else share / (1 - share)


@frozen(kw_only=True)
class OddsRatio(Estimate):
    """How many times higher the odds are in one group than in another.

    Attributes:
        first, second: Odds of the two groups.
        name: Of what; a general title if None.

    Example:
        >>> import servicekit as sk
        >>> sk.stats.OddsRatio(first=sk.stats.Odds(count=30, n=70), second=sk.stats.Odds(count=20, n=90))
        OddsRatio(2.625, [1.312, 5.113])
    """

    title = named("Odds ratio", "优势比")

    first: Odds
    second: Odds
    name: Label | None = None

    @property
    def value(self) -> float | None:
        """first / second; None where a group is empty or the second odds are 0 or both infinite."""
        if self.reason is not None:
            return None
        a, b, c, d = self._cells()
        return inf if b * c == 0 else a * d / (b * c)

    @property
    def interval(self) -> Interval | None:
        """Woolf's interval on the log odds ratio with a half added to each cell, so that it exists with empty cells.

        Where a group is all of one kind the value is infinite or 0, and the interval runs up to it.
        """
        if self.first.n == 0 or self.second.n == 0:
            return None
        a, b, c, d = (cell + 0.5 for cell in self._cells())
        middle = log(a * d / (b * c))
        reach = normal_quantile(self.first.level) * sqrt(1 / a + 1 / b + 1 / c + 1 / d)
        method = "Woolf with a half added"
        low, high = exp(middle - reach), exp(middle + reach)
        if self.value is not None:
            low, high = min(low, self.value), max(high, self.value)
        return Interval(low=low, high=high, level=self.first.level, method=method)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        if self.first.n == 0 or self.second.n == 0:
            return why(NotEstimable.NO_DATA)
        a, b, c, d = self._cells()
        return why(NotEstimable.UNDEFINED_RATIO) if a * d == 0 and b * c == 0 else None

    def _cells(self) -> tuple[float, float, float, float]:
        first, second = self.first, self.second
        return first.count, first.n - first.count, second.count, second.n - second.count
