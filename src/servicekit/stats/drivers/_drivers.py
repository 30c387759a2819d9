"""Driver importance: what in a survey goes with an outcome, as shares of its explained variance with intervals."""

from collections.abc import Mapping, Sequence
from typing import Any, overload

import attrs
import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._frames import backend_of
from servicekit.data._grouping import by_name
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Groups, Result, SetsAside
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._moment_resamples import none_drawn, read_only
from servicekit.stats.designs._resampling import SEED, Rng, seed_of
from servicekit.stats.drivers._driver_figures import (
    CARRIES,
    METHODS,
    OWN,
    UNTOLD,
    Method,
    by_term,
    checked_drivers,
    decompose,
    refuse_copies,
    resampled,
    rows_behind,
    standing,
    terms_of,
    top_box_outcome,
)
from servicekit.stats.drivers._variance_shares import r_squared
from servicekit.stats.intervals._estimates import Resampled
from servicekit.stats.intervals._model_intervals import DriverShare, ExplainedShare, driver_p_values, own_p_values
from servicekit.stats.reliability._reliability import Matrix, matrix
from servicekit.stats.summaries._moments import Missing, Moments
from servicekit.stats.summaries._moments_data import moments


@frozen(kw_only=True)
class DriverImportance(SetsAside, Result):
    """Importance of each driver (or named group of drivers) for one outcome.

    Attributes:
        outcome, drivers: Column explained, and those that explain it.
        terms: Names of the drivers or groups that figures are given for.
        method: "lmg", "relative_weights" or "coefficients".
        n: Rows used.
        n_missing, rejected: Rows left out or incomplete; answers set aside, by column.
        correlations: Of the drivers and, last, the outcome; empty where there is no variance.
        importance: Figure of each term; empty where not estimable.
        r2: Share of the outcome's variance explained by all drivers.
        sampling_errors: Standard error of each figure from sampling orders of entry; empty where all were used.
        draws: Figures and, last, R² in each resample that succeeded, (resamples, terms + 1).
        n_failed: Resamples in which a driver had no variance of its own.
        left_out: Drivers without variance that were left out because it was asked.
        reason: Why nothing could be estimated; None where it could.
        seed: Of the draws; None where there were none, or a generator was handed in.
        level: Confidence level.
        slopes: Standardised coefficients in each of those resamples, (resamples, drivers).
        missing: "listwise": complete rows; "pairwise": every pair of answers there is (available-case moments).
        members: Drivers of each term, where drivers enter together.
        rows: Rows behind the model, Kish's number of them with weights, clusters where clusters were sampled.
    """

    title = Label("Driver importance", "驱动因素重要性")
    derived = ("estimates", "explained", "shares", "p_value", "p_values", "own_p_values", "remarks", "reason", "seed")

    outcome: str
    drivers: tuple[str, ...]
    terms: tuple[str, ...]
    method: Method
    n: int
    n_missing: int = 0
    rejected: Mapping[str, int] = field(factory=dict, hash=False)
    correlations: Matrix = field(default=(), repr=False)
    importance: tuple[float, ...] = ()
    r2: float | None = None
    sampling_errors: tuple[float, ...] = ()
    draws: Floats = field(factory=none_drawn, converter=read_only, repr=False, eq=False, metadata={"evidence": False})
    n_failed: int = 0
    left_out: tuple[str, ...] = ()
    reason: Reason | None = None
    seed: int | None = None
    level: float = 0.95
    slopes: Floats = field(factory=none_drawn, converter=read_only, repr=False, eq=False, metadata={"evidence": False})
    missing: Missing = "listwise"
    members: tuple[tuple[str, ...], ...] = ()
    rows: float = 0.0

    @property
    def estimates(self) -> dict[str, Resampled]:
        """The figure of each term: a part of R² with an interval that may reach 0; a coefficient with percentiles."""
        return {term: self._estimate(place, term) for place, term in enumerate(self.terms)}

    def _estimate(self, place: int, term: str) -> Resampled:
        about: dict[str, Any] = {
            "value": self.importance[place] if self.importance else None,
            "draws": self.draws[:, place] if self.draws.ndim == 2 else (),
            "level": self.level,
            "n_failed": self.n_failed,
            "name": Label(f"{METHODS[self.method].en}: {term}", f"{METHODS[self.method].zh}：{term}"),
        }
        if self.method == "coefficients":
            return Resampled(**about)
        explained = self.draws[:, -1] if self.draws.ndim == 2 else ()
        p_value = self.p_values[term] if self.p_values else None
        size: dict[str, Any] = {"rows": self.rows or float(self.n), "predictors": len(self.drivers)}
        return DriverShare(explained=explained, p_value=p_value, **size, **about)

    @property
    def explained(self) -> ExplainedShare:
        """R² with double-adjusted percentiles; ``adjusted`` is the adjusted R²."""
        return ExplainedShare(
            value=self.r2,
            draws=self.draws[:, -1] if self.draws.ndim == 2 else (),
            level=self.level,
            n_failed=self.n_failed,
            name=Label("R²", "R²"),
            rows=self.rows or float(self.n),
            predictors=len(self.drivers),
        )

    @property
    def p_value(self) -> float | None:
        """Of drivers that explain nothing at all (F test)."""
        return driver_p_values(np.asarray(self.correlations), self.rows or self.n)[1] if self.correlations else None

    @property
    def p_values(self) -> dict[str, float] | None:
        """Of each term that goes with nothing; for drivers that enter together, Bonferroni over them."""
        if not self.correlations:
            return None
        alone, _ = driver_p_values(np.asarray(self.correlations), self.rows or self.n)
        return self._of_terms(alone)

    @property
    def own_p_values(self) -> dict[str, float] | None:
        """Of each term that has no effect of its own beside all others; as ``p_values`` for drivers together."""
        if not self.correlations:
            return None
        draws = self.slopes if self.slopes.ndim == 2 else np.empty((0, len(self.drivers)))
        return self._of_terms(own_p_values(np.asarray(self.correlations), self.rows or self.n, draws))

    def _of_terms(self, p_values: Sequence[float]) -> dict[str, float]:
        own = self.members or tuple((term,) for term in self.terms)
        return by_term(dict(zip(self.drivers, p_values, strict=True)), dict(zip(self.terms, own, strict=True)))

    @property
    def differs_from_nothing(self) -> dict[str, bool] | None:
        """Whether each term goes with the outcome at the level, Holm over all of them."""
        return None if self.p_values is None else standing(self.p_values, self.level)

    @property
    def remarks(self) -> dict[str, Label] | None:
        """What stands beside each share: "own effect" where that stands at the level (Holm over all), else "carries
        others' effect" where it goes with the outcome at all, else "cannot be told from nothing".
        """
        goes, own = self.differs_from_nothing, self.own_p_values
        if goes is None or own is None:
            return None
        stands = standing(own, self.level)
        return {one: OWN if stands[one] else CARRIES if goes[one] else UNTOLD for one in self.terms}

    @property
    def shares(self) -> dict[str, float] | None:
        """Each term's part of R², summing to 1; None for coefficients, which are no parts of it."""
        if not self.importance or self.method == "coefficients" or not self.r2:
            return None
        return {term: value / self.r2 for term, value in zip(self.terms, self.importance, strict=True)}

    @property
    def ranking(self) -> tuple[str, ...]:
        """Players from the greatest figure (in absolute value) to the least."""
        order = np.argsort([-abs(value) for value in self.importance], kind="stable")
        return tuple(self.terms[place] for place in order)

    def difference(self, first: str, second: str) -> Resampled:
        """Return by how much one term's figure exceeds another's, from the same resamples."""
        a, b = (self.terms.index(term) for term in (first, second))
        value = self.importance[a] - self.importance[b] if self.importance else None
        draws = self.draws[:, a] - self.draws[:, b] if self.draws.ndim == 2 else ()
        return Resampled(value=value, draws=draws, level=self.level, n_failed=self.n_failed)


