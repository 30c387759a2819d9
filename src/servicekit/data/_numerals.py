"""The strict grammar of numbers and labels written as text; it never guesses what the writer meant."""

from typing import Final, Literal
from unicodedata import category, normalize

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


def has_control(text: str) -> bool:
    """Return whether control characters or halves of surrogate pairs stand anywhere in the text."""
    return any(category(character) in ("Cc", "Cs") for character in text)


def folded(text: str) -> str:
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
