"""Simulated word of mouth: many cascades at once, also where the same person may be told twice."""

from typing import Final

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.complaints.word_of_mouth._network import read_network, spread
from servicekit.complaints.word_of_mouth._offspring import WholeNumbers
from servicekit.complaints.word_of_mouth._reach import CASCADE, Cascade
from servicekit.data._accepted import Data
from servicekit.foundation._checks import confidence, validate, whole_positive
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, too_few, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats._intervals import t_interval
from servicekit.stats._resampling import SEED, Rng, chance, seed_of

# blocks that stay in the processor's cache
BLOCK: Final = 2**16


def _draws(values: ArrayLike) -> NDArray[np.int64]:
    draws = np.asarray(values, dtype=np.int64).view()
    draws.setflags(write=False)
    return draws


@frozen(kw_only=True)
class SimulatedReach(Estimate):
    """People reached in simulated cascades; the interval is that of the mean and shrinks with the number of runs.

    Attributes:
        cascade: Who tells how many.
        draws: People reached in each run.
        tellings: Times that somebody was told, in each run; more than the people where some were told twice.
        population: Size of the population; None if nobody is ever told twice.
        ties: Pairs who know each other, where talk went along a network; None where anybody may meet anybody.
        seed: Of the runs; None where a generator was handed in.
        level: Confidence level.
    """

    title = Label("People reached, simulated", "模拟得到的传播人数")
    derived = ("value", "interval", "standard_deviation", "reason", "runs", "retelling_share", "ties", "seed")

    cascade: Cascade
    draws: NDArray[np.int64] = field(converter=_draws, repr=False, eq=False, metadata={"evidence": False})
    tellings: NDArray[np.int64] = field(converter=_draws, repr=False, eq=False, metadata={"evidence": False})
    population: int | None = None
    ties: int | None = None
    seed: int | None = None
    level: float = field(default=0.95, validator=confidence)

    @property
    def runs(self) -> int:
        """Number of simulated cascades."""
        return int(self.draws.size)

    @property
    def value(self) -> float:
        """Mean number of people."""
        return float(self.draws.mean())

    @property
    def standard_deviation(self) -> float | None:
        """Standard deviation between runs; None for a single run."""
        return float(self.draws.std(ddof=1)) if self.runs > 1 else None

    @property
    def interval(self) -> Interval | None:
        """Simulation error of the mean; None where all runs agree."""
        if not self.standard_deviation:
            return None
        return t_interval(self.value, self.standard_deviation / self.runs**0.5, self.runs - 1, level=self.level)

    @property
    def reason(self) -> Reason | None:
        """Why there is no interval."""
        if self.interval:
            return None
        return too_few(1) if self.runs == 1 else why(NotEstimable.ZERO_VARIANCE)

    @property
    def retelling_share(self) -> float | None:
        """Share of the tellings that reached somebody who had heard of it already; None if nobody was told."""
        told = int(self.tellings.sum())
        started = self.cascade.first_tellers * self.runs if self.cascade.counts_first_tellers else 0
        return 1 - (int(self.draws.sum()) - started) / told if told else None


def central_range(simulated: SimulatedReach, *, share: float = 0.95) -> tuple[float, float]:
    """Return between which numbers of people the central share of the runs lies.

    Args:
        simulated: From ``simulate_reach``.
        share: Between 0 and 1.
    """
    validate(confidence, "share", share)
    low, high = np.quantile(simulated.draws, ((1 - share) / 2, (1 + share) / 2))
    return float(low), float(high)


