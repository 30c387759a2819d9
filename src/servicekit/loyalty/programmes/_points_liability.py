"""What outstanding points will cost: breakage from points whose time is over, and the liability that remains."""

from datetime import date
from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.loyalty.programmes._points import PointsLedger
from servicekit.stats._ratios import RatioOfMeans, ratio_of_totals

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


@frozen(kw_only=True)
class PointsLiability(Estimate):
    """Expected cost of the points outstanding.

    Attributes:
        outstanding: Points not yet used, lapsed or taken back.
        cost_per_point: Money a redeemed point costs.
        breakage: Share of points expected to lapse.
    """

    title = Label("Points liability", "积分负债")
    derived = ("value", "interval", "reason", "upper_bound")

    outstanding: int = field(validator=checks.whole)
    cost_per_point: float = field(validator=checks.non_negative)
    breakage: RatioOfMeans

    @property
    def upper_bound(self) -> float:
        """Cost if every point were redeemed."""
        return self.outstanding * self.cost_per_point

    @property
    def value(self) -> float | None:
        """Cost if as many points lapse as before; None where breakage is not known."""
        share = self.breakage.value
        return None if share is None else self.upper_bound * (1 - share)

    @property
    def interval(self) -> Interval | None:
        """Interval from that of breakage, within no cost and full cost; None where that is not bounded."""
        found = self.breakage.interval
        if found is None or found.kind != "bounded":
            return None
        return found.map(lambda share: self.upper_bound * (1 - min(max(share, 0.0), 1.0)))

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        return why(NotEstimable.NOT_MATURED) if self.value is None else None


def points_liability(ledger: PointsLedger, *, on: date, cost_per_point: float, level: float = 0.95) -> PointsLiability:
    """Return the liability of a programme on a day.

    Args:
        ledger: The ledger.
        on: Any day; entries after it do not count.
        cost_per_point: Money a redeemed point costs the programme.
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
        breakage=breakage(ledger, on=on, level=level),
    )
