"""One fold over any data: batches here, partial summaries on the workers of Dask and Spark."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from servicekit.data._frames import Batch, backend_of, batches, require_columns
from servicekit.data._requests import ROWS, DerivedColumns, Request, Source, Summary
from servicekit.foundation._errors import InvalidValueError, ServiceKitError


def map_reduce(
    data: Any,
    names: Sequence[str],
    summarise: Callable[[Batch, int], Summary],
    merge: Callable[[Summary, Summary], Summary],
    *,
    encode: Sequence[str] = (),
    by_row_number: bool = False,
    rows: int = ROWS,
) -> Summary:
    """Summarise batches and merge the summaries, where the data are.

    Args:
        data: Data frame of any kind, mapping of columns or Arrow stream.
        names: Columns needed.
        summarise: Batch and the number of its first row -> summary; for Dask and Spark it must be picklable.
        merge: Associative joining of two summaries.
        encode: Columns that are groupings.
        by_row_number: Whether the summary depends on row numbers, which partitions of a cluster do not have.
        rows: Rows of a batch.

    Example:
        >>> import servicekit as sk
        >>> survey = {"branch": ["north", "south", "north"], "rating": [5, 3, 4]}
        >>> sk.data.map_reduce(
        ...     survey,
        ...     ["rating"],
        ...     lambda columns, start: columns["rating"].values.sum().item(),
        ...     lambda one, other: one + other,
        ... )
        12
    """
    request = Request(
        names=tuple(names),
        summarise=summarise,
        merge=merge,
        encode=tuple(encode),
        by_row_number=by_row_number,
        rows=rows,
    )
    return fold(data, request)


def fold(data: Any, request: Request[Summary]) -> Summary:
    """Answer a request from any data in one pass; a source that knows the answer already reads nothing.

    Args:
        data: Data frame of any kind, mapping of columns, Arrow stream or source.
        request: What is wanted.
    """
    if isinstance(data, Source):
        return data.answer(request)
    kind = "mapping" if isinstance(data, dict) else backend_of(data)
    if isinstance(data, DerivedColumns) and (isinstance(data.data, Source) or kind in ("dask", "pyspark")):
        return fold(data.data, data.request(request))
    if kind in ("dask", "pyspark"):
        require_columns(data, request.names)
        if request.by_row_number:
            raise InvalidValueError(
                "record_id", "given for a Dask or Spark frame", None, hint="rows there have no number to hash"
            )
        spread: Summary = (_on_dask if kind == "dask" else _on_spark)(data, request)
        return spread
    summary: Summary | None = None
    first_row = 0
    for batch in batches(data, request.names, rows=request.rows, encode=request.encode):
        part = request.summarise(batch, first_row)
        summary = part if summary is None else request.merge(summary, part)
        first_row += len(next(iter(batch.values())))
    assert summary is not None  # batches yields at least one, empty where the data are
    return summary


def _on_dask(data: Any, request: Request[Any]) -> Any:
    import dask as any_dask

    dask: Any = any_dask
    delayed = dask.delayed
    parts = [delayed(_partition)(part, request) for part in data[list(request.names)].to_delayed()]
    return reduce(request.merge, dask.compute(*parts))


def _partition(frame: Any, request: Request[Any]) -> Any:
    found = batches(frame, request.names, encode=request.encode)
    return reduce(request.merge, (request.summarise(batch, 0) for batch in found))


def _on_spark(data: Any, request: Request[Any]) -> Any:
    import pickle  # between the workers of one job, never a file

    def partials(record_batches: Any) -> Any:
        import pyarrow as pa

        summary = None
        try:
            for record_batch in record_batches:
                part = _partition(pa.Table.from_batches([record_batch]), request)
                summary = part if summary is None else request.merge(summary, part)
        except ServiceKitError as refusal:  # handed over as a value: Spark would bury it in its own errors
            summary = refusal
        if summary is not None:
            yield pa.RecordBatch.from_pydict({"summary": pa.array([pickle.dumps(summary)], pa.binary())})

    rows = data.select(*request.names).mapInArrow(partials, "summary binary").collect()
    found = [pickle.loads(bytes(row[0])) for row in rows]
    for summary in found:
        if isinstance(summary, ServiceKitError):
            raise summary
    if not found:
        import pandas as pd

        return _partition(pd.DataFrame({name: [] for name in request.names}), request)
    return reduce(request.merge, found)
