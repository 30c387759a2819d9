"""F23: what loyalty and satisfaction are good for, as named effects that can carry money."""

from collections.abc import Mapping
from math import hypot
from typing import Any

from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import AFTER_SALES, MEASUREMENT, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F23",
    title=Label("What loyalty is good for", "客户忠诚的意义"),
    summary=Label("Six effects of loyal customers on the company.", "忠诚客户给企业带来的六种效果。"),
    sources=(under(MEASUREMENT, "客户忠诚度概述·客户忠诚的意义"),),
)
class LoyaltyEffect(Concept):
    """An effect of customers' loyalty.

    Example:
        >>> import servicekit as sk
        >>> str(sk.loyalty.LoyaltyEffect("competitiveness"))
        'competitiveness 增强竞争力'
    """

    COMPETITIVENESS = (
        "competitiveness",
        "competitiveness",
        "增强竞争力",
        "Rivals find it harder to take customers.",
        "对手更难争走客户。",
    )
    WORD_OF_MOUTH = ("word_of_mouth", "word of mouth", "口碑效应", "Customers bring customers.", "客户带来客户。")
    PRICE_PREMIUM = (
        "price_premium",
        "price premium",
        "产生溢价",
        "Customers accept a higher price.",
        "客户接受更高的价格。",
    )
    COST_SAVINGS = (
        "cost_savings",
        "cost savings",
        "节约成本",
        "Known customers cost less to win and to serve.",
        "老客户的获取与服务成本更低。",
    )
    PROFITABILITY = (
        "profitability",
        "profitability",
        "提高盈利能力",
        "More is earned per customer over time.",
        "每位客户长期带来更多利润。",
    )
    STAFF_AND_INVESTORS = (
        "staff_and_investors",
        "content staff and investors",
        "员工与投资者更满意",
        "Those who work and invest here are more satisfied.",
        "在此工作与投资的人更为满意。",
    )


@framework(
    "F23",
    title=Label("What satisfaction is good for", "客户满意的意义"),
    summary=Label("Nine effects of satisfied customers on the company.", "满意客户给企业带来的九种效果。"),
    sources=(under(AFTER_SALES, "客户满意度给我们带来"),),
)
class SatisfactionEffect(Concept):
    """An effect of customers' satisfaction."""

    MORE_SALES = ("more_sales", "more sales", "更大的销量", "More is sold.", "卖得更多。")
    RESOURCE_USE = (
        "resource_use",
        "higher use of resources",
        "更高的资源利用率",
        "People and premises stand idle less.",
        "人员与场地闲置更少。",
    )
    WORD_OF_MOUTH = ("word_of_mouth", "good word of mouth", "良好的口碑", "Others hear good things.", "他人听到好评。")
    LOYALTY = ("loyalty", "stronger loyalty", "更强的客户忠诚度", "Customers come back.", "客户再次光顾。")
    MARKET_SHARE = (
        "market_share",
        "larger market share",
        "更大的市场份额",
        "A larger part of the market buys here.",
        "市场中更大的部分在此购买。",
    )
    MARGIN = ("margin", "higher margin", "更高的利润率", "More of each sale remains.", "每笔销售留下更多。")
    OPERATION = ("operation", "more effective operation", "更有效的运营", "Less is done twice.", "返工更少。")
    OUTSTANDING_SATISFACTION = (
        "outstanding_satisfaction",
        "outstanding satisfaction",
        "出众的客户满意度",
        "The company is known for satisfied customers.",
        "企业以客户满意而闻名。",
    )
    BETTER_PRICES = ("better_prices", "better prices", "更好的售价", "Prices need less discount.", "更少依赖折扣。")


@frozen(kw_only=True)
class NamedEffects(Estimate):
    """Money per effect and in all.

    Attributes:
        amounts: Effect -> value and interval, per year and in one currency.
    """

    title = Label("Value of the effects", "各项效果的价值")
    derived = ("value", "interval", "reason", "shares")

    amounts: Mapping[Concept, tuple[float, Interval]] = field(hash=False)

    def __attrs_post_init__(self) -> None:
        for effect, (value, interval) in self.amounts.items():
            checks.validate(checks.finite, effect.key, value)
            if interval.kind != "bounded" or value not in interval:
                raise InvalidValueError(effect.key, "inside its bounded interval", [value, str(interval)])
        if len({interval.level for _, interval in self.amounts.values()}) > 1:
            raise InvalidValueError("intervals", "of one confidence level", "several")

    @property
    def value(self) -> float | None:
        """Sum of the effects; None without any."""
        return sum(value for value, _ in self.amounts.values()) if self.amounts else None

    @property
    def interval(self) -> Interval | None:
        """Interval of the sum of independent effects, by recovering their variances (MOVER)."""
        if self.value is None:
            return None
        below = hypot(*(value - interval.low for value, interval in self.amounts.values()))
        above = hypot(*(interval.high - value for value, interval in self.amounts.values()))
        level = next(iter(self.amounts.values()))[1].level
        return Interval(low=self.value - below, high=self.value + above, level=level, method="MOVER")

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        return None if self.amounts else why(NotEstimable.NO_EFFECTS)

    @property
    def shares(self) -> dict[Concept, float] | None:
        """Each effect as a part of the sum; None where the sum is 0 or effects have both signs."""
        values = [value for value, _ in self.amounts.values()]
        if not self.value or (min(values) < 0 < max(values)):
            return None
        return {effect: value / self.value for effect, (value, _) in self.amounts.items()}


def named_effects(amounts: Mapping[Concept, Estimate | tuple[float, Interval]]) -> NamedEffects:
    """Add up money per named effect; the effects must not overlap, which only the user can know.

    Args:
        amounts: ``LoyaltyEffect`` or ``SatisfactionEffect`` -> an estimate, or a value with its interval.

    Example:
        >>> import servicekit as sk
        >>> effects = list(sk.loyalty.LoyaltyEffect)[:2]
        >>> sk.loyalty.named_effects(
        ...     {
        ...         effect: (1000.0, sk.foundation.Interval(low=500, high=1500, level=0.95, method="given"))
        ...         for effect in effects
        ...     }
        ... ).value
        2000.0
    """
    found: dict[Concept, tuple[float, Interval]] = {}
    for effect, amount in amounts.items():
        if not isinstance(effect, LoyaltyEffect | SatisfactionEffect):
            raise InvalidValueError("effects", "of LoyaltyEffect or SatisfactionEffect", str(effect))
        pair: Any = (amount.value, amount.interval) if isinstance(amount, Estimate) else amount
        if not isinstance(pair, tuple) or len(pair) != 2 or pair[0] is None or not isinstance(pair[1], Interval):
            raise InvalidValueError(effect.key, "an estimate with value and interval", amount)
        value, interval = pair
        found[effect] = (float(value), interval)
    return NamedEffects(amounts=found)
