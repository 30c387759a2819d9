"""Data are read once, in batches of constant size; Dask and Spark sum where the data are."""

from collections.abc import Iterator
from typing import Any

import dask
import dask.dataframe as dd
import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from polars.io.plugins import register_io_source

from servicekit.data import _engines as engines
from servicekit.data._frames import ROWS, batches
from servicekit.data._scales import ZERO_TO_TEN
from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.summaries._moments import Moments
from servicekit.stats.summaries._moments_data import moments
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import tally

LONG = 3 * ROWS + 17


def _scores(rows: int) -> Any:
    return np.arange(rows) % 11


@pytest.fixture
def table() -> Any:
    return pa.table({"id": np.arange(1000), "score": _scores(1000), "site": np.array(["a", "b"])[_scores(1000) % 2]})


class Counter:
    """How many rows an engine was made to give out, and of which columns."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns: set[str] = set()

    def source(self, columns: list[str] | None, predicate: Any, n_rows: Any, size: Any) -> Iterator[pl.DataFrame]:
        self.columns |= set(columns or ())
        for start in range(0, LONG, 50_000):
            part = _scores(LONG)[start : start + 50_000]
            self.rows += len(part)
            yield pl.DataFrame({"score": part, "other": part}).select(columns or pl.all())

    def seen(self, scores: Any) -> Any:
        self.rows += len(scores)
        return scores


def test_a_lazy_polars_frame_is_read_once_and_only_the_columns_needed():
    counter = Counter()
    frame = register_io_source(counter.source, schema={"score": pl.Int64, "other": pl.Int64})
    assert tally(frame, "score", scale=ZERO_TO_TEN).n == LONG
    assert (counter.rows, counter.columns) == (LONG, {"score"})


def test_a_duckdb_relation_is_read_once():
    counter = Counter()
    connection = duckdb.connect()
    kind = duckdb.sqltype("BIGINT")
    connection.create_function("seen", counter.seen, [kind], kind, type="arrow", side_effects=True)
    relation = connection.sql(f"select seen(range % 11) as score, range as id from range({LONG})")
    assert counter.rows == 0
    found = moments(relation, ["score"], scale=ZERO_TO_TEN, record_id="id")
    assert (found.rows, counter.rows) == (LONG, LONG)


@pytest.mark.parametrize("kind", ("pandas", "polars", "polars-lazy", "pyarrow", "arrow-stream", "duckdb"))
def test_batches_have_a_constant_size(make: Any, kind: str):
    lengths = [len(part["score"]) for part in batches(make(pa.table({"score": _scores(LONG)}), kind), ["score"])]
    assert sum(lengths) == LONG
    assert len(lengths) > 3
    assert max(lengths) <= ROWS


def test_a_polars_frame_in_memory_counts_its_texts_itself(monkeypatch: pytest.MonkeyPatch):
    rng = np.random.default_rng(1)
    names = [["north", " north", "south", "", None][place] for place in rng.integers(0, 5, 300)]
    columns = {"score": [None if score > 10 else score for score in rng.integers(0, 12, 300).tolist()], "site": names}
    frame = pl.DataFrame(columns)
    expected = tally(frame, "score", by="site", scale=ZERO_TO_TEN)
    monkeypatch.setattr(engines, "FEW_ROWS", 10)
    assert engines.equal_rows_counted(frame, ["score", "site"]) is not None
    assert engines.equal_rows_counted(frame, ["score"]) is None
    assert (
        engines.equal_rows_counted(frame.with_columns(site=pl.Series(map(str, range(300)))), ["score", "site"]) is None
    )
    found = tally(frame, "score", by="site", scale=ZERO_TO_TEN)
    assert (list(found), dict(found), found.source) == (list(expected), dict(expected), "polars")
    with pytest.raises(InvalidValueError, match="row 300"):
        tally(
            pl.concat([frame, frame.head(1).with_columns(score=pl.lit(11, pl.Int64))]),
            "score",
            by="site",
            scale=ZERO_TO_TEN,
        )


def test_dask_computes_nothing_but_summaries(table: Any, monkeypatch: pytest.MonkeyPatch):
    frame = dd.from_pandas(table.to_pandas(), npartitions=7)
    gathered: list[Any] = []
    honest = dask.compute

    def compute(*parts: Any, **options: Any) -> Any:
        found = honest(*parts, **options)
        gathered.extend(found)
        return found

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the rows were gathered")

    monkeypatch.setattr(dask, "compute", compute)
    monkeypatch.setattr(type(frame), "compute", refuse)
    assert tally(frame, "score", scale=ZERO_TO_TEN).n == 1000
    assert [type(found["all"]) for found in gathered] == [Tally]  # merged by the workers
    gathered.clear()
    assert moments(frame, ["score"], scale=ZERO_TO_TEN, record_id="id").n == 1000
    assert [type(part.found["all"]) for part in gathered] == [Moments]


@pytest.mark.spark
def test_spark_collects_nothing_but_one_summary_of_neighbouring_partitions(table: Any, spark: Any, monkeypatch: Any):
    frame = spark.createDataFrame(table).repartition(3)
    gathered: list[Any] = []
    honest = type(frame).collect

    def collect(asked: Any) -> Any:
        found = honest(asked)
        gathered.append((asked.columns, len(found)))
        return found

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the rows were gathered")

    monkeypatch.setattr(type(frame), "collect", collect)
    for name in ("toPandas", "toArrow", "toLocalIterator", "take", "head", "first"):
        monkeypatch.setattr(type(frame), name, refuse)
    by_site = tally(frame, "score", by="site", scale=ZERO_TO_TEN)
    assert sum(part.n for part in by_site.values()) == 1000
    assert moments(frame, ["score"], scale=ZERO_TO_TEN, record_id="id").n == 1000
    assert gathered == [(["branch", "part", "summary"], 1)] * 2


@pytest.mark.parametrize("kind", ("dask", pytest.param("pyspark", marks=pytest.mark.spark)))
def test_replicates_on_a_cluster_need_a_record_id(make: Any, table: Any, kind: str):
    with pytest.raises(InvalidValueError, match="record_id must be given for a Dask or Spark frame"):
        moments(make(table, kind), ["score"], scale=ZERO_TO_TEN)
    assert moments(make(table, kind), ["score"], scale=ZERO_TO_TEN, replicated=False).n == 1000


def test_rows_in_any_order_and_any_number_of_partitions_give_the_same_replicates(table: Any):
    frame = table.to_pandas().sample(frac=1.0, random_state=3)
    expected = moments(table, ["score"], scale=ZERO_TO_TEN, record_id="id")
    for partitions in (1, 4, 9):
        found = moments(dd.from_pandas(frame, npartitions=partitions), ["score"], scale=ZERO_TO_TEN, record_id="id")
        assert np.array_equal(found.keys, expected.keys)
        assert np.array_equal(found.products, expected.products)
