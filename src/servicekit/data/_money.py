"""Amounts of money kept as text: a stated sign, thousands in groups of three, one decimal mark, nothing guessed."""

import re
from functools import cache
from typing import Any, Literal

import attrs
import numpy as np

from servicekit.data._columns import Column
from servicekit.data._numerals import decimal_digits, stripped


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


def _amount(cell: Any, sign: str, decimal: str) -> Any:
    if not isinstance(cell, str):
        return cell
    text = decimal_digits(stripped(cell))
    parts = _pattern(sign, decimal).fullmatch(text)
    if parts is None or (parts["before"] and parts["after"]) or (parts["outer"] and parts["inner"]):
        return stripped(cell)
    thousands = "," if decimal == "." else "."
    number = float(f"{parts['whole'].replace(thousands, '')}.{parts['rest'] or '0'}")
    return -number if "-" in (parts["outer"], parts["inner"]) else number


@cache
def _pattern(sign: str, decimal: str) -> re.Pattern[str]:
    mark, thousands = re.escape(decimal), re.escape("," if decimal == "." else ".")
    money = f"(?:{re.escape(sign)})?" if sign else ""
    return re.compile(
        rf"(?P<outer>[-+]?)(?P<before>{money})\s?(?P<inner>[-+]?)"
        rf"(?P<whole>[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+|[0-9]+)(?:{mark}(?P<rest>[0-9]+))?\s?(?P<after>{money})"
    )
