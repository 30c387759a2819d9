"""Reach with its figures uncertain: first tellers, who tells on and how many, each drawn from its own uncertainty."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import evolve

from servicekit.complaints.word_of_mouth._offspring import CascadeGeneration, Poisson, WholeNumbers
from servicekit.data._vectors import Floats
from servicekit.foundation._results import Estimate, Interval
from servicekit.stats.designs._resampling import SEED, chance
from servicekit.stats.intervals._confidence_distribution import (
    ConfidenceDistribution,
    confidence_distribution,
    draws_of_figures,
)

if TYPE_CHECKING:
    from servicekit.complaints.word_of_mouth._reach import Cascade

DRAWS: Final = 20_000
METHOD: Final = "simulated, with the uncertainty of its figures"


def _drawn(figures: Mapping[str, Estimate | float], draws: int = DRAWS, seed: int = SEED) -> dict[str, Floats]:
    known: dict[str, ConfidenceDistribution] = {n: confidence_distribution(f) for n, f in figures.items()}
    return {name: np.maximum(each, 0.0) for name, each in draws_of_figures(known, draws=draws, seed=seed).items()}


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
    low, high = ends_of(people_drawn(first_tellers, rounds, counts_first=counts_first).astype(float), level)
    return Interval(low=low, high=high, level=level, method=METHOD)


def people_drawn(
    first_tellers: Estimate | int, rounds: Sequence[CascadeGeneration], *, counts_first: bool, seed: int = SEED
) -> WholeNumbers:
    """Return the people who hear of it in many futures, each with figures drawn from their uncertainty.

    Args:
        first_tellers, rounds, counts_first: As ``uncertain_reach`` takes them.
        seed: Of the draws; two independent streams need two.
    """
    figures: dict[str, Estimate | float] = {"first": first_tellers}
    for place, entry in enumerate(rounds):
        figures |= {f"{name} {place}": figure for name, figure in entry.figures.items()}
    drawn, rng = _drawn(figures, seed=seed), chance(seed)
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
    return people


def is_uncertain(cascade: "Cascade") -> bool:
    """Return whether a figure of a cascade is an estimate."""
    return any(entry.figures for entry in cascade.rounds)


def _named(cascade: "Cascade") -> dict[str, Estimate | float]:
    """Return the figures of a cascade that are estimates, each by its name and round."""
    return {f"{name} {at}": figure for at, entry in enumerate(cascade.rounds) for name, figure in entry.figures.items()}


def cascades_drawn(cascade: "Cascade", number: int) -> list["Cascade"]:
    """Return a cascade as it would be at so many draws of those of its figures that are estimates.

    Args:
        cascade: Who tells how many.
        number: How many draws.
    """
    drawn = _drawn(_named(cascade), draws=number)
    return [
        evolve(cascade, rounds=tuple(_at(entry, place, drawn, row) for place, entry in enumerate(cascade.rounds)))
        for row in range(number)
    ]


def _at(entry: CascadeGeneration, place: int, drawn: Mapping[str, Floats], row: int) -> CascadeGeneration:
    mean, share = drawn.get(f"mean {place}"), drawn.get(f"share {place}")
    return CascadeGeneration(
        tells=entry.tells if mean is None else Poisson(float(mean[row])),
        telling_share=entry.telling_share if share is None else min(float(share[row]), 1.0),
    )


def means_drawn(cascade: "Cascade") -> list[Floats]:
    """Return the expected number told per hearer in each round, one entry a draw of the uncertain figures."""
    drawn = _drawn(_named(cascade))
    return [
        np.minimum(drawn.get(f"share {place}", np.full(DRAWS, entry.telling_share)), 1.0)
        * drawn.get(f"mean {place}", np.full(DRAWS, entry.tells.mean))
        for place, entry in enumerate(cascade.rounds)
    ]


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
