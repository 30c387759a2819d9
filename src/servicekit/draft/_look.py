"""One column while it is looked at: its header, its values, and what speaks for each role."""

import re
from functools import cached_property
from typing import Final, Literal, get_args

from attrs import define, field

from servicekit.data._no_answer import folded, is_no_answer
from servicekit.draft import _values as of
from servicekit.draft._anchors import LETTER_CODE, anchored, is_rated, points_up
from servicekit.draft._answer_words import WordScale, word_scale
from servicekit.draft._profile import ColumnProfile
from servicekit.draft._scale_guess import ScaleGuess, guess_scale, scale_in_text
from servicekit.draft._word_lists import PREFIX_OF_NUMBER, hits, is_short, plain, words_of
from servicekit.foundation._vocabulary import Label

ScaleRole = Literal[
    "csat",
    "overall",
    "nps",
    "nps?",
    "ces",
    "recommend",
    "item",
    "expectation",
    "perception",
    "importance",
    "performance",
    "kano_f",
    "kano_d",
    "ecsi",
    "usability",
]
ON_A_SCALE: Final[frozenset[str]] = frozenset(get_args(ScaleRole))
"""Roles of columns that hold answers on a scale."""
Role = Literal[
    ScaleRole,
    "multi",
    "text",
    "group",
    "wave",
    "time",
    "duration",
    "weight",
    "stratum",
    "cluster",
    "id",
    "count",
    "measure",
    "outcome",
    "activity",
    "meta",
    "derived",
    "pii",
    "constant",
    "empty",
    "unknown",
]
RATED: Final = frozenset(("satisfied", "rating", "recommend", "effort"))
DECLINING: Final = re.compile(
    r"\b(?:no|not|never|none|can't|cannot|don't|didn't|prefer|rather|skip|declin|refus|unsure|unknown|kein|nicht|nie|"
    r"pas|sans|aucun|jamais|sin|nunca|ningun)|[不没未无]|难说|保密|跳过"
)
MOST_ODD_WORDS: Final = 3
MOST_ODD_ROWS: Final = 0.3
ALMOST_ALL: Final = 0.9
MOST_RATING_NUMBERS: Final = 21
MOST_RATING_WORDS: Final = 30
NOT_SCORED: Final = frozenset(("offered", "unoffered", "not offered"))
TICKET_SCORES: Final = NOT_SCORED | {"good", "bad"}
"""What ticket systems write where customers were asked for a thumb up or down."""
PART: Final = re.compile(r"^(?P<stem>.*\S)\s*[\[(（](?P<part>[^\[\]()（）]+)[\])）]\s*$", re.DOTALL)


def part_of(text: str) -> re.Match[str] | None:
    """Return what a text asks within its brackets; what names a scale, such as (1 = poor, 5 = good), asks nothing."""
    found = PART.match(text)
    return None if found is None or "=" in found["part"] or scale_in_text(text)[0] is not None else found


