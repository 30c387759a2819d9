"""A slope or contrast with its standard error, and a t interval."""

from math import inf
from typing import Any

from attrs import evolve, field, frozen
from attrs.validators import optional

from servicekit.foundation import _checks as checks
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import rounded, t_tail
from servicekit.stats.intervals._estimates import named
from servicekit.stats.intervals._intervals import t_interval


def _number_or_none(value: Any) -> float | None:
    return None if value is None else float(value)


@frozen(kw_only=True)
class Coefficient(Estimate):
    """A slope, an effect or a contrast with a standard error that honours the design.

    Attributes:
        value: The figure; None where it cannot be estimated.
        standard_error: Its standard error; 0 where the data show no spread.
        degrees_of_freedom: Of the t interval; infinite for a normal one.
        n: Answers behind it.
        reason: Why there is no value.
        level: Confidence level.
        name: What it is; a general title if None.
        bound: Size it cannot exceed, at which the interval is cut: 1 for a difference of shares. None: there is none.
    """

    title = named("Coefficient", "系数")
    derived = ("value", "interval", "p_value", "reason")

    _value: float | None = field(alias="value", converter=_number_or_none)
    standard_error: float = field(default=0.0, converter=float)
    degrees_of_freedom: float = inf
    n: int = 0
    _reason: Reason | None = field(default=None, alias="reason")
    level: float = field(default=0.95, validator=checks.confidence)
    name: Label | None = None
    bound: float | None = field(default=None, validator=optional(checks.positive))

    @property
    def value(self) -> float | None:
        """The figure."""
        return self._value

    @property
    def interval(self) -> Interval | None:
        """The t interval, cut at the bound; None where there is no spread to judge by."""
        if self._value is None or self.standard_error <= 0:
            return None
        found = t_interval(self._value, self.standard_error, self.degrees_of_freedom, level=self.level)
        if self.bound is None:
            return found
        return evolve(found, low=max(found.low, -self.bound), high=min(found.high, self.bound))

    @property
    def p_value(self) -> float | None:
        """Two-sided p-value of 0; None without an interval."""
        if self._value is None or self.standard_error <= 0:
            return None
        return rounded(t_tail(self._value / self.standard_error, self.degrees_of_freedom))

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        if self._value is None:
            return self._reason or why(NotEstimable.NOT_COMPUTABLE)
        return why(NotEstimable.ZERO_VARIANCE) if self.standard_error <= 0 else None
