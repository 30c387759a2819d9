"""An assessment as one self-contained HTML file."""

from servicekit.foundation import _markup as markup
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import told
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Language, check_language
from servicekit.reports import _labels as wording
from servicekit.reports import _page as page
from servicekit.reports._figures import pictures
from servicekit.reports._tables import result_tables
from servicekit.study._assessment import Assessment
from servicekit.study._data_quality import DataQuality
from servicekit.study._first_screen import FirstScreen
from servicekit.study._formatting import Written, between, percent, points
from servicekit.study._generations import LADDER, Generation
from servicekit.study._part import Finding, Part
from servicekit.study.parts._index import IndexPart
from servicekit.study.parts._measures import MeasuresPart, name_of, written_as


def report(assessment: Assessment, *, language: Language = "en") -> str:
    """Return the report as HTML text that needs no other file and no network.

    Args:
        assessment: What ``assess`` returned.
        language: "en" or "zh".

    Example:
        >>> import servicekit as sk
        >>> example = sk.load_example()
        >>> assessment = sk.assess(example.study, example.survey)
        >>> sk.report(assessment, language="zh")[:15]
        '<!doctype html>'
    """
    check_language(language)
    if not isinstance(assessment, Assessment):
        raise InvalidValueError("assessment", "what assess returned", type(assessment).__name__)
    title = assessment.study.title.text(language)
    body = [_head(assessment, title, language), _short(assessment, language)]
    body += [_part(assessment, part, language) for part in assessment.parts]
    body += [_not_run(assessment, language), _quality(assessment.data_quality, language)]
    return page.page(title=title, language=language, body="\n".join(section for section in body if section))


def _head(assessment: Assessment, title: str, language: Language) -> str:
    quality = assessment.data_quality
    facts = [f"{wording.ROWS.text(language)}: {quality.rows:,}"] if quality.columns else []
    if quality.weight_sum is not None:
        facts.append(f"{wording.EFFECTIVE.text(language)}: {quality.n_effective:,.0f}")
    facts.append(f"{wording.CONFIDENCE.text(language)}: {100 * assessment.study.level:g}%")
    return f"<h1>{markup.text(title)}</h1>" + page.paragraph(" · ".join(facts), "sub")


def _short(assessment: Assessment, language: Language) -> str:
    tiles = []
    measures = assessment.part("measures")
    for name, result in measures.measures.items() if isinstance(measures, MeasuresPart) else ():
        tiles.append(_tile(name_of(assessment.study, name).text(language), result, written_as(result), language))
    index = assessment.part("index")
    if isinstance(index, IndexPart):
        found = index.index
        tiles.append(_tile(found.title.text(language), found, points, language))
    return (
        page.heading(wording.IN_SHORT.text(language), anchor="short")
        + (f'<div class="tiles">{"".join(tiles)}</div>' if tiles else "")
        + _first_screen(assessment.first_screen, language)
        + page.paragraph(wording.READING.text(language), "small")
    )


def _first_screen(screen: FirstScreen, language: Language) -> str:
    def listed(findings: tuple[Finding, ...]) -> str:
        entries = "".join(f'<li class="{f.tone}">{markup.text(f.text.text(language))}</li>' for f in findings)
        return f'<ol class="first">{entries}</ol>'

    body = page.paragraph(screen.opening.text(language))
    if screen.pressing:
        body += page.heading(wording.FIRST.text(language), 3) + listed(screen.pressing)
    if screen.also_sure:
        words = wording.ALSO_SURE if screen.pressing else wording.SURE
        body += page.heading(words.text(language), 3) + listed(screen.also_sure)
    if screen.more:
        body += page.paragraph(wording.MORE_BELOW.text(language).format(screen.more), "small")
    body += "".join(page.paragraph(note.text(language)) for note in screen.notes)
    return body + page.paragraph(screen.promise.text(language), "small")


