"""Perceived quality by dimension: SERVQUAL gaps or SERVPERF levels, with reliability."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final, Literal

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._summaries import Measure
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.satisfaction._dimensions import QualityDimension
from servicekit.satisfaction._servqual import DimensionQuality, ServiceQuality, servqual
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.comparison._answer_sums import AnswerSums
from servicekit.study._part import Finding, NotRun, Part, Statement, Table
from servicekit.study._part_names import QUALITY as PART
from servicekit.study._study import QualitySection, Study
from servicekit.study.parts._stages import staged, stages
from servicekit.study.tables._shifts import shift
from servicekit.study.tables._survey_rows import survey_sums
from servicekit.study.wording._candidates import Candidates
from servicekit.study.wording._formatting import figures, plain
from servicekit.study.wording._sentences import caution, incomplete

Floats = NDArray[np.float64]
KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Respondents with every answer. Means over the items of a dimension with t intervals; gaps are paired. A dimension "
    "is named at the end only where it differs from every other one (paired t within respondents, by cluster where "
    "there are clusters). Cronbach's alpha with a jackknife interval; the reliability of a gap falls where expectation "
    "and perception run together.",
    "只使用各题全部作答的问卷。维度得分为各题均值，附t区间；差距按配对计算。某一维度只有与其余每一个都不同时才点名（受访者内配对t检验，"
    "整群抽样时按群）。克朗巴赫α的区间用刀切法。期望与感知高度相关时，差距的信度会降低。",
)
WEAK_ALPHA: Final = 0.7
GAP: Final = Label("gap between perception and expectation", "感知与期望的差距")
PERCEPTION: Final = Label("perception", "评价")


BY_DIMENSION: Final = {
    Label("perception by dimension", "各维度的实际感受"): "perception",
    Label("expectation by dimension", "各维度的期望"): "expectation",
    Label("gap by dimension", "各维度实际感受与期望之差"): "gap",
}
"""Caption -> the figure of each dimension."""


@frozen(kw_only=True)
class QualityPart(Part):
    """Perceived quality.

    Attributes:
        quality: By dimension and overall.
        stages: Front stage and back stage, where the study names both.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = QualityDimension.framework.sources
    quality: ServiceQuality
    stages: Groups[Any] | None = None

    def tables(self) -> Iterator[Table]:
        """Yield the quality of the dimensions."""
        yield Table.titled(Label("quality", "质量"), self.quality)
        found = self.quality.dimensions
        names = {key: one.dimension.label for key, one in found.items()}
        for caption, name in BY_DIMENSION.items():
            figures = {key: figure for key, one in found.items() if (figure := getattr(one, name)) is not None}
            if figures:
                yield Table.titled(caption, Groups("dimension", figures), names)
        if self.stages is not None:
            yield Table.titled(Label("front and back stage", "前台与后台"), self.stages)


def requests(study: Study) -> Iterator[Measure]:
    """Yield the quality of the dimensions, and the sums of the tests between them."""
    if (section := study.quality) is not None:
        yield partial(_found, study, section)
        scale = study.scale(section.scale)
        yield partial(survey_sums, study, columns=dict.fromkeys(_columns(section), scale))
        if (columns := staged(section.dimensions)) is not None:
            yield partial(survey_sums, study, columns=dict.fromkeys(columns, scale))


def _found(study: Study, section: QualitySection, data: Data) -> ServiceQuality:
    scale = study.scale(section.scale)
    found: ServiceQuality = servqual(data, section.resolved(), scale=scale, level=study.level, **study.replication)
    return found


def _columns(section: QualitySection) -> list[str]:
    return [c for block in section.dimensions.values() for c in (*block.items, *block.expectations)]


