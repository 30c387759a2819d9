"""Axes of pictures in the page: places as percentages of the width, so that text never scales."""

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Final

from attrs import frozen

from servicekit.foundation._markup import text
from servicekit.foundation._results import Interval

Ends = tuple[float, float]
LINES: Final = 5
EDGE: Final = 3.0
"""Room at both ends, in percent of the width, for marks that stand there."""


@frozen
class Axis:
    """A scale from left to right.

    Attributes:
        low, high: Its ends.
        step: From line to line.
        unit: Of its figures.
    """

    low: float
    high: float
    step: float
    unit: str

    def at(self, value: float) -> float:
        """Return the place of a figure in percent of the width; outside figures stand at the ends."""
        share = (value - self.low) / (self.high - self.low)
        return EDGE + (100 - 2 * EDGE) * min(max(share, 0.0), 1.0)

    @property
    def lines(self) -> list[float]:
        """Figures at the grid lines."""
        first = ceil(self.low / self.step - 1e-9)
        last = floor(self.high / self.step + 1e-9)
        return [place * self.step for place in range(first, last + 1)]

    def grid(self, height: float, top: float = 0) -> str:
        """Return the grid lines."""
        return "".join(_line(self.at(value), top, height, "grid") for value in self.lines)

    def words(self) -> str:
        """Return an SVG with the figures at the lines."""
        said = "".join(
            f'<text x="{self.at(value):.2f}%" y="13" text-anchor="middle"{_inwards(self.at(value))}>'
            f"{text(self.said(value))}</text>"
            for value in self.lines
        )
        return f'<svg width="100%" height="18" aria-hidden="true">{said}</svg>'

    def said(self, value: float) -> str:
        """Write a figure of the axis."""
        if self.unit == "share":
            return f"{100 * value:.0f}%"
        digits = max(0, -floor(log10(self.step) + 1e-9))
        if abs(round(self.step, digits) - self.step) > 1e-9:  # 2.5: 47.5 is not 48
            digits += 1
        return f"{value:.{digits}f}".replace("-", "−")


def _inwards(place: float) -> str:
    """Move the figure at either end of an axis inwards, so that it is not cut."""
    return ' dx="10"' if place < 8 else ' dx="-12"' if place > 92 else ""


def _line(place: float, top: float, bottom: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{place:.2f}%" x2="{place:.2f}%" y1="{top:g}" y2="{bottom:g}"/>'


def axis_of(values: Sequence[float], unit: str) -> Axis:
    """Return an axis that holds all of some figures, in four or five round steps.

    Args:
        values: Figures and ends of their intervals.
        unit: Of the figures; shares never leave 0 to 1.
    """
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if unit == "share":
        low, high = max(low, 0.0), min(high, 1.0)
    if high - low < 1e-12:
        low, high = low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
    rough = (high - low) / (LINES - 1)
    size = 10.0 ** floor(log10(rough))
    step = next(size * times for times in (1, 2, 2.5, 5, 10) if size * times >= rough - 1e-12)
    ends = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    if unit == "share":
        ends = max(ends[0], 0.0), min(ends[1], 1.0)
    return Axis(ends[0], ends[1], step, unit)


def reference(axis: Axis, value: float, height: float, kind: str = "ref") -> str:
    """Return the line of the figure that others are held against."""
    return _line(axis.at(value), 0, height, kind)


def stroke(axis: Axis, value: float, y: float) -> str:
    """Return the short upright stroke of a second figure in a line."""
    return _line(axis.at(value), y - 11, y + 11, "ref")


def mark(axis: Axis, value: float, ends: Ends | None, y: float, tone: str, at_level: Ends | None = None) -> str:
    """Return one figure with its interval: the shape says what the colour says.

    Args:
        axis: Where it stands.
        value: The figure.
        ends: Its 95 % interval.
        y: Height in px.
        tone: "bad", "good", "sure" or "" where nothing is claimed.
        at_level: Its interval at the level of the claim, drawn thin.
    """
    x = axis.at(value)
    drawn = ""
    if at_level is not None:
        drawn += _bar(axis, at_level, y, "w")
    if ends is not None:
        drawn += _bar(axis, ends, y, "b")
    if tone in ("bad", "good", "sure"):
        drawn += _shape(x, y, tone)
    else:
        drawn += f'<circle class="dot" cx="{x:.2f}%" cy="{y:g}" r="5"/>'
    return drawn


def _bar(axis: Axis, ends: Ends, y: float, kind: str) -> str:
    low, high = (axis.at(end) for end in ends)
    return f'<line class="{kind}" x1="{low:.2f}%" x2="{high:.2f}%" y1="{y:g}" y2="{y:g}"/>'


def _shape(x: float, y: float, tone: str) -> str:
    if tone == "sure":
        return f'<circle class="mark" cx="{x:.2f}%" cy="{y:g}" r="5"/>'
    points = "-6.5,-5 6.5,-5 0,6.5" if tone == "bad" else "-6.5,5 6.5,5 0,-6.5"
    return f'<svg x="{x:.2f}%" y="{y:g}" overflow="visible"><polygon class="mark" points="{points}"/></svg>'


def ends_of(interval: Interval | None) -> Ends | None:
    """Return the ends of a bounded interval."""
    return (interval.low, interval.high) if interval is not None and interval.kind == "bounded" else None


def strip(low: float, high: float, value: float, ends: Ends | None, goal: float | None = None) -> str:
    """Return a whole scale as a strip with a figure, its interval and its target on it, for a tile."""
    axis = Axis(low, high, (high - low) or 1.0, "")
    width = 100 - 2 * EDGE
    bar = _bar(axis, ends, 8, "b") if ends else ""
    aim = "" if goal is None else _line(axis.at(goal), 0, 16, "target")
    return (
        '<svg width="100%" height="16" aria-hidden="true">'
        f'<rect x="{EDGE}%" y="6" width="{width}%" height="4" style="fill:var(--rule)"/>'
        f'<g class="sure">{bar}</g>{_line(axis.at(value), 1, 15, "ref")}{aim}</svg>'
    )
