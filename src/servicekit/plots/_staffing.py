"""Agents: what each one more brings, and how many each interval of a day takes."""

from collections.abc import Mapping
from typing import Any, Final

from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._canvas import GRID, MUTED, SERIES, axes, ends, style
from servicekit.study._wait_table import AgentsNeeded

AGENTS: Final = Label("agents at work", "在岗座席数")
AROUND: Final = 4


def plot_service_level(
    plans: Mapping[str, AgentsNeeded], *, ax: Any = None, language: Language = "en", title: str = ""
) -> Any:
    """Draw the service level against the number of agents; larger marks are the fewest that keep the promise.

    Args:
        plans: Plan by model ("Erlang C", "Erlang A") for one interval.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    with style():
        ax = axes(ax, height=3.2)
        found = [int(plan.value) for plan in plans.values()]
        span = range(max(1, min(found, default=1) - AROUND), max(found, default=1) + AROUND + 1)
        for place, (model, plan) in enumerate(plans.items()):
            levels = {queue.agents: 100 * queue.service_level_share for queue in plan.queues(span)}
            colour = SERIES[place % len(SERIES)]
            ax.plot(list(levels), list(levels.values()), "o-", color=colour, ms=4, lw=1.6, label=model)
            ax.plot([plan.value], [levels[int(plan.value)]], "o", color=colour, ms=10, mec="white")
        for plan in list(plans.values())[:1]:
            ax.axhline(100 * plan.target_share, color=MUTED, lw=1, ls=(0, (4, 3)))
            seconds = f"{plan.within_seconds:g}"
            served = Label(f"% served within {seconds} s", f"{seconds}秒内接待的占比（%）")
            ax.set_ylabel(served.text(language))
        ax.set_xticks(list(span))
        ax.set_ylim(-2, 102)
        ax.set_xlabel(AGENTS.text(language))
        _finish(ax, title)
    return ax


def plot_agents_by_interval(
    plans: Mapping[str, Mapping[Any, AgentsNeeded]], *, ax: Any = None, language: Language = "en", title: str = ""
) -> Any:
    """Draw the agents that each interval of a day takes, with the range that the interval of arrivals gives.

    Args:
        plans: For each model the plans by interval.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    with style():
        ax = axes(ax, height=3.0)
        names: list[str] = []
        for place, (model, plan) in enumerate(plans.items()):
            names = [str(name) for name in plan]
            values = [one.value for one in plan.values()]
            colour, shift = SERIES[place % len(SERIES)], 0.18 * (place - (len(plans) - 1) / 2)
            for at, one in enumerate(plan.values()):
                low, high = ends(one.interval)
                if low is not None and high is not None:
                    ax.plot([at + shift] * 2, [low, high], color=colour, lw=2.2, alpha=0.5)
            ax.plot(
                [at + shift for at in range(len(values))], values, "o", color=colour, ms=5.5, mec="white", label=model
            )
        ax.set_xticks(range(len(names)), names, rotation=60 if len(names) > 8 else 0, fontsize=8.5)
        ax.set_ylim(bottom=0)
        ax.set_ylabel(AGENTS.text(language))
        _finish(ax, title)
    return ax


def _finish(ax: Any, title: str) -> None:
    ax.yaxis.get_major_locator().set_params(integer=True)
    ax.grid(axis="y", color=GRID, lw=0.8)
    ax.set_axisbelow(True)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
    if title:
        ax.set_title(title, pad=24)
