"""Where units would stand without the action: joint draws from the shrunken baseline, and of what came after."""

from math import sqrt
from typing import Final

import attrs
import numpy as np
from numpy.random import Generator

from servicekit.data._vectors import Floats
from servicekit.improvement._unit_figures import UnitFigures
from servicekit.stats.intervals._beta_posterior import beta_mixture
from servicekit.stats.intervals._normal_posterior import normal_mixture

PRUDENCE: Final = 2
"""The pull towards the common mean has density proportional to its square, not a flat one: with units that hardly
differ a flat one pulls the worst too little, and 5 to 6 of 100 actions without effect would be said to have worked."""


def baseline_draws(before: UnitFigures, draws: int, rng: Generator) -> Floats:
    """Return joint draws (draws, units) of the units' true figures before, given those of all units.

    Args:
        before: Figures of all units, those that act and the others.
        draws: Number of draws.
        rng: Source of chance.
    """
    if before.variances is not None:
        belief = normal_mixture(before.values, before.variances)
        typical = float(np.median(before.variances[np.isfinite(before.variances)]))
        pull = typical / (typical + belief.between**2)
        return attrs.evolve(belief, weights=_prudent(belief.weights, pull)).draw(draws, rng)
    counts = before.values * before.sizes
    mixture = beta_mixture(counts, before.sizes)
    strength = mixture.a + mixture.b
    pull = strength / (strength + float(np.median(before.sizes[before.sizes > 0])))
    return attrs.evolve(mixture, weights=_prudent(mixture.weights, pull)).draw(counts, before.sizes, draws, rng)


def _prudent(weights: Floats, pull: Floats) -> Floats:
    found = weights * pull**PRUDENCE
    return np.asarray(found / found.sum())


def own_draws(after: UnitFigures, draws: int, rng: Generator) -> Floats:
    """Return draws (draws, units) of the units' true figures after, each by its own answers alone."""
    if after.variances is None:
        hits = after.values * after.sizes
        return np.asarray(rng.beta(hits + 0.5, after.sizes - hits + 0.5, size=(draws, hits.size)))
    known = np.where(np.isfinite(after.variances), after.variances, 0.0)
    stretch = np.sqrt(after.freedom / rng.chisquare(after.freedom, size=(draws, 1)))
    return np.asarray(after.values + stretch * np.sqrt(known) * rng.standard_normal((draws, known.size)))


def own_movement(before: UnitFigures, after: UnitFigures) -> float:
    """Return by how much units move by themselves from one wave to the next, as a standard deviation.

    What the changes of units without an action spread beyond what sampling makes them; 0 with fewer than 3 units.

    Args:
        before, after: Figures of the same units, in the same order, all with answers.
    """
    if len(before.units) < 3:
        return 0.0
    sampling = float(np.mean(before.error_variances + after.error_variances))
    return sqrt(max(float(np.var(after.values - before.values, ddof=1)) - sampling, 0.0))


def chosen(figures: UnitFigures, places: list[int]) -> UnitFigures:
    """Return the figures of some of the units."""
    return attrs.evolve(
        figures,
        units=tuple(figures.units[place] for place in places),
        values=figures.values[places],
        sizes=figures.sizes[places],
        variances=None if figures.variances is None else figures.variances[places],
    )
