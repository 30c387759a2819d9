"""Counts of the values of every column over the whole table, in one pass on any engine."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from zlib import crc32

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._columns import Column
from servicekit.data._engines import map_reduce
from servicekit.data._frames import Batch, column_names
from servicekit.data._numerals import stripped

KEPT: Final = 1_000
HASHES: Final = 1 << 16
TOP: Final = float(1 << 64)
NO_HASHES: Final = np.empty(0, dtype=np.uint64)


@frozen(kw_only=True, eq=False)
class ColumnProfile:
    """What is known of one column: its distinct values and how often each occurs.

    Attributes:
        rows: Rows of the table.
        counts: Value, trimmed, as text -> rows; at most a thousand values, the others are only counted.
        rest_rows, rest_length: Rows of the values not kept, and letters in them.
        hashes: The smallest hashes of all values, from which the number of distinct values is estimated.
        is_time: Whether the table itself types them as dates or times.
        spaced: Values written with blanks or invisible marks around them.
        is_text: Whether the table itself keeps them as text.
    """

    rows: int
    counts: Mapping[str, int]
    rest_rows: int = 0
    rest_length: int = 0
    hashes: NDArray[np.uint64] = field(default=NO_HASHES)
    is_time: bool = False
    spaced: int = 0
    is_text: bool = False

    @property
    def is_text_numbers(self) -> bool:
        """Whether numbers are kept as text."""
        return self.is_text and any(
            value[-1].isdigit() and value[0] in "+-0123456789０１２３４５６７８９" for value in self.counts
        )

    @property
    def answered(self) -> int:
        """Rows with a value."""
        return sum(self.counts.values()) + self.rest_rows

    @property
    def distinct(self) -> int:
        """Number of distinct values; exact up to 65,536, estimated from the smallest hashes beyond."""
        if not self.rest_rows:
            return len(self.counts)
        if len(self.hashes) < HASHES:
            return max(len(self.hashes), len(self.counts))
        return round((HASHES - 1) * TOP / (float(self.hashes[-1]) + 1))

    def __add__(self, other: "ColumnProfile") -> "ColumnProfile":
        counts = dict(self.counts)
        rest_rows, rest_length = self.rest_rows + other.rest_rows, self.rest_length + other.rest_length
        for value, count in other.counts.items():
            if value in counts:
                counts[value] += count
            elif len(counts) < KEPT:
                counts[value] = count
            else:
                rest_rows += count
                rest_length += count * len(value)
        hashes = self.hashes
        if rest_rows:
            text = self.is_text or other.is_text
            known = (part.hashes for part in (self, other))
            parts = [
                own if len(own) else _hashes(list(part.counts), is_text=text, is_time=part.is_time)
                for own, part in zip(known, (self, other), strict=True)
            ]
            hashes = np.unique(np.concatenate(parts))[:HASHES]
        return ColumnProfile(
            rows=self.rows + other.rows,
            counts=counts,
            rest_rows=rest_rows,
            rest_length=rest_length,
            hashes=hashes,
            is_time=self.is_time or other.is_time,
            spaced=self.spaced + other.spaced,
            is_text=self.is_text or other.is_text,
        )


def profiles(data: Data) -> dict[str, ColumnProfile]:
    """Return the profile of every column of a frame of any kind."""
    names = column_names(data)
    if not names:
        return {}
    wide = max(1_000, min(131_072, 40_000_000 // len(names)))
    found: dict[str, ColumnProfile] = map_reduce(
        data, names, partial(_summarise, names), _merged, encode=names, rows=wide
    )
    return found


def _summarise(names: tuple[str, ...], batch: Batch, first_row: int) -> dict[str, ColumnProfile]:
    return {name: profile(batch[name]) for name in names}


def _merged(first: dict[str, ColumnProfile], second: dict[str, ColumnProfile]) -> dict[str, ColumnProfile]:
    return {name: part + second[name] for name, part in first.items()}


def profile(column: Column) -> ColumnProfile:
    """Return the counts of the values of one batch of a column."""
    values = column.values if column.valid is None else column.values[column.valid]
    is_time = values.dtype.kind == "M" and column.levels is None
    if values.dtype.kind in "iufM" and column.levels is None:
        return _of_numbers(values, len(column), is_time)
    raw, numbers = _counted(column, values)
    counts: dict[str, int] = {}
    spaced, is_text = 0, False
    for value, count in zip(raw[:KEPT], numbers[:KEPT], strict=True):
        if value.__class__ is str:
            is_text = True
            text = value if value.isalnum() else stripped(value)
            spaced += count * (text != value)
        else:
            text = _written(value)
        if text:
            counts[text] = counts.get(text, 0) + count
    about: dict[str, Any] = {"rows": len(column), "counts": counts, "spaced": spaced, "is_text": is_text}
    if len(raw) <= KEPT:
        return ColumnProfile(**about)
    written = zip(map(_written, raw[KEPT:]), numbers[KEPT:], strict=True)
    rest = [(text, count) for text, count in written if text]
    return ColumnProfile(
        **about,
        rest_rows=sum(count for _, count in rest),
        rest_length=sum(count * len(value) for value, count in rest),
        hashes=_hashes([*counts, *(value for value, _ in rest)], is_text=is_text),
    )


def _of_numbers(values: NDArray[Any], rows: int, is_time: bool) -> ColumnProfile:
    """Return the profile of numbers or typed times; of very many, values from all over their range are kept."""
    unique, counts = np.unique(values.astype("datetime64[s]") if is_time else values, return_counts=True)
    kept = np.arange(len(unique))
    if len(unique) > KEPT:
        kept = np.unique(np.linspace(0, len(unique) - 1, KEPT).astype(np.int64))
    shown = (unique[kept].astype(str) if is_time else unique[kept]).tolist()
    texts = dict(zip(map(_written, shown), counts[kept].tolist(), strict=True))
    if len(unique) <= KEPT:
        return ColumnProfile(rows=rows, counts=texts, is_time=is_time)
    rest_rows = int(counts.sum() - counts[kept].sum())
    length = sum(map(len, texts)) / len(texts)
    return ColumnProfile(
        rows=rows,
        counts=texts,
        is_time=is_time,
        rest_rows=rest_rows,
        rest_length=round(rest_rows * length),
        hashes=_mixed(unique.astype(np.int64).view(np.uint64) if is_time else _bits(unique)),
    )


def _counted(column: Column, values: NDArray[Any]) -> tuple[list[Any], list[int]]:
    if column.levels is not None:
        found = np.bincount(values.astype(np.int64), minlength=len(column.levels))
        there = np.flatnonzero(found)
        return [column.levels[place] for place in there], found[there].tolist()
    tally: dict[Any, int] = {}
    for value in values.tolist():
        key = value if isinstance(value, str | int | float) else str(value)
        tally[key] = tally.get(key, 0) + 1
    return list(tally), list(tally.values())


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    return stripped(str(value))


def _hashes(values: list[str], *, is_text: bool, is_time: bool = False) -> NDArray[np.uint64]:
    """Return the smallest hashes of values that were written down, as those are hashed that were too many for it."""
    if is_time:
        return _mixed(np.array(values, dtype="datetime64[s]").astype(np.int64).view(np.uint64))
    if not is_text:
        flags = {"true": 1.0, "false": 0.0}
        return _mixed(_bits(np.array([flags[value] if value in flags else float(value) for value in values])))
    raw = [value.encode("utf-8", "surrogatepass") for value in values]
    high = np.fromiter(map(crc32, raw), dtype=np.uint64, count=len(raw))
    low = np.fromiter((crc32(entry, 0x5BD1E995) for entry in raw), dtype=np.uint64, count=len(raw))
    return _mixed((high << np.uint64(32)) | low)


def _bits(numbers: NDArray[Any]) -> NDArray[np.uint64]:
    return (numbers.astype(np.float64) + 0.0).view(np.uint64)


def _mixed(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the smallest of the keys after the finisher of SplitMix64, which spreads neighbours."""
    mixed = keys.copy()
    with np.errstate(over="ignore"):
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    if len(mixed) > HASHES:
        mixed = np.partition(mixed, HASHES)[: HASHES + 1]
    return np.unique(mixed)[:HASHES]
