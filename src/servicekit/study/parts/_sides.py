"""Two-sided drivers: what costs satisfaction where it fails, and what earns it where it shines."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._summaries import Measure
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import BRANDT_1987, MIKULIC_2008
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import why
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.priorities._driver_kinds import DriverKind
from servicekit.priorities._two_sided import TwoSidedDrivers, two_sided_drivers
from servicekit.priorities._two_sided_effect import FEWEST_ON_A_SIDE
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, rounded
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.study._part import NotRun, Part, Statement, Table, unfit
from servicekit.study._part_names import SIDES as PART
from servicekit.study._study import DriversSection, Study
from servicekit.study.parts._measures import outcome_name
from servicekit.study.wording._formatting import plain
from servicekit.study.wording._sentences import fact, incomplete, listed

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Proportional-odds logit in which each attribute has one slope below its neutral answer and another above it, all "
    "others held, with a sandwich variance; their difference decides. An attribute with fewer than 30 answers on a "
    "side keeps one slope and gets no label. Least squares on dummies (penalty-reward contrast analysis), the usual "
    "method, is not used: with 2,000 answers it calls nine of ten attributes basic that do the same on both sides.",
    "比例优势模型：每项在中性回答上下各有一个斜率，同时考虑其他各项，用三明治方差，以两个斜率之差判断。一侧不足30份回答的，"
    "只估一个斜率，不予归类。常用的虚拟变量最小二乘法（惩罚—奖励对比分析）未采用：2,000份回答时，"
    "上下作用相同的要素，十有九个会误判为必备因素。",
)
SOURCES: Final = (BRANDT_1987, MIKULIC_2008)
BELOW: Final = Label("effect below neutral", "中性以下的作用")
ABOVE: Final = Label("effect above neutral", "中性以上的作用")
LESS: Final = Label("effect below less effect above neutral", "两侧作用之差")
NO_DIFFERENCE: Final = Label("the same on both sides", "两侧作用相同")


@frozen(kw_only=True)
class SidesPart(Part):
    """What costs satisfaction where it fails, and what earns it where it shines.

    Attributes:
        drivers: Effects of each attribute below and above its neutral answer.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    drivers: TwoSidedDrivers

    def tables(self) -> Iterator[Table]:
        """Yield the effects below and above neutral, their difference, and the two ends of the outcome."""
        effects, ends = self.drivers.effects.items(), self.drivers.sides.items()
        names = self.drivers.names
        yield Table.titled(BELOW, Groups("attribute", {k: e.below for k, e in effects}), names)
        yield Table.titled(ABOVE, Groups("attribute", {k: e.above for k, e in effects}), names)
        yield Table.titled(LESS, Groups("attribute", {k: e.asymmetry for k, e in effects}), names)
        if any(one.top is not None for _, one in ends):
            delight = Groups("attribute", {k: e.delight for k, e in ends})
            avoided = Groups("attribute", {k: e.dissatisfaction for k, e in ends})
            yield Table.titled(Label("effect on delight", "对高度满意的作用"), delight, names)
            yield Table.titled(Label("effect on avoiding dissatisfaction", "对避免不满的作用"), avoided, names)


def requests(study: Study) -> Iterator[Measure]:
    """Yield the slopes on either side of the neutral answers."""
    if study.drivers is not None:
        yield partial(_found, study, study.drivers)


def _found(study: Study, section: DriversSection, data: Data) -> TwoSidedDrivers:
    scale = study.scale(section.scale)
    found: TwoSidedDrivers = two_sided_drivers(
        data,
        section.outcome,
        section.drivers,
        scale={**dict.fromkeys(section.drivers, scale), section.outcome: study.scale(section.outcome_scale)},
        neutral=section.neutral,
        names={name: section.labels.get(name) or study.label(name) for name in section.drivers},
        level=study.level,
        **study.sample,
    )
    return found


def assess(study: Study, data: Data) -> Part | NotRun:
    """Fit slopes on either side of the neutral answer and test their difference."""
    section = study.drivers
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    try:
        found = _found(study, section, data)
    except InvalidValueError as error:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=unfit(error))
    outcome = outcome_name(study, section.outcome)
    claims = tuple(_claim(found, key, outcome) for key in found.effects)
    rows = found.n + found.n_missing
    return SidesPart(drivers=found, statements=(claims, *_too_few(found), *incomplete(found.n, rows)))


def _claim(found: TwoSidedDrivers, key: str, outcome: Label) -> Claim:
    """Return the claim that an attribute does more on one side of neutral than on the other."""
    effect = found.effects[key]
    p = effect.p_values
    away = effect.asymmetry
    rows = found.n + found.n_missing
    is_basic = (away.value or 0.0) >= 0
    about: dict[str, Any] = {"test": ClaimTest.LARGEST, "n": found.n, "rows_read": rows}
    if p:
        kind = DriverKind.BASIC if is_basic else DriverKind.EXCITING
        evidence = Evidence(p=rounded(p[kind]), standard_error=away.standard_error, **about)
    else:
        reason = effect.reason or why(NotEstimable.NOT_COMPUTABLE)
        evidence = Evidence(p=None, reason=reason.label, **about)
    return Claim(
        name=f"{KEY}/asymmetry/{key}",
        kind=ClaimKind.ASYMMETRY,
        sort="asymmetry",
        part=KEY,
        subject=found.names[key],
        measure=outcome,
        reference=Reference(kind="threshold", label=NO_DIFFERENCE, value=0.0),
        evidence=evidence,
        direction=1 if is_basic else -1,
        details={
            "attribute": key,
            "outcome": outcome,
            "below": plain(effect.loss or 0.0),
            "above": plain(effect.gain or 0.0),
        },
        unit="effect",
    )


def _too_few(found: TwoSidedDrivers) -> tuple[Statement, ...]:
    """Name the attributes that have too few answers on a side."""
    few = [key for key, one in found.effects.items() if min(one.n_below, one.n_above) < FEWEST_ON_A_SIDE]
    if not few:
        return ()
    names = [found.names[key] for key in few]
    text = Label(
        f"Not estimable, for fewer than {FEWEST_ON_A_SIDE} answers are on one side of neutral: "
        f"{listed(names, 'en', joint='and')}.",
        f"中性回答某一侧不足{FEWEST_ON_A_SIDE}份、无法估计的有：{listed(names, 'zh')}。",
    )
    return (fact(text),)
