"""The customer base as its purchases tell it: who carries the turnover, who comes back, and what it is worth."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Final, TypeVar

from attrs import evolve, frozen

from servicekit.data._accepted import Data
from servicekit.data._transactions import Transactions
from servicekit.foundation._errors import NotConvergedError, NotEnoughDataError
from servicekit.foundation._literature import FADER_2005, GASTWIRTH_1972, KAPLAN_1958
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.loyalty.customers._concentration import Concentration, concentration
from servicekit.loyalty.customers._target_groups import CustomerBase, TargetGroup, customer_base
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.survival._survival import SurvivalCurve
from servicekit.study._part import NotRun, Part, Statement, Table, no_section
from servicekit.study._part_names import CUSTOMERS as PART
from servicekit.study._study import Study
from servicekit.study.parts import _customer_findings as say
from servicekit.study.sections._sections import TransactionsSection
from servicekit.study.tables._purchase_log import Observed, observed
from servicekit.study.wording._sentences import caution
from servicekit.value._bg_nbd import BgNbd, bg_nbd
from servicekit.value._customer_base_value import ModelledFigure, alive_share, purchases_of_base, value_of_base
from servicekit.value._gamma_gamma import GammaGamma, gamma_gamma
from servicekit.value._histories import DAYS_OF_YEAR, PurchaseHistories, purchase_histories
from servicekit.value._repurchase import kept_share, repurchase_time
from servicekit.value._retention_gain import RetentionGain, retention_gain
from servicekit.value._tenure import TenureSpend, tenure_spend

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Concentration has jackknife intervals on the log odds. Time to the second purchase counts those who have not yet "
    "come back as censored (Kaplan-Meier). BG/NBD and gamma-gamma are fitted by maximum likelihood; intervals by the "
    "delta method carry the uncertainty of the parameters, not what chance does later. A customer who skipped the "
    "second half counts as not kept, so the share kept is a floor where people buy seldom.",
    "集中度采用对数优势上的刀切区间。尚未再次购买者在第二次购买时间中按删失处理（Kaplan–Meier）。BG/NBD与gamma-gamma"
    "模型以极大似然拟合，delta法区间只反映参数的不确定性，不含将来的随机波动。后半期没有购买即计为流失，"
    "购买稀疏的行业会低估保持率。",
)
SOURCES: Final = (
    FADER_2005,
    GASTWIRTH_1972,
    KAPLAN_1958,
)
POINTS: Final = 5.0
KEPT: Final = Label("Customers of the first half who bought in the second", "前半期顾客中后半期再次购买者占比")
Found = TypeVar("Found")


@frozen(kw_only=True)
class _Models:
    buying: BgNbd
    spend: GammaGamma | None
    histories: PurchaseHistories


@frozen(kw_only=True)
class CustomersPart(Part):
    """The customer base as its purchases tell it.

    Attributes:
        concentration: How turnover is spread over customers; None without amounts.
        tenure: Money by time since the first purchase.
        second_purchase: Time to the second purchase, those who have not come back censored.
        kept: Customers of the first half who bought in the second.
        target_groups: Loyal, ordinary and lost customers in both halves.
        movement: Moves between them.
        retention_gain: What five points of retention would be worth.
        buying, spending: Models of buying and of money per purchase.
        alive: Share of customers still there, by the model.
        ahead: Purchases expected.
        lifetime_value: Value of a present customer.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    captions: ClassVar[Mapping[str, Label]] = {
        "concentration": Label("concentration", "营业额集中度"),
        "tenure": Label("money by tenure", "按顾客存续时间的金额"),
        "second_purchase": Label("time to second purchase", "再次购买所需时间"),
        "kept": Label("customers kept", "顾客保持率"),
        "target_groups": Label("target groups", "目标顾客群"),
        "movement": Label("movement between the halves", "两个半期之间的变动"),
        "retention_gain": Label("five points of retention", "保持率提高5个百分点"),
        "buying": Label("model of buying", "购买模型"),
        "alive": Label("share still there", "活跃顾客占比"),
        "ahead": Label("expected purchases", "预期购买次数"),
        "spending": Label("model of spending", "单次金额模型"),
        "lifetime_value": Label("lifetime value", "顾客终身价值"),
    }
    rows: ClassVar[Mapping[str, Label]] = {
        "second_purchase": Label("Half have bought again after (days)", "一半顾客再次购买所需的天数"),
    }
    concentration: Concentration | None = None
    tenure: TenureSpend | None = None
    second_purchase: SurvivalCurve | None = None
    kept: Share | None = None
    target_groups: CustomerBase | None = None
    movement: Groups[Share] | None = None
    retention_gain: RetentionGain | None = None
    buying: BgNbd | None = None
    alive: ModelledFigure | None = None
    ahead: ModelledFigure | None = None
    spending: GammaGamma | None = None
    lifetime_value: ModelledFigure | None = None

    def tables(self) -> Iterator[Table]:
        """Yield a table of everything computed; periods of tenure are told by their months."""
        for table in super().tables():
            if not isinstance(table.result, TenureSpend):
                yield table
                continue
            ends = [(3 * place + 1, 3 * place + 3) for place in range(len(table.result.periods))]
            named = {str(i): Label(f"Months {a} to {b}", f"第{a}至{b}个月") for i, (a, b) in enumerate(ends, start=1)}
            yield evolve(table, names=named)


