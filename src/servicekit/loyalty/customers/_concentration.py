"""F26: who carries the turnover: Lorenz curve, Gini, share of the top customers and how many make a given share."""

from functools import cached_property
from math import exp, floor, inf, log
from typing import Final

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike

from servicekit.data._vectors import Floats, vector
from servicekit.foundation import _checks as checks
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import named, with_share
from servicekit.stats.intervals._intervals import t_quantile

HALVINGS: Final = 60
FEWEST: Final = 5
FEW: Final = 50
MANY: Final = 1_000
LARGE_PART: Final = 0.1
WIDE_LOGS: Final = 0.9


def _read_only(values: ArrayLike) -> Floats:
    numbers = vector("totals", values)
    if (numbers < 0).any():
        hint = "a customer with more returns than purchases has no share of turnover"
        raise InvalidValueError("totals", "of at least 0", float(numbers.min()), hint=hint)
    numbers.sort()
    numbers.setflags(write=False)
    return numbers


@frozen(kw_only=True)
class Jackknifed(Estimate):
    """A figure between 0 and 1 with its delete-one-customer standard error; the t interval is taken on the log odds.

    In simulation a nominal 95 % covered, with 30, 100 and 500 customers: Gini 92, 94, 94 % for gamma totals and
    85, 90, 93 % for lognormal ones; share of the top fifth 91, 93, 95 % and 88, 89, 95 %. With a tail as heavy as a
    Pareto of 2.5 it was 77-91 %, and where the top is only 5 customers 75-86 %: few say little about the largest.

    Attributes:
        n: Customers.
        point: The figure; None where there is none.
        standard_error: Jackknife standard error; None where it cannot be had.
        level: Confidence level.
        rests_on: Customers on the smaller side of the cut, if there is a cut; with fewer than 5 there is no interval.
        heavy: Whether the totals have, or may have, a heavy tail.
        name: What it is; a general title if None.
    """

    title = named("Concentration figure", "集中度指标")
    derived = ("value", "interval", "reason", "cautions")

    n: int
    point: float | None
    standard_error: float | None
    level: float = field(default=0.95, validator=checks.confidence)
    rests_on: float = inf
    heavy: bool = False
    name: Label | None = None

    @property
    def value(self) -> float | None:
        """The figure."""
        return self.point

    @property
    def interval(self) -> Interval | None:
        """The interval; None at the ends 0 and 1, and where the figure rests on fewer than 5 customers."""
        return None if self.rests_on < FEWEST else self.ends

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """``heavy_tail`` below 50 customers, where one has a tenth of all, or where totals spread very widely."""
        return (beware(CautionKind.HEAVY_TAIL, n=self.n),) if self.heavy and self.ends is not None else ()

    @property
    def ends(self) -> Interval | None:
        """The interval even where it rests on few customers and cannot be trusted."""
        if self.point is None or not self.standard_error or not 0 < self.point < 1:
            return None
        reach = t_quantile(self.level, self.n - 1) * self.standard_error / (self.point * (1 - self.point))
        middle = log(self.point / (1 - self.point))
        low, high = (1 / (1 + exp(min(-middle + way * reach, 700.0))) for way in (1, -1))
        return Interval(low=low, high=high, level=self.level, method="jackknife on log odds")

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        if self.point is None:
            return why(NotEstimable.NO_DATA) if self.n == 0 else why(NotEstimable.NO_TOTAL)
        if self.ends is None:
            return why(NotEstimable.ZERO_VARIANCE)
        return why(NotEstimable.TOO_FEW_CUSTOMERS) if self.interval is None else None


