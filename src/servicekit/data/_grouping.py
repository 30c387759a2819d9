"""Rows to groups: small whole-number codes for the values of a grouping column."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, overload
from unicodedata import category

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._categories import Category, tidy_name
from servicekit.data._chronology import in_order
from servicekit.data._columns import Column, is_missing
from servicekit.foundation._errors import InvalidValueError

MOST_GROUPS: Final = 10_000_000
MOST_LISTED: Final = 10_000
"""Groups whose rows are listed one by one at most."""
DENSE: Final = 65_536
FEW: Final = 4096
"""Groups up to which they are listed one by one; of more whole numbers the array is kept."""


class Numbers(Sequence[int]):
    """Whole numbers as groups: a sequence that does not make an object of each of a million until it is asked.

    Args:
        values: The different numbers, ascending.
    """

    def __init__(self, values: NDArray[np.int64]) -> None:
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> "Numbers": ...
    def __getitem__(self, place: Any) -> Any:
        return Numbers(self.values[place]) if isinstance(place, slice) else int(self.values[place])

    def __iter__(self) -> Iterator[int]:
        return iter(self.values.tolist())

    def __contains__(self, value: object) -> bool:
        return value is not None and bool((self.values == value).any())


@frozen(kw_only=True, eq=False)
class Grouping:
    """The group of each row.

    Attributes:
        levels: The groups, None for rows whose group is missing or blank. Names of text are tidied, so that spaces
            and hidden characters split no group; times of a zone are those of its clock; ordered categories know
            their place.
        codes: Position of each row's group in ``levels``.
    """

    levels: Sequence[Any]
    codes: NDArray[np.int64]

    def rows(self, code: int) -> NDArray[np.intp]:
        """Return the rows of one group."""
        return np.flatnonzero(self.codes == code)

    def members(self) -> list[NDArray[np.intp]]:
        """Return the rows of every group, from one sorting of them."""
        order = np.argsort(self.codes.astype(np.min_scalar_type(len(self.levels))), kind="stable")
        ends = np.cumsum(np.bincount(self.codes, minlength=len(self.levels)))
        return np.split(order, ends[:-1]) if len(self.levels) else []


def grouping(column: Column, *, most: int = MOST_GROUPS) -> Grouping:
    """Code the values of a column.

    Args:
        column: Any values that can be told apart.
        most: More distinct groups are refused: a column of comments is no grouping.
    """
    levels, codes = _coded(column)
    if len(levels) > most:
        raise InvalidValueError(
            f"column {column.name!r}", f"a grouping of at most {most:,} groups", f"{len(levels):,} distinct values"
        )
    if isinstance(levels, Numbers) or (column.levels is None and column.values.dtype.kind in "iu"):
        return Grouping(levels=levels if isinstance(levels, Numbers) else tuple(levels), codes=codes)
    named = [_name(level, column) for level in levels]
    known = {level: place for place, level in enumerate(dict.fromkeys(named))}
    if len(known) < len(named):  # names that differed only in what is not seen
        codes = np.array([known[level] for level in named], dtype=np.int64)[codes]
    return Grouping(levels=tuple(known), codes=codes)


def by_columns(by: object) -> tuple[str, ...]:
    """Return the columns of groups: none, one name, or several of a list.

    Raises:
        InvalidValueError: It is neither, or names a column twice.
    """
    several: Any = by if isinstance(by, list | tuple) else () if by is None else (by,)
    names: tuple[str, ...] = tuple(several)
    wrong = not all(isinstance(name, str) and name for name in names) or len(set(names)) < len(names)
    if wrong or (by is not None and not names):
        raise InvalidValueError("by", "the name of a column, or a list of different names", by)
    return names


def by_name(by: str | Sequence[str]) -> str | tuple[str, ...]:
    """Return ``by`` as groups keep it: one name, or a tuple of several."""
    return by if isinstance(by, str) else tuple(by)


def grouping_by(columns: Mapping[str, Column], by: str | Sequence[str], *, most: int = MOST_GROUPS) -> Grouping:
    """Code the values of one column, or the combinations of values of several, whose levels are tuples.

    Args:
        columns: Columns by name.
        by: One name, or a list of names.
        most: More distinct groups are refused.
    """
    if isinstance(by, str):
        return grouping(columns[by], most=most)
    parts = [grouping(columns[name], most=most) for name in by_columns(by)]
    codes = parts[0].codes
    levels: list[tuple[Any, ...]] = [(level,) for level in parts[0].levels]
    for part in parts[1:]:
        pairs, codes = np.unique(codes * max(len(part.levels), 1) + part.codes, return_inverse=True)
        places = [divmod(pair, len(part.levels)) for pair in pairs.tolist()]
        levels = [(*levels[first], part.levels[second]) for first, second in places]
    if len(levels) > most:
        raise InvalidValueError("by", f"a grouping of at most {most:,} groups", f"{len(levels):,} combinations")
    return Grouping(levels=tuple(levels), codes=codes.astype(np.int64))


def _coded(column: Column) -> tuple[Sequence[Any], NDArray[np.int64]]:
    levels: Sequence[Any]
    values, here = column.values, column.valid
    if column.levels is not None:
        levels, codes = list(column.levels), values.astype(np.int64)
    elif values.dtype.kind in "iu" and (kept := values if here is None else values[here]).size:
        levels, found = _dense(kept) if _range(kept) < max(DENSE, 4 * len(kept)) else _sorted(kept)
        codes = found
        if here is not None:  # what stands where there is no value means nothing and is no group
            codes = np.zeros(len(values), dtype=np.int64)
            codes[here] = found
    else:
        return _distinct(column)
    if here is not None and not here.all() and None not in levels:
        levels = [*levels, None]
        codes = np.where(here, codes, len(levels) - 1)
    return levels, codes


def _distinct(column: Column) -> tuple[list[Any], NDArray[np.int64]]:
    values = column.values
    if values.dtype.kind == "M" and np.datetime_data(values.dtype)[0] != "D":
        values = values.astype("datetime64[us]")  # nanoseconds would come out as whole numbers
    listed = [entry if here else None for entry, here in zip(values.tolist(), column.present, strict=True)]
    try:
        place = {entry: code for code, entry in enumerate(dict.fromkeys(listed))}
    except TypeError:
        rule = "a grouping: numbers, words or dates"
        raise InvalidValueError(f"column {column.name!r}", rule, next(filter(_is_unhashable, listed))) from None
    return list(place), np.fromiter((place[entry] for entry in listed), dtype=np.int64, count=len(listed))


def is_known(group: object) -> bool:
    """Return whether a group has a name, or each of the values of several columns."""
    return None not in group if isinstance(group, tuple) else group is not None


def refuse_halves(label: object, column: str) -> None:
    """Raise where a label or an id holds halves of characters, which no file can hold."""
    if isinstance(label, str) and not label.isprintable() and any(category(c) == "Cs" for c in label):
        raise InvalidValueError("labels and ids", "free of halves of characters", label, f"column {column!r}")


def _is_unhashable(entry: object) -> bool:
    return type(entry).__hash__ is None


def _range(values: NDArray[Any]) -> int:
    return int(values.max()) - int(values.min())


def _dense(values: NDArray[Any]) -> tuple[Sequence[int], NDArray[np.int64]]:
    low = int(values.min())
    shifted = values.astype(np.int64)
    shifted -= low
    found = np.flatnonzero(np.bincount(shifted))
    if len(found) == int(found[-1]) + 1:  # no number is left out: each is its own place
        return _numbers(found + low), shifted
    place = np.zeros(int(found[-1]) + 1, dtype=np.int64)
    place[found] = np.arange(len(found))
    return _numbers(found + low), place[shifted]


def _sorted(values: NDArray[Any]) -> tuple[Sequence[int], NDArray[np.int64]]:
    found, codes = np.unique(values, return_inverse=True)
    if found.dtype.kind == "u" and int(found[-1]) >= 2**63:
        return found.tolist(), codes.astype(np.int64)
    return _numbers(found.astype(np.int64)), codes.astype(np.int64)


def _numbers(found: NDArray[np.int64]) -> Sequence[int]:
    return Numbers(found) if len(found) > FEW else found.tolist()


def _name(level: object, column: Column) -> Any:
    if is_missing(level):
        return None
    if isinstance(level, str):
        refuse_halves(level, column.name)
        text = tidy_name(level)
        if not text:
            return None
        known = column.categories is not None and level in column.categories
        return Category(text, column.categories.index(level)) if known and column.categories else text
    if isinstance(level, float) and level.is_integer():
        return int(level)  # 3.0 is what some engines make of the whole number 3 when other rows are missing
    if isinstance(level, datetime):
        return _on_clock(level, column)
    return level


def _on_clock(level: datetime, column: Column) -> datetime:
    """Return a time as the clock of its zone showed it; frames hand such times over in UTC."""
    plain = datetime(
        *(level.year, level.month, level.day, level.hour, level.minute, level.second, level.microsecond),
        tzinfo=level.tzinfo,
        fold=level.fold,
    )
    return (
        plain
        if column.place is None or plain.tzinfo is not None
        else plain.replace(tzinfo=UTC).astimezone(column.place)
    )


def to_list(column: Column) -> list[Any]:
    """Return the values of a column as a list, None where there is none."""
    values = column.plain.values.tolist()
    return [value if here else None for value, here in zip(values, column.present.tolist(), strict=True)]


def indices(columns: Mapping[str, Column], by: str | Sequence[str]) -> dict[Any, NDArray[np.intp]]:
    """Return the rows of each group in order of the groups; rows without a group are those of None.

    Args:
        columns: Columns by name.
        by: One name, or a list of names, whose groups are tuples.
    """
    found = grouping_by(columns, by, most=MOST_LISTED)
    rows = dict(zip(found.levels, found.members(), strict=True))
    return {level: rows[level] for level in in_order(found.levels) if rows[level].size}
