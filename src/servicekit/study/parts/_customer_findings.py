"""What the figures of a customer base say, in both languages."""

from typing import Final

from servicekit.foundation._vocabulary import Label
from servicekit.loyalty.customers._concentration import Concentration
from servicekit.loyalty.customers._target_groups import TASKS, CustomerBase, TargetGroup
from servicekit.stats._estimates import Share
from servicekit.study._formatting import Written, figure, percent, plain
from servicekit.study._part import Finding
from servicekit.study._purchase_log import Observed
from servicekit.study._sections import TransactionsSection
from servicekit.value._gamma_gamma import GammaGamma
from servicekit.value._histories import PurchaseHistories
from servicekit.value._outlook import ModelledFigure
from servicekit.value._retention_gain import RetentionGain
from servicekit.value._tenure import TenureSpend

NO_THRESHOLD: Final = Label(
    "No target groups: state loyal_from, the days with a purchase in half the period from which a customer is loyal.",
    "未划分目标群体：请给出loyal_from，即半个观察期内购买天数达到多少即为忠诚客户。",
)


def money_of(section: TransactionsSection) -> Written:
    """Return how money is written: with its sign before the amount, or its name after it."""
    sign = section.currency or ""

    def written(value: float) -> str:
        amount = f"{value:,.2f}"
        return f"{sign}{amount}" if len(sign) == 1 and not sign.isalnum() else f"{amount} {sign}".strip()

    return written


def kind_of_money(section: TransactionsSection) -> Label:
    """Return what the money is: turnover, or the margin in it."""
    return Label("Turnover", "营业额") if section.margin_share == 1 else Label("Margin", "毛利")


def _years(section: TransactionsSection) -> Label:
    number = f"{section.horizon_years:g}"
    return Label("year" if number == "1" else f"{number} years", f"{number}年")


def of_log(found: Observed) -> list[Finding]:
    """Say how much was read and what was left out."""
    log = found.log
    if not len(log):
        return []
    buyers = int((log.counts > 0).sum())
    numbers = f"{len(log):,}", f"{buyers:,}"
    findings = [
        Finding(
            text=Label(
                f"{numbers[0]} purchases of {numbers[1]} customers from {found.first} to {found.last}.",
                f"{found.first}至{found.last}共{numbers[1]}位客户、{numbers[0]}次购买。",
            )
        )
    ]
    aside = sum(log.rejected.values())
    if aside or log.missing or found.after_end:
        why = ", ".join(f"{reason} {count:,}" for reason, count in log.rejected.items())
        left = f"{aside:,}" + (f" ({why})" if why else "")
        text = Label(
            f"Rows left out: {left} set aside, {log.missing:,} incomplete, {found.after_end:,} after the end.",
            f"未计入的行：剔除{left}，不完整{log.missing:,}，晚于截止日{found.after_end:,}。",
        )
        findings.append(Finding(text=text, tone="caution"))
    return findings


def of_concentration(spread: Concentration, below: int) -> list[Finding]:
    """Say who carries the turnover."""
    if not spread.total:
        return [Finding(text=Label("There is no turnover to share out.", "没有可分摊的营业额。"), tone="caution")]
    top, few = figure(spread.top_fifth, percent), figure(spread.customers_for_80_percent, percent)
    gini = figure(spread.gini, plain)
    findings = [
        Finding(
            text=Label(
                f"The top 20% of customers bring {top} of turnover; {few} of customers bring 80% of it (Gini {gini}).",
                f"最大的20%客户贡献{top}的营业额；80%的营业额来自{few}的客户（基尼系数{gini}）。",
            )
        )
    ]
    if below:
        text = Label(
            f"{below:,} customers returned more than they bought; they have no share of turnover.",
            f"{below:,}位客户退货多于购买，不计入营业额占比。",
        )
        findings.append(Finding(text=text, tone="caution"))
    return findings


def of_tenure(tenure: TenureSpend, section: TransactionsSection) -> list[Finding]:
    """Say how what a customer brings changes with tenure."""
    if len(tenure.periods) < 2:
        return []
    written, kind = money_of(section), kind_of_money(section)
    first, last = tenure.periods[0], tenure.periods[-1]
    numbers = figure(first, written), figure(last, written)
    return [
        Finding(
            text=Label(
                f"{kind.en} per customer: {numbers[0]} in the first three months, {numbers[1]} in months "
                f"{3 * len(tenure.periods) - 2} to {3 * len(tenure.periods)}, those who left included.",
                f"单客{kind.zh}（含已流失者）：前三个月{numbers[0]}，"
                f"第{3 * len(tenure.periods) - 2}至{3 * len(tenure.periods)}个月{numbers[1]}。",
            )
        )
    ]


