"""The list of all frameworks and concepts, found by walking the package; declaring one is enough to be listed."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from attrs import frozen

from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Concept, Framework, Label

_ROOT = "servicekit"
# what stands above the rooms declares no framework
_ABOVE = tuple(f"{_ROOT}.{name}" for name in ("cli", "datasets", "draft", "files", "plots", "reports", "__main__"))


@frozen(kw_only=True)
class Entry:
    """One line of the glossary.

    Attributes:
        framework: Key of the framework to which the concept belongs.
        key: Permanent key of the concept within it.
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


def glossary() -> tuple[Entry, ...]:
    """Return name and meaning of every concept in both languages, one line per concept.

    Example:
        >>> import servicekit as sk
        >>> str(sk.glossary()[0].label)
        'Disappointed 失望'
    """
    return tuple(Entry(framework=c.framework.key, key=c.key, label=c.label, meaning=c.meaning) for c in concepts())
