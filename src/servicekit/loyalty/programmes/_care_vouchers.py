"""Care vouchers: who redeems them, whether redeemers come back, what a voucher brings, which validity does best."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from itertools import combinations
from math import sqrt
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._frames import Column, read_columns
from servicekit.data._grouping import indices
from servicekit.data.time._dates import day_number, day_numbers
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import RETAIL, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats.comparison._comparison import compare
from servicekit.stats.intervals._estimates import Average, Share, average_of
from servicekit.stats.intervals._intervals import normal_quantile

REDEEMED: Final = Label("Vouchers redeemed, of those whose time is over", "已到期维护券的使用率")
RETURNED: Final = Label("Came back within the days", "期限内再次光顾的占比")
MARGIN: Final = Label("Margin of a voucher less its cost", "每张维护券的毛利减成本")
Cell = tuple[int, int, int, int]


@frozen(kw_only=True)
class VoucherReturn(Estimate):
    """Share of redeemers who came back less that of holders like them who had not redeemed.

    Who redeems was not drawn: redeemers are keener to begin with. It is a comparison and no proof of an effect.

    Attributes:
        cells: Group of comparable holders -> redeemers who came back, redeemers, others who came back, others.
        within_days: Days after the voucher was used or had lapsed.
        level: Confidence level.
    """

    title = Label("Return of redeemers against comparable holders", "使用者与可比持券者的再次光顾率之差")
    derived = ("value", "interval", "reason", "p_value", "n")

    cells: Mapping[Hashable, Cell] = field(hash=False)
    within_days: int = field(validator=checks.whole_positive)
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def n(self) -> tuple[int, int]:
        """Redeemers and others who can be compared."""
        usable = [cell for cell in self.cells.values() if cell[1] and cell[3]]
        return sum(cell[1] for cell in usable), sum(cell[3] for cell in usable)

    @property
    def _moments(self) -> tuple[float, float] | None:
        """Weighted difference and its standard error, each share taken with one more success and failure."""
        total = shift = variance = 0.0
        for a, first, b, second in self.cells.values():
            if first and second:
                weight = first * second / (first + second)
                shares = (a + 1) / (first + 2), (b + 1) / (second + 2)
                total += weight
                shift += weight * (a / first - b / second)
                variance += weight**2 * sum(p * (1 - p) / (n + 2) for p, n in zip(shares, (first, second), strict=True))
        return (shift / total, sqrt(variance) / total) if total else None

    @property
    def value(self) -> float | None:
        """Difference of the shares, groups weighted by n m / (n + m)."""
        return None if self._moments is None else self._moments[0]

    @property
    def interval(self) -> Interval | None:
        """Normal interval, stopped at -1 and 1."""
        if self._moments is None:
            return None
        shift, error = self._moments
        reach = normal_quantile(self.level) * error
        return Interval(
            low=max(-1.0, shift - reach), high=min(1.0, shift + reach), level=self.level,
            method="stratified difference of shares, one success and failure added for the variance",
        )  # fmt: skip

    @property
    def p_value(self) -> float | None:
        """Two-sided p-value of no difference."""
        if self._moments is None:
            return None
        from scipy.special import ndtr

        return float(2 * ndtr(-abs(self._moments[0]) / self._moments[1]))

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        return why(NotEstimable.NO_DATA) if self._moments is None else None


@frozen(kw_only=True)
class CareVouchers(Result):
    """What became of care vouchers.

    Attributes:
        redeemed, lapsed, open: Vouchers used, run out unused, and still open; together all that were issued.
        redemption: Share redeemed of those whose time is over; vouchers still open would make it too low or too high.
        returned: Redeemers against comparable holders; None where the next purchase is not told.
        margin_per_voucher: Margin of the redemption less the cost, on average over vouchers whose time is over; None
            where money is not told.
        by_validity: Days of validity -> redemption.
        best_validity: The validity that was redeemed more than every other one, as a claim over all pairs (Holm); None
            where none stands out.
        sources: Whose question it is.
    """

    title = Label("Care vouchers", "维护券")
    derived = ("issued", "redemption", "returned", "margin_per_voucher", "best_validity")

    redeemed: int
    lapsed: int
    open: int
    redemption: Share
    returned: VoucherReturn | None = None
    margin_per_voucher: Average | None = None
    by_validity: Mapping[int, Share] = field(factory=dict, hash=False)
    best_validity: int | None = None
    sources: tuple[Source, ...] = (under(RETAIL, "增值服务"),)

    @property
    def issued(self) -> int:
        """Vouchers in all."""
        return self.redeemed + self.lapsed + self.open


def care_vouchers(
    data: Data,
    *,
    today: date,
    issued: str = "issued",
    redeemed: str = "redeemed",
    expires: str = "expires",
    next_purchase: str | None = None,
    like: str | Sequence[str] | None = None,
    within_days: int = 90,
    cost: str | None = None,
    margin: str | None = None,
    times: TimeFormat | None = None,
    level: float = 0.95,
) -> CareVouchers:
    """Say whether care vouchers are used, whether those who use them come back, and what a voucher brings.

    Args:
        data: Data frame of any kind or mapping of columns, one row a voucher.
        today: Until when the table tells what happened.
        issued, redeemed, expires: Columns of days: handed out, used (empty if not), last day of validity.
        next_purchase: Column of the day of the first purchase after the voucher was used or had lapsed; empty if none.
        like: Column, or columns, within which holders are comparable (spending before, branch); everybody if None.
        within_days: Days within which a customer came back. Vouchers whose days are not over yet do not count.
        cost, margin: Columns of what a voucher cost (0 if nothing) and of the margin of the purchase it was used for;
            an empty margin is 0 for a voucher that was not used.
        times: How days are written; ISO 8601 if None.
        level: Confidence level.

    Raises:
        InvalidValueError: A day is missing or out of order, or money is missing.

    Formula:
        Difference of shares within groups of comparable holders, weighted by n m / (n + m).

    Source:
        The question how the effect of care vouchers becomes greatest is the document's on total customer service.

    Example:
        >>> from datetime import date
        >>> import servicekit as sk
        >>> table = {"issued": ["2026-01-02"] * 4, "expires": ["2026-03-31"] * 3 + ["2026-12-31"]}
        >>> table["redeemed"] = ["2026-02-01", None, None, None]
        >>> found = sk.loyalty.care_vouchers(table, today=date(2026, 6, 1))
        >>> found.redeemed, found.lapsed, found.open
        (1, 2, 1)
    """
    checks.validate(checks.plain_date, "today", today)
    checks.validate(checks.whole_positive, "within_days", within_days)
    if (cost is None) != (margin is None):
        raise InvalidValueError("cost and margin", "given together or not at all")
    groups = [] if like is None else [like] if isinstance(like, str) else list(like)
    named = (issued, redeemed, expires, *(name for name in (next_purchase, cost, margin) if name), *groups)
    columns = read_columns(data, list(dict.fromkeys(named)))
    now = day_number(today)
    out, _ = _days(columns[issued], times, now, needed=True)
    used, is_used = _days(columns[redeemed], times, now)
    last, _ = _days(columns[expires], times, None, needed=True)
    for name, bad in (
        (redeemed, is_used & ((used < out) | (used > last))),
        (expires, last < out),
    ):
        if bad.any():
            rule = "within the validity of the voucher" if name == redeemed else "not before the day of issue"
            row = int(np.flatnonzero(bad)[0])
            raise InvalidValueError(name, rule, columns[name].values[row], f"column {name!r}, row {row}")
    over = last < now
    validity = last - out
    by_validity = {
        int(days): _share(is_used[over & (validity == days)], level) for days in np.unique(validity[over]).tolist()
    }
    return CareVouchers(
        redeemed=int(is_used.sum()),
        lapsed=int((over & ~is_used).sum()),
        open=int((~over & ~is_used).sum()),
        redemption=_share(is_used[over], level),
        returned=None
        if next_purchase is None
        else _returned(columns, next_purchase, groups, np.where(is_used, used, last), is_used, now, within_days,
                       times, level),
        margin_per_voucher=None
        if cost is None or margin is None
        else _margin(columns, cost, margin, is_used, over, level),
        by_validity=by_validity,
        best_validity=_best(by_validity, level),
    )  # fmt: skip


def _days(
    column: Column, times: TimeFormat | None, latest: int | None, *, needed: bool = False
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    days, problems = day_numbers(column, times)
    here = column.present & (problems == 0)
    wrong = (
        (column.present & (problems > 0)) | (needed & ~here) | (here & (latest is not None) & (days > (latest or 0)))
    )
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        got = column.values[row] if column.present[row] else None
        rule = "a day" if latest is None else "a day, not after today"
        raise InvalidValueError(column.name, rule, got, f"column {column.name!r}, row {row}")
    return days, here


def _share(used: NDArray[np.bool_], level: float) -> Share:
    return Share(count=int(used.sum()), n=len(used), level=level, name=REDEEMED)


def _returned(
    columns: Mapping[str, Column],
    name: str,
    groups: list[str],
    over: NDArray[np.int64],
    is_used: NDArray[np.bool_],
    now: int,
    within_days: int,
    times: TimeFormat | None,
    level: float,
) -> VoucherReturn:
    bought, has_bought = _days(columns[name], times, now)
    early = has_bought & (bought < over)
    if early.any():
        row = int(np.flatnonzero(early)[0])
        rule = "not before the voucher was used or had lapsed"
        raise InvalidValueError(name, rule, columns[name].values[row], f"column {name!r}, row {row}")
    followed = over + within_days <= now
    back = has_bought & (bought <= over + within_days)
    places: Mapping[Any, Any] = indices(columns, groups) if groups else {None: np.arange(len(back))}
    cells: dict[Any, Cell] = {}
    for group, rows in places.items():
        kept = rows[followed[rows]]
        users, others = kept[is_used[kept]], kept[~is_used[kept]]
        cells[group] = int(back[users].sum()), len(users), int(back[others].sum()), len(others)
    return VoucherReturn(cells=cells, within_days=within_days, level=level)


def _margin(
    columns: Mapping[str, Column],
    cost: str,
    margin: str,
    is_used: NDArray[np.bool_],
    over: NDArray[np.bool_],
    level: float,
) -> Average:
    money: dict[str, NDArray[np.float64]] = {}
    for name in (cost, margin):
        column, empty_counts = columns[name], name == margin
        if column.values.dtype.kind not in "iuf":
            raise InvalidValueError(name, "a column of numbers", column.values.dtype, f"column {name!r}")
        lacking = ~column.present & (is_used | (not empty_counts))
        if lacking.any():
            row = int(np.flatnonzero(lacking)[0])
            raise InvalidValueError(name, "given for every voucher that was used", None, f"column {name!r}, row {row}")
        money[name] = np.where(column.present, column.values.astype(float), 0.0)
    gained = np.where(is_used, money[margin], 0.0) - money[cost]
    return average_of(gained[over], level=level, name=MARGIN)


def _best(by_validity: Mapping[int, Share], level: float) -> int | None:
    """Return the validity that beats every other one over all pairs."""
    known = {days: share for days, share in by_validity.items() if share.n}
    if len(known) < 2:
        return None
    best = max(known, key=lambda days: known[days].value or 0.0)
    pairs = [(one, two) if one == best else (two, one) for one, two in combinations(known, 2)]
    found = compare(known, pairs=pairs)
    mine = [contrast for contrast in found.contrasts if contrast.first == best]
    stands = all(contrast.adjusted_p is not None and contrast.adjusted_p <= 1 - level for contrast in mine)
    return best if stands else None
