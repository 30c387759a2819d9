"""What outstanding points will cost: breakage from points whose time is over, and the liability that remains."""

from datetime import date
from math import hypot
from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.loyalty.programmes._points import PointsLedger
from servicekit.stats.intervals._ratios import RatioOfMeans, ratio_of_totals

MOVER: Final = "MOVER from breakage and the cost of a point"
BREAKAGE: Final = Label("Breakage: points that lapse unused", "过期未用的积分占比")


def breakage(ledger: PointsLedger, *, on: date, level: float = 0.95) -> RatioOfMeans:
    """Return the share of points that lapse unused, from points whose time is over.

    Points still usable say nothing yet: those burned early would make breakage look too small. Members are the units,
    because points of one member share a fate. Without a rule of expiry no point lapses, and breakage is 0.

    Args:
        ledger: The ledger.
        on: Any day; entries after it do not count.
        level: Confidence level.

    Formula:
        lapsed / (lapsed + redeemed), summed over members and days of lapse up to ``on``; Fieller's interval.

    Example:
        >>> import servicekit as sk
        >>> from datetime import date
        >>> earned = sk.loyalty.PointsEntry(id="1", day=date(2024, 1, 5), kind="earn", member="Li", points=100)
        >>> ledger = sk.loyalty.PointsLedger(entries=[earned])
        >>> sk.loyalty.breakage(ledger, on=date(2024, 6, 1)).title.en
        'Breakage: points that lapse unused'
    """
    settled, lapsed = [], []
    for member in ledger.members:
        account = ledger.account(member, on=on)
        if ledger.expiry is None:  # the fate of every point is known: none lapses
            settled.append(float(account.earned + account.adjusted_up))
            lapsed.append(0.0)
            continue
        fates = account.fates
        over = [fate for day, fate in fates.items() if day <= on]
        if over:
            settled.append(float(sum(used + gone for used, gone in over)))
            lapsed.append(float(sum(gone for _, gone in over)))
    return ratio_of_totals(np.array(settled), np.array(lapsed), level=level, name=BREAKAGE)


_breakage: Final = breakage  # the argument of that name stands before it below


def _value(figure: float | Estimate) -> float | None:
    return figure.value if isinstance(figure, Estimate) else figure


def _cost(instance: object, attribute: object, given: float | Estimate) -> None:
    if not isinstance(given, Estimate):
        checks.validate(checks.non_negative, "cost_per_point", given)


def _lapsing(instance: object, attribute: object, given: float | Estimate) -> None:
    if not isinstance(given, Estimate):
        checks.validate(checks.share, "breakage", given)


@frozen(kw_only=True)
class PointsLiability(Estimate):
    """Expected cost of the points outstanding.

    Attributes:
        outstanding: Points not yet used, lapsed or taken back.
        cost_per_point: Money a redeemed point costs, a number or an estimate.
        breakage: Share of points expected to lapse, a number or an estimate.
        level: Confidence level.
    """

    title = Label("Points liability", "积分负债")
    derived = ("value", "interval", "reason", "upper_bound")

    outstanding: int = field(validator=checks.whole)
    cost_per_point: float | Estimate = field(validator=_cost)
    breakage: float | Estimate = field(validator=_lapsing)
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def upper_bound(self) -> float | None:
        """Cost if every point were redeemed; None where the cost of a point is not known."""
        cost = _value(self.cost_per_point)
        return None if cost is None else self.outstanding * cost

    @property
    def value(self) -> float | None:
        """Cost if as many points lapse as before; None where breakage, or the cost of a point, is not known."""
        bound, share = self.upper_bound, _value(self.breakage)
        return None if bound is None or share is None else bound * (1 - share)

    @property
    def interval(self) -> Interval | None:
        """Interval from those of breakage and of the cost of a point, joined by MOVER; None where neither is bounded.

        Breakage counts within no point and all points, a cost from 0 on.
        """
        value, bound, share = self.value, self.upper_bound, _value(self.breakage)
        if value is None or bound is None or share is None:
            return None
        found = [each for each in (self.breakage, self.cost_per_point) if isinstance(each, Estimate)]
        intervals = [each.interval for each in found]
        if not found or any(each is None or each.kind != "bounded" for each in intervals):
            return None
        below, above = 0.0, 0.0
        if isinstance(self.breakage, Estimate) and (lapses := self.breakage.interval) is not None:
            used = [1 - min(max(end, 0.0), 1.0) for end in (lapses.high, lapses.low)]
            below, above = value - bound * min(used[0], 1 - share), bound * max(used[1], 1 - share) - value
        if isinstance(self.cost_per_point, Estimate) and (costs := self.cost_per_point.interval) is not None:
            low, high = (self.outstanding * max(end, 0.0) * (1 - share) for end in (costs.low, costs.high))
            below, above = hypot(below, value - low), hypot(above, high - value)
        return Interval(low=max(0.0, value - below), high=value + above, level=self.level, method=MOVER)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        if self.value is not None:
            return None
        if isinstance(self.cost_per_point, Estimate) and self.upper_bound is None:
            return self.cost_per_point.reason
        return why(NotEstimable.NOT_MATURED)


def points_liability(
    ledger: PointsLedger,
    *,
    on: date,
    cost_per_point: float | Estimate,
    breakage: float | Estimate | None = None,
    level: float = 0.95,
) -> PointsLiability:
    """Return the liability of a programme on a day.

    Args:
        ledger: The ledger.
        on: Any day; entries after it do not count.
        cost_per_point: Money a redeemed point costs the programme: a number, or an estimate such as the mean of what
            redemptions cost, whose interval is carried.
        breakage: Share of points expected to lapse where it is known from elsewhere (a programme whose points are not
            over yet): a number or an estimate. None: from the ledger itself, by ``breakage``.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> from datetime import date
        >>> earned = sk.loyalty.PointsEntry(id="1", day=date(2024, 1, 5), kind="earn", member="Li", points=100)
        >>> ledger = sk.loyalty.PointsLedger(entries=[earned])
        >>> sk.loyalty.points_liability(ledger, on=date(2024, 6, 1), cost_per_point=0.01).title.en
        'Points liability'
    """
    return PointsLiability(
        outstanding=max(0, ledger.total(on=on).balance),
        cost_per_point=cost_per_point,
        breakage=_breakage(ledger, on=on, level=level) if breakage is None else breakage,
        level=level,
    )
