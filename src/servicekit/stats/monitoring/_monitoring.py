"""Figures looked at with every period: cumulative intervals and changes that keep their word at every look."""

from collections.abc import Hashable, Mapping, Sequence
from math import sqrt
from typing import Any, Literal

import attrs
from attrs import field, frozen

from servicekit.data._chronology import waves_in_order
from servicekit.foundation import _checks as checks
from servicekit.foundation import _markup as markup
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._lines import IN_LINES
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, reason_text, why
from servicekit.foundation._results import Estimate, Groups, Interval, Result
from servicekit.foundation._shown import Grid
from servicekit.foundation._vocabulary import Label
from servicekit.stats.comparison._comparison import contrast_of
from servicekit.stats.intervals._estimates import Average, Share
from servicekit.stats.monitoring._always_valid_interval import FEWEST, SKEWED, always_valid_interval
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.stats.summaries._tally import Tally

Direction = Literal["rose", "fell"]
Side = Literal["above", "below"]


@frozen(kw_only=True)
class Look(Estimate):
    """What was known after one period.

    Attributes:
        period: Its name.
        own: Figure of the period alone.
        so_far: Figure of all answers up to and with this period.
        narrowest_at: Number of answers at which the interval is as narrow as it can be.
        change: Own figure less that of the period before that had answers; None for the first.
        p_value: Of no change; None if not estimable.
        adjusted_p: Adjusted for all looks at changes, those to come included; None if not estimable.
    """

    title = Label("Look", "一次查看")
    derived = ("value", "interval", "n", "change", "adjusted_p", "direction", "reason", "cautions")

    period: Hashable
    own: Share | Average | CategoryScore
    so_far: Share | Average | CategoryScore = field(metadata={IN_LINES: False})
    narrowest_at: int = 100
    change: Estimate | None = None
    p_value: float | None = None
    adjusted_p: float | None = None

    @property
    def value(self) -> float | None:
        """Figure of all answers so far."""
        return self.so_far.value

    @property
    def n(self) -> float:
        """Answers so far."""
        return self.so_far.n

    @property
    def interval(self) -> Interval | None:
        """Interval of the figure so far that holds at every look; None where ``reason`` says why."""
        return None if self.reason else always_valid_interval(self.so_far, narrowest_at=self.narrowest_at)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value, or no interval yet."""
        if self.so_far.value is None or self.so_far.reason is not None:
            return self.so_far.reason
        n = float(self.so_far.n_effective or self.so_far.n)
        if n < FEWEST:
            return why(NotEstimable.TOO_FEW, n=n, needed=FEWEST)
        is_even = isinstance(self.so_far, Average) and self.so_far.sd == 0
        return why(NotEstimable.ZERO_VARIANCE) if is_even else None

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Warns where the numbers behind a mean are so skewed that the interval misses more often than it promises."""
        figure = self.so_far
        if self.interval is None or not isinstance(figure, Average) or abs(figure.skewness or 0.0) <= SKEWED:
            return ()
        return (beware(CautionKind.RARE_LARGE, n=figure.n),)

    @property
    def direction(self) -> Direction | None:
        """Whether the figure rose or fell since the period before, at the level of the figure; None: cannot be told."""
        if self.change is None or self.adjusted_p is None or self.adjusted_p > 1 - self.so_far.level:
            return None
        return "rose" if (self.change.value or 0.0) > 0 else "fell"


