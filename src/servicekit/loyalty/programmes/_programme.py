"""F25: forms of loyalty programmes with their rules; strategies, tactics and steps, tagged with what they may serve."""

from typing import Final

from attrs import field, frozen, validators

from servicekit.foundation import _checks as checks
from servicekit.foundation._checklist import Checklist, Step, in_sequence
from servicekit.foundation._documents import MEASUREMENT, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.loyalty.programmes._points_events import companies


@framework(
    "F25",
    title=Label("Modes of loyalty programmes", "忠诚计划的模式"),
    summary=Label("Four forms a loyalty programme can take.", "忠诚计划的四种形式。"),
    sources=(under(MEASUREMENT, "忠诚计划的几种模式"),),
    interpretation=Label(
        "The document joins co-branded and affinity cards in one line; they are one mode with two kinds of card here.",
        "资料将联名卡与认同卡并列一行；此处作为一种模式下的两种卡。",
    ),
)
class ProgrammeMode(Concept):
    """A form of loyalty programme."""

    INDEPENDENT_POINTS = (
        "independent_points",
        "independent points",
        "独立积分计划",
        "One company gives and redeems its own points.",
        "一家企业自行发放并兑换积分。",
    )
    COALITION_POINTS = (
        "coalition_points",
        "coalition points",
        "联盟积分计划",
        "Several companies share one kind of points and settle with each other.",
        "多家企业共用一种积分，并相互结算。",
    )
    CARD = (
        "card",
        "co-branded or affinity card",
        "联名卡和认同卡",
        "A card issued with a bank: for customers of a brand, or for supporters of a cause.",
        "与发卡机构共同发行：面向品牌顾客，或面向某项事业的支持者。",
    )
    CLUB = (
        "club",
        "members' club",
        "会员俱乐部",
        "Membership with services and meetings of its own.",
        "享有专属服务与活动的会员制。",
    )


@framework(
    "F25",
    title=Label("Effects of a members' club", "会员俱乐部的效果"),
    summary=Label("What a members' club is meant to bring the company.", "会员俱乐部可为企业带来的效果。"),
    sources=(under(MEASUREMENT, "会员俱乐部"),),
    interpretation=Label(
        "The three stand under the heading of the members' club and are read as its effects alone. Which step or "
        "tactic serves which of them is this library's own assignment.",
        "三项列在会员俱乐部标题之下，理解为仅属会员俱乐部。各步骤、战术对应哪项效果由本库归类。",
    ),
)
class ProgrammeEffect(Concept):
    """Something a members' club brings about."""

    CHAIN_SELLING = (
        "chain_selling",
        "chain selling",
        "链式销售",
        "One purchase leads to others.",
        "一次购买带动更多购买。",
    )
    INTERACTION = (
        "interaction",
        "interaction",
        "互动交流",
        "Company and customer hear from each other.",
        "企业与客户相互沟通。",
    )
    RESISTANCE = (
        "resistance",
        "resistance to competitors",
        "抵制竞争者",
        "Members have a reason not to leave.",
        "会员有理由不离开。",
    )


def _mode(mode: ProgrammeMode | str) -> ProgrammeMode:
    return member(ProgrammeMode, mode)