def assess(study: Study, data: Data) -> Part | NotRun:
    """Measure the quality dimensions."""
    section = study.quality
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    scale = study.scale(section.scale)
    found = _found(study, section, data)
    if found.n < 2:
        few = caution(
            Label(
                f"Only {found.n} complete answers: no quality can be stated.",
                f"完整回答只有{found.n}份，无法评定质量。",
            )
        )
        return QualityPart(quality=found, statements=(few,))
    sums = survey_sums(study, data, dict.fromkeys(_columns(section), scale))
    sign = 1.0 if scale.higher_is_better else -1.0
    statements = (
        *_extremes(study, found, sums, sign),
        *_alphas(found),
        *incomplete(found.n, found.n + found.n_missing),
    )
    both, claims = stages(study, data, section, KEY)
    return QualityPart(quality=found, stages=both, statements=(*claims, *statements))


def _extremes(study: Study, found: ServiceQuality, sums: AnswerSums, sign: float) -> Sequence[Statement]:
    dimensions = list(found.dimensions.values())
    if len(dimensions) < 2:
        return []
    perceived = [_mean_of(sums, d.dimension.items) for d in dimensions]
    statements: list[Statement] = []
    if found.gap is not None:  # expectations are asked of all dimensions or of none, where more is better
        expected = [_mean_of(sums, d.dimension.expectations) for d in dimensions]
        gaps = [own - hoped for own, hoped in zip(perceived, expected, strict=True)]
        statements.append((_claim(study, dimensions, gaps, sums, "gap"),))
    better = [sign * own for own in perceived]
    return [*statements, *((_claim(study, dimensions, better, sums, sort),) for sort in ("worst", "best"))]


def _mean_of(sums: AnswerSums, names: tuple[str, ...]) -> Floats:
    """Return the factors of columns in the mean of some of them."""
    return np.array([float(name in names) for name in sums.names]) / len(names)


def _claim(
    study: Study,
    dimensions: list[DimensionQuality],
    figures: list[Floats],
    sums: AnswerSums,
    sort: Literal["gap", "worst", "best"],
) -> Claim:
    end = sums.extremum(figures, lowest=sort != "best")
    names = [d.dimension.label for d in dimensions]
    first = dimensions[end.place]
    rival, evidence = dimensions[end.rival], end.evidence
    own, next_best = (first.gap, rival.gap) if sort == "gap" else (first.perception, rival.perception)
    falls_short = sort == "gap" and sums.mean(figures[end.place]) < 0
    if falls_short:  # bad news only where the gap is there at all: both must hold, so the larger p counts
        evidence = _larger(evidence, sums.test(figures[end.place]))
    return Claim(
        name=f"{KEY}/{sort}",
        kind=ClaimKind.EXTREMUM,
        sort=sort,
        part=KEY,
        subject=names[end.place],
        measure=GAP if sort == "gap" else PERCEPTION,
        own=own,
        reference=Reference(kind="next_best", label=names[end.rival], value=next_best),
        difference=shift(abs(end.difference), end.evidence, study.level),
        evidence=evidence,
        direction=-1 if falls_short else 0,
        good=1 if sort == "gap" else None,
        lead=sort == "gap" or not first.dimension.expectations,
        details={"set": Candidates(tuple(names), end.p_left_out)},
        unit="mean",
    )


def _larger(first: Evidence, second: Evidence) -> Evidence:
    if second.p is None:
        return second
    return attrs.evolve(first, p=max(first.p or 0.0, second.p), test=ClaimTest.LARGEST)


def _alphas(found: ServiceQuality) -> list[Finding]:
    findings = []
    for dimension in found.dimensions.values():
        alpha = dimension.perception_alpha
        if alpha and alpha.interval and alpha.interval.high < WEAK_ALPHA:
            name, text = dimension.dimension.label, figures(alpha, plain)
            findings.append(
                caution(
                    Label(
                        f"The items of {name.en} hang together weakly (alpha {text.en}); read its mean with care.",
                        f"{name.zh}的几道题内部一致性偏低（α={text.zh}），宜分题看，不宜只看平均分。",
                    )
                )
            )
    return findings
