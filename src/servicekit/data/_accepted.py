"""What measures accept as data: one name for all that is read as columns, one for the values of a column."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from servicekit.foundation._lazy import live_in_room

if TYPE_CHECKING:
    from servicekit.data._columns import Column
    from servicekit.data._requests import DerivedColumns, Source


class Frame(Protocol):
    """A data frame of any engine: what tells it is that it has columns."""

    @property
    def columns(self) -> object:
        """Its columns, or their names."""


class ArrowStream(Protocol):
    """Whatever streams Arrow record batches: a table, a reader, the answer of a database."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the stream."""


@runtime_checkable
class Values(Protocol):
    """The values of a column, one per row: a list, an array, a series, an Arrow array or a generator.

    None, NaN, NaT and NA are missing.

    Example:
        >>> import servicekit as sk
        >>> answers: sk.data.Values = [9, 10, None]
        >>> sk.net_promoter_score(answers).n
        2
    """

    def __iter__(self) -> Iterator[object]:
        """Yield the values."""
        ...


if TYPE_CHECKING:
    Data: TypeAlias = (
        Frame
        | Mapping[str, Values | Column]
        | str
        | Path
        | ArrowStream
        | Iterator[Frame]
        | Values
        | Column
        | DerivedColumns
        | Source
    )
    """All that is read as columns."""
else:  # a class at run time, so that signatures say Data and not the list of all it may be

    class Data(Protocol):
        """All that is read as columns, or as the one column that is asked for.

        * a data frame of pandas, polars (eager or lazy), pyarrow, DuckDB, Dask, Spark, Modin, cuDF or Ibis;
        * a mapping of names to columns: ``{"branch": ["a", "b"], "rating": [5, 4]}``;
        * the path of a Parquet, Arrow or CSV file or of a folder of Parquet files, or a dataset of pyarrow;
        * a reader or another stream of Arrow record batches, or an iterator of frames, read once;
        * where no column is named: the answers themselves (`Values`).

        Example:
            >>> import servicekit as sk
            >>> survey: sk.data.Data = {"rating": [9, 10, 3]}
            >>> sk.net_promoter_score(survey, "rating").n
            3
        """

    live_in_room(Data)
    live_in_room(Values)
