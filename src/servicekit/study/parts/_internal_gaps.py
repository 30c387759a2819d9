"""Gaps inside the company: what customers, front line and management answer, beside the audit."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final, cast

import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._frames import read_columns
from servicekit.data._grouping import indices
from servicekit.data._summaries import Measure
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.satisfaction._internal_gap_results import (
    CUSTOMERS,
    FRONT_LINE,
    MANAGEMENT,
    ROLES,
    AgainstTarget,
    AttributeGaps,
    InternalGap,
    InternalGaps,
)
from servicekit.satisfaction._internal_gaps import located
from servicekit.standards._audit import audit
from servicekit.standards._compliance import compliance
from servicekit.standards._visits import joined_standards
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, no_answers, rounded
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference, direction_of
from servicekit.stats.claims._share_tests import share_evidence
from servicekit.stats.comparison._comparison import Contrast
from servicekit.stats.comparison._target_tests import target_p_values
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._mean_score import MeanScore, mean_score
from servicekit.study._part import NotRun, Part, Statement, Table, no_section
from servicekit.study._part_names import INTERNAL_GAPS as PART
from servicekit.study._plan import table_held
from servicekit.study._study import Study
from servicekit.study.sections._staff_section import StaffSection
from servicekit.study.tables._audit_table import standards_of, tokens_of
from servicekit.study.tables._given_tables import Tables
from servicekit.study.wording._sentences import caution, fact, listed

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Differences of means of separate samples by MOVER from score intervals; customers with the design of the survey, "
    "staff as a plain sample. The distance of customers from the target is tested by the interval of their mean, the "
    "share kept of the standards that serve an attribute by the exact binomial test: of several on the smallest of "
    "their numbers of observations, because one team keeps or fails them together; where a column tells visits apart, "
    "by visits (the larger p of t and of the exact test on the effective number). That a standard is kept and "
    "customers fall short all the same is said only where both are told. The four places of a gap are a reading.",
    "均值之差取自相互独立的样本，区间由得分区间按MOVER法合成；顾客按调查的抽样设计计算，员工视为简单样本。顾客均值与目标之差以其区间检验，"
    "相应标准的达标率用精确二项检验；一项要素对应多条标准时，同一次检查中往往一同达标或不达标，故以观察最少的一条的次数为准；"
    "有一列区分各次检查的，按次检查计算（取t检验与有效次数上的精确检验中较大的p值）。只有两者都能确定，才说“标准已执行到位而顾客仍不满”。缺口的四类归属是一种理解。",
)
SOURCES: Final = InternalGap.framework.sources
SIDE: Final = "side of the company"
OTHER: Final = "other"
NAMES: Final[Mapping[str, Label]] = {
    CUSTOMERS: Label("customers", "顾客"),
    FRONT_LINE: Label("the front line", "一线员工"),
    MANAGEMENT: Label("management", "管理层"),
}
MEAN: Final = Label("mean answer of customers", "顾客评分均值")
KEPT: Final = Label("share kept", "达标率")
TARGET: Final = Label("the target", "目标")
COUNTS_AS_KEPT: Final = Label("what counts as kept", "视为执行到位的达标率")
NO_STANDARD: Final = Label("; no standard covers it", "，且没有相应的服务标准")
NO_AUDIT: Final = Label(
    "The study says which standards serve which attribute; without an audit it cannot be told whether they are kept.",
    "调查方案写明了各要素对应的服务标准；没有检查记录，无法判断标准是否执行到位。",
)


@frozen(kw_only=True)
class InternalGapsPart(Part):
    """Where customers, front line and management see things differently, and where standards come in.

    Attributes:
        gaps: Gaps of each attribute.
        units: Unit -> attribute -> mean answer of its customers; empty where the section names no units.
        names: Names of attributes.
        standards: Key -> text of the standards that serve an attribute.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    gaps: InternalGaps
    units: Mapping[Any, Mapping[str, MeanScore]] = field(factory=dict)
    names: Mapping[str, Label]
    standards: Mapping[str, Label] = field(factory=dict)

    def tables(self) -> Iterator[Table]:
        """Yield what each side answers, how far sides and customers' target are apart, and what is kept."""
        attributes = self.gaps.attributes
        for side in ROLES:
            name = NAMES[side]
            caption = Label(f"mean answer of {name.en}", f"{name.zh}评分均值")
            yield Table.titled(
                caption, Groups("attribute", {k: g.scores[side] for k, g in attributes.items()}), self.names
            )
        for side in (FRONT_LINE, MANAGEMENT):
            name = NAMES[side]
            caption = Label(f"{name.en} less customers", f"{name.zh}与顾客之差")
            apart = {key: gaps[side, CUSTOMERS].difference for key, gaps in attributes.items()}
            yield Table.titled(caption, Groups("attribute", apart), self.names)
        short = {key: gaps.shortfall for key, gaps in attributes.items()}
        yield Table.titled(
            Label("customers less the target", "顾客评分与目标之差"), Groups("attribute", short), self.names
        )
        kept = {key: gaps.keeping.estimate for key, gaps in attributes.items() if gaps.keeping is not None}
        if kept:
            caption = Label("share kept of the standards that serve it", "相应服务标准的达标率")
            yield Table.titled(caption, Groups("attribute", kept), self.names)
        for attribute in self.names if self.units else ():
            name = self.names[attribute]
            caption = Label(f"mean answer of customers by unit, {name.en}", f"各单位顾客评分均值：{name.zh}")
            yield Table.titled(caption, Groups("unit", {unit: found[attribute] for unit, found in self.units.items()}))


