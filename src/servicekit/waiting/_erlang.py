"""Erlang's formulas for whole arrays: blocking (B), waiting (C), the single server, and Little's law."""

from itertools import count
from math import inf
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import MANDELBAUM_2007

TINY: Final = 1e-280
LARGE: Final = 100.0


def numbers(name: str, values: ArrayLike, rule: str, *, above: float = 0.0, whole: bool = False) -> Floats:
    """Return an array of checked numbers.

    Args:
        name: For the message.
        values: Numbers of any shape; booleans and text are refused.
        rule: For the message.
        above: The least that is allowed.
        whole: Whether only whole numbers are.
    """
    array = np.asarray(values)
    right = array.dtype.kind in "iuf" and bool(np.all(np.isfinite(array) & (array >= above)))
    if not right or (whole and bool(np.any(array != np.floor(array)))):
        raise InvalidValueError(name, rule, array.ravel()[:3].tolist())
    return array.astype(float)


def checked_load(offered_load: ArrayLike, agents: ArrayLike) -> tuple[Floats, Floats]:
    """Return load and agents as arrays of one shape, or refuse them."""
    load = numbers("offered_load", offered_load, "erlangs of at least 0")
    staff = numbers("agents", agents, "whole numbers of at least 1", above=1, whole=True)
    joined = np.broadcast_arrays(load, staff)
    return joined[0], joined[1]


def blocking_probability(offered_load: ArrayLike, agents: ArrayLike) -> Floats:
    """Return the share of customers who find all agents busy where nobody can wait (Erlang B).

    Args:
        offered_load: Arrivals per time x mean handling time, in erlangs; any shape.
        agents: Whole numbers of at least 1, of a shape that goes with it.

    Formula:
        (A^c / c!) / Σ_{k<=c} A^k / k! = Poisson(c; A) / Q(c + 1, A), Q the regularised upper incomplete gamma function.

    Example:
        >>> import servicekit as sk
        >>> round(float(sk.waiting.blocking_probability(5, 7)), 4)
        0.1205
    """
    return _blocking(*checked_load(offered_load, agents))


def _blocking(load: Floats, agents: Floats) -> Floats:
    from scipy.special import gammaincc

    below = np.asarray(gammaincc(agents + 1, load))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.exp(log_poisson(agents, load)) / below
    hard = below < TINY  # far more load than agents: both terms underflow and their ratio must be built up
    if hard.any():
        found = np.where(hard, _recursion(np.where(hard, load, 1.0), np.where(hard, agents, 1.0)), found)
    return np.asarray(np.where(load == 0, 0.0, found))


def log_poisson(count: Floats, mean: Floats) -> Floats:
    """Return the logarithm of mean^count e^-mean / Γ(count + 1), without loss of digits where the count is large.

    Args:
        count: Above 0, need not be whole.
        mean: At least 0.

    Source:
        Loader (2000), Fast and accurate computation of binomial probabilities.
    """
    from scipy.special import gammaln, log1p, xlogy

    deviation = (mean - count) / count
    near = log1p(deviation) - deviation
    # log n! = n log n - n + log(2 pi n)/2 + 1/(12n) - 1/(360n³) + 1/(1260n⁵)
    rest = 1 / (12 * count) - 1 / (360 * count**3) + 1 / (1260 * count**5)
    large = count * near - 0.5 * np.log(2 * np.pi * count) - rest
    return np.asarray(np.where(count > LARGE, large, xlogy(count, mean) - mean - gammaln(count + 1)))


def _recursion(load: Floats, agents: Floats) -> Floats:
    blocked = np.ones_like(load)
    for n in range(1, int(agents.max()) + 1):
        blocked = np.where(n <= agents, load * blocked / (n + load * blocked), blocked)
    return blocked


