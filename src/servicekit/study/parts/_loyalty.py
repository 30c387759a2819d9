"""Loyalty as the survey tells it: why customers stay, what outlives a shock, and how it follows satisfaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, Final

import numpy as np
from attrs import evolve, frozen

from servicekit.data._accepted import Data
from servicekit.data._answers import read_answers
from servicekit.data._frames import read_columns
from servicekit.data._summaries import Measure
from servicekit.foundation._documents import MEASUREMENT, under
from servicekit.foundation._literature import DICK_1994, JONES_1995
from servicekit.foundation._reasons import reason_text
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source, member
from servicekit.loyalty.causes._satisfaction_link import SatisfactionLink, satisfaction_link
from servicekit.loyalty.levels._loyalty_index import LoyaltyIndex, loyalty_index
from servicekit.loyalty.typology._attitude_patronage import AttitudePatronage, LoyaltyCondition, attitude_patronage
from servicekit.loyalty.typology._loyalty_types import LoyaltyTypes, loyalty_types
from servicekit.loyalty.typology._retained_business import Shock, retained_repeat_share
from servicekit.loyalty.typology._seven_types import CARE, LoyaltyType
from servicekit.stats.claims._claim_tests import Evidence, two_shares
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.intervals._estimates import Difference, Share
from servicekit.stats.intervals._ratios import RatioOfMeans
from servicekit.stats.scores._category_score import score_correlation
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.stats.scores._two_samples import two_samples
from servicekit.stats.summaries._coded_tally import design_columns
from servicekit.study._part import NotRun, Part, Statement
from servicekit.study._part_names import LOYALTY as PART
from servicekit.study._study import Study
from servicekit.study.sections._sections import LoyaltySection, Rated
from servicekit.study.wording._formatting import between, figures, percent, plain, points
from servicekit.study.wording._sentences import caution, fact
from servicekit.study.wording._share_claims import most_common

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Each customer's answers raise or lower seven types by stated signs and weights (a judgement of this library, "
    "fitted to no data); shares of leading types have hulls of score and mid-p intervals. What survives a "
    "shock is a bound: the type "
    "whose only reason is removed keeps nothing. The curve of loyalty is monotone regression with bootstrap intervals. "
    "What survives a shock and the curve of loyalty use no sampling design.",
    "每个回答按设定的方向和权重加减七种类型的得分；方向和权重由本软件设定，未用数据拟合。主要类型占比采用得分与mid-P合并区间。"
    "情景结果是最坏情形：唯一的留下理由一旦消失，这类顾客按全部流失计。忠诚曲线为单调回归，自助法区间。情景结果与忠诚曲线不使用抽样设计。",
)
SOURCES: Final = (
    under(MEASUREMENT, "客户忠诚度概述"),
    DICK_1994,
    JONES_1995,
)
WEIGHTED: Final = Label(
    "What survives a shock counts every respondent once, without the sampling design.",
    "冲击后的留存不使用抽样设计，每位受访者只计一次。",
)
WEAK_ALPHA: Final = 0.7
TYPE: Final = Label("reason to stay", "留下的原因")
BEST: Final = Label("the best answer", "最高分")
NEXT: Final = Label("the next answer", "次高分")
LOYAL: Final = Label("share of loyal customers", "忠诚顾客占比")
FEWEST_EVIDENCE: Final = 3
ASKED: Final[Mapping[Shock, str]] = {
    Shock.COMPETITOR_ENTERS: "alternatives",
    Shock.PRICE_CUT_ELSEWHERE: "price_sensitivity",
    Shock.PROGRAMME_ENDS: "reward_dependence",
}
"""The evidence without which nothing can be said of a shock."""


@frozen(kw_only=True)
class LoyaltyPart(Part):
    """Why customers stay.

    Attributes:
        types: Shares of the seven types.
        shocks: Repeat business that rests on reasons a shock leaves standing.
        conditions: Attitude and patronage.
        index: Loyalty index.
        link: Loyalty at each level of satisfaction.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    captions: ClassVar[Mapping[str, Label]] = {
        "types": Label("loyalty types", "忠诚类型"),
        "shocks": Label("repeat business after a shock", "各情景下的重复购买"),
        "conditions": Label("attitude and patronage", "态度与重复购买"),
        "index": Label("loyalty index", "忠诚度指数"),
        "link": Label("satisfaction and loyalty", "满意度与忠诚度"),
    }
    types: LoyaltyTypes | None = None
    shocks: Groups[RatioOfMeans] | None = None
    conditions: AttitudePatronage | None = None
    index: LoyaltyIndex | None = None
    link: SatisfactionLink | None = None


def requests(study: Study) -> Iterator[Measure]:
    """Yield the rows of the questions on loyalty."""
    if (section := study.loyalty) is not None:
        names = [*(each.column for each in section.rated), *study.design.columns]
        if names:
            yield partial(read_columns, names=tuple(dict.fromkeys(names)))