@frozen(kw_only=True)
class Monitor(Result):
    """A figure followed period by period; every statement holds however often one looks.

    Attributes:
        looks: After each period, in order of time.
        target: A value that the figure is held against; None: none.
        planned: Periods that will be looked at in all; None: no end.
    """

    title = Label("Figure followed over time", "持续跟踪的指标")
    derived = ("value", "interval", "reached", "changed")
    _lines = ("looks",)

    looks: tuple[Look, ...]
    target: float | None = None
    planned: int | None = None

    @property
    def value(self) -> float | None:
        """Figure of all answers."""
        return self.looks[-1].value

    @property
    def interval(self) -> Interval | None:
        """Its interval, which holds at every look."""
        return self.looks[-1].interval

    @property
    def reached(self) -> tuple[Hashable, Side] | None:
        """First period from which the figure was certainly above or below the target; None: undecided so far."""
        for look in self.looks:
            if self.target is not None and (found := look.interval) is not None and self.target not in found:
                return look.period, "above" if found.low > self.target else "below"
        return None

    @property
    def changed(self) -> dict[Hashable, Direction]:
        """Periods whose own figure certainly differs from that of the period before."""
        return {look.period: look.direction for look in self.looks if look.direction is not None}

    def __getitem__(self, period: object) -> Look:
        for look in self.looks:
            if look.period == period:
                return look
        raise UnknownConceptError("period", period, [str(look.period) for look in self.looks])

    def _shown(self) -> tuple[Grid, ...]:
        header = ("", "own", "so far", "interval at every look", "n", "change", "adjusted p")
        rows = [
            (
                markup.visible(look.period),
                markup.number(look.own.value),
                markup.number(look.value),
                look.interval or reason_text(look.reason),
                f"{look.n:g}",
                "—" if look.change is None else markup.number(look.change.value),
                "—" if look.adjusted_p is None else markup.number(look.adjusted_p),
            )
            for look in self.looks
        ]
        return (Grid(header, rows),)


def monitor(
    periods: Mapping[Any, Share | Average | CategoryScore],
    *,
    target: float | None = None,
    order: Sequence[Hashable] | None = None,
    planned: int | None = None,
    narrowest_at: int = 100,
) -> Monitor:
    """Follow a figure period by period, so that looking every week makes no false alarm.

    A fixed 95 % interval of a figure that grows from week to week excludes the truth at some look of a year in about a
    third of cases, and twelve months each tested against the last at 5 % show a false rise or fall in four of ten. Here
    both happen in at most 5 of 100 cases, for as long as one goes on looking: shares from .5
    to .99 are excluded in 1 to 2 of 100 years of weekly looks. The interval of a mean of numbers misses more often
    where they are skewed: in 2 of 100 years for normal numbers, 3.5 at a skewness of 2, 8 at one of 4. Beyond 2 the
    look bears a caution, if the means know their skewness.

    Args:
        periods: The measure of each period, as ``by=`` a column of weeks, months or waves returns it: shares, means or
            scores, of different respondents. Under a design the sampling units of all periods count together.
        target: A value that the figure is held against, in its own units.
        order: The periods from the first to the last; needed only where their names do not tell it.
        planned: Periods that will be looked at in all, such as 12; changes are then found sooner. None: no end.
        narrowest_at: Number of answers at which the interval is to be as narrow as it can; chosen before looking.

    Returns:
        A look per period: the figure so far with its interval (from 50 effective answers on), the step from the
        period before and its adjusted p-value.

    Raises:
        InvalidValueError: Fewer than two periods, estimates of different kinds or of the same respondents, more periods
            than planned, or an order that is neither known nor stated.

    Formula:
        Cumulative: normal-mixture confidence sequence, as ``always_valid_interval``. Changes: the p-value of the j-th
        times j (j + 1), or times ``planned`` - 1. The test of a step is that of ``compare``; means of skewed
        numbers need ``Average.skewness``: without it there is Welch's t alone, which errs far out where few answered.

    Source:
        Robbins (1970); Foster and Stine (2008) for spending the error rate over an endless series of tests.

    Example:
        >>> import servicekit as sk
        >>> rows = {"week": [1] * 80 + [2] * 80, "score": [5, 4, 4, 2] * 20 + [5, 5, 4, 1] * 20}
        >>> weekly = sk.top_box(rows, "score", by="week", scale=sk.LIKERT_5)
        >>> found = sk.stats.monitor(weekly, target=0.6)
        >>> found.value, found.reached, found.changed
        (0.75, (2, 'above'), {})
    """
    if target is not None:
        checks.validate(checks.finite, "target", target)
    if planned is not None:
        checks.validate(checks.number_in(2, 10**6), "planned", planned)
    for name, figure in periods.items():
        kinds = Share | Average | CategoryScore
        checks.validate(checks.instance_of(kinds, "a share, a mean or a score"), f"period {name!r}", figure)
        _refuse_design(name, figure)
    if len({type(figure) for figure in periods.values()}) > 1:
        raise InvalidValueError("periods", "all of one kind", sorted({type(f).__name__ for f in periods.values()}))
    if len(periods) < 2 or (planned is not None and len(periods) > planned):
        rule = "at least 2" if planned is None else f"2 to {planned}, as planned"
        raise InvalidValueError("periods", rule, len(periods))
    names = list(periods)
    if order is not None or isinstance(periods, Groups):
        by = periods.by if isinstance(periods, Groups) else "periods"
        names = waves_in_order(periods, by if isinstance(by, str) else ", ".join(by), order)
    looks: list[Look] = []
    so_far, before, known = periods[names[0]], None, 0
    for place, name in enumerate(names):
        own, change, p = periods[name], None, None
        so_far = own if place == 0 else _together(so_far, own, isinstance(periods, Groups))
        if own.value is not None:
            if before is not None:
                step = contrast_of((name, None), (own, before))
                change, p = step.difference, step.p_value
            before = own
        known += p is not None
        times = known * (known + 1) if planned is None else planned - 1
        looks.append(
            Look(
                period=name,
                own=own,
                so_far=so_far,
                narrowest_at=narrowest_at,
                change=change,
                p_value=p,
                adjusted_p=None if p is None else min(1.0, p * times),
            )
        )
    return Monitor(looks=tuple(looks), target=target, planned=planned)


