"""A month of calls to a bank, made up: arrivals by hour, waits against patience, service, and phantoms."""

import numpy as np

CALLS = 33_066
PHANTOMS = 278
OVER_MIDNIGHT = 2
HOURS = np.arange(7, 24)
LOAD = np.array([2, 5, 7, 9, 9, 8, 8, 8, 7, 8, 7, 5, 4, 4, 3, 2, 1], dtype=float)


def _clock(seconds):
    return [f"{s // 3600}:{s // 60 % 60:02d}:{s % 60:02d}" for s in (seconds % 86_400).tolist()]


def bank_calls():
    """Return the columns of the log: 33,066 calls of customers in 28 days and 278 phantoms among them."""
    rng = np.random.default_rng(1999)
    n = CALLS + PHANTOMS
    entered = rng.choice(HOURS, n, p=LOAD / LOAD.sum()) * 3600 + rng.integers(0, 2000, n)
    offered = np.where(rng.random(n) < 0.4, 0, rng.exponential(115, n))
    patience = rng.exponential(330, n) + 1
    gave_up = patience < offered
    waited = np.minimum(offered, patience).round().astype(int)
    phantom = np.zeros(n, dtype=bool)
    phantom[rng.choice(n, PHANTOMS, replace=False)] = True
    served = ~gave_up & ~phantom
    began = entered + 10
    # calls that wait over midnight carry one date, so that their clock runs backwards
    late = rng.choice(np.flatnonzero(~phantom & (waited > 60)), OVER_MIDNIGHT, replace=False)
    began[late] = 86_400 - 30
    days = np.sort(np.concatenate([np.arange(1, 29), rng.integers(1, 29, n - 28)]))
    return {
        "date": (990_200 + days).tolist(),
        "type": rng.choice(["PS", "NW", "NE", "TT", "IN"], n, p=[0.68, 0.12, 0.1, 0.05, 0.05]).tolist(),
        "priority": rng.choice([0, 1, 2], n, p=[0.6, 0.1, 0.3]).tolist(),
        "vru_entry": _clock(entered),
        "q_start": _clock(began),
        "q_exit": _clock(began + waited),
        "q_time": waited.tolist(),
        "outcome": np.where(phantom, "PHANTOM", np.where(gave_up, "HANG", "AGENT")).tolist(),
        "ser_time": np.where(served, rng.lognormal(4.9, 0.8, n).round(), 0).astype(int).tolist(),
    }
