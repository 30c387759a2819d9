"""Pictures of a what-if chain: its stages with intervals, the tornado of a change, and the gain along the way."""

from typing import Final

from servicekit.chain._sensitivity import Sensitivity
from servicekit.chain._stages import ChainRun
from servicekit.chain._what_if import WhatIfCurve
from servicekit.foundation import _markup as markup
from servicekit.foundation._errors import NotEnoughDataError
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import BLUE, GREY, INK, MUTED, ORANGE, axes, ends, headed, rows, style

MOST: Final = 8
LOW: Final = Label("figure at its low end", "该数据取下限")
HIGH: Final = Label("figure at its high end", "该数据取上限")
GAIN: Final = Label("gain", "收益")
COST: Final = Label("cost", "成本")


def _side(low: float | None, high: float | None) -> str:
    """Return the colour of a count: neutral where its interval holds 0 or is not known."""
    if low is None or high is None or low <= 0 <= high:
        return GREY
    return BLUE if low > 0 else ORANGE


def draw_chain(result: ChainRun, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw the stages of a chain from top to bottom: counts as bars with intervals, other figures in words."""
    stages = list(result.stages.values())
    counts = [stage for stage in stages if stage.unit == "count"]
    with style():
        ax = axes(ax, height=0.7 + 0.36 * len(stages))
        for place, stage in enumerate(stages):
            low, high = ends(stage.interval)
            far = 0.0
            if stage.unit == "count":
                ax.barh(place, stage.value, color=_side(low, high), height=0.62, alpha=0.45)
                far = max(stage.value, high or 0.0, 0.0)
                if low is not None and high is not None:
                    ax.plot([low, high], [place, place], color=INK, lw=1.6)
                    ax.plot([stage.value], [place], "o", color=INK, ms=4)
            said = markup.number(stage.value)
            if low is not None and high is not None:
                said += f" [{markup.number(low)}, {markup.number(high)}]"
            ax.annotate(said, (far, place), xytext=(6, 0), textcoords="offset points", va="center", color=INK)
        rows(ax, [stage.name.text(language) for stage in stages])
        ax.set_xlim(left=min([0.0, *(stage.value for stage in counts)]))
        most = max((max(s.value, ends(s.interval)[1] or 0.0) for s in counts), default=1.0)
        ax.set_xlim(right=(most or 1.0) * 1.75)
        headed(ax, title)
    return ax


def draw_tornado(result: Sensitivity, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw the gain with each figure at the ends of its interval, the widest on top; those without effect are left out.

    Beside each bar stands the share of the gain's variance that knowing the figure would remove.
    """
    shown = [each for each in result.influences if each.swing > 0][:MOST]
    if not shown:
        raise NotEnoughDataError("no figure's uncertainty moves the gain: there is no tornado to draw")
    with style():
        ax = axes(ax, height=1.2 + 0.36 * len(shown))
        for place, each in enumerate(shown):
            for at, colour, name in ((each.at_low, ORANGE, LOW), (each.at_high, BLUE, HIGH)):
                label = name.text(language) if place == 0 else None
                ax.barh(place, at - result.gain, left=result.gain, color=colour, height=0.6, alpha=0.7, label=label)
            far = max(each.at_low, each.at_high, result.gain)
            said = f"{100 * each.variance_share:.0f} %"
            ax.annotate(said, (far, place), xytext=(6, 0), textcoords="offset points", va="center", color=MUTED)
        ax.axvline(result.gain, color=INK, lw=1.2)
        rows(ax, [each.label.text(language) for each in shown])
        ax.margins(x=0.14)
        ax.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.4, -0.12), ncols=1)
        headed(ax, title)
    return ax


def draw_what_if_curve(
    result: WhatIfCurve, *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw the gain along the way to a change as a line with its interval, and what that part of the way costs."""
    places, rows_ = result.positions, result.rows
    gains = [row["gain"] or 0.0 for row in rows_]
    with style():
        ax = axes(ax, height=3.0)
        lows = [gain if row["low"] is None else row["low"] for row, gain in zip(rows_, gains, strict=True)]
        highs = [gain if row["high"] is None else row["high"] for row, gain in zip(rows_, gains, strict=True)]
        ax.fill_between(places, lows, highs, color=BLUE, alpha=0.2, lw=0)
        ax.plot(places, gains, color=BLUE, label=GAIN.text(language))
        costs = [row["cost"] or 0.0 for row in rows_]
        if any(costs):
            ax.plot(places, costs, "--", color=ORANGE, label=COST.text(language))
        ax.axhline(0, color=GREY, lw=0.8)
        ax.set_xlabel(result.label.text(language))
        ax.legend(frameon=False)
        headed(ax, title)
    return ax
