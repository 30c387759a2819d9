"""What every framework owes its readers, in English and in Chinese."""

import re

from at_once import for_each

from servicekit.catalogue import frameworks
from servicekit.foundation._vocabulary import Concept, Framework, Label

FRAMEWORKS = frameworks()
KINDS = tuple(kind for kind in Concept.__subclasses__() if kind.__module__.startswith("servicekit."))
"""Every set of concepts in the package, whether a framework of its own or a vocabulary within one."""

every_framework = for_each(FRAMEWORKS)
every_kind = for_each(KINDS)


def is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def in_english(text: str) -> bool:
    return bool(re.search("[A-Za-z]", text)) and not any(is_chinese(character) for character in text)


def in_simplified_chinese(text: str) -> bool:
    """Say whether there is Chinese, all of it in GB 2312, which has no traditional characters."""
    found = [character for character in text if is_chinese(character)]
    try:
        "".join(found).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return bool(found)


def labels_of_framework(framework: Framework) -> list[Label]:
    conditions = [source.conditions for source in framework.sources if source.conditions]
    return [
        framework.title,
        framework.summary,
        *([framework.interpretation] if framework.interpretation else []),
        *conditions,
    ]


def labels_of_concepts(kind: type[Concept]) -> list[Label]:
    return [label for concept in kind for label in (concept.label, concept.meaning)]


def faults(labels: list[Label]) -> list[str]:
    tidy = re.compile(r"\S+( \S+)*")
    return [
        *(label.en for label in labels if not in_english(label.en) or not tidy.fullmatch(label.en)),
        *(label.zh for label in labels if not in_simplified_chinese(label.zh) or not tidy.fullmatch(label.zh)),
    ]


def not_sentences(meanings: list[Label]) -> list[str]:
    return [
        *(meaning.en for meaning in meanings if meaning.en[-1] not in ".?!"),
        *(meaning.zh for meaning in meanings if meaning.zh[-1] not in "。？！"),
    ]


def test_there_are_frameworks():
    assert FRAMEWORKS


@every_framework
def test_a_framework_speaks_english_and_simplified_chinese(framework):
    assert faults(labels_of_framework(framework)) == []
    assert not_sentences([framework.summary]) == []


@every_kind
def test_concepts_speak_english_and_simplified_chinese(kind):
    assert faults(labels_of_concepts(kind)) == []
    assert not_sentences([concept.meaning for concept in kind]) == []


@every_kind
def test_keys_are_snake_case_and_find_their_concepts(kind):
    for concept in kind:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", concept.key), concept
        assert kind(concept.key) is concept


@every_kind
def test_concepts_are_not_named_twice(kind):
    names = [concept.label.en for concept in kind]
    assert sorted(set(names)) == sorted(names)


@every_framework
def test_sources_say_who_and_what(framework):
    assert framework.sources
    for source in framework.sources:
        assert source.author.strip()
        assert source.title.strip()
        assert source.year is None or 1800 < source.year < 2100


@every_framework
def test_number_and_key_can_stand_in_an_address(framework):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", framework.key)
    assert re.fullmatch(r"F\d\d[a-z]?", framework.number)


def test_keys_of_frameworks_are_unique():
    keys = [entry.key for entry in FRAMEWORKS]
    assert sorted(set(keys)) == sorted(keys)
