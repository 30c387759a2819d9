"""The fold on Spark, its workers played by loops: partitions, then neighbours, then the rest, and refusals by name."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from servicekit.data._engines import _on_spark, fold
from servicekit.data._requests import Request
from servicekit.foundation._errors import InvalidValueError

pa = pytest.importorskip("pyarrow")
HERE = SimpleNamespace(part=0)


class Workers:
    """A frame of partitions, each a list of record batches."""

    def __init__(self, parts: list[list[Any]]) -> None:
        self.parts = parts

    def select(self, *names: str) -> "Workers":
        return Workers([[batch.select(list(names)) for batch in part] for part in self.parts])

    def mapInArrow(  # noqa: N802, as Spark calls it
        self, function: Any, schema: str
    ) -> "Workers":
        made = []
        for HERE.part, part in enumerate(self.parts):
            made.append(list(function(iter(part))))
        return Workers(made)

    def repartition(self, name: str) -> "Workers":
        rows = [row for part in self.parts for batch in part for row in batch.to_pylist()]
        named = {row[name]: [other for other in rows if other[name] == row[name]] for row in rows}
        schema = next((batch.schema for part in self.parts for batch in part), None)
        return Workers([[pa.RecordBatch.from_pylist([row], schema=schema) for row in one] for one in named.values()])

    def collect(self) -> list[Any]:
        return [row for part in self.parts for batch in part for row in batch.to_pylist()]


@pytest.fixture(autouse=True)
def pyspark(monkeypatch):
    task = SimpleNamespace(get=lambda: SimpleNamespace(partitionId=lambda: HERE.part))
    monkeypatch.setitem(sys.modules, "pyspark", SimpleNamespace(TaskContext=task))


def summed(batch, first_row):
    column = batch["rated"]
    if len(column) and column.values.max() > 90:
        raise InvalidValueError("rated", "at most 90", int(column.values.max()))
    return column.values.tolist()


def added(one, other):
    return one + other


REQUEST = Request(names=("rated",), summarise=summed, merge=added)


def parted(rows, partitions):
    size = -(-len(rows) // partitions)
    cuts = [rows[start : start + size] for start in range(0, len(rows), size)]
    return Workers([[pa.record_batch({"rated": pa.array(rows, pa.int64())}) for rows in (cut[:2], cut[2:])]
                    for cut in cuts])  # fmt: skip


@pytest.mark.parametrize("partitions", (1, 3, 40))
def test_partitions_are_merged_in_their_order(partitions):
    rows = list(range(80))
    assert _on_spark(parted(rows, partitions), REQUEST) == fold({"rated": rows}, REQUEST) == rows


def test_partitions_without_rows_are_the_summary_of_nothing():
    assert _on_spark(Workers([[], []]), REQUEST) == []


def test_a_refusal_of_a_worker_comes_back_as_itself():
    with pytest.raises(InvalidValueError, match="rated must be at most 90, got 95"):
        _on_spark(parted([1, 2, 95, *range(60)], 30), REQUEST)