@define(slots=False, eq=False)
class Look:
    """Everything known of one column so far.

    Attributes:
        name: The column, as the table writes it.
        place: Its place in the table.
        profile: Counts of its values.
        label: Text of its question; the name itself where there is no other.
        codebook: Number -> word from the file, where the file brings value labels.
        declared: Codes that the file declares as missing.
        siblings: Number of columns of its battery, itself included; ``stem`` names the battery.
        scale, words, anchors: The scale its answers lie on and how they are written.
        scores: Points of each role.
        evidence: What speaks for which role, in two languages.
        role, confidence, alternatives: What was decided.
    """

    name: str
    place: int
    profile: ColumnProfile
    label: str
    codebook: dict[float, str] = field(factory=dict)
    declared: tuple[float, ...] = ()
    stem: tuple[str, str] | None = None
    siblings: int = 1
    is_run: bool = False
    scale: ScaleGuess | None = None
    words: WordScale | None = None
    anchors: dict[str, float] | None = None
    letters: bool = False
    rises: bool | None = None
    scores: dict[str, float] = field(factory=dict)
    evidence: list[tuple[str, Label]] = field(factory=list)
    role: Role = "unknown"
    confidence: float = 0.0
    alternatives: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """The question: the label, or the name where there is none."""
        return plain(self.label or self.name)

    @cached_property
    def hits(self) -> frozenset[str]:
        """Word lists that name or question hit."""
        return hits(self.name) if self.label == self.name else hits(self.name) | hits(self.label)

    @cached_property
    def short_hits(self) -> frozenset[str]:
        """Word lists hit by a name of a few words: real evidence."""
        found = hits(self.name) if self.is_short else frozenset()
        return found | (hits(self.label) if self.label != self.name and is_short(self.label) else frozenset())

    @cached_property
    def is_short(self) -> bool:
        """Whether the name is short; the text of a question is not."""
        return is_short(self.name)

    @cached_property
    def last_words(self) -> tuple[str, ...]:
        """The words of the name without its number in front."""
        return words_of(PREFIX_OF_NUMBER.sub("", plain(self.name)))

    @cached_property
    def part(self) -> str:
        """What the column asks beside its siblings: the text in brackets, after the dash or the stem."""
        text = self.label or self.name
        if found := part_of(text):
            return found["part"]
        for mark in (" - ", "—", "–", "？", "?", ":", "："):
            if mark in text.rstrip(mark):
                return text.rstrip().rsplit(mark, 1)[1].strip() or text
        return text

    @cached_property
    def values(self) -> dict[str, int]:
        """Values that are answers."""
        return {value: count for value, count in self.profile.counts.items() if value not in self.silent}

    @cached_property
    def silent(self) -> dict[str, int]:
        """Values that say "no answer", with their rows."""
        counts = self.profile.counts
        if len(counts) <= MOST_RATING_NUMBERS and TICKET_SCORES.issuperset(map(folded, counts)):
            return {value: count for value, count in counts.items() if folded(value) in NOT_SCORED}
        found = {value: count for value, count in counts.items() if is_no_answer(value)}
        return {} if found and self._is_named_group else found | self.odd_words

    @cached_property
    def odd_words(self) -> dict[str, int]:
        """A few answers in words among the numbers of a rating that sound like "no answer"; to be confirmed."""
        if not RATED & self.hits and scale_in_text(self.text)[0] is None:
            return {}
        rest = {value: count for value, count in self.profile.counts.items() if not is_no_answer(value)}
        found = {value: count for value, count in rest.items() if of.number(value) is None}
        rated = len(rest) - len(found)
        few = 1 <= len(found) <= MOST_ODD_WORDS and 3 <= rated <= MOST_RATING_NUMBERS
        if not few or sum(found.values()) > MOST_ODD_ROWS * sum(rest.values()):
            return {}
        return found if all(DECLINING.search(folded(value)) for value in found) else {}

    @cached_property
    def _is_named_group(self) -> bool:
        """Whether it is a group by its name with other texts: there "NA" is a region and "None" a level."""
        if "group" not in self.short_hits or RATED & self.hits:
            return False
        rest = {value: count for value, count in self.profile.counts.items() if not is_no_answer(value)}
        texts = sum(count for value, count in rest.items() if of.number(value) is None)
        return texts > 0 and word_scale(rest) is None

    @cached_property
    def answered(self) -> int:
        """Rows with an answer."""
        return sum(self.values.values()) + self.profile.rest_rows

    @cached_property
    def numbers(self) -> dict[float, int]:
        """The answers that are numbers."""
        return of.numbers(self.values.items())

    @cached_property
    def is_numeric(self) -> bool:
        """Whether nearly all answers are numbers."""
        kept = sum(self.values.values())
        return kept > 0 and sum(self.numbers.values()) >= 0.95 * kept

    @cached_property
    def is_whole(self) -> bool:
        """Whether all numbers are whole."""
        return all(value.is_integer() for value in self.numbers)

    @cached_property
    def distinct(self) -> int:
        """Different answers."""
        return self.profile.distinct - len(self.silent)

    @cached_property
    def is_text(self) -> bool:
        """Whether answers are words."""
        return bool(self.values) and not self.is_numeric and not self.profile.is_time

    @cached_property
    def is_yes_no(self) -> bool:
        """Whether answers are yes and no, 0 and 1."""
        return 1 <= len(self.values) <= 2 and all(value.casefold() in of.YES_NO for value in self.values)

    @cached_property
    def dates(self) -> float:
        """Share of dates."""
        return 1.0 if self.profile.is_time else of.share(self.values, of.DATE) if self._digits_first else 0.0

    @cached_property
    def _digits_first(self) -> bool:
        return any(any(letter.isdigit() for letter in value) for value in list(self.values)[:20])

    @cached_property
    def clocks(self) -> float:
        """Share of clock times."""
        return of.share(self.values, of.CLOCK) if self._digits_first else 0.0

    @cached_property
    def waves(self) -> float:
        """Share of names of months, quarters and waves."""
        return of.share(self.values, of.WAVES) if 0 < len(self.values) <= 120 and self.is_text else 0.0

    @cached_property
    def with_unit(self) -> float:
        """Share of numbers with a unit of time behind them."""
        return of.share(self.values, of.WITH_UNIT) if self.is_text and self._digits_first else 0.0

    @cached_property
    def mean_length(self) -> float:
        """Letters of an answer."""
        total = sum(len(value) * count for value, count in self.values.items()) + self.profile.rest_length
        return total / self.answered if self.answered else 0.0

    @cached_property
    def spaced_share(self) -> float:
        """Share of answers with blanks in them, or of many Chinese letters."""
        rows = sum(self.values.values())
        long = sum(
            count for value, count in self.values.items() if " " in value or (len(value) > 12 and not value.isascii())
        )
        return long / rows if rows else 0.0

    @property
    def pool(self) -> dict[str, int] | None:
        """Answers that may be ratings, for pooling with siblings; None where there are too many kinds of them."""
        if self.profile.rest_rows or not 1 <= len(self.values) <= MOST_RATING_NUMBERS + MOST_RATING_WORDS:
            return None
        if self.dates >= ALMOST_ALL or self.clocks >= ALMOST_ALL or self.waves >= ALMOST_ALL:
            return None
        return self.values

    @property
    def is_rating(self) -> bool:
        """Whether its answers lie on a scale."""
        return self.scale is not None

    def find_scale(self, pooled: dict[str, int] | None = None) -> None:
        """Find the scale of the column from its own answers, or from those of its whole battery."""
        self.scale, self.words, self.anchors, self.letters = None, None, None, False
        values = self.pool if pooled is None else pooled
        if not values:
            return
        ends, self.rises = scale_in_text(self.text)
        found = anchored(values)
        if found is not None and (is_rated(found[1]) or not found[1]):
            self._take_anchors(values, found)
            return
        known = of.numbers(values.items())
        if known and sum(known.values()) >= 0.95 * sum(values.values()):
            if len(known) == len(values):
                recommends = "recommend" in self.hits
                self.scale = guess_scale(known, hint=ends, recommends=recommends)
            return
        if self.siblings >= 3 and len(values) >= 2 and all(LETTER_CODE.match(value) for value in values):
            codes = {value: float(LETTER_CODE.match(value)[1]) for value in values}  # type: ignore[index]
            self.letters, self.anchors = True, codes
            self.scale = ScaleGuess(low=1, high=int(max(codes.values())))
            return
        self.words = word_scale({value: count for value, count in values.items() if not value.isdigit()})
        if self.words is not None and len(self.words.codes) == len(values):
            self.scale = ScaleGuess(low=1, high=self.words.points)
        else:
            self.words = None

    def _take_anchors(self, values: dict[str, int], found: tuple[dict[str, float], dict[float, str]]) -> None:
        codes, words = found
        numbers: dict[float, int] = {}
        for value, code in codes.items():
            numbers[code] = numbers.get(code, 0) + values[value]
        told = [code for code, word in words.items() if is_no_answer(word)]
        for code in told:
            numbers.pop(code, None)
        self.scale = guess_scale(numbers, hint=scale_in_text(self.text)[0]) if len(numbers) > 1 else None
        if self.scale is None and len(numbers) > 1:
            self.scale = ScaleGuess(low=int(min(numbers)), high=int(max(numbers)))
        if self.scale is not None:
            self.anchors, self.rises = codes, points_up(words) if self.rises is None else self.rises
