"""Control charts: is this month out of the ordinary, or only noise? Laney p', p and individuals charts."""

from collections.abc import Hashable, Sequence
from functools import cache
from itertools import pairwise
from math import exp, isfinite, lgamma, pi, sqrt
from typing import Any, Final, Literal

import attrs
import numpy as np
from attrs import field, frozen

from servicekit.data._chronology import chronological
from servicekit.foundation import _checks as checks
from servicekit.foundation._checks import number_in
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label

D2_OF_TWO: Final = 2 / sqrt(pi)
"""Mean range of two standard normal values."""
D3_OF_TWO: Final = sqrt(2 - 4 / pi)
"""Standard deviation of the range of two."""
REACH: Final = 9.0
NODES: Final = 240


@cache
def _range_moments(n: int) -> tuple[float, float]:
    """Return the mean and the mean square of the range of n standard normal values, by quadrature."""
    from scipy.special import ndtr

    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    x, w = nodes * REACH, weights * REACH
    below, above = ndtr(x), ndtr(-x)
    mean = float(w @ (1 - below**n - above**n))
    # Twice the integral over x < y of P(a value below x and a value above y), with y = x + s.
    s, v = (nodes + 1) * REACH, weights * REACH
    far = x[:, None] + s
    both = 1 - ndtr(far) ** n - above[:, None] ** n + (ndtr(far) - below[:, None]) ** n
    return mean, float(2 * w @ both @ v)


@frozen(kw_only=True)
class ChartConstants(Result):
    """Constants for subgroups of n normal values.

    Attributes:
        n: Size of a subgroup, 2 to 100.
    """

    title = Label("Control chart constants", "控制图常数")
    derived = ("d2", "d3", "c4", "upper_range", "lower_range", "mean_from_range")

    n: int = field(validator=number_in(2, 100))

    @property
    def d2(self) -> float:
        """Mean range in standard deviations."""
        return _range_moments(self.n)[0]

    @property
    def d3(self) -> float:
        """Standard deviation of the range in standard deviations."""
        mean, square = _range_moments(self.n)
        return sqrt(square - mean**2)

    @property
    def c4(self) -> float:
        """Mean of the sample standard deviation in standard deviations."""
        return sqrt(2 / (self.n - 1)) * exp(lgamma(self.n / 2) - lgamma((self.n - 1) / 2))

    @property
    def upper_range(self) -> float:
        """D4: upper limit of ranges over the mean range."""
        return 1 + 3 * self.d3 / self.d2

    @property
    def lower_range(self) -> float:
        """D3: lower limit of ranges over the mean range."""
        return max(0.0, 1 - 3 * self.d3 / self.d2)

    @property
    def mean_from_range(self) -> float:
        """A2: half the width between the limits of subgroup means over the mean range."""
        return 3 / (self.d2 * sqrt(self.n))


Chart = Literal["laney", "p", "individuals"]
Signal = Literal["above", "below", "run"]
RANGE_FACTOR: Final = 1 + 3 * D3_OF_TWO / D2_OF_TWO
FEWEST: Final = 2
NOTE: Final = Label(
    "The limits are estimated: with about 24 periods behind them, up to 1 new period in 100 falls outside by chance, "
    "not the 3 in 1000 of limits known beforehand.",
    "控制限为估计值：若依据约24个时期，则每100个新时期最多约有1个因偶然而超出，而非控制限已知时的千分之三。",
)


@frozen(kw_only=True)
class ControlPoint:
    """One period of a control chart.

    Attributes:
        period: Its name.
        value: Share or figure; None where the period has no answers and is omitted.
        n: Answers in it; None on a chart of individual figures.
        low: Lower limit; None where limits cannot be estimated.
        high: Upper limit.
        signals: "above" or "below" the limits; "run" where it ends a run on one side of the centre.
    """

    period: Hashable
    value: float | None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    signals: tuple[Signal, ...] = ()


