"""One queue at a number of agents: what its customers and its agents meet."""

from math import inf
from typing import Final

from attrs import field, frozen, validators

from servicekit.foundation._checks import non_negative, positive, whole_positive
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.waiting._erlang import ErlangA, mean_wait, number_waiting, wait_longer_than, wait_probability

SECONDS_OF_HOUR: Final = 3600.0


@frozen(kw_only=True)
class Queue(Result):
    """What customers and agents meet at a given number of agents: Erlang C, or Erlang A where patience is given.

    Arrivals are taken to be Poisson at a steady rate and handling times exponential.

    Attributes:
        arrivals_per_hour: Customers who come per hour.
        handling_seconds: Mean time an agent is busy with one.
        agents: Agents at work.
        patience_seconds: Mean time a customer is willing to wait; None where nobody leaves.
        within_seconds: The time within which the service level counts an answer.

    Example:
        >>> import servicekit as sk
        >>> round(sk.waiting.Queue(arrivals_per_hour=120, handling_seconds=180, agents=8).service_level_share, 3)
        0.714
    """

    arrivals_per_hour: float = field(validator=non_negative)
    handling_seconds: float = field(validator=positive)
    agents: int = field(validator=whole_positive)
    patience_seconds: float | None = field(default=None, validator=validators.optional(positive))
    within_seconds: float = field(default=20.0, validator=non_negative)

    title = Label("Queue at a number of agents", "给定座席数下的排队情况")
    derived = (
        "offered_load",
        "occupancy_share",
        "wait_probability",
        "mean_wait_seconds",
        "service_level_share",
        "abandonment_share",
        "number_waiting",
        "is_stable",
        "reason",
    )

    @property
    def offered_load(self) -> float:
        """Work that comes in, in erlangs: agents that would be busy if all were served."""
        return self.arrivals_per_hour / SECONDS_OF_HOUR * self.handling_seconds

    @property
    def is_stable(self) -> bool:
        """Whether the queue has an end; always where customers lose patience."""
        return self.patience_seconds is not None or self.offered_load < self.agents

    @property
    def reason(self) -> Reason | None:
        """Why waits are infinite."""
        if self.is_stable:
            return None
        return why(NotEstimable.UNSTABLE, load=self.offered_load, agents=self.agents)

    @property
    def _with_patience(self) -> ErlangA:
        return ErlangA(
            self.offered_load, self.agents, handling_time=self.handling_seconds, patience=self.patience_seconds or inf
        )

    @property
    def wait_probability(self) -> float:
        """Share of customers who have to wait at all."""
        if self.patience_seconds is not None:
            return float(self._with_patience.wait_probability)
        return float(wait_probability(self.offered_load, self.agents))

    @property
    def mean_wait_seconds(self) -> float:
        """Mean wait of all customers; infinite where the queue is unstable."""
        if self.patience_seconds is not None:
            return float(self._with_patience.mean_wait)
        return float(mean_wait(self.offered_load, self.agents, handling_time=self.handling_seconds))

    @property
    def service_level_share(self) -> float:
        """Share of all customers who are answered within ``within_seconds``."""
        if self.patience_seconds is not None:
            return float(self._with_patience.answered_within(self.within_seconds))
        late = wait_longer_than(
            self.within_seconds, self.offered_load, self.agents, handling_time=self.handling_seconds
        )
        return float(1 - late) if self.is_stable else 0.0

    @property
    def abandonment_share(self) -> float:
        """Share of customers who leave unserved; 0 where nobody loses patience."""
        return 0.0 if self.patience_seconds is None else float(self._with_patience.abandonment_share)

    @property
    def occupancy_share(self) -> float:
        """Share of their time that agents are busy; 1 where the queue is unstable."""
        return min(1.0, self.offered_load * (1 - self.abandonment_share) / self.agents)

    @property
    def number_waiting(self) -> float:
        """Customers waiting on average, by Little's law."""
        return float(number_waiting(self.arrivals_per_hour / SECONDS_OF_HOUR, self.mean_wait_seconds))
