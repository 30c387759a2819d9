"""Scores of many groups: their intervals from one call, and their figures as columns without an object for each."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from servicekit.stats._category_score import CategoryScore
from servicekit.stats._count_interval import METHOD, count_limits

Floats = NDArray[np.float64]
Made = TypeVar("Made")


def with_ends(made: list[Made]) -> list[Made]:
    """Return the same scores, those of plain samples with the ends of their intervals found in one call.

    Args:
        made: Results of groups; what is no score of categories, is weighted or has no answer is left as it is.
    """
    plain = [score for score in made if isinstance(score, CategoryScore) and not score.tally.is_weighted and score.n]
    if len(plain) < 2 or any((score.scores, score.level) != (plain[0].scores, plain[0].level) for score in plain[1:]):
        return made
    counts = np.array([score.tally.counts for score in plain], dtype=float)
    low, high = score_ends(counts, plain[0].scores, level=plain[0].level)
    for score, *ends in zip(plain, low.tolist(), high.tolist(), strict=True):
        value = score.value or 0.0
        # fills the cache of a frozen object with what it would find by itself
        object.__setattr__(score, "_ends", (min(ends[0], value), max(ends[1], value), METHOD))
    return made


def score_ends(counts: Floats, scores: tuple[float, ...], *, level: float) -> tuple[Floats, Floats]:
    """Return the ends of the interval of each row of counts, as each would have them by itself.

    Args:
        counts: Answers per category, one row per group, at least one answer in each.
        scores: Score of each category.
        level: Confidence level.
    """
    n = counts.sum(axis=1, keepdims=True)
    return count_limits(counts / n * n, scores, level=level)
