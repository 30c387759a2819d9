"""Stated importance: what customers say matters to them, and how well it is done."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._summaries import Measure
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._literature import MARTILLA_1977
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.priorities._importance_performance import Priorities, importance_performance
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference, direction_of
from servicekit.stats.comparison._answer_sums import AnswerSums
from servicekit.study._part import NotRun, Part, Shown, Statement, Table, unfit
from servicekit.study._part_names import IMPORTANCE as PART
from servicekit.study._study import Study
from servicekit.study.parts._map_figures import stated_map
from servicekit.study.sections._further_sections import ImportanceSection
from servicekit.study.tables._survey_rows import survey_sums
from servicekit.study.wording._formatting import plain, points
from servicekit.study.wording._sentences import fact

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Importance as respondents stated it, performance as they rated it, both 0 to 100. An attribute is said to matter "
    "more and to do worse only where both of its paired differences from the average of all attributes stand, over "
    "the respondents who rated all. Beside it, where overall satisfaction was asked: the importance that the answers "
    "themselves show. The share of resamples in which a cell holds is description, not evidence.",
    "重要性取受访者自述，表现取其评分，均换算为0至100分。只有在评价了全部各项的受访者中，某项的重要性与表现同各项平均的配对差异都成立，"
    "才说它更重要而表现更差。若另问了总体满意度，则并列由回答推算的重要性。某一区在重抽样中成立的比例仅供描述，不作证据。",
)
SOURCES: Final = (MARTILLA_1977,)
ALL_EXPLAINED: Final = 1 - 1e-9
"""Explained share from which, but for rounding, the outcome is nothing but the attributes."""
AVERAGE: Final = Label("the average of the attributes", "各项平均")


@frozen(kw_only=True)
class ImportancePart(Part):
    """Stated importance against performance.

    Attributes:
        priorities: Stated importance, performance, cells and their stability; derived importance where there is an
            outcome.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    priorities: Priorities

    def tables(self) -> Iterator[Table]:
        """Yield stated importance, performance and their paired difference."""
        found = self.priorities
        stated, performance = (Groups("attribute", each) for each in (found.stated, found.performance))
        yield Table.titled(Label("stated importance", "自述重要性"), stated, found.names)
        yield Table.titled(Label("performance", "表现"), performance, found.names)
        if found.gaps is not None:
            gaps = Groups("attribute", {key: one.difference for key, one in found.gaps.items()})
            yield Table.titled(Label("performance less importance", "表现减重要性"), gaps, found.names)

    def shown(self) -> Iterator[Shown]:
        """Yield what the map prints."""
        yield from stated_map(self.priorities)


def requests(study: Study) -> Iterator[Measure]:
    """Yield what customers state and show, and the sums of the tests."""
    section = study.importance
    if section is not None and len(section.performance) > 1:
        if (outcome := _outcome(study, section)) is not None:
            yield partial(_derived, study, section, outcome)
        yield partial(_stated, study, section)
        scale = study.scale(section.scale)
        for columns in (section.importance, section.performance):
            yield partial(survey_sums, study, columns=dict.fromkeys(columns, scale))


def assess(study: Study, data: Data) -> Part | NotRun:
    """Set stated importance against performance and test each attribute against the average."""
    section = study.importance
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    if len(section.performance) < 2:
        few = Label("a single attribute has no average to be held against", "只有一项，无从与平均比较")
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=few)
    try:
        found = _priorities(study, section, data)
    except (InvalidValueError, NotEnoughDataError) as error:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=unfit(error))
    scale = study.scale(section.scale)
    sums = [
        survey_sums(study, data, dict.fromkeys(columns, scale)) for columns in (section.importance, section.performance)
    ]
    wanted = (1, -1) if scale.higher_is_better else (-1, 1)  # matters more than the average, and is rated worse
    claims = tuple(_claim(found, key, place, sums, wanted) for place, key in enumerate(section.performance))
    return ImportancePart(priorities=found, statements=(claims, *_agreement(found)))


