"""Ranking of unequal units (branches, agents): fair to the small ones, and honest about who is best."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.random import Generator

from servicekit.foundation import checks, markup
from servicekit.foundation.errors import InvalidValueError, UnknownConceptError
from servicekit.foundation.results import Estimate, Interval, Result
from servicekit.foundation.vocabulary import Label
from servicekit.measurement.estimates import Share
from servicekit.measurement.shrinkage import beta_mixture

METHOD: Final = "beta-binomial, uniform shrinkage"
FEWEST_RANKED: Final = 2
NO_DIFFERENCE: Final = Label(
    "The units differ no more than chance alone makes them differ: their order means nothing.",
    "各单位之间的差异不超过偶然因素所致：名次没有意义。",
)


@frozen(kw_only=True)
class RankedUnit(Estimate):
    """One unit with its own share, the share it is pulled to, and the ranks it may have.

    Attributes:
        unit: Its name.
        count: Answers of the kind counted.
        n: Answers in all.
        shrunk: Expected share, pulled towards the mean of all units.
        low: Lower end of its interval.
        high: Upper end of its interval.
        level: Probability of the interval and of the ranks.
        rank: Place by expected share, 1 the best; None for units of fewer than 2 answers.
        rank_low: Best rank it may well have.
        rank_high: Worst rank it may well have.
        best_probability: Probability of being the best of the ranked units.
    """

    title = Label("Ranked unit", "排名单位")
    derived = ("value", "interval", "own", "n", "rank", "rank_low", "rank_high", "best_probability", "reason")

    unit: Any
    count: int
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
    def own(self) -> Share:
        """The unit's own share, without the others."""
        return Share(count=self.count, n=self.n, level=self.level)

    @property
    def value(self) -> float | None:
        """The share after shrinkage."""
        return self.shrunk

    @property
    def interval(self) -> Interval | None:
        """Where the unit's true share lies with the given probability."""
        if self.shrunk is None:
            return None
        return Interval(low=self.low, high=self.high, level=self.level, method=METHOD)

    @property
    def reason(self) -> str | None:
        """Why there is no value."""
        return "n=0" if self.shrunk is None else None


@frozen(kw_only=True)
class Ranking(Result):
    """Units from the best to the worst, the unranked ones last.

    Attributes:
        units: All units.
        mean: Expected mean of units like these; None without any answer.
        spread: Expected standard deviation of true shares between units.
        excess: Chi-square of equal shares over its degrees of freedom; up to 1 there is no more spread than chance.
        draws: Joint draws behind the ranks.
    """

    title = Label("Ranking of unequal units", "不等规模单位排名")
    derived = ("mean", "spread", "differs", "note")

    units: tuple[RankedUnit, ...]
    mean: float | None
    spread: float | None
    excess: float | None
    draws: int

    @property
    def differs(self) -> bool:
        """Whether the units differ more than chance makes them."""
        return self.excess is not None and self.excess > 1

    @property
    def note(self) -> Label | None:
        """A word of warning where the order means nothing."""
        return None if self.excess is None or self.differs else NO_DIFFERENCE

    def __getitem__(self, unit: Any) -> RankedUnit:
        for found in self.units:
            if found.unit == unit:
                return found
        raise UnknownConceptError("unit", unit, [str(entry.unit) for entry in self.units])

    def _repr_html_(self) -> str:
        header = ("rank", "unit", "share", "interval", "n", "ranks", "best")
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
        return markup.table(header, rows, caption=str(self.title))


def rank_shares(
    units: Mapping[Any, tuple[int, int]],
    *,
    rng: Generator,
    level: float = 0.95,
    draws: int = 4000,
    higher_is_better: bool = True,
) -> Ranking:
    """Return units ranked by their shares, each pulled towards the common mean the more, the smaller it is.

    Args:
        units: For each unit the answers counted (satisfied) and the answers in all. Units without answers are
            listed with the mean of the others; units of fewer than 2 get no rank.
        rng: Source of randomness of the joint draws behind the ranks; shares and intervals do not depend on it.
        level: Probability of intervals and ranks.
        draws: Joint draws behind the ranks.
        higher_is_better: False where the share counts something bad.

    Formula:
        share ~ Beta(mu M, (1 - mu) M), mu uniform, M / (M + n0) uniform with n0 the median size, on a grid.

    Source:
        Daniels (1999) for the uniform shrinkage prior; coverage is in the documentation.
    """
    checks.check(checks.confidence, "level", level)
    checks.check(checks.whole_positive, "draws", draws)
    names = list(units)
    for name, (count, n) in units.items():
        checks.check(checks.whole, f"answers of unit {name!r}", n)
        if isinstance(count, bool) or not 0 <= count <= n or count != int(count):
            raise InvalidValueError(f"count of unit {name!r}", f"a whole number from 0 to {n}", count)
    counts = np.array([units[name][0] for name in names], dtype=float)
    sizes = np.array([units[name][1] for name in names], dtype=float)
    if not sizes.sum():
        empty = tuple(RankedUnit(unit=name, count=0, n=0, shrunk=None, low=0, high=1, level=level) for name in names)
        return Ranking(units=empty, mean=None, spread=None, excess=None, draws=draws)
    belief = beta_mixture(counts, sizes)
    shrunk = belief.means(counts, sizes)
    low, high = (belief.quantiles(counts, sizes, p) for p in ((1 - level) / 2, (1 + level) / 2))
    ranked = np.flatnonzero(sizes >= FEWEST_RANKED)
    sign = 1 if higher_is_better else -1
    ranks = _ranks(sign * belief.draw(counts[ranked], sizes[ranked], draws, rng), level)
    order = sorted(range(len(names)), key=lambda place: (sizes[place] < FEWEST_RANKED, -sign * shrunk[place]))
    places = {place: row for row, place in enumerate(ranked.tolist())}
    found = []
    for rank, place in enumerate(order, start=1):
        best, worst, chance = ranks[places[place]] if place in places else (None, None, None)
        found.append(
            RankedUnit(
                unit=names[place],
                count=int(counts[place]),
                n=int(sizes[place]),
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
    return Ranking(
        units=tuple(found), mean=belief.mean, spread=belief.spread, excess=_excess(counts, sizes), draws=draws
    )


def _ranks(draws: Any, level: float) -> list[tuple[int, int, float]]:
    """Return for each unit the best and worst rank it may well have, and the share of draws in which it is best."""
    if not draws.shape[1]:
        return []
    order = (-draws).argsort(axis=1).argsort(axis=1) + 1
    tail = (1 - level) / 2
    low = np.quantile(order, tail, axis=0, method="inverted_cdf")
    high = np.quantile(order, 1 - tail, axis=0, method="inverted_cdf")
    best = (order == 1).mean(axis=0)
    return [(int(a), int(b), float(p)) for a, b, p in zip(low, high, best, strict=True)]


def _excess(counts: Any, sizes: Any) -> float | None:
    """Return chi-square of equal shares over its degrees of freedom; 0 where all answers agree."""
    asked = sizes > 0
    x, n = counts[asked], sizes[asked]
    if n.size < 2:
        return None
    p = x.sum() / n.sum()
    return 0.0 if p in (0, 1) else float(((x - n * p) ** 2 / n).sum() / (p * (1 - p)) / (n.size - 1))
