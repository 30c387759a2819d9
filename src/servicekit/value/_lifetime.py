"""Lifetime value: the discounted margin of a customer who stays with a constant retention, or along any curve."""

from collections.abc import Callable, Sequence
from math import expm1, inf, log1p, sqrt
from numbers import Real
from typing import Any, Final

import numpy as np
from attrs import evolve, field, frozen, validators

from servicekit.data._vectors import vector
from servicekit.foundation._checks import confidence, finite, non_negative, share, validate, whole, whole_positive
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import NotEstimable, Reason, told, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats._confidence_distribution import propagated_interval
from servicekit.stats._intervals import normal_quantile
from servicekit.stats._survival_curve import SurvivalCurve

HIGHEST: Final = 2.0
"""Of discount rates per period; the rate of ten years at 11 % is below it, every whole percentage above."""


def check_discount(rate: float, name: str = "discount_rate") -> None:
    """Refuse a discount rate that is not a number above -1, or so high that it must be a percentage."""
    validate(finite, name, rate)
    if not -1 < rate <= HIGHEST:
        hint = f"did you mean {rate / 100:g}?" if rate > HIGHEST else ""
        raise InvalidValueError(name, f"above -1 and at most {HIGHEST:g}, as 0.1 is 10 %", rate, hint=hint)


def discount(instance: object, attribute: Any, value: float) -> None:
    """Refuse a discount rate in an attrs class."""
    check_discount(value, attribute.name)


def yes_or_no(instance: object, attribute: Any, value: Any) -> None:
    """Refuse in an attrs class what is neither True nor False."""
    if not isinstance(value, bool):
        raise InvalidValueError(attribute.name, "True or False", value)


@frozen(kw_only=True)
class LifetimeValue(Estimate):
    """Value of one customer over the lifetime, with the same margin and retention in every period.

    Attributes:
        margin: Money earned per period from a customer who is there.
        retention: Share of customers who are still there a period later.
        discount_rate: Per period, above -1.
        first_period: Whether the margin of the period that begins now is counted (t = 0), or only later ones (t >= 1).
        periods: Number of periods counted; None for a life without end.
        acquisition_cost: Money spent to win the customer, subtracted.
        retention_estimate: The estimate that the retention is from; None: taken as known.
        margin_estimate: The estimate that the margin is from; None: taken as known.
        level: Confidence level.
    """

    margin: float = field(validator=finite)
    retention: float = field(validator=share)
    discount_rate: float = field(validator=discount)
    first_period: bool = field(validator=yes_or_no)
    periods: int | None = field(default=None, validator=validators.optional(whole_positive))
    acquisition_cost: float = field(default=0.0, validator=non_negative)
    retention_estimate: Estimate | None = None
    margin_estimate: Estimate | None = None
    level: float = field(default=0.95, validator=confidence)

    title = Label("Lifetime value per customer", "单个顾客的终身价值")
    derived = ("value", "interval", "reason", "expected_periods")

    def __attrs_post_init__(self) -> None:
        endless = self.periods is None and self.retention >= 1 + self.discount_rate
        if endless and not self._is_infinite:
            rule = f"below 1 + discount rate = {1 + self.discount_rate:g} for a life without end"
            raise InvalidValueError("retention", rule, self.retention, hint="give the number of periods")

    @property
    def _is_infinite(self) -> bool:
        return self.periods is None and self.retention == 1 and self.discount_rate == 0

    def _at(self, retention: float) -> float:
        return self.margin * _annuity(retention, self.discount_rate, self.periods, self.first_period)

    @property
    def value(self) -> float | None:
        """Margin x discounted expected periods, less the acquisition cost; None where it is infinite."""
        return None if self._is_infinite else self._at(self.retention) - self.acquisition_cost

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        return why(NotEstimable.DIVERGES) if self._is_infinite else None

    @property
    def interval(self) -> Interval | None:
        """The interval of what it is computed from, carried over.

        With a known margin the value rises with retention, so that the ends of its interval go to the ends; with an
        estimated margin both are drawn.
        """
        if self._is_infinite:
            return None
        if self.margin_estimate is not None:
            return self._drawn(self.margin_estimate)
        found = None if self.retention_estimate is None else self.retention_estimate.interval
        if found is None:
            return None
        ends = [self._at(min(max(end, 0.0), 1.0)) if self.margin else 0.0 for end in (found.low, found.high)]
        low, high = sorted(end - self.acquisition_cost for end in ends)
        return Interval(
            low=low, high=high, level=found.level, method=f"{found.method}, carried over from the retention"
        )

    def _drawn(self, margin: Estimate) -> Interval | None:
        retention = self.retention if self.retention_estimate is None else self.retention_estimate
        each = np.vectorize(lambda r: _annuity(r, self.discount_rate, self.periods, self.first_period), otypes=[float])
        return propagated_interval(
            lambda margin, retention: margin * each(retention) - self.acquisition_cost,
            {"margin": margin, "retention": retention},
            level=self.level,
        )

    @property
    def expected_periods(self) -> float:
        """Periods a customer is expected to stay, undiscounted, counted as the value counts them; may be infinite."""
        return _annuity(self.retention, 0.0, self.periods, self.first_period)


