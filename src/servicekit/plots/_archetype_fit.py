"""Similarity of an organisation to the four archetypes, with the areas and traits that make it up."""

from collections import Counter
from typing import Any, Final

from servicekit.archetypes._fit import Fit
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._canvas import BLUE, GREY, ORANGE, axes, rows, style

MEAN: Final = Label("similarity", "相似度")
POINT: Final = Label("one area or trait (larger: several)", "单项做法或特征（越大表示越多项）")
ACROSS: Final = Label("0 unlike – 1 alike", "0 不相似 – 1 相似")


def plot_archetype_fit(result: Fit, *, ax: Any = None, language: Language = "en", title: str = "") -> Any:
    """Draw the similarity to each archetype; pale marks are its areas and traits, the best fit stands out.

    Args:
        result: What ``archetype_fit`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    best = result.best
    with style():
        ax = axes(ax, height=2.9)
        for place, (archetype, fit) in enumerate(result.fits.items()):
            counts = Counter(round(point.fit_share, 3) for point in fit.points)
            for share, count in counts.items():
                ax.plot([share], [place], "o", color=GREY, ms=5 + 2.5 * count**0.5, mec="white", alpha=0.8)
            if fit.value is not None:
                colour = ORANGE if archetype in best else BLUE
                ax.plot(
                    [0, fit.value], [place, place], color=colour, lw=2.2, alpha=0.5, solid_capstyle="butt", zorder=0
                )
                ax.plot([fit.value], [place], "D", color=colour, ms=8, mec="white", zorder=3)
                ax.annotate(
                    f"{fit.value:.2f}", (fit.value, place), xytext=(0, 8), textcoords="offset points", ha="center",
                    fontsize=9, color=colour,
                )  # fmt: skip
        rows(ax, [archetype.label.text(language) for archetype in result.fits])
        ax.plot([], [], "D", color=ORANGE, label=MEAN.text(language))
        ax.plot([], [], "o", color=GREY, label=POINT.text(language))
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
        ax.set_xlim(-0.03, 1.05)
        ax.set_xlabel(ACROSS.text(language))
        if title:
            ax.set_title(title, pad=24)
    return ax
