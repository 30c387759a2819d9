"""A measure over waves, with the interval of each."""

from collections.abc import Mapping
from typing import Any

from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Language
from servicekit.plots._canvas import BLUE, GRID, axes, ends, style


def plot_waves(
    waves: Mapping[Any, Estimate],
    *,
    ax: Any = None,
    language: Language = "en",
    title: str = "",
    percent: bool = False,
) -> Any:
    """Draw the value of each wave and its interval, in the order given.

    Args:
        waves: Estimate by wave.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        percent: Whether shares are shown as per cent.
    """
    times = 100.0 if percent else 1.0
    known = {wave: estimate for wave, estimate in waves.items() if estimate.value is not None and wave is not None}
    with style():
        ax = axes(ax, height=2.8)
        values = [times * (estimate.value or 0.0) for estimate in known.values()]
        for place, estimate in enumerate(known.values()):
            low, high = ends(estimate.interval)
            if low is not None and high is not None:
                ax.plot([place, place], [times * low, times * high], color=BLUE, lw=2.2, alpha=0.6)
        ax.plot(range(len(values)), values, "o-", color=BLUE, mec="white", ms=6)
        ax.set_xticks(range(len(known)), [str(wave) for wave in known])
        ax.set_xlim(-0.5, max(len(known) - 0.5, 0.5))
        ax.grid(axis="y", color=GRID)
        ax.set_axisbelow(True)
        measured = next((estimate.title.text(language) for estimate in known.values()), "")
        ax.set_ylabel("%" if percent else measured)
        if title:
            ax.set_title(title)
    return ax
