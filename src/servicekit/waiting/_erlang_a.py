"""Erlang A: queues whose customers lose patience, so that no load is too high to have an answer."""

from itertools import count
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from servicekit.foundation._vocabulary import Source
from servicekit.waiting._erlang import TINY, Floats, blocking_probability, checked_load, log_poisson, numbers

LONG: Final = 1e4
"""From here on an underflow means that x - y is above 30 roots of x, where the expansion has all digits."""
EXPANSION_TERMS: Final = 8
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
        busy = self._y > TINY
        safe = np.where(busy, self._y, 1.0)
        # x / y (1 - 1/A): only 1/A is formed, so that an immense A is harmless
        share = 1 - self._x / safe * -np.expm1(-self._log_factor)
        return np.asarray(np.where(busy, np.clip(share, 0.0, 1.0), 1 / (1 + self._x)))

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

    Formula:
        P(x, y) / Poisson(x; y), with P the regularised lower incomplete gamma function. Where P underflows: the
        series itself, or for long patience its asymptotic expansion in x / (x - y)².

    Source:
        DLMF 8.7.1 and 8.11.6.
    """
    from scipy.special import gammainc

    x, y = np.broadcast_arrays(x, y)
    regular = np.asarray(gammainc(x, y))
    usual = regular > TINY
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(usual, np.log(regular) - log_poisson(x, np.where(usual, y, x)), 0.0)
    short, long = ~usual & (x < LONG), ~usual & (x >= LONG)
    if short.any():
        found = np.where(short, np.log(_series(x, np.where(short, y, 0.0))), found)
    if long.any():
        found = np.where(long, np.log(_expansion(np.where(long, x, LONG), np.where(long, y, 0.0))), found)
    return np.asarray(found)


def _series(x: Floats, y: Floats) -> Floats:
    total, term = np.ones_like(y), np.ones_like(y)
    for j in count(1):
        term = term * (y / (x + j))
        total = total + term
        if bool(np.all(term <= 1e-17 * total)):
            break
    return total


def _expansion(x: Floats, y: Floats) -> Floats:
    ratio, small = y / x, -x / (x - y) ** 2
    polynomial, power = np.polynomial.Polynomial([1.0]), np.ones_like(x)
    total = np.ones_like(x)
    once, rest = np.polynomial.Polynomial([0.0, 1.0]), np.polynomial.Polynomial([0.0, 1.0, -1.0])
    for k in range(1, EXPANSION_TERMS):
        polynomial = rest * polynomial.deriv() + (2 * k - 1) * once * polynomial
        power = power * small
        total = total + power * polynomial(ratio)
    return np.asarray(total / (1 - ratio))
