"""Many groups at once, beside the barest numpy and the engine's own count, and beside the same calls group by group.

    python benchmarks/many_groups.py [groups]

* a million groups of ten answers: net promoter score, its interval and the shares of promoters with theirs, as columns,
  beside ``numpy.bincount`` of group and answer, which gives the counts alone;
* text groups: the score by shop beside polars counting shop and answer;
* all pairs of 45 groups (990 tests) beside the tests of 45 of these pairs one after another, times 22;
* SERVQUAL of 22 pairs by ten groups, just below and just above 2,000 rows a group: one row costs the same;
* sums of products of five columns by 10, 1,000 and 10,000 groups of the same million rows;
* driver importance by 10,000 groups of a million rows in 200 partitions of Dask, beside 20;
* ranks of 1,000 units of unequal size, and of equal size, beside numpy drawing so many beta numbers.

Rounds alternate; medians of CPU seconds; results are compared before they are timed.
"""

import sys

from side_by_side import in_both_settings, medians, show

ROUNDS = 3
PAIRS = 22


def million(groups: int, threads: str) -> None:
    import numpy as np

    import servicekit as sk

    rng = np.random.default_rng(1)
    group = np.concatenate([np.arange(groups), rng.integers(0, groups, 9 * groups)])
    rows = {"answer": rng.integers(0, 11, len(group)).astype(np.int8), "group": group}

    def bare() -> np.ndarray:
        return np.bincount(rows["group"] * 11 + rows["answer"], minlength=groups * 11).reshape(groups, 11)

    def ours() -> dict[str, list[object]]:
        return sk.to_frame(sk.net_promoter_score(rows, "answer", by="group"), kind="mapping")

    counts = bare()
    found = ours()["value"]
    expected = 100 * (counts[:, 9:].sum(axis=1) - counts[:, :7].sum(axis=1)) / counts.sum(axis=1)
    assert np.array_equal(found, expected)
    works = {
        "servicekit, all figures": ours,
        "servicekit, counted": lambda: sk.net_promoter_score(rows, "answer", by="group"),
        "numpy, bincount": bare,
    }
    show(f"{threads}, {groups:,} groups of 10", medians(works, rounds=ROUNDS), peer="numpy, bincount")


def text_groups(rows: int, threads: str) -> None:
    import numpy as np
    import polars as pl

    import servicekit as sk

    rng = np.random.default_rng(1)
    shops = np.array([f"shop {number}" for number in range(50)])
    frame = pl.DataFrame(
        {"answer": rng.integers(0, 11, rows).astype(np.int8), "shop": shops[rng.integers(0, 50, rows)]}
    )
    works = {
        "servicekit, polars, text": lambda: sk.net_promoter_score(frame, "answer", by="shop"),
        "polars, count by shop and answer": lambda: frame.group_by("shop", "answer").len(),
    }
    title = f"{threads}, {rows:,} rows, 50 text groups"
    show(title, medians(works, rounds=ROUNDS), peer="polars, count by shop and answer")


def pairs(threads: str) -> None:
    import numpy as np

    import servicekit as sk

    rng = np.random.default_rng(1)
    rows = {"answer": rng.integers(0, 11, 9000), "group": np.repeat(np.arange(45), 200)}
    groups = sk.net_promoter_score(rows, "answer", by="group")
    some = [(first, (first + 1) % 45) for first in range(45)]
    together = sk.compare(groups)

    def p_value(pair: tuple[int, int]) -> float:
        first, second = sorted(pair)
        return sk.compare({first: groups[first], second: groups[second]})[first, second].p_value

    assert all(together[min(pair), max(pair)].p_value == p_value(pair) for pair in some)
    found = medians(
        {
            "servicekit, 990 pairs": lambda: sk.compare(groups),
            "one by one": lambda: [p_value(pair) for pair in some],
        },
        rounds=ROUNDS,
    )
    found["one by one"] = tuple(PAIRS * seconds for seconds in found["one by one"])
    show(f"{threads}, all pairs of 45 groups", found, peer="one by one")


