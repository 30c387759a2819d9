"""Backlog: what came in, what was resolved, and what lay open, period by period."""

from typing import Any, Final

from servicekit.complaints.cases._flow import Backlog
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._canvas import GREEN, GREY, GRID, ORANGE, axes, style

ARRIVED: Final = Label("opened", "新增")
RESOLVED: Final = Label("resolved", "解决")
OPEN: Final = Label("open at the end of the period", "期末未结")
CASES: Final = Label("cases", "案例数")
MOST_TICKS: Final = 8


def plot_backlog(result: Backlog, *, ax: Any = None, language: Language = "en", title: str = "") -> Any:
    """Draw cases opened and resolved per period over the cases that lay open at its end.

    Args:
        result: What ``backlog`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    places = list(range(len(result.starts)))
    with style():
        ax = axes(ax, height=3.0)
        ax.bar(places, result.open_at_end, color=GREY, alpha=0.45, width=0.85, label=OPEN.text(language))
        ax.plot(places, result.arrived, "o-", color=ORANGE, ms=4, lw=1.4, label=ARRIVED.text(language))
        ax.plot(places, result.resolved, "o-", color=GREEN, ms=4, lw=1.4, label=RESOLVED.text(language))
        step = max(1, -(-len(places) // MOST_TICKS))
        ax.set_xticks(places[::step], [f"{start:%Y-%m-%d}" for start in result.starts][::step])
        ax.tick_params(axis="x", labelsize=8)
        ax.set_ylim(bottom=0)
        ax.grid(axis="y", color=GRID, lw=0.8)
        ax.set_axisbelow(True)
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False, fontsize=9)
        ax.set_ylabel(CASES.text(language))
        if title:
            ax.set_title(title, pad=24)
    return ax
