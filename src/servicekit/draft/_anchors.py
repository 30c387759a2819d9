"""Answers that carry their number: "1 - poor", "5.非常满意", "good (4)", letter codes."""

import re
from functools import lru_cache
from typing import Final

from servicekit.data._no_answer import folded
from servicekit.draft._answer_lists import LADDERS
from servicekit.draft._answer_words import polarity

NUMBER_FIRST: Final = re.compile(
    r"^\s*[\(（\[]?\s*(-?\d{1,3})\s*[\)）\]]?\s*[-–—.．、:：=]*\s*([^\W\d_★].*|★.*)$", re.DOTALL
)
NUMBER_LAST: Final = re.compile(r"^(\D.*?)\s*[\(（\[]\s*(\d{1,3})\s*[\)）\]]$", re.DOTALL)
# 4/5, 4 out of 5, 4 von 5, 4.0 of 5 bubbles
FRACTION: Final = re.compile(
    r"^(\d{1,3})(?:\.0)?\s*(?:/|of|out of|von|sur|de)\s*(\d{1,3})(?:\s+[^\W\d_]+)?$", re.IGNORECASE
)
FULL_STARS: Final = frozenset("★⭐")
STAR_SIGNS: Final = FULL_STARS | {"☆"}
STARS: Final = frozenset(("star", "stars", "★", "星", "分", "point", "points", "sterne", "étoiles", "estrellas"))
LETTER_CODE: Final = re.compile(r"^A0?(\d{1,2})$")


@lru_cache(maxsize=1 << 15)
def anchor(answer: str) -> tuple[float, str] | None:
    """Return number and words of an answer such as "1 - poor", "5.非常满意" or "good (4)"; None for any other."""
    if answer and set(answer) <= STAR_SIGNS:
        return float(sum(sign in FULL_STARS for sign in answer)), "★"
    if found := FRACTION.match(answer.strip()):
        return float(found[1]), f"/{found[2]}"
    if found := NUMBER_FIRST.match(answer):
        words = found[2].strip()
        return (float(found[1]), words) if words and not words[0].isdigit() else None
    if found := NUMBER_LAST.match(answer):
        return float(found[2]), found[1].strip()
    return None


def anchored(values: dict[str, int]) -> tuple[dict[str, float], dict[float, str]] | None:
    """Return the numbers of answers that carry them, and the words by number; None where they are no such answers."""
    if not 2 <= len(values) <= 40:
        return None
    codes: dict[str, float] = {}
    words: dict[float, str] = {}
    for value in values:
        if value.isdigit():
            codes[value] = float(value)
        elif (found := anchor(value)) is not None:
            codes[value] = found[0]
            words[found[0]] = found[1]
    total = sum(values.values())
    if len(codes) < len(values) or not words or sum(values[value] for value in codes) < 0.95 * total:
        return None
    plain = {value: code for value, code in codes.items() if not value.isdigit()}
    if len(set(plain.values())) < len(plain):
        return None
    texts = {folded(word) for word in words.values()}
    if texts <= STARS or (len(texts) == 1 and next(iter(texts)).startswith("/") and len(codes) > 2):
        return codes, {}
    if len(texts) < min(2, len(words)) or (len(texts) == 1 and len(codes) > 2 and len(words) > 1):
        return None
    return codes, words


def is_rated(words: dict[float, str]) -> bool:
    """Return whether at least one of the words of numbered answers is one of a ladder."""
    return any(
        polarity(word) is not None or any(folded(word) in ladder for ladder in LADDERS.values())
        for word in words.values()
    )


def points_up(words: dict[float, str]) -> bool | None:
    """Return whether the better words have the higher numbers; None where the words do not tell."""
    scored = []
    for number, word in sorted(words.items()):
        known = polarity(word)
        if known is not None and known[0]:
            scored.append((number, known[1]))
            continue
        for name in ("quality", "expected", "frequency"):
            if folded(word) in LADDERS[name]:
                scored.append((number, LADDERS[name][folded(word)] - 4))
                break
    if len(scored) >= 2 and scored[0][1] != scored[-1][1]:
        return scored[0][1] < scored[-1][1]
    return None
