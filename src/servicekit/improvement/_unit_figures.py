"""Figures of units, wave by wave, as what a baseline is estimated from: shares with n, or means with variance."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError, ScaleMismatchError, UnknownConceptError
from servicekit.foundation._results import Estimate
from servicekit.stats.intervals._estimates import Average, Share
from servicekit.stats.scores._category_score import CategoryScore

UnitFigure = tuple[int, int] | Share | CategoryScore | Average


@frozen(kw_only=True, eq=False)
class UnitFigures:
    """One figure per unit.

    Attributes:
        units: Their names.
        values: Share or mean of each; 0 where there is no answer.
        sizes: Answers of each, the effective number where there is a design.
        variances: Variance of each mean, answers taken to spread alike in all units; None for shares.
        freedom: Degrees of freedom behind these variances.
    """

    units: tuple[Any, ...]
    values: Floats = field(repr=False)
    sizes: Floats = field(repr=False)
    variances: Floats | None = field(default=None, repr=False)
    freedom: float = float("inf")

    @property
    def error_variances(self) -> Floats:
        """Sampling variance of each figure; infinite without answers."""
        if self.variances is not None:
            return self.variances
        # half an answer on either side: a unit in which all agree is not known without error
        p = (self.values * self.sizes + 0.5) / (self.sizes + 1)
        with np.errstate(divide="ignore"):
            return np.asarray(p * (1 - p) / self.sizes)

    def places(self, names: Sequence[object]) -> list[int]:
        """Return where units stand."""
        for name in names:
            if name not in self.units:
                raise UnknownConceptError("unit", name, [str(unit) for unit in self.units])
        return [self.units.index(name) for name in names]


def _scores(figure: UnitFigure) -> tuple[float, ...] | None:
    """Return what tells two scales apart: the scores of the answers; None where the figure does not say."""
    return figure.scores if isinstance(figure, CategoryScore) else None


def _is_share(figure: UnitFigure) -> bool:
    scores = _scores(figure)
    return isinstance(figure, Share | tuple) if scores is None else set(scores) <= {0.0, 1.0}


def _checked(name: object, figure: UnitFigure, wave: str) -> UnitFigure:
    where = f"{wave}, unit {name!r}"
    if isinstance(figure, Share | CategoryScore | Average):
        return figure
    if isinstance(figure, Estimate) or not isinstance(figure, Sequence) or isinstance(figure, str) or len(figure) != 2:
        rule = "a share, a mean, or the answers counted and the answers in all"
        raise InvalidValueError("figure of a unit", rule, type(figure).__name__, where)
    count, n = figure
    checks.validate(checks.whole, f"answers of {where}", n)
    checks.validate(checks.number_in(0, n), f"count of {where}", count)
    return int(count), int(n)


def read_units(before: Mapping[Any, UnitFigure], after: Mapping[Any, UnitFigure]) -> tuple[UnitFigures, UnitFigures]:
    """Return the figures of the units before and after, all of one kind and scale.

    Args:
        before, after: Unit -> figure, as a measure with ``by=`` returns them.

    Raises:
        InvalidValueError: What is no figure of a unit, or shares beside means.
        ScaleMismatchError: Answers on different scales.
    """
    waves: list[dict[Any, UnitFigure]] = []
    for wave, given in (("before", before), ("after", after)):
        checks.validate(checks.instance_of(Mapping, "a mapping from unit to its figure"), wave, given)
        waves.append({name: _checked(name, figure, wave) for name, figure in given.items()})
    every = [figure for wave in waves for figure in wave.values()]
    kinds = {_is_share(figure) for figure in every}
    if len(kinds) > 1:
        raise InvalidValueError("figures of units", "all shares or all means", "both")
    if not every:
        raise NotEnoughDataError("verifying an effect needs units with figures before and after")
    scales = {_scores(figure) for figure in every}
    if len(scales) > 1:
        raise ScaleMismatchError("figures of units before and after must be on one scale, with one measure")
    if kinds == {True}:
        return _shares(waves[0]), _shares(waves[1])
    return _means(waves[0]), _means(waves[1])


def _shares(wave: Mapping[Any, UnitFigure]) -> UnitFigures:
    pairs: list[tuple[float, float]] = []
    for figure in wave.values():
        if isinstance(figure, tuple):
            pairs.append((figure[0] / figure[1] if figure[1] else 0.0, figure[1]))
        else:
            pairs.append((figure.value or 0.0, figure.n_effective or figure.n))
    table = np.array(pairs, dtype=float).reshape(-1, 2)
    return UnitFigures(units=tuple(wave), values=table[:, 0], sizes=table[:, 1])


def _means(wave: Mapping[Any, UnitFigure]) -> UnitFigures:
    rows = []
    for figure in wave.values():
        if isinstance(figure, Average):
            rows.append((figure.value or 0.0, figure.n_effective, figure.sd**2 if figure.n > 1 else 0.0))
        elif isinstance(figure, CategoryScore):
            shares, scores = np.asarray(figure.tally.shares()), np.asarray(figure.scores)
            n, mean = figure.n_effective, figure.value or 0.0
            spread = float(shares @ scores**2) - mean**2 if figure.n else 0.0
            rows.append((mean, n, max(spread, 0.0) * n / (n - 1) if n > 1 else 0.0))
    values, sizes, spreads = np.array(rows, dtype=float).reshape(-1, 3).T
    freedom = np.maximum(sizes - 1, 0)
    within = float(freedom @ spreads / freedom.sum()) if freedom.sum() else 0.0
    if not within > 0:
        raise NotEnoughDataError(
            "verifying an effect on means needs a unit of 2 or more answers that are not all equal"
        )
    with np.errstate(divide="ignore"):
        variances = within / sizes
    return UnitFigures(units=tuple(wave), values=values, sizes=sizes, variances=variances, freedom=float(freedom.sum()))
