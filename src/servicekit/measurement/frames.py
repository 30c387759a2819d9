"""Data frames of any kind in and out: the only place, with engines, where a frame is seen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.foundation.errors import InvalidValueError, MissingColumnError

ROWS: Final = 131_072
Batch = Mapping[str, "Column"]


@frozen(kw_only=True, eq=False)
class Column:
    """Values of one column of one batch.

    Attributes:
        name: Its name in the data.
        values: Array of any kind, one entry per row; what stands where ``valid`` is False means nothing.
        valid: Where there is a value; None where there is one in every row.
        levels: For a column read as a grouping: the distinct values, of which ``values`` are the positions.
    """

    name: str
    values: NDArray[Any] = field(repr=False)
    valid: NDArray[np.bool_] | None = field(default=None, repr=False)
    levels: tuple[Any, ...] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def present(self) -> NDArray[np.bool_]:
        """Where there is a value, as an array in every case."""
        return np.ones(len(self), dtype=bool) if self.valid is None else self.valid

    def slice(self, start: int, stop: int) -> "Column":
        """Return some of the rows."""
        valid = None if self.valid is None else self.valid[start:stop]
        return Column(name=self.name, values=self.values[start:stop], valid=valid, levels=self.levels)


def as_column(name: str, data: Any) -> Column:
    """Return anything one-dimensional (list, array, series, Arrow array, generator) as a column.

    NaN, None, NaT, pd.NA and masked entries are missing, by one rule.
    """
    if isinstance(data, Column):
        return data
    if isinstance(data, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(data)
        return _checked(name, np.asarray(data.filled(data.flat[np.argmin(mask)] if data.size else 0)), ~mask)
    if isinstance(data, np.ndarray):
        return _checked(name, data, None)
    if isinstance(data, Mapping | str | bytes) or not hasattr(data, "__iter__"):
        raise InvalidValueError(name, "a column of values", type(data).__name__)
    if hasattr(data, "to_numpy") or hasattr(data, "__arrow_c_array__") or hasattr(data, "__arrow_c_stream__"):
        return _from_series(name, data)
    return _from_list(name, list(data))


def _from_list(name: str, entries: list[Any]) -> Column:
    missing = [_is_missing(entry) for entry in entries]
    kinds = {type(entry) for entry, gone in zip(entries, missing, strict=True) if not gone}
    if kinds in ({int}, {float}, {int, float}):
        kind = np.float64 if float in kinds else np.int64
        numbers = [0 if gone else entry for entry, gone in zip(entries, missing, strict=True)]
        try:
            return _checked(name, np.asarray(numbers, dtype=kind), ~np.asarray(missing) if any(missing) else None)
        except OverflowError:  # larger than any machine number: left as it is for the scale to refuse
            pass
    values = np.empty(len(entries), dtype=object)
    values[:] = entries
    return _checked(name, values, None)


def _from_series(name: str, data: Any, *, encode: bool = False) -> Column:
    import narwhals as nw

    series = nw.from_native(data, series_only=True, pass_through=True)
    if not isinstance(series, nw.Series):
        return _from_list(name, data.to_pylist() if hasattr(data, "to_pylist") else list(data))
    if not len(series):
        return Column(name=name, values=np.empty(0))
    if encode and series.dtype in (nw.String, nw.Categorical, nw.Enum) and (coded := _coded(series)) is not None:
        return Column(name=name, values=coded[0], valid=coded[1], levels=coded[2])
    if series.dtype.is_float():  # every engine writes its nulls as NaN here
        return _checked(name, np.asarray(series.to_numpy()), None)
    nulls = series.is_null()
    valid = None if not nulls.any() else ~nulls.to_numpy().astype(bool)
    return _checked(name, np.asarray(series.to_numpy()), valid)


def _coded(series: Any) -> tuple[NDArray[Any], NDArray[np.bool_] | None, tuple[Any, ...]] | None:
    native = series.to_native()
    if series.implementation.is_pandas():
        codes, levels = native.factorize()
        return np.maximum(codes, 0), (codes >= 0) if (codes < 0).any() else None, tuple(levels.tolist())
    if series.implementation.is_polars():
        levels = series.drop_nulls().unique(maintain_order=True)
        codes = native.replace_strict(levels.to_native(), range(len(levels)), default=0, return_dtype=None)
        nulls = native.is_null()
        return codes.to_numpy(), ~nulls.to_numpy() if nulls.any() else None, tuple(levels.to_list())
    return None


def _checked(name: str, values: NDArray[Any], valid: NDArray[np.bool_] | None) -> Column:
    if values.ndim != 1:
        raise InvalidValueError(name, "one-dimensional", f"an array of shape {values.shape}")
    missing: NDArray[np.bool_] | None = None
    if values.dtype.kind == "f":
        missing = np.isnan(values)
    elif values.dtype.kind in "mM":
        missing = np.isnat(values)
    elif values.dtype.kind == "O":
        missing = np.fromiter((_is_missing(entry) for entry in values), dtype=bool, count=len(values))
    if missing is not None and missing.any():
        valid = ~missing if valid is None else valid & ~missing
    return Column(name=name, values=values, valid=valid)


def _is_missing(entry: object) -> bool:
    if entry is None or type(entry).__name__ in ("NAType", "NaTType", "MaskedConstant"):
        return True
    return isinstance(entry, float | np.floating | np.datetime64) and bool(entry != entry)


def kind_of(data: Any) -> str:
    """Return the kind of a data frame ("polars", "polars-lazy", "pandas", "pyarrow", "duckdb", "dask", "pyspark").

    "mapping" stands for a mapping of columns and "none" for what is no frame.
    """
    if isinstance(data, Mapping):
        return "mapping"
    if isinstance(data, np.ndarray | list | tuple | range) or data is None:
        return "none"
    if type(data).__module__.startswith("dask"):  # narwhals is giving up Dask; engines handle it themselves
        return "dask"
    import narwhals as nw

    frame = nw.from_native(data, pass_through=True)
    if not isinstance(frame, nw.DataFrame | nw.LazyFrame):
        return "pyarrow" if hasattr(data, "__arrow_c_stream__") and not isinstance(frame, nw.Series) else "none"
    name = frame.implementation.value
    return "polars-lazy" if name == "polars" and isinstance(frame, nw.LazyFrame) else str(name)


def column_names(data: Any) -> tuple[str, ...]:
    """Return the names of the columns; names that occur twice are refused."""
    if isinstance(data, Mapping):
        names = list(data)
    elif kind_of(data) in ("pandas", "dask"):  # narwhals refuses repeated names before they can be told apart here
        names = list(data.columns)
    else:
        import narwhals as nw

        frame = nw.from_native(data, pass_through=True)
        known = isinstance(frame, nw.DataFrame | nw.LazyFrame)
        names = list(frame.collect_schema().names() if known else _reader(data).schema.names)
    if repeated := sorted({str(name) for name in names if names.count(name) > 1}):
        raise InvalidValueError("column names", "different from each other", repeated)
    return tuple(str(name) for name in names)


def require_columns(data: Any, names: Iterable[str]) -> None:
    """Raise, naming the nearest, unless the data have all these columns."""
    known = column_names(data)
    if missing := [name for name in names if name not in known]:
        raise MissingColumnError(missing, known)


def read_columns(data: Any, names: Sequence[str]) -> dict[str, Column]:
    """Return whole columns in memory, from any frame, mapping of columns or Arrow stream.

    Args:
        data: Data frame of any kind, eager or lazy, or mapping name -> column.
        names: Columns wanted.

    Raises:
        MissingColumnError: A column is not there.
    """
    parts = list(batches(data, names))
    return {name: _joined(name, [part[name] for part in parts]) for name in dict.fromkeys(names)}


def _joined(name: str, parts: list[Column]) -> Column:
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Column(name=name, values=np.empty(0))
    valid = None if all(part.valid is None for part in parts) else np.concatenate([part.present for part in parts])
    return Column(name=name, values=np.concatenate([part.values for part in parts]), valid=valid)


def batches(data: Any, names: Sequence[str], *, rows: int = ROWS, encode: Sequence[str] = ()) -> Iterator[dict[str, Column]]:
    """Yield the columns in batches of constant size, so that memory does not grow with the data.

    Dask and Spark frames are gathered here; ``engines.fold`` summarises them on their workers instead.

    Args:
        data: Data frame of any kind, eager or lazy, mapping of columns or Arrow stream.
        names: Columns wanted.
        rows: Rows of a batch.
        encode: Those of them that are groupings: text comes as codes where the engine can do that fast.
    """
    wanted = list(dict.fromkeys(names))
    if not isinstance(data, Mapping) and kind_of(data) == "none":
        raise InvalidValueError("data", "a data frame or a mapping of columns", type(data).__name__)
    if not (hasattr(data, "__arrow_c_stream__") and not hasattr(data, "columns")):
        require_columns(data, wanted)
    if isinstance(data, Mapping):
        whole = {name: as_column(name, data[name]) for name in wanted}
        _same_length(whole)
        yield from _sliced(whole, rows)
        return
    if kind_of(data) == "dask":
        data = data[wanted].compute()
    import narwhals as nw

    frame = nw.from_native(data, pass_through=True)
    if isinstance(frame, nw.DataFrame) and not frame.implementation.is_pyarrow():
        chosen = frame.select(*wanted)
        for start in range(0, max(len(chosen), 1), rows):
            part = chosen[start : start + rows]
            yield {name: _from_series(name, part[name].to_native(), encode=name in encode) for name in wanted}
        return
    stream = _stream(data, frame, wanted, rows)
    yield from chain.from_iterable(_sliced(_arrow(batch, wanted, encode), rows) for batch in stream)


def _stream(data: Any, frame: Any, names: list[str], rows: int) -> Iterator[Any]:
    import narwhals as nw

    if isinstance(frame, nw.DataFrame):
        yield from frame.select(*names).to_native().to_batches(max_chunksize=rows)
        return
    if not isinstance(frame, nw.LazyFrame):
        yield from _reader(data, names)
        return
    native = frame.select(*names).to_native()
    implementation = frame.implementation
    if implementation.is_duckdb():
        reader = native.to_arrow_reader(rows) if hasattr(native, "to_arrow_reader") else native.fetch_record_batch(rows)
        yield from reader
    elif implementation.is_polars() and hasattr(native, "collect_batches"):
        # rows keep their order: without a record id the replicate groups are drawn by row number
        for part in native.collect_batches(chunk_size=rows, maintain_order=True):
            yield from part.to_arrow().to_batches(max_chunksize=rows)
    else:
        yield from frame.select(*names).collect("pyarrow").to_native().to_batches(max_chunksize=rows)


def _reader(data: Any, names: list[str] | None = None) -> Any:
    import pyarrow as pa

    reader = pa.RecordBatchReader.from_stream(data)
    if names and (missing := [name for name in names if name not in reader.schema.names]):
        raise MissingColumnError(missing, reader.schema.names)
    return reader


def _arrow(batch: Any, names: list[str], encode: Sequence[str]) -> dict[str, Column]:
    import pyarrow as pa
    import pyarrow.compute as pc

    columns: dict[str, Column] = {}
    for name in names:
        array = batch.column(name)
        if pa.types.is_dictionary(array.type):
            array = array.dictionary_decode()
        if pa.types.is_decimal(array.type):
            array = array.cast(pa.float64())
        valid = None if array.null_count == 0 else array.is_valid().to_numpy(zero_copy_only=False)
        if valid is not None and pa.types.is_integer(array.type):
            array = pc.fill_null(array, pa.scalar(0, array.type))
        if name in encode and pa.types.is_string(array.type) | pa.types.is_large_string(array.type):
            coded = array.dictionary_encode()
            codes = pc.fill_null(coded.indices, 0).to_numpy(zero_copy_only=False)
            columns[name] = Column(name=name, values=codes, valid=valid, levels=tuple(coded.dictionary.to_pylist()))
        else:
            columns[name] = _checked(name, array.to_numpy(zero_copy_only=False), valid)
    return columns


def _same_length(columns: Mapping[str, Column]) -> None:
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise InvalidValueError("columns", "of the same length", ", ".join(f"{k}: {v}" for k, v in lengths.items()))


def _sliced(columns: dict[str, Column], rows: int) -> Iterator[dict[str, Column]]:
    length = len(next(iter(columns.values()))) if columns else 0
    for start in range(0, max(length, 1), rows):
        yield {name: column.slice(start, start + rows) for name, column in columns.items()}


def to_frame(columns: Mapping[str, Sequence[Any]], kind: str) -> Any:
    """Return columns as a data frame of the named kind; a plain dictionary of lists for "mapping" and "none".

    Args:
        columns: Name -> values, all of one length.
        kind: What ``kind_of`` gave for the data that came in.
    """
    plain = {name: list(values) for name, values in columns.items()}
    if kind in ("mapping", "none"):
        return plain
    import narwhals as nw

    if kind in ("pandas", "polars", "pyarrow", "modin", "cudf"):
        backend: Any = kind
        return nw.from_dict(plain, backend=backend).to_native()
    if kind == "polars-lazy":
        return nw.from_dict(plain, backend="polars").lazy().to_native()
    if kind == "duckdb":
        import duckdb

        return duckdb.from_arrow(nw.from_dict(plain, backend="pyarrow").to_native())
    if kind == "dask":
        import dask.dataframe as dd

        from_pandas: Any = dd.from_pandas
        return from_pandas(nw.from_dict(plain, backend="pandas").to_native(), npartitions=1)
    if kind == "pyspark":
        from pyspark.sql import SparkSession

        return SparkSession.builder.getOrCreate().createDataFrame(nw.from_dict(plain, backend="pandas").to_native())
    raise InvalidValueError("kind", "a kind that kind_of returns", kind)
