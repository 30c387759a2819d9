"""Personal data in comments: what has a form is masked; names have none, and nothing here promises to find them."""

import re
from typing import Final

_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_MASKS: Final = (
    ("email", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")),
    # a Chinese identity number: 17 digits and a digit or X
    ("id", re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")),
    # 13 to 19 digits in groups that pass Luhn's check
    ("card", re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")),
    # a Chinese plate: province, letter, five or six signs
    ("plate", re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{{5,6}}(?![A-Z0-9])")),
    # seven to fifteen digits with the signs that people write between them
    ("phone", re.compile(r"(?<![\d.,])(?:\+|00)?\(?\d(?:[ ()/.-]{0,2}\d){6,14}(?![\d%])")),
)
_DAY: Final = r"(?:19|20)\d\d[-/.]?(?:0?[1-9]|1[0-2])[-/.]?(?:0?[1-9]|[12]\d|3[01])"
_DATE: Final = re.compile(rf"{_DAY}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}")


def mask_personal_data(comment: str) -> str:
    """Return a comment with e-mail addresses, phone, card, identity and Chinese plate numbers masked.

    What has a form can be found; names, addresses and what people tell about themselves cannot be promised: read
    comments before they are published.

    Args:
        comment: The text; dates and amounts stay as they are.

    Example:
        >>> from servicekit.comments import mask_personal_data
        >>> mask_personal_data("Call 139 1234 5678 or write to li@example.com, 车牌京A12345")
        'Call [phone] or write to [email], 车牌[plate]'
    """
    for kind, pattern in _MASKS:
        comment = pattern.sub(lambda found, kind=kind: _mask(found[0], kind), comment)  # type: ignore[misc]
    return comment


def _mask(words: str, kind: str) -> str:
    if kind == "card" and not _luhn(words):
        return words
    if kind == "phone" and _DATE.fullmatch(words.strip()):
        return words
    return f"[{kind}]"


def _luhn(words: str) -> bool:
    digits = [int(sign) for sign in words if sign.isdigit()][::-1]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