def assess(study: Study, data: Data) -> Part | NotRun:
    """Compute all that the loyalty questions of the study allow."""
    section = study.loyalty
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    answers = _numbers(study, data, section.rated)
    found: dict[str, Any] = {}
    findings: list[Statement] = []
    about: dict[str, Any] = {"design": study.design, "level": study.level}
    answers |= design_columns(data, study.design)
    if section.evidence:
        types = loyalty_types(answers, **about, **_columns(study, section.evidence))
        found["types"] = types
        findings += _of_types(types, len(section.evidence))
        shocks = [shock for shock, asked in ASKED.items() if asked in section.evidence]
        if "repeat_share" in section.evidence and types.n and shocks:
            left = Groups("shock", {shock.key: retained_repeat_share(types, shock) for shock in shocks})
            found["shocks"] = left
            findings += _of_shocks(left)
    if section.attitude_cut is not None:
        conditions = _conditions(study, section, answers)
        found["conditions"] = conditions
        findings += _of_conditions(conditions)
    if section.indicators:
        index = loyalty_index(answers, **about, **_columns(study, section.indicators))
        found["index"] = index
        findings += _of_index(index)
    if section.link is not None:
        link = satisfaction_link(
            answers,
            satisfaction=section.link.satisfaction.column,
            loyalty=section.link.loyalty.column,
            satisfaction_scale=study.scale(section.link.satisfaction.scale),
            loyalty_scale=study.scale(section.link.loyalty.scale),
            loyal_threshold=section.link.loyal_threshold,
            rng=study.seed,
            resamples=study.resamples,
            level=study.level,
            design=study.design,
        )
        found["link"] = link
        findings += _of_link(link)
    if study.design.columns and "shocks" in found:
        findings.insert(0, caution(WEIGHTED))
    if not found:
        return NotRun(
            key=KEY, name=NAME, needs=NEEDS, reason=Label("no question of loyalty is named", "调查方案中没有忠诚度题目")
        )
    return LoyaltyPart(**found, statements=tuple(findings))


def _numbers(study: Study, data: Data, rated: Iterable[Rated]) -> dict[str, Any]:
    """Return the columns as numbers, NaN where there is no answer, by the study's own policy of reading."""
    scales = {each.column: study.scale(each.scale) for each in rated}
    columns = read_columns(data, list(scales))
    found = {}
    for name, scale in scales.items():
        answers = read_answers(columns[name], scale, study.policy)
        found[name] = np.where(answers.here, answers.numbers(scale), np.nan)
    return found


def _columns(study: Study, rated: Mapping[str, Rated]) -> dict[str, Any]:
    return {
        "columns": {key: each.column for key, each in rated.items()},
        "scale": {key: study.scale(each.scale) for key, each in rated.items()},
    }


def _conditions(study: Study, section: LoyaltySection, answers: Mapping[str, Any]) -> AttitudePatronage:
    attitude, patronage = section.evidence["attitude"], section.evidence["repeat_share"]
    assert section.attitude_cut is not None
    assert section.patronage_cut is not None
    return attitude_patronage(
        answers,
        attitude=attitude.column,
        patronage=patronage.column,
        attitude_cut=section.attitude_cut,
        patronage_cut=section.patronage_cut,
        attitude_scale=study.scale(attitude.scale),
        patronage_scale=study.scale(patronage.scale),
        design=study.design,
        level=study.level,
    )


def _of_types(types: LoyaltyTypes, evidence: int) -> Sequence[Statement]:
    if not types.n:
        return [caution(Label("Nobody gave any evidence of loyalty.", "没有任何忠诚证据。"))]
    shares = {kind: share for kind, share in types.shares.items() if share.n}  # the others were never asked about
    names = {kind: kind.label for kind in shares}
    said: list[Statement] = []
    claims = most_common(KEY, "type", TYPE, shares, names, sort="type")
    if claims:
        kind = max(shares, key=lambda each: shares[each].count)
        care = CARE[kind]
        details = {**claims[0].details, "risk": care.risk, "cure": care.cure}
        said.append((evolve(claims[0], details=details),))
        said.append(_hangs_on(types, kind))
    if evidence < FEWEST_EVIDENCE:
        few = Label(
            f"Only {evidence} of 7 kinds of evidence were asked; the types rest on little.",
            f"七项证据中只问了{evidence}项，类型判断依据不足。",
        )
        said.append(caution(few))
    if types.undecided > types.n / 10:
        tied = percent(types.undecided / types.n)
        said.append(
            caution(Label(f"{tied} of customers fit two types equally well.", f"{tied}的顾客同等符合两种类型。"))
        )
    return said


