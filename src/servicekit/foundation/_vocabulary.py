"""Bilingual words: labels, sources, concepts with permanent keys, and frameworks made of concepts."""

from collections.abc import Callable, Iterable
from enum import Enum, unique
from typing import Any, Literal, Self, TypeVar

from attrs import field, frozen

from servicekit.foundation._checks import as_tuple
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._lazy import live_in_room

type_of_concept = TypeVar("type_of_concept", bound="Concept")
Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def check_language(language: str) -> Language:
    """Return the language if servicekit speaks it, else raise."""
    for known in LANGUAGES:
        if language == known:
            return known
    raise InvalidValueError("language", "'en' or 'zh'", language)


def _some_text(instance: object, attribute: Any, value: Any) -> None:
    if not isinstance(value, str) or not value:
        raise InvalidValueError(f"label {attribute.name!r}", "a text that is not empty", value)


@frozen
class Label:
    """The same words in English and in Chinese.

    Example:
        >>> import servicekit as sk
        >>> sk.foundation.Label("Counter", "柜台").text("zh")
        '柜台'
    """

    en: str = field(validator=_some_text)
    zh: str = field(validator=_some_text)

    def text(self, language: Language = "en") -> str:
        """Return the words in one language."""
        return self.zh if check_language(language) == "zh" else self.en

    def __str__(self) -> str:
        return f"{self.en} {self.zh}"


@frozen
class Source:
    """Where a framework or a figure comes from, and under which conditions it was found.

    Example:
        >>> import servicekit as sk
        >>> str(sk.foundation.Source("A. Author", 2020, "Title of the work"))
        'A. Author (2020). Title of the work.'
    """

    author: str
    year: int | None
    title: str
    conditions: Label | None = None
    place: str | None = field(default=None, eq=False)
    """Heading under which it stands, as the work spells it; parts of one work are the same source."""

    def __str__(self) -> str:
        return f"{self.author} ({self.year or 'n.d.'}). {self.title}."


@frozen(kw_only=True)
class Framework:
    """Title, number and sources of a framework, and the concepts it is made of.

    Example:
        >>> import servicekit as sk
        >>> sk.catalogue.find_framework("promoter_group").title.en
        'Net promoter groups'
    """

    number: str
    title: Label
    sources: tuple[Source, ...]
    summary: Label
    concepts: "type[Concept]" = field(repr=False)
    interpretation: Label | None = None
    """Where the source's meaning is open: the interpretation that was chosen."""

    @property
    def key(self) -> str:
        """Permanent key: the name of the enumeration of its concepts, in snake case."""
        name = self.concepts.__name__
        return "".join("_" + c.lower() if c.isupper() and i else c.lower() for i, c in enumerate(name))


class Concept(Enum):
    """A named idea: ``MEMBER = key, English, Chinese, meaning in English, meaning in Chinese``.

    The key is permanent; it stands in JSON, data frames and addresses, and ``Type("key")`` finds the member.

    Example:
        >>> import servicekit as sk
        >>> sk.satisfaction.SatisfactionVerdict("satisfied").label.zh
        '满意'
    """

    label: Label
    meaning: Label
    framework: Framework

    def __new__(cls, key: str, en: str, zh: str, meaning_en: str, meaning_zh: str) -> Self:
        """Make a member whose value is its key."""
        member = object.__new__(cls)
        member._value_ = key
        member.label = Label(en, zh)
        member.meaning = Label(meaning_en, meaning_zh)
        return member

    @property
    def key(self) -> str:
        """The permanent identifier."""
        return str(self.value)

    def __str__(self) -> str:
        return str(self.label)

    @classmethod
    def _missing_(cls, value: object) -> Self:
        raise UnknownConceptError(cls.__name__, value, [str(member.value) for member in cls])


def framework(
    number: str, *, title: Label, summary: Label, sources: tuple[Source, ...], interpretation: Label | None = None
) -> Callable[[type[type_of_concept]], type[type_of_concept]]:
    """Declare an enumeration of concepts to be a framework; the catalogue finds it by walking the package.

    Args:
        number: Its number in the domain catalogue ("F01").
        title: Its name in both languages.
        summary: What it is for, one sentence in each language.
        sources: At least one.
        interpretation: Where the source's meaning is open, the reading chosen here.

    Example:
        >>> import servicekit as sk
        >>> sk.satisfaction.SatisfactionVerdict.framework.key
        'satisfaction_verdict'
    """

    def declare(concepts: type[type_of_concept]) -> type[type_of_concept]:
        declared = unique(concepts)
        live_in_room(concepts)
        declared.framework = Framework(
            number=number,
            title=title,
            summary=summary,
            sources=sources,
            concepts=concepts,
            interpretation=interpretation,
        )
        return concepts

    return declare


Member = TypeVar("Member", bound=Concept)


def member(kind: type[Member], key: Member | str) -> Member:
    """Return a concept given itself or its key.

    Raises:
        UnknownConceptError: No concept of that kind has the key; the nearest is named.
    """
    by_key: Any = kind
    found: Member = by_key(key)
    return found


def members(kind: type[Member], keys: Iterable[Member | str]) -> tuple[Member, ...]:
    """Return several concepts, each given itself or its key, in the order given."""
    return tuple(member(kind, key) for key in as_tuple(f"keys of {kind.__name__}", keys))
