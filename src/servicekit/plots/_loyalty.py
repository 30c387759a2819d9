"""Types of loyalty: how many customers each leads, and how the base is composed without forcing anyone into one."""

from typing import Any

from servicekit.foundation._vocabulary import Label, Language
from servicekit.loyalty.typology._loyalty_types import LoyaltyTypes
from servicekit.plots._canvas import BLUE, MUTED, axes, rows, style, whisker

LEADING = Label("leading type (share of customers, with interval)", "主导类型（客户占比及区间）")
COMPOSITION = Label("mean score (each customer split over the types)", "平均得分（每位客户分摊到各类型）")


def plot_loyalty_types(result: LoyaltyTypes, *, ax: Any = None, language: Language = "en", title: str = "") -> Any:
    """Draw the share of each leading type with its interval, and the mean score of each type beside it.

    Args:
        result: What ``loyalty_types`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    shares, scores = result.shares, result.mean_scores or {}
    with style():
        ax = axes(ax, height=3.8)
        for place, (kind, share) in enumerate(shares.items()):
            whisker(ax, place, share, colour=BLUE, times=100)
            if kind in scores:
                ax.plot([100 * scores[kind]], [place], "D", color=MUTED, mfc="white", ms=6, zorder=2)
        rows(ax, [kind.label.text(language) for kind in shares])
        ax.plot([], [], "o", color=BLUE, label=LEADING.text(language))
        ax.plot([], [], "D", color=MUTED, mfc="white", ls="", label=COMPOSITION.text(language))
        ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=1, frameon=False)
        ax.set_xlim(left=0)
        ax.set_xlabel("%")
        if title:
            ax.set_title(title, pad=44)
    return ax
