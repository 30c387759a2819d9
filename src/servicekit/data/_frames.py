"""Data frames of any kind come in: the only place, with columns, frames_out and engines, where a frame is seen."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any, Final, TypeGuard

import numpy as np

from servicekit.data._arrow import columns_of_batch
from servicekit.data._columns import Column, as_column, column_of_series, ordered_categories
from servicekit.data._requests import ROWS, Batch, DerivedColumns, Source
from servicekit.data._sources import is_dataset, is_file, names_of, record_batches
from servicekit.foundation._errors import (
    InvalidValueError,
    MissingColumnError,
    NotEnoughDataError,
    RecordError,
    ServiceKitError,
    format_value,
)

KINDS: Final = ("pandas", "polars", "polars-lazy", "pyarrow", "duckdb", "ibis", "dask", "pyspark", "mapping")


def to_frame(columns: Mapping[str, Sequence[Any]], kind: str) -> Any:
    """Return columns as a data frame of the named kind; a plain dictionary of lists for "mapping" and "none".

    Args:
        columns: Name -> values, all of one length.
        kind: What ``backend_of`` gave for the data that came in.
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
    if kind == "ibis":
        import ibis  # type: ignore[import-not-found, import-untyped, unused-ignore]

        return ibis.memtable(nw.from_dict(plain, backend="pyarrow").to_native())
    if kind == "dask":
        import dask.dataframe as dd

        from_pandas: Any = dd.from_pandas
        return from_pandas(nw.from_dict(plain, backend="pandas").to_native(), npartitions=1)
    if kind == "pyspark":
        from pyspark.sql import SparkSession

        return SparkSession.builder.getOrCreate().createDataFrame(nw.from_dict(plain, backend="pandas").to_native())
    raise InvalidValueError("kind", f"one of {', '.join(KINDS)}", kind)


__all__ = [
    "Batch",
    "Column",
    "DerivedColumns",
    "as_column",
    "backend_of",
    "batches",
    "column_names",
    "fingerprint",
    "materialise_streams",
    "read_columns",
    "require_columns",
    "to_frame",
]


def backend_of(data: Any) -> str:
    """Return the kind of a data frame ("polars", "polars-lazy", "pandas", "pyarrow", "duckdb", "ibis", "dask").

    "mapping" stands for a mapping of columns, "batches" for an iterator of parts and "none" for what is no frame.
    """
    if isinstance(data, DerivedColumns | Source):
        return backend_of(data.data)
    if isinstance(data, Mapping):
        return "mapping"
    if is_file(data) or is_dataset(data):
        return "pyarrow"
    if is_parts(data):
        return "batches"
    if isinstance(data, np.ndarray | list | tuple | range) or data is None:
        return "none"
    if type(data).__module__.startswith("dask"):  # narwhals is giving up Dask; engines handle it themselves
        return "dask"
    if type(data).__module__.startswith("pandas") and hasattr(data, "columns") and not data.columns.is_unique:
        column_names(data)  # narwhals refuses repeated names in words of its own
    import narwhals as nw

    frame = _narwhal(data)
    if not isinstance(frame, nw.DataFrame | nw.LazyFrame):
        return "pyarrow" if hasattr(data, "__arrow_c_stream__") and not isinstance(frame, nw.Series) else "none"
    name = frame.implementation.value
    return "polars-lazy" if name == "polars" and isinstance(frame, nw.LazyFrame) else str(name)


def _narwhal(data: object) -> Any:
    """Return a frame as narwhals sees it, and anything else as it is."""
    import narwhals as nw

    try:
        return nw.from_native(data, pass_through=True)
    except TypeError:  # narwhals of 2.10 refuses some streams although they are to pass through
        return data


def column_names(data: Any) -> tuple[str, ...]:
    """Return the names of the columns; names that occur twice are refused."""
    if isinstance(data, DerivedColumns):
        return (*column_names(data.data), *data.makes)
    if isinstance(data, Source):
        return column_names(data.data)
    if isinstance(data, Mapping):
        names = list(data)
    elif is_file(data) or is_dataset(data):
        names = names_of(data)
    elif type(data).__module__.startswith(("pandas", "dask")) and hasattr(data, "columns"):
        names = list(data.columns)
    else:
        import narwhals as nw

        frame = _narwhal(data)
        known = isinstance(frame, nw.DataFrame | nw.LazyFrame)
        names = list(frame.collect_schema().names() if known else _reader(data).schema.names)
    if repeated := sorted(str(name) for name, times in Counter(names).items() if times > 1):
        raise InvalidValueError("column names", "different from each other", repeated)
    return tuple(str(name) for name in names)


