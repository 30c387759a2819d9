"""The picture of a figure followed over time: its cumulative value with the interval that holds at every look."""

from typing import Final

from servicekit.foundation import _markup as markup
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import BLUE, GREY, MUTED, ORANGE, axes, ends, headed, style
from servicekit.stats.monitoring._monitoring import Monitor

OWN: Final = Label("each period", "各期")
SO_FAR: Final = Label("so far, with the interval that holds at every look", "截至当期累计及随时有效的区间")
CHANGED: Final = Label("certainly changed", "确有变化")
TARGET: Final = Label("target", "目标")
WIDTH: Final = 60
"""Characters that fit below the axis."""


def draw_monitor(result: Monitor, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw the figure so far with its interval over the periods' own figures, and the target."""
    places = range(len(result.looks))
    bounds = [(place, *ends(look.interval)) for place, look in enumerate(result.looks)]
    known = [(place, low, high) for place, low, high in bounds if low is not None and high is not None]
    with style():
        ax = axes(ax, height=3.2)
        xs, lows, highs = ([entry[part] for entry in known] for part in range(3))
        ax.fill_between(xs, lows, highs, color=BLUE, alpha=0.18, lw=0)
        filled = [(place, look) for place, look in enumerate(result.looks) if look.value is not None]
        ax.plot(
            [place for place, _ in filled],
            [look.value or 0.0 for _, look in filled],
            color=BLUE,
            lw=1.8,
            label=SO_FAR.text(language),
        )
        own = [(place, look.own.value) for place, look in filled if look.own.value is not None]
        ax.plot(*zip(*own, strict=True), "o", color=GREY, ms=5, mec="white", label=OWN.text(language))
        moved = [(place, look.own.value) for place, look in filled if look.direction is not None]
        if moved:
            ax.plot(*zip(*moved, strict=True), "o", color=ORANGE, ms=7, mec="white", label=CHANGED.text(language))
        if result.target is not None:
            ax.axhline(result.target, color=MUTED, lw=1, ls=(0, (4, 3)), label=TARGET.text(language))
        names = [markup.visible(look.period) for look in result.looks]
        step = max(1, -(-len(names) * (max(map(len, names)) + 2) // WIDTH))
        ax.set_xticks(list(places)[::step], names[::step])
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, fontsize=9)
        headed(ax, title, pad=44)
    return ax
