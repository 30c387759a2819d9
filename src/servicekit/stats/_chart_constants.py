"""Constants of control charts, computed instead of typed in."""

from functools import cache
from math import exp, lgamma, pi, sqrt
from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.foundation._checks import number_in
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label

D2_OF_TWO: Final = 2 / sqrt(pi)
"""Mean range of two standard normal values."""
D3_OF_TWO: Final = sqrt(2 - 4 / pi)
"""Standard deviation of the range of two."""
REACH: Final = 9.0
NODES: Final = 240


@cache
def _range_moments(n: int) -> tuple[float, float]:
    """Return the mean and the mean square of the range of n standard normal values, by quadrature."""
    from scipy.special import ndtr

    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    x, w = nodes * REACH, weights * REACH
    below, above = ndtr(x), ndtr(-x)
    mean = float(w @ (1 - below**n - above**n))
    # Twice the integral over x < y of P(a value below x and a value above y), with y = x + s.
    s, v = (nodes + 1) * REACH, weights * REACH
    far = x[:, None] + s
    both = 1 - ndtr(far) ** n - above[:, None] ** n + (ndtr(far) - below[:, None]) ** n
    return mean, float(2 * w @ both @ v)


@frozen(kw_only=True)
class ChartConstants(Result):
    """Constants for subgroups of n normal values.

    Attributes:
        n: Size of a subgroup, 2 to 100.
    """

    title = Label("Control chart constants", "控制图常数")
    derived = ("d2", "d3", "c4", "upper_range", "lower_range", "mean_from_range")

    n: int = field(validator=number_in(2, 100))

    @property
    def d2(self) -> float:
        """Mean range in standard deviations."""
        return _range_moments(self.n)[0]

    @property
    def d3(self) -> float:
        """Standard deviation of the range in standard deviations."""
        mean, square = _range_moments(self.n)
        return sqrt(square - mean**2)

    @property
    def c4(self) -> float:
        """Mean of the sample standard deviation in standard deviations."""
        return sqrt(2 / (self.n - 1)) * exp(lgamma(self.n / 2) - lgamma((self.n - 1) / 2))

    @property
    def upper_range(self) -> float:
        """D4: upper limit of ranges over the mean range."""
        return 1 + 3 * self.d3 / self.d2

    @property
    def lower_range(self) -> float:
        """D3: lower limit of ranges over the mean range."""
        return max(0.0, 1 - 3 * self.d3 / self.d2)

    @property
    def mean_from_range(self) -> float:
        """A2: half the width between the limits of subgroup means over the mean range."""
        return 3 / (self.d2 * sqrt(self.n))