def require_columns(data: object, names: Iterable[str]) -> None:
    """Raise, naming the nearest, unless the data have all these columns."""
    known = column_names(data)
    if missing := [name for name in names if name not in known]:
        raise MissingColumnError(missing, known)


FINGERPRINT_ROWS: Final = 16


def fingerprint(data: Any) -> str:
    """Return a mark of the rows of a frame, from the first of them over all columns; "" for a stream or a cluster.

    Two waves with the same questions have different marks, two questions of one frame the same.
    """
    if isinstance(data, DerivedColumns | Source):
        return fingerprint(data.data)
    if isinstance(data, dict):
        if not all(isinstance(column, list | tuple | np.ndarray) for column in data.values()):
            return ""
        size = min((len(column) for column in data.values()), default=0)
        first = {str(name): list(column[:FINGERPRINT_ROWS]) for name, column in data.items()}
    elif hasattr(type(data), "columns") and backend_of(data) in (
        "polars",
        "pandas",
        "pyarrow",
    ):  # a stream is read once
        import narwhals as nw

        frame = nw.from_native(data, eager_only=True)
        size = len(frame)
        first = frame.head(FINGERPRINT_ROWS).to_dict(as_series=False)
    else:
        return ""
    return sha256(repr((size, sorted(first.items()))).encode()).hexdigest()[:16] if size else ""


def read_columns(data: object, names: Sequence[str]) -> dict[str, Column]:
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
    valid = None if all(part.valid is None for part in parts) else np.concatenate([part.present for part in parts])
    values = np.concatenate([part.values for part in parts])
    return Column(name=name, values=values, valid=valid, zone=parts[0].zone, categories=parts[0].categories)


def batches(
    data: Any, names: Sequence[str], *, rows: int = ROWS, encode: Sequence[str] = ()
) -> Iterator[dict[str, Column]]:
    """Yield the columns in batches of constant size, so that memory does not grow with the data.

    Dask and Spark frames are gathered here; ``engines.fold`` summarises them on their workers instead.

    Args:
        data: Data frame of any kind, eager or lazy, mapping of columns or Arrow stream.
        names: Columns wanted.
        rows: Rows of a batch.
        encode: Those of them that are groupings: text comes as codes where the engine can do that fast.
    """
    wanted = list(dict.fromkeys(names))
    if isinstance(data, DerivedColumns):
        yield from _derived(data, wanted, rows, encode)
        return
    if isinstance(data, Source):
        yield from data.batches(wanted, rows=rows, encode=encode)
        return
    if not isinstance(data, Mapping) and backend_of(data) == "none":
        raise InvalidValueError("data", "a data frame or a mapping of columns", type(data).__name__)
    if is_parts(data):
        yield from _of_parts(data, wanted, rows, encode)
        return
    if not (hasattr(data, "__arrow_c_stream__") and not hasattr(data, "columns")):
        require_columns(data, wanted)
    if isinstance(data, Mapping):
        whole = {name: as_column(name, data[name]) for name in wanted}
        whole = {name: column if name in encode else column.plain for name, column in whole.items()}
        _same_length(whole)
        yield from _sliced(whole, rows)
        return
    if backend_of(data) == "dask":
        data = data[wanted].compute()
    import narwhals as nw

    frame = _narwhal(data)
    if isinstance(frame, nw.DataFrame) and not frame.implementation.is_pyarrow():
        chosen = frame.select(*wanted)
        for start in range(0, max(len(chosen), 1), rows):
            part = chosen[start : start + rows]
            yield {name: column_of_series(name, part[name], encode=name in encode) for name in wanted}
        return
    parts, declared, row = _stream(data, frame, wanted, rows, encode), _declared(frame, wanted), 0
    is_empty = True
    while (part := _readable(partial(next, parts, None), row)) is not None:
        yield from _sliced(columns_of_batch(part, wanted, encode, declared), rows)
        is_empty = False
        row += part.num_rows
    if is_empty and is_stream(data):
        raise NotEnoughDataError(NOTHING_LEFT)
    if is_empty:  # Arrow has no batch at all where there is no row
        yield {name: Column(name=name, values=np.empty(0)) for name in wanted}


NOTHING_LEFT: Final = "the reader gives no rows: it holds none, or it was read before, and a reader can be read once"


def is_stream(data: object) -> bool:
    """Return whether data are read by reading them up: a record-batch reader, or a stream of which nobody knows."""
    return hasattr(data, "__arrow_c_stream__") and not hasattr(data, "columns")


def is_parts(data: object) -> TypeGuard[Iterator[Any]]:
    """Return whether data are frames that come one after another, such as the record batches of a generator."""
    return isinstance(data, Iterator) and not hasattr(data, "__arrow_c_stream__")