def is_asked(study: Study) -> bool:
    """Return whether the study says what staff were asked."""
    return study.staff is not None


def requests(study: Study) -> Iterator[Measure]:
    """Yield what customers answered, in all and by unit."""
    section = study.staff
    if section is None:
        return
    for attribute in section.attributes:
        for by in dict.fromkeys((None, section.by)):
            yield partial(_of_customers, study, attribute, by=by)


def assess(study: Study, tables: Tables) -> Part | NotRun:
    """Hold the answers of customers, front line and management against each other, beside the audit.

    Args:
        study: What the columns mean.
        tables: The "survey", the table of "staff", and the "audits" where there are any.
    """
    section, survey, staff = study.staff, tables.get("survey"), tables.get("staff")
    if section is None or survey is None or staff is None:
        reason = no_section("staff") if section is None and staff is not None else None
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=reason)
    answers, others = staff_answers(study, section, staff)
    for attribute in section.attributes:
        answers[None, attribute][CUSTOMERS] = _of_customers(study, attribute, survey)
    texts, kept, joined = _audited(study, section, tables.get("audits"))
    gaps = located(
        answers,
        scale=study.scale(section.scale),
        target=section.target,
        kept=kept,
        serves=None if kept is None else section.serves,
        kept_from=section.kept_from,
        by_unit=False,
        left_out=others,
        level=study.level,
        joined=joined,
    )[None]
    units = _units(study, section, survey)
    names = {attribute: study.label(attribute) for attribute in section.attributes}
    said: list[Statement] = [
        tuple(_apart(names[key], each, side) for key, each in gaps.attributes.items())
        for side in (MANAGEMENT, FRONT_LINE)
    ]
    said.append(tuple(_short(names[key], each) for key, each in gaps.attributes.items()))
    said.append(
        tuple(
            _keeping(names[key], each, each.keeping, tuple(map(texts.__getitem__, section.serves[key])))
            for key, each in gaps.attributes.items()
            if each.keeping is not None
        )
    )
    if section.serves and kept is None:
        said.append(caution(NO_AUDIT))
    said += [_unit_claims(study, section, names[key], key, units) for key in section.attributes if len(units) > 1]
    if others:
        said.append(_others(others))
    return InternalGapsPart(gaps=gaps, units=units, names=names, standards=texts, statements=tuple(said))


