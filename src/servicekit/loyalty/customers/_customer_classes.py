"""Four classes of customers by what they bring and what they could bring, with the stability of each class."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any, Final

import numpy as np
from attrs import field, frozen

from servicekit.data._transactions import Transactions
from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._quadrants import Quadrants
from servicekit.foundation._results import Interval, Result
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.stats.designs._resampling import SEED, Rng, chance, seed_of
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.intervals._intervals import normal_quantile

CELLS: Final = 4_000_000
"""Purchases times resamples that are weighted at once."""


@framework(
    "F36",
    title=Label("Classes of customers", "客户类别"),
    summary=Label(
        "Four classes by what a customer brings now and could bring.", "按客户当前价值与潜力划分的四类客户。"
    ),
    sources=(under(AFTER_SALES, "客户信息收集·客户类别"),),
    interpretation=Label(
        "The document names the four classes and no rule; value now against potential is a reading.",
        "文档只列出四类客户，未给出划分规则；以当前价值与潜力划分为本库的理解。",
    ),
)
class CustomerClass(Concept):
    """A class of customers.

    Example:
        >>> import servicekit as sk
        >>> str(sk.loyalty.CustomerClass("promising"))
        'Promising 有潜力'
    """

    VALUABLE = "valuable", "Valuable", "有价值", "Brings much and could bring much.", "当前价值高，潜力大。"
    PROMISING = "promising", "Promising", "有潜力", "Brings little and could bring much.", "当前价值低，潜力大。"
    KEEPABLE = "keepable", "Keepable", "可维持", "Brings much and will hardly bring more.", "当前价值高，潜力小。"
    DISPOSABLE = "disposable", "Disposable", "可抛弃", "Brings little, now and later.", "当前价值低，潜力小。"


C = CustomerClass
CLASSES: Final = Quadrants(
    across=Label("Value now", "当前价值"),
    up=Label("Potential", "潜力"),
    low_low=C.DISPOSABLE,
    high_low=C.KEEPABLE,
    low_high=C.PROMISING,
    high_high=C.VALUABLE,
)


@frozen(kw_only=True)
class CustomerClasses(Result):
    """Customers by class; the names of customers do not leave with ``to_dict``.

    Attributes:
        classes: Customer -> class.
        stability: Customer -> share of resamples in which the class holds.
        value_cut, potential_cut: From where value and potential count as high.
        without_potential: Customers left out because nothing is known of their potential.
        resamples: How many.
        seed: Seed of the chance; None where a generator was given.
        level: Confidence level of the shares.
    """

    title = Label("Classes of customers", "客户类别")
    derived = ("shares", "mean_stability", "unstable_share")

    classes: Mapping[Hashable, CustomerClass] = field(repr=False, hash=False, metadata={"evidence": False})
    stability: Mapping[Hashable, float] = field(repr=False, hash=False, metadata={"evidence": False})
    value_cut: float
    potential_cut: float
    without_potential: int
    resamples: int
    seed: int | None = None
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def shares(self) -> dict[CustomerClass, Share]:
        """Share of customers in each class, with its interval."""
        found = list(self.classes.values())
        return {
            kind: Share(count=found.count(kind), n=len(found), level=self.level, name=kind.label)
            for kind in CustomerClass
        }

    @property
    def mean_stability(self) -> float | None:
        """Share of resamples in which a class holds, on average over customers."""
        return float(np.mean(list(self.stability.values()))) if self.stability else None

    @property
    def unstable_share(self) -> float | None:
        """Share of customers whose class holds in fewer than 8 of 10 resamples: treat them by neither."""
        return float(np.mean([each < 0.8 for each in self.stability.values()])) if self.stability else None

    def members(self, kind: CustomerClass | str, *, stability: float = 0.8) -> tuple[Hashable, ...]:
        """Return the customers of a class that holds in at least so many resamples.

        Args:
            kind: The class, or its key.
            stability: Smallest share of resamples; 0 for all.
        """
        wanted = member(CustomerClass, kind)
        return tuple(who for who, held in self.classes.items() if held is wanted and self.stability[who] >= stability)


def customer_classes(
    log: Transactions,
    potential: Mapping[Any, float | tuple[float, Interval]],
    *,
    value_cut: float,
    potential_cut: float,
    start: date | str | None = None,
    end: date | str | None = None,
    resamples: int = 500,
    rng: Rng = SEED,
    level: float = 0.95,
) -> CustomerClasses:
    """Class customers by what they bring and what they could bring, with the stability of each class.

    Args:
        log: What ``read_transactions`` returned, with amounts; what a customer brings is the total of the time.
        potential: Customer -> what the customer could bring: a number that is known, such as the share of needs served
            elsewhere, or a value with its interval, as ``customer_lifetime_values(...)[customer]`` gives it.
        value_cut, potential_cut: From where each counts as high, in its own unit.
        start, end: First day and the day after the last of the time; both or neither.
        resamples: How often purchases and uncertain potentials are drawn anew.
        rng: Seed or generator.
        level: Confidence level of the shares.

    Raises:
        UnknownConceptError: A potential is of somebody who is not in the log.
        InvalidValueError: A cut or a potential is no number.

    Formula:
        Purchases of a customer are drawn as a compound Poisson sample (each counts 0, 1, 2, ... times, 1 on average);
        a potential with an interval is drawn from the normal distribution on its logarithm, cut at 0.

    Example:
        >>> import servicekit as sk
        >>> rows = {"who": ["a", "a", "b"], "day": ["2026-01-02", "2026-02-02", "2026-01-09"], "paid": [50, 60, 20]}
        >>> log = sk.data.read_transactions(rows, customer="who", date="day", amount="paid")
        >>> found = sk.loyalty.customer_classes(log, {"a": 0.1, "b": 0.7}, value_cut=60, potential_cut=0.5)
        >>> {who: kind.key for who, kind in found.classes.items()}
        {'a': 'keepable', 'b': 'promising'}
    """
    for name, cut in (("value_cut", value_cut), ("potential_cut", potential_cut)):
        checks.validate(checks.finite, name, cut)
    checks.validate(checks.whole_positive, "resamples", resamples)
    if (start is None) != (end is None):
        raise InvalidValueError("start and end", "given both or neither", [str(start), str(end)])
    part = log.between(start, end) if start is not None and end is not None else log
    listed = part.customers.tolist()
    if unknown := set(potential) - set(listed):
        raise UnknownConceptError("customer of the log", str(min(unknown, key=str)), [str(each) for each in listed[:3]])
    chosen = [place for place, who in enumerate(listed) if who in potential]
    known = [_potential(listed[place], potential[listed[place]]) for place in chosen]
    middle, spread = np.array([each for each, _ in known]), np.array([error for _, error in known])
    values = part.totals[chosen]
    held = CLASSES.index(values, middle, across_cut=value_cut, up_cut=potential_cut)
    generator = chance(rng)
    agree = np.zeros(len(chosen))
    size = max(1, CELLS // max(1, len(part)))
    for first in range(0, resamples, size):
        many = min(size, resamples - first)
        drawn = _totals(part, many, generator)[:, chosen]
        with np.errstate(divide="ignore"):
            logs = np.log(np.where(spread > 0, middle, 1.0))
        could = np.where(spread > 0, np.exp(logs + spread * generator.standard_normal((many, len(chosen)))), middle)
        again = CLASSES.index(drawn, could, across_cut=value_cut, up_cut=potential_cut)
        agree += (again == held).sum(axis=0)
    names = [listed[place] for place in chosen]
    return CustomerClasses(
        classes={who: CLASSES.cells[cell] for who, cell in zip(names, held.tolist(), strict=True)},
        stability=dict(zip(names, (agree / resamples).tolist(), strict=True)),
        value_cut=value_cut,
        potential_cut=potential_cut,
        without_potential=len(listed) - len(chosen),
        resamples=resamples,
        seed=seed_of(rng),
        level=level,
    )


def _potential(who: object, given: float | tuple[float, Interval]) -> tuple[float, float]:
    """Return the potential and its standard error on the logarithm, 0 where it is known."""
    value, interval = given if isinstance(given, tuple) else (given, None)
    checks.validate(checks.finite, f"potential of {who!r}", value)
    if interval is None:
        return float(value), 0.0
    if not 0 < interval.low <= interval.high or interval.level is None or value <= 0:
        raise InvalidValueError(
            f"potential of {who!r}", "above 0, with a bounded interval that states its level", value
        )
    return float(value), float(np.log(interval.high / interval.low) / (2 * normal_quantile(interval.level)))


def _totals(log: Transactions, many: int, rng: np.random.Generator) -> Floats:
    """Return totals of each customer in each resample."""
    if log.amount is None:
        raise InvalidValueError("transactions", "read with an amount column", "none", hint="pass amount=")
    money = rng.poisson(1.0, (many, len(log))) * log.amount
    size = len(log.customers)
    places = log.customer[None, :] + size * np.arange(many)[:, None]
    totals = np.bincount(places.ravel(), weights=money.ravel(), minlength=many * size)
    return totals.astype(np.float64).reshape(many, size)
