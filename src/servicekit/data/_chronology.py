"""The order of groups and waves in time: categories as declared, dates, periods in both languages, numbers in names."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final
from unicodedata import normalize

from servicekit.data._categories import Category
from servicekit.foundation._errors import InvalidValueError

Key = tuple[Any, ...]
_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_CHINESE: Final = {name: place for place, name in enumerate([*"一二三四五六七八九十", "十一", "十二"], 1)}
_YEAR: Final = r"(?:19|20|21)\d\d"
_MONTH: Final = "(" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS if name != "may") + "|may|sept)\\.?"
_ORDINAL: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_QUARTER: Final = r"(?:q|quarter )([1-4])"
_HALF: Final = r"(?:h|half )([12])"
_BETWEEN: Final = r"[ ,./-]*"


def _month(name: str) -> int:
    return next(place for place, month in enumerate(_MONTHS, 1) if month.startswith(name.rstrip(".")[:3]))


def _number(text: str) -> int:
    if text in _CHINESE:
        return _CHINESE[text]
    if "十" in text:  # 十三, 二十, 二十一
        tens, ones = text.split("十")
        return 10 * (_CHINESE[tens] if tens else 1) + (_CHINESE[ones] if ones else 0)
    return _ORDINAL[text] if text in _ORDINAL else int(text)


def _day(year: int, month: int, day: int) -> Key:
    return (date(year, month, day).toordinal(),)  # what is no date raises ValueError and is no match


# name of the form -> (pattern, groups to key); forms of one name can be compared with each other
_FORMS: Final[tuple[tuple[str, re.Pattern[str], Callable[..., Key]], ...]] = tuple(
    (name, re.compile(pattern), key)
    for name, pattern, key in (
        ("year", rf"(?:fy ?)?({_YEAR})(?: ?年(?:度)?)?", lambda y: (int(y),)),
        ("months", _MONTH, lambda m: (_month(m),)),
        ("months", r"(\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?", lambda m: (_number(m),)),
        ("month of year", rf"{_MONTH}{_BETWEEN}({_YEAR})", lambda m, y: (int(y), _month(m))),
        ("month of year", rf"({_YEAR}){_BETWEEN}{_MONTH}", lambda y, m: (int(y), _month(m))),
        (
            "month of year",
            rf"({_YEAR}) ?年 ?(\d{{1,2}}|[一二三四五六七八九十]{{1,2}}) ?月(?:份)?",
            lambda y, m: (int(y), _number(m)),
        ),
        ("month of year", rf"(0?[1-9]|1[0-2])[./-]({_YEAR})", lambda m, y: (int(y), int(m))),
        ("month of year", rf"({_YEAR})[./-](0?[1-9]|1[0-2])", lambda y, m: (int(y), int(m))),
        ("month of year", rf"{_MONTH}[ -]?'(\d\d)", lambda m, y: (2000 + int(y), _month(m))),
        ("month and two digits", rf"{_MONTH}[ -](\d\d)", lambda m, y: (int(y), _month(m))),
        ("month and day", rf"{_MONTH}[ -](\d\d?)", lambda m, d: (_month(m), int(d))),
        ("month and day", r"(\d{1,2})月(\d{1,2})[日号]", lambda m, d: (int(m), int(d))),
        ("quarters", _QUARTER, lambda q: (int(q),)),
        ("quarters", r"(first|second|third|fourth|1st|2nd|3rd|4th) quarter", lambda q: (_number(q),)),
        ("quarters", r"第?([1-4一二三四])季度?", lambda q: (_number(q),)),
        ("quarter of year", rf"{_QUARTER}{_BETWEEN}({_YEAR})", lambda q, y: (int(y), int(q))),
        ("quarter of year", rf"({_YEAR}){_BETWEEN}{_QUARTER}", lambda y, q: (int(y), int(q))),
        ("quarter of year", r"q([1-4])[ '/-]?(\d\d)", lambda q, y: (2000 + int(y), int(q))),
        (
            "quarter of year",
            rf"([1-4])q ?({_YEAR}|\d\d)",
            lambda q, y: (int(y) % 2000 + 2000 if len(y) == 2 else int(y), int(q)),
        ),
        (
            "quarter of year",
            rf"(first|second|third|fourth|1st|2nd|3rd|4th) quarter,? (?:of )?({_YEAR})",
            lambda q, y: (int(y), _number(q)),
        ),
        ("quarter of year", rf"({_YEAR}) ?年? ?第?([1-4一二三四])季度?", lambda y, q: (int(y), _number(q))),
        ("halves", _HALF, lambda h: (int(h),)),
        ("halves", r"([上下])半年", lambda h: ("上下".index(h),)),
        ("half of year", rf"{_HALF}{_BETWEEN}({_YEAR})", lambda h, y: (int(y), int(h))),
        ("half of year", rf"({_YEAR}){_BETWEEN}{_HALF}", lambda y, h: (int(y), int(h))),
        ("half of year", rf"({_YEAR}) ?年? ?([上下])半年", lambda y, h: (int(y), 1 + "上下".index(h))),
        ("week of year", rf"({_YEAR})[ -]?w(?:eek ?)?(\d{{1,2}})", lambda y, w: (int(y), int(w))),
        ("week of year", rf"w(?:eek ?)?(\d{{1,2}})[ ,/-]*({_YEAR})", lambda w, y: (int(y), int(w))),
        ("week of year", rf"({_YEAR}) ?年 ?第?(\d{{1,2}})周", lambda y, w: (int(y), int(w))),
        ("year first", rf"({_YEAR})[-/.](\d{{1,2}})[-/.](\d{{1,2}})", lambda y, m, d: _day(int(y), int(m), int(d))),
        ("year first", rf"({_YEAR})年(\d{{1,2}})月(\d{{1,2}})[日号]", lambda y, m, d: _day(int(y), int(m), int(d))),
        ("day first", rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.]({_YEAR})", lambda d, m, y: _day(int(y), int(m), int(d))),
        ("month first", rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.]({_YEAR})", lambda m, d, y: _day(int(y), int(m), int(d))),
        (
            "day in words",
            rf"(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? ({_YEAR})",
            lambda d, m, y: _day(int(y), _month(m), int(d)),
        ),
        (
            "day in words",
            rf"{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?,? ({_YEAR})",
            lambda m, d, y: _day(int(y), _month(m), int(d)),
        ),
    )
)
_ROUND: Final = {"months": 12, "quarters": 4, "halves": 2}
_DECIMAL: Final = re.compile(r"\d+\.\d+", re.ASCII)
_RUN: Final = re.compile(r"\d+|(?<=第)[一二三四五六七八九十]{1,3}")


def _forms(text: str) -> dict[str, Key]:
    """Return what a text may mean: name of the form -> key to sort by."""
    found: dict[str, Key] = {}
    plain = " ".join(normalize("NFKC", text).casefold().split())
    for name, pattern, key in _FORMS:
        if matched := pattern.fullmatch(plain):
            with suppress(ValueError, KeyError):
                found[name] = key(*matched.groups())
    if plain[:4].isdigit():
        with suppress(ValueError):
            found["instant"] = (_instant(datetime.fromisoformat(plain.upper())),)
    return found


def _instant(when: date) -> datetime:
    if not isinstance(when, datetime):
        return datetime(when.year, when.month, when.day)
    return when if when.tzinfo is None else when.astimezone(UTC).replace(tzinfo=None)


def _in_words(levels: Sequence[str]) -> list[str] | None:
    """Return texts in the one order that every form common to all of them gives; None where there is none."""
    common = {name: [key] for name, key in _forms(levels[0]).items()}
    for level in levels[1:]:
        if not common:
            return None
        forms = _forms(level)
        common = {name: [*keys, forms[name]] for name, keys in common.items() if name in forms}
    orders = []
    for name, keys in common.items():
        if name in _ROUND and _goes_round([key[0] for key in keys], _ROUND[name]):
            return None  # November, December, January: of which year first is not said
        orders.append(_sorted(levels, keys))
    return _agreed(orders)


def _goes_round(places: Sequence[int], length: int) -> bool:
    """Say whether periods without a year run over its end: one stretch round the year, but not from its beginning."""
    there = set(places)
    breaks = sum((place % length + 1) not in there for place in there)
    return breaks == 1 and len(there) < length and max(there) - min(there) + 1 > len(there)


def _by_numbers(levels: Sequence[str]) -> list[str] | None:
    """Return texts that differ in their numbers alone in the order of the numbers; a year among them goes first."""
    plain = [" ".join(normalize("NFKC", level).casefold().split()) for level in levels]
    if len({_RUN.sub("#", text) for text in plain}) > 1:
        return None
    numbers = [tuple(_number(run) for run in _RUN.findall(text)) for text in plain]
    varying = [place for place in range(len(numbers[0])) if len({each[place] for each in numbers}) > 1]
    if not varying:
        return None
    years = [place for place in varying if all(1900 <= each[place] <= 2199 for each in numbers)]
    rest = [place for place in varying if place not in years[:1]]
    orders = [
        _sorted(levels, [tuple(each[place] for place in (*years[:1], *way)) for each in numbers])
        for way in (rest, rest[::-1])
    ]
    if all(_DECIMAL.fullmatch(text) for text in plain):  # 1.10 may be a version after 1.9, or a number below it
        orders.append(_sorted(levels, [(float(text),) for text in plain]))
    return _agreed(orders)


def _sorted(levels: Sequence[str], keys: Sequence[Key]) -> list[str] | None:
    """Return the levels by their keys; two with one key have no order."""
    if len(set(keys)) < len(keys):
        return None
    return [levels[place] for place in sorted(range(len(levels)), key=lambda place: keys[place])]


def _agreed(orders: Sequence[list[str] | None]) -> list[str] | None:
    return orders[0] if orders and all(order == orders[0] for order in orders) else None


def chronological(levels: Iterable[object]) -> list[Any] | None:
    """Return the values of a column in their order in time, or None where that is not known.

    Known are ordered categories, numbers, dates, and text that says dates, months, quarters, halves, weeks or years in
    English or Chinese, or that differs in its numbers alone ("Wave 9", "Wave 10"). Text that could be read in two
    ways ("03/04/2025") is known only if both give the same order.

    Args:
        levels: The distinct values; None is left out.
    """
    there = [level for level in levels if level is not None]
    if all(isinstance(level, Category) for level in there):
        return sorted(there, key=lambda level: level.rank)
    if all(isinstance(level, int | float) and not isinstance(level, bool) for level in there):
        return sorted(there)
    if all(isinstance(level, date) for level in there):
        return sorted(there, key=_instant)
    if not all(isinstance(level, str) for level in there):
        return None
    if len(there) == 1:
        return there
    found = _known_order(tuple(sorted(map(str, there)))) if there else []
    return None if found is None else list(found)


@lru_cache(maxsize=64)
def _known_order(levels: tuple[str, ...]) -> list[str] | None:
    return _in_words(levels) if _forms(levels[0]) else _by_numbers(levels)


def in_order(levels: Iterable[Any]) -> list[Any]:
    """Return groups in the order in which they are shown: in time where that is known, else sorted; None comes last.

    Args:
        levels: The distinct values, or tuples of values of several columns.
    """
    there = list(levels)
    named = [level for level in there if level is not None]
    if named and all(isinstance(level, tuple) for level in named):
        columns = [in_order(dict.fromkeys(column)) for column in zip(*named, strict=True)]
        places = [{level: place for place, level in enumerate(column)} for column in columns]
        found = sorted(named, key=lambda level: tuple(place[each] for place, each in zip(places, level, strict=True)))
    else:
        found = chronological(named) or sorted(named, key=_sort_key)
    return [*found, *(level for level in there if level is None)]


def _sort_key(level: object) -> tuple[int, Any, str]:
    """Order groups that tell no time: numbers by size, then words."""
    return (0, level, "") if isinstance(level, int | float) and not isinstance(level, bool) else (1, 0, str(level))


def waves_in_order(levels: Iterable[object], name: str, order: Sequence[object] | None = None) -> list[Any]:
    """Return waves in the order stated, or in time where that is known.

    Args:
        levels: The distinct waves; None is left out.
        name: Of the column, for messages.
        order: The waves from the first to the last, as the caller states them; may name more than there are.

    Raises:
        InvalidValueError: The order is not known and not stated, or leaves out a wave.
    """
    there = [level for level in levels if level is not None]
    if order is not None:
        if missing := [level for level in there if level not in order]:
            raise InvalidValueError("order", "one that names every wave", missing, f"column {name!r}")
        return sorted(there, key=list(order).index)
    found = chronological(there)
    if found is None:
        hint = "state it from the first to the last as order=[...], or make the column an ordered category"
        raise InvalidValueError("waves", "in an order that is known", in_order(there), f"column {name!r}", hint)
    return found
