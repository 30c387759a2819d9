"""Which topics a comment mentions, with the words that say so; and the same for many comments in linear time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from unicodedata import normalize

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.comments._topics import rules_of
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._phrases import SAME_LETTERS, Rule, match

_EN: Final = frozenset(
    {"not", "no", "never", "nobody", "nothing", "without", "hardly", "cannot", "isn't", "wasn't", "aren't", "weren't"}
    | {"don't", "didn't", "doesn't", "won't", "can't", "couldn't", "wouldn't", "haven't", "hasn't", "ain't"}
)
# texts are compared in simplified signs
_ZH: Final = ("没有", "不是", "并不", "并非", "毫无", "不", "没", "未", "无", "非")
_FILLERS: Final = ("很", "太", "那么", "这么", "特别", "怎么", "算", "够", "是", "有", "的", "任何")
_HARMLESS: Final = ("不但", "不仅", "不只", "不光", "不得不", "not only", "not just", "no doubt", "no wonder")
_STOPS: Final = ".,;:!?()\n，。；：！？、（）"
REACH: Final = 3
LOOK_BACK: Final = 60


@frozen(kw_only=True)
class TopicMention:
    """A topic found in a comment.

    Attributes:
        topic: Key of the topic.
        words: The words as written; ``comment[start:stop]``.
        start, stop: Their place.
        denied: Whether an odd number of negations stands right before them ("not clean", "不干净"); two take each other
            back ("不是不干净"). The comment is about the topic all the same.
    """

    topic: str
    words: str
    start: int
    stop: int
    denied: bool


def find_topics(comment: str, *, rules: Mapping[str, Rule] | None = None) -> tuple[TopicMention, ...]:
    """Return every mention of a topic in one comment, by place, with the words that are the evidence.

    Args:
        comment: The text; an empty one mentions nothing.
        rules: Word lists by topic; those of ``TOPIC_RULES`` if None.

    Example:
        >>> from servicekit.comments import find_topics
        >>> [(found.topic, found.words, found.denied) for found in find_topics("Rude waiter, 房间不干净")]
        [('staff', 'Rude', False), ('staff', 'waiter', False), ('cleanliness', '干净', True)]
    """
    return tuple(
        TopicMention(
            topic=found.key,
            words=found.words,
            start=found.start,
            stop=found.stop,
            denied=negations(comment[max(0, found.start - LOOK_BACK) : found.start]) % 2 == 1,
        )
        for found in match(comment, rules_of(rules).values())
    )


def negations(before: str) -> int:
    """Return how many negations stand right before a place: in the last three words, or in Chinese right next to it."""
    clause = normalize("NFKC", before[max(map(before.rfind, _STOPS)) + 1 :]).casefold().translate(SAME_LETTERS)
    for words in _HARMLESS:
        clause = clause.replace(words, " ")
    count = sum(word in _EN for word in clause.split()[-REACH:])
    tail = clause.rstrip()
    while True:
        denial = next((word for word in _ZH if tail.endswith(word)), "")
        filler = next((word for word in _FILLERS if tail.endswith(word)), "")
        if not denial and not filler:
            return count
        count += bool(denial)
        tail = tail.removesuffix(denial or filler)


def mention_table(comments: Sequence[str], rules: Mapping[str, Rule]) -> NDArray[np.bool_]:
    """Return which comment mentions which topic, (comments, topics): all comments are searched as one text.

    Every phrase passes once over the text, so that time grows with its length and with nothing else.
    """
    folded = _folded(comments)
    text = "\n".join(folded) + "\n"
    starts = np.cumsum([0, *(len(one) + 1 for one in folded)])
    table = np.zeros((len(folded), len(rules)), dtype=bool)
    for place, rule in enumerate(rules.values()):
        searched = text
        for phrase in rule.unless:
            searched = searched.replace(phrase, "\0" * len(phrase))
        for phrase in (*rule.en, *rule.zh):
            for row in _rows(searched, phrase, starts):
                table[row, place] = True
    return table


def _folded(comments: Sequence[str]) -> list[str]:
    for row, comment in enumerate(comments):
        if not isinstance(comment, str):
            raise InvalidValueError("comments", "texts", comment, f"row {row}")
    joined = "\0".join(" ".join(comment.replace("\0", " ").split()) for comment in comments)
    folded = joined.lower() if joined.isascii() else normalize("NFKC", normalize("NFKC", joined).casefold())
    return folded.translate(SAME_LETTERS).split("\0") if comments else []


def _rows(text: str, phrase: str, starts: NDArray[np.int64]) -> Iterable[int]:
    """Yield each row that holds a phrase, once."""
    cut_before, cut_after = _is_letter(phrase[0]), _is_letter(phrase[-1])
    at = text.find(phrase)
    while at >= 0:
        stop = at + len(phrase)
        if (cut_before and at and _is_letter(text[at - 1])) or (cut_after and _is_letter(text[stop])):
            at = text.find(phrase, at + 1)
            continue
        row = int(np.searchsorted(starts, at, side="right")) - 1
        yield row
        at = text.find(phrase, int(starts[row + 1]))


def _is_letter(sign: str) -> bool:
    """Whether a sign is part of a word that is written without gaps; Chinese may be cut anywhere."""
    return sign.isalnum() and not "\u3400" <= sign <= "\u9fff"