def assess(study: Study, table: Data | None) -> Part | NotRun:
    """Read the purchase log and compute all that it allows."""
    section = study.transactions
    if section is None or table is None:
        reason = None if table is None else no_section("transactions")
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=reason)
    found = observed(study, section, table)
    results: dict[str, Any] = {}
    findings: list[Statement] = [*say.of_log(found)]
    if not len(found.log):
        return NotRun(
            key=KEY, name=NAME, needs=NEEDS, reason=Label("no purchase that can be used", "没有可用的购买记录")
        )
    if section.amount is not None:
        results |= _money(study, section, found, findings)
    results |= _coming_back(study, section, found, findings)
    results |= _outlook(study, section, found, findings)
    return CustomersPart(**results, statements=tuple(findings))


def _tried(what: Label, findings: list[Statement], compute: Callable[[], Found]) -> Found | None:
    try:
        return compute()
    except (NotEnoughDataError, NotConvergedError) as error:
        text = Label(f"{what.en}: not estimable ({error}).", f"{what.zh}：无法估计（{error.text('zh')}）。")
        findings.append(caution(text))
        return None


def _money(study: Study, section: TransactionsSection, found: Observed, findings: list[Statement]) -> dict[str, Any]:
    totals = found.log.totals
    below = int((totals < 0).sum())
    spread: Concentration = concentration(totals[totals >= 0], level=study.level)
    results: dict[str, Any] = {"concentration": spread}
    findings += say.of_concentration(spread, below)
    tenure = _tried(
        Label("Money by tenure", "按顾客存续时间的金额"),
        findings,
        lambda: tenure_spend(found.log, end=found.last, margin_share=section.margin_share, level=study.level),
    )
    if tenure is not None:
        results["tenure"] = tenure
        findings += say.of_tenure(tenure, section)
    return results


def _coming_back(
    study: Study, section: TransactionsSection, found: Observed, findings: list[Statement]
) -> dict[str, Any]:
    results: dict[str, Any] = {"second_purchase": repurchase_time(found.log, until=found.last, level=study.level)}
    if found.days < 2:
        return results
    halves = found.halves
    before = found.log.between(halves[0], halves[1])
    kept = evolve(kept_share(found.log, split=halves[1], until=found.last, level=study.level), name=KEPT)
    results["kept"] = kept
    findings += say.of_kept(kept)
    if section.loyal_threshold is None:
        findings.append(caution(say.NO_THRESHOLD))
    else:
        base = customer_base(found.log, periods=halves, loyal_threshold=section.loyal_threshold, level=study.level)
        results["target_groups"] = base
        results["movement"] = _movement(base)
        findings += say.of_groups(base)
    gain = _gain(section, found, kept, before)
    if gain is not None:
        results["retention_gain"] = gain
        findings += say.of_gain(gain)
    return results


def _movement(base: CustomerBase) -> Groups[Share]:
    moves: dict[str, Share] = {}
    for start, row in base.movement.shares.items():
        for end, share in row.items():
            if share.n and (share.count or end is not TargetGroup.PROSPECT):  # nobody becomes a prospect again
                name = Label(f"{start.label.en} → {end.label.en}", f"{start.label.zh} → {end.label.zh}")
                moves[f"{start.key} -> {end.key}"] = evolve(share, name=name)
    return Groups("move", moves)


def _gain(section: TransactionsSection, found: Observed, kept: Share, before: Transactions) -> RetentionGain | None:
    # a share that five points would carry past 1 has no room for the question
    if section.amount is None or kept.value is None or kept.value + POINTS / 100 >= 1:
        return None
    half = found.days / 2
    margin = section.margin_share * float(before.totals.sum()) / kept.n
    rate = (1 + section.discount) ** (half / DAYS_OF_YEAR) - 1
    return retention_gain(retention=kept, points=POINTS, margin=margin, discount_rate=rate, first_period=True)


def _outlook(study: Study, section: TransactionsSection, found: Observed, findings: list[Statement]) -> dict[str, Any]:
    what = Label("Who is still there (BG/NBD)", "谁仍在（BG/NBD）")
    models = _tried(what, findings, lambda: _models(study, section, found, findings))
    if models is None:
        return {}
    periods = section.horizon_years * DAYS_OF_YEAR / models.histories.period_days
    buying, histories = models.buying, models.histories
    figures = _tried(
        what,
        findings,
        lambda: (alive_share(buying, histories), purchases_of_base(buying, histories, periods=periods)),
    )
    if figures is None:
        return {"buying": buying}
    alive, ahead = figures
    results: dict[str, Any] = {
        "buying": models.buying,
        "alive": alive,
        "ahead": ahead,
    }
    findings += say.of_outlook(alive, ahead, models.histories, section)
    if models.spend is not None:
        spend = models.spend
        results["spending"] = spend
        worth = _tried(
            Label("Lifetime value", "终身价值"),
            findings,
            lambda: value_of_base(
                models.buying,
                spend,
                models.histories,
                periods=periods,
                discount_rate_per_year=section.discount,
                margin_share=section.margin_share,
            ),
        )
        if worth is not None:
            results["lifetime_value"] = worth
            findings += say.of_worth(worth, spend, section)
    return results


def _models(study: Study, section: TransactionsSection, found: Observed, findings: list[Statement]) -> _Models:
    histories = purchase_histories(found.log, end=found.last)
    buying = bg_nbd(histories, level=study.level)
    spend = None
    if section.amount is not None:
        what = Label("Money per purchase (gamma-gamma)", "单次购买金额（gamma-gamma）")
        spend = _tried(what, findings, lambda: gamma_gamma(histories, level=study.level))
    return _Models(buying=buying, spend=spend, histories=histories)
