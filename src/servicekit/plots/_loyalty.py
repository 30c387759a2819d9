"""Types of loyalty: how many customers each leads, and how the base is composed without forcing anyone into one."""

from math import nan
from typing import Final

from servicekit.foundation._vocabulary import Label, Language
from servicekit.loyalty.causes._satisfaction_link import SatisfactionLink
from servicekit.loyalty.customers._concentration import Concentration
from servicekit.loyalty.typology._attitude_patronage import ATTITUDE_PATRONAGE, AttitudePatronage
from servicekit.loyalty.typology._loyalty_types import LoyaltyTypes
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import (
    BLUE,
    GREY,
    GRID,
    INK,
    MUTED,
    ORANGE,
    SERIES,
    axes,
    headed,
    rows,
    span,
    style,
    whisker,
)
from servicekit.value._tenure import TenureProfit, TenureSpend

LEADING = Label("leading type (share of customers, with interval)", "主导类型（顾客占比及区间）")
COMPOSITION = Label("mean score (each customer split over the types)", "平均得分（每位顾客分摊到各类型）")
UNRELATED = Label("share, were the answers unrelated", "假如各题回答互不相关的占比")
WEIGHTS_MOVED = Label("share, if stated weights move by 30 %", "设定权重上下变动30%时的占比")


