"""An assessment as one self-contained HTML file."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal, overload

from servicekit.files._output import write_bytes
from servicekit.foundation import _markup as markup
from servicekit.foundation._errors import InvalidValueError, format_choices
from servicekit.foundation._vocabulary import Language, check_language
from servicekit.reports import _labels as wording
from servicekit.reports import _page as page
from servicekit.reports._banner_table import banner_html, banner_markdown, banner_workbook
from servicekit.reports._figures import pictures
from servicekit.reports._markdown import markdown
from servicekit.reports._opening import opening, sentence, tag
from servicekit.reports._picture import Picture
from servicekit.reports._seal import sealed
from servicekit.reports._tables import figure_tables
from servicekit.reports._workbook import workbook
from servicekit.segments._banner import Banner
from servicekit.study._assessment import Assessment
from servicekit.study._part import Part
from servicekit.study._study import Study
from servicekit.study.conclusions._disclosed import NOT_TOLD, SOURCE, disclosed
from servicekit.study.conclusions._figures import Figure, figures_of
from servicekit.study.conclusions._generations import LADDER
from servicekit.study.conclusions._ladder import RungState
from servicekit.study.conclusions._printed import sentence_key
from servicekit.study.conclusions._since_last import since_last
from servicekit.study.parts._measures import name_of
from servicekit.study.parts._waves import WavesPart
from servicekit.study.wording._customer_word import customer_word
from servicekit.study.wording._formatting import percent
from servicekit.study.wording._sentences import listed

MOST_OPEN: Final = 4
MOST_PICTURES: Final = 6
TOLD: Final = re.compile(r'<tr class="(?:bad|good|sure)"')
"""A row about which a claim stands."""
ENDINGS: Final[dict[str, Literal["html", "markdown", "xlsx"]]] = {
    "": "html",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".xlsx": "xlsx",
}


@overload
def report(
    assessment: Assessment | Banner,
    *,
    language: Language = "en",
    compare_to: Assessment | None = None,
    form: Literal["html", "markdown"] = "html",
    path: None = None,
) -> str: ...
@overload
def report(
    assessment: Assessment | Banner,
    *,
    language: Language = "en",
    compare_to: Assessment | None = None,
    form: Literal["xlsx"],
    path: None = None,
) -> bytes: ...
@overload
def report(
    assessment: Assessment | Banner,
    *,
    language: Language = "en",
    compare_to: Assessment | None = None,
    form: None = None,
    path: str | Path,
) -> None: ...
def report(
    assessment: Assessment | Banner,
    *,
    language: Language = "en",
    compare_to: Assessment | None = None,
    form: Literal["html", "markdown", "xlsx"] | None = None,
    path: str | Path | None = None,
) -> str | bytes | None:
    """Return the report as HTML text that needs no other file and no network, as Markdown or a workbook, or write it.

    Args:
        assessment: What ``assess`` returned; or a banner table, for a page or a workbook of its own.
        language: "en" or "zh".
        compare_to: An earlier assessment; the report then says what has changed since, as ``since_last`` does.
        form: "html" (where None), a page with pictures, "markdown", its sentences and tables, or "xlsx", bytes of a
            workbook whose figures are numbers.
        path: Where to write it instead, in one step; the form follows from .html (or none), .htm, .md or .xlsx.

    Raises:
        InvalidValueError: An assessment, the form or the ending is none, or the two share no question.
        MissingExtraError: A workbook is asked for and openpyxl is not installed.

    Example:
        >>> import servicekit as sk
        >>> example = sk.load_example()
        >>> assessment = sk.assess(example.study, example.survey)
        >>> sk.report(assessment, language="zh")[:15]
        '<!doctype html>'
        >>> sk.report(assessment, path="report.xlsx")
    """
    check_language(language)
    if not isinstance(assessment, Assessment | Banner):
        raise InvalidValueError("assessment", "what assess returned, or a banner table", type(assessment).__name__)
    if path is not None:
        if form is not None:
            raise InvalidValueError("form", "left out where there is a path: its ending says the form", form)
        form = form_of(path)
    elif form not in (None, "html", "markdown", "xlsx"):
        raise InvalidValueError("form", "'html', 'markdown' or 'xlsx'", form)
    content: str | bytes
    if isinstance(assessment, Banner):
        if compare_to is not None:
            raise InvalidValueError("compare_to", "left out for a banner table", type(compare_to).__name__)
        if form == "xlsx":
            content = banner_workbook(assessment, language)
        else:
            content = (banner_markdown if form == "markdown" else banner_html)(assessment, language)
        return _given(content, path)
    if compare_to is not None:
        assessment = since_last(assessment, compare_to)
    if form == "xlsx":
        content = workbook(assessment, language)
    else:
        content = markdown(assessment, language) if form == "markdown" else _html(assessment, language)
        if language == "zh":
            content = customer_word(assessment.study, assessment.parts)(content)
        if form != "markdown":
            content = sealed(content)
    return _given(content, path)


def _given(content: str | bytes, path: str | Path | None) -> str | bytes | None:
    if path is None:
        return content
    write_bytes(path, content if isinstance(content, bytes) else content.encode())
    return None


def form_of(path: str | Path) -> Literal["html", "markdown", "xlsx"]:
    """Return the form that the ending of a path says.

    Raises:
        InvalidValueError: It says none.
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        endings = format_choices(filter(None, ENDINGS))
        raise InvalidValueError("the report", f"a file that ends in {endings}", Path(path).name)
    return ENDINGS[ending]


