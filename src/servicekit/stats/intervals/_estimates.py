"""Estimates every domain uses: a share, an average, a difference of two, a figure with resampled draws."""

from collections.abc import Callable, Mapping
from math import inf, sqrt
from typing import Any, ClassVar, Final, Literal

import numpy as np
from attrs import evolve, field, frozen, validators
from numpy.typing import NDArray

from servicekit.foundation import _checks as checks
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, too_few, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._count_design import CountDesign
from servicekit.stats.designs._linearised import Linearised
from servicekit.stats.designs._resampling import draws_of, percentile_interval
from servicekit.stats.intervals._count_interval import count_interval, share_interval
from servicekit.stats.intervals._few_differing import FEW_TO_TELL, differing, with_one_more
from servicekit.stats.intervals._intervals import clopper_pearson, mover_difference, t_interval, t_quantile, wilson

MOST_FAILED_SHARE: Final = 0.05
AGREED: Final = 1e-9
"""A standard deviation of so small a part of a step is rounding: all differences agree."""
FIRST: Final = Label("the first", "第一项")
SECOND: Final = Label("the second", "第二项")
ShareMethod = Literal["hull", "wilson", "exact"]
SHARE_INTERVALS: Final[Mapping[ShareMethod, Callable[..., Interval]]] = {
    "hull": share_interval,
    "wilson": wilson,
    "exact": clopper_pearson,
}


class _Named:
    def __init__(self, en: str, zh: str) -> None:
        self.default = Label(en, zh)

    def __get__(self, estimate: object, owner: type) -> Label:
        name: Label | None = getattr(estimate, "name", None)
        return name or self.default


def named(en: str, zh: str) -> Any:
    """Return the title of a class of results, which an object may replace by its own field ``name``."""
    return _Named(en, zh)


class _WithShare:
    def __init__(self, attribute: str, en: str, zh: str) -> None:
        self.attribute, self.words = attribute, Label(en, zh)

    def __get__(self, estimate: Any, owner: type) -> Label:
        shares = (
            ("a given share", "某一比例")
            if estimate is None
            else (f"{100 * getattr(estimate, self.attribute):g}%",) * 2
        )
        return Label(self.words.en.format(shares[0]), self.words.zh.format(shares[1]))


def with_share(attribute: str, en: str, zh: str) -> Any:
    """Return the title of a class of results that says which share an object is about, at {} in both languages."""
    return _WithShare(attribute, en, zh)


def _size(instance: object, attribute: object, value: float) -> None:
    if value != inf:  # of everybody
        checks.positive(instance, attribute, value)


@frozen(kw_only=True)
class Share(Estimate):
    """Share of n answers that are of one kind, with the interval of ``share_interval``, Wilson's or the exact one.

    Attributes:
        count: Answers of that kind, or their weight.
        n: Answers in all, or their weight.
        level: Confidence level.
        method: "hull" of the score and the mid-p interval, which holds at any share; "wilson", narrower but short of
            its level near 0 and 1; or "exact" (Clopper-Pearson) where coverage must be guaranteed.
        n_effective: Size of the simple random sample that would tell as much, if weighted; None: n itself.
        sampling: What the design leaves of the answers; None without a design.
        withheld: Why the design gives no interval.
        name: What the share is of; a general title if None.
        answers: Answers in all where ``n`` is their weight; None: n itself.
        linearised_error: Standard error under a design; None without one.

    Example:
        >>> import servicekit as sk
        >>> sk.stats.Share(count=3, n=7)
        Share(0.4286, [0.1111, 0.8], n=7)
    """

    title = named("Share", "占比")

    count: float = field(validator=checks.non_negative)
    n: float = field(validator=checks.non_negative)
    level: float = field(default=0.95, validator=checks.confidence)
    method: ShareMethod = field(default="hull", validator=validators.in_(tuple(SHARE_INTERVALS)))
    n_effective: float | None = field(default=None, validator=validators.optional(_size))
    sampling: CountDesign | None = None
    withheld: Reason | None = None
    name: Label | None = None
    answers: int | None = None
    linearised_error: float | None = None

    def __attrs_post_init__(self) -> None:
        if self.count > self.n:
            raise InvalidValueError("count", f"at most n={self.n:g}", self.count)

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Where few rows or clusters of a design carry the share."""
        return () if self.sampling is None or self.interval is None else self.sampling.cautions

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None without answers."""
        return self.count / self.n if self.n > 0 else None

    @property
    def interval(self) -> Interval | None:
        """The interval of the share; None without answers."""
        if self.n == 0 or self.withheld is not None:
            return None
        n = working_n(self)
        if n == inf:
            return Interval(low=self.count / self.n, high=self.count / self.n, level=self.level, method="census")
        return SHARE_INTERVALS[self.method](self.count / self.n * n, n, level=self.level)

    @property
    def standard_error(self) -> float | None:
        """sqrt(p (1 - p) / n), or linearised under a design; None without answers, or where a design leaves it open."""
        if self.value is None or self.withheld is not None:
            return None
        if self.linearised_error is not None:
            return self.linearised_error
        return sqrt(self.value * (1 - self.value) / (self.n_effective or self.n))

    @property
    def reason(self) -> Reason | None:
        """Why there is no value, or no interval."""
        return why(NotEstimable.NO_DATA) if self.n == 0 else self.withheld


