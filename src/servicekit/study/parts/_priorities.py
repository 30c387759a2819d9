"""What to do first: how much each rated attribute matters for overall satisfaction against how well it does."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from statistics import median
from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen

from servicekit.data import _kept_rows as kept_rows
from servicekit.data._accepted import Data
from servicekit.data._scales import Scale
from servicekit.data._summaries import Measure
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._literature import GROEMPING_2006, MACKINNON_1985
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import LANGUAGES, Label, Source
from servicekit.priorities._importance_performance import Priorities, importance_performance
from servicekit.priorities._priority_cells import SOURCE
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.comparison._answer_sums import AnswerSums
from servicekit.stats.designs._design import Design
from servicekit.stats.drivers._coefficient_sums import coefficients_of_sums
from servicekit.stats.drivers._coefficient_tests import Coefficients, coefficient_tests
from servicekit.stats.drivers._drivers import DriverImportance
from servicekit.stats.intervals._estimates import Resampled
from servicekit.stats.summaries._moments_data import moments
from servicekit.stats.summaries._tally_data import tally
from servicekit.study._part import NotRun, Part, Shown, Statement, Table
from servicekit.study._part_names import PRIORITIES as PART
from servicekit.study._study import DriversSection, Study
from servicekit.study.parts._map_figures import derived_map
from servicekit.study.parts._measures import outcome_name
from servicekit.study.tables._survey_rows import asked_sums, survey_rows, survey_sums
from servicekit.study.wording._candidates import Candidates, left_out
from servicekit.study.wording._formatting import percent, points
from servicekit.study.wording._sentences import FIGURES, TESTS, caution, fact, incomplete, listed

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "An attribute goes with satisfaction where its coefficient in the regression on all attributes does not "
    "vanish (HC3 "
    "standard errors; under clusters a jackknife over clusters; complete answers). It is first only where it exceeds "
    "every other one, and to be improved first only where it matters more and does worse than the average. Shares of "
    "importance are description: the parts of the explained variance (Shapley, LMG; above ten attributes Johnson's "
    "relative weights) with a percentile bootstrap interval, from all pairs of answers there are. Performance is the "
    "mean as 0 to 100. Importance is association, not proof of cause.",
    "某项在含全部要素的回归中系数不为零，才说与满意度有关（HC3标准误；整群抽样时按群刀切；只用完整回答）。超过其余每一项才说居首；"
    "重要性高于平均且表现低于平均才建议优先改进。重要性份额仅供描述：为各要素在可解释方差中的份额（Shapley值，即LMG；超过十项时用Johnson"
    "相对权重），区间由自助法得出，利用每一对已有的回答；表现为均值换算成0至100分。重要性反映相关，不能证明因果。",
)
SOURCES: Final = (
    SOURCE,
    GROEMPING_2006,
    MACKINNON_1985,
)
RARE: Final = 2 / 3  # of the usual number of ratings
ZERO: Final = Label("no association", "无关联")
DETERMINED: Final = "各项评分相互决定（例如全部相同），无法区分各自的作用"
TOGETHER: Final = Label("all attributes", "全部要素")
THE_OTHERS: Final = Label("every other attribute", "其余各项")
IMPORTANCE: Final = Label("importance (part of the explained differences)", "重要性（在可解释差异中的份额）")
EXPLAINED: Final = Label("explained by all attributes together", "全部要素共同解释的差异")
PERFORMANCE: Final = Label("performance (mean answer)", "表现（平均分）")
AVERAGE: Final = Label("the average of the attributes", "各项平均")


@frozen(kw_only=True)
class PrioritiesPart(Part):
    """What goes with overall satisfaction.

    Attributes:
        priorities: Importance and performance of each attribute.
        coefficients: Tests of what goes with the outcome beyond the rest, on complete rows; None where impossible.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    priorities: Priorities
    coefficients: Coefficients | None = None

    def tables(self) -> Iterator[Table]:
        """Yield importance, what all explain together, and performance."""
        found, names = self.priorities, self.priorities.names
        yield Table.titled(IMPORTANCE, Groups("attribute", found.importance.estimates), names)
        yield Table.titled(EXPLAINED, found.importance.explained)
        yield Table.titled(PERFORMANCE, Groups("attribute", found.performance), names)

    def shown(self) -> Iterator[Shown]:
        """Yield what the map prints."""
        yield from derived_map(self.priorities)


def requests(study: Study) -> Iterator[Measure]:
    """Yield what importance and performance are made of, and the sums and rows of the tests."""
    if (section := study.drivers) is not None:
        scales = _scales(study, section)
        yield partial(moments, columns=list(scales), scale=scales, missing=section.missing, **study.replication)
        for name in section.drivers:
            yield partial(tally, column=name, scale=scales[name], **study.sample)
        yield partial(_tested, study, section)


def again(study: Study) -> Iterator[Measure]:
    """Yield the tests: how far each row is from what the others say is known when their sums are."""
    if (section := study.drivers) is not None:
        yield partial(_tested, study, section)


