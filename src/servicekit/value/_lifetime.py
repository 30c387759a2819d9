"""Lifetime value: the discounted margin of a customer who stays with a constant retention, or along any curve."""

from collections.abc import Callable, Sequence
from math import expm1, inf, log1p
from typing import Any, Final

import numpy as np
from attrs import field, frozen, validators

from servicekit.foundation._checks import confidence, finite, non_negative, share, validate, whole_positive
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, reason_text, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._confidence_distribution import propagated_interval

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

    Example:
        >>> import servicekit as sk
        >>> round(sk.value.lifetime_value(margin=100, retention=0.8, discount_rate=0.1, first_period=True).value, 2)
        366.67
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

    Example:
        >>> import servicekit as sk
        >>> sk.value.lifetime_value(margin=100, retention=0.8, discount_rate=0.1, first_period=True).value
        366.6666666666667
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
        raise InvalidValueError(name, "an estimate with a value", None, hint=reason_text(figure.reason))
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

    Example:
        >>> import servicekit as sk
        >>> value = sk.value.lifetime_value(margin=100, retention=0.8, discount_rate=0.1, first_period=True)
        >>> len(sk.value.value_by_period(value, periods=3))
        3
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
