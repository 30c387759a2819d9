"""Where expectations come from and why they rise: sources, drift, and how experience moves them."""

from collections.abc import Mapping, Sequence
from math import isclose
from typing import Any, ClassVar, Final, overload

import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._moment_resamples import bootstrap
from servicekit.stats.designs._resampling import SEED, Rng, chance, seed_of
from servicekit.stats.intervals._estimates import Resampled
from servicekit.stats.summaries._moments import Moments
from servicekit.stats.summaries._moments_data import moments
from servicekit.stats.summaries._row_groups import measured_by

WEIGHT: Final = Label("Weight of the source", "来源的权重")


@framework(
    "F05",
    title=Label("Sources of expectation", "期望值的来源"),
    summary=Label("What customers expect comes from four sources.", "顾客的期望来自四个方面。"),
    sources=(under(AFTER_SALES, "何谓客户的期望值"),),
)
class ExpectationSource(Concept):
    """Where an expectation comes from."""

    PAST_SERVICE = (
        "past_service",
        "Own past service",
        "过去的服务经历",
        "What the customer has met before.",
        "顾客以往的亲身经历。",
    )
    FRIENDS = "friends", "What friends say", "亲友的介绍", "Word of mouth from people one trusts.", "信任的人的口碑。"
    SERVICE_STATION = (
        "service_station",
        "What the service station announces",
        "服务站的宣传",
        "Promises of the place that serves.",
        "提供服务的网点所作的承诺。",
    )
    MANUFACTURER = (
        "manufacturer",
        "What the manufacturer announces",
        "厂家的宣传",
        "Promises and advertising of the maker.",
        "厂家的承诺与广告。",
    )


@framework(
    "F05",
    title=Label("Why expectations rise", "期望值为何越来越高"),
    summary=Label("Five forces that raise what customers expect.", "使顾客越来越挑剔的五种力量。"),
    sources=(under(AFTER_SALES, "为什么顾客越来越挑剔"),),
    interpretation=Label(
        "The deck writes advertising and guarantees in one word; they are read as two reasons.",
        "讲义把广告与保证写在一起，此处理解为两个原因。",
    ),
)
class RisingExpectation(Concept):
    """A reason why customers expect more than before."""

    PROMISES = "promises", "Company promises", "企业承诺", "The company itself promises more.", "企业自己承诺得更多。"
    INDUSTRY = "industry", "Trend of the industry", "行业趋势", "The whole trade gets better.", "整个行业都在进步。"
    COMPETITION = "competition", "Competition", "竞争", "Rivals offer more.", "竞争对手提供得更多。"
    ADVERTISING = "advertising", "Advertising", "广告", "Advertising raises hopes.", "广告抬高了期望。"
    GUARANTEES = "guarantees", "Guarantees", "保证", "Guarantees set what is the least.", "各种保证抬高了底线。"


def blend(sources: Mapping[Any, float], *, shares: Mapping[Any, float]) -> float:
    """Return the expectation that follows from its sources: their weighted mean.

    Args:
        sources: Level of expectation that each source suggests, on any one scale; by ``ExpectationSource``, its key, or
            a name of one's own.
        shares: Share of each source in the expectation, at least 0, together 1.

    Raises:
        InvalidValueError: The shares are not those of the sources, or do not add up to 1.

    Example:
        >>> import servicekit as sk
        >>> sk.satisfaction.blend({"past_service": 6, "friends": 8}, shares={"past_service": 0.75, "friends": 0.25})
        6.5
    """
    sources, shares = _by_key(sources), _by_key(shares)
    if not sources or set(sources) != set(shares):
        raise InvalidValueError("shares", f"one for each source ({', '.join(sources)})", list(shares))
    for name in sources:
        checks.validate(checks.finite, f"source {name!r}", sources[name])
        checks.validate(checks.share, f"share of {name!r}", shares[name])
    if not isclose(total := sum(shares.values()), 1.0, abs_tol=1e-9):
        raise InvalidValueError("shares", "such that they add up to 1", total)
    return float(sum(sources[name] * shares[name] for name in sources))


def _by_key(values: Mapping[Any, float]) -> dict[str, float]:
    return {each.key if isinstance(each, ExpectationSource) else str(each): value for each, value in values.items()}


def _raise(promise: Any) -> float:
    """Return by how much an expectation rises: a number, or the sum over the reasons why it does."""
    if not isinstance(promise, Mapping):
        checks.validate(checks.finite, "promise", promise)
        return float(promise)
    for reason, amount in promise.items():
        checks.validate(checks.finite, f"rise by {member(RisingExpectation, reason).key!r}", amount)
    return float(sum(promise.values()))


