"""Arrow batches to columns, from their buffers as far as they hold numbers, so that nothing is copied or boxed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from servicekit.data._columns import Column, checked_column

FIRST_ROWS: Final = 4096


def columns_of_batch(
    batch: Any, names: Sequence[str], encode: Sequence[str], declared: Mapping[str, tuple[str, ...]]
) -> dict[str, Column]:
    """Return columns of a record batch.

    Args:
        batch: The record batch.
        names: Columns.
        encode: Those that may come as codes and levels.
        declared: Ordered categories that are known from elsewhere, by column.
    """
    import pyarrow as pa

    columns: dict[str, Column] = {}
    for name in names:
        array, categories = batch.column(name), declared.get(name)
        if pa.types.is_dictionary(array.type):
            if array.type.ordered and categories is None:
                categories = tuple(map(str, array.dictionary.to_pylist()))
            if name in encode and _is_text(array.type.value_type):
                columns[name] = _of_dictionary(name, array, categories)
                continue
            array = array.dictionary_decode()
        if pa.types.is_decimal(array.type):
            array = array.cast(pa.float64())
        if name in encode and _is_text(array.type):
            columns[name] = _of_dictionary(name, array.dictionary_encode(), categories)
            continue
        zone = array.type.tz if pa.types.is_timestamp(array.type) else None
        found = checked_column(name, _values(array), _valid(array), zone=zone)
        columns[name] = found if categories is None else attrs.evolve(found, categories=categories)
    return columns


def _is_text(kind: object) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _valid(array: Any) -> NDArray[np.bool_] | None:
    if array.null_count == 0:
        return None
    if (bits := array.buffers()[0]) is None:  # an array of nothing but nulls has no buffer
        return np.zeros(len(array), dtype=bool)
    return _bits(bits, array)


def _bits(buffer: Any, array: Any) -> NDArray[np.bool_]:
    first, last = array.offset, array.offset + len(array)
    bits = np.unpackbits(np.frombuffer(buffer, np.uint8)[first // 8 : (last + 7) // 8], bitorder="little")
    return bits[first % 8 : first % 8 + len(array)].view(np.bool_)


def _values(array: Any) -> NDArray[Any]:
    """Return the values of an array; 0 in place of missing whole numbers, which floats could not hold."""
    import pyarrow as pa

    kind = array.type
    if pa.types.is_boolean(kind) and array.null_count == 0 and len(array):
        return _bits(array.buffers()[1], array)
    if not (pa.types.is_integer(kind) or pa.types.is_float32(kind) or pa.types.is_float64(kind)) or not len(array):
        return np.asarray(array.to_numpy(zero_copy_only=False))
    values = np.frombuffer(array.buffers()[1], kind.to_pandas_dtype())[array.offset : array.offset + len(array)]
    if (valid := _valid(array)) is None:
        return values
    if pa.types.is_integer(kind):
        return np.asarray(values * valid.view(np.int8).astype(values.dtype, copy=False))
    return np.where(valid, values, values.dtype.type(np.nan))


def _of_dictionary(name: str, array: Any, categories: tuple[str, ...] | None) -> Column:
    """Return an array of codes and levels as a column of those levels that occur."""
    valid, codes = _valid(array), _values(array.indices)
    levels = array.dictionary.to_pylist()
    found = np.flatnonzero(_occurring(codes if valid is None else codes[valid], len(levels)))
    if len(found) < len(levels):
        place = np.zeros(max(len(levels), 1), dtype=np.int32)
        place[found] = np.arange(len(found))
        codes, levels = place[codes], [levels[code] for code in found]
    return Column(name=name, values=codes, valid=valid, levels=tuple(levels), categories=categories)


def _occurring(codes: NDArray[Any], size: int) -> NDArray[np.bool_]:
    """Return which of a few codes occur; mostly the first rows tell of all."""
    found = np.zeros(size, dtype=bool)
    for stop in (FIRST_ROWS, len(codes)):
        found[codes[:stop]] = True
        if found.all():
            break
    return found
