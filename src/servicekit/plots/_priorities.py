"""Importance against performance: the map that says what to improve first."""

from typing import Any

import numpy as np

from servicekit.foundation._reasons import reason_text
from servicekit.foundation._results import Interval
from servicekit.foundation._vocabulary import Language
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    ORANGE,
    axes,
    headed,
    rows,
    shortened,
    span,
    style,
    whisker,
)
from servicekit.priorities._importance_performance import Priorities
from servicekit.priorities._priority_cells import MIDDLE, SQUARE, AttributePriority, cuts_of
from servicekit.satisfaction._servqual import EXPECTATION, PERCEPTION, ServiceQuality

FAINTEST = 0.35
COLOURS = {
    AttributePriority.IMPROVE_FIRST: ORANGE,
    AttributePriority.KEEP_UP: GREEN,
    AttributePriority.LOW_PRIORITY: GREY,
    AttributePriority.POSSIBLE_OVERKILL: BLUE,
}


def plot_priorities(result: Priorities, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw each attribute at its performance (0-100) and importance (share of R²), both with intervals.

    A point has the colour of its cell only where the attribute goes with the outcome over all attributes (Holm) and
    both intervals lie on the cell's side of the lines; it is the paler, the fewer resamples put it into that cell.
    Without an outcome, stated importance takes the place of R².

    Args:
        result: Importance and performance of attributes.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.

    Example:
        >>> import servicekit as sk
        >>> survey = {
        ...     "overall": [5, 4, 2, 3, 1, 5, 4, 2],
        ...     "staff": [5, 4, 1, 3, 2, 5, 3, 2],
        ...     "price": [3, 4, 2, 5, 1, 4, 4, 3],
        ... }
        >>> found = sk.priorities.importance_performance(
        ...     survey, "overall", ["staff", "price"], scale=sk.LIKERT_5, resamples=100
        ... )
        >>> ax = sk.plots.plot_priorities(found, title="What to do first")
        >>> ax.get_title(loc="left")
        'What to do first'
    """
    cuts, shares = result.cuts, result.importance.shares
    with style():
        ax = axes(ax, width=7.4, height=5.0)
        if result.stated_cells and not shares:
            return _stated(result, ax, language, title)
        if cuts is None or not shares:
            ax.text(0.5, 0.5, reason_text(result.importance.reason, language), ha="center", va="center", color=MUTED)
            ax.set_axis_off()
            return ax
        explained = result.importance.r2 or 1.0
        stands = result.importance.differs_from_nothing or {}
        for name, cell in result.cells.items():
            estimate, level = result.importance.estimates[name], result.performance[name]
            is_placed = _is_clear(estimate.interval, cuts[1] * explained) and _is_clear(level.index_interval, cuts[0])
            colour = COLOURS[cell] if stands.get(name) and is_placed else GREY
            held = result.stability[name][cell.key] if name in result.stability else 1.0
            across, up = level.index or 0.0, 100 * shares[name]
            span(ax, across, estimate.interval, colour=colour, times=100 / explained, upright=True, lw=1.4)
            span(ax, up, level.index_interval, colour=colour, lw=1.4)
            ax.plot([across], [up], "o", color=colour, ms=8, mec="white", alpha=_alpha(held))
            label = result.names[name].text(language) if name in result.names else name
            ax.annotate(
                shortened(label), (across, up), xytext=(6, 6), textcoords="offset points", fontsize=9, color=INK
            )
        ax.axvline(cuts[0], color=MUTED, lw=0.9, ls=(0, (4, 3)))
        ax.axhline(100 * cuts[1], color=MUTED, lw=0.9, ls=(0, (4, 3)))
        _corners(ax, language)
        ax.set_xlabel(SQUARE.across.text(language) + " (0–100)")
        ax.set_ylabel(SQUARE.up.text(language) + " (% R²)")
        ax.margins(0.16)
        headed(ax, title)
    return ax


def _is_clear(interval: Interval | None, cut: float) -> bool:
    return interval is not None and interval.kind == "bounded" and cut not in interval


def _alpha(held: float) -> float:
    return FAINTEST + (1 - FAINTEST) * held


def _stated(result: Priorities, ax: Axes, language: Language, title: str) -> Axes:
    """Draw performance against stated importance, coloured where gap (Holm) and both sides of the lines stand."""
    gaps = result.gaps or {}
    level = result.importance.level
    levels, asked = ([each.index or 0.0 for each in side.values()] for side in (result.performance, result.stated))
    cuts = cuts_of(np.array([levels]), np.array([asked]), result.cut, MIDDLE)[0]
    for name, cell in result.stated_cells.items():
        gap = gaps.get(name)
        p = None if gap is None else gap.adjusted_p
        own, said = result.performance[name], result.stated[name]
        sides = _is_clear(own.index_interval, cuts[0]) and _is_clear(said.index_interval, cuts[1])
        is_placed = sides or result.cut == "diagonal"  # on the diagonal the gap itself places it
        colour = COLOURS[cell] if p is not None and p < 1 - level and is_placed else GREY
        held = result.stated_stability[name][cell.key] if name in result.stated_stability else 1.0
        x, y = own.index or 0.0, said.index or 0.0
        span(ax, y, own.index_interval, colour=colour, lw=1.4)
        span(ax, x, said.index_interval, colour=colour, upright=True, lw=1.4)
        ax.plot([x], [y], "o", color=colour, ms=8, mec="white", alpha=_alpha(held))
        label = shortened(result.names[name].text(language) if name in result.names else name)
        ax.annotate(label, (x, y), xytext=(6, 6), textcoords="offset points", fontsize=9, color=INK)
    _corners(ax, language)
    ax.set_xlabel(SQUARE.across.text(language) + " (0–100)")
    ax.set_ylabel(SQUARE.up.text(language) + " (0–100)")
    ax.margins(0.16)
    headed(ax, title)
    return ax


def _corners(ax: Axes, language: Language) -> None:
    corners = {(0.01, 0.985): AttributePriority.IMPROVE_FIRST, (0.99, 0.985): AttributePriority.KEEP_UP}
    corners |= {(0.01, 0.015): AttributePriority.LOW_PRIORITY, (0.99, 0.015): AttributePriority.POSSIBLE_OVERKILL}
    for (across, up), cell in corners.items():
        at: dict[str, Any] = {"ha": "left" if across < 0.5 else "right", "va": "top" if up > 0.5 else "bottom"}
        name = cell.label.text(language)
        colour = MUTED if COLOURS[cell] == GREY else COLOURS[cell]  # grey that is easy to see is too pale to read
        ax.text(across, up, name, transform=ax.transAxes, color=colour, fontsize=9, **at)


def plot_quality(result: ServiceQuality, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw perception, and expectation where it was asked, of each dimension with intervals.

    Args:
        result: What ``servqual`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.

    Example:
        >>> import servicekit as sk
        >>> survey = {"p1": [4, 5, 3, 4], "e1": [5, 5, 4, 5]}
        >>> block = sk.satisfaction.Dimension(
        ...     key="speed", label=sk.foundation.Label("Speed", "速度"), items=["p1"], expectations=["e1"]
        ... )
        >>> quality = sk.servqual(survey, [block], scale=sk.LIKERT_5)
        >>> ax = sk.plots.plot_quality(quality, title="Quality")
        >>> ax.get_title(loc="left")
        'Quality'
    """
    dimensions = list(result.dimensions.values())
    with style():
        ax = axes(ax, height=1.2 + 0.5 * len(dimensions))
        for place, dimension in enumerate(dimensions):
            expected = dimension.expectation
            if expected is not None and expected.value is not None and dimension.perception.value is not None:
                ax.plot(
                    [dimension.perception.value, expected.value], [place, place], color=GREY, lw=6, alpha=0.5, zorder=0
                )
                whisker(ax, place, expected, colour=ORANGE, language=language)
            whisker(ax, place, dimension.perception, colour=BLUE, language=language)
        rows(ax, [dimension.dimension.label.text(language) for dimension in dimensions])
        ax.plot([], [], "o", color=BLUE, label=PERCEPTION.text(language))
        if any(dimension.expectation for dimension in dimensions):
            ax.plot([], [], "o", color=ORANGE, label=EXPECTATION.text(language))
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
        headed(ax, title, pad=24)
    return ax
