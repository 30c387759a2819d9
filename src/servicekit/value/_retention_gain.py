"""What some points of retention more are worth: a change of lifetime value per customer, under stated conditions."""

from typing import Final

import attrs
from attrs import field, frozen

from servicekit.foundation._checks import finite, validate
from servicekit.foundation._documents import part_of
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import REICHHELD_1990
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.value._lifetime import LifetimeValue, extremes, lifetime_value


@frozen(kw_only=True)
class PublishedGain:
    """A published gain from five points fewer defections; for comparison, never a default.

    Attributes:
        industry: Where it was found.
        gain_share: Relative change of lifetime value per customer.
    """

    industry: Label
    gain_share: float


REICHHELD_SASSER: Final = part_of(
    REICHHELD_1990,
    "Five percentage points fewer defections; the gain is in lifetime value per customer, not in yearly profit.",
    "流失率降低五个百分点；增长的是单个顾客的终身价值，而不是年利润。",
)
REICHHELD_SASSER_GAINS: Final = (
    PublishedGain(industry=Label("Bank branches", "银行网点"), gain_share=0.85),
    PublishedGain(industry=Label("Insurance brokerage", "保险经纪"), gain_share=0.50),
    PublishedGain(industry=Label("Car service chain", "汽车服务连锁"), gain_share=0.30),
)


@frozen(kw_only=True)
class RetentionGain(Estimate):
    """Relative change of the lifetime value per customer when retention rises by some points.

    It holds for a customer whose margin, discount rate and horizon stay as they are and who leaves at a constant rate;
    it says nothing of yearly profit, nor of what raising retention costs.

    Attributes:
        before, after: The lifetime values.
        points: Percentage points of retention gained.
    """

    before: LifetimeValue
    after: LifetimeValue
    points: float = field(validator=finite)

    _is_share = True
    title = Label("Change of lifetime value per customer", "单个顾客终身价值的变化")
    derived = ("value", "interval", "reason", "money_per_customer", "conditions")

    @property
    def value(self) -> float | None:
        """After by before, less 1; None where one is infinite or the first is not above 0."""
        return None if self.reason else self._share(self.before.retention)

    def _share(self, retention: float) -> float:
        values = [
            attrs.evolve(self.before, retention=min(level, 1.0)).value
            for level in (retention, retention + self.points / 100)
        ]
        before, after = values
        return float("inf") if before is None or after is None or before <= 0 else after / before - 1

    @property
    def money_per_customer(self) -> float | None:
        """After less before."""
        before, after = self.before.value, self.after.value
        return None if before is None or after is None else after - before

    @property
    def reason(self) -> Reason | None:
        """Why there is no figure."""
        if self.before.reason or self.after.reason:
            return self.before.reason or self.after.reason
        return None if (self.before.value or 0) > 0 else why(NotEstimable.NOT_POSITIVE_BEFORE)

    @property
    def interval(self) -> Interval | None:
        """Least and largest change over the interval of the retention before, where it leaves room for the points."""
        found = None if self.before.retention_estimate is None else self.before.retention_estimate.interval
        if found is None or self.reason:
            return None
        room = min(1.0, 1 - self.points / 100)
        low, high = extremes(self._share, max(found.low, 0.0, -self.points / 100), min(found.high, room))
        return Interval(low=low, high=high, level=found.level, method="extremes over the interval of the retention")

    @property
    def conditions(self) -> Label:
        """What the figure means and does not mean."""
        counted = (
            Label("without end", "不限期")
            if self.before.periods is None
            else Label(f"over {self.before.periods} periods", f"只计{self.before.periods}期")
        )
        before, after = f"{100 * self.before.retention:.1f}%", f"{100 * self.after.retention:.1f}%"
        rate = f"{100 * self.before.discount_rate:.3g}%"
        return Label(
            f"Lifetime value per customer {counted.en}; constant retention, {before} to {after}; discount rate {rate} "
            "a period; not yearly profit; the cost of raising retention is not counted.",
            f"假定保持率不变（{before}到{after}）、{counted.zh}、每期贴现率{rate}；不等于年利润，未扣除投入。",
        )


def retention_gain(
    *,
    retention: float | Estimate,
    points: float = 5.0,
    margin: float = 1.0,
    discount_rate: float,
    first_period: bool,
    periods: int | None = None,
) -> RetentionGain:
    """Return what some percentage points more of retention do to the lifetime value per customer.

    Args:
        retention: Share retained now, or an estimate of it.
        points: Percentage points gained; retention after them may not exceed 1.
        margin: Money per period; the relative change does not depend on it.
        discount_rate: Per period.
        first_period: Whether the period that begins now is counted.
        periods: Number of periods; None for a life without end.

    Example:
        >>> import servicekit as sk
        >>> gain = sk.value.retention_gain(retention=0.8, points=5, margin=100, discount_rate=0.1, first_period=True)
        >>> round(gain.value, 2)
        0.2
    """
    validate(finite, "points", points)
    before = lifetime_value(
        margin=margin, retention=retention, discount_rate=discount_rate, first_period=first_period, periods=periods
    )
    raised = round(before.retention + points / 100, 12)
    if not 0 <= raised <= 1:
        raise InvalidValueError("points", f"such that retention {before.retention:g} stays from 0 to 1", points)
    after = attrs.evolve(before, retention=raised, retention_estimate=None)
    return RetentionGain(before=before, after=after, points=points)
