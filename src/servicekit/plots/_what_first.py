"""Pictures of Kano categories, of two-sided drivers and of cross-tabulations."""

from typing import Any, Final

from servicekit.foundation._errors import NotEnoughDataError
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    ORANGE,
    YELLOW,
    axes,
    headed,
    rows,
    shortened,
    span,
    style,
)
from servicekit.plots._estimates import plot_estimates
from servicekit.priorities._driver_kinds import DriverKind
from servicekit.priorities._excellence import Excellence
from servicekit.priorities._investment import InvestmentPlan
from servicekit.priorities._kano import Kano
from servicekit.priorities._kano_categories import KanoCategory
from servicekit.priorities._two_sided import TwoSidedDrivers
from servicekit.segments._crosstab import Crosstab

FAINTEST: Final = 0.35
FULL: Final = 4.0
"""Adjusted residual at which a cell has its full colour."""
KANO_COLOURS: Final = {
    KanoCategory.MUST_BE: ORANGE,
    KanoCategory.ONE_DIMENSIONAL: BLUE,
    KanoCategory.ATTRACTIVE: GREEN,
    KanoCategory.INDIFFERENT: MUTED,
    KanoCategory.REVERSE: YELLOW,
    KanoCategory.QUESTIONABLE: YELLOW,
}
CORNERS: Final = {
    (0.99, 0.01): KanoCategory.MUST_BE,
    (0.99, 0.99): KanoCategory.ONE_DIMENSIONAL,
    (0.01, 0.99): KanoCategory.ATTRACTIVE,
    (0.01, 0.01): KanoCategory.INDIFFERENT,
}
WORSE: Final = Label("Worse: would be dissatisfied without it, %", "Worse：无此项会不满（%）")
BETTER: Final = Label("Better: would be satisfied with it, %", "Better：有此项会满意（%）")
BELOW: Final = Label("costs, a step below neutral", "损失（中性以下每一级）")
ABOVE: Final = Label("earns, a step above neutral", "收益（中性以上每一级）")
LOG_ODDS: Final = Label("log-odds of a better overall answer", "总体评价更好的对数优势")
DELIGHTED_MORE: Final = Label(
    "more (less) often delighted with the best answer, everything else equal, percentage points",
    "给出最高分者中非常满意占比之差，同时考虑其他各项（百分点）",
)
MONEY: Final = Label("money spent best", "投入（用法最优）")
GAINED: Final = Label("gain under the S-CR curve", "收益（按S-CR曲线）")
BUDGET: Final = Label("budget", "预算")
STOP: Final = Label("pays up to here", "投到此处为止仍划算")
RESIDUAL: Final = Label("adjusted residual", "调整残差")


