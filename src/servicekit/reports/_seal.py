"""The checksum of a page: whatever is changed in it after it was written, be it one digit of a picture, is found."""

from hashlib import sha256
from typing import Final

AFTER: Final = '<meta charset="utf-8">\n'
START: Final = '<meta name="checksum" content="'
END: Final = '">\n'


def sealed(page: str) -> str:
    """Return a page with its checksum."""
    before, mark, rest = page.partition(AFTER)
    return f"{before}{mark}{START}{_of(page)}{END}{rest}"


def is_sealed(page: str) -> bool:
    """Return whether a page is as it was written; line ends of another system do not count."""
    plain = page.replace("\r\n", "\n")
    before, mark, rest = plain.partition(START)
    said, end, rest = rest.partition(END)
    return bool(mark and end) and said == _of(before + rest)


def _of(page: str) -> str:
    return sha256(page.encode("utf-8", "surrogatepass")).hexdigest()
