"""The index model as a picture: constructs with their indices, paths as arrows whose width is their strength."""

import itertools
from graphlib import TopologicalSorter
from typing import Any, Final

from servicekit.foundation._vocabulary import Language
from servicekit.index_models._model import IndexModel
from servicekit.index_models._result import SatisfactionIndex
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import BLUE, GREY, INK, ORANGE, axes, headed, style
from servicekit.stats.intervals._estimates import Resampled

HEIGHTS: Final = (0.5, 1.0, 0.0)
CLEARANCE: Final = 0.22
MOST_LAYOUTS: Final = 20_000


def plot_index_model(
    result: SatisfactionIndex, *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw the constructs from causes to effects; paths whose interval excludes 0 are dark, the others pale.

    Args:
        result: An estimated index model.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.

    Example:
        >>> import servicekit as sk
        >>> model = sk.index_models.index_model("quality -> satisfaction")
        >>> survey = {
        ...     "clean": [7, 9, 4, 8, 6, 10, 5, 7],
        ...     "kind": [6, 9, 5, 8, 7, 9, 4, 8],
        ...     "overall": [7, 10, 4, 8, 7, 9, 5, 8],
        ... }
        >>> columns = {"quality": ["clean", "kind"], "satisfaction": "overall"}
        >>> index = sk.satisfaction_index(survey, model, columns=columns, scale=sk.ONE_TO_TEN, resamples=100)
        >>> ax = sk.plots.plot_index_model(index, title="Why they are satisfied")
        >>> ax.get_title(loc="left")
        'Why they are satisfied'
    """
    with style():
        ax = axes(ax, width=8.2, height=4.6)
        places = _layout(result.model)
        boxes = {}
        for key, (across, up) in places.items():
            index = result.indices.get(key)
            value = "" if index is None or index.value is None else f"\n{index.value:.1f}"
            boxes[key] = ax.text(
                across, up, f"{result.model.label(key).text(language)}{value}", ha="center", va="center", zorder=4,
                bbox={"boxstyle": "round,pad=0.45", "fc": "white", "ec": ORANGE if key == result.model.target else INK},
            )  # fmt: skip
        for name, path in result.paths.items():
            cause, effect = name.split(" -> ")
            _arrow(ax, boxes[cause], boxes[effect], path)
        ax.set_xlim(-0.6, max(across for across, _ in places.values()) + 0.6)
        ax.set_ylim(-0.2, 1.2)
        ax.set_axis_off()
        headed(ax, title)
    return ax


def _layout(model: IndexModel) -> dict[str, tuple[float, float]]:
    """Place each construct one column after the last of its causes, at heights that keep arrows off the boxes."""
    depth: dict[str, int] = {}
    for key in TopologicalSorter({key: model.causes(key) for key in model.keys}).static_order():
        depth[key] = max((depth[cause] + 1 for cause in model.causes(key)), default=0)
    choices = itertools.islice(itertools.product(HEIGHTS, repeat=len(depth)), MOST_LAYOUTS)
    best = min(choices, key=lambda heights: _crowding(model, depth, dict(zip(depth, heights, strict=True))))
    return {key: (float(depth[key]), up) for key, up in zip(depth, best, strict=True)}


def _crowding(model: IndexModel, depth: dict[str, int], up: dict[str, float]) -> float:
    """Count arrows that run through a box, and boxes that lie on each other; long climbs count a little."""
    total = 0.0
    for cause, effect in model.paths:
        start, run = depth[cause], depth[effect] - depth[cause]
        total += 0.05 * abs(up[effect] - up[cause]) + 1.0 * (run == 1 and up[effect] == up[cause])
        for other, column in depth.items():
            if start < column < depth[effect]:
                crossing = up[cause] + (up[effect] - up[cause]) * (column - start) / run
                total += abs(crossing - up[other]) < CLEARANCE
    places = [(depth[key], up[key]) for key in depth]
    return total + 5.0 * (len(places) - len(set(places)))


def _arrow(ax: Axes, cause: Any, effect: Any, path: Resampled) -> None:
    value = path.value or 0.0
    clear = path.interval is not None and (path.interval.low > 0 or path.interval.high < 0)
    colour = (BLUE if value > 0 else ORANGE) if clear else GREY
    start, stop = cause.get_position(), effect.get_position()
    # the arrow ends at the edges of the boxes, whatever their size
    ends = {"patchA": cause.get_bbox_patch(), "patchB": effect.get_bbox_patch(), "shrinkA": 0, "shrinkB": 2}
    line = {"arrowstyle": "-|>", "color": colour, "lw": 0.8 + 4 * min(abs(value), 1.0), **ends}
    ax.annotate("", stop, start, arrowprops=line)
    # off the middle, so that the figures of arrows that cross there do not lie on each other
    across, up = (a + 0.42 * (b - a) for a, b in zip(start, stop, strict=True))
    box = {"boxstyle": "square,pad=0.12", "fc": "white", "ec": "none", "alpha": 0.85}
    ax.text(across, up, f"{value:.2f}", fontsize=8.5, color=INK, ha="center", va="center", zorder=3, bbox=box)
