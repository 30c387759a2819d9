"""Lifetime value along any survival curve, with the curve's own uncertainty."""

from collections.abc import Sequence
from math import sqrt
from numbers import Real

import numpy as np
from attrs import evolve, field, frozen

from servicekit.data._vectors import vector
from servicekit.foundation._checks import non_negative, validate, whole
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._intervals import normal_quantile
from servicekit.stats.survival._survival_curve import SurvivalCurve
from servicekit.value._lifetime import discount, value_table, yes_or_no


@frozen(kw_only=True)
class CurveValue(Estimate):
    """Lifetime value along a survival curve, up to the end of the curve and not beyond.

    Attributes:
        survival: Share still there at the beginning of periods 0, 1, 2, ...; it begins with 1 and never rises.
        margins: Money per period from a customer who is there.
        discount_rate: Per period.
        first_period: Whether period 0 is counted.
        acquisition_cost: Subtracted.
        limits: Lower and upper curve, if known.
        standard_error: Of the value, where the curve's own variances are known.
        level: Confidence level.
    """

    survival: tuple[float, ...]
    margins: tuple[float, ...]
    discount_rate: float = field(validator=discount)
    first_period: bool = field(validator=yes_or_no)
    acquisition_cost: float = field(default=0.0, validator=non_negative)
    limits: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    standard_error: float | None = None
    level: float = 0.95

    title = Label("Lifetime value per customer along a survival curve", "沿留存曲线的单个顾客终身价值")
    derived = ("value", "interval", "reason", "tail_share")

    def _at(self, survival: Sequence[float]) -> float:
        table = value_table(survival, self.margins, self.discount_rate, self.first_period)
        return (table[-1].cumulative if table else 0.0) - self.acquisition_cost

    @property
    def value(self) -> float:
        """Sum over the periods of the curve, less the acquisition cost."""
        return self._at(self.survival)

    @property
    def interval(self) -> Interval | None:
        """Normal interval where the curve's own variances are known; else the value along the limit curves.

        The latter is at least as wide as it should be, since both are pointwise limits.
        """
        if self.standard_error:
            reach = normal_quantile(self.level) * self.standard_error
            ends = (self.value - reach, self.value + reach)
            return Interval(low=ends[0], high=ends[1], level=self.level, method="Greenwood, carried over")
        if self.limits is None:
            return None
        low, high = sorted(self._at(limit) for limit in self.limits)
        return Interval(low=low, high=high, level=self.level, method="limits of the curve carried over")

    @property
    def tail_share(self) -> float:
        """Share of customers still there at the last period, whose later value is not counted."""
        return self.survival[-1]


def lifetime_value_of_curve(
    survival: Sequence[float] | SurvivalCurve,
    *,
    margin: float | Sequence[float],
    discount_rate: float,
    first_period: bool,
    acquisition_cost: float = 0.0,
    limits: tuple[Sequence[float], Sequence[float]] | None = None,
    level: float = 0.95,
) -> CurveValue:
    """Return the lifetime value along any retention curve, such as Kaplan-Meier points or a fitted model's.

    Args:
        survival: Share still there at the beginning of periods 0, 1, 2, ..., the first is 1; or a Kaplan-Meier curve,
            which is read at the whole periods up to the last time followed, and whose uncertainty is carried.
        margin: Money per period from a customer who is there: one number, or one per period.
        discount_rate: Per period.
        first_period: Whether period 0 is counted.
        acquisition_cost: Subtracted.
        limits: Lower and upper curve of the same length.
        level: Confidence level of the limits.

    Raises:
        InvalidValueError: The curve rises, or leaves 0 to 1; the period is named.

    Example:
        >>> import servicekit as sk
        >>> found = sk.value.lifetime_value_of_curve([1.0, 0.8], margin=100, discount_rate=0.1, first_period=True)
        >>> round(found.value, 2)
        172.73
    """
    if isinstance(survival, SurvivalCurve):
        return _of_followed(survival, margin, discount_rate, first_period, acquisition_cost)
    curve = check_survival(survival)
    each = [margin] * len(curve) if isinstance(margin, Real) else margin
    margins = vector("margin", each, place="period")
    if len(margins) != len(curve):
        raise InvalidValueError("margin", f"one number, or one for each of the {len(curve)} periods", len(margins))
    bounds = None
    if limits is not None:
        bounds = check_survival(limits[0]), check_survival(limits[1])
        wrong = [t for t, (a, s, b) in enumerate(zip(bounds[0], curve, bounds[1], strict=False)) if not a <= s <= b]
        if wrong or {len(bounds[0]), len(bounds[1])} != {len(curve)}:
            raise InvalidValueError("limits", "a lower and an upper curve of the same length", wrong or "other lengths")
    return CurveValue(
        survival=curve,
        margins=tuple(margins.tolist()),
        discount_rate=discount_rate,
        first_period=first_period,
        acquisition_cost=acquisition_cost,
        limits=bounds,
        level=level,
    )


