"""Phrases: plain words in two languages that point to a concept, found in free text and shown where they stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final
from unicodedata import combining, normalize

from attrs import field, frozen

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._traditional import SIMPLIFIED

# Traditional Chinese is compared in its simplified form
# what a keyboard makes of an apostrophe, and characters without width that hide inside words
SAME_LETTERS: Final = SIMPLIFIED | str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u200b": "", "\u00ad": "", "\ufeff": ""}
)
_WORD: Final = re.compile(r"\S+")


@lru_cache(maxsize=1 << 16)
def _piece(letter: str) -> str:
    """Fold one letter with its combining marks; texts are made of few, so that nearly all are remembered."""
    return normalize("NFKC", normalize("NFKC", letter).casefold()).translate(SAME_LETTERS)


def _fold_with_places(text: str) -> tuple[str, Sequence[int]]:
    """Fold a text and say for each folded character, and for the end, where it began in the text."""
    if text.isascii():
        return _single_spaces(text.lower(), range(len(text) + 1))
    begins = [place for place, letter in enumerate(text) if not place or not combining(letter)]
    pieces = text if len(begins) == len(text) else [text[a:b] for a, b in pairwise([*begins, len(text)])]
    folded = [_piece(piece) for piece in pieces]
    places = [place for place, letters in zip(begins, folded, strict=True) for _ in letters]
    return _single_spaces("".join(folded), [*places, len(text)])


def _single_spaces(folded: str, places: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Turn each run of white space into one space and drop what stands before the first word."""
    if folded.removesuffix(" ").split(" ") == folded.split():
        return folded, places
    letters: list[str] = []
    kept: list[int] = []
    for word in _WORD.finditer(folded):
        start, stop = word.span()
        letters.append(word[0])
        kept += places[start:stop]
        if stop < len(folded):
            letters.append(" ")
            kept.append(places[stop])
    return "".join(letters), [*kept, places[-1]]


def normalise_text(text: str) -> str:
    """Return text as it is compared: NFKC, casefolded, simplified Chinese, one kind of apostrophe, single spaces."""
    return _fold_with_places(text)[0].strip()


def _folded(phrases: Iterable[str]) -> tuple[str, ...]:
    if isinstance(phrases, str):
        raise InvalidValueError("phrases", "a sequence of phrases", phrases, hint=f"write ({phrases!r},)")
    folded = tuple(dict.fromkeys(normalise_text(phrase) for phrase in phrases))
    if "" in folded:
        raise InvalidValueError("phrases", "texts that are not blank", list(phrases))
    return folded


@frozen(kw_only=True)
class Rule:
    """Phrases that point to one concept.

    Attributes:
        key: Key of the concept.
        en, zh: The phrases; each is compared literally, never as a pattern.
        unless: Longer phrases of either language inside which a match does not count ("no problem").

    Example:
        >>> import servicekit as sk
        >>> sk.foundation.Rule(key="rude_staff", en=("barked at me",)).key
        'rude_staff'
    """

    key: str
    en: tuple[str, ...] = field(default=(), converter=_folded)
    zh: tuple[str, ...] = field(default=(), converter=_folded)
    unless: tuple[str, ...] = field(default=(), converter=_folded)

    def __attrs_post_init__(self) -> None:
        if not self.en and not self.zh:
            raise InvalidValueError(f"rule {self.key!r}", "given at least one phrase")


@frozen(kw_only=True)
class Match:
    """One phrase found in a text: ``text[start:stop]`` are the words as they were written."""

    key: str
    phrase: str
    words: str
    start: int
    stop: int


def _within_word(left: str, right: str) -> bool:
    """Whether two neighbours belong to one word; Chinese is written without spaces, so there any place may be cut."""
    return all(letter.isalnum() and not "\u3400" <= letter <= "\u9fff" for letter in (left, right))


def _spans(text: str, phrase: str) -> Iterator[tuple[int, int]]:
    start = text.find(phrase)
    while start >= 0:
        stop = start + len(phrase)
        cut_before = start == 0 or not _within_word(text[start - 1], text[start])
        if cut_before and (stop == len(text) or not _within_word(text[stop - 1], text[stop])):
            yield start, stop
        start = text.find(phrase, start + 1)


def _outermost(spans: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return those of different spans that lie inside no other, in one pass over them."""
    found: set[tuple[int, int]] = set()
    reached = -1
    for low, high in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if high > reached:
            found.add((low, high))
            reached = high
    return found


def match(text: str, rules: Iterable[Rule]) -> tuple[Match, ...]:
    """Return every phrase of the rules found in a text, by place; of phrases inside each other the longest per rule.

    Args:
        text: Free text in any language; an empty one has no matches.
        rules: Rules to look for.

    Returns:
        The matches with the words as written and their place in the text.

    Raises:
        InvalidValueError: The text is no string.
    """
    if not isinstance(text, str):
        raise InvalidValueError("text", "a string", text, hint="set missing texts aside first")
    folded, places = _fold_with_places(text)
    found = []
    for rule in rules:
        there = [phrase for phrase in (*rule.en, *rule.zh) if phrase in folded]
        spans = {span: phrase for phrase in there for span in _spans(folded, phrase)}
        excused = {span for phrase in rule.unless for span in _spans(folded, phrase)} if spans else set()
        outermost = _outermost((*spans, *excused)) - excused
        for span, phrase in spans.items():
            if span in outermost:
                start, stop = places[span[0]], places[span[1]]
                words = text[start:stop].rstrip()
                found.append(Match(key=rule.key, phrase=phrase, words=words, start=start, stop=start + len(words)))
    return tuple(sorted(found, key=lambda item: (item.start, item.stop, item.key)))
