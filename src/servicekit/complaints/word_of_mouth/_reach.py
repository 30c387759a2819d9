"""Word of mouth: how many people hear of it when some tell others, round by round, to a stated depth."""

from collections.abc import Sequence
from math import ceil, inf, prod, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from servicekit.complaints.word_of_mouth._offspring import (
    CascadeGeneration,
    Complex,
    Constant,
    Empirical,
    OffspringDistribution,
    Poisson,
    as_round,
    known_value,
)
from servicekit.complaints.word_of_mouth._uncertain_reach import uncertain_reach
from servicekit.foundation._checks import confidence, instance_of, positive, validate, whole_positive
from servicekit.foundation._documents import RETAIL, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import HARRIS_1963
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Concept, Label, framework
from servicekit.stats.intervals._confidence_distribution import propagated_interval
from servicekit.stats.intervals._intervals import normal_quantile

if TYPE_CHECKING:
    from servicekit.complaints.word_of_mouth._compared_cascades import TellingRow

# a longer distribution than this is replaced by the normal one with the same mean and variance
LONGEST: Final = 2**20
FAR: Final = 12.0


@framework(
    "F17",
    title=Label("Word of mouth", "口碑裂变"),
    summary=Label(
        "How far a bad or a good experience travels when those who hear of it tell others.",
        "好的或坏的体验经人转述后能传到多少人。",
    ),
    sources=(
        under(RETAIL, "处理顾客的不满"),
        HARRIS_1963,
    ),
    interpretation=Label(
        "A cascade has a stated number of rounds and says whether the first teller is counted; the sources leave "
        "both open.",
        "传播轮数与是否计入最初讲述者在来源中均未说明，这里都明确给出。",
    ),
)
class Talk(Concept):
    """The two streams of talk about a service.

    Example:
        >>> import servicekit as sk
        >>> str(sk.complaints.Talk("negative"))
        'Negative word of mouth 负面口碑'
    """

    NEGATIVE = (
        "negative",
        "Negative word of mouth",
        "负面口碑",
        "A disappointed customer warns others, some of whom pass it on.",
        "失望的顾客向他人抱怨，其中一些人继续转述。",
    )
    POSITIVE = (
        "positive",
        "Positive word of mouth",
        "正面口碑",
        "A pleased customer recommends the service, and some who hear it pass it on.",
        "满意的顾客向他人推荐，其中一些人继续转述。",
    )


def _rounds(rounds: Sequence[CascadeGeneration | OffspringDistribution]) -> tuple[CascadeGeneration, ...]:
    validate(instance_of(Sequence, "a sequence of rounds of telling"), "rounds", rounds)
    given = tuple(as_round(entry) for entry in rounds)
    if not given:
        raise InvalidValueError("rounds", "at least one round of telling", [])
    return given


@frozen(kw_only=True)
class Cascade:
    """Rounds of telling; the depth is the number of rounds, after which nobody tells on.

    Attributes:
        rounds: What the first tellers do, what those who heard from them do, and so on.
        first_tellers: How many start, independently of each other.
        counts_first_tellers: Whether they are among the people counted.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.Cascade(rounds=[sk.complaints.Constant(11), sk.complaints.Constant(5)]).generations
        (1, 11.0, 55.0)
    """

    rounds: tuple[CascadeGeneration, ...] = field(converter=_rounds)
    first_tellers: int = field(default=1, validator=whole_positive)
    counts_first_tellers: bool = True

    @property
    def depth(self) -> int:
        """Number of rounds."""
        return len(self.rounds)

    @property
    def generations(self) -> tuple[float, ...]:
        """Expected number of people per generation; the first tellers are generation 0."""
        return tuple(self.first_tellers * prod(r.mean for r in self.rounds[:i]) for i in range(self.depth + 1))

    @property
    def mean(self) -> float:
        """Expected number of people who hear of it, nobody counted as told twice."""
        return self.first_tellers * (self._moments()[0] - (not self.counts_first_tellers))

    @property
    def variance(self) -> float:
        """Variance of that number."""
        return self.first_tellers * self._moments()[1]

    def _moments(self) -> tuple[float, float]:
        """Return mean and variance of the people reached from one teller, the teller included."""
        mean, variance = 1.0, 0.0
        for entry in reversed(self.rounds):
            mean, variance = 1 + entry.mean * mean, entry.mean * variance + entry.variance * mean**2
        return mean, variance

    @property
    def most(self) -> float:
        """The most people it can reach; infinite if a round has no upper end."""
        reach = 1.0
        for entry in reversed(self.rounds):
            told = _most_told(entry) if entry.telling_share else 0.0
            reach = 1 + told * reach if told else 1.0
        return self.first_tellers * (reach - (not self.counts_first_tellers))

    def generating(self, s: Complex) -> Complex:
        """Return E s^T of the number of people T."""
        inner = s
        for entry in reversed(self.rounds):
            inner = s * entry.generating(inner)
        whole = inner**self.first_tellers
        return whole if self.counts_first_tellers else whole / s**self.first_tellers