def _html(assessment: Assessment, language: Language) -> str:
    title = assessment.study.title.text(language)
    figures: dict[str, list[Figure]] = {}
    for figure in figures_of(assessment.parts):
        figures.setdefault(figure.part, []).append(figure)
    body = [page.section("short", opening(assessment, language), language)]
    body += [_part(assessment, part, figures.get(part.key, []), language) for part in assessment.parts]
    body += [_not_run(assessment, language), _quality(assessment, language), _disclosure(assessment, language)]
    return page.page(
        title=title,
        facts=_facts(assessment, language),
        language=language,
        contents=_contents(assessment, language),
        body="\n".join(section for section in body if section),
    )


def _contents(assessment: Assessment, language: Language) -> list[page.Entry]:
    entries = [page.Entry(anchor="short", name=wording.IN_SHORT.text(language))]
    for part in assessment.parts:
        sure = sum(finding.claimed for finding in part.findings)
        note = wording.SURE_COUNT.text(language).format(sure) if sure else ""
        if not sure and part.claims:
            note = wording.OPEN.text(language)
        entries.append(page.Entry(anchor=part.key, name=part.name.text(language), note=note))
    count = len(assessment.not_run)
    entries.append(page.Entry(anchor="not-run", name=wording.NOT_RUN.text(language), note=str(count) if count else ""))
    if assessment.data_quality.columns:
        entries.append(page.Entry(anchor="data", name=wording.QUALITY.text(language)))
    if disclosed(assessment.study, assessment.data_quality):
        entries.append(page.Entry(anchor="disclosure", name=wording.DISCLOSURE.text(language)))
    return entries


def _facts(assessment: Assessment, language: Language) -> str:
    quality = assessment.data_quality
    facts = [wording.USED.text(language).format(quality.rows)] if quality.columns else []
    waves = assessment.part("waves")
    if isinstance(waves, WavesPart):
        count = max((len(groups) for groups in waves.waves.values()), default=0)
        facts.append(wording.WAVES.text(language).format(count))
    if quality.weight_sum is not None:
        facts.append(wording.WEIGHTED.text(language).format(quality.n_effective))
    space = ": " if language == "en" else ""
    facts.append(f"{wording.CONFIDENCE.text(language)}{space}{100 * assessment.study.level:g}%")
    return " · ".join(facts)


