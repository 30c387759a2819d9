"""SERVQUAL and SERVPERF: perceptions, expectations and their gaps by item, dimension and overall, with reliability."""

from collections.abc import Mapping, Sequence
from typing import overload

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._frames import backend_of
from servicekit.data._grouping import by_name
from servicekit.data._scales import LIKERT_7, Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._dimensions import Dimension
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Average
from servicekit.stats.reliability._reliability import Alpha, cronbach_alpha
from servicekit.stats.summaries._column_means import average_of_columns
from servicekit.stats.summaries._moments import Moments
from servicekit.stats.summaries._moments_data import WHOLE, counted_moments

PERCEPTION = Label("Perception", "感知")
EXPECTATION = Label("Expectation", "期望")
GAP = Label("Gap (perception less expectation)", "差距（感知减期望）")


@frozen(kw_only=True)
class ItemQuality(Result):
    """One item: mean perception and, where expectations were asked, mean expectation and the paired gap."""

    title = Label("Quality of an item", "条目质量")
    derived = ("perception", "expectation", "gap")

    item: str
    perception: Average
    expectation: Average | None
    gap: Average | None


@frozen(kw_only=True)
class DimensionQuality(Result):
    """One dimension: means over its items and how reliably they measure it.

    Attributes:
        dimension: What it is made of.
        perception, expectation, gap: Mean over the items of each respondent, with t intervals (of one item alone by
            the counts of its answers); the gap is paired.
        items: The same by item.
        perception_alpha, expectation_alpha: Internal consistency; None for a single item.
        gap_reliability: Reliability of the difference score; low where expectation and perception run together.
    """

    title = Label("Quality of a dimension", "维度质量")
    derived = ("perception", "expectation", "gap", "gap_reliability")
    _lines = ("items",)

    dimension: Dimension
    perception: Average
    expectation: Average | None
    gap: Average | None
    items: Mapping[str, ItemQuality]
    perception_alpha: Alpha | None
    expectation_alpha: Alpha | None
    gap_reliability: float | None


@frozen(kw_only=True)
class ServiceQuality(Result):
    """Perceived quality of a service by dimension and overall.

    Attributes:
        dimensions: Quality of each dimension by key.
        perception, expectation, gap: Weighted means over the dimensions, with t intervals.
        n: Respondents with every answer.
        n_missing: Respondents without one of the answers.
        n_rejected: Respondents who do not count because an answer was set aside.
        rejected: Answers set aside, by column.
    """

    title = Label("Perceived service quality", "感知服务质量")
    derived = ("perception", "expectation", "gap", "n", "n_missing", "n_rejected")
    _lines = ("dimensions",)

    dimensions: Mapping[str, DimensionQuality]
    perception: Average
    expectation: Average | None
    gap: Average | None
    n: int
    n_missing: int
    n_rejected: int
    rejected: Mapping[str, int]


def _average(found: Moments, contrast: Mapping[str, float], level: float, name: Label) -> Average:
    """Return the mean of a linear combination of columns: of one item by its answers, else with a t interval."""
    if found.n == 0:
        return Average(n=0, mean=0, sd=0, level=level, name=name)
    weights: NDArray[np.float64] = np.array([contrast.get(column, 0.0) for column in found.names])
    step = found.scales[0].step if name is GAP and found.scales[0] is not None else None
    grain = 2 * float(step) / np.count_nonzero(weights) if step else 0.0
    return average_of_columns(found, weights, grain=grain, level=level, name=name)


def _mean_of(columns: Sequence[str], sign: float = 1.0) -> dict[str, float]:
    return {column: sign / len(columns) for column in columns}


def _gap_reliability(found: Moments, dimension: Dimension, perception: Alpha, expectation: Alpha) -> float | None:
    """Return (s_P² r_P + s_E² r_E - 2 s_PE) / (s_P² + s_E² - 2 s_PE) with the covariance s_PE of the two scores."""
    if perception.value is None or expectation.value is None:
        return None
    sides = [_mean_of(dimension.items), _mean_of(dimension.expectations)]
    scores = np.array([[side.get(column, 0.0) for column in found.names] for side in sides])
    (s_p, s_pe), (_, s_e) = scores @ found.covariance @ scores.T
    spread = s_p + s_e - 2 * s_pe
    return float((s_p * perception.value + s_e * expectation.value - 2 * s_pe) / spread) if spread > 0 else None


def _alpha(found: Moments, items: tuple[str, ...], level: float) -> Alpha | None:
    return cronbach_alpha(found, items, level=level) if len(items) > 1 else None


def _dimension(found: Moments, dimension: Dimension, level: float) -> DimensionQuality:
    expected = dimension.expectations
    perception_alpha, expectation_alpha = _alpha(found, dimension.items, level), None
    reliability = None
    if expected:
        expectation_alpha = _alpha(found, expected, level)
        if perception_alpha and expectation_alpha:
            reliability = _gap_reliability(found, dimension, perception_alpha, expectation_alpha)
    items = {
        item: ItemQuality(
            item=item,
            perception=_average(found, {item: 1.0}, level, PERCEPTION),
            expectation=_average(found, {expected[place]: 1.0}, level, EXPECTATION) if expected else None,
            gap=_average(found, {item: 1.0, expected[place]: -1.0}, level, GAP) if expected else None,
        )
        for place, item in enumerate(dimension.items)
    }
    gap = {**_mean_of(dimension.items), **_mean_of(expected, -1.0)} if expected else {}
    return DimensionQuality(
        dimension=dimension,
        perception=_average(found, _mean_of(dimension.items), level, PERCEPTION),
        expectation=_average(found, _mean_of(expected), level, EXPECTATION) if expected else None,
        gap=_average(found, gap, level, GAP) if expected else None,
        items=items,
        perception_alpha=perception_alpha,
        expectation_alpha=expectation_alpha,
        gap_reliability=reliability,
    )


