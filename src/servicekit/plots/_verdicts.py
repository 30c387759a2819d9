"""Shares of verdicts as one bar, worst to the left."""

from collections.abc import Mapping
from typing import Any

from servicekit.foundation._vocabulary import Language
from servicekit.plots._canvas import GREEN, GREY, INK, ORANGE, axes, style
from servicekit.stats._estimates import Share

COLOURS = (ORANGE, GREY, GREEN)


def plot_shares(
    shares: Mapping[str, Share], *, ax: Any = None, language: Language = "en", title: str = "", colours: Any = COLOURS
) -> Any:
    """Draw shares that sum to one as a stacked bar, each with its value and interval below.

    Args:
        shares: Share by key, from worst to best (verdicts, promoter groups, zones).
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        colours: One colour per share.
    """
    with style():
        ax = axes(ax, height=1.7)
        start = 0.0
        for place, share in enumerate(shares.values()):
            value = share.value or 0.0
            ax.barh([0], [100 * value], left=[100 * start], color=colours[place % len(colours)], height=0.55)
            if value > 0.06:
                ax.text(
                    100 * (start + value / 2),
                    0,
                    f"{100 * value:.0f}%",
                    ha="center",
                    va="center",
                    color=INK,
                )
            start += value
            ax.text(
                (place + 0.5) / len(shares),
                -0.14,
                _caption(share, language),
                ha="center",
                va="top",
                transform=ax.transAxes,
                fontsize=9,
            )
        ax.set_xlim(0, 100)
        ax.set_axis_off()
        if title:
            ax.set_title(title)
    return ax


def _caption(share: Share, language: Language) -> str:
    name: str = share.title.text(language)
    if share.value is None or share.interval is None:
        return name
    return f"{name}\n{100 * share.value:.1f}% ({100 * share.interval.low:.1f}–{100 * share.interval.high:.1f})"
