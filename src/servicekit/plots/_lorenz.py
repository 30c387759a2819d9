"""Lorenz curve: how far the turnover hangs on a few customers."""

from typing import Any

from servicekit.foundation._vocabulary import Label, Language
from servicekit.loyalty.customers._concentration import Concentration
from servicekit.plots._canvas import BLUE, GRID, MUTED, ORANGE, axes, style

ACROSS = Label("% of customers, smallest first", "客户占比（%，由小到大）")
UP = Label("% of turnover", "营业额占比（%）")
EQUAL = Label("all equal", "完全均等")
TOP = Label("top 20% of customers:\n{0:.0f}% of turnover", "最大的20%客户：\n{0:.0f}%的营业额")
FEW = Label("80% of turnover:\n{0:.0f}% of customers", "80%的营业额：\n{0:.0f}%的客户")


def plot_lorenz(result: Concentration, *, ax: Any = None, language: Language = "en", title: str = "") -> Any:
    """Draw the Lorenz curve, the line of equality, and where the top fifth and 80 % of turnover lie.

    Args:
        result: What ``concentration`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    curve = result.lorenz(201)
    with style():
        ax = axes(ax, width=5.2, height=4.8)
        ax.plot([0, 100], [0, 100], color=MUTED, lw=1, ls=(0, (4, 3)))
        ax.annotate(
            EQUAL.text(language), (24, 24), xytext=(0, 5), textcoords="offset points", rotation=45, color=MUTED,
            fontsize=9, ha="center", va="bottom", rotation_mode="anchor",
        )  # fmt: skip
        if curve:
            xs, ys = ([100 * pair[axis] for pair in curve] for axis in (0, 1))
            ax.plot(xs, ys, color=BLUE, lw=2)
            ax.fill_between(xs, ys, xs, color=BLUE, alpha=0.08, lw=0)
            top, few = result.top_fifth.value or 0.0, result.customers_for_80_percent.value or 0.0
            _mark(ax, 80, 100 * (1 - top), TOP.text(language).format(100 * top), (-10, 16))
            _mark(ax, 100 * (1 - few), 20, FEW.text(language).format(100 * few), (10, -14))
            gini = result.gini.value or 0.0
            word = "基尼系数" if language == "zh" else "Gini"
            ax.text(3, 96, f"{word} {gini:.2f}", va="top")
        ax.set_xlim(0, 100)
        ax.set_ylim(0, 100)
        ax.set_aspect("equal")
        ax.grid(color=GRID, lw=0.8)
        ax.set_axisbelow(True)
        ax.set_xlabel(ACROSS.text(language))
        ax.set_ylabel(UP.text(language))
        if title:
            ax.set_title(title)
    return ax


def _mark(ax: Any, across: float, up: float, words: str, shift: tuple[float, float]) -> None:
    ax.plot([across], [up], "o", color=ORANGE, ms=6, mec="white", zorder=3)
    ax.annotate(
        words, (across, up), xytext=shift, textcoords="offset points", ha="right" if shift[0] < 0 else "left",
        va="center", fontsize=9,
    )  # fmt: skip
