"""Answers in words: how good or strong each is, and the ladder that the answers of a question form."""

import re
from functools import lru_cache
from typing import Final

from attrs import frozen

from servicekit.data._no_answer import folded
from servicekit.draft._answer_lists import FAMILIES, LADDERS, NEGATION, NEITHER, NEUTRAL, STRENGTH_PATTERNS

SYMMETRIC: Final = ("satisfied", "agree", "likely", "easy")
LONGEST: Final = 60
BRACKET_AT_END: Final = re.compile(r"\s*[\(（\[][^()（）]*[\)）\]]\s*$")
ENOUGH: Final = 0.9


@frozen(kw_only=True)
class WordScale:
    """A ladder of answers in words.

    Attributes:
        codes: Answer as written -> its number on the scale.
        points: Number of steps; the scale runs from 1.
        family: Which ladder it is.
        is_certain: Whether the order is known rather than guessed.
    """

    codes: dict[str, float]
    points: int
    family: str
    is_certain: bool = True


def is_neutral(text: str) -> bool:
    """Return whether a folded answer stands in the middle."""
    return text in NEUTRAL or text.startswith(NEITHER)


@lru_cache(maxsize=1 << 15)
def polarity(answer: str) -> tuple[str, float] | None:
    """Return the family of an answer and how far it is for (positive) or against; None where no family is known."""
    if len(answer) > LONGEST:
        return None
    text = BRACKET_AT_END.sub("", folded(answer)) or folded(answer)
    if is_neutral(text):
        return "", 0.0
    for family, pattern, sign in FAMILIES:
        if pattern.search(text):
            strength = next((value for words, value in STRENGTH_PATTERNS if words.search(text)), 2.0)
            if strength < 0:
                return family, strength * sign
            negative = bool(NEGATION.search(text))
            return family, strength * sign * (-1 if negative else 1)
    return None


def halves(answer: str) -> list[str]:
    """Return the answer itself and, where it is written in two languages, each of them."""
    return [answer, *(part for part in re.split(r"\s*/\s*|\s*\|\s*", answer) if part and part != answer)]


def word_scale(values: dict[str, int]) -> WordScale | None:
    """Return the ladder that the answers form, if at least nine of ten rows fit one."""
    if not 2 <= len(values) <= 30 or any(len(value) > LONGEST for value in values):
        return None
    if all(folded(value) in ("yes", "no", "true", "false", "0", "1") for value in values):
        return None
    if not all(any(letter.isalpha() for letter in value) for value in values):
        return None
    for find in (_fixed, _by_polarity, _by_stem):
        if (found := find(values)) is not None:
            return found
    return None


def _fixed(values: dict[str, int]) -> WordScale | None:
    total = sum(values.values())
    for name, words in LADDERS.items():
        ranks: dict[str, float] = {}
        for value in values:
            for part in halves(value):
                text = BRACKET_AT_END.sub("", folded(part)) or folded(part)
                if text in words:
                    ranks[value] = words[text]
                    break
                if name not in ("levels", "kano") and is_neutral(text):
                    ranks[value] = 4.0 if name == "quality" else 2.0
                    break
        steps = sorted(set(ranks.values()))
        if sum(values[value] for value in ranks) < ENOUGH * total or len(steps) < 2 or len(ranks) < len(values):
            continue
        if name == "levels" and len(steps) < 3 and not {"low", "high"} <= {folded(value) for value in values}:
            continue
        if len(steps) < len(ranks):
            return None
        if name == "kano":
            return WordScale(codes={value: rank + 1 for value, rank in ranks.items()}, points=5, family=name)
        codes = {value: float(steps.index(rank) + 1) for value, rank in ranks.items()}
        return WordScale(codes=codes, points=len(steps), family=name, is_certain=name != "levels")
    return None


