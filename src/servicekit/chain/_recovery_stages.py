"""Stages of the chain from complaints to money: silence, outcomes, return, word of mouth, worth of a customer."""

from collections.abc import Callable, Mapping
from typing import Final

from servicekit.chain._stages import Stage
from servicekit.complaints.recovery._return_rates import ComplaintOutcome
from servicekit.data._vectors import Floats
from servicekit.foundation._vocabulary import Label

Amount = float | Floats
"""A figure at its value, or its draws."""

RETURNS: Final = {
    ComplaintOutcome.DID_NOT_COMPLAIN: "return_silent",
    ComplaintOutcome.UNRESOLVED: "return_unresolved",
    ComplaintOutcome.RESOLVED: "return_resolved",
    ComplaintOutcome.RESOLVED_QUICKLY: "return_quickly",
}
LABELS: Final = {
    "complaints": Label("Complaints", "投诉数"),
    "complaint_rate": Label("Share of the dissatisfied who complain", "不满顾客中投诉的比例"),
    "settled": Label("Share of complaints that are settled", "投诉得到解决的比例"),
    "settled_quickly": Label("Share of the settled that are settled quickly", "已解决投诉中迅速解决的比例"),
    "return_silent": Label("Return: did not complain", "再购率：没有投诉"),
    "return_unresolved": Label("Return: not resolved", "再购率：未解决"),
    "return_resolved": Label("Return: resolved", "再购率：已解决"),
    "return_quickly": Label("Return: resolved quickly", "再购率：迅速解决"),
    "hearers_per_lost": Label("People told per lost customer", "每位流失顾客告诉的人数"),
    "deterred_share": Label("Share of hearers who are put off", "听说者中因此放弃的比例"),
    "retention": Label("Retention", "留存率"),
    "margin": Label("Margin per customer", "每位顾客的利润"),
    "discount_rate": Label("Discount rate", "折现率"),
    "handling_cost": Label("Handling cost per complaint", "每宗投诉的处理费用"),
    "no_problem_share": Label("Return without a problem", "没有问题时的再购率"),
    "referred": Label("Customers won per customer kept by a good solution", "每位因妥善解决而留下的顾客带来的新顾客数"),
    "price_gain": Label("Money more that such a customer pays", "此类顾客因接受较高价格而多付的金额"),
}

_FOLLOWED: Final = Label("follow up customers of that outcome: who bought again", "回访该类顾客：谁再次购买")
FILLS: Final = {
    "complaints": Label("a case log, or their number", "投诉台账，或投诉数量"),
    "complaint_rate": Label("ask customers who had a problem whether they complained", "询问遇到问题的顾客是否投诉"),
    "settled": Label("a case log and two time limits", "投诉台账及两个时限"),
    "settled_quickly": Label("a case log and two time limits", "投诉台账及两个时限"),
    **dict.fromkeys(RETURNS.values(), _FOLLOWED),
    "retention": Label("purchases over two periods", "两期的购买记录"),
    "margin": Label("purchases with amounts, and the part that is margin", "带金额的购买记录及其中的利润占比"),
    "discount_rate": Label("a rate of your own accounts", "由财务部门给出"),
}
"""What would give each figure that has no default."""


def _worth(margin: Amount, retention: Amount, discount_rate: Amount) -> Amount:
    return margin * (1 + discount_rate) / (1 + discount_rate - retention)


def _lost(dissatisfied: Amount, retained: Amount) -> Amount:
    return dissatisfied - retained


def _lost_to_problems(dissatisfied: Amount, retained: Amount, no_problem_share: Amount) -> Amount:
    return dissatisfied * no_problem_share - retained


def _loss(lost: Amount, deterred: Amount, worth: Amount, complaints: Amount, handling_cost: Amount) -> Amount:
    return (lost + deterred) * worth + complaints * handling_cost


def _loss_less_referrals(
    lost: Amount, deterred: Amount, worth: Amount, complaints: Amount, handling_cost: Amount, gain_referrals: Amount
) -> Amount:
    return _loss(lost, deterred, worth, complaints, handling_cost) - gain_referrals


def _loss_less_price(
    lost: Amount, deterred: Amount, worth: Amount, complaints: Amount, handling_cost: Amount, gain_price: Amount
) -> Amount:
    return _loss(lost, deterred, worth, complaints, handling_cost) - gain_price


def _loss_less_both(
    lost: Amount,
    deterred: Amount,
    worth: Amount,
    complaints: Amount,
    handling_cost: Amount,
    gain_referrals: Amount,
    gain_price: Amount,
) -> Amount:
    return _loss(lost, deterred, worth, complaints, handling_cost) - gain_referrals - gain_price


LOSSES: Final[Mapping[tuple[bool, bool], Callable[..., Amount]]] = {
    (False, False): _loss,
    (True, False): _loss_less_referrals,
    (False, True): _loss_less_price,
    (True, True): _loss_less_both,
}
"""Whether referrals and price are told -> money lost. What comes back is in those who stay and is not added again."""


