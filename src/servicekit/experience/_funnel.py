"""The path of the customer: awareness, contact, satisfaction, loyalty, and how many go from one to the next."""

import itertools
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, Final, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, joined_aside, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import Batch, DerivedColumns, backend_of, materialise_streams
from servicekit.data._grouping import by_name
from servicekit.data._scales import YES_NO, Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import PROPERTY, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups, Result, SetsAside
from servicekit.foundation._vocabulary import Concept, Label, framework
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._category_score import category_share
from servicekit.stats.summaries._tally_data import tallies_of

STAGES_PASSED: Final = "stages passed"
OUT_OF_ORDER: Final = "stages out of order"


@framework(
    "F08",
    title=Label("The path of the customer", "客户的路径"),
    summary=Label(
        "A customer hears of a company, deals with it, is satisfied and becomes loyal; at each step some are lost.",
        "客户从认知、接触、满意到忠诚，每一步都会流失一部分。",
    ),
    sources=(under(PROPERTY, "客户服务的目标"),),
)
class CustomerPath(Concept):
    """Stages on the way to a loyal customer.

    Example:
        >>> import servicekit as sk
        >>> str(sk.experience.CustomerPath("awareness"))
        'Awareness 认知'
    """

    AWARENESS = "awareness", "Awareness", "认知", "Knows of the company or its service.", "知道这家公司或它的服务。"
    CONTACT = "contact", "Contact", "接触", "Has dealt with it: asked, visited, bought.", "有过接触：咨询、到访或购买。"
    SATISFACTION = "satisfaction", "Satisfaction", "满意", "Is satisfied with what was met.", "对所得到的感到满意。"
    LOYALTY = "loyalty", "Loyalty", "忠诚", "Comes back and recommends.", "再次光顾并向他人推荐。"


@frozen(kw_only=True)
class Funnel(SetsAside, Result):
    """How many people reach each stage, and what share of them goes on to the next.

    Attributes:
        counts: People at each stage, never more than at the stage before.
        conversions: Share of those at the stage before who reached this one, by stage from the second on.
        overall: Share of those at the first stage who reached the last, straight from its two counts.
        n_out_of_order: People who gave a later stage but not an earlier one; they count up to the first one missing.
        n_missing, rejected: Rows without all answers; rows set aside, by reason.
    """

    title = Label("Funnel", "转化漏斗")
    derived: ClassVar[tuple[str, ...]] = ("lost",)
    _lines = ("counts", "conversions", "lost")

    counts: Mapping[str, int]
    conversions: Mapping[str, Share]
    overall: Share
    n_out_of_order: int = 0
    n_missing: int = 0
    rejected: Mapping[str, int] = field(factory=dict, hash=False)

    @property
    def n(self) -> int:
        """People at the first stage."""
        return next(iter(self.counts.values()))

    @property
    def lost(self) -> dict[str, int]:
        """People lost on the way to each stage from the second on."""
        stages = list(self.counts)
        return {stage: self.counts[before] - self.counts[stage] for before, stage in itertools.pairwise(stages)}


@frozen(kw_only=True)
class _Plan:
    stages: tuple[str, ...]
    policy: InputPolicy


