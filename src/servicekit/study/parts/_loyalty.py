"""Loyalty as the survey tells it: why customers stay, what outlives a shock, and how it follows satisfaction."""

from collections.abc import Iterable, Mapping
from math import isinf
from typing import Any, Final

import numpy as np

from servicekit.data._answers import read_answers
from servicekit.data._frames import read_columns
from servicekit.foundation._reasons import told
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label, Source, member
from servicekit.loyalty._sources import DECK
from servicekit.loyalty.causes._satisfaction_link import SatisfactionLink, satisfaction_link
from servicekit.loyalty.levels._loyalty_index import LoyaltyIndex, loyalty_index
from servicekit.loyalty.typology._attitude_patronage import AttitudePatronage, LoyaltyCondition, attitude_patronage
from servicekit.loyalty.typology._loyalty_types import LoyaltyTypes, loyalty_types
from servicekit.loyalty.typology._seven_types import CARE
from servicekit.loyalty.typology._shocks import Shock, retained_repeat_share
from servicekit.stats._ratios import RatioOfMeans
from servicekit.study._formatting import between, figure, percent, plain, points
from servicekit.study._part import Finding, NotRun, Part
from servicekit.study._sections import LoyaltySection, Rated
from servicekit.study._study import Study

KEY: Final = "loyalty"
NAME: Final = Label("Why do customers stay, and would they?", "顾客为何留下，能留多久？")
NEEDS: Final = Label(
    "Questions on repeat buying, attitude, alternatives, switching cost, price, rewards and trust.",
    "关于重复购买、态度、可替代性、转换成本、价格、奖励与信任的题目。",
)
METHOD: Final = Label(
    "Each customer's answers raise or lower seven types by stated signs and weights (a judgement of this library, "
    "fitted to no data); shares of leading types have hulls of score and mid-p intervals. "
    "What survives a shock is a bound: the type "
    "whose only reason is removed keeps nothing. The curve of loyalty is monotone regression with bootstrap intervals. "
    "Sampling weights are not used in this part.",
    "每位顾客的回答按明示的符号与权重（本库的判断，未经数据拟合）增减七种类型的得分；主导类型占比采用得分与mid-P合并区间。"
    "冲击后的留存为界限值：唯一理由被消除的类型全部流失。忠诚曲线为单调回归，自助法区间。本部分不使用抽样权重。",
)
SOURCES: Final = (
    DECK,
    Source("Dick and Basu", 1994, "Customer loyalty: toward an integrated conceptual framework. JAMS 22(2)"),
    Source("Jones and Sasser", 1995, "Why satisfied customers defect. Harvard Business Review 73(6)"),
)
WEIGHTED: Final = Label(
    "The survey is weighted, but this part counts every respondent once.", "问卷带有权重，但本部分每位受访者只计一次。"
)
WEAK_ALPHA: Final = 0.7
FEWEST_EVIDENCE: Final = 3
ASKED: Final[Mapping[Shock, str]] = {
    Shock.COMPETITOR_ENTERS: "alternatives",
    Shock.PRICE_CUT_ELSEWHERE: "price_sensitivity",
    Shock.PROGRAMME_ENDS: "reward_dependence",
}
"""The evidence without which nothing can be said of a shock."""


def assess(study: Study, data: Any) -> Part | NotRun:
    """Compute all that the loyalty questions of the study allow."""
    section = study.loyalty
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    answers = _numbers(study, data, section.rated)
    results: dict[str, Result | Groups[Any]] = {}
    findings: list[Finding] = [Finding(text=WEIGHTED, tone="caution")] if study.design.columns else []
    if section.evidence:
        types = loyalty_types(answers, level=study.level, **_columns(study, section.evidence))
        results["loyalty types"] = types
        findings += _of_types(types, len(section.evidence))
        shocks = [shock for shock, asked in ASKED.items() if asked in section.evidence]
        if "repeat_share" in section.evidence and types.n and shocks:
            left = Groups("shock", {shock.key: retained_repeat_share(types, shock) for shock in shocks})
            results["repeat business after a shock"] = left
            findings += _of_shocks(left)
    if section.attitude_cut is not None and section.patronage_cut is not None:
        conditions = _conditions(study, section, answers)
        results["attitude and patronage"] = conditions
        findings += _of_conditions(conditions)
    if section.indicators:
        index = loyalty_index(answers, level=study.level, **_columns(study, section.indicators))
        results["loyalty index"] = index
        findings += _of_index(index)
    if section.link is not None:
        link = satisfaction_link(
            answers,
            satisfaction=section.link.satisfaction.column,
            loyalty=section.link.loyalty.column,
            satisfaction_scale=study.scale(section.link.satisfaction.scale),
            loyalty_scale=study.scale(section.link.loyalty.scale),
            loyal_from=section.link.loyal_from,
            rng=np.random.default_rng(study.seed),
            resamples=study.resamples,
            level=study.level,
        )
        results["satisfaction and loyalty"] = link
        findings += _of_link(link)
    if not results:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason="no question of loyalty is named")
    return Part(key=KEY, name=NAME, results=results, findings=tuple(findings), method=METHOD, sources=SOURCES)


