"""Tables from files: text, Excel, Parquet, Arrow, SPSS and Stata, read strictly; damage is refused with its place."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any, Final

from servicekit.data._file_notes import FileNotes, keep_notes
from servicekit.files._columnar import scan_arrow, scan_parquet
from servicekit.files._header import Header, find_header, written
from servicekit.files._labelled import labelled_table, with_words
from servicekit.files._raw_table import RawTable, Row, is_blank, raw_text
from servicekit.files._refusal import refusing
from servicekit.files._workbook import raw_workbook
from servicekit.foundation._errors import InvalidValueError, RecordError, format_value
from servicekit.foundation._extras import require
from servicekit.foundation._vocabulary import Label

TEXTS: Final = (".csv", ".tsv", ".txt")
WORKBOOKS: Final = (".xlsx", ".xlsm")
ARROWS: Final = (".arrow", ".feather", ".ipc")
LABELLED: Final = (".sav", ".zsav", ".dta")
DECIMAL_COMMA: Final = r"^[+-]?\d+,\d+$"
WHOLE: Final = r"^[+-]?\d+$"
SUFFIXES: Final = (*TEXTS, *WORKBOOKS, ".parquet", *ARROWS, *LABELLED)


def read_table(
    path: str | Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    words: Iterable[str] = (),
) -> Any:
    """Return a file as a polars data frame; Parquet and Arrow files as a lazy one that is never held whole.

    The name is taken as it is: nothing in it is a pattern. Blank rows and titles above the header are passed over.

    Args:
        path: A .csv, .tsv, .txt, .xlsx, .xlsm, .parquet, .arrow, .feather, .ipc, .sav, .zsav or .dta file.
        encoding: Of a text file; by default what it says itself, UTF-8, or the one of gb18030, big5 and cp1252 that
            reads like language.
        delimiter: Of a text file; by default comma, semicolon, tab or pipe, by which most rows agree in length.
        sheet: Of a workbook; by default the first that holds a table.
        header_row: Line or row of the header; by default the first that is no title.
        words: Columns of an SPSS or Stata file that are wanted as their value labels and not as codes.

    Raises:
        RecordError: The file is damaged or is not what its name says: no text, rows of unequal length, an unclosed
            quote, a reader that gives up; the message names the file and, where it is known, the place.
        MissingExtraError: Polars, python-calamine or pyreadstat is not installed.

    Example:
        >>> from pathlib import Path
        >>> _ = Path("survey.csv").write_text("sep=;\\nbranch;overall\\nNorth;5\\n;;\\nSouth;4\\n")
        >>> sk.read_table("survey.csv")["overall"].to_list()
        [5, 4]
    """
    file = Path(path)
    if not file.is_file():
        raise RecordError(f"there is no file {format_value(str(path))}")
    suffix = file.suffix.lower()
    if suffix == ".parquet":
        return scan_parquet(file)
    if suffix in ARROWS:
        return scan_arrow(file)
    if suffix in LABELLED:
        table = labelled_table(file)
        words = list(words)
        books = {name: found for name, found in table.value_labels.items() if name not in words}
        notes = FileNotes(file_name=file.name, labels=table.labels, codebooks=books)
        return keep_notes(with_words(table, words), notes)
    return frame_of_rows(raw_table(file, encoding=encoding, delimiter=delimiter, sheet=sheet), header_row=header_row)


def raw_table(
    file: Path, *, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
) -> RawTable:
    """Return the rows of a text file or workbook."""
    suffix = file.suffix.lower()
    if suffix in WORKBOOKS:
        return raw_workbook(file, sheet=sheet)
    if suffix not in TEXTS:
        hint = "save it as .xlsx or .csv"
        raise InvalidValueError("file", f"one of {', '.join(SUFFIXES)}", file.name, hint=hint)
    raw = raw_text(file, encoding=encoding, delimiter=delimiter)
    if raw.runner_up:
        either = f"{str(raw.encoding).removesuffix('-sig')!r} or {raw.runner_up!r}"
        raise RecordError(f"{file.name} may be written in {either}; pass the one as encoding")
    return raw


def frame_of_rows(raw: RawTable, *, header_row: int | None = None) -> Any:
    """Return a raw table as a polars data frame: the rows below its header, blank ones left out."""
    polars = require("polars", extra="files")
    header = find_header(raw, header_row=header_row)
    notes = [*raw.notes, *header.notes]
    if raw.unit == "row":
        rows = [cells for _, cells in _body(raw, header)]
        columns = {name: [row[place] for row in rows] for name, place in zip(header.names, header.kept, strict=True)}
        with refusing(raw.name, "an Excel workbook"):
            frame = polars.DataFrame([_series(name, cells, polars) for name, cells in columns.items()])
    else:
        frame = _typed(raw, header, polars)
        if raw.delimiter != ",":
            frame, turned = _decimal_commas(frame, polars)
            notes += (
                [Label(f"decimal comma in {', '.join(turned)}", f"{'、'.join(turned)}使用小数逗号")] if turned else []
            )
    return keep_notes(frame, FileNotes(file_name=raw.name, labels=header.labels, notes=tuple(notes)))


def _decimal_commas(frame: Any, polars: Any) -> tuple[Any, list[str]]:
    """Return columns of numbers with a decimal comma as numbers, and their names."""
    texts = [name for name, kind in frame.schema.items() if kind == polars.String]
    turned = []
    for name in texts:
        cells = frame[name].drop_nulls().str.strip_chars()
        comma = cells.str.contains(DECIMAL_COMMA)
        if len(cells) and comma.any() and (comma | cells.str.contains(WHOLE)).all():
            turned.append(name)
    numbers = [polars.col(name).str.strip_chars().str.replace(",", ".").cast(polars.Float64) for name in turned]
    return frame.with_columns(numbers), turned


def _body(raw: RawTable, header: Header) -> Iterator[Row]:
    """Yield the rows below the header that are not blank, each as long as it."""
    for place, cells in raw.rows():
        if header.last is not None and place > header.last:
            return
        if place > header.place and cells:
            _check_length(raw, header, place, cells)
            yield place, cells


def _check_length(raw: RawTable, header: Header, place: int, cells: list[Any]) -> None:
    if cells and len(cells) != header.width and place > header.place:
        has = f"{len(cells)} {'cell' if len(cells) == 1 else 'cells'}"
        where = f"the header in {raw.unit} {header.place}"
        raise RecordError(f"{raw.name}, {raw.unit} {place}: {has} where {where} has {header.width}")


def _typed(raw: RawTable, header: Header, polars: Any) -> Any:
    """Return the rows with the types that whole columns agree on."""
    options: dict[str, Any] = {"null_values": [""], "glob": False}
    separator = ","
    with refusing(raw.name, "a text table"):
        if raw.plain and header.is_plain and _all_filled(raw, header):
            source: Any = raw.file
            separator = raw.delimiter or ","
        else:
            source = _rewritten(raw, header)
        try:
            return polars.read_csv(source, separator=separator, infer_schema_length=None, **options)
        except polars.exceptions.PolarsError:  # numbers of more digits than any machine number stay texts
            return polars.read_csv(source, separator=separator, infer_schema=False, **options)


def _all_filled(raw: RawTable, header: Header) -> bool:
    """Check the length of every row; return whether none is blank."""
    blank = 0
    for place, cells in raw.rows():
        blank += not cells
        _check_length(raw, header, place, cells)
    return not blank


def _rewritten(raw: RawTable, header: Header) -> bytes:
    """Return the rows in a text that every reader of tables takes alike."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.names)
    every = len(header.kept) == header.width
    for _, cells in _body(raw, header):
        writer.writerow(cells if every else [cells[place] for place in header.kept])
    return out.getvalue().encode()


def _series(name: str, cells: list[Any], polars: Any) -> Any:
    values = [None if is_blank(cell) else cell for cell in cells]
    kinds = {type(cell) for cell in values if cell is not None}
    if kinds <= {int, float} and all(
        float(cell).is_integer() and abs(cell) < 2**53 for cell in values if cell is not None
    ):
        return polars.Series(name, [None if cell is None else int(cell) for cell in values], dtype=polars.Int64)
    if kinds <= {int, float}:
        return polars.Series(name, values, dtype=polars.Float64)
    if len(kinds) > 1:  # a column of numbers and words: kept as words, for the study to say what they mean
        return polars.Series(name, [None if cell is None else written(cell) for cell in values])
    return polars.Series(name, values)
