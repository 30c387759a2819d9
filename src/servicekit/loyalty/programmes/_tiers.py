"""Membership tiers: bands of qualifying points, their shares, and movement between two years."""

from collections.abc import Mapping
from datetime import date

import numpy as np
from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._bands import Bands
from servicekit.foundation._documents import MEASUREMENT, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, framework
from servicekit.loyalty.customers._transitions import Transitions
from servicekit.loyalty.programmes._points import PointsLedger
from servicekit.loyalty.programmes._points_events import PointsEvent
from servicekit.stats.intervals._estimates import Share


@framework(
    "F25",
    title=Label("Membership tiers", "会员等级"),
    summary=Label("Three tiers by points earned in a stated time.", "按规定时间内所获积分划分的三个等级。"),
    sources=(under(MEASUREMENT, "忠诚计划的几种模式"),),
    interpretation=Label(
        "The document names members' clubs without tiers; three are offered.",
        "资料提到会员俱乐部而未列等级；此处提供三级。",
    ),
)
class Tier(Concept):
    """Standing of a member.

    Example:
        >>> import servicekit as sk
        >>> str(sk.loyalty.Tier("basic"))
        'basic 普通'
    """

    BASIC = ("basic", "basic", "普通", "Every member from the first day.", "入会即享。")
    SILVER = ("silver", "silver", "银卡", "Members who buy regularly.", "经常购买的会员。")
    GOLD = ("gold", "gold", "金卡", "The best members.", "最重要的会员。")


def tier_bands(*, silver_from: int, gold_from: int) -> Bands[Tier]:
    """Return the tiers with stated thresholds of qualifying points; a threshold belongs to the higher tier.

    Example:
        >>> import servicekit as sk
        >>> str(sk.loyalty.tier_bands(silver_from=100, gold_from=500).of(200))
        'silver 银卡'
    """
    return Bands(names=tuple(Tier), cuts=(silver_from, gold_from))


def qualifying_points(ledger: PointsLedger, *, start: date, end: date) -> dict[str, int]:
    """Return the points each member earned from ``start`` up to but not including ``end``.

    Purchases that were returned do not count, whenever that was, nor do adjustments, transfers and what was burned;
    every member of the ledger is listed.

    Example:
        >>> import servicekit as sk
        >>> from datetime import date
        >>> earned = sk.loyalty.PointsEntry(id="1", day=date(2024, 1, 5), kind="earn", member="Li", points=100)
        >>> ledger = sk.loyalty.PointsLedger(entries=[earned])
        >>> sk.loyalty.qualifying_points(ledger, start=date(2024, 1, 1), end=date(2025, 1, 1))
        {'Li': 100}
    """
    for name, day in (("start", start), ("end", end)):
        if type(day) is not date:
            raise InvalidValueError(name, "a datetime.date", day)
    if start >= end:
        raise InvalidValueError("period", "a start before its end", [start.isoformat(), end.isoformat()])
    points = dict.fromkeys(ledger.members, 0)
    counted = set()
    for entry in ledger.entries:
        if entry.kind is PointsEvent.EARN and start <= entry.day < end:
            points[entry.member] += entry.points
            counted.add(entry.id)
        elif entry.of in counted:
            points[entry.member] -= entry.points
    return points


@frozen(kw_only=True)
class TierShares(Result):
    """Members in each tier.

    Attributes:
        tiers: Member -> tier.
        level: Confidence level.
    """

    title = Label("Membership tiers", "会员等级构成")
    derived = ("shares",)

    tiers: Mapping[str, Tier] = field(hash=False, metadata={"evidence": False})
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def shares(self) -> dict[Tier, Share]:
        """Share of members in each tier, with its interval."""
        found = list(self.tiers.values())
        return {tier: Share(count=found.count(tier), n=len(found), level=self.level, name=tier.label) for tier in Tier}


def tier_shares(ledger: PointsLedger, *, bands: Bands[Tier], start: date, end: date, level: float = 0.95) -> TierShares:
    """Put every member in a tier by the points earned from ``start`` up to but not including ``end``.

    Example:
        >>> from datetime import date
        >>> import servicekit as sk
        >>> ledger = sk.loyalty.PointsLedger(partners=["cafe", "shop"]).record(
        ...     sk.loyalty.PointsEntry(
        ...         id="1", day=date(2026, 1, 5), kind="earn", member="ann", points=120, partner="shop"
        ...     ),
        ...     sk.loyalty.PointsEntry(
        ...         id="2", day=date(2026, 2, 1), kind="burn", member="ann", points=50, partner="cafe"
        ...     ),
        ... )
        >>> bands = sk.loyalty.tier_bands(silver_from=100, gold_from=500)
        >>> sk.loyalty.tier_shares(ledger, bands=bands, start=date(2026, 1, 1), end=date(2027, 1, 1)).tiers[
        ...     "ann"
        ... ].key
        'silver'
    """
    points = qualifying_points(ledger, start=start, end=end)
    return TierShares(tiers={who: bands.of(earned) for who, earned in points.items()}, level=level)


def tier_movement(before: TierShares, after: TierShares) -> Transitions[Tier]:
    """Return the moves between tiers of those who were members at both times; others are missing.

    Example:
        >>> from datetime import date
        >>> import servicekit as sk
        >>> ledger = sk.loyalty.PointsLedger(partners=["cafe", "shop"]).record(
        ...     sk.loyalty.PointsEntry(
        ...         id="1", day=date(2026, 1, 5), kind="earn", member="ann", points=120, partner="shop"
        ...     ),
        ...     sk.loyalty.PointsEntry(
        ...         id="2", day=date(2026, 2, 1), kind="burn", member="ann", points=50, partner="cafe"
        ...     ),
        ... )
        >>> bands = sk.loyalty.tier_bands(silver_from=100, gold_from=500)
        >>> standing = [
        ...     sk.loyalty.tier_shares(
        ...         ledger, bands=bands, start=date(2026 + year, 1, 1), end=date(2027 + year, 1, 1)
        ...     )
        ...     for year in (0, 1)
        ... ]
        >>> sk.loyalty.tier_movement(*standing).missing
        0
    """
    order = {tier: place for place, tier in enumerate(Tier)}
    counts = np.zeros((len(order), len(order)), dtype=int)
    both = before.tiers.keys() & after.tiers.keys()
    for who in both:
        counts[order[before.tiers[who]], order[after.tiers[who]]] += 1
    missing = len(before.tiers.keys() | after.tiers.keys()) - len(both)
    return Transitions(states=tuple(Tier), counts=counts, missing=missing, level=before.level)
