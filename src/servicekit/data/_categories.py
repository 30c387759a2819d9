"""Names of groups: text as it is compared, and categories that keep the order in which they were declared."""

import re
from typing import Any, Final
from unicodedata import normalize

# characters without width or form, which only hide in names; joiners that scripts need stay, and so do marks that
# turn the direction of text, because they are written out wherever a name is shown
_HIDDEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
_SPACES: Final = re.compile(r"[^\S\n\r\t\v\f\x1c-\x1f\x85\u2028\u2029]+")


class Category(str):
    """The name of a category of an ordered column: equal to its text, with its place among the categories."""

    rank: int

    def __new__(cls, text: str, rank: int) -> "Category":
        """Return the text with its place."""
        made = super().__new__(cls, text)
        made.rank = rank
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Category, (str(self), self.rank)


def tidy_name(text: str) -> str:
    """Return the name of a group as it is compared: composed, without hidden characters, with single plain spaces.

    Case stays, and so do line breaks and tabs within: they are written out where the name is shown.
    """
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text
    return _SPACES.sub(" ", normalize("NFC", text).translate(_HIDDEN)).strip()
