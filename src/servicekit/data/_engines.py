"""One fold over any data: batches here, partial summaries on the workers of Dask and Spark."""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import chain
from typing import Any, Final

from servicekit.data._accepted import Data
from servicekit.data._frames import Batch, backend_of, batches, require_columns
from servicekit.data._requests import ROWS, DerivedColumns, Request, Source, Summary
from servicekit.foundation._errors import InvalidValueError, ServiceKitError

BRANCHES: Final = 16
"""Summaries of neighbouring partitions that are merged at a time on the workers."""


def map_reduce(
    data: Data,
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


def fold(data: object, request: Request[Summary]) -> Summary:
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


TIMES: Final = "rows of one kind"
COUNTS_ITSELF: Final = ("polars-lazy", "polars", "duckdb", "ibis")
FEW_ROWS: Final = ROWS
"""Rows up to which a frame in memory is read faster than it is planned."""
SOME_ROWS: Final = 10_000
"""Rows that are looked at to see whether a frame has few kinds of rows."""


def equal_rows_counted(data: Any, names: Sequence[str]) -> Any:
    """Return the different rows of some columns and how often each occurs, in ``TIMES``, as the plan of a lazy engine.

    Returns:
        A lazy frame; None for data of other kinds and for a frame without texts, whose rows are as fast to read.
    """
    if isinstance(data, Source | DerivedColumns) or backend_of(data) not in COUNTS_ITSELF:
        return None
    require_columns(data, names)
    import narwhals as nw

    frame = nw.from_native(data)
    if isinstance(frame, nw.DataFrame):
        if len(frame) <= FEW_ROWS or all(frame.schema[name] != nw.String for name in names):
            return None
        some = frame.select(*names).gather_every(max(len(frame) // SOME_ROWS, 1))
        if len(some.unique()) > len(some) // 4:  # so many groups are counted faster here
            return None
        frame = frame.lazy()
    return frame.select(*names).group_by(*names).agg(nw.len().alias(TIMES)).to_native()


def _on_dask(data: Any, request: Request[Any]) -> Any:
    import dask as any_dask

    dask: Any = any_dask  # its stub exports nothing
    delayed = dask.delayed
    parts = [delayed(_partition)(part, request) for part in data[list(request.names)].to_delayed()]
    while len(parts) > 1:
        parts = [delayed(_merged)(parts[start : start + BRANCHES], request) for start in range(0, len(parts), BRANCHES)]
    return dask.compute(*parts)[0]


def _partition(frame: object, request: Request[Any]) -> Any:
    found = batches(frame, request.names, encode=request.encode)
    return reduce(request.merge, (request.summarise(batch, 0) for batch in found))


def _merged(summaries: Sequence[object], request: Request[Any]) -> Any:
    return reduce(request.merge, summaries)


def _on_spark(data: Any, request: Request[Any]) -> Any:
    """Summarise partitions, merge so many neighbours at a time on the workers, and the rest here, in their order."""
    import pickle  # between the workers of one job, never a file

    def partials(record_batches: object) -> Any:
        from pyspark import TaskContext

        context = TaskContext.get()
        part = 0 if context is None else context.partitionId()
        if (summary := _refusable(_of_record_batches, record_batches, request)) is not None:
            yield _spark_row(part // BRANCHES, part, pickle.dumps(summary))

    def neighbours(record_batches: Any) -> Any:
        found: dict[int, list[tuple[int, bytes]]] = {}
        for record_batch in record_batches:
            for row in record_batch.to_pylist():
                found.setdefault(row["branch"], []).append((row["part"], row["summary"]))
        for branch, parts in sorted(found.items()):
            summaries = [pickle.loads(summary) for _, summary in sorted(parts)]
            yield _spark_row(branch, branch, pickle.dumps(_refusable(_unless_refused, summaries, request)))

    schema = "branch int, part int, summary binary"
    rows = data.select(*request.names).mapInArrow(partials, schema)
    rows = rows.repartition("branch").mapInArrow(neighbours, schema).collect()
    found = [pickle.loads(bytes(row["summary"])) for row in sorted(rows, key=lambda row: row["branch"])]
    if not found:
        return request.of_nothing()
    answer = _refusable(_unless_refused, found, request)
    if isinstance(answer, ServiceKitError):
        raise answer
    return answer


def _spark_row(branch: int, part: int, summary: bytes) -> Any:
    import pyarrow as pa

    kinds = {"branch": pa.int32(), "part": pa.int32(), "summary": pa.binary()}
    values = {"branch": [branch], "part": [part], "summary": [summary]}
    return pa.RecordBatch.from_pydict(values, schema=pa.schema(kinds))


def _refusable(make: Callable[[Any, Request[Any]], Any], given: object, request: Request[Any]) -> Any:
    """Return a summary, or the refusal as a value: Spark would bury it in its own errors."""
    try:
        return make(given, request)
    except ServiceKitError as refusal:
        return refusal


def _unless_refused(summaries: Sequence[object], request: Request[Any]) -> Any:
    refused = next((summary for summary in summaries if isinstance(summary, ServiceKitError)), None)
    return _merged(summaries, request) if refused is None else refused


def _of_record_batches(record_batches: Iterable[Any], request: Request[Any]) -> Any:
    """Summarise the small batches that Spark hands over in larger ones; None where there is none."""
    import pyarrow as pa

    summary, waiting = None, []
    for record_batch in chain(record_batches, [None]):
        if record_batch is not None:
            waiting.append(record_batch)
        is_last = record_batch is None
        if waiting and (is_last or sum(batch.num_rows for batch in waiting) >= ROWS):
            part = _partition(pa.Table.from_batches(waiting).combine_chunks(), request)
            summary, waiting = part if summary is None else request.merge(summary, part), []
    return summary
