"""Every error servicekit raises on purpose; each says what, the rule, what was got, where, and what to do."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, Final

SHOWN: Final = 3
LONGEST: Final = 60


def shown(value: object) -> str:
    """Write a value for a message: escaped, shortened, and of many values only the first few with their number."""
    if isinstance(value, list | tuple | set | frozenset) and len(value) > SHOWN:
        first = ", ".join(shown(item) for item in list(value)[:SHOWN])
        return f"[{first}, … {len(value)} in all]"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    item = getattr(value, "item", None)
    plain = item() if callable(item) and getattr(value, "ndim", None) == 0 else value
    text = ascii(plain) if isinstance(plain, str) and not plain.isprintable() else repr(plain)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


class ServiceKitError(Exception):
    """Base of every error raised on purpose; picklable, because its arguments are kept."""

    def __init__(self, message: str, *details: Any) -> None:
        super().__init__(message, *details)
        self.message = message

    def __str__(self) -> str:
        return self.message


class InvalidValueError(ServiceKitError, ValueError):
    """A value that breaks a stated rule.

    Args:
        name: What was given, in the caller's words ("ratings").
        rule: What it must be ("whole numbers from 0 to 10").
        got: The offending value or values.
        where: Column and row, if known ("column 'q1', row 3").
        hint: What to do about it.
    """

    def __init__(self, name: str, rule: str, got: object = ..., where: str = "", hint: str = "") -> None:
        found = "" if got is ... else f", got {shown(got)}"
        place = f" ({where})" if where else ""
        advice = f"; {hint}" if hint else ""
        super().__init__(f"{name} must be {rule}{found}{place}{advice}")
        self.parts = (name, rule, got, where, hint)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.parts


class ScaleMismatchError(ServiceKitError, ValueError):
    """Summaries of different scales, columns or settings were to be merged or compared."""


class NotEnoughDataError(ServiceKitError, ValueError):
    """Too few usable answers to compute anything, where a result that says so cannot be given."""


class NotConvergedError(ServiceKitError, ArithmeticError):
    """An iteration that did not settle; its last state is never returned as an answer."""


class ForbiddenEventError(ServiceKitError, ValueError):
    """An event or step that the present state does not allow; the message names those it does."""


class RecordError(ServiceKitError, ValueError):
    """A saved file or record that cannot be read as what it claims to be; all problems are listed."""


class MissingExtraError(ServiceKitError, ImportError):
    """An optional dependency is not installed; the message says which extra brings it."""


class MissingColumnError(ServiceKitError, LookupError):
    """A column that the data do not have."""

    def __init__(self, missing: Iterable[str], known: Sequence[str]) -> None:
        names = list(missing)
        near = [match for name in names for match in get_close_matches(name, known, n=1, cutoff=0.6)]
        hint = f"; did you mean {', '.join(map(repr, near))}?" if near else f"; the data have {shown(list(known))}"
        super().__init__(f"the data have no column {', '.join(map(repr, names))}{hint}")
        self.parts = (names, list(known))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.parts


class UnknownConceptError(ServiceKitError, LookupError):
    """A key that names no concept of a framework."""

    def __init__(self, what: str, key: object, known: Sequence[str]) -> None:
        near = get_close_matches(str(key), known, n=1, cutoff=0.6)
        hint = f"did you mean {near[0]!r}? " if near else ""
        super().__init__(f"unknown {what} {shown(key)}; {hint}choose from {', '.join(known)}")
        self.parts = (what, key, list(known))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.parts


class ServiceKitWarning(UserWarning):
    """Base of every warning: something legal that a careful analyst would want to hear about."""
