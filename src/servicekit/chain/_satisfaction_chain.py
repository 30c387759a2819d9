"""The second ready-made chain: from quality by way of satisfaction and loyalty to retention and money."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any, Final

import numpy as np
from attrs import field, frozen

from servicekit.chain._chain import DRAWS, Chain
from servicekit.chain._figures import Figure, Given, Period, as_figure, own
from servicekit.chain._stages import Stage
from servicekit.chain._what_if import WhatIf
from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import read_columns
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.data._weights import read_weights
from servicekit.foundation._checks import as_tuple
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, too_few, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._design import Design, as_design
from servicekit.stats.drivers._coefficient_tests import coefficient_tests
from servicekit.stats.drivers._designed_regression import designed_regression
from servicekit.stats.intervals._coefficient import Coefficient
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._category_score import category_share
from servicekit.stats.summaries._coded_tally import tally_of_codes

PRESET: Final = "satisfaction"
FEWEST: Final = 10
"""Customers of either kind whose later purchases must be known."""
LABELS: Final = {
    "points": Label("Points by which quality rises", "质量提高的分数"),
    "effect": Label("Satisfaction per point of quality", "质量每提高1分带来的满意度变化"),
    "lift": Label("Share loyal per point of satisfaction", "满意度每提高1分带来的忠诚比例变化"),
    "loyal_share": Label("Share who say they are loyal", "自述忠诚的比例"),
    "return_loyal": Label("Bought again: said they are loyal", "再购率：自述忠诚者"),
    "return_other": Label("Bought again: the others", "再购率：其他顾客"),
    "customers": Label("Customers", "顾客数"),
    "margin": Label("Margin per customer", "每位顾客的利润"),
    "discount_rate": Label("Discount rate", "折现率"),
}
STAGES: Final = (
    Stage(
        key="satisfaction",
        label=Label("Satisfaction gained", "满意度提高"),
        formula=lambda points, effect: points * effect,
    ),
    Stage(
        key="loyal",
        label=Label("Share loyal", "忠诚比例"),
        formula=lambda loyal_share, lift, satisfaction: loyal_share + lift * satisfaction,
        unit="share",
        needs={"loyal_share": "share"},
    ),
    Stage(
        key="retention",
        label=Label("Retention", "留存率"),
        formula=lambda loyal, return_loyal, return_other: loyal * return_loyal + (1 - loyal) * return_other,
        unit="share",
        needs={"return_loyal": "share", "return_other": "share"},
    ),
    Stage(
        key="worth",
        label=Label("Worth of the customers", "顾客总价值"),
        formula=lambda customers, margin, discount_rate, retention: (
            customers * margin * (1 + discount_rate) / (1 + discount_rate - retention)
        ),
        unit="money",
        needs={"customers": "count", "margin": "money"},
    ),
)


@frozen(kw_only=True)
class PointWorth(Estimate):
    """What a point of a quality is worth, by way of satisfaction, stated loyalty and retention.

    It is an association: what customers who rate the quality a point higher, all other ratings equal, are worth more.

    Attributes:
        quality: The rating of which a point is meant.
        chain: The chain, for other changes and what to find out; None where there is no answer.
        gain: The gain of one point; None where there is no answer.
        why_not: Why there is no answer.
        n: Customers who gave every rating.
        n_followed: Customers of them whose later purchases are known.
    """

    title = Label("Worth of a point", "1分的价值")
    derived = ("value", "interval", "reason", "n", "n_followed")

    quality: str
    chain: Chain | None = field(default=None, repr=False, metadata={"evidence": False})
    gain: WhatIf | None = field(default=None, metadata={"evidence": False})
    why_not: Reason | None = None
    n: int
    n_followed: int

    @property
    def value(self) -> float | None:
        """Money gained by one point more."""
        return None if self.gain is None else self.gain.value

    @property
    def interval(self) -> Interval | None:
        """Percentile interval over joint draws."""
        return None if self.gain is None else self.gain.interval

    @property
    def reason(self) -> Reason | None:
        """Why there is no answer."""
        return self.why_not


def satisfaction_chain(
    data: Data,
    *,
    quality: str,
    drivers: Sequence[str],
    satisfaction: str,
    loyalty: str,
    loyal_threshold: float,
    returned: str | None,
    scale: Scale | Mapping[str, Scale],
    margin: Given,
    discount_rate: Given,
    customers: Given = 1,
    period: Period = "year",
    design: Design | None = None,
    policy: InputPolicy | None = None,
    draws: int = DRAWS,
) -> PointWorth:
    """Return what a point of a quality is worth: quality -> satisfaction -> stated loyalty -> retention -> money.

    There is an answer only where stated loyalty and later purchases are known of the same customers.

    Args:
        data: Data data frame or mapping of columns, one row per customer.
        quality: Column of the rating of which a point is meant; one of ``drivers``.
        drivers: Columns of every rating that may move satisfaction.
        satisfaction, loyalty: Columns of overall satisfaction and of stated loyalty.
        loyal_threshold: From this answer on a customer counts as loyal (9 on a 0-10 recommendation scale).
        returned: Column of whether the customer bought again over the period: True and False, or 1 and 0; missing where
            it is not known. None: no purchases are known.
        scale: Of all ratings, or a mapping by column; the higher the better.
        margin: Money a customer brings over the period.
        discount_rate: Per period; 0.1 is 10 %.
        customers: How many customers the worth is of; 1 gives it per customer.
        period: Over which ``returned`` and ``margin`` are counted.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and for bad values.
        draws: Joint draws.

    Returns:
        The gain of one point, with the chain itself; without a value and with the reason where these data cannot tell.

    Formula:
        Least squares of satisfaction on the drivers, and of being loyal on satisfaction and the drivers (HC3, or
        linearised under a design); shares
        who bought again among those who say they are loyal and the others; worth as in ``recovery_chain``.

    Example:
        >>> import servicekit as sk
        >>> x = [1, 2, 3, 4, 5, 4, 3, 2, 1, 5] * 4
        >>> y = [3, 1, 4, 2, 5, 5, 2, 3, 1, 4] * 4
        >>> rows = {"wait": x, "staff": y, "overall": [max(a, b) for a, b in zip(x, y)], "again": y}
        >>> found = sk.chain.satisfaction_chain(rows, quality="wait", drivers=["wait", "staff"], satisfaction="overall",
        ...     loyalty="again", loyal_threshold=4, returned=None, scale=sk.LIKERT_5, margin=100, discount_rate=0.1)
        >>> found.value, found.reason.key
        (None, 'other_customers')
    """
    names = as_tuple("drivers", drivers)
    if quality not in names:
        raise InvalidValueError("quality", "one of drivers", quality)
    rated = [*names, satisfaction, loyalty]
    design = as_design(design)
    columns = read_columns(data, list(dict.fromkeys([*rated, *([returned] if returned else []), *design.columns])))
    ratings = np.column_stack(
        [_numbers(columns[name], scale[name] if isinstance(scale, Mapping) else scale, policy) for name in rated]
    )
    weights = read_weights(columns[design.weights]) if design.weights else np.ones(len(ratings))
    whole = ~np.isnan(ratings).any(axis=1) & (weights > 0)
    ratings[~whole] = np.nan
    x, y = ratings[:, : len(names)], ratings[:, -2]
    loyal = np.where(whole, (ratings[:, -1] >= loyal_threshold).astype(float), np.nan)
    back = np.full(len(whole), np.nan) if returned is None else np.where(whole, _yes_or_no(columns[returned]), np.nan)
    known = ~np.isnan(back)
    about: dict[str, Any] = {"quality": quality, "n": int(whole.sum()), "n_followed": int(known.sum())}
    if not known.any():
        return PointWorth(why_not=why(NotEstimable.OTHER_CUSTOMERS), **about)
    of_kind = [int((known & (loyal == kind)).sum()) for kind in (0.0, 1.0)]
    if min(of_kind) < FEWEST:
        return PointWorth(why_not=too_few(min(of_kind), needed=FEWEST), **about)
    sample = _Sample(weights=weights, columns=columns, design=design)
    figures_of = {
        "effect": sample.slope(x, y, names.index(quality)),
        "lift": sample.slope(np.column_stack([y, x]), loyal, 0),
        "loyal_share": sample.share(loyal),
        "return_loyal": sample.share(np.where(loyal == 1, back, np.nan)),
        "return_other": sample.share(np.where(loyal == 0, back, np.nan)),
    }
    if reason := next((each.reason for each in figures_of.values() if each.interval is None), None):
        return PointWorth(why_not=reason, **about)
    asked = _asked(about["n"])
    counted = {
        name: own(each, source=asked) if isinstance(each, Coefficient) else own(each, unit="share")
        for name, each in figures_of.items()
    }
    given = {"points": 0, "customers": customers, "margin": margin, "discount_rate": discount_rate}
    figures = counted | {name: as_figure(name, figure) for name, figure in given.items()}
    chain = satisfaction_chain_of(figures, period)
    return PointWorth(chain=chain, gain=chain.what_if({"points": 1}, draws=draws), **about)


def satisfaction_chain_of(figures: Mapping[str, Figure], period: str) -> Chain:
    """Return the chain of given figures, as one that was saved."""
    return Chain(stages=STAGES, figures=figures, outcome="worth", period=period, labels=LABELS, preset=PRESET)


def _numbers(column: Column, scale: Scale, policy: InputPolicy | None) -> Floats:
    if not scale.higher_is_better:
        raise InvalidValueError("scale", "one of which more is better", scale.rule, f"column {column.name!r}")
    answers = read_answers(column, scale, as_policy(policy))
    return np.where(answers.here, answers.numbers(scale), np.nan)


def _yes_or_no(column: Column) -> Floats:
    found = np.full(len(column.values), np.nan)
    for row, (value, here) in enumerate(zip(column.values.tolist(), column.present.tolist(), strict=True)):
        if here:
            if value not in (0, 1):
                raise InvalidValueError(f"column {column.name!r}", "True or False", value, f"row {row}")
            found[row] = float(value)
    return found


@frozen(kw_only=True, eq=False)
class _Sample:
    """How the customers were sampled."""

    weights: Floats
    columns: Mapping[str, Column]
    design: Design

    def slope(self, x: Floats, y: Floats, place: int) -> Coefficient:
        """Return one coefficient of a regression with a constant over the rows without a gap."""
        used = ~np.isnan(x).any(axis=1) & ~np.isnan(y)
        found = coefficient_tests(x[used], y[used])  # which refuses what cannot be told apart
        if not self.design.columns:
            error = float(np.sqrt(found.covariance[place][place]))
            freedom = float(used.sum() - x.shape[1] - 1)
            return Coefficient(
                value=found.values[place], standard_error=error, degrees_of_freedom=freedom, n=int(used.sum())
            )
        with_constant = np.column_stack([x, np.ones(len(x))])
        fitted = designed_regression(with_constant, y, self.weights, self.columns, self.design)
        spread = fitted.sampling[place]
        return Coefficient(
            value=None if spread.reason else float(fitted.values[place]),
            standard_error=spread.standard_error / sqrt(spread.bias),
            degrees_of_freedom=spread.degrees_of_freedom,
            n=fitted.n,
            reason=spread.reason,
        )

    def share(self, hits: Floats) -> Share:
        """Return the share of 1 among the rows without a gap."""
        tally = tally_of_codes(np.where(np.isnan(hits), -1, hits).astype(np.int64), 2, self.columns, self.design)
        if tally is None:
            return Share(count=float(np.nansum(hits)), n=int((~np.isnan(hits)).sum()))
        return category_share(tally, 1)


def _asked(n: int) -> Label:
    return Label(f"Regression over {n:,} customers", f"{n:,}位顾客的回归")
