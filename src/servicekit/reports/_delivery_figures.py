"""Pictures of the parts about standards and waits."""

from collections.abc import Iterator
from typing import Any, Final

from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._compliance import plot_compliance
from servicekit.plots._control_chart import plot_control_chart
from servicekit.plots._estimates import plot_estimates
from servicekit.plots._grades import plot_scores
from servicekit.plots._staffing import plot_agents_by_interval, plot_service_level
from servicekit.plots._verdicts import plot_shares
from servicekit.plots._wait_distribution import plot_wait_distribution
from servicekit.study._part import Part
from servicekit.study._study import Study

Pictures = Iterator[tuple[Label, Any]]
STANDARDS: Final = Label("How far each standard is kept, with intervals", "各项标准的达标率（含区间）")
AREAS: Final = Label("How far standards are kept by area, with intervals", "各服务环节的达标率（含区间）")
SCORES: Final = Label(
    "Weighted score of each site, with intervals, over the bands of the grades", "各网点加权得分（含区间）与等级区间"
)
TREND: Final = Label("Observations that kept their standard, by wave", "各批次达标率")
AGREEMENT: Final = Label(
    "Agreement of auditors on each standard (alpha: 1 full, 0 as by chance)",
    "检查者一致性（α：1为完全一致，0为随机水平）",
)
WAITS: Final = Label("How long customers wait who do not give up, with band", "不放弃的顾客要等多久（含置信带）")
SERVICE: Final = Label("Customers served within the promised time", "在承诺时间内得到接待的顾客")
FELT: Final = Label(
    "How many times longer a wait feels under each condition, with intervals", "各种条件下感知时间的倍数（含区间）"
)
EXPECTED: Final = Label("Waits against expectation", "等待与预期之比较")
LEVEL: Final = Label("What each agent more brings in the busiest interval", "最忙时段增加座席的效果")
AGENTS: Final = Label("Agents needed by interval", "各时段所需座席数")
FEWEST_WAVES: Final = 3
MOST_CURVES: Final = 6


def compliance_pictures(study: Study, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the compliance part."""
    found: dict[str, Any] = dict(part.results)
    target = study.audits.target_share if study.audits else None
    standards = found["audit"].standards
    critical = {standard.key for standard in standards if standard.critical}
    by_standard = found["compliance by standard"]
    yield STANDARDS, plot_compliance(by_standard, critical=critical, target=target, language=language)
    if "compliance by area" in found:
        yield AREAS, plot_compliance(found["compliance by area"], target=target, language=language)
    if len(found["score by site"]) > 1:
        yield SCORES, plot_scores(found["score by site"], language=language)
    if "trend" in found and len(found["trend"].points) >= FEWEST_WAVES:
        yield TREND, plot_control_chart(found["trend"], percent=True, language=language)
    if "auditor agreement" in found:
        names = {standard.key: standard.text.text(language) for standard in standards}
        yield AGREEMENT, plot_estimates(found["auditor agreement"], names=names, reference=0.0, language=language)


def wait_pictures(study: Study, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the waits part."""
    found: dict[str, Any] = dict(part.results)
    section: Any = study.waits
    within = None if section.threshold is None else section.threshold * section.seconds_of_unit
    curve = found["median wait (seconds)"]
    yield WAITS, plot_wait_distribution(curve, within_seconds=within, language=language)
    for column in section.by:
        curves = found.get(f"median wait by {column} (seconds)", {})
        name = study.label(column)
        if 1 < len(curves) <= MOST_CURVES:
            words = Label(f"{WAITS.en}, by {name.en}", f"{WAITS.zh}，按{name.zh}")
            yield words, plot_wait_distribution(curves, within_seconds=within, language=language)
        levels = found.get(f"service level by {column}", {})
        if len(levels) > 1:
            words = Label(f"{SERVICE.en}, by {name.en}", f"{SERVICE.zh}，按{name.zh}")
            yield words, plot_estimates(levels, percent=True, reference=section.target_share, language=language)
    if "wait against expectation" in found and next(iter(found["wait against expectation"].values())).n:
        yield EXPECTED, plot_shares(found["wait against expectation"], language=language)
    if multipliers := found.get("multiplier of felt time"):
        names = {key: one.condition.label.text(language) for key, one in multipliers.items()}
        yield FELT, plot_estimates(multipliers, names=names, reference=1.0, language=language)
    yield from _agents(found, language)


def _agents(found: dict[str, Any], language: Language) -> Pictures:
    models = ("Erlang C", "Erlang A")
    plans = {model: found[name] for model in models if (name := f"agents needed ({model})") in found}
    if not plans:
        return
    if len(next(iter(plans.values()))) > 1:
        yield AGENTS, plot_agents_by_interval(plans, language=language)
    each = next(iter(plans.values()))
    peak = max(each, key=lambda name: each[name].arrivals.mean)
    yield LEVEL, plot_service_level({model: plan[peak] for model, plan in plans.items()}, language=language)
