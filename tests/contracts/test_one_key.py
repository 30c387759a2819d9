"""One concept has one key in the whole library."""

import servicekit as sk
from servicekit.standards._standard import CONFLICT_KINDS


def test_standards_name_the_kinds_of_conflict_by_the_keys_of_the_framework():
    assert list(CONFLICT_KINDS) == [kind.key for kind in sk.complaints.ConflictKind]


def test_conflicts_are_covered_by_a_set_of_standards_as_it_stands():
    standards = {each.key: each.conflict for each in sk.standards.CAR_AFTER_SALES if each.conflict}
    found = sk.complaints.conflict_coverage(standards, journey=sk.complaints.JOURNEYS["late_flight"])
    assert set(found.matrix) == set(standards)
