"""Sampling weights: what is accepted as one."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from servicekit.foundation.errors import InvalidValueError
from servicekit.measurement.frames import Column

EXTREME: Final = 1e140


def read_weights(column: Column, *, first_row: int = 0) -> NDArray[np.float64]:
    """Return the weights of a column: finite, at least 0, one for every row.

    Raises:
        InvalidValueError: A weight is missing, negative, infinite, or so extreme that its square is lost.
    """
    values = column.values
    rule = "finite numbers of at least 0, one for every row"
    if values.dtype.kind not in "iuf":
        try:
            values = np.array([float(entry) if not isinstance(entry, str) else np.nan for entry in values])
        except TypeError:
            raise InvalidValueError("weights", rule, ..., f"column {column.name!r}") from None
    weights = values.astype(np.float64)
    bad = ~column.present | ~np.isfinite(weights) | (weights < 0)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        got = weights[row] if column.present[row] else None
        raise InvalidValueError("weights", rule, got, f"column {column.name!r}, row {first_row + row}")
    extreme = (weights > EXTREME) | ((weights > 0) & (weights < 1 / EXTREME))
    if extreme.any():
        got = weights[np.flatnonzero(extreme)[0]]
        hint = "divide all weights by their mean"
        raise InvalidValueError("weights", "of a size whose square can be held", got, f"column {column.name!r}", hint)
    return weights
