"""The strict grammar of numbers and labels written as text; it never guesses what the writer meant."""

import re
from functools import cache
from typing import Any, Final, Literal
from unicodedata import category, normalize

import attrs
import numpy as np

from servicekit.data._columns import Column

LONGEST: Final = 40
DIGITS: Final = frozenset("0123456789")


def stripped(text: str) -> str:
    """Remove spaces of any script, zero-width marks and byte-order marks from both ends."""
    start, stop = 0, len(text)
    while start < stop and _is_margin(text[start]):
        start += 1
    while stop > start and _is_margin(text[stop - 1]):
        stop -= 1
    return text[start:stop]


def is_blank(entry: object) -> bool:
    """Return whether a cell says nothing: None, or text of spaces alone."""
    return entry is None or (isinstance(entry, str) and not stripped(entry))


def _is_margin(character: str) -> bool:
    return character.isspace() or category(character) in ("Cf", "Zs")


def has_hidden(text: str) -> bool:
    """Return whether control, format or surrogate characters stand inside the text."""
    return any(category(character) in ("Cc", "Cf", "Cs") for character in text)


def casefolded(text: str) -> str:
    """Return a label in the form in which labels are compared: NFKC, stripped, without case."""
    return normalize("NFKC", stripped(text)).casefold()


def decimal_digits(text: str) -> str:
    """Write the decimal digits and signs of any script (full-width, Arabic-Indic) in ASCII; leave the rest alone."""
    return "".join(_ascii(character) for character in text)


def _ascii(character: str) -> str:
    if category(character) == "Nd":
        return str(int(character))
    return normalize("NFKC", character) if character in "＋－．，" else character


def parse_number(text: str, *, decimal: Literal[".", ","] = ".") -> float | None:
    """Read optional sign, digits and at most one decimal mark; None for anything else.

    "1_0", "1e3", "inf", "nan", "²", thousands separators and the other decimal mark are not numbers here.
    """
    body = text[1:] if text[:1] in "+-" else text
    whole, mark, rest = body.partition(decimal)
    plain = set(whole + rest) <= DIGITS and bool(whole) and (bool(rest) or not mark)
    if not plain or len(body) > LONGEST:
        return None
    return float(f"{'-' if text[:1] == '-' else ''}{whole}.{rest or '0'}")


APART: Final = "'’ \u00a0\u202f"
"""What else parts thousands: apostrophes and blanks that do not break."""
THOUSANDS: Final = re.compile(rf"[,.{APART}]")


def money_of_text(column: Column, *, sign: str, decimal: Literal[".", ","] = ".") -> Column:
    """Return a column of text with its amounts as numbers; cells that are no amount stay as they are.

    Whoever takes the amounts then refuses those cells, or sets them aside, like any other text.

    Args:
        column: Text such as "$1,234.50", "-12.30 €" or "8 元"; columns of numbers are returned untouched.
        sign: Currency sign, at either end of the amount or nowhere.
        decimal: Decimal mark; the other one parts thousands.
    """
    values = np.asarray(column.values)
    if values.dtype.kind not in "OUS":
        return column
    found = np.empty(len(values), dtype=object)
    found[:] = [_amount(cell, sign, decimal) for cell in values.tolist()]
    return attrs.evolve(column, values=found)


def _amount(cell: object, sign: str, decimal: str) -> Any:
    if not isinstance(cell, str):
        return cell
    text = decimal_digits(stripped(cell))
    parts = _pattern(sign, decimal).fullmatch(text)
    if parts is None or (parts["before"] and parts["after"]) or (parts["outer"] and parts["inner"]):
        return stripped(cell)
    number = float(f"{THOUSANDS.sub('', parts['whole'])}.{parts['rest'] or '0'}")
    return -number if "-" in (parts["outer"], parts["inner"]) else number


@cache
def _pattern(sign: str, decimal: str) -> re.Pattern[str]:
    mark, thousands = re.escape(decimal), f"[{',' if decimal == '.' else '.'}{APART}]"
    money = f"(?:{re.escape(sign)})?" if sign else ""
    return re.compile(
        rf"(?P<outer>[-+]?)(?P<before>{money})\s?(?P<inner>[-+]?)"
        rf"(?P<whole>[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+|[0-9]+)(?:{mark}(?P<rest>[0-9]+))?\s?(?P<after>{money})"
    )
