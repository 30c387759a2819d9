"""The report as a workbook: figures as numbers with the ends of their intervals, words as text, a sheet a part."""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from math import isfinite
from typing import Any, Final

from servicekit.foundation._extras import require
from servicekit.foundation._markup import visible
from servicekit.foundation._reasons import reason_text
from servicekit.foundation._vocabulary import Label, Language
from servicekit.reports import _labels as wording
from servicekit.reports._opening import heading_of_notes
from servicekit.study._assessment import Assessment
from servicekit.study._part import Finding
from servicekit.study.conclusions._disclosed import NOT_TOLD, disclosed
from servicekit.study.conclusions._figures import Figure, figures_of
from servicekit.study.wording._customer_word import customer_word

FORMATS: Final = {"share": "0.0%", "points": "+0.0;−0.0;0.0", "number": "General"}
UNITS: Final = {
    "share": Label("share", "占比"),
    "points": Label("percentage points", "个百分点"),
    "number": Label("number", "数值"),
}
TABLE: Final = Label("Table", "表")
LOW: Final = Label("Interval from", "置信区间下限")
HIGH: Final = Label("Interval to", "置信区间上限")
LEVEL: Final = Label("Level", "置信水平")
UNIT: Final = Label("Unit", "单位")
HOW_SURE: Final = Label("How sure", "把握")
WIDTHS: Final = (44, 44, 12, 14, 14, 10, 16, 10, 44)
FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LONGEST: Final = 31
Cell = str | float | int | None


class _Sheet:
    """A sheet that takes lines; what is text stays text, whatever it begins with."""

    def __init__(self, page: Any, bold: Any, spoken: Callable[[str], str]) -> None:
        self.page, self.bold, self.row, self.spoken = page, bold, 0, spoken
        for place, width in enumerate(WIDTHS):
            page.column_dimensions["ABCDEFGHI"[place]].width = width

    def line(self, cells: Sequence[Cell] = (), *, is_head: bool = False, formats: Sequence[str] = ()) -> None:
        """Add a line."""
        self.row += 1
        for column, value in enumerate(cells, 1):
            if value is None or value == "":
                continue
            cell = self.page.cell(row=self.row, column=column)
            if isinstance(value, str):
                cell.value = self.spoken(visible(value))
                cell.data_type = "s"  # a text, never a formula nor an error
                cell.quotePrefix = True  # nor one after somebody edits the cell
            else:
                cell.value = value
                cell.number_format = formats[column - 1] if column <= len(formats) else "General"
            if is_head:
                cell.font = self.bold