@overload
def funnel(
    data: Data | Mapping[str, int],
    stages: Sequence[str] | None = None,
    *,
    by: None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Funnel: ...
@overload
def funnel(
    data: Data | Mapping[str, int],
    stages: Sequence[str] | None = None,
    *,
    by: str | Sequence[str],
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Groups[Funnel]: ...
def funnel(
    data: Data | Mapping[str, int],
    stages: Sequence[str] | None = None,
    *,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Funnel | Groups[Funnel]:
    """Return how many people go from stage to stage, from counts or from yes-or-no columns.

    Args:
        data: Stage -> number of people, in the order of the stages; or a frame of any kind, one row per person.
        stages: Columns of yes or no (1 or 0), in the order of the stages; None where ``data`` are counts.
        by: Column of groups, or a list of columns.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and for bad values.

    Returns:
        Counts, the conversion to each stage and the overall conversion, with intervals.

    Raises:
        InvalidValueError: Fewer than two stages, or more people at a stage than at the one before.

    Example:
        >>> import servicekit as sk
        >>> found = sk.experience.funnel({"awareness": 1000, "contact": 600, "satisfaction": 240, "loyalty": 90})
        >>> found.overall
        Share(0.09, [0.07283, 0.1093], n=1000)
    """
    if stages is None:
        if by is not None or design is not None or policy is not None:
            raise InvalidValueError("stages", "named where by, design or policy are given", None)
        return _from_counts(data, level)
    columns = checks.as_tuple("stages", stages)
    _at_least_two(columns)
    plan = _Plan(stages=columns, policy=as_policy(policy))
    onward = tuple(f"goes on to {stage}" for stage in columns[1:])
    made = DerivedColumns(
        data=materialise_streams(data),
        needs=columns,
        makes=(STAGES_PASSED, OUT_OF_ORDER, *onward, columns[0] + " to the end"),
        make=partial(_make, plan),
    )
    passed = tallies_of(made, STAGES_PASSED, by=by, scale=Scale(low=0, high=len(columns)))
    disorder = tallies_of(made, OUT_OF_ORDER, by=by, scale=YES_NO)
    steps = [tallies_of(made, name, by=by, scale=YES_NO, design=design) for name in onward]
    whole = tallies_of(made, columns[0] + " to the end", by=by, scale=YES_NO, design=design)
    results = {}
    for group, found in passed.items():
        reached = np.cumsum(found.counts[::-1])[::-1][1:]
        results[group] = Funnel(
            counts={stage: int(count) for stage, count in zip(columns, reached, strict=True)},
            conversions={
                stage: category_share(step[group], 1, level=level, name=_name(stage))
                for stage, step in zip(columns[1:], steps, strict=True)
            },
            overall=category_share(whole[group], 1, level=level, name=OVERALL),
            n_out_of_order=int(disorder[group].counts[1]),
            n_missing=found.missing,
            rejected=dict(found.rejected),
        )
    return results[None] if by is None else Groups(by_name(by), results, backend_of(data))


OVERALL: Final = Label("First to last stage", "首段至末段")


def _name(stage: str) -> Label:
    known = {each.key: each.label for each in CustomerPath}
    return known.get(stage, Label(stage, stage))


def _at_least_two(stages: tuple[str, ...]) -> None:
    if len(stages) < 2 or len(set(stages)) < len(stages):
        raise InvalidValueError("stages", "at least two, each once", list(stages))


def _from_counts(data: Data | Mapping[str, int], level: float) -> Funnel:
    if not isinstance(data, Mapping):
        hint = "name the columns of the stages where the data are a frame"
        raise InvalidValueError("data", "a mapping of stage -> number of people", type(data).__name__, hint=hint)
    stages = tuple(str(stage) for stage in data)
    _at_least_two(stages)
    numbers: Mapping[Any, Any] = data
    for stage, count in numbers.items():
        checks.validate(checks.whole, f"count of {stage!r}", count)
    counts = {str(stage): int(count) for stage, count in numbers.items()}
    for before, stage in itertools.pairwise(stages):
        if counts[stage] > counts[before]:
            raise InvalidValueError(
                f"count of {stage!r}", f"at most {counts[before]}, that of {before!r}", counts[stage]
            )
    return Funnel(
        counts=counts,
        conversions={
            stage: Share(count=counts[stage], n=counts[before], level=level, name=_name(stage))
            for before, stage in itertools.pairwise(stages)
        },
        overall=Share(count=counts[stages[-1]], n=counts[stages[0]], level=level, name=OVERALL),
    )


def _make(plan: _Plan, batch: Batch, first_row: int) -> Mapping[str, Column]:
    read = [read_answers(batch[name], YES_NO, plan.policy, first_row=first_row) for name in plan.stages]
    here = np.logical_and.reduce([answers.here for answers in read])
    yes: NDArray[np.bool_] = np.stack([answers.numbers(YES_NO) > 0 for answers in read])
    ahead = np.logical_and.accumulate(yes, axis=0)
    aside = joined_aside(*(answers.aside for answers in read))
    made = {
        STAGES_PASSED: Column(name=STAGES_PASSED, values=ahead.sum(axis=0).astype(float), valid=here, rejected=aside),
        OUT_OF_ORDER: Column(name=OUT_OF_ORDER, values=(yes & ~ahead).any(axis=0).astype(float), valid=here),
    }
    for place, stage in enumerate(plan.stages[1:]):
        name = f"goes on to {stage}"
        made[name] = Column(name=name, values=ahead[place + 1].astype(float), valid=here & ahead[place])
    name = plan.stages[0] + " to the end"
    made[name] = Column(name=name, values=ahead[-1].astype(float), valid=here & ahead[0])
    return made
