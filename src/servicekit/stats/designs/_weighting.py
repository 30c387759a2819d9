"""Weights of respondents fitted to a known population, and the design that they make."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._accepted import Values
from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, NotConvergedError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._kish import checked_weights, kish_n

TOLERANCE: Final = 1e-10
MOST_ROUNDS: Final = 1000
MARGIN_TOLERANCE: Final = 1e-9
WEIGHT: Final = "weight"


@frozen(kw_only=True)
class FittedWeights(Result):
    """Weights whose sums agree with known figures of the population, and what they cost.

    Attributes:
        weights: One per row, in the order of the rows.
        before_n: Effective sample size of the starting weights.
        after_n: Effective sample size of the fitted weights.
        rounds: Rounds over the margins; 0 where the solution is direct.
        residual: Greatest relative distance of a margin from its target.
        margins: Columns whose totals the weights reproduce.
        name: Column in which the weights are to stand.
    """

    title = Label("Fitted weights", "拟合权重")
    derived = ("n", "before_n", "after_n", "design_effect", "rounds", "residual")

    weights: Floats = field(repr=False, eq=False, metadata={"evidence": False})
    before_n: float
    after_n: float
    rounds: int
    residual: float
    margins: tuple[str, ...] = ()
    name: str = WEIGHT

    @property
    def design(self) -> Design:
        """The design of the weighted rows: what the margins explain counts no longer as chance."""
        return Design(weights=self.name, margins=self.margins)

    @property
    def n(self) -> int:
        """Number of rows of weight above 0."""
        return int((self.weights > 0).sum())

    @property
    def design_effect(self) -> float:
        """How many times more answers are needed than without weights, by Kish: n / effective n."""
        return self.n / self.after_n


def _codes(name: str, column: Values, targets: Mapping[Any, float]) -> NDArray[np.intp]:
    """Return the position of each row's category among the targets."""
    places = {category: place for place, category in enumerate(targets)}
    entries: list[Any] = list(column)
    unknown = [(row, entry) for row, entry in enumerate(entries) if entry not in places]
    if unknown:
        row, entry = unknown[0]
        hint = f"{len(unknown)} rows of categories without a target; known: {', '.join(map(str, targets))}"
        raise InvalidValueError(f"margin {name!r}", "a target for every category", entry, f"row {row}", hint)
    return np.fromiter((places[entry] for entry in entries), dtype=np.intp, count=len(entries))


def _targets(name: str, targets: Mapping[Any, float]) -> Floats:
    values = np.array(list(targets.values()), dtype=float)
    if not values.size or not np.isfinite(values).all() or (values < 0).any() or values.sum() <= 0:
        raise InvalidValueError(f"targets of margin {name!r}", "finite, at least 0 and not all 0", values.tolist())
    return values


def _start(weights: ArrayLike | None, n: int) -> Floats:
    values = checked_weights(np.ones(n) if weights is None else weights)
    if values.size != n:
        raise InvalidValueError("weights", f"one for each of the {n} rows", values.size)
    return values


def _refuse_empty(name: str, targets: Mapping[Any, float], sums: NDArray[Any]) -> None:
    empty = [category for (category, target), s in zip(targets.items(), sums, strict=True) if s == 0 and target > 0]
    if empty:
        hint = "merge it with a neighbour"
        raise InvalidValueError(f"margin {name!r}", "of categories that occur in the sample", empty, hint=hint)


