"""Points, leading type and margin of many customers at once, block by block so that each stays in the cache."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

UNDECIDED: Final = -1
NO_EVIDENCE: Final = -2
BLOCK: Final = 16_384
TIE: Final = 1e-9
"""Points closer than this are equal: they differ by rounding alone."""
Floats = NDArray[np.float64]


def points_of(evidence: Floats, points: Floats) -> Floats:
    """Return the points of each type (rows) for each customer (columns); NaN evidence makes NaN points.

    Args:
        evidence: One row per kind of evidence, shares from 0 to 1.
        points: Sign x weight, types x evidence; in a column the weights are equal and only signs differ.
    """
    # sums in one fixed order: a matrix product may round a customer differently at another place in the block
    total = np.empty((len(points), evidence.shape[1]))
    total[:] = -points.sum(axis=1, keepdims=True)
    said = np.empty(evidence.shape[1])
    for column, shares in zip(points.T, evidence, strict=True):
        weight = np.abs(column).max()
        np.multiply(shares, 2 * weight, out=said)
        for row, sign in zip(total, np.sign(column).tolist(), strict=True):
            if sign > 0:
                row += said
            elif sign < 0:
                row -= said
    return total


def silent(evidence: Floats) -> Floats:
    """Return the evidence with 0.5, which speaks for nothing, where there is none."""
    return np.where(np.isnan(evidence), 0.5, evidence)


def shares_of(points: Floats) -> Floats:
    """Return each type's share of exp(points), per customer."""
    raised = np.exp(points - points.max(axis=0))
    return np.asarray(raised / raised.sum(axis=0))


def scores_of(evidence: Floats, points: Floats) -> Floats:
    """Return the scores, types x customers; NaN for a customer without any evidence that has weight."""
    scores = np.empty((len(points), evidence.shape[1]))
    for start in range(0, evidence.shape[1], BLOCK):
        here = slice(start, start + BLOCK)
        found, bare = _found(evidence[:, here], points)
        top = found.max(axis=0)
        for row in found:
            row -= top
        np.exp(found, out=found)
        np.divide(found, found.sum(axis=0), out=scores[:, here])
        if bare is not None:
            scores[:, here][:, bare] = np.nan
    return scores


def lead(evidence: Floats, points: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return for each customer the row of the leading type and its score less that of the second.

    A tie gives ``UNDECIDED``; a customer without any evidence that has weight ``NO_EVIDENCE`` and NaN.
    """
    size = evidence.shape[1]
    leading, margin = np.empty(size, dtype=np.int8), np.empty(size)
    for start in range(0, size, BLOCK):
        here = slice(start, start + BLOCK)
        _lead(evidence[:, here], points, leading[here], margin[here])
    return leading, margin


def _found(evidence: Floats, points: Floats) -> tuple[Floats, NDArray[np.bool_] | None]:
    # shares are finite, so their sum tells whether any is missing
    if not np.isnan(evidence.sum()):
        return points_of(evidence, points), None
    unknown = np.isnan(evidence)
    bare = np.asarray(unknown[np.abs(points).max(axis=0) > 0].all(axis=0))
    return points_of(np.where(unknown, 0.5, evidence), points), bare


def _lead(evidence: Floats, points: Floats, leading: NDArray[np.int8], margin: Floats) -> None:
    found, bare = _found(evidence, points)
    best = np.maximum(found[0], found[1])
    second = np.minimum(found[0], found[1])
    for row in found[2:]:
        np.maximum(second, np.minimum(best, row), out=second)
        np.maximum(best, row, out=best)
    leading[:] = 0
    for kind, row in enumerate(found[1:], start=1):
        leading += np.int8(kind) * (row == best)
    tied = second >= best - TIE
    if tied.any():
        leading[tied] = UNDECIDED
    for row in found:
        row -= best
    second -= best
    np.exp(found, out=found)
    np.divide(1 - np.exp(second), found.sum(axis=0), out=margin)
    if bare is not None:
        leading[bare], margin[bare] = NO_EVIDENCE, np.nan
