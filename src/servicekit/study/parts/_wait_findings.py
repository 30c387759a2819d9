"""What a log of waits says, in words: how long, how many give up, which promise is kept, how it feels."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve

from servicekit.foundation._errors import ServiceKitError
from servicekit.foundation._vocabulary import Label
from servicekit.stats._estimates import Share
from servicekit.stats._survival_curve import SurvivalCurve, SurvivalQuantile, events_only_quantile
from servicekit.study._formatting import figure, percent, plain, points
from servicekit.study._part import Finding, Tone
from servicekit.study._sections import WaitsSection
from servicekit.waiting._perception import PerceivedWaits
from servicekit.waiting._propositions import PROPOSITIONS
from servicekit.waiting._remedies import FeltSaving
from servicekit.waiting._staffing import AgentsNeeded
from servicekit.waiting._wait import WaitVerdict
from servicekit.waiting._wait_log import MeanPatience, WaitLog

UNITS: Final = {"seconds": Label("seconds", "秒"), "minutes": Label("minutes", "分钟")}
REASONS: Final = {
    "ignored_outcome": Label("no customer", "并非顾客"),
    "unknown_outcome": Label("unknown outcome", "结局不明"),
    "backwards": Label("ends before it begins", "结束早于开始"),
    "not_seconds": Label("no duration", "并非时长"),
    "unreadable_time": Label("no time that can be read", "并非时间"),
}
SHOWN: Final = 5


def _finding(en: str, zh: str, tone: Tone = "neutral", urgency: float = 0.0) -> Finding:
    return Finding(text=Label(en, zh), tone=tone, urgency=urgency)


def renamed(share: Share, name: Any) -> Share:
    """Return a share under the name of its group."""
    return evolve(share, name=Label(str(name), str(name)))


def volume(log: WaitLog) -> list[Finding]:
    """Say how many waits there are and what was left out."""
    findings = [
        _finding(
            f"{log.n:,} waits, {log.n_answered:,} of them served.",
            f"共{log.n:,}次等待，其中{log.n_answered:,}次得到接待。",
        )
    ]
    aside = sum(log.rejected.values())
    if aside or log.missing:
        named = {REASONS.get(reason, Label(reason, reason)): count for reason, count in log.rejected.items()}
        en = ", ".join(f"{reason.en} {count:,}" for reason, count in named.items()) or "–"
        zh = "，".join(f"{reason.zh}{count:,}" for reason, count in named.items()) or "–"
        findings.append(
            _finding(
                f"Not counted: {log.missing:,} rows without wait or outcome, {aside:,} for other reasons ({en}).",
                f"未计入：{log.missing:,}行缺时长或结局，{aside:,}行因其他原因（{zh}）。",
                "caution",
            )
        )
    return findings


def times(curve: SurvivalCurve, late: SurvivalQuantile) -> Finding:
    """Say how long half and nine in ten wait, and what leaving out those who gave up would say."""
    texts = figure(curve, points), figure(late, points)
    en = f"Of customers who do not give up, half wait up to {texts[0]} seconds and nine in ten up to {texts[1]}."
    zh = f"不放弃的顾客有一半等待不超过{texts[0]}秒，九成不超过{texts[1]}秒。"
    naive = events_only_quantile(curve, late.share)
    if late.value is not None and naive is not None and curve.n_censored and naive < late.value:
        en += f" Leaving out those who gave up would say {naive:.1f}."
        zh += f"若剔除放弃者，后者会得出{naive:.1f}秒。"
    return _finding(en, zh)


def abandonment(share: Share, patience: MeanPatience) -> Finding:
    """Say how many gave up and how patient customers are."""
    texts = figure(share, percent), figure(patience, points)
    return _finding(
        f"{texts[0]} of customers gave up; mean patience is {texts[1]} seconds.",
        f"{texts[0]}的顾客放弃等待；平均耐心为{texts[1]}秒。",
    )


def promise(level: Share, section: WaitsSection) -> Finding:
    """Say how often the promise is kept, and whether that is as often as was aimed at."""
    text, unit, target = figure(level, percent), UNITS[section.unit], section.target_share
    en = f"{text} of customers are served within {section.threshold:g} {unit.en}"
    zh = f"{text}的顾客在{section.threshold:g}{unit.zh}内得到接待"
    if target is None or level.interval is None:
        return _finding(f"{en}.", f"{zh}。")
    if level.interval.high < target:
        aim = percent(target)
        return _finding(f"{en}, clearly less than the {aim} aimed at.", f"{zh}，明显低于目标{aim}。", "bad", 2.0)
    if level.interval.low >= target:
        return _finding(f"{en}, as aimed at ({percent(target)}).", f"{zh}，已达到目标（{percent(target)}）。", "good")
    return _finding(
        f"{en}; whether the {percent(target)} aimed at are reached, the data leave open.",
        f"{zh}；是否达到目标{percent(target)}尚无法判断。",
    )


def groups(column: Label, levels: Mapping[Any, Share]) -> list[Finding]:
    """Name the groups that are clearly served later than all together (simultaneous intervals)."""
    total = sum(share.n for share in levels.values())
    if len(levels) < 2 or not total:
        return []
    aim = sum(share.count for share in levels.values()) / total
    low = {}
    for name, share in levels.items():
        ends = evolve(share, level=1 - (1 - share.level) / len(levels)).interval
        if ends is not None and ends.high < aim:
            low[name] = share
    if not low:
        return [
            _finding(
                f"{column.en}: no group is clearly served later than all together.",
                f"{column.zh}：没有哪一组明显慢于总体。",
            )
        ]
    worst = sorted(low.items(), key=lambda entry: entry[1].value or 0.0)[:SHOWN]
    named = "; ".join(f"{name} {percent(share.value or 0.0)}" for name, share in worst)
    return [
        _finding(
            f"{column.en} clearly served in time less often than all together ({percent(aim)}): {named}.",
            f"{column.zh}中按时接待明显少于总体（{percent(aim)}）的有：{named}。",
            "bad",
            1.0,
        )
    ]


def expected(shares: Mapping[str, Share]) -> list[Finding]:
    """Say how many waits were longer than expected."""
    longer = shares[WaitVerdict.LONGER.key]
    if not longer.n:
        return []
    text = figure(longer, percent)
    more = longer.interval is not None and longer.interval.low > 0.5
    return [
        _finding(
            f"{text} of customers waited longer than they expected.",
            f"{text}的顾客等待时间超出预期。",
            "bad" if more else "neutral",
            1.0 if more else 0.0,
        )
    ]


def no_model(error: ServiceKitError) -> Finding:
    """Say why felt time could not be modelled."""
    return _finding(f"Felt time was not modelled: {error}.", f"未能建立感知时间模型：{error}。", "caution")


def felt(model: PerceivedWaits, savings: tuple[FeltSaving, ...]) -> list[Finding]:
    """Say how much longer waits feel than they are, and which remedy would save most."""
    text = figure(model.baseline, plain)
    bare = not model.multipliers
    findings = [
        _finding(
            f"Waits feel {model.stretch:.2f} times as long as they are, over all {model.n:,} that can be compared; "
            + (f"typically {text} times." if bare else f"{text} times where none of the conditions holds."),
            f"可比较的{model.n:,}次等待中，感知时间合计为实际的{model.stretch:.2f}倍；"
            + (f"典型倍数为{text}。" if bare else f"不具备任何条件时为{text}倍。"),
        )
    ]
    known = [s for s in savings if s.value is not None and s.interval is not None and s.interval.low > 0]
    if known and (condition := known[0].multiplier.condition) is not None:
        best, remedy = figure(known[0].multiplier, plain), PROPOSITIONS[condition].remedy
        findings.append(
            _finding(
                f"“{condition.label.en}” lengthens felt time most in all: {best} times. {remedy.en}",
                f"“{condition.label.zh}”使感知时间增加最多：{best}倍。{remedy.zh}",
                "bad",
                1.0,
            )
        )
    return findings


def no_staffing(*, has_handling: bool, has_arrivals: bool) -> Finding:
    """Say what is lacking to plan agents."""
    lacking = [
        label
        for label, there in (
            (
                Label("the time of service (column handling, or handling)", "服务时间（handling列或handling）"),
                has_handling,
            ),
            (Label("arrivals (column entered, or arrivals)", "到达量（entered列或arrivals）"), has_arrivals),
        )
        if not there
    ]
    return _finding(
        f"To plan agents, the study lacks {' and '.join(label.en for label in lacking)}.",
        f"规划座席尚缺{'、'.join(label.zh for label in lacking)}。",
        "caution",
    )


def agents(plans: Mapping[str, Mapping[str, AgentsNeeded]], section: WaitsSection) -> list[Finding]:
    """Say how many agents the busiest interval takes under either model."""
    plain_queue = plans["Erlang C"]
    peak = max(plain_queue, key=lambda name: plain_queue[name].arrivals.mean)
    rate = (
        figure(plain_queue[peak].arrivals, points)
        if plain_queue[peak].arrivals.interval
        else f"{plain_queue[peak].arrivals.mean:g}"
    )
    unit = UNITS[section.unit]
    said = {model: figure(needed[peak], lambda n: f"{n:.0f}") for model, needed in plans.items() if needed}
    models = ", ".join(f"{text} ({model})" for model, text in said.items())
    models_zh = "，".join(f"{text}名（{model}）" for model, text in said.items())
    target = percent(section.target_share or 0.0)
    return [
        _finding(
            f"Busiest interval {peak}, {rate} customers per hour: to serve {target} within {section.threshold:g} "
            f"{unit.en} takes {models} agents at work.",
            f"最忙时段{peak}，每小时{rate}位顾客：要使{target}在{section.threshold:g}{unit.zh}内得到接待，需在岗座席{models_zh}。",
            urgency=0.5,
        )
    ]
