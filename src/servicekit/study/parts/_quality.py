"""Perceived quality by dimension: SERVQUAL gaps or SERVPERF levels, with reliability."""

from typing import Any, Final

from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._dimensions import QualityDimension
from servicekit.satisfaction._servqual import ServiceQuality, servqual
from servicekit.study._formatting import figure, plain, signed
from servicekit.study._part import Finding, NotRun, Part, incomplete
from servicekit.study._study import Study

KEY: Final = "quality"
NAME: Final = Label("Which sides of the service are strong or weak?", "服务的哪些方面强，哪些方面弱？")
NEEDS: Final = Label("Several items per quality dimension.", "每个质量维度若干题目。")
METHOD: Final = Label(
    "Respondents with every answer. Means over the items of a dimension with t intervals; gaps are paired. Cronbach's "
    "alpha with a jackknife interval; the reliability of a gap falls where expectation and perception run together.",
    "只用回答完整的受访者。维度得分为各题均值，t区间；差距为配对。α系数采用刀切区间；期望与感知高度相关时差距的信度会降低。",
)
WEAK_ALPHA: Final = 0.7


def assess(study: Study, data: Any) -> Part | NotRun:
    """Measure the quality dimensions."""
    if study.quality is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    found = servqual(
        data,
        study.quality.resolved(),
        scale=study.scale(study.quality.scale),
        level=study.level,
        **study.replication,
    )
    return Part(
        key=KEY,
        name=NAME,
        results={"quality": found},
        findings=(*_findings(found), *incomplete(found.n, found.n + found.missing)),
        method=METHOD,
        sources=QualityDimension.framework.sources,
    )


def _findings(found: ServiceQuality) -> list[Finding]:
    if found.n < 2:
        few = f"Only {found.n} complete answers: no quality can be stated.", f"完整回答只有{found.n}份，无法评定质量。"
        return [Finding(text=Label(*few), tone="caution")]
    findings: list[Finding] = []
    dimensions = list(found.dimensions.values())
    gapped = [d for d in dimensions if d.gap is not None and d.gap.value is not None]
    if gapped:
        worst = min(gapped, key=lambda d: d.gap.value if d.gap and d.gap.value is not None else 0.0)
        assert worst.gap is not None
        name = worst.dimension.label
        text = figure(worst.gap, signed)
        findings.append(
            Finding(
                text=Label(
                    f"The widest gap between perception and expectation is in {name.en}: {text}.",
                    f"感知与期望差距最大的维度是{name.zh}：{text}。",
                ),
                tone="bad" if (worst.gap.value or 0) < 0 else "neutral",
                urgency=max(0.0, -(worst.gap.value or 0)),
            )
        )
    ranked = sorted(dimensions, key=lambda d: d.perception.value or 0.0)
    low, high = ranked[0], ranked[-1]
    if low is not high:
        findings.append(
            Finding(
                text=Label(
                    f"{high.dimension.label.en} is perceived best ({figure(high.perception, plain)}), "
                    f"{low.dimension.label.en} worst ({figure(low.perception, plain)}).",
                    f"感知最好的是{high.dimension.label.zh}（{figure(high.perception, plain)}），"
                    f"最差的是{low.dimension.label.zh}（{figure(low.perception, plain)}）。",
                )
            )
        )
    for dimension in dimensions:
        alpha = dimension.perception_alpha
        if alpha and alpha.interval and alpha.interval.high < WEAK_ALPHA:
            name = dimension.dimension.label
            text = figure(alpha, plain)
            findings.append(
                Finding(
                    text=Label(
                        f"The items of {name.en} hang together weakly (alpha {text}); read its mean with care.",
                        f"{name.zh}各题内部一致性较弱（α {text}），其均值宜谨慎解读。",
                    ),
                    tone="caution",
                )
            )
    return findings
