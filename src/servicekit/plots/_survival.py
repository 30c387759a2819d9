"""Survival curves: the share still waiting, unresolved or not yet back as time goes by, with their bands."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from attrs import evolve

from servicekit.foundation import _markup as markup
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import (
    BLUE,
    GRID,
    MUTED,
    ORANGE,
    SERIES,
    axes,
    headed,
    named,
    shortened,
    span,
    style,
)
from servicekit.stats.survival._survival_curve import SurvivalCurve, survival_quantile
from servicekit.waiting._calibration import ServiceLevelFit
from servicekit.waiting._staffing import StaffingPlan

UP: Final = Label("% without the event yet", "尚未发生的占比（%）")
ACROSS: Final = Label("time", "时间")
NEARLY_ALL: Final = 0.05
FEWEST: Final = 10
MOST_STEPS: Final = 600


def plot_survival(
    curves: SurvivalCurve | Mapping[Any, SurvivalCurve],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str = "",
    unit: Label | None = None,
    event: Label | None = None,
    until: float | None = None,
) -> Axes:
    """Draw one curve or several, each with its pointwise band.

    Args:
        curves: A curve, or curves by the name of the group; at most seven are told apart by colour.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        unit: Unit of the times.
        event: What the vertical axis says.
        until: Where the axis of time ends; by default soon after the curve is under 5 %, at the latest where fewer
            than ten are still followed.

    Example:
        >>> import servicekit as sk
        >>> curve = sk.stats.kaplan_meier([3, 5, 8, 9], observed=[True, True, False, True])
        >>> ax = sk.plots.plot_survival(curve, title="Open cases")
        >>> ax.get_title(loc="left")
        'Open cases'
    """
    given = curves if isinstance(curves, Mapping) else {"": curves}
    known = {name: curve for name, curve in given.items() if curve.n}
    with style():
        ax = axes(ax, height=3.6)
        end = until if until is not None else max((_end(curve) for curve in known.values()), default=1.0)
        for place, (name, curve) in enumerate(known.items()):
            times, middle, low, high = _steps(curve, end)
            colour = SERIES[place % len(SERIES)]
            ax.step(
                times,
                middle,
                where="post",
                color=colour,
                lw=2,
                label=shortened(f"{named(name, language)} (n {curve.n:,})" if name != "" else ""),
            )
            ax.fill_between(times, low, high, step="post", color=colour, alpha=0.15, lw=0)
        ax.axhline(50, color=MUTED, lw=0.9, ls=(0, (4, 3)))
        if len(known) > 1:
            ax.legend(loc="upper right", frameon=False, fontsize=9)
        ax.set_xlim(0, end or 1.0)
        ax.set_ylim(0, 101)
        ax.set_yticks([0, 25, 50, 75, 100])
        ax.grid(color=GRID, lw=0.8)
        ax.set_axisbelow(True)
        ax.set_xlabel((unit or ACROSS).text(language))
        ax.set_ylabel((event or UP).text(language))
        headed(ax, title)
    return ax


def _end(curve: SurvivalCurve) -> float:
    followed = np.flatnonzero(curve.at_risk >= min(FEWEST, curve.n))
    last = float(curve.times[followed[-1]])
    down = np.flatnonzero(curve.survival <= NEARLY_ALL)
    return min(last, 1.15 * float(curve.times[down[0]])) if down.size else last


def _steps(curve: SurvivalCurve, end: float) -> tuple[Any, ...]:
    """Return times and heights in per cent from time 0 on, thinned where no eye would see the difference."""
    kept = np.flatnonzero(curve.times <= end)
    if kept.size > MOST_STEPS:
        kept = kept[np.unique(np.linspace(0, kept.size - 1, MOST_STEPS).astype(int))]
    low, high = curve.limits
    columns = [np.concatenate([[1.0], heights[kept], heights[kept][-1:]]) for heights in (curve.survival, low, high)]
    times = np.concatenate([[0.0], curve.times[kept], [end]])
    return (times, *(100 * (column if kept.size else np.ones(2)) for column in columns))


SECONDS: Final = Label("seconds waited", "等待秒数")
WAITING: Final = Label("% still waiting", "仍在等待的占比（%）")
SHOWN: Final = 0.95


def plot_wait_distribution(
    curves: SurvivalCurve | Mapping[Any, SurvivalCurve],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str = "",
    within_seconds: float | None = None,
) -> Axes:
    """Draw the share still waiting, and the time within which service is promised.

    Args:
        curves: What ``wait_distribution`` returned, or several by group.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        within_seconds: The promise.

    Example:
        >>> import servicekit as sk
        >>> calls = {"s": [12, 40, 55, 90], "end": ["got", "got", "left", "got"]}
        >>> log = sk.waiting.wait_log(calls, wait="s", outcome="end", answered=["got"], abandoned=["left"])
        >>> ax = sk.plots.plot_wait_distribution(sk.waiting.wait_distribution(log), title="Waits")
        >>> ax.get_title(loc="left")
        'Waits'
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
                promise, (within_seconds, 0.0),
                xycoords=("data", "axes fraction"), xytext=(-3, 3), textcoords="offset points", ha="right", va="bottom",
                color=ORANGE, fontsize=9,
            )  # fmt: skip
    return ax


