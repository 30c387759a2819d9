"""McDonald's omega and average variance extracted from a one-factor model, with the denominator said out loud."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, overload

import numpy as np
from attrs import field, frozen, validators

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._checks import confidence
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Groups, Interval, SetsAside
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._moment_resamples import as_one_stratum, left_out, none_drawn, read_only
from servicekit.stats.intervals._estimates import MOST_FAILED_SHARE
from servicekit.stats.reliability._item_moments import item_moments
from servicekit.stats.reliability._one_factor import OneFactor, fit_one_factor
from servicekit.stats.reliability._reliability import (
    Matrix,
    matrix,
    no_interval,
    reliability_interval,
    unusable,
)
from servicekit.stats.reliability._reliability_limits import MOSTLY_AT_AN_END, jackknife_error, share_at_an_end
from servicekit.stats.summaries._moments import Missing, Moments
from servicekit.stats.summaries._moments_data import each_group

Denominator = Literal["model", "observed"]
DENOMINATORS = ("model", "observed")


@frozen(kw_only=True)
class Omega(SetsAside, Estimate):
    """Reliability of the sum of items under a one-factor model.

    Attributes:
        items: Names of the items.
        n: Rows used.
        n_missing, rejected: Rows left out or incomplete; answers set aside, by column.
        covariance: Covariances of the items.
        loadings, residuals: Loading and error variance of each item, in its own units; empty where nothing was fitted.
        converged: Whether the fit settled.
        left_out: Omega without each replicate group; NaN where that fit is improper.
        strata: Strata that the groups belong to.
        denominator: Variance of the sum: that of the "model" or the "observed" one. They differ where the model fits
            badly, by up to 2 % in ordinary data.
        level: Confidence level.
        at_an_end: Greatest share of answers at one end of the scale that means and variances allow; None without scale.
    """

    title = Label("McDonald's omega", "麦克唐纳 ω 系数")
    derived = ("value", "interval", "reason", "interval_reason", "denominator", "ave", "standardised_loadings")

    items: tuple[str, ...]
    n: int
    n_missing: int = 0
    rejected: Mapping[str, int] = field(factory=dict, hash=False)
    covariance: Matrix = field(repr=False)
    loadings: tuple[float, ...] = ()
    residuals: tuple[float, ...] = ()
    converged: bool = False
    left_out: Floats = field(
        factory=none_drawn, converter=read_only, repr=False, eq=False, metadata={"evidence": False}
    )
    strata: int = 1
    denominator: Denominator = field(default="model", validator=validators.in_(DENOMINATORS))
    level: float = field(default=0.95, validator=confidence)
    at_an_end: float | None = None

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        if reason := unusable(self.items, self.n, self.covariance, fewest=3):
            return reason
        improper = [item for item, error in zip(self.items, self.residuals, strict=False) if not error > 0]
        if improper:
            return why(NotEstimable.HEYWOOD, names=improper)
        if not self.converged:
            return why(NotEstimable.NOT_CONVERGED)
        # covariances of pairs need not fit together: their sum can be 0 or less
        flat = self.denominator == "observed" and not np.asarray(self.covariance).sum() > 0
        return why(NotEstimable.FLAT_TOTAL) if flat else None

    @property
    def value(self) -> float | None:
        """Share of the variance of the sum that the factor accounts for; None for an improper solution."""
        if self.reason:
            return None
        observed = float(np.asarray(self.covariance).sum())
        return _omega(np.asarray(self.loadings), np.asarray(self.residuals), observed, self.denominator).item()

    @property
    def standard_error(self) -> float | None:
        """By the jackknife over the replicate groups; None without value or groups."""
        return None if self.value is None else jackknife_error(self.left_out)

    @property
    def interval(self) -> Interval | None:
        """Delete-a-group jackknife on log(1 - omega); None where ``interval_reason`` says why."""
        if self.value is None or self.interval_reason:
            return None
        return reliability_interval(self.value, self._proper, self.level, self.strata)

    @property
    def interval_reason(self) -> Reason | None:
        """Why there is an omega without an interval, such as "improper_fits=3/20" (more than 5 % of its replicates)."""
        if self.value is None:
            return None
        failed = len(self.left_out) - len(self._proper)
        if failed > MOST_FAILED_SHARE * len(self.left_out):
            return why(NotEstimable.IMPROPER_FITS, failed=failed, tried=len(self.left_out))
        return no_interval(self.value, self._proper)

    @property
    def _proper(self) -> Floats:
        return self.left_out[np.isfinite(self.left_out)]

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """``ceiling`` where about four in five answers or more lie at one end of the scale."""
        crowded = self.at_an_end is not None and self.at_an_end > MOSTLY_AT_AN_END
        return (beware(CautionKind.CEILING),) if crowded and self.value is not None else ()

    @property
    def standardised_loadings(self) -> Mapping[str, float]:
        """Correlation of each item with the factor; empty where nothing was fitted."""
        spread = [row[i] ** 0.5 for i, row in enumerate(self.covariance)]
        return {item: loading / s for item, loading, s in zip(self.items, self.loadings, spread, strict=False)}

    @property
    def ave(self) -> float | None:
        """Average variance extracted: the factor's share in the summed variances of the items."""
        if self.reason:
            return None
        common = sum(loading**2 for loading in self.loadings)
        return common / (common + sum(self.residuals))


