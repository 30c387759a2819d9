"""Staffing: the fewest agents that keep a promise on waits, for one interval or for every one of a day."""

from collections.abc import Mapping
from math import ceil, exp, floor, log, sqrt
from typing import Any, Final, cast, overload

import numpy as np
from attrs import evolve, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation._checks import number_in, positive, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate, Groups, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import named
from servicekit.waiting._arrivals import ArrivalRate, BusyDayRate, busy_day_rate
from servicekit.waiting._erlang import numbers
from servicekit.waiting._queue import SECONDS_OF_HOUR, Queue
from servicekit.waiting._service_target import ServiceTarget, fewest_agents, parts_kept
from servicekit.waiting._square_root_staffing import square_root_agents

TINY: Final = 1e-12


@frozen(kw_only=True)
class StaffingPlan(Estimate):
    """The fewest agents that keep a target, and what they give.

    Attributes:
        target: What is promised.
        queue: The queue at that number of agents.
        binding: The parts of the target that one agent fewer would break; none where one agent is enough.
        load_interval: Interval of the load in erlangs, from those of arrivals and handling time; None where both are
            stated numbers.
        patience_interval: Interval of the mean patience; None where it is a stated number, or nobody leaves.
        shrinkage_share: Share of paid time in which an agent is not at work (breaks, training, absence).
        name: For which hour.

    Example:
        >>> import servicekit as sk
        >>> promise = sk.waiting.ServiceTarget(service_level_share=0.8, within_seconds=20)
        >>> sk.waiting.agents_needed(promise, arrivals_per_hour=120, handling_seconds=180).scheduled_agents
        9
    """

    target: ServiceTarget
    queue: Queue
    binding: tuple[str, ...]
    load_interval: Interval | None = None
    patience_interval: Interval | None = None
    shrinkage_share: float = 0.0
    name: Label | None = None

    title = named("Agents needed", "所需座席数")
    derived = (
        "value",
        "interval",
        "agents",
        "scheduled_agents",
        "service_level_share",
        "binding",
        "square_root_agents",
    )

    @property
    def value(self) -> float:
        """Agents that must be at work."""
        return float(self.agents)

    @property
    def interval(self) -> Interval | None:
        """Agents at the ends of the intervals of load and patience; None where both are stated numbers.

        Where both are uncertain, the distances of either from the plan are joined (MOVER) and rounded outwards.
        """
        load, patience = self.load_interval, self.patience_interval
        known = load or patience
        if known is None:
            return None
        stated = self.queue.patience_seconds
        of_load = [] if load is None else [self._at(end, stated) for end in (load.low, load.high)]
        of_patience = (
            []
            if patience is None
            else [self._at(self.queue.offered_load, end) for end in (patience.low, patience.high)]
        )
        below = sqrt(sum((self.agents - min(found, default=self.agents)) ** 2 for found in (of_load, of_patience)))
        above = sqrt(sum((max(found, default=self.agents) - self.agents) ** 2 for found in (of_load, of_patience)))
        low, high = max(1, floor(self.agents - below)), ceil(self.agents + above)
        return Interval(low=low, high=high, level=known.level, method="agents at the ends of load and patience")

    def _at(self, load: float, patience: float | None) -> int:
        """Return the agents that another load or patience takes."""
        handling = self.queue.handling_seconds
        rate = load / handling * SECONDS_OF_HOUR
        fewest = agents_per_interval(
            self.target, arrivals_per_hour=[rate], handling_seconds=handling, patience_seconds=patience
        )
        return int(fewest[0])

    @property
    def agents(self) -> int:
        """Agents that must be at work."""
        return self.queue.agents

    @property
    def service_level_share(self) -> float:
        """Share of customers answered within the promise by these agents."""
        return self.queue.service_level_share

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