def _of_customers(study: Study, attribute: str, data: Data, by: str | None = None) -> Any:
    section = study.staff
    assert section is not None
    scale = study.scale(section.scale)
    found: Any = mean_score(data, attribute, scale=scale, by=by, level=study.level, **study.sample)
    return found


def staff_answers(
    study: Study, section: StaffSection, staff: Data
) -> tuple[dict[tuple[None, str], dict[str, MeanScore]], dict[str, int]]:
    """Return the mean answers of both sides to each attribute, and how many rows other roles have.

    Args:
        study: What the columns mean.
        section: What the table of staff means.
        staff: The table.
    """
    scale = study.scale(section.scale)
    if not scale.higher_is_better or not scale.low <= section.target <= scale.high:
        rule = f"a scale on which more is better, and a target from {scale.low:g} to {scale.high:g}"
        raise InvalidValueError("scale and target of [staff]", rule, section.target)
    held = table_held(section, staff)
    columns = read_columns(held, [section.role, *section.attributes])
    rows = {("–" if role is None else str(role)): places for role, places in indices(columns, section.role).items()}
    side_of = dict.fromkeys(section.front_line, FRONT_LINE) | dict.fromkeys(section.management, MANAGEMENT)
    for value in side_of:
        if value not in rows:
            raise UnknownConceptError("role in the table of staff", value, sorted(rows))
    sides = np.full(len(columns[section.role]), OTHER, dtype=object)
    for role, places in rows.items():
        sides[places] = side_of.get(role, OTHER)
    table: dict[str, Any] = {**columns, SIDE: sides}
    others = {role: len(places) for role, places in rows.items() if role not in side_of}
    found: dict[tuple[None, str], dict[str, MeanScore]] = {}
    for attribute in section.attributes:
        by_side = mean_score(table, attribute, scale=scale, by=SIDE, level=study.level, policy=study.policy)
        found[None, attribute] = {side: by_side[side] for side in (FRONT_LINE, MANAGEMENT)}
    return found, others


def _audited(
    study: Study, section: StaffSection, audits: Data | None
) -> tuple[dict[str, Label], dict[Any, Share] | None, dict[str, Share]]:
    """Return by key what each standard says and how far it is kept, and by attribute how far over visits.

    How far a standard is kept is None without an audit; nothing is known over visits where no column tells them apart.
    """
    if audits is None or study.audits is None:
        return {}, None, {}
    standards = standards_of(study.audits, audits)
    known = {standard.key: standard.text for standard in standards}
    for key in (key for keys in section.serves.values() for key in keys):
        if key not in known:
            raise UnknownConceptError("standard of [staff] serves", key, sorted(known))
    roles: dict[str, Any] = {"auditor": None, "wave": None, **study.audits.columns}
    about: dict[str, Any] = {"tokens": tokens_of(study.audits), "policy": study.policy, "times": study.audits.times}
    joined = {}
    if "visit" in roles:
        serves = {attribute: keys for attribute, keys in section.serves.items() if keys}
        joined = joined_standards(audits, standards, serves, columns={**roles}, level=study.level, **about)
        roles.pop("visit")
    found = compliance(audit(audits, standards, **roles, **about), by="standard", level=study.level)
    nobody_looked = Share(count=0, n=0, level=study.level)
    return known, {key: found.get(key, nobody_looked) for key in known}, joined


def _units(study: Study, section: StaffSection, survey: Data) -> dict[Any, dict[str, MeanScore]]:
    units: dict[Any, dict[str, MeanScore]] = {}
    for attribute in section.attributes if section.by is not None else ():
        for unit, score in _of_customers(study, attribute, survey, by=section.by).items():
            if unit is not None:  # rows that name no unit
                units.setdefault(unit, {})[attribute] = score
    return units


def _apart(name: Label, gaps: AttributeGaps, side: str) -> Claim:
    contrast: Contrast = gaps[side, CUSTOMERS]
    own, customers = gaps.scores[side], gaps.scores[CUSTOMERS]
    return Claim(
        name=f"{KEY}/{side}/{gaps.attribute}",
        kind=ClaimKind.DIFFERENCE,
        sort="side",
        part=KEY,
        subject=name,
        measure=NAMES[side],
        own=own,
        reference=Reference(kind="others_pooled", label=NAMES[CUSTOMERS], value=customers, n=customers.n),
        difference=contrast.difference,
        evidence=cast(Evidence, contrast.evidence),  # contrast_of has always one
        direction=direction_of(contrast.value),
        good=-1 if side == MANAGEMENT else None,
        unit="mean",
    )


