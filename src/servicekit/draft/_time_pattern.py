"""The strptime pattern in which the times of a column are written."""

from datetime import datetime
from typing import Final

from servicekit.draft._look import Look

PATTERNS: Final = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d/%b/%Y %I:%M %p",
    "%b %d, %Y",
    "%B %d, %Y",
    "%Y年%m月%d日",
    "%Y%m%d",
)
LOOKED_AT: Final = 300


def time_pattern(look: Look) -> tuple[str | None, tuple[str, ...]]:
    """Return the strptime pattern that reads all values, and its rivals; None for ISO 8601 or typed times."""
    if look.profile.is_time:
        return None, ()
    values = list(look.values)[:LOOKED_AT]
    if all(_reads_iso(value) for value in values):
        return None, ()
    fitting = [pattern for pattern in PATTERNS if all(_reads(value, pattern) for value in values)]
    return (fitting[0], tuple(fitting[1:])) if fitting else ("", ())


def is_swappable(pattern: str, rivals: tuple[str, ...]) -> bool:
    """Return whether another pattern that reads all values takes days for months."""
    return any({"%d", "%m"} <= set(other.replace("/", " ").replace(".", " ").split()) for other in rivals)


def _reads(value: str, pattern: str) -> bool:
    try:
        datetime.strptime(value, pattern)
    except ValueError:
        return False
    return True


def _reads_iso(value: str) -> bool:
    if not value[:4].isdigit() or value[4:5] != "-":
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
