"""Timing of several ways to the same result in one run: rounds alternate, so that a busy machine slows all of them."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter, process_time

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS")
Seconds = tuple[float, float]


def timed(work: Callable[[], object]) -> Seconds:
    """Return CPU and wall seconds of one run."""
    cpu, wall = process_time(), perf_counter()
    work()
    return process_time() - cpu, perf_counter() - wall


def medians(works: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, Seconds]:
    """Return median CPU and wall seconds of each, after one run of each that is not counted."""
    for work in works.values():
        work()
    found: dict[str, list[Seconds]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(timed(work))
    return {name: (median(cpu for cpu, _ in each), median(wall for _, wall in each)) for name, each in found.items()}


def show(title: str, found: Mapping[str, Seconds], *, peer: str) -> None:
    """Print seconds, and how many times faster than the peer each was."""
    print(title)
    for name, (cpu, wall) in found.items():
        ratios = f"{found[peer][0] / cpu:7.2f} x CPU {found[peer][1] / wall:7.2f} x wall"
        print(f"  {name:34s} {1000 * cpu:9.2f} ms CPU {1000 * wall:9.2f} ms wall  {ratios}")


def in_both_settings(script: str, arguments: Sequence[object]) -> None:
    """Run a script anew, first pinned to one thread and then with the default threads, named by its last argument."""
    pinned = {**os.environ, **dict.fromkeys(THREADS, "1")}
    free = {name: value for name, value in os.environ.items() if name not in THREADS}
    for threads, environment in (("one thread", pinned), ("default threads", free)):
        subprocess.run([sys.executable, script, *map(str, arguments), threads], check=True, env=environment)
