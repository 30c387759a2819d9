"""What an unknown column may be: scale, missing codes and role, each guess with its evidence."""

import re
from collections import Counter
from typing import Any, Final, Literal

import numpy as np
from attrs import frozen

from servicekit.data._columns import Column
from servicekit.data._numerals import decimal_digits, parse_number, stripped

Role = Literal["recommend", "satisfaction", "effort", "rating", "group", "wave", "weight", "id", "unknown"]
MOST_CATEGORIES: Final = 11
MOST_GROUPS: Final = 60
USUAL_SCALES: Final = ((0, 1), (1, 3), (1, 4), (1, 5), (1, 6), (1, 7), (1, 9), (1, 10), (0, 10), (0, 100))
USUAL_CODES: Final = (0.0, 6.0, 8.0, 9.0, 11.0, 88.0, 96.0, 97.0, 98.0, 99.0, 999.0, -1.0, -9.0, -99.0)
SMALLEST_GAP: Final = 2
WORDS: Final[dict[Role, tuple[str, ...]]] = {
    "recommend": ("recommend", "nps", "netpro", "promoter", "推荐"),
    "effort": ("effort", "ease", "easy", "ces", "费力", "轻松", "便捷"),
    "satisfaction": ("overall", "satisf", "csat", "q7all", "满意", "总体"),
    "weight": ("weight", "wgt", "权重"),
    "wave": ("wave", "year", "quarter", "period", "month", "期", "年份", "季度"),
    "id": ("respnum", "respondent", "uuid", "编号", "序号"),
    "group": (
        "branch",
        "site",
        "store",
        "region",
        "city",
        "area",
        "segment",
        "gender",
        "sex",
        "网点",
        "门店",
        "地区",
        "性别",
    ),
}


@frozen(kw_only=True)
class ColumnGuess:
    """What one column looks like.

    Attributes:
        name: The column.
        role: What it may be.
        low, high: Ends of the scale of a rating; None for others.
        missing_codes: Numbers that look like "no answer".
        is_text: Whether its numbers are kept as text.
        evidence: Why, in words.
    """

    name: str
    role: Role
    low: float | None = None
    high: float | None = None
    missing_codes: tuple[float, ...] = ()
    is_text: bool = False
    evidence: str = ""


def guess(column: Column) -> ColumnGuess:
    """Look at the values and the name of a column."""
    present = column.values[column.present]
    named = _role_by_name(column.name)
    numbers, is_text = _numbers(present)
    if numbers is None:
        return _words(column.name, present, named)
    if not len(numbers):
        return ColumnGuess(name=column.name, role="unknown", evidence="it is empty")
    distinct = np.unique(numbers)
    whole = bool((distinct == np.rint(distinct)).all())
    span = f"{len(distinct)} distinct numbers from {distinct[0]:g} to {distinct[-1]:g}"
    if named == "weight" and distinct[0] >= 0:
        return ColumnGuess(name=column.name, role="weight", evidence=f"{span}, mean {numbers.mean():.2f}; its name")
    if named == "id" or (len(distinct) == len(numbers) > MOST_CATEGORIES and whole):
        return ColumnGuess(name=column.name, role="id", evidence=f"{span}, nearly one per row")
    if named in ("wave", "group") and len(distinct) <= MOST_GROUPS:
        return ColumnGuess(name=column.name, role=named, evidence=f"{span}; its name")
    if not whole or len(distinct) > MOST_CATEGORIES + 3:
        return ColumnGuess(name=column.name, role="unknown", evidence=span)
    return _rating(column.name, numbers, distinct, named, is_text)