@frozen(kw_only=True, eq=False)
class Concentration(Result):
    """Totals of the customers in rising order, and everything read off them.

    Attributes:
        totals: Turnover (or any amount of at least 0) of each customer, sorted.
        level: Confidence level.
    """

    title = Label("Concentration of turnover", "营业额集中度")
    derived = ("n", "total", "gini", "top_fifth", "customers_for_80_percent")

    totals: Floats = field(converter=_read_only, repr=False, metadata={"evidence": False})
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def n(self) -> int:
        """Customers."""
        return len(self.totals)

    @property
    def total(self) -> float:
        """Turnover in all."""
        return float(self.totals.sum())

    @cached_property
    def is_heavy(self) -> bool:
        """Whether a few customers may decide: fewer than 50 in all, one with a tenth, or log amounts spread widely."""
        if not self.total:
            return False
        bought = self.totals[self.totals > 0]
        wide = self.n < MANY and bought.size > 1 and float(np.log(bought).std(ddof=1)) > WIDE_LOGS
        return self.n < FEW or float(self.totals[-1]) > LARGE_PART * self.total or wide

    @cached_property
    def heads(self) -> Floats:
        """Sums of the 0, 1, 2 ... largest totals."""
        return np.concatenate([[0.0], np.cumsum(self.totals[::-1])])

    def lorenz(self, points: int = 101) -> tuple[tuple[float, float], ...]:
        """Return the Lorenz curve as pairs: share of customers, the smallest first, and their share of turnover.

        Args:
            points: Number of points, the ends included.
        """
        checks.validate(checks.whole, "points", points)
        checks.validate(checks.number_in(2, 1_000_001), "points", points)
        if not self.total:
            return ()
        shares = np.linspace(0, 1, points)
        sums = np.concatenate([[0.0], np.cumsum(self.totals)])
        heights = np.interp(shares * self.n, np.arange(self.n + 1), sums) / sums[-1]
        return tuple(zip(shares.tolist(), np.minimum(heights, 1.0).tolist(), strict=True))

    @cached_property
    def gini(self) -> Jackknifed:
        """Gini coefficient: 0 where all customers are equal; it stays below 1 - 1/n.

        Formula:
            sum of (2 i - n - 1) x_i / (n sum x), x in rising order.
        """
        name = Label("Gini coefficient", "基尼系数")
        if not self.total:
            return Jackknifed(name=name, n=self.n, point=None, standard_error=None, level=self.level)
        x, n = self.totals, self.n
        rank = np.arange(1, n + 1)
        spread = (2 * rank - n - 1) * x
        point = float(spread.sum()) / (n * self.total)
        # without customer k the ranks above k fall by one and every centre moves by half a rank
        above = self.heads[:-1][::-1]
        left = spread.sum() - spread - 2 * above + (self.total - x)
        rest = self.total - x
        replicates = np.divide(left, (n - 1) * rest, out=np.full(n, np.nan), where=(rest > 0) & (n > 1))
        error = _jackknife_error(replicates)
        return Jackknifed(
            name=name, n=n, point=max(point, 0.0), standard_error=error, level=self.level, heavy=self.is_heavy
        )

    def top_share(self, customers_share: float) -> Jackknifed:
        """Return the share of turnover of the top customers, on the Lorenz curve between whole customers.

        Args:
            customers_share: Share of the customers, the largest first; 0 to 1.
        """
        checks.validate(checks.share, "customers_share", customers_share)
        part = f"{100 * customers_share:.4g} %"
        name = Label(f"Turnover share of the top {part} of customers", f"最大{part}顾客的营业额占比")
        if not self.total:
            return Jackknifed(name=name, n=self.n, point=None, standard_error=None, level=self.level)
        point = min(self._head(customers_share * self.n) / self.total, 1.0)
        error = _jackknife_error(self._without_each(customers_share)) if self.n > 1 else None
        side = self.n * min(customers_share, 1 - customers_share)
        return Jackknifed(
            name=name,
            n=self.n,
            point=point,
            standard_error=error,
            level=self.level,
            rests_on=side,
            heavy=self.is_heavy,
        )

    @property
    def top_fifth(self) -> Jackknifed:
        """Share of turnover of the top 20 % of customers."""
        return self.top_share(0.2)

    def customers_for(self, turnover_share: float) -> "CustomersFor":
        """Return the smallest share of customers that brings a share of turnover, with interval.

        Args:
            turnover_share: Share of the turnover, above 0 and below 1.
        """
        checks.validate(checks.share, "turnover_share", turnover_share)
        if not 0 < turnover_share < 1:
            raise InvalidValueError("turnover_share", "above 0 and below 1", turnover_share)
        return CustomersFor(concentration=self, turnover_share=turnover_share)

    @property
    def customers_for_80_percent(self) -> "CustomersFor":
        """Share of customers that brings 80 % of turnover."""
        return self.customers_for(0.8)

    def _head(self, customers: float) -> float:
        return float(np.interp(customers, np.arange(self.n + 1), self.heads))

    def _without_each(self, share: float) -> Floats:
        """Return the top share with each customer left out in turn, largest first."""
        x, n = self.totals[::-1], self.n
        size = share * (n - 1)
        whole, part = floor(size), size - floor(size)
        place = np.arange(n)
        head = np.where(place < whole, self._head(min(size + 1, n)) - x, self._head(size))
        if part and whole + 1 < n:
            # the customer on the border is gone: the next one stands there
            head[whole] = self.heads[whole] + part * x[whole + 1]
        rest = self.total - x
        return np.asarray(np.divide(head, rest, out=np.full(n, np.nan), where=rest > 0))


