"""Cells of the coverage page on joints: figures made of other rooms' estimates, in worlds whose truth is known.

``JOINTS`` are situations like those of ``coverage_cells.SITUATIONS`` and go behind them. Alone:
``python benchmarks/joint_cells.py`` prints their coverage.
"""

import argparse
import sys
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from coverage_cells import Figures, Situation, World

import servicekit as sk
from servicekit.stats import Average, Share

SAMPLES = 1000
RATES = {
    "did_not_complain": 0.3,
    "complained_unresolved": 0.35,
    "complained_resolved": 0.6,
    "complained_resolved_quickly": 0.85,
}
WORTH, STAYS, VOICE = 100 * 1.1 / (1.1 - 0.8), 0.8, 0.4


def _rates(n: int, rng: np.random.Generator) -> Any:
    return sk.complaints.return_rates({key: (int(rng.binomial(n, p)), n) for key, p in RATES.items()})


def _share(p: float, n: int, rng: np.random.Generator) -> Share:
    return Share(count=int(rng.binomial(n, p)), n=n)


def _worth(n: int, rng: np.random.Generator) -> Any:
    return sk.value.lifetime_value(margin=100, retention=_share(STAYS, n, rng), discount_rate=0.1, first_period=True)


def money(n: int, rng: np.random.Generator) -> Figures:
    """Gain and cost where returns, a moved share, the silent and the worth of a customer are all estimates."""
    complaints, rates, worth = int(rng.poisson(200)), _rates(n, rng), _worth(2 * n, rng)
    behind = sk.complaints.dissatisfied_customers(complaints, voicing=_share(VOICE, 2 * n, rng))
    mix = {"did_not_complain": behind.silent, "complained_unresolved": 60, "complained_resolved": 90}
    about = {"rates": rates, "value_per_customer": worth}
    kept = sk.complaints.retained_customers(mix, **about)
    moved = _share(0.3, n, rng)
    gain = sk.complaints.recovery_gain(
        mix, worse="complained_unresolved", better="complained_resolved", moved_share=moved, **about
    )
    true_silent = 200 / VOICE - 200
    lost = true_silent * 0.7 + 60 * 0.65 + 90 * 0.4
    cost = sk.complaints.complaint_cost(complaints=complaints, customers=kept, value_per_customer=worth)
    return {
        "gain of better handling, money": (_Figure(gain.money, gain.money_interval), 60 * 0.3 * 0.25 * WORTH),
        "cost of complaints, silent included": (cost, lost * WORTH),
    }


class _Figure:
    """A figure that a result gives as two properties, as the cells want it."""

    def __init__(self, value: float, interval: Any) -> None:
        self.value, self.interval, self.cautions, self.reason = value, interval, (), None


def word_of_mouth(n: int, rng: np.random.Generator) -> Figures:
    """People who hear of it: the number of people of one more such year, not its expectation."""
    asked = sk.complaints.mean_tellings(rng.poisson(2.0, n))
    share = _share(0.3, n, rng)
    passes_on = sk.complaints.CascadeGeneration(tells=sk.complaints.Poisson(1.5), telling_share=share)
    rounds = (sk.complaints.Poisson(asked), passes_on)
    cascade = sk.complaints.Cascade(rounds=rounds, counts_first_tellers=False)
    complaints = int(rng.poisson(100))
    behind = sk.complaints.dissatisfied_customers(complaints, voicing=_share(VOICE, 2 * n, rng))
    found = sk.complaints.reach_of_complaints(behind, cascade=cascade)
    first = rng.poisson(2.0 * (100 / VOICE))
    heard = first + rng.poisson(1.5 * rng.binomial(first, 0.3))
    dies = sk.complaints.total_progeny(sk.complaints.Poisson(sk.complaints.mean_tellings(rng.poisson(0.5, n))))
    return {"people who hear of it": (found, float(heard)), "people reached without limit": (dies, 2.0)}


def prevention(n: int, rng: np.random.Generator) -> Figures:
    """A cause's share of the complaints that are expected, times what a complaint costs."""
    each = rng.gamma(2.0, 40.0, n)
    cost = Average(n=n, mean=float(each.mean()), sd=float(each.std(ddof=1)))
    found = sk.improvement.prevention_value(_share(0.3, 2 * n, rng), complaints=400, cost=cost, spent=1000)
    return {"value of removing a cause": (found, 400 * 0.3 * 80 - 1000)}


