"""Importance-performance analysis: how much each rated attribute matters against how well it does."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._answers import InputPolicy
from servicekit.data._frames import materialise_streams
from servicekit.data._scales import Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import ABALO_2007, MARTILLA_1977
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._quadrants import Quadrants
from servicekit.foundation._reasons import why
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, framework
from servicekit.stats._comparison import Contrast
from servicekit.stats._design import Design
from servicekit.stats._driver_figures import Method
from servicekit.stats._drivers import DriverImportance, driver_importance
from servicekit.stats._importance_draws import common_draws
from servicekit.stats._mean_score import MeanScore, mean_score
from servicekit.stats._moments import Missing, Moments
from servicekit.stats._moments_data import moments
from servicekit.stats._paired_contrast import paired_contrast
from servicekit.stats._resampling import SEED, Rng, chance

Floats = NDArray[np.float64]
MOST_BY_SHAPLEY: Final = 10
MIDDLE: Final = 50.0
"""Middle of a scale as 0 to 100."""
SOURCE: Final = MARTILLA_1977

ABALO: Final = ABALO_2007


@framework(
    "F10",
    title=Label("Importance-performance analysis", "重要性—表现分析"),
    summary=Label("Sorts attributes by how much they matter and how well they do.", "按重要性与表现把各属性分为四类。"),
    sources=(SOURCE, ABALO),
)
class AttributePriority(Concept):
    """The four cells of importance against performance.

    Example:
        >>> import servicekit as sk
        >>> str(sk.priorities.AttributePriority("improve_first"))
        'Improve first 优先改进'
    """

    IMPROVE_FIRST = "improve_first", "Improve first", "优先改进", "Matters much and does badly.", "重要而表现差。"
    KEEP_UP = "keep_up", "Keep up the good work", "继续保持", "Matters much and does well.", "重要且表现好。"
    LOW_PRIORITY = "low_priority", "Low priority", "次要改进", "Matters little and does badly.", "不重要且表现差。"
    POSSIBLE_OVERKILL = (
        "possible_overkill",
        "Possible overkill",
        "可能过度",
        "Matters little and does well.",
        "不重要而表现好。",
    )


SQUARE: Final = Quadrants(
    across=Label("Performance", "表现"),
    up=Label("Importance", "重要性"),
    low_low=AttributePriority.LOW_PRIORITY,
    high_low=AttributePriority.POSSIBLE_OVERKILL,
    low_high=AttributePriority.IMPROVE_FIRST,
    high_high=AttributePriority.KEEP_UP,
)


CUTS: Final = ("mean", "median", "scale", "diagonal")
Cut = Literal["mean", "median", "scale", "diagonal"]


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
    """

    title = Label("Priorities", "优先事项")
    derived = ("importance", "performance", "cells", "stated_cells", "order")

    importance: DriverImportance
    performance: Mapping[str, MeanScore]
    names: Mapping[str, Label] = field(factory=dict)
    stated: Mapping[str, MeanScore] = field(factory=dict)
    gaps: Mapping[str, Contrast] | None = None
    cut: Cut = "mean"
    stability: Mapping[str, Mapping[str, float]] = field(factory=dict)
    stated_stability: Mapping[str, Mapping[str, float]] = field(factory=dict)

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


def cuts_of(performance: Floats, importance: Floats, cut: Cut, middle: float) -> list[tuple[float, float]]:
    """Return where each row of attributes is cut on both axes."""
    if cut in ("scale", "diagonal"):
        return [(MIDDLE, middle)] * len(performance)
    centre = np.median if cut == "median" else np.mean
    across, up = centre(performance, axis=1), centre(importance, axis=1)
    return [(float(x), float(y)) for x, y in zip(across, up, strict=True)]


def place(performance: Floats, importance: Floats, cut: Cut, middle: float) -> NDArray[np.intp]:
    """Return the position of the cell of each attribute, (rows, attributes).

    Args:
        performance, importance: Arrays (rows, attributes).
        cut: Where cells are cut; on the diagonal all that matters more than it does well is to be improved.
        middle: Importance in the middle of its scale.
    """
    at = np.array(cuts_of(performance, importance, cut, middle))
    placed = (performance >= at[:, :1]).astype(np.intp) + 2 * (importance >= at[:, 1:])
    if cut == "diagonal":
        improve = SQUARE.cells.index(AttributePriority.IMPROVE_FIRST)
        placed = np.where(importance > performance, improve, placed)
    return np.asarray(placed)


def importance_performance(
    data: Any,
    outcome: str | None,
    attributes: Sequence[str],
    *,
    scale: Scale | Mapping[str, Scale],
    importance: Mapping[str, str] | None = None,
    cut: Cut = "mean",
    names: Mapping[str, Label] | None = None,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    missing: Missing = "listwise",
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> Priorities:
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
    data = materialise_streams(data)
    method: Method = "lmg" if len(attributes) <= MOST_BY_SHAPLEY else "relative_weights"
    if outcome is None:
        nothing = why(NotEstimable.PART, part=Label("the outcome", "总体满意度"))
        derived = DriverImportance(
            outcome="", drivers=tuple(attributes), players=tuple(attributes), method=method, n=0, reason=nothing
        )
    else:
        derived = driver_importance(
            data,
            outcome,
            attributes,
            method=method,
            scale={name: scales[name] for name in (*attributes, outcome)},
            design=design,
            record_id=record_id,
            policy=policy,
            missing=missing,
            resamples=resamples,
            rng=rng,
            level=level,
        )

    def means(of: Mapping[str, str]) -> dict[str, MeanScore]:
        about: dict[str, Any] = {"level": level, "design": design, "policy": policy}
        return {name: mean_score(data, column, scale=scales[column], **about) for name, column in of.items()}

    known = names or {}
    found = Priorities(
        importance=derived,
        performance=means({name: name for name in attributes}),
        names={name: known.get(name) or Label(name, name) for name in attributes},
        stated=means(asked),
        cut=cut,
        gaps=_gaps(data, asked, scales, design, policy, level),
    )
    if resamples == 0 or isinstance(data, Moments):
        return found
    sums = moments(
        data,
        columns,
        scale={name: scales[name] for name in columns},
        missing=missing,
        design=design,
        record_id=record_id,
        policy=policy,
    )
    return _with_stability(found, sums, scales, asked, method, resamples, chance(rng))


def _gaps(
    data: Any,
    asked: Mapping[str, str],
    scales: Mapping[str, Scale],
    design: Design | None,
    policy: InputPolicy | None,
    level: float,
) -> dict[str, Contrast] | None:
    if not asked or any(scales[name] != scales[column] for name, column in asked.items()):
        return None
    found = paired_contrast(
        data,
        [*asked, *asked.values()],
        scale=scales,
        pairs=list(asked.items()),
        design=design,
        policy=policy,
        level=level,
    )
    return {name: found[name, column] for name, column in asked.items()}


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
