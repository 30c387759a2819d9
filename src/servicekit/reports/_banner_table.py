"""Banner tables on paper: a page, Markdown, and a workbook whose shares are numbers."""

from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from typing import Any, Final

from servicekit.foundation._extras import require
from servicekit.foundation._markup import text, visible
from servicekit.foundation._vocabulary import Label, Language
from servicekit.reports import _page as page
from servicekit.segments._banner import DASH, Banner, BannerCell

TITLE: Final = Label("Banner table", "交叉汇总表")
QUESTION: Final = Label("Question", "题目")
ANSWER: Final = Label("Answer", "回答")
BASE: Final = Label("Base (answers)", "基数（回答数）")
LETTERS: Final = Label("higher than", "高于")
ADJUSTED: Final = {
    "bh": Label("Benjamini and Hochberg within the table", "表内按Benjamini–Hochberg法校正"),
    "holm": Label("Holm within the table", "表内按Holm法校正"),
}
FIRST: Final = 6
"""Row of the workbook in which the shares begin."""
NOTE: Final = Label(
    "Shares within a column. A letter names a column of the same question whose share is lower ({level}%, {method}, "
    "{m} pairs of columns). {dash}: fewer than {fewest} answers, or too uncertain to be printed.",
    "表中为列内占比。字母表示该占比高于同一题目的哪一列（{level}%，{method}，共比较{m}对）。"
    "{dash}表示不足{fewest}份回答，或误差过大不宜公布。",
)


def banner_note(table: Banner, language: Language) -> str:
    """Return what letters and dashes mean."""
    return NOTE.text(language).format(
        level=f"{100 * table.level:g}",
        method=ADJUSTED[table.tested.method].text(language),
        m=f"{table.m:,}",
        dash=DASH,
        fewest=table.fewest,
    )


def _heads(table: Banner) -> Iterator[tuple[str, int]]:
    """Yield each column question and how many columns it has."""
    for question, columns in groupby(table.columns, key=lambda column: column.question):
        yield question, len(list(columns))


def _shown(cell: BannerCell) -> str:
    return DASH if cell.value is None else " ".join((f"{100 * cell.value:.0f}%", *cell.exceeds))


def banner_html(table: Banner, language: Language) -> str:
    """Return the table as a page of its own."""
    title = TITLE.text(language)
    spans = "".join(f'<th scope="colgroup" colspan="{count}">{text(name)}</th>' for name, count in _heads(table))
    answers = "".join(
        f'<th scope="col">{text(visible(column.answer))} ({column.letter})</th>' for column in table.columns
    )
    base = "".join(f"<td>{column.n:,}</td>" for column in table.columns)
    head = (
        f'<thead><tr><td></td>{spans}</tr><tr><th scope="col">{text(ANSWER.text(language))}</th>{answers}</tr></thead>'
    )
    body = f'<tr><th scope="row">{text(BASE.text(language))}</th>{base}</tr>'
    for question, rows in groupby(table.cells.items(), key=lambda row: row[0][0]):
        body += f'<tr><th scope="rowgroup" colspan="{len(table.columns) + 1}">{text(question)}</th></tr>'
        for (_, answer), cells in rows:
            shown = "".join(f"<td>{text(_shown(cells[column.letter]))}</td>" for column in table.columns)
            body += f'<tr><th scope="row">{text(visible(answer))}</th>{shown}</tr>'
    drawn = f'<div class="wide cols" tabindex="0"><table>{head}<tbody>{body}</tbody></table></div>'
    note = page.paragraph(banner_note(table, language), "note")
    return page.page(
        title=title,
        facts="",
        language=language,
        contents=[page.Entry(anchor="table", name=title)],
        body=page.section("table", drawn + note, language),
    )


def banner_markdown(table: Banner, language: Language) -> str:
    """Return the table as Markdown."""
    named = [f"{column.question}: {column.answer} ({column.letter})" for column in table.columns]
    lines = [[QUESTION.text(language), ANSWER.text(language), *named], ["---"] * (len(named) + 2)]
    lines.append(["", BASE.text(language), *(f"{column.n:,}" for column in table.columns)])
    lines += [
        [question, str(answer), *(_shown(cells[column.letter]) for column in table.columns)]
        for (question, answer), cells in table.cells.items()
    ]
    rows = "\n".join(f"| {' | '.join(_escaped(cell) for cell in line)} |" for line in lines)
    return f"# {TITLE.text(language)}\n\n{rows}\n\n{banner_note(table, language)}\n"


def _escaped(cell: str) -> str:
    return visible(cell).replace("\\", "\\\\").replace("|", "\\|")


def banner_workbook(table: Banner, language: Language) -> bytes:
    """Return the table as the bytes of an .xlsx file: shares as numbers, the letters in a column beside each.

    Raises:
        MissingExtraError: openpyxl is not installed.
    """
    require("openpyxl", extra="files")
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet: Any = book.active
    sheet.title = TITLE.text(language)
    lines: list[list[str | float | None]] = [[TITLE.text(language)], [], ["", ""], ["", ""], ["", BASE.text(language)]]
    for column in table.columns:
        lines[2] += [column.question, None]
        lines[3] += [f"{column.answer} ({column.letter})", LETTERS.text(language)]
        lines[4] += [column.n, None]
    for (question, answer), cells in table.cells.items():
        lines.append([question, str(answer)])
        for column in table.columns:
            cell = cells[column.letter]
            lines[-1] += [DASH if cell.value is None else cell.value, " ".join(cell.exceeds)]
    lines += [[], [banner_note(table, language)]]
    for row, line in enumerate(lines, 1):
        for place, value in enumerate(line, 1):
            if value is None or value == "":
                continue
            written = sheet.cell(row=row, column=place)
            if isinstance(value, str):
                written.value, written.data_type, written.quotePrefix = visible(value), "s", True  # never a formula
            else:
                written.value, written.number_format = value, "0%" if row > FIRST - 1 else "#,##0"
            if row in (1, 3, 4):
                written.font = Font(bold=True)
    at = 3
    for _, count in _heads(table):
        sheet.merge_cells(start_row=3, end_row=3, start_column=at, end_column=at + 2 * count - 1)
        at += 2 * count
    for place, width in ((1, 28), (2, 28)):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = f"C{FIRST}"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
