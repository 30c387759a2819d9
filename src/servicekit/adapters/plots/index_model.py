"""The index model as a picture: constructs with their indices, paths as arrows whose width is their strength."""

from graphlib import TopologicalSorter
from typing import Any

from servicekit.adapters.plots.canvas import BLUE, GREY, INK, ORANGE, axes, style
from servicekit.foundation.vocabulary import Language
from servicekit.satisfaction_index.model import IndexModel
from servicekit.satisfaction_index.result import SatisfactionIndex


def plot_index_model(result: SatisfactionIndex, *, ax: Any = None, language: Language = "en", title: str = "") -> Any:
    """Draw the constructs from causes to effects; paths whose interval excludes 0 are dark, the others pale.

    Args:
        result: An estimated index model.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    with style():
        ax = axes(ax, width=8.2, height=4.6)
        places = _layout(result.model)
        for name, path in result.paths.items():
            cause, effect = name.split(" -> ")
            _arrow(ax, places[cause], places[effect], path)
        for key, (across, up) in places.items():
            index = result.indices.get(key)
            value = "" if index is None or index.value is None else f"\n{index.value:.1f}"
            ax.text(
                across, up, f"{result.model.label(key).text(language)}{value}", ha="center", va="center", zorder=4,
                bbox={"boxstyle": "round,pad=0.45", "fc": "white", "ec": ORANGE if key == result.model.target else INK},
            )  # fmt: skip
        ax.set_xlim(-0.6, max(across for across, _ in places.values()) + 0.6)
        ax.set_ylim(-0.25, 1.25)
        ax.set_axis_off()
        if title:
            ax.set_title(title)
    return ax


def _layout(model: IndexModel) -> dict[str, tuple[float, float]]:
    """Place each construct one column after the last of its causes, spread over the height."""
    depth: dict[str, int] = {}
    for key in TopologicalSorter({key: model.causes(key) for key in model.keys}).static_order():
        depth[key] = max((depth[cause] + 1 for cause in model.causes(key)), default=0)
    columns: dict[int, list[str]] = {}
    for key in model.keys:
        columns.setdefault(depth[key], []).append(key)
    places: dict[str, tuple[float, float]] = {}
    for column, keys in columns.items():
        for row, key in enumerate(keys):
            # single constructs of neighbouring columns alternate in height, else arrows over two columns would hide
            up = (0.85 if column % 2 else 0.15) if len(keys) == 1 else row / (len(keys) - 1)
            places[key] = float(column), up
    return places


def _arrow(ax: Any, start: tuple[float, float], stop: tuple[float, float], path: Any) -> None:
    value = path.value or 0.0
    clear = path.interval is not None and (path.interval.low > 0 or path.interval.high < 0)
    colour = (BLUE if value > 0 else ORANGE) if clear else GREY
    bend = 0.12 if abs(stop[0] - start[0]) > 1 else 0.0
    ax.annotate(
        "", stop, start,
        arrowprops={
            "arrowstyle": "-|>", "color": colour, "lw": 0.8 + 4 * min(abs(value), 1.0), "shrinkA": 34, "shrinkB": 34,
            "connectionstyle": f"arc3,rad={bend}", "alpha": 0.85,
        },
    )  # fmt: skip
    across, up = (start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2
    across, up = across + bend * (stop[1] - start[1]) * 0.5, up - bend * (stop[0] - start[0]) * 0.25
    ax.text(across, up, f"{value:.2f}", fontsize=8.5, color=INK, ha="center", va="center", zorder=3,
            bbox={"boxstyle": "square,pad=0.12", "fc": "white", "ec": "none", "alpha": 0.85})  # fmt: skip
