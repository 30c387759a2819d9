"""Weights of respondents: what is accepted, and how many equally weighted answers they are worth."""

import numpy as np
from numpy.typing import ArrayLike

from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError


def checked_weights(weights: ArrayLike) -> Floats:
    """Return weights as numbers, divided by a power of two near the greatest so that no square is lost.

    Raises:
        InvalidValueError: A weight is missing, negative or infinite.
    """
    values = np.array(weights, dtype=float)
    if values.ndim != 1:
        raise InvalidValueError("weights", "one number per row", list(values.shape))
    bad = np.flatnonzero(~np.isfinite(values) | (values < 0))
    if bad.size:
        where = f"row {bad[0]}" + (f" and {bad.size - 1} more" if bad.size > 1 else "")
        raise InvalidValueError("weights", "finite numbers of at least 0", float(values[bad[0]]), where)
    scaled: Floats = np.ldexp(values, -int(np.frexp(values.max(initial=0.0))[1]))
    scaled.setflags(write=False)
    return scaled


def kish_n(weights: ArrayLike) -> float:
    """Return Kish's effective sample size: how many equally weighted answers the weighted ones are worth.

    Args:
        weights: Finite numbers of at least 0, of any magnitude.

    Returns:
        From 1 to the number of rows; 0 where no weight is above 0.

    Formula:
        (sum w)² / sum w².

    Source:
        Kish (1965).

    Example:
        >>> import servicekit as sk
        >>> sk.stats.kish_n([1, 1, 2])
        2.6666666666666665
    """
    w = checked_weights(weights)
    return float(w.sum() ** 2 / (w @ w)) if w.any() else 0.0
