"""Sampling weights: what is accepted as one."""

from decimal import Decimal
from numbers import Real
from typing import Final

import numpy as np
from numpy.typing import NDArray

from servicekit.data._columns import Column
from servicekit.foundation._errors import InvalidValueError

EXTREME: Final = 1e140


def read_weights(column: Column, *, first_row: int = 0, name: str = "weights") -> NDArray[np.float64]:
    """Return the weights of a column: finite, at least 0, one for every row.

    Args:
        column: Raw values.
        first_row: Number of the batch's first row, for messages.
        name: What messages call them.

    Raises:
        InvalidValueError: A weight is missing, negative, infinite, or so extreme that its square is lost.
    """
    values = column.values
    if values.dtype.kind in "iuf":
        weights = values.astype(np.float64)
    else:
        weights = np.array([_number(entry) for entry in values], dtype=np.float64)
    if column.valid is None and weights.size and weights.min() > 1 / EXTREME and weights.max() < EXTREME:
        return weights
    present = column.present
    bad = ~present | ~np.isfinite(weights) | (weights < 0)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        got = values[row] if present[row] else None
        rule = "finite numbers of at least 0, one for every row"
        raise InvalidValueError(name, rule, got, f"column {column.name!r}, row {first_row + row}")
    extreme = (weights > EXTREME) | ((weights > 0) & (weights < 1 / EXTREME))
    if extreme.any():
        got = weights[np.flatnonzero(extreme)[0]]
        hint = "divide all weights by their mean"
        raise InvalidValueError(name, "of a size whose square can be held", got, f"column {column.name!r}", hint)
    return weights


def _number(entry: object) -> float:
    if isinstance(entry, Real | Decimal) and not isinstance(entry, bool):
        return float(entry)
    return np.nan
