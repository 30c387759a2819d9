"""What a change gains: its value and interval on shared draws, the probability that it pays, where it breaks even."""

from collections.abc import Mapping

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.foundation._checks import confidence
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._resampling import draws_of, percentile_interval


@frozen(kw_only=True)
class WhatIf(Estimate):
    """Gain of a change over the state of today, both on the same draws.

    Attributes:
        change: Figure -> the value it is brought to.
        outcome: Stage in which the gain is counted.
        gain: Gain at the figures' own values, before the cost.
        draws: Gain in each draw, before the cost.
        cost: Of the change.
        break_even: How much of the way to the change must be reached to meet the cost at the figures' values, 0 to 1;
            None where it costs nothing, or where even the whole way does not meet it.
        level: Confidence level.
        seed: Of the draws.
        depends_on: Figures that the gain moves with; the others do not matter for this decision.
    """

    title = Label("Gain of a change", "改变带来的收益")
    derived = ("value", "interval", "reason", "net", "probability_pays", "expected_gain", "break_even")

    change: Mapping[str, float] = field(hash=False)
    outcome: str
    gain: float
    draws: NDArray[np.float64] = field(converter=draws_of, repr=False, eq=False, metadata={"evidence": False})
    cost: float
    break_even: float | None
    level: float = field(validator=confidence)
    seed: int
    depends_on: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        """The gain at the figures' own values, before the cost."""
        return self.gain

    @property
    def interval(self) -> Interval | None:
        """Percentile interval of the gain; None where every figure in it is known."""
        if self.draws.min() == self.draws.max():
            return None
        found = percentile_interval(self.draws, level=self.level)
        return Interval(low=found.low, high=found.high, level=self.level, method="Monte Carlo on shared draws")

    @property
    def net(self) -> float:
        """Gain less cost."""
        return self.gain - self.cost

    @property
    def expected_gain(self) -> float:
        """Mean gain over the draws, on which the worth of knowing more rests; it differs a little from the value."""
        return float(self.draws.mean())

    @property
    def probability_pays(self) -> float:
        """Share of the draws in which the gain is above the cost."""
        return float((self.draws > self.cost).mean())


@frozen(kw_only=True)
class WhatIfCurve(Result):
    """The gain of a change at several positions on the way.

    Attributes:
        figure: The figure that is changed.
        label: What it is called.
        unit: "share", "count", "money" or "number".
        positions: Its values, from today's on.
        results: Gain at each position.
    """

    title = Label("Gain along the way", "逐步改变带来的收益")
    derived = ("rows",)

    figure: str
    label: Label
    unit: str
    positions: tuple[float, ...]
    results: tuple[WhatIf, ...] = field(metadata={"evidence": False})

    @property
    def rows(self) -> tuple[dict[str, float | None], ...]:
        """One row a position: position, gain, low, high, cost and the probability that it pays."""
        return tuple(
            {
                "position": at,
                "gain": each.value,
                "low": each.interval.low if each.interval else None,
                "high": each.interval.high if each.interval else None,
                "cost": each.cost,
                "probability_pays": each.probability_pays,
            }
            for at, each in zip(self.positions, self.results, strict=True)
        )