def _most_told(entry: CascadeGeneration) -> float:
    tells = entry.tells
    if isinstance(tells, Poisson):
        return inf if tells.mean else 0.0
    if isinstance(tells, Empirical):
        return float(max(number for number, chance in tells.chances.items() if chance))
    return float(tells.number if isinstance(tells, Constant) else tells.high)


@frozen(kw_only=True)
class FirstTellers(Estimate):
    """People who start to tell: so many for each of so many complaints.

    Attributes:
        complaints: How many, a number or an estimate.
        each: For each, a number or an estimate.
    """

    title = Label("First tellers", "最初讲述者")

    complaints: float | Estimate
    each: float | Estimate

    @property
    def value(self) -> float:
        """Complaints times tellers for each."""
        return known_value("complaints", self.complaints) * known_value("customers_per_complaint", self.each)

    @property
    def interval(self) -> Interval | None:
        """Percentile interval over joint draws."""
        return propagated_interval(
            lambda complaints, each: complaints * each, {"complaints": self.complaints, "each": self.each}
        )


def scaled(each: float | Estimate, complaints: int | Estimate) -> float | Estimate:
    """Return complaints times tellers for each: a number if both are, else an estimate."""
    validate(positive, "customers_per_complaint", known_value("customers_per_complaint", each))
    if not isinstance(each, Estimate):
        if not isinstance(complaints, Estimate):
            return complaints * each
        if each == 1:
            known_value("complaints", complaints)
            return complaints
    return FirstTellers(complaints=complaints, each=each)


CASCADE: Final = instance_of(Cascade, "a Cascade", hint="of a preset its .cascade")


@frozen(kw_only=True)
class Reach(Estimate):
    """People who hear of it: expected number, and the central range of its distribution.

    Attributes:
        cascade: Who tells how many.
        level: Probability of the range. It describes chance in the telling; where tellers or means are estimates, their
            uncertainty too; never that of what is assumed.
        first_tellers: How many start it, where that is an estimate; the cascade then has one first teller.
    """

    title = Label("People reached by word of mouth", "口碑传播到的人数")
    derived = ("value", "interval", "standard_deviation", "generations", "most")

    cascade: Cascade
    level: float = field(default=0.95, validator=confidence)
    first_tellers: Estimate | None = None

    @property
    def value(self) -> float:
        """Expected number of people."""
        return self._times * self.cascade.mean

    @property
    def _times(self) -> float:
        """First tellers, where they are an estimate, per one of the cascade."""
        return 1.0 if self.first_tellers is None else (self.first_tellers.value or 0.0) / self.cascade.first_tellers

    @property
    def standard_deviation(self) -> float:
        """Standard deviation of the number of people."""
        return sqrt(self._times * self.cascade.variance)

    @property
    def generations(self) -> tuple[float, ...]:
        """Expected number per generation, the first tellers in front."""
        return tuple(self._times * number for number in self.cascade.generations)

    @property
    def side_by_side(self) -> "tuple[TellingRow, ...]":
        """This table of telling first, then those of the sources: people, range, and how each is to be read."""
        from servicekit.complaints.word_of_mouth._compared_cascades import rows_beside  # presets are made of reaches

        return rows_beside(self)

    @property
    def most(self) -> float:
        """The most people it can reach; infinite where the first tellers are an estimate."""
        return self.cascade.most if self.first_tellers is None else inf

    @property
    def interval(self) -> Interval:
        """Central range: exact from the generating function, normal where the distribution is too long for that.

        Where a figure is an estimate it is simulated.
        """
        if self.first_tellers is not None or any(entry.figures for entry in self.cascade.rounds):
            first = self.cascade.first_tellers if self.first_tellers is None else self.first_tellers
            counted = self.cascade.counts_first_tellers
            return uncertain_reach(first, self.cascade.rounds, counts_first=counted, level=self.level)
        tail = (1 - self.level) / 2
        chances = distribution(self.cascade)
        if chances is None:
            half = normal_quantile(self.level) * self.standard_deviation
            return Interval(low=self.value - half, high=self.value + half, level=self.level, method="normal range")
        sums = np.cumsum(chances)
        low, high = np.searchsorted(sums, (tail - 1e-12, 1 - tail - 1e-12))
        return Interval(low=float(low), high=float(high), level=self.level, method="exact range")