@overload
def driver_importance(
    data: Data | Moments,
    outcome: str,
    drivers: Sequence[str],
    *,
    method: Method = "lmg",
    scale: Scale | Mapping[str, Scale | None] | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    permutations: int | None = None,
    leave_out_constant: bool = False,
    top: int | None = None,
    by: None = None,
    missing: Missing = "listwise",
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> DriverImportance: ...
@overload
def driver_importance(
    data: Data | Moments,
    outcome: str,
    drivers: Sequence[str],
    *,
    method: Method = "lmg",
    scale: Scale | Mapping[str, Scale | None] | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    permutations: int | None = None,
    leave_out_constant: bool = False,
    top: int | None = None,
    by: str | Sequence[str],
    missing: Missing = "listwise",
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> Groups[DriverImportance]: ...
def driver_importance(
    data: Data | Moments,
    outcome: str,
    drivers: Sequence[str],
    *,
    method: Method = "lmg",
    scale: Scale | Mapping[str, Scale | None] | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    permutations: int | None = None,
    leave_out_constant: bool = False,
    top: int | None = None,
    by: str | Sequence[str] | None = None,
    missing: Missing = "listwise",
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> DriverImportance | Groups[DriverImportance]:
    """Divide the explained variance of an outcome among its drivers.

    Args:
        data: A frame of any kind, a mapping of columns, or ``Moments`` already made.
        outcome: Column to explain.
        drivers: Columns that may explain it.
        method: "lmg" averages a driver's gain in R² over all orders of entry (Shapley); "relative_weights" are
            Johnson's; "coefficients" are standardised regression coefficients.
        scale: Scale of all columns or of each by name; None for plain numbers.
        groups: Named groups of drivers that enter together (lmg); every driver belongs to one.
        permutations: Sample so many pairs of orders (lmg) in place of all; then the
            figures carry the standard error of the sampling.
        leave_out_constant: Leave out drivers without variance, listed in the result; otherwise nothing is estimated.
        top: Explain whether the outcome is among so many of its best answers, in place of the answer itself; the
            outcome needs a scale.
        by: Column of groups, or a list of columns; groups of no more rows than drivers are not estimable.
            Figures of two groups are compared
            with ``compare``.
        missing: "listwise" uses complete rows; "pairwise" every pair of answers there is, for questions that many left
            out (then ``n`` are rows with any pair).
        design: Columns of weights, strata and clusters.
        record_id: Column that identifies rows, so that intervals do not depend on their order.
        policy: Policy for text and bad values.
        resamples: Bootstrap resamples of replicate groups for the intervals; 0 for none. Each costs a full
            decomposition: with 16 drivers about 0.05 s, with 20 about 1 s.
        rng: Seed or generator of the resamples; by default a fixed seed, which the result names.
        level: Confidence level.

    Raises:
        InvalidValueError: The outcome is among the drivers, drivers copy each other (they are named), or there are
            more than 22 for all orders.
        NotEnoughDataError: No more rows than drivers.

    Source:
        Lindeman, Merenda and Gold (1980); Johnson (2000); Grömping (2006).

    Example:
        >>> import servicekit as sk
        >>> survey = sk.load_example().survey
        >>> found = sk.driver_importance(survey, "overall", ["empathy_1", "reliability_1"], resamples=0)
        >>> round(sum(found.shares.values()), 6)
        1.0
    """
    columns = checked_drivers(outcome, drivers, method)
    terms = terms_of(columns, groups, method, permutations)
    if top is not None:
        data, scale = top_box_outcome(data, outcome, columns, scale, top, policy)
    about: dict[str, Any] = {
        "scale": scale,
        "missing": missing,
        "design": design,
        "record_id": record_id,
        "policy": policy,
    }

    def make(sums: Moments) -> DriverImportance:
        found = _of_sums(
            sums, outcome, columns, terms, method, permutations, leave_out_constant, design, resamples, rng, level
        )
        return attrs.evolve(found, missing=missing)

    if by is None:
        return make(moments(data, [*columns, outcome], **about))
    if isinstance(data, Moments):
        raise InvalidValueError("data", "rows where groups are named", "moments already made")
    parts = moments(data, [*columns, outcome], by=by, **about)
    few = {group for group, sums in parts.items() if sums.n <= len(columns) + 1}
    found = {
        group: _nothing(sums, outcome, columns, terms, method, level) if group in few else make(sums)
        for group, sums in parts.items()
    }
    return Groups(by_name(by), found, backend_of(data))


def _nothing(
    sums: Moments, outcome: str, columns: list[str], terms: Mapping[str, list[str]], method: Method, level: float
) -> DriverImportance:
    return DriverImportance(
        outcome=outcome,
        drivers=tuple(columns),
        terms=tuple(terms),
        method=method,
        n=sums.n,
        n_missing=sums.rows - sums.n,
        rejected=sums.set_aside,
        reason=why(NotEstimable.TOO_FEW, n=sums.n, needed=len(columns) + 2),
        level=level,
    )


def _of_sums(
    sums: Moments,
    outcome: str,
    columns: list[str],
    terms: dict[str, list[str]],
    method: Method,
    permutations: int | None,
    leave_out_constant: bool,
    design: Design | None,
    resamples: int,
    rng: Rng,
    level: float,
) -> DriverImportance:
    if sums.n <= len(columns) + 1:
        raise NotEnoughDataError(f"{len(columns)} drivers need more than {len(columns) + 1} rows, got n={sums.n}")
    spread = np.diag(sums.covariance)
    flat = [name for name, s in zip(sums.names, spread, strict=True) if not s > 0]
    result = DriverImportance(
        outcome=outcome,
        drivers=tuple(columns),
        terms=tuple(terms),
        method=method,
        n=sums.n,
        n_missing=sums.rows - sums.n,
        rejected=sums.set_aside,
        seed=seed_of(rng) if resamples or permutations else None,
        level=level,
    )
    if flat and leave_out_constant and outcome not in flat and len(flat) < len(columns):
        columns = [name for name in columns if name not in flat]
        terms = {name: kept for name, own in terms.items() if (kept := [one for one in own if one in columns])}
        sums = sums.select((*columns, outcome))
    if (whole := sums.correlation) is None:
        return attrs.evolve(result, reason=why(NotEstimable.ZERO_VARIANCE, names=flat))
    places = [[columns.index(name) for name in own] for own in terms.values()]
    refuse_copies(whole, columns)
    values, errors = decompose(whole, places, method, permutations, rng)
    exact = permutations is None and resamples > 0
    none = np.empty((0, len(places) + 1)), np.empty((0, len(columns))), 0
    draws, slopes, failed = resampled(sums, places, method, resamples, rng) if exact else none
    return attrs.evolve(
        result,
        drivers=tuple(columns),
        terms=tuple(terms),
        correlations=matrix(whole),
        importance=tuple(values.tolist()),
        r2=float(r_squared(whole)),
        sampling_errors=tuple(errors.tolist()),
        draws=draws,
        slopes=slopes,
        n_failed=failed,
        left_out=tuple(flat),
        members=tuple(tuple(own) for own in terms.values()),
        rows=rows_behind(sums, design is not None and bool(design.clusters)),
    )
