"""What the figures of a customer base say, in both languages."""

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from servicekit.foundation._vocabulary import Label
from servicekit.loyalty.customers._concentration import Concentration
from servicekit.loyalty.customers._target_groups import TASKS, CustomerBase, TargetGroup
from servicekit.stats.claims._claim_tests import most_frequent
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.intervals._estimates import Share
from servicekit.study._part import Statement
from servicekit.study.sections._sections import TransactionsSection
from servicekit.study.tables._purchase_log import Observed
from servicekit.study.wording._formatting import Written, figures, percent, plain
from servicekit.study.wording._sentences import caution, fact
from servicekit.value._customer_base_value import ModelledFigure
from servicekit.value._gamma_gamma import GammaGamma
from servicekit.value._histories import PurchaseHistories
from servicekit.value._retention_gain import RetentionGain
from servicekit.value._tenure import TenureSpend

LOYAL: Final = Label("loyal customers of the first half", "前半期的忠诚顾客")
STAYED: Final = Label("those who stayed loyal", "保持忠诚者")
REASONS: Final = {
    "not_a_date": Label("not a date", "并非日期"),
    "negative_date": Label("negative day number", "日期编号为负"),
    "not_a_number": Label("not a number", "并非数字"),
    "return": Label("returns", "退货"),
    "duplicate": Label("listed twice", "重复列出"),
}
"""Why rows of a purchase log are set aside."""
NO_THRESHOLD: Final = Label(
    "No target groups: state loyal_threshold, the days of purchase in half the period from which a customer is loyal.",
    "未划分目标群体：请给出loyal_threshold，即半个观察期内购买天数达到多少即为忠诚顾客。",
)


def money_of(section: TransactionsSection) -> Written:
    """Return how money is written: with its sign before the amount, or its name after it."""
    sign = section.currency or ""

    def written(value: float) -> str:
        amount = f"{value:,.2f}".replace("-", "−")
        return f"{sign}{amount}" if len(sign) == 1 and not sign.isalnum() else f"{amount} {sign}".strip()

    return written


def kind_of_money(section: TransactionsSection) -> Label:
    """Return what the money is: turnover, or the margin in it."""
    return Label("Turnover", "营业额") if section.margin_share == 1 else Label("Margin", "毛利")


def _years(section: TransactionsSection) -> Label:
    number = f"{section.horizon_years:g}"
    return Label("year" if number == "1" else f"{number} years", f"{number}年")


def of_log(found: Observed) -> Sequence[Statement]:
    """Say how much was read and what was left out."""
    log = found.log
    if not len(log):
        return []
    buyers = int((log.counts > 0).sum())
    numbers = f"{len(log):,}", f"{buyers:,}"
    findings = [
        fact(
            Label(
                f"{numbers[0]} purchases of {numbers[1]} customers from {found.first} to {found.last}.",
                f"{found.first}至{found.last}共{numbers[1]}位顾客、{numbers[0]}次购买。",
            )
        )
    ]
    aside = sum(log.rejected.values())
    if aside or log.missing or found.after_end:
        named = [(REASONS[reason], f"{count:,}") for reason, count in log.rejected.items()]
        en, zh = ", ".join(f"{why.en} {count}" for why, count in named), "，".join(f"{why.zh}{n}" for why, n in named)
        text = Label(
            f"Rows left out: {aside:,}{f' ({en})' if en else ''} set aside, {log.missing:,} incomplete, "
            f"{found.after_end:,} after the end.",
            f"未计入的行：剔除{aside:,}{f'（{zh}）' if zh else ''}，不完整{log.missing:,}，"
            f"晚于截止日{found.after_end:,}。",
        )
        findings.append(caution(text))
    return findings


def of_concentration(spread: Concentration, below: int) -> Sequence[Statement]:
    """Say who carries the turnover."""
    if not spread.total:
        return [caution(Label("There is no turnover to share out.", "没有可分摊的营业额。"))]
    top, few = figures(spread.top_fifth, percent), figures(spread.customers_for_80_percent, percent)
    gini = figures(spread.gini, plain)
    findings = [
        fact(
            Label(
                f"The top 20% of customers bring {top.en} of turnover; {few.en} of customers bring 80% of it "
                f"(Gini {gini.en}).",
                f"消费额最高的20%顾客贡献{top.zh}的营业额；80%的营业额来自{few.zh}的顾客（基尼系数{gini.zh}）。",
            )
        )
    ]
    if below:
        text = Label(
            f"{below:,} customers returned more than they bought; they have no share of turnover.",
            f"{below:,}位顾客退货多于购买，不计入营业额占比。",
        )
        findings.append(caution(text))
    return findings


