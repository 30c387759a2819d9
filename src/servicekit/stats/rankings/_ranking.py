"""Ranking of unequal units (branches, agents): fair to the small ones, and honest about who is best."""

from collections.abc import Hashable, Sequence
from math import ceil
from typing import Any, Final

import numpy as np
from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation import _markup as markup
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._errors import UnknownConceptError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._shown import Grid
from servicekit.foundation._vocabulary import Label
from servicekit.stats.rankings._adjusted_scores import CaseMix
from servicekit.stats.rankings._unit_funnel import UnitFunnel, funnel_of

METHOD: Final = "uniform shrinkage"
FEWEST_RANKED: Final = 2
FEW_UNITS: Final = 8
NO_DIFFERENCE: Final = Label(
    "The units do not differ by more than chance could make them differ: their order is not to be relied on.",
    "各单位之间的差异未超出偶然波动所能解释的范围：名次不足为凭。",
)


@frozen(kw_only=True)
class RankedUnit(Estimate):
    """One unit with its own figure, the figure it is pulled to, and the ranks it may have.

    Attributes:
        unit: Its name.
        own: Its own share or average, without the others.
        n: Answers.
        shrunk: Expected share or mean, pulled towards that of all units.
        low: Lower end of its interval.
        high: Upper end of its interval.
        level: Probability of the interval and of the ranks.
        rank: Place by it, 1 the best; None for units of fewer than 2 answers.
        rank_low: Best rank it may well have.
        rank_high: Worst rank it may well have.
        best_probability: Probability of being the best of the ranked units.
    """

    title = Label("Ranked unit", "排名单位")
    derived = ("value", "interval", "n", "rank", "rank_low", "rank_high", "best_probability", "reason")

    unit: Hashable
    own: Estimate
    n: int
    shrunk: float | None
    low: float
    high: float
    level: float = field(default=0.95, validator=checks.confidence)
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    best_probability: float | None = None

    @property
    def value(self) -> float | None:
        """The figure after shrinkage."""
        return self.shrunk

    @property
    def interval(self) -> Interval | None:
        """Where the unit's true figure lies with the given probability."""
        if self.shrunk is None:
            return None
        return Interval(low=self.low, high=self.high, level=self.level, method=METHOD)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        return why(NotEstimable.NO_DATA) if self.shrunk is None else None


