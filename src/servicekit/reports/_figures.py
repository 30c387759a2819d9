"""Which pictures belong to which part of an assessment."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from servicekit.foundation._results import Estimate, Groups
from servicekit.foundation._vocabulary import Label, Language
from servicekit.loyalty.typology._shocks import Shock
from servicekit.plots._canvas import as_svg
from servicekit.plots._compliance import plot_compliance, plot_pareto, plot_scores
from servicekit.plots._control_chart import plot_backlog, plot_control_chart
from servicekit.plots._estimates import plot_estimates, plot_ranking, plot_shares, plot_waves
from servicekit.plots._index_model import plot_index_model
from servicekit.plots._loyalty import (
    plot_attitude_matrix,
    plot_lorenz,
    plot_loyalty_types,
    plot_satisfaction_curve,
    plot_value_by_tenure,
)
from servicekit.plots._priorities import plot_priorities, plot_quality
from servicekit.plots._survival import (
    plot_agents_by_interval,
    plot_service_level,
    plot_survival,
    plot_wait_distribution,
)
from servicekit.satisfaction._net_promoter import NetPromoterScore
from servicekit.satisfaction._top_box import TopBox
from servicekit.stats._ranking import Ranking
from servicekit.study._part import Part
from servicekit.study._study import Study
from servicekit.study.parts._complaints import UNITS
from servicekit.study.parts._customer_findings import kind_of_money
from servicekit.study.parts._measures import name_of

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


TYPES: Final = Label("Why customers stay: the seven types of loyalty", "顾客为何留下：七种忠诚类型")
SHOCKS: Final = Label(
    "Share of repeat business (%) that rests on reasons a shock leaves standing", "不受冲击影响的重复购买占比（%）"
)
MATRIX: Final = Label("Relative attitude and repeat patronage (Dick and Basu)", "相对态度与重复惠顾（Dick与Basu）")
CURVE: Final = Label("Loyalty along satisfaction, with intervals", "忠诚度随满意度的变化（含区间）")
PARTS: Final = Label("Indicators of loyalty, 0 to 100, with intervals", "忠诚度各项指标（0至100，含区间）")
LORENZ: Final = Label("How the turnover is spread over customers (Lorenz curve)", "营业额在客户间的分布（洛伦兹曲线）")
TENURE: Final = Label(
    "per customer by time since the first purchase, those who stopped buying included",
    "按首次购买以来时间（含已停止购买者）的单客",
)
SECOND: Final = Label("Customers who have not bought a second time yet", "尚未再次购买的客户")
BACK: Final = Label("% not back yet", "尚未再次购买（%）")
UNRESOLVED: Final = Label("% not resolved yet", "尚未解决（%）")
RESOLVED: Final = Label("How long cases stay unresolved, with bands", "案例多久未解决（含置信带）")
COMPLIANCE: Final = Label("Cases resolved by the deadline, by week of opening", "按受理周的按期解决占比")
ARRIVALS: Final = Label("Cases opened per week", "每周新增案例")
BACKLOG: Final = Label("Opened, resolved and open cases by week", "每周新增、解决与未结案例")
CAUSES: Final = Label("What the cases are about", "案例事由")
CAUSES_IN_TEXT: Final = Label("What customers complain of in their own words", "顾客自述的投诉原因")
FEWEST_CASES: Final = 10


def loyalty_pictures(study: Study, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the loyalty part."""
    found: dict[str, Any] = dict(part.results)
    if "loyalty types" in found and found["loyalty types"].n:
        yield TYPES, plot_loyalty_types(found["loyalty types"], language=language)
    if shocks := found.get("repeat business after a shock"):
        names = {shock.key: shock.label.text(language) for shock in Shock}
        yield SHOCKS, plot_estimates(shocks, names=names, percent=True, language=language)
    if "attitude and patronage" in found and found["attitude and patronage"].n:
        yield MATRIX, plot_attitude_matrix(found["attitude and patronage"], language=language)
    if "loyalty index" in found:
        parts = found["loyalty index"].parts
        names = {indicator: indicator.label.text(language) for indicator in parts}
        yield PARTS, plot_estimates(parts, names=names, language=language)
    if "satisfaction and loyalty" in found and found["satisfaction and loyalty"].n:
        yield CURVE, plot_satisfaction_curve(found["satisfaction and loyalty"], language=language)


