"""Cronbach's alpha with an interval, 1e6 x 22 answers, complete and with 2 % missing, beside pingouin in the same run.

    python benchmarks/alpha_vs_pingouin.py [rows]

Both get data in memory: pingouin its pandas frame of floats; servicekit the same frame, and columns of int8 as a
survey would be held. pingouin gives Feldt's interval; servicekit gives that one, or by default the jackknife over
replicate groups, which costs a sorting of the rows. With missing answers both use pairs of items. Rounds alternate;
CPU seconds, medians; once pinned to one thread and once with the default threads.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter, process_time
from typing import Any

ITEMS, MISSING = 22, 0.02
ROUNDS = 5
AIMS = {"complete": 3, "2 % missing": 40}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = process_time(), perf_counter()
    work()
    return process_time() - cpu, perf_counter() - wall


def compare(rows: int, threads: str) -> None:
    import numpy as np
    import pandas as pd
    import pingouin

    from servicekit.measurement.reliability import Alpha, AlphaInterval, cronbach_alpha
    from servicekit.measurement.scales import Scale

    rng = np.random.default_rng(1)
    felt = rng.normal(size=rows)
    names = [f"q{item}" for item in range(ITEMS)]
    whole = {name: np.clip(np.rint(4 + felt + rng.normal(size=rows)), 1, 7).astype(np.int8) for name in names}
    gaps = {name: np.where(rng.random(rows) < MISSING, np.int8(0), column) for name, column in whole.items()}
    scale = Scale(low=1, high=7)
    for title, columns, own in (
        ("complete", whole, scale),
        ("2 % missing", gaps, Scale(low=1, high=7, missing_codes=(0,))),
    ):
        frame = pd.DataFrame({name: np.where(column == 0, np.nan, column) for name, column in columns.items()})

        def ours(data: Any, method: AlphaInterval, scale: Scale = own) -> Alpha:
            return cronbach_alpha(data, names, scales=scale, missing="pairwise", method=method)

        works: dict[str, Callable[[], Any]] = {
            "servicekit, int8, feldt": partial(ours, columns, "feldt"),
            "servicekit, int8, jackknife": partial(ours, columns, "jackknife"),
            "servicekit, frame, feldt": partial(ours, frame, "feldt", scale),
            "pingouin, frame, feldt": partial(pingouin.cronbach_alpha, frame),
        }
        apart = abs(works["servicekit, int8, feldt"]().value - works["pingouin, frame, feldt"]()[0])
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
        for _ in range(ROUNDS):
            for name, work in works.items():
                times[name].append(timed(work))
        cpu, wall = ({name: median(t[i] for t in found) for name, found in times.items()} for i in (0, 1))
        print(f"{threads}, {rows:,} x {ITEMS} {title}; alphas differ by {apart:.0e}")
        peer = "pingouin, frame, feldt"
        for name, seconds in cpu.items():
            ratio = f"{cpu[peer] / seconds:6.1f} x CPU, {wall[peer] / wall[name]:6.1f} x wall"
            print(f"  {name:28s} {seconds:7.3f} s CPU {wall[name]:7.3f} s wall  {ratio}")
        print(f"  aim: {AIMS[title]} x")


def main(rows: int) -> None:
    pinned = {**os.environ, **dict.fromkeys(THREADS, "1")}
    free = {name: value for name, value in os.environ.items() if name not in THREADS}
    for threads, environment in (("one thread", pinned), ("default threads", free)):
        subprocess.run([sys.executable, __file__, str(rows), threads], check=True, env=environment)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        compare(int(sys.argv[1]), sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