@frozen(kw_only=True)
class ControlChart(Result):
    """Points in order of time with centre and limits of three standard deviations.

    Attributes:
        chart: "laney" (p', limits widened by the spread between periods), "p" or "individuals".
        points: All periods, omitted ones included.
        centre: Centre line; None if not estimable.
        sigma: Spread between neighbouring periods: in units of chance for p', of the figure for individuals; 1 for p.
        baseline: Number of periods the limits were estimated from.
        run_length: Points on one side of the centre that make a run; None: not looked for.
        reason: Why there are no limits.

    Example:
        >>> import servicekit as sk
        >>> sk.stats.individuals_chart([5, 6, 5, 7, 6, 5, 6, 9]).centre
        6.125
    """

    title = Label("Control chart", "控制图")
    derived = ("signalling", "omitted", "range_limit", "note")
    _lines = ("points",)

    chart: Chart
    points: tuple[ControlPoint, ...]
    centre: float | None
    sigma: float | None
    baseline: int
    run_length: int | None = None
    reason: Reason | None = None

    def _rows(self) -> list[dict[str, Any]]:
        return [row | {"centre": self.centre} for row in super()._rows()]

    @property
    def signalling(self) -> tuple[Hashable, ...]:
        """Periods that are out of the ordinary."""
        return tuple(point.period for point in self.points if point.signals)

    @property
    def omitted(self) -> tuple[Hashable, ...]:
        """Periods without answers."""
        return tuple(point.period for point in self.points if point.value is None)

    @property
    def range_limit(self) -> float | None:
        """On a chart of individuals, the greatest step from one period to the next that is still ordinary."""
        return None if self.chart != "individuals" or self.sigma is None else RANGE_FACTOR * D2_OF_TWO * self.sigma

    @property
    def note(self) -> Label:
        """How often a point lies outside by chance."""
        return NOTE


def _order(periods: Sequence[object] | None, length: int, sort: bool) -> tuple[list[Any], list[int]]:
    """Return the periods in order and the place of each in the data; refuse repeats and disorder."""
    names = list(range(1, length + 1)) if periods is None else list(periods)
    if len(names) != length:
        raise InvalidValueError("periods", f"one for each of the {length} points", len(names))
    if len({isinstance(name, str) for name in names}) > 1:
        raise InvalidValueError("periods", "of one kind, which can be put in order", names)
    if len(set(names)) < length:
        later = next(row for row, name in enumerate(names) if name in names[:row])
        raise InvalidValueError("periods", "each later than the one before", names[later], f"row {later}")
    known = chronological(names)
    if known is None and sort:
        raise InvalidValueError("periods", "named so that their order is known", names, hint="give them in order")
    places = list(range(length)) if known is None else [names.index(name) for name in known]
    if not sort and places != list(range(length)):
        later = next(row for row in range(1, length) if places.index(row) < places.index(row - 1))
        hint = "sort=True puts them in order"
        raise InvalidValueError("periods", "each later than the one before", names[later], f"row {later}", hint)
    return [names[place] for place in places], places


def _moving_range(values: Sequence[float | None]) -> float | None:
    """Return the mean step between neighbours; a gap is not bridged."""
    steps = [abs(later - earlier) for earlier, later in pairwise(values) if earlier is not None and later is not None]
    return sum(steps) / len(steps) if steps else None


def _start(baseline: int | None, length: int) -> int:
    if baseline is None:
        return length
    checks.validate(checks.number_in(FEWEST, length), "baseline", baseline)
    return baseline


def share_chart(
    counts: Sequence[int],
    sizes: Sequence[int],
    *,
    periods: Sequence[Hashable] | None = None,
    method: Literal["laney", "p"] = "laney",
    baseline: int | None = None,
    run_length: int | None = None,
    sort: bool = False,
) -> ControlChart:
    """Return the control chart of a share per period (satisfied customers, complaints closed in time).

    Args:
        counts: Answers of the kind counted, per period.
        sizes: Answers in all, per period; a period of 0 is omitted and marked.
        periods: Their names; 1, 2, 3 ... if None. Names that tell no time are taken in the order given.
        method: "laney" (p') allows for more spread between periods than chance gives, which large samples always
            show; "p" does not, and then cries wolf.
        baseline: Estimate limits from the first so many periods only.
        run_length: Also signal so many points in a row on one side of the centre.
        sort: Put the periods in order instead of refusing disorder.

    Formula:
        p ± 3 sigma sqrt(p (1 - p) / n), with sigma = mean |step of z| / (2 / sqrt(pi)) for p' and 1 for p.

    Source:
        Laney (2002), in the form with moving ranges.

    Example:
        >>> import servicekit as sk
        >>> sk.stats.share_chart([5, 6, 4, 7, 5], [50, 52, 48, 51, 50]).centre
        0.10756972111553785
    """
    if method not in ("laney", "p"):
        raise InvalidValueError("method", "'laney' or 'p'", method)
    if len(counts) != len(sizes):
        raise InvalidValueError("counts and sizes", "of equal length", [len(counts), len(sizes)])
    for row, (count, size) in enumerate(zip(counts, sizes, strict=True)):
        checks.validate(checks.whole, "sizes", size)
        if isinstance(count, bool) or not 0 <= count <= size or count != int(count):
            raise InvalidValueError("counts", f"a whole number from 0 to {size}", count, f"row {row}")
    names, places = _order(periods, len(counts), sort)
    pairs = [(int(counts[place]), int(sizes[place])) for place in places]
    used = _start(baseline, len(pairs))
    total, hits = sum(size for _, size in pairs[:used]), sum(count for count, _ in pairs[:used])
    shares = [count / size if size else None for count, size in pairs]
    reason = (
        why(NotEstimable.NO_DATA) if total == 0 else why(NotEstimable.ALL_AT_AN_END) if hits in (0, total) else None
    )
    centre = hits / total if total else None
    sigma: float | None = 1.0
    if reason is None and method == "laney" and centre is not None:
        unit = sqrt(centre * (1 - centre))
        z = [None if p is None else (p - centre) * sqrt(n) / unit for p, (_, n) in zip(shares, pairs, strict=True)]
        step = _moving_range(z[:used])
        sigma = None if step is None else step / D2_OF_TWO
        reason = (
            why(NotEstimable.NO_NEIGHBOURS)
            if sigma is None
            else why(NotEstimable.ZERO_VARIANCE)
            if sigma == 0
            else None
        )
    points = []
    for name, p, (_, n) in zip(names, shares, pairs, strict=True):
        known = reason is None and p is not None and centre is not None and sigma is not None
        reach = 3 * sigma * sqrt(centre * (1 - centre) / n) if known else None  # type: ignore[operator]
        low = None if reach is None or centre is None else max(0.0, centre - reach)
        high = None if reach is None or centre is None else min(1.0, centre + reach)
        points.append(ControlPoint(period=name, value=p, n=n, low=low, high=high))
    return _signalled(method, points, centre, sigma if reason is None else None, used, run_length, reason)