def _numbers(study: Study, data: Any, rated: Iterable[Rated]) -> dict[str, Any]:
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
        "scales": {key: study.scale(each.scale) for key, each in rated.items()},
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
        level=study.level,
    )


def _of_types(types: LoyaltyTypes, evidence: int) -> list[Finding]:
    if not types.n:
        return [Finding(text=Label("Nobody gave any evidence of loyalty.", "没有任何忠诚证据。"), tone="caution")]
    kind, share = max(types.shares.items(), key=lambda entry: entry[1].count)
    text, care = figure(share, percent), CARE[kind]
    findings = [
        Finding(
            text=Label(
                f"Most often customers stay out of {kind.label.en}: {text}. Risk: {care.risk.en} Cure: {care.cure.en}",
                f"最常见的是{kind.label.zh}：{text}。风险：{care.risk.zh}对策：{care.cure.zh}",
            )
        )
    ]
    if evidence < FEWEST_EVIDENCE:
        few = Label(
            f"Only {evidence} of 7 kinds of evidence were asked; the types rest on little.",
            f"七项证据中只问了{evidence}项，类型判断依据不足。",
        )
        findings.append(Finding(text=few, tone="caution"))
    if types.undecided > types.n / 10:
        tied = percent(types.undecided / types.n)
        text_of_ties = f"{tied} of customers fit two types equally well.", f"{tied}的顾客同等符合两种类型。"
        findings.append(Finding(text=Label(*text_of_ties), tone="caution"))
    return findings


def _of_shocks(shocks: Mapping[str, RatioOfMeans]) -> list[Finding]:
    known = {key: found for key, found in shocks.items() if found.value is not None}
    if not known:
        return []
    key, worst = min(known.items(), key=lambda entry: entry[1].value or 0.0)
    shock, text = member(Shock, key).label, figure(worst, percent)
    return [
        Finding(
            text=Label(
                f"The hardest shock of those considered: {shock.en}. {text} of repeat business rests on reasons that "
                "it leaves standing.",
                f"所考虑的冲击中影响最大的是{shock.zh}：{text}的重复购买基于不受其影响的理由。",
            ),
            tone="bad" if worst.interval is not None and worst.interval.high < 0.5 else "neutral",
            urgency=1 - (worst.value or 0.0),
        )
    ]


def _of_conditions(conditions: AttitudePatronage) -> list[Finding]:
    if not conditions.n:
        return []
    loyal = figure(conditions.shares[LoyaltyCondition.LOYALTY], percent)
    spurious = figure(conditions.shares[LoyaltyCondition.SPURIOUS_LOYALTY], percent)
    return [
        Finding(
            text=Label(
                f"{loyal} both prefer us and keep buying; {spurious} keep buying without preferring us.",
                f"{loyal}既偏爱又持续购买；{spurious}持续购买却并不偏爱。",
            )
        )
    ]


def _of_index(index: LoyaltyIndex) -> list[Finding]:
    text = figure(index, points)
    findings = [Finding(text=Label(f"Loyalty index: {text} of 100.", f"忠诚度指数：{text}（满分100）。"))]
    alpha = index.reliability
    if alpha is not None and alpha.interval is not None and alpha.interval.high < WEAK_ALPHA:
        weak = figure(alpha, plain)
        findings.append(
            Finding(
                text=Label(
                    f"Its indicators hang together weakly (alpha {weak}): read the parts, not the whole.",
                    f"各指标内部一致性较弱（α {weak}）：宜看分项，不宜看总指数。",
                ),
                tone="caution",
            )
        )
    return findings


def _of_link(link: SatisfactionLink) -> list[Finding]:
    jump = link.top_box_jump
    if jump.value is None or jump.interval is None:
        text = Label(f"Satisfaction and loyalty: {told(jump.reason)}.", f"满意度与忠诚度：{told(jump.reason, 'zh')}。")
        return [Finding(text=text, tone="caution")]
    best, following = (f"{level:g}" for level in link.satisfaction_levels[:-3:-1])
    if isinf(jump.value):
        text = Label(
            f"Everyone who gave the best answer ({best}) is loyal; the odds are at least {jump.interval.low:.1f} times "
            f"those at the next answer ({following}).",
            f"给出最高分（{best}）者全部忠诚；其几率至少为次高分（{following}）者的{jump.interval.low:.1f}倍。",
        )
        return [Finding(text=text)]
    times = f"{jump.value:.1f} {between(jump.interval, points)}"
    clear = jump.interval.low > 1
    return [
        Finding(
            text=Label(
                f"The odds of loyalty at the best answer ({best}) are {times} times those at the next ({following})"
                + (": merely satisfied is not enough." if clear else ", which could be chance."),
                f"满意度为最高分（{best}）者的忠诚几率是次高分（{following}）者的{times}倍"
                + ("：仅仅满意还不够。" if clear else "，可能出于偶然。"),
            )
        )
    ]
