"""What complaints cost: customers who do not come back, words that are passed on, and the money in both."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
from attrs import frozen

from servicekit.complaints.recovery._cost import complaint_cost
from servicekit.complaints.recovery._iceberg import VOICING_PRESETS, dissatisfied_customers
from servicekit.complaints.recovery._recovery import recovery_gain, retained_customers
from servicekit.complaints.recovery._return_rates import ComplaintOutcome, ReturnRates, return_rates_from
from servicekit.complaints.word_of_mouth._presets import CASCADES
from servicekit.complaints.word_of_mouth._reach import reach
from servicekit.data._accepted import Data
from servicekit.data._frames import read_columns
from servicekit.foundation._errors import UnknownConceptError
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label, member
from servicekit.stats.claims._claim_tests import two_shares
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.intervals._estimates import Difference
from servicekit.study._part import Statement, Table
from servicekit.study.sections._sections import ComplaintsSection
from servicekit.study.wording._formatting import figures, percent, points
from servicekit.study.wording._sentences import caution, fact

MOVED_SHARE: Final = 0.1
"""Share of the unresolved cases whose resolution is valued as an example."""
RESOLVED: Final = Label("customers whose case was resolved", "已解决的顾客")
UNRESOLVED: Final = Label("customers whose case was not resolved", "未解决的顾客")
RETURN: Final = Label("share that bought again", "再次购买率")


@frozen(kw_only=True)
class ComplaintCosts:
    """What complaints cost, as far as the study says what is needed.

    Attributes:
        dissatisfied: Customers behind the cases, by a published complaint rate.
        reach: People who hear of it, by a published rule.
        return_rates: Share that bought again, by outcome.
        kept: Customers kept.
        cost: Worth of the customers lost.
        gain: Customers kept if a tenth of the unresolved cases were resolved.
    """

    dissatisfied: Estimate | None = None
    reach: Estimate | None = None
    return_rates: ReturnRates | None = None
    kept: Estimate | None = None
    cost: Estimate | None = None
    gain: Estimate | None = None

    def tables(self) -> Iterator[Table]:
        """Yield caption and result of everything computed."""
        for name, caption in CAPTIONS.items():
            found = getattr(self, name)
            if found is not None:
                yield Table.titled(caption, found)


CAPTIONS: Final[Mapping[str, Label]] = {
    "dissatisfied": Label("dissatisfied customers", "不满的顾客"),
    "reach": Label("reach", "听说的人数"),
    "return_rates": Label("return rates", "再次购买率"),
    "kept": Label("customers kept", "保持的顾客"),
    "cost": Label("cost", "流失顾客的价值"),
    "gain": Label("gain", "可留住的顾客"),
}
Found = tuple[ComplaintCosts | None, list[Statement]]


def cost_of_complaints(section: ComplaintsSection, table: Data, cases: int, level: float) -> Found:
    """Return what own return rates, presets named in the study and the worth of a customer say about cost.

    Args:
        section: What the columns of the case log mean.
        table: The case log.
        cases: Cases in it.
        level: Confidence level.
    """
    results: dict[str, Any] = {}
    findings: list[Statement] = []
    if section.voicing is not None:
        _iceberg(section.voicing, cases, level, results, findings)
    if section.talk is not None:
        _reach(section.talk, cases, level, results, findings)
    if section.outcome is not None and section.returned is not None:
        _recovery(section, table, level, results, findings)
    return ComplaintCosts(**results) if results else None, findings


def _iceberg(key: str, cases: int, level: float, results: dict[str, Any], findings: list[Statement]) -> None:
    presets = VOICING_PRESETS
    if key not in presets:
        raise UnknownConceptError("voicing preset", key, list(presets))
    found = results["dissatisfied"] = dissatisfied_customers(cases, voicing=presets[key], level=level)
    if found.interval is not None:
        ends = f"{found.interval.low:,.0f}", f"{found.interval.high:,.0f}"
        name = presets[key].label
        text = Label(
            f"If the published figure “{name.en}” held here, {ends[0]} to {ends[1]} customers were dissatisfied.",
            f"若公开数字“{name.zh}”在此适用，则不满顾客约为{ends[0]}至{ends[1]}人。",
        )
        findings.append(caution(text))


def _reach(key: str, cases: int, level: float, results: dict[str, Any], findings: list[Statement]) -> None:
    presets = CASCADES
    if key not in presets:
        raise UnknownConceptError("word-of-mouth preset", key, list(presets))
    preset = presets[key]
    everyone = attrs.evolve(preset.cascade, first_tellers=cases * preset.cascade.first_tellers)
    found = results["reach"] = reach(everyone, level=level)
    bound = {"upper": ("up to", "最多约"), "lower": ("at least", "至少约")}.get(preset.range_end or "", ("about", "约"))
    text = Label(
        f"By the published rule “{preset.label.en}” {bound[0]} {found.value:,.0f} people hear of it.",
        f"按公开规则“{preset.label.zh}”，{bound[1]}有{found.value:,.0f}人听说。",
    )
    findings.append(caution(text))


def _recovery(
    section: ComplaintsSection, table: Data, level: float, results: dict[str, Any], findings: list[Statement]
) -> None:
    assert section.outcome is not None
    assert section.returned is not None
    meanings = dict(section.outcomes) or None
    rates = return_rates_from(table, outcome=section.outcome, returned=section.returned, meanings=meanings, level=level)
    mix = _mix(section, table)
    worth = section.value_per_customer
    kept = retained_customers(mix, rates=rates, value_per_customer=worth)
    results |= {"return_rates": rates, "kept": kept}
    findings += _rate_findings(rates)
    if worth is not None and kept.value is not None:
        total = sum(mix.values())
        cost = results["cost"] = complaint_cost(complaints=round(total), customers=kept, value_per_customer=worth)
        text = figures(cost, lambda value: f"{value:,.0f}")
        findings.append(
            fact(Label(f"Customers lost to the problems are worth {text.en}.", f"因问题流失的顾客价值{text.zh}。"))
        )
    worse, better = ComplaintOutcome.UNRESOLVED, ComplaintOutcome.RESOLVED
    if mix.get(worse) and all(rates.rate(outcome)[0] is not None for outcome in (worse, better)):
        gain = results["gain"] = recovery_gain(
            mix, rates=rates, worse=worse, better=better, moved_share=MOVED_SHARE, value_per_customer=worth
        )
        findings.append((_gain(rates, gain),))


def _gain(rates: ReturnRates, gain: Estimate) -> Claim:
    """Return the claim that customers whose case was resolved come back more often; the gain rests on it."""
    worse, better = (rates.returned[outcome] for outcome in (ComplaintOutcome.UNRESOLVED, ComplaintOutcome.RESOLVED))
    comes_more = better.count * worse.n >= worse.count * better.n
    return Claim(
        name="complaints/returns",
        kind=ClaimKind.DIFFERENCE,
        sort="returns",
        part="complaints",
        subject=RESOLVED,
        measure=RETURN,
        own=better,
        reference=Reference(kind="others_pooled", label=UNRESOLVED, value=worse, n=round(worse.n)),
        difference=Difference(first=better, second=worse),
        evidence=two_shares(round(better.count), round(better.n), round(worse.count), round(worse.n)),
        direction=1 if comes_more else -1,
        details={"kept": figures(gain, points)},
    )


def _mix(section: ComplaintsSection, table: Data) -> dict[Any, float]:
    column = read_columns(table, [section.outcome or ""])[section.outcome or ""]
    counts = Counter(column.values[column.present].tolist())
    meanings = section.outcomes or {outcome.key: outcome.key for outcome in ComplaintOutcome}
    return {member(ComplaintOutcome, meanings.get(value, str(value))): float(count) for value, count in counts.items()}


def _rate_findings(rates: ReturnRates) -> Sequence[Statement]:
    said: list[Statement] = []
    for outcome, share in rates.returned.items():
        text = figures(share, percent)
        said.append(
            fact(Label(f"{outcome.label.en}: {text.en} came back.", f"{outcome.label.zh}：{text.zh}再次光顾。"))
        )
    return said
