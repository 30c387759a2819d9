"""Cronbach's alpha, raw and standardised, with what each item does to it and an interval that holds off normality."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, overload

import numpy as np
from attrs import field, frozen, validators

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._checks import confidence
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, too_few, why
from servicekit.foundation._results import Estimate, Groups, Interval, SetsAside
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._design import Design, refuse_parts
from servicekit.stats.designs._moment_resamples import as_one_stratum, few_clusters, left_out, none_drawn, read_only
from servicekit.stats.reliability._item_moments import item_moments
from servicekit.stats.reliability._reliability_limits import (
    MOSTLY_AT_AN_END,
    feldt_interval,
    finite_or_none,
    jackknife_error,
    kurtosis_interval,
    share_at_an_end,
)
from servicekit.stats.summaries._moments import Missing, Moments
from servicekit.stats.summaries._moments_data import each_group

Matrix = tuple[tuple[float, ...], ...]
AlphaInterval = Literal["hull", "jackknife", "feldt"]
ALPHA_INTERVALS: Final = ("hull", "jackknife", "feldt")
NEARLY_ONE: Final = 1e-12
CANCELLED: Final = 1e-12
"""Share of the summed sizes of all covariances below which their sum counts as 0."""
NEGATIVE = Label(
    "Alpha is negative: items run against each other. Look for reversed items that were not reversed.",
    "α 为负：题目方向相互抵触，请检查是否有未转换的反向题。",
)
AGAINST_THE_REST = Label(
    "Some items run against the sum of the others: were they meant to be reversed?",
    "有题目与其余题目之和负相关：是否为未转换的反向题？",
)


def alpha_of(covariances: Floats) -> Floats:
    """Return alpha of any stack of covariance matrices, (..., k, k); of correlation matrices the standardised one.

    NaN where the items cancel each other: a sum that is 0 but for rounding would give any number.
    """
    k = covariances.shape[-1]
    total = covariances.sum(axis=(-2, -1))
    total = np.where(total > CANCELLED * np.abs(covariances).sum(axis=(-2, -1)), total, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(k / (k - 1) * (1 - np.einsum("...ii->...", covariances) / total))


def correlations_of(covariances: Floats) -> Floats:
    """Return correlation matrices of any stack of covariance matrices, not finite where a column has no variance."""
    with np.errstate(invalid="ignore", divide="ignore"):  # no variance may be a little less than none by rounding
        spread = np.sqrt(np.einsum("...ii->...i", covariances))
        return np.asarray(covariances / spread[..., :, None] / spread[..., None, :])


def reliability_interval(value: float, without: Floats, level: float, strata: int = 1) -> Interval | None:
    """Return the delete-a-group jackknife interval of a reliability, with degrees of freedom by kurtosis.

    Args:
        value: The reliability.
        without: It without each replicate group in turn.
        level: Confidence level.
        strata: Strata that the groups belong to; each costs a degree of freedom.

    Returns:
        None where there are fewer than two groups, or where the reliability itself or that without a group is 1 or
        undefined, which has no logarithm.
    """
    if no_interval(value, without):
        return None
    return kurtosis_interval(value, without, level, strata)


def no_interval(value: float, without: Floats) -> Reason | None:
    """Return why a reliability has no jackknife interval, or None.

    Args:
        value: The reliability.
        without: It without each replicate group in turn, of any sign, infinite or NaN where it does not exist.
    """
    if len(without) < 2:
        return why(NotEstimable.TOO_FEW_REPLICATES, n=len(without), needed=2)
    if value >= 1:
        return why(NotEstimable.AT_ONE)  # log(1 - value) does not exist
    # one group holds all that the items share: without it their sum does not vary, or they agree wholly
    return None if (np.isfinite(without) & (without < 1)).all() else why(NotEstimable.FAILED_WITHOUT_ONE)


def matrix(values: Floats) -> Matrix:
    """Return a matrix as evidence."""
    return tuple(tuple(row) for row in values.tolist())


def unusable(items: Sequence[str], n: int, covariance: Matrix, *, fewest: int = 2) -> Reason | None:
    """Return why no reliability can be estimated, or None.

    Too few items or rows, an item without variance, or two items that no row answers together (missing="pairwise").
    """
    if len(items) < fewest:
        return why(NotEstimable.TOO_FEW_ITEMS, n=len(items), needed=fewest)
    if n < 2:
        return too_few(n)
    flat = [item for i, item in enumerate(items) if not covariance[i][i] > 0]
    if flat:
        return why(NotEstimable.ZERO_VARIANCE, names=flat)
    apart = [(i, j) for i, row in enumerate(covariance) for j, value in enumerate(row) if not np.isfinite(value)]
    return why(NotEstimable.NO_COMMON_ROWS, names=(items[apart[0][0]], items[apart[0][1]])) if apart else None


@frozen(kw_only=True)
class Alpha(SetsAside, Estimate):
    """Cronbach's alpha of items meant to measure one thing.

    Attributes:
        items, n: Names of the items, and rows used.
        n_missing, rejected: Rows left out or incomplete; answers set aside, by column.
        covariance: Covariances of the items.
        left_out: Raw alpha without each replicate group.
        strata: Strata that the groups belong to.
        level: Confidence level.
        method: "hull" of the other two, "jackknife" or "feldt".
        at_an_end: Greatest share of answers at one end of the scale that means and variances allow; None without scale.
    """

    title = Label("Cronbach's alpha", "克朗巴赫 α 系数")
    derived = (
        "value", "interval", "reason", "interval_reason", "standardised", "mean_correlation", "item_rest_correlations",
        "if_dropped", "note",
    )  # fmt: skip

    items: tuple[str, ...]
    n: int
    n_missing: int = 0
    rejected: Mapping[str, int] = field(factory=dict, hash=False)
    covariance: Matrix = field(repr=False)
    left_out: Floats = field(
        factory=none_drawn, converter=read_only, repr=False, eq=False, metadata={"evidence": False}
    )
    strata: int = 1
    level: float = field(default=0.95, validator=confidence)
    method: AlphaInterval = field(default="hull", validator=validators.in_(ALPHA_INTERVALS))
    at_an_end: float | None = None

    @property
    def _covariances(self) -> Floats:
        return np.asarray(self.covariance, dtype=float)

    @property
    def reason(self) -> Reason | None:
        """ "k<2", "n=1", "zero_variance:item" or ":total", "no_common_rows:item,item"; None where there is a value."""
        if reason := unusable(self.items, self.n, self.covariance):
            return reason
        return None if np.isfinite(alpha_of(self._covariances)) else why(NotEstimable.FLAT_TOTAL)

    @property
    def value(self) -> float | None:
        """Raw alpha, as it comes: it may be negative."""
        return None if self.reason else float(alpha_of(self._covariances))

    @property
    def standard_error(self) -> float | None:
        """By the jackknife over the replicate groups; None without value or groups."""
        return None if self.value is None else jackknife_error(self.left_out)

    @property
    def standardised(self) -> float | None:
        """Alpha of the standardised items; another figure than the raw one, never a substitute for it."""
        return None if self.reason else finite_or_none(float(alpha_of(correlations_of(self._covariances))))

    @property
    def mean_correlation(self) -> float | None:
        """Mean correlation between two different items."""
        if self.reason:
            return None
        k = len(self.items)
        return float((correlations_of(self._covariances).sum() - k) / (k * (k - 1)))

    @property
    def interval(self) -> Interval | None:
        """Interval of raw alpha; None without value, or where ``interval_reason`` says why.

        Where the jackknife fails, the hull is Feldt's interval alone, with the caution that answers crowd at an end.
        """
        if self.value is None or self.interval_reason is not None:
            return None
        jackknife = (
            None if self.method == "feldt" else reliability_interval(self.value, self.left_out, self.level, self.strata)
        )
        if self.method == "jackknife":
            return jackknife
        feldt = feldt_interval(self.value, n=self.n, items=len(self.items), level=self.level)
        if jackknife is None:
            return feldt
        low, high = min(jackknife.low, feldt.low), max(jackknife.high, feldt.high)
        return Interval(low=low, high=high, level=self.level, method="jackknife and Feldt")

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """``ceiling`` where about four in five answers or more lie at one end of the scale, or the jackknife fails."""
        crowded = self.at_an_end is not None and self.at_an_end > MOSTLY_AT_AN_END
        fails = (
            self.method == "hull"
            and self.value is not None
            and len(self.left_out) > 1
            and reliability_interval(self.value, self.left_out, self.level, self.strata) is None
        )
        return (beware(CautionKind.CEILING),) if self.value is not None and (crowded or fails) else ()

    @property
    def interval_reason(self) -> Reason | None:
        """Why there is an alpha without an interval: too few groups, alpha of 1, or one group decides everything."""
        if self.value is None:
            return None
        if self.value >= 1 - NEARLY_ONE:
            return no_interval(1.0, self.left_out)
        return no_interval(self.value, self.left_out) if self.method == "jackknife" else None

    @property
    def item_rest_correlations(self) -> Mapping[str, float | None]:
        """Correlation of each item with the sum of the others; None where that sum has no variance."""
        if self.reason:
            return dict.fromkeys(self.items)
        s = self._covariances
        rest = s.sum(axis=1) - np.diag(s)
        with np.errstate(invalid="ignore", divide="ignore"):
            values = rest / np.sqrt(np.diag(s) * (s.sum() - rest - s.sum(axis=1)))
        return {item: finite_or_none(value) for item, value in zip(self.items, values.tolist(), strict=True)}

    @property
    def if_dropped(self) -> Mapping[str, float | None]:
        """Raw alpha without each item; None for two items, of which one would remain."""
        if self.reason or len(self.items) < 3:
            return dict.fromkeys(self.items)
        return self._dropped(self._covariances)

    @property
    def standardised_if_dropped(self) -> Mapping[str, float | None]:
        """Standardised alpha without each item."""
        if self.reason or len(self.items) < 3:
            return dict.fromkeys(self.items)
        return self._dropped(correlations_of(self._covariances))

    def _dropped(self, moments: Floats) -> dict[str, float | None]:
        keep = [[j for j in range(len(self.items)) if j != i] for i in range(len(self.items))]
        return {
            item: finite_or_none(float(alpha_of(moments[np.ix_(rows, rows)])))
            for item, rows in zip(self.items, keep, strict=True)
        }

    @property
    def note(self) -> Label | None:
        """What a careful analyst would look at; nothing is reversed on a guess."""
        if self.value is None:
            return None
        if self.value < 0:
            return NEGATIVE
        return AGAINST_THE_REST if self.items_against_the_rest else None

    @property
    def items_against_the_rest(self) -> tuple[str, ...]:
        """Items that correlate negatively with the sum of the others."""
        return tuple(item for item, r in self.item_rest_correlations.items() if r is not None and r < 0)


@overload
def cronbach_alpha(
    data: Data | Moments,
    items: Sequence[str],
    *,
    by: None = None,
    scale: Scale | Mapping[str, Scale | None] | None = None,
    missing: Missing = "listwise",
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    method: AlphaInterval = "hull",
    level: float = 0.95,
) -> Alpha: ...
@overload
def cronbach_alpha(
    data: Data | Moments,
    items: Sequence[str],
    *,
    by: str | Sequence[str],
    scale: Scale | Mapping[str, Scale | None] | None = None,
    missing: Missing = "listwise",
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    method: AlphaInterval = "hull",
    level: float = 0.95,
) -> Groups[Alpha]: ...
def cronbach_alpha(
    data: Data | Moments,
    items: Sequence[str],
    *,
    by: str | Sequence[str] | None = None,
    scale: Scale | Mapping[str, Scale | None] | None = None,
    missing: Missing = "listwise",
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    method: AlphaInterval = "hull",
    level: float = 0.95,
) -> Alpha | Groups[Alpha]:
    """Estimate how consistently items measure one thing.

    Args:
        data: A frame of any kind, a mapping of columns, or ``Moments`` already made.
        items: Columns of the items; those whose scale says that less is better are turned round, others never.
        by: Column of groups, or a list of columns; then a mapping group -> result is returned.
        scale: Scale of all items or of each by name; None for plain numbers.
        missing: "listwise" uses complete rows; "pairwise" for each pair of items the rows that have both.
        design: Columns of weights, strata and clusters.
        record_id: Column that identifies rows, so that intervals do not depend on their order.
        policy: Policy for text and bad values.
        method: Interval: "jackknife" (delete-a-group on log(1 - alpha), with t), "feldt" (normal theory) or the "hull"
            of both, which alone holds its level where most people give the best answer.
        level: Confidence level.

    Returns:
        Alpha with its parts; not estimable (with the reason) for one item, one row, or an item without variance.

    Formula:
        k / (k - 1) (1 - sum of the items' variances / variance of their sum).

    Source:
        Cronbach (1951); Feldt (1965). Coverage of all three is in the documentation.

    Example:
        >>> import servicekit as sk
        >>> rows = {"q1": [1, 3, 4, 5, 2], "q2": [2, 3, 5, 5, 1]}
        >>> round(sk.stats.cronbach_alpha(rows, ["q1", "q2"], scale=sk.LIKERT_5).value, 3)
        0.935
    """
    if method not in ALPHA_INTERVALS:
        raise InvalidValueError("method", "'hull', 'jackknife' or 'feldt'", method)
    if not (needs_groups := method != "feldt") and design is not None:
        refuse_parts(design, "strata", "clusters", "fpc", "margins")
    found = item_moments(data, items, scale, missing, design, record_id, policy, by=by, replicated=needs_groups)

    def made(sums: Moments) -> Alpha:
        alone = np.empty(0)
        if needs_groups and sums.replicate_count > 1 and len(sums.names) > 1:
            alone = as_one_stratum(alpha_of(left_out(sums)), sums)
        return Alpha(
            items=sums.names,
            n=sums.n,
            n_missing=sums.rows - sums.n,
            rejected=sums.set_aside,
            covariance=matrix(sums.covariance),
            left_out=alone,
            strata=max(len(sums.layers), 1),
            level=level,
            method="jackknife" if few_clusters(sums) else method,
            at_an_end=share_at_an_end(sums, scale),
        )

    return each_group(found, made, by, data)
