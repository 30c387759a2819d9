"""Recovery: customers and money kept or lost for a mix of outcomes, and what better handling is worth."""

from collections.abc import Mapping
from math import fsum
from typing import Any

from attrs import field, frozen

from servicekit.complaints.recovery._return_rates import (
    OUTCOMES,
    ComplaintOutcome,
    PresetRates,
    ReturnRates,
    by_outcome,
)
from servicekit.foundation._checks import instance_of, non_negative, share, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import NotEstimable, Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label, member
from servicekit.stats._intervals import mover_sum

UNCHECKED = Label(
    "The rate of customers without a problem was not given, so it was not checked that no recovery exceeds it.",
    "未给出无问题顾客的再购率，因此未检查补救是否超过该水平。",
)
PARADOX = Label(
    "A recovery rate above that of customers without a problem was allowed on request; a meta-analysis (de Matos, "
    "Henrique and Rossi 2007) finds such a paradox for satisfaction, but not for buying again.",
    "应要求允许补救后的再购率高于无问题顾客；元分析（de Matos等，2007）仅在满意度上发现补救悖论，再购上没有。",
)


def _mix(values: Mapping[Any, float]) -> dict[ComplaintOutcome, float]:
    validate(instance_of(Mapping, "a mapping from outcome to customers"), "mix", values)
    found = by_outcome(values)
    if not found:
        raise InvalidValueError("mix", "customers for at least one outcome", {})
    for outcome, customers in found.items():
        validate(non_negative, f"customers of {outcome.key!r}", customers)
    return found


@frozen(kw_only=True)
class CustomersKept(Estimate):
    """Customers with a problem who stay; those of the rates with an interval carry theirs through (MOVER).

    Attributes:
        mix: Customers by outcome.
        rates: Published or own return rates.
        value_per_customer: Money a customer brings; None: no money is computed.
        no_problem_share: Share of customers without a problem who stay.
        note: What was not checked or was allowed on request.
    """

    title = Label("Customers with a problem who stay", "遇到问题后留下的顾客数")
    derived = (
        "value",
        "interval",
        "reason",
        "customers",
        "lost",
        "lost_to_problems",
        "money_kept",
        "money_lost",
        "note",
    )

    mix: Mapping[ComplaintOutcome, float] = field(converter=_mix, hash=False)
    rates: PresetRates | ReturnRates
    value_per_customer: float | None = None
    no_problem_share: float | None = None
    note: Label | None = None

    @property
    def customers(self) -> float:
        """Customers in all."""
        return fsum(self.mix.values())

    @property
    def reason(self) -> Reason | None:
        """Why there is no number."""
        absent = [o.key for o, customers in self.mix.items() if customers and self.rates.rate(o)[0] is None]
        return why(NotEstimable.UNKNOWN_RATE, names=absent) if absent else None

    def _kept(self) -> list[tuple[float, float, Interval | None]]:
        rates = [(customers, *self.rates.rate(outcome)) for outcome, customers in self.mix.items() if customers]
        return [(customers, rate or 0.0, interval) for customers, rate, interval in rates]

    @property
    def value(self) -> float | None:
        """Sum of customers x return rate."""
        return None if self.reason else fsum(customers * rate for customers, rate, _ in self._kept())

    @property
    def interval(self) -> Interval | None:
        """MOVER interval from the intervals of own rates; None for published ones, which state no numbers."""
        return None if self.reason else mover_sum(self._kept())

    @property
    def lost(self) -> float | None:
        """Customers who leave."""
        return None if self.value is None else self.customers - self.value

    @property
    def lost_to_problems(self) -> float | None:
        """Customers who leave beyond those who would have left without a problem; None without ``no_problem_share``."""
        if self.value is None or self.no_problem_share is None:
            return None
        return self.customers * self.no_problem_share - self.value

    @property
    def money_kept(self) -> float | None:
        """Money brought by those who stay."""
        return _times(self.value, self.value_per_customer)

    @property
    def money_lost(self) -> float | None:
        """Money lost with those who leave."""
        return _times(self.lost, self.value_per_customer)


def _times(customers: float | None, value: float | None) -> float | None:
    return None if customers is None or value is None else customers * value


def retained_customers(
    mix: Mapping[Any, float],
    *,
    rates: PresetRates | ReturnRates,
    value_per_customer: float | None = None,
    no_problem_share: float | None = None,
    allow_paradox: bool = False,
) -> CustomersKept:
    """Return how many customers with a problem stay, and what that is in money.

    Args:
        mix: Outcome or its key -> customers with that outcome.
        rates: A preset, or own rates from ``return_rates``.
        value_per_customer: Money a customer who stays brings, over whatever time it was computed for.
        no_problem_share: Share of customers without a problem who stay; no recovery may exceed it.
        allow_paradox: Let a recovery exceed it all the same; the result then says so.

    Raises:
        InvalidValueError: A return rate above ``no_problem_share`` that was not allowed.
    """
    note = _guard(rates, no_problem_share, allow_paradox)
    if value_per_customer is not None:
        validate(non_negative, "value_per_customer", value_per_customer)
    return CustomersKept(
        mix=mix, rates=rates, value_per_customer=value_per_customer, no_problem_share=no_problem_share, note=note
    )


