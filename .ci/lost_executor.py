"""A study on a real local Spark cluster of two executors, one of which is killed in the middle: the same figures.

    python .ci/lost_executor.py

Needs Java and PySpark. The first task of partition 1 kills the Java process of its executor in the middle; Spark starts
another and runs the lost partitions anew. Every figure of the assessment must be the one that a frame in memory gives,
to the last bit.
"""

import os
import signal
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pyarrow as pa

import servicekit as sk

ROWS = 20_000
LOST = "the figures of a cluster that lost an executor differ from those of a frame in memory"


def parent(process: int) -> int:
    """Return the process that started a process."""
    return int(Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])


def is_java(process: int) -> bool:
    """Return whether a process is one of Java."""
    return "java" in Path(f"/proc/{process}/comm").read_text(encoding="utf-8")


def lose_executor() -> None:
    """Kill the Java process above this worker, which is the executor."""
    process = os.getpid()
    while process > 1 and not is_java(process):
        process = parent(process)
    if process > 1:
        os.kill(process, signal.SIGKILL)


def survey() -> pa.Table:
    """Return answers with what goes with them."""
    rng = np.random.default_rng(3)
    felt = rng.normal(size=ROWS)
    columns: dict[str, Any] = {"id": np.arange(ROWS)}
    for name in ("overall", "speed", "staff"):
        columns[name] = np.clip(np.rint(3 + felt + rng.normal(size=ROWS)), 1, 5).astype(np.int8)
    columns["site"] = rng.choice(["north", "south", "east"], ROWS)
    columns["wave"] = np.where(np.arange(ROWS) < ROWS // 2, "2024-Q1", "2024-Q2")
    return pa.table(columns)


def study() -> sk.Study:
    """Return what the columns mean."""
    return sk.Study(
        scales={"five": sk.LIKERT_5},
        questions={"overall": sk.study.Question(column="overall", kind="csat", scale="five")},
        drivers=sk.study.DriversSection(
            outcome="overall", outcome_scale="five", drivers=("speed", "staff"), scale="five"
        ),
        groups=("site",),
        wave="wave",
        record_id="id",
        resamples=100,
    )


def main() -> None:
    """Assess on the cluster and in memory, and compare."""
    from pyspark import TaskContext
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.executorEnv.PYTHONPATH", os.environ.get("PYTHONPATH", ""))
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.excludeOnFailure.enabled", "false")
        .getOrCreate()
    )
    context = session.sparkContext
    context.setLogLevel("OFF")
    table = survey()
    spark = session.createDataFrame(table).repartition(8, "id")

    killed = Path(mkdtemp()) / "killed"

    def dying(batches: Any) -> Any:
        task = TaskContext.get()
        for batch in batches:
            yield batch
            if task.partitionId() == 1 and not killed.exists():
                killed.touch()
                lose_executor()

    lossy = spark.mapInArrow(dying, spark.schema)
    tracker = context.statusTracker()
    context.setJobGroup("study", "one plan, one fold")
    found = sk.assess(study(), lossy)
    jobs = len(tracker.getJobIdsForGroup("study"))
    expected = sk.assess(study(), table)
    assert found.to_results() == expected.to_results(), LOST
    assert killed.exists(), "no executor was lost"
    assert jobs <= 3, f"{jobs} jobs"
    print(f"one of two executors lost: {len(found.parts)} parts with the same figures, {jobs} jobs")
    session.stop()


if __name__ == "__main__":
    main()
