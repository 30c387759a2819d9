"""Satisfaction index from a survey: one call from answers to index, effects and intervals."""

from collections.abc import Mapping, Sequence
from typing import Any, overload

import attrs
import numpy as np

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import too_few, why
from servicekit.foundation._results import Groups
from servicekit.index_models._bootstrap import LEAST_VARIANCE, draw, in_index_units, moments_for_fit, unsolved
from servicekit.index_models._estimation import Mode, Scheme, design_of, fit
from servicekit.index_models._model import IndexModel, check_columns
from servicekit.index_models._result import SatisfactionIndex
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._resampling import SEED, Rng, chance, seed_of
from servicekit.stats.reliability._reliability import matrix
from servicekit.stats.summaries._moments import Missing, Moments
from servicekit.stats.summaries._moments_data import each_group, moments

Scales = Scale | Mapping[str, Scale]
Columns = Mapping[str, str | Sequence[str]]


@overload
def satisfaction_index(
    data: Data | Moments,
    model: IndexModel,
    *,
    columns: Columns,
    scale: Scales,
    scheme: Scheme = ...,
    modes: Mapping[str, Mode] | None = ...,
    consistent: bool = ...,
    standardised: bool = ...,
    missing: Missing = ...,
    by: None = ...,
    design: Design | None = ...,
    record_id: str | None = ...,
    policy: InputPolicy | None = ...,
    resamples: int = ...,
    rng: Rng = ...,
    level: float = ...,
) -> SatisfactionIndex: ...


@overload
def satisfaction_index(
    data: Data | Moments,
    model: IndexModel,
    *,
    columns: Columns,
    scale: Scales,
    by: str | Sequence[str],
    scheme: Scheme = ...,
    modes: Mapping[str, Mode] | None = ...,
    consistent: bool = ...,
    standardised: bool = ...,
    missing: Missing = ...,
    design: Design | None = ...,
    record_id: str | None = ...,
    policy: InputPolicy | None = ...,
    resamples: int = ...,
    rng: Rng = ...,
    level: float = ...,
) -> Groups[SatisfactionIndex]: ...