def simulate_reach(
    cascade: Cascade,
    *,
    runs: int,
    rng: Rng = SEED,
    population: int | None = None,
    network: Data | None = None,
    ends: tuple[str, str] = ("from", "to"),
    level: float = 0.95,
) -> SimulatedReach:
    """Simulate many cascades at once.

    Args:
        cascade: Who tells how many.
        runs: Number of independent cascades.
        rng: Seed or generator of the random numbers; by default a fixed seed, which the result names.
        population: People among whom the talk spreads, first tellers included. Each telling then meets one of the
            others at random; who has heard of it already is neither counted nor tells again. None: nobody is told
            twice.
        network: Data frame of any kind, or mapping of columns, with a row for each pair who know each other, instead of
            a population. The first tellers are drawn among all in it; who tells draws different acquaintances, all of
            them where he would tell more than he knows, and who has heard of it already does not tell again.
        ends: The two columns of the pairs.
        level: Confidence level of the mean.

    Raises:
        InvalidValueError: A network and a population are both given; no pair; a pair of one person.

    Example:
        >>> import servicekit as sk
        >>> cascade = sk.complaints.CASCADES["eleven_then_five"].cascade
        >>> sk.complaints.simulate_reach(cascade, runs=100).value
        67.0
        >>> friends = {"from": ["a", "a", "b"], "to": ["b", "c", "c"]}  # three who all know each other
        >>> sk.complaints.simulate_reach(cascade, runs=100, network=friends).value
        3.0
    """
    validate(CASCADE, "cascade", cascade)
    validate(whole_positive, "runs", runs)
    if network is not None:
        if population is not None:
            raise InvalidValueError("population", "left out where a network is given", population)
        pairs = read_network(network, ends)
        if pairs.people < cascade.first_tellers:
            raise InvalidValueError("network", f"of at least {cascade.first_tellers} people", pairs.people)
        people, tellings = spread(cascade, pairs, runs, chance(rng))
        return SimulatedReach(
            cascade=cascade,
            draws=people,
            tellings=tellings,
            population=pairs.people,
            ties=pairs.ties,
            seed=seed_of(rng),
            level=level,
        )
    source = chance(rng)
    if population is not None:
        validate(whole_positive, "population", population)
        if population <= cascade.first_tellers:
            raise InvalidValueError("population", f"above the {cascade.first_tellers} first tellers", population)
    people, tellings = np.empty(runs, dtype=np.int64), np.empty(runs, dtype=np.int64)
    for start in range(0, runs, BLOCK):
        part = slice(start, start + BLOCK)
        people[part], tellings[part] = _run(cascade, people[part].size, source, population)
    return SimulatedReach(
        cascade=cascade, draws=people, tellings=tellings, population=population, seed=seed_of(rng), level=level
    )


def _run(
    cascade: Cascade, runs: int, rng: np.random.Generator, population: int | None
) -> tuple[WholeNumbers, WholeNumbers]:
    """Return people reached and tellings of each run."""
    hearers = np.full(runs, cascade.first_tellers, dtype=np.int64)
    people, tellings = hearers.copy(), np.zeros(runs, dtype=np.int64)
    for entry in cascade.rounds:
        told = entry.total(hearers, rng)
        tellings += told
        hearers = told if population is None else _newly_told(told, people, population, rng)
        people += hearers
    return people if cascade.counts_first_tellers else people - cascade.first_tellers, tellings


def _newly_told(told: WholeNumbers, people: WholeNumbers, population: int, rng: np.random.Generator) -> WholeNumbers:
    """Draw how many of the told had not heard of it, one telling at a time in all runs together."""
    fresh = np.zeros_like(told)
    others = population - 1
    order = np.argsort(-told)
    for number in range(int(told.max(initial=0))):
        active = order[: np.searchsorted(-told[order], -number)]
        chance = (population - people[active] - fresh[active]) / others
        fresh[active] += rng.random(active.size) < chance
    return fresh


def expected_in_population(cascade: Cascade, *, population: int) -> float:
    """Return about how many different people hear of it, from expected numbers round by round.

    It neglects chance in the number of tellings, so that it is a little too high for small cascades;
    ``simulate_reach`` draws from the exact law.

    Args:
        cascade: Who tells how many.
        population: People among whom the talk spreads, first tellers included.

    Formula:
        New people per round = (N - heard) (1 - (1 - 1 / (N - 1))^tellings).

    Example:
        >>> import servicekit as sk
        >>> cascade = sk.complaints.CASCADES["eleven_then_five"].cascade
        >>> round(sk.complaints.expected_in_population(cascade, population=1000), 1)
        64.6
    """
    validate(CASCADE, "cascade", cascade)
    validate(whole_positive, "population", population)
    if population <= cascade.first_tellers:
        raise InvalidValueError("population", f"above the {cascade.first_tellers} first tellers", population)
    fresh = heard = float(cascade.first_tellers)
    for entry in cascade.rounds:
        missed = (1 - 1 / (population - 1)) ** (fresh * entry.mean)
        fresh = (population - heard) * (1 - missed)
        heard += fresh
    return heard if cascade.counts_first_tellers else heard - cascade.first_tellers
