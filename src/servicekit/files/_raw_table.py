"""Raw tables: the rows of a text file or a workbook, before anything is known about what they mean."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from servicekit.files._encoding import CHUNK, checked_encoding, find_encoding, first_undecodable
from servicekit.foundation._errors import InvalidValueError, RecordError, format_value
from servicekit.foundation._vocabulary import Label

DELIMITERS: Final = (",", ";", "\t", "|")
DELIMITER_NAMES: Final = {
    ",": Label("comma", "逗号"),
    ";": Label("semicolon", "分号"),
    "\t": Label("tab", "制表符"),
    "|": Label("pipe", "竖线"),
}
TRIED: Final = 200
ARCHIVES: Final = {b"PK\x03\x04": "a zip archive", b"\x1f\x8b": "gzip", b"\xd0\xcf\x11\xe0": "an old Office file"}
SEP: Final = re.compile(r"\"?sep=(.)\"?[\r\n]*", re.IGNORECASE)
# tab, line feed, vertical tab, form feed and carriage return occur in texts; the rest does not
CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")

BLANK: Final = " \t\r\n\v\f\xa0\u3000\u200b\u200c\u200d\u2060\ufeff"

Row = tuple[int, list[Any]]


@frozen(kw_only=True, eq=False)
class RawTable:
    """The rows of a file, to be read as often as wanted.

    Attributes:
        file: Where it is.
        unit: What a place in it is called: "line" of a text, "row" of a workbook.
        encoding: Of a text; None for a workbook.
        runner_up: Another encoding that fits nearly as well.
        delimiter: Of a text; None for a workbook.
        notes: What was done to find the rows.
        plain: Whether any reader of comma-separated text would find the same rows: no quotation marks, nothing skipped.
        opened: Makes an iterator over the rows.
    """

    file: Path
    unit: str = "line"
    encoding: str | None = None
    runner_up: str | None = None
    delimiter: str | None = None
    notes: tuple[Label, ...] = ()
    plain: bool = False
    opened: Callable[[], Iterator[Row]] = field(repr=False)

    @property
    def name(self) -> str:
        """Name of the file, for messages."""
        return self.file.name

    def rows(self) -> Iterator[Row]:
        """Yield every row as (its place in the file from 1 on, its cells); a blank row has no cells.

        Cells of a text are texts as they stand; those of a workbook may be numbers, dates, truth values or "".

        Raises:
            RecordError: The file is damaged, at the place named.
        """
        for place, cells in self.opened():
            yield place, [] if all(map(is_blank, cells)) else cells


def is_blank(cell: object) -> bool:
    """Return whether there is nothing to be seen in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip(BLANK))


def raw_text(file: Path, *, encoding: str | None = None, delimiter: str | None = None) -> RawTable:
    """Return the rows of a text file with the encoding, line ends and delimiter that it has.

    Args:
        file: Where it is.
        encoding: Of the file; by default found by trial (see ``find_encoding``).
        delimiter: Between cells; by default from a line ``sep=;`` or by trial: of comma, semicolon, tab and pipe
            the one by which most of the first rows have the same number of cells, and more than one.

    Raises:
        RecordError: It is no text, or damaged.
    """
    if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n'):
        raise InvalidValueError("delimiter", "one character, neither a quotation mark nor a line end", delimiter)
    with file.open("rb") as stream:
        start = stream.read(8)
        for magic, what in ARCHIVES.items():
            if start.startswith(magic):
                raise RecordError(f"{file.name} is {what}, not a text table; unpack it, or give it its own ending")
        stream.seek(0)
        if encoding is None:
            found = find_encoding(file.name, stream)
            name, runner_up = found.name, found.runner_up
        else:
            name, runner_up = checked_encoding(encoding), None
    has_feed, has_quote = _scan(file, name)
    newline = "\n" if has_feed else "\r"
    first = next(_lines(file, name, newline), "")
    sep = SEP.fullmatch(first)
    mark = delimiter or (sep.group(1) if sep else _best_delimiter(file, name, newline))
    notes = [Label(f"read as {_called(name)}, {_spoken(mark).en}", f"编码 {_called(name)}，分隔符为{_spoken(mark).zh}")]
    if sep:
        notes.append(Label("the line sep= skipped", "已跳过 sep= 行"))
    return RawTable(
        file=file,
        encoding=name,
        runner_up=runner_up,
        delimiter=mark,
        notes=tuple(notes),
        plain=has_feed and not has_quote and not sep and name == "utf-8-sig",
        opened=lambda: _text_rows(file, name, newline, mark, bool(sep)),
    )


