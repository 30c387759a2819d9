"""Points, leading type and margin of many customers at once, block by block so that each stays in the cache."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats

UNDECIDED: Final = -1
NO_EVIDENCE: Final = -2
BLOCK: Final = 8192
TIE: Final = 1e-9
"""Points closer than this are equal: they differ by rounding alone."""


def log_scores(evidence: Floats, points: Floats) -> Floats:
    """Return the points of each type (rows) for each customer (columns); evidence that is NaN says nothing.

    Args:
        evidence: One row per kind of evidence, shares from 0 to 1.
        points: Sign x weight, types x evidence; in a column the weights are equal and only signs differ.
    """
    return _points_of(evidence, _plan(points))[0]


def shares_of(points: Floats) -> Floats:
    """Return each type's share of exp(points), per customer; points are small enough for that (``MOST_WEIGHT``)."""
    raised = np.exp(points)
    return np.asarray(raised / raised.sum(axis=0))


def first_out_of_range(evidence: Floats) -> tuple[int, int] | None:
    """Return row and customer of the first entry outside 0 to 1 by customer's block, None if there is none."""
    for here in _blocks(evidence):
        block = evidence[:, here]
        # fmin and fmax pass over NaN
        if np.fmin.reduce(block, axis=None) < 0 or np.fmax.reduce(block, axis=None) > 1:
            row, customer = np.argwhere((block < 0) | (block > 1))[0].tolist()
            return row, here.start + customer
    return None


def scores_of(evidence: Floats, points: Floats) -> Floats:
    """Return the scores, types x customers; NaN for a customer without any evidence that has weight."""
    scores, plan = np.empty((len(points), evidence.shape[1])), _plan(points)
    for here in _blocks(evidence):
        found, bare = _points_of(evidence[:, here], plan)
        np.exp(found, out=found)
        np.divide(found, found.sum(axis=0), out=scores[:, here])
        if bare is not None:
            scores[:, here][:, bare] = np.nan
    return scores


def leading_type(evidence: Floats, points: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return for each customer the row of the leading type and its score less that of the second.

    A tie gives ``UNDECIDED``; a customer without any evidence that has weight ``NO_EVIDENCE`` and NaN.
    """
    size, plan = evidence.shape[1], _plan(points)
    leading, margin = np.empty(size, dtype=np.int8), np.empty(size)
    for here in _blocks(evidence):
        _lead(evidence[:, here], plan, leading[here], margin[here])
    return leading, margin


def _blocks(evidence: Floats) -> Iterator[slice]:
    size = evidence.shape[1]
    return (slice(start, min(start + BLOCK, size)) for start in range(0, size, BLOCK))


@frozen
class _Plan:
    weights: Floats
    lines: list[list[tuple[int, float]]]


def _plan(points: Floats) -> _Plan:
    """Return the weights as a column, and for each type the evidence that has a sign."""
    lines = [[(item, sign) for item, sign in enumerate(row) if sign] for row in np.sign(points).tolist()]
    return _Plan(np.abs(points).max(axis=0)[:, None], [line or [(0, 0.0)] for line in lines])


def _points_of(evidence: Floats, plan: _Plan) -> tuple[Floats, NDArray[np.bool_] | None]:
    said = evidence * (2 * plan.weights)
    said -= plan.weights
    bare = None
    if np.isnan(said.min(initial=0)):
        bare = np.asarray(np.isnan(said[plan.weights[:, 0] > 0]).all(axis=0))
        # 0 for NaN; a choice by mask would be guessed wrong by the processor again and again
        below = np.fmin(said, 0)
        np.fmax(said, 0, out=said)
        said += below
    # sums in one fixed order: a matrix product may round a customer differently at another place in the block
    total = np.empty((len(plan.lines), evidence.shape[1]))
    for row, ((first, way), *others) in zip(total, plan.lines, strict=True):
        np.multiply(said[first], way, out=row)
        for item, sign in others:
            (np.add if sign > 0 else np.subtract)(row, said[item], out=row)
    return total, bare


def _lead(evidence: Floats, plan: _Plan, leading: NDArray[np.int8], margin: Floats) -> None:
    raised, bare = _points_of(evidence, plan)
    np.exp(raised, out=raised)
    best, second = np.maximum(raised[0], raised[1]), np.minimum(raised[0], raised[1])
    lower = np.empty_like(best)
    for row in raised[2:]:
        np.minimum(best, row, out=lower)
        np.maximum(second, lower, out=second)
        np.maximum(best, row, out=best)
    kinds = np.arange(len(raised), dtype=np.int8)[:, None]
    np.add.reduce((raised == best).view(np.int8) * kinds, axis=0, dtype=np.int8, out=leading)
    tied = second >= best * (1 - TIE)
    if tied.any():
        leading[tied] = UNDECIDED
    np.subtract(best, second, out=margin)
    margin /= raised.sum(axis=0, out=lower)
    if bare is not None:
        leading[bare], margin[bare] = NO_EVIDENCE, np.nan
