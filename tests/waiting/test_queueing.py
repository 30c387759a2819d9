"""Erlang's formulas against published tables, a plain recursion, and the laws they obey."""

from decimal import Decimal, localcontext
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError
from servicekit.waiting._erlang import (
    blocking_probability,
    mean_wait,
    number_waiting,
    single_server_wait,
    wait_longer_than,
    wait_probability,
)

LOADS = st.floats(0.01, 300)


def recursion(load: float, agents: int) -> float:
    with localcontext() as context:
        context.prec = 40
        blocked, offered = Decimal(1), Decimal(load)
        for n in range(1, agents + 1):
            blocked = offered * blocked / (n + offered * blocked)
        return float(blocked)


def test_published_call_centre() -> None:
    # 200 calls an hour of 180 s at 14 agents: Erlang table, golden/published.md
    assert wait_probability(10, 14) == pytest.approx(0.174131934, abs=5e-10)
    assert 1 - wait_longer_than(20, 10, 14, handling_time=180) == pytest.approx(0.888350019, abs=5e-10)
    assert mean_wait(10, 14, handling_time=180) == pytest.approx(7.835937, abs=5e-7)


def test_published_fraction() -> None:
    assert wait_probability(2, 3) == pytest.approx(4 / 9, rel=1e-14)


@pytest.mark.parametrize(
    ("load", "agents"),
    ((1, 1), (10, 14), (90, 95), (99, 99), (101, 101), (999, 1000), (5000, 4000), (1000, 10), (2000, 400), (1e-5, 3)),
)
def test_blocking_equals_the_recursion_in_forty_digits(load: float, agents: int) -> None:
    assert blocking_probability(load, agents) == pytest.approx(recursion(load, agents), rel=1e-12)


@given(load=LOADS, agents=st.integers(1, 400))
def test_the_recursion_holds_between_neighbours(load: float, agents: int) -> None:
    fewer, more = blocking_probability(load, [agents, agents + 1])
    assert more == pytest.approx(load * fewer / (agents + 1 + load * fewer), rel=1e-9)


@given(load=st.floats(0.01, 0.99))
def test_one_agent_is_the_single_server(load: float) -> None:
    assert wait_probability(load, 1) == pytest.approx(load, rel=1e-12)
    assert mean_wait(load, 1, handling_time=5) == pytest.approx(single_server_wait(load, handling_time=5), rel=1e-12)


@given(load=LOADS, extra=st.integers(1, 30))
def test_waits_fall_with_agents(load: float, extra: int) -> None:
    agents = int(load) + 1
    assert wait_probability(load, agents + extra) < wait_probability(load, agents)
    assert mean_wait(load, agents + extra) < mean_wait(load, agents)
    assert wait_longer_than(0.1, load, agents + extra) < wait_longer_than(0.1, load, agents)


@given(load=LOADS, agents=st.integers(1, 300))
def test_a_probability_is_a_probability_however_unstable_the_queue(load: float, agents: int) -> None:
    # a peer answers 1.957 here
    share = wait_probability(load, agents)
    assert 0 <= share <= 1
    if load >= agents:
        assert share == 1
        assert mean_wait(load, agents) == inf
        assert wait_longer_than(1e9, load, agents) == 1


def test_no_load_no_wait() -> None:
    assert wait_probability(0, 3) == 0
    assert blocking_probability(0, 3) == 0
    assert mean_wait(0, 3) == 0


def test_whole_arrays_at_once() -> None:
    loads = np.linspace(0, 30, 7)
    agents = np.array([[5], [20]])
    assert wait_probability(loads, agents).shape == (2, 7)
    assert wait_probability(loads, agents)[1, 3] == wait_probability(loads[3], 20)


def test_little_holds() -> None:
    assert number_waiting(200 / 3600, 18) == pytest.approx(1)
    assert number_waiting(0, inf) == 0
    assert number_waiting(1, inf) == inf


@pytest.mark.parametrize(
    ("load", "agents"), ((-1, 3), (np.nan, 3), (np.inf, 3), (1, 0), (1, 2.5), (1, -2), ("10", 3), (True, 3), (None, 3))
)
def test_what_is_no_queue_is_refused(load: object, agents: object) -> None:
    with pytest.raises(InvalidValueError):
        wait_probability(load, agents)  # type: ignore[arg-type]


def test_negative_times_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="time must be at least 0"):
        wait_longer_than(-1, 10, 14)
    with pytest.raises(InvalidValueError, match="handling_time"):
        mean_wait(10, 14, handling_time=0)
    with pytest.raises(InvalidValueError, match="mean_time"):
        number_waiting(1, -1)
