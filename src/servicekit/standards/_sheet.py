"""Audit sheets to print and fill in, as text, Markdown or HTML, in either language."""

from typing import Literal

from servicekit.foundation import _markup as markup
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label, Language, check_language
from servicekit.standards._standard import Standard, StandardSet

Form = Literal["text", "markdown", "html"]
HEADER = (
    Label("Key", "编号"),
    Label("Standard", "标准"),
    Label("Holds for", "对象"),
    Label("How to see it", "检查方法"),
    Label("Kept if", "达标条件"),
    Label("Result", "结果"),
)
FIELDS = {
    "site": Label("Site", "网点"),
    "visit": Label("Visit", "检查编号"),
    "auditor": Label("Auditor", "检查员"),
    "wave": Label("Wave", "期次"),
    "date": Label("Date", "日期"),
}
NOTE = Label(
    "* critical. Write the value, or √ / × or yes / no; N/A if it does not apply; leave empty what you could not see.",
    "* 为关键项。填写数值，或√/×、是/否；不适用填“不适用”；未能看到则留空。",
)


def sheet_row(standard: Standard, language: Language) -> tuple[str, ...]:
    """Return what a sheet says of a standard, with room for the result."""
    mark = " *" if standard.critical else ""
    boxes = "".join(f" ☐ {thing.text(language)}" for thing in standard.ticks)
    return (
        standard.key,
        standard.text.text(language) + mark,
        standard.subject.text(language),
        standard.measure.text(language),
        standard.target(language) + boxes,
        "",
    )


def _tables(standards: StandardSet, language: Language) -> list[tuple[str, list[tuple[str, ...]]]]:
    return [
        (area.label.text(language), [sheet_row(standard, language) for standard in standards if standard.area == area])
        for area in standards.areas
    ]


def audit_sheet(standards: StandardSet, *, language: str = "en", form: str = "text") -> str:
    """Return a sheet with a line for each standard and its key, by area, and room for site, visit, auditor and date.

    A workbook to fill in, which ``read_audit_sheet`` reads back, is written by ``servicekit.files.write_audit_sheet``.

    Args:
        standards: The standards to look at.
        language: "en" or "zh".
        form: "text", "markdown" or "html".

    Example:
        >>> import servicekit as sk
        >>> len(sk.standards.audit_sheet(sk.standards.FASHION_RETAIL)) > 100
        True
    """
    spoken = check_language(language)
    if form == "text":
        return _as_text(standards, spoken)
    if form == "markdown":
        return _as_markdown(standards, spoken)
    if form == "html":
        return _as_html(standards, spoken)
    raise InvalidValueError("form", "'text', 'markdown' or 'html'", form)


def _as_text(standards: StandardSet, language: Language) -> str:
    lines = [standards.title.text(language), "", *(f"{item.text(language)}: ____________" for item in FIELDS.values())]
    for area, rows in _tables(standards, language):
        lines += ["", area, "-" * (2 * len(area))]
        lines += [f"[      ] {' | '.join((*told, key))}" for key, *told, _ in rows]
    return "\n".join([*lines, "", NOTE.text(language), ""])


def _cell(text: str) -> str:
    """Escape what Markdown would read as a mark."""
    escaped = "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|" else letter for letter in text)
    return escaped.replace("\n", " ")


def _as_markdown(standards: StandardSet, language: Language) -> str:
    lines = [f"# {_cell(standards.title.text(language))}", ""]
    lines += [f"{item.text(language)}: ____________  " for item in FIELDS.values()]
    head = " | ".join(item.text(language) for item in HEADER)
    for area, rows in _tables(standards, language):
        lines += ["", f"## {_cell(area)}", "", f"| {head} |", "|" + " --- |" * len(HEADER)]
        lines += ["| " + " | ".join(_cell(text) for text in row) + " |" for row in rows]
    return "\n".join([*lines, "", _cell(NOTE.text(language)), ""])


def _as_html(standards: StandardSet, language: Language) -> str:
    fields = "".join(f"<p>{markup.text(item.text(language))}: ____________</p>" for item in FIELDS.values())
    head = [item.text(language) for item in HEADER]
    tables = "".join(markup.table(head, rows, caption=area) for area, rows in _tables(standards, language))
    title = markup.text(standards.title.text(language))
    note = markup.text(NOTE.text(language))
    return f'<section lang="{language}"><h1>{title}</h1>{fields}{tables}<p>{note}</p></section>'
