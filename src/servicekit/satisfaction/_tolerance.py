"""Zone of tolerance: between the least a customer will accept and what the customer would like."""

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
from servicekit.data._scales import Scale
from servicekit.foundation._checks import finite, number_in, validate
from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import ZEITHAML_1993
from servicekit.foundation._results import Groups, Result, SetsAside
from servicekit.foundation._vocabulary import Concept, Label, framework
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Average, Share
from servicekit.stats.scores._category_score import category_shares
from servicekit.stats.summaries._column_means import average_of_columns
from servicekit.stats.summaries._moments import Moments
from servicekit.stats.summaries._moments_data import moments
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import tally

ZONE: Final = "zone"
ADEQUACY: Final = "perception less adequate level"
SUPERIORITY: Final = "perception less desired level"
PLACES: Final = Scale(low=0, high=2)


@framework(
    "F03",
    title=Label("Zone of tolerance", "期望容忍区"),
    summary=Label(
        "Expectation has two levels; service between them is accepted, above them it opens eyes.",
        "期望有两个水平：介于两者之间的服务可以接受，超过上限则令人眼睛一亮。",
    ),
    sources=(
        under(AFTER_SALES, "了解客户期望"),
        ZEITHAML_1993,
    ),
    interpretation=Label(
        "The document prints 9 to 1 and a 10 beside three zones; they are read as a 1-10 scale.",
        "资料在三个区域旁印有9至1以及10，此处理解为1至10分的量表。",
    ),
)
class ToleranceZone(Concept):
    """Where what was received lies on the scale of expectation."""

    DISAPPOINTED = "disappointed", "Disappointed", "失望", "Below the adequate level.", "低于可接受的水平。"
    ACCEPTABLE = "acceptable", "Acceptable", "还可以", "Within the zone, both ends included.", "在容忍区之内，含两端。"
    EYE_OPENING = "eye_opening", "Eye-opening", "眼睛一亮", "Above the desired level.", "高于理想的水平。"


@frozen(kw_only=True)
class Tolerance:
    """The two levels of one customer, or common to all.

    Attributes:
        adequate: The least that is accepted.
        desired: What is hoped for; at least ``adequate``.
    """

    adequate: float = field(validator=finite)
    desired: float = field(validator=finite)

    def __attrs_post_init__(self) -> None:
        if self.desired < self.adequate:
            raise InvalidValueError("desired level", f"at least the adequate level {self.adequate:g}", self.desired)

    def zone(self, perception: float) -> ToleranceZone:
        """Return the zone in which a perceived level lies."""
        if perception < self.adequate:
            return ToleranceZone.DISAPPOINTED
        return ToleranceZone.EYE_OPENING if perception > self.desired else ToleranceZone.ACCEPTABLE

    def adequacy(self, perception: float) -> float:
        """Return by how much a perceived level exceeds the adequate one (measure of service adequacy)."""
        return perception - self.adequate

    def superiority(self, perception: float) -> float:
        """Return by how much a perceived level exceeds the desired one (measure of service superiority)."""
        return perception - self.desired


@frozen(kw_only=True)
class ZonesOfTolerance(SetsAside, Result):
    """Share of customers in each zone, and how far service lies from the two levels.

    Attributes:
        zones: Share of each zone by key.
        adequacy, superiority: Mean of perception less the adequate and less the desired level, with t intervals.
        n_missing: Rows without all answers.
        rejected: Rows set aside, by reason: also where the desired level lies below the adequate one.
    """

    title = Label("Zone of tolerance", "期望容忍区")
    derived: ClassVar[tuple[str, ...]] = ("zones", "adequacy", "superiority", "n", "n_missing", "n_rejected")

    zones: Mapping[str, Share]
    adequacy: Average
    superiority: Average
    n_missing: int
    rejected: Mapping[str, int]

    @property
    def n(self) -> int:
        """Rows with all answers."""
        return int(self.adequacy.n)


@frozen(kw_only=True)
class _Plan:
    perception: str
    adequate: str | float
    desired: str | float
    scale: Scale
    policy: InputPolicy


