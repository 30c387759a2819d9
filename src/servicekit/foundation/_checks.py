"""attrs validators that speak in domain words; each refuses NaN and infinity and names field, rule and value."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import pairwise
from math import isfinite
from numbers import Real
from typing import Any, TypeVar

from servicekit.foundation._errors import InvalidValueError

Validator = Callable[[Any, Any, Any], None]
Item = TypeVar("Item")


def _number(rule: str, holds: Callable[[float], bool], hint: Callable[[float], str] = lambda _: "") -> Validator:
    def validate(instance: object, attribute: Any, value: object) -> None:
        name = attribute.name.lstrip("_") if hasattr(attribute, "name") else str(attribute)
        number = _plain(value)
        if number is None or not holds(number):
            raise InvalidValueError(name, rule, value, hint="" if number is None else hint(number))

    return validate


def _plain(value: object) -> float | None:
    if not isinstance(value, Real) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except OverflowError:  # a whole number larger than any machine number
        return None
    return number if isfinite(number) else None


finite: Validator = _number("a finite number", lambda _: True)
positive: Validator = _number("a number above 0", lambda v: v > 0)
non_negative: Validator = _number("a number of at least 0", lambda v: v >= 0)
share: Validator = _number(
    "a share from 0 to 1", lambda v: 0 <= v <= 1, lambda v: f"did you mean {v / 100:g}?" if 1 < v <= 100 else ""
)
whole: Validator = _number("a whole number of at least 0", lambda v: v >= 0 and float(v).is_integer())
whole_positive: Validator = _number("a whole number of at least 1", lambda v: v >= 1 and float(v).is_integer())
confidence: Validator = _number(
    "a confidence level between 0 and 1",
    lambda v: 0 < v < 1,
    lambda v: f"did you mean {v / 100:g}?" if 1 < v < 100 else "",
)


def validate(validator: Validator, name: str, value: object) -> None:
    """Apply a validator to an argument of a function."""
    validator(None, name, value)


def as_tuple(name: str, values: Iterable[Item]) -> tuple[Item, ...]:
    """Return several values as a tuple; a single text, which would fall into its letters, is refused."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidValueError(name, "a list, even of one", values)
    return tuple(values)


def instance_of(kind: Any, rule: str, *, hint: str = "") -> Validator:
    """Return a validator for an object of one class, or of several, named in the words of ``rule``."""

    def validate(instance: object, attribute: Any, value: Any) -> None:
        if not isinstance(value, kind):
            raise InvalidValueError(getattr(attribute, "name", str(attribute)), rule, value, hint=hint)

    return validate


def plain_date(instance: object, attribute: object, value: date) -> None:
    """Refuse what is no plain date: text, a moment, nothing."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise InvalidValueError(getattr(attribute, "name", str(attribute)), "a date", value)


def non_blank_text(instance: object, attribute: Any, value: Any) -> None:
    """Refuse what is no text, and blank text."""
    if not isinstance(value, str) or not value.strip():
        raise InvalidValueError(attribute.name, "a text that is not blank", value)


def number_in(low: float, high: float) -> Validator:
    """Return a validator for a finite number from ``low`` to ``high``."""
    return _number(f"a number from {low:g} to {high:g}", lambda v: low <= v <= high)


def ascending(instance: object, attribute: Any, value: Any) -> None:
    """Refuse a sequence that does not rise strictly."""
    if any(not later > earlier for earlier, later in pairwise(value)):
        raise InvalidValueError(attribute.name, "strictly ascending", list(value))
