"""How much repeat business would survive if a competitor came, a price were cut elsewhere, or the programme ended."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import MEASUREMENT, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.loyalty._ratings import concepts
from servicekit.loyalty.typology._loyalty_types import LoyaltyTypes
from servicekit.loyalty.typology._rules import EVIDENCE, TYPES, Evidence
from servicekit.loyalty.typology._seven_types import LoyaltyType
from servicekit.stats.intervals._ratios import RatioOfMeans, ratio_of_totals


@framework(
    "F21",
    title=Label("Shocks to loyalty", "忠诚的冲击"),
    summary=Label("Events that take away the reason for which some customers stay.", "使部分顾客失去留下理由的事件。"),
    sources=(under(MEASUREMENT, "客户忠诚度概述·分类"),),
    interpretation=Label(
        "The document names no shocks; they follow from the reasons of the types.", "资料未列冲击；由各类型的缘由推得。"
    ),
)
class Shock(Concept):
    """What may happen to a base of repeat customers."""

    COMPETITOR_ENTERS = (
        "competitor_enters",
        "a competitor enters",
        "竞争者进入",
        "Customers who had no alternative get one.",
        "原先别无选择的顾客有了选择。",
    )
    PRICE_CUT_ELSEWHERE = (
        "price_cut_elsewhere",
        "a price cut elsewhere",
        "别家降价",
        "Another provider becomes cheaper than we are.",
        "别家的价格低于我们。",
    )
    PROGRAMME_ENDS = (
        "programme_ends",
        "the end of the programme",
        "忠诚计划终止",
        "Points and rewards stop.",
        "积分与奖励停止。",
    )


SURVIVING: Final = Label("Repeat business that would survive", "可保住的重复业务")
EXPOSED: Final[Mapping[Shock, Mapping[LoyaltyType, float]]] = {
    Shock.COMPETITOR_ENTERS: {LoyaltyType.MONOPOLY: 0.0},
    Shock.PRICE_CUT_ELSEWHERE: {LoyaltyType.PRICE: 0.0},
    Shock.PROGRAMME_ENDS: {LoyaltyType.INCENTIVE: 0.0},
}
"""Share of repeat business kept, by type; types not named keep all of theirs.

The type whose only reason the shock removes keeps nothing: a bound by definition of the types, not a forecast.
"""


def retained_repeat_share(
    types: LoyaltyTypes, shock: Shock | str, *, kept: Mapping[Any, float] | None = None
) -> RatioOfMeans:
    """Return the share of present repeat business that rests on reasons the shock leaves standing.

    Each customer's repeat share is split over the types by their scores; customers without a repeat share or without
    evidence are left out.

    Args:
        types: What ``loyalty_types`` returned, with repeat share among its evidence.
        shock: What happens.
        kept: Type -> share of its repeat business that stays; types not named keep all. ``EXPOSED`` if None.

    Formula:
        sum of repeat x (score · kept) / sum of repeat, over customers; Fieller's interval.

    Example:
        >>> import servicekit as sk
        >>> rows, columns = {"t": [5, 1, 4], "r": [5, 4, 1]}, {"trust": "t", "repeat_share": "r"}
        >>> types = sk.loyalty.loyalty_types(rows, columns=columns, scale=sk.LIKERT_5)
        >>> sk.loyalty.retained_repeat_share(types, "price_cut_elsewhere").title.en
        'Repeat business that would survive'
    """
    shares = EXPOSED[member(Shock, shock)] if kept is None else concepts(LoyaltyType, kept, "kept")
    for kind, share in shares.items():
        checks.validate(checks.share, f"kept of {kind.key}", share)
    repeat = types.evidence[EVIDENCE.index(Evidence.REPEAT_SHARE)]
    known = ~np.isnan(repeat)
    if len(repeat) and not known.any():
        raise InvalidValueError("evidence", "with a repeat share", "none", hint="add it to columns=")
    asked = [place for place, kind in enumerate(TYPES) if kind not in types.not_asked]
    stays = types.scores[known][:, asked] @ np.array([shares.get(TYPES[place], 1.0) for place in asked])
    usable = ~np.isnan(stays)
    x = repeat[known][usable]
    return ratio_of_totals(x, x * stays[usable], level=types.level, name=SURVIVING)
