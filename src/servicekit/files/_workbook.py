"""Excel workbooks as raw tables; what a small file may claim is checked before it is believed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile, is_zipfile

from servicekit.files._raw_table import RawTable, Row
from servicekit.files._refusal import refusing
from servicekit.foundation._errors import InvalidValueError, RecordError, format_choices
from servicekit.foundation._extras import require
from servicekit.foundation._vocabulary import Label

KIND: Final = "an Excel workbook"
MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
SPARSEST: Final = 200
FEW_CELLS: Final = 2_000_000
LEAST_ROWS: Final = 3
"""Rows with two cells from which a sheet holds a table: a page of notes holds none."""
LARGEST: Final = 4 << 30
LARGE: Final = 200 << 20
STEEPEST: Final = 200
PIECE: Final = 1 << 22
REFERENCE: Final = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]*)(\d+)""")
ERROR_CELL: Final = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\st\s*=\s*["']e["'])[^>]*?\br\s*=\s*["']([A-Z]+)(\d+)["'][^>]*>(?:(?!</(?:\w+:)?c>).)*?"""
    rb"<(?:\w+:)?v>([^<]*)<",
    re.DOTALL,
)


def raw_workbook(file: Path, *, sheet: str | None = None) -> RawTable:
    """Return the rows of a sheet.

    Args:
        file: An .xlsx or .xlsm workbook.
        sheet: Name of the sheet; by default the first that holds a table, or the first if none does.

    Raises:
        RecordError: It is no workbook, damaged, locked by a password, or claims more cells than it can hold.
        InvalidValueError: It has no sheet of that name.
    """
    calamine = require("python_calamine", extra="files")
    if not is_zipfile(file):
        with file.open("rb") as stream:
            old = stream.read(4) == b"\xd0\xcf\x11\xe0"
        what = "it is an old or a locked one; save it as .xlsx without a password" if old else "it is damaged"
        raise RecordError(f"{file.name} is no Excel workbook; {what}, or its name ends wrongly")
    with refusing(file.name, KIND):
        names = _sheets(file)
    if not names:
        raise RecordError(f"{file.name} has no sheet")
    if sheet is not None and sheet not in names:
        raise InvalidValueError("sheet", f"one of {format_choices(names)}", sheet)
    with refusing(file.name, KIND):
        book = calamine.CalamineWorkbook.from_path(str(file))
        try:
            chosen, cells, errors = _chosen(file, book, names, sheet)
        finally:
            book.close()
    for (row, column), words in errors.items():
        if row < len(cells) and column < len(cells[row]) and cells[row][column] == "":
            cells[row][column] = words
    if not any(cell != "" for row in cells for cell in row):
        raise RecordError(f"{file.name}: the sheet {chosen!r} is empty")
    notes = (
        ()
        if len(names) == 1
        else (Label(f"the sheet {chosen!r} of {len(names)}", f"{len(names)} 个工作表中的 {chosen!r}"),)
    )

    def opened() -> Iterator[Row]:
        yield from enumerate(cells, start=1)

    return RawTable(file=file, unit="row", notes=notes, opened=opened)


def _chosen(
    file: Path, book: Any, names: dict[str, str], sheet: str | None
) -> tuple[str, list[list[Any]], dict[tuple[int, int], str]]:
    """Return name, cells and formula errors of the sheet asked for, else of the first that holds a table."""
    first = None
    for name in [sheet] if sheet is not None else names:
        errors = _checked(file, names[name])
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        first = first or (name, cells, errors)
        if sum(sum(cell != "" for cell in row) > 1 for row in cells) >= LEAST_ROWS:
            return name, cells, errors
    assert first is not None
    return first


def _sheets(file: Path) -> dict[str, str]:
    """Return the sheets in the order of the workbook and the part of the archive that holds each."""
    with ZipFile(file) as archive:
        parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        packed = max(sum(part.compress_size for part in parts), 1)
        if size > LARGEST or (size > LARGE and size > STEEPEST * packed):
            raise RecordError(f"{file.name} claims to hold {size:,} bytes in {packed:,}; it is not unpacked")
        if "xl/workbook.xml" not in archive.namelist():
            raise BadZipFile("it has no part xl/workbook.xml")
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target") or "" for link in links}
    found: dict[str, str] = {}
    for entry in book.iter():
        if entry.tag.rpartition("}")[2] == "sheet":
            link = next((value for key, value in entry.attrib.items() if key.endswith("}id")), None)
            target = targets.get(link, "")
            if "worksheets/" in target:
                found[entry.get("name") or ""] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _checked(file: Path, part: str) -> dict[tuple[int, int], str]:
    """Refuse a sheet that claims a place beyond its own cells; return the formula errors, which readers leave blank."""
    last_row = last_column = cells = 0
    errors: dict[tuple[int, int], str] = {}
    with ZipFile(file) as archive, archive.open(part) as stream:
        for piece in _pieces(stream):
            for letters, digits in set(REFERENCE.findall(piece)):
                row = int(digits) if len(digits) < 10 else MOST_ROWS + 1
                column = _column(letters) if letters else 0
                if row > MOST_ROWS or column > MOST_COLUMNS:
                    where = (letters + digits)[:20].decode("ascii", "replace")
                    raise RecordError(f"{file.name} claims a cell in {where!r}, where no sheet has one; it is damaged")
                last_row, last_column = max(last_row, row), max(last_column, column)
                cells += bool(letters)
            for letters, digits, words in ERROR_CELL.findall(piece):
                errors[int(digits) - 1, _column(letters) - 1] = words.decode("utf-8", "replace")
    if last_row * last_column > max(FEW_CELLS, SPARSEST * cells):
        raise RecordError(
            f"{file.name} claims {last_row:,} rows of {last_column:,} columns for {cells:,} cells; "
            "delete what stands far from the table, or save the table alone"
        )
    return errors


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(PIECE):
        known = rest + chunk
        end = known.rfind(b"<row") if known.count(b"<row") > 1 else known.rfind(b"<")
        end = len(known) if end <= 0 or len(known) > 4 * PIECE else end
        yield known[:end]
        rest = known[end:]
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:8]:
        number = 26 * number + letter - 64
    return number