def _gains(has_referrals: bool, has_price: bool) -> tuple[Stage, ...]:
    """Return the stages of what a well solved complaint brings besides return."""
    if not (has_referrals or has_price):
        return ()
    stages = [
        Stage(
            key="well_solved",
            label=Label("Customers kept by a quick solution", "因迅速解决而留下的顾客"),
            formula=lambda quickly, return_quickly: quickly * return_quickly,
            unit="count",
        )
    ]
    if has_referrals:
        stages.append(
            Stage(
                key="gain_referrals",
                label=Label("Money that their referrals bring", "其推荐带来的金额"),
                formula=lambda well_solved, referred, worth: well_solved * referred * worth,
                unit="money",
                needs={"referred": "number"},
            )
        )
    if has_price:
        stages.append(
            Stage(
                key="gain_price",
                label=Label("Money that their higher price brings", "其接受较高价格带来的金额"),
                formula=lambda well_solved, price_gain, retention, discount_rate: (
                    well_solved * _worth(price_gain, retention, discount_rate)
                ),
                unit="money",
                needs={"price_gain": "money"},
            )
        )
    return tuple(stages)


def _retained(
    silent: Amount, unresolved: Amount, resolved: Amount, quickly: Amount,
    return_silent: Amount, return_unresolved: Amount, return_resolved: Amount, return_quickly: Amount,
) -> Amount:  # fmt: skip
    return (
        silent * return_silent + unresolved * return_unresolved + resolved * return_resolved + quickly * return_quickly
    )


OF_COMPLAINTS: Final = (
    Stage(
        key="dissatisfied",
        label=Label("Customers with a problem", "遇到问题的顾客"),
        formula=lambda complaints, complaint_rate: complaints / complaint_rate,
        unit="count",
        needs={"complaints": "count", "complaint_rate": "share"},
    ),
    Stage(
        key="silent",
        label=Label("... who say nothing", "……其中沉默的"),
        formula=lambda dissatisfied, complaints: dissatisfied - complaints,
        unit="count",
    ),
    Stage(
        key="unresolved",
        label=Label("Complaints not resolved", "未解决的投诉"),
        formula=lambda complaints, settled: complaints * (1 - settled),
        unit="count",
        needs={"settled": "share"},
    ),
    Stage(
        key="resolved",
        label=Label("Complaints resolved, not quickly", "已解决但不迅速的投诉"),
        formula=lambda complaints, settled, settled_quickly: complaints * settled * (1 - settled_quickly),
        unit="count",
        needs={"settled_quickly": "share"},
    ),
    Stage(
        key="quickly",
        label=Label("Complaints resolved quickly", "迅速解决的投诉"),
        formula=lambda complaints, settled, settled_quickly: complaints * settled * settled_quickly,
        unit="count",
    ),
    Stage(
        key="retained",
        label=Label("Customers with a problem who stay", "遇到问题后留下的顾客"),
        formula=_retained,
        unit="count",
        needs=dict.fromkeys(RETURNS.values(), "share"),
    ),
)
"""Where customers with a problem come to, up to those who stay."""
OF_THE_LOST: Final = (
    Stage(
        key="hearers",
        label=Label("People who hear of it", "听说此事的人"),
        formula=lambda lost, hearers_per_lost: lost * hearers_per_lost,
        unit="count",
        needs={"hearers_per_lost": "number"},
    ),
    Stage(
        key="deterred",
        label=Label("Prospects put off", "因此放弃的潜在顾客"),
        formula=lambda hearers, deterred_share: hearers * deterred_share,
        unit="count",
        needs={"deterred_share": "share"},
    ),
    Stage(
        key="worth",
        label=Label("Worth of a customer", "每位顾客的价值"),
        formula=_worth,
        unit="money",
        needs={"margin": "money", "retention": "share", "discount_rate": "number"},
    ),
)
"""Whom the lost put off, and what a customer is worth."""


def recovery_stages(has_no_problem: bool, *, has_referrals: bool = False, has_price: bool = False) -> tuple[Stage, ...]:
    """Return the stages.

    Args:
        has_no_problem: Whether it is known who would have stayed without a problem.
        has_referrals: Whether it is known how many customers those kept by a good solution bring.
        has_price: Whether it is known what those kept by a good solution pay more.
    """
    return (
        *OF_COMPLAINTS,
        Stage(
            key="lost",
            label=Label("Customers lost", "流失的顾客"),
            formula=_lost_to_problems if has_no_problem else _lost,
            unit="count",
            needs={"no_problem_share": "share"} if has_no_problem else {},
        ),
        *OF_THE_LOST,
        *_gains(has_referrals, has_price),
        Stage(
            key="loss",
            label=Label("Money lost", "损失金额"),
            formula=LOSSES[has_referrals, has_price],
            unit="money",
            needs={"handling_cost": "money"},
        ),
    )
