"""Disconfirmation: what was got less what was expected, what customers then do, and what that leads to."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, overload

import numpy as np
from attrs import frozen

from servicekit.data._accepted import Data, Values
from servicekit.data._answers import InputPolicy
from servicekit.data._frames import backend_of
from servicekit.data._grouping import by_name
from servicekit.data._scales import Scale
from servicekit.foundation._bands import Bands, Cut
from servicekit.foundation._documents import PROPERTY, under
from servicekit.foundation._literature import OLIVER_1980
from servicekit.foundation._results import Groups, Result, SetsAside
from servicekit.foundation._vocabulary import Concept, Label, framework
from servicekit.satisfaction._pairs import EVALUATION, EXPECTATION, VERDICT, VERDICTS, pairs
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Average, Share
from servicekit.stats.scores._category_score import category_shares
from servicekit.stats.summaries._column_means import average_of_columns
from servicekit.stats.summaries._moments import Moments
from servicekit.stats.summaries._moments_data import moments
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import tally


@frozen(kw_only=True)
class Consequence:
    """What an outcome leads to: keys of the level of loyalty and of the stream of word of mouth it feeds.

    Example:
        >>> import servicekit as sk
        >>> sk.satisfaction.Disconfirmation("simple").consequence.loyalty_level
        'fair'
    """

    loyalty_level: str
    word_of_mouth: str


@framework(
    "F02",
    title=Label("Disconfirmation of expectations", "事后获得与事先期望"),
    summary=Label(
        "Compares what a customer got with what was expected, and names the behaviour that follows.",
        "比较顾客事后获得与事先期望，并指出随之而来的行为。",
    ),
    sources=(
        under(PROPERTY, "如何判定客户满意"),
        OLIVER_1980,
    ),
)
class Disconfirmation(Concept):
    """The three outcomes of comparing experience with expectation.

    Example:
        >>> import servicekit as sk
        >>> str(sk.satisfaction.Disconfirmation("negative"))
        'Worse than expected 低于期望'
    """

    NEGATIVE = (
        "negative",
        "Worse than expected",
        "低于期望",
        "Turns away, does not come back and warns others.",
        "转身离去，不再光顾，并向他人传播坏口碑。",
    )
    SIMPLE = (
        "simple",
        "As expected",
        "符合期望",
        "Keeps buying while looking for alternatives; the relation does not last by itself.",
        "继续购买，同时寻找替代者，关系难以自行长久。",
    )
    POSITIVE = (
        "positive",
        "Better than expected",
        "超出期望",
        "Stays and recommends to others.",
        "长期留下，并主动向他人推荐。",
    )

    @property
    def consequence(self) -> Consequence:
        """What the outcome leads to."""
        return CONSEQUENCES[self]


OUTCOMES: Final = Bands(names=tuple(Disconfirmation), cuts=(Cut(0.0), Cut(0.0, "below")))


CONSEQUENCES: Final = {
    Disconfirmation.NEGATIVE: Consequence(loyalty_level="disloyal", word_of_mouth="negative"),
    Disconfirmation.SIMPLE: Consequence(loyalty_level="fair", word_of_mouth="none"),
    Disconfirmation.POSITIVE: Consequence(loyalty_level="loyal", word_of_mouth="positive"),
}


def disconfirmation(*, evaluation: float, expectation: float) -> Disconfirmation:
    """Return the outcome for one customer; both numbers on the same scale.

    Example:
        >>> import servicekit as sk
        >>> str(sk.disconfirmation(evaluation=8, expectation=6))
        'Better than expected 超出期望'
    """
    return OUTCOMES.of(evaluation - expectation)


@frozen(kw_only=True)
class DisconfirmationShares(SetsAside, Result):
    """Mean gap between experience and expectation, and the share of customers of each outcome.

    Attributes:
        gap: Mean of evaluation less expectation in complete pairs, with a t interval.
        outcomes: Share of each outcome by key.
        n_missing: Rows without both answers.
        rejected: Rows set aside, by reason.
    """

    title = Label("Disconfirmation of expectations", "期望差异")
    derived: ClassVar[tuple[str, ...]] = ("gap", "outcomes", "n", "n_missing", "n_rejected")

    gap: Average
    outcomes: Mapping[str, Share]
    n_missing: int
    rejected: Mapping[str, int]

    @property
    def n(self) -> int:
        """Rows with both answers."""
        return int(self.gap.n)


@overload
def disconfirmation_shares(
    data: Data | None = None,
    *,
    evaluation: str | Values,
    expectation: str | Values,
    scale: Scale,
    by: None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> DisconfirmationShares: ...
@overload
def disconfirmation_shares(
    data: Data | None = None,
    *,
    evaluation: str | Values,
    expectation: str | Values,
    scale: Scale,
    by: str | Sequence[str],
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Groups[DisconfirmationShares]: ...
def disconfirmation_shares(
    data: Data | None = None,
    *,
    evaluation: str | Values,
    expectation: str | Values,
    scale: Scale,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> DisconfirmationShares | Groups[DisconfirmationShares]:
    """Return the mean gap and the share of each outcome over complete pairs.

    Args:
        data: A frame of any kind, or a mapping of columns; None where the next two are arrays.
        evaluation, expectation: Column names, or arrays of equal length.
        scale: Scale of both answers; differences need no true zero. Where low numbers are good, answers are
            counted from its other end, so that a gap above 0 is always good news.
        by: Column of groups, or a list of columns; then a mapping group -> result is returned.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and for bad values.

    Example:
        >>> import servicekit as sk
        >>> met, hoped = [5, 3, 4], [4, 4, 4]
        >>> found = sk.satisfaction.disconfirmation_shares(evaluation=met, expectation=hoped, scale=sk.LIKERT_5)
        >>> found.outcomes["negative"].count
        1.0
    """
    paired = pairs(data, evaluation=evaluation, expectation=expectation, scale=scale, policy=policy)
    about: dict[str, Any] = {"missing": "listwise", "design": design, "replicated": False}
    found = moments(paired, (EVALUATION, EXPECTATION), by=by, **about)
    counted = tally(paired, VERDICT, scale=VERDICTS, design=design, by=by)
    if isinstance(counted, Tally):
        assert isinstance(found, Moments)
        return _shares(found, counted, scale, level)
    assert not isinstance(found, Moments)
    groups = {group: _shares(found[group], counted[group], scale, level) for group in found}
    return Groups(by_name(by or ()), groups, backend_of(data))


def _shares(found: Moments, counted: Tally, scale: Scale, level: float) -> DisconfirmationShares:
    return DisconfirmationShares(
        gap=average_of_columns(
            found,
            np.array([1.0, -1.0]),
            grain=float(scale.step or 0),
            level=level,
            name=Label("Evaluation less expectation", "评价减期望"),
        ),
        outcomes=category_shares(counted, Disconfirmation, level=level),
        n_missing=counted.missing,
        rejected=dict(counted.rejected),
    )
