"""Concepts by their keys."""

from collections.abc import Iterable
from typing import Any, TypeVar

from servicekit.foundation._checks import listed
from servicekit.foundation._vocabulary import Concept

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
    return tuple(member(kind, key) for key in listed(f"keys of {kind.__name__}", keys))
