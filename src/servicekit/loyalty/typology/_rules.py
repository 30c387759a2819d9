"""Rules of loyalty typing as data: which evidence speaks for or against which type, and how strongly."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import MEASUREMENT, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Concept, Label, Source, framework, member
from servicekit.loyalty.typology._seven_types import LoyaltyType


@framework(
    "F21",
    title=Label("Evidence of the loyalty types", "忠诚类型的证据"),
    summary=Label(
        "Seven observations per customer from which the reason for staying is read.",
        "每位顾客的七项观察，用以判断其留下的缘由。",
    ),
    sources=(under(MEASUREMENT, "客户忠诚度概述·分类"),),
    interpretation=Label(
        "The document names no evidence; these seven are this library's choice.", "资料未列证据；此七项由本库选定。"
    ),
)
class Evidence(Concept):
    """What is observed of a customer, each as a share from 0 (not at all) to 1 (fully).

    Example:
        >>> import servicekit as sk
        >>> str(sk.loyalty.Evidence("repeat_share"))
        'repeat share 重复购买比例'
    """

    REPEAT_SHARE = (
        "repeat_share",
        "repeat share",
        "重复购买比例",
        "Share of the customer's purchases in the category that are made here.",
        "该顾客同类购买中在此完成的比例。",
    )
    ATTITUDE = (
        "attitude",
        "attitude",
        "态度",
        "How much better than the alternatives the customer finds us.",
        "与其他选择相比，顾客对我们的评价高出多少。",
    )
    ALTERNATIVES = (
        "alternatives",
        "alternatives",
        "可替代性",
        "How many acceptable other providers are within reach.",
        "可及且可接受的其他商家有多少。",
    )
    SWITCHING_COST = (
        "switching_cost",
        "switching cost",
        "转换成本",
        "What going elsewhere would cost in time, effort and money.",
        "换一家所需的时间、精力与金钱。",
    )
    PRICE_SENSITIVITY = (
        "price_sensitivity",
        "price sensitivity",
        "价格敏感度",
        "How far the choice follows the price.",
        "选择在多大程度上取决于价格。",
    )
    REWARD_DEPENDENCE = (
        "reward_dependence",
        "reward dependence",
        "奖励依赖度",
        "How far purchases follow points and rewards.",
        "购买在多大程度上取决于积分与奖励。",
    )
    TRUST = (
        "trust",
        "trust",
        "信任",
        "How much the customer relies on our word and recommends us.",
        "顾客对我们的信任与推荐程度。",
    )


MOST_WEIGHT: Final = 50.0
"""Seven such weights add up to less than the largest exponent of a floating-point number."""
EVIDENCE: Final = tuple(Evidence)
TYPES: Final = tuple(LoyaltyType)


def _signs(signs: Mapping[LoyaltyType, Mapping[Evidence, int]]) -> dict[LoyaltyType, dict[Evidence, int]]:
    return {
        member(LoyaltyType, kind): {member(Evidence, item): sign for item, sign in row.items()}
        for kind, row in signs.items()
    }


def _weights(weights: Mapping[Evidence, float]) -> dict[Evidence, float]:
    return {member(Evidence, item): float(weight) for item, weight in weights.items()}


@frozen(kw_only=True)
class TypingRules:
    """Signs and weights of the evidence; read them, print them (``table``), replace them.

    A piece of evidence has one weight and, for each type, the sign +1 (for), -1 (against) or 0. A type's points are
    the sum of sign x weight x (2 x evidence - 1), so that 0.5 and missing evidence say nothing, and its score is its
    share of exp(points). Because the weight belongs to the evidence and not to the pair, more evidence for a type can
    never lower its score, however many other types the same evidence supports.

    Attributes:
        weights: Weight of each evidence in points (natural log odds), 0 to 50; 0 switches it off.
        signs: For each type the evidence that speaks for it (+1) and against it (-1).
        sources: Where signs and weights come from.
        interpretation: What is opinion in them.

    Example:
        >>> import servicekit as sk
        >>> len(sk.loyalty.READING_RULES.weights)
        7
    """

    weights: Mapping[Evidence, float] = field(converter=_weights, hash=False)
    signs: Mapping[LoyaltyType, Mapping[Evidence, int]] = field(converter=_signs, hash=False)
    sources: tuple[Source, ...] = ()
    interpretation: Label | None = None

    def __attrs_post_init__(self) -> None:
        for item in EVIDENCE:
            checks.validate(checks.number_in(0, MOST_WEIGHT), f"weight of {item.key}", self.weights.get(item, 0.0))
        for kind, row in self.signs.items():
            for item, sign in row.items():
                if sign not in (-1, 0, 1):
                    raise InvalidValueError(f"sign of {item.key} for {kind.key}", "-1, 0 or 1", sign)
        if bare := [kind.key for kind in TYPES if not any(self.signs.get(kind, {}).values())]:
            raise InvalidValueError("signs", "such that every type has evidence", bare)

    @property
    def points(self) -> NDArray[np.float64]:
        """Sign x weight: one row per type, one column per evidence, in the order of their enumerations."""
        rows = [[self.signs[kind].get(item, 0) * self.weights.get(item, 0.0) for item in EVIDENCE] for kind in TYPES]
        return np.array(rows)

    def table(self) -> tuple[tuple[str, str, int, float], ...]:
        """Return the rules as rows: type, evidence, sign, weight; rules that say nothing are left out."""
        return tuple(
            (kind.key, item.key, sign, self.weights.get(item, 0.0))
            for kind in TYPES
            for item, sign in self.signs[kind].items()
            if sign
        )


_E = Evidence
READING_RULES: Final = TypingRules(
    weights={
        _E.REPEAT_SHARE: 1.0,
        _E.ATTITUDE: 1.5,
        _E.ALTERNATIVES: 1.5,
        _E.SWITCHING_COST: 1.5,
        _E.PRICE_SENSITIVITY: 2.0,
        _E.REWARD_DEPENDENCE: 2.0,
        _E.TRUST: 2.0,
    },
    signs={
        LoyaltyType.MONOPOLY: {_E.REPEAT_SHARE: 1, _E.ALTERNATIVES: -1, _E.TRUST: -1, _E.REWARD_DEPENDENCE: -1},
        LoyaltyType.HABIT: {
            _E.REPEAT_SHARE: 1,
            _E.ATTITUDE: -1,
            _E.ALTERNATIVES: 1,
            _E.SWITCHING_COST: -1,
            _E.PRICE_SENSITIVITY: -1,
            _E.REWARD_DEPENDENCE: -1,
        },
        LoyaltyType.LATENT: {_E.REPEAT_SHARE: -1, _E.ATTITUDE: 1},
        LoyaltyType.CONVENIENCE: {_E.REPEAT_SHARE: 1, _E.SWITCHING_COST: 1, _E.PRICE_SENSITIVITY: -1, _E.TRUST: -1},
        LoyaltyType.PRICE: {_E.PRICE_SENSITIVITY: 1, _E.ALTERNATIVES: 1, _E.TRUST: -1, _E.SWITCHING_COST: -1},
        LoyaltyType.INCENTIVE: {_E.REWARD_DEPENDENCE: 1, _E.ALTERNATIVES: 1, _E.TRUST: -1, _E.SWITCHING_COST: -1},
        LoyaltyType.TRUST: {_E.TRUST: 1, _E.ATTITUDE: 1, _E.REPEAT_SHARE: 1, _E.PRICE_SENSITIVITY: -1},
    },
    sources=(under(MEASUREMENT, "客户忠诚度概述·分类"),),
    interpretation=Label(
        "Signs follow the reason each type stays for; the weights are this library's judgement, fitted to no data. "
        "Replace them where you know better.",
        "符号依据各类型留下的缘由而定；权重为本库的判断，未经数据拟合。若有更好的依据，请自行替换。",
    ),
)
