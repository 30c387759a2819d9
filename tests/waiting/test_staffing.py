"""Fewest agents: minimal, monotone, guarded; the queue they make; the square-root rule."""

from math import ceil, inf
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.files._frames import to_frame
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups
from servicekit.stats.intervals._estimates import Average
from servicekit.waiting._arrivals import ArrivalRate
from servicekit.waiting._queue import Queue
from servicekit.waiting._service_target import ServiceTarget
from servicekit.waiting._square_root_staffing import square_root_agents
from servicekit.waiting._staffing import agents_needed, agents_per_interval
from servicekit.waiting._wait_log import MeanPatience

EIGHTY_TWENTY = ServiceTarget(service_level_share=0.8, within_seconds=20)


def test_published_call_centre_needs_fourteen() -> None:
    plan = agents_needed(EIGHTY_TWENTY, arrivals_per_hour=200, handling_seconds=180, shrinkage_share=0.3)
    assert (plan.agents, plan.scheduled_agents, plan.binding) == (14, 20, ("service_level_share",))
    assert plan.queue.service_level_share == pytest.approx(0.888350019, abs=5e-10)
    assert plan.one_fewer is not None
    assert plan.one_fewer.service_level_share < 0.8
    assert plan.square_root_agents == pytest.approx(plan.agents, abs=1)


def test_a_small_queue_is_not_overstaffed() -> None:
    # a peer starts its search at 3 agents for 1.6 erlangs and never sees that 2 are enough
    plan = agents_needed(
        ServiceTarget(service_level_share=0.3, within_seconds=20), arrivals_per_hour=32, handling_seconds=180
    )
    assert plan.agents == 2


@given(
    rate=st.floats(0, 2000),
    handling=st.floats(10, 600),
    level=st.floats(0.05, 0.99),
    patience=st.one_of(st.none(), st.floats(5, 600)),
)
def test_the_plan_keeps_the_promise_and_one_fewer_does_not(
    rate: float, handling: float, level: float, patience: float | None
) -> None:
    plan = agents_needed(
        ServiceTarget(service_level_share=level, within_seconds=20),
        arrivals_per_hour=rate,
        handling_seconds=handling,
        patience_seconds=patience,
    )
    assert plan.queue.service_level_share >= level - 1e-12
    assert plan.one_fewer is None or plan.one_fewer.service_level_share < level + 1e-12


@pytest.mark.parametrize(
    ("target", "patience"),
    (
        (ServiceTarget(mean_wait_seconds=10), None),
        (ServiceTarget(wait_probability=0.2), None),
        (ServiceTarget(occupancy_share=0.85), None),
        (ServiceTarget(abandonment_share=0.02), 120.0),
        (ServiceTarget(mean_wait_seconds=5, occupancy_share=0.9), 60.0),
    ),
)
def test_every_kind_of_target_is_minimal(target: ServiceTarget, patience: float | None) -> None:
    plan = agents_needed(target, arrivals_per_hour=300, handling_seconds=200, patience_seconds=patience)
    for name in target.parts:
        assert getattr(plan.queue, name) <= getattr(target, name)
    assert plan.binding
    assert plan.one_fewer is not None
    assert any(getattr(plan.one_fewer, name) > getattr(target, name) for name in plan.binding)


def test_a_day_of_intervals_is_planned_at_once() -> None:
    rates = np.array([0.0, 50.0, 200.0, 120.0])
    found = agents_per_interval(EIGHTY_TWENTY, arrivals_per_hour=rates, handling_seconds=180)
    each = [agents_needed(EIGHTY_TWENTY, arrivals_per_hour=r, handling_seconds=180).agents for r in rates]
    assert found.tolist() == each
    assert found[0] == 1


def test_an_unstable_queue_says_so() -> None:
    queue = Queue(arrivals_per_hour=200, handling_seconds=180, agents=8)
    assert not queue.is_stable
    assert (queue.wait_probability, queue.service_level_share, queue.occupancy_share) == (1, 0, 1)
    assert queue.mean_wait_seconds == queue.number_waiting == inf
    assert queue.reason is not None
    assert queue.reason.key == "unstable"
    assert queue.to_dict()["mean_wait_seconds"] is None


def test_little_links_wait_and_queue() -> None:
    queue = Queue(arrivals_per_hour=200, handling_seconds=180, agents=14)
    assert queue.number_waiting == pytest.approx(queue.mean_wait_seconds * 200 / 3600)
    assert queue.is_stable
    assert queue.reason is None
    assert "Queue at a number of agents" in queue._repr_html_()


def test_patience_makes_every_queue_stable() -> None:
    queue = Queue(arrivals_per_hour=200, handling_seconds=180, agents=8, patience_seconds=120)
    assert queue.is_stable
    assert queue.abandonment_share == pytest.approx(0.2579823812877576, rel=1e-9)  # balance equations
    assert queue.occupancy_share == pytest.approx(10 * (1 - queue.abandonment_share) / 8)
    assert queue.service_level_share < 1 - queue.abandonment_share


@given(load=st.floats(20, 2000), share=st.floats(0.05, 0.8))
def test_the_square_root_rule_is_right_to_an_agent(load: float, share: float) -> None:
    exact = agents_needed(ServiceTarget(wait_probability=share), arrivals_per_hour=load, handling_seconds=3600).agents
    assert abs(ceil(square_root_agents(load, wait_probability=share)) - exact) <= 1


def test_no_square_root_check_with_patience() -> None:
    plan = agents_needed(EIGHTY_TWENTY, arrivals_per_hour=200, handling_seconds=180, patience_seconds=60)
    assert plan.square_root_agents is None


