"""Figures in sentences: the same statement in English and Chinese with value and interval."""

from collections.abc import Callable

from servicekit.foundation._results import Estimate, Interval

Written = Callable[[float], str]


def percent(value: float) -> str:
    """Write a share as per cent."""
    return f"{100 * value:.1f}%"


def points(value: float) -> str:
    """Write a figure with one decimal."""
    return f"{value:.1f}"


def plain(value: float) -> str:
    """Write a figure with two decimals."""
    return f"{value:.2f}"


def signed(value: float) -> str:
    """Write a difference with its sign."""
    return f"{value:+.2f}"


def figure(estimate: Estimate, written: Written = plain) -> str:
    """Return value and interval, or why there is none.

    Args:
        estimate: Any estimate.
        written: How one number is written.
    """
    if estimate.value is None:
        return f"– ({estimate.reason})"
    return f"{written(estimate.value)} {between(estimate.interval, written)}".strip()


def between(interval: Interval | None, written: Written = plain) -> str:
    """Return an interval in brackets; "" where there is none."""
    if interval is None:
        return ""
    if interval.kind == "unbounded":
        return "(−∞, ∞)"
    ends = f"{written(interval.low)}, {written(interval.high)}"
    return f"({ends})" if interval.kind == "bounded" else f"∉ ({ends})"