def staffing(n: int, rng: np.random.Generator) -> Figures:
    """Agents where arrivals and handling time are counted on n days."""
    promise = sk.waiting.ServiceTarget(service_level_share=0.8, within_seconds=20)
    rates = rng.gamma(50.0, 120 / 50.0, n)
    counts = rng.poisson(rates)
    rate = sk.waiting.ArrivalRate(mean=float(counts.mean()), sd=float(counts.std(ddof=1)), days=n)
    times = rng.gamma(2.0, 90.0, 20 * n)
    handling = Average(n=times.size, mean=float(times.mean()), sd=float(times.std(ddof=1)))
    found = sk.waiting.agents_needed(promise, arrivals_per_hour=rate, handling_seconds=handling)
    return {"agents needed": (found, 9.0)}


def curve(n: int, rng: np.random.Generator) -> Figures:
    """Lifetime value along a followed curve of five years, customers censored as they came."""
    stay, follow = rng.geometric(0.2, n).astype(float), rng.integers(5, 9, n).astype(float)
    seen = sk.stats.kaplan_meier(np.minimum(stay, follow), observed=stay <= follow)
    found = sk.value.lifetime_value_of_curve(seen, margin=100, discount_rate=0.1, first_period=True)
    periods = len(found.survival)
    return {"lifetime value along a curve": (found, sum(100 * (0.8 / 1.1) ** t for t in range(periods)))}


def _customers(n: int, rng: np.random.Generator) -> dict[str, list[Any]]:
    """Return ratings of waiting and staff, satisfaction, recommendation and, of half of them, who bought again."""
    wait, staff = (np.clip(np.rint(rng.normal(6.5, 1.8, n)), 0, 10) for _ in range(2))
    overall = np.clip(np.rint(1 + 0.5 * wait + 0.35 * staff + rng.normal(0, 1.2, n)), 0, 10)
    loyalty = np.clip(np.rint(1 + 1.05 * overall + rng.normal(0, 1.5, n)), 0, 10)
    back = rng.random(n) < np.where(loyalty >= 9, 0.85, 0.6)
    again = [int(b) if asked else None for b, asked in zip(back, rng.random(n) < 0.5, strict=True)]
    return {"wait": wait.tolist(), "staff": staff.tolist(), "overall": overall.tolist(), "loyal": loyalty.tolist(),
            "again": again}  # fmt: skip


def _point(rows: dict[str, list[Any]], draws: int) -> Any:
    return sk.chain.satisfaction_chain(
        rows, quality="wait", drivers=["wait", "staff"], satisfaction="overall", loyalty="loyal", loyal_threshold=9,
        returned="again", scale=sk.Scale(low=0, high=10), margin=100, discount_rate=0.1, draws=draws,
    )  # fmt: skip


@cache
def _point_truth() -> float:
    return float(_point(_customers(400_000, np.random.default_rng(9)), 10).value)


def point(n: int, rng: np.random.Generator) -> Figures:
    """What a point of waiting satisfaction is worth."""
    return {"worth of a point": (_point(_customers(n, rng), 4000), _point_truth())}


def _of(name: str, sizes: tuple[int, ...], world: World) -> Situation:
    return Situation(
        measure="Joints (n: answers behind each figure)", name=name, sizes=sizes, world=world, samples=SAMPLES
    )


JOINTS: tuple[Situation, ...] = (
    _of("complaints", (20, 60, 300), money),
    _of("word of mouth", (20, 60, 300), word_of_mouth),
    _of("a cause in a Pareto", (20, 60, 300), prevention),
    _of("an hour of a day", (5, 20, 60), staffing),
    _of("satisfaction to money", (100, 300, 1000), point),
    _of("customers followed", (30, 100, 400), curve),
)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--samples", type=int, default=None)
    samples, bad = asked.parse_args().samples, False
    warnings.simplefilter("ignore", sk.foundation.ServiceKitWarning)
    for one in JOINTS:
        for n in one.sizes:
            for cell in one.at(n, samples):
                mark = " ‡" if cell.is_cautioned else ""
                print(
                    f"| {cell.situation} | {n} | {100 * cell.coverage:.1f}{mark} |{'  FAILS' if cell.fails else ''}",
                    flush=True,
                )
                bad |= cell.fails
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
