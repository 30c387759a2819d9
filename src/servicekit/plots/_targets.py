"""The ladder of targets: how far each figure is from its target, with its interval."""

from collections.abc import Mapping
from typing import Any, Final

from servicekit.foundation._vocabulary import Label, Language
from servicekit.improvement._target import TargetStatus, TargetVerdict
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import BLUE, GREY, MUTED, ORANGE, axes, named, span, style
from servicekit.satisfaction._top_box import TopBox
from servicekit.stats.intervals._estimates import Share

AXIS: Final = Label("from the target, right is better", "与目标之差，向右为好")
POINTS: Final = Label("points from the target, right is better", "与目标相差的百分点，向右为好")
COLOURS: Final = {TargetVerdict.MET: BLUE, TargetVerdict.MISSED: ORANGE, TargetVerdict.UNDECIDED: GREY}


def draw_targets(
    result: TargetStatus | Mapping[Any, TargetStatus],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str = "",
) -> Axes:
    """Draw each figure as its distance from the target: right of the line it is met, left it is missed.

    Args:
        result: What ``Target.judge`` returned, or several of them by name.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    shown = {result.target.measure: result} if isinstance(result, TargetStatus) else dict(result)
    shares = all(isinstance(status.figure, Share | TopBox) for status in shown.values())
    times = 100.0 if shares else 1.0
    with style():
        ax = axes(ax, height=0.9 + 0.5 * len(shown))
        ax.axvline(0, color=MUTED, lw=1.2)
        names = []
        for place, (name, status) in enumerate(reversed(shown.items())):
            side = 1.0 if status.target.at_least is not None else -1.0
            colour = COLOURS[status.verdict]
            limit = status.target.limit
            away = None if status.interval is None else status.interval.map((-limit).__add__)
            span(ax, place, away, colour=colour, times=times * side, lw=5, alpha=0.4)
            ax.plot([times * side * ((status.value or 0.0) - limit)], [place], "o", color=colour, ms=8, mec="white")
            names.append(f"{named(name, language)}\n{status.verdict.label.text(language)}")
        ax.set_yticks(range(len(shown)), names)
        ax.set_ylim(-0.6, len(shown) - 0.4)
        ax.set_xlabel((POINTS if shares else AXIS).text(language))
        ax.set_title(title)
    return ax
