"""Erlang A: queues whose customers lose patience, so that no load is too high to have an answer."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from servicekit.foundation.errors import NotConvergedError
from servicekit.foundation.vocabulary import Source
from servicekit.waiting.queueing import TINY, Floats, blocking_probability, checked_load, numbers

MOST_TERMS: Final = 1_000_000
SOURCE: Final = Source(
    "Mandelbaum and Zeltyn",
    2007,
    "Service Engineering in Action: The Palm/Erlang-A Queue, with Applications to Call Centers",
)
_LEAST: Final = float(np.finfo(float).tiny)


class ErlangA:
    """Queues of Poisson arrivals, exponential handling and exponential patience, one for each entry of the arrays.

    Args:
        offered_load: Arrivals per time x mean handling time, in erlangs.
        agents: Whole numbers of at least 1.
        handling_time: Mean handling time, above 0.
        patience: Mean time a customer is willing to wait, above 0, in the same unit.

    Source:
        Mandelbaum and Zeltyn (2007), after Palm (1957).
    """

    def __init__(
        self, offered_load: ArrayLike, agents: ArrayLike, *, handling_time: ArrayLike, patience: ArrayLike
    ) -> None:
        from scipy.special import expit

        load, staff = checked_load(offered_load, agents)
        handling = numbers("handling_time", handling_time, "above 0", above=_LEAST)
        mean_patience = numbers("patience", patience, "above 0", above=_LEAST)
        self.load, self.agents, self.handling, self.patience = np.broadcast_arrays(load, staff, handling, mean_patience)
        self._x = self.agents * self.patience / self.handling
        self._y = self.load * self.patience / self.handling
        self._log_factor = log_patience_factor(self._x, self._y)
        blocked = blocking_probability(self.load, self.agents)
        # A B / (1 + (A - 1) B), with A huge where load exceeds staff
        with np.errstate(divide="ignore"):
            log_odds = self._log_factor + np.log(blocked) - np.log1p(-blocked)
        self.wait_probability: Floats = np.asarray(expit(log_odds))

    def lost_if_longer(self) -> Floats:
        """Return the share who hang up among those who have to wait."""
        safe = np.where(self._y > 0, self._y, 1.0)
        # x / y (1 - 1/A): only 1/A is formed, so that an immense A is harmless
        share = 1 - self._x / safe * -np.expm1(-self._log_factor)
        return np.asarray(np.where(self._y > 0, np.clip(share, 0.0, 1.0), 1 / (1 + self._x)))

    @property
    def abandonment_share(self) -> Floats:
        """Share of all customers who hang up."""
        return np.asarray(self.wait_probability * self.lost_if_longer())

    @property
    def mean_wait(self) -> Floats:
        """Mean wait of all customers, those who hang up included."""
        return np.asarray(self.abandonment_share * self.patience)

    @property
    def occupancy_share(self) -> Floats:
        """Share of their time that agents are busy."""
        return np.asarray(self.load * (1 - self.abandonment_share) / self.agents)

    def wait_longer_than(self, time: ArrayLike) -> Floats:
        """Return the share of all customers who are still waiting after a time."""
        limit = numbers("time", time, "at least 0")
        return np.asarray(self.wait_probability * self._tail(self._x, limit) * np.exp(-limit / self.patience))

    def answered_within(self, time: ArrayLike) -> Floats:
        """Return the share of all customers who are answered within a time; those who hung up count as not answered."""
        limit = numbers("time", time, "at least 0")
        late = self._tail(self._x + 1, limit, shrink=self._x / (self._x + 1))
        return np.asarray(np.clip(1 - self.abandonment_share - self.wait_probability * late, 0.0, 1.0))

    def _tail(self, order: Floats, limit: Floats, shrink: ArrayLike = 1.0) -> Floats:
        """Return how much of the incomplete gamma function is left when its end has shrunk by exp(-time/patience)."""
        passed = limit / self.patience
        left = self._y * np.exp(-passed)
        log_share = log_patience_factor(order, left) - self._log_factor - order * passed - self._y * np.expm1(-passed)
        return np.asarray(shrink * np.exp(log_share))


def log_patience_factor(x: Floats, y: Floats) -> Floats:
    """Return the logarithm of Σ_j y^j / ((x+1) ... (x+j)), the series on which Erlang A rests.

    Args:
        x: Agents x patience / handling time, above 0.
        y: Arrivals x patience, at least 0.
    """
    from scipy.special import gammainc, gammaln

    x, y = np.broadcast_arrays(x, y)
    regular = np.asarray(gammainc(x, np.maximum(y, _LEAST)))
    with np.errstate(divide="ignore", invalid="ignore"):
        closed = np.log(x) + y - x * np.log(y) + gammaln(x) + np.log(regular)
    series = (y < x) | (regular < TINY)
    if not series.any():
        return np.asarray(closed)
    at, over = np.where(series, y, 0.0), x
    total, term = np.ones_like(at), np.ones_like(at)
    for j in range(1, MOST_TERMS):
        term = term * (at / (over + j))
        total = total + term
        if bool(np.all(term <= 1e-17 * total)):
            return np.asarray(np.where(series, np.log(total), closed))
    raise NotConvergedError("Erlang A needs more terms than allowed; use Erlang C for such long patience")
