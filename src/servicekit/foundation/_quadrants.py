"""Square: a plane cut by one threshold on each axis into four concepts (matrices of two questions)."""

from typing import Any, Generic, TypeVar

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.foundation._checks import finite, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Concept, Label

Cell = TypeVar("Cell", bound=Concept)


@frozen(kw_only=True)
class Quadrants(Generic[Cell]):
    """Four cells over two axes; a point on a threshold counts as high.

    Attributes:
        across, up: What the axes measure.
        low_low, high_low, low_high, high_high: The cell at (across, up).

    Example:
        >>> import servicekit as sk
        >>> x, y = sk.foundation.Label("Performance", "绩效"), sk.foundation.Label("Importance", "重要性")
        >>> sk.foundation.Quadrants(across=x, up=y, low_low="ll", high_low="hl", low_high="lh", high_high="hh").low_high
        'lh'
    """

    across: Label
    up: Label
    low_low: Cell
    high_low: Cell
    low_high: Cell
    high_high: Cell

    @property
    def cells(self) -> tuple[Cell, Cell, Cell, Cell]:
        """The four cells in the order of ``index``."""
        return self.low_low, self.high_low, self.low_high, self.high_high

    def place(self, *, across_is_high: bool, up_is_high: bool) -> Cell:
        """Return the cell of one point."""
        return self.cells[int(across_is_high) + 2 * int(up_is_high)]

    def index(self, across: ArrayLike, up: ArrayLike, *, across_cut: float, up_cut: float) -> NDArray[np.intp]:
        """Return for each point the position of its cell in ``cells``; NaN and unequal lengths are refused."""
        validate(finite, "across_cut", across_cut)
        validate(finite, "up_cut", up_cut)
        xs, ys = np.asarray(across, dtype=float), np.asarray(up, dtype=float)
        if xs.shape != ys.shape:
            raise InvalidValueError("across and up", "of the same shape", [xs.shape, ys.shape])
        if np.isnan(xs).any() or np.isnan(ys).any():
            raise InvalidValueError("coordinates", "numbers", float("nan"), hint="set missing values aside first")
        placed: NDArray[Any] = (xs >= across_cut).astype(np.intp) + 2 * (ys >= up_cut)
        return placed
