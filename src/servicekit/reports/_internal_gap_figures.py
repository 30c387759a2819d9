"""Pictures of gaps inside the company: each attribute as customers, front line and management answer it."""

from collections.abc import Mapping
from typing import Final

from servicekit.foundation._vocabulary import Language
from servicekit.reports import _captions as words
from servicekit.reports import _labels as wording
from servicekit.reports._picture import Picture, Pictures, answers_of, apart, group_name, plain, tone_of
from servicekit.reports._rankings import Row, ranking
from servicekit.satisfaction._internal_gap_results import CUSTOMERS, ROLES, AttributeGaps
from servicekit.stats.claims._claims import Decided
from servicekit.study._assessment import Assessment
from servicekit.study._part import Part
from servicekit.study.conclusions._figures import answers
from servicekit.study.parts._internal_gaps import NAMES, InternalGapsPart

INDENT: Final = "\u3000"


def internal_gaps_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the answers of the three sides, what is kept, and customers' answers by unit."""
    assert isinstance(part, InternalGapsPart)
    decided = {one.claim.name: one for one in assessment.decided}
    level = assessment.study.level
    rows: list[Row] = []
    target = 0.0
    for key, gaps in part.gaps.attributes.items():
        target = gaps.shortfall.target
        rows += _sides(part, part.names[key].text(language), gaps, decided, language)
    heads = (
        words.ATTRIBUTE.text(language),
        words.RATING.text(language),
        wording.FIGURE.text(language).format(100 * level),
        words.COMPARED.text(language),
    )
    line = (target, words.goal(target).text(language))
    body = ranking(rows, unit="mean", language=language, heads=heads, line=line, is_target=True)
    yield Picture(title=words.SIDES_OF_COMPANY, body=body, n=answers_of(row.estimate for row in rows))
    keeping = {key: gaps.keeping for key, gaps in part.gaps.attributes.items() if gaps.keeping is not None}
    if keeping:
        names = {key: part.names[key].text(language) for key in keeping}
        counts = next(iter(keeping.values())).target
        shares = {key: each.estimate for key, each in keeping.items()}
        yield plain(words.KEPT, shares, language, level=level, names=names, line=(counts, words.counts_as_kept(counts)))
    for key in part.names if len(part.units) > 1 else ():
        yield _units(part, key, decided, target, heads, language)


def _sides(
    part: InternalGapsPart, name: str, gaps: AttributeGaps, decided: Mapping[str, Decided], language: Language
) -> list[Row]:
    rows = []
    for side in ROLES:
        is_first = side == CUSTOMERS
        one = decided.get(f"{part.key}/{'target' if is_first else side}/{gaps.attribute}")
        says = "" if one is None else apart(one, "mean", language)
        own = NAMES[side].text(language)
        between = ": " if language == "en" else "："
        score = gaps.scores[side]
        shown = name + between + own if is_first else INDENT + own
        rows.append(Row(name=shown, estimate=score, tone=tone_of(one), says=says, n=answers(score)))
    return rows


def _units(
    part: InternalGapsPart,
    key: str,
    decided: Mapping[str, Decided],
    target: float,
    heads: tuple[str, str, str, str],
    language: Language,
) -> Picture:
    rows = []
    scores = {unit: found[key] for unit, found in part.units.items() if key in found}
    for unit, score in sorted(scores.items(), key=lambda entry: -(entry[1].value or 0.0)):
        one = decided.get(f"{part.key}/unit/{key}/{unit}")
        says = "" if one is None else apart(one, "mean", language)
        rows.append(
            Row(name=group_name(unit, language), estimate=score, tone=tone_of(one), says=says, n=answers(score))
        )
    line = (target, words.goal(target).text(language))
    own = (wording.GROUP.text(language), *heads[1:3], words.AGAINST_GOAL.text(language))
    body = ranking(rows, unit="mean", language=language, heads=own, line=line, is_target=True)
    return Picture(title=words.by_unit(part.names[key]), body=body, n=answers_of(scores.values()))
