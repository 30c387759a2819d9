"""Rational and emotional needs: was the problem solved, and did the customer feel well."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, Final, overload

import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, joined_aside, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import Batch, DerivedColumns, materialise_streams
from servicekit.data._scales import Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import RETAIL, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._quadrants import Quadrants
from servicekit.foundation._results import Groups, Result, SetsAside
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.intervals._odds import Odds, OddsRatio
from servicekit.stats.scores._category_score import category_share, category_shares
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import measured

CELL: Final = "needs met"
CELLS: Final = Scale(low=0, high=3)


@framework(
    "F07",
    title=Label("Rational and emotional needs", "理性需求与感性需求"),
    summary=Label(
        "A customer wants the problem solved, and wants to be valued, understood and at ease.",
        "顾客既希望解决问题，也希望被重视、被理解、感到舒适。",
    ),
    sources=(under(RETAIL, "顾客服务的定义"),),
)
class NeedsQuadrant(Concept):
    """What an encounter left the customer with."""

    NEITHER = "neither", "Neither", "两者皆无", "Not solved, and not felt well.", "问题未解决，感受也不好。"
    SOLVED_ONLY = "solved_only", "Solved only", "只解决问题", "Solved, but not felt well.", "问题解决了，但感受不好。"
    FELT_ONLY = "felt_only", "Felt well only", "只有好感受", "Felt well, but not solved.", "感受良好，但问题未解决。"
    BOTH = "both", "Both", "两者兼得", "Solved and felt well.", "问题解决了，感受也好。"


SQUARE: Final = Quadrants(
    across=Label("Problem solved", "问题解决"),
    up=Label("Felt well", "感受良好"),
    low_low=NeedsQuadrant.NEITHER,
    high_low=NeedsQuadrant.SOLVED_ONLY,
    low_high=NeedsQuadrant.FELT_ONLY,
    high_high=NeedsQuadrant.BOTH,
)


@frozen(kw_only=True)
class NeedsMet(SetsAside, Result):
    """Share of customers in each quadrant of needs.

    Attributes:
        tally: Customers by quadrant, in the order of ``NeedsQuadrant``.
        level: Confidence level.
    """

    title = Label("Needs met", "需求满足情况")
    derived: ClassVar[tuple[str, ...]] = ("shares", "odds_ratio", "n", "n_missing", "n_rejected")

    tally: Tally = field(repr=False)
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def shares(self) -> dict[str, Share]:
        """Share of each quadrant by its key."""
        return category_shares(self.tally, NeedsQuadrant, level=self.level)

    @property
    def odds_ratio(self) -> OddsRatio | None:
        """Odds of feeling well where the problem was solved over those where it was not; None under a design."""
        if self.tally.is_weighted:
            return None
        neither, solved, felt, both = self.tally.counts
        return OddsRatio(
            first=Odds(count=both, n=both + solved, level=self.level),
            second=Odds(count=felt, n=felt + neither, level=self.level),
        )

    @property
    def n(self) -> int:
        """Customers with every answer."""
        return self.tally.n

    @property
    def n_missing(self) -> int:
        """Customers without one of the answers."""
        return self.tally.missing

    @property
    def rejected(self) -> Mapping[str, int]:
        """Customers set aside."""
        return self.tally.rejected

    def __getitem__(self, quadrant: NeedsQuadrant | str) -> Share:
        cell = member(NeedsQuadrant, quadrant)
        return category_share(self.tally, SQUARE.cells.index(cell), level=self.level, name=cell.label)


@frozen(kw_only=True)
class _Plan:
    sides: tuple[tuple[str, ...], tuple[str, ...]]
    scale: Scale
    edge: float
    policy: InputPolicy


@overload
def needs_met(
    data: Data,
    *,
    solved: str | Sequence[str],
    felt: str | Sequence[str],
    scale: Scale,
    met_from: float | None = None,
    by: None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> NeedsMet: ...
@overload
def needs_met(
    data: Data,
    *,
    solved: str | Sequence[str],
    felt: str | Sequence[str],
    scale: Scale,
    met_from: float | None = None,
    by: str | Sequence[str],
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Groups[NeedsMet]: ...
def needs_met(
    data: Data,
    *,
    solved: str | Sequence[str],
    felt: str | Sequence[str],
    scale: Scale,
    met_from: float | None = None,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> NeedsMet | Groups[NeedsMet]:
    """Sort encounters into four: solved and felt well, one of the two, or neither.

    Args:
        data: A frame of any kind or a mapping of columns, one row per encounter.
        solved: Column, or columns whose mean counts, of the rational side: the problem is solved.
        felt: The same of the emotional side: pleasant, valued, understood, at ease.
        scale: Scale of all of them.
        met_from: Mean answer from which a side counts as met; None: the first answer beyond the middle of the scale.
        by: Column of groups, or a list of columns.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and for bad values.

    Returns:
        The share of each quadrant with its interval, and how much feeling well hangs on the solution.

    Raises:
        InvalidValueError: A column stands on both sides, or ``met_from`` is off the scale.

    Example:
        >>> import servicekit as sk
        >>> rows = {"fixed": [5, 5, 2, 4], "valued": [5, 2, 4, 4], "understood": [4, 1, 5, 5]}
        >>> found = sk.satisfaction.needs_met(rows, solved="fixed", felt=["valued", "understood"], scale=sk.LIKERT_5)
        >>> found["both"].value, found["solved_only"].value
        (0.5, 0.25)
    """
    sides = (_columns(solved), _columns(felt))
    named = [*sides[0], *sides[1]]
    if not sides[0] or not sides[1] or len(set(named)) < len(named):
        raise InvalidValueError("solved and felt", "columns, each on one side and once", named)
    if met_from is not None:
        checks.validate(checks.number_in(scale.low, scale.high), "met_from", met_from)
    plan = _Plan(sides=sides, scale=scale, edge=_edge(scale, met_from), policy=as_policy(policy))
    made = DerivedColumns(data=materialise_streams(data), needs=tuple(named), makes=(CELL,), make=partial(_make, plan))

    def make(counted: Tally) -> NeedsMet:
        return NeedsMet(tally=counted, level=level)

    return measured(make, made, CELL, CELLS, by, {"design": design, "counts": None, "policy": None})


def _columns(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _edge(scale: Scale, met_from: float | None) -> float:
    """Return the turned answer from which a side counts as met."""
    if met_from is not None:
        return float(scale.turned(np.array([float(met_from)]))[0])
    middle = (scale.low + scale.high) / 2
    if scale.step is None:
        return float(np.nextafter(middle, scale.high))
    return next(answer for answer in scale.categories if answer > middle)


def _make(plan: _Plan, batch: Batch, first_row: int) -> Mapping[str, Column]:
    means, aside = [], []
    here: Any = True
    for side in plan.sides:
        total: Any = 0.0
        for name in side:
            answers = read_answers(batch[name], plan.scale, plan.policy, first_row=first_row)
            total = total + plan.scale.turned(answers.numbers(plan.scale))
            here = here & answers.here
            aside.append(answers.aside)
        means.append(np.nan_to_num(total / len(side)))
    edge = plan.edge - 1e-12  # a mean of answers may miss it by rounding
    cells = SQUARE.index(*means, across_cut=edge, up_cut=edge).astype(float)
    return {CELL: Column(name=CELL, values=cells, valid=np.asarray(here), rejected=joined_aside(*aside))}
