"""Where a budget goes by the Kano categories, and where spending should stop: what a report says of it."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import attrs

from servicekit.data._scales import Scale
from servicekit.data._summaries import Measure
from servicekit.foundation._vocabulary import LANGUAGES, Label
from servicekit.priorities._investment import InvestmentPlan, investment_plan
from servicekit.priorities._kano import Kano
from servicekit.stats.scores._mean_score import MeanScore, mean_score
from servicekit.study._part import Finding
from servicekit.study._study import Study
from servicekit.study.sections._further_sections import KanoSection
from servicekit.study.wording._formatting import amount, percent
from servicekit.study.wording._sentences import caution, fact, listed

STEADY: Final = 0.8
"""Share of resamples from which an attribute is funded whoever happened to answer."""
NOTHING: Final = Label("nothing", "无")


def fulfilment_requests(study: Study, section: KanoSection) -> Iterator[Measure]:
    """Yield the mean ratings that say how far attributes are fulfilled now."""
    for column, scale in _rated(study, section).items():
        yield partial(mean_score, column=column, scale=scale, level=study.level, **study.sample)


def planned_spending(
    study: Study, section: KanoSection, kano: Kano, data: Any
) -> tuple[InvestmentPlan | None, tuple[Finding, ...]]:
    """Return the plan for the budget of a study and what is said of it; no plan where the study states no costs.

    Args:
        study: The study.
        section: Its Kano pairs, with what attributes cost.
        kano: Their categories.
        data: The survey.
    """
    money = section.investment
    if money is None:
        return None, ()
    rated = {
        column: mean_score(data, column, scale=scale, level=study.level, **study.sample)
        for column, scale in _rated(study, section).items()
    }
    level = {key: found.index / 100 for key, found in rated.items() if found.index is not None}
    fulfilment = {**level, **money.fulfilment}
    if lacking := [key for key in money.cost if key not in fulfilment]:
        return None, (_lacking([kano.attributes[key].name for key in lacking]),)
    places = [place for place, key in enumerate(kano.attributes) if key in money.cost]
    for_sale = attrs.evolve(
        kano,
        attributes={key: one for key, one in kano.attributes.items() if key in money.cost},
        draws=kano.draws[:, places],
    )
    plan = investment_plan(
        for_sale,
        fulfilment={key: fulfilment[key] for key in for_sale.attributes},
        cost={key: money.cost[key] for key in for_sale.attributes},
        budget=money.budget,
        levels=money.levels,
        worth=money.worth,
    )
    return plan, _told(plan, for_sale, money.currency, rated)


def _rated(study: Study, section: KanoSection) -> dict[str, Scale]:
    """Return the attributes whose fulfilment nobody stated and that are columns of ratings, with their scales."""
    money = section.investment
    if money is None:
        return {}
    known: dict[str, str] = {}
    if study.importance is not None:
        known |= dict.fromkeys(study.importance.performance, study.importance.scale)
    if study.drivers is not None:
        known |= dict.fromkeys(study.drivers.drivers, study.drivers.scale)
    return {key: study.scale(known[key]) for key in money.cost if key in known and key not in money.fulfilment}


def _lacking(names: list[Label]) -> Finding:
    return caution(
        Label(
            f"No plan for the budget: how far {listed(names, 'en', joint='and')} is fulfilled now is neither stated "
            "nor rated in a column of that name.",
            f"未作投入方案：{listed(names, 'zh')}目前做到什么程度，调查方案未写明，也没有同名的评分列。",
        )
    )


def _told(plan: InvestmentPlan, kano: Kano, currency: str, rated: dict[str, MeanScore]) -> tuple[Finding, ...]:
    bought = sorted((key for key in plan.plan if plan.spent[key] > 0), key=lambda key: -plan.spent[key])
    words = {}
    for language in LANGUAGES:
        shape = (
            "{} from {} to {} for {} (funded in {} of resamples)"
            if language == "en"
            else "{}由{}提到{}，投入{}（占重抽样的{}）"
        )
        items = [
            shape.format(
                kano.attributes[key].name.text(language),
                percent(plan.fulfilment[key]),
                percent(plan.plan[key]),
                amount(plan.spent[key], currency),
                f"{100 * plan.stability[key]:.0f}%",
            )
            for key in bought
        ]
        words[language] = (("; " if language == "en" else "；").join(items)) or NOTHING.text(language)
    budget, spent = amount(plan.budget, currency), amount(plan.total_spent, currency)
    said = [
        fact(
            Label(
                f"Under the S-CR curve, which is a convention, a budget of {budget} gains most by: {words['en']}. It "
                f"spends {spent} and gains {plan.gain:.3f} (1: all customers from neutral to satisfied by one "
                "attribute).",
                f"按S-CR曲线（一种惯例）计算，{budget}的预算这样用收益最大：{words['zh']}。共投入{spent}，收益{plan.gain:.3f}"
                "（1相当于某一项使全部顾客由中性变为满意）。",
            )
        ),
        _margin(plan, currency),
    ]
    unsteady = [kano.attributes[key].name for key in bought if plan.stability[key] < STEADY]
    if unsteady:
        said.append(
            caution(
                Label(
                    f"Whether {listed(unsteady, 'en')} should be funded hangs on who happened to answer.",
                    f"{listed(unsteady, 'zh')}是否值得投入，会因受访者不同而改变。",
                )
            )
        )
    if rated:
        said.append(
            fact(
                Label(
                    "How far an attribute is fulfilled now is taken from its mean rating where nothing was stated.",
                    "未写明目前做到什么程度的，取该项评分的均值。",
                )
            )
        )
    return tuple(said)


def _margin(plan: InvestmentPlan, currency: str) -> Finding:
    """Say what the next money would gain, and where spending stops paying."""
    step = plan.budget / 10
    gain, next_step = plan.marginal_gain * step, amount(step, currency)
    if plan.stop_at is None:
        return fact(
            Label(
                f"At that rate another {next_step} would gain {gain:.3f}; where spending should stop hangs on what "
                "that is worth, which the study does not state.",
                f"按此时的边际收益，再投入{next_step}约增加{gain:.3f}；应投到哪里为止，取决于收益值多少钱，调查方案未写明。",
            )
        )
    assert plan.worth is not None
    stop, worth = amount(plan.stop_at, currency), amount(plan.worth, currency)
    pays_en, pays_zh = ("more than", "高于") if plan.stop_at > plan.budget else ("no more than", "不高于")
    return fact(
        Label(
            f"At that rate another {next_step} would gain {gain:.3f}, worth {amount(gain * plan.worth, currency)}. At "
            f"a worth of {worth} spending pays up to {stop}, {pays_en} the budget.",
            f"按此时的边际收益，再投入{next_step}约增加{gain:.3f}，值{amount(gain * plan.worth, currency)}。"
            f"若1的收益值{worth}，投入到{stop}为止仍划算，{pays_zh}预算。",
        )
    )