def _short(name: Label, gaps: AttributeGaps) -> Claim:
    score = gaps.scores[CUSTOMERS]
    uncovered = gaps.standards == ()
    return Claim(
        name=f"{KEY}/target/{gaps.attribute}",
        kind=ClaimKind.LEVEL,
        sort="shortfall",
        part=KEY,
        subject=name,
        measure=MEAN,
        own=score,
        reference=Reference(kind="target", label=TARGET, value=gaps.shortfall.target),
        difference=gaps.shortfall,
        evidence=_against(gaps.shortfall.p_value, score),
        direction=direction_of(gaps.shortfall.value),
        good=1,
        details={"covered": NO_STANDARD if uncovered else ""},
        unit="mean",
    )


def _against(p: float | None, score: MeanScore) -> Evidence:
    about: dict[str, Any] = {"test": ClaimTest.INTERVAL, "standard_error": score.standard_error, "n": score.n}
    return Evidence(p=None, reason=no_answers(score.n), **about) if p is None else Evidence(p=rounded(p), **about)


def _keeping(name: Label, gaps: AttributeGaps, keeping: AgainstTarget, standards: tuple[Label, ...]) -> Claim:
    is_missed = direction_of(gaps.shortfall.value) < 0 < direction_of(keeping.value)
    return Claim(
        name=f"{KEY}/kept/{gaps.attribute}",
        kind=ClaimKind.LEVEL,
        sort="kept_and_missed" if is_missed else "kept",
        part=KEY,
        subject=name,
        measure=KEPT,
        own=keeping.estimate,
        reference=Reference(kind="threshold", label=COUNTS_AS_KEPT, value=keeping.target),
        evidence=share_evidence(cast(Share, keeping.estimate), keeping.target),
        direction=direction_of(keeping.value),
        also=(f"{KEY}/target/{gaps.attribute}",) if is_missed else (),
        good=None if is_missed else 1,
        details={"standards": standards},
    )


def _unit_claims(
    study: Study, section: StaffSection, name: Label, attribute: str, units: Mapping[Any, Mapping[str, MeanScore]]
) -> tuple[Claim, ...]:
    """Return what is told of each unit's distance from the target."""
    scores = {unit: found[attribute] for unit, found in units.items()}
    p_values = target_p_values(list(scores.values()), section.target)
    return tuple(
        Claim(
            name=f"{KEY}/unit/{attribute}/{unit}",
            kind=ClaimKind.LEVEL,
            sort="unit_target",
            part=KEY,
            subject=Label(str(unit), str(unit)),
            measure=name,
            own=score,
            reference=Reference(kind="target", label=TARGET, value=section.target),
            evidence=_against(p, score),
            direction=direction_of(score.value, section.target),
            lead=False,
            good=1,
            details={"group": study.label(section.by or "")},
            unit="mean",
        )
        for (unit, score), p in zip(scores.items(), p_values, strict=True)
    )


def _others(others: Mapping[str, int]) -> Statement:
    rows = sum(others.values())
    names = [Label(name, name) for name in others]
    return fact(
        Label(
            f"Left out are {rows:,} rows of staff with other roles: {listed(names, 'en', joint='and')}.",
            f"另有{rows:,}名其他角色的员工未计入：{listed(names, 'zh')}。",
        )
    )


def read(study: Study, staff: Data) -> Part | NotRun:
    """Read the table of staff alone, to see whether it is as the study says.

    Args:
        study: What the columns mean.
        staff: The table.
    """
    if study.staff is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=no_section("staff"))
    staff_answers(study, study.staff, staff)
    return Part(key=KEY, name=NAME, method=METHOD)
