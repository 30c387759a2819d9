"""Pictures of the parts about journeys, usability and expectations."""

from collections.abc import Mapping
from typing import Any

from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._experience import draw_funnel, draw_journey
from servicekit.reports import _captions as words
from servicekit.reports import _labels as wording
from servicekit.reports._drawn import inline
from servicekit.reports._picture import Picture, Pictures, answers_of, apart, bar, drawn, group_name, plain, tone_of
from servicekit.reports._rankings import Row, Tone, ranking
from servicekit.satisfaction._needs_met import NeedsQuadrant
from servicekit.satisfaction._tree_nodes import SatisfactionTree, TreeScore
from servicekit.study._assessment import Assessment
from servicekit.study._part import Part
from servicekit.study.conclusions._figures import answers
from servicekit.study.parts._expectations import ExpectationsPart
from servicekit.study.parts._experience import ExperiencePart, unit_of_instrument
from servicekit.study.parts._journey import JourneyPart
from servicekit.study.wording._formatting import Unit


def journey_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the line of a journey, and its moments one below the other with what is told of each step."""
    assert isinstance(part, JourneyPart)
    moments = part.journey.moments
    if not any(each.score.value is not None for each in moments.values()):
        return
    decided = {one.claim.name: one for one in assessment.decided}
    weakest = decided.get(f"{part.key}/weakest")
    rows = []
    for key, each in moments.items():
        name = part.names[key].text(language)
        is_weakest = weakest is not None and weakest.stands and weakest.claim.subject == part.names[key]
        says = [wording.LOWEST.text(language)] if is_weakest else []
        one = decided.get(f"{part.key}/change/{key}")
        if one is not None:
            says.append(apart(one, "mean", language))
        tone = "bad" if is_weakest else tone_of(one)
        stop = "; " if language == "en" else "；"
        rows.append(Row(name=name, estimate=each.score, tone=tone, says=stop.join(says), n=answers(each.score)))
    heads = (
        words.MOMENT.text(language),
        words.RATING.text(language),
        wording.FIGURE.text(language).format(100 * assessment.study.level),
        words.AGAINST_MOMENT.text(language),
    )
    body = ranking(rows, unit="mean", language=language, heads=heads)
    yield Picture(title=words.JOURNEY, body=body, n=answers_of(row.estimate for row in rows))
    if all(each.gap is None and (each.lost is None or not each.lost.count) for each in moments.values()):
        return  # the line would hold what the rows above it say
    line = inline(draw_journey(part.journey, language=language), width=7.0)
    yield Picture(title=words.JOURNEY_LINE, body=line, is_drawn=True, is_broad=True)


def experience_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield scores of questionnaires, tasks by touchpoint, and the funnel."""
    assert isinstance(part, ExperiencePart)
    level = assessment.study.level
    for name, score in part.usability.items():
        unit = unit_of_instrument(score.instrument)
        names = {key: each.text(language) for key, each in score.instrument.names.items()}
        groups = part.usability_by.get(name)
        if groups is None:
            yield plain(part.labels[name], score.scales, language, level=level, unit=unit, names=names)
            continue
        for key in score.scales:
            scale, label = score.instrument.names[key], part.labels[name]
            title = Label(f"{label.en}: {scale.en}", f"{label.zh}：{scale.zh}") if len(score.scales) > 1 else label
            found = {group: each[key] for group, each in groups.items()}
            yield _by_group(assessment, part, language, title, (name, key), found, unit)
    for name, tasks in part.success_by.items():
        label = part.labels[name]
        title = Label(f"{label.en}: attempts that completed it", f"{label.zh}：完成的占比")
        yield _by_group(assessment, part, language, title, (name, "success"), tasks, "share")
    if part.funnel is not None:
        yield drawn(words.FUNNEL, draw_funnel(part.funnel, language=language, names=part.stages))


def _by_group(
    assessment: Assessment,
    part: Part,
    language: Language,
    title: Label,
    names: tuple[str, str],
    groups: Mapping[Any, Estimate],
    unit: Unit,
) -> Picture:
    decided = {one.claim.name: one for one in assessment.decided}
    rows = []
    for group, each in sorted(groups.items(), key=lambda entry: -(entry[1].value or 0.0)):
        one = decided.get(f"{part.key}/{names[0]}/{names[1]}/{group}")
        says = "" if one is None else apart(one, unit, language)
        rows.append(Row(name=group_name(group, language), estimate=each, tone=tone_of(one), says=says, n=answers(each)))
    heads = (
        wording.GROUP.text(language),
        title.text(language),
        wording.FIGURE.text(language).format(100 * assessment.study.level),
        wording.CLAIM.text(language),
    )
    body = ranking(rows, unit=unit, language=language, heads=heads)
    return Picture(title=title, body=body, n=answers_of(groups.values()))


def expectations_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the ladder, weights of sources, the tree with its branches indented, and needs."""
    assert isinstance(part, ExpectationsPart)
    level = assessment.study.level
    if part.ladder is not None and part.ladder.n:
        names = {key: each.text(language) for key, each in part.rungs.items()}
        yield plain(words.RUNGS, part.ladder.reached, language, level=level, names=names)
    if part.weights is not None and part.weights.n:
        names = {key: each.text(language) for key, each in part.origins.items()}
        yield plain(words.ORIGINS, part.weights.weights, language, level=level, names=names)
    if part.tree is not None and part.tree.index.value is not None:
        yield _branches(assessment, part.tree, language)
    if part.needs is not None and part.needs.n:
        one = next((each for each in assessment.decided if each.claim.name == f"{part.key}/needs"), None)
        tone: dict[Any, Tone] = {NeedsQuadrant.BOTH.key: tone_of(one)} if one is not None and one.stands else {}
        yield bar(words.NEEDS, part.needs.shares, language, tone)


def _branches(assessment: Assessment, tree: TreeScore, language: Language) -> Picture:
    decided = {one.claim.subject: one for one in assessment.decided if one.claim.sort == "branch"}
    rows: list[Row] = []

    def visit(node: SatisfactionTree, depth: int) -> None:
        name = node.label or Label(node.key, node.key)
        one = decided.get(name) if depth == 1 else None
        says = "" if one is None else apart(one, "index", language)
        indent = "\u3000" * depth
        estimate = tree.nodes[node.key].average
        rows.append(Row(name=indent + name.text(language), estimate=estimate, tone=tone_of(one), says=says))
        for child in node.children:
            visit(child, depth + 1)

    visit(tree.tree, 0)
    heads = (
        words.ELEMENT.text(language),
        words.SCORE.text(language),
        wording.FIGURE.text(language).format(100 * assessment.study.level),
        words.TO_INDEX.text(language),
    )
    line = (tree.index.value or 0.0, words.INDEX.text(language))
    body = ranking(rows, unit="index", language=language, heads=heads, line=line)
    return Picture(title=words.ELEMENTS, body=body, n=answers_of(row.estimate for row in rows))
