"""The report as Markdown: sentences, tables and how sure, for wikis and mails that take no page."""

import re
from itertools import groupby
from typing import Final

from servicekit.foundation._markup import visible
from servicekit.foundation._vocabulary import Language
from servicekit.reports import _labels as wording
from servicekit.study._assessment import Assessment
from servicekit.study._part import Finding
from servicekit.study.conclusions._disclosed import NOT_TOLD, disclosed
from servicekit.study.conclusions._figures import Figure, figures_of

SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~])")


def markdown(assessment: Assessment, language: Language) -> str:
    """Return the report as Markdown; what comes from the data cannot become a link, a heading or HTML.

    Args:
        assessment: What ``assess`` returned.
        language: "en" or "zh".
    """
    screen = assessment.first_screen
    lines = [f"# {_plain(assessment.study.title.text(language))}", "", _plain(screen.opening.text(language)), ""]
    lines += [f"* {_said(finding, language)}" for finding in screen.urgent] + [""] * bool(screen.urgent)
    lines += [f"{place}. {_said(finding, language)}" for place, finding in enumerate(screen.findings, start=1)]
    lines += ["", *(f"* {_plain(note.text(language))}" for note in screen.notes)]
    lines += [
        "",
        _plain(screen.promise.text(language)),
        "",
        _plain(wording.reading(part.key for part in assessment.parts).text(language)),
    ]
    figures: dict[str, list[Figure]] = {}
    for figure in figures_of(assessment.parts):
        figures.setdefault(figure.part, []).append(figure)
    for part in assessment.parts:
        lines += ["", f"## {_plain(part.name.text(language))}", ""]
        lines += [f"* {_said(finding, language)}" for finding in part.findings]
        for caption, rows in groupby(figures.get(part.key, []), key=lambda figure: figure.caption):
            lines += ["", f"**{_plain(caption.text(language))}**", "", *_table(list(rows), language)]
        lines += ["", _plain(part.method.text(language))]
    if items := disclosed(assessment.study, assessment.data_quality):
        lines += ["", f"## {_plain(wording.DISCLOSURE.text(language))}", ""]
    for heading, words in items.values():
        said = (words or NOT_TOLD).text(language)
        lines.append(f"* **{_plain(heading.text(language))}** {_plain(said)}")
    return "\n".join(lines) + "\n"


def _said(finding: Finding, language: Language) -> str:
    return _plain(finding.text.text(language))


def _table(rows: list[Figure], language: Language) -> list[str]:
    words = (wording.MEASURE, wording.VALUE, wording.INTERVAL, wording.counted(rows[0].part))
    lines = [f"| {' | '.join(word.text(language) for word in words)} |", "| --- | ---: | ---: | ---: |"]
    for row in rows:
        cells = (row.name.text(language), row.value_words(language), row.interval_words(language), row.n_words())
        lines.append(f"| {' | '.join(map(_plain, cells))} |")
    return lines


def _plain(words: str) -> str:
    return SPECIAL.sub(r"\\\1", visible(words))
