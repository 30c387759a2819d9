"""A case log with its study, whose chain is known: made by a seeded generator."""

from datetime import datetime, timedelta

import numpy as np

STUDY = """
[complaints]
columns = { opened = "opened", resolved = "resolved", customer = "customer" }
unit = "days"
outcome = "outcome"
returned = "returned"

[transactions]
customer = "customer"
date = "date"
amount = "amount"
margin_share = 0.3

[what_if]
quickly = 2
resolved_within = 14
currency = "EUR"

[what_if.figures]
complaint_rate = { count = 60, n = 150 }
return_silent = { count = 18, n = 60 }
hearers_per_lost = { mean = 0.9, sd = 1.0, n = 150 }
deterred_share = { low = 0, likely = 0.01, high = 0.05, source = "Sales manager" }

[what_if.changes.faster]
label = { en = "Settle 60 % within two days", zh = "两天内办结60%" }
to = { settled_quickly = 0.60 }
cost = 2500

[what_if.changes.dear]
to = { settled = 0.9, settled_quickly = 0.5 }
cost = 30000
"""
RETURN = {"complained_unresolved": 0.3, "complained_resolved": 0.66, "complained_resolved_quickly": 0.85}


def cases(seed: int = 1, n: int = 700) -> dict:
    """Return two years of cases, of which a quarter was asked whether they bought again."""
    rng, first = np.random.default_rng(seed), datetime(2023, 1, 1)
    opened = np.sort(rng.uniform(0, 730, n))
    took, ends = rng.exponential(3.5, n), rng.random(n) < 0.8
    kind = np.where(took <= 2, "complained_resolved_quickly", "complained_resolved")
    kind = np.where(~ends | (took > 14), "complained_unresolved", kind).tolist()
    asked, back = rng.random(n) < 0.25, rng.random(n)

    def at(day: float) -> str:
        return (first + timedelta(days=day)).isoformat()

    return {
        "opened": [at(day) for day in opened.tolist()],
        "resolved": [
            at(day + t) if end and day + t < 760 else None
            for day, t, end in zip(opened.tolist(), took.tolist(), ends.tolist(), strict=True)
        ],
        "customer": list(range(n)),
        "outcome": kind,
        "returned": [int(b < RETURN[k]) if a else None for k, a, b in zip(kind, asked, back.tolist(), strict=True)],
    }
