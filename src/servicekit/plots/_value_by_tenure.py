"""What a customer brings by tenure: measured from purchases, or built from the components of profit."""

from typing import Any, Final

from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._canvas import BLUE, GREY, GRID, INK, SERIES, axes, ends, style
from servicekit.value._tenure import TenureProfit
from servicekit.value._tenure_spend import TenureSpend

YEAR: Final = Label("year of tenure", "客龄（年）")
MONTHS: Final = Label("months since the first purchase", "首次购买以来的月数")
DAYS: Final = Label("days since the first purchase", "首次购买以来的天数")
MONEY: Final = Label("money per customer", "单客金额")
CUMULATIVE: Final = Label("cumulative present value", "累计现值")
DAYS_OF_MONTH: Final = 365.25 / 12


def plot_value_by_tenure(
    result: TenureProfit | TenureSpend,
    *,
    ax: Any = None,
    language: Language = "en",
    title: str = "",
    currency: str = "",
) -> Any:
    """Draw money per customer in each period of tenure: stacked components, or means with intervals.

    Args:
        result: What ``profit_by_tenure`` or ``tenure_spend`` returned.
        ax: Axes to draw on; new ones if None.
        language: Language of labels.
        title: Heading.
        currency: Unit of the money.
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
        if title:
            ax.set_title(title)
    return ax


def _periods(ax: Any, result: TenureSpend, language: Language) -> None:
    for place, average in enumerate(result.periods):
        low, high = ends(average.interval)
        ax.bar([place], [average.value or 0.0], color=BLUE, alpha=0.35, width=0.6)
        ax.plot([place], [average.value or 0.0], "o", color=BLUE, ms=5)
        if low is not None and high is not None:
            ax.plot([place, place], [low, high], color=BLUE, lw=2.2)
    months = result.period_days / DAYS_OF_MONTH
    whole = abs(months - round(months)) < 0.01 and round(months) > 0
    step = round(months) if whole else round(result.period_days)
    names = [f"{place * step + 1}–{(place + 1) * step}" for place in range(len(result.periods))]
    sizes = [f"n={average.n:,g}" for average in result.periods]
    ax.set_xticks(range(len(names)), [f"{name}\n{size}" for name, size in zip(names, sizes, strict=True)])
    ax.set_xlabel((MONTHS if whole else DAYS).text(language))


def _components(ax: Any, result: TenureProfit, language: Language) -> None:
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
