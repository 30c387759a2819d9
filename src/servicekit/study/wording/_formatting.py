"""Figures in sentences: the same statement in English and Chinese with value and interval."""

from collections.abc import Callable
from math import isinf
from typing import Literal

from servicekit.foundation._reasons import reason_text
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label, Language

Written = Callable[[float], str]
Unit = Literal["share", "nps", "index", "mean", "effect", "minutes", "hours", "days", "seconds", "count", "money"]
UNIT_NAMES: dict[str, Label] = {
    "share": Label("points", "个百分点"),
    "nps": Label("points", "分"),
    "index": Label("points", "分"),
    "mean": Label("points of the scale", "分"),
    "effect": Label("standard deviations", "个标准差"),
    "minutes": Label("minutes", "分钟"),
    "hours": Label("hours", "小时"),
    "days": Label("days", "天"),
    "seconds": Label("seconds", "秒"),
    "count": Label("more", "件"),
}


def percent(value: float) -> str:
    """Write a share as per cent."""
    return f"{100 * value:.1f}%"


def points(value: float) -> str:
    """Write a figure with one decimal."""
    return f"{value:.1f}".replace("-", "−")


def duration(value: float) -> str:
    """Write a length of time: whole from 10 on, below that to two digits."""
    digits = 0 if value == 0 or abs(value) >= 9.95 else 1 if abs(value) >= 0.995 else 2
    return f"{value:.{digits}f}".replace("-", "−")


def within(number: float, unit: Label) -> Label:
    """Write a number with its unit, which is one where the number is."""
    one = unit.en.removesuffix("s") if number == 1 else unit.en
    return Label(f"{number:g} {one}", f"{number:g}{unit.zh}")


def plain(value: float) -> str:
    """Write a figure with two decimals."""
    return f"{value:.2f}".replace("-", "−")


def signed(value: float) -> str:
    """Write a difference with its sign."""
    return f"{value:+.2f}".replace("-", "−")


def amount(value: float, currency: str = "") -> str:
    """Write money, without decimals from 100 on and where there are none; a sign stands before it, a name after it."""
    digits = 0 if abs(value) >= 100 or float(value).is_integer() else 2
    written = f"{round(value, digits) + 0.0:,.{digits}f}".replace("-", "−")
    if len(currency) == 1 and not currency.isalnum():
        return f"{currency}{written}"
    return written + (f" {currency}" if currency.isascii() else currency) if currency else written


WRITTEN: dict[str, Written] = {
    "share": percent,
    "nps": points,
    "index": points,
    "mean": plain,
    "effect": plain,
    "money": amount,
    **dict.fromkeys(("seconds", "minutes", "hours", "days"), duration),
    "count": lambda value: f"{value:,.0f}",
}


def write(value: float, unit: str) -> str:
    """Write a figure of a unit."""
    return WRITTEN.get(unit, points)(value)


def write_difference(value: float, unit: str, *, sign: bool = False) -> str:
    """Write a difference of figures of a unit, without the unit; shares in percentage points."""
    number = 100 * value if unit == "share" else value
    if WRITTEN.get(unit) is duration:
        return ("+" if sign and number >= 0 else "") + duration(number)
    digits = 2 if unit in ("mean", "effect") else 0 if unit == "count" else 1
    return f"{number:{'+' if sign else ''},.{digits}f}".replace("-", "−")


def between(interval: Interval | None, written: Written = plain, language: Language = "en") -> str:
    """Return an interval in brackets; "" where there is none."""
    if interval is None:
        return ""
    if interval.kind == "unbounded":
        return "(−∞, ∞)" if language == "en" else "（−∞至∞）"
    low, high = written(interval.low), written(interval.high)
    if isinf(interval.high):
        return f"({low} or more)" if language == "en" else f"（不低于{low}）"
    if isinf(interval.low):
        return f"({high} or less)" if language == "en" else f"（不高于{high}）"
    if interval.kind == "complement":
        return f"(outside {low} to {high})" if language == "en" else f"（{low}至{high}之外）"
    return f"({low} to {high})" if language == "en" else f"（{low}至{high}）"


def figure(estimate: Estimate, written: Written = plain, language: Language = "en") -> str:
    """Return value and interval, or why there is none.

    Args:
        estimate: Any estimate.
        written: How one number is written.
        language: Of the words and the brackets.
    """
    if estimate.value is None:
        reason = reason_text(estimate.reason, language)
        return f"– ({reason})" if language == "en" else f"–（{reason}）"
    ends = between(estimate.interval, written, language)
    space = " " if ends and language == "en" else ""
    return f"{written(estimate.value)}{space}{ends}"


def figures(estimate: Estimate, written: Written = plain) -> Label:
    """Return value and interval in both languages."""
    return Label(figure(estimate, written), figure(estimate, written, "zh"))
