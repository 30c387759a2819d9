"""Excellence: what sets the delighted apart from those who are merely satisfied."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._scales import Scale
from servicekit.data._summaries import Measure
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import FIRTH_1993, JONES_1995, KOOPMAN_1984
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import why
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.priorities._excellence import FEWEST_ON_A_SIDE, Excellence, excellence
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, rounded
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.drivers._coefficient_tests import coefficient_tests
from servicekit.study._part import NotRun, Part, Statement, Table, unfit
from servicekit.study._part_names import EXCELLENCE as PART
from servicekit.study._study import DriversSection, Study
from servicekit.study.parts._measures import outcome_name
from servicekit.study.tables._survey_rows import SurveyRows, survey_rows
from servicekit.study.wording._formatting import percent
from servicekit.study.wording._sentences import fact, incomplete, listed

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Only the delighted and the merely satisfied are compared; whoever is dissatisfied does not count here. Lift: how "
    "many times more often those who give an attribute its best answer are delighted than the others (Koopman's score "
    "interval). Difference made: average marginal effect of the best answer on the share of the delighted, all other "
    "attributes held (Firth logit, which stays finite). It is told where that and the coefficient of a regression of "
    "delight on all best answers (HC3; under clusters a jackknife) both stand, with at least 30 answers on every side. "
    "It is association, not proof of cause.",
    "只比较非常满意者与一般满意者，不满意者不计入。提升度：给某项最高分的顾客中非常满意的比例，是其余顾客的几倍（Koopman得分区间）。"
    "作用：同时考虑其他各项之后，给最高分使非常满意的比例相差多少（Firth逻辑回归的平均边际效应）。只有这一作用与各项最高分的线性回归系数"
    "（HC3标准误；整群抽样时按群刀切）同时成立，且每一侧至少有30份回答，才作判断。结果反映相关，不能证明因果。",
)
SOURCES: Final = (JONES_1995, KOOPMAN_1984, FIRTH_1993)
LIFT: Final = Label("lift of the best answer", "最高分的提升度")
EFFECT: Final = Label("difference the best answer makes to the share of the delighted", "最高分对非常满意比例的作用")
DELIGHTED: Final = Label("share of the delighted", "非常满意者占比")
AMONG_TOP: Final = Label("delighted among those who give the best answer", "给最高分者中非常满意者占比")
AMONG_REST: Final = Label("delighted among those who give another answer", "未给最高分者中非常满意者占比")
OTHERS: Final = Label("those who give it another answer", "未给最高分的顾客")
LONG: Final = 8
"""Answers of a scale from which the two best count as one."""


@frozen(kw_only=True)
class ExcellencePart(Part):
    """What sets the delighted apart from the merely satisfied.

    Attributes:
        excellence: Share of the delighted, lift and effect of each attribute's best answer.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    excellence: Excellence

    def tables(self) -> Iterator[Table]:
        """Yield the share of the delighted, in all and by answer to each attribute, lifts and effects."""
        found = self.excellence
        yield Table.titled(DELIGHTED, found.share)
        top = Groups("attribute", {key: one.lift.top for key, one in found.drivers.items()})
        rest = Groups("attribute", {key: one.lift.rest for key, one in found.drivers.items()})
        lifts = Groups("attribute", {key: one.lift for key, one in found.drivers.items()})
        effects = Groups("attribute", {key: one.effect for key, one in found.drivers.items()})
        yield Table.titled(AMONG_TOP, top, found.names)
        yield Table.titled(AMONG_REST, rest, found.names)
        yield Table.titled(LIFT, lifts, found.names)
        yield Table.titled(EFFECT, effects, found.names)


def requests(study: Study) -> Iterator[Measure]:
    """Yield lifts and effects, and the rows of the tests."""
    if (section := study.drivers) is not None:
        yield partial(_excellence, study, section)
        yield partial(survey_rows, study, columns=_scales(study, section))


def _scales(study: Study, section: DriversSection) -> dict[str, Scale]:
    """Return the scale of each driver and, last, of the outcome."""
    scales = {name: study.scale(section.scale) for name in section.drivers}
    return {**scales, section.outcome: study.scale(section.outcome_scale)}


def _boxes(study: Study, section: DriversSection) -> tuple[int, int]:
    """Return how many answers count as delighted and, below them, as merely satisfied."""
    scale = study.scale(section.outcome_scale)
    usual = 2 if scale.step is not None and len(scale.categories) >= LONG else 1
    return section.delighted or usual, section.satisfied or usual


def _excellence(study: Study, section: DriversSection, data: Data) -> Excellence:
    delighted, satisfied = _boxes(study, section)
    found: Excellence = excellence(
        data,
        section.outcome,
        section.drivers,
        scale=_scales(study, section),
        delighted=delighted,
        satisfied=satisfied,
        names={name: section.labels.get(name) or study.label(name) for name in section.drivers},
        level=study.level,
        **study.sample,
    )
    return found


def assess(study: Study, data: Data) -> Part | NotRun:
    """Compare the delighted with the merely satisfied, and test what goes with the difference."""
    section = study.drivers
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    try:
        found = _excellence(study, section, data)
    except InvalidValueError as error:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=unfit(error))
    rows = survey_rows(study, data, _scales(study, section))
    tests, fewest = _tests(study, section, rows)
    outcome = outcome_name(study, section.outcome)
    claims = tuple(_claim(found, key, tests.get(key), fewest, outcome) for key in found.drivers)
    rare = incomplete(rows.n, rows.read)
    return ExcellencePart(excellence=found, statements=(_compared(study, section, found), claims, *_few(found), *rare))


