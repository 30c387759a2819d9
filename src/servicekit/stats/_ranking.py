"""Ranking of unequal units (branches, agents): fair to the small ones, and honest about who is best."""

from collections.abc import Hashable, Mapping, Sequence
from math import ceil, inf
from typing import Any, Final

import numpy as np
from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation import _markup as markup
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._shown import Grid
from servicekit.foundation._vocabulary import Label
from servicekit.stats._adjusted_scores import CaseMix
from servicekit.stats._beta_posterior import beta_mixture
from servicekit.stats._category_score import CategoryScore, effective_n
from servicekit.stats._equality_tests import excess_of_shares, p_of_shares
from servicekit.stats._estimates import Share, working_n
from servicekit.stats._resampling import SEED, Rng, chance, seed_of
from servicekit.stats._unit_funnel import UnitFunnel, funnel_of

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

    def __getitem__(self, unit: Any) -> RankedUnit:
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


def rank_shares(
    units: Mapping[Any, tuple[int, int] | Share | CategoryScore],
    *,
    adjust_for: str | Sequence[str] | None = None,
    rng: Rng = SEED,
    level: float = 0.95,
    draws: int = 4000,
    higher_is_better: bool = True,
) -> Ranking:
    """Return units ranked by their shares, each pulled towards the common mean the more, the smaller it is.

    Args:
        units: For each unit the answers counted (satisfied) and the answers in all, or its share as ``top_box``
            with ``by`` returns it; weighted shares count with their effective number of answers. Units without
            answers are listed with the mean of the others; units of fewer than 2 get no rank.
        adjust_for: Columns that describe customers, among those that formed the groups (``by=["branch", "age"]``): the
            others form units, which are ranked at the same mix of customers, as ``rank_means`` does it.
        rng: Seed or generator of the joint draws behind the ranks; shares and intervals do not depend on it.
        level: Probability of intervals and ranks.
        draws: Joint draws behind the ranks.
        higher_is_better: False where the share counts something bad.

    Formula:
        share ~ Beta(mu M, (1 - mu) M), mu uniform, M / (M + n0) uniform with n0 the median size, on a grid.

    Source:
        Daniels (1999) for the uniform shrinkage prior; coverage is in the documentation.

    Example:
        >>> import servicekit as sk
        >>> ranked = sk.stats.rank_shares({"a": (80, 100), "b": (60, 100), "c": (70, 90)})
        >>> len(ranked.units)
        3
    """
    if adjust_for is not None:
        from servicekit.stats._mean_ranking import rank_means  # which ranks in the same way, from means

        about: dict[str, Any] = {"rng": rng, "level": level, "draws": draws, "higher_is_better": higher_is_better}
        return rank_means(units, adjust_for=adjust_for, **about)  # type: ignore[arg-type]
    checks.validate(checks.confidence, "level", level)
    checks.validate(checks.whole_positive, "draws", draws)
    source = chance(rng)
    names, pairs = list(units), [_counted(name, given) for name, given in units.items()]
    counts = np.array([count for count, _ in pairs], dtype=float)
    sizes = np.array([n for _, n in pairs], dtype=float)
    own = [
        given if isinstance(given, Estimate) else Share(count=int(x), n=int(n), level=level)
        for given, x, n in zip(units.values(), counts, sizes, strict=True)
    ]
    if not sizes.sum():
        return nothing_to_rank(names, own, level, draws)
    belief = beta_mixture(counts, sizes)
    ranked = np.flatnonzero(sizes >= FEWEST_RANKED)
    sign = 1 if higher_is_better else -1
    units_found = in_order_of_rank(
        names,
        own,
        sizes,
        [belief.means(counts, sizes), *(belief.quantiles(counts, sizes, p) for p in tails_of(level))],
        sign * belief.draw(counts[ranked], sizes[ranked], draws, source),
        (level, sign),
    )
    return Ranking(
        units=units_found,
        mean=belief.mean,
        spread=belief.spread,
        excess=excess_of_shares(counts, sizes),
        p_value=p_of_shares(counts, sizes, source),
        level=level,
        draws=draws,
        seed=seed_of(rng),
    )


def _counted(name: Any, given: Any) -> tuple[float, float]:
    """Return the answers counted and the answers in all of one unit."""
    if isinstance(given, Share) or (isinstance(given, CategoryScore) and set(given.scores) <= {0.0, 1.0}):
        if given.n and given.reason is not None:
            raise InvalidValueError(f"unit {name!r}", "a share with an interval", given.reason.text())
        if isinstance(given, Share):
            found = working_n(given)
        else:
            found = effective_n(given.tally, given.scores, level=given.level)
        if found == inf:
            raise InvalidValueError(
                f"unit {name!r}", "a sample; of a whole population nothing is left to chance", "fpc"
            )
        size = float(found)
        return min((given.value or 0.0) * size, size), size
    if not isinstance(given, Sequence) or len(given) != 2:
        rule = "a share, or the answers counted and the answers in all"
        raise InvalidValueError(f"unit {name!r}", rule, given if isinstance(given, int) else type(given).__name__)
    count, n = given
    checks.validate(checks.whole, f"answers of unit {name!r}", n)
    if isinstance(count, bool) or not 0 <= count <= n or count != int(count):
        raise InvalidValueError(f"count of unit {name!r}", f"a whole number from 0 to {n}", count)
    return int(count), int(n)


def tails_of(level: float) -> tuple[float, float]:
    """Return the two probabilities between which a level lies."""
    return (1 - level) / 2, (1 + level) / 2


def nothing_to_rank(names: Sequence[Any], own: Sequence[Estimate], level: float, draws: int) -> Ranking:
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
    order = (-draws).argsort(axis=1)
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
