"""Rows that are kept for what needs rows: all of them up to a bound, above it a random sample of so many."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._columns import Column
from servicekit.data._requests import Batch, Request
from servicekit.data._row_keys import identity_keys, mixed, row_keys

MOST_ROWS: Final = 1 << 17
SALT: Final = np.uint64(0x5EED)
"""The rank of a row in the sample has nothing to do with its replicate group."""


@frozen(kw_only=True, eq=False)
class Packed:
    """A column in as few bytes as its values need.

    Attributes:
        column: Its values as small whole numbers where they are whole numbers or texts.
        kind: The type of the values as they were read.
    """

    column: Column
    kind: np.dtype[Any]

    @property
    def unpacked(self) -> Column:
        """The column as it was read, texts as codes and levels."""
        if self.column.levels is not None or self.column.values.dtype == self.kind:
            return self.column
        return attrs.evolve(self.column, values=self.column.values.astype(self.kind))


@frozen(kw_only=True, eq=False)
class KeptRows:
    """Rows kept of those read; ``a + b`` keeps of both, and the same ones in whatever order the parts come.

    Attributes:
        columns: Columns by name.
        ranks: Random rank of each row kept; those of the lowest ranks stay.
        read: Rows read.
    """

    columns: Mapping[str, Packed]
    ranks: NDArray[np.uint64]
    read: int

    @property
    def is_whole(self) -> bool:
        """Whether every row read was kept."""
        return len(self.ranks) == self.read <= MOST_ROWS

    def __add__(self, other: "KeptRows") -> "KeptRows":
        both = [self, other]
        if self.read + other.read > MOST_ROWS:
            limit = min(part.limit for part in both)
            both = [part.below(limit) for part in both]
        kept = KeptRows(
            columns={name: joined([part.columns[name] for part in both]) for name in self.columns},
            ranks=np.concatenate([part.ranks for part in both]),
            read=self.read + other.read,
        )
        return kept.lowest() if len(kept.ranks) > 2 * MOST_ROWS else kept

    def below(self, limit: np.uint64) -> "KeptRows":
        """Return the rows of at most a rank; the same rows where none is above it."""
        low = self.ranks <= limit
        return self if low.all() else self.taken(np.flatnonzero(low))

    def lowest(self) -> "KeptRows":
        """Return the rows that stay of more than so many, as they came: no time goes into sorting."""
        few = self.below(np.partition(self.ranks, MOST_ROWS - 1)[MOST_ROWS - 1])
        return few if len(few.ranks) == MOST_ROWS else self.ranked(MOST_ROWS)

    @property
    def limit(self) -> np.uint64:
        """No row of a higher rank can be among those that stay."""
        highest = np.uint64(np.iinfo(np.uint64).max)
        return self.ranks.max() if MOST_ROWS <= len(self.ranks) < self.read else highest

    def taken(self, rows: NDArray[np.intp]) -> "KeptRows":
        """Return some of the rows."""
        columns = {name: attrs.evolve(packed, column=packed.column.rows(rows)) for name, packed in self.columns.items()}
        return attrs.evolve(self, columns=columns, ranks=self.ranks[rows])

    def sample(self) -> "KeptRows":
        """Return the rows that stay: all up to the bound, above it those of the lowest ranks, in order of rank."""
        if len(self.ranks) <= MOST_ROWS and len(self.ranks) == self.read:
            return self
        return self.ranked(MOST_ROWS)

    def ranked(self, most: int | None = None) -> "KeptRows":
        """Return rows in order of rank: as many as asked for, or all."""
        return self.taken(np.argsort(self.ranks, kind="stable")[:most])


def rows_request(names: tuple[str, ...], record_id: str | None = None) -> Request[KeptRows]:
    """Return the request for rows of some columns.

    Args:
        names: Columns.
        record_id: Column that identifies a row, so that the sample does not depend on the order of rows.
    """
    needed = names if record_id is None or record_id in names else (*names, record_id)
    return Request(names=needed, summarise=partial(_keep, names, record_id), merge=_both, encode=names)


def _both(first: KeptRows, second: KeptRows) -> KeptRows:
    return first + second


def _keep(names: tuple[str, ...], record_id: str | None, batch: Batch, first_row: int) -> KeptRows:
    length = len(batch[names[0]])
    keys = row_keys(first_row, length) if record_id is None else identity_keys(batch[record_id].plain)
    return KeptRows(columns={name: packed(batch[name]) for name in names}, ranks=mixed(keys ^ SALT), read=length)


def packed(column: Column) -> Packed:
    """Return a column in few bytes: texts as codes, whole numbers as small ones; all else stays."""
    values, kind = column.values, column.values.dtype
    if column.levels is not None:
        return Packed(column=attrs.evolve(column, values=_narrow(values)), kind=kind)
    if kind.kind in "iu" and len(values):
        return Packed(column=attrs.evolve(column, values=_narrow(values)), kind=kind)
    if kind.kind == "O" and len(values) and (coded := _coded(column)) is not None:
        return Packed(column=coded, kind=kind)
    return Packed(column=column, kind=kind)


def _narrow(values: NDArray[Any]) -> NDArray[Any]:
    if not len(values):
        return values.astype(np.int8)
    low, high = int(values.min()), int(values.max())
    kind = np.promote_types(np.min_scalar_type(low), np.min_scalar_type(high))
    return values.astype(kind) if kind.kind in "iu" and kind.itemsize < values.dtype.itemsize else values


def _coded(column: Column) -> Column | None:
    """Return a column of texts as codes; None where it holds anything else, which stays as it is."""
    here = column.present
    texts = column.values[here].tolist()
    if not all(type(text) is str for text in texts):
        return None
    place = {text: code for code, text in enumerate(dict.fromkeys(texts))}
    codes = np.zeros(len(column), dtype=np.int64)
    codes[here] = [place[text] for text in texts]
    return attrs.evolve(column, values=_narrow(codes), levels=tuple(place))


def joined(parts: list[Packed]) -> Packed:
    """Return parts of a column as one."""
    filled = [part for part in parts if len(part.column)] or parts[:1]
    if len(filled) == 1:
        return filled[0]
    columns = [part.column for part in filled]
    if any(column.levels is None for column in columns):
        columns = [column.plain for column in columns]
    levels: tuple[Any, ...] | None = None
    values = [column.values for column in columns]
    if all(column.levels is not None for column in columns):
        place: dict[Any, int] = {}
        codes = []
        for column in columns:
            own = np.array([place.setdefault(level, len(place)) for level in column.levels or ()] or [0])
            is_same = np.array_equal(own, np.arange(len(own)))  # as the levels of a file mostly are
            codes.append(column.values if is_same else own[np.minimum(column.values, len(own) - 1).astype(np.intp)])
        levels, values = tuple(place), [_narrow(np.concatenate(codes))]
    is_full = all(column.valid is None for column in columns)
    whole = attrs.evolve(
        columns[0],
        values=np.concatenate(values),
        valid=None if is_full else np.concatenate([column.present for column in columns]),
        levels=levels,
        rejected={},
    )
    return Packed(column=whole, kind=np.result_type(*(part.kind for part in filled)))