def _tested(study: Study, section: DriversSection, data: Data) -> tuple[AnswerSums, Coefficients]:
    """Return the sums of complete answers and the tests of coefficients, of rows where those may all be held."""
    scales = _scales(study, section)
    sums = survey_sums(study, data, scales)
    if sums.read > kept_rows.MOST_ROWS:
        return sums, coefficients_of_sums(data, asked_sums(study, scales), sums)
    rows = survey_rows(study, data, scales)
    return sums, coefficient_tests(rows.values[:, :-1], rows.values[:, -1], **rows.sample)


def _scales(study: Study, section: DriversSection) -> dict[str, Scale]:
    """Return the scale of each driver and, last, of the outcome."""
    scales = {name: study.scale(section.scale) for name in section.drivers}
    return {**scales, section.outcome: study.scale(section.outcome_scale)}


def assess(study: Study, data: Data) -> Part | NotRun:
    """Rank attributes by importance and performance, and test what goes with the outcome."""
    section = study.drivers
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    scales = _scales(study, section)
    try:
        found = _importance(study, section, data, scales)
    except InvalidValueError as error:  # constant ratings, or some that follow from others
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=Label(str(error), DETERMINED))
    importance = found.importance
    if importance.reason:
        why = importance.reason
        reason = caution(Label(f"Not estimable: {why.text()}.", f"无法估计：{why.text('zh')}。"))
        return PrioritiesPart(priorities=found, statements=(reason,))
    try:
        sums, tested = _tested(study, section, data)
    except InvalidValueError as error:
        reason = caution(Label(f"Not tested: {error}.", f"未作检验：{error.text('zh')}。"))
        return PrioritiesPart(priorities=found, statements=(reason,))
    about = _Tested(study=study, found=found, sums=sums, tests=tested, outcome=outcome_name(study, section.outcome))
    what = FIGURES if importance.n == sums.n else TESTS
    statements = [
        *_statements(about),
        *_available(importance, sums),
        *incomplete(sums.n, sums.read, what=what, rare=_rare(found)),
    ]
    return PrioritiesPart(priorities=found, coefficients=tested, statements=tuple(statements))


def _importance(study: Study, section: DriversSection, data: Data, scales: Mapping[str, Scale]) -> Priorities:
    about: dict[str, Any] = {
        "scale": scales,
        "names": {name: section.labels.get(name) or study.label(name) for name in section.drivers},
        "resamples": study.resamples,
        "level": study.level,
        **study.replication,
    }
    found: Priorities
    if section.missing == "pairwise":
        try:
            found = importance_performance(
                data,
                section.outcome,
                section.drivers,
                missing="pairwise",
                rng=study.seed,
                **about,
            )
        except (InvalidValueError, NotEnoughDataError, np.linalg.LinAlgError):
            pass  # correlations of different rows need not fit together; then only complete rows are left
        else:
            if (r2 := found.importance.r2) is not None and 0 < r2 < 1:
                return found
    found = importance_performance(data, section.outcome, section.drivers, rng=study.seed, **about)
    return found


@frozen(kw_only=True)
class _Tested:
    study: Study
    found: Priorities
    sums: AnswerSums
    tests: Coefficients
    outcome: Label

    @property
    def keys(self) -> list[str]:
        return list(self.found.names)

    @property
    def count(self) -> int:
        return len(self.found.names)

    def effect(self, place: int) -> float:
        """Return a coefficient, positive where better ratings go with a better outcome, whichever end is best."""
        section = self.study.drivers
        assert section is not None
        ends = (self.found.performance[self.keys[place]].tally.scale, self.study.scale(section.outcome_scale))
        is_same_way_up = ends[0].higher_is_better == ends[1].higher_is_better
        return self.tests.values[place] if is_same_way_up else -self.tests.values[place]

    def about(self, evidence: Evidence) -> Evidence:
        """Return evidence with the rows used and read."""
        return attrs.evolve(evidence, n=self.sums.n, rows_read=self.sums.read)


def _statements(t: _Tested) -> Sequence[Statement]:
    drivers = tuple(_driver(t, place) for place in range(t.count))
    said: list[Statement] = [(_explained(t),)] if t.study.design == Design() else []
    said.append(drivers)
    if t.count > 1:
        said.append((_first(t),))
        said.append(tuple(_placement(t, place) for place in range(t.count)))
    return said


def _driver(t: _Tested, place: int) -> Claim:
    key = t.keys[place]
    index = t.found.performance[key].index
    assert index is not None
    return Claim(
        name=f"{KEY}/driver/{key}",
        kind=ClaimKind.DRIVER,
        sort="driver",
        part=KEY,
        subject=t.found.names[key],
        measure=t.outcome,
        reference=Reference(kind="threshold", label=ZERO, value=0.0),
        evidence=t.about(t.tests.evidence[place]),
        direction=1 if t.effect(place) >= 0 else -1,
        details={
            "attribute": key,
            "k": t.count - 1,
            "outcome": t.outcome,
            "own": points(index),
        },
        unit="index",
    )


