"""Tests of coefficients of any number of rows: sums first, then the spread of each row once the sums are known."""

from functools import partial
from typing import Final

import attrs
import numpy as np
from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._engines import map_reduce
from servicekit.data._requests import Batch
from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.claims._claim_tests import ClaimTest
from servicekit.stats.comparison._answer_sums import AnswerSums, Asked
from servicekit.stats.drivers._coefficient_tests import ALONE, Coefficients, Fit, assembled

AT_ONCE: Final = 8192
"""Rows whose arrays stay near the processor."""
DETERMINED: Final = 1e-10
"""Share of an attribute's spread that the others leave, below which they determine it."""


@frozen(kw_only=True)
class _Known:
    """What the first pass gave: centres, coefficients and the inverse of products, as numbers that compare."""

    centre: tuple[float, ...]
    beta: tuple[float, ...]
    inverse: tuple[tuple[float, ...], ...]


@frozen(kw_only=True, eq=False)
class _Spread:
    """Sums over rows behind the variance of each coefficient and its degrees of freedom."""

    meat: Floats
    alone: Floats
    squares: Floats
    parts: Floats
    fourth: Floats
    held: Floats

    def __add__(self, other: "_Spread") -> "_Spread":
        names = [part.name for part in attrs.fields(_Spread)]
        return _Spread(**{name: getattr(self, name) + getattr(other, name) for name in names})


def coefficients_of_sums(data: Data, asked: Asked, sums: AnswerSums) -> Coefficients:
    """Test what goes with an outcome beyond everything else asked, as :func:`coefficient_tests` does of rows.

    Without clusters the data are read once more, for HC3. Its degrees of freedom are at most those of
    ``coefficient_tests``: what leverages have in common is bounded, which many rows do not notice.

    Args:
        data: A frame of any kind or a mapping of columns.
        asked: Columns, the outcome last.
        sums: Their sums.

    Raises:
        InvalidValueError: No more rows than attributes, or attributes that determine each other.
    """
    n, p = sums.n, len(sums.names) - 1
    if n <= p + 1:
        raise InvalidValueError("rows", f"more than {p + 1}, one for each attribute and one more", n)
    centre = sums.plain[0, 1 : p + 1] / n
    turn = np.eye(p + 1, p + 2)
    turn[1:, 0] = -centre
    cross, right = turn @ sums.once @ turn.T, turn @ sums.once[:, -1]
    size = np.sqrt(np.diag(cross))
    try:
        pivots = np.diag(np.linalg.cholesky(cross / np.outer(size, size))) if size.all() else np.zeros(1)
    except np.linalg.LinAlgError:
        pivots = np.zeros(1)
    if (pivots**2).min() < DETERMINED:
        raise InvalidValueError("attributes", "not determined by each other", f"{p} attributes")
    inverse: Floats = np.linalg.inv(cross).astype(np.float64)
    beta = inverse @ right
    away = np.concatenate([[-beta[0] + beta[1:] @ centre], -beta[1:], [1.0]])
    mean = sums.means[-1]
    total = float(sums.once[-1, -1] - sums.once[0, 0] * mean**2)
    fit = Fit(beta=beta, inverse=inverse, n=n, total=total, left=float(away @ sums.once @ away))
    spread, own = sums.deviations[:-1], float(sums.deviations[-1])
    if sums.units is not None:
        moved = _left_out(sums, turn, cross, right, beta)
        count = len(moved)
        covariance = (count - 1) / count * moved.T @ moved
        test = ClaimTest.JACKKNIFE_COEFFICIENT
        return assembled(fit, covariance, [float(count - 1)] * (p + 1), test, count, spread, own)
    known = _Known(
        centre=tuple(centre.tolist()), beta=tuple(beta.tolist()), inverse=tuple(map(tuple, inverse.tolist()))
    )
    found = map_reduce(data, asked.names, partial(_spread, asked, known), _merged, encode=asked.coded)
    freedom = [_freedom(found, k, n - p - 1) for k in range(p + 1)]
    covariance = inverse @ found.meat @ inverse
    return assembled(fit, covariance, freedom, ClaimTest.ROBUST_COEFFICIENT, n, spread, own)


def _left_out(sums: AnswerSums, turn: Floats, cross: Floats, right: Floats, beta: Floats) -> Floats:
    """Return by how much the coefficients move when each cluster is left out, less the mean of that."""
    away = []
    for unit in (sums.units or {}).values():
        own, heavy = turn @ unit @ turn.T, turn @ unit[:, -1]
        away.append(np.linalg.lstsq(cross - own, right - heavy, rcond=None)[0] - beta)
    moved = np.array(away)
    return np.asarray(moved - moved.mean(axis=0))


def _merged(first: _Spread, second: _Spread) -> _Spread:
    return first + second


def _spread(asked: Asked, known: _Known, batch: Batch, first_row: int) -> _Spread:
    rows = asked.complete(batch, first_row)
    found = _spread_of(rows.table[:, :AT_ONCE], None if rows.weights is None else rows.weights[:AT_ONCE], known)
    for start in range(AT_ONCE, rows.table.shape[1], AT_ONCE):
        part = slice(start, start + AT_ONCE)
        found = found + _spread_of(rows.table[:, part], None if rows.weights is None else rows.weights[part], known)
    return found


def _spread_of(table: Floats, weights: Floats | None, known: _Known) -> _Spread:
    inverse, beta = np.array(known.inverse), np.array(known.beta)
    design = table[:-1].copy()
    design[1:] -= np.array(known.centre)[:, None]
    residual = table[-1] - beta @ design
    pulls = inverse @ design
    leverage = (pulls * design).sum(axis=0)
    if weights is not None:
        leverage *= weights
        residual *= weights
        pulls *= np.sqrt(weights)
    np.minimum(leverage, 1 - 1e-12, out=leverage)
    left = 1 - leverage
    scaled = design * (residual / left)
    pulls *= pulls
    squares = pulls.sum(axis=1)
    lonely = leverage > ALONE
    alone = pulls[:, lonely].sum(axis=1) if lonely.any() else np.zeros(len(beta))
    pulls /= left**2
    return _Spread(
        meat=scaled @ scaled.T,
        alone=alone,
        squares=squares,
        parts=pulls @ left,
        fourth=(pulls * pulls) @ (1 - 2 * leverage),
        held=pulls @ leverage,
    )


def _freedom(found: _Spread, k: int, most: int) -> float:
    """Return the degrees of freedom of the variance of a coefficient, as if all rows had equal spread."""
    if found.alone[k] > 1e-9 * found.squares[k]:
        return 0.0
    spread = float(found.fourth[k] + found.held[k] ** 2)
    return min(float(found.parts[k]) ** 2 / spread, float(most)) if spread > 0 else 0.0