def _findings(part: Part, language: Language) -> str:
    """Return what a part says; where much is not decided, a reader opens it."""
    entries = [
        f'<li class="to-{finding.tone}">{tag(finding, language)}'
        f"{sentence(finding, sentence_key(part.key, place), language)}</li>"
        for place, finding in enumerate(part.findings)
    ]
    is_open = [finding.decided is not None and not finding.claimed for finding in part.findings]
    if sum(is_open) <= MOST_OPEN:
        return _listed(entries)
    count = wording.NOT_APART_HERE.text(language).format(sum(is_open))
    unsaid = _listed(entry for entry, hides in zip(entries, is_open, strict=True) if hides)
    said = _listed(entry for entry, hides in zip(entries, is_open, strict=True) if not hides)
    return said + page.folded(count, unsaid, kind="unsaid")


def _listed(entries: Iterable[str]) -> str:
    return f'<ul class="findings">{"".join(entries)}</ul>'


def _picture(assessment: Assessment, part: Part, picture: Picture, language: Language) -> str:
    title = markup.text(picture.title.text(language))
    body = picture.body
    if picture.is_drawn:  # what it shows stands in the tables of its part
        named = f'<svg role="img" aria-label="{title}" aria-details="figures-{markup.text(part.key)}" '
        body = f'<div class="drawn">{body.replace("<svg ", named, 1)}</div>'
    stop = " " if language == "en" else ""
    lines = stop.join(filter(None, (picture.note, _source(assessment, part, picture, language))))
    note = f"<figcaption>{markup.text(lines)}</figcaption>"
    kind = ' class="broad"' if picture.is_broad else ""
    return f"<figure{kind}><h3>{title}</h3>{body}{note}</figure>"


def _pictures(assessment: Assessment, part: Part, language: Language) -> str:
    """Return the pictures of a part; where there are many, those in which nothing is decided are opened by a reader."""
    shown, rest = "", []
    for place, picture in enumerate(pictures(assessment, part, language)):
        drawn = _picture(assessment, part, picture, language)
        if place < MOST_PICTURES or TOLD.search(picture.body):
            shown += drawn
        else:
            rest.append(drawn)
    return shown + page.folded(wording.MORE_PICTURES.text(language).format(len(rest)), "".join(rest))


def _source(assessment: Assessment, part: Part, picture: Picture, language: Language) -> str:
    """Return where the figures of a picture come from, and how many answers they rest on."""
    said = [wording.SOURCES_OF.get(part.key, wording.SURVEY).text(language)]
    quality = assessment.data_quality
    if part.key not in wording.SOURCES_OF and quality.columns:
        if picture.n is not None:
            fewest, most = (f"{n:,.0f}" for n in picture.n)
            between = " to " if language == "en" else "至"
            n = fewest if fewest == most else f"{fewest}{between}{most}"
            said.append(wording.N_OF.text(language).format(n, quality.rows))
        if quality.weight_sum is not None:
            said.append(wording.IS_WEIGHTED.text(language))
    words = wording.SOURCE.text(language).format((", " if language == "en" else "，").join(said))
    return f"{words}." if language == "en" else f"{words}。"


def _part(assessment: Assessment, part: Part, figures: list[Figure], language: Language) -> str:
    drawn = _pictures(assessment, part, language)
    sources = "".join(f"<li>{markup.text(source)}</li>" for source in part.sources)
    method = page.paragraph(part.method.text(language)) + (f'<ul class="small">{sources}</ul>' if sources else "")
    return page.section(
        part.key,
        page.heading(part.name.text(language))
        + _findings(part, language)
        + drawn
        + page.folded(wording.FIGURES.text(language), figure_tables(figures, language), f"figures-{part.key}")
        + page.folded(wording.HOW.text(language), method),
        language,
    )


