"""Units in which a standard is measured, with the values that are possible in them."""

from math import inf
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.foundation._vocabulary import Label


@frozen(kw_only=True)
class Unit:
    """A unit of measurement.

    Attributes:
        key: Permanent identifier.
        label: Its name in both languages.
        low, high: Smallest and largest possible value.
        is_whole: Whether only whole numbers are possible.
    """

    key: str
    label: Label
    low: float = 0.0
    high: float = inf
    is_whole: bool = False

    @property
    def rule(self) -> str:
        """What a value must be, for messages."""
        if self == YES_OR_NO:
            return "yes or no"
        kind = "a whole number" if self.is_whole else "a number"
        reach = f"of at least {self.low:g}" if self.high == inf else f"from {self.low:g} to {self.high:g}"
        return f"{kind} {reach} ({self.label.en})"

    def allows(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which values are possible; infinity and NaN are not."""
        possible: NDArray[np.bool_] = np.isfinite(values) & (values >= self.low) & (values <= self.high)
        if self.is_whole:
            possible &= values == np.floor(values)
        return possible


SECONDS: Final = Unit(key="seconds", label=Label("seconds", "秒"))
MINUTES: Final = Unit(key="minutes", label=Label("minutes", "分钟"))
SHARE: Final = Unit(key="share", label=Label("share", "比例"), high=1.0)
PIECES: Final = Unit(key="pieces", label=Label("pieces", "件"), is_whole=True)
YES_OR_NO: Final = Unit(key="yes_or_no", label=Label("yes or no", "是否"), high=1.0, is_whole=True)
