"""Shapley shares of R²: all orders of entry of the drivers, for many correlation matrices at once."""

from collections.abc import Sequence
from math import factorial
from typing import Final

import numpy as np

from servicekit.data._vectors import Floats

TOGETHER: Final = 96
"""Matrices handled side by side: every operation runs along them."""
DEEP: Final = 10
"""Players whose subsets are held at once; those before them are walked one subset after another."""


def shapley_shares(correlations: Floats, groups: Sequence[Sequence[int]]) -> Floats:
    """Return by how much each term raises R² on average over all orders of entry, (..., terms).

    Args:
        correlations: (..., p + 1, p + 1), the outcome last.
        groups: Positions of the drivers of each term.

    Formula:
        Residual variances of the outcome for every subset, by sweeping one driver after another out of the covariances
        of what is left; a term's share is the sum over subsets S of -(s-1)!(k-s)!/k! times the residual variance
        where the term is in S, and of s!(k-1-s)!/k! times it where not.

    Source:
        Lindeman, Merenda and Gold (1980); Shapley (1953).
    """
    order = [driver for group in groups for driver in group]
    rows = [*order, correlations.shape[-1] - 1]
    upper = np.triu_indices(len(rows))
    stack = correlations.reshape(-1, *correlations.shape[-2:])[:, rows][:, :, rows][:, upper[0], upper[1]]
    found = np.zeros((len(groups), len(stack)))
    more = (TOGETHER // max(min(len(stack), TOGETHER), TOGETHER >> 5)).bit_length() - 1  # few matrices leave room
    walk = _Walk([len(group) for group in groups], DEEP + more)
    for start in range(0, len(stack), TOGETHER):
        part = np.ascontiguousarray(stack[start : start + TOGETHER].T)[:, None]
        walk.down(part, len(rows), [], found[:, start : start + TOGETHER])
    return found.T.reshape(*correlations.shape[:-2], len(groups))


class _Walk:
    """All subsets of the first terms one after another, all of the last ones at once."""

    def __init__(self, sizes: list[int], deep: int) -> None:
        self.sizes = sizes
        self.deep = min(len(sizes), deep)
        self.first = len(sizes) - self.deep
        self.weights = [self._weights(before) for before in range(self.first + 1)]

    def _weights(self, before: int) -> Floats:
        """Return what the residual variance of each subset of the last terms counts for.

        Args:
            before: How many of the first terms are in.

        Returns:
            A row for each of the last terms, then one for a first term that is in and one for one that is not.
        """
        k = len(self.sizes)
        inside = ((np.arange(2**self.deep) >> np.arange(self.deep)[:, None]) & 1).astype(bool)
        size = before + inside.sum(axis=0)
        # weight[s] of a subset of s terms to which another is added
        weight = np.array([factorial(s) * factorial(k - 1 - s) / factorial(k) for s in range(k)] + [0.0, 0.0])
        joined, without = -weight[size - 1], weight[size]
        return np.vstack([np.where(inside, joined, without), joined, without])

    def down(self, pairs: Floats, many: int, taken: list[bool], found: Floats) -> None:
        """Walk on from a subset of the first terms.

        Args:
            pairs: Covariances of what is left, upper triangle row by row, (pairs, 1, matrices).
            many: Variables left, the outcome last.
            taken: Which of the first terms are in.
            found: Shares so far, (terms, matrices); added to.
        """
        place = len(taken)
        if place < self.first:
            size = self.sizes[place]
            self.down(_left_out(pairs, many, size), many - size, [*taken, False], found)
            self.down(_swept(pairs, many, size), many - size, [*taken, True], found)
            return
        for size in self.sizes[self.first :]:
            rest = _left_out(pairs, many, size)
            both = np.empty((len(rest), 2 * rest.shape[1], rest.shape[2]))
            both[:, : rest.shape[1]] = rest
            _swept(pairs, many, size, both[:, rest.shape[1] :])
            pairs, many = both, many - size
        sums = self.weights[sum(taken)] @ pairs[0]
        found[self.first :] += sums[: self.deep]
        for term, is_in in enumerate(taken):
            found[term] += sums[self.deep if is_in else self.deep + 1]


def _left_out(pairs: Floats, many: int, size: int) -> Floats:
    """Return the covariances without the first variables."""
    return pairs[sum(range(many - size + 1, many + 1)) :]


def _swept(pairs: Floats, many: int, size: int, room: Floats | None = None) -> Floats:
    """Return the covariances of what the first variables do not explain, where there is ``room`` for them there."""
    for left in range(many, many - size, -1):
        lead, rest = pairs[1:left], pairs[left:]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = lead / pairs[:1]
        swept = np.empty_like(rest) if room is None or left - 1 > many - size else room
        start = 0
        for row in range(left - 1):
            stop = start + left - 1 - row
            np.multiply(lead[row:], ratio[row], out=swept[start:stop])
            np.subtract(rest[start:stop], swept[start:stop], out=swept[start:stop])
            start = stop
        pairs = swept
    return pairs
