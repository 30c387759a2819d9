"""Short of target: the chance to reach it in the days left, and which customers to call for what reason."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import RETAIL, under
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Interval, Result
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats.designs._resampling import SEED, Rng, chance, seed_of
from servicekit.stats.intervals._estimates import Share
from servicekit.value._bg_nbd import BgNbd, check_period, probability_alive
from servicekit.value._customer_base_value import customer_lifetime_values
from servicekit.value._gamma_gamma import GammaGamma
from servicekit.value._histories import PurchaseHistories
from servicekit.value._per_customer import PerCustomer

CELLS: Final = 1_000_000
"""Customers times runs that are simulated at once."""
MOST_PURCHASES: Final = 1000


@frozen(kw_only=True)
class CustomerToCall:
    """One customer to call, with the reason.

    Attributes:
        customer: Who.
        expected: Turnover expected of the customer in the days left.
        interval: How sure that expectation is; not what this one customer will do.
        times: Days on which the customer bought again so far.
        days_since: Days since the last purchase.
        reason: What speaks for the call, for whoever calls.
    """

    customer: Hashable
    expected: float
    interval: Interval
    times: int
    days_since: float
    reason: Label


@frozen(kw_only=True)
class ShortOfTarget(Result):
    """How likely a target is still reached, and whom to call.

    Attributes:
        target: Turnover aimed at.
        so_far: Turnover so far.
        chance: Probability that the known customers alone bring what is missing, without calls.
        chance_with_calls: The same where those listed are called; None where the effect of calls is not given.
        turnover, turnover_with_calls: Where turnover will lie at the end, as a prediction interval.
        calls: Whom to call, the most expected first.
        called_lately: Customers left out because they were called lately.
        runs: Futures simulated.
        seed: Seed of the chance; None where a generator was given.
        sources: Whose idea it is to call when short of target.
    """

    title = Label("Short of target", "未达任务的补救")
    derived = ("missing", "chance", "chance_with_calls", "turnover", "turnover_with_calls")
    _lines = ("calls",)

    target: float
    so_far: float
    chance: float
    chance_with_calls: float | None
    turnover: Interval
    turnover_with_calls: Interval | None
    calls: tuple[CustomerToCall, ...] = field(repr=False)
    called_lately: int
    runs: int
    seed: int | None = None
    sources: tuple[Source, ...] = (under(RETAIL, "VIP资源的利用"),)

    @property
    def missing(self) -> float:
        """What is still missing; 0 where the target is reached."""
        return max(0.0, self.target - self.so_far)


def short_of_target(
    purchases: BgNbd,
    spend: GammaGamma,
    histories: PurchaseHistories,
    *,
    target: float,
    so_far: float,
    periods: float,
    today: date | None = None,
    called: Mapping[Any, date] | None = None,
    quiet_days: int = 14,
    most: int = 10,
    conversion: Share | None = None,
    runs: int = 2000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> ShortOfTarget:
    """Say how likely a day's, week's or month's target is still reached, and whom to call to reach it.

    Only customers of the histories count; what strangers will buy comes on top. A customer who is called and would not
    have bought in the days left buys once with the probability ``conversion``.

    Args:
        purchases, spend: Fitted models of buying and of money per purchase.
        histories: The customers up to today, with spend.
        target: Turnover aimed at, in the money of the histories.
        so_far: Turnover so far.
        periods: What is left until the end, in periods of the histories (3 days of a week are 3 / 7).
        today: The day of the calls; needed with ``called``.
        called: Customer -> day of the last call.
        quiet_days: Days within which nobody is called twice.
        most: Calls that can be made.
        conversion: Share of those called who bought because of it, as ``contact_results`` of an earlier plan gives it,
            at best against others who were not called; None where it is not known.
        runs: Futures simulated.
        rng: Seed or generator.
        level: Level of the prediction intervals.

    Raises:
        InvalidValueError: A number is out of range, or ``called`` comes without ``today``.
        UnknownConceptError: A customer who was called is not among the histories.

    Formula:
        Each future draws the parameters of both models from their asymptotic distribution, then for each customer
        whether still there, rate, probability of leaving and money per purchase from their posteriors, then purchases.

    Source:
        The idea to call known customers when short of target is the document's on total customer service.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> histories = sk.value.purchase_histories(log)
        >>> buying, spend = sk.value.bg_nbd(histories), sk.value.gamma_gamma(histories)
        >>> found = sk.value.short_of_target(buying, spend, histories, target=500, so_far=0, periods=3 / 7, runs=200)
        >>> found.missing, 0 <= found.chance <= 1, len(found.calls)
        (500, True, 10)
    """
    for name, value in (("target", target), ("periods", periods)):
        checks.validate(checks.positive, name, value)
    checks.validate(checks.non_negative, "so_far", so_far)
    checks.validate(checks.confidence, "level", level)
    for name, whole in (("most", most), ("runs", runs)):
        checks.validate(checks.whole_positive, name, whole)
    checks.validate(checks.whole, "quiet_days", quiet_days)
    check_period(purchases, histories)
    expected = customer_lifetime_values(
        purchases, spend, histories, periods=periods, discount_rate_per_year=0.0, margin_share=1.0, steps=1
    )
    lately = _called_lately(histories, called or {}, today, quiet_days)
    ranked = [row for row in np.argsort(-expected.values, kind="stable").tolist() if not lately[row]][:most]
    alive = probability_alive(purchases, histories).values
    generator = chance(rng)
    plain, gained = _futures(purchases, spend, histories, periods, ranked, conversion, runs, generator)
    return ShortOfTarget(
        target=target,
        so_far=so_far,
        chance=_reached(so_far + plain, target),
        chance_with_calls=None if gained is None else _reached(so_far + plain + gained, target),
        turnover=_predicted(so_far + plain, level),
        turnover_with_calls=None if gained is None else _predicted(so_far + plain + gained, level),
        calls=tuple(_to_call(expected, histories, alive, row) for row in ranked),
        called_lately=int(lately.sum()),
        runs=runs,
        seed=seed_of(rng),
    )


def _reached(totals: Floats, target: float) -> float:
    return float((totals >= target).mean())


def _predicted(totals: Floats, level: float) -> Interval:
    low, high = np.quantile(totals, [(1 - level) / 2, (1 + level) / 2])
    return Interval(low=float(low), high=float(high), level=level, method="prediction, simulated futures")


def _called_lately(
    histories: PurchaseHistories, called: Mapping[Any, date], today: date | None, quiet_days: int
) -> NDArray[np.bool_]:
    places = {customer: row for row, customer in enumerate(histories.customers.tolist())}
    lately = np.zeros(len(histories), dtype=bool)
    for customer, day in called.items():
        if today is None:
            raise InvalidValueError("today", "given together with called", None)
        if customer not in places:
            raise UnknownConceptError("customer who was called", str(customer), [str(name) for name in places][:3])
        if day > today:
            raise InvalidValueError("called", f"not after today, {today}", day.isoformat(), f"customer {customer!r}")
        lately[places[customer]] = (today - day).days < quiet_days
    return lately


def _to_call(expected: PerCustomer, histories: PurchaseHistories, alive: Floats, row: int) -> CustomerToCall:
    customer = histories.customers[row]
    customer = customer.item() if isinstance(customer, np.generic) else customer
    value, interval = expected[histories.customers[row]]
    times = int(histories.frequency[row])
    days = float((histories.age[row] - histories.recency[row]) * histories.period_days)
    money = float(histories.spend[row]) if histories.spend is not None else 0.0
    share = f"{alive[row]:.0%}"
    if times:
        reason = Label(
            f"Came back on {times} days at {money:.2f} a time, last {days:.0f} days ago; still a customer with "
            f"probability {share}.",
            f"曾再次购买{times}天，每次{money:.2f}，最近一次在{days:.0f}天前；仍为客户的概率为{share}。",
        )
    else:
        reason = Label(f"Bought once, {days:.0f} days ago.", f"只购买过一次，在{days:.0f}天前。")
    return CustomerToCall(
        customer=customer, expected=value, interval=interval, times=times, days_since=days, reason=reason
    )


def _futures(
    purchases: BgNbd,
    spend: GammaGamma,
    histories: PurchaseHistories,
    periods: float,
    ranked: list[int],
    conversion: Share | None,
    runs: int,
    rng: np.random.Generator,
) -> tuple[Floats, Floats | None]:
    """Return turnover of the days left in each future, and what calls add to it."""
    plain, gained = np.zeros(runs), np.zeros(runs)
    size = max(1, CELLS // max(1, len(histories)))
    for start in range(0, runs, size):
        part = slice(start, min(runs, start + size))
        many = part.stop - start
        buying, money = (
            np.exp(rng.multivariate_normal(np.log(m.values), np.array(m.covariance), many))
            for m in (purchases.maximum, spend.maximum)
        )
        times = _purchases(buying, histories, periods, rng)
        p, q, v = (column[:, None] for column in money.T)
        x = histories.frequency.astype(float)
        spent = x * (histories.spend if histories.spend is not None else 0.0)
        rates = np.maximum(rng.gamma(q + p * x) / (v + spent), np.finfo(float).tiny)
        totals = np.where(times > 0, rng.gamma(np.where(times > 0, p * times, 1.0)), 0.0) / rates
        plain[part] = totals.sum(axis=1)
        if conversion is not None and ranked:
            chance = rng.beta(conversion.count + 0.5, conversion.n - conversion.count + 0.5, many)[:, None]
            persuaded = (times[:, ranked] == 0) & (rng.random((many, len(ranked))) < chance)
            once = rng.gamma(np.broadcast_to(p, persuaded.shape)) / rates[:, ranked]
            gained[part] = np.where(persuaded, once, 0.0).sum(axis=1)
    return plain, gained if conversion is not None else None


def _purchases(
    parameters: Floats, histories: PurchaseHistories, periods: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return purchases of each customer in each future, given what the customer did so far."""
    r, alpha, a, b = (column[:, None] for column in parameters.T)
    x, seen, age = histories.frequency.astype(float), histories.recency, histories.age
    odds = np.where(
        x > 0, a / np.maximum(b + x - 1, 1e-12) * np.exp((r + x) * np.log((alpha + age) / (alpha + seen))), 0.0
    )
    active = rng.random(odds.shape) < 1 / (1 + odds)
    rates = np.maximum(rng.gamma(r + x) / (alpha + age), np.finfo(float).tiny)
    leaving = rng.beta(np.broadcast_to(a, odds.shape), b + x)
    times, clock = np.zeros(odds.shape, dtype=np.int64), np.zeros(odds.shape)
    rows = np.nonzero(active)
    for _ in range(MOST_PURCHASES):
        if not rows[0].size:
            break
        clock[rows] += rng.exponential(size=rows[0].size) / rates[rows]
        inside = clock[rows] <= periods
        rows = tuple(part[inside] for part in rows)
        times[rows] += 1
        stays = rng.random(rows[0].size) >= leaving[rows]
        rows = tuple(part[stays] for part in rows)
    return times