def _tests(study: Study, section: DriversSection, rows: SurveyRows) -> tuple[dict[str, Evidence], int]:
    """Return the test of each attribute in the regression of delight on all best answers, and the smaller side."""
    each = list(_scales(study, section).values())
    delighted, satisfied = _boxes(study, section)
    best = [_from_best(rows.values[:, place], scale) for place, scale in enumerate(each)]
    used = best[-1] < delighted + satisfied
    tops = {name: (best[place] < 1)[used] for place, name in enumerate(section.drivers)}
    varied = [name for name, top in tops.items() if 0 < top.sum() < len(top)]
    delight = (best[-1] < delighted)[used]
    fewest = int(min(delight.sum(), (~delight).sum()))
    if not varied:
        return {}, fewest
    weights = None if rows.weights is None else rows.weights[used]
    clusters = None if rows.clusters is None else [one for one, hit in zip(rows.clusters, used, strict=True) if hit]
    table = np.column_stack([tops[name].astype(float) for name in varied])
    try:
        found = coefficient_tests(table, delight.astype(float), weights=weights, clusters=clusters)
    except InvalidValueError:  # best answers that go together without exception
        return {}, fewest
    return dict(zip(varied, found.evidence, strict=True)), fewest


def _from_best(answers: Any, scale: Scale) -> Any:
    """Return how many steps each answer is away from the best one; without steps 0 of the best one alone."""
    away = scale.high - answers if scale.higher_is_better else answers - scale.low
    return np.rint(away / scale.step) if scale.step else np.ceil(away)


def _claim(found: Excellence, key: str, linear: Evidence | None, fewest: int, outcome: Label) -> Claim:
    """Return the claim that the best answer to an attribute goes with delight beyond all others."""
    driver = found.drivers[key]
    effect, lift = driver.effect, driver.lift
    read = found.n + found.n_others + found.n_missing
    about: dict[str, Any] = {"test": ClaimTest.LARGEST, "n": found.n, "rows_read": read}
    p, reason = effect.p_value, effect.reason
    if fewest < FEWEST_ON_A_SIDE:
        p, reason = None, why(NotEstimable.TOO_FEW, n=fewest, needed=FEWEST_ON_A_SIDE)
    if p is None or linear is None:
        evidence = Evidence(p=None, reason=(reason or why(NotEstimable.NOT_COMPUTABLE)).label, **about)
    elif linear.p is None:
        evidence = attrs.evolve(linear, n=found.n, rows_read=read)
    else:
        evidence = Evidence(p=rounded(max(p, linear.p)), standard_error=effect.standard_error, **about)
    is_less = effect.value is not None and effect.value < 0
    return Claim(
        name=f"{KEY}/delight/{key}",
        kind=ClaimKind.DRIVER,
        sort="delight",
        part=KEY,
        subject=found.names[key],
        measure=outcome,
        own=lift.top,
        reference=Reference(kind="others_pooled", label=OTHERS, value=lift.rest, n=int(lift.rest.n)),
        difference=effect if effect.value is not None else None,
        evidence=evidence,
        direction=-1 if is_less else 1,
        details={"attribute": key, "outcome": outcome, "n_top": driver.n_top},
        unit="share",
    )


def _compared(study: Study, section: DriversSection, found: Excellence) -> Statement:
    """Say who counts as delighted and who as merely satisfied."""
    delighted, satisfied = _boxes(study, section)
    scale = study.scale(section.outcome_scale)
    ordered = [*scale.categories][::-1] if scale.higher_is_better else [*scale.categories]
    name = outcome_name(study, section.outcome)
    best, next_best = (
        " or ".join(f"{answer:g}" for answer in own)
        for own in (ordered[:delighted], ordered[delighted : delighted + satisfied])
    )
    share = "–" if found.share.value is None else percent(found.share.value)
    text = Label(
        f"Delighted: answer {best} to “{name.en}”; merely satisfied: {next_best} ({share} of the {found.n:,} who are "
        "one or the other are delighted).",
        f"“{name.zh}”答{best.replace(' or ', '或')}的算非常满意，答{next_best.replace(' or ', '或')}的算一般满意"
        f"（两类合计{found.n:,}人，其中非常满意的占{share}）。",
    )
    return fact(text)


def _few(found: Excellence) -> tuple[Statement, ...]:
    """Name the attributes to which too few give the best answer, or too few another."""
    reasons = {key: one.effect.reason for key, one in found.drivers.items()}
    few = [key for key, reason in reasons.items() if reason is not None and reason.kind is NotEstimable.TOO_FEW]
    if not few:
        return ()
    names = [found.names[key] for key in few]
    text = Label(
        f"Not estimable, for fewer than {FEWEST_ON_A_SIDE} gave the best answer or fewer than {FEWEST_ON_A_SIDE} "
        f"another: {listed(names, 'en', joint='and')}.",
        f"给最高分或未给最高分的不足{FEWEST_ON_A_SIDE}人、无法估计的有：{listed(names, 'zh')}。",
    )
    return (fact(text),)
