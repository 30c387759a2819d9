"""Soft classification of customers into the seven types of loyalty, one at a time or a whole frame at once."""

from collections.abc import Mapping
from functools import cached_property
from itertools import product
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._answers import InputPolicy
from servicekit.data._frames import backend_of, read_columns, to_frame
from servicekit.data._scales import Scale
from servicekit.data._weights import read_weights
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.loyalty._ratings import SHARE, concepts, read_ratings
from servicekit.loyalty.typology._rules import EVIDENCE, READING_RULES, TYPES, Evidence, TypingRules
from servicekit.loyalty.typology._seven_types import CARE, Care, LoyaltyType
from servicekit.loyalty.typology._type_scores import (
    NO_EVIDENCE,
    TIE,
    UNDECIDED,
    first_out_of_range,
    leading_type,
    log_scores,
    scores_of,
    shares_of,
)
from servicekit.stats._category_score import category_share
from servicekit.stats._coded_tally import tally_of_codes
from servicekit.stats._design import Design
from servicekit.stats._estimates import Share
from servicekit.stats._moment_resamples import none_drawn
from servicekit.stats._tally import Tally

WEIGHT_SWING: Final = 0.3
"""By how much the stated weights are moved to see what depends on them."""


@frozen(kw_only=True)
class LoyaltyProfile(Result):
    """One customer's loyalty: score per type, the leading one, what speaks for and against it, its risk and cure.

    Attributes:
        evidence: What is known, as shares; what is not known is left out.
        rules: The rules applied.

    Example:
        >>> import servicekit as sk
        >>> str(sk.loyalty.loyalty_type({"trust": 1.0, "repeat_share": 0.9}).leading)
        'trust loyalty 信赖忠诚'
    """

    title = Label("Loyalty type", "忠诚类型")
    derived = ("leading", "margin", "scores", "speaks_for", "speaks_against", "nearest_flip", "reason")

    evidence: Mapping[Evidence, float] = field(hash=False)
    rules: TypingRules = field(default=READING_RULES, repr=False, metadata={"evidence": False})

    def __attrs_post_init__(self) -> None:
        for item, share in self.evidence.items():
            checks.validate(checks.share, item.key, share)

    @property
    def points(self) -> dict[LoyaltyType, float]:
        """Sum of what the evidence says about each type."""
        column = np.array([[self.evidence.get(item, np.nan)] for item in EVIDENCE])
        return dict(zip(TYPES, log_scores(column, self.rules.points)[:, 0].tolist(), strict=True))

    @property
    def scores(self) -> dict[LoyaltyType, float] | None:
        """Score of each type, between 0 and 1, together 1; None without evidence."""
        if self.reason is not None and self.reason.kind is NotEstimable.NO_EVIDENCE:
            return None
        points = np.array([list(self.points.values())]).T
        return dict(zip(TYPES, shares_of(points)[:, 0].tolist(), strict=True))

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
        ordered = sorted(self.scores.values()) if self.scores else None
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
            for kind in TYPES:
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
        first, second = sorted(self.points.values())[:-3:-1]
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
        evidence: Evidence (or its key) -> share from 0 to 1; None or left out where it is not known.
        rules: Signs and weights.

    Example:
        >>> import servicekit as sk
        >>> profile = sk.loyalty.loyalty_type({"trust": 1.0, "repeat_share": 0.9})
        >>> profile.title.en
        'Loyalty type'
    """
    found = concepts(Evidence, evidence, "evidence") if evidence else {}
    return LoyaltyProfile(evidence={item: share for item, share in found.items() if share is not None}, rules=rules)


@frozen(kw_only=True, eq=False)
class LoyaltyTypes(Result):
    """Loyalty types of many customers.

    Attributes:
        evidence: Shares or NaN, one row per kind in the order of ``Evidence``, one column per customer.
        rules: The rules applied.
        level: Confidence level of the shares.
        missing, rejected: Answers not given or set aside, per evidence.
        source: Kind of the data frame that came in.
        tally: Leading types (and last, undecided ones) under the sampling design; None without.
        weights: Sampling weight of each customer; empty without.

    Example:
        >>> import servicekit as sk
        >>> rows, columns = {"t": [5, 1, 4], "r": [5, 4, 1]}, {"trust": "t", "repeat_share": "r"}
        >>> types = sk.loyalty.loyalty_types(rows, columns=columns, scale=sk.LIKERT_5)
        >>> types.n
        3
    """

    title = Label("Loyalty types", "忠诚类型构成")
    derived = ("n", "undecided", "untyped", "not_asked", "shares", "mean_scores")

    evidence: NDArray[np.float64] = field(repr=False, metadata={"evidence": False})
    rules: TypingRules = field(default=READING_RULES, repr=False, metadata={"evidence": False})
    level: float = field(default=0.95, validator=checks.confidence)
    missing: Mapping[str, int] = field(factory=dict)
    rejected: Mapping[str, Mapping[str, int]] = field(factory=dict)
    source: str = "none"
    tally: Tally | None = field(default=None, repr=False)
    weights: NDArray[np.float64] = field(factory=none_drawn, repr=False, metadata={"evidence": False})

    @cached_property
    def _lead(self) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
        return leading_type(self.evidence, self.rules.points)

    @property
    def leading(self) -> NDArray[np.int8]:
        """Position of each customer's leading type; -1 where two are equal, -2 without evidence."""
        return self._lead[0]

    @property
    def margin(self) -> NDArray[np.float64]:
        """Leading score less the second, per customer; NaN without evidence."""
        return self._lead[1]

    @cached_property
    def scores(self) -> NDArray[np.float64]:
        """Scores, one row per customer and one column per type; NaN without evidence."""
        return scores_of(self.evidence, self.rules.points).T

    @property
    def n(self) -> int:
        """Customers with evidence."""
        return len(self.leading) - self.untyped

    @property
    def untyped(self) -> int:
        """Customers without any evidence; they are in no share."""
        return int((self.leading == NO_EVIDENCE).sum())

    @property
    def undecided(self) -> int:
        """Customers whose two best types are equal; they are in n but in no type."""
        return int((self.leading == UNDECIDED).sum())

    @property
    def not_asked(self) -> tuple[LoyaltyType, ...]:
        """Types that nobody could show: the evidence for them alone, or all evidence for them, was never measured."""
        asked = ~np.isnan(self.evidence).all(axis=1)
        favours = self.rules.points > 0
        alone = favours & (favours.sum(axis=0) == 1)
        unseen = ~(favours & asked).any(axis=1) | (alone & ~asked).any(axis=1)
        return tuple(kind for kind, gone in zip(TYPES, unseen.tolist(), strict=True) if gone)

    @property
    def shares(self) -> dict[LoyaltyType, Share]:
        """Share of the customers whose leading type it is, with its interval; not estimable for types ``not_asked``."""
        unseen, found = self.not_asked, {}
        for place, kind in enumerate(TYPES):
            if kind in unseen:
                found[kind] = Share(count=0, n=0, level=self.level, name=kind.label)
            elif self.tally is not None:
                found[kind] = category_share(self.tally, place, level=self.level, name=kind.label)
            else:
                count = int((self.leading == place).sum())
                found[kind] = Share(count=count, n=self.n, level=self.level, name=kind.label)
        return found

    @cached_property
    def share_ranges(self) -> dict[LoyaltyType, tuple[float, float]] | None:
        """Lowest and highest share of each type if every stated weight is 30 % lower or higher, in all combinations.

        The weights are a judgement, and the intervals of ``shares`` know nothing of that; these ranges say how much of
        a share depends on it. Types ``not_asked`` are left out; None without customers. Sampling weights do not count.
        """
        if self.n == 0:
            return None
        found = []
        for factors in product((1 - WEIGHT_SWING, 1 + WEIGHT_SWING), repeat=len(EVIDENCE)):
            leading = leading_type(self.evidence, self.rules.points * np.array(factors))[0]
            found.append(np.bincount(leading[leading >= 0], minlength=len(TYPES)) / self.n)
        low, high = np.min(found, axis=0).tolist(), np.max(found, axis=0).tolist()
        unseen = self.not_asked
        return {kind: (low[at], high[at]) for at, kind in enumerate(TYPES) if kind not in unseen}

    @property
    def mean_scores(self) -> dict[LoyaltyType, float] | None:
        """Mean score of each type: the composition of the base without forcing anyone into one type."""
        if self.n == 0:
            return None
        known = self.leading != NO_EVIDENCE
        if self.weights.size:
            means = np.average(self.scores[known], axis=0, weights=self.weights[known])
            return dict(zip(TYPES, means.tolist(), strict=True))
        # sorted, so that the sum does not depend on the order of the rows
        columns = np.sort(self.scores[known], axis=0)
        return dict(zip(TYPES, columns.mean(axis=0).tolist(), strict=True))


