"""Conflicts: two worked cases and the holes that standards leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints.causes._conflicts import (
    LATE_FLIGHT,
    MARKETPLACE_PROSPECT,
    ConflictKind,
    classify_incidents,
    conflict_coverage,
)
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError

K = ConflictKind


@pytest.mark.parametrize("journey", (LATE_FLIGHT, MARKETPLACE_PROSPECT), ids=lambda journey: journey.key)
def test_the_worked_cases_show_all_three_kinds(journey):
    assert all(journey.of(kind) for kind in K)
    assert len({incident.key for incident in journey.incidents}) == len(journey.incidents)


def test_the_prospects_way_is_mostly_one_of_communication():
    counts = MARKETPLACE_PROSPECT.counts
    assert max(counts, key=counts.get) is K.COMMUNICATION
    assert [incident.key for incident in MARKETPLACE_PROSPECT.incidents][-1] == "engaged"


kinds = st.sets(st.sampled_from(K)).map(tuple)


@given(st.dictionaries(st.text(min_size=1, max_size=5), kinds, max_size=5))
def test_the_holes_are_what_no_standard_covers(standards):
    found = conflict_coverage(standards, journey=LATE_FLIGHT)
    covered = {kind for row in standards.values() for kind in row}
    assert set(found.holes) == set(K) - covered
    assert set(found.idle) == {name for name, row in standards.items() if not row}
    assert set(found.uncovered_incidents) == {i.key for i in LATE_FLIGHT.incidents if set(i.kinds) - covered}


def test_holes_are_named_with_the_incidents_that_fall_in():
    found = conflict_coverage(
        {"clean lobby": "product_quality", "answer in three rings": ["communication"]}, journey=LATE_FLIGHT
    )
    assert found.holes == (K.TRANSACTION,)
    assert found.uncovered_incidents == ("late", "no_reason")
    assert found.to_dict()["holes"] == ["transaction"]


def test_incidents_are_reclassified_by_hand():
    changed = classify_incidents(LATE_FLIGHT, {"meal": "transaction"})
    assert changed.of("transaction")[-1].key == "meal"
    assert LATE_FLIGHT.of("product_quality")[-1].key == "meal"
    with pytest.raises(UnknownConceptError, match="did you mean 'meal'"):
        classify_incidents(LATE_FLIGHT, {"meel": "transaction"})


def test_unknown_kinds_and_shapes_are_refused():
    with pytest.raises(UnknownConceptError, match="product_quality"):
        conflict_coverage({"x": "price"})
    with pytest.raises(InvalidValueError, match="a mapping"):
        conflict_coverage([("x", "transaction")])
