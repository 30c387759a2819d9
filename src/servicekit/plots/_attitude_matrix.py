"""Dick and Basu's matrix: how many customers prefer us, how many keep buying, and how many do both."""

from typing import Any

from servicekit.foundation._vocabulary import Label, Language
from servicekit.loyalty.typology._attitude_patronage import ATTITUDE_PATRONAGE, AttitudePatronage
from servicekit.plots._canvas import BLUE, INK, MUTED, axes, style

LOW = Label("low", "低")
HIGH = Label("high", "高")
PALEST, DARKEST = 0.06, 0.5


def plot_attitude_matrix(
    result: AttitudePatronage, *, ax: Any = None, language: Language = "en", title: str = ""
) -> Any:
    """Draw the four conditions, the more customers the darker, each with its share and interval.

    Args:
        result: What ``attitude_patronage`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    with style():
        ax = axes(ax, width=6.0, height=4.2)
        for place, (cell, share) in enumerate(result.shares.items()):
            across, up = place % 2, place // 2
            depth = PALEST + (DARKEST - PALEST) * (share.value or 0.0)
            ax.fill_between([across + 0.01, across + 0.99], up + 0.01, up + 0.99, color=BLUE, alpha=depth, lw=0)
            figures = "–"
            if share.value is not None and share.interval is not None:
                figures = f"{100 * share.interval.low:.1f}–{100 * share.interval.high:.1f}%"
                ax.text(across + 0.5, up + 0.5, f"{100 * share.value:.1f}%", ha="center", va="center", fontsize=16)
            ax.text(across + 0.5, up + 0.78, cell.label.text(language), ha="center", va="center", color=INK)
            ax.text(across + 0.5, up + 0.28, figures, ha="center", va="center", color=MUTED, fontsize=9)
        words = LOW.text(language), HIGH.text(language)
        ax.set_xlim(0, 2)
        ax.set_ylim(0, 2)
        ax.set_xticks([0.5, 1.5], words)
        ax.set_yticks([0.5, 1.5], words)
        ax.tick_params(length=0)
        for side in ("left", "bottom"):
            ax.spines[side].set_visible(False)
        ax.set_xlabel(_axis(ATTITUDE_PATRONAGE.across.text(language), result.patronage_cut, language))
        ax.set_ylabel(_axis(ATTITUDE_PATRONAGE.up.text(language), result.attitude_cut, language))
        if title:
            ax.set_title(title)
    return ax


def _axis(name: str, cut: float, language: Language) -> str:
    return f"{name}（{cut:g}起为高）" if language == "zh" else f"{name} (high from {cut:g})"
