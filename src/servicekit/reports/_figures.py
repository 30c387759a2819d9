"""Which pictures belong to which part of an assessment."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

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
from servicekit.study._part import Part
from servicekit.study._study import Study
from servicekit.study.parts._complaints import UNITS, ComplaintsPart
from servicekit.study.parts._compliance import CompliancePart
from servicekit.study.parts._customer_findings import kind_of_money
from servicekit.study.parts._customers import CustomersPart
from servicekit.study.parts._expectation import ExpectationPart
from servicekit.study.parts._groups import GroupsPart
from servicekit.study.parts._index import IndexPart
from servicekit.study.parts._loyalty import LoyaltyPart
from servicekit.study.parts._measures import MeasuresPart
from servicekit.study.parts._priorities import PrioritiesPart
from servicekit.study.parts._quality import QualityPart
from servicekit.study.parts._waits import WaitsPart
from servicekit.study.parts._waves import WavesPart

Pictures = Iterator[tuple[Label, Any]]
STANDARDS: Final = Label("How far each standard is kept, with intervals", "各项标准的达标率（含区间）")
AREAS: Final = Label("How far standards are kept by area, with intervals", "各服务环节的达标率（含区间）")
SCORES: Final = Label(
    "Weighted score of each site, with intervals, over the bands of the grades", "各网点加权得分（含区间）与等级区间"
)
TREND: Final = Label("Observations that kept their standard, by wave", "各期达标率")
AGREEMENT: Final = Label(
    "Agreement of auditors on each standard (alpha: 1 full, 0 as by chance)",
    "检查员一致性（α：1为完全一致，0为随机水平）",
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
    assert isinstance(part, CompliancePart)
    target = study.audits.target_share if study.audits else None
    standards = part.audit.standards
    critical = {standard.key for standard in standards if standard.critical}
    by_standard = part.by_standard
    yield STANDARDS, plot_compliance(by_standard, critical=critical, target=target, language=language)
    if part.by_area is not None:
        yield AREAS, plot_compliance(part.by_area, target=target, language=language)
    if len(part.score_by_site) > 1:
        yield SCORES, plot_scores(part.score_by_site, language=language)
    if part.chart is not None and len(part.chart.points) >= FEWEST_WAVES:
        yield TREND, plot_control_chart(part.chart, percent=True, language=language)
    if part.agreement is not None:
        names = {standard.key: standard.text.text(language) for standard in standards}
        yield AGREEMENT, plot_estimates(part.agreement, names=names, reference=0.0, language=language)


def wait_pictures(study: Study, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the waits part."""
    assert isinstance(part, WaitsPart)
    section: Any = study.waits
    within = None if section.threshold is None else section.threshold * section.seconds_of_unit
    yield WAITS, plot_wait_distribution(part.distribution, within_seconds=within, language=language)
    for column in section.by:
        curves: Mapping[Any, Any] = part.distribution_by.get(column, {})
        name = study.label(column)
        if 1 < len(curves) <= MOST_CURVES:
            words = Label(f"{WAITS.en}, by {name.en}", f"{WAITS.zh}，按{name.zh}")
            yield words, plot_wait_distribution(curves, within_seconds=within, language=language)
        levels: Mapping[Any, Any] = part.service_by.get(column, {})
        if len(levels) > 1:
            words = Label(f"{SERVICE.en}, by {name.en}", f"{SERVICE.zh}，按{name.zh}")
            yield words, plot_estimates(levels, percent=True, reference=section.target_share, language=language)
    if part.expectation is not None and next(iter(part.expectation.values())).n:
        yield EXPECTED, plot_shares(part.expectation, language=language)
    if part.multipliers:
        conditions = {key: one.condition for key, one in part.multipliers.items() if one.condition is not None}
        names = {key: condition.label.text(language) for key, condition in conditions.items()}
        yield FELT, plot_estimates(part.multipliers, names=names, reference=1.0, language=language)
    yield from _agents(part.agents, language)


def _agents(plans: Mapping[str, Any], language: Language) -> Pictures:
    if not plans:
        return
    if len(next(iter(plans.values()))) > 1:
        yield AGENTS, plot_agents_by_interval(plans, language=language)
    each = next(iter(plans.values()))
    peak = max(each, key=lambda name: each[name].queue.arrivals_per_hour)
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
    assert isinstance(part, LoyaltyPart)
    if part.types is not None and part.types.n:
        yield TYPES, plot_loyalty_types(part.types, language=language)
    if shocks := part.shocks:
        names = {shock.key: shock.label.text(language) for shock in Shock}
        yield SHOCKS, plot_estimates(shocks, names=names, percent=True, language=language)
    if part.conditions is not None and part.conditions.n:
        yield MATRIX, plot_attitude_matrix(part.conditions, language=language)
    if part.index is not None:
        parts = part.index.parts
        labels = {indicator: indicator.label.text(language) for indicator in parts}
        yield PARTS, plot_estimates(parts, names=labels, language=language)
    if part.link is not None and part.link.n:
        yield CURVE, plot_satisfaction_curve(part.link, language=language)


