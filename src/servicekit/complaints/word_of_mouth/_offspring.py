"""How many people one person tells: fixed, Poisson, uniform or by a table of the user's own, with its moments."""

from collections.abc import Mapping
from functools import lru_cache
from math import fsum
from typing import Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.foundation._checks import instance_of, non_negative, share, validate, whole
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import reason_text
from servicekit.foundation._results import Estimate

WholeNumbers = NDArray[np.int64]
Chances = NDArray[np.float64]
CELLS: Final = 2**16
LONGEST: Final = 4096
MOST_SIZES: Final = 64


def sample_convolution(chances: Chances, groups: WholeNumbers, rng: np.random.Generator) -> WholeNumbers | None:
    """Return for each group the sum of as many draws as it has members; None where tables would be too many or long.

    Args:
        chances: Chance of each number told by one member, from 0 on.
        groups: Members of each group.
        rng: Generator of the random numbers.
    """
    most = int(groups.max(initial=0))
    if most * (chances.size - 1) > LONGEST:
        return None
    sizes = np.flatnonzero(np.bincount(groups, minlength=1)) if groups.size else np.empty(0, dtype=np.intp)
    if sizes.size > MOST_SIZES:
        return None
    row = chances.tobytes()
    if sizes.size == 1:
        return _drawn(row, int(sizes[0]), groups.size, rng)
    found, short = np.zeros(groups.size, dtype=np.int64), groups.astype(np.int16)
    for size in sizes[sizes > 0].tolist():
        members = np.flatnonzero(short == size)
        found[members] = _drawn(row, size, members.size, rng)
    return found


def _drawn(row: bytes, number: int, size: int, rng: np.random.Generator) -> WholeNumbers:
    table, numbers, bounds = _guide(row, number)
    cells = rng.integers(0, CELLS, size=size, dtype=np.uint16)
    found = table[cells].astype(np.int64)
    open_ones = np.flatnonzero(found < 0)
    if open_ones.size:
        exact = (cells[open_ones] + rng.random(open_ones.size)) / CELLS
        found[open_ones] = numbers[np.searchsorted(bounds, exact, side="right")]
    return found


@lru_cache(maxsize=128)
def _guide(row: bytes, number: int) -> tuple[NDArray[np.int16], NDArray[np.intp], Chances]:
    """Return what each of many equal cells of chance means, -1 where a boundary lies inside; numbers and boundaries."""
    chances = _summed(np.frombuffer(row), number)
    numbers = np.flatnonzero(chances)
    bounds = np.cumsum(chances[numbers])
    bounds = bounds[:-1] / bounds[-1]
    starts, ends = (np.arange(CELLS) + step for step in (0, 1))
    first = np.searchsorted(bounds, starts / CELLS, side="right")
    settled = first == np.searchsorted(bounds, ends / CELLS, side="left")
    return np.where(settled, numbers[first], -1).astype(np.int16), numbers, bounds


def _summed(chances: Chances, number: int) -> Chances:
    """Return the chances of the sum of so many independent draws, by Fourier transform."""
    length = number * (chances.size - 1) + 1
    total = np.fft.irfft(np.fft.rfft(chances, n=length + length % 2) ** number, n=length + length % 2)[:length]
    # what the transform leaves at impossible sums is rounding, far under any chance that a draw could meet
    return np.where(total > 1e-15, total, 0.0)


Complex = NDArray[np.complex128]
MOST_OUTCOMES: Final = 10_000


@frozen
class Constant:
    """Everyone tells the same number of people.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.Constant(11).mean
        11.0
    """

    number: int = field(validator=whole)

    @property
    def mean(self) -> float:
        """Expected number told."""
        return float(self.number)

    @property
    def variance(self) -> float:
        """Variance of the number told."""
        return 0.0

    def generating(self, s: Complex) -> Complex:
        """Return E s^X of the number told."""
        return np.asarray(s**self.number, dtype=np.complex128)

    def total(self, tellers: WholeNumbers, rng: np.random.Generator) -> WholeNumbers:
        """Draw how many are told by each group of tellers."""
        return tellers * np.int64(self.number)


