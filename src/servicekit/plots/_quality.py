"""Quality dimensions: perception beside expectation, the gap between them drawn as the distance."""

from typing import Any

from servicekit.foundation._vocabulary import Language
from servicekit.plots._canvas import BLUE, GREY, ORANGE, axes, rows, style, whisker
from servicekit.satisfaction._servqual import EXPECTATION, PERCEPTION, ServiceQuality


def plot_quality(result: ServiceQuality, *, ax: Any = None, language: Language = "en", title: str = "") -> Any:
    """Draw perception, and expectation where it was asked, of each dimension with intervals.

    Args:
        result: What ``servqual`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    dimensions = list(result.dimensions.values())
    with style():
        ax = axes(ax, height=1.2 + 0.5 * len(dimensions))
        for place, dimension in enumerate(dimensions):
            expected = dimension.expectation
            if expected is not None and expected.value is not None and dimension.perception.value is not None:
                ax.plot(
                    [dimension.perception.value, expected.value], [place, place], color=GREY, lw=6, alpha=0.5, zorder=0
                )
                whisker(ax, place, expected, colour=ORANGE)
            whisker(ax, place, dimension.perception, colour=BLUE)
        rows(ax, [dimension.dimension.label.text(language) for dimension in dimensions])
        ax.plot([], [], "o", color=BLUE, label=PERCEPTION.text(language))
        if any(dimension.expectation for dimension in dimensions):
            ax.plot([], [], "o", color=ORANGE, label=EXPECTATION.text(language))
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
        if title:
            ax.set_title(title)
    return ax
