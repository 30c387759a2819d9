"""Type a million customers beside single numpy passes over the same evidence matrix; print times and ratios.

Aim: less than ten times the cheapest pass, a sum. Times are the processor's, so that other work of the machine counts
little.
"""

from collections.abc import Callable
from statistics import median
from time import process_time

import numpy as np

from servicekit.loyalty.typology._loyalty_types import type_matrix

CUSTOMERS = 1_000_000
ROUNDS = 9


def seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def main() -> None:
    rng = np.random.default_rng(20260101)
    matrix = rng.random((7, CUSTOMERS))
    gaps = matrix.copy()
    gaps[rng.random(matrix.shape) < 0.1] = np.nan
    passes: dict[str, Callable[[], object]] = {
        "sum (reads)": matrix.sum,
        "matrix * 2 (reads and writes)": lambda: matrix * 2,
        "exp (one function of each entry)": lambda: np.exp(matrix),
        "type_matrix: leading type and margin": lambda: type_matrix(matrix).leading,
        "type_matrix, a tenth missing": lambda: type_matrix(gaps).leading,
        "type_matrix with all scores": lambda: type_matrix(matrix).scores,
    }
    # rounds go through all works in turn, so that a busy moment of the machine hits them alike
    times: dict[str, list[float]] = {name: [] for name in passes}
    for _ in range(ROUNDS):
        for name, work in passes.items():
            times[name].append(seconds(work))
    one = median(times["sum (reads)"])
    other = median(times["matrix * 2 (reads and writes)"])
    print(f"{CUSTOMERS:,} customers x 7 kinds of evidence, median of {ROUNDS} rounds")
    for name, found in times.items():
        spent = median(found)
        print(f"{name:40s} {spent * 1e3:8.1f} ms   {spent / one:6.1f} x sum   {spent / other:6.1f} x read-write pass")


if __name__ == "__main__":
    main()