@frozen(kw_only=True)
class ExpectationPath(Result):
    """How expectation moves with experience, and what that means for satisfaction.

    Attributes:
        start: Expectation before the first visit, promise of that visit not included.
        learning: Share of the gap between experience and expectation that the next expectation takes in.
        experiences: What each visit brought.
        promises: Raise of the expectation before a visit, by visit, counted from 1.
    """

    title = Label("Path of expectation", "期望的变化路径")
    derived: ClassVar[tuple[str, ...]] = ("expectations", "gaps", "cost_of_promises")

    start: float = field(validator=checks.finite)
    learning: float = field(validator=checks.number_in(0, 1))
    experiences: tuple[float, ...]
    promises: Mapping[int, float] = field(factory=dict, hash=False)

    @property
    def expectations(self) -> tuple[float, ...]:
        """Expectation at each visit."""
        found, level = [], self.start
        for visit, experience in enumerate(self.experiences, start=1):
            level += self.promises.get(visit, 0.0)
            found.append(level)
            level += self.learning * (experience - level)
        return tuple(found)

    @property
    def gaps(self) -> tuple[float, ...]:
        """Experience less expectation at each visit."""
        return tuple(got - hoped for got, hoped in zip(self.experiences, self.expectations, strict=True))

    @property
    def cost_of_promises(self) -> float:
        """Points of satisfaction that the promises cost over these visits: gaps without less gaps with them."""
        keep = 1 - self.learning
        visits = len(self.experiences)
        return float(
            sum(
                raised * sum(keep**step for step in range(visits - visit + 1))
                for visit, raised in self.promises.items()
            )
        )


def expectation_path(
    start: float,
    experiences: Sequence[float],
    *,
    learning: float,
    promises: Mapping[int, float | Mapping[Any, float]] | None = None,
) -> ExpectationPath:
    """Follow an expectation that learns from each visit, so that a promise today is seen to cost satisfaction tomorrow.

    Args:
        start: Expectation before the first visit.
        experiences: What each visit brings, on the same scale.
        learning: Share of the gap that the next expectation takes in, 0 (never learns) to 1 (expects what it met last).
        promises: Visit, counted from 1 -> raise of the expectation just before it: a number, or one for each reason of
            ``RisingExpectation`` or its key ({"promises": 0.5, "competition": 0.3}).

    Formula:
        E(t+1) = E(t) + a (P(t) - E(t)) + promise(t+1). A promise raised once by d costs d (1 - (1 - a)^T) / a points
        over T visits, and d / a in all.

    Raises:
        InvalidValueError: No visit, ``learning`` outside 0 to 1, or a promise at a visit that is not there.

    Example:
        >>> import servicekit as sk
        >>> path = sk.satisfaction.expectation_path(6, [7] * 3, learning=0.5, promises={1: 1})
        >>> path.expectations, path.cost_of_promises
        ((7.0, 7.0, 7.0), 1.75)
    """
    visits = checks.as_tuple("experiences", experiences)
    if not visits:
        raise InvalidValueError("experiences", "at least one visit", [])
    for visit in visits:
        checks.validate(checks.finite, "experience", visit)
    raised = dict(promises or {})
    if beyond := [visit for visit in raised if visit not in range(1, len(visits) + 1)]:
        raise InvalidValueError("visits of promises", f"whole numbers from 1 to {len(visits)}", beyond)
    return ExpectationPath(
        start=float(start) if isinstance(start, int) else start,
        learning=learning,
        experiences=tuple(float(visit) for visit in visits),
        promises={int(visit): _raise(promise) for visit, promise in raised.items()},
    )


@frozen(kw_only=True)
class SourceWeights(Result):
    """How much each source counts in the expectation.

    Attributes:
        weights: Weight of each source, at least 0 and together 1, with percentile intervals.
        at_bound: Sources whose weight is 0, the end of what is allowed; their interval says only how large it may be.
        n: Respondents with every answer.
        seed: Of the resamples; None where a generator was handed in.
    """

    title = Label("Weights of the sources of expectation", "期望来源的权重")
    derived: ClassVar[tuple[str, ...]] = ("weights", "at_bound", "seed")

    weights: Mapping[str, Resampled]
    n: int
    seed: int | None = None

    @property
    def at_bound(self) -> tuple[str, ...]:
        """Sources at a weight of 0."""
        return tuple(name for name, weight in self.weights.items() if weight.value is not None and weight.value < 1e-9)


