"""Topics of comments: the dissatisfied and the others side by side."""

from typing import Final

from servicekit.comments._topic_shares import TopicShares
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import BLUE, GREY, ORANGE, axes, span, style

DISSATISFIED: Final = Label("dissatisfied", "不满意顾客")
OTHERS: Final = Label("others", "其余顾客")
AXIS: Final = Label("share of comments (%)", "占意见的比例（%）")
APART: Final = 0.18


def draw_topics(result: TopicShares, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw the share of each topic with its interval; with a rating, of the dissatisfied and of the others.

    Args:
        result: What ``topic_shares`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    shown = [result.topics[key] for key in reversed(result.shares)]
    is_rated = result.n_dissatisfied is not None
    sides: list[tuple[Label, str, float]] = [(DISSATISFIED, ORANGE if is_rated else BLUE, APART if is_rated else 0.0)]
    if is_rated:
        sides.append((OTHERS, GREY, -APART))
    with style():
        ax = axes(ax, height=0.8 + 0.45 * len(shown))
        for place, topic in enumerate(shown):
            for (_, colour, shift), share in zip(sides, (topic.dissatisfied, topic.others), strict=False):
                if share is None or share.value is None:
                    continue
                span(ax, place + shift, share.interval, colour=colour, times=100, lw=3, alpha=0.5)
                ax.plot([100 * share.value], [place + shift], "o", color=colour, ms=6, mec="white")
        if is_rated:
            for label, colour, _ in sides:
                ax.plot([], [], "o", color=colour, label=label.text(language))
            ax.legend(loc="lower right", frameon=False)
        ax.set_yticks(range(len(shown)), [topic.name.text(language) for topic in shown])
        ax.set_ylim(-0.6, len(shown) - 0.4)
        ax.set_xlim(left=0)
        ax.set_xlabel(AXIS.text(language))
        ax.set_title(title)
    return ax
