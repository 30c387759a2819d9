"""The list of all frameworks and concepts, found by walking the package; declaring one is enough to be listed."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from attrs import frozen

from servicekit.catalogue._everyday_words import meant, says
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Concept, Framework, Label

_ROOT = "servicekit"
# what stands above the rooms declares no framework
_ABOVE = tuple(f"{_ROOT}.{name}" for name in ("cli", "datasets", "draft", "files", "plots", "reports", "__main__"))


@frozen(kw_only=True)
class Entry:
    """One line of the glossary.

    Attributes:
        framework: Key of the framework to which the concept belongs; "" for what computes a figure.
        key: Permanent key of the concept within it; what computes the figure, after ``servicekit.``.
        label: Its name in both languages.
        meaning: One sentence in each language.

    Example:
        >>> import servicekit as sk
        >>> sk.catalogue.glossary()[0].framework
        'satisfaction_verdict'
    """

    framework: str
    key: str
    label: Label
    meaning: Label


@cache
def frameworks() -> tuple[Framework, ...]:
    """Return every framework of the package, in order of number and key.

    >>> [entry.number for entry in frameworks()] == sorted(entry.number for entry in frameworks())
    True
    """
    names = sorted(found.name for found in walk_packages(import_module(_ROOT).__path__, f"{_ROOT}."))
    modules = [import_module(name) for name in names if not name.startswith(_ABOVE)]
    declared = {thing for module in modules for thing in vars(module).values() if _is_declared(thing)}
    return tuple(sorted((kind.framework for kind in declared), key=lambda entry: (entry.number, entry.key)))


def _is_declared(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, Concept) and hasattr(thing, "framework")


def find_framework(name: str) -> Framework:
    """Return one framework.

    Args:
        name: Its key ("satisfaction_verdict") or its number ("F01").

    Raises:
        UnknownConceptError: No framework has that key or number.
        InvalidValueError: Several frameworks share the number; the message lists their keys.

    Example:
        >>> import servicekit as sk
        >>> sk.catalogue.find_framework("promoter_group").number
        'F10'
    """
    known = frameworks()
    found = [entry for entry in known if name in (entry.key, entry.number)]
    if not found:
        raise UnknownConceptError("framework", name, [each for entry in known for each in (entry.number, entry.key)])
    if len(found) > 1:
        keys = ", ".join(entry.key for entry in found)
        raise InvalidValueError("framework", f"a key where several share the number ({keys})", name)
    return found[0]


def concepts() -> tuple[Concept, ...]:
    """Return every concept of every framework, in the order of ``frameworks``.

    Example:
        >>> import servicekit as sk
        >>> len(sk.catalogue.concepts()) > 400
        True
    """
    return tuple(concept for entry in frameworks() for concept in entry.concepts)


def glossary(words: str = "") -> tuple[Entry, ...]:
    """Return name and meaning of every concept in both languages, or of what some words may mean.

    Args:
        words: What to look for in either language, as people say it at work ("暗访", "CES", "ticket"): Latin words as
            whole words. Everything if "".

    Returns:
        One entry per concept. Where words are given, first what computes a figure that people call so, then the
        concepts of the frameworks it leads to, then those whose name, meaning or framework say all the words.

    Example:
        >>> import servicekit as sk
        >>> str(sk.glossary()[0].label)
        'Disappointed 失望'
        >>> sk.glossary("暗访")[0].key
        'standards.audit'
    """
    if not words.strip():
        return tuple(_entry(concept) for concept in concepts())
    things = meant(words)
    found = [Entry(framework="", key=thing.call, label=thing.label, meaning=thing.meaning) for thing in things]
    led = [key for thing in things for key in thing.frameworks]
    listed = sorted((c for c in concepts() if c.framework.key in led), key=lambda c: led.index(c.framework.key))
    asked = words.split()
    listed += [c for c in concepts() if all(says(_told(c), word) for word in asked)]
    return (*found, *dict.fromkeys(_entry(concept) for concept in listed))


def _entry(concept: Concept) -> Entry:
    return Entry(framework=concept.framework.key, key=concept.key, label=concept.label, meaning=concept.meaning)


def _told(concept: Concept) -> str:
    frame = concept.framework
    return f"{frame.number} {frame.key} {frame.title} {concept.key} {concept.label} {concept.meaning}".replace("_", " ")
