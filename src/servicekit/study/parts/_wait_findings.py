"""What a log of waits says, in words: how long, how many give up, which promise is kept, how it feels."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from attrs import evolve

from servicekit.foundation._errors import ServiceKitError
from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, no_answers, rounded, t_tail
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.claims._share_tests import share_evidence
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.survival._survival_curve import SurvivalCurve, SurvivalQuantile, events_only_quantile
from servicekit.study._part import Finding, Statement
from servicekit.study.sections._sections import WaitsSection
from servicekit.study.wording._formatting import duration, figures, percent, plain, points, within
from servicekit.study.wording._sentences import caution, fact
from servicekit.study.wording._share_claims import against_target, groups_against_others
from servicekit.waiting._arrivals import ArrivalRate
from servicekit.waiting._perception import Multiplier, PerceivedWaits
from servicekit.waiting._propositions import PROPOSITIONS
from servicekit.waiting._remedies import FeltSaving
from servicekit.waiting._staffing import StaffingPlan
from servicekit.waiting._wait import WaitVerdict
from servicekit.waiting._wait_log import MeanPatience, WaitLog

UNITS: Final = {"seconds": Label("seconds", "秒"), "minutes": Label("minutes", "分钟")}
REASONS: Final = {
    "ignored_outcome": Label("without a customer", "并非顾客"),
    "unknown_outcome": Label("of unknown outcome", "结局不明"),
    "backwards": Label("whose wait would be below 0", "等待为负"),
    "not_seconds": Label("whose wait is no length of time", "等待并非时长"),
    "unreadable_time": Label("whose time cannot be read", "时间无法识别"),
}
KEY: Final = "waits"
WORTH: Final = 0.05
LONGER: Final = Label("Customers who waited longer than they expected", "等待超出预期的顾客占比")
LACKING: Final = Label("without wait or outcome", "缺时长或结局")
WAITS: Final = Label("waits", "次等待")
GAVE_UP: Final = Label("the share who gave up", "放弃率")
HALF: Final = Label("half", "一半")
FELT: Final = Label("felt time", "感知时间")
ONCE: Final = Label("as long as it is", "与实际相同")


def _fact(en: str, zh: str) -> Finding:
    return fact(Label(en, zh))


def _caution(en: str, zh: str) -> Finding:
    return caution(Label(en, zh))


def renamed(share: Share, name: Label) -> Share:
    """Return a share under the name of its group."""
    return evolve(share, name=Label(str(name), str(name)))


def volume(log: WaitLog) -> Sequence[Statement]:
    """Say how many waits there are and what was left out."""
    findings = [
        _fact(
            f"{log.n:,} waits, {log.n_answered:,} of them served.",
            f"共{log.n:,}次等待，其中{log.n_answered:,}次得到接待。",
        )
    ]
    aside = sum(log.rejected.values())
    if aside or log.missing:
        named = {LACKING: log.missing} if log.missing else {}
        named |= {REASONS.get(reason, Label(reason, reason)): count for reason, count in log.rejected.items()}
        en = ", ".join(f"{count:,} {reason.en}" for reason, count in named.items())
        zh = "，".join(f"{reason.zh}{count:,}行" for reason, count in named.items())
        findings.append(_caution(f"Rows not counted: {en}.", f"未计入：{zh}。"))
    return findings


def _in(section: WaitsSection) -> Callable[[float], str]:
    """Return how seconds are written in the unit of the study."""
    return lambda seconds: duration(seconds / section.seconds_of_unit)


def times(curve: SurvivalCurve, late: SurvivalQuantile, section: WaitsSection) -> Finding:
    """Say how long half and nine in ten wait, and what leaving out those who gave up would say."""
    written, unit = _in(section), UNITS[section.unit]
    half, most = figures(curve, written), figures(late, written)
    if curve.n_censored:
        en = f"If nobody gave up, half would wait up to {half.en} {unit.en} and nine in ten up to {most.en}."
        zh = f"若无人放弃，一半顾客的等待不超过{half.zh}{unit.zh}，九成不超过{most.zh}{unit.zh}。"
    else:
        en = f"Half of the customers wait up to {half.en} {unit.en} and nine in ten up to {most.en}."
        zh = f"一半顾客的等待不超过{half.zh}{unit.zh}，九成不超过{most.zh}{unit.zh}。"
    naive = events_only_quantile(curve, late.share)
    if late.value is not None and naive is not None and curve.n_censored and naive < late.value:
        en += f" Counting only those who were served would say {written(naive)} for nine in ten, which is too short."
        zh += f"只算得到服务的顾客，九成会得出{written(naive)}{unit.zh}，偏短。"
    return _fact(en, zh)


def abandonment(share: Share, patience: MeanPatience, section: WaitsSection) -> Finding:
    """Say how many gave up and how long customers would wait before they do."""
    unit, texts = UNITS[section.unit], (figures(share, percent), figures(patience, _in(section)))
    return _fact(
        f"{texts[0].en} of customers gave up; on average they are ready to wait {texts[1].en} {unit.en}.",
        f"{texts[0].zh}的顾客放弃等待；顾客平均愿意等{texts[1].zh}{unit.zh}。",
    )


def promise(level: Share, threshold: float, section: WaitsSection) -> Statement:
    """Say how often the promise is kept, and whether that is as often as was aimed at."""
    text, target, time = figures(level, percent), section.target_share, within(threshold, UNITS[section.unit])
    if target is None:
        return _fact(f"{text.en} of customers are served within {time.en}.", f"{text.zh}的顾客在{time.zh}内得到服务。")
    measure = Label(f"Customers served within {time.en}", f"{time.zh}内得到服务的顾客占比")
    return (
        against_target(
            KEY, "promise", measure, level, share_evidence(level, target), target, details={"counted": WAITS}
        ),
    )


def groups(column: str, name: Label, levels: Mapping[Any, Share], time: Label) -> Sequence[Statement]:
    """Return the claims that a group is served in time more or less often than the others."""
    measure = Label(f"customers served within {time.en}", f"{time.zh}内得到服务的顾客占比")
    return [groups_against_others(KEY, column, name, measure, levels, {}, counted=WAITS, worth_knowing=WORTH)]


def giving_up(column: str, name: Label, shares: Mapping[Any, Share]) -> Sequence[Statement]:
    """Return the claims that customers of a group give up more or less often than the others."""
    return [
        groups_against_others(
            KEY, f"gave_up/{column}", name, GAVE_UP, shares, {}, counted=WAITS, worth_knowing=WORTH, good=-1
        )
    ]


def expected(shares: Mapping[str, Share]) -> Sequence[Statement]:
    """Return the claim whether more than half waited longer than expected."""
    longer = shares[WaitVerdict.LONGER.key]
    if longer.value is None:
        return []
    return [
        (
            Claim(
                name=f"{KEY}/longer",
                kind=ClaimKind.LEVEL,
                sort="longer_wait",
                part=KEY,
                subject=LONGER,
                measure=LONGER,
                own=longer,
                reference=Reference(kind="threshold", label=HALF, value=0.5),
                evidence=share_evidence(longer, 0.5),
                direction=1 if longer.value >= 0.5 else -1,
                good=-1,
                details={"counted": WAITS},
            ),
        )
    ]


def no_plan(error: ServiceKitError) -> Finding:
    """Say why no agents were planned."""
    return _caution(f"Agents were not planned: {error}.", f"未规划座席：{error.text('zh')}。")


def no_model(error: ServiceKitError) -> Finding:
    """Say why felt time could not be modelled."""
    return _caution(f"Felt time was not modelled: {error}.", f"未能建立感知时间模型：{error.text('zh')}。")


def felt(model: PerceivedWaits, savings: tuple[FeltSaving, ...]) -> Sequence[Statement]:
    """Say how much longer waits feel than they are, and which conditions lengthen them."""
    text = figures(model.baseline, plain)
    ratio = plain(model.overestimation_ratio)
    bare = not model.multipliers
    said: list[Statement] = [
        _fact(
            f"Waits feel {ratio} times as long as they are, over all {model.n:,} that can be compared; "
            + (f"typically {text.en} times." if bare else f"{text.en} times where none of the conditions holds."),
            f"可比较的{model.n:,}次等待中，感知时间合计为实际的{ratio}倍；"
            + (f"典型倍数为{text.zh}。" if bare else f"不具备任何条件时为{text.zh}倍。"),
        )
    ]
    claims = tuple(_lengthens(one.multiplier) for one in savings)
    return [*said, claims] if claims else said


def _lengthens(multiplier: Multiplier) -> Claim:
    condition = multiplier.condition
    assert condition is not None
    n = multiplier.n_with + multiplier.n_without
    if not multiplier.standard_error:
        evidence = Evidence(p=None, test=ClaimTest.ROBUST_COEFFICIENT, reason=no_answers(multiplier.n_with), n=n)
    else:
        statistic = multiplier.log_value / multiplier.standard_error
        evidence = Evidence(
            p=rounded(t_tail(statistic, multiplier.degrees_of_freedom)),
            test=ClaimTest.ROBUST_COEFFICIENT,
            statistic=statistic,
            df=multiplier.degrees_of_freedom,
            n=n,
        )
    return Claim(
        name=f"{KEY}/felt/{condition.key}",
        kind=ClaimKind.DRIVER,
        sort="felt",
        part=KEY,
        subject=condition.label,
        measure=FELT,
        own=multiplier,
        reference=Reference(kind="threshold", label=ONCE, value=1.0),
        evidence=evidence,
        direction=1 if multiplier.log_value > 0 else -1,
        good=-1,
        details={"remedy": PROPOSITIONS[condition].remedy},
        unit="mean",
    )


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
    return _caution(
        f"To plan agents, the study lacks {' and '.join(label.en for label in lacking)}.",
        f"规划座席尚缺{'、'.join(label.zh for label in lacking)}。",
    )


def agents(
    plans: Mapping[str, Mapping[str, StaffingPlan]],
    coming: Mapping[str, ArrivalRate],
    target_share: float,
    section: WaitsSection,
) -> Sequence[Statement]:
    """Say how many agents the busiest interval takes under either model."""
    peak = max(coming, key=lambda name: coming[name].mean)
    average = coming[peak]
    plain_rate = f"{average.mean:g}"
    rate = figures(average, points) if average.interval else Label(plain_rate, plain_rate)
    unit = UNITS[section.unit]
    said = {model: figures(needed[peak], lambda n: f"{n:.0f}") for model, needed in plans.items()}
    models = ", ".join(f"{text.en} ({model})" for model, text in said.items())
    models_zh = "，".join(f"{text.zh}名（{model}）" for model, text in said.items())
    target = percent(target_share)
    return [
        _fact(
            f"Busiest interval {peak}, {rate.en} customers per hour: to serve {target} within {section.threshold:g} "
            f"{unit.en} takes {models} agents at work.",
            f"最忙时段{peak}，每小时{rate.zh}位顾客：要使{target}在{section.threshold:g}{unit.zh}内得到服务，需在岗座席{models_zh}。",
        )
    ]