@frozen(kw_only=True)
class ProgrammeDesign:
    """A programme that keeps the rules of its mode; one that breaks them cannot be made.

    Attributes:
        mode: Form of the programme (or its key).
        company: Who runs it.
        partners: Other companies that give and redeem the points; a coalition has at least one, other modes none.
        card: "co_branded" or "affinity" for a card, else None.
        issuer: Who issues the card.
        cause: What an affinity card supports.
        cause_share: Share of sales paid to the cause; above 0 for an affinity card, else 0.
        annual_fee: What a member pays a year; only cards and clubs charge one.

    Example:
        >>> import servicekit as sk
        >>> design = sk.loyalty.ProgrammeDesign(mode="coalition_points", company="shop", partners=["cafe"])
        >>> sorted(design.ledger_partners)
        ['cafe', 'shop']
    """

    mode: ProgrammeMode = field(converter=_mode)
    company: str = field(validator=validators.min_len(1))
    partners: tuple[str, ...] = field(default=(), converter=companies)
    card: str | None = None
    issuer: str | None = None
    cause: str | None = None
    cause_share: float = field(default=0.0, validator=checks.share)
    annual_fee: float = field(default=0.0, validator=checks.non_negative)

    def __attrs_post_init__(self) -> None:
        mode, where = self.mode, f"mode {self.mode.key!r}"
        if len({self.company, *self.partners}) < 1 + len(self.partners):
            raise InvalidValueError("partners", "different companies", list(self.partners), where)
        if (mode is ProgrammeMode.COALITION_POINTS) != bool(self.partners):
            raise InvalidValueError(
                "partners", "named for a coalition and for no other mode", list(self.partners), where
            )
        is_card = mode is ProgrammeMode.CARD
        if (self.card in ("co_branded", "affinity")) != is_card or (self.card is not None and not is_card):
            raise InvalidValueError("card", "'co_branded' or 'affinity' for a card, else None", self.card, where)
        if bool(self.issuer) != is_card:
            raise InvalidValueError("issuer", "named for a card and for no other mode", self.issuer, where)
        affinity = self.card == "affinity"
        if bool(self.cause) != affinity or (self.cause_share > 0) != affinity:
            got = [self.cause, self.cause_share]
            raise InvalidValueError("cause and cause_share", "given for an affinity card only", got, where)
        if self.annual_fee and mode not in (ProgrammeMode.CARD, ProgrammeMode.CLUB):
            raise InvalidValueError("annual_fee", "0 unless it is a card or a club", self.annual_fee, where)

    @property
    def ledger_partners(self) -> frozenset[str]:
        """Companies for the ``partners`` of a points ledger."""
        return frozenset({self.company, *self.partners}) if self.partners else frozenset()


def _step(key: str, en: str, zh: str, *effects: ProgrammeEffect) -> Step:
    return Step(key=key, label=Label(en, zh), tags={"serves": " ".join(effect.key for effect in effects)})


_CHAIN, _TALK, _STAY = ProgrammeEffect
STRATEGIES: Final = Checklist(
    key="loyalty_strategies",
    title=Label("Strategies to win loyalty", "获得客户忠诚的策略"),
    steps=(
        _step(
            "product",
            "Offer something others do not (product differentiation)",
            "产品差异化：提供别家没有的东西",
            _STAY,
        ),
        _step(
            "customer",
            "Treat different customers differently (customer differentiation)",
            "客户差异化：对不同客户区别对待",
            _TALK,
            _STAY,
        ),
    ),
    sources=(under(MEASUREMENT, "获得客户忠诚的策略"),),
)
TACTICS: Final = Checklist(
    key="loyalty_tactics",
    title=Label("Three tactics to grow loyal customers", "培养忠诚客户的三大战术"),
    steps=(
        _step("value_for_money", "Let customers agree that it is worth the money", "让客户认同物有所值", _STAY),
        _step("member_cards", "Use member cards well with end customers", "对终端客户用好会员卡", _CHAIN, _TALK),
        _step("win_win", "Build win-win relations with intermediaries", "与中间商建立双赢关系", _CHAIN),
    ),
    sources=(under(MEASUREMENT, "培养忠诚客户的三大战术"),),
)
FIVE_STEPS: Final = Checklist(
    key="loyalty_five_steps",
    title=Label("Five steps to loyal customers", "培养忠诚客户的五个步骤"),
    steps=in_sequence(
        (
            _step("importance", "Believe in the importance of the customer", "从思想上认识客户的重要性", _TALK),
            _step("top_management", "Win the support of top management", "赢得高层管理者的支持", _STAY),
            _step("employees", "Win the loyalty of the employees", "赢得员工的忠诚", _TALK),
            _step("satisfaction", "Win the customers' satisfaction and trust", "赢得客户的满意与信赖", _STAY),
            _step("interest", "Raise the customers' interest", "提高客户的兴趣", _CHAIN, _TALK),
        )
    ),
    sources=(under(MEASUREMENT, "如何用心培养忠诚客户"),),
)
