"""Moments of truth: the touchpoints of a journey, where it drops, where customers are lost, the worst moment."""

from collections.abc import Sequence
from typing import Any, Final, overload

import attrs
import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy
from servicekit.data._frames import backend_of
from servicekit.data._grouping import by_name
from servicekit.data._requests import DerivedColumns
from servicekit.data._scales import YES_NO, Scale
from servicekit.experience._journey_columns import (
    SIGNS,
    Touchpoint,
    changes_name,
    evaluations_name,
    gaps_name,
    journey_columns,
    lost_name,
    outcome_name,
    signs_name,
    skipped_name,
)
from servicekit.experience._journey_results import JourneyMoment, MomentChange, TouchpointJourney, weakest_of
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label
from servicekit.stats.comparison._comparison import holm
from servicekit.stats.comparison._mean_test import mean_test
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._moment_resamples import bootstrap
from servicekit.stats.designs._resampling import SEED, Rng, chance
from servicekit.stats.intervals._estimates import Resampled
from servicekit.stats.scores._category_score import category_share
from servicekit.stats.scores._mean_score import MeanScore
from servicekit.stats.summaries._column_means import average_of_columns
from servicekit.stats.summaries._moments import Moments
from servicekit.stats.summaries._moments_data import moments_of
from servicekit.stats.summaries._tally_data import tallies_of


@frozen(kw_only=True)
class _Settings:
    touchpoints: tuple[Touchpoint, ...]
    scale: Scale
    outcome: str | None
    design: Design | None
    by: str | Sequence[str] | None
    level: float
    resamples: int
    record_id: str | None
    rng: np.random.Generator = field(eq=False)