def draw_kano(result: Kano, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw each attribute at its worse and better coefficients with intervals.

    A point has the colour of its category only where that stands over all attributes (Holm), and is the paler, the
    fewer resamples put it there.

    Args:
        result: What ``kano`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    adjusted = result.adjusted_p
    with style():
        ax = axes(ax, width=7.0, height=5.4)
        ax.axvline(50, color=MUTED, lw=0.9, ls=(0, (4, 3)))
        ax.axhline(50, color=MUTED, lw=0.9, ls=(0, (4, 3)))
        for key, one in result.attributes.items():
            worse, better, category = one.worse.share, one.better, one.category
            if worse.value is None or better.value is None or category is None:
                continue
            p = adjusted[key]
            colour = KANO_COLOURS[category] if p is not None and p < 1 - result.level else GREY
            alpha = FAINTEST + (1 - FAINTEST) * one.stability.get(category.key, 1.0)
            x, y = 100 * worse.value, 100 * better.value
            span(ax, y, worse.interval, colour=colour, times=100, lw=1.2)
            span(ax, x, better.interval, colour=colour, times=100, upright=True, lw=1.2)
            ax.plot([x], [y], "o", color=colour, ms=8, mec="white", alpha=alpha, zorder=3)
            name = shortened(one.name.text(language), 18)
            ax.annotate(name, (x, y), xytext=(5, 5), textcoords="offset points", fontsize=8, color=INK)
        for (right, up), category in CORNERS.items():
            at: dict[str, Any] = {"ha": "left" if right < 0.5 else "right", "va": "top" if up > 0.5 else "bottom"}
            ax.text(
                right,
                up,
                category.label.text(language),
                transform=ax.transAxes,
                color=KANO_COLOURS[category],
                fontsize=9,
                **at,
            )
        ax.set_xlim(-4, 104)
        ax.set_ylim(-4, 104)
        ax.set_xlabel(WORSE.text(language))
        ax.set_ylabel(BETTER.text(language))
        headed(ax, title)
    return ax


def draw_two_sided(
    result: TwoSidedDrivers, *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw to the left what each attribute costs below its neutral answer, to the right what it earns above it.

    Bars are coloured only where the attribute is basic or exciting over all attributes (Holm).

    Args:
        result: What ``two_sided_drivers`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    shown = {key: one for key, one in result.effects.items() if one.below.value is not None}
    if not shown:
        raise NotEnoughDataError("no attribute has 30 answers on both sides of its neutral one")
    kinds = result.kinds
    with style():
        ax = axes(ax, height=1.3 + 0.42 * max(len(shown), 2))
        for place, (key, one) in enumerate(shown.items()):
            colour = {DriverKind.BASIC: ORANGE, DriverKind.EXCITING: GREEN}.get(kinds[key], GREY)
            for figure, sign in ((one.below, -1.0), (one.above, 1.0)):
                value = sign * (figure.value or 0.0)
                ax.barh([place], [value], height=0.5, color=colour, alpha=0.8)
                span(ax, place - 0.08 * sign, figure.interval, colour=INK, times=sign, lw=1.2, alpha=1.0)
        ax.axvline(0, color=INK, lw=1)
        names = [result.names[key].text(language) for key in shown]
        rows(ax, [f"{name} · {kinds[key].label.text(language)}" for name, key in zip(names, shown, strict=True)])
        ax.set_xlabel(f"← {BELOW.text(language)} · {ABOVE.text(language)} →\n{LOG_ODDS.text(language)}")
        headed(ax, title)
    return ax


def draw_excellence(result: Excellence, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw how much more often those who give an attribute its best answer are delighted, everything else equal.

    Args:
        result: What ``excellence`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    effects = {key: one.effect for key, one in result.drivers.items() if one.effect.value is not None}
    if not effects:
        raise NotEnoughDataError(f"{type(result).__name__} has no figure to draw; read its to_dict()")
    names = {key: shortened(result.names[key].text(language), 30) for key in effects}
    drawn = plot_estimates(effects, ax=ax, language=language, title=title, percent=True, reference=0.0, names=names)
    drawn.set_xlabel(DELIGHTED_MORE.text(language))
    return drawn


def draw_investment(
    result: InvestmentPlan, *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw the best gain for rising sums of money, the budget, and where spending stops paying.

    Args:
        result: What ``investment_plan`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    with style():
        ax = axes(ax, height=3.2)
        ax.plot(result.money, result.satisfaction, "o-", color=BLUE, ms=4, drawstyle="steps-post")
        lines: list[tuple[float, Label, str, Any]] = [(result.budget, BUDGET, INK, "-")]
        if result.stop_at is not None:
            lines.append((result.stop_at, STOP, ORANGE, (0, (4, 3))))
        for at, name, colour, dashes in lines:
            ax.axvline(at, color=colour, lw=1.2, ls=dashes, label=name.text(language))
        ax.legend(frameon=False, loc="upper left")
        ax.set_xlim(left=0)
        ax.set_ylim(bottom=0)
        ax.set_xlabel(MONEY.text(language))
        ax.set_ylabel(GAINED.text(language))
        headed(ax, title)
    return ax


def draw_crosstab(result: Crosstab, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw the share of each cell within its column, the deeper coloured, the further it is from chance.

    A cell whose residual stands over all cells (Holm) is framed.

    Args:
        result: What ``crosstab`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    import numpy as np

    r, c = len(result.row_levels), len(result.column_levels)
    if not r:
        raise NotEnoughDataError("the table has no cells")
    table = [[result.cells[row, column] for column in result.column_levels] for row in result.row_levels]
    depth = np.array([[cell.residual or 0.0 for cell in line] for line in table])
    with style():
        ax = axes(ax, width=1.6 + 1.1 * max(c, 3), height=1.3 + 0.55 * r)
        image = ax.imshow(depth, cmap="RdBu", vmin=-FULL, vmax=FULL, aspect="auto", alpha=0.85)
        for i, line in enumerate(table):
            for j, cell in enumerate(line):
                share = "–" if cell.share.value is None else f"{100 * cell.share.value:.0f}%"
                ink = "white" if abs(depth[i, j]) > 0.75 * FULL else INK
                ax.text(j, i, f"{share}\n{depth[i, j]:+.1f}".replace("-", "−"), ha="center", va="center", color=ink)
                if cell.adjusted_p is not None and cell.adjusted_p < 1 - result.level:
                    box = [j - 0.46, j + 0.46, j + 0.46, j - 0.46, j - 0.46]
                    ax.plot(box, [i - 0.46, i - 0.46, i + 0.46, i + 0.46, i - 0.46], color=INK, lw=1.6)
        ax.set_xticks(range(c), [shortened(str(level), 16) for level in result.column_levels])
        ax.set_yticks(range(r), [shortened(str(level), 24) for level in result.row_levels])
        ax.tick_params(length=0)
        ax.set_xlabel(shortened(result.columns))
        ax.set_ylabel(shortened(result.rows))
        ax.figure.colorbar(image, ax=ax, label=RESIDUAL.text(language))
        headed(ax, title)
    return ax
