"""Fit of the BG/NBD model beside the package lifetimes: same data, same machine, one run.

    python benchmarks/bgnbd_vs_lifetimes.py [customers ...]

Customers are simulated at day resolution with the parameters of the published CDNOW fit.
"""

import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from servicekit.value._bg_nbd import bg_nbd
from servicekit.value._histories import histories_from_counts

PARAMETERS = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
WANTED_RATIO = 20
WANTED_AGREEMENT = 1e-6


def simulated(customers: int, rng: np.random.Generator) -> tuple[Any, Any, Any]:
    """Return frequency, recency and age in weeks of customers who joined in the first twelve of 39 weeks."""
    age = rng.integers(189, 274, customers)
    rate = rng.gamma(PARAMETERS["r"], 1 / (7 * PARAMETERS["alpha"]), customers)
    leaving = rng.beta(PARAMETERS["a"], PARAMETERS["b"], customers)
    clock, frequency, recency = np.zeros(customers), np.zeros(customers, int), np.zeros(customers, int)
    alive = np.arange(customers)
    while alive.size:
        clock[alive] += rng.exponential(1, alive.size) / rate[alive]
        alive = alive[clock[alive] < age[alive]]
        day = np.ceil(clock[alive]).astype(int)
        frequency[alive] += day > recency[alive]
        recency[alive] = day
        alive = alive[rng.random(alive.size) > leaving[alive]]
    return frequency, recency / 7, age / 7


def timed(call: Callable[[], Any], repeats: int) -> tuple[Any, float]:
    """Return what a call gave and its fastest time."""
    best = np.inf
    for _ in range(repeats):
        start = time.perf_counter()
        found = call()
        best = min(best, time.perf_counter() - start)
    return found, best


def main(sizes: list[int]) -> None:
    try:
        from lifetimes import BetaGeoFitter
    except ImportError as error:
        print(f"skipped: lifetimes cannot be imported here ({error}); install lifetimes and setuptools<81")
        return
    warnings.simplefilter("ignore")
    for size in sizes:
        data = simulated(size, np.random.default_rng(size))
        ours, seconds = timed(lambda data=data: bg_nbd(histories_from_counts(*data)), 3)
        peer, peer_seconds = timed(lambda data=data: BetaGeoFitter().fit(*data), 1)

        def height(values: Any, data: Any = data, size: int = size, peer: Any = peer) -> float:
            logs = np.log(np.asarray(values, dtype=float))
            return -size * float(peer._negative_log_likelihood(logs, *data, np.ones(size), 0.0))

        theirs = height(peer.params_[["r", "alpha", "a", "b"]])
        apart = abs(ours.log_likelihood / theirs - 1)
        ratio = peer_seconds / seconds
        print(
            f"{size:>9,} customers, {ours.n_rows:,} distinct: "
            f"servicekit {seconds:.3f} s, lifetimes {peer_seconds:.2f} s, ratio {ratio:.0f}; "
            f"log-likelihood {ours.log_likelihood:.4f} against {theirs:.4f} ({apart:.1e} apart)"
        )
        good = ratio >= WANTED_RATIO and apart <= WANTED_AGREEMENT
        print(f"          {'as wanted' if good else 'SHORT OF WHAT IS WANTED'}")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000, 1_000_000])
