"""Expectation against experience: verdicts, mean gap and, with a true zero, the satisfaction ratio."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._summaries import Measure
from servicekit.foundation._vocabulary import Label, Source
from servicekit.satisfaction._disconfirmation import DisconfirmationShares, disconfirmation_shares
from servicekit.satisfaction._ratio import SatisfactionVerdict
from servicekit.satisfaction._ratio_of_means import ratio_of_means
from servicekit.satisfaction._verdict_shares import VerdictShares, verdict_shares
from servicekit.stats.claims._claim_tests import Evidence
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.comparison._answer_sums import AnswerSums
from servicekit.stats.comparison._level_test import level_test
from servicekit.stats.intervals._estimates import Average
from servicekit.stats.intervals._ratios import RatioOfMeans
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.study._part import NotRun, Part, Statement, Table
from servicekit.study._part_names import EXPECTATION as PART
from servicekit.study._study import Pair, Study
from servicekit.study.tables._shifts import shift
from servicekit.study.tables._survey_rows import survey_sums
from servicekit.study.wording._formatting import figures, percent
from servicekit.study.wording._sentences import caution, fact

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Complete pairs only. The ratio is that of the means, with Fieller's confidence set; it needs a scale with a true "
    "zero. The gap has a paired t interval, by cluster where there are clusters, the shares join the score and "
    "the mid-p limits; which "
    "verdict is the more frequent is a sign test.",
    "只使用期望和评价都作答的问卷。评价期望比为两个均值之比，区间用Fieller法，要求量表有真正的零点；差值用配对t区间（整群抽样时按群）；"
    "占比用得分与mid-P合并区间，哪一方更多用符号检验。",
)
NAME_OF_GAP: Final = Label("Experience less expectation", "实际感受与期望之差")
VERDICTS: Final = Label("Verdicts of customers", "顾客评判")
EXPECTATION: Final = Label("expectation", "期望")
WORSE: Final = Label("less than expected", "不如期望")
BETTER: Final = Label("more than expected", "超出期望")


@frozen(kw_only=True)
class ExpectationPart(Part):
    """Experience against expectation.

    Attributes:
        verdicts: Shares of the three verdicts.
        disconfirmation: Shares of the outcomes, and the mean gap.
        ratio: Ratio of the means; None without a true zero.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = ()
    verdicts: VerdictShares
    disconfirmation: DisconfirmationShares
    ratio: RatioOfMeans | None = None

    def tables(self) -> Iterator[Table]:
        """Yield verdicts, gap and ratio."""
        yield Table.titled(Label("verdicts", "评判"), self.verdicts)
        yield Table.titled(Label("disconfirmation", "期望与感受之差"), self.disconfirmation)
        if self.ratio is not None:
            yield Table.titled(Label("ratio", "评价期望比"), self.ratio)


def requests(study: Study) -> Iterator[Measure]:
    """Yield verdicts, gap and ratio, and the sums of the test of the gap."""
    if (pair := study.satisfaction) is not None:
        yield partial(_verdicts, study, pair)
        yield partial(_gap, study, pair)
        if study.scale(pair.scale).true_zero:
            yield partial(_ratio, study, pair)
        yield partial(_sums, study, pair)


def _about(study: Study, pair: Pair) -> dict[str, Any]:
    scale = study.scale(pair.scale)
    names = {"evaluation": pair.evaluation, "expectation": pair.expectation}
    return {**names, "scale": scale, "level": study.level, **study.sample}


def _verdicts(study: Study, pair: Pair, data: Data) -> VerdictShares:
    found: VerdictShares = verdict_shares(data, **_about(study, pair))
    return found


def _gap(study: Study, pair: Pair, data: Data) -> DisconfirmationShares:
    found: DisconfirmationShares = disconfirmation_shares(data, **_about(study, pair))
    return found


def _ratio(study: Study, pair: Pair, data: Data) -> RatioOfMeans:
    found: RatioOfMeans = ratio_of_means(data, **_about(study, pair))
    return found


def _sums(study: Study, pair: Pair, data: Data) -> AnswerSums:
    scale = study.scale(pair.scale)
    return survey_sums(study, data, {pair.evaluation: scale, pair.expectation: scale})


def assess(study: Study, data: Data) -> Part | NotRun:
    """Compare expectation with evaluation."""
    pair = study.satisfaction
    if pair is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    scale = study.scale(pair.scale)
    verdicts, gap, sums = _verdicts(study, pair, data), _gap(study, pair, data), _sums(study, pair, data)
    statements: list[Statement] = [(_verdict_claim(verdicts),)]
    sign = 1.0 if scale.higher_is_better else -1.0
    apart = (sign, -sign)
    evidence = sums.test(apart)
    if sums.n:
        difference = shift(sums.mean(apart), evidence, study.level)
        statements.append((_gap_claim(difference, evidence),))
    ratio = None
    if scale.true_zero:
        ratio = _ratio(study, pair, data)
        text = figures(ratio, percent)
        statements.append(
            fact(
                Label(
                    f"On average the evaluation is {text.en} of the expectation (ratio of means).",
                    f"平均评价相当于期望的{text.zh}。",
                )
            )
        )
    else:
        statements.append(
            caution(
                Label(
                    "No satisfaction ratio: the scale has no true zero, so codes may be subtracted but not divided.",
                    "未计算评价期望比：量表没有真正的零点，分数可以相减，不能相除。",
                )
            )
        )
    return ExpectationPart(
        verdicts=verdicts,
        disconfirmation=gap,
        ratio=ratio,
        statements=tuple(statements),
        sources=SatisfactionVerdict.framework.sources,
    )


def _verdict_claim(verdicts: VerdictShares) -> Claim:
    shares = verdicts.shares
    lost, won = shares[SatisfactionVerdict.DISAPPOINTED.key], shares[SatisfactionVerdict.VERY_SATISFIED.key]
    places = [concept.key for concept in SatisfactionVerdict]
    worth = {SatisfactionVerdict.DISAPPOINTED.key: -1.0, SatisfactionVerdict.VERY_SATISFIED.key: 1.0}
    scores = SampledScores.of_tally(verdicts.tally, [worth.get(key, 0.0) for key in places])
    return Claim(
        name=f"{KEY}/verdicts",
        kind=ClaimKind.LEVEL,
        sort="verdicts",
        part=KEY,
        subject=VERDICTS,
        measure=VERDICTS,
        own=won,
        reference=Reference(kind="every_other", label=WORSE, value=lost),
        evidence=level_test(scores, against=0.0),
        direction=1 if (won.value or 0) > (lost.value or 0) else -1,
        good=1,
        details={"named": BETTER},
    )


def _gap_claim(difference: Average, evidence: Evidence) -> Claim:
    return Claim(
        name=f"{KEY}/gap",
        kind=ClaimKind.LEVEL,
        sort="gap",
        part=KEY,
        subject=NAME_OF_GAP,
        measure=NAME_OF_GAP,
        reference=Reference(kind="threshold", label=EXPECTATION, value=0.0),
        difference=difference,
        evidence=evidence,
        direction=1 if (difference.value or 0) > 0 else -1,
        good=1,
        unit="mean",
    )
