"""What the values of a column are by themselves: numbers, dates, months, durations, personal entries."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from servicekit.data._numerals import decimal_digits, parse_number

LOOKED_AT: Final = 200
MONTHS: Final = (
    "jan|january|feb|february|mar|march|apr|april|may|jun|june|jul|july|aug|august|sep|sept|september|oct|"
    "october|nov|november|dec|"
    "december|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|"
    "août|septembre|octobre|"
    "novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
WAVES: Final = re.compile(
    rf"(?:{MONTHS})\.?(?:[ -]?'?\d{{2,4}})?|\d{{4}}[ -]?(?:{MONTHS})|[qt][1-4][ /-]?(?:\d{{2}}|\d{{4}})?|"
    rf"(?:\d{{4}})[ /-]?[qt][1-4]|"
    r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])/(?:19|20)\d{2}|(?:wave|welle|vague|ola|round|"
    r"period) ?\d{1,3}|"
    r"(?:\d{4}年)?第?[一二三四1-4]季度|(?:\d{4}年)?(?:[1-9]|1[0-2]|[一二三四五六七八九十]{1,2})月|\d{4}年|"
    r"第[一二三四五六七八九十\d]{1,2}[期波次轮]"
)
DATE: Final = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2}/\d{1,2}/\d{2}|\d{4}年\d{1,2}月\d{1,2}日|"
    rf"\d{{1,2}}[ /-](?:{MONTHS})[a-z]*[ /,-]+\d{{2,4}}|(?:{MONTHS})\.? \d{{1,2}},? \d{{4}})"
    r"(?:[ t,]+.{0,3}\d{1,2}[:h时点]\d{1,2}.*)?"
)
CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?")
COMPACT_DATE: Final = re.compile(r"(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
WITH_UNIT: Final = re.compile(
    r"\d+(?:[.,]\d+)? ?(?:秒|分钟?|小时|天|sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|ms|days?|months?|sekunden|"
    r"minuten|stunden)"
)
SHORT_UNIT: Final = re.compile(r"\d+(?:[.,]\d+)? ?[smhd]")
CODE: Final = re.compile(r"[^\W\d_]{1,5}[-_/]?\d{3,}")
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
CURRENCY: Final = re.compile(r"[$€£¥￥元]|rmb|cny|usd|eur|gbp|chf", re.IGNORECASE)
_MARK: Final = rf"(?:{CURRENCY.pattern})"
_AMOUNT: Final = r"\d[\d,.'’ \u00a0\u202f]*"
MONEY: Final = re.compile(rf"-?{_MARK}\s?-?{_AMOUNT}|-?{_AMOUNT}\s?{_MARK}", re.IGNORECASE)
PERCENT: Final = re.compile(r"[-+]?\d{1,3}(?:[.,]\d+)? ?[%％]")
PHONE: Final = re.compile(r"\+?[\d][\d ()\-]{7,}\d")
_YES: Final = "yes|y|true|1|ja|oui|sí|si|是|checked|selected|选中"
YES: Final = frozenset(_YES.split("|"))
_NO: Final = "no|n|false|0|nein|non|否|unchecked|未选中"
YES_NO: Final = YES | frozenset(_NO.split("|"))


@lru_cache(maxsize=1 << 16)
def number(text: str) -> float | None:
    """Return the number a text is; codes with leading zeros are none."""
    if len(text) > 24 or not text or text[0].isalpha():
        return None
    plain = text if text.isascii() else decimal_digits(text)
    digits = plain.lstrip("+-")
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        return None
    return parse_number(plain)


def numbers(values: Iterable[tuple[str, int]]) -> dict[float, int]:
    """Return the numbers among values and their rows."""
    found: dict[float, int] = {}
    for value, count in values:
        if (known := number(value)) is not None:
            found[known] = found.get(known, 0) + count
    return found


def share(values: dict[str, int], pattern: re.Pattern[str]) -> float:
    """Return the share of rows whose text is of a pattern; of at most two hundred values."""
    total = good = 0
    for place, (value, count) in enumerate(values.items()):
        if place >= LOOKED_AT:
            break
        total += count
        if len(value) <= 60 and pattern.fullmatch(value.casefold()):
            good += count
    return good / total if total else 0.0
