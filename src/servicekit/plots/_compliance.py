"""Standards, areas or sites ranked by how far they are kept, with intervals; critical ones marked."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._canvas import BLUE, MUTED, ORANGE, axes, rows, style, whisker

CRITICAL: Final = Label("critical", "关键项")
OTHERS: Final = Label("other standards", "其他标准")
TARGET: Final = Label("target", "目标")
KEPT: Final = Label("kept, %", "达标率（%）")
MOST_ROWS: Final = 40


def plot_compliance(
    shares: Mapping[Any, Estimate],
    *,
    ax: Any = None,
    language: Language = "en",
    title: str = "",
    critical: Collection[Any] = (),
    target: float | None = None,
) -> Any:
    """Draw the share kept of each standard, area or site with its interval, the least kept first.

    Args:
        shares: Share by key; of more than forty the least kept are drawn.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        critical: Keys to mark as critical.
        target: Share aimed at.
    """
    known = sorted(shares.items(), key=lambda entry: 2.0 if entry[1].value is None else entry[1].value)[:MOST_ROWS]
    with style():
        ax = axes(ax, height=1.0 + 0.36 * max(len(known), 2))
        if target is not None:
            ax.axvline(100 * target, color=MUTED, lw=1, ls=(0, (4, 3)), label=TARGET.text(language))
        for place, (key, share) in enumerate(known):
            whisker(ax, place, share, colour=ORANGE if key in critical else BLUE, times=100)
        rows(ax, [_name(key, share, language) for key, share in known])
        if any(key in critical for key, _ in known):
            ax.plot([], [], "o-", color=ORANGE, label=CRITICAL.text(language))
            ax.plot([], [], "o-", color=BLUE, label=OTHERS.text(language))
        if ax.get_legend_handles_labels()[0]:
            ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
        ax.set_xlim(right=101)
        ax.set_xlabel(KEPT.text(language))
        if title:
            ax.set_title(title)
    return ax


def _name(key: Any, share: Estimate, language: Language) -> str:
    name = getattr(share, "name", None)
    return name.text(language) if isinstance(name, Label) else str(key)
