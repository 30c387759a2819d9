"""Erlang C beside the package pyworkforce: the same hundred thousand queues, same machine, one run.

    python benchmarks/erlang_vs_pyworkforce.py [evaluations]

Waiting probability and service level of loads from 1 to 200 erlangs, with agents for an occupancy of 60 to 95 %.
"""

import sys
import time

import numpy as np

from servicekit.waiting._erlang import wait_longer_than, wait_probability

WANTED_RATIO = 20
HANDLING_SECONDS, TARGET_SECONDS = 180.0, 20.0


def main(evaluations: int) -> None:
    try:
        from pyworkforce.queuing import ErlangC
    except ImportError as error:
        print(f"skipped: pyworkforce cannot be imported here ({error})")
        return
    rng = np.random.default_rng(5)
    load = rng.uniform(1, 200, evaluations)
    agents = np.ceil(load / rng.uniform(0.6, 0.95, evaluations))
    seconds = np.inf
    for _ in range(3):
        start = time.perf_counter()
        waits = wait_probability(load, agents)
        answered = 1 - wait_longer_than(TARGET_SECONDS, load, agents, handling_time=HANDLING_SECONDS)
        seconds = min(seconds, time.perf_counter() - start)
    arrivals = (load * 60 / HANDLING_SECONDS).tolist()
    queues = list(zip(arrivals, agents.astype(int).tolist(), strict=True))
    peer = np.empty((evaluations, 2))
    start = time.perf_counter()
    for row, (rate, positions) in enumerate(queues):
        queue = ErlangC(transactions=rate, aht=HANDLING_SECONDS / 60, asa=TARGET_SECONDS / 60, interval=1)
        peer[row] = queue.waiting_probability(positions), queue.service_level(positions)
    peer_seconds = time.perf_counter() - start
    apart = float(max(np.abs(peer[:, 0] - waits).max(), np.abs(peer[:, 1] - answered).max()))
    ratio = peer_seconds / seconds
    print(
        f"{evaluations:,} queues, waiting probability and service level: servicekit {seconds:.3f} s, "
        f"pyworkforce {peer_seconds:.2f} s, ratio {ratio:.0f}; largest difference {apart:.1e}"
    )
    print("as wanted" if ratio >= WANTED_RATIO and apart < 1e-9 else "SHORT OF WHAT IS WANTED")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