def rake(
    columns: Mapping[str, Values],
    margins: Mapping[str, Mapping[Any, float]],
    *,
    weights: ArrayLike | None = None,
    tolerance: float = TOLERANCE,
    most_rounds: int = MOST_ROUNDS,
    name: str = WEIGHT,
) -> FittedWeights:
    """Return weights that agree with the margins of the population, changed as little as possible (IPF).

    Args:
        columns: Category of each row, by margin.
        margins: Known population figure of each category, by margin; all margins of the same total.
        weights: Starting weights; 1 for every row if None.
        tolerance: Greatest relative distance left between a margin and its target.
        most_rounds: Rounds after which the attempt is given up.
        name: Column in which the weights are to stand, for ``design``.

    Returns:
        ``weights`` and the ``design`` that names them and the margins; measures that take it know that the margins no
        longer vary by chance, and their intervals are as narrow as that allows.

    Raises:
        InvalidValueError: A category has no target or no row, or margins have different totals.
        NotConvergedError: The margins were not reached; the message carries the distances left.

    Source:
        Deming and Stephan (1940).

    Example:
        >>> import servicekit as sk
        >>> sk.stats.rake({"sex": ["m", "f", "f"]}, margins={"sex": {"m": 0.5, "f": 0.5}}).weights.tolist()
        [0.5, 0.25, 0.25]
    """
    names = list(margins)
    checks.validate(checks.non_blank_text, "name", name)
    absent = [name for name in names if name not in columns]
    if absent or not names:
        raise InvalidValueError("margins", "at least one, each a column of the data", absent)
    targets = [_targets(name, margins[name]) for name in names]
    totals = np.array([target.sum() for target in targets])
    if np.ptp(totals) > MARGIN_TOLERANCE * totals.max():
        shown = dict(zip(names, totals.tolist(), strict=True))
        raise InvalidValueError("margins", "of the same total", str(shown), hint="turn them into shares")
    codes = [_codes(name, columns[name], margins[name]) for name in names]
    n = len(codes[0])
    if any(code.size != n for code in codes):
        raise InvalidValueError("columns", "of equal length", [code.size for code in codes])
    start = _start(weights, n)
    fitted = start.copy()
    for margin, code, target in zip(names, codes, targets, strict=True):
        _refuse_empty(margin, margins[margin], np.bincount(code, weights=fitted, minlength=target.size))
    left = np.full(len(names), np.inf)
    for done in range(1, most_rounds + 1):
        for code, target in zip(codes, targets, strict=True):
            fitted = fitted * _factors(code, target, fitted)[code]
        for place, (code, target) in enumerate(zip(codes, targets, strict=True)):
            left[place] = _distance(code, target, fitted)
        if left.max() <= tolerance:
            return _fitted(start, fitted, done, float(left.max()), tuple(names), name)
    found = ", ".join(f"{margin} {distance:.2g}" for margin, distance in zip(names, left, strict=True))
    raise NotConvergedError(f"raking did not reach the margins in {most_rounds} rounds; relative distances: {found}")


def _factors(code: NDArray[np.intp], target: Floats, fitted: Floats) -> Floats:
    sums = np.bincount(code, weights=fitted, minlength=target.size)
    return np.divide(target, sums, out=np.zeros_like(target), where=sums > 0)


def _distance(code: NDArray[np.intp], target: Floats, fitted: Floats) -> float:
    sums = np.bincount(code, weights=fitted, minlength=target.size)
    return float(np.max(np.abs(sums - target) / np.where(target > 0, target, target.sum())))


def _fitted(
    start: Floats, fitted: Floats, rounds: int, residual: float, margins: tuple[str, ...], name: str
) -> FittedWeights:
    fitted.setflags(write=False)
    return FittedWeights(
        weights=fitted,
        before_n=kish_n(start),
        after_n=kish_n(fitted),
        rounds=rounds,
        residual=residual,
        margins=margins,
        name=name,
    )


def post_stratify(
    column: Values,
    totals: Mapping[Any, float],
    *,
    weights: ArrayLike | None = None,
    margin: str = "cell",
    name: str = WEIGHT,
) -> FittedWeights:
    """Return weights whose sum in each cell is the cell's figure in the population.

    Args:
        column: Cell of each row.
        totals: Figure of each cell.
        weights: Starting weights; 1 for every row if None.
        margin: Column of the cells in the data, for ``design``.
        name: Column in which the weights are to stand, for ``design``.

    Returns:
        ``weights`` and the ``design`` that names them and the column of cells.

    Example:
        >>> import servicekit as sk
        >>> fitted = sk.stats.post_stratify(["m", "f", "f"], totals={"m": 50, "f": 50}, margin="sex")
        >>> fitted.weights.tolist()
        [50.0, 25.0, 25.0]
        >>> fitted.design.margins
        ('sex',)
    """
    checks.validate(checks.non_blank_text, "margin", margin)
    checks.validate(checks.non_blank_text, "name", name)
    targets, code = _targets("cells", totals), _codes("cells", column, totals)
    start = _start(weights, code.size)
    _refuse_empty("cells", totals, np.bincount(code, weights=start, minlength=targets.size))
    fitted = start * _factors(code, targets, start)[code]
    return _fitted(start, fitted, 0, _distance(code, targets, fitted), (margin,), name)