@pytest.mark.parametrize(
    "parts",
    (
        {},
        {"service_level_share": 1.0},
        {"mean_wait_seconds": 0},
        {"wait_probability": 0},
        {"abandonment_share": 0},
        {"occupancy_share": 0},
        {"service_level_share": 80},
        {"mean_wait_seconds": float("nan")},
    ),
)
def test_targets_nobody_can_keep_are_refused(parts: dict[str, float]) -> None:
    with pytest.raises(InvalidValueError):
        ServiceTarget(**parts)


def test_abandonment_cannot_be_promised_without_patience() -> None:
    with pytest.raises(InvalidValueError, match="patience_seconds"):
        agents_needed(ServiceTarget(abandonment_share=0.05), arrivals_per_hour=10, handling_seconds=60)


@pytest.mark.parametrize(
    "change", ({"arrivals_per_hour": -1}, {"handling_seconds": 0}, {"shrinkage_share": 1}, {"patience_seconds": 0})
)
def test_bad_settings_are_refused(change: dict[str, float]) -> None:
    settings = {"arrivals_per_hour": 200.0, "handling_seconds": 180.0} | change
    with pytest.raises(InvalidValueError):
        agents_needed(EIGHTY_TWENTY, **settings)


def test_a_load_beyond_reason_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="reachable"):
        agents_per_interval(EIGHTY_TWENTY, arrivals_per_hour=[1e12], handling_seconds=3600)


RATE = ArrivalRate(mean=200, sd=30, days=9, counts=(160, 170, 180, 190, 200, 210, 220, 230, 240))
HANDLING = Average(n=400, mean=180, sd=120)


def test_the_interval_of_the_agents_carries_those_of_arrivals_and_handling() -> None:
    plan = agents_needed(EIGHTY_TWENTY, arrivals_per_hour=RATE, handling_seconds=HANDLING)
    alone = agents_needed(EIGHTY_TWENTY, arrivals_per_hour=RATE, handling_seconds=180)
    assert plan.agents == alone.agents == plan.value == 14
    assert plan.interval is not None
    assert alone.interval is not None
    assert plan.interval.low <= alone.interval.low <= 14 <= alone.interval.high <= plan.interval.high
    # the arrivals alone: agents at the ends of their own interval
    ends = [RATE.interval.low, RATE.interval.high]
    expected = agents_per_interval(EIGHTY_TWENTY, arrivals_per_hour=ends, handling_seconds=180).tolist()
    assert [alone.interval.low, alone.interval.high] == expected
    assert agents_needed(EIGHTY_TWENTY, arrivals_per_hour=200, handling_seconds=180).interval is None


def test_a_busy_day_takes_more_agents_than_an_average_one() -> None:
    groups = Groups("hour", {"09:00": RATE, "10:00": evolve(RATE, mean=100, counts=tuple(c // 2 for c in RATE.counts))})
    usual = agents_per_interval(EIGHTY_TWENTY, arrivals_per_hour=groups, handling_seconds=HANDLING)
    busy = agents_per_interval(
        EIGHTY_TWENTY, arrivals_per_hour=groups, handling_seconds=HANDLING, share_of_days=0.9, shrinkage_share=0.3
    )
    assert usual.by == busy.by == "hour"
    assert all(busy[hour].agents > usual[hour].agents for hour in groups)
    assert busy["09:00"].scheduled_agents == ceil(busy["09:00"].agents / 0.7)
    table = to_frame(busy)
    assert table["hour"] == ["09:00", "10:00"]
    assert {"agents", "scheduled_agents", "low", "high", "service_level_share"} <= set(table)


def test_a_stated_rate_has_no_busy_days() -> None:
    with pytest.raises(InvalidValueError, match="counted on several days"):
        agents_per_interval(
            EIGHTY_TWENTY, arrivals_per_hour={"a": ArrivalRate(mean=5)}, handling_seconds=60, share_of_days=0.9
        )
    with pytest.raises(InvalidValueError, match="arrivals_by_hour"):
        agents_per_interval(EIGHTY_TWENTY, arrivals_per_hour=[5], handling_seconds=60, share_of_days=0.9)
    with pytest.raises(InvalidValueError, match="estimate that has a value"):
        agents_needed(EIGHTY_TWENTY, arrivals_per_hour=5, handling_seconds=Average(n=0, mean=0, sd=0))


@given(st.integers(5, 60), st.sampled_from(("level", "lost")))
@settings(max_examples=15, deadline=None)
def test_the_interval_of_the_agents_carries_that_of_patience(gave_up: int, promise: str) -> None:
    target = EIGHTY_TWENTY if promise == "level" else ServiceTarget(abandonment_share=0.03)
    patience = MeanPatience(total_seconds=gave_up * 60.0, n_abandoned=gave_up, level=0.95)
    asked: dict[str, Any] = {"handling_seconds": 180}
    plan = agents_needed(target, arrivals_per_hour=200, patience_seconds=patience, **asked)
    ends = sorted(
        agents_needed(target, arrivals_per_hour=200, patience_seconds=end, **asked).agents
        for end in (patience.interval.low, patience.interval.high)  # type: ignore[union-attr]
    )
    assert plan.interval is not None
    assert [plan.interval.low, plan.interval.high] == [min(ends[0], plan.agents), max(ends[1], plan.agents)]
    both = agents_needed(
        target, arrivals_per_hour=ArrivalRate(mean=200, sd=40, days=20), patience_seconds=patience, **asked
    )
    rate = agents_needed(
        target, arrivals_per_hour=ArrivalRate(mean=200, sd=40, days=20), patience_seconds=60.0, **asked
    )
    assert both.interval is not None
    assert rate.interval is not None
    assert both.interval.low <= min(rate.interval.low, plan.interval.low)
    assert both.interval.high >= max(rate.interval.high, plan.interval.high)
