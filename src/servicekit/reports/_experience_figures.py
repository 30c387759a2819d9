"""Pictures of the parts about journeys, usability and expectations."""

from servicekit.foundation._vocabulary import Language
from servicekit.plots._experience import draw_journey
from servicekit.reports import _captions as words
from servicekit.reports import _labels as wording
from servicekit.reports._drawn import inline
from servicekit.reports._picture import Picture, Pictures, answers, tone_of
from servicekit.reports._rankings import Row, ranking
from servicekit.stats._claims import Decided
from servicekit.study._assessment import Assessment
from servicekit.study._formatting import UNIT_NAMES, write_difference
from servicekit.study._part import Part
from servicekit.study.parts._journey import JourneyPart


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
            says.append(_step(one, language))
        tone = "bad" if is_weakest else tone_of(one)
        stop = "; " if language == "en" else "；"
        rows.append(Row(name=name, estimate=each.score, tone=tone, says=stop.join(says), n=answers(each.score)))
    heads = (
        words.MOMENT.text(language),
        words.RATING.text(language),
        wording.FIGURE.text(language).format(100 * assessment.study.level),
        words.AGAINST_MOMENT.text(language),
    )
    yield Picture(title=words.JOURNEY, body=ranking(rows, unit="mean", language=language, heads=heads))
    line = inline(draw_journey(part.journey, language=language), width=7.0)
    yield Picture(title=words.JOURNEY_LINE, body=line, is_drawn=True, is_broad=True)


def _step(one: Decided, language: Language) -> str:
    interval = one.interval
    if not one.stands or interval is None:
        return wording.NOT_APART.text(language)
    near, far = sorted(abs(end) for end in (interval.low, interval.high))
    moved = wording.HIGHER if one.claim.direction > 0 else wording.LOWER
    return moved.text(language).format(
        write_difference(near, "mean"), write_difference(far, "mean"), UNIT_NAMES["mean"].text(language)
    )
