"""The first screen: the answer, tiles, what to decide, what is not decided and what it would take."""

import re
from collections.abc import Sequence
from typing import Final

from servicekit.foundation._markup import text
from servicekit.foundation._reasons import reason_text
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label, Language
from servicekit.reports import _labels as wording
from servicekit.reports import _page as page
from servicekit.reports._axis import axis_of, ends_of, mark, strip
from servicekit.reports._picture import tone_of
from servicekit.reports._rankings import Tone
from servicekit.satisfaction._top_box import TopBox
from servicekit.stats.claims._claims import Decided
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.stats.scores._mean_score import MeanScore
from servicekit.study._assessment import Assessment
from servicekit.study._part import Finding
from servicekit.study.conclusions._first_screen import FirstScreen
from servicekit.study.conclusions._printed import sentence_key, sentences
from servicekit.study.parts._index import IndexPart
from servicekit.study.parts._measures import MeasuresPart, unit_of
from servicekit.study.parts._waves import WavesPart
from servicekit.study.wording._formatting import write, write_difference

MOST_TILES: Final = 4
PAIR: Final = 44
PAIRED: Final = ("group", "group_adjusted", "wave", "frequent", "slowest", "returns", "odds", "verdicts")
"""Sorts of claims whose figure is drawn beside that of its reference."""


def opening(assessment: Assessment, language: Language) -> str:
    """Return the first screen."""
    screen = assessment.first_screen
    keys = _keys(assessment)
    body = f'<h1 data-r="sentence:first/opening" data-s="text">{_lighter(screen.opening.text(language))}</h1>'
    body += _urgent(assessment, language) + _tiles(assessment, language)
    if screen.pressing:
        body += f'<p class="label">{text(wording.FIRST.text(language))}</p>'
        body += _decisions(screen.pressing, keys, language, start=1, kind="first")
    if screen.also_sure:
        head = wording.ALSO_SURE if screen.pressing else wording.SURE
        space = " " if language == "en" else "："
        order = f"{space}<span>{text(wording.UNRANKED.text(language))}</span>" if screen.pressing else ""
        body += f'<p class="label">{text(head.text(language))}{order}</p>'
        body += _decisions(screen.also_sure, keys, language, start=1 + len(screen.pressing), kind="also")
    if screen.more:
        words = wording.MORE_BELOW if screen.findings else wording.ONLY_BELOW
        body += page.paragraph(words.text(language).format(screen.more), "note")
    return body + _notes(screen, language) + _promise(assessment, language)


def _urgent(assessment: Assessment, language: Language) -> str:
    """Return the red lines that were seen to be crossed."""
    entries = "".join(
        f'<li class="to-caution">{tag(finding, language)}'
        f"{sentence(finding, sentence_key(part.key, place), language)}</li>"
        for part in assessment.parts
        for place, finding in enumerate(part.findings)
        if finding.is_urgent
    )
    return f'<ul class="findings">{entries}</ul>' if entries else ""


BRACKETS: Final = re.compile(r" ?\(.*?\)|（.*?）")


def _lighter(words: str) -> str:
    """Return a sentence whose brackets are set small."""
    return BRACKETS.sub(lambda found: f"<span>{found.group()}</span>", text(words))


def _keys(assessment: Assessment) -> dict[str, str]:
    """Return the id of the sentence of each claim, and of each sentence of several claims by its words."""
    screen = assessment.first_screen
    printed = sentences(assessment.parts, screen)
    joined = {words.en: key for key, (part, words, claim) in printed.items() if part == "first" and claim}
    return joined | {
        finding.decided.claim.name: sentence_key(part.key, place)
        for part in assessment.parts
        for place, finding in enumerate(part.findings)
        if finding.decided is not None
    }


def _notes(screen: FirstScreen, language: Language) -> str:
    if not screen.notes:
        return ""
    entries = "".join(
        f'<li data-r="{sentence_key("first", place)}" data-s="text">{text(note.text(language))}</li>'
        for place, note in enumerate(screen.notes)
    )
    return f'<div class="ask"><h2>{text(heading_of_notes(screen).text(language))}</h2><ul>{entries}</ul></div>'


def heading_of_notes(screen: FirstScreen) -> Label:
    """Return the heading of the notes: it asks for answers only where a note says how many.

    Args:
        screen: The first screen.
    """
    if not screen.asks:
        return wording.NOTED
    return wording.ASK_NEXT if screen.kind == "undecided" else wording.ASK


