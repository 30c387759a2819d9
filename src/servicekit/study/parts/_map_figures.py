"""What a map of importance and performance prints: shares of what is explained, indices, how often a cell held."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from servicekit.foundation._results import Interval
from servicekit.foundation._vocabulary import Label
from servicekit.priorities._importance_performance import Priorities
from servicekit.stats.scores._mean_score import MeanScore
from servicekit.study._part import Shown

OF_EXPLAINED: Final = Label("Share of what is explained", "占解释力的比重")
PERFORMANCE: Final = Label("Performance, 0 to 100", "表现（0至100分）")
STATED: Final = Label("Stated importance, 0 to 100", "自述重要性（0至100分）")
HELD: Final = Label("Share of resamples in its cell", "重抽样中落在该区的比例")


def derived_map(found: Priorities) -> Iterator[Shown]:
    """Yield the figures of the map of derived importance."""
    explained, shares = cast(float, found.importance.r2), found.importance.shares or {}
    for key in found.cells:
        interval = found.importance.estimates[key].interval
        ends = None if interval is None else interval.map(lambda end: end / explained)
        yield _shown("importance", OF_EXPLAINED, found, key, shares[key], ends, "share", float(found.importance.n))
    yield from _indices("performance", PERFORMANCE, found, {key: found.performance[key] for key in found.cells})
    yield from _held("held", found, found.cells, found.stability)


def stated_map(found: Priorities) -> Iterator[Shown]:
    """Yield the figures of the map of stated importance."""
    for kind, measure, scores in (("stated", STATED, found.stated), ("performance", PERFORMANCE, found.performance)):
        yield from _indices(kind, measure, found, {key: scores[key] for key in found.stated_cells})
    yield from _held("held", found, found.stated_cells, found.stated_stability)


def _indices(kind: str, measure: Label, found: Priorities, scores: Mapping[str, MeanScore]) -> Iterator[Shown]:
    for key, score in scores.items():
        yield _shown(kind, measure, found, key, score.index, score.index_interval, "index", float(score.tally.n))


def _held(
    kind: str, found: Priorities, cells: Mapping[str, Any], stability: Mapping[str, Mapping[str, float]]
) -> Iterator[Shown]:
    for key, cell in cells.items():
        if key in stability:
            yield _shown(kind, HELD, found, key, stability[key][cell.key], None, "whole share", None)


def _shown(
    kind: str,
    measure: Label,
    found: Priorities,
    key: str,
    value: float | None,
    ends: Interval | None,
    unit: str,
    n: float | None,
) -> Shown:
    low, high = (None, None) if ends is None else (ends.low, ends.high)
    about: dict[str, Any] = {"measure": measure, "group": found.names[key], "unit": unit, "n": n}
    return Shown(key=f"{kind}/{key}", value=value, low=low, high=high, **about)
