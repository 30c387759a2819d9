"""Which scale the numbers of a question lie on, and which of them are codes for no answer."""

import re
from functools import lru_cache
from typing import Final

from attrs import frozen

from servicekit.draft._answer_lists import LADDERS
from servicekit.draft._answer_words import polarity
from servicekit.draft._word_lists import plain

# scale -> cost of assuming it before anything is seen
SCALES: Final[dict[tuple[int, int], float]] = {
    (1, 5): 0.0,
    (0, 10): 0.1,
    (1, 7): 0.1,
    (1, 10): 0.2,
    (1, 4): 0.35,
    (1, 3): 0.5,
    (0, 100): 0.5,
    (1, 6): 0.9,
    (1, 9): 0.9,
    (0, 5): 1.2,
    (0, 4): 1.4,
    (0, 6): 1.6,
}
CODES: Final = frozenset(
    map(
        float,
        (
            0,
            6,
            7,
            8,
            9,
            11,
            55,
            66,
            77,
            88,
            95,
            96,
            97,
            98,
            99,
            777,
            888,
            995,
            996,
            997,
            998,
            999,
            9999,
            -1,
            -2,
            -3,
            -8,
            -9,
            -77,
            -88,
            -97,
            -98,
            -99,
            -999,
        ),
    )
)
IMPOSSIBLE: Final = 50.0
MOST_DISTINCT: Final = 40
SURE_GAP: Final = 0.5


@frozen(kw_only=True)
class ScaleGuess:
    """A scale and the codes found beside it.

    Attributes:
        low, high: Its ends.
        codes: Numbers that stand for no answer, rising.
        cost: What had to be assumed; lower is surer.
        rival: The next best scale and its cost.
    """

    low: int
    high: int
    codes: tuple[float, ...] = ()
    cost: float = 0.0
    rival: tuple[int, int, float] | None = None

    @property
    def points(self) -> int:
        """Number of answers on it."""
        return self.high - self.low + 1

    @property
    def ends(self) -> tuple[int, int]:
        """Low and high."""
        return self.low, self.high


def guess_scale(
    counts: dict[float, int], *, hint: tuple[int, int] | None = None, recommends: bool = False
) -> ScaleGuess | None:
    """Return the cheapest scale that holds all numbers but codes; None where there is none.

    Args:
        counts: Number -> rows.
        hint: Scale that the header names.
        recommends: Whether the question is one of recommendation.
    """
    if not counts or len(counts) > MOST_DISTINCT:
        return None
    return _guess(tuple(sorted(counts.items())), hint, recommends)


@lru_cache(maxsize=4096)
def _guess(counts: tuple[tuple[float, int], ...], hint: tuple[int, int] | None, recommends: bool) -> ScaleGuess | None:
    values = [value for value, _ in counts]
    if any(not value.is_integer() for value in values):
        return None
    total = sum(count for _, count in counts)
    found: list[tuple[float, tuple[int, int], tuple[float, ...]]] = []
    candidates = dict(SCALES)
    if hint is not None:
        candidates.setdefault(hint, 0.6)
    for (low, high), prior in candidates.items():
        inside = [value for value in values if low <= value <= high]
        outside = [value for value in values if not low <= value <= high]
        if len(inside) < 2 or not CODES.issuperset(outside):
            continue
        cost = prior + _unused(inside, low, high) + sum(_code(value, values, low, high) for value in outside)
        if outside[:1] == [0.0] and 6.0 in outside and (low, high) == (1, 5):
            cost -= 1.3
        if (low, high) == (0, 100) and hint != (0, 100):
            if inside[-1] < 50 or sum(value % 5 == 0 or value % 2.5 == 0 for value in inside) < 0.8 * len(inside):
                continue
        elif high - low <= 10 and not (recommends and (low, high) == (0, 10) and inside[-1] > 5):
            steps = int(inside[-1] - inside[0]) + 1
            cost += 1.2 * (steps - len(inside)) * min(1.0, total / 40)
        if hint == (low, high) or (recommends and (low, high) == (0, 10) and inside[-1] > 5):
            cost -= 3
        found.append((cost, (low, high), tuple(outside)))
    if not found:
        return None
    found.sort()
    cost, (low, high), codes = found[0]
    rival = (*found[1][1], found[1][0]) if len(found) > 1 else None
    return ScaleGuess(low=low, high=high, codes=codes, cost=cost, rival=rival) if cost < IMPOSSIBLE else None


def _unused(inside: list[float], low: int, high: int) -> float:
    share = (inside[-1] - inside[0]) / (high - low)
    return 2 * (1 - share) + 0.6 * (inside[-1] < high) + 0.3 * (inside[0] > low)


def _code(value: float, values: list[float], low: int, high: int) -> float:
    """Return the cost of taking a number off the scale for a code."""
    if value == 11 and high == 10:
        return 0.3
    if value < 0 or value >= 11:
        return 0.2
    if value == 0:
        return 1.0 if (low, high) in ((1, 5), (1, 7), (1, 10)) else 2.0
    if value == 6:
        if (low, high) != (1, 5):
            return 5.0
        return 1.2 if 0.0 in values else 4.0
    if value - high >= 2:
        return 0.5
    return 3.0 if 9.0 in values else 5.0


RANGE: Final = re.compile(r"(?<![\d.])([01])\s*(?:to|-|–|—|~|bis|à|a|al|至|到|through)\s*(10|100|[3-9])(?![\d.])")
ENDS: Final = re.compile(r"(?<![\d.])(\d{1,3})\s*(?:=|＝|:|：|means|表示|\()\s*([^\d,;，；)=]{2,60})")


@lru_cache(maxsize=1 << 14)
def scale_in_text(text: str) -> tuple[tuple[int, int] | None, bool | None]:
    """Return the scale a question names, and whether its higher numbers are better; None for what it leaves open."""
    header = plain(text).casefold()
    ends = [(int(number), words.strip(" -–.()")) for number, words in ENDS.findall(header)]
    if len(ends) >= 2:
        low, high = min(ends), max(ends)
        if low[0] in (0, 1) and 2 < high[0] <= 100:
            return (low[0], high[0]), _rises(low[1], high[1])
    if found := RANGE.search(header):
        return (int(found[1]), int(found[2])), None
    return None, None


def _rises(low: str, high: str) -> bool | None:
    worse, better = polarity(low), polarity(high)
    if worse is not None and better is not None and worse[1] != better[1]:
        return worse[1] < better[1]
    steps = LADDERS["quality"]
    if low in steps and high in steps and steps[low] != steps[high]:
        return steps[low] < steps[high]
    return None
