"""Ratings of the same units by several raters, read from a wide or a long table."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._chronology import in_order
from servicekit.data._frames import Column, read_columns
from servicekit.data._grouping import grouping
from servicekit.foundation._errors import InvalidValueError

Codes = NDArray[np.int64]


@frozen(kw_only=True, eq=False)
class Ratings:
    """One row for each rating that was given; a rater who did not rate a unit has none.

    Attributes:
        units, raters: Positions of the unit and of the rater of each rating.
        codes: Position of the rating in ``categories``.
        categories: The categories in order.
        rater_names: The raters.
        unit_count: Units, including those that nobody rated.
        missing: Cells without a rating.

    Example:
        >>> import servicekit as sk
        >>> ratings = sk.stats.ratings_by_rater({"Lu": [1, 0, 1, 1], "Mo": [1, 0, 0, 1]}, ["Lu", "Mo"])
        >>> ratings.rater_names
        ('Lu', 'Mo')
    """

    units: Codes = field(repr=False)
    raters: Codes = field(repr=False)
    codes: Codes = field(repr=False)
    categories: tuple[Hashable, ...]
    rater_names: tuple[Hashable, ...]
    unit_count: int
    missing: int = 0

    def counts(self) -> Codes:
        """Return units x categories: how many raters put each unit in each category."""
        wide = len(self.categories)
        flat = np.bincount(self.units * wide + self.codes, minlength=self.unit_count * wide)
        return flat.reshape(self.unit_count, wide).astype(np.int64)


def _ordered(levels: Iterable[object], categories: Sequence[object] | None, *, what: str) -> tuple[Any, ...]:
    found = [level for level in levels if level is not None]
    if categories is None:
        return tuple(in_order(found))
    if len(set(categories)) != len(categories):
        raise InvalidValueError("categories", "different from each other", list(categories))
    if strangers := [level for level in found if level not in categories]:
        raise InvalidValueError(what, f"among the categories {list(categories)}", strangers)
    return tuple(categories)


def _codes_of(column: Column, categories: Sequence[object] | None) -> tuple[Codes, tuple[Any, ...]]:
    groups = grouping(column)
    ordered = _ordered(groups.levels, categories, what=f"column {column.name!r}")
    place = np.array([-1 if level is None else ordered.index(level) for level in groups.levels], dtype=np.int64)
    return (place[groups.codes] if len(column) else np.empty(0, dtype=np.int64)), ordered


def ratings_by_rater(data: Data, raters: Sequence[str], *, categories: Sequence[Hashable] | None = None) -> Ratings:
    """Read ratings from a table with one row for each unit and one column for each rater.

    Args:
        data: Data frame of any kind or mapping of columns; an empty cell is a rating not given.
        raters: At least two columns.
        categories: All categories in order; needed where words have an order. Else those that occur, sorted.

    Raises:
        InvalidValueError: Fewer than two raters, or a rating outside the categories.

    Example:
        >>> import servicekit as sk
        >>> ratings = sk.stats.ratings_by_rater({"Lu": [1, 0, 1, 1], "Mo": [1, 0, 0, 1]}, ["Lu", "Mo"])
        >>> ratings.rater_names
        ('Lu', 'Mo')
    """
    if len(set(raters)) < 2 or len(set(raters)) < len(raters):
        raise InvalidValueError("raters", "at least two different columns", list(raters))
    columns = read_columns(data, raters)
    every = [grouping(column).levels for column in columns.values()]
    ordered = _ordered(dict.fromkeys(level for levels in every for level in levels), categories, what="ratings")
    table = np.stack([_codes_of(columns[name], ordered)[0] for name in raters], axis=1)
    units, who = np.nonzero(table >= 0)
    return Ratings(
        units=units.astype(np.int64),
        raters=who.astype(np.int64),
        codes=table[units, who],
        categories=ordered,
        rater_names=tuple(raters),
        unit_count=len(table),
        missing=int((table < 0).sum()),
    )


def ratings_from_long(
    data: Data,
    *,
    unit: str = "unit",
    rater: str = "rater",
    rating: str = "rating",
    categories: Sequence[object] | None = None,
) -> Ratings:
    """Read ratings from a table with one row for each rating.

    Args:
        data: Data frame of any kind or mapping of columns.
        unit: Column that says what was rated.
        rater: Column that says who rated it.
        rating: Column with the rating; an empty cell is a rating not given.
        categories: All categories in order; see ``ratings_by_rater``.

    Raises:
        InvalidValueError: A unit or rater is blank, a rater rated a unit twice, or a rating is outside the categories.
    """
    columns = read_columns(data, [unit, rater, rating])
    units, names = _codes_of(columns[unit], None)
    who, people = _codes_of(columns[rater], None)
    for name, codes in ((unit, units), (rater, who)):
        if (codes < 0).any():
            raise InvalidValueError(name, "given in every row", None, f"row {int(np.flatnonzero(codes < 0)[0])}")
    codes, ordered = _codes_of(columns[rating], categories)
    given = codes >= 0
    pairs = units[given] * max(len(people), 1) + who[given]
    distinct, first = np.unique(pairs, return_index=True)
    if len(distinct) < len(pairs):
        again = int(np.setdiff1d(np.arange(len(pairs)), first)[0])
        row = int(np.flatnonzero(given)[again])
        got = f"{people[who[row]]} on {names[units[row]]}"
        raise InvalidValueError("ratings", "one for each unit and rater", got, f"row {row}")
    return Ratings(
        units=units[given],
        raters=who[given],
        codes=codes[given],
        categories=ordered,
        rater_names=people,
        unit_count=len(names),
        missing=int((~given).sum()),
    )
