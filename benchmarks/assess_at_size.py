"""A whole assessment of a Parquet file that need not fit in memory, beside a bare scan of the same file.

    python benchmarks/assess_at_size.py FOLDER [rows]

Writes ``assess.parquet`` (eleven ratings of 8 bits, 2 % missing; branch, segment and wave as text) into the folder, and
runs, each in a process of its own, on one thread: a scan that reads every column and adds nothing up, and ``assess``
with measures, groups, waves and what goes with satisfaction. Prints CPU seconds, their ratio, and the peak of memory.
Bytecode is cached, as that of an installed package is.
"""

import json
import os
import resource
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

RATINGS = tuple(f"r{number}" for number in range(1, 9))
GROUP_ROWS = 500_000
MISSING = 0.02
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS", "ARROW_IO_THREADS")
AIM_SECONDS, AIM_BYTES = 3.0, 400 * 2**20


def write(path: Path, rows: int) -> None:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(1)
    names = [("overall", 1, 5, 3.6), ("recommend", 0, 10, 7.0), ("effort", 1, 7, 4.0)]
    names += [(name, 1, 7, 4.5) for name in RATINGS]
    texts = {
        "branch": [f"Branch {number:02d}" for number in range(50)],
        "segment": ["private", "small business", "corporate", "public"],
        "wave": ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"],
    }
    file: Any = None
    for start in range(0, rows, GROUP_ROWS):
        length = min(GROUP_ROWS, rows - start)
        felt = rng.normal(size=length).astype(np.float32)
        columns = {}
        for name, low, high, middle in names:
            drawn = middle + felt + rng.standard_normal(length, np.float32)
            answers = np.clip(np.rint(drawn), low, high).astype(np.int8)
            columns[name] = pa.array(answers, mask=rng.random(length, np.float32) < MISSING)
        for name, levels in texts.items():
            columns[name] = pa.array(levels).take(pa.array(rng.integers(0, len(levels), length)))
        table = pa.table(columns)
        file = file or pq.ParquetWriter(path, table.schema)
        file.write_table(table, row_group_size=length)
    file.close()


def study() -> Any:
    import servicekit as sk

    return sk.Study(
        scales={"five": sk.LIKERT_5, "seven": sk.LIKERT_7, "ten": sk.ZERO_TO_TEN},
        questions={
            "overall": sk.study.Question(column="overall", kind="csat", scale="five"),
            "recommend": sk.study.Question(column="recommend", kind="nps", scale="ten"),
            "effort": sk.study.Question(column="effort", kind="ces", scale="seven"),
        },
        drivers=sk.study.DriversSection(outcome="overall", outcome_scale="five", drivers=RATINGS, scale="seven"),
        groups=("branch", "segment"),
        wave="wave",
    )


def scan(path: str) -> None:
    import pyarrow.parquet as pq

    for _ in pq.ParquetFile(path).iter_batches(batch_size=131_072):
        pass


def assess(path: str) -> str:
    import servicekit as sk

    found = sk.assess(study(), path)
    return f"{len(found.parts)} parts, {sum(len(part.findings) for part in found.parts)} findings"


def run(path: str, what: str) -> None:
    cpu, wall = process_time(), perf_counter()
    said = {"scan": scan, "assess": assess}[what](path)
    cpu, wall = process_time() - cpu, perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"cpu": cpu, "wall": wall, "peak": peak, "said": said}))


def main(folder: str, rows: int) -> None:
    path = Path(folder) / f"assess_{rows}.parquet"
    if not path.exists():
        write(path, rows)
    print(f"{rows:,} rows x 14 columns, {path.stat().st_size / 2**20:.0f} MiB of Parquet, one thread")
    found: dict[str, Any] = {}
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    package = str(find_spec("servicekit").submodule_search_locations[0])  # type: ignore[union-attr, index]
    subprocess.run([sys.executable, "-m", "compileall", "-q", package], check=True, env=environment)
    for what in ("scan", "assess"):
        command = [sys.executable, __file__, str(path), what]
        printed = subprocess.run(command, check=True, env=environment, capture_output=True, text=True).stdout
        found[what] = json.loads(printed.splitlines()[-1])
        one = found[what]
        print(f"  {what:8s} {one['cpu']:7.2f} s CPU {one['wall']:7.2f} s wall, peak {one['peak'] / 2**20:5.0f} MiB")
    own = found["assess"]
    print(f"  {own['said']}; {own['cpu'] / found['scan']['cpu']:.1f} times the scan")
    aims = f"{AIM_SECONDS * rows / 1e7:.2f} s CPU, {AIM_BYTES / 2**20:.0f} MiB"
    print(
        f"  aims: {aims}: {'reached' if own['cpu'] <= AIM_SECONDS * rows / 1e7 and own['peak'] <= AIM_BYTES else 'no'}"
    )


if __name__ == "__main__":
    if sys.argv[-1] in ("scan", "assess"):
        run(sys.argv[1], sys.argv[2])
    else:
        main(sys.argv[1], int(float(sys.argv[2])) if len(sys.argv) > 2 else 10_000_000)