def _priorities(study: Study, section: ImportanceSection, data: Data) -> Priorities:
    outcome = _outcome(study, section)
    if outcome is not None:
        try:
            found = _derived(study, section, outcome, data)
            r2 = found.importance.r2
            if r2 is not None and 0 < r2 < ALL_EXPLAINED:
                return found
        except (InvalidValueError, NotEnoughDataError, np.linalg.LinAlgError):
            pass  # what the answers themselves show is an addition; stated importance needs none of it
    return _stated(study, section, data)


def _derived(study: Study, section: ImportanceSection, outcome: str, data: Data) -> Priorities:
    """Return stated importance beside the one that an outcome shows."""
    about = _about(study, section)
    about["scale"] = {**about["scale"], outcome: study.scale(study.uses[outcome])}
    found: Priorities = importance_performance(data, outcome, section.performance, missing="pairwise", **about)
    return found


def _stated(study: Study, section: ImportanceSection, data: Data) -> Priorities:
    found: Priorities = importance_performance(data, None, section.performance, **_about(study, section))
    return found


def _about(study: Study, section: ImportanceSection) -> dict[str, Any]:
    return {
        "importance": dict(zip(section.performance, section.importance, strict=True)),
        "names": {name: study.label(name) for name in section.performance},
        "scale": dict.fromkeys((*section.importance, *section.performance), study.scale(section.scale)),
        "resamples": study.resamples,
        "rng": study.seed,
        "level": study.level,
        **study.replication,
    }


def _outcome(study: Study, section: ImportanceSection) -> str | None:
    """Return the column of overall satisfaction; None where none was asked beside the attributes."""
    found = study.drivers.outcome if study.drivers is not None else next(_overall(study), None)
    return None if found in (*section.importance, *section.performance) else found


def _overall(study: Study) -> Iterator[str]:
    """Yield the columns of questions on the whole, the lead first."""
    asked = study.measured
    for name in dict.fromkeys([study.lead, *asked]):
        if name in asked and asked[name].kind == "csat":
            yield asked[name].column


def _claim(found: Priorities, key: str, place: int, sums: list[AnswerSums], wanted: tuple[int, int]) -> Claim:
    """Return the claim that an attribute is said to matter more and does worse than the average."""
    k = len(found.performance)
    away = np.eye(k)[place] - 1 / k
    tests = [own.test(away) for own in sums]
    about: dict[str, Any] = {"n": min(own.n for own in sums), "rows_read": max(own.read for own in sums)}
    p_values = [test.p for test in tests if test.p is not None]
    if len(p_values) < len(tests):
        evidence = attrs.evolve(next(test for test in tests if test.p is None), **about)
    else:
        sides = tuple(direction_of(own.mean(away)) for own in sums)
        evidence = Evidence(p=max(p_values) if sides == wanted else 1.0, test=ClaimTest.LARGEST, **about)
    said = {"said": found.stated[key].index, "own": found.performance[key].index}
    return Claim(
        name=f"{KEY}/stated_first/{key}",
        kind=ClaimKind.PLACEMENT,
        sort="stated_first",
        part=KEY,
        subject=found.names[key],
        measure=found.names[key],
        reference=Reference(kind="average_of_attributes", label=AVERAGE),
        evidence=evidence,
        direction=-1,
        good=1,
        details={
            "attribute": key,
            "k": k,
            **{name: points(index) for name, index in said.items() if index is not None},
        },
        unit="index",
    )


def _agreement(found: Priorities) -> tuple[Statement, ...]:
    """Say how far what customers state and what their answers show agree."""
    if found.agreement is None:
        return ()
    r = plain(found.agreement)
    text = Label(
        f"What customers say matters and what goes with their satisfaction correlate by {r} over the "
        f"{len(found.performance)} attributes (1: the same order, 0: nothing in common).",
        f"在这{len(found.performance)}项上，顾客自述的重要性与由回答推算的重要性的相关系数为{r}（1为次序一致，0为互不相干）。",
    )
    return (fact(text),)