def _explained(t: _Tested) -> Claim:
    return Claim(
        name=f"{KEY}/explained",
        kind=ClaimKind.DRIVER,
        sort="explained",
        part=KEY,
        subject=TOGETHER,
        measure=t.outcome,
        reference=Reference(kind="threshold", label=ZERO, value=0.0),
        evidence=t.about(t.tests.overall),
        lead=False,
        details={"k": t.count, "outcome": t.outcome, "own": percent(max(t.tests.adjusted_r2, 0.0))},
    )


def _strongest(t: _Tested) -> tuple[int, float, list[float]]:
    """Return the strongest attribute, the p-value that it is first, and with which p each is left out."""
    spread = t.sums.deviations[:-1]
    weights = np.abs(np.asarray(t.tests.values)) * spread
    first = int(np.argmax(weights))
    largest, out = 0.0, [1.0] * t.count
    for other in range(t.count):
        if other == first:
            continue
        shares = t.found.importance.difference(t.keys[first], t.keys[other])
        p = max(t.tests.difference(first, other, spread.tolist()), _z_test(shares))
        largest = max(largest, p)
        out[other] = left_out(p, t.count - 1)
    return first, largest, out


def _z_test(difference: Resampled) -> float:
    """Return the two-sided p of a bootstrap z: it exists far below one over the number of resamples."""
    if difference.value is None or not difference.standard_error:
        return 1.0
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(difference.value) / difference.standard_error))


def _first(t: _Tested) -> Claim:
    first, p, out = _strongest(t)
    own = t.tests.evidence[first].p
    evidence = t.about(t.tests.evidence[first])
    names = [t.found.names[key] for key in t.keys]
    return Claim(
        name=f"{KEY}/first",
        kind=ClaimKind.FIRST_DRIVER,
        sort="first",
        part=KEY,
        subject=names[first],
        measure=t.outcome,
        reference=Reference(kind="every_other", label=THE_OTHERS),
        evidence=evidence if own is None else attrs.evolve(evidence, p=max(own, p), test=ClaimTest.LARGEST),
        lead=False,
        also=(f"{KEY}/driver/{t.keys[first]}",),
        details={"set": Candidates(tuple(names), tuple(out)), "outcome": t.outcome},
    )


def _placement(t: _Tested, place: int) -> Claim:
    """Return the claim that an attribute matters more and does worse than the average of those asked."""
    key, importance = t.keys[place], t.found.importance
    values, draws = np.asarray(importance.importance), importance.draws
    more = float(values[place] - values.mean())
    away = draws[:, place] - draws[:, : t.count].mean(axis=1)
    matters = _z_test(Resampled(value=more, draws=away, level=t.study.level))
    scale = t.found.performance[key].tally.scale
    apart = np.append(np.eye(t.count)[place] - 1 / t.count, 0.0)  # the outcome is no rating
    worse = t.sums.test(apart)
    own, mean = t.tests.evidence[place].p, t.sums.mean(apart if scale.higher_is_better else -apart)
    evidence = t.about(t.tests.evidence[place])
    if own is not None and worse.p is not None:
        is_right_side = min(more, -mean, t.effect(place)) > 0
        p = max(own, matters, worse.p) if is_right_side else 1.0
        evidence = attrs.evolve(evidence, p=p, test=ClaimTest.LARGEST)
    return Claim(
        name=f"{KEY}/improve_first/{key}",
        kind=ClaimKind.PLACEMENT,
        sort="improve_first",
        part=KEY,
        subject=t.found.names[key],
        measure=t.outcome,
        reference=Reference(kind="average_of_attributes", label=AVERAGE),
        evidence=evidence,
        direction=-1,
        good=1,
        lead=False,
        also=(f"{KEY}/driver/{key}",),
        details={"attribute": key, "k": t.count, "outcome": t.outcome},
    )


def _rare(found: Priorities) -> Label | None:
    """Return the ratings that far fewer people gave than the others: without them the tests hold for more people."""
    counts = {name: mean.n for name, mean in found.performance.items()}
    usual = median(counts.values())
    rare = sorted((name for name, n in counts.items() if n < RARE * usual), key=counts.__getitem__)
    if not rare:
        return None
    names = [found.names[name] for name in rare]
    return Label(*(listed(names, language, joint="and") for language in LANGUAGES))


def _available(importance: DriverImportance, sums: AnswerSums) -> tuple[Statement, ...]:
    if importance.n == sums.n:
        return ()
    text = Label(
        f"Shares of importance use every pair of answers there is ({importance.n:,} of {sums.read:,} answers), "
        "the tests "
        f"complete answers ({sums.n:,}).",
        f"重要性份额利用每一对已有的回答（{sums.read:,}份中的{importance.n:,}份），检验只用完整的回答（{sums.n:,}份）。",
    )
    return (fact(text),)
