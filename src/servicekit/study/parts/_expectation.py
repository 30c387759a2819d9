"""Expectation against experience: verdicts, mean gap and, with a true zero, the satisfaction ratio."""

from typing import Any, Final

from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._disconfirmation import disconfirmation_shares
from servicekit.satisfaction._ratio import SatisfactionVerdict
from servicekit.satisfaction._ratio_of_means import ratio_of_means
from servicekit.satisfaction._verdict_shares import VerdictShares, verdict_shares
from servicekit.study._formatting import figure, percent, plain, signed
from servicekit.study._part import Finding, NotRun, Part
from servicekit.study._study import Study

KEY: Final = "expectation"
NAME: Final = Label("Did customers get what they expected?", "顾客得到了所期望的吗？")
NEEDS: Final = Label(
    "Expectation and evaluation of the whole service by the same customer on one scale.",
    "同一顾客在同一量表上对整体服务的期望与评价。",
)
METHOD: Final = Label(
    "Complete pairs only. The ratio is that of the means, with Fieller's confidence set; it needs a scale with a true "
    "zero. The gap has a paired t interval, the shares join the score and the mid-p limits.",
    "只用完整的配对。比率为均值之比，采用Fieller置信集，要求量表有真正的零点；差距为配对t区间，占比为得分与mid-P合并区间。",
)


def assess(study: Study, data: Any) -> Part | NotRun:
    """Compare expectation with evaluation."""
    pair = study.satisfaction
    if pair is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    scale = study.scale(pair.scale)
    about: dict[str, Any] = {
        "evaluation": pair.evaluation, "expectation": pair.expectation, "scale": scale, "level": study.level,
    }  # fmt: skip
    verdicts = verdict_shares(data, **about, **study.sample)
    gap = disconfirmation_shares(data, **about, design=study.design, policy=study.policy)
    results: dict[str, Result] = {"verdicts": verdicts, "disconfirmation": gap}
    findings = [_verdict_finding(verdicts)]
    if gap.gap.value is not None:
        low = gap.gap.interval is not None and gap.gap.interval.high < 0
        high = gap.gap.interval is not None and gap.gap.interval.low > 0
        say = (
            ("below", "低于")
            if low
            else ("above", "高于")
            if high
            else ("not clearly different from", "与…无明显差异：")
        )
        text = figure(gap.gap, signed)
        findings.append(
            Finding(
                text=Label(
                    f"On average experience lies {say[0]} expectation: {text} on the scale.",
                    f"平均而言，体验{say[1]}期望：量表上{text}。",
                ),
                tone="bad" if low else "good" if high else "neutral",
                urgency=abs(gap.gap.value) if low else 0.0,
            )
        )
    if scale.true_zero:
        ratio = ratio_of_means(data, **about, design=study.design, policy=study.policy)
        results["ratio"] = ratio
        text = figure(ratio, plain)
        findings.append(Finding(text=Label(f"Satisfaction ratio of means: {text}.", f"满意度（均值之比）：{text}。")))
    else:
        findings.append(
            Finding(
                text=Label(
                    "No satisfaction ratio: the scale has no true zero, so codes may be subtracted but not divided.",
                    "未计算满意度比率：量表没有真正的零点，分数可以相减，不能相除。",
                ),
                tone="caution",
            )
        )
    sources = SatisfactionVerdict.framework.sources
    return Part(key=KEY, name=NAME, results=results, findings=tuple(findings), method=METHOD, sources=sources)


def _verdict_finding(verdicts: VerdictShares) -> Finding:
    shares = verdicts.shares
    lost, won = shares[SatisfactionVerdict.DISAPPOINTED.key], shares[SatisfactionVerdict.VERY_SATISFIED.key]
    text = figure(lost, percent), figure(won, percent)
    return Finding(
        text=Label(
            f"{text[0]} of customers got less than they expected; {text[1]} got more.",
            f"{text[0]}的顾客得到的少于期望；{text[1]}得到的多于期望。",
        ),
        tone="bad" if (lost.value or 0) > (won.value or 0) else "good",
        urgency=lost.value or 0.0,
    )
