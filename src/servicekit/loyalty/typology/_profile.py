"""One customer's loyalty: score per type, the leading one, why, its risk and cure, and what would turn it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.loyalty._ratings import concepts
from servicekit.loyalty.typology._asked_types import askable
from servicekit.loyalty.typology._rules import EVIDENCE, READING_RULES, TYPES, Evidence, TypingRules
from servicekit.loyalty.typology._seven_types import CARE, Care, LoyaltyType
from servicekit.loyalty.typology._type_scores import TIE, log_scores, shares_of


@frozen(kw_only=True)
class LoyaltyProfile(Result):
    """One customer's loyalty: score per type, the leading one, what speaks for and against it, its risk and cure.

    Attributes:
        evidence: What is known, as shares; what is not known is left out.
        rules: The rules applied.
        not_asked: Types that could not be shown, for what speaks for them was not asked; they have no score and never
            lead.

    Example:
        >>> import servicekit as sk
        >>> str(sk.loyalty.loyalty_type({"trust": 1.0, "repeat_share": 0.9}).leading)
        'trust loyalty 信赖忠诚'
    """

    title = Label("Loyalty type", "忠诚类型")
    derived = ("leading", "margin", "scores", "speaks_for", "speaks_against", "nearest_flip", "reason")

    evidence: Mapping[Evidence, float] = field(hash=False)
    rules: TypingRules = field(default=READING_RULES, repr=False, metadata={"evidence": False})
    not_asked: tuple[LoyaltyType, ...] = ()

    def __attrs_post_init__(self) -> None:
        for item, share in self.evidence.items():
            checks.validate(checks.share, item.key, share)

    @property
    def points(self) -> dict[LoyaltyType, float]:
        """Sum of what the evidence says about each type."""
        column = np.array([[self.evidence.get(item, np.nan)] for item in EVIDENCE])
        points = zip(TYPES, log_scores(column, self.rules.points)[:, 0].tolist(), strict=True)
        return {kind: value for kind, value in points if kind not in self.not_asked}

    @property
    def scores(self) -> dict[LoyaltyType, float] | None:
        """Score of each type, between 0 and 1, together 1; None without evidence."""
        if self.reason is not None and self.reason.kind is NotEstimable.NO_EVIDENCE:
            return None
        points = self.points
        return dict(zip(points, shares_of(np.array([list(points.values())]).T)[:, 0].tolist(), strict=True))

    @property
    def leading(self) -> LoyaltyType | None:
        """The type with the highest score; None without evidence or where two are equal."""
        if self.reason is not None:
            return None
        points = self.points
        return max(points, key=lambda kind: points[kind])

    @property
    def margin(self) -> float | None:
        """Score of the leading type less that of the second."""
        ordered = [0.0, *sorted(self.scores.values())] if self.scores else None
        return ordered[-1] - ordered[-2] if ordered else None

    @property
    def speaks_for(self) -> tuple[tuple[Evidence, float], ...]:
        """Evidence that raised the leading type, with its points, strongest first."""
        return tuple(sorted((said for said in self._said() if said[1] > 0), key=lambda said: -said[1]))

    @property
    def speaks_against(self) -> tuple[tuple[Evidence, float], ...]:
        """Evidence that lowered the leading type, with its points, strongest first."""
        return tuple(sorted((said for said in self._said() if said[1] < 0), key=lambda said: said[1]))

    @property
    def nearest_flip(self) -> tuple[Evidence, float, LoyaltyType] | None:
        """What would turn this customer: the evidence whose smallest change lets another type draw level.

        The share is where the two are equal, all else equal; None where no single known evidence can turn the type.
        """
        if self.leading is None:
            return None
        points, signs, found = self.points, self.rules.signs, []
        for item, share in self.evidence.items():
            weight = self.rules.weights.get(item, 0.0)
            for kind in points:
                slope = 2 * weight * (signs[self.leading].get(item, 0) - signs[kind].get(item, 0))
                level = share - (points[self.leading] - points[kind]) / slope if slope else -1.0
                if 0 <= level <= 1 and kind is not self.leading:
                    found.append((abs(level - share), EVIDENCE.index(item), TYPES.index(kind), level))
        if not found:
            return None
        _, item_place, kind_place, level = min(found)
        return EVIDENCE[item_place], float(level), TYPES[kind_place]

    @property
    def care(self) -> Care | None:
        """Risk and cure of the leading type."""
        return CARE[self.leading] if self.leading else None

    @property
    def reason(self) -> Reason | None:
        """Why there is no leading type: "no_evidence" or "tie"."""
        if not any(self.rules.weights.get(item, 0) for item in self.evidence):
            return why(NotEstimable.NO_EVIDENCE)
        first, second = [*sorted(self.points.values())[:-3:-1], -np.inf, -np.inf][:2]
        return why(NotEstimable.TIE) if second >= first - TIE else None

    def _said(self) -> list[tuple[Evidence, float]]:
        if self.leading is None:
            return []
        signs, weights = self.rules.signs[self.leading], self.rules.weights
        return [
            (item, signs.get(item, 0) * weights.get(item, 0.0) * (2 * share - 1))
            for item, share in self.evidence.items()
        ]


def loyalty_type(evidence: Mapping[Any, float | None], *, rules: TypingRules = READING_RULES) -> LoyaltyProfile:
    """Type one customer.

    Args:
        evidence: Evidence (or its key) -> share from 0 to 1; None where it was asked for and is not known, left out
            where nobody asked. A type of which the evidence was not asked has no score and never leads.
        rules: Signs and weights.

    Example:
        >>> import servicekit as sk
        >>> profile = sk.loyalty.loyalty_type({"trust": 1.0, "repeat_share": 0.9})
        >>> profile.title.en
        'Loyalty type'
    """
    found = concepts(Evidence, evidence, "evidence") if evidence else {}
    asked = askable(np.array([item in found for item in EVIDENCE]), rules)
    return LoyaltyProfile(
        evidence={item: share for item, share in found.items() if share is not None},
        rules=rules,
        not_asked=tuple(kind for place, kind in enumerate(TYPES) if place not in asked),
    )
