"""Values with their intervals, side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from servicekit.foundation import _markup as markup
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Language
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import (
    BLUE,
    GREEN,
    GREY,
    GRID,
    INK,
    MUTED,
    ORANGE,
    axes,
    ends,
    headed,
    named,
    rows,
    span,
    style,
    whisker,
)
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.rankings._ranking import Ranking


def plot_estimates(
    estimates: Mapping[Any, Estimate],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str = "",
    percent: bool = False,
    reference: float | None = None,
    names: Mapping[Any, str] | None = None,
) -> Axes:
    """Draw each value with its interval on one axis.

    Args:
        estimates: Estimate by name (groups, waves, measures of the same unit).
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        percent: Whether shares are shown as per cent.
        reference: A value to compare with, such as the mean of all.
        names: Names to show instead of the keys.

    Example:
        >>> import servicekit as sk
        >>> ax = sk.plots.plot_estimates({"now": sk.net_promoter_score([9, 10, 3])}, title="Now")
        >>> ax.get_title(loc="left")
        'Now'
    """
    with style():
        ax = axes(ax, height=0.9 + 0.36 * max(len(estimates), 2))
        times = 100.0 if percent else 1.0
        if reference is not None:
            ax.axvline(reference * times, color=MUTED, lw=1, ls=(0, (4, 3)))
        for place, estimate in enumerate(estimates.values()):
            whisker(ax, place, estimate, colour=BLUE, times=times, language=language)
            about: dict[str, Any] = {
                "xycoords": ("axes fraction", "data"),
                "xytext": (6, 0),
                "textcoords": "offset points",
            }
            said = _figure(estimate, times, language)
            ax.annotate(said, (1.0, place), va="center", fontsize=9, annotation_clip=False, **about)
        shown = names or {}
        rows(ax, [shown.get(key, named(key, language)) for key in estimates])
        if percent:
            ax.set_xlabel("%")
        headed(ax, title)
    return ax


def _figure(estimate: Estimate, times: float, language: Language) -> str:
    """Return a value and its interval as they stand beside a row."""
    if estimate.value is None:
        return ""
    unit = "%" if times == 100.0 else ""
    low, high = ends(estimate.interval)
    numbers = [times * end for end in (estimate.value, low, high) if end is not None]
    size = max(map(abs, numbers))
    digits = 1 if unit else 2 if size < 10 else 1 if size < 1000 else 0
    value, *around = (f"{number:,.{digits}f}".replace("-", "−") for number in numbers)
    if not around:
        return f"{value}{unit}"
    between = "–" if numbers[1] >= 0 else "至" if language == "zh" else " to "
    interval = between.join(around)
    return f"{value}{unit}（{interval}）" if language == "zh" else f"{value}{unit} ({interval})"


MOST_UNITS = 40


def plot_ranking(result: Ranking, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw shrunk shares with intervals from best to worst; hollow marks are the groups' own shares.

    Args:
        result: What ``rank_shares`` returned; of more than forty groups the best and worst twenty are drawn.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.

    Example:
        >>> import servicekit as sk
        >>> import numpy as np
        >>> ranked = sk.stats.rank_shares({"a": (80, 100), "b": (60, 100), "c": (70, 90)})
        >>> ax = sk.plots.plot_ranking(ranked, title="Shops")
        >>> ax.get_title(loc="left")
        'Shops'
    """
    units = sorted(result.units, key=lambda unit: -(unit.value if unit.value is not None else -1.0))
    if len(units) > MOST_UNITS:
        units = units[: MOST_UNITS // 2] + units[-MOST_UNITS // 2 :]
    with style():
        ax = axes(ax, height=1.3 + 0.34 * max(len(units), 2))
        if result.mean is not None:
            ax.axvline(100 * result.mean, color=MUTED, lw=1, ls=(0, (4, 3)))
        for place, unit in enumerate(units):
            whisker(ax, place, unit, times=100, language=language)
            if unit.own.value is not None:
                ax.plot([100 * unit.own.value], [place], "o", mfc="none", mec=ORANGE, ms=7, zorder=4)
        rows(ax, [f"{named(unit.unit, language)} (n {unit.n:,})" for unit in units])
        words = (
            ("shrunk, with interval", "own share", "mean of all")
            if language == "en"
            else ("收缩估计值及区间", "实际值", "总体均值")
        )
        ax.plot([], [], "o-", color=BLUE, label=words[0])
        ax.plot([], [], "o", mfc="none", mec=ORANGE, label=words[1])
        ax.plot([], [], color=MUTED, ls=(0, (4, 3)), label=words[2])
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
        ax.set_xlabel("%")
        headed(ax, title, pad=24)
    return ax


def plot_waves(
    waves: Mapping[Any, Estimate],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str = "",
    percent: bool = False,
) -> Axes:
    """Draw the value of each wave and its interval, in the order given.

    Args:
        waves: Estimate by wave.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        percent: Whether shares are shown as per cent.

    Example:
        >>> import servicekit as sk
        >>> waves = sk.net_promoter_score(sk.load_example().survey, "recommend", by="wave")
        >>> ax = sk.plots.plot_waves(waves, title="NPS by wave")
        >>> ax.get_title(loc="left")
        'NPS by wave'
    """
    times = 100.0 if percent else 1.0
    known = {wave: estimate for wave, estimate in waves.items() if estimate.value is not None and wave is not None}
    with style():
        ax = axes(ax, height=2.8)
        values = [times * (estimate.value or 0.0) for estimate in known.values()]
        for place, estimate in enumerate(known.values()):
            span(ax, place, estimate.interval, times=times, upright=True)
        ax.plot(range(len(values)), values, "o-", color=BLUE, mec="white", ms=6)
        ax.set_xticks(range(len(known)), [markup.visible(wave) for wave in known])
        ax.set_xlim(-0.5, max(len(known) - 0.5, 0.5))
        ax.grid(axis="y", color=GRID)
        ax.set_axisbelow(True)
        measured = next((estimate.title.text(language) for estimate in known.values()), "")
        ax.set_ylabel("%" if percent else measured)
        headed(ax, title)
    return ax


COLOURS = (ORANGE, GREY, GREEN)


def plot_shares(
    shares: Mapping[str, Share],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str = "",
    colours: Sequence[str] = COLOURS,
) -> Axes:
    """Draw shares that sum to one as a stacked bar, each with its value and interval below.

    Args:
        shares: Share by key, from worst to best (verdicts, promoter groups, zones).
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        colours: One colour per share.

    Example:
        >>> import servicekit as sk
        >>> ax = sk.plots.plot_shares(sk.net_promoter_score([9, 10, 3]).group_shares, title="Would you?")
        >>> ax.get_title(loc="left")
        'Would you?'
    """
    with style():
        ax = axes(ax, height=1.7)
        start = 0.0
        for place, share in enumerate(shares.values()):
            value = share.value or 0.0
            ax.barh([0], [100 * value], left=[100 * start], color=colours[place % len(colours)], height=0.55)
            if value > 0.06:
                ax.text(
                    100 * (start + value / 2),
                    0,
                    f"{100 * value:.0f}%",
                    ha="center",
                    va="center",
                    color=INK,
                )
            start += value
            ax.text(
                (place + 0.5) / len(shares),
                -0.14,
                _caption(share, language),
                ha="center",
                va="top",
                transform=ax.transAxes,
                fontsize=9,
            )
        ax.set_xlim(0, 100)
        ax.set_axis_off()
        headed(ax, title)
    return ax


def _caption(share: Share, language: Language) -> str:
    name: str = share.title.text(language)
    if share.value is None or share.interval is None:
        return name
    return f"{name}\n{100 * share.value:.1f}% ({100 * share.interval.low:.1f}–{100 * share.interval.high:.1f})"