def _rating(name: str, numbers: Any, distinct: Any, named: Role | None, is_text: bool) -> ColumnGuess:
    values = distinct.tolist()
    codes = _codes(values)
    inside = [value for value in values if value not in codes]
    low, high = _scale(inside, named)
    counts = Counter(numbers.tolist())
    evidence = f"answers {_listed(inside)}"
    if codes:
        evidence += "; " + ", ".join(f"{code:g} occurs {counts[code]} times and lies off that scale" for code in codes)
    if (low, high) != (inside[0], inside[-1]):
        evidence += f"; read as {low:g} to {high:g}, the usual scale around them"
    role: Role = named if named in ("recommend", "satisfaction", "effort") else "rating"
    if role == "recommend" and (low, high) != (0, 10):
        role = "rating"
    if role != "rating":
        evidence += "; its name"
    return ColumnGuess(
        name=name, role=role, low=low, high=high, missing_codes=tuple(codes), is_text=is_text, evidence=evidence
    )


def _codes(values: list[float]) -> list[float]:
    """Return numbers that stand apart from the others, or that questionnaires use for "no answer".

    0 below a scale such as 1 to 5 is one of them; 6 above it only beside such a 0, for 1 to 6 is a scale too.
    """
    codes: list[float] = []
    while len(values) - len(codes) > SMALLEST_GAP:
        inside = [value for value in values if value not in codes]
        top, bottom = inside[-1], inside[0]
        alone = top - inside[-2] >= SMALLEST_GAP
        after = (top, inside[-2]) == (11.0, 10.0) or ((top, inside[-2]) == (6.0, 5.0) and bottom == 0)
        if top in USUAL_CODES and (alone or after):
            codes.append(top)
        elif bottom < 0 or (bottom == 0 and 3 <= top < 10):
            codes.append(bottom)
        else:
            break
    return sorted(codes)


def _scale(inside: list[float], named: Role | None) -> tuple[float, float]:
    low, high = inside[0], inside[-1]
    if named == "recommend" and low >= 0 and 5 < high <= 10:
        return 0.0, 10.0
    for start, stop in USUAL_SCALES:
        if start <= low and high <= stop and (high - low) >= (stop - start) / 2 and (start != 0 or low == 0):
            return float(start), float(stop)
    return low, high


def _numbers(present: Any) -> tuple[Any, bool]:
    if present.dtype.kind in "iuf":
        return present.astype(float), False
    entries = present.tolist()
    if not entries:
        return np.empty(0), False
    read = [parse_number(decimal_digits(stripped(entry))) for entry in entries if isinstance(entry, str)]
    if len(read) < len(entries) or any(number is None for number in read):
        return None, False
    return np.array(read, dtype=float), True


def _words(name: str, present: Any, named: Role | None) -> ColumnGuess:
    distinct = list(dict.fromkeys(map(str, present)))
    few = len(distinct) <= min(MOST_GROUPS, max(2, len(present) // 3))
    shown = f"{len(distinct)} distinct texts: {', '.join(repr(word) for word in distinct[:4])}"
    if few:
        role: Role = "wave" if named == "wave" else "group"
        return ColumnGuess(name=name, role=role, evidence=shown)
    return ColumnGuess(name=name, role="id" if len(distinct) == len(present) else "unknown", evidence=shown)


def _role_by_name(name: str) -> Role | None:
    plain = name.casefold()
    if plain == "id" or plain.endswith("_id"):
        return "id"
    return next((role for role, words in WORDS.items() if any(word in plain for word in words)), None)


def _listed(values: list[float]) -> str:
    return ", ".join(f"{value:g}" for value in values)


def expectation_pairs(names: list[str]) -> list[tuple[str, str]]:
    """Return (expectation, perception) columns whose names differ only in the words for the two."""
    marks = (
        ("expected", "perceived"),
        ("expected", "received"),
        ("_expected", ""),
        ("exp", "per"),
        ("e", "p"),
        ("期望", "感知"),
    )
    found: list[tuple[str, str]] = []
    for name in names:
        for mark, other in marks:
            partner = re.sub(re.escape(mark), other, name, count=1, flags=re.IGNORECASE)
            short = len(mark) == 1 and not re.fullmatch(r"e\d+", name, flags=re.IGNORECASE)
            if partner != name and partner in names and not short:
                found.append((name, partner))
                break
    return found