def _omega(loadings: Floats, residuals: Floats, observed: Any, denominator: Denominator) -> Floats:
    common = loadings.sum(axis=-1) ** 2
    return np.asarray(common / (observed if denominator == "observed" else common + residuals.sum(axis=-1)))


@overload
def omega(
    data: Data | Moments,
    items: Sequence[str],
    *,
    by: None = None,
    scale: Scale | Mapping[str, Scale | None] | None = None,
    missing: Missing = "listwise",
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    denominator: Denominator = "model",
    level: float = 0.95,
) -> Omega: ...
@overload
def omega(
    data: Data | Moments,
    items: Sequence[str],
    *,
    by: str | Sequence[str],
    scale: Scale | Mapping[str, Scale | None] | None = None,
    missing: Missing = "listwise",
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    denominator: Denominator = "model",
    level: float = 0.95,
) -> Groups[Omega]: ...
def omega(
    data: Data | Moments,
    items: Sequence[str],
    *,
    by: str | Sequence[str] | None = None,
    scale: Scale | Mapping[str, Scale | None] | None = None,
    missing: Missing = "listwise",
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    denominator: Denominator = "model",
    level: float = 0.95,
) -> Omega | Groups[Omega]:
    """Estimate the reliability of a sum of items that may load differently on one factor.

    Args:
        data: A frame of any kind, a mapping of columns, or ``Moments`` already made.
        items: Columns of at least three items.
        by: Column of groups, or a list of columns; then a mapping group -> result is returned.
        scale: Scale of all items or of each by name; None for plain numbers.
        missing: "listwise" uses complete rows; "pairwise" for each pair of items the rows that have both.
        design: Columns of weights, strata and clusters.
        record_id: Column that identifies rows, so that intervals do not depend on their order.
        policy: Policy for text and bad values.
        denominator: "model" or "observed" variance of the sum.
        level: Confidence level.

    Returns:
        Omega; not estimable for fewer than three items, no variance, or an improper (Heywood) solution, the item named.

    Formula:
        (sum of loadings)² / ((sum of loadings)² + sum of error variances), or over the observed variance of the sum.

    Source:
        McDonald (1999); maximum likelihood fit of one factor as in Jöreskog (1969).

    Example:
        >>> import servicekit as sk
        >>> survey = sk.load_example().survey
        >>> sk.omega(survey, ["empathy_1", "empathy_2", "empathy_3"]).value > 0.5
        True
    """
    found = item_moments(data, items, scale, missing, design, record_id, policy, by=by)
    return each_group(found, lambda sums: _estimated(sums, scale, denominator, level), by, data)


def _estimated(
    sums: Moments, scale: Scale | Mapping[str, Scale | None] | None, denominator: Denominator, level: float
) -> Omega:
    covariance = sums.covariance
    evidence = matrix(covariance)
    fitted: dict[str, Any] = {}
    if unusable(sums.names, sums.n, evidence, fewest=3) is None:
        whole = fit_one_factor(covariance)
        fitted = {
            "loadings": tuple(whole.loadings.tolist()),
            "residuals": tuple(whole.residuals.tolist()),
            "converged": bool(whole.converged),
        }
        if fitted["converged"] and (whole.residuals > 0).all():
            fitted["left_out"] = _without_each_group(sums, whole, denominator)
    return Omega(
        items=sums.names,
        n=sums.n,
        n_missing=sums.rows - sums.n,
        rejected=sums.set_aside,
        covariance=evidence,
        denominator=denominator,
        level=level,
        strata=max(len(sums.layers), 1),
        at_an_end=share_at_an_end(sums, scale),
        **fitted,
    )


def _without_each_group(sums: Moments, whole: OneFactor, denominator: Denominator) -> Floats:
    covariances = left_out(sums)
    usable = np.isfinite(covariances).all(axis=(1, 2)) & (np.einsum("gii->gi", covariances) > 0).all(axis=1)
    values = np.full(len(covariances), np.nan)
    fits = fit_one_factor(covariances[usable], start=whole)
    totals = covariances[usable].sum(axis=(1, 2))
    proper = fits.converged & (fits.residuals > 0).all(axis=1) & (totals > 0)
    found = np.full(len(totals), np.nan)
    found[proper] = _omega(fits.loadings[proper], fits.residuals[proper], totals[proper], denominator)
    values[usable] = found
    return as_one_stratum(values, sums)
