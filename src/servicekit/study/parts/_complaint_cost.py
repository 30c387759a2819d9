"""What complaints cost: customers who do not come back, words that are passed on, and the money in both."""

from collections import Counter
from typing import Any, Final

import attrs

from servicekit.complaints.recovery._cost import complaint_cost
from servicekit.complaints.recovery._iceberg import VOICING_PRESETS, dissatisfied_customers
from servicekit.complaints.recovery._recovery import recovery_gain, retained_customers
from servicekit.complaints.recovery._return_rates import ComplaintOutcome, ReturnRates, return_rates_from
from servicekit.complaints.word_of_mouth._presets import CASCADES
from servicekit.complaints.word_of_mouth._reach import reach
from servicekit.data._frames import read_columns
from servicekit.foundation._errors import UnknownConceptError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label, member
from servicekit.study._formatting import between, figure, percent
from servicekit.study._part import Finding
from servicekit.study._sections import ComplaintsSection

MOVED_SHARE: Final = 0.1
"""Share of the unresolved cases whose resolution is valued as an example."""
Found = tuple[dict[str, Result], list[Finding]]


def cost_of_complaints(section: ComplaintsSection, table: Any, cases: int, level: float) -> Found:
    """Return what own return rates, presets named in the study and the worth of a customer say about cost.

    Args:
        section: What the columns of the case log mean.
        table: The case log.
        cases: Cases in it.
        level: Confidence level.
    """
    results: dict[str, Result] = {}
    findings: list[Finding] = []
    if section.voicing is not None:
        _iceberg(section.voicing, cases, level, results, findings)
    if section.talk is not None:
        _reach(section.talk, cases, level, results, findings)
    if section.outcome is not None and section.returned is not None:
        _recovery(section, table, level, results, findings)
    return results, findings


def _iceberg(key: str, cases: int, level: float, results: dict[str, Result], findings: list[Finding]) -> None:
    presets = VOICING_PRESETS
    if key not in presets:
        raise UnknownConceptError("voicing preset", key, list(presets))
    found = results["dissatisfied customers"] = dissatisfied_customers(cases, voicing=presets[key], level=level)
    if found.interval is not None:
        ends = f"{found.interval.low:,.0f}", f"{found.interval.high:,.0f}"
        name = presets[key].label
        text = Label(
            f"If the published figure “{name.en}” held here, {ends[0]} to {ends[1]} customers were dissatisfied.",
            f"若公开数字“{name.zh}”在此适用，则不满顾客约为{ends[0]}至{ends[1]}人。",
        )
        findings.append(Finding(text=text, tone="caution"))


def _reach(key: str, cases: int, level: float, results: dict[str, Result], findings: list[Finding]) -> None:
    presets = CASCADES
    if key not in presets:
        raise UnknownConceptError("word-of-mouth preset", key, list(presets))
    preset = presets[key]
    everyone = attrs.evolve(preset.cascade, first_tellers=cases * preset.cascade.first_tellers)
    found = results["reach"] = reach(everyone, level=level)
    bound = ("at most", "至多") if preset.is_upper_bound else ("about", "约")
    text = Label(
        f"By the published rule “{preset.label.en}” {bound[0]} {found.value:,.0f} people hear of it.",
        f"按公开规则“{preset.label.zh}”，{bound[1]}有{found.value:,.0f}人听说。",
    )
    findings.append(Finding(text=text, tone="caution"))


def _recovery(
    section: ComplaintsSection, table: Any, level: float, results: dict[str, Result], findings: list[Finding]
) -> None:
    assert section.outcome is not None
    assert section.returned is not None
    meanings = dict(section.outcomes) or None
    rates = return_rates_from(table, outcome=section.outcome, returned=section.returned, meanings=meanings, level=level)
    mix = _mix(section, table)
    worth = section.value_per_customer
    kept = retained_customers(mix, rates=rates, value_per_customer=worth)
    results |= {"return rates": rates, "customers kept": kept}
    findings += _rate_findings(rates)
    if worth is not None and kept.value is not None:
        total = sum(mix.values())
        cost = results["cost"] = complaint_cost(complaints=round(total), customers=kept, value_per_customer=worth)
        text = f"{cost.value:,.0f} {between(cost.interval, lambda v: f'{v:,.0f}')}".strip()
        say = Label(f"Customers lost to the problems are worth {text}.", f"因问题流失的顾客价值{text}。")
        findings.append(Finding(text=say, tone="bad", urgency=1.0))
    worse, better = ComplaintOutcome.UNRESOLVED, ComplaintOutcome.RESOLVED
    if mix.get(worse) and all(rates.rate(outcome)[0] is not None for outcome in (worse, better)):
        gain = results["gain"] = recovery_gain(
            mix, rates=rates, worse=worse, better=better, moved_share=MOVED_SHARE, value_per_customer=worth
        )
        text = figure(gain, lambda v: f"{v:.1f}")
        say = Label(
            f"Resolving a tenth of the unresolved cases would keep {text} customers.",
            f"若能解决十分之一的未解决案例，可留住{text}位顾客。",
        )
        findings.append(Finding(text=say))


def _mix(section: ComplaintsSection, table: Any) -> dict[Any, float]:
    column = read_columns(table, [section.outcome or ""])[section.outcome or ""]
    counts = Counter(column.values[column.present].tolist())
    meanings = section.outcomes or {outcome.key: outcome.key for outcome in ComplaintOutcome}
    return {member(ComplaintOutcome, meanings.get(value, str(value))): float(count) for value, count in counts.items()}


def _rate_findings(rates: ReturnRates) -> list[Finding]:
    findings = []
    for outcome, share in rates.returned.items():
        text = figure(share, percent)
        say = Label(f"{outcome.label.en}: {text} came back.", f"{outcome.label.zh}：{text}再次光顾。")
        findings.append(Finding(text=say))
    return findings
