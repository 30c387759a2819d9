"""Control charts: what is noise and what is not, period by period."""

from collections.abc import Mapping
from typing import Any, Final

from servicekit.complaints.cases._backlog import Backlog
from servicekit.foundation import _markup as markup
from servicekit.foundation._errors import UnknownConceptError
from servicekit.foundation._reasons import reason_text
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import BLUE, GREEN, GREY, GRID, MUTED, ORANGE, axes, headed, style
from servicekit.stats.monitoring._control_charts import ControlChart

LIMITS: Final = Label("limits of ordinary variation", "正常波动范围")
SIGNAL: Final = Label("out of the ordinary", "异常")
NO_LIMITS: Final = Label("no limits: {0}", "无控制限：{0}")
MOST_TICKS: Final = 8


def plot_control_chart(
    result: ControlChart,
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str = "",
    percent: bool = False,
    name: Label | None = None,
    actions: Mapping[Any, Label | str] | None = None,
) -> Axes:
    """Draw the points with centre and limits; those out of the ordinary stand out.

    Args:
        result: What ``share_chart`` or ``individuals_chart`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        percent: Whether shares are shown as per cent.
        name: What is charted.
        actions: Period in which an action was started -> its name; each is drawn as a line before that period.

    Raises:
        UnknownConceptError: An action in a period that the chart does not have.

    Example:
        >>> import servicekit as sk
        >>> chart = sk.stats.individuals_chart([5, 6, 5, 7, 6, 5, 6, 9])
        >>> ax = sk.plots.plot_control_chart(chart, title="Calls")
        >>> ax.get_title(loc="left")
        'Calls'
    """
    times = 100.0 if percent else 1.0
    points = list(enumerate(result.points))
    with style():
        ax = axes(ax, height=3.0)
        bounded = [(place, p.low, p.high) for place, p in points if p.low is not None and p.high is not None]
        if bounded:
            places = [place for place, _, _ in bounded]
            lows, highs = ([times * entry[side] for entry in bounded] for side in (1, 2))
            ax.fill_between(places, lows, highs, step="mid", color=MUTED, alpha=0.15, lw=0, label=LIMITS.text(language))
        if result.centre is not None:
            ax.axhline(times * result.centre, color=MUTED, lw=1, ls=(0, (4, 3)))
        # a period without answers leaves a gap
        ax.plot(
            [place for place, _ in points],
            [float("nan") if p.value is None else times * p.value for _, p in points],
            "o-", color=BLUE, ms=5, lw=1.2, mec="white",
        )  # fmt: skip
        odd = [(place, times * p.value) for place, p in points if p.signals and p.value is not None]
        if odd:
            xs, ys = zip(*odd, strict=True)
            ax.plot(xs, ys, "o", color=ORANGE, ms=8, mec="white", label=SIGNAL.text(language), ls="")
        for period, words in (actions or {}).items():
            place = _place(result, period) - 0.5
            ax.axvline(place, color=GREEN, lw=1.2)
            said = words.text(language) if isinstance(words, Label) else markup.visible(words)
            across = ax.get_xaxis_transform()
            ax.text(place + 0.08, 0.03, said, transform=across, color=GREEN, fontsize=9, va="bottom")
        if result.reason is not None:
            words = NO_LIMITS.text(language).format(reason_text(result.reason, language))
            ax.text(0.99, 0.96, words, transform=ax.transAxes, ha="right", va="top", color=MUTED, fontsize=9)
        step = max(1, -(-len(points) // MOST_TICKS))
        ax.set_xticks([place for place, _ in points][::step], [_name(p.period) for _, p in points][::step])
        ax.tick_params(axis="x", labelsize=8)
        ax.set_xlim(-0.6, max(len(points) - 0.4, 0.6))
        ax.grid(axis="y", color=GRID, lw=0.8)
        ax.set_axisbelow(True)
        if bounded or odd:
            ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, fontsize=9)
        words = name.text(language) if name else ""
        ax.set_ylabel(f"{words} (%)" if words and percent else words or ("%" if percent else ""))
        headed(ax, title, pad=24)
    return ax


def _place(result: ControlChart, period: object) -> int:
    known = [point.period for point in result.points]
    if period not in known:
        raise UnknownConceptError("period of the chart", period, [str(each) for each in known])
    return known.index(period)


def _name(period: object) -> str:
    text = markup.visible(period)
    # charts of case logs name a period by its first moment; the day is what a reader looks for
    return text[:10] if len(text) > 10 and text[4:5] == "-" else text


ARRIVED: Final = Label("opened", "新增")
RESOLVED: Final = Label("resolved", "解决")
OPEN: Final = Label("open at the end of the period", "期末未结")
CASES: Final = Label("cases", "投诉件数")


def plot_backlog(result: Backlog, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw cases opened and resolved per period over the cases that lay open at its end.

    Args:
        result: What ``backlog`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.

    Example:
        >>> import servicekit as sk
        >>> rows = {"opened": ["2024-03-04T09:00Z", "2024-03-05T10:00Z"], "site": ["A", "B"]}
        >>> rows["resolved"] = ["2024-03-04T15:00Z", None]
        >>> log = sk.complaints.read_case_log(rows, columns={name: name for name in rows})
        >>> ax = sk.plots.plot_backlog(sk.complaints.backlog(log), title="Open")
        >>> ax.get_title(loc="left")
        'Open'
    """
    places = list(range(len(result.starts)))
    with style():
        ax = axes(ax, height=3.0)
        ax.bar(places, result.open_at_end, color=GREY, alpha=0.45, width=0.85, label=OPEN.text(language))
        ax.plot(places, result.arrived, "o-", color=ORANGE, ms=4, lw=1.4, label=ARRIVED.text(language))
        ax.plot(places, result.resolved, "o-", color=GREEN, ms=4, lw=1.4, label=RESOLVED.text(language))
        step = max(1, -(-len(places) // MOST_TICKS))
        ax.set_xticks(places[::step], [f"{start:%Y-%m-%d}" for start in result.starts][::step])
        ax.tick_params(axis="x", labelsize=8)
        ax.set_ylim(bottom=0)
        ax.grid(axis="y", color=GRID, lw=0.8)
        ax.set_axisbelow(True)
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False, fontsize=9)
        ax.set_ylabel(CASES.text(language))
        headed(ax, title, pad=24)
    return ax