def of_kept(kept: Share) -> list[Finding]:
    """Say how many came back."""
    if kept.value is None or kept.interval is None:
        return []
    few = kept.interval.high < 0.5
    text = figure(kept, percent)
    return [
        Finding(
            text=Label(
                f"{text} of those who bought in the first half of the period bought again in the second.",
                f"前半期有购买的客户中，{text}在后半期再次购买。",
            ),
            tone="bad" if few else "neutral",
            urgency=1 - kept.value if few else 0.0,
        )
    ]


def of_groups(base: CustomerBase) -> list[Finding]:
    """Say what became of the loyal customers."""
    before, after = base.counts
    row = base.movement.shares[TargetGroup.LOYAL]
    lost, stayed = row[TargetGroup.LOST], row[TargetGroup.LOYAL]
    if lost.value is None:
        return []
    texts = figure(lost, percent), figure(stayed, percent)
    counts = before[TargetGroup.LOYAL], after[TargetGroup.LOYAL]
    task = TASKS[TargetGroup.LOST]
    return [
        Finding(
            text=Label(
                f"Of {counts[0]:,} loyal customers of the first half {texts[1]} stayed loyal and {texts[0]} bought "
                f"nothing in the second; {counts[1]:,} are loyal now. {task.en}",
                f"前半期{counts[0]:,}位忠诚客户中，{texts[1]}保持忠诚，{texts[0]}在后半期没有购买；现有{counts[1]:,}位。{task.zh}",
            ),
            tone="bad" if lost.interval and stayed.interval and lost.interval.low > stayed.interval.high else "neutral",
            urgency=lost.value,
        )
    ]


def of_gain(gain: RetentionGain) -> list[Finding]:
    """Say what five points of retention would be worth, with the conditions."""
    if gain.value is None:
        return []
    text, conditions = figure(gain, percent), gain.conditions
    return [
        Finding(
            text=Label(
                f"Keeping {gain.points:g} points more of them would change the lifetime value per customer by {text}. "
                f"Conditions: {conditions.en}",
                f"保留率提高{gain.points:g}个百分点，单客终身价值将变化{text}。条件：{conditions.zh}",
            )
        )
    ]


def of_outlook(
    alive: ModelledFigure, ahead: ModelledFigure, histories: PurchaseHistories, section: TransactionsSection
) -> list[Finding]:
    """Say how many are still there and what they will buy."""
    texts = figure(alive, percent), figure(ahead, lambda value: f"{value:,.0f}")
    years, once = _years(section), histories.n_once / max(len(histories), 1)
    findings = [
        Finding(
            text=Label(
                f"By the model {texts[0]} of customers are still there; together they are expected to buy {texts[1]} "
                f"times in the next {years.en}.",
                f"按模型推算，{texts[0]}的客户仍在；预计今后{years.zh}合计购买{texts[1]}次。",
            )
        )
    ]
    if once > 0.2:
        text = Label(
            f"{percent(once)} bought on one day only; the model cannot see them leave, so the share still there is "
            "too high.",
            f"{percent(once)}的客户只在一天购买过；模型看不到其离去，因此“仍在”的占比偏高。",
        )
        findings.append(Finding(text=text, tone="caution"))
    return findings


def of_worth(worth: ModelledFigure, spend: GammaGamma, section: TransactionsSection) -> list[Finding]:
    """Say what a present customer is worth, and whether the model of spending may be doubted."""
    written, years = money_of(section), _years(section)
    text = figure(worth, written)
    kind = kind_of_money(section)
    findings = [
        Finding(
            text=Label(
                f"{kind.en} expected of a present customer over the next {years.en}, discounted at "
                f"{percent(section.discount)} a year: {text}.",
                f"现有客户今后{years.zh}的预期{kind.zh}（年贴现率{percent(section.discount)}）：{text}。",
            )
        )
    ]
    related = spend.correlation_interval
    if related is not None and 0 not in related:
        doubt = Label(
            f"Those who buy more often do not spend the same per purchase (correlation {spend.correlation:.2f}); "
            "the value takes both to be unrelated.",
            f"购买越频繁者单次金额并不相同（相关系数{spend.correlation:.2f}）；终身价值假定两者无关。",
        )
        findings.append(Finding(text=doubt, tone="caution"))
    return findings
