"""Results at another confidence level, from the evidence that they hold; those whose evidence is gone say so."""

from collections.abc import Mapping
from math import isclose
from typing import Any, Final

import attrs

from servicekit.foundation._checks import confidence, validate
from servicekit.foundation._errors import InvalidValueError

ANEW: Final = "compute it anew from the data with level="
NEARLY: Final = 1e-12


def at_level(result: object, level: float) -> Any:
    """Return a result whose intervals have another level.

    Args:
        result: A result with intervals of its own, or one that holds such results.
        level: Confidence level, between 0 and 1.

    Raises:
        InvalidValueError: Its evidence does not tell its interval at another level.
    """
    validate(confidence, "level", level)
    made = _evolved(result, float(level))
    old, new = (getattr(one, "interval", None) for one in (result, made))
    if old is not None and hasattr(old, "level") and not _follows(old, new, float(level)):
        raise InvalidValueError(
            "level", f"{old.level:g}, at which this {type(result).__name__} was computed", level, hint=ANEW
        )
    return made


def _evolved(value: object, level: float) -> Any:
    from servicekit.foundation._results import Groups, Result

    if isinstance(value, Groups):
        return value.map(lambda result: at_level(result, level))
    if isinstance(value, Mapping):
        return {key: _inner(entry, level) for key, entry in value.items()} if _holds(value.values()) else value
    if isinstance(value, tuple):
        return tuple(_inner(entry, level) for entry in value) if _holds(value) else value
    if not isinstance(value, Result) or not attrs.has(type(value)):
        return value
    changed: dict[str, Any] = {}
    kind: Any = type(value)
    for field in attrs.fields(kind):
        own = getattr(value, field.name)
        new = level if field.name == "level" else _inner(own, level)
        if field.init and new is not own:
            changed[field.alias] = new
    plain: Any = value
    return attrs.evolve(plain, **changed) if changed else value


def _inner(value: object, level: float) -> Any:
    from servicekit.foundation._results import Result

    return at_level(value, level) if isinstance(value, Result) else _evolved(value, level)


def _holds(values: Any) -> bool:
    from servicekit.foundation._results import Result

    return any(isinstance(each, Result | Mapping | tuple) for each in values)


def _follows(old: Any, new: Any, level: float) -> bool:
    """Whether an interval is one of the new level: wider where that is higher, narrower where it is lower."""
    if new is None:
        return False
    if isclose(old.level, level, abs_tol=NEARLY) or old.low == old.high:
        return True
    if not isclose(new.level, level, abs_tol=NEARLY):
        return False
    if old.kind != "bounded" or new.kind != "bounded":
        return True
    wide, narrow = (new, old) if level > old.level else (old, new)
    holds = wide.low <= narrow.low + NEARLY and narrow.high <= wide.high + NEARLY
    return holds and (wide.low, wide.high) != (narrow.low, narrow.high)