@overload
def zones_of_tolerance(
    data: Data,
    *,
    perception: str,
    adequate: str | float,
    desired: str | float,
    scale: Scale,
    by: None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> ZonesOfTolerance: ...
@overload
def zones_of_tolerance(
    data: Data,
    *,
    perception: str,
    adequate: str | float,
    desired: str | float,
    scale: Scale,
    by: str | Sequence[str],
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Groups[ZonesOfTolerance]: ...
def zones_of_tolerance(
    data: Data,
    *,
    perception: str,
    adequate: str | float,
    desired: str | float,
    scale: Scale,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> ZonesOfTolerance | Groups[ZonesOfTolerance]:
    """Place each customer's perception in the zone of tolerance.

    Args:
        data: A frame of any kind, or a mapping of columns.
        perception: Column of what was received.
        adequate, desired: Columns of the two levels, or one number common to all.
        scale: Scale of all three; where low numbers are good they are counted from its other end.
        by: Column of groups, or a list of columns; then a mapping group -> result is returned.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        policy: Policy for bad values; a desired level below the adequate one is one of them.

    Example:
        >>> import servicekit as sk
        >>> rows = {"got": [6, 3, 5], "least": [4, 4, 4], "hoped": [6, 6, 6]}
        >>> sk.zones_of_tolerance(rows, perception="got", adequate="least", desired="hoped", scale=sk.LIKERT_7).title.en
        'Zone of tolerance'
    """
    for name, given in (("adequate", adequate), ("desired", desired)):
        if not isinstance(given, str):
            validate(number_in(scale.low, scale.high), name, given)
    plan = _Plan(perception=perception, adequate=adequate, desired=desired, scale=scale, policy=as_policy(policy))
    needs = tuple(name for name in (perception, adequate, desired) if isinstance(name, str))
    made = DerivedColumns(
        data=materialise_streams(data), needs=needs, makes=(ZONE, ADEQUACY, SUPERIORITY), make=partial(_make, plan)
    )
    counted = tally(made, ZONE, scale=PLACES, design=design, by=by)
    about: dict[str, Any] = {"missing": "listwise", "design": design, "replicated": False}
    found = moments(made, (ADEQUACY, SUPERIORITY), by=by, **about)
    if isinstance(counted, Tally):
        assert isinstance(found, Moments)
        return _zones(found, counted, scale, level)
    assert not isinstance(found, Moments)
    groups = {group: _zones(found[group], counted[group], scale, level) for group in found}
    return Groups(by_name(by or ()), groups, backend_of(data))


def _zones(found: Moments, counted: Tally, scale: Scale, level: float) -> ZonesOfTolerance:
    names = (Label("Service adequacy", "服务充足度"), Label("Service superiority", "服务优越度"))
    averages = [
        average_of_columns(found, contrast, grain=float(scale.step or 0), level=level, name=name)
        for contrast, name in zip(np.eye(2), names, strict=True)
    ]
    return ZonesOfTolerance(
        zones=category_shares(counted, ToleranceZone, level=level),
        adequacy=averages[0],
        superiority=averages[1],
        n_missing=counted.missing,
        rejected=dict(counted.rejected),
    )


def _make(plan: _Plan, batch: Batch, first_row: int) -> Mapping[str, Column]:
    perception = read_answers(batch[plan.perception], plan.scale, plan.policy, first_row=first_row)
    received, here = plan.scale.turned(perception.numbers(plan.scale)), perception.here
    bounds: list[NDArray[np.float64]] = []
    aside = [perception.aside]
    for given in (plan.adequate, plan.desired):
        if isinstance(given, str):
            answers = read_answers(batch[given], plan.scale, plan.policy, first_row=first_row)
            bounds.append(plan.scale.turned(answers.numbers(plan.scale)))
            here = here & answers.here
            aside.append(answers.aside)
        else:
            bounds.append(plan.scale.turned(np.full(len(received), float(given))))
    adequate, desired = bounds
    crossed = here & (desired < adequate)
    if crossed.any():
        row = int(np.flatnonzero(crossed)[0])
        if plan.policy.invalid == "raise":
            least, got = plan.scale.turned(np.array([adequate[row], desired[row]])).tolist()
            rule = f"no worse than the adequate level {least:g}"
            raise InvalidValueError("desired level", rule, got, f"{plan.desired!r}, row {first_row + row}")
        aside.append({"desired_below_adequate": crossed})
        here = here & ~crossed
    zone = (received >= adequate).astype(float) + (received > desired)
    return {
        ZONE: Column(name=ZONE, values=zone, valid=here, rejected=joined_aside(*aside)),
        ADEQUACY: Column(name=ADEQUACY, values=received - adequate, valid=here),
        SUPERIORITY: Column(name=SUPERIORITY, values=received - desired, valid=here),
    }