def customer_pictures(study: Study, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the customers part."""
    assert isinstance(part, CustomersPart)
    if part.concentration is not None and part.concentration.total:
        yield LORENZ, plot_lorenz(part.concentration, language=language)
    if part.second_purchase is not None:
        yield SECOND, plot_survival(part.second_purchase, unit=UNITS["days"], event=BACK, language=language)
    if part.tenure is not None and study.transactions is not None:
        money = study.transactions.currency or ""
        kind = kind_of_money(study.transactions)
        words = Label(f"{kind.en} {TENURE.en}", f"{TENURE.zh}{kind.zh}")
        yield words, plot_value_by_tenure(part.tenure, currency=money, language=language)


def complaint_pictures(study: Study, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the complaints part."""
    assert isinstance(part, ComplaintsPart)
    about: dict[str, Any] = {"event": UNRESOLVED, "language": language}
    times = part.times
    yield RESOLVED, plot_survival(times.curve, unit=UNITS[times.unit], **about)
    for key, groups in part.times_by.items():
        column = study.label(key)
        many = sorted(groups.items(), key=lambda entry: -entry[1].n)[:MOST_CURVES]
        curves = {_said(group, language): time.curve for group, time in many if time.n >= FEWEST_CASES}
        if curves:
            words = Label(
                f"How long cases stay unresolved, by {column.en}", f"案例多久未解决（按{column.zh}）"
            )  # the groups with most cases
            yield words, plot_survival(curves, unit=UNITS[many[0][1].unit], **about)
    if part.deadline_chart is not None:
        yield COMPLIANCE, plot_control_chart(part.deadline_chart, percent=True, language=language)
    if len(part.arrivals.points) > 1:
        yield ARRIVALS, plot_control_chart(part.arrivals, language=language)
    if part.backlog is not None:
        yield BACKLOG, plot_backlog(part.backlog, language=language)
    for causes, caption in ((part.causes, CAUSES), (part.text_causes, CAUSES_IN_TEXT)):
        if causes is not None:
            yield caption, plot_pareto(causes, language=language)


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
MAP: Final = Label("Importance and performance, with intervals", "重要性与表现（含区间）")


def pictures(study: Study, part: Part, language: Language) -> Iterator[tuple[str, str]]:
    """Yield caption and SVG of each picture of a part."""
    draw = DRAWN.get(part.key)
    if draw is not None:
        for caption, axes in draw(study, part, language):
            yield caption.text(language), as_svg(axes)


def _measures(study: Study, part: Part, language: Language) -> Pictures:
    assert isinstance(part, MeasuresPart)
    for result in part.measures.values():
        if isinstance(result, NetPromoterScore) and result.value is not None:
            yield PROMOTERS, plot_shares(result.group_shares, language=language)


def _expectation(study: Study, part: Part, language: Language) -> Pictures:
    assert isinstance(part, ExpectationPart)
    if part.verdicts.n:
        yield VERDICTS, plot_shares(part.verdicts.shares, language=language)


def _quality(study: Study, part: Part, language: Language) -> Pictures:
    assert isinstance(part, QualityPart)
    if part.quality.n > 1:
        yield DIMENSIONS, plot_quality(part.quality, language=language)


def _index(study: Study, part: Part, language: Language) -> Pictures:
    assert isinstance(part, IndexPart)
    index = part.index
    if index.value is not None:
        yield MODEL, plot_index_model(index, language=language)
        names = {key: index.model.label(key).text(language) for key in index.indices}
        yield INDICES, plot_estimates(index.indices, names=names, language=language)


def _priorities(study: Study, part: Part, language: Language) -> Pictures:
    assert isinstance(part, PrioritiesPart)
    yield MAP, plot_priorities(part.priorities, language=language)


def _groups(study: Study, part: Part, language: Language) -> Pictures:
    assert isinstance(part, GroupsPart)
    lead = part.questions[part.lead]
    for key, ranking in part.rankings.items():
        column = part.columns[key]
        words = Label(f"{lead.en} by {column.en}, ranked with shrinkage", f"{lead.zh}，按{column.zh}（收缩排序）")
        yield words, plot_ranking(ranking, language=language)


def _waves(study: Study, part: Part, language: Language) -> Pictures:
    assert isinstance(part, WavesPart)
    for name, groups in part.waves.items():
        shares = all(isinstance(estimate, TopBox) for estimate in groups.values())
        yield part.names[name], plot_waves(dict(groups), language=language, percent=shares)


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
