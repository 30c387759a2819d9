"""Phrases: plain words in two languages that point to a concept, found in free text and shown where they stand."""

from collections.abc import Iterable, Iterator
from typing import Final
from unicodedata import combining, normalize

from attrs import field, frozen

from servicekit.foundation.errors import InvalidValueError

# what a keyboard makes of an apostrophe, and characters without width that hide inside words
_SAME: Final = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u200b": "", "\u00ad": "", "\ufeff": ""})


def _fold_with_places(text: str) -> tuple[str, list[int]]:
    """Fold a text and say for each folded character, and for the end, where it began in the text."""
    folded: list[str] = []
    places: list[int] = []
    begin = 0
    while begin < len(text):
        end = begin + 1
        while end < len(text) and combining(text[end]):
            end += 1
        piece = normalize("NFKC", normalize("NFKC", text[begin:end]).casefold()).translate(_SAME)
        for letter in piece:
            plain = " " if letter.isspace() else letter
            if plain != " " or (folded and folded[-1] != " "):
                folded.append(plain)
                places.append(begin)
        begin = end
    return "".join(folded), [*places, len(text)]


def fold(text: str) -> str:
    """Return text as it is compared: NFKC, casefolded, one kind of apostrophe, single spaces."""
    return _fold_with_places(text)[0].strip()


def _folded(phrases: Iterable[str]) -> tuple[str, ...]:
    if isinstance(phrases, str):
        raise InvalidValueError("phrases", "a sequence of phrases", phrases, hint=f"write ({phrases!r},)")
    folded = tuple(dict.fromkeys(fold(phrase) for phrase in phrases))
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


def _inside(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(low <= span[0] and span[1] <= high and (low, high) != span for low, high in others)


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
        spans = {span: phrase for phrase in (*rule.en, *rule.zh) for span in _spans(folded, phrase)}
        excused = [span for phrase in rule.unless for span in _spans(folded, phrase)] if spans else []
        for span, phrase in spans.items():
            if span not in excused and not _inside(span, (*spans, *excused)):
                start, stop = places[span[0]], places[span[1]]
                words = text[start:stop].rstrip()
                found.append(Match(key=rule.key, phrase=phrase, words=words, start=start, stop=start + len(words)))
    return tuple(sorted(found, key=lambda item: (item.start, item.stop, item.key)))