def _annuity(retention: float, discount_rate: float, periods: int | None, first_period: bool) -> float:
    """Return Σ (retention / (1 + discount))^t over the periods counted; infinite where it diverges."""
    step = retention / (1 + discount_rate)
    start = 1.0 if first_period else step
    if periods is None:
        return start / (1 - step) if step < 1 else inf
    if step == 1:
        return start * periods
    # log1p and expm1 keep the digits that 1 - step**periods loses where step is near 1
    gone = -expm1(periods * log1p(step - 1)) if step > 0.5 else 1 - step**periods
    return start * gone / (1 - step)


def lifetime_value(
    *,
    margin: float | Estimate,
    retention: float | Estimate,
    discount_rate: float,
    first_period: bool,
    periods: int | None = None,
    acquisition_cost: float = 0.0,
    level: float = 0.95,
) -> LifetimeValue:
    """Return the lifetime value of a customer with constant margin and retention.

    Args:
        margin: Money per period from a customer who is there, a number or an estimate.
        retention: A share from 0 to 1, or an estimate of it, whose interval is then carried over.
        discount_rate: Per period; 0.1 is 10 %.
        first_period: Whether the margin of the period that begins now is counted; sources differ, so it must be said.
        periods: Number of periods counted; None for a life without end.
        acquisition_cost: Subtracted.
        level: Confidence level, where the margin is an estimate; else that of the retention.

    Raises:
        InvalidValueError: Retention is not below 1 + discount rate and the life has no end.

    Formula:
        margin (1 + d) / (1 + d - r) with the first period, margin r / (1 + d - r) without, for a life without end.
    """
    return LifetimeValue(
        margin=_point("margin", margin),
        retention=_point("retention", retention),
        discount_rate=discount_rate,
        first_period=first_period,
        periods=periods,
        acquisition_cost=acquisition_cost,
        retention_estimate=retention if isinstance(retention, Estimate) else None,
        margin_estimate=margin if isinstance(margin, Estimate) else None,
        level=level,
    )


def _point(name: str, figure: float | Estimate) -> float:
    if not isinstance(figure, Estimate):
        return figure
    if figure.value is None:
        raise InvalidValueError(name, "an estimate with a value", None, hint=told(figure.reason))
    return figure.value


@frozen(kw_only=True)
class PeriodValue:
    """One line of the table of a lifetime value.

    Attributes:
        period: 0 for the period that begins now.
        survival: Share of customers still there.
        discount_factor: Worth of a unit of money of that period.
        margin: Money earned from a customer who is there.
        present_value: Their product.
        cumulative: Sum of the present values so far.
    """

    period: int
    survival: float
    discount_factor: float
    margin: float
    present_value: float
    cumulative: float


def value_table(
    survival: Sequence[float], margins: Sequence[float], discount_rate: float, first_period: bool
) -> tuple[PeriodValue, ...]:
    """Return one line per period that is counted."""
    lines, total = [], 0.0
    for period, (alive, margin) in enumerate(zip(survival, margins, strict=True)):
        if period == 0 and not first_period:
            continue
        factor = (1 + discount_rate) ** -period
        total += alive * factor * margin
        lines.append(
            PeriodValue(
                period=period,
                survival=alive,
                discount_factor=factor,
                margin=margin,
                present_value=alive * factor * margin,
                cumulative=total,
            )
        )
    return tuple(lines)


def value_by_period(value: LifetimeValue, *, periods: int) -> tuple[PeriodValue, ...]:
    """Return the first lines of the table behind a lifetime value; their sum tends to it.

    Args:
        value: The lifetime value.
        periods: Number of lines; not more than the value counts.
    """
    validate(whole_positive, "periods", periods)
    if value.periods is not None and periods > value.periods:
        raise InvalidValueError("periods", f"at most the {value.periods} that are counted", periods)
    times = periods + (not value.first_period)
    survival = [value.retention**t for t in range(times)]
    return value_table(survival, [value.margin] * times, value.discount_rate, value.first_period)


def extremes(function: Callable[[float], float], low: float, high: float) -> tuple[float, float]:
    """Return the least and the largest value of a smooth function between two points, by a fine grid."""
    values = [function(point) for point in np.linspace(low, high, 401).tolist()]
    return min(values), max(values)


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
    """
    validate(whole, "periods", periods)
    steps, heights = vector("times", times), vector("survival", survival)
    if steps.shape != heights.shape or not len(steps):
        raise InvalidValueError("survival", "one share for each time", [len(steps), len(heights)])
    if steps[0] < 0 or (np.diff(steps) <= 0).any():
        raise InvalidValueError("times", "ascending, of at least 0", steps[:4].tolist())
    if periods > steps[-1] and heights[-1] > 0:
        raise InvalidValueError("periods", f"at most {steps[-1]:g}, the last time seen", periods)
    place = np.searchsorted(steps, np.arange(periods + 1), side="right")
    return check_survival([1.0, *np.concatenate([[1.0], heights])[place][1:].tolist()])