def _tile(name: str, estimate: Estimate, written: Written, language: Language) -> str:
    value = written(estimate.value) if estimate.value is not None else "–"
    note = (
        between(estimate.interval, written, language) if estimate.value is not None else told(estimate.reason, language)
    )
    n = getattr(estimate, "n", None)
    size = wording.ANSWER_COUNT.text(language).format(n) if isinstance(n, int) else ""
    return (
        f'<div class="tile"><span>{markup.text(name)}</span><b>{markup.text(value)}</b>'
        f"<span>{markup.text(note)}</span><span>{markup.text(size)}</span></div>"
    )


def _findings(findings: tuple[Finding, ...], language: Language) -> str:
    entries = "".join(f'<li class="{f.tone}">{markup.text(f.text.text(language))}</li>' for f in findings)
    return f'<ul class="findings">{entries}</ul>'


def _part(assessment: Assessment, part: Part, language: Language) -> str:
    drawn = "".join(page.picture(svg, caption) for caption, svg in pictures(assessment.study, part, language))
    sources = "".join(f"<li>{markup.text(source)}</li>" for source in part.sources)
    method = page.paragraph(part.method.text(language)) + (f'<ul class="small">{sources}</ul>' if sources else "")
    return (
        page.heading(part.name.text(language), anchor=part.key)
        + _findings(part.findings, language)
        + drawn
        + page.folded(wording.FIGURES.text(language), result_tables(part.tables(), language))
        + page.folded(wording.HOW.text(language), method)
    )


def _not_run(assessment: Assessment, language: Language) -> str:
    header = (wording.QUESTION.text(language), wording.NEEDS.text(language), wording.NOTE.text(language))
    rows = [(part.name.text(language), part.needs.text(language), part.reason) for part in assessment.not_run]
    missing = f'<div class="wide">{markup.table(header, rows)}</div>' if rows else ""
    ladder = []
    for number, generation in enumerate(Generation, start=1):
        state = _state(assessment, generation, language)
        ladder.append((number, generation.label.text(language), generation.meaning.text(language), state))
    table = markup.table(("", wording.LADDER.text(language), "", ""), ladder)
    return (
        page.heading(wording.NOT_RUN.text(language), anchor="not-run")
        + missing
        + page.folded(wording.LADDER.text(language), f'<div class="wide">{table}</div>')
    )


def _state(assessment: Assessment, generation: Generation, language: Language) -> str:
    rung = LADDER[generation]
    if assessment.is_answered(generation):
        return f"✓ {wording.DONE.text(language)}"
    if not assessment.generations[generation.key]:
        return f"{wording.IMPOSSIBLE.text(language)}: {rung.needs.text(language)}"
    return wording.NOT_BUILT.text(language)


def _quality(quality: DataQuality, language: Language) -> str:
    words = (wording.COLUMN, wording.ANSWERED, wording.MISSING, wording.SET_ASIDE, wording.REASONS)
    if not quality.columns:
        return ""
    rows = [
        (name, column.answered, column.missing, sum(column.rejected.values()), ", ".join(map(str, column.rejected)))
        for name, column in quality.columns.items()
    ]
    caution = ""
    if quality.n_effective < quality.rows / 5:
        caution = page.paragraph(wording.WEIGHT_CAUTION.text(language))
    table = markup.table([word.text(language) for word in words], rows)
    facts = [f"{wording.ROWS.text(language)}: {quality.rows:,}"]
    if quality.missing_share is not None:
        facts.append(f"{wording.MISSING.text(language)}: {percent(quality.missing_share)}")
    facts.append(f"{wording.SET_ASIDE.text(language)}: {quality.rejected_count:,}")
    return (
        page.heading(wording.QUALITY.text(language), anchor="data")
        + caution
        + page.paragraph(" · ".join(facts))
        + page.folded(wording.FIGURES.text(language), f'<div class="wide">{table}</div>')
    )
