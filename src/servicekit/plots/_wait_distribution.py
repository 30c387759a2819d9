"""How long customers wait who do not give up: the share still waiting as time goes by, with the promise marked."""

from collections.abc import Mapping
from typing import Any, Final

from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._canvas import ORANGE, style
from servicekit.plots._survival import plot_survival
from servicekit.stats._survival_curve import SurvivalCurve
from servicekit.stats._survival_figures import survival_quantile

SECONDS: Final = Label("seconds waited", "等待秒数")
WAITING: Final = Label("% still waiting", "仍在等待的占比（%）")
SHOWN: Final = 0.95


def plot_wait_distribution(
    curves: SurvivalCurve | Mapping[Any, SurvivalCurve],
    *,
    ax: Any = None,
    language: Language = "en",
    title: str = "",
    within_seconds: float | None = None,
) -> Any:
    """Draw the share still waiting, and the time within which service is promised.

    Args:
        curves: What ``wait_distribution`` returned, or several by group.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        within_seconds: The promise.
    """
    each = list(curves.values()) if isinstance(curves, Mapping) else [curves]
    ends = [survival_quantile(curve, share=SHOWN).value for curve in each if curve.n]
    known = [end for end in ends if end is not None]
    until = max([*known, 2 * (within_seconds or 0.0)]) if known and len(known) == len(ends) else None
    with style():
        ax = plot_survival(
            curves, ax=ax, language=language, title=title, unit=SECONDS, event=WAITING, until=until or None
        )
        if within_seconds is not None:
            promise = Label(f"promise {within_seconds:g} s", f"承诺{within_seconds:g}秒").text(language)
            ax.axvline(within_seconds, color=ORANGE, lw=1.4, ls=(0, (4, 3)))
            ax.annotate(
                promise, (within_seconds, 1.0),
                xycoords=("data", "axes fraction"), xytext=(3, -2), textcoords="offset points", ha="left", va="top",
                color=ORANGE, fontsize=9,
            )  # fmt: skip
    return ax