def agents_needed(
    target: ServiceTarget,
    *,
    arrivals_per_hour: float | Estimate,
    handling_seconds: float | Estimate,
    patience_seconds: float | Estimate | None = None,
    shrinkage_share: float = 0.0,
) -> StaffingPlan:
    """Return the fewest agents that keep a target.

    Args:
        target: What is promised.
        arrivals_per_hour: Customers who come per hour: a number, or an estimate such as one hour of
            ``arrivals_by_hour``, whose interval is carried into the agents.
        handling_seconds: Mean handling time: a number, or an estimate such as ``handling_time``.
        patience_seconds: Mean patience (Erlang A): a number, or an estimate such as ``mean_patience``, whose interval
            is carried; None: nobody leaves (Erlang C).
        shrinkage_share: Share of paid time not at work, 0 to below 1.

    Formula:
        The load is arrivals x handling time; the interval of its logarithm has the root of the summed squares of the
        distances of both (MOVER), and the agents are those that its ends take.

    Example:
        >>> import servicekit as sk
        >>> promise = sk.waiting.ServiceTarget(service_level_share=0.8, within_seconds=20)
        >>> sk.waiting.agents_needed(promise, arrivals_per_hour=120, handling_seconds=180).agents
        9
        >>> rate = sk.waiting.ArrivalRate(mean=120, sd=60, days=20)
        >>> sk.waiting.agents_needed(promise, arrivals_per_hour=rate, handling_seconds=180).interval.high
        11.0
    """
    validate(number_in(0, 0.99), "shrinkage_share", shrinkage_share)
    rate, handling = _number("arrivals_per_hour", arrivals_per_hour), _number("handling_seconds", handling_seconds)
    patience = None if patience_seconds is None else _number("patience_seconds", patience_seconds)
    fewest = agents_per_interval(target, arrivals_per_hour=[rate], handling_seconds=handling, patience_seconds=patience)
    queue = Queue(
        arrivals_per_hour=rate,
        handling_seconds=handling,
        agents=int(fewest[0]),
        patience_seconds=patience,
        within_seconds=target.within_seconds,
    )
    broken: tuple[str, ...] = ()
    if queue.agents > 1:
        fewer = np.array([queue.agents - 1.0])
        kept = parts_kept(target, np.array([queue.offered_load]), fewer, handling, patience)
        broken = tuple(name for name, good in kept.items() if not good[0])
    return StaffingPlan(
        target=target,
        queue=queue,
        binding=broken,
        load_interval=_load_interval(queue.offered_load, arrivals_per_hour, handling_seconds),
        patience_interval=_bounded(patience_seconds),
        shrinkage_share=shrinkage_share,
        name=getattr(arrivals_per_hour, "name", None),
    )


def _number(name: str, given: float | Estimate) -> float:
    if not isinstance(given, Estimate):
        return float(given) if isinstance(given, int | float) else given
    if given.value is None:
        raise InvalidValueError(name, "a number or an estimate that has a value", str(given.reason))
    return given.value


def _bounded(given: float | Estimate | None) -> Interval | None:
    """Return the interval of an estimate above 0, kept off 0; None of a number."""
    found = given.interval if isinstance(given, Estimate) else None
    if found is None or found.kind != "bounded":
        return None
    return evolve(found, low=max(found.low, TINY), high=max(found.high, TINY))


def _load_interval(load: float, *factors: float | Estimate) -> Interval | None:
    """Return the interval of a product of independent factors above 0, of which some are estimates."""
    intervals = [factor.interval for factor in factors if isinstance(factor, Estimate)]
    known = [found for found in intervals if found is not None]
    if not known or not load:
        return None
    values = [factor.value for factor in factors if isinstance(factor, Estimate) and factor.interval is not None]
    below, above = (
        sqrt(sum(log(max(end, TINY) / (value or 1.0)) ** 2 for end, value in zip(ends, values, strict=True)))
        for ends in ([found.low for found in known], [found.high for found in known])
    )
    return Interval(low=load * exp(-below), high=load * exp(above), level=known[0].level, method="MOVER of logarithms")


