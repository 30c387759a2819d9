"""Comments to quote, chosen by rule: typical ones, not the loudest; the same data give the same ones."""

from collections.abc import Mapping
from hashlib import blake2b
from statistics import median

from attrs import frozen

from servicekit.comments._mentions import find_topics, mention_table
from servicekit.comments._privacy import mask_personal_data
from servicekit.comments._topic_shares import texts_of
from servicekit.comments._topics import rules_of
from servicekit.data._accepted import Data
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._phrases import Rule


@frozen(kw_only=True)
class Quotation:
    """A comment to quote.

    Attributes:
        row: Its position in the data.
        text: Its words, personal data masked.
        evidence: The words that make it one about the topic.
    """

    row: int
    text: str
    evidence: tuple[str, ...]


def example_comments(
    data: Data, *, comment: str, topic: str, n: int = 3, rules: Mapping[str, Rule] | None = None
) -> tuple[Quotation, ...]:
    """Return typical comments about a topic: of middling length, no two alike, in an order that nobody chose.

    Of the comments that match, the half whose length is nearest to the median is kept, and those of it with the
    smallest hash of their words are taken: neither the longest, nor the angriest, nor the first.

    Args:
        data: Data frame of any kind or mapping of columns; choose the rows (the dissatisfied, a branch) beforehand.
        comment: Column of texts.
        topic: Key of the topic.
        n: How many.
        rules: Word lists by topic.

    Example:
        >>> from servicekit.comments import example_comments
        >>> example_comments({"why": ["rude staff", "fine"]}, comment="why", topic="staff")[0].evidence
        ('rude', 'staff')
    """
    lists = rules_of(rules)
    if topic not in lists:
        raise InvalidValueError("topic", f"one of {', '.join(lists)}", topic)
    checks.validate(checks.whole_positive, "n", n)
    one = {topic: lists[topic]}
    texts = texts_of(data, comment)
    rows = [row for row, text in enumerate(texts) if text]
    hits = [row for row, hit in zip(rows, mention_table([texts[r] or "" for r in rows], one)[:, 0], strict=True) if hit]
    first = {" ".join((texts[row] or "").casefold().split()): row for row in reversed(hits)}
    if not first:
        return ()
    middle = median(map(len, first))
    nearest = sorted(first, key=lambda words: (abs(len(words) - middle), words))[: max(n, (len(first) + 1) // 2)]
    chosen = sorted(nearest, key=lambda words: blake2b(words.encode("utf-8", "replace")).digest())[:n]
    return tuple(
        Quotation(
            row=first[words],
            text=mask_personal_data(texts[first[words]] or ""),
            evidence=tuple(found.words for found in find_topics(texts[first[words]] or "", rules=one)),
        )
        for words in chosen
    )
