"""Compliance: which standards are kept, where, and whether auditors, time and critical failures bear it out."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from attrs import evolve, frozen

from servicekit.data._accepted import Data
from servicekit.foundation._bands import Bands
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import KRIPPENDORFF_2004, LANEY_2002, WILSON_1927
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.standards._audit import Audit, audit
from servicekit.standards._audit_grades import AuditGrade
from servicekit.standards._auditors import auditor_agreement
from servicekit.standards._compliance import compliance, compliance_chart
from servicekit.standards._conflict_coverage import ConflictsAnswered, conflicts_answered
from servicekit.standards._score import AuditScore, audit_score
from servicekit.standards._visits import VisitCompliance, visit_compliance
from servicekit.stats.comparison._comparison import Comparison, compare
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.monitoring._control_charts import ControlChart
from servicekit.stats.reliability._agreement import Agreement
from servicekit.study._part import NotRun, Part, Statement, no_section
from servicekit.study._part_names import COMPLIANCE as PART
from servicekit.study._study import Study
from servicekit.study.parts import _compliance_findings as say
from servicekit.study.sections._sections import AuditsSection
from servicekit.study.tables._audit_table import standards_of, tokens_of
from servicekit.study.tables._wave_order import wave_order

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Only kept and failed count in a rate; not applicable and not observed are counted apart. Intervals of shares "
    "(hull of score and mid-p) take observations to be independent; where a column tells visits apart, "
    "intervals of the whole and "
    "of sites take visits to be independent instead, because what one team fails in one visit it fails together. A "
    "standard or site is named where an exact test holds it apart from the target or, without one, from all others "
    "pooled, the named ones leaving one after another. The score is the weighted share "
    "kept; a failed critical standard gives the lowest grade. The cuts of the grades are a house rule. Trend: Laney's "
    "p' chart; a wave is called out of the ordinary where it is both by chance alone and by the spread between waves "
    "(exact test and Grubbs' test, times the number of waves). Agreement of auditors: Krippendorff's alpha with "
    "jackknife intervals over visits.",
    "达标率只计达标与未达标，不适用与未观察另计。占比采用得分与mid-P合并区间，假定各次观察相互独立；若有区分各次检查的列，则总体与网点的区间"
    "以检查次为独立单位，因为同一次检查中的失误往往一起发生。某项标准或网点与目标（无目标时与其余合计）的差别经精确检验成立才点名，已点名的逐个移出。"
    "得分为加权达标率；关键项未达标则为最低等级。等级分界为内部约定。趋势采用Laney p'控制图；"
    "某期须同时超出随机波动与各期之间的离散（精确检验与Grubbs检验，乘以期数），才称为异常。"
    "检查员一致性采用Krippendorff α，区间为按检查次的刀切法。",
)
SOURCES: Final = (
    WILSON_1927,
    LANEY_2002,
    KRIPPENDORFF_2004,
)
Results = dict[str, Any]


@frozen(kw_only=True)
class CompliancePart(Part):
    """What the audits say.

    Attributes:
        audit: The observations.
        whole: How far all standards are kept.
        by_standard, by_site, by_area, by_auditor, by_wave: The same by standard, site, ...
        critical: Failures of critical standards by standard and site.
        score, score_by_site: Weighted score with its grade.
        changes: Each wave less the one before; a table for screening.
        chart: Compliance by wave with control limits.
        agreement: Agreement of auditors by standard.
        coverage: Conflicts with the customer that standards answer.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    captions: ClassVar[Mapping[str, Label]] = {
        "audit": Label("audit", "检查记录"),
        "whole": Label("compliance", "达标率"),
        "by_standard": Label("compliance by standard", "各项标准的达标率"),
        "by_site": Label("compliance by site", "各网点的达标率"),
        "by_area": Label("compliance by area", "各环节的达标率"),
        "by_auditor": Label("compliance by auditor", "各检查员的达标率"),
        "critical": Label("critical failures", "关键项未达标"),
        "score": Label("score", "得分"),
        "score_by_site": Label("score by site", "各网点得分"),
        "by_wave": Label("compliance by wave", "各期达标率"),
        "changes": Label("changes between waves", "各期变化"),
        "chart": Label("trend", "走势"),
        "agreement": Label("auditor agreement", "检查员一致性"),
        "coverage": Label("conflict coverage", "冲突覆盖"),
    }
    audit: Audit
    whole: Share | VisitCompliance
    by_standard: Groups[Share]
    by_site: Groups[Share] | Groups[VisitCompliance]
    by_area: Groups[Share] | None = None
    by_auditor: Groups[Share] | None = None
    by_wave: Groups[Share] | None = None
    critical: Groups[Share] | None = None
    score: AuditScore
    score_by_site: Groups[AuditScore]
    changes: Comparison | None = None
    chart: ControlChart | None = None
    agreement: Groups[Agreement] | None = None
    coverage: ConflictsAnswered | None = None


