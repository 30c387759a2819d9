"""Pictures of a customer base and of a turnover that is short of its target."""

from typing import Final

from servicekit.foundation._vocabulary import Label, Language
from servicekit.loyalty.customers._target_groups import CustomerBase
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import BLUE, GRID, MUTED, ORANGE, SERIES, axes, headed, rows, span, style
from servicekit.value._short_of_target import ShortOfTarget

LOYAL: Final = Label("loyal, of those who bought", "忠诚客户（占当期购买者）")
WON_BACK: Final = Label("won back, of the lost", "赢回（占流失客户）")
LOST: Final = Label("lost, of those who bought before", "流失（占上期购买者）")
WON: Final = Label("won, of the prospects", "赢得（占潜在客户）")
TARGET: Final = Label("target", "目标")
SO_FAR: Final = Label("so far", "目前")
WITHOUT: Final = Label("without calls: {:.0%} reach it", "不联系：达成的可能{:.0%}")
WITH: Final = Label("with calls: {:.0%} reach it", "联系之后：达成的可能{:.0%}")
TURNOVER: Final = Label("turnover at the end, prediction interval", "期末营业额（预测区间）")


def draw_customer_base(
    result: CustomerBase, *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw the rates of a customer base from period to period, each with its interval.

    Args:
        result: What ``customer_base`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    prospects = tuple(result.rates.values())[3]
    lines = (
        (LOYAL, result.loyal_shares, 0),
        (LOST, result.lost_shares, 1),
        (WON_BACK, result.won_back_shares, 1),
        (WON, prospects, 1),
    )
    with style():
        ax = axes(ax, height=3.4)
        for number, (name, shares, first) in enumerate(lines):
            known = [(first + at, share) for at, share in enumerate(shares) if share.value is not None]
            if not known:
                continue
            colour, shift = SERIES[number], 0.06 * (number - 1.5)
            for at, share in known:
                span(ax, at + shift, share.interval, colour=colour, times=100, upright=True, lw=2, alpha=0.5)
            xs, ys = [at + shift for at, _ in known], [100 * (share.value or 0.0) for _, share in known]
            ax.plot(xs, ys, "o-", color=colour, mec="white", ms=6, label=name.text(language))
        ax.set_xticks(range(len(result.periods) - 1), result.periods[:-1])
        ax.set_xlim(-0.4, len(result.periods) - 1.6)
        ax.set_ylim(0, 100)
        ax.set_ylabel("%")
        ax.grid(axis="y", color=GRID)
        ax.set_axisbelow(True)
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
        headed(ax, title, pad=44)
    return ax


def draw_short_of_target(
    result: ShortOfTarget, *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw where turnover may end with and without calls, against what is there so far and the target.

    Args:
        result: What ``short_of_target`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
    """
    futures = [(WITHOUT.text(language).format(result.chance), result.turnover, BLUE)]
    if result.turnover_with_calls is not None and result.chance_with_calls is not None:
        futures.append((WITH.text(language).format(result.chance_with_calls), result.turnover_with_calls, ORANGE))
    with style():
        ax = axes(ax, height=1.5 + 0.5 * len(futures))
        for place, (_, interval, colour) in enumerate(futures):
            span(ax, place, interval, colour=colour, lw=8, alpha=0.5)
        marks = ((result.so_far, SO_FAR.text(language), ":"), (result.target, TARGET.text(language), "-"))
        for value, name, line in marks:
            ax.axvline(value, color=MUTED, lw=1.4, ls=line, label=name)
        rows(ax, [name for name, _, _ in futures])
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
        ax.set_xlabel(TURNOVER.text(language))
        headed(ax, title, pad=24)
    return ax
