"""Kano categories with all intervals and tests from 1e6 pairs of answers, beside two bare counts of the same columns.

    python benchmarks/kano_vs_bincount.py [rows]

Without a design everything comes from the 25 cells of an attribute; the resamples behind the stability draw 4,096
groups of rows 1,000 times, whatever the number of rows. Rounds alternate; medians. Aim: twice the two counts.
"""

import sys

from side_by_side import in_both_settings, medians, show

ROUNDS = 9


def compare(rows: int, threads: str) -> None:
    import numpy as np

    import servicekit as sk

    rng = np.random.default_rng(1)
    answers = {name: rng.integers(1, 6, rows).astype(np.int8) for name in ("with", "without")}
    pairs = {"attribute": ("with", "without")}
    works = {
        "servicekit, without resamples": lambda: sk.priorities.kano(answers, pairs, resamples=0),
        "servicekit, 1,000 resamples": lambda: sk.priorities.kano(answers, pairs),
        "numpy, two bincounts": lambda: [np.bincount(column) for column in answers.values()],
    }
    show(f"{threads}, {rows:,} pairs", medians(works, rounds=ROUNDS), peer="numpy, two bincounts")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        compare(int(sys.argv[1]), sys.argv[2])
    else:
        in_both_settings(__file__, sys.argv[1:] or [1_000_000])
