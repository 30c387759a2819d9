"""Which figure's uncertainty moves the gain: a tornado, and first-order shares of the variance."""

from collections.abc import Mapping
from math import isclose
from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label

DEGREE: Final = 5


def polynomial_fit(values: Floats, outcome: Floats) -> tuple[Floats, float, float]:
    """Return coefficients of the outcome's regression on powers of a standardised figure, with its mean and sd."""
    centre, spread = float(values.mean()), float(values.std())
    powers = np.vander((values - centre) / spread, DEGREE + 1, increasing=True)
    coefficients = np.linalg.lstsq(powers.T @ powers, powers.T @ outcome, rcond=None)[0]
    return np.asarray(coefficients, dtype=np.float64), centre, spread


@frozen(kw_only=True)
class Influence:
    """How far one figure's uncertainty moves the gain.

    Attributes:
        figure: Its name.
        label: What it is called.
        at_low, at_high: Gain with the figure at the low and the high end of its interval, the others at their values.
        variance_share: Share of the gain's variance that knowing this figure alone would remove, 0 to 1.
    """

    figure: str
    label: Label
    at_low: float
    at_high: float
    variance_share: float

    @property
    def swing(self) -> float:
        """Distance between the two ends."""
        return abs(self.at_high - self.at_low)


@frozen(kw_only=True)
class Sensitivity(Result):
    """Every uncertain figure with its influence on a gain, the largest swing first.

    Attributes:
        gain: At the figures' own values.
        influences: One a figure; a figure without effect on this decision has a swing and a share of 0.
    """

    title = Label("What moves the gain", "影响收益的因素")
    derived = ("rows",)

    gain: float
    influences: tuple[Influence, ...] = field(metadata={"evidence": False})

    @property
    def rows(self) -> tuple[dict[str, object], ...]:
        """One row a figure: figure, label, at_low, at_high, swing and variance_share."""
        return tuple(
            {
                "figure": each.figure,
                "label": each.label,
                "at_low": each.at_low,
                "at_high": each.at_high,
                "swing": each.swing,
                "variance_share": each.variance_share,
            }
            for each in self.influences
        )


def sensitivity_of(
    gain: float,
    gains: Floats,
    drawn: Mapping[str, Floats],
    ends: Mapping[str, tuple[float, float]],
    labels: Mapping[str, Label],
) -> Sensitivity:
    """Return the influences of the drawn figures on the gains.

    Args:
        gain: At the figures' own values.
        gains: Gain in each draw.
        drawn: Figure -> its draws.
        ends: Figure -> gain at the ends of its interval.
        labels: Figure -> what it is called.
    """
    whole = float(np.var(gains))
    found = []
    for name, values in drawn.items():
        share, (low, high) = 0.0, ends[name]
        if isclose(low, high, rel_tol=1e-9):  # equal but for rounding: no effect on this decision
            low = high = gain
        elif whole > 0:
            coefficients, centre, spread = polynomial_fit(values, gains)
            fitted = np.polynomial.polynomial.polyval((values - centre) / spread, coefficients)
            share = float(np.var(fitted)) / whole
        found.append(Influence(figure=name, label=labels[name], at_low=low, at_high=high, variance_share=share))
    return Sensitivity(gain=gain, influences=tuple(sorted(found, key=lambda each: (-each.swing, each.figure))))