def _of_followed(
    curve: SurvivalCurve, margin: float | Sequence[float], discount_rate: float, first_period: bool, cost: float
) -> CurveValue:
    """Return the value along a Kaplan-Meier curve; Cov(S(s), S(t)) = S(s) S(t) Greenwood(min(s, t))."""
    if not curve.times.size:
        raise InvalidValueError("survival", "a curve of at least one who was followed", "none")
    heights = survival_at_periods(curve.times.tolist(), curve.survival.tolist(), periods=int(curve.times[-1]))
    found = lifetime_value_of_curve(
        heights, margin=margin, discount_rate=discount_rate, first_period=first_period, acquisition_cost=cost
    )
    periods = np.arange(len(heights))
    sums = np.concatenate([[0.0], curve.cumulative_variance])[np.searchsorted(curve.times, periods, side="right")]
    sums[0] = 0.0
    worth = np.array(heights) * (1 + discount_rate) ** -periods.astype(float) * np.array(found.margins)
    worth[0] *= first_period
    alive = np.array(heights) > 0  # once the curve is at 0 nothing is earned, and Greenwood's sum is infinite
    shared = np.minimum(sums[alive][:, None], sums[alive][None, :])
    variance = float(worth[alive] @ shared @ worth[alive])
    return evolve(found, standard_error=sqrt(variance) if variance > 0 else None, level=curve.level)


def check_survival(survival: Sequence[float]) -> tuple[float, ...]:
    """Return a survival curve that begins with 1, stays from 0 to 1 and never rises, or refuse it by period."""
    curve = vector("survival", survival, place="period").tolist()
    if not curve or curve[0] != 1:
        raise InvalidValueError("survival", "1 at period 0", curve[:1])
    for period, point in enumerate(curve):
        if not 0 <= point <= 1:
            raise InvalidValueError("survival", "a share from 0 to 1", point, f"period {period}")
        if period and point > curve[period - 1]:
            raise InvalidValueError("survival", f"at most {curve[period - 1]:g}, as before", point, f"period {period}")
    return tuple(curve)


def survival_at_periods(times: Sequence[float], survival: Sequence[float], *, periods: int) -> tuple[float, ...]:
    """Read a step curve, such as Kaplan-Meier's, at the whole periods 0, 1, ..., periods.

    Args:
        times: Times of the steps, ascending.
        survival: Share still there after each step.
        periods: The last period read; it must have been seen, no curve is drawn out beyond its last step.

    Example:
        >>> import servicekit as sk
        >>> sk.value.survival_at_periods([1.0, 2.0], [0.8, 0.6], periods=2)
        (1.0, 0.8, 0.6)
    """
    validate(whole, "periods", periods)
    steps, heights = vector("times", times), vector("survival", survival)
    if steps.shape != heights.shape or not len(steps):
        raise InvalidValueError("survival", "one share for each time", [len(steps), len(heights)])
    if steps[0] < 0 or (np.diff(steps) <= 0).any():
        raise InvalidValueError("times", "ascending, of at least 0", steps[:3].tolist())
    if periods > steps[-1] and heights[-1] > 0:
        raise InvalidValueError("periods", f"at most {steps[-1]:g}, the last time seen", periods)
    place = np.searchsorted(steps, np.arange(periods + 1), side="right")
    return check_survival([1.0, *np.concatenate([[1.0], heights])[place][1:].tolist()])
