"""The catalogue finds every declared framework, by key and by number."""

import subprocess
import sys

import pytest

from servicekit import catalogue
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError


def test_frameworks_come_in_order_and_are_tuples():
    found = catalogue.frameworks()
    assert isinstance(found, tuple)
    assert list(found) == sorted(found, key=lambda entry: (entry.number, entry.key))


def test_every_framework_is_found_by_its_key():
    for entry in catalogue.frameworks():
        assert catalogue.find_framework(entry.key) is entry


def test_a_number_finds_its_framework_or_lists_those_that_share_it():
    for entry in catalogue.frameworks():
        siblings = [other for other in catalogue.frameworks() if other.number == entry.number]
        if len(siblings) == 1:
            assert catalogue.find_framework(entry.number) is entry
        else:
            with pytest.raises(InvalidValueError, match=entry.key):
                catalogue.find_framework(entry.number)


def test_an_unknown_framework_is_refused_with_a_suggestion():
    first = catalogue.frameworks()[0]
    with pytest.raises(UnknownConceptError, match=f"did you mean '{first.key}'"):
        catalogue.find_framework(first.key[:-1])


def test_the_glossary_has_one_line_for_every_concept():
    entries = catalogue.glossary()
    assert len(entries) == len(catalogue.concepts()) == sum(len(entry.concepts) for entry in catalogue.frameworks())
    assert len({(entry.framework, entry.key) for entry in entries}) == len(entries)


def test_listing_the_frameworks_needs_no_extra():
    code = (
        "import sys; from servicekit.catalogue import frameworks; frameworks();"
        "print(sorted({'scipy', 'pandas', 'polars', 'matplotlib', 'pyarrow', 'narwhals'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
