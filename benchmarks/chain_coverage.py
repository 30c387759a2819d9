"""Measure how often the last money figure of a what-if chain holds the truth, in worlds where the truth is known.

Run from the project's folder: ``python benchmarks/chain_coverage.py``. Every figure of the chain is counted anew in
each sample: complaints, a survey of complaining, a log's outcomes, who returned, retention, margins, tellings.
The command ends with status 1 where a coverage leaves 93 to 97 %, or where a change that gains exactly what it costs is
said to pay, or not to, in more than 5 % of samples by more than two Monte Carlo errors. Then the pace is printed.
"""

import argparse
import sys
import time
from math import sqrt

import numpy as np
from attrs import frozen

import servicekit as sk
from servicekit.stats import Average, Share

TRUTH = {
    "complaints": 400.0, "complaint_rate": 0.4, "settled": 0.7, "settled_quickly": 2 / 7, "return_silent": 0.3,
    "return_unresolved": 0.3, "return_resolved": 0.66, "return_quickly": 0.88, "retention": 0.8, "margin": 100.0,
    "hearers_per_lost": 0.9, "deterred_share": 0.02,
}  # fmt: skip
RETURNS = {
    "did_not_complain": "return_silent",
    "complained_unresolved": "return_unresolved",
    "complained_resolved": "return_resolved",
    "complained_resolved_quickly": "return_quickly",
}
ASKED = ("complaint_rate", "retention", "margin", "hearers_per_lost", "heard")
SIZES = {
    size: dict(zip((*ASKED, "follow_up"), asked, strict=True))
    for size, asked in {
        "small": (60, 80, 60, 60, 120, (40, 20, 40, 25)),
        "middle": (150, 200, 80, 150, 300, (60, 20, 50, 30)),
        "large": (900, 1500, 600, 900, 2000, (400, 200, 400, 300)),
    }.items()
}
"""How many were asked of each; of the follow-up by outcome, from the silent to those helped quickly."""
CHANGE = {"settled_quickly": 0.6}
DISCOUNT = 0.1
ALLOWED = (0.93, 0.97)


@frozen(kw_only=True)
class Coverage:
    """What was counted over the samples of one size.

    Attributes:
        samples: Samples drawn.
        loss, gain: Share of them whose interval held the true loss and the true gain.
        claimed: Share in which a change that gains what it costs was said to pay, or not to, at 5 %.
    """

    samples: int
    loss: float
    gain: float
    claimed: float

    @property
    def error(self) -> float:
        """Monte Carlo standard error of a coverage of 95 %."""
        return sqrt(0.05 * 0.95 / self.samples)


def sample(size: str, rng: np.random.Generator) -> sk.chain.Chain:
    """Return the chain of one sample: every figure counted anew.

    Args:
        size: Key of SIZES.
        rng: Of the sample.
    """
    n, true = SIZES[size], TRUTH
    heard = rng.poisson(true["complaints"])
    settled = rng.binomial(heard, true["settled"])
    returned = {
        outcome: (int(rng.binomial(asked, true[name])), asked)
        for (outcome, name), asked in zip(RETURNS.items(), n["follow_up"], strict=True)
    }

    def share(name: str, asked: int) -> Share:
        return Share(count=int(rng.binomial(asked, true[name])), n=asked)

    def mean(values: np.ndarray) -> Average:
        return Average(n=values.size, mean=float(values.mean()), sd=float(values.std(ddof=1)))

    return sk.chain.recovery_chain(
        complaints=sk.chain.own(mean(rng.poisson(true["complaints"] / 52, 52) * 52.0)),
        complaint_rate=share("complaint_rate", n["complaint_rate"]),
        settled=Share(count=int(settled), n=int(heard)),
        settled_quickly=Share(count=int(rng.binomial(settled, true["settled_quickly"])), n=int(settled)),
        returns=sk.complaints.return_rates(returned),
        retention=share("retention", n["retention"]),
        margin=mean(rng.gamma(2.0, true["margin"] / 2.0, n["margin"])),
        discount_rate=DISCOUNT,
        hearers_per_lost=mean(
            rng.poisson(true["hearers_per_lost"] * rng.gamma(2.0, 0.5, n["hearers_per_lost"])).astype(float)
        ),
        deterred_share=share("deterred_share", n["heard"]),
    )


def true_chain() -> sk.chain.Chain:
    """Return the chain of the true figures."""
    figures = {name: value for name, value in TRUTH.items() if not name.startswith("return_")}
    returns = {outcome: TRUTH[name] for outcome, name in RETURNS.items()}
    return sk.chain.recovery_chain(returns=returns, discount_rate=DISCOUNT, **figures)


def coverage(size: str, samples: int, draws: int = 4000, seed: int = 1) -> Coverage:
    """Return the coverage of the loss and of the gain of a change.

    Args:
        size: Key of SIZES.
        samples: Samples to draw.
        draws: Joint draws of each.
        seed: Of the samples.
    """
    truth = true_chain()
    loss, gain = truth.run(draws=1)["loss"].value, truth.what_if(CHANGE, draws=1).value
    held = np.zeros(3)
    for place in range(samples):
        chain = sample(size, np.random.default_rng((seed, place)))
        found = chain.what_if(CHANGE, cost=gain, draws=draws)
        tail = min(found.probability_pays, 1 - found.probability_pays)
        held += (loss in chain.run(draws=draws)["loss"].interval, gain in found.interval, 2 * tail <= 0.05)
    shares = (held / samples).tolist()
    return Coverage(samples=samples, loss=shares[0], gain=shares[1], claimed=shares[2])


def pace() -> float:
    """Return the seconds that 100,000 draws of two states of the chain take, the best of five."""
    chain, best = sample("middle", np.random.default_rng(1)), float("inf")
    for _ in range(5):
        start = time.perf_counter()
        chain.what_if(CHANGE, draws=100_000)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--samples", type=int, default=1000)
    samples, bad = asked.parse_args().samples, False
    print("| own data | samples | loss held | gain held | claimed at break-even |\n| --- | --- | --- | --- | --- |")
    for size in SIZES:
        found = coverage(size, samples)
        held = [f"{100 * value:.1f}" for value in (found.loss, found.gain, found.claimed)]
        print(f"| {size} | {samples} | {' | '.join(held)} |", flush=True)
        low, high = ALLOWED
        bad |= not all(low <= value <= high for value in (found.loss, found.gain))
        bad |= found.claimed > 0.05 + 2 * found.error
    print(f"\n100,000 draws x 2 states: {1000 * pace():.0f} ms")
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
