"""Talk along a network: overlap, bounds by degree, and agreement with a cascade where nobody shares acquaintances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.complaints import (
    CASCADES,
    Cascade,
    CascadeGeneration,
    Constant,
    Poisson,
    extinction_probability,
    mean_tellings,
    reach,
    simulate_reach,
)
from servicekit.foundation import InvalidValueError

PAIRS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=40
)


def network(pairs):
    return {"from": [one for one, _ in pairs], "to": [other for _, other in pairs]}


def within(pairs, start, rounds):
    """People at most so many steps away, by walking the list of pairs."""
    near = {start}
    for _ in range(rounds):
        near |= {b for a, b in pairs if a in near} | {a for a, b in pairs if b in near}
    return len(near)


@given(PAIRS, st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_who_tells_everybody_reaches_all_within_so_many_steps(pairs, rounds):
    people = {person for pair in pairs for person in pair}
    possible = {within(pairs, person, rounds) for person in people}
    found = simulate_reach(Cascade(rounds=[Constant(50)] * rounds), runs=60, network=network(pairs))
    assert set(found.draws.tolist()) <= possible
    assert found.population == len(people)
    assert found.ties == len({frozenset(pair) for pair in pairs})


@given(PAIRS, st.integers(1, 3), st.integers(0, 8))
@settings(max_examples=30, deadline=None)
def test_what_is_within_reach_bounds_the_talk_whatever_anybody_tells(pairs, rounds, number):
    people = {person for pair in pairs for person in pair}
    found = simulate_reach(Cascade(rounds=[Constant(number)] * rounds), runs=40, network=network(pairs))
    sizes = [within(pairs, person, rounds) for person in people]
    assert min(sizes) <= found.within_reach <= max(sizes)
    assert found.draws.max() <= max(sizes)
    everybody = simulate_reach(Cascade(rounds=[Constant(50)] * rounds), runs=4000, network=network(pairs))
    assert everybody.value == pytest.approx(found.within_reach, abs=0.5)
    assert simulate_reach(Cascade(rounds=[Constant(number)]), runs=4).within_reach is None


def test_a_network_without_overlap_gives_what_the_cascade_gives():
    # a tree in which everyone knows very many others: nobody is told twice but the one who told
    edges, level = [], [0]
    fresh = 1
    for _ in range(2):
        below = []
        for person in level:
            for _ in range(60):
                edges.append((person, fresh))
                below.append(fresh)
                fresh += 1
        level = below
    # start at the root only: give the others no way to start by drawing many runs and keeping those from the root
    cascade = Cascade(rounds=[Poisson(3.0)])
    found = simulate_reach(cascade, runs=4000, network=network(edges), rng=5)
    # a leaf knows one person, so it tells one of three at most
    leaves = 3600 / 3661
    expected = 1 + leaves * (1 - np.exp(-3.0)) + (1 - leaves) * 3.0
    assert found.interval.low - 0.02 <= expected <= found.interval.high + 0.02


def test_overlap_wastes_tellings():
    ring = [(person, (person + step) % 60) for person in range(60) for step in (1, 2, 3)]
    rounds = [Constant(3)] * 3
    found = simulate_reach(Cascade(rounds=rounds), runs=300, network=network(ring))
    assert found.retelling_share > 0.3
    assert found.value < simulate_reach(Cascade(rounds=rounds), runs=300, population=60).value
    silent = simulate_reach(
        Cascade(rounds=[CascadeGeneration(tells=Constant(3), telling_share=0.0)]), runs=20, network=network(ring)
    )
    assert silent.value == 1


def test_lists_of_pairs_that_cannot_be_used_are_refused():
    cascade = Cascade(rounds=[Constant(2)])
    with pytest.raises(InvalidValueError, match="between two people"):
        simulate_reach(cascade, runs=5, network={"from": ["a"], "to": ["a"]})
    with pytest.raises(InvalidValueError, match="left out where a network is given"):
        simulate_reach(cascade, runs=5, network={"from": ["a"], "to": ["b"]}, population=10)
    with pytest.raises(InvalidValueError, match="given in every row"):
        simulate_reach(cascade, runs=5, network={"from": ["a", None], "to": ["b", "c"]})
    with pytest.raises(InvalidValueError, match="at least 5 people"):
        simulate_reach(Cascade(rounds=[Constant(1)], first_tellers=5), runs=5, network={"from": ["a"], "to": ["b"]})


def test_growth_is_said_in_words_and_only_as_far_as_the_interval_goes():
    assert "shrinks" in extinction_probability(Poisson(0.6)).growth.en
    assert "缩小" in extinction_probability(Poisson(0.6)).growth.zh
    assert "grows from round to round" in extinction_probability(Poisson(1.5)).growth.en
    assert "neither" in extinction_probability(Constant(1)).growth.en
    few = extinction_probability(Poisson(mean_tellings([0, 1, 2, 2, 0, 1, 3])))
    assert "not decided" in few.growth.en
    assert "尚不能断定" in few.growth.zh


def test_an_own_table_stands_beside_those_of_the_sources_with_its_reading():
    own = reach(Cascade(rounds=[Poisson(4.0)], first_tellers=10, counts_first_tellers=False))
    rows = own.side_by_side
    assert [row.key for row in rows] == ["own", *CASCADES]
    assert (rows[0].people, rows[0].people_per_teller, rows[0].rounds) == (40.0, 4.0, 1)
    assert "not counted" in rows[0].convention.en
    assert "不计" in rows[0].convention.zh
    by_key = {row.key: row for row in rows}
    assert by_key["eleven_then_five"].people_per_teller == 67
    assert by_key["tarp_telling"].people_per_teller == pytest.approx(10.5)
    for row in rows:
        assert row.interval.low <= row.people <= row.interval.high
