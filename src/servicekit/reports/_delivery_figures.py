"""Pictures of the parts about customers, complaints, standards and waits."""

from collections.abc import Mapping
from typing import Any, Final

from servicekit.complaints.causes._pareto import Pareto
from servicekit.foundation._vocabulary import Label, Language
from servicekit.loyalty.typology._loyalty_types import LoyaltyTypes
from servicekit.loyalty.typology._retained_business import Shock
from servicekit.plots._canvas import shortened
from servicekit.plots._compliance import plot_scores
from servicekit.plots._control_chart import plot_backlog, plot_control_chart
from servicekit.plots._loyalty import (
    plot_attitude_matrix,
    plot_lorenz,
    plot_satisfaction_curve,
    plot_value_by_tenure,
)
from servicekit.plots._survival import (
    plot_agents_by_interval,
    plot_service_level,
    plot_survival,
    plot_wait_distribution,
)
from servicekit.reports import _captions as words
from servicekit.reports import _labels as wording
from servicekit.reports._picture import Picture, Pictures, answers_of, bar, drawn, group_name, plain
from servicekit.reports._rankings import Row, ranking, short_interval
from servicekit.stats.intervals._estimates import Share
from servicekit.study._assessment import Assessment
from servicekit.study._part import Part
from servicekit.study.conclusions._figures import answers
from servicekit.study.parts._complaints import UNITS, ComplaintsPart, column_name, name_in
from servicekit.study.parts._compliance import CompliancePart
from servicekit.study.parts._customer_findings import kind_of_money
from servicekit.study.parts._customers import CustomersPart
from servicekit.study.parts._loyalty import LoyaltyPart
from servicekit.study.parts._waits import WaitsPart

FEWEST_WAVES: Final = 3
MOST_CURVES: Final = 6
MOST_CAUSES: Final = 12
FEWEST_CASES: Final = 10


def loyalty_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the part about loyalty."""
    assert isinstance(part, LoyaltyPart)
    level = assessment.study.level
    if part.types is not None and part.types.n:
        yield _types(part.types, level, language)
    if shocks := part.shocks:
        named = {shock.key: shock.label.text(language) for shock in Shock}
        yield plain(words.SHOCKS, shocks, language, level=level, names=named)
    if part.conditions is not None and part.conditions.n:
        yield drawn(words.MATRIX, plot_attitude_matrix(part.conditions, language=language))
    if part.index is not None:
        parts = part.index.parts
        labels = {indicator: indicator.label.text(language) for indicator in parts}
        yield plain(words.PARTS, parts, language, level=level, unit="index", names=labels)
    if part.link is not None and part.link.n:
        yield drawn(words.CURVE, plot_satisfaction_curve(part.link, language=language))


def _types(types: LoyaltyTypes, level: float, language: Language) -> Picture:
    """Return the shares of the types; the stroke is the share among unrelated answers, beside it what weights do."""
    noise, ranges = types.noise_shares or {}, types.share_ranges or {}
    rows = []
    for kind, share in types.shares.items():
        says = "" if kind not in ranges else short_interval(ranges[kind], "share") + " %"
        rows.append(
            Row(
                name=kind.label.text(language),
                estimate=share,
                other=noise.get(kind),
                says=says,
                n=answers(share) or None,
            )
        )
    heads = (
        wording.MEASURE.text(language),
        words.TYPES.text(language),
        wording.FIGURE.text(language).format(100 * level),
        words.WEIGHTS_MOVED.text(language),
    )
    body = ranking(rows, unit="share", language=language, heads=heads)
    note = words.UNRELATED.text(language)
    return Picture(title=words.TYPES, body=body, note=note, n=answers_of(types.shares.values()))


def customers_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the part about customers."""
    assert isinstance(part, CustomersPart)
    section = assessment.study.transactions
    if part.concentration is not None and part.concentration.total:
        yield drawn(words.LORENZ, plot_lorenz(part.concentration, language=language))
    if part.second_purchase is not None:
        ax = plot_survival(part.second_purchase, unit=UNITS["days"], event=words.BACK, language=language)
        yield drawn(words.SECOND, ax)
    if part.tenure is not None and section is not None:
        kind = kind_of_money(section)
        title = Label(f"{kind.en} {words.TENURE.en}", f"{words.TENURE.zh}{kind.zh}")
        yield drawn(title, plot_value_by_tenure(part.tenure, currency=section.currency or "", language=language))


