"""Audit sheets as workbooks: written with keys and fields for the visit, filled in by auditors, and read back."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from servicekit.files._output import write_bytes
from servicekit.foundation._errors import InvalidValueError, RecordError
from servicekit.foundation._extras import require
from servicekit.foundation._phrases import normalise_text
from servicekit.foundation._vocabulary import Label, check_language
from servicekit.standards._sheet import FIELDS, HEADER, NOTE, sheet_row
from servicekit.standards._standard import StandardSet, check_standards

PHOTO: Final = Label("Photo", "照片")
REMARK: Final = Label("Note", "备注")
WIDTHS: Final = (26, 44, 18, 30, 18, 12, 18, 30)
MARKS: Final = {"en": "yes,no,N/A", "zh": "√,×,不适用"}
COLUMNS: Final = (*FIELDS, "standard", "result", "photo", "note")
_CONTENTS: Final = {"standard": HEADER[0], "result": HEADER[-1], "photo": PHOTO, "note": REMARK}


def write_audit_sheet(
    standards: StandardSet,
    path: str | Path,
    *,
    language: str = "en",
    site: str = "",
    visit: str = "",
    auditor: str = "",
    wave: str = "",
    date: str = "",
) -> None:
    """Write a workbook for one visit: a line for each standard with its key, and room for result, photo and note.

    Args:
        standards: The standards to look at.
        path: A new or old .xlsx file; an old one is overwritten.
        language: "en" or "zh".
        site, visit, auditor, wave, date: What is known already; the rest is filled in by hand. A visit needs a number.

    Raises:
        MissingExtraError: openpyxl is not installed.

    Example:
        >>> import servicekit as sk
        >>> sk.files.write_audit_sheet(sk.standards.FASHION_RETAIL, "visit-7.xlsx", site="North", visit="7")
        >>> sk.files.read_audit_sheet("visit-7.xlsx")["visit"][0]
        '7'
    """
    check_standards(standards)
    spoken = check_language(language)
    if Path(path).suffix.lower() != ".xlsx":
        raise InvalidValueError("path", "a .xlsx file", str(path))
    require("openpyxl", extra="files")
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    known = {"site": site, "visit": visit, "auditor": auditor, "wave": wave, "date": date}
    book = Workbook()
    page: Any = book.active
    heads = [label.text(spoken) for label in (*HEADER, PHOTO, REMARK)]
    lines: list[Sequence[str]] = [[standards.title.text(spoken)]]
    lines += [[label.text(spoken), known[role]] for role, label in FIELDS.items()]
    lines += [[NOTE.text(spoken)], heads]
    first = len(lines) + 1
    for area in standards.areas:
        lines.append(["", area.label.text(spoken)])
        lines += [sheet_row(standard, spoken) for standard in standards if standard.area == area]
    for row, line in enumerate(lines, 1):
        for column, text in enumerate(line, 1):
            cell = page.cell(row=row, column=column, value=text or None)
            if text.startswith("="):
                cell.data_type = "s"  # a text, never a formula
            cell.font = Font(bold=row in (1, first - 1))
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    offered = DataValidation(type="list", formula1=f'"{MARKS[spoken]}"', allow_blank=True, showErrorMessage=False)
    offered.add(f"F{first}:F{len(lines)}")
    page.add_data_validation(offered)
    page.freeze_panes = f"A{first}"
    stream = BytesIO()
    book.save(stream)
    write_bytes(path, stream.getvalue())


def read_audit_sheet(
    paths: str | Path | Sequence[str | Path], *, standards: StandardSet | None = None
) -> dict[str, list[object]]:
    """Return the observations of filled-in sheets as columns for ``audit``, ``audit_score`` and ``failed_marks``.

    Args:
        paths: One workbook or several; of each every worksheet is read, so copies of a sheet within one will do.
        standards: Where given, a key or label that none of them has is refused here, with its cell.

    Returns:
        "site", "visit", "auditor", "wave", "date", "standard", "result", "photo" and "note", one entry for each line;
        an empty result is not observed.

    Raises:
        RecordError: No workbook, no sheet with a line of heads, or a sheet without site or visit.
        UnknownConceptError: A line names no standard of the set.

    Example:
        >>> import servicekit as sk
        >>> sk.files.write_audit_sheet(sk.standards.FASHION_RETAIL, "visit-7.xlsx", site="North", visit="7")
        >>> marks = sk.files.read_audit_sheet("visit-7.xlsx", standards=sk.standards.FASHION_RETAIL)
        >>> sk.standards.audit(marks, sk.standards.FASHION_RETAIL, auditor=None).sites
        ('North',)
    """
    found: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for path in [paths] if isinstance(paths, str | Path) else list(paths):
        for name, rows in _worksheets(Path(path)):
            _read(f"{Path(path).name}, sheet {name!r}", rows, found, standards)
    return found


def _worksheets(path: Path) -> list[tuple[str, list[list[Any]]]]:
    openpyxl = require("openpyxl", extra="files")
    if not path.is_file():
        raise RecordError(f"there is no file {str(path)!r}")
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise RecordError(f"{path.name} is no workbook that can be read: {error}") from None
    return [(page.title, [[cell.value for cell in row] for row in page.iter_rows()]) for page in book.worksheets]


def _folded(value: object) -> str:
    return normalise_text(value) if isinstance(value, str) else ""


def _names(label: Label) -> tuple[str, str]:
    return normalise_text(label.en), normalise_text(label.zh)


def _read(where: str, rows: list[list[Any]], found: dict[str, list[Any]], standards: StandardSet | None) -> None:
    """Read one worksheet: fields above the line of heads, standards below it."""
    head = next((row for row, cells in enumerate(rows) if _places(cells).keys() >= {"standard", "result"}), None)
    if head is None:
        keys = ", ".join(f"{label.en!r} or {label.zh!r}" for label in (HEADER[0], HEADER[-1]))
        raise RecordError(f"{where}: no line of heads with {keys}")
    visit = dict.fromkeys(FIELDS)
    for cells in rows[:head]:
        for role, label in FIELDS.items():
            if cells and _folded(cells[0]).rstrip(":：") in _names(label) and len(cells) > 1:
                visit[role] = _tidy(cells[1])
    for role in ("site", "visit"):
        if visit[role] is None:
            raise RecordError(f"{where}: {FIELDS[role].en} ({FIELDS[role].zh}) is not filled in")
    places = _places(rows[head])
    for number, cells in enumerate(rows[head + 1 :], head + 2):
        line = {name: _tidy(cells[place]) if place < len(cells) else None for name, place in places.items()}
        line["standard"] = None if line["standard"] is None else str(line["standard"])  # a key of digits alone
        if line["standard"] is None:
            if line["result"] is not None:
                raise RecordError(f"{where}, row {number}: a result without the key of its standard")
            continue
        if standards is not None and standards.key_of(line["standard"]) is None:
            standards[line["standard"]]  # raises, with the nearest key
        for name in COLUMNS:
            found[name].append(visit[name] if name in visit else line.get(name))


def _places(cells: Sequence[object]) -> dict[str, int]:
    folded = [_folded(cell) for cell in cells]
    return {
        name: next(place for place, text in enumerate(folded) if text in _names(label))
        for name, label in _CONTENTS.items()
        if any(text in _names(label) for text in folded)
    }


def _tidy(value: object) -> Any:
    if isinstance(value, str):
        return value.strip() or None
    return int(value) if isinstance(value, float) and value.is_integer() else value
