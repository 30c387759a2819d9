"""Cronbach's alpha with an interval, 1e6 x 22 answers, complete and with 2 % missing, beside pingouin in the same run.

    python benchmarks/alpha_vs_pingouin.py [rows]

Both get data in memory: pingouin its pandas frame of floats; servicekit the same frame, and columns of int8 as a
survey would be held. pingouin gives Feldt's interval; servicekit gives that one, or by default the jackknife over
replicate groups, which costs a sorting of the rows. With missing answers both use pairs of items. Rounds alternate;
CPU seconds, medians; once pinned to one thread and once with the default threads.
"""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from side_by_side import in_both_settings, medians, show

ITEMS, MISSING = 22, 0.02
ROUNDS = 5


def compare(rows: int, threads: str) -> None:
    import numpy as np
    import pandas as pd
    import pingouin

    from servicekit.data._scales import Scale
    from servicekit.stats.reliability._reliability import Alpha, AlphaInterval, cronbach_alpha

    rng = np.random.default_rng(1)
    felt = rng.normal(size=rows)
    names = [f"q{item}" for item in range(ITEMS)]
    whole = {name: np.clip(np.rint(4 + felt + rng.normal(size=rows)), 1, 7).astype(np.int8) for name in names}
    gaps = {name: np.where(rng.random(rows) < MISSING, np.int8(0), column) for name, column in whole.items()}
    scale = Scale(low=1, high=7)
    for title, aim, columns, own in (
        ("complete", 3, whole, scale),
        ("2 % missing", 40, gaps, Scale(low=1, high=7, missing_codes=(0,))),
    ):
        frame = pd.DataFrame({name: np.where(column == 0, np.nan, column) for name, column in columns.items()})

        def ours(data: Any, method: AlphaInterval, scale: Scale = own) -> Alpha:
            return cronbach_alpha(data, names, scale=scale, missing="pairwise", method=method)

        works: dict[str, Callable[[], Any]] = {
            "servicekit, int8, feldt": partial(ours, columns, "feldt"),
            "servicekit, int8, jackknife": partial(ours, columns, "jackknife"),
            "servicekit, frame, feldt": partial(ours, frame, "feldt", scale),
            "pingouin, frame, feldt": partial(pingouin.cronbach_alpha, frame),
        }
        apart = abs(works["servicekit, int8, feldt"]().value - works["pingouin, frame, feldt"]()[0])
        title = f"{threads}, {rows:,} x {ITEMS} {title}; alphas differ by {apart:.0e}"
        show(title, medians(works, rounds=ROUNDS), peer="pingouin, frame, feldt")
        print(f"  aim: {aim} x")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        compare(int(sys.argv[1]), sys.argv[2])
    else:
        in_both_settings(__file__, sys.argv[1:] or [1_000_000])
