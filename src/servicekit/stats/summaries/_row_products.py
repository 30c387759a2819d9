"""Products of single rows: where each row is a replicate group of its own, the rows say what their products are."""

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats


@frozen(kw_only=True, eq=False)
class RowProducts:
    """Products w [x | v] [x | v]' of rows, kept as the rows; as matrices they would take 2p times the memory.

    Attributes:
        rows: [x | v] of each row, (rows, 2p).
        weights: Weight of each row.
    """

    rows: Floats
    weights: Floats

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def dense(self) -> Floats:
        """The product matrix of every row, (rows, 2p, 2p)."""
        return np.asarray(np.einsum("ri,rj->rij", self.rows * self.weights[:, None], self.rows))

    @property
    def total(self) -> Floats:
        """The sum of all, (2p, 2p)."""
        return np.asarray((self.rows * self.weights[:, None]).T @ self.rows)

    def entries(self, first: NDArray[np.intp], second: NDArray[np.intp]) -> Floats:
        """Return some entries of every product matrix, (entries, rows).

        Args:
            first, second: Places of rows and columns of the matrices.
        """
        across = np.ascontiguousarray(self.rows.T)
        return np.asarray((across * self.weights)[first] * across[second])

    def changed(self, move: Floats) -> "RowProducts":
        """Return the products of other columns, each a linear combination of these; ``move`` is (new, 2p)."""
        return RowProducts(rows=self.rows @ move.T, weights=self.weights)

    def columns(self, places: NDArray[np.intp]) -> "RowProducts":
        """Return the products of some of the columns."""
        return RowProducts(rows=self.rows[:, places], weights=self.weights)

    def beside(self, other: "RowProducts", order: NDArray[np.intp]) -> "RowProducts":
        """Return the rows of two parts in a given order."""
        rows, weights = (np.concatenate(both) for both in ((self.rows, other.rows), (self.weights, other.weights)))
        return RowProducts(rows=rows[order], weights=weights[order])

    def added(self, codes: NDArray[np.intp], groups: int) -> Floats:
        """Return the sums of the products by group, (groups, 2p, 2p).

        Args:
            codes: Group of each row.
            groups: How many there are.
        """
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=groups)).tolist()
        rows, heavy = self.rows[order], (self.rows * self.weights[:, None])[order]
        found = np.empty((groups, self.rows.shape[1], self.rows.shape[1]))
        for group, (start, stop) in enumerate(zip([0, *ends], ends, strict=False)):
            found[group] = heavy[start:stop].T @ rows[start:stop]
        return found
