"""The same survey in every kind of data frame."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

pa = pytest.importorskip("pyarrow")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")
duckdb = pytest.importorskip("duckdb")
dd = pytest.importorskip("dask.dataframe")

Make = Callable[[Any, str], Any]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that takes ``kind`` on every kind of frame, unless it names some."""
    named = {mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")}
    if "kind" in metafunc.fixturenames and "kind" not in named:
        metafunc.parametrize("kind", (*LOCALLY, pytest.param("pyspark", marks=pytest.mark.spark)))


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """One Spark session on two local cores, quiet and without its web pages."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java, which is not installed")
    pyspark = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = (
            pyspark.SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture
def make(request: pytest.FixtureRequest) -> Make:
    """Return a function (Arrow table, kind) -> the same rows as that kind of frame."""

    def made(table: Any, kind: str) -> Any:
        if kind == "pyspark":
            return request.getfixturevalue("spark").createDataFrame(table)
        return LOCALLY[kind](table)

    return made


def _numpy(column: Any) -> Any:
    if column.null_count and pa.types.is_integer(column.type):
        return column.to_numpy(zero_copy_only=False).astype(np.float64)
    return column.to_numpy(zero_copy_only=False)


def _mapping(table: Any) -> dict[str, Any]:
    return {name: _numpy(table[name].combine_chunks()) for name in table.column_names}


def _stream(table: Any) -> Any:
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=97))


def _texts(table: Any) -> list[str]:
    return [name for name in table.column_names if pa.types.is_string(table[name].type)]


def _pandas_categorical(table: Any) -> Any:
    return table.to_pandas().astype(dict.fromkeys(_texts(table), "category"))


def _dictionary(table: Any) -> Any:
    for name in _texts(table):
        table = table.set_column(table.column_names.index(name), name, table[name].dictionary_encode())
    return table


def _own_connection(table: Any) -> Any:
    connection = duckdb.connect()
    connection.register("survey", table)
    return connection.sql("select * from survey")


LOCALLY: dict[str, Callable[[Any], Any]] = {
    "mapping": _mapping,
    "lists": lambda table: table.to_pydict(),
    "pandas": lambda table: table.to_pandas(),
    "pandas-nullable": lambda table: table.to_pandas().convert_dtypes(),
    "pandas-pyarrow": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "pandas-categorical": _pandas_categorical,
    "polars": pl.from_arrow,
    "polars-categorical": lambda t: pl.from_arrow(t).with_columns(pl.col(_texts(t)).cast(pl.Categorical)),
    "polars-lazy": lambda table: pl.from_arrow(table).lazy(),
    "pyarrow": lambda table: table,
    "pyarrow-dictionary": _dictionary,
    "arrow-stream": _stream,
    "duckdb": duckdb.from_arrow,
    "duckdb-connection": _own_connection,
    # with Arrow types, because Dask turns columns of true, false and none into text
    "dask": lambda table: dd.from_pandas(table.to_pandas(types_mapper=pd.ArrowDtype), npartitions=5),
}
if find_spec("ibis") is not None:  # it brings many packages of its own, and is not needed to work on the library
    import ibis

    LOCALLY["ibis"] = ibis.memtable
