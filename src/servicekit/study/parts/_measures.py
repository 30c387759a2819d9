"""Headline measures: each question of the study by itself."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, Literal, overload

from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._scales import Scale
from servicekit.data._summaries import Measure
from servicekit.foundation._literature import CLOPPER_1934, TANGO_1998, WILSON_1927
from servicekit.foundation._results import Estimate, Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.satisfaction._customer_effort import CustomerEffortScore, customer_effort_score
from servicekit.satisfaction._net_promoter import NetPromoterScore, net_promoter_score
from servicekit.satisfaction._top_box import TopBox, top_box
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, equivalence
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.comparison._level_test import level_test
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.stats.scores._mean_score import MeanScore, mean_score
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.study._part import Finding, NotRun, Part, Statement, Table
from servicekit.study._part_names import MEASURES as PART
from servicekit.study._study import Question, Study
from servicekit.study.wording._formatting import Unit, Written, figures, percent, plain, points
from servicekit.study.wording._sentences import caution, fact

KEY: Final = PART.key
NAME: Final = PART.name
METHOD: Final = Label(
    "Hull of the score interval (Wilson for shares, Tango for the net promoter score) and the mid-p limits; under "
    "weights on the effective number of answers by Taylor linearisation. Whether more than half are satisfied is an "
    "exact binomial test, whether promoters are more than detractors a sign test, under a design together with the "
    "linearised t; about half is said only where both differences of the margin are rejected.",
    "满意率用Wilson法、净推荐值用Tango法的得分区间与mid-P端点的合并区间；数据加权时，先按泰勒线性化求出等效样本量，再代入上述公式。"
    "是否过半用精确二项检验，推荐者与贬损者孰多用符号检验，有抽样设计时另须线性化t检验成立；“约一半”须两侧等效检验均成立。",
)
SOURCES: Final = (
    WILSON_1927,
    TANGO_1998,
    CLOPPER_1934,
)
HALF: Final = 0.5
HALF_LABEL: Final = Label("half", "一半")
ZERO_LABEL: Final = Label("zero", "零")
ENOUGH: Final = 20
HIGHEST_ELSEWHERE: Final = 7
"""Answers up to which, among enough of them, a question on 0 to 10 looks as if it had been asked on another scale."""
RECOMMENDS: Final = re.compile(r"recommend|promoter|\bnps\b|推荐|推薦")
"""A question on recommending, by its key, column or name."""
GIVEN_KEY: Final = re.compile(r"question(_\d+)?")
"""What a draft calls a question whose column has no letters for a key."""
USUAL_NAMES: Final = {
    "overall": Label("Overall satisfaction", "总体满意度"),
    "recommend": Label("Recommendation", "推荐意愿"),
}
"""Key of a question -> what it is called where the study names it no further."""
NOTHING: Final = Label(" ", " ")


@frozen(kw_only=True)
class MeasuresPart(Part):
    """Each question of the study by itself.

    Attributes:
        measures: Measure of each question by its name in the study.
        names: Name of each question.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    measures: Mapping[str, CategoryScore]
    names: Mapping[str, Label]

    def tables(self) -> Iterator[Table]:
        """Yield the measure of each question."""
        for key, found in self.measures.items():
            yield Table(key=key, caption=self.names[key], result=found)


def measure(
    question: Question,
    scale: Scale,
    data: Data,
    *,
    by: str | Sequence[str] | None = None,
    level: float,
    sample: Mapping[str, Any],
) -> CategoryScore | Groups[CategoryScore]:
    """Return the measure of a question, or of each group where ``by`` is given."""
    about: dict[str, Any] = {"scale": scale, "level": level, "by": by, **sample}
    found: CategoryScore | Groups[CategoryScore]
    if question.kind == "csat":
        found = top_box(data, question.column, boxes=question.boxes, **about)
    elif question.kind == "nps":
        found = net_promoter_score(data, question.column, **about)
    elif question.kind == "ces":
        found = customer_effort_score(data, question.column, **about)
    else:
        found = mean_score(data, question.column, **about)
    return found


def unit_of(estimate: Estimate) -> Unit:
    """Return the unit of a measure."""
    if isinstance(estimate, TopBox):
        return "share"
    return "nps" if isinstance(estimate, NetPromoterScore) else "mean"


def written_as(estimate: Estimate) -> Written:
    """Return how the figures of a measure are written."""
    if isinstance(estimate, TopBox):
        return percent
    return points if isinstance(estimate, NetPromoterScore) else plain