def distribution(cascade: Cascade) -> NDArray[np.float64] | None:
    """Return the probability of each number of people from 0 on; None if it would be too long to write down.

    Args:
        cascade: Who tells how many.

    Formula:
        The generating function on the unit circle, turned back by a Fourier transform.
    """
    far = cascade.mean + FAR * sqrt(cascade.variance) + FAR**2
    needed = min(cascade.most, far) + 1
    if needed > LONGEST:
        return None
    size = 2 ** max(3, ceil(np.log2(needed + 1)))
    circle = np.exp(2j * np.pi * np.arange(size) / size)
    chances = np.fft.fft(cascade.generating(circle)).real / size
    return np.asarray(np.clip(chances, 0.0, 1.0))


def reach(cascade: Cascade, *, level: float = 0.95) -> Reach:
    """Return how many people hear of it, with mean, variance and range in closed form.

    Args:
        cascade: Rounds of telling, first tellers and whether they are counted.
        level: Probability of the range.

    Example:
        >>> import servicekit as sk
        >>> cascade = sk.complaints.CASCADES["eleven_then_five"].cascade
        >>> sk.complaints.reach(cascade).value
        67.0
    """
    validate(CASCADE, "cascade", cascade)
    return Reach(cascade=cascade, level=level)


def reach_of_complaints(
    complaints: int | Estimate,
    *,
    cascade: Cascade,
    customers_per_complaint: float | Estimate = 1.0,
    level: float = 0.95,
) -> Reach:
    """Return how many people hear of the dissatisfied customers behind a number of complaints.

    Args:
        complaints: Complaints received, at least 1; or the dissatisfied customers behind them, as
            ``dissatisfied_customers`` estimates them, whose uncertainty is carried.
        cascade: What one dissatisfied customer sets off; it must have one first teller.
        customers_per_complaint: Dissatisfied customers behind each complaint, a number or an estimate; the number of
            first tellers is rounded to whole people.
        level: Probability of the range.

    Example:
        >>> import servicekit as sk
        >>> cascade = sk.complaints.CASCADES["eleven_then_five"].cascade
        >>> sk.complaints.reach_of_complaints(3, cascade=cascade).value
        201.0
    """
    if not isinstance(complaints, Estimate):
        validate(whole_positive, "complaints", complaints)
    validate(CASCADE, "cascade", cascade)
    if cascade.first_tellers != 1:
        raise InvalidValueError("cascade", "one that starts with one first teller", cascade.first_tellers)
    behind = scaled(customers_per_complaint, complaints)
    if isinstance(behind, Estimate):
        return Reach(cascade=cascade, level=level, first_tellers=behind)
    tellers = max(1, round(behind))
    return Reach(cascade=evolve(cascade, first_tellers=tellers), level=level)
