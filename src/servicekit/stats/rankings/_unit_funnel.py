"""Units against their number of answers, with the limits within which chance and ordinary differences leave them."""

from collections.abc import Hashable
from math import sqrt
from typing import Any, Final, Literal

from attrs import field, frozen

from servicekit.foundation._results import Estimate, Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Share, working_n
from servicekit.stats.scores._category_score import CategoryScore

INNER: Final = 1.959963984540054
OUTER: Final = 3.090232306167813
"""Standard normal quantiles of 95 and 99.8 % within."""


@frozen(kw_only=True)
class FunnelPoint:
    """One unit of a funnel plot.

    Attributes:
        unit: Its name.
        value: Its own figure.
        n: (Effective) answers.
        low, high: Limits of 99.8 % at that number.
    """

    unit: Hashable
    value: float
    n: float
    low: float
    high: float

    @property
    def outside(self) -> Literal["above", "below"] | None:
        """Which wide limit it lies beyond; None where it is one of the others."""
        return "below" if self.value < self.low else "above" if self.value > self.high else None


@frozen(kw_only=True)
class UnitFunnel(Result):
    """Units by number of answers around their centre, limits widened by how much units ordinarily differ.

    Attributes:
        centre: Mean of all answers.
        deviation: Standard deviation of one answer.
        between: Standard deviation of true figures between units.
        points: The units with answers.

    Source:
        Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.
    """

    title = Label("Funnel plot of units", "各单位漏斗图")
    derived = ("outside",)
    _lines = ("points",)

    centre: float
    deviation: float
    between: float
    points: tuple[FunnelPoint, ...] = field(repr=False)

    def _rows(self) -> list[dict[str, Any]]:
        return [row | {"outside": point.outside} for row, point in zip(super()._rows(), self.points, strict=True)]

    @property
    def outside(self) -> dict[Hashable, Literal["above", "below"]]:
        """Units beyond the wide limits: out of the ordinary, whatever the order of the rest."""
        return {point.unit: point.outside for point in self.points if point.outside is not None}

    @property
    def limits(self) -> tuple[tuple[float, float, float, float, float], ...]:
        """Number of answers, then lower and upper 95 % and lower and upper 99.8 % limits, over the range of sizes."""
        sizes = [point.n for point in self.points]
        low, high = max(min(sizes) * 0.8, 1.0), max(sizes) * 1.05
        found = []
        for step in range(STEPS + 1):
            n = low * (high / low) ** (step / STEPS)
            reach = sqrt(self.deviation**2 / n + self.between**2)
            ends = (self.centre + turn * times * reach for times in (INNER, OUTER) for turn in (-1, 1))
            found.append((n, *ends))
        return tuple(found)


STEPS: Final = 60


def funnel_of(units: dict[Any, Estimate], between: float) -> UnitFunnel | None:
    """Return the funnel of units; None where fewer than two have answers.

    Args:
        units: Own figure of each.
        between: Standard deviation of true figures between units.
    """
    known = {unit: (own.value, _answers(own), own) for unit, own in units.items() if own.value is not None}
    if len(known) < 2:
        return None
    total = sum(n for _, n, _ in known.values())
    centre = sum(value * n for value, n, _ in known.values()) / total
    variance = sum(n * _variance(own, n, centre) for _, n, own in known.values()) / total
    points = []
    for unit, (value, n, _) in known.items():
        reach = OUTER * sqrt(variance / n + between**2)
        points.append(FunnelPoint(unit=unit, value=value, n=n, low=centre - reach, high=centre + reach))
    return UnitFunnel(centre=centre, deviation=sqrt(variance), between=between, points=tuple(points))


def _answers(own: Estimate) -> float:
    if isinstance(own, Share):
        return float(working_n(own))
    return float(getattr(own, "n_effective", 0.0) or getattr(own, "n", 1.0))


def _variance(own: Estimate, n: float, centre: float) -> float:
    """Return the variance of one answer in a unit; of a share that of the common one."""
    if isinstance(own, Share) or (isinstance(own, CategoryScore) and set(own.scores) <= {0.0, 1.0}):
        return centre * (1 - centre)
    return float(getattr(own, "standard_error", 0.0) or 0.0) ** 2 * n
