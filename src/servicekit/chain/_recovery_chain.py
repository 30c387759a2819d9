"""The ready-made chain: complaints, silence, outcomes, return, word of mouth, lifetime value, money a year."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

from servicekit.chain._chain import Chain
from servicekit.chain._figures import Figure, as_figure, published
from servicekit.chain._stages import Stage
from servicekit.complaints.recovery._outcome_mix import OutcomeMix
from servicekit.complaints.recovery._return_rates import ComplaintOutcome, PresetRates, ReturnRates
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label, member

PRESET: Final = "recovery"
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
    "told": Label("People told per lost customer", "每位流失顾客告诉的人数"),
    "put_off_share": Label("Share of hearers who are put off", "听说者中因此放弃的比例"),
    "retention": Label("Retention", "留存率"),
    "margin": Label("Margin per customer", "每位顾客的利润"),
    "discount_rate": Label("Discount rate", "折现率"),
    "handling_cost": Label("Handling cost per complaint", "每宗投诉的处理费用"),
    "no_problem_share": Label("Return without a problem", "没有问题时的再购率"),
}


def _worth(margin: Any, retention: Any, discount_rate: Any) -> Any:
    return margin * (1 + discount_rate) / (1 + discount_rate - retention)


def _lost(dissatisfied: Any, retained: Any) -> Any:
    return dissatisfied - retained


def _lost_to_problems(dissatisfied: Any, retained: Any, no_problem_share: Any) -> Any:
    return dissatisfied * no_problem_share - retained


def _stages(has_no_problem: bool) -> tuple[Stage, ...]:
    share, count, money = "share", "count", "money"
    return (
        Stage(
            key="dissatisfied",
            label=Label("Customers with a problem", "遇到问题的顾客"),
            formula=lambda complaints, complaint_rate: complaints / complaint_rate,
            unit=count,
            needs={"complaints": count, "complaint_rate": share},
        ),
        Stage(
            key="silent",
            label=Label("... who say nothing", "……其中沉默的"),
            formula=lambda dissatisfied, complaints: dissatisfied - complaints,
            unit=count,
        ),
        Stage(
            key="unresolved",
            label=Label("Complaints not resolved", "未解决的投诉"),
            formula=lambda complaints, settled: complaints * (1 - settled),
            unit=count,
            needs={"settled": share},
        ),
        Stage(
            key="resolved",
            label=Label("Complaints resolved, not quickly", "已解决但不迅速的投诉"),
            formula=lambda complaints, settled, settled_quickly: complaints * settled * (1 - settled_quickly),
            unit=count,
            needs={"settled_quickly": share},
        ),
        Stage(
            key="quickly",
            label=Label("Complaints resolved quickly", "迅速解决的投诉"),
            formula=lambda complaints, settled, settled_quickly: complaints * settled * settled_quickly,
            unit=count,
        ),
        Stage(
            key="retained",
            label=Label("Customers with a problem who stay", "遇到问题后留下的顾客"),
            formula=_retained,
            unit=count,
            needs=dict.fromkeys(RETURNS.values(), share),
        ),
        Stage(
            key="lost",
            label=Label("Customers lost", "流失的顾客"),
            formula=_lost_to_problems if has_no_problem else _lost,
            unit=count,
            needs={"no_problem_share": share} if has_no_problem else {},
        ),
        Stage(
            key="hearers",
            label=Label("People who hear of it", "听说此事的人"),
            formula=lambda lost, told: lost * told,
            unit=count,
            needs={"told": "number"},
        ),
        Stage(
            key="put_off",
            label=Label("Prospects put off", "因此放弃的潜在顾客"),
            formula=lambda hearers, put_off_share: hearers * put_off_share,
            unit=count,
            needs={"put_off_share": share},
        ),
        Stage(
            key="worth",
            label=Label("Worth of a customer", "每位顾客的价值"),
            formula=_worth,
            unit=money,
            needs={"margin": money, "retention": share, "discount_rate": "number"},
        ),
        Stage(
            key="loss",
            label=Label("Money lost", "损失金额"),
            formula=lambda lost, put_off, worth, complaints, handling_cost: (
                (lost + put_off) * worth + complaints * handling_cost
            ),
            unit=money,
            needs={"handling_cost": money},
        ),
    )


def _retained(
    silent: Any, unresolved: Any, resolved: Any, quickly: Any,
    return_silent: Any, return_unresolved: Any, return_resolved: Any, return_quickly: Any,
) -> Any:  # fmt: skip
    return (
        silent * return_silent + unresolved * return_unresolved + resolved * return_resolved + quickly * return_quickly
    )


def recovery_chain(
    *,
    complaints: Any = None,
    complaint_rate: Any = None,
    settled: Any = None,
    settled_quickly: Any = None,
    returns: PresetRates | ReturnRates | Mapping[Any, Any] | None = None,
    retention: Any = None,
    margin: Any = None,
    discount_rate: Any = None,
    told: Any = 0.0,
    put_off_share: Any = 0.0,
    handling_cost: Any = 0.0,
    no_problem_share: Any = None,
    mix: OutcomeMix | None = None,
    allow_paradox: bool = False,
    period: str = "year",
) -> Chain:
    """Return the chain from complaints to the money they cost, a year, with the uncertainty of every figure.

    Each figure is an estimate, a Figure from ``own``, ``published`` or ``assumed``, or a number taken as known.

    Args:
        complaints: Complaints over the period, one per customer.
        complaint_rate: Share of customers with a problem who complain where complaints are counted.
        settled: Share of the complaints that are settled.
        settled_quickly: Share of the settled ones that are settled quickly.
        returns: Who buys again, by outcome: a preset, own rates, or a mapping from outcome to figure.
        retention: Share of customers who are there a period later; in the worth of the lost and of the put off alike.
        margin: Money a customer brings over the period.
        discount_rate: Per period; 0.1 is 10 %.
        told: People whom a lost customer tells, who themselves are not counted; 0 leaves word of mouth out.
        put_off_share: Share of those who hear it who would have become customers and now do not.
        handling_cost: Money spent on one complaint.
        no_problem_share: Share of customers without a problem who stay; then only those lost to problems count.
        mix: What became of complaints, from ``outcome_mix`` of a case log; gives ``settled`` and ``settled_quickly``.
        allow_paradox: Let a return rate exceed it all the same.
        period: What one period is.

    Returns:
        A chain whose outcome is the money lost, the less the better.

    Raises:
        InvalidValueError: Figures are missing (all are named), of another unit, or impossible.

    Formula:
        worth = margin (1 + d) / (1 + d - retention), the period that begins now included;
        loss = (lost + put off) worth + complaints x handling cost.

    Example:
        >>> from servicekit.chain import recovery_chain
        >>> from servicekit.complaints import RETURN_PRESETS
        >>> chain = recovery_chain(complaints=40, complaint_rate=0.4, settled=0.8, settled_quickly=0.25,
        ...     returns=RETURN_PRESETS["tarp_over_100_dollars"], retention=0.8, margin=100, discount_rate=0.1)
        >>> round(chain.what_if({"settled_quickly": 0.5}).value, 2)
        821.33
    """
    if mix is not None:
        validate(instance_of(OutcomeMix, "what outcome_mix returns"), "mix", mix)
        if settled is not None or settled_quickly is not None:
            raise InvalidValueError("mix", "given instead of settled and settled_quickly", "both")
        settled, settled_quickly = mix.settled, mix.settled_quickly
    given: dict[str, Any] = {
        "complaints": complaints,
        "complaint_rate": complaint_rate,
        "settled": settled,
        "settled_quickly": settled_quickly,
        **_returns(returns),
        "retention": retention,
        "margin": margin,
        "discount_rate": discount_rate,
        "told": told,
        "put_off_share": put_off_share,
        "handling_cost": handling_cost,
    }
    if no_problem_share is not None:
        given["no_problem_share"] = no_problem_share
    if lacking := [name for name, figure in given.items() if figure is None]:
        told_as = "; ".join(f"{name} ({LABELS[name].en.lower()})" for name in lacking)
        hint = "each is given as own(estimate), published(preset), assumed(low, likely, high) or a number"
        raise InvalidValueError("recovery_chain", f"given every figure; these are missing: {told_as}", hint=hint)
    figures = {name: as_figure(name, figure) for name, figure in given.items()}
    _refuse_impossible(figures, allow_paradox)
    return _chain(figures, period)


def _chain(figures: Mapping[str, Figure], period: str) -> Chain:
    return Chain(
        stages=_stages("no_problem_share" in figures),
        figures=figures,
        outcome="loss",
        smaller_is_better=True,
        period=period,
        labels=LABELS,
        preset=PRESET,
    )


def _returns(returns: Any) -> dict[str, Any]:
    if returns is None:
        return dict.fromkeys(RETURNS.values())
    if isinstance(returns, PresetRates):
        known = {o: published(returns, o) for o in RETURNS if returns.rate(o)[0] is not None}
        return {name: known.get(outcome) for outcome, name in RETURNS.items()}
    if isinstance(returns, ReturnRates):
        return {name: returns.returned.get(outcome) for outcome, name in RETURNS.items()}
    if not isinstance(returns, Mapping):
        rule = "a preset, own rates from return_rates, or a mapping from outcome to figure"
        raise InvalidValueError("returns", rule, returns)
    found = {member(ComplaintOutcome, outcome): figure for outcome, figure in returns.items()}
    return {name: found.get(outcome) for outcome, name in RETURNS.items()}


def _refuse_impossible(figures: Mapping[str, Figure], allow_paradox: bool) -> None:
    where = "figure 'retention', stage 'worth'"
    ends = [figures["retention"].value, *(each.high for each in [figures["retention"].interval_at(0.999)] if each)]
    rate = figures["discount_rate"].value
    if max(ends) >= 1 + rate:
        raise InvalidValueError("retention", f"surely below 1 + discount rate = {1 + rate:g}", max(ends), where)
    if figures["complaint_rate"].value <= 0:
        raise InvalidValueError("complaint_rate", "above 0", figures["complaint_rate"].value, "stage 'dissatisfied'")
    if "no_problem_share" in figures and not allow_paradox:
        most = figures["no_problem_share"].value
        above = [name for name in RETURNS.values() if figures[name].value > most]
        if above:
            hint = "evidence is against recovery raising it; allow_paradox=True computes it all the same"
            rule = f"at most {most:g}, that of customers without a problem"
            raise InvalidValueError(above[0], rule, figures[above[0]].value, "stage 'lost'", hint)


@frozen(kw_only=True)
class ChainRecord:
    """A ready-made chain as it is saved and loaded.

    Attributes:
        preset: Key of the ready-made chain.
        period: What one period is.
        figures: Name -> figure.
    """

    preset: str
    period: str
    figures: Mapping[str, Figure]


def chain_record(chain: Chain) -> ChainRecord:
    """Return what ``foundation.dumps`` saves of a ready-made chain.

    Args:
        chain: From ``recovery_chain``; the formulas of one's own chain cannot be saved.

    Example:
        >>> from servicekit import chain, complaints, foundation
        >>> rates = complaints.RETURN_PRESETS["tarp_over_100_dollars"]
        >>> made = chain.recovery_chain(complaints=40, complaint_rate=0.4, settled=0.8, settled_quickly=0.25,
        ...     returns=rates, retention=0.8, margin=100, discount_rate=0.1)
        >>> text = foundation.dumps(chain.chain_record(made))
        >>> again = chain.chain_from(foundation.loads(text, chain.ChainRecord))
        >>> again.figures == made.figures
        True
    """
    if chain.preset != PRESET:
        raise InvalidValueError(
            "chain", "a ready-made one, whose formulas are the library's", chain.preset or "own stages"
        )
    return ChainRecord(preset=chain.preset, period=chain.period, figures=dict(chain.figures))


def chain_from(record: ChainRecord) -> Chain:
    """Return the chain of a saved record; the same seed then gives the same bits.

    Args:
        record: From ``foundation.loads(text, ChainRecord)``.
    """
    if record.preset != PRESET:
        raise InvalidValueError("preset", repr(PRESET), record.preset)
    return _chain(record.figures, record.period)