@overload
def estimate_source_weights(
    data: Data,
    expectation: str,
    sources: Sequence[str],
    *,
    scale: Scale | None = None,
    resamples: int = ...,
    rng: Rng = ...,
    record_id: str | None = None,
    level: float = ...,
    by: None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> SourceWeights: ...
@overload
def estimate_source_weights(
    data: Data,
    expectation: str,
    sources: Sequence[str],
    *,
    scale: Scale | None = None,
    resamples: int = ...,
    rng: Rng = ...,
    record_id: str | None = None,
    level: float = ...,
    by: str | Sequence[str],
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Groups[SourceWeights]: ...
def estimate_source_weights(
    data: Data,
    expectation: str,
    sources: Sequence[str],
    *,
    scale: Scale | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    record_id: str | None = None,
    level: float = 0.95,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> SourceWeights | Groups[SourceWeights]:
    """Estimate how much each source counts in what customers expect.

    Args:
        data: A frame of any kind or a mapping of columns, one row per respondent.
        expectation: Column of the expectation.
        sources: Columns of what each source suggests, two to eight, on the same scale.
        scale: Scale of all columns; None for plain numbers.
        resamples: Bootstrap resamples for the intervals; 0 for none.
        rng: Seed or generator of the resamples.
        record_id: Column that identifies rows, so that resamples do not depend on their order.
        level: Confidence level.
        by: Column of groups, or a list of columns; of a design then weights alone.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and for bad values.

    Formula:
        Least squares with weights of at least 0 that add up to 1, and a constant for what raises or lowers every
        expectation alike; solved exactly over the subsets of sources.

    Raises:
        InvalidValueError: Fewer than two sources, or a column named twice.

    Example:
        >>> import numpy as np
        >>> import servicekit as sk
        >>> rng = np.random.default_rng(1)
        >>> past, friends = rng.normal(6, 1, 200), rng.normal(7, 1, 200)
        >>> rows = {"hoped": 0.7 * past + 0.3 * friends + rng.normal(0, 0.2, 200), "past": past, "friends": friends}
        >>> found = sk.satisfaction.estimate_source_weights(rows, "hoped", ["past", "friends"])
        >>> round(found.weights["past"].value, 2)
        0.73
    """
    names = checks.as_tuple("sources", sources)
    if not 2 <= len(names) <= 8 or len({*names, expectation}) < len(names) + 1:
        raise InvalidValueError("sources", "two to eight columns, each once and not the expectation", list(names))
    columns = [*names, expectation]
    about: dict[str, Any] = {"scale": scale, "design": design, "record_id": record_id, "policy": policy}

    def estimated(rows: Data) -> SourceWeights:
        found = moments(rows, columns, missing="listwise", **about)
        return _weights_of(found, names, resamples, rng, level)

    if by is None:
        return estimated(data)
    needed = [*columns, *([record_id] if record_id else [])]
    return measured_by(estimated, data, by, columns=needed, design=design)


def _weights_of(found: Moments, names: Sequence[str], resamples: int, rng: Rng, level: float) -> SourceWeights:
    k = len(names)
    value = _simplex(found.covariance[None])[0] if found.n > k + 1 else np.full(k, np.nan)
    parts = [_simplex(np.moveaxis(batch.covariances, -1, 0)) for batch in bootstrap(found, resamples, chance(rng))]
    draws = np.concatenate(parts) if parts else np.empty((0, k))
    sound = np.isfinite(draws).all(axis=1)
    return SourceWeights(
        weights={
            name: Resampled(
                value=float(value[place]) if np.isfinite(value[place]) else None,
                draws=draws[sound, place],
                n_failed=int((~sound).sum()),
                level=level,
                name=WEIGHT,
            )
            for place, name in enumerate(names)
        },
        n=found.n,
        seed=seed_of(rng),
    )


def _simplex(covariances: Any) -> Any:
    """Return the best weights on the simplex for each covariance matrix of [sources, expectation], (stack, k)."""
    k = covariances.shape[-1] - 1
    inner, outer = covariances[:, :k, :k], covariances[:, :k, k]
    best, least = np.full((len(covariances), k), np.nan), np.full(len(covariances), np.inf)
    for subset in range(1, 2**k):
        chosen = [place for place in range(k) if subset >> place & 1]
        size = len(chosen)
        system = np.zeros((len(covariances), size + 1, size + 1))
        system[:, :size, :size] = inner[:, chosen][:, :, chosen]
        system[:, size, :size] = system[:, :size, size] = 1
        right = np.concatenate([outer[:, chosen], np.ones((len(covariances), 1))], axis=1)
        finite: Any = np.isfinite(system).all(axis=(1, 2))
        ranks = np.linalg.matrix_rank(np.where(finite[:, None, None], system, 0.0))
        regular: Any = finite & (ranks == size + 1)
        solved = np.linalg.solve(system[regular], right[regular][..., None])[:, :size, 0]
        weights = np.zeros((len(covariances), k))
        weights[np.ix_(regular, np.array(chosen))] = solved
        loss = np.einsum("si,sij,sj->s", weights, inner, weights) - 2 * np.einsum("si,si->s", weights, outer)
        better = regular & (weights >= -1e-12).all(axis=1) & (loss < least - 1e-15)
        best[better], least[better] = np.clip(weights[better], 0, 1), loss[better]
    return best
