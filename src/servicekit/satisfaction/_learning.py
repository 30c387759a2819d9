"""How fast expectations follow experience, estimated from customers seen on several visits."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final, overload

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, read_answers
from servicekit.data._frames import backend_of, read_columns
from servicekit.data._grouping import by_columns, by_name, grouping, indices
from servicekit.data._scales import Scale
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._design import Design, as_design
from servicekit.stats.designs._moment_resamples import bootstrap
from servicekit.stats.designs._resampling import SEED, Rng, chance, seed_of
from servicekit.stats.intervals._estimates import Resampled
from servicekit.stats.summaries._coded_tally import design_columns
from servicekit.stats.summaries._moments import Moments
from servicekit.stats.summaries._moments_data import moments

NEXT: Final = "next expectation"
NOW: Final = "expectation now"
GOT: Final = "evaluation now"
EARLIER: Final = "expectation before"
GOT_EARLIER: Final = "evaluation before"
CUSTOMER: Final = "customer"
FEWEST: Final = 5
FEWEST_WITH_EARLIER: Final = 30
SINGULAR: Final = 1e-12
"""Determinant of correlations below which some of them follow from others."""


@frozen(kw_only=True)
class LearningRate(Resampled):
    """Share of the gap between experience and expectation that the next expectation takes in.

    Attributes:
        n: Pairs of a visit and the next one that count: those with all three answers, and with both of the visit before
            where that is used.
        n_customers: Customers behind them.
        uses_earlier_visit: Whether the visit before takes noise out of the expectations; if not, the rate is too high
            where customers differ lastingly.
        seed: Of the resamples; None where a generator was handed in.
    """

    title = Label("Learning of expectations", "期望的学习率")
    derived: ClassVar[tuple[str, ...]] = (
        *Resampled.derived, "n", "n_customers", "uses_earlier_visit", "seed", "cautions",
    )  # fmt: skip

    n: int
    n_customers: int
    uses_earlier_visit: bool = False
    seed: int | None = None

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Warns where noise in the answers on expectation may have raised the rate."""
        if self.value is None or self.uses_earlier_visit:
            return ()
        return (beware(CautionKind.NOISY_EXPECTATION, needed=FEWEST_WITH_EARLIER),)


