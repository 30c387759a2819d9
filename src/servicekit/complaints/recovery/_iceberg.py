"""The iceberg: how many dissatisfied customers stand behind the complaints heard, at each level that hears them."""

from collections.abc import Callable, Mapping
from math import inf, sqrt
from numbers import Real
from types import MappingProxyType
from typing import Any, Final

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.foundation._checks import confidence, share, validate, whole
from servicekit.foundation._documents import AFTER_SALES, PROPERTY, part_of, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import GOODMAN, TARP_1979
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats.intervals._estimates import Share

# beyond so many standard deviations the terms of a hypergeometric sum are below rounding
WINDOW: Final = 40.0


def binomial_total_limits(seen: int, *, low: float, high: float, level: float) -> tuple[float, float]:
    """Return the smallest and the largest total under which so many seen are not too unlikely.

    Args:
        seen: How many of the total were seen.
        low, high: Ends of the chance of being seen; equal if it is known.
        level: Confidence level.
    """
    from scipy.special import bdtr, bdtrc

    tail = (1 - level) / 2
    least = _first(lambda total: bdtrc(seen - 1, total, high) > tail, seen) if seen else 0.0
    if low == 0:
        return least, inf
    if low == 1:
        return least, float(seen)
    return least, _first(lambda total: bdtr(seen, total, low) <= tail, seen) - 1


def hypergeometric_total_limits(seen: int, *, hits: int, n: int, level: float) -> tuple[float, float]:
    """Return the same where the chance of being seen is known from an independent sample only.

    Both counts have one chance, so given their sum the number seen is hypergeometric whatever that chance is.

    Args:
        seen: How many of the total were seen.
        hits: How many of the sample are of those who are seen.
        n: Size of the sample.
        level: Confidence level.

    Source:
        The conditional law of Fisher's exact test, solved for the total.
    """
    tail = (1 - level) / 2
    least = _first(lambda total: _at_least(seen, hits, n, total) > tail, seen) if seen else 0.0
    if hits == 0:
        return least, inf
    return least, _first(lambda total: 1 - _at_least(seen + 1, hits - 1, n, total) <= tail, seen) - 1


def _at_least(seen: int, hits: int, n: int, total: int) -> float:
    """Return the chance of at least so many seen among a total and the sample of n, given how many are seen in all."""
    drawn = seen + hits
    lowest, highest = max(0, drawn - n), min(drawn, total)
    if seen <= lowest or seen > highest:
        return float(seen <= lowest)
    share = total / (total + n)
    middle = drawn * share
    reach = int(WINDOW * (sqrt(middle * (1 - share)) + 1))
    if seen > middle:
        return float(_chances(np.arange(seen, min(highest, seen + reach) + 1), drawn, n, total).sum())
    return float(1 - _chances(np.arange(max(lowest, seen - 1 - reach), seen), drawn, n, total).sum())


def _chances(numbers: NDArray[Any], drawn: int, n: int, total: int) -> NDArray[np.float64]:
    logs = _log_choose(total, numbers) + _log_choose(n, drawn - numbers) - _log_choose(total + n, np.array(drawn))
    return np.asarray(np.exp(logs), dtype=np.float64)


def _log_choose(of: int, some: NDArray[Any]) -> NDArray[np.float64]:
    from scipy.special import betaln

    return np.asarray(-np.log(of + 1.0) - betaln(of - some + 1.0, some + 1.0), dtype=np.float64)


def _first(holds: Callable[[int], Any], start: int) -> float:
    """Return the first whole number from ``start`` on for which a condition holds that stays true."""
    step = 1
    while not holds(start + step - 1):
        step *= 2
    low, high = start + step // 2 - 1, start + step - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return float(high)


@frozen(kw_only=True)
class VoicingPreset:
    """Share of dissatisfied customers who complain, as a source has it.

    Attributes:
        key: Permanent identifier.
        label: Who hears the complaint of whom.
        low, high: The share, or the range that the source gives.
        source: With its conditions.
    """

    key: str
    label: Label
    low: float = field(validator=share)
    high: float = field(validator=share)
    source: Source


def _goodman(en: str, zh: str) -> Source:
    return part_of(GOODMAN, en, zh)


DECK_FOUR_PERCENT: Final = VoicingPreset(
    key="deck_4_percent",
    label=Label("Four in a hundred complain", "只有4%的人投诉"),
    low=0.04,
    high=0.04,
    source=under(AFTER_SALES, "华盛顿技术协助研究计划机构研究"),
)
ONE_IN_TWENTY_SIX: Final = VoicingPreset(
    key="one_in_26",
    label=Label("One complains and 25 are silent", "1人投诉，25人沉默"),
    low=1 / 26,
    high=1 / 26,
    source=under(PROPERTY, "客户不满带来的伤害"),
)
MOST_SERIOUS_PROBLEM: Final = VoicingPreset(
    key="most_serious_problem",
    label=Label("Households with a problem, about the most serious one", "家庭就最严重的问题投诉"),
    low=0.69,
    high=0.69,
    source=part_of(TARP_1979, "US households; to anybody at all.", "美国家庭；向任何一方投诉。"),
)
FRONT_LINE: Final = VoicingPreset(
    key="front_line",
    label=Label("To somebody at the front line", "向一线员工投诉"),
    low=0.5,
    high=0.5,
    source=_goodman("About half, over many industries.", "约一半，跨多个行业。"),
)
HEAD_OFFICE: Final = VoicingPreset(
    key="head_office",
    label=Label("Reaching a manager or head office", "传到经理或总部"),
    low=0.01,
    high=0.05,
    source=_goodman("One to five in a hundred.", "1%至5%。"),
)
SMALL_TICKET: Final = VoicingPreset(
    key="small_ticket",
    label=Label("Small purchases, beyond the retailer", "小额购买，投诉到零售商以外"),
    low=0.04,
    high=0.04,
    source=_goodman(
        "Small-ticket items: 96 % do not complain or complain to the retailer only.",
        "小额商品：96%不投诉或只向零售商投诉。",
    ),
)
VOICING_PRESETS: Final[Mapping[str, VoicingPreset]] = MappingProxyType(
    {
        each.key: each
        for each in (DECK_FOUR_PERCENT, ONE_IN_TWENTY_SIX, MOST_SERIOUS_PROBLEM, FRONT_LINE, HEAD_OFFICE, SMALL_TICKET)
    }
)


