"""Loyalty along satisfaction: the fitted rising curve, what was observed, and the straight line it is not."""

from typing import Any, Final

from servicekit.foundation._vocabulary import Label, Language
from servicekit.loyalty.causes._satisfaction_link import SatisfactionLink
from servicekit.plots._canvas import BLUE, GRID, MUTED, axes, ends, style

ACROSS: Final = Label("answer on satisfaction", "满意度回答")
UP: Final = Label("mean loyalty", "平均忠诚度")
FITTED: Final = Label("fitted, never falling", "拟合（单调不降）")
SEEN: Final = Label("observed mean", "实测均值")
LINE: Final = Label("straight line", "直线")


def plot_satisfaction_curve(
    result: SatisfactionLink, *, ax: Any = None, language: Language = "en", title: str = ""
) -> Any:
    """Draw mean loyalty at each level of satisfaction with its interval, beside a straight line for comparison.

    Args:
        result: What ``satisfaction_link`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    levels = [at for at, found in result.curve.items() if found.value is not None]
    fitted = [result.curve[at].value or 0.0 for at in levels]
    places = list(range(len(levels)))
    counts = dict(zip(result.satisfaction_levels, map(sum, result.table), strict=True))
    with style():
        ax = axes(ax, height=3.6)
        if len(levels) > 1:
            spread = [(at - levels[0]) / (levels[-1] - levels[0]) for at in levels]
            line = [fitted[0] + (fitted[-1] - fitted[0]) * share for share in spread]
            ax.plot(places, line, color=MUTED, lw=1, ls=(0, (4, 3)), label=LINE.text(language))
        for place, at in zip(places, levels, strict=True):
            low, high = ends(result.curve[at].interval)
            if low is not None and high is not None:
                ax.plot([place, place], [low, high], color=BLUE, lw=2.2, alpha=0.6)
        ax.plot(places, fitted, "o-", color=BLUE, mec="white", ms=7, label=FITTED.text(language))
        seen = [result.means[at] for at in levels]
        ax.plot(places, seen, "o", color=MUTED, mfc="none", ms=11, ls="", label=SEEN.text(language), zorder=3)
        ax.set_xticks(places, [f"{at:g}\nn={counts[at]:,}" for at in levels])
        ax.set_xlim(-0.4, len(levels) - 0.6)
        ax.grid(axis="y", color=GRID, lw=0.8)
        ax.set_axisbelow(True)
        ax.legend(loc="upper left", frameon=False, fontsize=9)
        ax.set_xlabel(ACROSS.text(language))
        ax.set_ylabel(UP.text(language))
        if title:
            ax.set_title(title)
    return ax
