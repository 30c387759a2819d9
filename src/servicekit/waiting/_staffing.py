"""Staffing: the fewest agents that keep a promise on waits, and the square-root rule as a check."""

from collections.abc import Callable
from math import sqrt
from typing import Any, Final, overload

import numpy as np
from attrs import evolve, field, frozen, validators
from numpy.typing import ArrayLike, NDArray

from servicekit.foundation._checks import non_negative, number_in, positive, share, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Label, Source
from servicekit.waiting._arrivals import ArrivalRate
from servicekit.waiting._erlang import ErlangA, Floats, mean_wait, numbers, wait_longer_than, wait_probability
from servicekit.waiting._queue import SECONDS_OF_HOUR, Queue

MOST_AGENTS: Final = 2**24
HALFIN_WHITT: Final = Source("Halfin and Whitt", 1981, "Heavy-Traffic Limits for Queues with Many Exponential Servers")


@frozen(kw_only=True)
class Target:
    """What is promised; each part that is given must be kept.

    Attributes:
        service_level_share: Least share of customers answered within ``within_seconds``.
        within_seconds: That time.
        mean_wait_seconds: Longest mean wait.
        wait_probability: Largest share of customers who have to wait at all.
        abandonment_share: Largest share who leave unserved; needs patience.
        occupancy_share: Largest share of their time that agents are busy.

    Example:
        >>> import servicekit as sk
        >>> sk.waiting.Target(service_level_share=0.8, within_seconds=20).within_seconds
        20
    """

    service_level_share: float | None = field(default=None, validator=validators.optional(number_in(0, 1)))
    within_seconds: float = field(default=20.0, validator=non_negative)
    mean_wait_seconds: float | None = field(default=None, validator=validators.optional(non_negative))
    wait_probability: float | None = field(default=None, validator=validators.optional(share))
    abandonment_share: float | None = field(default=None, validator=validators.optional(share))
    occupancy_share: float | None = field(default=None, validator=validators.optional(number_in(0, 1)))

    def __attrs_post_init__(self) -> None:
        given = [getattr(self, name) for name in _PARTS]
        if not any(part is not None for part in given):
            raise InvalidValueError("target", f"at least one of {', '.join(_PARTS)}", "none")
        for name, impossible in (("service_level_share", 1), ("mean_wait_seconds", 0), ("wait_probability", 0)):
            if getattr(self, name) == impossible:
                raise InvalidValueError(name, "reachable with a finite number of agents", impossible)
        for name in ("abandonment_share", "occupancy_share"):
            if getattr(self, name) == 0:
                raise InvalidValueError(name, "reachable with a finite number of agents", 0)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that are given."""
        return tuple(name for name in _PARTS if getattr(self, name) is not None)


_PARTS: Final = (
    "service_level_share",
    "mean_wait_seconds",
    "wait_probability",
    "abandonment_share",
    "occupancy_share",
)


@frozen(kw_only=True)
class StaffingPlan(Result):
    """The fewest agents that keep a target, and what they give.

    Attributes:
        target: What is promised.
        queue: The queue at that number of agents.
        binding: The parts of the target that one agent fewer would break; none where one agent is enough.
        shrinkage_share: Share of paid time in which an agent is not at work (breaks, training, absence).

    Example:
        >>> import servicekit as sk
        >>> promise = sk.waiting.Target(service_level_share=0.8, within_seconds=20)
        >>> sk.waiting.agents_needed(promise, arrivals_per_hour=120, handling_seconds=180).scheduled_agents
        9
    """

    target: Target
    queue: Queue
    binding: tuple[str, ...]
    shrinkage_share: float = 0.0

    title = Label("Agents needed", "所需座席数")
    derived = ("agents", "scheduled_agents", "binding", "square_root_agents")

    @property
    def agents(self) -> int:
        """Agents that must be at work."""
        return self.queue.agents

    @property
    def scheduled_agents(self) -> int:
        """Agents to put on the schedule so that this many are at work on average."""
        return int(np.ceil(round(self.agents / (1 - self.shrinkage_share), 9)))

    @property
    def one_fewer(self) -> Queue | None:
        """The queue with one agent fewer; None where there is but one."""
        return evolve(self.queue, agents=self.agents - 1) if self.agents > 1 else None

    @property
    def square_root_agents(self) -> float | None:
        """Agents by the square-root rule for the wait probability reached here, as a check; None with patience."""
        if self.queue.patience_seconds is not None or not 0 < self.queue.wait_probability < 1:
            return None
        return square_root_agents(self.queue.offered_load, wait_probability=self.queue.wait_probability)


def _plan(
    target: Target,
    *,
    arrivals_per_hour: float,
    handling_seconds: float,
    patience_seconds: float | None,
    shrinkage_share: float,
) -> StaffingPlan:
    validate(number_in(0, 0.99), "shrinkage_share", shrinkage_share)
    fewest = agents_per_interval(
        target,
        arrivals_per_hour=[arrivals_per_hour],
        handling_seconds=handling_seconds,
        patience_seconds=patience_seconds,
    )
    queue = Queue(
        arrivals_per_hour=float(arrivals_per_hour),
        handling_seconds=handling_seconds,
        agents=int(fewest[0]),
        patience_seconds=patience_seconds,
        within_seconds=target.within_seconds,
    )
    broken: tuple[str, ...] = ()
    if queue.agents > 1:
        fewer = np.array([queue.agents - 1.0])
        kept = _kept(target, np.array([queue.offered_load]), fewer, handling_seconds, patience_seconds)
        broken = tuple(name for name, good in kept.items() if not good[0])
    return StaffingPlan(target=target, queue=queue, binding=broken, shrinkage_share=shrinkage_share)


@frozen(kw_only=True)
class AgentsNeeded(Estimate):
    """Fewest agents that keep a target; the interval carries that of the arrivals over.

    Attributes:
        arrivals: Customers per hour.
        handling_seconds: Mean time of service.
        target: What is promised.
        patience_seconds: Mean patience (Erlang A); None: nobody leaves (Erlang C).
        shrinkage_share: Share of paid time not at work.
    """

    title = Label("Agents needed at work", "所需在岗座席数")
    derived = ("value", "interval", "scheduled")

    arrivals: ArrivalRate
    handling_seconds: float = field(validator=positive)
    target: Target
    patience_seconds: float | None = field(default=None, validator=validators.optional(positive))
    shrinkage_share: float = 0.0

    def plan(self, rate: float | None = None) -> StaffingPlan:
        """Return the plan at the mean rate of arrivals, or at another one."""
        return _plan(
            self.target,
            arrivals_per_hour=self.arrivals.mean if rate is None else rate,
            handling_seconds=self.handling_seconds,
            patience_seconds=self.patience_seconds,
            shrinkage_share=self.shrinkage_share,
        )

    @property
    def name(self) -> Label | None:
        """The interval it is for."""
        return self.arrivals.name

    @property
    def value(self) -> float:
        """Agents at work."""
        return float(self.plan().agents)

    @property
    def interval(self) -> Interval | None:
        """Agents at the ends of the interval of arrivals."""
        ends = self.arrivals.interval
        if ends is None:
            return None
        low, high = (self.plan(end).agents for end in (ends.low, ends.high))
        return Interval(low=low, high=high, level=ends.level, method="interval of the arrivals carried over")

    @property
    def scheduled(self) -> int:
        """Agents to put on the schedule."""
        return self.plan().scheduled_agents

    def queues(self, agents: range) -> tuple[Queue, ...]:
        """Return the queue at several numbers of agents."""
        return tuple(
            Queue(
                arrivals_per_hour=self.arrivals.mean,
                handling_seconds=self.handling_seconds,
                agents=number,
                patience_seconds=self.patience_seconds,
                within_seconds=self.target.within_seconds,
            )
            for number in agents
        )


@overload
def agents_needed(
    target: Target,
    *,
    arrivals_per_hour: float,
    handling_seconds: float,
    patience_seconds: float | None = ...,
    shrinkage_share: float = ...,
) -> StaffingPlan: ...
@overload
def agents_needed(
    target: Target,
    *,
    arrivals_per_hour: ArrivalRate,
    handling_seconds: float,
    patience_seconds: float | None = ...,
    shrinkage_share: float = ...,
) -> AgentsNeeded: ...
def agents_needed(
    target: Target,
    *,
    arrivals_per_hour: float | ArrivalRate,
    handling_seconds: float,
    patience_seconds: float | None = None,
    shrinkage_share: float = 0.0,
) -> StaffingPlan | AgentsNeeded:
    """Return the fewest agents that keep a target.

    Args:
        target: What is promised.
        arrivals_per_hour: Customers who come per hour: a number, or a rate with its interval as ``arrivals_by_hour``
            counts it, which the result carries over.
        handling_seconds: Mean handling time.
        patience_seconds: Mean patience (Erlang A); None: nobody leaves (Erlang C).
        shrinkage_share: Share of paid time not at work, 0 to below 1.

    Example:
        >>> import servicekit as sk
        >>> promise = sk.waiting.Target(service_level_share=0.8, within_seconds=20)
        >>> sk.waiting.agents_needed(promise, arrivals_per_hour=120, handling_seconds=180).agents
        9
        >>> rate = sk.waiting.ArrivalRate(mean=120, sd=60, days=20)
        >>> sk.waiting.agents_needed(promise, arrivals_per_hour=rate, handling_seconds=180).interval.high
        11.0
    """
    if not isinstance(arrivals_per_hour, ArrivalRate):
        return _plan(
            target,
            arrivals_per_hour=arrivals_per_hour,
            handling_seconds=handling_seconds,
            patience_seconds=patience_seconds,
            shrinkage_share=shrinkage_share,
        )
    return AgentsNeeded(
        target=target,
        arrivals=arrivals_per_hour,
        handling_seconds=handling_seconds,
        patience_seconds=patience_seconds,
        shrinkage_share=shrinkage_share,
    )


def agents_per_interval(
    target: Target, *, arrivals_per_hour: ArrayLike, handling_seconds: float, patience_seconds: float | None = None
) -> NDArray[np.int64]:
    """Return the fewest agents for each interval of a day, each taken to be steady for itself.

    Args:
        target: What is promised in every interval.
        arrivals_per_hour: One rate per interval.
        handling_seconds: Mean handling time.
        patience_seconds: Mean patience; None: nobody leaves.

    Example:
        >>> import servicekit as sk
        >>> promise = sk.waiting.Target(service_level_share=0.8, within_seconds=20)
        >>> sk.waiting.agents_per_interval(promise, arrivals_per_hour=[60, 120], handling_seconds=180).tolist()
        [5, 9]
    """
    rates = np.atleast_1d(numbers("arrivals_per_hour", arrivals_per_hour, "at least 0"))
    validate(positive, "handling_seconds", handling_seconds)
    if patience_seconds is None and target.abandonment_share is not None:
        raise InvalidValueError("abandonment_share", "asked for only with patience_seconds", target.abandonment_share)
    if patience_seconds is not None:
        validate(positive, "patience_seconds", patience_seconds)
    load = rates / SECONDS_OF_HOUR * handling_seconds

    def good(agents: Floats) -> NDArray[np.bool_]:
        kept = _kept(target, load, agents, handling_seconds, patience_seconds)
        return np.asarray(np.all(list(kept.values()), axis=0))

    return _fewest(good, load)


def _kept(
    target: Target, load: Floats, agents: Floats, handling: float, patience: float | None
) -> dict[str, NDArray[np.bool_]]:
    """Return which parts of the target are kept."""
    if patience is None:
        stable = load < agents
        late = np.where(stable, wait_longer_than(target.within_seconds, load, agents, handling_time=handling), 1.0)
        found = {
            "service_level_share": 1 - late,
            "mean_wait_seconds": mean_wait(load, agents, handling_time=handling),
            "wait_probability": wait_probability(load, agents),
            "occupancy_share": np.minimum(load / agents, 1.0),
        }
    else:
        queue = ErlangA(load, agents, handling_time=handling, patience=patience)
        found = {
            "service_level_share": queue.answered_within(target.within_seconds),
            "mean_wait_seconds": queue.mean_wait,
            "wait_probability": queue.wait_probability,
            "abandonment_share": queue.abandonment_share,
            "occupancy_share": queue.occupancy_share,
        }
    kept = {}
    for name in target.parts:
        limit = float(getattr(target, name))
        kept[name] = found[name] >= limit if name == "service_level_share" else found[name] <= limit
    return kept


def _fewest(good: Callable[[Floats], NDArray[np.bool_]], load: Floats) -> NDArray[np.int64]:
    """Search by doubling and halving; every part of a target is kept from some number of agents on."""
    low, high = np.zeros_like(load), np.ones_like(load)
    while not (reached := good(high)).all():
        low, high = np.where(reached, low, high), np.where(reached, high, high * 2)
        if high.max() > MOST_AGENTS:
            raise InvalidValueError("target", f"reachable with at most {MOST_AGENTS:,} agents", float(load.max()))
    while (high - low > 1).any():
        middle = np.maximum(np.floor((low + high) / 2), 1)
        enough = good(middle)
        low, high = np.where(enough, low, middle), np.where(enough, np.minimum(high, middle), high)
    return high.astype(np.int64)


def square_root_agents(offered_load: float, *, wait_probability: float) -> float:
    """Return agents by the square-root rule: the load plus a multiple of its root that sets the share who wait.

    It is a check of a plan, not a plan: rounded up it is right to about one agent.

    Args:
        offered_load: In erlangs, above 0.
        wait_probability: Wanted share of customers who wait, between 0 and 1.

    Formula:
        load + β √load, where wait_probability = 1 / (1 + β Φ(β) / φ(β))

    Source:
        Halfin and Whitt (1981).

    Example:
        >>> import servicekit as sk
        >>> sk.waiting.square_root_agents(100, wait_probability=0.2)
        110.61516275418226
    """
    from scipy.optimize import brentq
    from scipy.special import log_ndtr

    validate(positive, "offered_load", offered_load)
    validate(number_in(1e-12, 1 - 1e-12), "wait_probability", wait_probability)

    def excess(beta: float) -> float:
        log_ratio = float(log_ndtr(beta)) + beta**2 / 2 + 0.5 * np.log(2 * np.pi)
        return float(np.log(beta) + log_ratio - np.log(1 / wait_probability - 1))

    beta: Any = brentq(excess, 1e-13, 40.0)
    return offered_load + float(beta) * sqrt(offered_load)
