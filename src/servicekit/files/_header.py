"""Where a raw table begins and ends: titles, header rows of survey tools, columns without a name, totals at the end."""

from collections import deque
from itertools import islice
from typing import Any, Final

from attrs import field, frozen

from servicekit.data._table_shape import MOST_TOTALS, notes_of, table_shape, total_rows
from servicekit.files._raw_table import RawTable, is_blank
from servicekit.foundation._errors import InvalidValueError, RecordError
from servicekit.foundation._vocabulary import Label

LOOKED_AT: Final = 400


@frozen(kw_only=True)
class Header:
    """The header of a raw table.

    Attributes:
        place: Line or row where it stands; the last one of several.
        last: Line or row of the last answers; rows below are totals.
        names: Name of each column that is kept.
        kept: Position of each of them.
        width: Number of cells of a row.
        labels: Column -> text of its question, where the file has one besides the name.
        notes: What was skipped.
        is_plain: Whether the file has nothing but one row of names and its answers.
    """

    place: int
    last: int | None = None
    names: tuple[str, ...]
    kept: tuple[int, ...]
    width: int
    labels: dict[str, str] = field(factory=dict)
    notes: tuple[Label, ...] = ()
    is_plain: bool = False


def find_header(raw: RawTable, *, header_row: int | None = None) -> Header:
    """Return the header of a table.

    Args:
        raw: The rows.
        header_row: Line or row of the first header row; by default the first row that is no title.

    Raises:
        RecordError: There is no row.
        InvalidValueError: There is no such row.
    """
    rows = [row for row in islice(raw.rows(), LOOKED_AT + (header_row or 0)) if row[1]]
    if not rows:
        raise RecordError(f"{raw.name} is empty")
    start = None
    if header_row is not None:
        start = next((number for number, (place, _) in enumerate(rows, 1) if place == header_row), None)
        if start is None:
            raise InvalidValueError("header_row", f"a {raw.unit} of {raw.name} that is not blank", header_row)
    shape = table_shape(
        [["" if is_blank(cell) else written(cell) for cell in cells] for _, cells in rows], header_row=start
    )
    place = rows[shape.skipped - 1][0]
    used: set[int] = set()
    blank_rows, tail = 0, deque[tuple[int, list[Any]]](maxlen=MOST_TOTALS + 1)
    lacking = set(shape.unnamed)
    for at, cells in raw.rows():
        blank_rows += not cells
        if cells and at > place:
            tail.append((at, cells))
            if used != lacking:
                used.update(p for p in lacking - used if p < len(cells) and not is_blank(cells[p]))
    totals = total_rows([cells for _, cells in tail])
    kept = tuple(position for position in range(len(shape.names)) if position not in lacking or position in used)
    names = tuple(shape.names[position] for position in kept)
    left_out = len(shape.names) - len(kept)
    return Header(
        place=place,
        last=tail[-1 - totals][0] if totals and len(tail) > totals else None,
        names=names,
        kept=kept,
        width=len(shape.names),
        labels={name: text for name, text in shape.labels.items() if name in names},
        notes=notes_of(shape, blank_rows=blank_rows, totals=totals, left_out=left_out),
        is_plain=shape.is_plain and not blank_rows and not totals,
    )


def written(cell: object) -> str:
    """Return a cell as the text a person would write: no fraction that is not there."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
