"""Recovery: customers and money kept or lost for a mix of outcomes, and what better handling is worth."""

from collections.abc import Callable, Mapping
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
from servicekit.data._vectors import Floats
from servicekit.foundation._checks import confidence, instance_of, non_negative, share, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, reason_text, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label, member
from servicekit.stats.intervals._confidence_distribution import propagated_interval

Figure = float | Estimate

UNCHECKED = Label(
    "The rate of customers without a problem was not given, so it was not checked that no recovery exceeds it.",
    "未给出无问题顾客的再购率，因此未检查补救是否超过该水平。",
)
PARADOX = Label(
    "A recovery rate above that of customers without a problem was allowed on request; a meta-analysis (de Matos, "
    "Henrique and Rossi 2007) finds such a paradox for satisfaction, but not for buying again.",
    "应要求允许补救后的再购率高于无问题顾客；元分析（de Matos等，2007）仅在满意度上发现补救悖论，再购上没有。",
)


def _mix(values: Mapping[Any, Figure]) -> dict[ComplaintOutcome, Figure]:
    validate(instance_of(Mapping, "a mapping from outcome to customers"), "mix", values)
    found = by_outcome(values)
    if not found:
        raise InvalidValueError("mix", "customers for at least one outcome", {})
    for outcome, customers in found.items():
        validate(non_negative, f"customers of {outcome.key!r}", point(f"customers of {outcome.key!r}", customers))
    return found


def point(name: str, figure: Figure) -> float:
    """Return the value of a figure, a number or an estimate; one that cannot be estimated is refused."""
    if not isinstance(figure, Estimate):
        return figure
    if figure.value is None:
        raise InvalidValueError(name, "estimable", None, hint=reason_text(figure.reason))
    return figure.value


def carried(figure: Figure | None) -> Figure:
    """Return a figure to draw from; a missing one is 0, since it is then multiplied by nobody."""
    return 0.0 if figure is None else figure


@frozen(kw_only=True)
class CustomersKept(Estimate):
    """Customers with a problem who stay, with the uncertainty of the rates, of the mix and of what they are worth.

    Attributes:
        mix: Customers by outcome: numbers, or estimates such as ``dissatisfied_customers(...).silent``.
        rates: Published or own return rates.
        value_per_customer: Money a customer brings, a number or an estimate; None: no money is computed.
        no_problem_share: Share of customers without a problem who stay.
        level: Confidence level of what is computed.
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
        "money_lost_interval",
        "note",
    )

    mix: Mapping[ComplaintOutcome, Figure] = field(converter=_mix, hash=False)
    rates: PresetRates | ReturnRates
    value_per_customer: Figure | None = None
    no_problem_share: float | None = None
    level: float = field(default=0.95, validator=confidence)
    note: Label | None = None

    @property
    def customers(self) -> float:
        """Customers in all."""
        return fsum(point(outcome.key, customers) for outcome, customers in self.mix.items())

    @property
    def reason(self) -> Reason | None:
        """Why there is no number."""
        absent = [o.key for o, customers in self.mix.items() if customers and self.rates.rate(o)[0] is None]
        return why(NotEstimable.UNKNOWN_RATE, names=absent) if absent else None

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures behind it, by name: "mix ..." and "rate ..." of each outcome, and "worth" if there is one."""
        found: dict[str, Figure] = {}
        for outcome, customers in self.mix.items():
            found[f"mix {outcome.key}"] = customers
            found[f"rate {outcome.key}"] = carried(self.rates.figure(outcome))
        return found | ({} if self.value_per_customer is None else {"worth": self.value_per_customer})

    def kept_of(self, figures: Mapping[str, float | Floats]) -> float | Floats:
        """Return who stays for given figures, numbers or draws."""
        none: float | Floats = 0.0
        return sum((figures[f"mix {o.key}"] * figures[f"rate {o.key}"] for o in self.mix), none)

    def lost_of(self, figures: Mapping[str, float | Floats]) -> float | Floats:
        """Return who leaves for given figures: beyond those who would have left anyway, where that is known."""
        staying = 1.0 if self.no_problem_share is None else self.no_problem_share
        none: float | Floats = 0.0
        return sum((figures[f"mix {o.key}"] for o in self.mix), none) * staying - self.kept_of(figures)

    def _interval(self, function: Callable[[Mapping[str, Any]], Any], *, worth: bool) -> Interval | None:
        if self.reason or (worth and self.value_per_customer is None):
            return None
        known = {name: each for name, each in self.figures.items() if worth or name != "worth"}
        return propagated_interval(lambda **figures: function(figures), known, level=self.level)

    @property
    def value(self) -> float | None:
        """Sum of customers x return rate."""
        if self.reason:
            return None
        return fsum(point(o.key, customers) * (self.rates.rate(o)[0] or 0.0) for o, customers in self.mix.items())

    @property
    def interval(self) -> Interval | None:
        """Percentile interval over draws of own rates and of an uncertain mix; None where all is published or known."""
        return self._interval(self.kept_of, worth=False)

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
        """Money lost with those who leave, whether or not because of the problem."""
        return _times(self.lost, self.value_per_customer)

    @property
    def money_lost_interval(self) -> Interval | None:
        """How sure the money lost is, with the uncertainty of what a customer is worth."""

        def money(figures: Mapping[str, Any]) -> Any:
            everyone = sum(figures[f"mix {o.key}"] for o in self.mix)
            return (everyone - self.kept_of(figures)) * figures["worth"]

        return self._interval(money, worth=True)


