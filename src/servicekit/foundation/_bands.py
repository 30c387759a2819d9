"""Bands: a number line cut into named, ordered, gap-free bands (verdicts, zones, levels, grades)."""

from collections.abc import Iterable
from typing import Generic, Literal, TypeVar

import numpy as np
from attrs import field, frozen, validators
from numpy.typing import ArrayLike, NDArray

from servicekit.foundation._checks import finite
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Concept

Band_co = TypeVar("Band_co", bound=Concept, covariant=True)


@frozen
class Cut:
    """A point between two bands; ``belongs`` says to which of them the point itself belongs.

    Example:
        >>> import servicekit as sk
        >>> sk.foundation.Cut(5, "below")
        Cut(at=5.0, belongs='below')
    """

    at: float = field(converter=float, validator=finite)
    belongs: Literal["above", "below"] = field(default="above", validator=validators.in_(("above", "below")))

    def passed(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return where the values lie above the cut."""
        return values >= self.at if self.belongs == "above" else values > self.at


def _cuts(points: Iterable[Cut | float]) -> tuple[Cut, ...]:
    return tuple(point if isinstance(point, Cut) else Cut(float(point)) for point in points)


@frozen(kw_only=True)
class Bands(Generic[Band_co]):
    """Ordered bands from low to high with the cuts between them; every number falls in exactly one.

    ``Cut(1), Cut(1, "below")`` makes the band of the single point 1.

    Example:
        >>> import servicekit as sk
        >>> sk.foundation.Bands(names=("low", "high"), cuts=(5,)).of(7)
        'high'
    """

    names: tuple[Band_co, ...]
    cuts: tuple[Cut, ...] = field(converter=_cuts)

    def __attrs_post_init__(self) -> None:
        order = [(cut.at, cut.belongs == "below") for cut in self.cuts]
        if order != sorted(set(order)):
            raise InvalidValueError("cuts", "strictly ascending", [cut.at for cut in self.cuts])
        if len(self.names) != len(self.cuts) + 1:
            raise InvalidValueError("names", f"one more than the {len(self.cuts)} cuts", len(self.names))

    def of(self, value: float) -> Band_co:
        """Return the band in which a number lies."""
        return self.names[int(self.index(np.asarray([value], dtype=float))[0])]

    def index(self, values: ArrayLike) -> NDArray[np.intp]:
        """Return for each number the position of its band, 0 the lowest; NaN is refused.

        Args:
            values: Numbers of any shape.
        """
        numbers = np.asarray(values, dtype=float)
        if np.isnan(numbers).any():
            raise InvalidValueError("values", "numbers", float("nan"), hint="set missing values aside first")
        passed = np.zeros(numbers.shape, dtype=np.intp)
        for cut in self.cuts:
            passed += cut.passed(numbers)
        return passed
