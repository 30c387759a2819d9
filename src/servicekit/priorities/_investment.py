"""An investment plan from Kano categories: where money raises satisfaction most, and where it should stop."""

from collections.abc import Mapping
from functools import reduce
from math import e, gcd
from typing import Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.priorities._kano import Kano, curve_inputs
from servicekit.priorities._kano_attribute import VALID
from servicekit.priorities._kano_categories import KanoCategory

MOST_UNITS_OF_MONEY: Final = 2000
MOST_LEVELS: Final = 200
CURVE: Final = Label("under the S-CR curve", "按S-CR曲线计算")
CURVED: Final = (KanoCategory.MUST_BE, KanoCategory.ONE_DIMENSIONAL, KanoCategory.ATTRACTIVE)


@frozen(kw_only=True)
class InvestmentPlan(Result):
    """How far each attribute is to be raised with a budget.

    Attributes:
        fulfilment: How far each attribute is fulfilled now, 0 to 1.
        plan: How far it is to be fulfilled.
        spent: Money for each attribute.
        gain: Satisfaction gained by the whole plan, in units of better and worse (0.1 = one in ten customers).
        budget: Money there is.
        levels: Steps each attribute can be raised in.
        money, satisfaction: Best gain for rising sums of money, up to where nothing is left to buy.
        stability: Share of resamples of respondents that fund each attribute; a description, not evidence.
        curve: The convention that turns fulfilment into satisfaction.
        worth: Money that a unit of satisfaction is worth; None where not stated.
    """

    title = Label("Investment plan", "投入方案")
    derived = ("marginal_gain", "stop_at", "total_spent")
    _lines = ("fulfilment", "plan", "spent", "stability")

    fulfilment: Mapping[str, float]
    plan: Mapping[str, float]
    spent: Mapping[str, float]
    gain: float
    budget: float
    levels: int
    money: tuple[float, ...] = field(repr=False)
    satisfaction: tuple[float, ...] = field(repr=False)
    stability: Mapping[str, float]
    curve: Label = CURVE
    worth: float | None = None

    @property
    def total_spent(self) -> float:
        """Money spent; at most the budget."""
        return sum(self.spent.values())

    @property
    def marginal_gain(self) -> float:
        """Satisfaction gained by the next unit of money at this budget; 0 where nothing is left to buy."""
        at, slopes = self._slopes
        place = int(np.searchsorted(at, self.budget, side="right")) - 1
        return float(slopes[place]) if 0 <= place < len(slopes) else 0.0

    @property
    def stop_at(self) -> float | None:
        """Budget from which the next unit of money buys less than it costs; None where no worth is stated."""
        if self.worth is None:
            return None
        at, slopes = self._slopes
        paying = np.flatnonzero(slopes * self.worth >= 1)
        return float(at[paying[-1] + 1]) if paying.size else 0.0

    @property
    def _slopes(self) -> tuple[Floats, Floats]:
        """Corners of the smallest concave curve above the best gains, and its slopes between them."""
        corners: list[tuple[float, float]] = []
        for x, y in zip(self.money, self.satisfaction, strict=True):
            while len(corners) > 1:
                (x1, y1), (x2, y2) = corners[-2:]
                if (y2 - y1) * (x - x1) > (y - y1) * (x2 - x1):
                    break
                corners.pop()
            corners.append((x, y))
        at, values = np.array(corners).T
        return at, np.diff(values) / np.diff(at) if len(at) > 1 else np.zeros(0)


