"""The picture of gaps inside a company: each attribute as customers, front line and management see it."""

from typing import Final

from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import BLUE, GREEN, MUTED, ORANGE, axes, headed, rows, span, style
from servicekit.satisfaction._internal_gap_results import CUSTOMERS, FRONT_LINE, MANAGEMENT, InternalGaps

SIDES: Final = (
    (CUSTOMERS, Label("customers", "顾客"), BLUE, "o"),
    (FRONT_LINE, Label("front line", "一线员工"), GREEN, "s"),
    (MANAGEMENT, Label("management", "管理层"), ORANGE, "D"),
)
TARGET: Final = Label("target", "目标")
MEAN: Final = Label("mean answer, with interval", "评分均值（含区间）")
APART: Final = 0.2


def draw_internal_gaps(
    result: InternalGaps, *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw what each side answers to each attribute, with the target; below its name where the gap lies, as a claim.

    Args:
        result: What ``internal_gaps`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    attributes = result.attributes
    with style():
        ax = axes(ax, height=1.4 + 0.7 * len(attributes))
        for row, gaps in enumerate(attributes.values()):
            for place, (side, _, colour, shape) in enumerate(SIDES):
                score, at = gaps.scores[side], row + APART * (place - 1)
                span(ax, at, score.interval, colour=colour)
                if score.value is not None:
                    ax.plot([score.value], [at], shape, color=colour, ms=6, mec="white", zorder=3)
        target = next(iter(attributes.values())).shortfall.target
        ax.axvline(target, color=MUTED, lw=1.2, ls=(0, (4, 3)), label=TARGET.text(language))
        rows(ax, list(attributes))
        comma = ", " if language == "en" else "、"
        names = [
            "\n".join([name, *([comma.join(kind.label.text(language) for kind in gaps.found)] if gaps.found else [])])
            for name, gaps in attributes.items()
        ]
        ax.set_yticks(range(len(names)), names)
        for _, name, colour, shape in SIDES:
            ax.plot([], [], shape, color=colour, label=name.text(language))
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, frameon=False)
        ax.set_xlabel(MEAN.text(language))
        headed(ax, title, pad=24)
    return ax