@overload
def journey(
    data: Data,
    touchpoints: Sequence[Touchpoint],
    *,
    scale: Scale,
    by: None = None,
    outcome: str | None = None,
    outcome_scale: Scale | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    record_id: str | None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> TouchpointJourney: ...
@overload
def journey(
    data: Data,
    touchpoints: Sequence[Touchpoint],
    *,
    scale: Scale,
    by: str | Sequence[str],
    outcome: str | None = None,
    outcome_scale: Scale | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    record_id: str | None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Groups[TouchpointJourney]: ...
def journey(
    data: Data,
    touchpoints: Sequence[Touchpoint],
    *,
    scale: Scale,
    by: str | Sequence[str] | None = None,
    outcome: str | None = None,
    outcome_scale: Scale | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    record_id: str | None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> TouchpointJourney | Groups[TouchpointJourney]:
    """Follow customers through the moments of truth of a journey.

    Args:
        data: A frame of any kind or a mapping of columns, one row per customer.
        touchpoints: At least two, in the order in which customers meet them.
        scale: Scale of all evaluations and expectations.
        by: Column of groups, or a list of columns.
        outcome: Column of what the journey leads to, such as overall satisfaction, for the cost of the weakest moment.
        outcome_scale: Scale of the outcome; None: the same scale.
        resamples: Bootstrap resamples for the probability of being the worst and for the cost; 0 for none.
        rng: Seed or generator of the resamples.
        record_id: Column that identifies rows, so that resamples do not depend on their order.
        level: Confidence level.
        design: Columns of weights, strata and clusters; whole clusters are resampled.
        policy: Policy for text and for bad values.

    Returns:
        Each moment with its mean, gap and losses, the paired changes with Holm's p-values, and for each moment the
        probability that it is the worst: with 100 answers the name of the worst alone is often wrong.

    Raises:
        InvalidValueError: Fewer than two touchpoints, or a key or column named twice.

    Formula:
        Cost = b (mean of the other moments - mean of the weakest), b its coefficient in a regression of the outcome on
        all moments.

    Example:
        >>> import servicekit as sk
        >>> asked = [sk.experience.Touchpoint(key=key, evaluation=key) for key in ("booking", "stay")]
        >>> found = sk.experience.journey({"booking": [5, 4, 5], "stay": [3, 2, 4]}, asked, scale=sk.LIKERT_5)
        >>> found.weakest, found.worst_probability["stay"]
        ('stay', 1.0)
    """
    asked = _checked(touchpoints)
    outcomes = outcome_scale or scale
    made = journey_columns(data, asked, scale, outcome, outcomes, as_policy(policy))
    settings = _Settings(
        touchpoints=asked,
        scale=scale,
        outcome=outcome,
        design=design,
        by=by,
        level=level,
        resamples=resamples,
        record_id=record_id,
        rng=chance(rng),
    )
    moments = _moments(made, settings)
    changes = _changes(made, settings)
    sums = _sums_for_cost(made, settings)
    worst = _worst(made, settings)
    costs = {group: (_cost(each, settings, weakest_of(moments[group])), each.n) for group, each in sums.items()}
    results = {
        group: TouchpointJourney(
            moments=found,
            changes=changes[group],
            worst_counts=worst[group],
            weakest_cost=costs[group][0] if costs else None,
            n_for_cost=costs[group][1] if costs else 0,
        )
        for group, found in moments.items()
    }
    return results[None] if by is None else Groups(by_name(by), results, backend_of(data))


def _checked(touchpoints: Sequence[Touchpoint]) -> tuple[Touchpoint, ...]:
    if isinstance(touchpoints, Touchpoint | str) or not all(isinstance(each, Touchpoint) for each in touchpoints):
        raise InvalidValueError("touchpoints", "a list of Touchpoint objects", touchpoints)
    asked = tuple(touchpoints)
    for what in ("key", "evaluation"):
        names = [getattr(each, what) for each in asked]
        if len(names) < 2 or len(set(names)) < len(names):
            raise InvalidValueError("touchpoints", f"at least two, each with its own {what}", names)
    return asked


def _moments(made: Any, s: _Settings) -> dict[Any, dict[str, JourneyMoment]]:
    found: dict[Any, dict[str, JourneyMoment]] = {}
    last = s.touchpoints[-1]
    for each in s.touchpoints:
        key = each.key
        scores = tallies_of(made, evaluations_name(key), by=s.by, scale=s.scale, design=s.design)
        skipped = tallies_of(made, skipped_name(key), by=s.by, scale=YES_NO)
        lost = None if each is last else tallies_of(made, lost_name(key), by=s.by, scale=YES_NO, design=s.design)
        gaps, signs = None, None
        if each.expectation is not None:
            name = gaps_name(key)
            gaps = moments_of(made, (name,), by=s.by, missing="listwise", design=s.design, replicated=False)
            signs = tallies_of(made, signs_name(name), by=s.by, scale=SIGNS, design=s.design)
        for group, tally in scores.items():
            gap = average_of_columns(gaps[group], np.ones(1), level=s.level, name=GAP) if gaps else None
            down, _, up = signs[group].counts if signs else (0, 0, 0)
            found.setdefault(group, {})[key] = JourneyMoment(
                touchpoint=each,
                score=MeanScore(tally=tally, level=s.level),
                gap=gap,
                gap_p=None if gap is None else mean_test(gap, down=int(down), up=int(up)).p,
                disappointed=category_share(signs[group], 0, level=s.level, name=DISAPPOINTED) if signs else None,
                lost=category_share(lost[group], 1, level=s.level, name=LOST) if lost else None,
                n_skipped=int(skipped[group].counts[1]),
            )
    return found


GAP: Final = Label("Evaluation less expectation", "评价减期望")
DISAPPOINTED: Final = Label("Disappointed", "失望的顾客")
LOST: Final = Label("Lost after this moment", "此后流失的顾客")
CHANGE: Final = Label("Change to the next moment", "到下一时刻的变化")
FALLING: Final = Label("Evaluation falls", "评价下降的顾客")
COST: Final = Label("Cost of the weakest moment", "最弱时刻的代价")


def _changes(made: DerivedColumns, s: _Settings) -> dict[Any, tuple[MomentChange, ...]]:
    found: dict[Any, list[MomentChange]] = {}
    for first, second in zip(s.touchpoints, s.touchpoints[1:], strict=False):
        name = changes_name(second.key)
        means = moments_of(made, (name,), by=s.by, missing="listwise", design=s.design, replicated=False)
        signs = tallies_of(made, signs_name(name), by=s.by, scale=SIGNS, design=s.design)
        for group, moments in means.items():
            change = average_of_columns(moments, np.ones(1), level=s.level, name=CHANGE)
            down, _, up = signs[group].counts
            found.setdefault(group, []).append(
                MomentChange(
                    first=first.key,
                    second=second.key,
                    change=change,
                    falling=category_share(signs[group], 0, level=s.level, name=FALLING),
                    p=mean_test(change, down=int(down), up=int(up)).p,
                    adjusted_p=None,
                )
            )
    return {group: _adjusted(changes) for group, changes in found.items()}


def _adjusted(changes: list[MomentChange]) -> tuple[MomentChange, ...]:
    adjusted = holm([change.p for change in changes], nan="drop").adjusted
    return tuple(attrs.evolve(change, adjusted_p=p) for change, p in zip(changes, adjusted, strict=True))


def _worst(made: DerivedColumns, s: _Settings) -> dict[Any, dict[str, int]]:
    names = [evaluations_name(each.key) for each in s.touchpoints]
    found = moments_of(made, names, by=s.by, missing="pairwise", design=s.design, record_id=s.record_id)
    turn = 1.0 if s.scale.higher_is_better else -1.0
    counts: dict[Any, dict[str, int]] = {}
    for group, moments in found.items():
        lowest = np.zeros(len(names), dtype=np.int64)
        for batch in bootstrap(moments, s.resamples, s.rng):
            means = turn * batch.means
            known = ~np.isnan(means).all(axis=0)
            lowest += np.bincount(np.nanargmin(means[:, known], axis=0), minlength=len(names))
        counts[group] = {each.key: int(count) for each, count in zip(s.touchpoints, lowest, strict=True)}
    return counts


def _sums_for_cost(made: Any, s: _Settings) -> dict[Any, Moments]:
    """Return by group the sums of all moments and the outcome; none without an outcome."""
    if s.outcome is None:
        return {}
    names = [*(evaluations_name(each.key) for each in s.touchpoints), outcome_name(s.outcome)]
    return moments_of(made, names, by=s.by, missing="listwise", design=s.design, record_id=s.record_id)


def _cost(moments: Moments, s: _Settings, key: str | None) -> Resampled:
    """Return the cost of a moment; the weakest of all answers need not be that of the complete ones."""
    k = len(s.touchpoints)
    none = Resampled(value=None, draws=[], level=s.level, name=COST)
    if moments.n < k + 2 or key is None:
        return none
    weakest = [each.key for each in s.touchpoints].index(key)

    def cost(levels: Any, covariances: Any) -> Any:
        slopes = np.linalg.solve(covariances[..., :k, :k], covariances[..., :k, k:])[..., weakest, 0]
        others = (levels[..., :k].sum(axis=-1) - levels[..., weakest]) / (k - 1)
        return slopes * (others - levels[..., weakest])

    try:
        value = float(cost(moments.means, moments.covariance))
    except np.linalg.LinAlgError:  # moments that copy each other have no slope of their own
        return none
    draws, failed = [], 0
    for batch in bootstrap(moments, s.resamples, s.rng):
        covariances, levels = np.moveaxis(batch.covariances, -1, 0), batch.means.T
        sound = np.isfinite(covariances).all(axis=(1, 2)) & (np.linalg.matrix_rank(covariances[:, :k, :k]) == k)
        draws.extend(cost(levels[sound], covariances[sound]).tolist())
        failed += int((~sound).sum())
    return Resampled(value=value, draws=draws, n_failed=failed, level=s.level, name=COST)
