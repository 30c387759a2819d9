"""Simulated word of mouth: many cascades at once, also where the same person may be told twice."""

from collections.abc import Callable, Sequence
from math import hypot, sqrt
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.complaints.word_of_mouth._network import read_network, spread, within_steps
from servicekit.complaints.word_of_mouth._offspring import WholeNumbers
from servicekit.complaints.word_of_mouth._reach import CASCADE, Cascade
from servicekit.complaints.word_of_mouth._uncertain_reach import (
    METHOD,
    cascades_drawn,
    ends_of,
    is_uncertain,
    means_drawn,
)
from servicekit.data._accepted import Data
from servicekit.foundation._checks import confidence, validate, whole_positive
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, too_few, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._resampling import SEED, Rng, chance, seed_of
from servicekit.stats.intervals._intervals import t_interval

# blocks that stay in the processor's cache
BLOCK: Final = 2**16
MOST_DRAWS: Final = 200
MOST_STARTS: Final = 400


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
        within_reach: People of the network within as many steps of the first tellers as there are rounds, on average:
            the most that talk can reach, however many each one tells; None without a network.
        seed: Of the runs; None where a generator was handed in.
        level: Confidence level.
        figures_drawn: How often figures that are estimates were drawn; run i belongs to draw i modulo this. 0 where all
            are known.
    """

    title = Label("People reached, simulated", "模拟得到的传播人数")
    derived = (
        "value",
        "interval",
        "standard_deviation",
        "reason",
        "runs",
        "retelling_share",
        "ties",
        "within_reach",
        "seed",
    )

    cascade: Cascade
    draws: NDArray[np.int64] = field(converter=_draws, repr=False, eq=False, metadata={"evidence": False})
    tellings: NDArray[np.int64] = field(converter=_draws, repr=False, eq=False, metadata={"evidence": False})
    population: int | None = None
    ties: int | None = None
    within_reach: float | None = None
    seed: int | None = None
    level: float = field(default=0.95, validator=confidence)
    figures_drawn: int = 0

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
        """Simulation error of the mean and uncertainty of figures that are estimates; None where all runs agree."""
        if not self.standard_deviation:
            return None
        error = t_interval(self.value, self.standard_deviation / self.runs**0.5, self.runs - 1, level=self.level)
        if not self.figures_drawn:
            return error
        means, noise = self._by_draw
        spread = float(means.var())
        factor = sqrt(max(0.0, 1 - noise / spread)) if spread else 0.0
        low, high = ends_of(self.value + factor * (means - means.mean()), self.level)
        return Interval(
            low=max(0.0, self.value - hypot(self.value - low, self.value - error.low)),
            high=self.value + hypot(high - self.value, error.high - self.value),
            level=self.level,
            method=METHOD,
        )

    @property
    def _by_draw(self) -> tuple[NDArray[np.float64], float]:
        """Mean of the runs of each draw of the figures, and how much chance in the telling adds to their variance."""
        draw = np.arange(self.runs) % self.figures_drawn
        sizes = np.bincount(draw, minlength=self.figures_drawn)
        means = np.bincount(draw, weights=self.draws, minlength=self.figures_drawn) / sizes
        left = float(((self.draws - means[draw]) ** 2).sum())
        freedom = self.runs - self.figures_drawn
        return means, left / freedom * float((1 / sizes).mean()) if freedom else 0.0

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

    Where a mean or a share is an estimate, it is drawn anew for every other run or so, 200 times at most, and the
    interval holds its uncertainty; the simulation error alone would say nothing of it.

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
        people, tellings, drawn = _over_draws(
            cascade, runs, chance(rng), lambda each, size, from_: spread(each, pairs, size, from_)
        )
        return SimulatedReach(
            cascade=cascade,
            draws=people,
            tellings=tellings,
            population=pairs.people,
            ties=pairs.ties,
            within_reach=within_steps(cascade.first_tellers, len(cascade.rounds), pairs, MOST_STARTS, chance(SEED))
            - (0 if cascade.counts_first_tellers else cascade.first_tellers),
            seed=seed_of(rng),
            level=level,
            figures_drawn=drawn,
        )
    source = chance(rng)
    if population is not None:
        validate(whole_positive, "population", population)
        if population <= cascade.first_tellers:
            raise InvalidValueError("population", f"above the {cascade.first_tellers} first tellers", population)
    people, tellings, drawn = _over_draws(
        cascade, runs, source, lambda each, size, from_: _blocks(each, size, from_, population)
    )
    return SimulatedReach(
        cascade=cascade,
        draws=people,
        tellings=tellings,
        population=population,
        seed=seed_of(rng),
        level=level,
        figures_drawn=drawn,
    )


Spread = Callable[[Cascade, int, np.random.Generator], tuple[WholeNumbers, WholeNumbers]]


def _over_draws(
    cascade: Cascade, runs: int, rng: np.random.Generator, run: Spread
) -> tuple[WholeNumbers, WholeNumbers, int]:
    """Return people and tellings of each run, and how often figures that are estimates were drawn for them."""
    if not is_uncertain(cascade):
        return *run(cascade, runs, rng), 0
    number = max(1, min(MOST_DRAWS, runs // 2))
    people, tellings = np.empty(runs, dtype=np.int64), np.empty(runs, dtype=np.int64)
    for place, drawn in enumerate(cascades_drawn(cascade, number)):
        part = slice(place, runs, number)
        people[part], tellings[part] = run(drawn, people[part].size, rng)
    return people, tellings, number


def _blocks(
    cascade: Cascade, runs: int, rng: np.random.Generator, population: int | None
) -> tuple[WholeNumbers, WholeNumbers]:
    people, tellings = np.empty(runs, dtype=np.int64), np.empty(runs, dtype=np.int64)
    for start in range(0, runs, BLOCK):
        part = slice(start, start + BLOCK)
        people[part], tellings[part] = _run(cascade, people[part].size, rng, population)
    return people, tellings


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


@frozen(kw_only=True)
class PeopleInPopulation(Estimate):
    """About how many different people of a population hear of it, from expected numbers round by round.

    Attributes:
        cascade: Who tells how many.
        population: People among whom the talk spreads, first tellers included.
        level: Confidence level.
    """

    title = Label("Different people reached in a population", "人群中传播到的不同人数")

    cascade: Cascade
    population: int
    level: float = field(default=0.95, validator=confidence)

    @property
    def value(self) -> float:
        """Expected number."""
        return float(self._people([entry.mean for entry in self.cascade.rounds]))

    @property
    def interval(self) -> Interval | None:
        """Interval from the figures that are estimates; None where all are known."""
        if not is_uncertain(self.cascade):
            return None
        low, high = ends_of(np.asarray(self._people(means_drawn(self.cascade))), self.level)
        return Interval(low=low, high=high, level=self.level, method="carried over from the number told")

    def _people(self, means: Sequence[Any]) -> Any:
        heard = fresh = float(self.cascade.first_tellers)
        for mean in means:
            missed = (1 - 1 / (self.population - 1)) ** (fresh * mean)
            fresh = (self.population - heard) * (1 - missed)
            heard = heard + fresh
        return heard if self.cascade.counts_first_tellers else heard - self.cascade.first_tellers


def expected_in_population(cascade: Cascade, *, population: int, level: float = 0.95) -> PeopleInPopulation:
    """Return about how many different people hear of it, from expected numbers round by round.

    It neglects chance in the number of tellings, so that it is a little too high for small cascades;
    ``simulate_reach`` draws from the exact law.

    Args:
        cascade: Who tells how many; figures that are estimates give an interval.
        population: People among whom the talk spreads, first tellers included.
        level: Confidence level.

    Formula:
        New people per round = (N - heard) (1 - (1 - 1 / (N - 1))^tellings).

    Example:
        >>> import servicekit as sk
        >>> cascade = sk.complaints.CASCADES["eleven_then_five"].cascade
        >>> round(sk.complaints.expected_in_population(cascade, population=1000).value, 1)
        64.6
    """
    validate(CASCADE, "cascade", cascade)
    validate(whole_positive, "population", population)
    if population <= cascade.first_tellers:
        raise InvalidValueError("population", f"above the {cascade.first_tellers} first tellers", population)
    return PeopleInPopulation(cascade=cascade, population=population, level=level)