def _refuse_design(name: Any, figure: Any) -> None:
    """Refuse shares and means under a design, which alone do not tell what two periods give together."""
    if isinstance(figure, CategoryScore):
        return
    if figure.sampling is not None or (isinstance(figure, Share) and figure.n_effective is not None):
        hint = "give a score of answers on a scale by period, such as top_box(..., by=) or mean_score(..., by=)"
        rule = "plain counts and means; under a design only scores of answers add up"
        raise InvalidValueError(f"period {name!r}", rule, type(figure).__name__, hint=hint)


def _together(first: Any, second: Any, of_one_sample: bool) -> Any:
    """Return the figure of two periods together."""
    if isinstance(first, CategoryScore):
        if first.scores != second.scores:
            raise InvalidValueError("scores of the periods", "the same", ..., hint="measure all periods alike")
        joined = first.tally + second.tally
        return attrs.evolve(first, tally=_counted_once(joined, second.tally) if of_one_sample else joined)
    if isinstance(first, Share):
        return attrs.evolve(first, count=first.count + second.count, n=first.n + second.n)
    return _pooled(first, second)


def _counted_once(joined: Tally, part: Tally) -> Tally:
    """Return the tally with the sampling units of one sample, which each of its domains already knows in full."""
    strata = {
        name: stratum if stratum.clusters or name not in part.strata
        else attrs.evolve(stratum, units=part.strata[name].units)
        for name, stratum in joined.strata.items()
    }  # fmt: skip
    return attrs.evolve(joined, strata=strata)


def _pooled(first: Average, second: Average) -> Average:
    """Return the average of two independent samples together, from their sizes, means and deviations."""
    if not first.n or not second.n:
        return second if not first.n else first
    n = first.n + second.n
    step = second.mean - first.mean
    squares = sum(max(each.n - 1, 0) * each.sd**2 for each in (first, second)) + step**2 * first.n * second.n / n
    mean = first.mean + step * second.n / n
    skewness = None
    if squares > 0 and first.skewness is not None and second.skewness is not None:
        cubes = sum(_cubes(each, mean) for each in (first, second))
        skewness = cubes / n / (squares / n) ** 1.5
    return attrs.evolve(first, n=n, mean=mean, sd=sqrt(squares / (n - 1)), skewness=skewness, answers=())


def _cubes(average: Average, centre: float) -> float:
    """Return the sum of the cubes of numbers less a centre."""
    n, away = average.n, average.mean - centre
    square = max(n - 1, 0) * average.sd**2
    own = (average.skewness or 0.0) * n * (square / n) ** 1.5
    return float(own + 3 * away * square + n * away**3)
