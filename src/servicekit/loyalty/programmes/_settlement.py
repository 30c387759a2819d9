"""Settlement between the partners of a coalition: who issued the points that others redeemed, and who owes whom."""

from collections.abc import Mapping

from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.loyalty.programmes._points import PointsLedger


@frozen(kw_only=True)
class Settlement(Result):
    """Points redeemed away from the partner who issued them, and the money that evens this out.

    Attributes:
        partners: Companies of the coalition.
        redeemed: (issuer, redeemer) -> points.
        price_per_point: Money the issuer pays the redeemer for a point.
    """

    title = Label("Settlement between partners", "联盟伙伴结算")
    derived = ("owed_points", "net_points", "net_money")

    partners: tuple[str, ...]
    redeemed: Mapping[tuple[str, str], int] = field(hash=False, metadata={"evidence": False})
    price_per_point: float = field(validator=checks.non_negative)

    @property
    def owed_points(self) -> dict[str, dict[str, int]]:
        """For each issuer the points it owes to each redeemer; its own redemptions owe nothing."""
        return {
            issuer: {other: self.redeemed.get((issuer, other), 0) for other in self.partners if other != issuer}
            for issuer in self.partners
        }

    @property
    def net_points(self) -> dict[str, int]:
        """Points each partner is owed less those it owes; together exactly 0."""
        owed = self.owed_points
        return {
            partner: sum(row.get(partner, 0) for row in owed.values()) - sum(owed[partner].values())
            for partner in self.partners
        }

    @property
    def net_money(self) -> dict[str, float]:
        """Money each partner receives; negative where it pays."""
        return {partner: points * self.price_per_point for partner, points in self.net_points.items()}


def settlement(ledger: PointsLedger, *, price_per_point: float) -> Settlement:
    """Settle a coalition's redemptions so far.

    Args:
        ledger: A ledger with partners.
        price_per_point: Agreed money per point; round the net sums, not the single redemptions.

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
        >>> sk.loyalty.settlement(ledger, price_per_point=0.01).net_points
        {'cafe': 50, 'shop': -50}
    """
    if not ledger.partners:
        raise InvalidValueError("ledger", "one of a coalition", "no partners", hint="name them with partners=")
    return Settlement(
        partners=tuple(sorted(ledger.partners)), redeemed=dict(ledger.redeemed), price_per_point=price_per_point
    )