def complaints_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the part about complaints."""
    assert isinstance(part, ComplaintsPart)
    study = assessment.study
    about: dict[str, Any] = {"event": words.UNRESOLVED, "language": language}
    times = part.times
    yield drawn(words.RESOLVED, plot_survival(times.curve, unit=UNITS[times.unit], **about))
    for key, groups in part.times_by.items():
        column = column_name(study, key)
        many = sorted(groups.items(), key=lambda entry: -entry[1].n)[:MOST_CURVES]
        curves = {_group(key, group, language): time.curve for group, time in many if time.n >= FEWEST_CASES}
        if curves:
            title = Label(f"{words.RESOLVED.en}, by {column.en}", f"{words.RESOLVED.zh}（分{column.zh}）")
            yield drawn(title, plot_survival(curves, unit=UNITS[many[0][1].unit], **about))
    if part.deadline_chart is not None:
        yield drawn(words.BY_DEADLINE, plot_control_chart(part.deadline_chart, percent=True, language=language))
    if len(part.arrivals.points) > 1:
        yield drawn(words.ARRIVALS, plot_control_chart(part.arrivals, language=language))
    yield drawn(words.BACKLOG, plot_backlog(part.backlog, language=language))
    if part.posts is not None:
        wrong = {kind.key: share for kind, share in part.posts.misplaced_shares.items() if share.n}
        kinds = {key: name_in("kind", key).text(language) for key in wrong}
        if wrong:
            yield plain(words.MISPLACED, wrong, language, level=study.level, names=kinds)
    for causes, title in ((part.causes, words.CAUSES), (part.text_causes, words.CAUSES_IN_TEXT)):
        if causes is not None:
            shares = _causes(causes)
            if shares:
                yield plain(title, shares, language, level=study.level)


def _group(column: str, group: object, language: Language) -> str:
    return group_name(group, language) if group is None else name_in(column, group).text(language)


def _causes(causes: Pareto[Any] | Mapping[Any, Share]) -> dict[Any, Share]:
    if not isinstance(causes, Mapping):
        return {line.cause: line.share for line in causes.lines[:MOST_CAUSES]}
    shares: Mapping[Any, Share] = causes
    ordered = sorted(shares.items(), key=lambda entry: -(entry[1].value or 0.0))
    return dict(ordered[:MOST_CAUSES])


def compliance_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the part about compliance."""
    assert isinstance(part, CompliancePart)
    study = assessment.study
    target = study.audits.target_share if study.audits else None
    line = None if target is None else (target, words.target(target))
    about: dict[str, Any] = {"level": study.level, "line": line, "is_target": True}
    names = {one.key: shortened(one.text.text(language)).replace(r"\$", "$") for one in part.audit.standards}
    yield plain(words.STANDARDS, part.by_standard, language, names=names, **about)
    if part.by_area is not None:
        yield plain(words.AREAS, part.by_area, language, **about)
    if len(part.score_by_site) > 1:
        yield drawn(words.SCORES, plot_scores(part.score_by_site, language=language))
    if part.chart is not None and len(part.chart.points) >= FEWEST_WAVES:
        yield drawn(words.TREND, plot_control_chart(part.chart, percent=True, language=language))
    if part.agreement is not None:
        yield plain(words.AGREEMENT, part.agreement, language, level=study.level, unit="mean", names=names)


def waits_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the pictures of the part about waits."""
    assert isinstance(part, WaitsPart)
    study = assessment.study
    section: Any = study.waits
    within = None if section.threshold is None else section.threshold * section.seconds_of_unit
    target = section.target_share
    yield drawn(words.WAITS, plot_wait_distribution(part.distribution, within_seconds=within, language=language))
    for column in section.by:
        curves: Mapping[Any, Any] = part.distribution_by.get(column, {})
        name = study.label(column)
        if 1 < len(curves) <= MOST_CURVES:
            title = Label(f"{words.WAITS.en}, by {name.en}", f"{words.WAITS.zh}（分{name.zh}）")
            yield drawn(title, plot_wait_distribution(curves, within_seconds=within, language=language))
        levels: Mapping[Any, Any] = part.service_by.get(column, {})
        if len(levels) > 1:
            title = Label(f"{words.SERVICE.en}, by {name.en}", f"{words.SERVICE.zh}（分{name.zh}）")
            line = None if target is None else (target, words.target(target))
            yield plain(title, levels, language, level=study.level, line=line, is_target=True)
    if part.expectation is not None and next(iter(part.expectation.values())).n:
        yield bar(words.EXPECTED, part.expectation, language)
    if part.multipliers:
        conditions = {key: one.condition for key, one in part.multipliers.items() if one.condition is not None}
        names = {key: condition.label.text(language) for key, condition in conditions.items()}
        yield plain(
            words.FELT,
            part.multipliers,
            language,
            level=study.level,
            unit="mean",
            names=names,
            line=(1.0, words.AS_LONG),
        )
    yield from _agents(part.agents, language)


def _agents(plans: Mapping[str, Any], language: Language) -> Pictures:
    if not plans:
        return
    if len(next(iter(plans.values()))) > 1:
        yield drawn(words.AGENTS, plot_agents_by_interval(plans, language=language))
    each = next(iter(plans.values()))
    peak = max(each, key=lambda name: each[name].queue.arrivals_per_hour)
    plan = {model: plan[peak] for model, plan in plans.items()}
    yield drawn(words.LEVEL, plot_service_level(plan, language=language))
