"""Results as a data frame of the kind that came in."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from servicekit.foundation._errors import InvalidValueError

KINDS: Final = ("pandas", "polars", "polars-lazy", "pyarrow", "duckdb", "dask", "pyspark", "mapping")


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
    raise InvalidValueError("kind", f"one of {', '.join(KINDS)}", kind)
