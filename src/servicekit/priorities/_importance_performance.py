"""Importance-performance analysis: how much each rated attribute matters against how well it does."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, overload

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._frames import backend_of, materialise_streams
from servicekit.data._grouping import by_name
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import why
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label
from servicekit.priorities._priority_cells import CUTS, MIDDLE, SQUARE, AttributePriority, Cut, cuts_of, place
from servicekit.stats.comparison._comparison import Contrast
from servicekit.stats.comparison._paired_contrast import paired_contrast
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._resampling import SEED, Rng, chance
from servicekit.stats.drivers._driver_figures import Method
from servicekit.stats.drivers._drivers import DriverImportance, driver_importance
from servicekit.stats.drivers._importance_draws import common_draws
from servicekit.stats.rankings._mean_ranking import rank_means
from servicekit.stats.rankings._ranking import RankedUnit
from servicekit.stats.scores._mean_score import MeanScore, mean_score
from servicekit.stats.summaries._moments import Missing, Moments
from servicekit.stats.summaries._moments_data import moments

MOST_BY_SHAPLEY: Final = 10


@frozen(kw_only=True)
class Priorities(Result):
    """Importance and performance of each attribute, and the cell each falls into.

    Attributes:
        importance: Share of each attribute in what explains the outcome.
        performance: Mean answer of each attribute.
        names: Names of the attributes.
        stated: Mean importance as respondents stated it; empty where they were not asked.
        gaps: Performance less stated importance, paired over the same respondents, adjusted for the number of
            attributes (Holm); None without stated importance on the scale of performance.
        cut: Where the cells are cut.
        stability: Share of resamples in which each attribute falls into each cell; a description, not evidence.
        stated_stability: The same for cells by stated importance.
        shrunken: With ``by=``: mean answer of this group to each attribute, pulled towards that of all groups the more,
            the fewer its answers; for shortfalls of units without blaming bad luck.
    """

    title = Label("Priorities", "优先事项")
    derived = ("importance", "performance", "cells", "stated_cells", "order")
    _lines = ("performance", "stated", "gaps", "cells", "stated_cells")

    importance: DriverImportance
    performance: Mapping[str, MeanScore]
    names: Mapping[str, Label] = field(factory=dict)
    stated: Mapping[str, MeanScore] = field(factory=dict)
    gaps: Mapping[str, Contrast] | None = None
    cut: Cut = "mean"
    stability: Mapping[str, Mapping[str, float]] = field(factory=dict)
    stated_stability: Mapping[str, Mapping[str, float]] = field(factory=dict)
    shrunken: Mapping[str, RankedUnit] = field(factory=dict)

    def _rows(self) -> list[dict[str, Any]]:
        shares = self.importance.shares or {}
        return [row | {"importance": shares.get(row["name"])} for row in super()._rows()]

    @property
    def cuts(self) -> tuple[float, float] | None:
        """Performance and derived importance at which the cells are cut; None where importance is not estimable."""
        shares, levels = self.importance.shares, _indexes(self.performance)
        if not shares or levels is None:
            return None
        return cuts_of(np.array([levels]), np.array([list(shares.values())]), self.cut, 1 / len(shares))[0]

    @property
    def cells(self) -> dict[str, AttributePriority]:
        """Cell of each attribute by derived importance; empty where it could not be estimated."""
        shares, levels = self.importance.shares, _indexes(self.performance)
        if self.cuts is None or not shares or levels is None or self.cut == "diagonal":
            return {}
        placed = place(np.array([levels]), np.array([list(shares.values())]), self.cut, 1 / len(shares))[0]
        return {name: SQUARE.cells[at] for name, at in zip(shares, placed, strict=True)}

    @property
    def stated_cells(self) -> dict[str, AttributePriority]:
        """Cell of each attribute by stated importance; empty where respondents were not asked."""
        stated, levels = _indexes(self.stated), _indexes(self.performance)
        if not self.stated or stated is None or levels is None:
            return {}
        placed = place(np.array([levels]), np.array([stated]), self.cut, MIDDLE)[0]
        return {name: SQUARE.cells[at] for name, at in zip(self.stated, placed, strict=True)}

    @property
    def agreement(self) -> float | None:
        """Correlation of stated and derived importance over the attributes; None with fewer than three."""
        shares, stated = self.importance.shares, _indexes(self.stated)
        if not shares or not self.stated or stated is None or len(stated) < 3:
            return None
        derived = list(shares.values())
        return float(np.corrcoef(derived, stated)[0, 1]) if np.ptp(stated) > 0 and np.ptp(derived) > 0 else None

    @property
    def order(self) -> tuple[str, ...]:
        """Attributes from the most to the least pressing: importance times the distance to the best answer."""
        shares = self.importance.shares or {}
        pressing = {name: share * (100 - (self.performance[name].index or 0.0)) for name, share in shares.items()}
        return tuple(sorted(pressing, key=lambda name: -pressing[name]))


def _indexes(means: Mapping[str, MeanScore]) -> list[float] | None:
    found = [mean.index for mean in means.values()]
    return None if None in found else [value for value in found if value is not None]


@overload
def importance_performance(
    data: Data,
    outcome: str | None,
    attributes: Sequence[str],
    *,
    scale: Scale | Mapping[str, Scale],
    importance: Mapping[str, str] | None = None,
    cut: Cut = "mean",
    names: Mapping[str, Label] | None = None,
    by: None = None,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    missing: Missing = "listwise",
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> Priorities: ...
@overload
def importance_performance(
    data: Data,
    outcome: str | None,
    attributes: Sequence[str],
    *,
    scale: Scale | Mapping[str, Scale],
    importance: Mapping[str, str] | None = None,
    cut: Cut = "mean",
    names: Mapping[str, Label] | None = None,
    by: str | Sequence[str],
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    missing: Missing = "listwise",
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> Groups[Priorities]: ...
def importance_performance(
    data: Data,
    outcome: str | None,
    attributes: Sequence[str],
    *,
    scale: Scale | Mapping[str, Scale],
    importance: Mapping[str, str] | None = None,
    cut: Cut = "mean",
    names: Mapping[str, Label] | None = None,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    missing: Missing = "listwise",
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> Priorities | Groups[Priorities]:
    """Sort attributes into four cells by importance and performance.

    Importance is each attribute's share of the explained variance of the outcome (Shapley, LMG; above ten attributes
    Johnson's relative weights, which come close to it); performance is its mean as 0 to 100. Where respondents
    also stated how important each attribute is, both importances stand side by side: they often disagree. A cell is a
    point estimate; ``stability`` says in how many resamples of the respondents it holds, and most cells of derived
    importance hold in few. Importance is association, not proof of cause.

    Args:
        data: A frame of any kind or a mapping of columns, one row per respondent.
        outcome: Column of overall satisfaction; None for stated importance alone.
        attributes: Columns of rated attributes, at least two.
        scale: Scale of all columns, or of each by name (the outcome, too).
        importance: Attribute -> column of its importance as respondents stated it.
        cut: "mean" or "median" of the attributes, "scale" (the middle of the scales; an equal share of derived
            importance), or "diagonal" (stated importance only: all that matters more than it does well is to be
            improved first; the rest is cut at the middle of the scales).
        names: Attribute -> its name for readers; the column itself where left out.
        by: Column of groups, or a list of columns; performance of each is shown with its shrunken figure, too.
        design: Columns of weights, strata and clusters.
        record_id: Column that identifies rows, so that intervals do not depend on their order.
        policy: Policy for text and bad values.
        missing: Rows behind the shares of importance: "listwise" those with every answer, "pairwise" those with both
            answers of a pair.
        resamples: Bootstrap resamples for the intervals of importance; 0 for none.
        rng: Seed or generator of the resamples; by default a fixed seed, which the result names.
        level: Confidence level of all intervals.

    Returns:
        Importance and performance with intervals, the cell of each attribute and the share of resamples in which it
        holds, paired gaps, and the order in which attributes press.

    Raises:
        InvalidValueError: The outcome is among the attributes, or attributes copy each other.
        NotEnoughDataError: No more complete answers than attributes.

    Source:
        Martilla and James (1977), Importance-performance analysis, Journal of Marketing 41(1); Abalo, Varela and
        Manzano (2007) for the diagonal.

    Example:
        >>> import servicekit as sk
        >>> survey = sk.load_example().survey
        >>> rated = ["tangibles_1", "reliability_1", "empathy_1"]
        >>> found = sk.priorities.importance_performance(
        ...     survey,
        ...     "overall",
        ...     rated,
        ...     scale={"overall": sk.LIKERT_5} | dict.fromkeys(rated, sk.LIKERT_7),
        ...     resamples=0,
        ... )
        >>> found.cells["reliability_1"].key
        'improve_first'
    """
    asked = dict(importance or {})
    scales = _scales(attributes, outcome, asked, cut, scale)
    columns = list(scales)
    data = materialise_streams(data)
    method: Method = "lmg" if len(attributes) <= MOST_BY_SHAPLEY else "relative_weights"
    about: dict[str, Any] = {"design": design, "policy": policy}
    folded: dict[str, Any] = {"record_id": record_id, "missing": missing, "by": by, **about}
    told: dict[str, Any] = {"by": by, "level": level, **about}
    performance, stated = (
        {name: _by_group(mean_score(data, of, scale=scales[of], **told), by) for name, of in columns_of.items()}
        for columns_of in ({name: name for name in attributes}, asked)
    )
    keys = list(next(iter(performance.values())))
    gaps = _gaps(data, asked, scales, by, about, level)
    sums: Mapping[Any, Moments] = {}
    if resamples > 0:
        sums = _by_group(moments(data, columns, scale={name: scales[name] for name in columns}, **folded), by)
    derived: Mapping[Any, DriverImportance]
    if outcome is None:
        derived = dict.fromkeys(keys, _without_outcome(attributes, method))
    else:
        how: dict[str, Any] = {"method": method, "resamples": resamples, "rng": rng, "level": level}
        how["scale"] = {name: scales[name] for name in (*attributes, outcome)}
        derived = _by_group(driver_importance(data, outcome, attributes, **how, **folded), by)
    labels = {name: (names or {}).get(name) or Label(name, name) for name in attributes}
    shrunken = {name: _shrunken(found, scales[name], level) for name, found in performance.items() if by is not None}
    source = chance(rng)

    def make(key: object) -> Priorities:
        found = Priorities(
            importance=derived[key],
            performance={name: of[key] for name, of in performance.items()},
            names=labels,
            stated={name: of[key] for name, of in stated.items()},
            cut=cut,
            gaps=gaps.get(key),
            shrunken={name: units[key] for name, units in shrunken.items() if key in units},
        )
        few = key not in sums or sums[key].n <= len(columns)
        return found if few else _with_stability(found, sums[key], scales, asked, method, resamples, source)

    return make(None) if by is None else Groups(by_name(by), {key: make(key) for key in keys}, backend_of(data))


def _scales(
    attributes: Sequence[str],
    outcome: str | None,
    asked: Mapping[str, str],
    cut: Cut,
    scale: Scale | Mapping[str, Scale],
) -> dict[str, Scale]:
    """Return the scale of every column that is read: attributes, outcome, stated importance."""
    if cut not in CUTS:
        raise InvalidValueError("cut", f"one of {', '.join(CUTS)}", cut)
    if asked and (lacking := [name for name in attributes if name not in asked]):
        raise InvalidValueError("importance", "stated for every attribute", ..., f"attributes {lacking}")
    if not asked and (outcome is None or cut == "diagonal"):
        raise InvalidValueError("importance", "columns of stated importance without an outcome or for the diagonal")
    columns = [*attributes, *((outcome,) if outcome else ()), *(asked[name] for name in attributes if asked)]
    scales = scale if isinstance(scale, Mapping) else dict.fromkeys(columns, scale)
    if lacking := [name for name in columns if name not in scales]:
        raise InvalidValueError("scale", "given for every column", ..., f"columns {lacking}")
    return {name: scales[name] for name in columns}


def _without_outcome(attributes: Sequence[str], method: Method) -> DriverImportance:
    nothing = why(NotEstimable.PART, part=Label("the outcome", "总体满意度"))
    names = tuple(attributes)
    return DriverImportance(outcome="", drivers=names, terms=names, method=method, n=0, reason=nothing)


def _by_group(found: object, by: str | Sequence[str] | None) -> Any:
    """Return a result by group, under None where there are no groups."""
    return {None: found} if by is None else found


def _shrunken(found: Mapping[Any, MeanScore], scale: Scale, level: float) -> Mapping[Any, RankedUnit]:
    """Return the mean of each group, pulled towards all; none where fewer than two groups have answers that differ."""
    units: dict[Any, tuple[int, float, float]] = {}
    for key, mean in found.items():
        n = round(min(mean.n_effective, mean.n))
        if key is None or mean.value is None or n < 1:
            continue
        spread = float(mean.tally.shares() @ (np.asarray(mean.scores) - mean.value) ** 2)
        units[key] = (n, mean.value, float(np.sqrt(spread * n / (n - 1))) if n > 1 else 0.0)
    if len(units) < 2 or not any(sd for _, _, sd in units.values()):
        return {}
    ranked = rank_means(units, level=level, higher_is_better=scale.higher_is_better)
    return {unit.unit: unit for unit in ranked.units}


def _gaps(
    data: Data,
    asked: Mapping[str, str],
    scales: Mapping[str, Scale],
    by: str | Sequence[str] | None,
    about: Mapping[str, Any],
    level: float,
) -> Mapping[Any, dict[str, Contrast]]:
    """Return by group performance less stated importance; none where they were not asked on one scale."""
    if not asked or any(scales[name] != scales[column] for name, column in asked.items()):
        return {}
    pairs = list(asked.items())
    columns = [*asked, *asked.values()]
    found = paired_contrast(data, columns, scale=scales, pairs=pairs, by=by, level=level, **about)
    return {key: {name: one[name, column] for name, column in pairs} for key, one in _by_group(found, by).items()}


def _with_stability(
    found: Priorities,
    sums: Moments,
    scales: Mapping[str, Scale],
    asked: Mapping[str, str],
    method: Method,
    resamples: int,
    rng: np.random.Generator,
) -> Priorities:
    """Add in how many resamples each cell holds; draws are moved to the figures that are shown."""
    names = list(found.performance)
    k = len(names)
    shares = found.importance.shares
    means, drawn = common_draws(sums, k if shares else 0, method, resamples, rng)

    def index(columns: Sequence[str], shown: Mapping[str, MeanScore]) -> Floats:
        places = [sums.names.index(column) for column in columns]
        both = np.vstack([sums.means[places], means[:, places]])
        low = np.array([scales[column].to_index(scales[column].low) for column in columns])
        high = np.array([scales[column].to_index(scales[column].high) for column in columns])
        ends = np.array([[scales[column].low, scales[column].high] for column in columns])
        index_of: Floats = low + (both - ends[:, 0]) / (ends[:, 1] - ends[:, 0]) * (high - low)
        return np.asarray(index_of[1:] - index_of[0] + np.array(_indexes(shown)))

    if not len(means) or _indexes(found.performance) is None:
        return found
    performance = index(names, found.performance)
    derived: dict[str, dict[str, float]] = {}
    if shares and found.cut != "diagonal":
        kept = np.isfinite(drawn).all(axis=1)
        derived = _held(names, place(performance[kept], drawn[kept], found.cut, 1 / k))
    stated: dict[str, dict[str, float]] = {}
    if asked and _indexes(found.stated) is not None:
        importance = index([asked[name] for name in names], found.stated)
        stated = _held(names, place(performance, importance, found.cut, MIDDLE))
    return attrs.evolve(found, stability=derived, stated_stability=stated)


def _held(names: Sequence[str], placed: NDArray[np.intp]) -> dict[str, dict[str, float]]:
    counts = [np.bincount(column, minlength=4) / max(len(placed), 1) for column in placed.T]
    return {
        name: {cell.key: float(share) for cell, share in zip(SQUARE.cells, own, strict=True)}
        for name, own in zip(names, counts, strict=True)
    }