def _guard(rates: PresetRates | ReturnRates, no_problem_share: float | None, allow: bool) -> Label | None:
    validate(instance_of((PresetRates, ReturnRates), "a preset, or own rates from return_rates"), "rates", rates)
    if no_problem_share is None:
        return UNCHECKED
    validate(share, "no_problem_share", no_problem_share)
    above = [o for o in OUTCOMES if (rate := rates.rate(o)[0]) is not None and rate > no_problem_share]
    if above and not allow:
        raise InvalidValueError(
            f"return rate of {above[-1].key!r}",
            f"at most {no_problem_share:g}, that of customers without a problem",
            rates.rate(above[-1])[0],
            hint="evidence is against recovery raising it; allow_paradox=True computes it all the same",
        )
    return PARADOX if above else None


@frozen(kw_only=True)
class RecoveryGain(Estimate):
    """Customers gained by moving cases from one outcome to a better one.

    Attributes:
        moved: Cases moved.
        worse, better: From which outcome to which.
        rates: Published or own return rates.
        value_per_customer: Money a customer brings; None: no money is computed.
        note: What was not checked or was allowed on request.
    """

    title = Label("Customers gained by better handling", "改进处理所留住的顾客数")
    derived = ("value", "interval", "reason", "moved", "money", "money_interval", "note")

    moved: float
    worse: ComplaintOutcome
    better: ComplaintOutcome
    rates: PresetRates | ReturnRates
    value_per_customer: float | None = None
    note: Label | None = None

    @property
    def reason(self) -> Reason | None:
        """Why there is no number."""
        absent = [o.key for o in (self.worse, self.better) if self.rates.rate(o)[0] is None]
        return why(NotEstimable.UNKNOWN_RATE, names=absent) if absent else None

    @property
    def value(self) -> float | None:
        """Cases moved x difference of the return rates."""
        before, after = self.rates.rate(self.worse)[0], self.rates.rate(self.better)[0]
        return None if before is None or after is None else self.moved * (after - before)

    @property
    def interval(self) -> Interval | None:
        """MOVER interval of the difference of two own rates; None for published ones."""
        (before, of_before), (after, of_after) = self.rates.rate(self.worse), self.rates.rate(self.better)
        if before is None or after is None:
            return None
        return mover_sum([(self.moved, after, of_after), (-self.moved, before, of_before)])

    @property
    def money(self) -> float | None:
        """Customers gained x value per customer."""
        return _times(self.value, self.value_per_customer)

    @property
    def money_interval(self) -> Interval | None:
        """The same for the ends of the interval; the value per customer is taken as known."""
        worth, found = self.value_per_customer, self.interval
        return None if found is None or worth is None else found.map(lambda customers: customers * worth)


def recovery_gain(
    mix: Mapping[Any, float],
    *,
    rates: PresetRates | ReturnRates,
    worse: ComplaintOutcome | str,
    better: ComplaintOutcome | str,
    moved_share: float,
    value_per_customer: float | None = None,
    no_problem_share: float | None = None,
    allow_paradox: bool = False,
) -> RecoveryGain:
    """Return what it is worth to move a share of the cases of one outcome to a better one.

    Args:
        mix: Outcome or its key -> customers with that outcome.
        rates: A preset, or own rates from ``return_rates``.
        worse: Outcome from which cases are moved.
        better: Outcome to which they are moved.
        moved_share: Share of the cases of ``worse`` that are moved, 0 to 1.
        value_per_customer: Money a customer who stays brings.
        no_problem_share: As for ``retained_customers``.
        allow_paradox: As for ``retained_customers``.
    """
    start, end = (member(ComplaintOutcome, outcome) for outcome in (worse, better))
    if OUTCOMES.index(end) <= OUTCOMES.index(start):
        raise InvalidValueError("better", f"a better outcome than {start.key!r}", end.key)
    validate(share, "moved_share", moved_share)
    if value_per_customer is not None:
        validate(non_negative, "value_per_customer", value_per_customer)
    return RecoveryGain(
        moved=_mix(mix).get(start, 0.0) * moved_share,
        worse=start,
        better=end,
        rates=rates,
        value_per_customer=value_per_customer,
        note=_guard(rates, no_problem_share, allow_paradox),
    )