def _times(customers: float | None, worth: Figure | None) -> float | None:
    return None if customers is None or worth is None else customers * point("value_per_customer", worth)


def check_worth(worth: Figure | None) -> None:
    """Refuse a worth of a customer that is below 0 or cannot be estimated."""
    if worth is not None:
        validate(non_negative, "value_per_customer", point("value_per_customer", worth))


def retained_customers(
    mix: Mapping[Any, Figure],
    *,
    rates: PresetRates | ReturnRates,
    value_per_customer: Figure | None = None,
    no_problem_share: float | None = None,
    allow_paradox: bool = False,
    level: float = 0.95,
) -> CustomersKept:
    """Return how many customers with a problem stay, and what that is in money.

    Args:
        mix: Outcome or its key -> customers with that outcome: numbers, or estimates whose uncertainty is carried.
        rates: A preset, or own rates from ``return_rates``.
        value_per_customer: Money a customer who stays brings, over whatever time it was computed for: a number, or an
            estimate such as a lifetime value.
        no_problem_share: Share of customers without a problem who stay; no recovery may exceed it.
        allow_paradox: Let a recovery exceed it all the same; the result then says so.
        level: Confidence level.

    Raises:
        InvalidValueError: A return rate above ``no_problem_share`` that was not allowed.

    Example:
        >>> from servicekit.complaints import return_rates
        >>> own = return_rates({"complained_resolved": (33, 50)})
        >>> round(retained_customers({"complained_resolved": 24}, rates=own, value_per_customer=300).money_kept)
        4752
    """
    note = _guard(rates, no_problem_share, allow_paradox)
    check_worth(value_per_customer)
    return CustomersKept(
        mix=mix,
        rates=rates,
        value_per_customer=value_per_customer,
        no_problem_share=no_problem_share,
        level=level,
        note=note,
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
        cases: Cases of the worse outcome, a number or an estimate.
        moved_share: Share of them that is moved, a number or an estimate.
        worse, better: From which outcome to which.
        rates: Published or own return rates.
        value_per_customer: Money a customer brings, a number or an estimate; None: no money is computed.
        level: Confidence level.
        note: What was not checked or was allowed on request.
    """

    title = Label("Customers gained by better handling", "改进处理所留住的顾客数")
    derived = ("value", "interval", "reason", "moved", "money", "money_interval", "note")

    cases: Figure
    moved_share: Figure
    worse: ComplaintOutcome
    better: ComplaintOutcome
    rates: PresetRates | ReturnRates
    value_per_customer: Figure | None = None
    level: float = field(default=0.95, validator=confidence)
    note: Label | None = None

    @property
    def moved(self) -> float:
        """Cases moved."""
        return point("cases", self.cases) * point("moved_share", self.moved_share)

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

    def _interval(self, worth: Figure) -> Interval | None:
        if self.reason:
            return None
        figures = {
            "cases": self.cases,
            "moved": self.moved_share,
            "before": carried(self.rates.figure(self.worse)),
            "after": carried(self.rates.figure(self.better)),
            "worth": worth,
        }
        return propagated_interval(
            lambda cases, moved, before, after, worth: cases * moved * (after - before) * worth,
            figures,
            level=self.level,
        )

    @property
    def interval(self) -> Interval | None:
        """Percentile interval over draws of all figures; None where each is published or known."""
        return self._interval(1.0)

    @property
    def money(self) -> float | None:
        """Customers gained x value per customer."""
        return _times(self.value, self.value_per_customer)

    @property
    def money_interval(self) -> Interval | None:
        """The same for the money, with the uncertainty of what a customer is worth."""
        return None if self.value_per_customer is None else self._interval(self.value_per_customer)


def recovery_gain(
    mix: Mapping[Any, Figure],
    *,
    rates: PresetRates | ReturnRates,
    worse: ComplaintOutcome | str,
    better: ComplaintOutcome | str,
    moved_share: Figure,
    value_per_customer: Figure | None = None,
    no_problem_share: float | None = None,
    allow_paradox: bool = False,
    level: float = 0.95,
) -> RecoveryGain:
    """Return what it is worth to move a share of the cases of one outcome to a better one.

    Args:
        mix: Outcome or its key -> customers with that outcome.
        rates: A preset, or own rates from ``return_rates``.
        worse: Outcome from which cases are moved.
        better: Outcome to which they are moved.
        moved_share: Share of the cases of ``worse`` that are moved, 0 to 1, a number or an estimate.
        value_per_customer: Money a customer who stays brings, a number or an estimate.
        no_problem_share: As for ``retained_customers``.
        allow_paradox: As for ``retained_customers``.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> mix = {"did_not_complain": 900, "complained_resolved_quickly": 100}
        >>> rates = sk.complaints.RETURN_PRESETS["tarp_over_100_dollars"]
        >>> worse, better = mix
        >>> sk.complaints.recovery_gain(mix, rates=rates, worse=worse, better=better, moved_share=0.1).title.en
        'Customers gained by better handling'
    """
    start, end = (member(ComplaintOutcome, outcome) for outcome in (worse, better))
    if OUTCOMES.index(end) <= OUTCOMES.index(start):
        raise InvalidValueError("better", f"a better outcome than {start.key!r}", end.key)
    validate(share, "moved_share", point("moved_share", moved_share))
    check_worth(value_per_customer)
    return RecoveryGain(
        cases=_mix(mix).get(start, 0.0),
        moved_share=moved_share,
        worse=start,
        better=end,
        rates=rates,
        value_per_customer=value_per_customer,
        level=level,
        note=_guard(rates, no_problem_share, allow_paradox),
    )