def of_tenure(tenure: TenureSpend, section: TransactionsSection) -> Sequence[Statement]:
    """Say how what a customer brings changes with tenure."""
    if len(tenure.periods) < 2:
        return []
    written, kind = money_of(section), kind_of_money(section)
    first, last = tenure.periods[0], tenure.periods[-1]
    numbers = figures(first, written), figures(last, written)
    return [
        fact(
            Label(
                f"{kind.en} per customer: {numbers[0].en} in the first three months, {numbers[1].en} in months "
                f"{3 * len(tenure.periods) - 2} to {3 * len(tenure.periods)}, those who left included.",
                f"平均每位顾客（含已流失的）带来的{kind.zh}：头3个月{numbers[0].zh}，"
                f"第{3 * len(tenure.periods) - 2}至{3 * len(tenure.periods)}个月{numbers[1].zh}。",
            )
        )
    ]


def of_kept(kept: Share) -> Sequence[Statement]:
    """Say how many came back; the first purchase lies in the first half, so that somebody could."""
    text = figures(kept, percent)
    return [
        fact(
            Label(
                f"{text.en} of those who bought in the first half of the period bought again in the second.",
                f"前半期有购买的顾客中，{text.zh}在后半期再次购买。",
            )
        )
    ]


def of_groups(base: CustomerBase) -> Sequence[Statement]:
    """Say what became of the loyal customers: whether more were lost than stayed."""
    before, after = base.counts
    row = base.movement.shares[TargetGroup.LOYAL]
    lost, stayed = row[TargetGroup.LOST], row[TargetGroup.LOYAL]
    if lost.value is None:
        return []
    counts = round(lost.count), round(stayed.count)
    evidence = most_frequent(*counts)
    claim = Claim(
        name="customers/lost",
        kind=ClaimKind.LEVEL,
        sort="lost",
        part="customers",
        subject=LOYAL,
        measure=LOYAL,
        own=lost,
        reference=Reference(kind="every_other", label=STAYED, value=stayed),
        evidence=evolve(evidence, n=before[TargetGroup.LOYAL]),
        direction=1 if counts[0] > counts[1] else -1,
        good=-1,
        details={"task": TASKS[TargetGroup.LOST]},
    )
    now = f"{after[TargetGroup.LOYAL]:,}"
    return [(claim,), fact(Label(f"{now} customers are loyal now.", f"现有忠诚顾客{now}位。"))]


def of_gain(gain: RetentionGain) -> Sequence[Statement]:
    """Say what five points of retention would be worth, with the conditions."""
    if gain.value is None:
        return []
    text, conditions = figures(gain, percent), gain.conditions
    return [
        fact(
            Label(
                f"Keeping {gain.points:g} points more of them would change the lifetime value per customer by "
                f"{text.en}. "
                f"Conditions: {conditions.en}",
                f"顾客保持率若提高{gain.points:g}个百分点，每位顾客的终身价值约变化{text.zh}。{conditions.zh}",
            )
        )
    ]


def of_outlook(
    alive: ModelledFigure, ahead: ModelledFigure, histories: PurchaseHistories, section: TransactionsSection
) -> Sequence[Statement]:
    """Say how many are still there and what they will buy."""
    texts = figures(alive, percent), figures(ahead, lambda value: f"{value:,.0f}")
    years, once = _years(section), histories.n_once / len(histories)
    findings = [
        fact(
            Label(
                f"By the model {texts[0].en} of customers are still there; together they are expected to buy "
                f"{texts[1].en} "
                f"times in the next {years.en}.",
                f"按模型推算，{texts[0].zh}的顾客仍在；预计今后{years.zh}合计购买{texts[1].zh}次。",
            )
        )
    ]
    if once > 0.2:
        text = Label(
            f"{percent(once)} bought on one day only; the model cannot see them leave, so the share still there is "
            "too high.",
            f"{percent(once)}的顾客只买过一天，模型无法判断他们是否已流失，活跃顾客占比因此偏高。",
        )
        findings.append(caution(text))
    return findings


def of_worth(worth: ModelledFigure, spend: GammaGamma, section: TransactionsSection) -> Sequence[Statement]:
    """Say what a present customer is worth, and whether the model of spending may be doubted."""
    written, years = money_of(section), _years(section)
    text = figures(worth, written)
    kind = kind_of_money(section)
    findings = [
        fact(
            Label(
                f"{kind.en} expected of a present customer over the next {years.en}, discounted at "
                f"{percent(section.discount)} a year: {text.en}.",
                f"现有顾客今后{years.zh}的预期{kind.zh}（年贴现率{percent(section.discount)}）：{text.zh}。",
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
        findings.append(caution(doubt))
    return findings
