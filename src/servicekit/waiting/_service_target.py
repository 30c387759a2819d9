"""What is promised on waits, which parts of a promise a number of agents keeps, and the fewest that keep all."""

from collections.abc import Callable
from typing import Final

import numpy as np
from attrs import field, frozen, validators
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation._checks import non_negative, number_in, share
from servicekit.foundation._errors import InvalidValueError
from servicekit.waiting._erlang import ErlangA, mean_wait, wait_longer_than, wait_probability

MOST_AGENTS: Final = 2**24


@frozen(kw_only=True)
class ServiceTarget:
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
        >>> sk.waiting.ServiceTarget(service_level_share=0.8, within_seconds=20).within_seconds
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


def parts_kept(
    target: ServiceTarget, load: Floats, agents: Floats, handling: float, patience: float | None
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


def fewest_agents(good: Callable[[Floats], NDArray[np.bool_]], load: Floats) -> NDArray[np.int64]:
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
