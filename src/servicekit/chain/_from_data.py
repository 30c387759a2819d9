"""Figures of a chain from one's own tables: complaints over a period, who buys again, and what a customer brings."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from servicekit.chain._figures import Figure, Provenance, own
from servicekit.complaints.cases._case_log import CaseLog
from servicekit.complaints.recovery._outcome_mix import OutcomeMix, outcome_mix
from servicekit.data._transactions import Transactions
from servicekit.data.time._dates import day_number
from servicekit.foundation._checks import instance_of, positive, share, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._confidence_distribution import ConfidenceDistribution
from servicekit.stats.intervals._estimates import Average
from servicekit.value._repurchase import EPOCH, kept_share

PERIOD_DAYS: Final[Mapping[str, float]] = {
    "day": 1.0,
    "week": 7.0,
    "month": 365.25 / 12,
    "quarter": 365.25 / 4,
    "year": 365.25,
}
WEEK: Final = 7.0
FEWEST_WEEKS: Final = 8
"""Whole weeks from which their spread beyond chance is taken into account."""
NEARLY: Final = 0.98
"""Part of a period that counts as one: 52 weeks are a year, and a log may begin on a day without purchases."""
RETENTION: Final = Label(
    "Purchases: who bought in the period before the last and again in the last",
    "购买记录：前一期购买、最近一期再次购买者",
)
MARGIN: Final = Label(
    "Purchases: money of the last period per customer who bought in it", "购买记录：最近一期每位购买者的金额"
)


def complaints_over(log: CaseLog, period: str) -> Figure:
    """Return how many customers complain over a period, from a log of any length.

    Args:
        log: A case log; where it names customers, each counts once in a period.
        period: "day", "week", "month", "quarter" or "year".

    Formula:
        Complaints after the first over the time from it to the extract; Poisson, its variance times that of whole weeks
        over their mean where there are at least eight and they differ beyond chance.
    """
    validate(instance_of(CaseLog, "a case log from read_case_log"), "complaints", log)
    opened = np.sort(_first_complaints(log, PERIOD_DAYS[period]))
    days = float((log.end - opened[0]) / np.timedelta64(1, "s")) / 86_400 if opened.size else 0.0
    if opened.size < 2 or days <= 0:
        hint = "give the number of complaints"
        raise InvalidValueError("complaints", "a log of at least two complaints at different times", log.n, hint=hint)
    weekly = np.bincount(((opened - opened[0]) / np.timedelta64(1, "s") / (86_400 * WEEK)).astype(int))
    whole = np.zeros(int(days // WEEK))
    whole[: weekly.size] = weekly[: whole.size]
    beyond = max(1.0, float(whole.var(ddof=1) / whole.mean())) if whole.size >= FEWEST_WEEKS else 1.0
    count, scale = opened.size - 1, PERIOD_DAYS[period] / days
    return Figure(
        provenance=Provenance.OWN.key,
        value=count * scale,
        distribution=ConfidenceDistribution(family="gamma", parameters=((count + 0.5) / beyond, scale * beyond)),
        unit="count",
        source=Label(
            f"Case log: {opened.size:,} customers in {days:,.0f} days",
            f"投诉台账：{days:,.0f}天内{opened.size:,}位顾客",
        ),
    )


def _first_complaints(log: CaseLog, period_days: float) -> NDArray[np.datetime64]:
    """Return when cases were opened, a customer's later ones of the same period left out."""
    opened = log.opened
    if "customer" not in log.columns or not log.n:
        return opened
    block = ((opened - opened.min()) / np.timedelta64(1, "s") / (86_400 * period_days)).astype(int)
    kept = np.zeros(log.n, dtype=bool)
    for customer, rows in log.rows_by("customer").items():
        if customer is None:
            kept[rows] = True
            continue
        ordered = rows[np.argsort(opened[rows], kind="stable")]
        kept[ordered[np.unique(block[ordered], return_index=True)[1]]] = True
    return opened[kept]


def mix_of(log: CaseLog, quickly: timedelta | None, resolved_within: timedelta | None) -> OutcomeMix | None:
    """Return what became of the cases of a log by two time limits; None without limits."""
    if quickly is None and resolved_within is None:
        return None
    if quickly is None or resolved_within is None:
        raise InvalidValueError("quickly and resolved_within", "given together", "one of them")
    return outcome_mix(log, quickly=quickly, resolved_within=resolved_within)


def figures_of_purchases(
    purchases: Transactions, *, period: str, margin_share: float | None, until: date | str | None = None
) -> dict[str, Figure]:
    """Return retention and margin of customers, from purchases over at least two periods; none from fewer.

    Who does not buy in a period counts as gone, so retention is a floor where people buy less than once in it.

    Args:
        purchases: What ``read_transactions`` returned.
        period: As for ``complaints_over``.
        margin_share: Part of the money that is margin, above 0 and at most 1; None: no margin is computed.
        until: Last day of observation; the last day bought if None.
    """
    validate(instance_of(Transactions, "what read_transactions returned"), "transactions", purchases)
    if margin_share is not None:
        validate(share, "margin_share", margin_share)
        validate(positive, "margin_share", margin_share)
    if not len(purchases):
        return {}
    first = int(purchases.day.min())
    end = 1 + (int(purchases.day.max()) if until is None else day_number(until))
    length = min(round(PERIOD_DAYS[period]), (end - first) // 2)
    if length < NEARLY * PERIOD_DAYS[period]:
        return {}
    split, start = end - length, end - 2 * length
    days = [EPOCH + timedelta(days=day) for day in (start, split, end)]
    if not ((purchases.day >= start) & (purchases.day < split)).any():
        return {}
    kept = kept_share(purchases.between(days[0], days[2]), split=days[1], until=days[2] - timedelta(days=1))
    # every customer there is was counted: nobody can be asked further, so n stays empty
    found = {"retention": evolve(own(kept, unit="share", source=RETENTION), n=None)} if kept.n else {}
    if margin_share is None or purchases.amount is None:
        return found
    last = purchases.between(days[1], days[2])
    each = margin_share * last.totals[last.counts > 0]
    if each.size > 1 and each.std() > 0:
        money = Average(n=each.size, mean=float(each.mean()), sd=float(each.std(ddof=1)))
        found["margin"] = evolve(own(money, unit="money", source=MARGIN), n=None)
    return found
