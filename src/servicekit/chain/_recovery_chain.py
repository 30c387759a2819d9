"""The ready-made chain: complaints, silence, outcomes, return, word of mouth, lifetime value, money a year."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from servicekit.chain._chain import Chain
from servicekit.chain._figures import PERIODS, Figure, Given, Period, as_figure, published
from servicekit.chain._from_data import complaints_over, figures_of_purchases, mix_of
from servicekit.chain._recovery_stages import FILLS, LABELS, RETURNS, recovery_stages
from servicekit.complaints.cases._case_log import CaseLog
from servicekit.complaints.recovery._outcome_mix import OutcomeMix
from servicekit.complaints.recovery._return_rates import ComplaintOutcome, PresetRates, ReturnRates
from servicekit.data._transactions import Transactions
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import member

PRESET: Final = "recovery"


def recovery_chain(
    *,
    complaints: CaseLog | Given | None = None,
    complaint_rate: Given | None = None,
    settled: Given | None = None,
    settled_quickly: Given | None = None,
    returns: PresetRates | ReturnRates | Mapping[Any, Given] | None = None,
    retention: Given | None = None,
    margin: Given | None = None,
    discount_rate: Given | None = None,
    hearers_per_lost: Given = 0.0,
    deterred_share: Given = 0.0,
    handling_cost: Given = 0.0,
    no_problem_share: Given | None = None,
    referred: Given | None = None,
    price_gain: Given | None = None,
    mix: OutcomeMix | None = None,
    quickly: timedelta | None = None,
    resolved_within: timedelta | None = None,
    transactions: Transactions | None = None,
    margin_share: float | None = None,
    allow_paradox: bool = False,
    period: Period = "year",
) -> Chain:
    """Return the chain from complaints to the money they cost, a year, with the uncertainty of every figure.

    Each figure is an estimate, a Figure from ``own``, ``published`` or ``assumed``, or a number taken as known.

    Args:
        complaints: Complaints over the period, one per customer; or a case log, which also gives ``mix`` where the two
            time limits are given.
        complaint_rate: Share of customers with a problem who complain where complaints are counted.
        settled: Share of the complaints that are settled.
        settled_quickly: Share of the settled ones that are settled quickly.
        returns: Who buys again, by outcome: a preset, own rates, or a mapping from outcome to figure.
        retention: Share of customers who are there a period later; in the worth of the lost and of the put off alike.
        margin: Money a customer brings over the period.
        discount_rate: Per period; 0.1 is 10 %.
        hearers_per_lost: People whom a lost customer tells, who themselves are not counted; 0 leaves word of mouth out.
        deterred_share: Share of those who hear it who would have become customers and now do not.
        handling_cost: Money spent on one complaint.
        no_problem_share: Share of customers without a problem who stay; then only those lost to problems count.
        referred: New customers whom a customer kept by a quick solution brings over the time as a customer, net of
            those whom the same customer would have brought without the complaint; None leaves them out.
        price_gain: Money a period that such a customer pays more than before for the same; None leaves it out.
        mix: What became of complaints, from ``outcome_mix`` of a case log; gives ``settled`` and ``settled_quickly``.
        quickly, resolved_within: Time limits of ``outcome_mix`` for a case log.
        transactions: Purchases over at least two periods, from ``read_transactions``; give ``retention`` (who bought in
            the period before the last and again in the last) and, with ``margin_share``, ``margin``, where those are
            not given themselves.
        margin_share: Part of the money of purchases that is margin; 1 values turnover.
        allow_paradox: Let a return rate exceed it all the same.
        period: What one period is.

    Returns:
        A chain whose outcome is the money lost, the less the better.

    Raises:
        InvalidValueError: Figures are missing (all are named), of another unit, or impossible.

    Formula:
        worth = margin (1 + d) / (1 + d - retention), the period that begins now included;
        loss = (lost + put off) worth + complaints x handling cost, less what customers kept by a quick solution bring
        by referrals (referred x worth) and by price (worth of price_gain); their return is in those who stay and is
        counted there alone.

    Example:
        >>> from servicekit.chain import recovery_chain
        >>> from servicekit.complaints import RETURN_PRESETS
        >>> chain = recovery_chain(complaints=40, complaint_rate=0.4, settled=0.8, settled_quickly=0.25,
        ...     returns=RETURN_PRESETS["tarp_over_100_dollars"], retention=0.8, margin=100, discount_rate=0.1)
        >>> round(chain.what_if({"settled_quickly": 0.5}).value, 2)
        821.33
    """
    if period not in PERIODS:
        raise UnknownConceptError("period", period, PERIODS)
    if isinstance(complaints, CaseLog):
        mix = mix_of(complaints, quickly, resolved_within) if mix is None else mix
        complaints = complaints_over(complaints, period)
    elif quickly is not None or resolved_within is not None:
        raise InvalidValueError("quickly and resolved_within", "given with a case log", complaints)
    if transactions is not None:
        bought = figures_of_purchases(transactions, period=period, margin_share=margin_share)
        retention = bought.get("retention") if retention is None else retention
        margin = bought.get("margin") if margin is None else margin
    if mix is not None:
        settled, settled_quickly = _settled(mix, settled, settled_quickly)
    given: dict[str, Any] = {
        "complaints": complaints,
        "complaint_rate": complaint_rate,
        "settled": settled,
        "settled_quickly": settled_quickly,
        **_returns(returns),
        "retention": retention,
        "margin": margin,
        "discount_rate": discount_rate,
        "hearers_per_lost": hearers_per_lost,
        "deterred_share": deterred_share,
        "handling_cost": handling_cost,
    }
    further = {"no_problem_share": no_problem_share, "referred": referred, "price_gain": price_gain}
    given |= {name: figure for name, figure in further.items() if figure is not None}
    if lacking := [name for name, figure in given.items() if figure is None]:
        told_as = "; ".join(f"{name} ({LABELS[name].en.lower()}: {FILLS[name].en})" for name in lacking)
        hint = "each is given as own(estimate), published(preset), assumed(low, likely, high) or a number"
        raise InvalidValueError("recovery_chain", f"given every figure; these are missing: {told_as}", hint=hint)
    figures = {name: as_figure(name, figure) for name, figure in given.items()}
    _refuse_impossible(figures, allow_paradox)
    return chain_of_figures(figures, period)


def _settled(mix: OutcomeMix, settled: Given | None, settled_quickly: Given | None) -> tuple[Given, Given]:
    validate(instance_of(OutcomeMix, "what outcome_mix returns"), "mix", mix)
    if settled is not None or settled_quickly is not None:
        raise InvalidValueError("mix", "given instead of settled and settled_quickly", "both")
    return mix.settled, mix.settled_quickly


def chain_of_figures(figures: Mapping[str, Figure], period: str) -> Chain:
    """Return the chain of given figures, as one that was saved."""
    return Chain(
        stages=recovery_stages(
            "no_problem_share" in figures, has_referrals="referred" in figures, has_price="price_gain" in figures
        ),
        figures=figures,
        outcome="loss",
        smaller_is_better=True,
        period=period,
        labels=LABELS,
        preset=PRESET,
    )


def _returns(returns: PresetRates | ReturnRates | Mapping[Any, Given] | None) -> dict[str, Any]:
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
