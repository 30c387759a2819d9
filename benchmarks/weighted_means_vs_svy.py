"""Weighted means with intervals of 20 groups, 1e6 rows, beside svy in the same run.

    python benchmarks/weighted_means_vs_svy.py [rows]

svy gets a polars frame and its design once, outside the timing; servicekit gets the same frame (groups as text or as
a category) and columns of numpy. Both use Taylor linearisation; the standard errors are compared before the timing.
Rounds alternate; medians. Aim: 20 times faster.
"""

import sys

from side_by_side import in_both_settings, medians, show

GROUPS = 20
ROUNDS = 5
AIM = 20


def compare(rows: int, threads: str) -> None:
    import numpy as np
    import polars as pl
    import svy

    from servicekit.data._scales import ZERO_TO_TEN
    from servicekit.stats.designs._design import Design
    from servicekit.stats.scores._category_score import score_spread
    from servicekit.stats.scores._mean_score import mean_score

    rng = np.random.default_rng(1)
    place = rng.integers(0, GROUPS, rows)
    columns = {
        "answer": np.clip(np.rint(rng.normal(6, 2, rows) + place / GROUPS), 0, 10).astype(np.int8),
        "weight": rng.gamma(2, 0.5, rows) + 0.01,
        "site": place.astype(np.int8),
    }
    names = np.array([f"site {number:02d}" for number in range(GROUPS)])
    frame = pl.DataFrame({**columns, "site": names[place]})
    sample = svy.Sample(frame.with_columns(pl.col("answer").cast(pl.Float64)), svy.Design(wgt="weight"))

    def ours(data: object) -> dict[object, object]:
        found = mean_score(data, "answer", by="site", design=Design(weights="weight"), scale=ZERO_TO_TEN)
        return {site: (mean.value, mean.interval) for site, mean in found.items()}

    found = mean_score(frame, "answer", by="site", design=Design(weights="weight"), scale=ZERO_TO_TEN)
    for row in sample.estimation.mean("answer", by="site").to_polars().iter_rows(named=True):
        mine = found[row["site"]]
        spread = score_spread(mine.tally, mine.scores)
        assert abs(mine.value / row["est"] - 1) < 1e-12
        assert abs(float(spread.with_replacement[0, 0]) ** 0.5 / row["se"] - 1) < 1e-6
    as_category = frame.with_columns(pl.col("site").cast(pl.Categorical))
    works = {
        "servicekit, columns of numpy": lambda: ours(columns),
        "servicekit, polars, categories": lambda: ours(as_category),
        "servicekit, polars, text": lambda: ours(frame),
        "svy, polars, text": lambda: sample.estimation.mean("answer", by="site"),
    }
    show(f"{threads}, {rows:,} rows, {GROUPS} groups", medians(works, rounds=ROUNDS), peer="svy, polars, text")
    print(f"  aim: {AIM} x")
    clustered(rows, threads)


def clustered(rows: int, threads: str) -> None:
    """One mean of 50 strata of 40 clusters.

    A design of servicekit names columns, which each call reads anew; a sample of svy holds the codes of its units. So
    svy is timed with its sample made before the clock starts and with the same call making it.
    """
    import numpy as np
    import polars as pl
    import svy

    import servicekit as sk

    rng = np.random.default_rng(1)
    stratum = np.arange(rows) * 50 // rows
    columns = {
        "answer": rng.integers(0, 11, rows),
        "stratum": stratum,
        "cluster": stratum * 40 + rng.integers(0, 40, rows),
        "weight": rng.uniform(0.5, 2, rows),
    }
    frame = pl.DataFrame({**columns, "answer": columns["answer"].astype(float)})

    def made() -> svy.Sample:
        return svy.Sample(frame, svy.Design(wgt="weight", stratum="stratum", psu="cluster"))

    sample = made()
    design = sk.Design(weights="weight", strata="stratum", clusters="cluster")

    def ours() -> object:
        return sk.mean_score(columns, "answer", design=design, scale=sk.ZERO_TO_TEN)

    row = sample.estimation.mean("answer").to_polars().row(0, named=True)
    assert abs(ours().value / row["est"] - 1) < 1e-12
    assert abs(ours().standard_error / row["se"] - 1) < 1e-9
    works = {
        "servicekit, columns of numpy": lambda: ours().interval,
        "svy, sample made in the call": lambda: made().estimation.mean("answer"),
        "svy, sample made before": lambda: sample.estimation.mean("answer"),
    }
    found = medians(works, rounds=ROUNDS)
    for peer in list(works)[1:]:
        show(f"{threads}, {rows:,} rows, 2,000 clusters in 50 strata", found, peer=peer)
    print("  aim: 2 x")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        compare(int(sys.argv[1]), sys.argv[2])
    else:
        in_both_settings(__file__, sys.argv[1:] or [1_000_000])