def assess(study: Study, table: Data | None) -> Part | NotRun:
    """Read the audit table and compute all that it allows."""
    section = study.audits
    if section is None or table is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=no_section("audits") if table is not None else None)
    standards = standards_of(section, table)
    roles = {"auditor": None, "wave": None, **section.columns}
    reading: dict[str, Any] = {**roles, "tokens": tokens_of(section), "policy": study.policy, "times": section.times}
    reading.pop("visit", None)
    found = audit(table, standards, **reading)
    if not found.kept_count + found.failed_count:
        return NotRun(
            key=KEY,
            name=NAME,
            needs=NEEDS,
            reason=Label("no observation says kept or failed", "没有达标与否的检查结果"),
        )
    results: Results = {"audit": found}
    results |= _shares(study, section, table, found, reading)
    findings = [
        *say.whole(found, results["whole"], section.target_share),
        *say.left_out(found),
        *_critical(found, study.level, results),
        *say.below(found, results, section.target_share),
        *_scores(section, table, found, reading, study.level, results),
        *_waves(section, found, study.level, results),
        *_auditors(section, table, found, reading, study.level, results),
        *_coverage(found, results),
    ]
    return CompliancePart(**results, statements=tuple(findings))


def _named(groups: Groups[Share], names: Mapping[Any, Label]) -> Groups[Share]:
    named = {key: evolve(share, name=names.get(key, Label(str(key), str(key)))) for key, share in groups.items()}
    return Groups(groups.by, named, groups.source)


def _shares(study: Study, section: AuditsSection, table: Data, found: Audit, reading: Mapping[str, Any]) -> Results:
    level = study.level
    texts = {standard.key: standard.text for standard in found.standards}
    results: Results = {
        "whole": compliance(found, level=level),
        "by_standard": _named(compliance(found, by="standard", level=level), texts),
        "by_site": _named(compliance(found, by="site", level=level), {}),
    }
    if len(found.standards.areas) > 1:
        areas = {area.key: area.label for area in found.standards.areas}
        results["by_area"] = _named(compliance(found, by="area", level=level), areas)
    if len(found.auditors) > 1:
        results["by_auditor"] = _named(compliance(found, by="auditor", level=level), {})
    visit = section.columns.get("visit")
    if visit is not None:
        settings: dict[str, Any] = {**reading, "visit": visit, "level": level}
        results["whole"] = visit_compliance(table, found.standards, **settings)["all"]
        results["by_site"] = visit_compliance(table, found.standards, by="site", **settings)
    return results


def _critical(found: Audit, level: float, results: Results) -> Sequence[Statement]:
    if not any(standard.critical for standard in found.standards):
        return []
    kept = {
        (key, site): share
        for (key, site), share in compliance(found, by=("standard", "site"), level=level).items()
        if found.standards[key].critical and share.count < share.n
    }
    shares = {}
    for (key, site), share in sorted(kept.items(), key=lambda entry: entry[1].count - entry[1].n):
        text = found.standards[key].text
        name = Label(f"{text.en}, {site}", f"{text.zh}，{site}")
        shares[key, site] = Share(count=share.n - share.count, n=share.n, level=level, name=name)
    if shares:
        results["critical"] = Groups("standard x site", shares)
    return [say.critical(found, shares)]


def _scores(
    section: AuditsSection, table: Data, found: Audit, reading: Mapping[str, Any], level: float, results: Results
) -> Sequence[Statement]:
    cuts = section.grade_cuts
    if len(cuts) != len(AuditGrade) - 1:
        raise InvalidValueError("grade_cuts", f"{len(AuditGrade) - 1} scores", list(cuts))
    bands = Bands(names=tuple(AuditGrade), cuts=cuts)
    about: dict[str, Any] = {"bands": bands, "level": level, "most_critical_share": section.most_critical_share}
    by_site: Groups[AuditScore]
    if (visit := section.columns.get("visit")) is not None:
        seen: dict[str, Any] = {**reading, "visit": visit, **about}
        results["score"] = audit_score(table, found.standards, **seen)
        by_site = audit_score(table, found.standards, by="site", **seen)
    else:
        results["score"] = audit_score(found, **about)
        by_site = audit_score(found, by="site", **about)
    results["score_by_site"] = by_site
    return say.grades(by_site)


def _waves(section: AuditsSection, found: Audit, level: float, results: Results) -> Sequence[Statement]:
    if len(found.waves) < 2:
        return []
    waves = _named(compliance(found, by="wave", level=level), {})
    results["by_wave"] = waves
    try:
        order = wave_order(waves, section.columns["wave"], section.wave_order)
    except InvalidValueError as error:  # in an order that nobody stated nothing rises or falls
        return [say.no_order(error)]
    waves = Groups(waves.by, {wave: waves[wave] for wave in order}, waves.source)
    results["by_wave"] = waves
    changes = compare(dict(waves), pairs="consecutive", adjust="bh")
    results["changes"] = changes
    chart: ControlChart = compliance_chart(found, order=order)
    results["chart"] = chart
    return say.trend(chart, waves)


def _auditors(
    section: AuditsSection, table: Data, found: Audit, reading: Mapping[str, Any], level: float, results: Results
) -> Sequence[Statement]:
    if len(found.auditors) < 2:
        return []
    visit = section.columns.get("visit")
    try:
        agreement = auditor_agreement(table, found.standards, level=level, visit=visit, **reading)
    except InvalidValueError as error:
        return [say.no_agreement(error)]
    seen = {key: one for key, one in agreement.items() if one.unit_count}
    if seen:
        results["agreement"] = Groups("standard", seen, agreement.source)
    return say.agreement(found, seen)


def _coverage(found: Audit, results: Results) -> Sequence[Statement]:
    coverage = conflicts_answered(found.standards)
    if len(coverage.unassigned) == len(found.standards):
        return []
    results["coverage"] = coverage
    return say.coverage(coverage)