def investment_plan(
    kano: Kano,
    *,
    fulfilment: Mapping[str, float],
    cost: Mapping[str, float],
    budget: float,
    levels: int = 5,
    worth: float | None = None,
) -> InvestmentPlan:
    """Spend a budget where it raises satisfaction most, and say where spending should stop.

    Fulfilment turns into satisfaction by the S-CR curve, a convention: from worse at 0 to better at 1, straight for
    one-dimensional attributes, ever steeper for attractive ones, ever flatter for must-be ones; indifferent and reverse
    attributes gain nothing. Because attractive attributes pay off late, buying the best step first is not the best
    plan; all combinations of steps are weighed (dynamic programming).

    Args:
        kano: Result of ``kano``.
        fulfilment: Attribute -> how far it is fulfilled now, 0 to 1.
        cost: Attribute -> money to raise it from 0 to 1; half the way costs half.
        budget: Money there is.
        levels: Steps in which the rest of each attribute can be bought, 1 to 200.
        worth: Money that a unit of satisfaction (all customers from neutral to satisfied) is worth.

    Returns:
        The plan, what the next unit of money would gain, where spending should stop, and how often resamples of the
        respondents fund each attribute.

    Raises:
        InvalidValueError: Costs or fulfilments of an attribute lack or are out of range, or more than 200 levels.
        UnknownConceptError: An attribute is none of the analysis.

    Formula:
        one-dimensional: worse + (better - worse) x; attractive: worse + (better - worse)(e^x - 1)/(e - 1);
        must-be: worse + (better - worse) e (1 - e^-x)/(e - 1).

    Source:
        Wang and Ji (2010), Understanding customer needs through quantitative analysis of Kano's model. International
        Journal of Quality and Reliability Management 27(2).

    Example:
        >>> import servicekit as sk
        >>> answers = {"f": [1, 1, 2, 3, 1, 1], "d": [5, 5, 5, 3, 4, 5], "g": [1, 1, 1, 1, 3, 3], "h": [3] * 6}
        >>> found = sk.priorities.kano(answers, {"fast": ("f", "d"), "gift": ("g", "h")})
        >>> plan = sk.priorities.investment_plan(
        ...     found, fulfilment={"fast": 0.2, "gift": 0}, cost={"fast": 10, "gift": 20}, budget=8
        ... )
        >>> plan.plan["fast"]
        1.0
    """
    keys = list(kano.attributes)
    checks.validate(checks.positive, "budget", budget)
    checks.validate(checks.whole_positive, "levels", levels)
    checks.validate(checks.number_in(1, MOST_LEVELS), "levels", levels)
    if worth is not None:
        checks.validate(checks.positive, "worth", worth)
    for role, given, rule in (("fulfilment", fulfilment, checks.share), ("cost", cost, checks.positive)):
        if unknown := [key for key in given if key not in kano.attributes]:
            raise UnknownConceptError(f"attribute of {role}", unknown[0], keys)
        if lacking := [key for key in keys if key not in given]:
            raise InvalidValueError(role, "given for every attribute", ..., f"attributes {lacking}")
        for key in keys:
            checks.validate(rule, f"{role} of {key!r}", given[key])
    start = np.array([float(fulfilment[key]) for key in keys])
    ways = start[:, None] + (1 - start)[:, None] * np.arange(levels + 1) / levels
    price = np.array([float(cost[key]) for key in keys])
    prices = price[:, None] * (ways - start[:, None])
    counts = np.array([[kano.attributes[key].shares[c.key].count for c in KanoCategory] for key in keys])
    unit = _unit(price / levels * (1 - start), budget)
    gains = _gains(counts[None], ways)
    total = max(budget, float(prices[:, -1].sum()))
    whole = unit if total / unit <= 20 * MOST_UNITS_OF_MONEY else total / (20 * MOST_UNITS_OF_MONEY)
    best, _ = _best(gains, prices, total, whole)
    _, chosen = _best(gains, prices, budget, unit)
    funded = np.zeros(len(keys))
    if len(kano.draws):
        coarse = max(unit, budget / (MOST_UNITS_OF_MONEY // 4))
        _, drawn = _best(_gains(kano.draws, ways), prices, budget, coarse)
        funded = (drawn > 0).mean(axis=0)
    places = np.arange(len(keys))
    money = np.arange(best.shape[1]) * whole
    steps = np.flatnonzero(np.diff(best[0], prepend=-1.0) > 0)
    return InvestmentPlan(
        fulfilment={key: float(fulfilment[key]) for key in keys},
        plan=dict(zip(keys, ways[places, chosen[0]].tolist(), strict=True)),
        spent=dict(zip(keys, prices[places, chosen[0]].tolist(), strict=True)),
        gain=float(gains[0, places, chosen[0]].sum()),
        budget=float(budget),
        levels=levels,
        money=tuple(money[steps].tolist()),
        satisfaction=tuple(best[0, steps].tolist()),
        stability=dict(zip(keys, funded.tolist(), strict=True)),
        worth=worth,
    )


def satisfaction_curve(category: KanoCategory, better: float, worse: float, fulfilment: float) -> float:
    """Return the satisfaction of an attribute that is fulfilled so far; 0 where it has no curve."""
    x = np.array([fulfilment])
    if category not in CURVED:
        return 0.0
    return float(worse + (better - worse) * _bends(x)[CURVED.index(category)][0])


def _bends(x: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the share of the way from worse to better for must-be, one-dimensional and attractive attributes."""
    return e / (e - 1) * (1 - np.exp(-x)), x, (np.exp(x) - 1) / (e - 1)


def _gains(draws: Floats, ways: Floats) -> Floats:
    """Return what each level gains over none, (resamples, attributes, levels)."""
    better, worse, category = curve_inputs(draws)
    found = np.zeros((*better.shape, ways.shape[1]))
    for kind, bend in zip(CURVED, _bends(ways), strict=True):
        rise = (bend - bend[:, :1])[None] * (better - worse)[..., None]
        found = np.where((category == VALID.index(kind))[..., None], rise, found)
    return found


def _unit(steps: Floats, budget: float) -> float:
    """Return a unit of money in which steps and budget are whole, or a small part of the budget where there is none."""
    numbers = [*steps.tolist(), budget]
    if all(float(number).is_integer() for number in numbers):
        common = float(reduce(gcd, (int(number) for number in numbers)))
        if budget / common <= MOST_UNITS_OF_MONEY:
            return common
    return budget / MOST_UNITS_OF_MONEY


def _best(gains: Floats, prices: Floats, budget: float, unit: float) -> tuple[Floats, NDArray[np.intp]]:
    """Return the best gain for each sum of money, (resamples, sums), and the levels of the best plan for all of it."""
    many, k, levels = gains.shape
    size = int(budget / unit + 1e-9) + 1
    need = np.ceil(prices / unit - 1e-9).astype(np.intp)  # rounded up: a plan never costs more than there is
    best = np.zeros((many, size))
    taken = np.zeros((k, many, size), dtype=np.uint8)  # holds MOST_LEVELS
    for place in range(k):
        new = best.copy()
        for level in range(1, levels):
            cost = int(need[place, level])
            if cost >= size:
                break
            offered = best[:, : size - cost] + gains[:, place, level, None]
            better = offered > new[:, cost:] + 1e-12
            new[:, cost:] = np.where(better, offered, new[:, cost:])
            taken[place, :, cost:][better] = level
        best = new
    at, chosen = np.full(many, size - 1), np.zeros((many, k), dtype=np.intp)
    for place in range(k - 1, -1, -1):
        chosen[:, place] = taken[place, np.arange(many), at]
        at = at - need[place, chosen[:, place]]
    return best, chosen
