"""SPSS and Stata files: values, the labels of variables and values, and which codes stand for no answer."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from servicekit.data._no_answer import is_no_answer
from servicekit.files._labelled_apart import read_apart
from servicekit.files._spss_dictionary import check_dictionary
from servicekit.foundation._errors import MissingColumnError, RecordError
from servicekit.foundation._extras import require

KINDS: Final = {".sav": "an SPSS file", ".zsav": "an SPSS file", ".dta": "a Stata file"}
# number of the format and order of bytes
OLD_STATA: Final = tuple(bytes((version, order)) for version in range(104, 116) for order in (1, 2))
STARTS: Final = {".sav": (b"$FL2",), ".zsav": (b"$FL3",), ".dta": (b"<stata_dta>", *OLD_STATA)}


@frozen(kw_only=True, eq=False)
class LabelledTable:
    """What an SPSS or Stata file holds.

    Attributes:
        frame: Data frame of the codes; a code that stands for no answer is a null.
        labels: Column -> its label, mostly the text of the question.
        value_labels: Column -> code -> what it stands for; without those that stand for no answer.
        no_answer: Column -> code -> why it stands for no answer, declared or said by its label.
    """

    frame: Any
    labels: Mapping[str, str]
    value_labels: Mapping[str, Mapping[Any, str]]
    no_answer: Mapping[str, Mapping[Any, str]]


def labelled_table(file: Path) -> LabelledTable:
    """Return what an SPSS (.sav, .zsav) or Stata (.dta) file holds.

    Codes declared as missing are nulls, and so are those of which only the label says that they are no answer
    ("9 = Don't know"); Stata's .a to .z are nulls, too.

    Raises:
        RecordError: It is damaged or something else.
        MissingExtraError: pyreadstat or Polars is not installed.
    """
    polars = require("polars", extra="files")
    require("pyreadstat", extra="files")
    suffix = file.suffix.lower()
    kind = KINDS[suffix]
    with file.open("rb") as stream:
        start = stream.read(16)
    if not start.startswith(STARTS[suffix]):
        raise RecordError(f"{file.name} is not {kind}; it is damaged, or its name ends wrongly")
    if suffix != ".dta":
        check_dictionary(file)
    frame, says = read_apart(file, kind)
    value_labels = {name: dict(pairs) for name, pairs in says["value_labels"].items()}
    no_answer = {
        name: _no_answer(frame[name], value_labels.get(name, {}), says["missing_ranges"].get(name, ()))
        for name in frame.columns
    }
    frame = polars.DataFrame([_cleaned(frame[name], no_answer[name]) for name in frame.columns])
    return LabelledTable(
        frame=frame,
        labels={name: label for name, label in says["labels"].items() if label},
        value_labels={
            name: {code: word for code, word in words.items() if code not in no_answer.get(name, {})}
            for name, words in value_labels.items()
        },
        no_answer={name: codes for name, codes in no_answer.items() if codes},
    )


def with_words(table: LabelledTable, columns: Iterable[str]) -> Any:
    """Return the frame with the value labels in place of the codes in some of its columns."""
    frame = table.frame
    if unknown := [name for name in columns if name not in frame.columns]:
        raise MissingColumnError(unknown, frame.columns)
    for name in columns:
        words = table.value_labels.get(name)
        if words:
            cells = [None if cell is None else words.get(cell, _text(cell)) for cell in frame[name].to_list()]
            frame = frame.with_columns(type(frame[name])(name, cells))
    return frame


def _no_answer(column: Any, words: Mapping[Any, str], ranges: Iterable[tuple[Any, Any]]) -> dict[Any, str]:
    found = {code: word for code, word in words.items() if is_no_answer(str(word))}
    if ranges:
        for value in column.unique().drop_nulls().to_list():
            if any(_within(value, low, high) for low, high in ranges):
                found.setdefault(value, str(words.get(value, "")))
    return found


def _within(value: Any, low: Any, high: Any) -> bool:
    try:
        return bool(low <= value <= high)
    except TypeError:
        return False


def _cleaned(column: Any, codes: Mapping[Any, str]) -> Any:
    polars = require("polars", extra="files")
    is_number = column.dtype.is_numeric()
    gone = [code for code in codes if isinstance(code, str) is not is_number]
    if gone:
        # Stata labels whole numbers, also those of columns of decimals
        alike = polars.Series([float(code) for code in gone] if is_number else gone)
        if column.dtype.is_integer():
            alike = alike.filter(alike == alike.round(0)).cast(column.dtype, strict=False).drop_nulls()
        column = column.to_frame().select(
            polars.when(polars.col(column.name).is_in(alike.implode()))
            .then(None)
            .otherwise(polars.col(column.name))
            .alias(column.name)
        )[column.name]
    if column.dtype.is_float():
        column = column.fill_nan(None)
        whole = column.drop_nulls()
        if len(whole) and (whole == whole.round(0)).all() and whole.abs().max() < 2**53:
            column = column.cast(polars.Int64)
    if column.dtype == polars.String:
        column = column.to_frame().select(polars.col(column.name).replace({"": None}))[column.name]
    return column


def _text(code: object) -> str:
    return str(int(code)) if isinstance(code, float) and code.is_integer() else str(code)
