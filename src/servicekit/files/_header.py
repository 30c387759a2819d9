"""Where a raw table begins: titles above the header are passed over, columns without a name get one."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from attrs import frozen

from servicekit.files._raw_table import RawTable, Row, is_blank
from servicekit.foundation._errors import InvalidValueError, RecordError, format_value

LOOKED_AT: Final = 200
MOST_TITLES: Final = 10
SPARSE: Final = 0.2


@frozen(kw_only=True)
class Header:
    """The header of a raw table.

    Attributes:
        place: Line or row where it stands.
        names: Name of each column that is kept.
        kept: Position of each of them.
        width: Number of cells of a row.
        titles: Rows above it that are passed over.
        as_written: Whether the names are the cells of the header, all of them and unchanged.
    """

    place: int
    names: tuple[str, ...]
    kept: tuple[int, ...]
    width: int
    titles: int
    as_written: bool


def find_header(raw: RawTable, *, header_row: int | None = None) -> Header:
    """Return the header of a table.

    Args:
        raw: The rows.
        header_row: Line or row where it stands; by default the first row that is no title, which is a row that fills
            one cell, or a fifth of the columns at most, above one of words that fills more.

    Raises:
        RecordError: There is no row, or a name occurs twice.
        InvalidValueError: There is no such row.
    """
    rows = [row for row in islice(raw.rows(), LOOKED_AT) if row[1]]
    if header_row is None:
        if not rows:
            raise RecordError(f"{raw.name} is empty")
        titles = _titles(rows)
        place, cells = rows[titles]
    else:
        found = next((row for row in raw.rows() if row[0] == header_row), None)
        if found is None or not found[1]:
            raise InvalidValueError("header_row", f"a {raw.unit} of {raw.name} that is not blank", header_row)
        place, cells = found
        titles = sum(1 for row in rows if row[0] < place)
    return Header(place=place, titles=titles, **_named(raw, place, cells))


def _titles(rows: Sequence[Row]) -> int:
    filled = [sum(not is_blank(cell) for cell in cells) for _, cells in rows]
    width = max(len(cells) for _, cells in rows)
    first = 0
    while first < min(MOST_TITLES, len(rows) - 1):
        here, below = filled[first], filled[first + 1]
        double = here >= 2 and below == len(rows[first + 1][1])
        if here > max(1, SPARSE * width) or below <= here or below < 2 or double:
            break
        first += 1
    return first if first and all(_is_word(cell) for cell in rows[first][1]) else 0


def _is_word(cell: Any) -> bool:
    if is_blank(cell):
        return True
    if not isinstance(cell, str):
        return False
    digits = cell.strip().replace(",", "").replace(".", "").lstrip("+-")
    return not digits.isdecimal()


def _named(raw: RawTable, place: int, cells: Sequence[Any]) -> dict[str, Any]:
    names = ["" if is_blank(cell) else written(cell) for cell in cells]
    width = len(names)
    blank = {position for position, name in enumerate(names) if not name}
    if blank:  # a column without a name is kept if there is anything in it
        used: set[int] = set()
        for at, row in raw.rows():
            if at > place and row:
                used.update(
                    position for position in blank - used if position < len(row) and not is_blank(row[position])
                )
                if used == blank:
                    break
        for position in used:
            names[position] = f"column {position + 1}"
    kept = tuple(position for position, name in enumerate(names) if name)
    repeated = [name for name, times in Counter(names[position] for position in kept).items() if times > 1]
    if repeated:
        shown = format_value(sorted(repeated))
        raise RecordError(f"{raw.name}: column names must differ, got {shown} more than once")
    return {"names": tuple(names[position] for position in kept), "kept": kept, "width": width, "as_written": not blank}


def written(cell: Any) -> str:
    """Return a cell as the text a person would write: no fraction that is not there."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