def _not_run(assessment: Assessment, language: Language) -> str:
    header = [wording.QUESTION.text(language), wording.NEEDS.text(language), wording.NOTE.text(language)]
    width = 3 if any(part.reason for part in assessment.not_run) else 2  # no column of blanks
    rows = [
        (part.name.text(language), part.needs.text(language), part.reason.text(language) if part.reason else "")[:width]
        for part in assessment.not_run
    ]
    missing = f'<div class="wide" tabindex="0">{markup.table(header[:width], rows)}</div>' if rows else ""
    ladder = [
        (
            number,
            rung.generation.label.text(language),
            rung.generation.meaning.text(language),
            LADDER[rung.generation].suits.text(language),
            _state(rung, language),
        )
        for number, rung in enumerate(assessment.ladder, start=1)
    ]
    words = (wording.LADDER, wording.QUESTION, wording.SUITS, wording.STATE)
    table = markup.table((wording.NUMBER.text(language), *(word.text(language) for word in words)), ladder)
    return page.section(
        "not-run",
        page.heading(wording.NOT_RUN.text(language))
        + missing
        + _advice(assessment, language)
        + page.folded(wording.LADDER.text(language), f'<div class="wide" tabindex="0">{table}</div>'),
        language,
    )


def _state(rung: RungState, language: Language) -> str:
    if rung.lacks is None:
        return f"✓ {wording.DONE.text(language)}"
    word = wording.PARTLY if rung.state == "partly" else wording.IMPOSSIBLE
    return f"{word.text(language)}{': ' if language == 'en' else '：'}{rung.lacks.text(language)}"


def _advice(assessment: Assessment, language: Language) -> str:
    """Return which generation suits the organisation; "" where the study does not say where it stands."""
    found = assessment.recommended
    if found is None:
        return ""
    words = wording.RECOMMENDED.text(language).format(
        LADDER[found.aim].suits.text(language).rstrip(".。"), found.aim.label.text(language)
    )
    if found.lacks is not None:
        words += wording.RECOMMENDED_LACKS.text(language).format(found.lacks.text(language).rstrip(".。"))
        if found.now is not None and found.now is not found.aim:
            words += wording.RECOMMENDED_NOW.text(language).format(found.now.label.text(language))
    if found.open_before:
        names = [one.label for one in found.open_before]
        words += wording.OPEN_BEFORE.text(language).format(listed(names, language, joint="and"))
    return page.paragraph(words)


def _column_name(study: Study, column: str, language: Language) -> str:
    for name, question in study.measured.items():
        if question.column == column:
            return name_of(study, name).text(language)
    return study.label(column).text(language)


def _quality(assessment: Assessment, language: Language) -> str:
    quality = assessment.data_quality
    words = (wording.COLUMN, wording.ANSWERED, wording.MISSING, wording.SET_ASIDE, wording.REASONS)
    if not quality.columns:
        return ""
    rows = [
        (
            _column_name(assessment.study, name, language),
            column.answered,
            column.missing,
            sum(column.rejected.values()),
            ", ".join(map(str, column.rejected)),
        )
        for name, column in quality.columns.items()
    ]
    caution = ""
    if quality.n_effective < quality.rows / 5:
        caution = page.paragraph(wording.WEIGHT_CAUTION.text(language))
    table = markup.table([word.text(language) for word in words], rows)
    space = ": " if language == "en" else ""
    facts = [f"{wording.ROWS.text(language)}{space}{quality.rows:,}"]
    if quality.missing_share is not None:
        facts.append(f"{wording.MISSING.text(language)}{space}{percent(quality.missing_share)}")
    facts.append(f"{wording.SET_ASIDE.text(language)}{space}{quality.rejected_count:,}")
    return page.section(
        "data",
        page.heading(wording.QUALITY.text(language))
        + caution
        + page.paragraph(" · ".join(facts))
        + page.folded(wording.FIGURES.text(language), f'<div class="wide" tabindex="0">{table}</div>'),
        language,
    )


def _disclosure(assessment: Assessment, language: Language) -> str:
    lines, items = "", disclosed(assessment.study, assessment.data_quality)
    if not items:
        return ""
    for heading, words in items.values():
        said = markup.text(words.text(language)) if words is not None else ""
        kind = "" if said else ' class="untold"'
        lines += f"<dt>{markup.text(heading.text(language))}</dt><dd{kind}>{said or NOT_TOLD.text(language)}</dd>"
    body = page.heading(wording.DISCLOSURE.text(language)) + f'<dl class="disclosure">{lines}</dl>'
    body += f'<ul class="small"><li>{markup.text(SOURCE)}</li></ul>'
    return page.section("disclosure", body, language)
