"""Tables from files: CSV, Excel, Parquet and Arrow, read strictly; what is damaged is refused with its place."""

import codecs
import csv
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from servicekit.foundation._errors import InvalidValueError, RecordError
from servicekit.foundation._extras import require

CHUNK: Final = 1 << 20
LONGEST_FIELD: Final = 1_000_000
DELIMITERS: Final = (",", ";", "\t", "|")
MARKS: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK\x03\x04": "a zip archive", b"\x1f\x8b": "gzip"}
SUFFIXES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".parquet", ".arrow", ".feather", ".ipc")


def read_table(
    path: str | Path, *, encoding: str = "utf-8-sig", delimiter: str | None = None, sheet: str | None = None
) -> Any:
    """Return a file as a polars data frame; Parquet and Arrow files as a lazy one that is never held whole.

    Args:
        path: A .csv, .tsv, .txt, .xlsx, .parquet, .arrow, .feather or .ipc file.
        encoding: Of a text file; "gb18030" is usual for older Chinese files.
        delimiter: Of a text file; by default the one that the header line has most of.
        sheet: Of a workbook; the first by default.

    Raises:
        RecordError: The file is damaged: wrong encoding, NUL bytes, rows of unequal length, an unclosed quote.
        MissingExtraError: Polars, or openpyxl for workbooks, is not installed.
    """
    file = Path(path)
    if not file.is_file():
        raise RecordError(f"there is no file {str(path)!r}")
    polars = require("polars", extra="files")
    suffix = file.suffix.lower()
    if suffix == ".parquet":
        return polars.scan_parquet(file, glob=False)
    if suffix in (".arrow", ".feather", ".ipc"):
        return polars.scan_ipc(file)
    if suffix == ".xlsx":
        return _workbook(file, sheet, polars)
    if suffix not in SUFFIXES:
        hint = "save it as .xlsx or .csv"
        raise InvalidValueError("file", f"one of {', '.join(SUFFIXES)}", file.name, hint=hint)
    return _text(file, encoding, delimiter, polars)


def _text(file: Path, encoding: str, delimiter: str | None, polars: Any) -> Any:
    try:
        codecs.lookup(encoding)
    except LookupError:
        rule = "one that Python knows, for example 'utf-8', 'gb18030', 'big5' or 'cp1252'"
        raise InvalidValueError("encoding", rule, encoding) from None
    if delimiter is not None and len(delimiter) != 1:
        raise InvalidValueError("delimiter", "one character", delimiter)
    _check_bytes(file, encoding)
    header = next(_lines(file, encoding), "")
    mark = delimiter or max(DELIMITERS, key=header.count)
    _check_rows(file, encoding, mark)
    source: Any = file if encoding.lower().replace("_", "-") in ("utf-8", "utf-8-sig", "ascii") else None
    if source is None:
        source = file.read_text(encoding=encoding).encode()
    return polars.read_csv(source, separator=mark, infer_schema_length=None, null_values=[""], try_parse_dates=False)


def _check_bytes(file: Path, encoding: str) -> None:
    with file.open("rb") as stream:
        start = stream.read(4)
    for mark, name in MARKS.items():
        if start.startswith(mark) and not encoding.lower().startswith("utf-16"):
            hint = "pass encoding='utf-16'" if name == "UTF-16" else "unpack it first"
            raise RecordError(f"{file.name} is {name}, not a text table; {hint}")
    if encoding.lower().startswith("utf-16"):
        return
    offset = 0
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if (place := chunk.find(b"\0")) >= 0:
                raise RecordError(f"{file.name} has a NUL byte at byte {offset + place}; it is damaged or no text")
            offset += len(chunk)


def _lines(file: Path, encoding: str) -> Iterator[str]:
    with file.open("rb") as raw, TextIOWrapper(raw, encoding=encoding, newline="") as stream:
        try:
            yield from stream
        except UnicodeDecodeError as error:
            where = _first_undecodable(file, encoding)
            hint = "pass its encoding, for example 'gb18030', 'big5' or 'cp1252'"
            raise RecordError(f"{file.name} is not {encoding} at byte {where} ({error.reason}); {hint}") from None


def _first_undecodable(file: Path, encoding: str) -> int:
    try:
        file.read_bytes().decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _check_rows(file: Path, encoding: str, delimiter: str) -> None:
    before = csv.field_size_limit(LONGEST_FIELD)
    start = 1
    try:
        reader = csv.reader(_lines(file, encoding), delimiter=delimiter, strict=True)
        width = None
        for row in reader:
            if width is None:
                width = len(row)
                _check_header(file, row)
            elif row and len(row) != width:
                raise RecordError(f"{file.name}, line {start}: {len(row)} fields where the header has {width}")
            start = reader.line_num + 1
    except csv.Error as error:
        raise RecordError(f"{file.name}: the row that starts on line {start} is damaged ({error})") from None
    finally:
        csv.field_size_limit(before)
    if width is None:
        raise RecordError(f"{file.name} is empty")


def _check_header(file: Path, names: list[str]) -> None:
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise RecordError(f"{file.name}: column names must differ, got {', '.join(map(repr, repeated))} more than once")


def _workbook(file: Path, sheet: str | None, polars: Any) -> Any:
    openpyxl = require("openpyxl", extra="files")
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, KeyError):  # no archive at all, or one without the parts of a workbook
        raise RecordError(f"{file.name} is no Excel workbook; it is damaged, or its name ends wrongly") from None
    try:
        if sheet is not None and sheet not in book.sheetnames:
            raise InvalidValueError("sheet", f"one of {', '.join(book.sheetnames)}", sheet)
        table = book[sheet] if sheet else book.worksheets[0]
        rows = [row for row in table.iter_rows(values_only=True) if any(cell is not None for cell in row)]
    finally:
        book.close()
    if not rows:
        raise RecordError(f"{file.name}: the sheet is empty")
    names = ["" if name is None else str(name) for name in rows[0]]
    _check_header(file, names)
    columns = {name: [row[place] for row in rows[1:]] for place, name in enumerate(names) if name}
    return polars.DataFrame({name: _cells(name, cells, polars) for name, cells in columns.items()})


def _cells(name: str, cells: list[Any], polars: Any) -> Any:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {int, float, bool} and not (bool in kinds and len(kinds) > 1):
        return polars.Series(name, cells, strict=False)
    if len(kinds) > 1:  # a column of numbers and words: kept as words, for the study to say what they mean
        return polars.Series(name, [None if cell is None else _written(cell) for cell in cells])
    return polars.Series(name, cells)


def _written(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