def rows_a_group(threads: str) -> None:
    import numpy as np

    import servicekit as sk

    rng = np.random.default_rng(1)
    items = [(f"p{number}", f"e{number}") for number in range(PAIRS)]
    label = sk.foundation.Label("Service", "服务")
    dimension = sk.satisfaction.Dimension(
        key="all", label=label, items=tuple(p for p, _ in items), expectations=tuple(e for _, e in items)
    )
    works = {}
    for size in (1900, 2100):
        rows = {name: rng.integers(1, 8, 10 * size) for pair in items for name in pair} | {
            "g": np.arange(10 * size) % 10
        }
        works[f"{size:,} rows a group"] = lambda rows=rows: sk.servqual(rows, [dimension], by="g")
    show(f"{threads}, SERVQUAL of 22 pairs by 10 groups", medians(works, rounds=ROUNDS), peer="2,100 rows a group")
    columns = [f"x{number}" for number in range(5)]
    million = {name: rng.integers(1, 8, 1_000_000) for name in columns}
    works = {}
    for many in (10, 1000, 10_000):
        rows = {**million, "g": rng.integers(0, many, 1_000_000)}
        works[f"{many:,} groups"] = lambda rows=rows: sk.stats.moments(rows, columns, by="g", scale=sk.LIKERT_7)
    show(f"{threads}, moments of 5 columns, 1,000,000 rows", medians(works, rounds=ROUNDS), peer="10 groups")


def partitions(threads: str) -> None:
    import dask
    import dask.dataframe as dd
    import numpy as np
    import pandas as pd

    import servicekit as sk

    rng = np.random.default_rng(1)
    felt = rng.normal(size=1_000_000)
    columns = [f"x{number}" for number in range(5)]
    rows = {name: np.clip(np.rint(4 + felt + rng.normal(size=len(felt))), 1, 7).astype(np.int8) for name in columns}
    rows |= {"g": rng.integers(0, 10_000, len(felt)), "id": np.arange(len(felt))}
    about = {"by": "g", "scale": sk.LIKERT_7, "record_id": "id"}
    works = {}
    for many in (20, 200):
        frame = dd.from_pandas(pd.DataFrame(rows), npartitions=many)
        works[f"moments, {many} partitions"] = lambda frame=frame: sk.stats.moments(frame, columns, **about)
        works[f"drivers, {many} partitions"] = lambda frame=frame: sk.driver_importance(
            frame, "x0", columns[1:], resamples=0, **about
        )
    with dask.config.set(scheduler="synchronous"):
        found = medians(works, rounds=ROUNDS)
    show(f"{threads}, 10,000 groups of 1,000,000 rows in Dask", found, peer="drivers, 20 partitions")


def ranks(threads: str) -> None:
    import numpy as np

    import servicekit as sk

    rng = np.random.default_rng(1)
    shares, sizes = rng.beta(40, 12, 1000), rng.integers(50, 400, 1000)
    unequal, equal = (
        {unit: (int(rng.binomial(n, share)), int(n)) for unit, (share, n) in enumerate(zip(shares, every, strict=True))}
        for every in (sizes, [100] * 1000)
    )
    works = {
        "servicekit, units of unequal size": lambda: sk.stats.rank_shares(unequal),
        "servicekit, units of equal size": lambda: sk.stats.rank_shares(equal),
        "numpy, 4,000,000 beta numbers": lambda: rng.beta(80, 20, (4000, 1000)),
    }
    show(f"{threads}, ranks of 1,000 units", medians(works, rounds=ROUNDS), peer="numpy, 4,000,000 beta numbers")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        size, setting = int(sys.argv[1]), sys.argv[2]
        million(size, setting)
        text_groups(5 * size, setting)
        pairs(setting)
        rows_a_group(setting)
        partitions(setting)
        ranks(setting)
    else:
        in_both_settings(__file__, sys.argv[1:] or [1_000_000])
