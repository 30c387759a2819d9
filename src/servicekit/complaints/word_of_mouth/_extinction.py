"""Telling without end: does talk die out, how many hear of it, and what own data say about one teller's reach."""

from math import sqrt
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.complaints.word_of_mouth._offspring import CascadeGeneration, OffspringDistribution, Poisson, as_round
from servicekit.complaints.word_of_mouth._uncertain_reach import ends_of, mean_draws
from servicekit.foundation._checks import whole_positive
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._markup import number
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._skewed_mean import MeanCount, mean_count

LEVEL = 0.95
# below this excess over 1 the equation has no digits left and its expansion is exact to rounding
NEARLY_ONE = 1e-7


@frozen(kw_only=True)
class Extinction(Estimate):
    """Chance that the talk dies out when every hearer does as the one before.

    Attributes:
        telling: What each hearer does.
        first_tellers: How many start it.
    """

    title = Label("Chance that the talk dies out", "传言自行消失的概率")
    derived = ("value", "interval", "mean_tellings", "is_explosive", "growth")

    telling: CascadeGeneration = field(converter=as_round)
    first_tellers: int = field(default=1, validator=whole_positive)

    @property
    def mean_tellings(self) -> float:
        """Expected number told by one hearer."""
        return self.telling.mean

    @property
    def is_explosive(self) -> bool:
        """Whether the talk can go on for ever: more than one told per hearer, or exactly one for certain."""
        return self.mean_tellings > 1 or (self.mean_tellings == 1 and self.telling.variance == 0)

    @property
    def growth(self) -> Label:
        """Whether the talk grows or shrinks from round to round, in words; of an estimate what its interval says."""
        mean = self.mean_tellings
        low, high = ends_of(mean_draws(self.telling), LEVEL) if self.telling.figures else (mean, mean)
        tells = f"{number(low)} to {number(high)}" if low < high else number(mean)
        tells_zh = f"{number(low)}至{number(high)}" if low < high else number(mean)
        if low > 1:
            says = ("more than one: the talk grows from round to round", "多于1人：传言逐轮扩大")
        elif high < 1:
            says = (
                "fewer than one: the talk shrinks from round to round and dies out",
                "少于1人：传言逐轮缩小，终会消失",
            )
        elif low == high:
            says = ("just one: the talk neither grows nor shrinks", "恰为1人：传言不增不减")
        else:
            says = (
                "which may lie on either side of one: it is not decided whether the talk grows",
                "可能大于也可能小于1人：尚不能断定传言是否扩大",
            )
        return Label(f"Each hearer tells {tells} on average, {says[0]}.", f"每位听者平均转告{tells_zh}人，{says[1]}。")

    @property
    def value(self) -> float:
        """Smallest root of f(q) = q, to the power of the first tellers; 1 unless explosive."""
        return _smallest_root(self.telling) ** self.first_tellers if self.is_explosive else 1.0

    @property
    def interval(self) -> Interval | None:
        """The chance at the ends of the expected number told, with which it falls; None where that is known."""
        if not self.telling.figures:
            return None
        ends = ends_of(mean_draws(self.telling), LEVEL)
        chances = sorted(Extinction(telling=_with_mean(self.telling, end), first_tellers=1).value for end in ends)
        low, high = (chance**self.first_tellers for chance in chances)
        return Interval(low=low, high=high, level=LEVEL, method="carried over from the number told")


def _with_mean(telling: CascadeGeneration, mean: float) -> CascadeGeneration:
    """Return a round of which so many are told: the mean is moved where it is a Poisson's, else the share who tell."""
    if isinstance(telling.tells, Poisson):
        share = telling.telling_share
        return CascadeGeneration(tells=Poisson(mean / share if share else 0.0), telling_share=share)
    known = telling.tells.mean
    return CascadeGeneration(tells=telling.tells, telling_share=min(mean / known, 1.0) if known else 0.0)


def _smallest_root(telling: CascadeGeneration) -> float:
    def surplus(q: float) -> float:
        return float(telling.generating(np.array([q], dtype=np.complex128))[0].real) - q

    if surplus(0.0) == 0:
        return 0.0
    mean = telling.mean
    bend = telling.variance + mean * mean - mean
    step = (mean - 1) / bend
    if mean - 1 < NEARLY_ONE:
        return 1 - 2 * step
    if isinstance(telling.tells, Poisson) and telling.telling_share == 1:
        from scipy.special import lambertw

        return float(-lambertw(-mean * np.exp(-mean)).real / mean)
    from scipy.optimize import brentq

    # f is convex and f'' largest at 1, so f(q) < q one step below 1: the root lies further down
    root: Any = brentq(surplus, 0.0, 1 - min(step, 1.0), xtol=1e-15)
    return float(root)


