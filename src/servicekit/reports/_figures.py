"""Which pictures belong to which part of an assessment."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._index_model import plot_index_model
from servicekit.reports import _captions as words
from servicekit.reports import _labels as wording
from servicekit.reports._comment_figures import comments_pictures
from servicekit.reports._delivery_figures import (
    complaints_pictures,
    compliance_pictures,
    customers_pictures,
    loyalty_pictures,
    waits_pictures,
)
from servicekit.reports._drawn import inline
from servicekit.reports._experience_figures import (
    expectations_pictures,
    experience_pictures,
    journey_pictures,
)
from servicekit.reports._improvement_figures import improvement_pictures
from servicekit.reports._internal_gap_figures import internal_gaps_pictures
from servicekit.reports._picture import Picture, Pictures, answers_of, bar, group_name, plain, tone_of
from servicekit.reports._priority_figures import (
    excellence_pictures,
    importance_pictures,
    kano_pictures,
    priorities_pictures,
    sides_pictures,
    usage_pictures,
)
from servicekit.reports._rankings import Row, Tone, ranking
from servicekit.reports._what_if_figures import what_if_pictures
from servicekit.satisfaction._net_promoter import NetPromoterScore
from servicekit.satisfaction._top_box import TopBox
from servicekit.stats.claims._claims import Decided
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._mean_score import MeanScore
from servicekit.study._assessment import Assessment
from servicekit.study._part import Part
from servicekit.study.conclusions._figures import answers
from servicekit.study.parts._expectation import ExpectationPart
from servicekit.study.parts._groups import GroupsPart
from servicekit.study.parts._index import IndexPart
from servicekit.study.parts._measures import MeasuresPart, unit_of
from servicekit.study.parts._quality import QualityPart
from servicekit.study.parts._waves import WavesPart
from servicekit.study.wording._formatting import UNIT_NAMES, Unit, write, write_difference


def pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the pictures of a part."""
    draw = DRAWN.get(part.key)
    if draw is not None:
        yield from draw(assessment, part, language)


def _by_name(assessment: Assessment) -> dict[str, Decided]:
    return {one.claim.name: one for one in assessment.decided}


def _measures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    assert isinstance(part, MeasuresPart)
    for key, result in part.measures.items():
        if isinstance(result, NetPromoterScore) and result.value is not None:
            one = _by_name(assessment).get(f"{part.key}/promoters/{key}")
            tone: dict[Any, Tone] = {}
            if one is not None and one.stands:
                tone = {"promoter": "good"} if one.claim.direction > 0 else {"detractor": "bad"}
            yield bar(words.PROMOTERS, result.group_shares, language, tone)


def _expectation(assessment: Assessment, part: Part, language: Language) -> Pictures:
    assert isinstance(part, ExpectationPart)
    if part.verdicts.n:
        one = next((d for d in assessment.decided if d.claim.sort == "verdicts" and d.claim.part == part.key), None)
        shares = part.verdicts.shares
        ends = list(shares)
        tone: dict[Any, Tone] = {}
        if one is not None and one.stands:
            tone = {ends[-1]: "good"} if one.claim.direction > 0 else {ends[0]: "bad"}
        yield bar(words.VERDICTS, shares, language, tone)


def _quality(assessment: Assessment, part: Part, language: Language) -> Pictures:
    assert isinstance(part, QualityPart)
    if part.quality.n < 2:
        return
    found = part.quality.dimensions
    gaps = {key: one.gap for key, one in found.items() if one.gap is not None}
    shown: Mapping[Any, Estimate] = gaps or {key: one.perception for key, one in found.items()}
    names = {key: one.dimension.label.text(language) for key, one in found.items()}
    told: dict[str, Decided] = {}
    for one in assessment.decided:
        if one.claim.part == part.key and one.stands and one.claim.sort == ("gap" if gaps else "worst"):
            told[one.claim.subject.text(language)] = one
    rows = []
    for key in sorted(shown, key=lambda key: -(shown[key].value or 0.0)):
        decided = told.get(names[key])
        says = "" if decided is None else (wording.WIDEST if gaps else wording.LOWEST).text(language)
        rows.append(Row(name=names[key], estimate=shown[key], tone="bad" if decided else "", says=says))
    title = words.GAPS if gaps else words.DIMENSIONS
    heads = (
        words.DIMENSION.text(language),
        title.text(language),
        wording.FIGURE.text(language).format(100 * assessment.study.level),
        wording.AGAINST_NEXT.text(language),
    )
    line = (0.0, words.EXPECTATION.text(language)) if gaps else None
    body = ranking(rows, unit="mean", language=language, heads=heads, line=line)
    yield Picture(title=title, body=body, n=answers_of(shown.values()))


def _index(assessment: Assessment, part: Part, language: Language) -> Pictures:
    assert isinstance(part, IndexPart)
    index = part.index
    if index.value is not None:
        names = {key: index.model.label(key).text(language) for key in index.indices}
        yield plain(words.INDICES, index.indices, language, level=assessment.study.level, unit="index", names=names)
        model = inline(plot_index_model(index, language=language), width=7.0)
        yield Picture(title=words.MODEL, body=model, is_drawn=True, is_broad=True)