def known_value(name: str, figure: float | Estimate) -> float:
    """Return the value of a number or an estimate; one that cannot be estimated is refused."""
    if not isinstance(figure, Estimate):
        return figure
    if figure.value is None:
        raise InvalidValueError(name, "a number or an estimate with a value", None, hint=reason_text(figure.reason))
    return figure.value


def _mean(instance: object, attribute: object, value: float | Estimate) -> None:
    validate(non_negative, "mean", known_value("mean", value))


def _tellers(instance: object, attribute: object, value: float | Estimate) -> None:
    validate(share, "telling_share", known_value("telling_share", value))


@frozen(repr=False)
class Poisson:
    """The number told follows a Poisson distribution: many independent small chances to tell.

    Attributes:
        given: Its mean, a number or an estimate such as ``mean_tellings`` gives, whose uncertainty is carried.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.Poisson(9.5).mean
        9.5
    """

    given: float | Estimate = field(validator=_mean, alias="mean")

    def __repr__(self) -> str:
        return f"Poisson(mean={self.given!r})"

    @property
    def mean(self) -> float:
        """Expected number told."""
        return known_value("mean", self.given)

    @property
    def variance(self) -> float:
        """Variance of the number told, equal to the mean."""
        return self.mean

    def generating(self, s: Complex) -> Complex:
        """Return E s^X of the number told."""
        return np.asarray(np.exp(self.mean * (s - 1)), dtype=np.complex128)

    def total(self, tellers: WholeNumbers, rng: np.random.Generator) -> WholeNumbers:
        """Draw how many are told by each group of tellers."""
        return np.asarray(rng.poisson(self.mean * tellers), dtype=np.int64)


def _table(chances: Mapping[int, float]) -> dict[int, float]:
    validate(instance_of(Mapping, "a mapping from number told to its chance"), "chances", chances)
    for number, chance in chances.items():
        validate(whole, "number told", number)
        validate(share, f"chance of telling {number}", chance)
    if not chances or abs(fsum(chances.values()) - 1) > 1e-9:
        raise InvalidValueError("chances", "shares that add up to 1", fsum(chances.values()))
    if len(chances) > MOST_OUTCOMES:
        raise InvalidValueError("chances", f"at most {MOST_OUTCOMES:,} different numbers", len(chances))
    return {int(number): float(chances[number]) for number in sorted(chances)}


@frozen
class Empirical:
    """Any distribution: number told -> its chance; the chances add up to 1.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.Empirical({0: 0.5, 10: 0.5}).mean
        5.0
    """

    chances: Mapping[int, float] = field(converter=_table, hash=False)

    @property
    def mean(self) -> float:
        """Expected number told."""
        return fsum(number * chance for number, chance in self.chances.items())

    @property
    def variance(self) -> float:
        """Variance of the number told."""
        return fsum((number - self.mean) ** 2 * chance for number, chance in self.chances.items())

    @property
    def row(self) -> NDArray[np.float64]:
        """Chance of each number from 0 on."""
        row = np.zeros(max(self.chances) + 1)
        row[list(self.chances)] = list(self.chances.values())
        return row

    def generating(self, s: Complex) -> Complex:
        """Return E s^X of the number told."""
        found = np.zeros_like(s)
        for number, chance in self.chances.items():
            found += chance * s**number
        return found

    def total(self, tellers: WholeNumbers, rng: np.random.Generator) -> WholeNumbers:
        """Draw how many are told by each group of tellers."""
        together = sample_convolution(self.row, tellers, rng)
        if together is not None:
            return together
        told, left, unsure = np.zeros_like(tellers), tellers.copy(), 1.0
        for number, chance in self.chances.items():
            hits = rng.binomial(left, min(1.0, chance / unsure)) if unsure > 0 else np.zeros_like(left)
            told += hits * number
            left, unsure = left - hits, unsure - chance
        return told + left * max(self.chances)