def extinction_probability(telling: CascadeGeneration | OffspringDistribution, *, first_tellers: int = 1) -> Extinction:
    """Return the chance that the talk dies out by itself when it may go on without end.

    Args:
        telling: What each hearer does.
        first_tellers: How many start it.

    Formula:
        1 where the mean is at most 1, which is decided first; else the smallest root of f(q) = q, for Poisson
        tellings -W(-m exp(-m)) / m.

    Source:
        Watson and Galton (1875); Harris (1963).

    Example:
        >>> import servicekit as sk
        >>> round(sk.complaints.extinction_probability(sk.complaints.Poisson(2.0)).value, 4)
        0.2032
    """
    return Extinction(telling=telling, first_tellers=first_tellers)


@frozen(kw_only=True)
class TotalProgeny(Estimate):
    """All who ever hear of it, first tellers included, when every hearer does as the one before.

    Attributes:
        telling: What each hearer does.
        first_tellers: How many start it.
    """

    title = Label("People reached without limit of depth", "不限轮数时传播到的总人数")
    derived = ("value", "interval", "reason", "standard_deviation")

    telling: CascadeGeneration = field(converter=as_round)
    first_tellers: int = field(default=1, validator=whole_positive)

    @property
    def value(self) -> float | None:
        """k / (1 - m); None where one hearer tells one or more on average."""
        return None if self.reason else self.first_tellers / (1 - self.telling.mean)

    @property
    def interval(self) -> Interval | None:
        """Interval of the expected number; without upper end where one or more may be told; None where it is known."""
        if self.reason or not self.telling.figures:
            return None
        means = mean_draws(self.telling)
        left = np.where(means < 1, 1 - means, 1.0)
        low, high = ends_of(np.where(means < 1, self.first_tellers / left, np.inf), LEVEL)
        return Interval(low=low, high=high, level=LEVEL, method="carried over from the number told")

    @property
    def standard_deviation(self) -> float | None:
        """Root of k variance / (1 - m)³."""
        if self.reason:
            return None
        return sqrt(self.first_tellers * self.telling.variance / (1 - self.telling.mean) ** 3)

    @property
    def reason(self) -> Reason | None:
        """Why there is no finite number."""
        if self.telling.mean < 1:
            return None
        return why(NotEstimable.SPREADS_FOR_EVER, mean=self.telling.mean)


def total_progeny(telling: CascadeGeneration | OffspringDistribution, *, first_tellers: int = 1) -> TotalProgeny:
    """Return how many hear of it in all when telling goes on until it dies out.

    Args:
        telling: What each hearer does; it must reach fewer than one on average.
        first_tellers: How many start it.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.total_progeny(sk.complaints.Poisson(0.5)).value
        2.0
    """
    return TotalProgeny(telling=telling, first_tellers=first_tellers)


def mean_tellings(told: ArrayLike, *, tellers: ArrayLike | None = None, level: float = 0.95) -> MeanCount:
    """Estimate how many people one person tells, from what was counted in independent cascades or interviews.

    Args:
        told: People told, one whole number of at least 0 per cascade (or per person asked).
        tellers: People who could have told them, per cascade; 1 each if not given.
        level: Confidence level.

    Returns:
        Sum of told / sum of tellers, the cascades being the independent units. The interval is the hull of Hall's and
        the quasi-Poisson score; with fewer than 100 units, or one that has a fifth of all, it carries a caution.

    Raises:
        InvalidValueError: Negative or fractional counts, or told ones without a teller.

    Source:
        Harris (1948) for the ratio of children to parents.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.mean_tellings([0, 3, 9, 12])
        MeanCount(6, [0, 23.1], n=4)
    """
    children = _counts("told", told)
    parents = np.ones_like(children) if tellers is None else _counts("tellers", tellers)
    if children.shape != parents.shape:
        raise InvalidValueError("told and tellers", "of the same length", [children.size, parents.size])
    if (orphans := np.flatnonzero((children > 0) & (parents == 0))).size:
        raise InvalidValueError("tellers", "at least 1 where somebody was told", 0, f"row {orphans[0]}")
    return mean_count(children, parents, level=level)


def _counts(name: str, values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values)
    numbers = array.astype(np.float64) if array.dtype.kind in "iuf" or not array.size else np.full(array.shape, np.nan)
    wrong = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0) & (numbers == np.floor(numbers))))
    if wrong.size or array.ndim != 1:
        got = array[wrong].tolist() if array.ndim == 1 else list(array.shape)
        raise InvalidValueError(name, "whole numbers of at least 0, one per cascade", got)
    return numbers