def _by_polarity(values: dict[str, int]) -> WordScale | None:
    total = sum(values.values())
    scores: dict[str, tuple[str, float]] = {}
    for value in values:
        found = next((known for part in halves(value) if (known := polarity(part)) is not None), None)
        if found is not None:
            scores[value] = found
    families = {family for family, _ in scores.values() if family}
    if len(families) != 1 or len(scores) < len(values) or sum(values[v] for v in scores) < ENOUGH * total:
        return None
    family = families.pop()
    numbers = {value: score for value, (_, score) in scores.items()}
    if len(set(numbers.values())) < 2 or len(set(numbers.values())) < len(numbers):
        return None
    places = _places(numbers, family)
    return WordScale(codes=places[0], points=places[1], family=family)


def _places(scores: dict[str, float], family: str) -> tuple[dict[str, float], int]:
    """Return the number of each answer and the number of steps; a side that nobody chose is completed."""
    negative = sorted(-score for score in scores.values() if score < 0)
    positive = sorted(score for score in scores.values() if score > 0)
    rising = sorted(scores.values())
    one_sided = family not in SYMMETRIC or (len(positive) >= 3 and len(negative) <= 1)
    if one_sided or not negative or (len(scores) > 5 and 0.0 not in scores.values()):
        if not negative and family in SYMMETRIC and len(positive) <= 2 and not one_sided:
            side = max(len(positive), 2) if positive[-1:] != [2.0] else len(positive)
            return {v: float(side + 1 + (positive.index(s) + 1 if s else 0)) for v, s in scores.items()}, 2 * side + 1
        return {value: float(rising.index(score) + 1) for value, score in scores.items()}, len(rising)
    if not any({3.0, 4.0} <= set(own) for own in (negative, positive)):  # "very" here pairs with "not at all" there
        negative, positive = ([min(strength, 3.0) for strength in own] for own in (negative, positive))
        scores = {value: max(-3.0, min(3.0, score)) for value, score in scores.items()}
    strengths = sorted({*map(_level, negative), *map(_level, positive)})
    side = max(len(strengths), len(negative), len(positive))
    has_middle = 0.0 in scores.values()
    if len(strengths) < side:  # two strengths that one level holds: counted from the middle outwards
        strengths = []
    even = not has_middle and (len(scores) == 2 * side or side == 1)
    points = 2 * side + (0 if even else 1)
    middle = (points + 1) / 2
    codes: dict[str, float] = {}
    for value, score in scores.items():
        own = positive if score > 0 else negative
        if score == 0:
            codes[value] = middle
            continue
        step = (strengths.index(_level(abs(score))) if strengths else own.index(abs(score))) + 1
        shift = step - (0.5 if even else 0.0)
        codes[value] = middle + (shift if score > 0 else -shift)
    return codes, points


def _level(strength: float) -> float:
    """Return strengths that pair across the middle ("not very" with "somewhat") as one."""
    return 1.0 if strength <= 1.2 else 4.0 if strength >= 4 else strength


def _by_stem(values: dict[str, int]) -> WordScale | None:
    """Return the ladder "not at all X, not very X, somewhat X, X, very X" of one unknown word X."""
    scores: dict[str, float] = {}
    stems: set[str] = set()
    for value in values:
        text = BRACKET_AT_END.sub("", folded(value)) or folded(value)
        if is_neutral(text):
            scores[value] = 0.0
            continue
        score, stem = 2.0, text
        for pattern, strength in STRENGTH_PATTERNS:
            if found := pattern.search(text):
                score, stem = strength, (text[: found.start()] + text[found.end() :]).strip()
                break
        else:
            if text.startswith(("not ", "nicht ", "pas ", "no ", "不")):
                score, stem = -2.0, re.sub(r"^(?:not|nicht|pas|no)\s|^不", "", text).strip()
        if score > 0 and NEGATION.search(stem):
            score, stem = -score, NEGATION.sub("", stem).strip()
        scores[value] = score
        stems.add(stem)
    if len(stems) != 1 or not next(iter(stems)) or len(scores) < 3 or len(set(scores.values())) < len(scores):
        return None
    rising = sorted(scores.values())
    return WordScale(
        codes={v: float(rising.index(s) + 1) for v, s in scores.items()},
        points=len(rising),
        family=f"x:{next(iter(stems))}",
    )
