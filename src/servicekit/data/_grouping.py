"""Rows to groups: small whole-number codes for the values of a grouping column."""

from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._columns import Column, is_missing
from servicekit.data._numerals import has_control
from servicekit.foundation._errors import InvalidValueError

MOST_GROUPS: Final = 10_000
DENSE: Final = 65_536


@frozen(kw_only=True, eq=False)
class Grouping:
    """The group of each row.

    Attributes:
        levels: The groups, None for rows whose group is missing.
        codes: Position of each row's group in ``levels``.
    """

    levels: tuple[Any, ...]
    codes: NDArray[np.int64]

    def rows(self, code: int) -> NDArray[np.intp]:
        """Return the rows of one group."""
        return np.flatnonzero(self.codes == code)


def grouping(column: Column, *, most: int = MOST_GROUPS) -> Grouping:
    """Code the values of a column.

    Args:
        column: Any values that can be told apart.
        most: More distinct groups are refused: a column of comments is no grouping.
    """
    if column.levels is not None:
        codes = column.values.astype(np.int64)
        levels: list[Any] = [None if is_missing(level) else level for level in column.levels]
    elif column.values.dtype.kind in "iu" and len(column) and _range(column.values) < DENSE:
        levels, codes = _dense(column.values)
    else:
        values = column.values
        if values.dtype.kind == "M" and np.datetime_data(values.dtype)[0] != "D":
            values = values.astype("datetime64[us]")  # nanoseconds would come out as whole numbers
        to_list = [entry if here else None for entry, here in zip(values.tolist(), column.present, strict=True)]
        try:
            place = {entry: code for code, entry in enumerate(dict.fromkeys(to_list))}
        except TypeError:
            rule = "a grouping: numbers, words or dates"
            raise InvalidValueError(f"column {column.name!r}", rule, next(filter(_is_unhashable, to_list))) from None
        levels = list(place)
        codes = np.fromiter((place[entry] for entry in to_list), dtype=np.int64, count=len(to_list))
    if column.valid is not None and None not in levels:
        levels.append(None)
        codes = np.where(column.valid, codes, len(levels) - 1)
    if len(levels) > most:
        raise InvalidValueError(
            f"column {column.name!r}", f"a grouping of at most {most:,} groups", f"{len(levels):,} distinct values"
        )
    for level in levels:
        refuse_controls(level, column.name)
    return Grouping(levels=tuple(_plain(level) for level in levels), codes=codes)


def refuse_controls(label: Any, column: str) -> None:
    """Raise where a label or an id holds control characters or halves of characters."""
    if isinstance(label, str) and not label.isprintable() and has_control(label):
        raise InvalidValueError("labels and ids", "free of control characters", label, f"column {column!r}")


def _is_unhashable(entry: Any) -> bool:
    return type(entry).__hash__ is None


def _range(values: NDArray[Any]) -> int:
    return int(values.max()) - int(values.min())


def _dense(values: NDArray[Any]) -> tuple[list[Any], NDArray[np.int64]]:
    low = int(values.min())
    shifted = values.astype(np.int64)
    shifted -= low
    found = np.flatnonzero(np.bincount(shifted))
    place = np.zeros(int(found[-1]) + 1, dtype=np.int64)
    place[found] = np.arange(len(found))
    return [int(level) + low for level in found], place[shifted]


def _plain(level: Any) -> Any:
    # 3.0 is what some engines make of the whole number 3 when other rows are missing
    return int(level) if isinstance(level, float) and level.is_integer() else level


def sort_key(level: Any) -> tuple[int, Any, str]:
    """Order groups: numbers by size, then words, then None."""
    if level is None:
        return 2, 0, ""
    return (0, level, "") if isinstance(level, int | float) and not isinstance(level, bool) else (1, 0, str(level))


def to_list(column: Column) -> list[Any]:
    """Return the values of a column as a list, None where there is none."""
    values = column.values.tolist()
    if column.levels is not None:
        values = [column.levels[code] for code in values]
    return [value if here else None for value, here in zip(values, column.present.tolist(), strict=True)]


def indices(column: Column) -> dict[Any, NDArray[np.intp]]:
    """Return the rows of each group in sorted order of the groups; rows without a group are those of None."""
    found = grouping(column)
    order = sorted(range(len(found.levels)), key=lambda code: sort_key(found.levels[code]))
    rows = {found.levels[code]: found.rows(code) for code in order}
    return {level: members for level, members in rows.items() if members.size}