def _promise(assessment: Assessment, language: Language) -> str:
    said = text(assessment.first_screen.promise.text(language))
    reading = text(wording.reading(part.key for part in assessment.parts).text(language))
    space = " " if language == "en" else ""
    return (
        f'<p class="promise"><b>{text(wording.HOW_SURE.text(language))}</b>{space or "　"}'
        f'<span data-r="sentence:first/promise" data-s="text">{said}</span>{space}{reading}</p>'
    )


def _decisions(findings: Sequence[Finding], keys: dict[str, str], language: Language, *, start: int, kind: str) -> str:
    entries = ""
    for place, finding in enumerate(findings, start=start):
        one = finding.decided
        assert one is not None
        key = keys.get(finding.text.en) or keys.get(one.claim.name, "")
        entries += (
            f'<li class="to-{finding.tone}"><span class="no" aria-hidden="true">{place}</span><div>'
            f"{sentence(finding, key, language)}{_consequence(one, language)}"
            f"<p>{tag(finding, language)}{_would_change(one, language)}</p></div>"
            f'<div class="pic">{_pair(one, language)}</div></li>'
        )
    return f'<ol class="decisions {kind}">{entries}</ol>'


def sentence(finding: Finding, key: str, language: Language) -> str:
    """Return a sentence of which the first clause is bold: what is claimed, before its figures.

    Args:
        finding: What is said.
        key: Id of the sentence in the results.
        language: Of the words.
    """
    words = finding.text.text(language)
    first, rest = _clauses(words, language) if finding.claimed else ("", words)
    bold = f"<b>{text(first)}</b>" if first else ""
    return f'<p class="claim" data-r="{text(key)}" data-s="text">{bold}{text(rest)}</p>'


def _clauses(words: str, language: Language) -> tuple[str, str]:
    """Return a sentence up to its figures, and the figures."""
    signs = (": ", " (") if language == "en" else ("：", "（")
    places = [words.index(sign) + (sign[0] in ":：") for sign in signs if sign in words]
    place = min(places, default=len(words))
    return words[:place], words[place:]


def tag(finding: Finding, language: Language) -> str:
    """Return how certain a finding is."""
    if finding.is_caution:
        return f'<span class="tag care">{text(wording.TAG_CARE.text(language))}</span>'
    if finding.decided is None:
        return ""
    if not finding.claimed:
        return f'<span class="tag open">{text(wording.TAG_OPEN.text(language))}</span>'
    words = wording.TAG_SURE if finding.decided.is_sure else wording.TAG_FAIRLY
    return f'<span class="tag">{text(words.text(language))}</span>'


def _consequence(one: Decided, language: Language) -> str:
    claim, near = one.claim, one.near_end
    is_of_answers = claim.sort in ("group", "group_adjusted") and isinstance(claim.own, TopBox)
    if not is_of_answers or not near or tone_of(one) != "bad":  # other shares are not of the satisfied
        return ""
    more = int(100 * abs(near))
    return page.paragraph(wording.IF_LIKE.text(language).format(more)) if more else ""


def _would_change(one: Decided, language: Language) -> str:
    words = wording.WOULD_CHANGE.get(one.claim.sort)
    return text(words.text(language).format(one.claim.subject.text(language))) if words else ""


def _pair(one: Decided, language: Language) -> str:
    """Return the figure of the subject above that of its reference, on one axis."""
    claim = one.claim
    if claim.sort not in PAIRED and claim.part != "quality":
        return ""
    own, other = claim.own, claim.reference.value
    if own is None or own.value is None or not isinstance(other, Estimate) or other.value is None:
        return ""
    ends = [ends_of(found.interval) for found in (own, other)]
    axis = axis_of([own.value, other.value, *(ends[0] or ()), *(ends[1] or ())], claim.unit)
    tone: Tone = tone_of(one)
    named = claim.details.get("named", claim.subject)
    drawn = axis.grid(2 * PAIR)
    rows = [(named, own), (claim.reference.label, other)]
    if claim.sort == "verdicts" and tone == "bad":  # the larger share is the news
        rows, ends = rows[::-1], ends[::-1]
    for place, ((name, found), kind) in enumerate(zip(rows, (tone, "sure" if tone == "sure" else ""), strict=True)):
        top = PAIR * place
        assert found.value is not None
        words = name.text(language)
        gap = " " if language == "en" else "：" if words[-1:].isascii() else ""  # 2023：6.28
        said = f"{words}{gap}{write(found.value, claim.unit)}"
        drawn += f'<text class="name" x="3%" y="{top + 14}">{text(said)}</text>'
        body = mark(axis, found.value, ends[place], top + 30, kind if kind in ("bad", "good", "sure") else "")
        drawn += f'<g class="{kind}">{body}</g>'
    return f'<svg width="100%" height="{2 * PAIR}" aria-hidden="true">{drawn}</svg>{axis.words()}'