def satisfaction_index(
    data: Data | Moments,
    model: IndexModel,
    *,
    columns: Columns,
    scale: Scales,
    scheme: Scheme = "path",
    modes: Mapping[str, Mode] | None = None,
    consistent: bool = False,
    standardised: bool = True,
    missing: Missing = "listwise",
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> SatisfactionIndex | Groups[SatisfactionIndex]:
    """Estimate an index model by PLS path modelling and return the index, 0-100, with what drives it.

    Args:
        data: A frame of any kind, a mapping of columns, or ``Moments`` of the columns.
        model: Constructs and paths: ``ECSI``, ``ACSI`` or one of your own.
        columns: The columns of each construct; a single name for a construct of one item.
        scale: The scale of all columns, or of each by column or construct. Index 0 and 100 are its ends.
        scheme: Inner weighting: "path", "centroid" or "factorial".
        modes: "A" (correlation weights, the default) or "B" (regression weights) for each construct.
        consistent: Whether paths and loadings are freed from the noise of the scores (PLSc, reflective constructs).
        standardised: Whether items are standardised; False lets items of one common scale keep their spread.
        missing: "listwise" uses complete rows; "pairwise" for each pair of columns the rows that have both.
        by: Column of groups, or a list of columns; each gets a model of its own.
        design: Columns of weights, strata and clusters.
        record_id: Column that identifies rows, so that intervals do not depend on their order.
        policy: Policy for text and bad values.
        resamples: Bootstrap resamples of replicate groups (rows or clusters); 0 for none.
        rng: Seed or generator of the resamples; by default a fixed seed, which the result names.
        level: Confidence level.

    Returns:
        The index of the model's target construct, or one for each group. It is not estimable, with the reason, if an
        item has no variance, the weights do not settle, or more than 5 % of the resamples fail.

    Formula:
        Index of a construct = sum of w_i (mean_i - low_i) / (high_i - low_i) * 100, w_i the unstandardised outer
        weights divided by their sum.

    Source:
        Fornell et al. (1996); Tenenhaus et al. (2005); Dijkstra and Henseler (2015).

    Example:
        >>> import servicekit as sk
        >>> model = sk.index_models.index_model("quality -> satisfaction")
        >>> survey = {
        ...     "clean": [7, 9, 4, 8, 6, 10, 5, 7],
        ...     "kind": [6, 9, 5, 8, 7, 9, 4, 8],
        ...     "overall": [7, 10, 4, 8, 7, 9, 5, 8],
        ... }
        >>> columns = {"quality": ["clean", "kind"], "satisfaction": "overall"}
        >>> index = sk.satisfaction_index(survey, model, columns=columns, scale=sk.ONE_TO_TEN, resamples=100)
        >>> round(index.value, 1)
        69.4
    """
    chosen = check_columns(model, columns)
    if consistent and not standardised:
        raise InvalidValueError("items of a consistent estimate", "standardised", standardised)
    scales = _scales(chosen, scale)
    settled: dict[str, Mode] = {key: "B" for key, mode in (modes or {}).items() if mode == "B"}
    blank = SatisfactionIndex(
        seed=seed_of(rng) if resamples else None,
        model=model,
        columns=chosen,
        scales=tuple(scales.values()),
        scheme=design_of(model, [len(names) for names in chosen.values()], scheme=scheme, modes=modes).scheme,
        modes=settled,
        consistent=consistent,
        standardised=standardised,
        n=0,
        n_missing=0,
        means=(),
        covariance=(),
        weights=(),
        level=level,
    )
    names = list(scales)
    about: dict[str, Any] = {
        "scale": scales,
        "missing": missing,
        "design": design,
        "record_id": record_id,
        "replicated": resamples > 0,
        "policy": policy,
    }
    found = moments(data, names, by=by, **about)
    return each_group(found, lambda part: _estimated(blank, part, resamples, rng), by, data)


def _scales(columns: Mapping[str, tuple[str, ...]], scale: Scales) -> dict[str, Scale]:
    if isinstance(scale, Scale):
        return {name: scale for names in columns.values() for name in names}
    found = {name: scale.get(name, scale.get(key)) for key, names in columns.items() for name in names}
    if lacking := [name for name, own in found.items() if own is None]:
        raise InvalidValueError("scale", "given for every column or its construct", ..., f"columns {lacking}")
    return {name: own for name, own in found.items() if own is not None}


def _estimated(blank: SatisfactionIndex, sums: Moments, resamples: int, rng: Rng) -> SatisfactionIndex:
    result = attrs.evolve(
        blank,
        n=sums.n,
        n_missing=sums.rows - sums.n,
        rejected=sums.set_aside,
        means=tuple(sums.means.tolist()),
        covariance=matrix(sums.covariance),
    )
    if sums.n < 3:
        return attrs.evolve(result, problem=too_few(sums.n, needed=3))
    setting = result.setting
    _, covariances = in_index_units(sums.means[:, None], sums.covariance[:, :, None], setting)
    variances = np.diag(covariances[:, :, 0])
    if flat := [name for name, own in zip(sums.names, variances, strict=True) if not own > LEAST_VARIANCE]:
        return attrs.evolve(result, problem=why(NotEstimable.ZERO_VARIANCE, names=flat))
    fitted = fit(moments_for_fit(covariances, setting)[0], setting.design)
    if not fitted.converged[0]:
        return attrs.evolve(result, problem=why(NotEstimable.NOT_CONVERGED))
    result = attrs.evolve(result, weights=tuple(fitted.weights[:, 0].tolist()))
    if not result.is_solved:
        return attrs.evolve(result, weights=(), problem=unsolved(setting))
    start = fitted.weights[:, 0]
    draws = draw(sums, setting, start, resamples, chance(rng))
    return attrs.evolve(result, draws=draws)