def _hangs_on(types: LoyaltyTypes, kind: LoyaltyType) -> Statement:
    """Say what the most common type would be if answers were unrelated, and if the stated weights were others."""
    noise, ranges = types.noise_shares or {}, types.share_ranges or {}
    low, high = (percent(end) for end in ranges[kind])
    unrelated = percent(noise[kind])
    bare_en = " Sampling weights do not count here." if types.weights.size else ""
    bare_zh = "此处不计抽样权重。" if types.weights.size else ""
    return fact(
        Label(
            f"The share of {kind.label.en} would be {unrelated} if the answers to different questions were unrelated, "
            f"and from {low} to {high} if the stated weights were 30 % lower or higher.{bare_en}",
            f"假如各题回答互不相关，{kind.label.zh}的占比会是{unrelated}；若设定的权重上下变动30%，占比在{low}至{high}之间。{bare_zh}",
        )
    )


def _of_shocks(shocks: Mapping[str, RatioOfMeans]) -> Sequence[Statement]:
    """Say what each shock would put at risk, a bound and no forecast; no order is claimed."""
    parts = []
    for key, found in shocks.items():
        if found.value is None:
            continue
        shock, at_risk = member(Shock, key).label, percent(1 - found.value)
        ends = found.interval.map(lambda kept: 1 - kept) if found.interval is not None else None
        en, zh = (f"{at_risk} {between(ends, percent)}".strip(), f"{at_risk}{between(ends, percent, 'zh')}")
        parts.append(Label(f"{shock.en} {en}", f"{shock.zh}{zh}"))
    if not parts:
        return []
    return [
        fact(
            Label(
                f"Repeat business that would be at risk, at most: {'; '.join(part.en for part in parts)}.",
                f"各种情景下至多会受影响的重复购买：{'；'.join(part.zh for part in parts)}。",
            )
        )
    ]


def _of_conditions(conditions: AttitudePatronage) -> Sequence[Statement]:
    if not conditions.n:
        return []
    loyal = figures(conditions.shares[LoyaltyCondition.LOYALTY], percent)
    spurious = figures(conditions.shares[LoyaltyCondition.SPURIOUS_LOYALTY], percent)
    return [
        fact(
            Label(
                f"{loyal.en} both prefer us and keep buying; {spurious.en} keep buying without preferring us.",
                f"{loyal.zh}既偏爱又持续购买；{spurious.zh}持续购买却并不偏爱。",
            )
        )
    ]


def _of_index(index: LoyaltyIndex) -> Sequence[Statement]:
    text = figures(index, points)
    findings: list[Statement] = [
        fact(Label(f"Loyalty index: {text.en} of 100.", f"忠诚度指数：{text.zh}（满分100）。"))
    ]
    alpha = index.reliability
    if alpha is not None and alpha.interval is not None and alpha.interval.high < WEAK_ALPHA:
        weak = figures(alpha, plain)
        findings.append(
            caution(
                Label(
                    f"Its indicators hang together weakly (alpha {weak.en}): read the parts, not the whole.",
                    f"各指标内部一致性偏低（α={weak.zh}），宜看分项，不宜看总指数。",
                )
            )
        )
    return findings


def _of_link(link: SatisfactionLink) -> Sequence[Statement]:
    jump = link.top_box_jump
    if jump.reason is not None:
        return [
            caution(
                Label(
                    f"Satisfaction and loyalty: {reason_text(jump.reason)}.",
                    f"满意度与忠诚度：{reason_text(jump.reason, 'zh')}。",
                )
            )
        ]
    best, following = (f"{level:g}" for level in link.satisfaction_levels[:-3:-1])
    reference, own = (link.shares_loyal[at] for at in link.satisfaction_levels[-2:])
    n = reference.answers or round(reference.n)
    evidence, correlation = _of_two_levels(link, own, reference)
    difference = Difference(first=own, second=reference, correlation=correlation)
    return [
        (
            Claim(
                name=f"{KEY}/link",
                kind=ClaimKind.DIFFERENCE,
                sort="odds",
                part=KEY,
                subject=BEST,
                measure=LOYAL,
                own=own,
                reference=Reference(kind="next_best", label=NEXT, value=reference, n=n),
                difference=difference,
                evidence=evidence,
                direction=1 if (difference.value or 0.0) > 0 else -1,
                details={"best": best, "next": following},
            ),
        )
    ]


def _of_two_levels(link: SatisfactionLink, own: Share, reference: Share) -> tuple[Evidence, float]:
    """Return the test of the best answer against the next, and how far their errors go together."""
    if not link.tallies:
        return two_shares(round(own.count), round(own.n), round(reference.count), round(reference.n)), 0.0
    best, following = (link.tallies[at] for at in link.satisfaction_levels[:-3:-1])
    scores = (SampledScores.of_tally(each, link.loyal_scores) for each in (best, following))
    return two_samples(*scores), score_correlation((best, link.loyal_scores), (following, link.loyal_scores))