def customer_pictures(study: Study, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the customers part."""
    found: dict[str, Any] = dict(part.results)
    if "concentration" in found and found["concentration"].total:
        yield LORENZ, plot_lorenz(found["concentration"], language=language)
    if "time to second purchase" in found:
        curve = found["time to second purchase"]
        yield SECOND, plot_survival(curve, unit=UNITS["days"], event=BACK, language=language)
    if "money by tenure" in found and study.transactions is not None:
        money = study.transactions.currency or ""
        kind = kind_of_money(study.transactions)
        words = Label(f"{kind.en} {TENURE.en}", f"{TENURE.zh}{kind.zh}")
        yield words, plot_value_by_tenure(found["money by tenure"], currency=money, language=language)


def complaint_pictures(study: Study, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the complaints part."""
    found: dict[str, Any] = dict(part.results)
    about: dict[str, Any] = {"event": UNRESOLVED, "language": language}
    if "time to resolve" in found:
        times = found["time to resolve"]
        yield RESOLVED, plot_survival(times.curve, unit=UNITS[times.unit], **about)
    for name, groups in found.items():
        if name.startswith("time to resolve by "):
            column = study.label(name.removeprefix("time to resolve by "))
            many = sorted(groups.items(), key=lambda entry: -entry[1].n)[:MOST_CURVES]
            curves = {_said(group, language): time.curve for group, time in many if time.n >= FEWEST_CASES}
            if curves:
                words = Label(
                    f"How long cases stay unresolved, by {column.en}", f"案例多久未解决（按{column.zh}）"
                )  # the groups with most cases
                yield words, plot_survival(curves, unit=UNITS[many[0][1].unit], **about)
    if "compliance by week" in found:
        yield COMPLIANCE, plot_control_chart(found["compliance by week"], percent=True, language=language)
    if "arrivals by week" in found and len(found["arrivals by week"].points) > 1:
        yield ARRIVALS, plot_control_chart(found["arrivals by week"], language=language)
    if "backlog" in found:
        yield BACKLOG, plot_backlog(found["backlog"], language=language)
    for name, caption in (("causes", CAUSES), ("causes in the text", CAUSES_IN_TEXT)):
        if name in found:
            yield caption, plot_pareto(found[name], language=language)


def _said(group: Any, language: Language) -> str:
    if group is not None:
        return str(group)
    return "（未填写）" if language == "zh" else "(not given)"


PROMOTERS: Final = Label("Detractors, passives, promoters", "贬损者、被动者、推荐者")
VERDICTS: Final = Label("Experience against expectation", "体验与期望之比较")
DIMENSIONS: Final = Label("Perception and expectation by dimension, with intervals", "各维度的感知与期望（含区间）")
MODEL: Final = Label(
    "Index model: indices 0 to 100 in the boxes, standardised paths on the arrows; pale arrows could be zero",
    "指数模型：框内为指数（0至100），箭头为标准化路径系数；浅色箭头可能为零",
)
INDICES: Final = Label("Indices of the constructs, with intervals", "各构念指数（含区间）")
MAP: Final = Label("Importance and performance, with intervals", "重要性与绩效（含区间）")


def pictures(study: Study, part: Part, language: Language) -> Iterator[tuple[str, str]]:
    """Yield caption and SVG of each picture of a part."""
    draw = DRAWN.get(part.key)
    if draw is not None:
        for caption, axes in draw(study, part, language):
            yield caption.text(language), as_svg(axes)


def _measures(study: Study, part: Part, language: Language) -> Pictures:
    for result in part.results.values():
        if isinstance(result, NetPromoterScore) and result.value is not None:
            yield PROMOTERS, plot_shares(result.group_shares, language=language)


def _expectation(study: Study, part: Part, language: Language) -> Pictures:
    verdicts: Any = part.results["verdicts"]
    if verdicts.n:
        yield VERDICTS, plot_shares(verdicts.shares, language=language)


def _quality(study: Study, part: Part, language: Language) -> Pictures:
    quality: Any = part.results["quality"]
    if quality.n > 1:
        yield DIMENSIONS, plot_quality(quality, language=language)


def _index(study: Study, part: Part, language: Language) -> Pictures:
    index: Any = part.results["index"]
    if index.value is not None:
        yield MODEL, plot_index_model(index, language=language)
        names = {key: index.model.label(key).text(language) for key in index.indices}
        yield INDICES, plot_estimates(index.indices, names=names, language=language)


def _priorities(study: Study, part: Part, language: Language) -> Pictures:
    yield MAP, plot_priorities(part.results["priorities"], language=language)  # type: ignore[arg-type]


def _groups(study: Study, part: Part, language: Language) -> Pictures:
    for name, result in part.results.items():
        if isinstance(result, Ranking):
            column = study.label(name.removeprefix("ranking of "))
            words = Label(
                f"Satisfied customers by {column.en}, ranked with shrinkage", f"按{column.zh}的满意占比（收缩排序）"
            )
            yield words, plot_ranking(result, language=language)


def _waves(study: Study, part: Part, language: Language) -> Pictures:
    for name, result in part.results.items():
        if isinstance(result, Groups):
            estimates: dict[Any, Estimate] = dict(result)
            shares = all(isinstance(estimate, TopBox) for estimate in estimates.values())
            yield name_of(study, name), plot_waves(estimates, language=language, percent=shares)


DRAWN: Final[dict[str, Callable[[Study, Part, Language], Pictures]]] = {
    "measures": _measures,
    "expectation": _expectation,
    "quality": _quality,
    "index": _index,
    "priorities": _priorities,
    "groups": _groups,
    "waves": _waves,
    "loyalty": loyalty_pictures,
    "customers": customer_pictures,
    "complaints": complaint_pictures,
    "compliance": compliance_pictures,
    "waits": wait_pictures,
}