def individuals_chart(
    values: Sequence[float | None],
    *,
    periods: Sequence[Hashable] | None = None,
    baseline: int | None = None,
    run_length: int | None = None,
    sort: bool = False,
) -> ControlChart:
    """Return the chart of one figure per period (XmR): an average score, a waiting time, a cost.

    Args:
        values: One finite figure per period; None where there is none, which is omitted and marked.
        periods: Their names; 1, 2, 3 ... if None. Names that tell no time are taken in the order given.
        baseline: Estimate limits from the first so many periods only.
        run_length: Also signal so many points in a row on one side of the centre.
        sort: Put the periods in order instead of refusing disorder.

    Formula:
        mean ± 3 mean |step| / (2 / sqrt(pi)).

    Example:
        >>> import servicekit as sk
        >>> sk.stats.individuals_chart([5, 6, 5, 7, 6, 5, 6, 9]).centre
        6.125
    """
    for row, value in enumerate(values):
        if value is not None and (isinstance(value, bool) or not isfinite(value)):
            raise InvalidValueError("values", "finite numbers or None", value, f"row {row}")
    names, places = _order(periods, len(values), sort)
    figures = [values[place] for place in places]
    used = _start(baseline, len(figures))
    present = [value for value in figures[:used] if value is not None]
    step = _moving_range(figures[:used])
    centre = sum(present) / len(present) if present else None
    reason = why(NotEstimable.NO_DATA) if centre is None else why(NotEstimable.NO_NEIGHBOURS) if step is None else None
    reason = reason or (why(NotEstimable.ZERO_VARIANCE) if step == 0 else None)
    sigma = step / D2_OF_TWO if step and reason is None else None
    points = [
        ControlPoint(
            period=name,
            value=None if value is None else float(value),
            low=centre - 3 * sigma if sigma and centre is not None and value is not None else None,
            high=centre + 3 * sigma if sigma and centre is not None and value is not None else None,
        )
        for name, value in zip(names, figures, strict=True)
    ]
    return _signalled("individuals", points, centre, sigma, used, run_length, reason)


def _signalled(
    chart: Chart,
    points: list[ControlPoint],
    centre: float | None,
    sigma: float | None,
    used: int,
    run_length: int | None,
    reason: Reason | None,
) -> ControlChart:
    if run_length is not None:
        checks.validate(checks.number_in(FEWEST, 1000), "run_length", run_length)
    marked, run, side = [], 0, 0
    for point in points:
        if point.value is not None and centre is not None:
            now = (point.value > centre) - (point.value < centre)
            run, side = (run + 1 if now == side and now else abs(now)), now
        marked.append(attrs.evolve(point, signals=_signals(point, run >= run_length if run_length else False)))
    return ControlChart(
        chart=chart,
        points=tuple(marked),
        centre=centre,
        sigma=sigma,
        baseline=used,
        run_length=run_length,
        reason=reason,
    )


def _signals(point: ControlPoint, ends_run: bool) -> tuple[Signal, ...]:
    if point.value is None or point.low is None or point.high is None:
        return ()
    outside: tuple[Signal, ...] = ("below",) if point.value < point.low else ("above",)
    return (*(outside if not point.low <= point.value <= point.high else ()), *(("run",) if ends_run else ()))
