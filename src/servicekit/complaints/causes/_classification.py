"""Causes found in free text by plain phrases: every match is shown, and so is whatever denied it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar
from unicodedata import normalize

import attrs
from attrs import field, frozen

from servicekit.complaints.causes._causes import CauseInstance, DissatisfactionReason
from servicekit.complaints.causes._conflicts import ConflictKind
from servicekit.complaints.causes._instance_phrases import CONFLICT_RULES, INSTANCE_RULES
from servicekit.complaints.causes._reason_phrases import REASON_RULES
from servicekit.foundation._checks import whole_positive
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._phrases import Rule, match
from servicekit.foundation._traditional import SIMPLIFIED
from servicekit.foundation._vocabulary import Concept, member

Kind = TypeVar("Kind", bound=Concept)
LONGEST: Final = 100_000
_SAME: Final = SIMPLIFIED | str.maketrans("\u2018\u2019\u02bc", "'''")
_STOPS: Final = ".,;:!?()\n，。；：！？、（）"


@frozen(kw_only=True)
class Negation:
    """What denies a phrase that follows it, within the same clause.

    Attributes:
        en: English words; one of them among the last few words before a match denies it.
        zh: Chinese words; one of them right before a match, or before a filler, denies it.
        fillers: Chinese words that may stand between ("很", "太", and causatives: 没让我失望 is praise).
        reach: How many English words before a match are looked at.
        unless: Words in which a negator denies nothing ("not only", "不但").
        turns: Words after which a denial no longer holds ("but", "但是").
    """

    en: tuple[str, ...] = (
        *("not", "no", "never", "nobody", "nothing", "without", "hardly", "cannot", "can't", "couldn't", "won't"),
        *("isn't", "wasn't", "aren't", "weren't", "don't", "didn't", "doesn't", "wouldn't", "haven't", "hasn't"),
    )
    zh: tuple[str, ...] = ("没有", "没", "不是", "并不", "并非", "不", "未", "毫不", "从不", "毫无")
    fillers: tuple[str, ...] = (
        *("很", "太", "那么", "这么", "特别", "怎么", "算", "是", "有", "感到", "觉得", "任何", "一点", "丝毫", "半点"),
        *("让我们", "让我", "让人", "让大家", "让顾客", "让客户", "让客人", "让你", "让您", "叫人", "给人", "给我"),
        *("令我们", "令我", "令人", "令客户", "使我们", "使我", "使人", "会", "曾", "曾经", "再", "一次"),
    )
    reach: int = field(default=3, validator=whole_positive)
    unless: tuple[str, ...] = (
        *("not only", "not just", "no wonder", "not believe", "no doubt", "didn't believe", "don't believe"),
        *("不但", "不仅", "不只", "不光", "不得不", "没想到"),
    )
    turns: tuple[str, ...] = ("but", "however", "instead", "because", "但", "可是", "却", "反而", "因为")

    def before(self, text: str, start: int) -> str:
        """Return the word that denies what begins at a place of a text; "" if none does."""
        head = text[max(0, start - 60) : start]
        clause = normalize("NFKC", head[max(map(head.rfind, _STOPS)) + 1 :]).casefold().translate(_SAME)
        clause = f" {' '.join(clause.split())} "
        for harmless in self.unless:
            clause = clause.replace(harmless, " ")
        for turn in self.turns:
            clause = clause.rpartition(f" {turn} " if turn.isascii() else turn)[2]
        words = clause.split()[-self.reach :]
        if found := [word for word in words if word in self.en]:
            return found[-1]
        tail = clause.rstrip()
        while filler := next((f for f in self.fillers if tail.endswith(f) and tail not in self.zh), ""):
            if any(tail.endswith(word) for word in self.zh if word.endswith(filler)):
                break
            tail = tail.removesuffix(filler)
        return max((word for word in self.zh if tail.endswith(word)), key=len, default="")


NEGATION: Final = Negation()


@frozen(kw_only=True)
class TextMatch(Generic[Kind]):
    """One phrase found.

    Attributes:
        concept: What it points to.
        phrase: The phrase of the rule.
        words: The words as they stand in the text.
        start, stop: Their place in the text.
        denied_by: The word before it that denies it; "" if none does, and only then does it count.
    """

    concept: Kind
    phrase: str
    words: str
    start: int
    stop: int
    denied_by: str = ""


@frozen(kw_only=True)
class Classification(Generic[Kind]):
    """What was found in one text."""

    findings: tuple[TextMatch[Kind], ...] = ()

    @property
    def concepts(self) -> tuple[Kind, ...]:
        """What the text is about, each once, in the order in which it was found; denied findings do not count."""
        return tuple(dict.fromkeys(finding.concept for finding in self.findings if not finding.denied_by))

    @property
    def evidence(self) -> dict[str, tuple[str, ...]]:
        """Key of each concept -> the words that point to it."""
        return {
            c.key: tuple(f.words for f in self.findings if f.concept is c and not f.denied_by) for c in self.concepts
        }


@frozen(kw_only=True)
class TextRules(Generic[Kind]):
    """Rules by which texts are classified; data throughout, no pattern is ever run.

    Attributes:
        kind: The framework whose concepts are looked for.
        rules: Phrases that point to its concepts.
        negation: What denies a phrase; None to let every phrase count.

    Example:
        >>> import servicekit as sk
        >>> [concept.key for concept in sk.complaints.TEXT_RULES["reasons"].classify("The clerk was rude").concepts]
        ['rude_staff']
    """

    kind: type[Kind]
    rules: tuple[Rule, ...]
    negation: Negation | None = NEGATION

    def __attrs_post_init__(self) -> None:
        if not (isinstance(self.kind, type) and issubclass(self.kind, Concept)):
            raise InvalidValueError("kind", "a framework such as DissatisfactionReason", self.kind)
        for rule in self.rules:
            member(self.kind, rule.key)

    def adding(self, *rules: Rule) -> "TextRules[Kind]":
        """Return these rules with one's own beside them."""
        return attrs.evolve(self, rules=(*self.rules, *rules))

    def classify(self, text: str) -> Classification[Kind]:
        """Return what a text is about, with the words that say so.

        Args:
            text: Free text, English, Chinese or both; at most 100,000 characters.

        Raises:
            InvalidValueError: No string, or too long for a comment.
        """
        if isinstance(text, str) and len(text) > LONGEST:
            raise InvalidValueError("text", f"of at most {LONGEST:,} characters", f"{len(text):,} characters")
        found: dict[Any, TextMatch[Kind]] = {}
        for hit in match(text, self.rules):
            concept = member(self.kind, hit.key)
            denied = self.negation.before(text, hit.start) if self.negation else ""
            place = (concept, hit.start, hit.stop)
            found.setdefault(
                place,
                TextMatch(
                    concept=concept,
                    phrase=hit.phrase,
                    words=hit.words,
                    start=hit.start,
                    stop=hit.stop,
                    denied_by=denied,
                ),
            )
        return Classification(findings=tuple(found.values()))


REASONS: Final = TextRules(kind=DissatisfactionReason, rules=REASON_RULES)
"""The sixteen reasons."""
INSTANCES: Final = TextRules(kind=CauseInstance, rules=INSTANCE_RULES)
"""Instances of the three causes; each names its ``cause``."""
CONFLICTS: Final = TextRules(kind=ConflictKind, rules=CONFLICT_RULES)
"""The three kinds of conflict."""


def classify_all(texts: Iterable[str], rules: TextRules[Kind]) -> tuple[Classification[Kind], ...]:
    """Return what each of several texts is about.

    Example:
        >>> import servicekit as sk
        >>> (found,) = sk.complaints.classify_all(["The clerk was rude"], sk.complaints.TEXT_RULES["reasons"])
        >>> [concept.key for concept in found.concepts]
        ['rude_staff']
    """
    return tuple(rules.classify(text) for text in texts)


TEXT_RULES: Final[Mapping[str, TextRules[Any]]] = MappingProxyType(
    {"reasons": REASONS, "instances": INSTANCES, "conflicts": CONFLICTS}
)
