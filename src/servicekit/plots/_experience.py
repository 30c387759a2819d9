"""Pictures of experience: the line of a journey, a funnel, the ladder of expectation, a tree of satisfaction."""

from collections.abc import Mapping
from typing import Any

from servicekit.experience._funnel import CustomerPath, Funnel
from servicekit.experience._journey_results import TouchpointJourney
from servicekit.foundation import _markup as markup
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import BLUE, GREY, INK, MUTED, ORANGE, axes, ends, headed, rows, span, style
from servicekit.plots._estimates import plot_estimates
from servicekit.satisfaction._ladder import ExpectationLadder, ExpectationLevel
from servicekit.satisfaction._tree_nodes import SatisfactionTree, TreeScore

NONE_REACHED = Label("none", "一层也未达到")
LOST = Label("{count:.0f} lost", "流失{count:.0f}人")
EXPECTED = Label("expected", "期望")


def draw_journey(
    result: TouchpointJourney, *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw the means of a journey as a line with intervals, what was expected, and how many were lost after each."""
    moments = list(result.moments.values())
    with style():
        ax = axes(ax, height=3.4)
        known = [(place, each) for place, each in enumerate(moments) if each.score.value is not None]
        means = [each.score.value or 0.0 for _, each in known]
        ax.plot([place for place, _ in known], means, "o-", color=BLUE, zorder=3)
        hoped = False
        for place, each in known:
            span(ax, place, each.score.interval, upright=True)
            if each.gap is not None and each.gap.value is not None:
                turn = 1 if each.score.tally.scale.higher_is_better else -1
                expected = (each.score.value or 0.0) - turn * each.gap.value
                label = "" if hoped else EXPECTED.text(language)
                ax.plot([place], [expected], "D", mfc="none", mec=ORANGE, label=label or None)
                hoped = True
        for place, each in enumerate(moments):
            if each.lost is not None and each.lost.count:
                text = LOST.text(language).format(count=each.lost.count)
                ax.annotate(
                    text,
                    (place + 0.5, 0.02),
                    xycoords=("data", "axes fraction"),
                    ha="center",
                    color=MUTED,
                )
        names = [
            each.touchpoint.label.text(language) if each.touchpoint.label else markup.visible(each.touchpoint.key)
            for each in moments
        ]
        ax.set_xticks(range(len(names)), names)
        ax.set_xlim(-0.4, len(names) - 0.6)
        ax.margins(y=0.18)
        if hoped:
            ax.legend(frameon=False)
        headed(ax, title)
    return ax


def draw_funnel(
    result: Funnel,
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str = "",
    names: Mapping[str, Label] | None = None,
) -> Axes:
    """Draw how many people reach each stage, with the conversion from the stage before and its interval."""
    known = {
        stage: name.text(language)
        for stage, name in ({each.key: each.label for each in CustomerPath} | {**(names or {})}).items()
    }
    with style():
        ax = axes(ax, height=0.9 + 0.5 * len(result.counts))
        for place, (stage, count) in enumerate(result.counts.items()):
            ax.barh(place, count, color=BLUE if count else GREY, height=0.6)
            share = result.conversions.get(stage)
            text = f"{count:,}"
            if share is not None and share.value is not None:
                low, high = ends(share.interval)
                text += f" · {100 * share.value:.0f}%"
                text += f" ({100 * low:.0f}–{100 * high:.0f})" if low is not None and high is not None else ""
            about: dict[str, Any] = {"xytext": (5, 0), "textcoords": "offset points", "va": "center", "color": INK}
            ax.annotate(
                text.replace(" (", "（").replace(")", "）") if language == "zh" else text, (count, place), **about
            )
        rows(ax, [known.get(stage, markup.visible(stage)) for stage in result.counts])
        ax.margins(x=0.3)
        headed(ax, title)
    return ax


def draw_ladder(
    result: ExpectationLadder,
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str = "",
    names: Mapping[str, Label] | None = None,
) -> Axes:
    """Draw the share of customers whose highest rung with all below it met is each one."""
    known = {each.key: each.label for each in ExpectationLevel} | {"none": NONE_REACHED} | {**(names or {})}
    named = {known[rung].text(language) if rung in known else rung: share for rung, share in result.reached.items()}
    return plot_estimates(named, ax=ax, language=language, title=title, percent=True)


def draw_tree(result: TreeScore, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw the score of every node with its interval, indented by its depth."""
    named = {}

    def visit(node: SatisfactionTree, depth: int) -> None:
        name = node.label.text(language) if node.label else node.key
        named[f"{'– ' * depth}{name}"] = result.nodes[node.key]
        for child in node.children:
            visit(child, depth + 1)

    visit(result.tree, 0)
    index = result.index.value
    return plot_estimates(named, ax=ax, language=language, title=title, reference=index)