@frozen(kw_only=True)
class Ranking(Result):
    """Units from the best to the worst, the unranked ones last.

    Attributes:
        units: All units.
        mean: Expected mean of units like these; None without any answer.
        spread: Expected standard deviation of true figures between units.
        excess: Chi-square of equal figures over its degrees of freedom; about 1 where chance alone is at work.
        p_value: Of the test that all true figures are equal; None for fewer than two units with answers.
        level: ``differs`` is a test at 1 - level.
        draws: Joint draws behind the ranks.
        seed: Of the draws; None where a generator was handed in.
        mix: Figures at the same mix of customers and the raw ones, where ``adjust_for`` asked for it.
    """

    title = Label("Ranking of unequal units", "不等规模单位排名")
    derived = ("mean", "spread", "p_value", "differs", "note", "cautions", "seed")
    _lines = ("units",)

    units: tuple[RankedUnit, ...]
    mean: float | None
    spread: float | None
    excess: float | None
    p_value: float | None = None
    level: float = field(default=0.95, validator=checks.confidence)
    draws: int
    seed: int | None = None
    mix: CaseMix | None = field(default=None, repr=False)

    @property
    def differs(self) -> bool:
        """Whether the test finds that the units differ: among equal ones it does so in 1 - level of tables."""
        return self.p_value is not None and self.p_value <= 1 - self.level

    @property
    def note(self) -> Label | None:
        """A word of warning where the order means nothing."""
        return None if self.p_value is None or self.differs else NO_DIFFERENCE

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Few units hardly show how far their true figures lie apart."""
        known = sum(unit.rank is not None for unit in self.units)
        return (beware(CautionKind.FEW_UNITS, k=known),) if 1 < known < FEW_UNITS else ()

    @property
    def funnel(self) -> UnitFunnel | None:
        """The units against their numbers of answers, for a funnel plot; None where fewer than two have any."""
        return funnel_of({unit.unit: unit.own for unit in self.units}, self.spread or 0.0)

    def __getitem__(self, unit: object) -> RankedUnit:
        for found in self.units:
            if found.unit == unit:
                return found
        raise UnknownConceptError("unit", unit, [str(entry.unit) for entry in self.units])

    def _shown(self) -> tuple[Grid, ...]:
        header = ("rank", "unit", "value", "interval", "n", "ranks", "best")
        rows = [
            (
                unit.rank or "—",
                unit.unit,
                markup.number(unit.value),
                unit.interval or "—",
                unit.n,
                f"{unit.rank_low}-{unit.rank_high}" if unit.rank else "—",
                markup.number(unit.best_probability),
            )
            for unit in self.units
        ]
        return (Grid(header, rows), *super()._shown())


def tails_of(level: float) -> tuple[float, float]:
    """Return the two probabilities between which a level lies."""
    return (1 - level) / 2, (1 + level) / 2


def nothing_to_rank(names: Sequence[object], own: Sequence[Estimate], level: float, draws: int) -> Ranking:
    """Return the ranking of units of which nobody answered."""
    units = tuple(
        RankedUnit(unit=name, own=figure, n=0, shrunk=None, low=0, high=0, level=level)
        for name, figure in zip(names, own, strict=True)
    )
    return Ranking(units=units, mean=None, spread=None, excess=None, draws=draws)


def in_order_of_rank(
    names: Sequence[Any],
    own: Sequence[Estimate],
    sizes: Any,
    figures: Sequence[Any],
    drawn: Any,
    settings: tuple[float, int],
) -> tuple[RankedUnit, ...]:
    """Return the units from best to worst, the unranked ones last; figures are values, lower and upper ends."""
    level, sign = settings
    shrunk, low, high = figures
    ranks = _ranks(drawn, level)
    places = {place: row for row, place in enumerate(np.flatnonzero(sizes >= FEWEST_RANKED).tolist())}
    order = sorted(range(len(names)), key=lambda place: (sizes[place] < FEWEST_RANKED, -sign * shrunk[place]))
    found = []
    for rank, place in enumerate(order, start=1):
        best, worst, chance = ranks[places[place]] if place in places else (None, None, None)
        found.append(
            RankedUnit(
                unit=names[place],
                own=own[place],
                n=round(float(sizes[place])),
                shrunk=float(shrunk[place]),
                low=float(low[place]),
                high=float(high[place]),
                level=level,
                rank=rank if place in places else None,
                rank_low=best,
                rank_high=worst,
                best_probability=chance,
            )
        )
    return tuple(found)


def _ranks(draws: Any, level: float) -> list[tuple[int, int, float]]:
    """Return for each unit the best and worst rank it may well have, and the share of draws in which it is best."""
    if not draws.shape[1]:
        return []
    units = draws.shape[1]
    # of each unit how often it has each rank: the order of a draw says which unit has the first, the second, ...
    # numbers are sorted much faster than places, so each carries that of its unit in its last bits
    carried = (1 << (units - 1).bit_length()) - 1
    order = np.negative(draws, dtype=np.float64).view(np.int64)
    order &= ~carried
    order |= np.arange(units)
    order.view(np.float64).sort(axis=1)
    order &= carried
    order *= units
    order += np.arange(units)
    times = np.bincount(order.ravel(), minlength=units * units).reshape(units, units)
    reached = times.cumsum(axis=1)
    tail = (1 - level) / 2
    low, high = ((reached < _place(len(draws), share)).sum(axis=1) + 1 for share in (tail, 1 - tail))
    best = times[:, 0] / len(draws)
    return [(int(a), int(b), float(p)) for a, b, p in zip(low, high, best, strict=True)]


def _place(n: int, share: float) -> int:
    """Return the place of a quantile among n values in order, from 1: the inverse of their distribution."""
    return max(ceil(n * share), 1)