def working_n(share: Share) -> float:
    """Return the independent answers that an interval of a share may count, fewer where few units show the spread."""
    return share.sampling.size(share.level) if share.sampling is not None else share.n_effective or share.n


@frozen(kw_only=True)
class Average(Estimate):
    """Mean of n numbers with a t interval; of answers on a scale, whose counts are known, with that of such answers.

    Attributes:
        n: Numbers.
        mean: Their mean; any number where n is 0.
        sd: Standard deviation with divisor n - 1; 0 where n is 1.
        sampling: Linearised variance and its degrees of freedom under a design; None: n independent numbers.
        answers: Possible answers and the share that gave each, for ``count_interval``; empty: any numbers.
        grain: Step between possible values of a difference. Where few differences are not alike, the interval holds
            those of one more, a step off on either side: t alone covers 64 to 90 %. 0: none.
        skewness: Third central moment of the numbers over the power 3/2 of the second, both with divisor n, which a
            test of two means minds; None: not known.
        level: Confidence level.
        name: What the mean is of; a general title if None.

    Example:
        >>> import servicekit as sk
        >>> sk.stats.Average(n=9, mean=2.5, sd=1.0)
        Average(2.5, [1.731, 3.269], n=9)
    """

    title = named("Average", "平均值")
    derived = ("value", "interval", "standard_error", "n_effective", "reason")

    n: float = field(validator=checks.non_negative)
    mean: float
    sd: float
    sampling: Linearised | None = None
    answers: tuple[tuple[float, float], ...] = field(default=(), repr=False)
    grain: float = field(default=0.0, validator=checks.non_negative)
    skewness: float | None = field(default=None, validator=validators.optional(checks.finite), repr=False)
    level: float = field(default=0.95, validator=checks.confidence)
    name: Label | None = None

    def __attrs_post_init__(self) -> None:
        if self.n > 0:
            checks.validate(checks.finite, "mean", self.mean)
        if self.n > 1:
            checks.validate(checks.non_negative, "sd", self.sd)

    @property
    def value(self) -> float | None:
        """The mean; None without numbers."""
        return float(self.mean) if self.n > 0 else None

    @property
    def standard_error(self) -> float | None:
        """sd / sqrt(n), or linearised under a design; None where n is below 2."""
        if self.n <= 1:
            return None
        return float(self.sd) / sqrt(self.n) if self.sampling is None else self.sampling.standard_error

    @property
    def n_effective(self) -> float:
        """Independent numbers that would tell as much; n without a design."""
        if self.sampling is None or not self.sampling.variance:
            return float(self.n)
        return float(self.sd) ** 2 / self.sampling.variance

    @property
    def interval(self) -> Interval | None:
        """The t interval; None where the numbers show no variation to judge by."""
        if self.n <= 1 or self.standard_error is None or (self.sampling and self.sampling.reason):
            return None
        if self.answers:
            return self._of_answers()
        if self.grain and self.sd <= AGREED * self.grain:
            return self._of_agreement()
        if not self.sd:
            return None
        if self.sampling is not None:
            return self.sampling.interval(float(self.mean), level=self.level)
        found = t_interval(self.mean, self.standard_error, self.n - 1, level=self.level)
        return with_one_more(found, n=self.n, mean=self.mean, sd=self.sd, step=self.grain)

    def _of_answers(self) -> Interval:
        """Return the hull of score and mid-p interval on the effective number of answers."""
        points, shares = (np.array(column) for column in zip(*self.answers, strict=True))
        if self.sampling is None:
            size = float(self.n)
        else:
            size = self.sampling.answers(self.n, float(shares @ (points - self.mean) ** 2), level=self.level)
        found = count_interval(shares * size, points.tolist(), level=self.level)
        return evolve(found, low=min(found.low, self.mean), high=max(found.high, self.mean))

    def _of_agreement(self) -> Interval:
        """Return the hull of the t intervals of the same differences and one more that is a step off."""
        size = float(self.n)
        if self.sampling is not None:
            few = self.sampling.kish if self.sampling.clusters is None else self.sampling.degrees_of_freedom + 1
            size = min(size, few)
        reach = self.grain * (1 + t_quantile(self.level, size)) / (size + 1)
        low, high = float(self.mean) - reach, float(self.mean) + reach
        return Interval(low=low, high=high, level=self.level, method="t with one pair more")

    @property
    def _differs_little(self) -> bool:
        return differing(self.n, self.mean, self.sd, self.grain) < FEW_TO_TELL

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Where few rows or clusters of a design carry the mean, or few of the differences."""
        if self.sampling is None and self.interval is not None and self._differs_little:
            return (beware(CautionKind.RARE_LARGE, n=self.n),)
        return () if self.sampling is None or self.interval is None else self.sampling.cautions

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        if self.interval is not None:
            return None
        if self.n <= 1:
            return too_few(self.n)
        return (self.sampling.reason if self.sampling else None) or why(NotEstimable.ZERO_VARIANCE)


@frozen(kw_only=True)
class Difference(Estimate):
    """Difference of two estimates of the same kind, with a MOVER interval.

    Attributes:
        first: The estimate from which is subtracted.
        second: The estimate that is subtracted.
        correlation: Of the two estimates; 0 where they come from different respondents and clusters.
        name: What differs; a general title if None.
    """

    title = named("Difference", "差异")

    first: Estimate
    second: Estimate
    correlation: float = field(default=0.0, validator=checks.number_in(-1, 1))
    name: Label | None = None

    @property
    def value(self) -> float | None:
        """first - second; None where one of them cannot be estimated."""
        a, b = self.first.value, self.second.value
        return None if a is None or b is None else a - b

    @property
    def interval(self) -> Interval | None:
        """The MOVER interval; None where one of the two has none."""
        a, b = self.first, self.second
        if a.value is None or b.value is None or a.interval is None or b.interval is None:
            return None
        return mover_difference((a.value, a.interval), (b.value, b.interval), correlation=self.correlation)

    @property
    def reason(self) -> Reason | None:
        """Why one of the two has no value or no interval."""
        sides = ((FIRST, self.first.reason), (SECOND, self.second.reason))
        found = [why(NotEstimable.PART, part=side, because=reason) for side, reason in sides if reason]
        return found[0] if found else None


@frozen(kw_only=True)
class Resampled(Estimate):
    """A figure with the values it takes in resamples of the data, and the percentile interval of those.

    Attributes:
        value: The figure in the data themselves; None if it cannot be computed.
        draws: The figure in each resample in which it could be computed.
        level: Confidence level.
        n_failed: Resamples in which it could not; with more than 5 % of all it counts as not estimable.
        name: What the figure is; a general title if None.
    """

    title = named("Resampled estimate", "重抽样估计")
    derived: ClassVar[tuple[str, ...]] = ("value", "interval", "standard_error", "reason", "n_resamples")

    _value: float | None = field(alias="value")
    draws: NDArray[np.float64] = field(converter=draws_of, repr=False, eq=False, metadata={"evidence": False})
    level: float = field(default=0.95, validator=checks.confidence)
    n_failed: int = field(default=0, validator=checks.whole)
    name: Label | None = None

    @property
    def n_resamples(self) -> int:
        """Resamples that succeeded."""
        return int(self.draws.size)

    @property
    def value(self) -> float | None:
        """The figure; None where it or more than 5 % of its resamples failed."""
        return None if self._value is None or self.reason else float(self._value)

    @property
    def interval(self) -> Interval | None:
        """The percentile interval; None where there is no value or no draw."""
        if self.value is None or not self.n_resamples:
            return None
        return percentile_interval(self.draws, level=self.level)

    @property
    def standard_error(self) -> float | None:
        """Standard deviation of the draws; None with fewer than two."""
        return None if self.value is None or self.n_resamples < 2 else float(self.draws.std(ddof=1))

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        tried = self.n_resamples + self.n_failed
        if self._value is None:
            return why(NotEstimable.NOT_COMPUTABLE)
        if self.n_failed > MOST_FAILED_SHARE * tried:
            return why(NotEstimable.FAILED_RESAMPLES, failed=self.n_failed, tried=tried)
        return None


def average_of(values: NDArray[np.float64], *, level: float = 0.95, name: Label | None = None) -> Average:
    """Return the mean of the numbers that are there; sorted first, so that the order of rows leaves no trace.

    Args:
        values: Numbers; NaN is missing.
        level: Confidence level.
        name: What the mean is of.
    """
    known = np.sort(values[~np.isnan(values)])
    n = len(known)
    mean = float(known.mean()) if n else 0.0
    second = float(((known - mean) ** 2).mean()) if n else 0.0
    return Average(
        n=n,
        mean=mean,
        sd=float(known.std(ddof=1)) if n > 1 else 0.0,
        skewness=float(((known - mean) ** 3).mean()) / second**1.5 if second**1.5 > 0 else None,
        level=level,
        name=name,
    )