def _groups(assessment: Assessment, part: Part, language: Language) -> Pictures:
    assert isinstance(part, GroupsPart)
    decided = _by_name(assessment)
    overall = assessment.part("measures")
    pooled = overall.measures if isinstance(overall, MeasuresPart) else {}
    for column, measures in part.measures.items():
        label = part.columns[column]
        for question, groups in measures.items():
            name = part.questions[question]
            answered: dict[Any, Estimate] = {group: found for group, found in groups.items() if found.value is not None}
            if len(answered) < 2:
                continue
            unit = unit_of(next(iter(answered.values())))
            mix = part.mixes.get(column, {}).get(question)
            if mix is not None:  # claims are made of these
                answered = dict(mix.figures)
            ordered = sorted(answered, key=lambda group: -(answered[group].value or 0.0))
            rows = []
            for group in ordered:
                one = decided.get(f"{part.key}/{column}/{question}/{group}")
                rows.append(_claimed(group_name(group, language), answered[group], one, unit, language))
            if any(row.says for row in rows):  # the last group is the rest of those that were compared before it
                alone = wording.NOT_BY_ITSELF.text(language)
                rows = [row if row.says else attrs.evolve(row, says=alone) for row in rows]
            title = Label(f"{name.en} by {label.en}", f"{name.zh}（分{label.zh}）")
            if mix is not None:
                title = Label(f"{title.en}, at the same mix of customers", f"{title.zh}，按顾客构成调整后")
            heads = (
                label.text(language),
                name.text(language),
                wording.FIGURE.text(language).format(100 * assessment.study.level),
                wording.CLAIM.text(language),
            )
            all_of = pooled.get(question)
            line = None
            if all_of is not None and all_of.value is not None:
                line = (all_of.value, wording.ALL.text(language).format(write(all_of.value, unit)))
            body = ranking(rows, unit=unit, language=language, heads=heads, line=line)
            note = wording.LEGEND.text(language).format(100 * assessment.study.level)
            yield Picture(title=title, body=body, note=note, n=answers_of(answered.values()))


def _claimed(name: str, estimate: Estimate, one: Decided | None, unit: Unit, language: Language) -> Row:
    says, at_level = "", None
    tone = tone_of(one)
    if one is not None:
        interval, reference = one.interval, one.claim.reference.number
        if interval is not None and reference is not None and interval.kind == "bounded":
            at_level = (interval.low + reference, interval.high + reference)
        says = wording.NOT_APART.text(language)
        if one.stands and interval is not None:
            near, far = sorted(abs(end) for end in (interval.low, interval.high))
            moved = wording.HIGHER if one.claim.direction > 0 else wording.LOWER
            says = moved.text(language).format(
                write_difference(near, unit), write_difference(far, unit), UNIT_NAMES[unit].text(language)
            )
    ends = possible(estimate)
    if at_level is not None and ends is not None:
        at_level = (max(at_level[0], ends[0]), min(at_level[1], ends[1]))
    return Row(name=name, estimate=estimate, tone=tone, says=says, at_level=at_level, n=answers(estimate))


def possible(estimate: Estimate) -> tuple[float, float] | None:
    """Return the smallest and the largest value that a measure can have; None where nobody says."""
    if isinstance(estimate, Share | TopBox):
        return 0.0, 1.0
    if isinstance(estimate, NetPromoterScore):
        return -100.0, 100.0
    if isinstance(estimate, MeanScore):
        return float(estimate.tally.scale.low), float(estimate.tally.scale.high)
    return None


def _waves(assessment: Assessment, part: Part, language: Language) -> Pictures:
    assert isinstance(part, WavesPart)
    decided = _by_name(assessment)
    for question, groups in part.waves.items():
        answered = {wave: found for wave, found in groups.items() if found.value is not None}
        if len(answered) < 2:
            continue
        unit = unit_of(next(iter(answered.values())))
        newest = list(answered)[-1]
        rows = []
        for wave, found in answered.items():
            one = decided.get(f"{part.key}/change/{question}") if wave == newest else None
            row = _claimed(group_name(wave, language), found, one, unit, language)
            rows.append(row if one is not None else Row(name=row.name, estimate=found, n=row.n))
        heads = (
            words.WAVE.text(language),
            part.names[question].text(language),
            wording.FIGURE.text(language).format(100 * assessment.study.level),
            wording.AGAINST_BEFORE.text(language),
        )
        body = ranking(rows, unit=unit, language=language, heads=heads)
        yield Picture(title=part.names[question], body=body, n=answers_of(answered.values()))


DRAWN: Final[dict[str, Callable[[Assessment, Part, Language], Pictures]]] = {
    "measures": _measures,
    "expectation": _expectation,
    "quality": _quality,
    "index": _index,
    "priorities": priorities_pictures,
    "sides": sides_pictures,
    "excellence": excellence_pictures,
    "importance": importance_pictures,
    "kano": kano_pictures,
    "usage": usage_pictures,
    "journey": journey_pictures,
    "experience": experience_pictures,
    "expectations": expectations_pictures,
    "groups": _groups,
    "waves": _waves,
    "loyalty": loyalty_pictures,
    "comments": comments_pictures,
    "improvement": improvement_pictures,
    "internal_gaps": internal_gaps_pictures,
    "customers": customers_pictures,
    "complaints": complaints_pictures,
    "compliance": compliance_pictures,
    "waits": waits_pictures,
    "what_if": what_if_pictures,
}
