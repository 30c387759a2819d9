"""Net promoter score: promoters less detractors among answers from 0 to 10 to "would you recommend us?"."""

from functools import cache
from typing import ClassVar, Final, overload

from attrs import frozen

from servicekit.data._accepted import Data, Values
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import ZERO_TO_TEN, Scale
from servicekit.foundation._bands import Bands
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import REICHHELD_2003
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Concept, Label, framework
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._category_score import CategoryScore, category_shares
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import measured


@framework(
    "F10",
    title=Label("Net promoter groups", "净推荐值分组"),
    summary=Label(
        "Sorts customers by how likely they say they are to recommend.", "按顾客自述的推荐可能性把顾客分成三组。"
    ),
    sources=(REICHHELD_2003,),
)
class PromoterGroup(Concept):
    """The three groups of the net promoter score."""

    DETRACTOR = "detractor", "Detractor", "贬损者", "Answers 0 to 6.", "回答0至6分。"
    PASSIVE = "passive", "Passive", "被动者", "Answers 7 or 8.", "回答7或8分。"
    PROMOTER = "promoter", "Promoter", "推荐者", "Answers 9 or 10.", "回答9或10分。"


GROUPS: Final = Bands(names=tuple(PromoterGroup), cuts=(7.0, 9.0))
WORTH: Final = {PromoterGroup.DETRACTOR: -100.0, PromoterGroup.PASSIVE: 0.0, PromoterGroup.PROMOTER: 100.0}


POINTS: Final = tuple(WORTH[group] for group in PromoterGroup)


@cache
def points(answers: tuple[float, ...]) -> tuple[float, ...]:
    """Return -100, 0 or 100 for each answer."""
    return tuple(WORTH[GROUPS.of(answer)] for answer in answers)


@frozen(kw_only=True)
class NetPromoterScore(CategoryScore):
    """Net promoter score in points from -100 to 100."""

    title = Label("Net promoter score", "净推荐值")
    derived: ClassVar[tuple[str, ...]] = (*CategoryScore.derived, "group_shares")

    @property
    def scores(self) -> tuple[float, ...]:
        """-100, 0 or 100 for each answer."""
        return points(self.tally.scale.categories)

    @property
    def _kinds(self) -> dict[str, tuple[bool, ...]]:
        worth = {group.key: WORTH[group] for group in PromoterGroup}
        return {key: tuple(score == point for score in self.scores) for key, point in worth.items()}

    @property
    def group_shares(self) -> dict[str, Share]:
        """Share of each group with its interval."""
        places = [POINTS.index(point) for point in self.scores]
        return category_shares(self.tally.regrouped(places), PromoterGroup, level=self.level)


def _recommend_scale(scale: Scale) -> Scale:
    if (scale.low, scale.high, scale.step, scale.higher_is_better) != (0, 10, 1, True):
        hint = "rescaling other questions to 0-10 does not make them comparable with published scores"
        raise InvalidValueError("scale of a net promoter score", "whole numbers from 0 to 10", scale.rule, hint=hint)
    return scale


@overload
def net_promoter_score(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: None = None,
    scale: Scale = ZERO_TO_TEN,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> NetPromoterScore: ...
@overload
def net_promoter_score(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: str | Values,
    scale: Scale = ZERO_TO_TEN,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[NetPromoterScore]: ...
def net_promoter_score(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: str | Values | None = None,
    scale: Scale = ZERO_TO_TEN,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> NetPromoterScore | Groups[NetPromoterScore]:
    """Return promoters (9, 10) less detractors (0 to 6) in points, with the score interval.

    Args:
        data: Answers from 0 to 10, or a frame of any kind with ``column``, or a tally.
        column: Column of the answers.
        by: Column of groups, or a list of columns; then a mapping group -> score is returned.
        scale: The 0-10 scale with its missing codes and labels; any other is refused.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        counts: Column of frequencies of a table with one row per kind of answer, instead of a design.
        policy: Policy for text and for bad values.

    Formula:
        100 (promoters - detractors) / n; interval: Tango's score interval of scores -1, 0, 1.

    Source:
        Reichheld (2003); Tango (1998).

    Example:
        >>> import servicekit as sk
        >>> sk.net_promoter_score([9, 10, 3, 7])
        NetPromoterScore(25, [-63.3, 87.72], n=4)
    """

    def make(counted: Tally) -> NetPromoterScore:
        return NetPromoterScore(tally=counted, level=level)

    return measured(
        make, data, column, _recommend_scale(scale), by, {"design": design, "counts": counts, "policy": policy}
    )
