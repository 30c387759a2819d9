"""Plain numbers that come without a frame, one per customer, period or level, checked once and in one way."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servicekit.foundation._errors import InvalidValueError

Floats = NDArray[np.float64]


def vector(
    name: str,
    values: ArrayLike,
    *,
    low: float = -np.inf,
    high: float = np.inf,
    whole: bool = False,
    missing: bool = False,
    place: str = "entry",
    first: int = 0,
) -> NDArray[np.float64]:
    """Return finite numbers as a new array, or refuse the first that is none; numbers kept as text are none.

    Args:
        name: What they are, for the message.
        values: One-dimensional.
        low, high: Least and greatest number allowed.
        whole: Whether only whole numbers are allowed.
        missing: Whether NaN may stand for a number that is not known.
        place, first: What the places are called and the number of the first, for the message.
    """
    given: NDArray[Any] = np.asarray(values)
    if given.dtype.kind in "US":  # one text among numbers makes text of all
        given = np.asarray(values, dtype=object)
    if given.ndim != 1:
        raise InvalidValueError(name, "a single column", f"an array of shape {list(given.shape)}")
    numbers = given.astype(np.float64) if given.dtype.kind in "biuf" else np.array([_number(v) for v in given.tolist()])
    numbers = numbers.astype(np.float64)
    unknown = np.isnan(numbers)
    right = np.isfinite(numbers) & (numbers >= low) & (numbers <= high)
    if whole:
        right &= numbers == np.floor(numbers)
    if missing and given.dtype.kind in "fO":
        right |= np.fromiter(map(_is_gap, given.tolist()), bool, len(given)) if given.dtype.kind == "O" else unknown
    if not right.all():
        row = int(np.flatnonzero(~right)[0])
        raise InvalidValueError(
            name, _rule(low, high, whole), given[row], f"{place} {first + row}, {int((~right).sum())} such"
        )
    return numbers


def _number(value: Any) -> float:
    if isinstance(value, str | bytes) or not hasattr(value, "__float__"):
        return np.nan
    return float(value)


def _is_gap(value: object) -> bool:
    return value is None or type(value).__name__ == "NAType" or (isinstance(value, float) and value != value)


def _rule(low: float, high: float, whole: bool) -> str:
    kind = "whole numbers" if whole else "finite numbers"
    if np.isfinite(low) and np.isfinite(high):
        return f"{kind} from {low:g} to {high:g}"
    if np.isfinite(low):
        return f"{kind} of at least {low:g}"
    return f"{kind} of at most {high:g}" if np.isfinite(high) else kind