def good_direction(estimate: CategoryScore) -> Literal[-1, 1]:
    """Return 1 where a higher figure is better news, -1 where it is worse."""
    is_mean = isinstance(estimate, MeanScore)
    return -1 if is_mean and not estimate.tally.scale.higher_is_better else 1


def scores_of(estimate: CategoryScore) -> SampledScores:
    """Return the scores of the sampling units behind a measure."""
    return SampledScores.of_tally(estimate.tally, estimate.scores)


def name_of(study: Study, name: str) -> Label:
    """Return the name of a question in reports; in Chinese a share is called one."""
    question = study.questions[name]
    label = (
        question.label
        or study.labels.get(question.column)
        or USUAL_NAMES.get(name)
        or study.label(_telling_name(name, question.column))
    )
    if question.kind == "csat" and label.zh.endswith("满意"):
        return Label(label.en, f"{label.zh}率")
    if question.kind == "csat" and label.zh.endswith("满意度"):
        return Label(label.en, f"{label.zh.removesuffix('度')}率")
    return label


def _telling_name(key: str, column: str) -> str:
    """Return the column of a question, or its key where somebody wrote one that says more, as "waiting" over "v12"."""
    own = GIVEN_KEY.fullmatch(key) is None and len(key.replace("_", "")) > len(column) and column.isascii()
    return key.replace("_", " ") if own else column


def outcome_name(study: Study, column: str) -> Label:
    """Return the name of a column that other answers lead to: that of its question, if there is one."""
    for name, question in study.measured.items():
        if question.column == column and question.label is not None:
            return question.label
        if question.column == column and column not in study.labels and name in USUAL_NAMES:
            return USUAL_NAMES[name]
    return study.label(column)


def worth_knowing(study: Study, estimate: CategoryScore) -> float:
    """Return the smallest difference of a measure that is told first."""
    worth = study.report.worth_knowing
    if isinstance(estimate, TopBox):
        return worth / 100
    if isinstance(estimate, NetPromoterScore):
        return 2 * worth
    scale = estimate.tally.scale
    return worth / 100 * (scale.high - scale.low)


@overload
def measured(study: Study, name: str, data: Data, *, by: None = None) -> CategoryScore: ...
@overload
def measured(study: Study, name: str, data: Data, *, by: str | Sequence[str]) -> Groups[CategoryScore]: ...
def measured(
    study: Study, name: str, data: Data, *, by: str | Sequence[str] | None = None
) -> CategoryScore | Groups[CategoryScore]:
    """Return the measure of a question of the study, or of each group where ``by`` is given."""
    question = study.measured[name]
    return measure(question, study.scale(question.scale), data, by=by, level=study.level, sample=study.sample)


def requests(study: Study) -> Iterator[Measure]:
    """Yield the measure of each question."""
    for name in study.measured:
        yield partial(measured, study, name)


def assess(study: Study, data: Data) -> Part | NotRun:
    """Compute every question of the study."""
    if not study.measured:
        needs = Label("At least one question with its column and scale.", "至少一道题目及其列名与量表。")
        return NotRun(key=KEY, name=NAME, needs=needs)
    measures: dict[str, CategoryScore] = {}
    statements: list[Statement] = []
    names = {name: name_of(study, name) for name in study.measured}
    for name in study.measured:
        found = measured(study, name, data)
        measures[name] = found
        statements.append(_statement(study, name, names[name], found))
    # after the measures, whose places the first screen counts
    cautions = [_no_promoters(study, name, names[name], found) for name, found in measures.items()]
    statements += [one for one in cautions if one is not None]
    return MeasuresPart(measures=measures, names=names, statements=tuple(statements))


def _no_promoters(study: Study, key: str, name: Label, found: CategoryScore) -> Finding | None:
    """Return that a question on recommending, asked or answered on another scale, gives no net promoter score."""
    if isinstance(found, NetPromoterScore):
        return _answered_elsewhere(name, found)
    question, scale = study.questions[key], study.scale(study.questions[key].scale)
    asked = " ".join((key, question.column, name.en, name.zh)).casefold()
    if not RECOMMENDS.search(asked):
        return None
    if (scale.low, scale.high, scale.step) == (0, 10, 1):
        return None  # whoever wants the score can have it: kind = "nps"
    low, high = f"{scale.low:g}", f"{scale.high:g}"
    return caution(
        Label(
            f"{name.en} was asked on {low} to {high}: that is no net promoter score, which needs 0 to 10, and it may "
            "not be held against published ones.",
            f"{name.zh}用的是{low}至{high}的量表，不是净推荐值（须为0至10），不能与公开的净推荐值相比。",
        )
    )


