"""Mean of a score given to each category of a tally (NPS, CSAT, CES, mean answers), with its interval."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import inf, sqrt
from typing import Any, ClassVar

import numpy as np
from attrs import field, frozen

from servicekit.foundation._cautions import Caution
from servicekit.foundation._checks import confidence
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval, SetsAside
from servicekit.foundation._vocabulary import Concept, Label
from servicekit.stats.designs._count_design import CountDesign, count_design
from servicekit.stats.designs._design import Spread, spread_of
from servicekit.stats.designs._linearised import FEWEST_CLUSTERS
from servicekit.stats.intervals._count_interval import METHOD, count_limits
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.summaries._tally import Stratum, Tally
from servicekit.stats.summaries._tally_parts import residual_influence


def score_spread(tally: Tally, scores: Sequence[float]) -> Spread | None:
    """Return how sampling units spread the mean score, by Taylor linearisation; None without weights or answers.

    A stratum of a single unit cannot show its own spread; it counts with its distance from the mean of all
    strata, which errs on the side of a wider interval. Degrees of freedom are those of the units and strata
    that have answers, so that a small group is judged by its own size.

    Args:
        tally: Answers with their strata.
        scores: Score of each category.
    """
    mean = tally.mean_score(scores)
    total = sum(tally.weights)
    if not tally.is_weighted or mean is None or tally.n < 2:
        return None
    influence = (np.asarray(scores, dtype=float) - mean) / total
    units: dict[Any, Any] = {}
    own_units, own_strata = 0 if tally.is_clustered else tally.n, 0
    cells = residual_influence(tally, influence) if tally.margins else {}
    sums: Any
    squares: Any
    for name, stratum in tally.strata.items():
        if stratum.clusters:
            table = np.asarray(list(stratum.clusters.values()))
            own_units += int(np.count_nonzero(table.any(axis=1)))
            of_units = unit_totals(tally, name, influence, cells)
            sums, squares = of_units.sum(), of_units @ of_units
        else:
            parts = [(tally.margins[cell][name], own) for cell, own in cells.items() if name in tally.margins[cell]]
            parts = parts or [(stratum, influence)]
            sums = sum(np.asarray(part.sums) @ own for part, own in parts)
            squares = sum(np.asarray(part.squares) @ own**2 for part, own in parts)
        if stratum.units:
            units[name] = _units_of(tally, stratum), np.atleast_1d(sums), np.atleast_2d(squares)
        own_strata += any(stratum.sums)
    population = {name: s.population for name, s in tally.strata.items() if s.units and s.population is not None}
    spread = spread_of(units, population or None)
    alone = sum(units[name][2] for name in spread.lonely)
    return spread._replace(
        covariance=spread.covariance + alone + _within_clusters(tally, influence, units, population),
        with_replacement=spread.with_replacement + alone,
        degrees_of_freedom=max(own_units - own_strata, 1),
    )


def unit_totals(tally: Tally, name: str, influence: object, cells: Mapping[str, object]) -> Any:
    """Return the summed influence of each cluster of a stratum, less what margins explain.

    Args:
        tally: Answers with their clusters.
        name: The stratum.
        influence: Of each category.
        cells: Influence of each category by cell of the margins; empty without margins.
    """
    clusters = tally.strata[name].clusters
    if not cells:
        return np.asarray(list(clusters.values())) @ influence
    place = {cluster: number for number, cluster in enumerate(clusters)}
    found = np.zeros(len(place))
    for cell, own in cells.items():
        part = tally.margins[cell].get(name)
        if part is not None and part.clusters:
            found[[place[cluster] for cluster in part.clusters]] += np.asarray(list(part.clusters.values())) @ own
    return found


def _within_clusters(tally: Tally, influence: object, units: Mapping[str, Any], population: Mapping[str, float]) -> Any:
    """Return what the second stage adds: f (1 - f') k/(k - 1) times the spread of its units within each cluster."""
    added = np.zeros((1, 1))
    for name, strata in tally.stages.items():
        inner: dict[Any, Any] = {}
        for cluster, stratum in strata.items():
            totals = np.asarray(list(stratum.clusters.values())) @ influence
            own = totals - totals.mean()
            inner[cluster] = len(totals), np.zeros(1), np.atleast_2d(own @ own)
        sizes = {cluster: stratum.population for cluster, stratum in strata.items() if stratum.population is not None}
        if name in population:
            share = units[name][0] / population[name]
            added = added + share * spread_of(inner, sizes or None).covariance
    return added


def score_correlation(first: tuple[Tally, Sequence[float]], second: tuple[Tally, Sequence[float]]) -> float:
    """Return the correlation of the mean scores of two domains of one sample of clusters; 0 without clusters.

    Args:
        first, second: The tally of each domain and the score of each category.

    Formula:
        sum over clusters of t t' / sqrt(sum t² sum t'²), t the influences summed by cluster, centred within strata.
    """
    if not first[0].is_clustered or not second[0].is_clustered:
        return 0.0
    products = np.zeros(3)
    sides = []
    for tally, scores in (first, second):
        mean = tally.mean_score(scores)
        if mean is None:
            return 0.0
        influence = (np.asarray(scores, dtype=float) - mean) / sum(tally.weights)
        sides.append((tally, influence, residual_influence(tally, influence) if tally.margins else {}))
    for name in {**first[0].strata, **second[0].strata}:
        clusters = [tally.strata[name].clusters if name in tally.strata else {} for tally, _, _ in sides]
        names = list({**clusters[0], **clusters[1]})
        if not names:
            continue
        totals = []
        for own, (tally, influence, cells) in zip(clusters, sides, strict=True):
            found = dict(zip(own, unit_totals(tally, name, influence, cells).tolist(), strict=True)) if own else {}
            totals.append(np.array([found.get(unit, 0.0) for unit in names]))
        a, b = (side - side.mean() for side in totals)
        products += a @ b, a @ a, b @ b
    below = float(np.sqrt(products[1] * products[2]))
    return float(np.clip(products[0] / below, -1.0, 1.0)) if below > 0 else 0.0


def _units_of(tally: Tally, stratum: Stratum) -> int:
    """Return the sampling units of a stratum; where all weights are the same there is no design, and answers count."""
    plain = len(tally.strata) == 1 and not stratum.clusters and stratum.population is None
    return tally.n if plain and stratum.lightest == stratum.heaviest else stratum.units


def effective_n(tally: Tally, scores: Sequence[float], *, level: float = 0.95) -> float:
    """Return the independent answers that go into an interval at that level; n without weights."""
    found = count_design(tally, scores, score_spread(tally, scores))
    return float(tally.n) if found is None else found.size(level)


def design_reason(tally: Tally) -> Reason | None:
    """Return why a design gives no interval: a stratum of one unit, or too few clusters with answers."""
    lonely = tuple(name for name, stratum in tally.strata.items() if stratum.units == 1)
    if len(tally.strata) > 1 and lonely:
        return why(NotEstimable.SINGLE_UNIT, names=lonely)
    if not tally.is_clustered:
        return None
    clusters = [any(sums) for stratum in tally.strata.values() for sums in stratum.clusters.values()]
    if sum(clusters) == 1 < len(clusters):
        return why(NotEstimable.GROUP_IS_ONE_CLUSTER)
    few = sum(clusters) < FEWEST_CLUSTERS
    return why(NotEstimable.TOO_FEW_CLUSTERS, n=sum(clusters), needed=FEWEST_CLUSTERS) if few else None


def category_shares(tally: Tally, concepts: Iterable[Concept], *, level: float = 0.95) -> dict[str, Share]:
    """Return the share of each category under the key and name of its concept.

    Args:
        tally: Answers on a scale with one category per concept.
        concepts: Concepts in the order of the categories.
        level: Confidence level.
    """
    named = enumerate(concepts)
    return {concept.key: category_share(tally, place, level=level, name=concept.label) for place, concept in named}


def category_share(tally: Tally, place: int, *, level: float = 0.95, name: Label | None = None) -> Share:
    """Return the share of the category at one place of the scale, under the design of its tally."""
    return share_of(tally, [float(other == place) for other in range(len(tally.counts))], level=level, name=name)


def share_of(tally: Tally, member: Sequence[float], *, level: float = 0.95, name: Label | None = None) -> Share:
    """Return the share of the categories that are members (1, else 0), under the design of their tally."""
    spread = score_spread(tally, member)
    design = count_design(tally, member, spread)
    weights = tally.weights
    return Share(
        count=min(sum(w for w, one in zip(weights, member, strict=True) if one), sum(weights)),
        n=sum(weights),
        n_effective=None if design is None else design.n_effective,
        sampling=design,
        withheld=design_reason(tally) if tally.n else None,
        level=level,
        name=name,
        answers=tally.n if tally.is_weighted else None,
        linearised_error=None if spread is None else sqrt(max(float(spread.covariance[0, 0]), 0.0)),
    )


@frozen(kw_only=True)
class CategoryScore(SetsAside, Estimate):
    """Mean of a score given to each category; a measure says what the scores are.

    Attributes:
        tally: The answers.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> sk.top_box([1, 4, 5], scale=sk.LIKERT_5).n
        3
    """

    tally: Tally = field(repr=False)
    level: float = field(default=0.95, validator=confidence)

    derived: ClassVar[tuple[str, ...]] = (
        "value", "interval", "n", "n_effective", "n_missing", "n_rejected", "reason", "cautions",
    )  # fmt: skip

    @property
    def scores(self) -> tuple[float, ...]:
        """Score of each category of the scale."""
        raise NotImplementedError(type(self).__name__)

    @property
    def _kinds(self) -> Mapping[str, tuple[bool, ...]]:
        """Which categories belong to each of the kinds whose shares a measure names in ``group_shares``."""
        return {}

    @property
    def value(self) -> float | None:
        """The (weighted) mean score; None without answers."""
        return self.tally.mean_score(self.scores)

    @property
    def interval(self) -> Interval | None:
        """Hull of score and mid-p interval, on the effective number of answers where there are weights."""
        ends = self._ends
        return None if ends is None else Interval(low=ends[0], high=ends[1], level=self.level, method=ends[2])

    @cached_property
    def _ends(self) -> tuple[float, float, str] | None:
        """Ends and method of the interval: many groups have theirs from one call, see ``_many_scores``."""
        design, value = self._design, self.value
        if value is None or self.reason is not None:
            return None
        size = self.n if design is None else design.size(self.level)
        if size == inf:
            return value, value, "census"
        counts = np.array(self.tally.counts, dtype=float) if design is None else self.tally.shares() * size
        low, high = count_limits(counts[None], self.scores, level=self.level)
        # the value and the ends are rounded in different ways: one unit in the last place is no disagreement
        return min(low.item(), value), max(high.item(), value), METHOD

    @property
    def n(self) -> int:
        """Number of answers."""
        return self.tally.n

    @property
    def n_effective(self) -> float:
        """Independent answers that would tell as much, at any level; n without weights."""
        design = self._design
        return float(self.n) if design is None else design.n_effective

    @property
    def standard_error(self) -> float | None:
        """Linearised under a design; None where there is no value or the design leaves the spread unknown."""
        if self.value is None or self.reason is not None:
            return None
        spread = score_spread(self.tally, self.scores)
        if spread is not None:
            return sqrt(max(float(spread.covariance[0, 0]), 0.0))
        values, shares = np.asarray(self.scores, dtype=float), self.tally.shares()
        return sqrt(max(float(shares @ (values - shares @ values) ** 2), 0.0) / self.n)

    @cached_property
    def _design(self) -> CountDesign | None:
        scores = self.scores
        return count_design(self.tally, scores, score_spread(self.tally, scores))

    @property
    def n_missing(self) -> int:
        """Rows without an answer."""
        return self.tally.missing

    @property
    def rejected(self) -> Mapping[str, int]:
        """Rows set aside, by reason."""
        return self.tally.rejected

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Where few rows or clusters carry most of the weight, or cannot speak for rare ones."""
        design = self._design
        return () if design is None or self.value is None or self.reason is not None else design.cautions

    @property
    def reason(self) -> Reason | None:
        """Why there is no value, or no interval."""
        if self.value is not None:
            found = design_reason(self.tally)
            return found if found is not None or self._design is None else self._design.reason
        return why(NotEstimable.NO_WEIGHT if self.tally.is_weighted else NotEstimable.NO_DATA)
