"""F28: loyalty as a function of satisfaction, estimated from data without assuming a line."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import Answers, InputPolicy, as_policy, read_answers
from servicekit.data._chronology import in_order
from servicekit.data._frames import backend_of, read_columns
from servicekit.data._grouping import by_columns, by_name, grouping_by
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import MEASUREMENT, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import HESKETT_1994
from servicekit.foundation._results import Groups, Interval, Result, SetsAside
from servicekit.foundation._vocabulary import Concept, Label, framework
from servicekit.loyalty.causes._curve_point import CurvePoint
from servicekit.loyalty.causes._drawn_customers import drawn_sample, ordered, places_of
from servicekit.loyalty.causes._isotonic import isotonic_means
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._resampling import SEED, Rng, chance, seed_of
from servicekit.stats.intervals._count_interval import count_interval
from servicekit.stats.intervals._estimates import Resampled, Share, working_n
from servicekit.stats.intervals._odds import Odds, OddsRatio
from servicekit.stats.scores._category_score import design_reason, effective_n, share_of
from servicekit.stats.summaries._tally import Tally


@framework(
    "F28",
    title=Label("From satisfaction to loyalty", "满意度与忠诚度的关系"),
    summary=Label(
        "Loyalty rests on satisfaction and even more on trust; each contact that adds value raises what follows.",
        "忠诚依赖于满意，更取决于信任；每一次增值的互动都会提升后续结果。",
    ),
    sources=(
        under(MEASUREMENT, "满意度与忠诚度的关系"),
        HESKETT_1994,
    ),
)
class LoyaltyLink(Concept):
    """A link of the chain from a contact to what the company gains."""

    VALUE = (
        "value",
        "value in every contact",
        "互动中的价值",
        "Each contact leaves the customer better off.",
        "每次互动都让客户有所得。",
    )
    SATISFACTION = (
        "satisfaction",
        "satisfaction",
        "满意",
        "The customer got at least what was expected.",
        "客户所得不低于期望。",
    )
    TRUST = ("trust", "trust", "信任", "The customer relies on us beforehand.", "客户事先就信赖我们。")
    RETENTION = ("retention", "retention", "客户保持", "The customer stays.", "客户留下。")
    REPEAT_PURCHASE = ("repeat_purchase", "repeat purchase", "重复购买", "The customer buys again.", "客户再次购买。")
    REFERRAL = ("referral", "referral", "推荐", "The customer brings others.", "客户带来他人。")


@frozen(kw_only=True, eq=False)
class SatisfactionLink(SetsAside, Result):
    """Loyalty at each level of satisfaction.

    Attributes:
        table: Answers by level of satisfaction (rows) and of loyalty (columns), both from worst to best.
        satisfaction_levels, loyalty_levels: The answers of the two scales, from worst to best.
        loyal_threshold: From this answer on (towards the better end) a customer counts as loyal.
        draws: Fitted curve in each bootstrap resample, resamples x levels; NaN where a level was not drawn.
        seed: Of the resamples; None where a generator was handed in.
        level: Confidence level.
        incomplete: Rows without both answers; they count nowhere.
        missing: Answers not given, by column.
        rejected: Answers set aside, by column and reason.
        tallies: Under a sampling design, the answers on loyalty at each level of satisfaction; the table then holds
            weights.
    """

    title = Label("From satisfaction to loyalty", "满意度与忠诚度的关系")
    derived = (
        "n",
        "curve",
        "shares_loyal",
        "odds_loyal",
        "top_box_jump",
        "last_step_share",
        "straight_line_share",
        "seed",
    )

    table: tuple[tuple[float, ...], ...]
    satisfaction_levels: tuple[float, ...]
    loyalty_levels: tuple[float, ...]
    loyal_threshold: float
    draws: Floats = field(repr=False, metadata={"evidence": False})
    seed: int | None = None
    level: float = field(default=0.95, validator=checks.confidence)
    incomplete: int = 0
    missing: Mapping[str, int] = field(factory=dict)
    rejected: Mapping[str, Mapping[str, int]] = field(factory=dict)
    tallies: Mapping[float, Tally] = field(factory=dict, repr=False)

    @property
    def n_missing(self) -> int:
        """Answers not given."""
        return sum(self.missing.values())

    @property
    def n(self) -> int:
        """Customers with both answers."""
        return sum(tally.n for tally in self.tallies.values()) if self.tallies else round(sum(map(sum, self.table)))

    @property
    def means(self) -> dict[float, float | None]:
        """Mean loyalty at each level of satisfaction, as observed."""
        sums, sizes = self._sums
        return {
            at: float(total / size) if size else None
            for at, total, size in zip(self.satisfaction_levels, sums.tolist(), sizes.tolist(), strict=True)
        }

    @cached_property
    def curve(self) -> dict[float, CurvePoint]:
        """Mean loyalty at each level of satisfaction, fitted so that it never falls; compare ``means``."""
        rows = zip(self.satisfaction_levels, self.table, self._fit.tolist(), self.draws.T, strict=True)
        return {
            at: CurvePoint(
                fitted=_resampled(fit if sum(row) else None, drawn, self.level),
                own=self._own(at, row),
            )
            for at, row, fit, drawn in rows
        }

    @property
    def loyal_scores(self) -> list[float]:
        """1 for each answer from which a customer counts as loyal, 0 for the others."""
        return [float(place >= self._start) for place in range(len(self.loyalty_levels))]

    @property
    def shares_loyal(self) -> dict[float, Share]:
        """Share of loyal customers at each level of satisfaction, with its interval."""
        if self.tallies:
            none = Share(count=0, n=0, level=self.level)
            return {
                at: share_of(self.tallies[at], self.loyal_scores, level=self.level) if at in self.tallies else none
                for at in self.satisfaction_levels
            }
        return {at: Share(count=count, n=n, level=self.level) for at, (count, n) in self._loyal.items()}

    @property
    def odds_loyal(self) -> dict[float, Odds]:
        """Odds of being loyal at each level of satisfaction; under a design those of its effective answers."""
        found = {}
        for at, share in self.shares_loyal.items():
            size = working_n(share) if share.n and share.withheld is None else 0.0
            found[at] = Odds(count=(share.value or 0.0) * size, n=size, level=self.level)
        return found

    @property
    def top_box_jump(self) -> OddsRatio:
        """How many times higher the odds of being loyal are at the best answer than at the next."""
        odds = list(self.odds_loyal.values())
        name = Label("Odds of loyalty, best answer against the next", "最高分与次高分的忠诚优势比")
        return OddsRatio(first=odds[-1], second=odds[-2], name=name)

    @cached_property
    def last_step_share(self) -> Resampled:
        """Part of the whole rise in mean loyalty that comes with the last step of satisfaction, with interval."""
        value = _last_step(self._fit[None])[0]
        name = Label("Share of the rise made by the last step", "最后一级所占的升幅")
        return _resampled(None if np.isnan(value) else float(value), _last_step(self.draws), self.level, name)

    @property
    def straight_line_share(self) -> float:
        """The same part if the curve were a straight line, over the levels that were used."""
        used = [at for at, row in zip(self.satisfaction_levels, self.table, strict=True) if sum(row)]
        return (used[-1] - used[-2]) / (used[-1] - used[0]) if len(used) > 1 else 1.0

    @property
    def _sums(self) -> tuple[Floats, Floats]:
        counts = np.array(self.table, dtype=float)
        return counts @ np.array(self.loyalty_levels), counts.sum(axis=1)

    @cached_property
    def _fit(self) -> Floats:
        return _fitted(np.array(self.table, dtype=float), np.array(self.loyalty_levels))

    @property
    def _start(self) -> int:
        return self.loyalty_levels.index(self.loyal_threshold)

    @property
    def _loyal(self) -> dict[float, tuple[float, float]]:
        rows = zip(self.satisfaction_levels, self.table, strict=True)
        return {at: (sum(row[self._start :]), sum(row)) for at, row in rows}

    def _own(self, at: float, row: tuple[float, ...]) -> Interval | None:
        """Return the interval of the mean of a level's own answers; under a design on their effective number."""
        if not self.tallies:
            return count_interval(row, self.loyalty_levels, level=self.level) if sum(row) else None
        tally = self.tallies.get(at)
        if tally is None or not tally.n or design_reason(tally) is not None:
            return None
        size = effective_n(tally, self.loyalty_levels, level=self.level)
        return count_interval((tally.shares() * size).tolist(), self.loyalty_levels, level=self.level)