def _answered_elsewhere(name: Label, found: NetPromoterScore) -> Finding | None:
    """Return that no answer to a question on 0 to 10 is high, as where it was asked on 1 to 5 or 1 to 7."""
    tally = found.tally
    used = [code for code, count in zip(tally.scale.categories, tally.counts, strict=True) if count]
    if tally.n < ENOUGH or used[-1] > HIGHEST_ELSEWHERE:
        return None
    low, high = f"{used[0]:g}", f"{used[-1]:g}"
    return caution(
        Label(
            f"{name.en}: all {tally.n:,} answers lie from {low} to {high}. If it was asked on such a scale, not on 0 "
            "to 10, it is no net promoter score: declare that scale, and kind = “mean”.",
            f"{name.zh}：{tally.n:,}份回答全部在{low}至{high}之间。如果问卷用的是这样的量表而不是0至10，"
            "这就不是净推荐值：请在调查方案中写明该量表，并把类型改为“mean”。",
        )
    )


def _statement(study: Study, key: str, name: Label, found: CategoryScore) -> Statement:
    text = figures(found, written_as(found))
    if found.value is None or found.interval is None:
        return caution(Label(f"{name.en}: {text.en}", f"{name.zh}：{text.zh}"))
    if isinstance(found, TopBox):
        return _majority(study, key, name, found)
    if isinstance(found, MeanScore):
        return _mean(name, found)
    return (_promoters(key, name, found),)


def _mean(name: Label, found: MeanScore) -> Finding:
    text, n = figures(found, plain), found.tally.n
    if name.zh[-1:].isascii():
        name = Label(name.en, f"{name.zh}：")
    scale = found.tally.scale
    low, high = f"{scale.low:g}", f"{scale.high:g}"
    easy = _direction(found)
    assert found.index is not None
    index = points(found.index)
    return fact(
        Label(
            f"{name.en}: {text.en} on a scale from {low} to {high}{easy.en.rstrip()}; {index} of 100 ({n:,} answers).",
            f"{name.zh}{text.zh}，{low}至{high}分制{easy.zh.strip()}；折合百分制{index}分（{n:,}份回答）。",
        )
    )


def _direction(found: MeanScore) -> Label:
    if not isinstance(found, CustomerEffortScore):
        return NOTHING if found.tally.scale.higher_is_better else Label(", high is bad", "，分数越高越差")
    if found.tally.scale.higher_is_better:
        return Label(", high is easy", "，分数越高越轻松")
    return Label(", high is effort", "，分数越高越费力")


def _majority(study: Study, key: str, name: Label, found: TopBox) -> tuple[Claim, ...]:
    evidence, share = level_test(scores_of(found), against=HALF), found.value or 0.0
    about: dict[str, Any] = {
        "part": KEY,
        "subject": name,
        "measure": name,
        "own": found,
        "reference": Reference(kind="threshold", label=HALF_LABEL, value=HALF),
    }
    level = Claim(
        name=f"{KEY}/majority/{key}",
        kind=ClaimKind.LEVEL,
        sort="majority",
        evidence=evidence,
        direction=1 if share >= HALF else -1,
        good=1,
        **about,
    )
    margin = study.report.worth_knowing / 100
    size = int(min(found.n_effective, found.n))  # of a census n_effective is infinite
    if not 0 < margin < HALF or evidence.p is None:
        return (level,)
    equal = equivalence(round(share * size), size, against=HALF, margin=margin)
    half = Claim(
        name=f"{KEY}/half/{key}",
        kind=ClaimKind.EQUIVALENCE,
        sort="half",
        evidence=_same_n(equal, found),
        rival=level.name,
        **about,
    )
    return level, half


def _same_n(found: Evidence, estimate: CategoryScore) -> Evidence:
    return Evidence(p=found.p, test=ClaimTest.EQUIVALENCE, reason=found.reason, n=estimate.tally.n, margin=found.margin)


def _promoters(key: str, name: Label, found: CategoryScore) -> Claim:
    return Claim(
        name=f"{KEY}/promoters/{key}",
        kind=ClaimKind.LEVEL,
        sort="promoters",
        part=KEY,
        subject=name,
        measure=name,
        own=found,
        reference=Reference(kind="threshold", label=ZERO_LABEL, value=0.0),
        evidence=level_test(scores_of(found), against=0.0),
        direction=1 if (found.value or 0.0) > 0 else -1,
        good=1,
        unit="nps",
    )
