"""Kaplan-Meier with log-log limits and median of 1e6 distinct times, beside lifelines in the same run."""

import warnings
from time import perf_counter

import numpy as np

from servicekit.stats.survival._survival import kaplan_meier

ROWS, ROUNDS, WANTED = 1_000_000, 5, 5.0


def main() -> None:
    warnings.simplefilter("ignore")
    from lifelines import KaplanMeierFitter

    rng = np.random.default_rng(20)
    event, lost = rng.exponential(size=ROWS), rng.exponential(2, size=ROWS)
    durations, observed = np.minimum(event, lost), event <= lost
    ours, theirs = [], []
    for _ in range(ROUNDS):
        start = perf_counter()
        curve = kaplan_meier(durations, observed=observed)
        median, _ = curve.value, curve.limits
        ours.append(perf_counter() - start)
        start = perf_counter()
        fitted = KaplanMeierFitter().fit(durations, observed)
        theirs.append(perf_counter() - start)
        assert median == fitted.median_survival_time_
    ratio = float(np.median(theirs) / np.median(ours))
    print(f"servicekit {np.median(ours):.3f} s, lifelines {np.median(theirs):.3f} s: {ratio:.1f} x (wanted {WANTED:g})")


if __name__ == "__main__":
    main()
