"""Erlang A against the birth-and-death equations it solves, and towards Erlang C."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError
from servicekit.waiting._erlang import ErlangA, mean_wait, wait_longer_than, wait_probability


def balance(load: float, agents: int, patience: float, states: int = 3000) -> tuple[float, float]:
    """Solve the balance equations with a handling time of 1: wait probability and abandonment share."""
    n = np.arange(1, states)
    leaving = np.minimum(n, agents) + np.maximum(n - agents, 0) / patience
    logs = np.concatenate([[0.0], np.cumsum(np.log(load) - np.log(leaving))])
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    queue = np.maximum(np.arange(states) - agents, 0)
    return float(weights[agents:].sum()), float(weights @ queue) / patience / load


@given(load=st.floats(0.1, 80), agents=st.integers(1, 60), patience=st.floats(0.05, 5))
def test_the_balance_equations_hold(load: float, agents: int, patience: float) -> None:
    found = ErlangA(load, agents, handling_time=1, patience=patience)
    waiting, lost = balance(load, agents, patience)
    assert found.wait_probability == pytest.approx(waiting, rel=1e-7, abs=1e-12)
    assert found.abandonment_share == pytest.approx(lost, rel=1e-6, abs=1e-12)
    assert found.mean_wait == pytest.approx(lost * patience, rel=1e-6, abs=1e-12)


@given(agents=st.integers(1, 60), busy=st.floats(0.05, 0.97), within=st.floats(0, 2))
def test_endless_patience_is_erlang_c(agents: int, busy: float, within: float) -> None:
    load = busy * agents
    found = ErlangA(load, agents, handling_time=1, patience=1e9)
    assert found.wait_probability == pytest.approx(float(wait_probability(load, agents)), rel=1e-4)
    assert found.mean_wait == pytest.approx(float(mean_wait(load, agents)), rel=1e-3, abs=1e-6)
    assert found.answered_within(within) == pytest.approx(1 - float(wait_longer_than(within, load, agents)), abs=1e-4)


@given(load=st.floats(0.1, 100), agents=st.integers(1, 80), patience=st.floats(0.05, 20))
def test_everybody_is_answered_or_lost(load: float, agents: int, patience: float) -> None:
    found = ErlangA(load, agents, handling_time=1, patience=patience)
    assert found.answered_within(0) == pytest.approx(1 - found.wait_probability, abs=1e-9)
    assert found.answered_within(1e6) == pytest.approx(1 - found.abandonment_share, abs=1e-12)
    assert found.wait_longer_than(0) == pytest.approx(found.wait_probability)
    assert 0 <= found.occupancy_share <= 1 + 1e-12


@given(load=st.floats(0.1, 60), agents=st.integers(1, 60), patience=st.floats(0.05, 20))
def test_one_more_agent_loses_fewer(load: float, agents: int, patience: float) -> None:
    few, many = (ErlangA(load, n, handling_time=1, patience=patience) for n in (agents, agents + 1))
    assert many.abandonment_share <= few.abandonment_share + 1e-12
    assert many.answered_within(0.1) >= few.answered_within(0.1) - 1e-12


def test_a_simulated_call_centre_agrees() -> None:
    rng = np.random.default_rng(7)
    customers, agents, handling, patience = 40_000, 9, 180.0, 120.0
    arrivals = np.cumsum(rng.exponential(handling / 10, customers))
    service, will = rng.exponential(handling, customers), rng.exponential(patience, customers)
    free = np.zeros(agents)
    lost = in_time = 0
    for arrival, work, limit in zip(arrivals, service, will, strict=True):
        agent = int(free.argmin())
        wait = max(0.0, free[agent] - arrival)
        if wait > limit:
            lost += 1
        else:
            free[agent] = max(free[agent], arrival) + work
            in_time += wait <= 20
    found = ErlangA(10, agents, handling_time=handling, patience=patience)
    assert lost / customers == pytest.approx(float(found.abandonment_share), abs=0.01)
    assert in_time / customers == pytest.approx(float(found.answered_within(20)), abs=0.02)


def test_nobody_comes_nobody_waits() -> None:
    found = ErlangA(0, 3, handling_time=180, patience=60)
    assert found.wait_probability == 0
    assert found.abandonment_share == 0


def test_an_overloaded_queue_loses_what_it_cannot_serve() -> None:
    assert ErlangA(1000, 10, handling_time=1, patience=1).abandonment_share == pytest.approx(0.99, abs=1e-6)


@pytest.mark.parametrize("patience", (0, -1, np.inf, np.nan))
def test_patience_is_a_time(patience: float) -> None:
    with pytest.raises(InvalidValueError, match="patience must be above 0"):
        ErlangA(10, 14, handling_time=180, patience=patience)