@frozen
class Uniform:
    """Every number from ``low`` to ``high`` is equally likely ("tells ten to twenty").

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.Uniform(10, 20).mean
        15.0
    """

    low: int = field(validator=whole)
    high: int = field(validator=whole)

    def __attrs_post_init__(self) -> None:
        if self.low > self.high:
            raise InvalidValueError("low and high", "in order", [self.low, self.high])

    @property
    def mean(self) -> float:
        """Expected number told."""
        return (self.low + self.high) / 2

    @property
    def variance(self) -> float:
        """Variance of the number told."""
        return ((self.high - self.low + 1) ** 2 - 1) / 12

    @property
    def table(self) -> Empirical:
        """The same as a table."""
        numbers = range(self.low, self.high + 1)
        return Empirical(dict.fromkeys(numbers, 1 / len(numbers)))

    def generating(self, s: Complex) -> Complex:
        """Return E s^X of the number told."""
        return self.table.generating(s)

    def total(self, tellers: WholeNumbers, rng: np.random.Generator) -> WholeNumbers:
        """Draw how many are told by each group of tellers."""
        return self.table.total(tellers, rng)


OffspringDistribution = Constant | Poisson | Uniform | Empirical


@frozen(kw_only=True, repr=False)
class CascadeGeneration:
    """One round of telling: which share of those who just heard tell on, and how many each of them tells.

    Attributes:
        tells: Distribution of the number told by one who tells.
        given_share: Share of hearers who tell at all, a number or an estimate; the others tell nobody. It is given as
            ``telling_share``.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.CascadeGeneration(tells=sk.complaints.Constant(20), telling_share=0.13)
        CascadeGeneration(tells=Constant(number=20), telling_share=0.13)
    """

    tells: OffspringDistribution = field(
        validator=instance_of(OffspringDistribution, "Constant, Poisson, Uniform or Empirical")
    )
    given_share: float | Estimate = field(default=1.0, validator=_tellers, alias="telling_share")

    def __repr__(self) -> str:
        return f"CascadeGeneration(tells={self.tells!r}, telling_share={self.given_share!r})"

    @property
    def telling_share(self) -> float:
        """Share of hearers who tell at all."""
        return known_value("telling_share", self.given_share)

    @property
    def figures(self) -> dict[str, Estimate]:
        """The figures that are estimates: "mean" of the number told, "share" of those who tell."""
        given = {"mean": getattr(self.tells, "given", None), "share": self.given_share}
        return {name: figure for name, figure in given.items() if isinstance(figure, Estimate)}

    @property
    def mean(self) -> float:
        """Expected number told per hearer of the round before."""
        return self.telling_share * self.tells.mean

    @property
    def variance(self) -> float:
        """Variance of the number told per hearer of the round before."""
        p, m = self.telling_share, self.tells.mean
        return p * self.tells.variance + p * (1 - p) * m * m

    def generating(self, s: Complex) -> Complex:
        """Return E s^X of the number told per hearer of the round before."""
        return 1 - self.telling_share + self.telling_share * self.tells.generating(s)

    def total(self, hearers: WholeNumbers, rng: np.random.Generator) -> WholeNumbers:
        """Draw how many are told on by each group of hearers."""
        tells = self.tells.table if isinstance(self.tells, Uniform) else self.tells
        if isinstance(tells, Empirical) and self.telling_share < 1:
            row = tells.row * self.telling_share
            row[0] += 1 - self.telling_share
            if (together := sample_convolution(row, hearers, rng)) is not None:
                return together
        return tells.total(self._tellers(hearers, rng), rng)

    def _tellers(self, hearers: WholeNumbers, rng: np.random.Generator) -> WholeNumbers:
        """Draw how many of each group of hearers tell at all."""
        if self.telling_share == 1:
            return hearers
        alone = np.array([1 - self.telling_share, self.telling_share])
        together = sample_convolution(alone, hearers, rng)
        return np.asarray(rng.binomial(hearers, self.telling_share)) if together is None else together


def as_round(telling: "CascadeGeneration | OffspringDistribution") -> CascadeGeneration:
    """Return a round of telling; a distribution alone is a round in which every hearer tells."""
    if isinstance(telling, CascadeGeneration):
        return telling
    validate(
        instance_of(OffspringDistribution, "Constant, Poisson, Uniform or Empirical, or a CascadeGeneration of them"),
        "telling",
        telling,
    )
    return CascadeGeneration(tells=telling)