def _called(encoding: str) -> str:
    return "UTF-8" if encoding.startswith("utf-8") else encoding


def _spoken(mark: str) -> Label:
    return DELIMITER_NAMES.get(mark, Label(format_value(mark), format_value(mark)))


def _scan(file: Path, encoding: str) -> tuple[bool, bool]:
    """Read the whole file once: is it text, has it line feeds and quotation marks?"""
    has_feed, has_quote, is_empty, line = False, False, True, 1
    try:
        with file.open("rb") as raw, TextIOWrapper(raw, encoding=encoding, newline="") as stream:
            while text := stream.read(CHUNK):
                if strange := CONTROL.search(text):
                    line += text.count("\n", 0, strange.start())
                    what = "a NUL byte" if strange.group() == "\0" else f"the control character {strange.group()!a}"
                    raise RecordError(f"{file.name}, line {line}: {what}; the file is damaged or no text")
                is_empty, line = False, line + text.count("\n")
                has_feed, has_quote = has_feed or "\n" in text, has_quote or '"' in text
    except UnicodeError as error:
        reason = getattr(error, "reason", str(error))
        with file.open("rb") as stream:
            place = first_undecodable(encoding, stream)
        hint = "pass its encoding, for example 'gb18030', 'big5' or 'cp1252'"
        raise RecordError(f"{file.name} is not {_called(encoding)} at byte {place} ({reason}); {hint}") from None
    if is_empty:
        raise RecordError(f"{file.name} is empty")
    return has_feed, has_quote


def _lines(file: Path, encoding: str, newline: str) -> Iterator[str]:
    with file.open("rb") as raw, TextIOWrapper(raw, encoding=encoding, newline=newline) as stream:
        yield from stream


def _best_delimiter(file: Path, encoding: str, newline: str) -> str:
    """Choose by the share of the first rows that have the commonest number of cells, then by that number."""
    ranks = {mark: _evenness(islice(_lines(file, encoding, newline), 50 * TRIED), mark) for mark in DELIMITERS}
    return max(DELIMITERS, key=ranks.__getitem__)  # the first of equals


def _evenness(lines: Iterator[str], mark: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    reader = csv.reader(lines, delimiter=mark)
    try:
        for row in reader:
            if not all(is_blank(cell) for cell in row):
                widths[len(row)] += 1
            if widths.total() == TRIED:
                break
    except csv.Error:  # told by its line when the rows are read
        pass
    width, rows = widths.most_common(1)[0] if widths else (1, 0)
    return (rows / widths.total(), width) if width > 1 else (0.0, 1)


def _text_rows(file: Path, encoding: str, newline: str, delimiter: str, skip_first: bool) -> Iterator[Row]:
    lines = _lines(file, encoding, newline)
    before = 1 if skip_first else 0
    for _ in range(before):
        next(lines, None)
    place = before + 1
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield place, row
            place = before + reader.line_num + 1
    except csv.Error as error:
        raise RecordError(f"{file.name}: the row that starts on line {place} is damaged ({_reason(error)})") from None


def _reason(error: csv.Error) -> str:
    words = str(error)
    if "field larger" in words:
        return "a cell of more than 100,000 characters, or a quotation mark that is never closed"
    if "unexpected end" in words:
        return "a quotation mark that is never closed"
    if "new-line" in words:
        return "a carriage return within it"
    return words