AGENTS: Final = Label("agents at work", "在岗座席数")
AROUND: Final = 4


def plot_service_level(
    plans: Mapping[str, StaffingPlan], *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw the service level against the number of agents; larger marks are the fewest that keep the promise.

    Args:
        plans: Plan by model ("Erlang C", "Erlang A") for one interval.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.

    Example:
        >>> import servicekit as sk
        >>> promise = sk.waiting.ServiceTarget(service_level_share=0.8, within_seconds=20)
        >>> rate = sk.waiting.ArrivalRate(mean=120)
        >>> needed = sk.waiting.agents_needed(promise, arrivals_per_hour=rate, handling_seconds=180)
        >>> ax = sk.plots.plot_service_level({"Erlang C": needed}, title="Noon")
        >>> ax.get_title(loc="left")
        'Noon'
    """
    with style():
        ax = axes(ax, height=3.2)
        found = [int(plan.value) for plan in plans.values()]
        span = range(max(1, min(found, default=1) - AROUND), max(found, default=1) + AROUND + 1)
        for place, (model, plan) in enumerate(plans.items()):
            levels = {agents: 100 * evolve(plan.queue, agents=agents).service_level_share for agents in span}
            colour = SERIES[place % len(SERIES)]
            ax.plot(list(levels), list(levels.values()), "o-", color=colour, ms=4, lw=1.6, label=model)
            ax.plot([plan.value], [levels[int(plan.value)]], "o", color=colour, ms=10, mec="white")
        for plan in list(plans.values())[:1]:
            if plan.target.service_level_share is not None:
                ax.axhline(100 * plan.target.service_level_share, color=MUTED, lw=1, ls=(0, (4, 3)))
            seconds = f"{plan.target.within_seconds:g}"
            served = Label(f"% served within {seconds} s", f"{seconds}秒内接待的占比（%）")
            ax.set_ylabel(served.text(language))
        ax.set_xticks(list(span))
        ax.set_ylim(-2, 102)
        ax.set_xlabel(AGENTS.text(language))
        _finish(ax, title)
    return ax


def plot_agents_by_interval(
    plans: Mapping[str, Mapping[Any, StaffingPlan]],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str = "",
) -> Axes:
    """Draw the agents that each interval of a day takes, with the range that the interval of arrivals gives.

    Args:
        plans: For each model the plans by interval.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.

    Example:
        >>> import servicekit as sk
        >>> promise = sk.waiting.ServiceTarget(service_level_share=0.8, within_seconds=20)
        >>> rate = sk.waiting.ArrivalRate(mean=120)
        >>> needed = sk.waiting.agents_needed(promise, arrivals_per_hour=rate, handling_seconds=180)
        >>> ax = sk.plots.plot_agents_by_interval({"Erlang C": {"noon": needed}}, title="Agents")
        >>> ax.get_title(loc="left")
        'Agents'
    """
    with style():
        ax = axes(ax, height=3.0)
        names: list[str] = []
        for place, (model, plan) in enumerate(plans.items()):
            names = [markup.visible(name) for name in plan]
            values = [one.value for one in plan.values()]
            colour, shift = SERIES[place % len(SERIES)], 0.18 * (place - (len(plans) - 1) / 2)
            for at, one in enumerate(plan.values()):
                span(ax, at + shift, one.interval, colour=colour, upright=True, alpha=0.5)
            ax.plot(
                [at + shift for at in range(len(values))], values, "o", color=colour, ms=5.5, mec="white", label=model
            )
        ax.set_xticks(range(len(names)), names, rotation=60 if len(names) > 8 else 0, fontsize=8.5)
        ax.set_ylim(bottom=0)
        ax.set_ylabel(AGENTS.text(language))
        _finish(ax, title)
    return ax


PREDICTED: Final = Label("predicted % served in time", "预测的按时接待占比（%）")
OBSERVED: Final = Label("observed %", "实际占比（%）")


def draw_service_level_fit(
    fits: Mapping[Any, ServiceLevelFit], *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw the observed service level of each hour with its interval against the predicted one.

    On the line both are the same; hours above it are better than the model says.

    Args:
        fits: What ``service_level_fit`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    with style():
        ax = axes(ax, width=4.6, height=4.2)
        ax.plot([0, 100], [0, 100], color=MUTED, lw=1, ls=(0, (4, 3)))
        for name, fit in fits.items():
            at, value = 100 * fit.predicted_share, 100 * (fit.observed.value or 0.0)
            span(ax, at, fit.observed.interval, times=100, upright=True, lw=1.8, alpha=0.5)
            ax.plot([at], [value], "o", color=BLUE, ms=5.5, mec="white")
            shown = named(name, language)
            ax.annotate(shown, (at, value), xytext=(5, 3), textcoords="offset points", color=MUTED, fontsize=8)
        ax.set_xlim(-2, 102)
        ax.set_ylim(-2, 102)
        ax.set_xlabel(PREDICTED.text(language))
        ax.set_ylabel(OBSERVED.text(language))
        _finish(ax, title)
    return ax


def _finish(ax: Axes, title: str) -> None:
    locator: Any = ax.yaxis.get_major_locator()
    locator.set_params(integer=True)
    ax.grid(axis="y", color=GRID, lw=0.8)
    ax.set_axisbelow(True)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
    headed(ax, title, pad=24)