def _jackknife_error(replicates: Floats) -> float | None:
    n = len(replicates)
    if n < 2 or np.isnan(replicates).any():
        return None
    return float(np.sqrt((n - 1) * replicates.var()))


@frozen(kw_only=True, eq=False)
class CustomersFor(Estimate):
    """Share of the customers, largest first, that brings a given share of turnover.

    The interval holds every share of customers whose own interval of turnover includes the given one.
    """

    _is_share = True
    title = with_share("turnover_share", "Customers who bring {} of turnover", "贡献{}营业额的顾客占比")

    concentration: Concentration = field(repr=False, metadata={"evidence": False})
    turnover_share: float

    @property
    def value(self) -> float | None:
        """Share of customers."""
        return self._found

    @property
    def interval(self) -> Interval | None:
        """Interval by inverting those of ``top_share``."""
        return self._inverted

    @cached_property
    def _found(self) -> float | None:
        base = self.concentration
        if not base.total:
            return None
        heads = base.heads / base.total
        # the first place where the curve reaches the share: customers without turnover add nothing
        after = int(np.argmax(heads >= self.turnover_share))
        step = heads[after] - heads[after - 1]
        return float((after - 1 + (self.turnover_share - heads[after - 1]) / step) / base.n)

    @cached_property
    def _inverted(self) -> Interval | None:
        if self.value is None or self.concentration.n < 3:
            return None
        low, high = (self._cross(upper=upper) for upper in (True, False))
        return Interval(low=low, high=high, level=self.concentration.level, method="inverted jackknife")

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        if self.value is not None:
            return None
        return why(NotEstimable.NO_TOTAL) if self.concentration.n else why(NotEstimable.NO_DATA)

    def _cross(self, *, upper: bool) -> float:
        left, right = 0.0, 1.0
        for _ in range(HALVINGS):
            middle = (left + right) / 2
            found = self.concentration.top_share(middle)
            ends = found.ends
            edge = found.point if ends is None else ends.high if upper else ends.low
            if (edge or 0.0) >= self.turnover_share:
                right = middle
            else:
                left = middle
        return right


def concentration(totals: ArrayLike, *, level: float = 0.95) -> Concentration:
    """Describe how turnover is spread over customers.

    Args:
        totals: One amount of at least 0 per customer, in any order; ``Transactions.totals`` fits.
        level: Confidence level.

    Raises:
        InvalidValueError: If an amount is negative, missing or infinite.

    Example:
        >>> import servicekit as sk
        >>> round(sk.loyalty.concentration([100, 50, 25, 10, 5] * 20).gini.value, 3)
        0.484
    """
    return Concentration(totals=totals, level=level)
