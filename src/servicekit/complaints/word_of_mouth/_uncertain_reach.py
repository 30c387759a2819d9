"""Reach with its figures uncertain: first tellers, who tells on and how many, each drawn from its own uncertainty."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Final

import numpy as np

from servicekit.complaints.word_of_mouth._offspring import CascadeGeneration, WholeNumbers
from servicekit.data._vectors import Floats
from servicekit.foundation._results import Estimate, Interval
from servicekit.stats._confidence_distribution import ConfidenceDistribution, confidence_distribution, draws_of_figures
from servicekit.stats._resampling import SEED, chance

DRAWS: Final = 20_000
METHOD: Final = "simulated, with the uncertainty of its figures"


def _drawn(figures: Mapping[str, Estimate | float]) -> dict[str, Floats]:
    known: dict[str, ConfidenceDistribution] = {n: confidence_distribution(f) for n, f in figures.items()}
    return {name: np.maximum(each, 0.0) for name, each in draws_of_figures(known, draws=DRAWS).items()}


def uncertain_reach(
    first_tellers: Estimate | int, rounds: Sequence[CascadeGeneration], *, counts_first: bool, level: float
) -> Interval:
    """Return the range of the number of people who hear of it: chance in the telling, and uncertainty of its figures.

    Args:
        first_tellers: Who start, a number or an estimate.
        rounds: Rounds of telling, of which some have estimates.
        counts_first: Whether the first tellers are counted.
        level: Probability of the range.
    """
    figures: dict[str, Estimate | float] = {"first": first_tellers}
    for place, entry in enumerate(rounds):
        figures |= {f"{name} {place}": figure for name, figure in entry.figures.items()}
    drawn, rng = _drawn(figures), chance(SEED)
    hearers: WholeNumbers = np.rint(drawn["first"]).astype(np.int64)
    people = hearers * counts_first
    for place, entry in enumerate(rounds):
        share, mean = drawn.get(f"share {place}"), drawn.get(f"mean {place}")
        if share is None and mean is None:
            hearers = entry.total(hearers, rng)
        else:
            tellers = rng.binomial(hearers, np.minimum(entry.telling_share if share is None else share, 1.0))
            hearers = entry.tells.total(tellers, rng) if mean is None else rng.poisson(mean * tellers)
        people = people + hearers
    tail = (1 - level) / 2
    low, high = np.quantile(people, (tail, 1 - tail), method="inverted_cdf").tolist()
    return Interval(low=low, high=high, level=level, method=METHOD)


def mean_draws(telling: CascadeGeneration) -> Floats:
    """Return draws of the expected number told per hearer, where it is an estimate."""
    drawn = _drawn(telling.figures)
    known = telling.tells.mean
    return np.minimum(drawn.get("share", telling.telling_share), 1.0) * drawn.get("mean", np.full(DRAWS, known))


def ends_of(values: Floats, level: float) -> tuple[float, float]:
    """Return the ends of the central range of draws, of which some may be infinite."""
    tail = (1 - level) / 2
    low, high = np.quantile(values, (tail, 1 - tail), method="inverted_cdf").tolist()
    return low, high if np.isfinite(high) else inf
