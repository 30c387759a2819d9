"""Audit scores by site over the bands of the grades."""

from collections.abc import Mapping
from typing import Any, Final

from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._canvas import BLUE, MUTED, ORANGE, axes, rows, style, whisker
from servicekit.standards._score import AuditScore

SHADES: Final = ("#fbe3d6", "#fdf3d9", "#e3f2ea", "#c9e7d8")
CAPPED: Final = Label("a critical standard failed: lowest grade", "关键项未达标：最低等级")
OTHERS: Final = Label("graded by score", "按得分评级")
MOST_SITES: Final = 40


def plot_scores(scores: Mapping[Any, AuditScore], *, ax: Any = None, language: Language = "en", title: str = "") -> Any:
    """Draw the score of each site with its interval, the highest first, over the bands of the grades.

    Args:
        scores: Score by site; of more than forty the lowest are drawn.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    ranked = sorted(scores.items(), key=lambda entry: -1.0 if entry[1].value is None else entry[1].value)[:MOST_SITES]
    ranked.reverse()
    with style():
        ax = axes(ax, height=1.3 + 0.36 * max(len(ranked), 2))
        left = min((score.interval.low for _, score in ranked if score.interval is not None), default=0.0)
        left = max(0.0, left - 4)
        for place, (_, score) in enumerate(ranked):
            whisker(ax, place, score, colour=ORANGE if score.critical_failed else BLUE)
        rows(ax, [str(site) for site, _ in ranked])
        if ranked:
            _bands(ax, ranked[0][1], left, language)
        if any(score.critical_failed for _, score in ranked):
            ax.plot([], [], "o-", color=ORANGE, label=CAPPED.text(language))
            if not all(score.critical_failed for _, score in ranked):
                ax.plot([], [], "o-", color=BLUE, label=OTHERS.text(language))
            ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.07), ncols=2, frameon=False)
        ax.set_xlim(left, 100)
        if title:
            ax.set_title(title, pad=24)
    return ax


def _bands(ax: Any, score: AuditScore, left: float, language: Language) -> None:
    edges = [0.0, *(cut.at for cut in score.bands.cuts), 100.0]
    for place, name in enumerate(score.bands.names):
        low, high = max(edges[place], left), edges[place + 1]
        if high <= low:
            continue
        ax.axvspan(low, high, color=SHADES[place % len(SHADES)], zorder=0, lw=0)
        ax.annotate(
            name.label.text(language), ((low + high) / 2, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 3),
            textcoords="offset points", ha="center", va="bottom", fontsize=8.5, color=MUTED,
        )  # fmt: skip
