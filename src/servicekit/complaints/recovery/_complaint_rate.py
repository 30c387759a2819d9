"""Silence: why dissatisfied customers do not complain, how many do, and what removing a barrier would show."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, overload

import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._frames import backend_of, read_columns
from servicekit.data._grouping import by_columns, by_name, indices, to_list
from servicekit.foundation._checks import as_tuple, confidence, share, validate, whole
from servicekit.foundation._documents import AFTER_SALES, PROPERTY, under
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._literature import GOODMAN
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Groups, Interval, Result
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.stats.designs._design import Design, as_design
from servicekit.stats.intervals._count_interval import count_interval
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._category_score import share_of
from servicekit.stats.summaries._coded_tally import tallies_of_codes
from servicekit.stats.summaries._tally import Tally


@framework(
    "F12",
    title=Label("The complaint iceberg", "投诉的冰山"),
    summary=Label(
        "Only some dissatisfied customers complain; why the others are silent, and how many they are.",
        "不满的顾客只有一部分会投诉；其余的人为何沉默、有多少人。",
    ),
    sources=(under(AFTER_SALES, "华盛顿技术协助研究计划机构研究"), under(PROPERTY, "客户不满带来的伤害"), GOODMAN),
)
class SilenceBarrier(Concept):
    """Why a dissatisfied customer does not complain.

    Example:
        >>> import servicekit as sk
        >>> str(sk.complaints.SilenceBarrier("no_use"))
        'Expects no use 觉得没用'
    """

    NO_USE = (
        "no_use",
        "Expects no use",
        "觉得没用",
        "The customer believes that nothing would come of a complaint.",
        "顾客认为投诉不会有任何结果。",
    )
    TOO_HARD = (
        "too_hard",
        "Finds it hard to get solved",
        "觉得很难得到解决",
        "The customer believes that a complaint is hard to get solved.",
        "顾客认为投诉很难得到解决。",
    )
    EMBARRASSING = (
        "embarrassing",
        "Finds it embarrassing",
        "觉得难为情",
        "The customer is ashamed to complain or afraid of looking aggressive.",
        "顾客不好意思投诉，或怕显得咄咄逼人。",
    )


VOICED: Final = Label("Share of dissatisfied customers who complain", "不满顾客的投诉比例")


def complaint_rate(*, voiced: int, dissatisfied: int, level: float = 0.95) -> Share:
    """Return the share of dissatisfied customers in a survey who complained, with the exact interval.

    Args:
        voiced: Dissatisfied respondents who complained at the level in question.
        dissatisfied: All dissatisfied respondents.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> sk.complaints.complaint_rate(voiced=24, dissatisfied=300)
        Share(0.08, [0.05193, 0.1167], n=300)
    """
    return Share(count=voiced, n=dissatisfied, level=level, method="exact", name=VOICED)


def _barriers(counts: Mapping[Any, int]) -> dict[SilenceBarrier, int]:
    found = {member(SilenceBarrier, key): n for key, n in counts.items()}
    for barrier, n in found.items():
        validate(whole, f"silent for {barrier.key!r}", n)
    return {barrier: found[barrier] for barrier in SilenceBarrier if barrier in found}


@frozen(kw_only=True)
class VoicingWithout(Estimate):
    """Voicing share when barriers fall: the surveyed one plus those who would then speak.

    Attributes:
        voiced: Dissatisfied respondents who complained.
        silent: Silent respondents by their main reason.
        silent_otherwise: Silent respondents with another reason, or none.
        removed: Barrier -> share of those it silences who would then complain.
        level: Confidence level.
    """

    title = Label("Voicing share without the barriers", "消除障碍后的投诉比例")
    derived = ("value", "interval", "reason", "before", "more_complaints_factor")

    voiced: int = field(validator=whole)
    silent: Mapping[SilenceBarrier, int] = field(converter=_barriers, hash=False)
    silent_otherwise: int = field(default=0, validator=whole)
    removed: Mapping[SilenceBarrier, float] = field(hash=False)
    level: float = field(default=0.95, validator=confidence)

    @property
    def _n(self) -> int:
        return self.voiced + sum(self.silent.values()) + self.silent_otherwise

    @property
    def before(self) -> Share:
        """Voicing share as surveyed."""
        return complaint_rate(voiced=self.voiced, dissatisfied=self._n, level=self.level)

    @property
    def reason(self) -> Reason | None:
        """Why there is no share."""
        return None if self._n else why(NotEstimable.NO_DATA)

    @property
    def value(self) -> float | None:
        """(voiced + silent x share who would speak) / all."""
        if not self._n:
            return None
        return (self.voiced + sum(n * self.removed.get(b, 0.0) for b, n in self.silent.items())) / self._n

    @property
    def interval(self) -> Interval | None:
        """Hull of score and mid-p interval; the shares of those who would speak are taken as known."""
        if not self._n:
            return None
        counts = [self.voiced, *self.silent.values(), self.silent_otherwise]
        scores = [1.0, *(self.removed.get(barrier, 0.0) for barrier in self.silent), 0.0]
        return count_interval(counts, scores, level=self.level)

    @property
    def more_complaints_factor(self) -> float | None:
        """How many times as many complaints would be seen, with no more dissatisfaction than before."""
        return self.value / self.before.value if self.value and self.before.value else None


def complaint_rate_without_barriers(
    *,
    voiced: int,
    silent: Mapping[Any, int],
    removed: Mapping[Any, float],
    silent_otherwise: int = 0,
    level: float = 0.95,
) -> VoicingWithout:
    """Return which share would complain if barriers to complaining were removed.

    Args:
        voiced: Dissatisfied respondents of a survey who complained.
        silent: Barrier or its key -> silent respondents who name it as their main reason.
        removed: Barrier or its key -> share of those it silences who would then complain; 1 is the most it can bring.
        silent_otherwise: Silent respondents with another reason, or none.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> silent, removed = {"no_use": 100}, {"no_use": 0.5}
        >>> sk.complaints.complaint_rate_without_barriers(voiced=24, silent=silent, removed=removed).title.en
        'Voicing share without the barriers'
    """
    effects = {member(SilenceBarrier, key): effect for key, effect in removed.items()}
    for barrier, effect in effects.items():
        validate(share, f"share who would speak without {barrier.key!r}", effect)
        if barrier not in _barriers(silent):
            raise InvalidValueError("removed", "barriers for which silent respondents were counted", barrier.key)
    return VoicingWithout(voiced=voiced, silent=silent, silent_otherwise=silent_otherwise, removed=effects, level=level)


@frozen(kw_only=True)
class ComplaintRates(Result):
    """How far up the complaints of dissatisfied customers are heard.

    Attributes:
        counts: Level -> respondents whose complaint went up to it and no further, from silence to the top.
        n_missing: Respondents without an answer; not counted.
        level: Confidence level.
        tally: The same with the sampling design; None without one.
    """

    title = Label("Dissatisfied customers heard, by level", "各层级听到的不满顾客比例")
    derived = ("n", "shares", "n_missing")

    counts: Mapping[str, int] = field(hash=False)
    n_missing: int = field(default=0, validator=whole)
    level: float = field(default=0.95, validator=confidence)
    tally: Tally | None = field(default=None, repr=False)

    @property
    def n(self) -> int:
        """Dissatisfied respondents with an answer."""
        return sum(self.counts.values())

    @property
    def shares(self) -> Mapping[str, Share]:
        """Level -> share heard there or higher up; silence has none. A higher level never hears more."""
        levels = list(self.counts)[1:]
        return {name: self.share(name) for name in levels}

    def share(self, name: str) -> Share:
        """Return the share heard at a level or higher up, for ``dissatisfied_customers``.

        Args:
            name: The level at which complaints were counted.
        """
        levels = list(self.counts)
        if name not in levels[1:]:
            raise UnknownConceptError("level that hears complaints", name, levels[1:])
        place = levels.index(name)
        if self.tally is not None:
            return share_of(
                self.tally, [float(at >= place) for at in range(len(levels))], level=self.level, name=VOICED
            )
        heard = sum(self.counts[other] for other in levels[place:])
        return complaint_rate(voiced=heard, dissatisfied=self.n, level=self.level)


@overload
def complaint_rates(
    data: Data,
    *,
    highest_level: str,
    levels: Sequence[str],
    by: None = None,
    design: Design | None = None,
    level: float = ...,
) -> ComplaintRates: ...
@overload
def complaint_rates(
    data: Data,
    *,
    highest_level: str,
    levels: Sequence[str],
    by: str | Sequence[str],
    design: Design | None = None,
    level: float = ...,
) -> Groups[ComplaintRates]: ...
def complaint_rates(
    data: Data,
    *,
    highest_level: str,
    levels: Sequence[str],
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    level: float = 0.95,
) -> ComplaintRates | Groups[ComplaintRates]:
    """Return which share of dissatisfied customers is heard at each level, from a survey of them.

    Args:
        data: Data frame of any kind, or mapping of columns, one row per dissatisfied respondent.
        highest_level: Column of the highest level that heard the complaint.
        levels: Its values from silence upwards: ("nobody", "front line", "head office").
        by: Column that forms groups, or a list of columns, such as the size of the ticket.
        design: Columns of weights, strata and clusters; then intervals are those of weighted answers.
        level: Confidence level of the intervals, exact ones without a design.

    Raises:
        InvalidValueError: Fewer than two levels, or the same one twice.
        UnknownConceptError: An answer that is none of the levels.

    Example:
        >>> import servicekit as sk
        >>> rows = {"heard": ["front_line", "nobody", "nobody"]}
        >>> sk.complaints.complaint_rates(rows, highest_level="heard", levels=["nobody", "front_line"]).title.en
        'Dissatisfied customers heard, by level'
    """
    levels = as_tuple("levels", levels)
    if len(levels) < 2 or len(set(levels)) < len(levels):
        raise InvalidValueError("levels", "silence and at least one level above it, all different", list(levels))
    design = as_design(design)
    table = read_columns(data, list(dict.fromkeys([highest_level, *by_columns(by), *design.columns])))
    answers = to_list(table[highest_level])
    for row, answer in enumerate(answers):
        if answer is not None and answer not in levels:
            raise UnknownConceptError(f"level in column {highest_level!r}, row {row}", answer, list(levels))
    place = {name: number for number, name in enumerate(levels)}
    codes = np.array([place.get(answer, -1) for answer in answers], dtype=np.int64)
    groups = {None: np.arange(len(codes))} if by is None else indices(table, by)
    tallies = tallies_of_codes(codes, len(levels), groups, table, design)

    def measure(group: Any) -> ComplaintRates:
        own, tally = codes[groups[group]], tallies.get(group)
        found = np.bincount(own[own >= 0], minlength=len(levels)) if tally is None else tally.counts
        return ComplaintRates(
            counts={name: int(found[number]) for name, number in place.items()},
            n_missing=int((own < 0).sum()) if tally is None else tally.missing,
            level=level,
            tally=tally,
        )

    if by is None:
        return measure(None)
    return Groups(by_name(by), {group: measure(group) for group in groups}, backend_of(data))