@overload
def estimate_learning(
    data: Data,
    *,
    customer: str,
    visit: str,
    expectation: str,
    evaluation: str,
    by: None = None,
    scale: Scale,
    design: Design | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> LearningRate: ...
@overload
def estimate_learning(
    data: Data,
    *,
    customer: str,
    visit: str,
    expectation: str,
    evaluation: str,
    by: str | Sequence[str],
    scale: Scale,
    design: Design | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> Groups[LearningRate]: ...
def estimate_learning(
    data: Data,
    *,
    customer: str,
    visit: str,
    expectation: str,
    evaluation: str,
    by: str | Sequence[str] | None = None,
    scale: Scale,
    design: Design | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> LearningRate | Groups[LearningRate]:
    """Estimate how fast expectations follow experience: the coefficient of experience in the next expectation.

    The change of expectation is not regressed on the gap: noise in the answers on expectation biases that (a true .30
    becomes .39 with noise of half a point, .56 with one point). Nor is the plain coefficient of experience free of it
    where some customers are better served than others for good: expectation measured with noise takes their difference
    out in part only, and experience picks up the rest. A true .30 then becomes .39 with noise of half a point and .50
    with one point (differences and experience from visit to visit of one point each; .30 without differences). So where
    at least 30 pairs of visits follow on a third, expectation and evaluation of that earlier visit stand in for the
    present expectation, as they know nothing of its noise: .30 whatever noise and differences, with an interval 1.4 to
    1.9 times as wide. Otherwise it is the plain coefficient, and bears a caution. Customers who always expect more than
    they get and differ in what they get leave a bias in either: about .27 for .30, at half a point of such optimism.

    Args:
        data: A frame of any kind or a mapping of columns, one row per customer and visit.
        customer: Column of the customer.
        visit: Column of the number or order of the visit, each once for a customer.
        expectation: Column of what was expected before the visit.
        evaluation: Column of what was met.
        by: Column of groups, or a list of columns; a pair belongs to the group of the earlier visit.
        scale: Scale of both.
        design: Columns of weights, strata and clusters of the customers, as they stand in the row of the earlier visit.
            A customer lies within one cluster; without clusters the customers are those drawn.
        resamples: Bootstrap resamples of customers, or of the clusters of a design; 0 for no interval.
        rng: Seed or generator of the resamples.
        level: Confidence level.
        policy: Policy for text and for bad values.

    Formula:
        Two-stage least squares of E(t+1) on E(t) and P(t) with P(t), E(t-1), P(t-1) as instruments, or least squares;
        percentile interval over resampled customers.

    Raises:
        InvalidValueError: A customer has the same visit twice, or lies in two clusters, or a visit is no number.

    Example:
        >>> import servicekit as sk
        >>> rows = {"who": [1, 1, 1, 2, 2, 2, 3, 3, 3], "visit": [1, 2, 3] * 3, "got": [8, 4, 5, 2, 6, 5, 9, 9, 5]}
        >>> rows["hoped"] = [6, 7, 5.5, 4, 3, 4.5, 5, 7, 8]
        >>> scale = sk.Scale(low=0, high=10, step=None)
        >>> found = sk.satisfaction.estimate_learning(
        ...     rows, customer="who", visit="visit", expectation="hoped", evaluation="got", scale=scale, resamples=0
        ... )
        >>> round(found.value, 6), found.n
        (0.5, 6)
    """
    rule, design = as_policy(policy), as_design(design)
    wanted = [customer, visit, expectation, evaluation, *by_columns(by), *design.columns]
    read = read_columns(data, list(dict.fromkeys(wanted)))
    groups = grouping(read[customer], most=len(read[customer]) + 1)
    order = read[visit]
    if order.values.dtype.kind not in "iuf" and order.present.any():
        raise InvalidValueError(f"column {visit!r}", "numbers of visits", order.values.dtype.name)
    when: NDArray[np.float64] = np.where(order.present, order.values.astype(float) if len(order) else 0.0, np.nan)
    answers = {name: read_answers(read[name], scale, rule) for name in (expectation, evaluation)}
    values = {name: np.where(given.here, scale.turned(given.numbers(scale)), np.nan) for name, given in answers.items()}
    known = ~np.isnan(when) & np.array([each is not None for each in groups.levels], dtype=bool)[groups.codes]
    rows = np.flatnonzero(known)
    rows = rows[np.lexsort((when[rows], groups.codes[rows]))]
    before, after = rows[:-1], rows[1:]
    same = groups.codes[before] == groups.codes[after]
    if (twice := same & (when[before] == when[after])).any():
        row = int(after[np.flatnonzero(twice)[0]])
        where = f"column {visit!r}, row {row}"
        raise InvalidValueError("visits of a customer", "each once", float(when[row]), where)
    follows = np.concatenate([[False], same[:-1]])[same] if same.size else same
    earlier = np.where(follows, rows[np.maximum(np.flatnonzero(same) - 1, 0)], -1)
    before, after = before[same], after[same]
    hoped, met = values[expectation], values[evaluation]
    table = np.column_stack([hoped[after], hoped[before], met[before]])
    whole = ~np.isnan(table).any(axis=1)
    first = np.column_stack([np.where(earlier >= 0, column[earlier], np.nan) for column in (hoped, met)])
    before, codes = before[whole], groups.codes[before][whole]
    named = (NEXT, NOW, GOT, EARLIER, GOT_EARLIER)
    pairs: dict[str, Any] = dict(zip(named, np.column_stack([table, first])[whole].T, strict=True)) | {CUSTOMER: codes}
    sampled = design_columns(read, design)
    pairs |= {name: [own[row] for row in before.tolist()] for name, own in sampled.items()}
    if design.clusters:
        name = design.clusters[0]
        _refuse_wanderers(groups.codes[rows], [sampled[name][row] for row in rows.tolist()], name)
    else:
        design = evolve(design, clusters=(CUSTOMER,))

    def measure(rows: NDArray[np.intp]) -> LearningRate:
        chosen = np.flatnonzero(np.isin(before, rows)).tolist()
        own = {name: np.asarray(column)[chosen].tolist() for name, column in pairs.items()}
        return _rate(own, design, resamples, rng, level)

    if by is None:
        return measure(before)
    return Groups(by_name(by), {group: measure(rows) for group, rows in indices(read, by).items()}, backend_of(data))


def _refuse_wanderers(codes: NDArray[np.int64], clusters: Sequence[object], name: str) -> None:
    """Raise where a customer was met in two clusters, which then are no sampling units of customers."""
    home: dict[int, Any] = {}
    for code, cluster in zip(codes.tolist(), clusters, strict=True):
        if home.setdefault(code, cluster) != cluster:
            hint = "leave clusters out: then the customers are those drawn"
            raise InvalidValueError(
                "clusters", "one for each customer", [home[code], cluster], f"column {name!r}", hint
            )


def _rate(pairs: dict[str, Any], design: Design, resamples: int, rng: Rng, level: float) -> LearningRate:
    """Return the rate of some pairs of visits."""
    n, n_customers = len(pairs[NOW]), len(set(pairs[CUSTOMER]))
    none = LearningRate(value=None, draws=[], level=level, n=n, n_customers=n_customers, seed=seed_of(rng))
    if n < FEWEST:
        return none
    known = np.flatnonzero(~np.isnan(np.column_stack([pairs[EARLIER], pairs[GOT_EARLIER]])).any(axis=1)).tolist()
    if len(known) >= FEWEST_WITH_EARLIER:
        chosen = {name: [column[row] for row in known] for name, column in pairs.items()}
        used = evolve(none, n=len(known), n_customers=len(set(chosen[CUSTOMER])), uses_earlier_visit=True)
        columns = (NOW, GOT, NEXT, EARLIER, GOT_EARLIER)
        found = _estimated(used, moments(chosen, columns, missing="listwise", design=design), resamples, rng)
        if found.value is not None:
            return found
    return _estimated(none, moments(pairs, (NOW, GOT, NEXT), missing="listwise", design=design), resamples, rng)


def _estimated(none: LearningRate, found: Moments, resamples: int, rng: Rng) -> LearningRate:
    """Return the rate with the coefficient of some moments and of their resamples."""
    coefficients = _instrumented if none.uses_earlier_visit else _coefficients
    value = float(coefficients(found.covariance[None])[0])
    if not np.isfinite(value):
        return none
    parts = [coefficients(np.moveaxis(batch.covariances, -1, 0)) for batch in bootstrap(found, resamples, chance(rng))]
    draws = np.concatenate(parts) if parts else np.empty(0)
    sound = np.isfinite(draws)
    return evolve(none, value=value, draws=draws[sound], n_failed=int((~sound).sum()))


def _coefficients(covariances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the coefficient of the evaluation for each covariance matrix of [now, got, next]."""
    return _solved(covariances[:, :2, :2], covariances[:, :2, 2:])[:, 1, 0]


def _instrumented(covariances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the coefficient of the evaluation for each covariance matrix of [now, got, next, earlier, got earlier].

    The last two and the evaluation are the instruments: they stand in for the expectation now.
    """
    known, used = [1, 3, 4], [0, 1]
    across = covariances[:, known][:, :, used]
    stages = _solved(covariances[:, known][:, :, known], across)
    turned = np.swapaxes(stages, 1, 2)
    return _solved(turned @ across, turned @ covariances[:, known, 2:3])[:, 1, 0]


def _solved(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the solutions of many systems of equations, NaN where the left side is singular."""
    size = np.sqrt(np.diagonal(left, axis1=1, axis2=2))
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = left / (size[:, :, None] * size[:, None, :])
        sound = np.linalg.det(np.where(np.isfinite(scaled), scaled, 0.0)) > SINGULAR
    found = np.full(right.shape, np.nan)
    if sound.any():
        found[sound] = np.linalg.solve(scaled[sound], right[sound] / size[sound][:, :, None]) / size[sound][:, :, None]
    return found
