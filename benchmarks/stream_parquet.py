"""One streamed pass over a Parquet file that need not fit in memory: moments and tallies of 22 questions at once.

    python benchmarks/stream_parquet.py FOLDER [rows]

Writes ``survey.parquet`` (a record id and 22 answers of 8 bits, 2 % missing; 1.1 GB at 5e7 rows) into the folder, and
reads it once through DuckDB and once through a lazy polars frame, each in a process of its own. Every pass gives the
cross-products of all pairs of questions in 128 replicate groups (alpha, gaps and an index model with intervals follow
from these) and the counts of every answer. The two must agree to the last bit, and stay below 1 GiB.
"""

import json
import os
import resource
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

ITEMS = tuple(f"q{number:02d}" for number in range(1, 23))
GROUP_ROWS = 500_000
MISSING = 0.02
MOST_BYTES = 2**30
ENGINES = ("duckdb", "polars")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")


def write(path: Path, rows: int) -> None:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(1)
    schema = pa.schema([("id", pa.int64()), *((item, pa.int8()) for item in ITEMS)])
    with pq.ParquetWriter(path, schema) as file:
        for start in range(0, rows, GROUP_ROWS):
            length = min(GROUP_ROWS, rows - start)
            felt = rng.normal(size=length).astype(np.float32)
            columns = [pa.array(np.arange(start, start + length))]
            for _ in ITEMS:
                answers = np.clip(np.rint(4.5 + felt + rng.standard_normal(length, np.float32)), 1, 7).astype(np.int8)
                columns.append(pa.array(answers, mask=rng.random(length, np.float32) < MISSING))
            file.write_table(pa.table(columns, schema=schema), row_group_size=length)


def summarise(batch: Any, first_row: int) -> tuple[Any, dict[str, Any]]:
    from servicekit.data._scales import LIKERT_7
    from servicekit.stats.summaries._moments_data import moments
    from servicekit.stats.summaries._tally_data import tally

    products = moments(batch, ITEMS, scale=LIKERT_7, record_id="id")
    return products, {item: tally(batch, item, scale=LIKERT_7) for item in ITEMS}


def merge(first: Any, second: Any) -> tuple[Any, dict[str, Any]]:
    return first[0] + second[0], {item: first[1][item] + second[1][item] for item in ITEMS}


def opened(path: str, engine: str) -> Any:
    if engine == "polars":
        import polars as pl

        return pl.scan_parquet(path)
    import duckdb

    connection = duckdb.connect(config={"memory_limit": "400MB", "threads": os.environ.get("OMP_NUM_THREADS", "2")})
    return connection.read_parquet(path)


def stream(path: str, engine: str) -> None:
    from servicekit.data._engines import map_reduce
    from servicekit.stats.reliability._reliability import cronbach_alpha

    cpu, wall = process_time(), perf_counter()
    products, tallies = map_reduce(opened(path, engine), ["id", *ITEMS], summarise, merge)
    cpu, wall = process_time() - cpu, perf_counter() - wall
    alpha = cronbach_alpha(products, ITEMS)
    counts = [tallies[item].counts for item in ITEMS]
    mark = blake2b(products.products.tobytes() + json.dumps(counts).encode(), digest_size=8).hexdigest()
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([products.rows, cpu, wall, peak, alpha.value, mark]))


def main(folder: Path, rows: int) -> None:
    path = folder / "survey.parquet"
    write(path, rows)
    print(f"{rows:,} rows x {len(ITEMS)} questions, {path.stat().st_size / 1e6:,.0f} MB of Parquet")
    marks = set()
    for engine in ENGINES:
        asked = [sys.executable, __file__, str(path), engine]
        environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
        answer = subprocess.run(asked, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout
        read, cpu, wall, peak, alpha, mark = json.loads(answer)
        assert read == rows
        assert peak < MOST_BYTES, f"{engine} took {peak / 2**20:,.0f} MiB"
        marks.add(mark)
        speed = f"{rows / wall / 1e6:5.2f} million rows/s, {cpu:7.1f} s CPU, {wall:7.1f} s wall"
        print(f"  {engine:8s} {speed}, peak {peak / 2**20:4.0f} MiB, alpha {alpha:.6f}, sums {mark}")
    assert len(marks) == 1, "the engines differ"
    path.unlink()


if __name__ == "__main__":
    if sys.argv[2:] and sys.argv[2] in ENGINES:
        stream(sys.argv[1], sys.argv[2])
    elif sys.argv[1:]:
        main(Path(sys.argv[1]), int(float(sys.argv[2])) if sys.argv[2:] else 2_000_000)
    else:
        sys.exit(__doc__)