def _overall(dimensions: Sequence[Dimension], *, expected: bool, sign: float = 1.0) -> dict[str, float]:
    total = sum(dimension.weight for dimension in dimensions)
    return {
        column: sign * share * dimension.weight / total
        for dimension in dimensions
        for column, share in _mean_of(dimension.expectations if expected else dimension.items).items()
    }


def _quality(found: Moments, dimensions: Sequence[Dimension], level: float) -> ServiceQuality:
    with_expectations = all(dimension.expectations for dimension in dimensions)
    perceived = _overall(dimensions, expected=False)
    expected = _overall(dimensions, expected=True)
    gap = {**perceived, **{column: -share for column, share in expected.items()}}
    return ServiceQuality(
        dimensions={dimension.key: _dimension(found, dimension, level) for dimension in dimensions},
        perception=_average(found, perceived, level, PERCEPTION),
        expectation=_average(found, expected, level, EXPECTATION) if with_expectations else None,
        gap=_average(found, gap, level, GAP) if with_expectations else None,
        n=found.n,
        n_missing=found.n_missing,
        n_rejected=found.aside,
        rejected=dict(found.rejected),
    )


@overload
def servqual(
    data: Data,
    dimensions: Sequence[Dimension],
    *,
    by: None = None,
    scale: Scale = LIKERT_7,
    level: float = 0.95,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
) -> ServiceQuality: ...
@overload
def servqual(
    data: Data,
    dimensions: Sequence[Dimension],
    *,
    by: str | Sequence[str],
    scale: Scale = LIKERT_7,
    level: float = 0.95,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
) -> Groups[ServiceQuality]: ...
def servqual(
    data: Data,
    dimensions: Sequence[Dimension],
    *,
    by: str | Sequence[str] | None = None,
    scale: Scale = LIKERT_7,
    level: float = 0.95,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
) -> ServiceQuality | Groups[ServiceQuality]:
    """Return perceptions, expectations and gaps by item, dimension and overall.

    Dimensions without expectations give SERVPERF: perceptions alone. Respondents with every answer
    count (listwise), so that no two means rest on different people; the others are counted as missing.

    Args:
        data: A frame of any kind or a mapping of columns.
        dimensions: What to measure; ``servqual_dimensions`` makes the standard five.
        by: Column of groups, or a list of columns; then a mapping group -> quality is returned.
        scale: Scale of all items.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        record_id: Column that identifies rows, so that intervals do not depend on their order.
        policy: Policy for text and for bad values.

    Formula:
        gap = mean(P - E) over pairs, t interval (with one pair more, a step off, where all agree); means of one item
        by ``count_interval``; reliability of the gap after Peter, Churchill and Brown (1993).

    Source:
        Parasuraman, Zeithaml and Berry (1988); Cronin and Taylor (1992) for SERVPERF.

    Example:
        >>> import servicekit as sk
        >>> rows = {"p1": [5, 4, 5], "p2": [4, 4, 3], "e1": [6, 6, 6], "e2": [5, 6, 5]}
        >>> label = sk.foundation.Label("Speed", "速度")
        >>> block = sk.satisfaction.Dimension(key="speed", label=label, items=("p1", "p2"))
        >>> round(sk.servqual(rows, [block], scale=sk.LIKERT_7).perception.value, 3)
        4.167
    """
    if len({dimension.key for dimension in dimensions}) != len(dimensions) or not dimensions:
        raise InvalidValueError("dimensions", "at least one, with different keys", [d.key for d in dimensions])
    if len({bool(dimension.expectations) for dimension in dimensions}) > 1:
        raise InvalidValueError("expectations", "given for all dimensions or for none")
    if not sum(dimension.weight for dimension in dimensions) > 0:
        raise InvalidValueError("weights of the dimensions", "not all 0", 0)
    if dimensions[0].expectations and not scale.higher_is_better:
        hint = "turn the answers round first, else gaps would mean the opposite"
        raise InvalidValueError("scale of perceptions and expectations", "one on which more is better", hint=hint)
    columns = [name for dimension in dimensions for name in (*dimension.items, *dimension.expectations)]
    if repeated := sorted({name for name in columns if columns.count(name) > 1}):
        raise InvalidValueError("items", "in one dimension each, and no item its own expectation", repeated)
    groups = counted_moments(
        data, columns, by=by, scale=scale, design=design, record_id=record_id, policy=policy
    )  # fmt: skip
    if by is None:
        return _quality(groups[WHOLE], dimensions, level)
    found = {group: _quality(sums, dimensions, level) for group, sums in groups.items()}
    return Groups(by_name(by), found, backend_of(data))
