"""Pictures that matplotlib draws, made fit for the page: colours by name, so that dark paper works, and no ids."""

import re
from itertools import pairwise
from math import ceil, inf
from typing import Any, Final

from servicekit.foundation._extras import require
from servicekit.plots._canvas import BLUE, GREEN, GREY, GRID, INK, MUTED, ORANGE, YELLOW, as_svg, style

WIDTH: Final = 4.3
SMALLEST: Final = 11
LEGEND: Final = 0.72
"""Share of the width from which a legend stands in one column."""
ROOM: Final = 6
"""Pixels between names of ticks."""
COLOURS: Final = {
    INK: "ink",
    MUTED: "ink3",
    GRID: "grid",
    BLUE: "series1",
    ORANGE: "series2",
    GREEN: "series3",
    YELLOW: "caution",
    GREY: "mute-bar",
    "#cc79a7": "series4",
    "#56b4e9": "better-bar",
    "#ffffff": "paper",
    "#000000": "ink",
}
UNUSED: Final = (
    re.compile(r"\s*<metadata>.*?</metadata>", re.S),
    re.compile(r' id="[A-Za-z0-9]+_\d+"'),
    re.compile(r"font-family: [^;\"]*;? ?"),
    re.compile(r' xmlns:xlink="[^"]*"'),
)
LONG: Final = re.compile(r"(\d+\.\d{2})\d+")


def _fit(ax: Any) -> None:
    """Leave out what the narrower picture has no room for: a legend side by side, names of ticks that would touch."""
    figure = ax.figure
    legend = ax.get_legend()
    if legend is not None:  # measured before it may push the picture aside
        legend.set_in_layout(False)
        figure.draw_without_rendering()
        if legend.get_window_extent().width > LEGEND * figure.bbox.width:
            names = [words.get_text() for words in legend.get_texts()]
            anchor = legend.get_bbox_to_anchor().transformed(ax.transAxes.inverted())
            place = {"loc": "lower center", "bbox_to_anchor": (0.5, anchor.y0)}
            legend = ax.legend(legend.legend_handles, names, ncols=1, frameon=False, fontsize=SMALLEST, **place)
        legend.set_in_layout(True)
    figure.draw_without_rendering()
    ticks = list(zip(ax.get_xticks(), ax.get_xticklabels(), strict=False))
    shown = [words for _, words in ticks if words.get_text()]
    boxes = [words.get_window_extent() for words in shown]
    widest = max((box.width for box in boxes), default=0.0)
    apart = min((abs(b.x0 + b.width / 2 - a.x0 - a.width / 2) for a, b in pairwise(boxes)), default=inf)
    if widest + ROOM > apart > 0:
        every = ceil((widest + ROOM) / apart)
        ax.set_xticks([place for place, _ in ticks][::every], [words.get_text() for _, words in ticks][::every])


def inline(ax: Any, *, width: float = WIDTH) -> str:
    """Return the figure of some axes as SVG for the page, its letters large enough for a phone.

    Args:
        ax: Axes that hold the picture.
        width: In inches; of the usual width letters have 12 px or more on a phone.
    """
    figure = ax.figure
    wide, height = figure.get_size_inches()
    figure.set_size_inches(min(wide, width), height)
    for words in figure.findobj(require("matplotlib.text", extra="plots").Text):
        words.set_fontsize(max(words.get_fontsize(), SMALLEST))
    with style():  # a legend made anew takes its fonts from there
        _fit(ax)
    svg = as_svg(ax)
    for pattern in UNUSED:
        svg = pattern.sub("", svg)
    for colour, name in COLOURS.items():
        svg = svg.replace(f": {colour}", f": var(--{name})")
    svg = LONG.sub(r"\1", svg)
    return re.sub(r"\s*\n\s*", " ", svg)
