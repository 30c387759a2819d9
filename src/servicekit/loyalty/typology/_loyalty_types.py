"""Soft classification of customers into the seven types of loyalty, one at a time or a whole frame at once."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Any, Final, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._frames import backend_of, read_columns, to_frame
from servicekit.data._scales import Scale
from servicekit.data._weights import read_weights
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups, Result, SetsAside
from servicekit.foundation._vocabulary import Label
from servicekit.loyalty._ratings import SHARE, concepts, read_ratings
from servicekit.loyalty.typology._asked_types import asked_types, leading_asked
from servicekit.loyalty.typology._profile import LoyaltyProfile
from servicekit.loyalty.typology._rules import EVIDENCE, READING_RULES, TYPES, Evidence, TypingRules
from servicekit.loyalty.typology._seven_types import LoyaltyType
from servicekit.loyalty.typology._type_scores import (
    NO_EVIDENCE,
    UNDECIDED,
    first_out_of_range,
    scores_of,
)
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._moment_resamples import none_drawn
from servicekit.stats.designs._resampling import SEED, chance
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._category_score import category_share
from servicekit.stats.summaries._coded_tally import tally_of_codes
from servicekit.stats.summaries._row_groups import measured_by
from servicekit.stats.summaries._tally import Tally

WEIGHT_SWING: Final = 0.3
"""By how much the stated weights are moved to see what depends on them."""
NOISE_DEALS: Final = 20
"""How often answers are dealt anew to see what unrelated ones would give."""


@frozen(kw_only=True, eq=False)
class LoyaltyTypes(SetsAside, Result):
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
    derived = ("n", "undecided", "untyped", "not_asked", "shares", "noise_shares", "mean_scores")

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
        return leading_asked(self.evidence, self.rules)

    @property
    def leading(self) -> NDArray[np.int8]:
        """Position of each customer's leading type; -1 where two are equal, -2 without evidence.

        Types ``not_asked`` never lead.
        """
        return self._lead[0]

    @property
    def margin(self) -> NDArray[np.float64]:
        """Leading score less the second, per customer; NaN without evidence."""
        return self._lead[1]

    @cached_property
    def scores(self) -> NDArray[np.float64]:
        """Scores, one row per customer and one column per type; NaN without evidence, and for types ``not_asked``."""
        asked = asked_types(self.evidence, self.rules)
        found = np.full((len(TYPES), self.evidence.shape[1]), np.nan)
        if asked:
            found[asked] = scores_of(self.evidence, self.rules.points[asked])
        return found.T

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
        return tuple(
            TYPES[place] for place in sorted(set(range(len(TYPES))) - set(asked_types(self.evidence, self.rules)))
        )

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
    def noise_shares(self) -> dict[LoyaltyType, float] | None:
        """Share that would lead with each type were the answers to different questions unrelated.

        Each kind of evidence is dealt to the customers anew, 20 times with a fixed seed. A share that is near this says
        what people answer on average, not that the answers belong together in a type. Types ``not_asked`` are left
        out; None without customers. Sampling weights do not count.
        """
        if self.n == 0:
            return None
        rng, total = chance(SEED), np.zeros(len(TYPES))
        known = np.flatnonzero(self.leading != NO_EVIDENCE)
        for _ in range(NOISE_DEALS):
            dealt = np.array([row[rng.permutation(known)] for row in self.evidence])
            leading = leading_asked(dealt, self.rules)[0]
            total += np.bincount(leading[leading >= 0], minlength=len(TYPES)) / max(1, (leading != NO_EVIDENCE).sum())
        means = (total / NOISE_DEALS).tolist()
        return {TYPES[place]: means[place] for place in asked_types(self.evidence, self.rules)}

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
            leading = leading_asked(self.evidence, self.rules, np.array(factors))[0]
            found.append(np.bincount(leading[leading >= 0], minlength=len(TYPES)) / self.n)
        low, high = np.min(found, axis=0).tolist(), np.max(found, axis=0).tolist()
        unseen = self.not_asked
        return {kind: (low[at], high[at]) for at, kind in enumerate(TYPES) if kind not in unseen}

    @property
    def n_missing(self) -> int:
        """Answers not given."""
        return sum(self.missing.values())

    @property
    def mean_scores(self) -> dict[LoyaltyType, float] | None:
        """Mean score of each type: the composition of the base without forcing anyone into one type."""
        if self.n == 0:
            return None
        known = self.leading != NO_EVIDENCE
        if self.weights.size:
            if not self.weights[known].sum() > 0:
                return None
            means = np.average(self.scores[known], axis=0, weights=self.weights[known])
        else:
            # sorted, so that the sum does not depend on the order of the rows
            means = np.sort(self.scores[known], axis=0).mean(axis=0)
        unseen = self.not_asked
        return {kind: mean for kind, mean in zip(TYPES, means.tolist(), strict=True) if kind not in unseen}


@overload
def loyalty_types(
    data: Data,
    *,
    columns: Mapping[Any, str],
    scale: Scale | Mapping[Any, Scale] = ...,
    rules: TypingRules = ...,
    by: None = None,
    design: Design | None = None,
    level: float = ...,
    policy: InputPolicy | None = None,
) -> LoyaltyTypes: ...
@overload
def loyalty_types(
    data: Data,
    *,
    columns: Mapping[Any, str],
    scale: Scale | Mapping[Any, Scale] = ...,
    rules: TypingRules = ...,
    by: str | Sequence[str],
    design: Design | None = None,
    level: float = ...,
    policy: InputPolicy | None = None,
) -> Groups[LoyaltyTypes]: ...
def loyalty_types(
    data: Data,
    *,
    columns: Mapping[Any, str],
    scale: Scale | Mapping[Any, Scale] = SHARE,
    rules: TypingRules = READING_RULES,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> LoyaltyTypes | Groups[LoyaltyTypes]:
    """Type every customer of a data frame.

    Args:
        data: Any data frame or mapping of columns, one row per customer.
        columns: Evidence (or its key) -> column; evidence nobody measured is left out.
        scale: The scale of all columns, or of each; shares from 0 to 1 by default.
        rules: Signs and weights.
        by: Column of groups, or a list of columns; of a design then weights alone.
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
    if by is not None:
        return measured_by(
            lambda rows: loyalty_types(
                rows,
                columns=columns,
                scale=scale,
                rules=rules,
                design=design,
                level=level,
                policy=policy,
            ),
            data,
            by,
            columns=list(columns.values()),
            design=design,
        )
    named = concepts(Evidence, columns, "columns")
    stated = scale if isinstance(scale, Scale) else concepts(Evidence, scale, "scale")
    ratings = read_ratings(data, named, stated, policy=policy)
    evidence = np.full((len(EVIDENCE), ratings.values.shape[1]), np.nan)
    for item, row in zip(named, ratings.values, strict=True):
        evidence[EVIDENCE.index(item)] = row
    leading = leading_asked(evidence, rules)[0].astype(np.int64)
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


def loyalty_profile(types: LoyaltyTypes, customer: int) -> LoyaltyProfile:
    """Return the full reading of one customer of many: scores, reasons, risk and cure.

    Args:
        types: What ``loyalty_types`` returned.
        customer: Number of the row, from 0.

    Example:
        >>> import servicekit as sk
        >>> rows, columns = {"t": [5, 1, 4], "r": [5, 4, 1]}, {"trust": "t", "repeat_share": "r"}
        >>> types = sk.loyalty.loyalty_types(rows, columns=columns, scale=sk.LIKERT_5)
        >>> type(sk.loyalty.loyalty_profile(types, 0)).__name__
        'LoyaltyProfile'
    """
    if customer not in range(types.evidence.shape[1]):
        raise InvalidValueError("customer", f"a whole number from 0 to {types.evidence.shape[1] - 1}", customer)
    column = types.evidence[:, customer].tolist()
    known = {item: share for item, share in zip(EVIDENCE, column, strict=True) if share == share}
    return LoyaltyProfile(evidence=known, rules=types.rules, not_asked=types.not_asked)


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
