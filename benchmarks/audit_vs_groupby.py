"""An audit of a million observations beside the engine's own group-by on the same frame.

Run: python benchmarks/audit_vs_groupby.py
The engine is given its best case: the outcome is a ready column of 0 and 1, nothing is checked, and it makes the
two tables that an audit holds (standard x site x wave, standard x auditor). servicekit reads words and numbers,
judges them against thresholds and units, and checks every row.
"""

from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from servicekit.standards._audit import audit
from servicekit.standards.presets._car_after_sales import CAR_AFTER_SALES

ROWS = 1_000_000
REPEATS = 5


def observations(rng: np.random.Generator) -> dict[str, Any]:
    keys = np.array([standard.key for standard in CAR_AFTER_SALES])
    measured = np.array([standard.is_measured for standard in CAR_AFTER_SALES])
    low, high = (np.array(ends) for ends in zip(*(standard.accepted for standard in CAR_AFTER_SALES), strict=True))
    which = rng.integers(0, len(keys), ROWS)
    good = rng.random(ROWS) < 0.9
    kept = np.where(np.isfinite(low), low, high)
    number = np.where(measured[which], np.where(good, np.round(kept[which], 6), 0), good.astype(float))
    words = np.where(measured[which], number.astype(str), np.where(good, "yes", "no"))
    return {
        "standard": keys[which],
        "site": np.char.add("site ", rng.integers(0, 200, ROWS).astype(str)),
        "wave": rng.integers(1, 13, ROWS),
        "auditor": np.char.add("auditor ", rng.integers(0, 30, ROWS).astype(str)),
        "number": number,
        "words": words,
        "kept": good.astype(np.int8),
    }


def fastest(run: Any) -> float:
    times = []
    for _ in range(REPEATS):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return min(times)


def polars_group_by(frame: pl.DataFrame) -> None:
    kept = (pl.col("kept").sum(), pl.len())
    frame.group_by("standard", "site", "wave").agg(*kept)
    frame.group_by("standard", "auditor").agg(*kept)


def pandas_group_by(frame: pd.DataFrame) -> None:
    frame.groupby(["standard", "site", "wave"], observed=True)["kept"].agg(["sum", "count"])
    frame.groupby(["standard", "auditor"], observed=True)["kept"].agg(["sum", "count"])


def main() -> None:
    columns = observations(np.random.default_rng(1))
    engines: tuple[tuple[str, Any, Any], ...] = (
        ("polars", pl.DataFrame(columns), polars_group_by),
        ("pandas", pd.DataFrame(columns), pandas_group_by),
    )
    print(f"{ROWS:,} observations, fastest of {REPEATS}, seconds")
    for name, frame, group_by in engines:
        engine = fastest(lambda frame=frame, group_by=group_by: group_by(frame))
        for result in ("number", "words"):
            ours = fastest(lambda frame=frame, result=result: audit(frame, CAR_AFTER_SALES, result=result, wave="wave"))
            print(f"{name:8} result as {result:7} group-by {engine:.3f}  audit {ours:.3f}  ratio {ours / engine:.2f}")


if __name__ == "__main__":
    main()