def plot_loyalty_types(
    result: LoyaltyTypes, *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw the share of each leading type with its interval, and what else it hangs on.

    Beside it stand the mean score of each type, the share were the answers to different questions unrelated
    (``noise_shares``), and how far the share moves with the stated weights (``share_ranges``).

    Args:
        result: What ``loyalty_types`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.

    Example:
        >>> import servicekit as sk
        >>> rows, columns = {"t": [5, 1, 4], "r": [5, 4, 1]}, {"trust": "t", "repeat_share": "r"}
        >>> types = sk.loyalty.loyalty_types(rows, columns=columns, scale=sk.LIKERT_5)
        >>> ax = sk.plots.plot_loyalty_types(types, title="Why they stay")
        >>> ax.get_title(loc="left")
        'Why they stay'
    """
    shares, scores = result.shares, result.mean_scores or {}
    noise, ranges = result.noise_shares or {}, result.share_ranges or {}
    with style():
        ax = axes(ax, height=3.8)
        for place, (kind, share) in enumerate(shares.items()):
            whisker(ax, place, share, colour=BLUE, times=100, language=language)
            if kind in scores:
                ax.plot([100 * scores[kind]], [place], "D", color=MUTED, mfc="white", ms=6, zorder=2)
            if kind in noise:
                low, high = ranges[kind]
                ax.plot([100 * low, 100 * high], [place, place], color=BLUE, lw=7, alpha=0.15, zorder=0)
                ax.plot([100 * noise[kind]], [place], "|", color=ORANGE, ms=14, mew=2, zorder=3)
        rows(ax, [kind.label.text(language) for kind in shares])
        ax.plot([], [], "o", color=BLUE, label=LEADING.text(language))
        ax.plot([], [], "D", color=MUTED, mfc="white", ls="", label=COMPOSITION.text(language))
        ax.plot([], [], "|", color=ORANGE, ms=11, mew=2, ls="", label=UNRELATED.text(language))
        ax.plot([], [], color=BLUE, lw=7, alpha=0.15, label=WEIGHTS_MOVED.text(language))
        ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=1, frameon=False)
        ax.set_xlim(left=0)
        ax.set_xlabel("%")
        headed(ax, title, pad=84)
    return ax


LOW = Label("low", "低")
HIGH = Label("high", "高")
PALEST, DARKEST = 0.06, 0.5


def plot_attitude_matrix(
    result: AttitudePatronage, *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw the four conditions, the more customers the darker, each with its share and interval.

    Args:
        result: What ``attitude_patronage`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.

    Example:
        >>> import servicekit as sk
        >>> rows = {"likes": [1.0, 0.2, 0.8], "buys": [0.9, 1.0, 0.1]}
        >>> cuts = {"attitude_cut": 0.5, "patronage_cut": 0.5}
        >>> found = sk.loyalty.attitude_patronage(rows, attitude="likes", patronage="buys", **cuts)
        >>> ax = sk.plots.plot_attitude_matrix(found, title="Matrix")
        >>> ax.get_title(loc="left")
        'Matrix'
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
        headed(ax, title)
    return ax


def _axis(name: str, cut: float, language: Language) -> str:
    return f"{name}（{cut:g}起为高）" if language == "zh" else f"{name} (high from {cut:g})"


ACROSS = Label("% of customers, smallest first", "顾客占比（%，由小到大）")
UP = Label("% of turnover", "营业额占比（%）")
EQUAL = Label("all equal", "完全平均")
TOP = Label("top 20% of customers:\n{0:.0f}% of turnover", "消费额最高的20%顾客：\n{0:.0f}%的营业额")
FEW = Label("80% of turnover:\n{0:.0f}% of customers", "80%的营业额：\n{0:.0f}%的顾客")


def plot_lorenz(result: Concentration, *, ax: Axes | None = None, language: Language = "en", title: str = "") -> Axes:
    """Draw the Lorenz curve, the line of equality, and where the top fifth and 80 % of turnover lie.

    Args:
        result: What ``concentration`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.

    Example:
        >>> import servicekit as sk
        >>> ax = sk.plots.plot_lorenz(sk.loyalty.concentration([100, 50, 25, 10] * 5), title="Turnover")
        >>> ax.get_title(loc="left")
        'Turnover'
    """
    curve = result.lorenz(201)
    with style():
        ax = axes(ax, width=5.2, height=4.8)
        ax.plot([0, 100], [0, 100], color=MUTED, lw=1, ls=(0, (4, 3)))
        ax.annotate(
            EQUAL.text(language), (24, 24), xytext=(0, 5), textcoords="offset points", rotation=45, color=MUTED,
            fontsize=9, ha="center", va="bottom", rotation_mode="anchor",
        )  # fmt: skip
        if curve:
            xs, ys = ([100 * pair[axis] for pair in curve] for axis in (0, 1))
            ax.plot(xs, ys, color=BLUE, lw=2)
            ax.fill_between(xs, ys, xs, color=BLUE, alpha=0.08, lw=0)
            top, few = result.top_fifth.value or 0.0, result.customers_for_80_percent.value or 0.0
            _mark(ax, (80, 100 * (1 - top)), TOP.text(language).format(100 * top), (3, 84), "left")
            _mark(ax, (100 * (1 - few), 20), FEW.text(language).format(100 * few), (99, 8), "right")
            gini = result.gini.value or 0.0
            word = "基尼系数" if language == "zh" else "Gini "
            ax.text(3, 96, f"{word}{gini:.2f}", va="top")
        ax.set_xlim(0, 100)
        ax.set_ylim(0, 100)
        ax.set_aspect("equal")
        ax.grid(color=GRID, lw=0.8)
        ax.set_axisbelow(True)
        ax.set_xlabel(ACROSS.text(language))
        ax.set_ylabel(UP.text(language))
        headed(ax, title)
    return ax


def _mark(ax: Axes, point: tuple[float, float], words: str, place: tuple[float, float], side: str) -> None:
    """Mark a point of the curve, its words where the picture is empty: above the diagonal or under the curve."""
    ax.plot(*point, "o", color=ORANGE, ms=6, mec="white", zorder=3)
    leader = {"arrowstyle": "-", "color": MUTED, "lw": 0.8, "shrinkB": 4}
    ax.annotate(words, point, xytext=place, ha=side, va="center", fontsize=9, arrowprops=leader)


SATISFACTION_CURVE_ACROSS: Final = Label("answer on satisfaction", "满意度回答")
SATISFACTION_CURVE_UP: Final = Label("mean loyalty", "平均忠诚度")
FITTED: Final = Label("fitted, never falling", "拟合（单调不降）")
SEEN: Final = Label("observed mean", "实测均值")
LINE: Final = Label("straight line", "直线")


def plot_satisfaction_curve(
    result: SatisfactionLink, *, ax: Axes | None = None, language: Language = "en", title: str = ""
) -> Axes:
    """Draw mean loyalty at each level of satisfaction with its interval, beside a straight line for comparison.

    Args:
        result: What ``satisfaction_link`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.

    Example:
        >>> import servicekit as sk
        >>> survey = {"satisfied": [1, 2, 3, 4, 5] * 20, "recommend": [2, 4, 5, 8, 10] * 20}
        >>> link = sk.loyalty.satisfaction_link(
        ...     survey,
        ...     satisfaction="satisfied",
        ...     loyalty="recommend",
        ...     satisfaction_scale=sk.LIKERT_5,
        ...     loyalty_scale=sk.ZERO_TO_TEN,
        ...     loyal_threshold=9,
        ...     resamples=100,
        ... )
        >>> ax = sk.plots.plot_satisfaction_curve(link, title="Loyalty by satisfaction")
        >>> ax.get_title(loc="left")
        'Loyalty by satisfaction'
    """
    levels = [at for at, found in result.curve.items() if found.value is not None]
    fitted = [result.curve[at].value or 0.0 for at in levels]
    places = list(range(len(levels)))
    counts = dict(zip(result.satisfaction_levels, map(sum, result.table), strict=True))
    with style():
        ax = axes(ax, height=3.6)
        if len(levels) > 1:
            spread = [(at - levels[0]) / (levels[-1] - levels[0]) for at in levels]
            line = [fitted[0] + (fitted[-1] - fitted[0]) * share for share in spread]
            ax.plot(places, line, color=MUTED, lw=1, ls=(0, (4, 3)), label=LINE.text(language))
        for place, at in zip(places, levels, strict=True):
            span(ax, place, result.curve[at].interval, upright=True)
        ax.plot(places, fitted, "o-", color=BLUE, mec="white", ms=7, label=FITTED.text(language))
        seen = [nan if (mean := result.means[at]) is None else mean for at in levels]
        ax.plot(places, seen, "o", color=MUTED, mfc="none", ms=11, ls="", label=SEEN.text(language), zorder=3)
        ax.set_xticks(places, [f"{at:g}\nn {counts[at]:,.0f}" for at in levels])
        ax.set_xlim(-0.4, len(levels) - 0.6)
        ax.grid(axis="y", color=GRID, lw=0.8)
        ax.set_axisbelow(True)
        ax.legend(loc="upper left", frameon=False, fontsize=9)
        ax.set_xlabel(SATISFACTION_CURVE_ACROSS.text(language))
        ax.set_ylabel(SATISFACTION_CURVE_UP.text(language))
        headed(ax, title)
    return ax


YEAR: Final = Label("year of tenure", "客户年数")
MONTHS: Final = Label("months since the first purchase", "首次购买以来的月数")
DAYS: Final = Label("days since the first purchase", "首次购买以来的天数")
MONEY: Final = Label("money per customer", "平均每位顾客的金额")
CUMULATIVE: Final = Label("cumulative present value", "累计现值")
DAYS_OF_MONTH: Final = 365.25 / 12


def plot_value_by_tenure(
    result: TenureProfit | TenureSpend,
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str = "",
    currency: str = "",
) -> Axes:
    """Draw money per customer in each period of tenure: stacked components, or means with intervals.

    Args:
        result: What ``profit_by_tenure`` or ``tenure_spend`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        currency: Unit of the money.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> ax = sk.plots.plot_value_by_tenure(sk.value.tenure_spend(log), title="Money")
        >>> ax.get_title(loc="left")
        'Money'
    """
    with style():
        ax = axes(ax, height=3.4)
        if isinstance(result, TenureProfit):
            _components(ax, result, language)
        else:
            _periods(ax, result, language)
        ax.axhline(0, color=INK, lw=0.8)
        ax.grid(axis="y", color=GRID, lw=0.8)
        ax.set_axisbelow(True)
        unit = currency.replace("$", r"\$")
        ax.set_ylabel(f"{MONEY.text(language)} ({unit})" if currency else MONEY.text(language))
        headed(ax, title, pad=24 if isinstance(result, TenureProfit) else None)
    return ax


def _periods(ax: Axes, result: TenureSpend, language: Language) -> None:
    for place, average in enumerate(result.periods):
        ax.bar([place], [average.value or 0.0], color=BLUE, alpha=0.35, width=0.6)
        ax.plot([place], [average.value or 0.0], "o", color=BLUE, ms=5)
        span(ax, place, average.interval, upright=True, alpha=1.0)
    months = result.period_days / DAYS_OF_MONTH
    whole = abs(months - round(months)) < 0.01 and round(months) > 0
    step = round(months) if whole else round(result.period_days)
    names = [f"{place * step + 1}–{(place + 1) * step}" for place in range(len(result.periods))]
    sizes = [f"n {average.n:,.0f}" for average in result.periods]
    ax.set_xticks(range(len(names)), [f"{name}\n{size}" for name, size in zip(names, sizes, strict=True)])
    ax.set_xlabel((MONTHS if whole else DAYS).text(language))


def _components(ax: Axes, result: TenureProfit, language: Language) -> None:
    years = [line.year for line in result.years]
    above, below = [0.0] * len(years), [0.0] * len(years)
    for place, (component, profits) in enumerate(result.components.items()):
        starts = [up if profit >= 0 else down for profit, up, down in zip(profits, above, below, strict=True)]
        colour = SERIES[place % len(SERIES)]
        ax.bar(years, profits, bottom=starts, color=colour, alpha=0.8, width=0.6, label=component.label.text(language))
        above = [up + max(profit, 0.0) for profit, up in zip(profits, above, strict=True)]
        below = [down + min(profit, 0.0) for profit, down in zip(profits, below, strict=True)]
    totals = [line.cumulative for line in result.years]
    if result.acquisition_cost:
        ax.bar([0], [-result.acquisition_cost], color=GREY, width=0.6)
    ax.plot([0, *years], [-result.acquisition_cost, *totals], "o-", color=INK, ms=4, label=CUMULATIVE.text(language))
    ax.set_xticks([0, *years])
    ax.set_xlabel(YEAR.text(language))
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False, fontsize=9)
