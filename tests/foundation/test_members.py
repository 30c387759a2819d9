"""Concepts are found by key; a misspelt key is answered with the nearest."""

import pytest

from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.foundation._errors import UnknownConceptError
from servicekit.foundation._vocabulary import member, members


def test_a_concept_is_found_by_itself_and_by_its_key() -> None:
    assert members(ServiceArchetype, ["in_depth", ServiceArchetype.IN_DEPTH]) == (ServiceArchetype.IN_DEPTH,) * 2
    with pytest.raises(UnknownConceptError, match="did you mean 'in_depth'"):
        member(ServiceArchetype, "in-depth")
