"""The effect of an action against both baselines: what was measured before, and what would have come by itself."""

from typing import Final

from servicekit.foundation._vocabulary import Label, Language
from servicekit.improvement._verified_effect import VerifiedEffect
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import BLUE, GREY, MUTED, ORANGE, axes, span, style

MEASURED: Final = Label("measured before", "行动前实测")
WITHOUT: Final = Label("without the action", "不采取行动时的预期")
AFTER: Final = Label("after", "行动后")


def plot_effect(
    result: VerifiedEffect, *, ax: Axes | None = None, language: Language = "en", title: str = "", percent: bool = False
) -> Axes:
    """Draw the units that acted before and after, and with its interval where they would stand without the action.

    The step from the measured figure to the one without the action came by itself; only the rest is the effect.

    Args:
        result: What ``verify_effect`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading; the verdict if blank.
        percent: Whether shares are shown as per cent.

    Example:
        >>> import servicekit as sk
        >>> before = {"a": (30, 60), "b": (45, 60), "c": (48, 60), "d": (50, 60)}
        >>> found = sk.improvement.verify_effect(before, before | {"a": (38, 60)}, acted=["a"])
        >>> sk.plots.plot_effect(found).get_title(loc="left")
        'It cannot be told'
    """
    effect, found = result.value or 0.0, result.interval
    times = 100.0 if percent else 1.0
    after, before, without = (times * at for at in (result.after, result.own_before, result.after - effect))
    with style():
        ax = axes(ax, height=2.4)
        ax.plot([before, after], [2, 0], "-", color=GREY, lw=1.2)
        ax.plot([without, after], [1, 0], "-", color=ORANGE, lw=1.2)
        without_it = None if found is None else found.map(lambda gained: result.after - gained)
        span(ax, 1, without_it, colour=ORANGE, times=times, lw=5, alpha=0.35)
        for place, value, colour in ((2, before, MUTED), (1, without, ORANGE), (0, after, BLUE)):
            ax.plot([value], [place], "o", color=colour, ms=8, mec="white")
            said = f"{value:.1f}%" if percent else f"{value:.2f}"
            ax.annotate(said, (value, place), xytext=(0, 8), textcoords="offset points", ha="center", fontsize=9)
        names = [AFTER.text(language), WITHOUT.text(language), MEASURED.text(language)]
        ax.set_yticks([0, 1, 2], names)
        ax.set_ylim(-0.6, 2.6)
        ax.set_title(title or result.verdict.label.text(language))
    return ax
