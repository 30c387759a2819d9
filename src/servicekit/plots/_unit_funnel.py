"""The funnel plot of units: figures against numbers of answers, within limits of chance and ordinary differences."""

from typing import Final

from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import BLUE, GREY, INK, MUTED, ORANGE, axes, headed, named, style
from servicekit.stats.rankings._unit_funnel import UnitFunnel

ANSWERS: Final = Label("answers", "回答数")
NEAR: Final = Label("95 % limits", "95%界限")
FAR: Final = Label("99.8 % limits", "99.8%界限")
OUTSIDE: Final = Label("out of the ordinary", "超出常态")


def draw_unit_funnel(result: UnitFunnel, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw units against their numbers of answers; only those beyond the wide limits are named."""
    n, low, high, lowest, highest = zip(*result.limits, strict=True)
    with style():
        ax = axes(ax, height=3.6)
        ax.fill_between(n, lowest, highest, color=GREY, alpha=0.18, lw=0, label=FAR.text(language))
        ax.fill_between(n, low, high, color=GREY, alpha=0.32, lw=0, label=NEAR.text(language))
        ax.axhline(result.centre, color=MUTED, lw=1, ls=(0, (4, 3)))
        inside = [point for point in result.points if point.outside is None]
        ax.plot([point.n for point in inside], [point.value for point in inside], "o", color=BLUE, ms=5, mec="white")
        beyond = [point for point in result.points if point.outside is not None]
        if beyond:
            xs, ys = [point.n for point in beyond], [point.value for point in beyond]
            ax.plot(xs, ys, "o", color=ORANGE, ms=7, mec="white", label=OUTSIDE.text(language))
        for point in beyond:
            side = 7 if point.outside == "above" else -7
            ax.annotate(
                named(point.unit, language),
                (point.n, point.value),
                (0, side),
                textcoords="offset points",
                ha="center",
                va="bottom" if side > 0 else "top",
                color=INK,
                fontsize=9,
            )
        ax.set_xlabel(ANSWERS.text(language))
        ax.margins(x=0.02, y=0.12)
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False, fontsize=9)
        headed(ax, title, pad=28)
    return ax
