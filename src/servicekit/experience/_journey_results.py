"""What a journey tells: each moment, the changes between them, and the worst one."""

from collections.abc import Mapping
from typing import ClassVar, Final

from attrs import frozen

from servicekit.experience._journey_columns import Touchpoint
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._errors import UnknownConceptError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Average, Resampled, Share
from servicekit.stats.scores._mean_score import MeanScore

ROWS_PER_PREDICTOR: Final = 10


@frozen(kw_only=True)
class JourneyMoment(Result):
    """One touchpoint of a journey.

    Attributes:
        touchpoint: What was asked.
        score: Mean evaluation in the units of the scale.
        gap: Mean of evaluation less expectation of the same people, more is better; None without expectation.
        gap_p: Two-sided p-value of no gap (paired t; below 30 people the larger of it and that of the sign test).
        disappointed: Share of those whose evaluation is below their expectation; None without expectation.
        lost: Share of those here who reached no later touchpoint; None for the last one.
        n_skipped: People who were not here but reached a later touchpoint.
    """

    title = Label("Moment of truth", "关键时刻")
    derived: ClassVar[tuple[str, ...]] = ("score", "gap", "disappointed", "lost")

    touchpoint: Touchpoint
    score: MeanScore
    gap: Average | None
    gap_p: float | None = None
    disappointed: Share | None
    lost: Share | None
    n_skipped: int


@frozen(kw_only=True)
class MomentChange(Result):
    """Change from one touchpoint to the next among the people who evaluated both.

    Attributes:
        first, second: Keys of the two touchpoints.
        change: Mean of the second less the first evaluation, more is better.
        falling: Share of people whose evaluation falls.
        p: Two-sided p-value of no change (paired t; below 30 people the larger of it and that of the sign test).
        adjusted_p: Holm's, over all changes of the journey.
    """

    title = Label("Change between moments", "时刻之间的变化")
    derived: ClassVar[tuple[str, ...]] = ("change", "falling", "adjusted_p")

    first: str
    second: str
    change: Average
    falling: Share
    p: float | None
    adjusted_p: float | None


def weakest_of(moments: Mapping[str, JourneyMoment]) -> str | None:
    """Return the key of the moment with the lowest mean; None where nobody rated any.

    Args:
        moments: Key -> moment.
    """
    indices = {key: each.score.index for key, each in moments.items()}
    known = {key: index for key, index in indices.items() if index is not None}
    return min(known, key=lambda key: known[key]) if known else None


@frozen(kw_only=True)
class TouchpointJourney(Result):
    """A journey as customers evaluate it.

    Attributes:
        moments: Each touchpoint by its key, in the order of the journey.
        changes: Change from each touchpoint to the next.
        worst_counts: In how many resamples each touchpoint has the lowest mean.
        weakest_cost: How much higher the outcome would be if the weakest moment were as good as the others on average,
            in points of its scale; an association, not a proof of cause. None without an outcome.
        n_for_cost: Complete answers behind it.
    """

    title = Label("Journey", "顾客旅程")
    derived: ClassVar[tuple[str, ...]] = ("weakest", "worst_probability", "weakest_cost")
    _lines = ("moments",)

    moments: Mapping[str, JourneyMoment]
    changes: tuple[MomentChange, ...]
    worst_counts: Mapping[str, int]
    weakest_cost: Resampled | None
    n_for_cost: int = 0

    @property
    def worst_probability(self) -> dict[str, float]:
        """Share of resamples in which each touchpoint is the worst; empty without resamples."""
        drawn = sum(self.worst_counts.values())
        return {key: count / drawn for key, count in self.worst_counts.items()} if drawn else {}

    @property
    def weakest(self) -> str | None:
        """Key of the touchpoint with the lowest mean here; read it with its ``worst_probability``."""
        return weakest_of(self.moments)

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """That an association proves no cause, and whether its model has few answers."""
        if self.weakest_cost is None:
            return ()
        few = self.n_for_cost < ROWS_PER_PREDICTOR * len(self.moments)
        small = (beware(CautionKind.SMALL_FOR_MODEL, n=self.n_for_cost, p=len(self.moments)),) if few else ()
        return (beware(CautionKind.ASSOCIATION), *small)

    def __getitem__(self, key: str) -> JourneyMoment:
        if key not in self.moments:
            raise UnknownConceptError("touchpoint", key, list(self.moments))
        return self.moments[key]
