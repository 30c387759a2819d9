"""A loyalty index from the eight indicators: stated directions and weights, reliability, parts beside the whole."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, overload

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data, Values
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Groups, Interval, SetsAside
from servicekit.foundation._vocabulary import Label
from servicekit.loyalty._ratings import SHARE, concepts, read_ratings
from servicekit.loyalty.levels._indicators import DIRECTIONS, LoyaltyIndicator
from servicekit.stats.designs._design import Design, as_design
from servicekit.stats.intervals._estimates import Average
from servicekit.stats.reliability._reliability import Alpha, cronbach_alpha
from servicekit.stats.summaries._coded_tally import design_columns, designed_mean
from servicekit.stats.summaries._row_groups import measured_by


@frozen(kw_only=True, eq=False)
class LoyaltyIndex(SetsAside, Estimate):
    """Mean loyalty index of customers, 0 to 100, with its parts.

    Composite loyalty measures have predicted behaviour worse than single ones (East, Gendall, Hammond and Lomax),
    so read the parts before the whole.

    Attributes:
        values: Indicators (rows) by customers, 0 to 1, turned so that more means more loyalty; NaN unknown.
        weights: Weight of each indicator in the index.
        directions: Direction of each indicator as it was asked.
        fewest: A customer with fewer indicators than this has no index.
        level: Confidence level.
        missing, rejected: Answers not given or set aside, per indicator.
        design: How the customers were sampled; ``sampled``: the columns it names.
    """

    title = Label("Loyalty index", "忠诚度指数")
    derived = ("value", "interval", "reason", "n", "incomplete", "parts", "reliability")

    values: NDArray[np.float64] = field(repr=False, metadata={"evidence": False})
    weights: Mapping[LoyaltyIndicator, float]
    directions: Mapping[LoyaltyIndicator, int]
    fewest: int
    level: float = field(default=0.95, validator=checks.confidence)
    missing: Mapping[str, int] = field(factory=dict)
    rejected: Mapping[str, Mapping[str, int]] = field(factory=dict)
    design: Design = field(factory=Design)
    sampled: Mapping[str, list[object]] = field(factory=dict, repr=False, metadata={"evidence": False})

    @cached_property
    def scores(self) -> NDArray[np.float64]:
        """Index of each customer, 0 to 100; missing indicators lend their weight to the rest, NaN with too few."""
        known = ~np.isnan(self.values)
        weights = np.array(list(self.weights.values()))[:, None] * known
        total = weights.sum(axis=0)
        usable = (known.sum(axis=0) >= self.fewest) & (total > 0)
        summed = (weights * np.where(known, self.values, 0.0)).sum(axis=0)
        share = np.divide(summed, total, out=np.full(total.shape, np.nan), where=usable)
        return np.asarray(100 * share)

    @cached_property
    def _mean(self) -> Average:
        return designed_mean(self.scores, self.sampled, self.design, level=self.level)

    @property
    def n(self) -> int:
        """Customers with an index."""
        return int(self._mean.n)

    @property
    def n_missing(self) -> int:
        """Answers not given."""
        return sum(self.missing.values())

    @property
    def incomplete(self) -> int:
        """Customers with too few indicators."""
        return int(self.values.shape[1]) - self.n

    @property
    def value(self) -> float | None:
        """Mean index."""
        return self._mean.value

    @property
    def standard_error(self) -> float | None:
        """Of the mean, linearised under a design."""
        return self._mean.standard_error

    @property
    def interval(self) -> Interval | None:
        """The t interval of the mean."""
        return self._mean.interval

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        return self._mean.reason

    @property
    def parts(self) -> dict[LoyaltyIndicator, Average]:
        """Mean of each indicator, 0 to 100 and turned towards loyalty, over those who answered it."""
        return {
            indicator: attrs.evolve(
                designed_mean(100 * row, self.sampled, self.design, level=self.level), name=indicator.label
            )
            for indicator, row in zip(self.weights, self.values, strict=True)
        }

    @cached_property
    def reliability(self) -> Alpha | None:
        """Cronbach's alpha over customers with every indicator.

        None where fewer than two indicators have weight, without customers, and under margins or a second stage, which
        its jackknife cannot take into account.
        """
        if not self.values.shape[1] or self.design.margins or self.design.clusters[1:]:
            return None
        rows = {i.key: row for i, row in zip(self.weights, self.values, strict=True) if self.weights[i] > 0}
        names = list(rows)
        about: dict[str, Any] = {"design": self.design, "level": self.level}
        columns: dict[str, Values] = {**rows, **self.sampled}
        return cronbach_alpha(columns, names, **about) if len(names) > 1 else None


@overload
def loyalty_index(
    data: Data,
    *,
    columns: Mapping[Any, str],
    scale: Scale | Mapping[Any, Scale] = ...,
    weights: Mapping[Any, float] | None = None,
    directions: Mapping[Any, int] = ...,
    fewest: int | None = None,
    by: None = None,
    design: Design | None = None,
    level: float = ...,
    policy: InputPolicy | None = None,
) -> LoyaltyIndex: ...
@overload
def loyalty_index(
    data: Data,
    *,
    columns: Mapping[Any, str],
    scale: Scale | Mapping[Any, Scale] = ...,
    weights: Mapping[Any, float] | None = None,
    directions: Mapping[Any, int] = ...,
    fewest: int | None = None,
    by: str | Sequence[str],
    design: Design | None = None,
    level: float = ...,
    policy: InputPolicy | None = None,
) -> Groups[LoyaltyIndex]: ...
def loyalty_index(
    data: Data,
    *,
    columns: Mapping[Any, str],
    scale: Scale | Mapping[Any, Scale] = SHARE,
    weights: Mapping[Any, float] | None = None,
    directions: Mapping[Any, int] = DIRECTIONS,
    fewest: int | None = None,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> LoyaltyIndex | Groups[LoyaltyIndex]:
    """Combine loyalty indicators of a data frame into an index.

    Args:
        data: Any data frame or mapping of columns, one row per customer.
        columns: Indicator (or its key) -> column.
        scale: The scale of all columns, or of each. Its ``higher_is_better`` must be True: directions are stated here.
        weights: Weight of each indicator; equal if None.
        directions: +1 where more of it means more loyalty, -1 where less.
        fewest: Indicators a customer must have to get an index; all if None.
        by: Column of groups, or a list of columns; of a design then weights alone.
        design: Columns of weights, strata and clusters.
        level: Confidence level.
        policy: Policy for text and for bad values.

    Formula:
        100 x sum(weight x share) / sum(weight) per customer, the share turned round where the direction is -1.

    Example:
        >>> import servicekit as sk
        >>> sk.loyalty.loyalty_index({"trust": [5, 4, 3]}, columns={"brand_care": "trust"}, scale=sk.LIKERT_5).title.en
        'Loyalty index'
    """
    if by is not None:
        return measured_by(
            lambda rows: loyalty_index(
                rows,
                columns=columns,
                scale=scale,
                weights=weights,
                directions=directions,
                fewest=fewest,
                design=design,
                level=level,
                policy=policy,
            ),
            data,
            by,
            columns=list(columns.values()),
            design=design,
        )
    named = concepts(LoyaltyIndicator, columns, "columns")
    stated = scale if isinstance(scale, Scale) else concepts(LoyaltyIndicator, scale, "scale")
    for each in [stated] if isinstance(stated, Scale) else stated.values():
        if not each.higher_is_better:
            raise InvalidValueError("scale", "plain, for directions= says which way loyalty lies", "a reversed scale")
    turned = concepts(LoyaltyIndicator, directions, "directions")
    ways = {indicator: turned.get(indicator, 0) for indicator in named}
    if wrong := [indicator.key for indicator, way in ways.items() if way not in (1, -1)]:
        raise InvalidValueError("directions", "1 or -1 for every indicator used", wrong)
    ratings = read_ratings(data, named, stated, policy=policy)
    values = np.vstack([row if ways[i] == 1 else 1 - row for i, row in zip(named, ratings.values, strict=True)])
    needed = len(named) if fewest is None else fewest
    checks.validate(checks.number_in(1, len(named)), "fewest", needed)
    return LoyaltyIndex(
        values=values,
        weights=_weights(weights, named),
        directions=ways,
        fewest=needed,
        level=level,
        missing=ratings.missing,
        rejected=ratings.rejected,
        design=as_design(design),
        sampled=design_columns(data, design),
    )


def _weights(
    weights: Mapping[Any, float] | None, named: Mapping[LoyaltyIndicator, str]
) -> dict[LoyaltyIndicator, float]:
    if weights is None:
        return dict.fromkeys(named, 1.0)
    given = concepts(LoyaltyIndicator, weights, "weights")
    if set(given) != set(named):
        off = sorted(indicator.key for indicator in set(given) ^ set(named))
        raise InvalidValueError("weights", "given for exactly the indicators used", off)
    for indicator, weight in given.items():
        checks.validate(checks.non_negative, f"weight of {indicator.key}", weight)
    if sum(given.values()) <= 0:
        raise InvalidValueError("weights", "above 0 in sum", list(given.values()))
    return {indicator: float(given[indicator]) for indicator in named}
