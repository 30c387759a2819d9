"""Section of a study on what people write: columns of comments, the rating that goes with them, topics of one's own."""

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen, validators

from servicekit.comments._topics import TOPIC_RULES
from servicekit.foundation._checks import finite, whole
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._phrases import Rule
from servicekit.foundation._vocabulary import Label, Language


@frozen(kw_only=True)
class TopicWords:
    """Words of a topic.

    Attributes:
        en, zh: The words of either language; traditional Chinese is read as simplified.
        unless: Longer words inside which a match does not count.
        label: Name of the topic in reports; its key if None.
    """

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    label: Label | None = None


@frozen(kw_only=True)
class CommentsSection:
    """Columns of free text and whose dissatisfaction they tell of.

    Attributes:
        columns: Columns of comments; each is read by itself.
        rating: Question of the study by which the dissatisfied are known; the leading one if None.
        highest_dissatisfied: Best answer that still counts as dissatisfied; 6 of a net promoter score, the last answer
            on the bad side of the middle elsewhere, if None.
        topics: Words by topic, beside the eight that ship; a key of those replaces its list. In a study file a table,
            or the name of a TOML file of such tables beside it.
        language: "en" or "zh" where words of the other language are not looked for; both if None.
        examples: Comments quoted for each of the topics that the dissatisfied mention most; 0 quotes none.
    """

    columns: tuple[str, ...]
    rating: str | None = None
    highest_dissatisfied: float | None = field(default=None, validator=validators.optional(finite))
    topics: Mapping[str, TopicWords] = field(factory=dict)
    language: Literal["en", "zh"] | None = None
    examples: int = field(default=2, validator=whole)

    def __attrs_post_init__(self) -> None:
        if not self.columns or len(set(self.columns)) < len(self.columns):
            raise InvalidValueError("columns of comments", "different from each other, at least one", self.columns)
        self.rules()  # a topic without words is refused where it is written

    @property
    def uses(self) -> dict[str, str]:
        """The columns of comments; they have no scale."""
        return dict.fromkeys(self.columns, "")

    def rules(self) -> dict[str, Rule]:
        """Return the words that are looked for, by topic."""
        own = {key: Rule(key=key, en=words.en, zh=words.zh, unless=words.unless) for key, words in self.topics.items()}
        found = {**TOPIC_RULES, **own}
        if self.language is None:
            return found
        kept = {key: _in_language(rule, self.language) for key, rule in found.items()}
        return {key: rule for key, rule in kept.items() if rule is not None}

    def names(self) -> dict[str, Label]:
        """Return the names of topics that the study gives."""
        return {key: words.label for key, words in self.topics.items() if words.label is not None}


def _in_language(rule: Rule, language: Language) -> Rule | None:
    words = rule.en if language == "en" else rule.zh
    return Rule(key=rule.key, unless=rule.unless, **{language: words}) if words else None
