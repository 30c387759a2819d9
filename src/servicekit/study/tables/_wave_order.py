"""The order of the waves of a study: as it states them, or as their names tell it."""

from collections.abc import Iterable, Sequence
from typing import Any

from servicekit.data._chronology import waves_in_order
from servicekit.foundation._errors import InvalidValueError


def wave_order(levels: Iterable[object], column: str, stated: Sequence[str]) -> list[Any]:
    """Return the waves in order.

    Args:
        levels: The waves found.
        column: Their column, for messages.
        stated: What the study says, from the first to the last; numbers and dates as they are written.

    Raises:
        InvalidValueError: The order is neither stated nor known.
    """
    found = [level for level in levels if level is not None]
    if stated:
        words = {str(level): level for level in found}
        return waves_in_order(found, column, [words.get(word, word) for word in stated])
    try:
        return waves_in_order(found, column)
    except InvalidValueError as error:
        name, rule, got, where, _ = error.parts
        hint = "state it from the first to the last as wave_order = [...]"
        raise InvalidValueError(name, rule, got, where, hint) from None