def _fitted(tables: Floats, scores: Floats) -> Floats:
    way = 1.0 if scores[-1] > scores[0] else -1.0
    return way * isotonic_means(tables @ (way * scores), tables.sum(axis=-1))


def _last_step(curves: Floats) -> Floats:
    """Return the rise over the last two used levels as a part of all, per curve; NaN where nothing rises."""
    found = np.full(len(curves), np.nan)
    for place, curve in enumerate(curves):
        used = curve[~np.isnan(curve)]
        if len(used) > 1 and used[-1] != used[0]:
            found[place] = (used[-1] - used[-2]) / (used[-1] - used[0])
    return found


def _resampled(value: float | None, draws: Floats, level: float, name: Label | None = None) -> Resampled:
    good = draws[~np.isnan(draws)]
    return Resampled(value=value, draws=good, level=level, n_failed=len(draws) - len(good), name=name)


@overload
def satisfaction_link(
    data: Data,
    *,
    satisfaction: str,
    loyalty: str,
    satisfaction_scale: Scale,
    loyalty_scale: Scale,
    loyal_threshold: float,
    by: None = None,
    design: Design | None = None,
    rng: Rng = SEED,
    resamples: int = 1000,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> SatisfactionLink: ...
@overload
def satisfaction_link(
    data: Data,
    *,
    satisfaction: str,
    loyalty: str,
    satisfaction_scale: Scale,
    loyalty_scale: Scale,
    loyal_threshold: float,
    by: str | Sequence[str],
    design: Design | None = None,
    rng: Rng = SEED,
    resamples: int = 1000,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> Groups[SatisfactionLink]: ...
def satisfaction_link(
    data: Data,
    *,
    satisfaction: str,
    loyalty: str,
    satisfaction_scale: Scale,
    loyalty_scale: Scale,
    loyal_threshold: float,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    rng: Rng = SEED,
    resamples: int = 1000,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> SatisfactionLink | Groups[SatisfactionLink]:
    """Estimate how loyalty rises with satisfaction.

    Args:
        data: Any data frame or mapping of columns, one row per customer.
        satisfaction, loyalty: Columns of the two answers.
        satisfaction_scale, loyalty_scale: Their scales; both of separate answers.
        loyal_threshold: From this answer on a customer counts as loyal (9 on a 0-10 recommendation scale).
        by: Column of groups, or a list of columns; then one link for each is returned.
        design: How the customers were drawn: weights, strata, clusters; clusters are resampled within strata.
        rng: Seed or generator of the bootstrap resamples; by default a fixed seed, which the result names.
        resamples: Bootstrap resamples; at least 1.
        level: Confidence level.
        policy: Policy for text and for bad values.

    Formula:
        Isotonic least squares of mean loyalty on the levels of satisfaction; customers resampled.

    Example:
        >>> import servicekit as sk
        >>> survey = {"satisfied": [1, 2, 3, 4, 5] * 20, "recommend": [2, 4, 5, 8, 10] * 20}
        >>> link = sk.loyalty.satisfaction_link(
        ...     survey,
        ...     satisfaction="satisfied",
        ...     loyalty="recommend",
        ...     satisfaction_scale=sk.LIKERT_5,
        ...     loyalty_scale=sk.ZERO_TO_TEN,
        ...     loyal_threshold=9,
        ...     resamples=100,
        ... )
        >>> link.n
        100
    """
    checks.validate(checks.whole_positive, "resamples", resamples)
    source = chance(rng)
    levels, scores = ordered(satisfaction_scale), ordered(loyalty_scale)
    if loyal_threshold not in scores:
        raise InvalidValueError(
            "loyal_threshold", f"an answer of the loyalty scale ({loyalty_scale.rule})", loyal_threshold
        )
    columns = read_columns(data, list(dict.fromkeys([satisfaction, loyalty, *by_columns(by)])))
    policy = as_policy(policy)
    first = read_answers(columns[satisfaction], satisfaction_scale, policy)
    second = read_answers(columns[loyalty], loyalty_scale, policy)
    rows, across = (places_of(found, scale) for found, scale in ((first, satisfaction_scale), (second, loyalty_scale)))
    sample = drawn_sample(data, design, len(rows))
    size = (len(levels), len(scores))

    def link(inside: NDArray[np.bool_]) -> SatisfactionLink:
        both = (rows >= 0) & (across >= 0) & inside
        cells = np.where(both, rows * size[1] + across, -1)
        table, drawn = sample.tables(cells, size[0] * size[1], resamples, source)
        tallies = (
            sample.tallies(np.where(both, rows, -1), np.where(both, across, -1), size) if sample.is_designed else {}
        )
        return SatisfactionLink(
            table=tuple(map(tuple, table.reshape(size).tolist())),
            satisfaction_levels=levels,
            loyalty_levels=scores,
            loyal_threshold=loyal_threshold,
            seed=seed_of(rng),
            draws=_fitted(drawn.reshape(resamples, *size), np.array(scores)),
            level=level,
            incomplete=int(inside.sum() - both.sum()),
            missing={name: _missing(found, inside) for name, found in ((satisfaction, first), (loyalty, second))},
            rejected={name: _rejected(found, inside) for name, found in ((satisfaction, first), (loyalty, second))},
            tallies={levels[place]: tally for place, tally in tallies.items()},
        )

    if by is None:
        return link(np.ones(len(rows), dtype=bool))
    groups = grouping_by(columns, by_name(by))
    found = {group: link(groups.codes == code) for code, group in enumerate(groups.levels)}
    return Groups(by_name(by), {group: found[group] for group in in_order(found)}, backend_of(data))


def _missing(found: Answers, inside: NDArray[np.bool_]) -> int:
    gone = 0 if found.present is None else int(np.count_nonzero(~found.present & inside))
    return gone - sum(_rejected(found, inside).values())


def _rejected(found: Answers, inside: NDArray[np.bool_]) -> dict[str, int]:
    return {reason: n for reason, rows in found.aside.items() if (n := int(np.count_nonzero(rows & inside)))}
