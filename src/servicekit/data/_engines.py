"""One fold over any data: batches here, partial summaries on the workers of Dask and Spark."""

from collections.abc import Callable, Sequence
from functools import partial, reduce
from typing import Any, TypeVar

from servicekit.data._frames import ROWS, Batch, DerivedColumns, backend_of, batches, require_columns
from servicekit.foundation._errors import InvalidValueError, ServiceKitError

Summary = TypeVar("Summary")


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
    """
    kind = "mapping" if isinstance(data, dict) else backend_of(data)
    if kind in ("dask", "pyspark"):
        require_columns(data, names)
        if by_row_number:
            raise InvalidValueError(
                "record_id", "given for a Dask or Spark frame", None, hint="rows there have no number to hash"
            )
        run = _on_dask if kind == "dask" else _on_spark
        if isinstance(data, DerivedColumns):
            names, summarise = data.raw(names), partial(_summarise_derived, data.make, summarise)
            data = data.data
        spread: Summary = run(data, names, summarise, merge)
        return spread
    summary: Summary | None = None
    first_row = 0
    for batch in batches(data, names, rows=rows, encode=encode):
        part = summarise(batch, first_row)
        summary = part if summary is None else merge(summary, part)
        first_row += len(next(iter(batch.values())))
    assert summary is not None  # batches yields at least one, empty where the data are
    return summary


def _summarise_derived(make: Any, summarise: Any, batch: Batch, first_row: int) -> Any:
    return summarise({**batch, **make(batch, first_row)}, first_row)


def _on_dask(data: Any, names: Sequence[str], summarise: Any, merge: Any) -> Any:
    import dask as any_dask

    dask: Any = any_dask
    delayed = dask.delayed
    parts = [delayed(_partition)(part, tuple(names), summarise, merge) for part in data[list(names)].to_delayed()]
    return reduce(merge, dask.compute(*parts))


def _partition(frame: Any, names: Sequence[str], summarise: Any, merge: Any) -> Any:
    return reduce(merge, (summarise(batch, 0) for batch in batches(frame, names)))


def _on_spark(data: Any, names: Sequence[str], summarise: Any, merge: Any) -> Any:
    import pickle  # between the workers of one job, never a file

    def partials(record_batches: Any) -> Any:
        import pyarrow as pa

        summary = None
        try:
            for record_batch in record_batches:
                part = _partition(pa.Table.from_batches([record_batch]), names, summarise, merge)
                summary = part if summary is None else merge(summary, part)
        except ServiceKitError as refusal:  # handed over as a value: Spark would bury it in its own errors
            summary = refusal
        if summary is not None:
            yield pa.RecordBatch.from_pydict({"summary": pa.array([pickle.dumps(summary)], pa.binary())})

    rows = data.select(*names).mapInArrow(partials, "summary binary").collect()
    found = [pickle.loads(bytes(row[0])) for row in rows]
    for summary in found:
        if isinstance(summary, ServiceKitError):
            raise summary
    if not found:
        import pandas as pd

        return _partition(pd.DataFrame({name: [] for name in names}), names, summarise, merge)
    return reduce(merge, found)