def wait_probability(offered_load: ArrayLike, agents: ArrayLike) -> Floats:
    """Return the share of customers who have to wait where all of them do wait (Erlang C).

    Where the load is not below the number of agents the queue grows without end: the answer is 1.

    Args:
        offered_load: Arrivals per time x mean handling time, in erlangs; any shape.
        agents: Whole numbers of at least 1, of a shape that goes with it.

    Formula:
        B / (1 - ρ (1 - B)), with B of Erlang and ρ = load / agents.

    Example:
        >>> import servicekit as sk
        >>> round(float(sk.waiting.wait_probability(5, 7)), 4)
        0.3241
    """
    load, staff = checked_load(offered_load, agents)
    stable = load < staff
    below = np.where(stable, load, 0.0)
    blocked = _blocking(below, staff)
    return np.asarray(np.where(stable, blocked / (1 - below / staff * (1 - blocked)), 1.0))


def mean_wait(offered_load: ArrayLike, agents: ArrayLike, *, handling_time: ArrayLike = 1.0) -> Floats:
    """Return the mean wait before service, of all customers (Erlang C); infinite where the queue is unstable.

    Args:
        offered_load: In erlangs.
        agents: Whole numbers of at least 1.
        handling_time: Mean handling time, above 0; the wait comes out in its unit.

    Formula:
        P(wait) x handling time / (agents - load)

    Example:
        >>> import servicekit as sk
        >>> round(float(sk.waiting.mean_wait(5, 7, handling_time=180)), 1)
        29.2
    """
    load, staff = checked_load(offered_load, agents)
    handling = numbers("handling_time", handling_time, "above 0", above=np.finfo(float).tiny)
    room = staff - load
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(room > 0, wait_probability(load, staff) * handling / np.maximum(room, 0), inf))


def wait_longer_than(
    time: ArrayLike, offered_load: ArrayLike, agents: ArrayLike, *, handling_time: ArrayLike = 1.0
) -> Floats:
    """Return the share of customers who wait longer than a time (Erlang C); 1 where the queue is unstable.

    Args:
        time: At least 0, in the unit of ``handling_time``.
        offered_load: In erlangs.
        agents: Whole numbers of at least 1.
        handling_time: Mean handling time, above 0.

    Formula:
        P(wait) exp(-(agents - load) time / handling time)

    Example:
        >>> import servicekit as sk
        >>> round(float(sk.waiting.wait_longer_than(20, 5, 7, handling_time=180)), 4)
        0.2596
    """
    load, staff = checked_load(offered_load, agents)
    limit = numbers("time", time, "at least 0")
    handling = numbers("handling_time", handling_time, "above 0", above=np.finfo(float).tiny)
    return np.asarray(wait_probability(load, staff) * np.exp(-np.maximum(staff - load, 0) * limit / handling))


def single_server_wait(offered_load: ArrayLike, *, handling_time: ArrayLike = 1.0) -> Floats:
    """Return the mean wait at a single server, M/M/1: ρ / (1 - ρ) x handling time, infinite from ρ = 1 on.

    Example:
        >>> import servicekit as sk
        >>> float(sk.waiting.single_server_wait(0.5))
        1.0
    """
    load = numbers("offered_load", offered_load, "erlangs of at least 0")
    handling = numbers("handling_time", handling_time, "above 0", above=np.finfo(float).tiny)
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(load < 1, load * handling / np.maximum(1 - load, 0), inf))


def number_waiting(arrival_rate: ArrayLike, mean_time: ArrayLike) -> Floats:
    """Return how many wait on average, by Little's law: arrivals per time x mean wait (true of any stable queue)."""
    rate = numbers("arrival_rate", arrival_rate, "at least 0")
    wait = np.asarray(mean_time, dtype=float)
    if bool(np.any(np.isnan(wait) | (wait < 0))):
        raise InvalidValueError("mean_time", "at least 0", wait.ravel()[:3].tolist())
    return np.asarray(np.where(rate == 0, 0.0, rate * np.where(rate == 0, 0.0, wait)))


LONG: Final = 1e4
"""From here on an underflow means that x - y is above 30 roots of x, where the expansion has all digits."""
EXPANSION_TERMS: Final = 8
SOURCE: Final = MANDELBAUM_2007
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

    Example:
        >>> import servicekit as sk
        >>> queue = sk.waiting.ErlangA(offered_load=6, agents=7, handling_time=180, patience=120)
        >>> type(queue).__name__
        'ErlangA'
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