@overload
def agents_per_interval(
    target: ServiceTarget,
    *,
    arrivals_per_hour: Mapping[Any, ArrivalRate],
    handling_seconds: float | Estimate,
    patience_seconds: float | Estimate | None = ...,
    share_of_days: float | None = ...,
    shrinkage_share: float = ...,
) -> Groups[StaffingPlan]: ...
@overload
def agents_per_interval(
    target: ServiceTarget,
    *,
    arrivals_per_hour: ArrayLike,
    handling_seconds: float,
    patience_seconds: float | None = ...,
) -> NDArray[np.int64]: ...
def agents_per_interval(
    target: ServiceTarget,
    *,
    arrivals_per_hour: ArrayLike | Mapping[Any, ArrivalRate],
    handling_seconds: float | Estimate,
    patience_seconds: float | Estimate | None = None,
    share_of_days: float | None = None,
    shrinkage_share: float = 0.0,
) -> NDArray[np.int64] | Groups[StaffingPlan]:
    """Return the fewest agents for each interval of a day, each taken to be steady for itself.

    Args:
        target: What is promised in every interval.
        arrivals_per_hour: One rate per interval, or the groups of ``arrivals_by_hour``: then plans with intervals are
            returned, which ``to_frame`` makes a table of requirements.
        handling_seconds: Mean handling time, or an estimate of it.
        patience_seconds: Mean patience; None: nobody leaves.
        share_of_days: With rates that were counted: staff for the days that so great a share does not exceed (0.9:
            nine days of ten); None for the average day.
        shrinkage_share: Share of paid time not at work, for the plans.

    Example:
        >>> import servicekit as sk
        >>> promise = sk.waiting.ServiceTarget(service_level_share=0.8, within_seconds=20)
        >>> sk.waiting.agents_per_interval(promise, arrivals_per_hour=[60, 120], handling_seconds=180).tolist()
        [5, 9]
    """
    if isinstance(arrivals_per_hour, Mapping):
        plans = {}
        for name, rate in arrivals_per_hour.items():
            plans[name] = agents_needed(
                target,
                arrivals_per_hour=rate if share_of_days is None else _busy(name, rate, share_of_days),
                handling_seconds=handling_seconds,
                patience_seconds=patience_seconds,
                shrinkage_share=shrinkage_share,
            )
        if isinstance(arrivals_per_hour, Groups):
            return Groups(arrivals_per_hour.by, plans, arrivals_per_hour.source)
        return Groups("interval", plans)
    if share_of_days is not None:
        raise InvalidValueError("share_of_days", "given for rates of arrivals_by_hour", share_of_days)
    rates = np.atleast_1d(numbers("arrivals_per_hour", arrivals_per_hour, "at least 0"))
    validate(positive, "handling_seconds", handling_seconds)
    if patience_seconds is None and target.abandonment_share is not None:
        raise InvalidValueError("abandonment_share", "asked for only with patience_seconds", target.abandonment_share)
    if patience_seconds is not None:
        validate(positive, "patience_seconds", patience_seconds)
    handling, patience = cast(float, handling_seconds), cast("float | None", patience_seconds)  # checked above
    load = rates / SECONDS_OF_HOUR * handling

    def good(agents: Floats) -> NDArray[np.bool_]:
        kept = parts_kept(target, load, agents, handling, patience)
        return np.asarray(np.all(list(kept.values()), axis=0))

    return fewest_agents(good, load)


def _busy(name: object, rate: ArrivalRate, share_of_days: float) -> BusyDayRate:
    found = busy_day_rate(rate, share_of_days=share_of_days)
    if found.value is None:
        hint = "leave share_of_days out, or count more days"
        raise InvalidValueError("share_of_days", "given for hours counted on several days", str(name), hint=hint)
    return found
