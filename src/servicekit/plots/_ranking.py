"""Groups in the order of their shrunk shares, with the interval of each and its own raw share beside it."""

from typing import Any

from servicekit.foundation._vocabulary import Language
from servicekit.plots._canvas import BLUE, MUTED, ORANGE, axes, rows, style, whisker
from servicekit.stats._ranking import Ranking

MOST_UNITS = 40


def plot_ranking(result: Ranking, *, ax: Any = None, language: Language = "en", title: str = "") -> Any:
    """Draw shrunk shares with intervals from best to worst; hollow marks are the groups' own shares.

    Args:
        result: What ``rank_shares`` returned; of more than forty groups the best and worst twenty are drawn.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    units = sorted(result.units, key=lambda unit: -(unit.value if unit.value is not None else -1.0))
    if len(units) > MOST_UNITS:
        units = units[: MOST_UNITS // 2] + units[-MOST_UNITS // 2 :]
    with style():
        ax = axes(ax, height=1.3 + 0.34 * max(len(units), 2))
        if result.mean is not None:
            ax.axvline(100 * result.mean, color=MUTED, lw=1, ls=(0, (4, 3)))
        for place, unit in enumerate(units):
            whisker(ax, place, unit, times=100)
            if unit.own.value is not None:
                ax.plot([100 * unit.own.value], [place], "o", mfc="none", mec=ORANGE, ms=7, zorder=4)
        rows(ax, [f"{unit.unit} (n={unit.n})" for unit in units])
        words = (
            ("shrunk, with interval", "own share", "mean of all")
            if language == "en"
            else ("收缩值及区间", "自身占比", "总体均值")
        )
        ax.plot([], [], "o-", color=BLUE, label=words[0])
        ax.plot([], [], "o", mfc="none", mec=ORANGE, label=words[1])
        ax.plot([], [], color=MUTED, ls=(0, (4, 3)), label=words[2])
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
        ax.set_xlabel("%")
        if title:
            ax.set_title(title)
    return ax