def loyalty_types(
    data: object,
    *,
    columns: Mapping[Any, str],
    scale: Scale | Mapping[Any, Scale] = SHARE,
    rules: TypingRules = READING_RULES,
    design: Design | None = None,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> LoyaltyTypes:
    """Type every customer of a data frame.

    Args:
        data: Any data frame or mapping of columns, one row per customer.
        columns: Evidence (or its key) -> column; evidence nobody measured is left out.
        scale: The scale of all columns, or of each; shares from 0 to 1 by default.
        rules: Signs and weights.
        design: Columns of weights, strata and clusters.
        level: Confidence level of the shares.
        policy: Policy for text and for bad values.

    Example:
        >>> import servicekit as sk
        >>> rows, columns = {"t": [5, 1, 4], "r": [5, 4, 1]}, {"trust": "t", "repeat_share": "r"}
        >>> types = sk.loyalty.loyalty_types(rows, columns=columns, scale=sk.LIKERT_5)
        >>> types.n
        3
    """
    named = concepts(Evidence, columns, "columns")
    stated = scale if isinstance(scale, Scale) else concepts(Evidence, scale, "scale")
    ratings = read_ratings(data, named, stated, policy=policy)
    evidence = np.full((len(EVIDENCE), ratings.values.shape[1]), np.nan)
    for item, row in zip(named, ratings.values, strict=True):
        evidence[EVIDENCE.index(item)] = row
    leading = leading_type(evidence, rules.points)[0].astype(np.int64)
    codes = np.where(leading == UNDECIDED, len(TYPES), np.where(leading == NO_EVIDENCE, -1, leading))
    weights = read_weights(read_columns(data, [design.weights])[design.weights]) if design and design.weights else ()
    return LoyaltyTypes(
        evidence=evidence,
        tally=tally_of_codes(codes, len(TYPES) + 1, data, design),
        weights=np.asarray(weights, dtype=float),
        rules=rules,
        level=level,
        missing=ratings.missing,
        rejected=ratings.rejected,
        source=backend_of(data),
    )


def type_matrix(evidence: ArrayLike, *, rules: TypingRules = READING_RULES, level: float = 0.95) -> LoyaltyTypes:
    """Type every customer of an evidence matrix.

    Args:
        evidence: Shares from 0 to 1 or NaN, one row per kind in the order of ``Evidence``, one column per customer.
        rules: Signs and weights.
        level: Confidence level of the shares.
    """
    given = np.asarray(evidence)
    if given.dtype.kind not in "biuf":
        raise InvalidValueError("evidence", "numbers", given.ravel()[:3].tolist())
    matrix = given.astype(np.float64, copy=False)
    if matrix.ndim != 2 or len(matrix) != len(EVIDENCE):
        raise InvalidValueError("evidence", f"a matrix of {len(EVIDENCE)} rows", list(matrix.shape))
    if (place := first_out_of_range(matrix)) is not None:
        where = f"{EVIDENCE[place[0]].key}, customer {place[1]}"
        raise InvalidValueError("evidence", "shares from 0 to 1", float(matrix[place]), where)
    return LoyaltyTypes(evidence=matrix, rules=rules, level=level)


def explain(types: LoyaltyTypes, customer: int) -> LoyaltyProfile:
    """Return the full reading of one customer of many: scores, reasons, risk and cure.

    Args:
        types: What ``loyalty_types`` returned.
        customer: Number of the row, from 0.

    Example:
        >>> import servicekit as sk
        >>> rows, columns = {"t": [5, 1, 4], "r": [5, 4, 1]}, {"trust": "t", "repeat_share": "r"}
        >>> types = sk.loyalty.loyalty_types(rows, columns=columns, scale=sk.LIKERT_5)
        >>> type(sk.loyalty.explain(types, 0)).__name__
        'LoyaltyProfile'
    """
    if customer not in range(types.evidence.shape[1]):
        raise InvalidValueError("customer", f"a whole number from 0 to {types.evidence.shape[1] - 1}", customer)
    column = types.evidence[:, customer].tolist()
    known = {item: share for item, share in zip(EVIDENCE, column, strict=True) if share == share}
    return LoyaltyProfile(evidence=known, rules=types.rules)


def type_frame(types: LoyaltyTypes) -> Any:
    """Return leading type, margin and scores per customer as a frame of the kind that came in.

    Example:
        >>> import servicekit as sk
        >>> rows, columns = {"t": [5, 1, 4], "r": [5, 4, 1]}, {"trust": "t", "repeat_share": "r"}
        >>> types = sk.loyalty.loyalty_types(rows, columns=columns, scale=sk.LIKERT_5)
        >>> len(sk.loyalty.type_frame(types))
        9
    """
    names = [*(kind.key for kind in TYPES), None, None]
    columns: dict[str, list[Any]] = {
        "leading": [names[place] for place in types.leading.tolist()],
        "margin": [None if gap != gap else gap for gap in types.margin.tolist()],
    }
    for kind, scores in zip(TYPES, types.scores.T.tolist(), strict=True):
        columns[kind.key] = [None if score != score else score for score in scores]
    return to_frame(columns, types.source)
