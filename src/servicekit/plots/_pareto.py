"""Pareto: which few causes make up most, each share with its interval."""

from collections.abc import Mapping
from typing import Any, Final

from servicekit.complaints.causes._pareto import Pareto
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._canvas import BLUE, MUTED, axes, rows, style, whisker
from servicekit.stats._estimates import Share

SHARE: Final = Label("share, with interval", "占比（含区间）")
CUMULATIVE: Final = Label("cumulative share", "累计占比")
NONE: Final = Label("(not given)", "（未填写）")
MOST: Final = 12

Line = tuple[str, Share, float]


def plot_pareto(
    result: Pareto[Any] | Mapping[Any, Share],
    *,
    ax: Any = None,
    language: Language = "en",
    title: str = "",
    most: int = MOST,
) -> Any:
    """Draw causes from the most frequent down, with their shares and the share reached so far.

    Args:
        result: What ``text_pareto`` or ``pareto`` returned, or shares of causes that exclude each other.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        most: Causes drawn; the rest is left out, their number is in the label of the axis.
    """
    lines = _lines(result, language)
    shown = lines[:most]
    with style():
        ax = axes(ax, height=1.3 + 0.34 * max(len(shown), 2))
        ax.barh(range(len(shown)), [100 * (s.value or 0) for _, s, _ in shown], color=BLUE, alpha=0.18, height=0.62)
        for place, (_, share, _) in enumerate(shown):
            whisker(ax, place, share, colour=BLUE, times=100)
        ax.plot([100 * reached for *_, reached in shown], range(len(shown)), "D-", color=MUTED, mfc="white", ms=4, lw=1)
        rows(ax, [name for name, *_ in shown])
        ax.plot([], [], "o", color=BLUE, label=SHARE.text(language))
        ax.plot([], [], "D-", color=MUTED, mfc="white", ms=4, lw=1, label=CUMULATIVE.text(language))
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, fontsize=9)
        ax.set_xlim(0, 102)
        ax.set_xlabel("%" + _rest(len(lines) - len(shown), language))
        if title:
            ax.set_title(title, pad=24)
    return ax


def _lines(result: Pareto[Any] | Mapping[Any, Share], language: Language) -> list[Line]:
    if isinstance(result, Pareto):
        return [(line.cause.label.text(language), line.share, line.cumulative.value or 0.0) for line in result.lines]
    lines: list[Line] = []
    reached = 0.0
    for name, share in sorted(result.items(), key=lambda entry: -(entry[1].value or 0.0)):
        reached += share.value or 0.0
        lines.append((NONE.text(language) if name is None else str(name), share, reached))
    return lines


def _rest(left_out: int, language: Language) -> str:
    if left_out <= 0:
        return ""
    return f"（另有{left_out}项未画出）" if language == "zh" else f" ({left_out} more causes not drawn)"