def workbook(assessment: Assessment, language: Language) -> bytes:
    """Return the report as the bytes of an .xlsx file.

    Args:
        assessment: What ``assess`` returned.
        language: "en" or "zh".

    Raises:
        MissingExtraError: openpyxl is not installed.
    """
    require("openpyxl", extra="files")
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book: Any = Workbook()
    book.remove(book.active)
    bold, taken = Font(bold=True), set[str]()

    spoken = customer_word(assessment.study, assessment.parts) if language == "zh" else str

    def sheet(name: Label) -> _Sheet:
        return _Sheet(book.create_sheet(_sheet_name(spoken(name.text(language)), taken)), bold, spoken)

    _first(sheet(wording.IN_SHORT), assessment, language)
    figures: dict[str, list[Figure]] = {}
    for figure in figures_of(assessment.parts):
        figures.setdefault(figure.part, []).append(figure)
    for part in assessment.parts:
        page = sheet(part.name)
        page.line([part.name.text(language)], is_head=True)
        _findings(page, part.findings, language)
        page.line()
        _figures(page, figures.get(part.key, []), language)
        page.line()
        page.line([wording.HOW.text(language)], is_head=True)
        page.line([part.method.text(language)])
        for source in part.sources:
            page.line([str(source)])
    _not_run(sheet(wording.NOT_RUN), assessment, language)
    if items := disclosed(assessment.study, assessment.data_quality):
        page = sheet(wording.DISCLOSURE)
        for heading, words in items.values():
            page.line([heading.text(language), (words or NOT_TOLD).text(language)])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that a workbook allows and has not yet."""
    plain = " ".join(visible(name).translate(FORBIDDEN).split()).strip("'") or "-"
    found, count = plain[:LONGEST].strip(), 1
    while found.casefold() in taken:
        count += 1
        end = f" {count}"
        found = plain[: LONGEST - len(end)].strip() + end
    taken.add(found.casefold())
    return found


def _first(page: _Sheet, assessment: Assessment, language: Language) -> None:
    screen = assessment.first_screen
    page.line([assessment.study.title.text(language)], is_head=True)
    page.line([screen.opening.text(language)])
    page.line()
    _findings(page, (*screen.urgent, *screen.findings), language)
    if screen.notes:
        page.line()
        page.line([heading_of_notes(screen).text(language)], is_head=True)
        for note in screen.notes:
            page.line([note.text(language)])
    page.line()
    page.line([wording.HOW_SURE.text(language)], is_head=True)
    page.line([screen.promise.text(language)])
    page.line([wording.reading(part.key for part in assessment.parts).text(language)])


def _findings(page: _Sheet, findings: Iterable[Finding], language: Language) -> None:
    listed = list(findings)
    if listed:
        page.line([wording.FINDINGS.text(language), HOW_SURE.text(language)], is_head=True)
    for finding in listed:
        page.line([finding.text.text(language), certainty(finding, language)])


def certainty(finding: Finding, language: Language) -> str:
    """Return how certain a finding is; "" for a fact."""
    if finding.is_caution:
        return wording.TAG_CARE.text(language)
    if finding.decided is None:
        return ""
    if not finding.claimed:
        return wording.TAG_OPEN.text(language)
    return (wording.TAG_SURE if finding.decided.is_sure else wording.TAG_FAIRLY).text(language)


def _figures(page: _Sheet, figures: Sequence[Figure], language: Language) -> None:
    if not figures:
        return
    heads = (
        TABLE,
        wording.MEASURE,
        wording.VALUE,
        LOW,
        HIGH,
        LEVEL,
        UNIT,
        wording.counted(figures[0].part),
        wording.NOTE,
    )
    page.line([head.text(language) for head in heads], is_head=True)
    first = page.row
    for figure in figures:
        shape = FORMATS[figure.unit]
        formats = ("", "", shape, shape, shape, "0%", "", "#,##0")
        page.line(_cells(figure, language), formats=formats)
    page.page.auto_filter.ref = f"A{first}:I{page.row}"


def _cells(figure: Figure, language: Language) -> list[Cell]:
    """Return a line of the table of figures; one that may not be published is a reason without a number."""
    names: list[Cell] = [figure.caption.text(language), figure.name.text(language)]
    unit, n = UNITS[figure.unit].text(language), figure.n
    value, interval = figure.estimate.value, figure.estimate.interval
    if value is None or figure.is_hidden:
        hides = figure.publishable.reason if figure.publishable is not None and figure.is_hidden else None
        why = hides.text(language) if hides is not None else reason_text(figure.estimate.reason, language)
        return [*names, None, None, None, None, unit, n, why]
    ends: list[Cell] = [None, None, None]
    note = ""
    if interval is not None and interval.kind == "bounded":
        ends = [_number(interval.low, figure.unit), _number(interval.high, figure.unit), interval.level]
    elif interval is not None:
        note = figure.interval_words(language)
    return [*names, _number(value, figure.unit), *ends, unit, n, note]


def _number(value: float, unit: str) -> Cell:
    if not isfinite(value):
        return "∞" if value > 0 else "−∞"
    return 100 * value if unit == "points" else value


def _not_run(page: _Sheet, assessment: Assessment, language: Language) -> None:
    heads = (wording.QUESTION, wording.NEEDS, wording.NOTE)
    page.line([head.text(language) for head in heads], is_head=True)
    for part in assessment.not_run:
        reason = part.reason.text(language) if part.reason else ""
        page.line([part.name.text(language), part.needs.text(language), reason])
