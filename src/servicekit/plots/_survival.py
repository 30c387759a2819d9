"""Survival curves: the share still waiting, unresolved or not yet back as time goes by, with their bands."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._canvas import GRID, MUTED, SERIES, axes, shortened, style
from servicekit.stats._survival_curve import SurvivalCurve

UP: Final = Label("% without the event yet", "尚未发生的占比（%）")
ACROSS: Final = Label("time", "时间")
NEARLY_ALL: Final = 0.05
FEWEST: Final = 10
MOST_STEPS: Final = 600


def plot_survival(
    curves: SurvivalCurve | Mapping[Any, SurvivalCurve],
    *,
    ax: Any = None,
    language: Language = "en",
    title: str = "",
    unit: Label | None = None,
    event: Label | None = None,
    until: float | None = None,
) -> Any:
    """Draw one curve or several, each with its pointwise band.

    Args:
        curves: A curve, or curves by the name of the group; at most seven are told apart by colour.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        unit: Unit of the times.
        event: What the vertical axis says.
        until: Where the axis of time ends; by default soon after the curve is under 5 %, at the latest where fewer
            than ten are still followed.
    """
    named = curves if isinstance(curves, Mapping) else {"": curves}
    known = {name: curve for name, curve in named.items() if curve.n}
    with style():
        ax = axes(ax, height=3.6)
        end = until if until is not None else max((_end(curve) for curve in known.values()), default=1.0)
        for place, (name, curve) in enumerate(known.items()):
            times, middle, low, high = _steps(curve, end)
            colour = SERIES[place % len(SERIES)]
            ax.step(times, middle, where="post", color=colour, lw=2, label=shortened(f"{name} (n={curve.n:,})"))
            ax.fill_between(times, low, high, step="post", color=colour, alpha=0.15, lw=0)
        ax.axhline(50, color=MUTED, lw=0.9, ls=(0, (4, 3)))
        if len(known) > 1:
            ax.legend(loc="upper right", frameon=False, fontsize=9)
        ax.set_xlim(0, end or 1.0)
        ax.set_ylim(0, 101)
        ax.set_yticks([0, 25, 50, 75, 100])
        ax.grid(color=GRID, lw=0.8)
        ax.set_axisbelow(True)
        ax.set_xlabel((unit or ACROSS).text(language))
        ax.set_ylabel((event or UP).text(language))
        if title:
            ax.set_title(title)
    return ax


def _end(curve: SurvivalCurve) -> float:
    followed = np.flatnonzero(curve.at_risk >= min(FEWEST, curve.n))
    last = float(curve.times[followed[-1]])
    down = np.flatnonzero(curve.survival <= NEARLY_ALL)
    return min(last, 1.15 * float(curve.times[down[0]])) if down.size else last


def _steps(curve: SurvivalCurve, end: float) -> tuple[Any, ...]:
    """Return times and heights in per cent from time 0 on, thinned where no eye would see the difference."""
    kept = np.flatnonzero(curve.times <= end)
    if kept.size > MOST_STEPS:
        kept = kept[np.unique(np.linspace(0, kept.size - 1, MOST_STEPS).astype(int))]
    low, high = curve.limits
    columns = [np.concatenate([[1.0], heights[kept], heights[kept][-1:]]) for heights in (curve.survival, low, high)]
    times = np.concatenate([[0.0], curve.times[kept], [end]])
    return (times, *(100 * (column if kept.size else np.ones(2)) for column in columns))
