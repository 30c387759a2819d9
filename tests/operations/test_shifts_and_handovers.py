"""Duties hold per shift, stand-ins are named, and hand-overs between posts are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label
from servicekit.operations import CALL, PROPERTY_OFFICE, RECEPTION_CHAIN, handovers, responsibility_matrix
from servicekit.operations._duties import Post, ResponsibilityMatrix

STEPS = [step.key for step in RECEPTION_CHAIN.steps]
TABLE = {"duty": ["watch", "watch"], "post": ["host", "guard"], "shift": ["day", "night"]}


def test_a_duty_may_have_one_owner_in_each_shift():
    found = responsibility_matrix(TABLE, shift="shift", stand_ins={"host": "guard"})
    assert found.is_sound
    assert found.owners("watch") == ("host", "guard")
    assert found.shifts_of("watch", "guard") == ("night",)
    assert found.post("host").stand_in == "guard"
    assert responsibility_matrix({**TABLE, "shift": ["day", "day"]}, shift="shift").overlaps == {
        "watch": ("host", "guard")
    }
    # the whole day meets every shift
    assert not responsibility_matrix({**TABLE, "shift": ["day", ""]}, shift="shift").is_sound


def test_stand_ins_are_posts_and_others():
    with pytest.raises(UnknownConceptError, match="stand-in of 'host'"):
        responsibility_matrix(TABLE, shift="shift", stand_ins={"host": "guards"})
    with pytest.raises(InvalidValueError, match="posts that there are"):
        responsibility_matrix(TABLE, shift="shift", stand_ins={"chef": "guard"})
    with pytest.raises(UnknownConceptError):
        ResponsibilityMatrix(posts=(Post("a", Label("A", "甲"), "a"),), duties=(), assignments=())


def test_the_property_office_knows_night_and_stand_in():
    assert PROPERTY_OFFICE.post("site_manager").stand_in == "security_leader"
    assert PROPERTY_OFFICE.shifts_of("night_watch", "show_area_host") == ("night",)
    assert PROPERTY_OFFICE.shifts_of("receive_in_show_area", "show_area_host") == ("day",)


@given(st.lists(st.integers(0, len(STEPS)), min_size=1, max_size=30))
def test_visits_that_break_off_fail_at_one_hand_over_at_most(lengths):
    rows = [(visit, step) for visit, length in enumerate(lengths) for step in STEPS[:length]]
    if not rows:
        return
    found = handovers({"v": [r[0] for r in rows], "s": [r[1] for r in rows]}, RECEPTION_CHAIN, visit="v", step="s")
    assert found.visits == sum(length > 0 for length in lengths)
    ends = {2: "door_opened", 4: "hall_received", 5: "show_area_led", 6: "show_flat_received", 7: "seen_off"}
    for place, key in ends.items():
        n, failed = next(counts for name, counts in found.counts.items() if name.endswith(key))
        assert (n, failed) == (sum(length >= place for length in lengths), lengths.count(place))
        assert found.failed_shares[next(k for k in found.counts if k.endswith(key))].value == (
            pytest.approx(failed / n) if n else None
        )


def test_a_share_of_failed_hand_overs_has_the_exact_interval():
    rows = [(visit, step) for visit in range(20) for step in STEPS[: 2 if visit < 3 else 3]]
    found = handovers({"v": [r[0] for r in rows], "s": [r[1] for r in rows]}, RECEPTION_CHAIN, visit="v", step="s")
    share = found.failed_shares["car_guide > door: door_opened"]
    # scipy 1.11 binomtest(3, 20).proportion_ci(method="exact")
    assert (share.interval.low, share.interval.high) == pytest.approx((0.03207094, 0.37892683), abs=1e-6)


def test_bad_tables_and_chains_are_refused():
    with pytest.raises(UnknownConceptError, match="did you mean 'door_told'"):
        handovers({"v": [1], "s": ["door_tol"]}, RECEPTION_CHAIN, visit="v", step="s")
    with pytest.raises(InvalidValueError, match="given in every row"):
        handovers({"v": [1, 2], "s": ["door_told", None]}, RECEPTION_CHAIN, visit="v", step="s")
    with pytest.raises(InvalidValueError, match="tagged with their post"):
        handovers({"v": [1], "s": ["voice"]}, CALL, visit="v", step="s")
