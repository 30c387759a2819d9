"""Values with their intervals, side by side."""

from collections.abc import Mapping
from typing import Any

from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Language
from servicekit.plots._canvas import BLUE, MUTED, axes, rows, style, whisker


def plot_estimates(
    estimates: Mapping[Any, Estimate],
    *,
    ax: Any = None,
    language: Language = "en",
    title: str = "",
    percent: bool = False,
    reference: float | None = None,
    names: Mapping[Any, str] | None = None,
) -> Any:
    """Draw each value with its interval on one axis.

    Args:
        estimates: Estimate by name (groups, waves, measures of the same unit).
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        percent: Whether shares are shown as per cent.
        reference: A value to compare with, such as the mean of all.
        names: Names to show instead of the keys.
    """
    with style():
        ax = axes(ax, height=0.9 + 0.36 * max(len(estimates), 2))
        times = 100.0 if percent else 1.0
        if reference is not None:
            ax.axvline(reference * times, color=MUTED, lw=1, ls=(0, (4, 3)))
        for place, estimate in enumerate(estimates.values()):
            whisker(ax, place, estimate, colour=BLUE, times=times)
        shown = names or {}
        rows(ax, [shown.get(key, str(key) if key is not None else _none(language)) for key in estimates])
        if percent:
            ax.set_xlabel("%")
        if title:
            ax.set_title(title)
    return ax


def _none(language: Language) -> str:
    return "（未填写）" if language == "zh" else "(not given)"