def _tiles(assessment: Assessment, language: Language) -> str:
    tiles = []
    measures = assessment.part("measures")
    if isinstance(measures, MeasuresPart):
        for key, result in list(measures.measures.items())[:MOST_TILES]:
            tiles.append(_tile(assessment, key, measures.names[key].text(language), result, language))
    index = assessment.part("index")
    if isinstance(index, IndexPart) and len(tiles) < MOST_TILES:
        found = index.index
        tiles.append(_shown(found.title.text(language), found, "index", (0.0, 100.0), language, ""))
    return f'<ul class="tiles">{"".join(tiles)}</ul>' if tiles else ""


def _tile(assessment: Assessment, key: str, name: str, result: CategoryScore, language: Language) -> str:
    if isinstance(result, TopBox):
        ends = (0.0, 1.0)
    elif isinstance(result, MeanScore):
        ends = (float(result.tally.scale.low), float(result.tally.scale.high))
    else:
        ends = (-100.0, 100.0)
    aim = _aim(assessment, key)
    return _shown(name, result, unit_of(result), ends, language, _change(assessment, key, language), aim)


def _aim(assessment: Assessment, key: str) -> Decided | None:
    """Return the claim that a question reaches its target; None where it has none."""
    for name, section in assessment.study.targets.items():
        if (section.question or name) == key:
            wanted = f"improvement/target/{name}"
            return next((one for one in assessment.decided if one.claim.name == wanted), None)
    return None


def _aimed(one: Decided | None, language: Language) -> tuple[str, str]:
    """Return whether a target is met, missed or undecided, and the tone of those words."""
    if one is None:
        return wording.NO_TARGET.text(language), ""
    tone = tone_of(one)
    words = {"good": wording.TARGET_MET, "bad": wording.TARGET_MISSED}.get(tone, wording.TARGET_OPEN)
    return words.text(language).format(one.claim.reference.label.text(language)), tone


def _shown(
    name: str,
    result: Estimate,
    unit: str,
    ends: tuple[float, float],
    language: Language,
    change: str,
    aim: Decided | None = None,
) -> str:
    tally = getattr(result, "tally", None)
    n = getattr(tally, "n", None) if tally is not None else getattr(result, "n", None)
    size = wording.N_ANSWERS.text(language).format(n) if isinstance(n, int) else ""
    if result.value is None:
        why = reason_text(result.reason, language)
        return f'<li class="tile"><span class="name">{text(name)}</span><b>–</b><div>{text(why)}</div></li>'
    interval = ends_of(result.interval)
    aimed, tone = _aimed(aim, language)
    goal = None if aim is None else aim.claim.reference.number
    first = f'{text(size)} · <span class="to-{tone or "neutral"}">{text(aimed)}</span>'
    below = [first, text(change or wording.NO_CHANGE.text(language))]
    return (
        f'<li class="tile"><span class="name">{text(name)}</span><b>{text(write(result.value, unit))}</b>'
        f"<span>{text(_interval(interval, unit, language))}</span>{strip(*ends, result.value, interval, goal)}"
        f'<div class="ends"><span>{_end(ends[0], unit)}</span><span>{_end(ends[1], unit)}</span></div>'
        + "".join(f"<div>{line}</div>" for line in below)
        + "</li>"
    )


def _end(value: float, unit: str) -> str:
    return f"{100 * value:.0f}%" if unit == "share" else f"{value:g}".replace("-", "−")


def _interval(ends: tuple[float, float] | None, unit: str, language: Language) -> str:
    if ends is None:
        return ""
    low, high = (write(end, unit) for end in ends)
    return f"{low} to {high}" if language == "en" else f"{low}至{high}"


def _change(assessment: Assessment, key: str, language: Language) -> str:
    waves = assessment.part("waves")
    one = next((d for d in assessment.decided if d.claim.name == f"waves/change/{key}"), None)
    if not isinstance(waves, WavesPart) or one is None or one.claim.difference is None:
        return ""
    found, interval, unit = one.claim.difference.value, one.interval, one.claim.unit
    if found is None or interval is None:
        return ""
    verdict = wording.CANNOT_TELL
    if one.stands:
        verdict = wording.ROSE if one.claim.direction > 0 else wording.FELL
    low, high = (write_difference(end, unit, sign=True) for end in (interval.low, interval.high))
    return wording.CHANGED.text(language).format(
        write_difference(found, unit, sign=True),
        one.claim.reference.label.text(language),
        low,
        high,
        verdict.text(language),
    )