@frozen(kw_only=True)
class DissatisfiedCustomers(Estimate):
    """Dissatisfied customers behind a number of complaints.

    Attributes:
        complaints: Complaints heard, one per customer.
        voicing: Share of the dissatisfied who are heard: a number taken as known, a Share from a survey, or a preset.
        level: Confidence level.
    """

    title = Label("Dissatisfied customers behind the complaints", "投诉背后的不满顾客数")
    derived = ("value", "interval", "reason", "silent")

    complaints: int = field(validator=whole)
    voicing: float | Share | VoicingPreset
    level: float = field(default=0.95, validator=confidence)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.voicing, Share | VoicingPreset):
            if not isinstance(self.voicing, Real):
                raise InvalidValueError("voicing", "a share from 0 to 1, a Share or a preset", self.voicing)
            validate(share, "voicing", self.voicing)

    @property
    def _ends(self) -> tuple[float | None, float | None]:
        """Lower and upper end of the voicing share, as far as it is uncertain."""
        if isinstance(self.voicing, VoicingPreset):
            return self.voicing.low, self.voicing.high
        if isinstance(self.voicing, Share):
            found = attrs.evolve(self.voicing, level=(1 + self.level) / 2).interval
            return (found.low, found.high) if found else (None, None)
        return self.voicing, self.voicing

    @property
    def reason(self) -> Reason | None:
        """Why there is no number."""
        low, high = self._ends
        if low is None:
            return why(NotEstimable.NO_DATA)
        if isinstance(self.voicing, VoicingPreset) and low != high:
            return why(NotEstimable.ONLY_A_RANGE, low=low, high=high)
        point = self.voicing.value if isinstance(self.voicing, Share) else low
        return None if point else why(NotEstimable.NOBODY_VOICES)

    @property
    def value(self) -> float | None:
        """Complaints / voicing share."""
        if self.reason is not None:
            return None
        point = self.voicing.value if isinstance(self.voicing, Share) else self._ends[0]
        return self.complaints / point if point else None

    @property
    def silent(self) -> "SilentCustomers":
        """Dissatisfied customers who were not heard, an estimate that goes into a mix of outcomes."""
        return SilentCustomers(behind=self)

    @property
    def interval(self) -> Interval | None:
        """Exact limits of the number of trials behind so many successes; unbounded where voicing may be 0.

        With a surveyed share they are those of the hypergeometric law, free of the unknown share. With one from a
        weighted survey each of the two uncertainties gets half of the error probability.
        """
        low, high = self._ends
        if low is None or high is None or high == 0:
            return None
        ends, method = self._limits(low, high)
        return Interval(low=ends[0], high=ends[1], level=self.level, method=method)

    def _limits(self, low: float, high: float) -> tuple[tuple[float, float], str]:
        asked = self.voicing
        if not isinstance(asked, Share):
            return binomial_total_limits(self.complaints, low=low, high=high, level=self.level), "exact binomial"
        if asked.n_effective is None and float(asked.count).is_integer() and float(asked.n).is_integer():
            hits, n = int(asked.count), int(asked.n)
            return hypergeometric_total_limits(
                self.complaints, hits=hits, n=n, level=self.level
            ), "exact hypergeometric"
        ends = binomial_total_limits(self.complaints, low=low, high=high, level=(1 + self.level) / 2)
        return ends, "exact binomial, Bonferroni with the survey"


@frozen(kw_only=True)
class SilentCustomers(Estimate):
    """Dissatisfied customers who were not heard.

    Attributes:
        behind: All dissatisfied customers behind the complaints.
    """

    title = Label("Dissatisfied customers who say nothing", "沉默的不满顾客数")

    # who is behind shows the silent: each within the other would have no end
    behind: DissatisfiedCustomers = field(metadata={"evidence": False})

    @property
    def value(self) -> float | None:
        """All dissatisfied customers less those who complained."""
        return None if self.behind.value is None else self.behind.value - self.behind.complaints

    @property
    def interval(self) -> Interval | None:
        """Interval of all less those who complained, who are known."""
        found = self.behind.interval
        return None if found is None else found.map(lambda customers: customers - self.behind.complaints)

    @property
    def reason(self) -> Reason | None:
        """Why there is no number."""
        return self.behind.reason


def dissatisfied_customers(
    complaints: int, *, voicing: float | Share | VoicingPreset, level: float = 0.95
) -> DissatisfiedCustomers:
    """Return how many dissatisfied customers stand behind a number of complaints.

    Args:
        complaints: Complaints heard, counted once per customer.
        voicing: Share of dissatisfied customers who are heard at the level at which complaints were counted: a
            preset, a number taken as known, or a Share from ``complaint_rate`` or ``complaint_rates``.
        level: Confidence level.

    Formula:
        complaints / share, with all totals N for which the binomial number of complaints is not too small or large.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.dissatisfied_customers(40, voicing=sk.complaints.VOICING_PRESETS["deck_4_percent"]).value
        1000.0
    """
    return DissatisfiedCustomers(complaints=complaints, voicing=voicing, level=level)