def materialise_streams(data: Any) -> Any:
    """Return data that can be read more than once: iterators and one-way streams are read into memory, once."""
    if isinstance(data, Source):
        return data
    if isinstance(data, Mapping):
        return {key: as_column(str(key), given) if hasattr(given, "__next__") else given for key, given in data.items()}
    if is_parts(data):
        parts = list(data)
        names = column_names(parts[0]) if parts else ()
        return read_columns(iter(parts), names)
    if hasattr(data, "read_next_batch"):
        return _readable(data.read_all)
    # of what is nothing but a stream, such as the answer of a database driver, nobody knows whether it flows twice
    if is_stream(data):
        return _readable(_reader(data).read_all)
    return data


def _of_parts(
    parts: Iterator[object], names: list[str], rows: int, encode: Sequence[str]
) -> Iterator[dict[str, Column]]:
    """Yield the columns of frames that come one after another, such as the record batches of a generator."""
    is_empty = True
    for part in parts:
        yield from batches(part, names, rows=rows, encode=encode)
        is_empty = False
    if is_empty:
        raise NotEnoughDataError(NOTHING_LEFT)


def _readable(read: Callable[[], Any], row: int = 0) -> Any:
    """Read the next rows; what a database or a file says when it breaks down becomes one refusal."""
    try:
        return read()
    except ServiceKitError:
        raise
    except Exception as error:
        words = format_value(str(error).strip().partition("\n")[0]).strip("'\"")
        raise RecordError(f"the data cannot be read beyond row {row:,} ({type(error).__name__}: {words})") from error


def _derived(data: DerivedColumns, names: list[str], rows: int, encode: Sequence[str]) -> Iterator[dict[str, Column]]:
    first_row = 0
    for batch in batches(data.data, data.raw(names), rows=rows, encode=encode):
        whole = {**batch, **data.make(batch, first_row)}
        yield {name: whole[name] for name in names}
        first_row += len(next(iter(batch.values())))


def _stream(data: object, frame: object, names: list[str], rows: int, encode: Sequence[str]) -> Iterator[Any]:
    import narwhals as nw

    if is_file(data) or is_dataset(data):
        yield from record_batches(data, names, rows, encode)
        return
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
    elif implementation.is_ibis():
        yield from _of_ibis(native, rows)
    elif implementation.is_polars() and hasattr(native, "collect_batches"):
        # rows keep their order: without a record id the replicate groups are drawn by row number
        for part in native.collect_batches(chunk_size=rows, maintain_order=True):
            yield from part.to_arrow().to_batches(max_chunksize=rows)
    else:
        yield from frame.select(*names).collect("pyarrow").to_native().to_batches(max_chunksize=rows)


def _of_ibis(table: Any, rows: int) -> Iterator[Any]:
    """Yield the batches of a table of Ibis; of the whole of it where Ibis and its engine do not fit together.

    Ibis 12 asks DuckDB for batches by a name that DuckDB 2 has dropped, and leaves a connection that answers no more.
    """
    backend = table.get_backend()
    if backend.name == "duckdb" and not hasattr(backend.con, "fetch_record_batch"):
        yield from table.to_pyarrow().to_batches(max_chunksize=rows)
    else:
        yield from table.to_pyarrow_batches(chunk_size=rows)


def _reader(data: object, names: list[str] | None = None) -> Any:
    import pyarrow as pa

    if not hasattr(data, "__arrow_c_stream__"):
        raise InvalidValueError("data", "a data frame or a mapping of columns", type(data).__name__)
    reader = pa.RecordBatchReader.from_stream(data)
    if names and (missing := [name for name in names if name not in reader.schema.names]):
        raise MissingColumnError(missing, reader.schema.names)
    return reader


def _declared(frame: object, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the ordered categories that a lazy frame declares, since Arrow does not always say that they are."""
    import narwhals as nw

    if not isinstance(frame, nw.LazyFrame):
        return {}
    schema = frame.collect_schema()
    found = {name: ordered_categories(schema[name]) for name in names}
    return {name: categories for name, categories in found.items() if categories is not None}


def _same_length(columns: Mapping[str, Column]) -> None:
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise InvalidValueError("columns", "of the same length", ", ".join(f"{k}: {v}" for k, v in lengths.items()))


def _sliced(columns: dict[str, Column], rows: int) -> Iterator[dict[str, Column]]:
    length = len(next(iter(columns.values()))) if columns else 0
    for start in range(0, max(length, 1), rows):
        yield {name: column.rows(slice(start, start + rows)) for name, column in columns.items()}
