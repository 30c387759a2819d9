"""Gaps inside a company: signs, places, units and claims."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicekit as sk
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.satisfaction import InternalGap, internal_gaps
from servicekit.satisfaction._internal_gaps import _adjusted
from servicekit.stats import Share, exact_binomial
from servicekit.stats.comparison._comparison import p_of_zero

answers = st.lists(st.integers(1, 5), min_size=2, max_size=12)


def tables(customers, front_line, management):
    sides = {"customers": customers, "front_line": front_line, "management": management}
    return {side: {"speed": given} for side, given in sides.items()}


def gaps(data, **options):
    return internal_gaps(data, ["speed"], scale=sk.LIKERT_5, **{"target": 4, **options})


def of_units(units, **options):
    """Ask one call about several units, whose p-values are found together: a list of three lists of answers each."""
    data = {
        side: {
            "unit": [unit for unit, each in enumerate(units) for _ in each[place]],
            "speed": [answer for each in units for answer in each[place]],
        }
        for place, side in enumerate(("customers", "front_line", "management"))
    }
    return gaps(data, by="unit", **options)


@given(st.lists(answers, min_size=5, max_size=5))
@settings(max_examples=8, deadline=None)
def test_equal_answers_give_no_gap(given_):
    for found in of_units([[each] * 3 for each in given_]).values():
        assert [contrast.value for contrast in found["speed"].contrasts] == [0.0] * 3
        assert InternalGap.OVERRATED not in found["speed"].found


@given(st.lists(st.tuples(answers, answers, answers), min_size=4, max_size=4))
@settings(max_examples=5, deadline=None)
def test_sides_swapped_turn_the_sign(units):
    found = of_units([*units, *(each[::-1] for each in units)])
    for place in range(len(units)):
        here, there = (found[unit]["speed"]["management", "customers"] for unit in (place, place + len(units)))
        assert here.value == pytest.approx(-there.value)
        assert here.interval.low == pytest.approx(-there.interval.high)
        assert here.p_value == pytest.approx(there.p_value)


def test_one_table_says_the_same_as_three():
    data = tables([2, 3] * 20, [3, 4] * 10, [4, 5] * 6)
    one = {
        "who": [name for side, name in zip(data, "KFM", strict=True) for _ in data[side]["speed"]],
        "speed": [answer for table in data.values() for answer in table["speed"]],
    }
    one["who"].append("supplier")
    one["speed"].append(3)
    apart = gaps(data)
    together = gaps(one, role="who", roles={"customers": "K", "front_line": "F", "management": "M"})
    for pair in (("management", "customers"), ("front_line", "customers"), ("management", "front_line")):
        assert together["speed"][pair].interval == apart["speed"][pair].interval
        assert together["speed"][pair].adjusted_p == apart["speed"][pair].adjusted_p
    assert dict(together.left_out) == {"supplier": 1}


def places(*, kept, answers=(2, 3), serves=("call_back",)):
    shares = {"call_back": Share(count=kept, n=100)}
    return gaps(tables(list(answers) * 30, [3] * 10, list(answers) * 10), kept=shares, serves={"speed": serves})


def test_where_a_gap_lies():
    assert gaps(tables([2, 3] * 30, [3, 4] * 10, [4, 5] * 10)).found == {"speed": (InternalGap.OVERRATED,)}
    assert places(kept=99, serves=()).found == {"speed": (InternalGap.NO_STANDARD,)}
    assert places(kept=60).found == {"speed": (InternalGap.NOT_KEPT,)}
    assert places(kept=99).found == {"speed": (InternalGap.KEPT_AND_MISSED,)}
    assert places(kept=90).found == {}
    assert places(kept=99, answers=(5, 4)).found == {}


def test_units_are_judged_over_one_family():
    rng = np.random.default_rng(5)
    rows = {"side": ["customers"] * 80 + ["front_line"] * 20 + ["management"] * 20, "branch": ["north", "south"] * 60}
    rows["speed"] = [2 if branch == "north" else 5 for branch in rows["branch"][:80]] + rng.integers(3, 6, 40).tolist()
    kept = {("call_back", branch): Share(count=120, n=120) for branch in ("north", "south")}
    found = gaps(rows, role="side", by="branch", kept=kept, serves={"speed": "call_back"})
    assert list(found) == ["north", "south"]
    assert found["north"].comparisons == found["south"].comparisons == 10
    assert InternalGap.KEPT_AND_MISSED in found["north"].found["speed"]
    assert "speed" not in found["south"].found
    assert found["north"]["speed"].shortfall.value == -2
    both = gaps({**rows, "shift": ["day"] * 120}, role="side", by=["branch", "shift"])
    assert list(both) == [("north", "day"), ("south", "day")]
    assert both["north", "day"]["speed"].shortfall.value == -2


def test_without_gaps_claims_are_rare():
    """Each of 120 companies is a family of its own; one call finds the p-values of all of them."""
    rng = np.random.default_rng(11)
    names = [f"q{k}" for k in range(3)]
    companies = 120
    data = {
        side: {
            "company": np.repeat(np.arange(companies), n),
            **{name: rng.choice(5, n * companies, p=[0.1, 0.1, 0.2, 0.3, 0.3]) + 1 for name in names},
        }
        for side, n in (("customers", 60), ("front_line", 25), ("management", 15))
    }
    together = internal_gaps(data, names, scale=sk.LIKERT_5, target=3.6, by="company")
    alone = [_adjusted(dict(found.attributes))[0].values() for found in together.values()]
    false = sum(any(gap.found for gap in company) for company in alone)
    assert false <= 13  # 5 % of 120 are 6; more than 13 come once in 250 runs
    one = internal_gaps(
        {side: {name: table[name][table["company"] == 0] for name in names} for side, table in data.items()},
        names,
        scale=sk.LIKERT_5,
        target=3.6,
    )
    for name, gap in zip(names, alone[0], strict=True):
        assert [each.adjusted_p for each in gap.contrasts] == [each.adjusted_p for each in one[name].contrasts]


@pytest.mark.parametrize(
    ("call", "match"),
    (
        (lambda data: gaps(data, target=6), "on the scale"),
        (lambda data: gaps(data["customers"]), "a table for each"),
        (lambda data: gaps(data, kept={}), "together"),
        (lambda data: internal_gaps(data, "speed", scale=sk.LIKERT_5, target=4), "a list of columns"),
        (lambda data: gaps(data, roles={"customers": "K"}), "a value for each"),
    ),
)
def test_bad_requests_are_refused(call, match):
    with pytest.raises(InvalidValueError, match=match):
        call(tables([3, 4], [3, 4], [3, 4]))


def test_a_side_or_a_standard_that_is_not_there_is_named():
    with pytest.raises(UnknownConceptError, match="management"):
        gaps({"who": ["customers", "front_line"], "speed": [3, 4]}, role="who")
    with pytest.raises(UnknownConceptError, match="smile"):
        gaps(tables([3, 4], [3, 4], [3, 4]), kept={}, serves={"speed": "smile"})


@given(st.lists(answers, min_size=5, max_size=5), st.floats(1.2, 4.8))
@settings(max_examples=5, deadline=None)
def test_the_shortfall_is_claimed_where_its_interval_leaves_out_the_target(customers, target):
    for found in of_units([[each, [3, 4], [3, 4]] for each in customers], target=target).values():
        short = found["speed"].shortfall
        assert (short.p_value < 0.05) == (0 not in short.interval)
        assert short.p_value == pytest.approx(p_of_zero(short), abs=1e-6)


def test_standards_of_the_same_visits_do_not_add_up():
    """Eight visits say no more where five standards were judged in each."""
    keys = ["a", "b", "c", "d", "e"]
    kept = {key: Share(count=8, n=8) for key in keys}
    found = gaps(tables([2, 3] * 30, [3] * 10, [2, 3] * 10), kept=kept, serves={"speed": keys})["speed"].keeping
    assert found.p_value == pytest.approx(2 * 0.9**8)
    assert found.estimate.n == 40
    assert found.estimate.interval == Share(count=8, n=8).interval
    alone = gaps(tables([2, 3] * 30, [3] * 10, [2, 3] * 10), kept=kept, serves={"speed": "a"})["speed"].keeping
    assert (alone.p_value, alone.interval) == (found.p_value, found.interval)
    unseen = {"a": Share(count=30, n=40), "b": Share(count=0, n=0)}
    pair = gaps(tables([2, 3], [3], [2]), kept=unseen, serves={"speed": ["a", "b"]})["speed"].keeping
    assert pair.p_value == exact_binomial(30, 40, against=0.9).p
    nothing = gaps(tables([2, 3], [3], [2]), kept={"b": Share(count=0, n=0)}, serves={"speed": "b"})["speed"].keeping
    assert (nothing.p_value, nothing.value) == (None, None)


def test_a_weighted_share_kept_is_tested_whatever_the_unit_of_its_weights():
    p_values = []
    for unit in (0.1, 1, 100):
        kept = {"a": Share(count=60 * unit, n=80 * unit, n_effective=79.5)}
        found = gaps(tables([2, 3], [3], [2]), kept=kept, serves={"speed": "a"})["speed"].keeping
        p_values.append(found.p_value)
    assert p_values == [p_values[0]] * 3
