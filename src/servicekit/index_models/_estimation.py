"""PLS path modelling on moment matrices of items, for one matrix or thousands at a time.

Arrays keep the resamples on their last axis, so that each step of the iteration is plain arithmetic on long vectors;
linear systems of a handful of unknowns are eliminated by hand for all resamples at once.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.index_models._model import IndexModel

Scheme = Literal["path", "centroid", "factorial"]
Mode = Literal["A", "B"]
TOLERANCE: Final = 1e-7
LIMIT: Final = 300
SMALLEST_PIVOT: Final = 1e-12


@frozen(kw_only=True, eq=False)
class ModelDesign:
    """A model joined to the items of a survey, as the positions that the arithmetic needs.

    Attributes:
        blocks: Positions of the items of each construct; blocks follow each other.
        causes: Positions of the causes of each construct.
        effects: Positions of the effects of each construct.
        scheme: How neighbours weigh in the inner approximation.
        mode_b: For each construct whether its weights are regression weights.
    """

    blocks: tuple[slice, ...]
    causes: tuple[tuple[int, ...], ...]
    effects: tuple[tuple[int, ...], ...]
    scheme: Scheme = "path"
    mode_b: tuple[bool, ...]

    @property
    def starts(self) -> list[int]:
        """Position of the first item of each construct."""
        return [block.start for block in self.blocks]


def design_of(
    model: IndexModel, sizes: Sequence[int], *, scheme: str = "path", modes: Mapping[str, str] | None = None
) -> ModelDesign:
    """Join a model to blocks of items.

    Args:
        model: Constructs and paths.
        sizes: Number of items of each construct.
        scheme: "path", "centroid" or "factorial".
        modes: "A" (correlation weights, the default) or "B" (regression weights) for each construct.

    Raises:
        InvalidValueError: Unknown scheme or mode.
        UnknownConceptError: A mode is given for a construct that the model does not have.
    """
    keys, given = list(model.keys), dict(modes or {})
    for key, mode in given.items():
        if key not in keys:
            raise UnknownConceptError("construct in modes", key, keys)
        if mode not in ("A", "B"):
            raise InvalidValueError(f"mode of {key!r}", "'A' or 'B'", mode)
    stops = np.cumsum(sizes).tolist()
    arrows = [(keys.index(cause), keys.index(effect)) for cause, effect in model.paths]
    return ModelDesign(
        blocks=tuple(slice(stop - size, stop) for stop, size in zip(stops, sizes, strict=True)),
        causes=tuple(tuple(c for c, e in arrows if e == j) for j in range(len(keys))),
        effects=tuple(tuple(e for c, e in arrows if c == j) for j in range(len(keys))),
        scheme=check_scheme(scheme),
        mode_b=tuple(given.get(key) == "B" for key in keys),
    )


def check_scheme(scheme: str) -> Scheme:
    """Return the weighting scheme if it is one."""
    if scheme == "path":
        return "path"
    if scheme == "centroid":
        return "centroid"
    if scheme == "factorial":
        return "factorial"
    raise InvalidValueError("scheme", "'path', 'centroid' or 'factorial'", scheme)


@frozen(kw_only=True, eq=False)
class Fit:
    """Estimates of every resample, on the last axis.

    Attributes:
        weights: Outer weights of the items, such that each construct's score has variance 1.
        proxies: Covariance of each construct's score with each item, (constructs, items, resamples).
        scores: Correlations of the constructs' scores.
        converged: Whether the weights settled; what did not settle, or could not be solved, is not to be used.
    """

    weights: Floats
    proxies: Floats
    scores: Floats
    converged: NDArray[np.bool_]


def fit(moments: Floats, design: ModelDesign, *, start: Floats | None = None, tolerance: float = TOLERANCE) -> Fit:
    """Estimate outer weights by the fixed-point iteration of Lohmöller from a fixed start.

    Args:
        moments: Correlations (or covariances, for items on one common scale) of the items, (items, items, resamples).
        design: The model joined to the items.
        start: Outer weights to start from, (items,); ones by default.
        tolerance: Sum of absolute changes of all weights below which the iteration stops.

    Returns:
        Weights of constructs turned such that the loadings of their items sum to a positive number.

    Source:
        Lohmöller (1989); Tenenhaus, Esposito Vinzi, Chatelin and Lauro (2005).
    """
    resamples = moments.shape[2]
    first = np.ones(len(moments)) if start is None else start
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        weights, proxies = _scaled(moments, np.repeat(first[:, None], resamples, axis=1), design)
        result, seen = np.full_like(weights, np.nan), np.full_like(proxies, np.nan)
        converged = np.zeros(resamples, dtype=bool)
        places, is_open = np.arange(resamples), np.ones(resamples, dtype=bool)
        for _ in range(LIMIT):
            inner = _inner(_score_correlations(weights, proxies, design), design)
            updated, proxies = _scaled(moments, _outer(moments, proxies, inner, design), design)
            change = np.abs(updated - weights).sum(axis=0)
            weights = updated
            stop = is_open & ~(change >= tolerance)  # NaN stops too, as failed
            if not stop.any():
                continue
            done = places[stop]
            result[:, done], seen[:, :, done] = weights[:, stop], proxies[:, :, stop]
            converged[done] = np.isfinite(change[stop])
            is_open &= ~stop
            if not is_open.any():
                break
            if 2 * np.count_nonzero(is_open) <= len(places):  # copying the matrices pays only then
                places, weights, proxies = places[is_open], weights[:, is_open], proxies[:, :, is_open]
                moments, is_open = moments[:, :, is_open], np.ones(len(places), dtype=bool)
        return _oriented(result, seen, converged, design)


def fit_of(weights: Floats, moments: Floats, design: ModelDesign) -> Fit:
    """Return the fit that known outer weights stand for."""
    weights, proxies = _scaled(moments, weights, design)
    scores = _score_correlations(weights, proxies, design)
    return Fit(weights=weights, proxies=proxies, scores=scores, converged=np.ones(weights.shape[1], dtype=bool))


def _scaled(moments: Floats, weights: Floats, design: ModelDesign) -> tuple[Floats, Floats]:
    """Scale weights to scores of variance 1, and return with them the covariances of scores and items."""
    proxies = np.empty((len(design.blocks), *weights.shape))
    scaled = np.empty_like(weights)
    for j, block in enumerate(design.blocks):
        np.einsum("mir,mr->ir", moments[block], weights[block], out=proxies[j])
        spread = np.sqrt(np.einsum("mr,mr->r", weights[block], proxies[j, block]))
        scaled[block] = weights[block] / spread
        proxies[j] /= spread
    return scaled, proxies


def _score_correlations(weights: Floats, proxies: Floats, design: ModelDesign) -> Floats:
    return np.stack([np.einsum("mr,kmr->kr", weights[block], proxies[:, block]) for block in design.blocks])


def _inner(scores: Floats, design: ModelDesign) -> Floats:
    """Return the inner weights: column j says how its neighbours make up construct j."""
    inner = np.zeros_like(scores)
    for j, (causes, effects) in enumerate(zip(design.causes, design.effects, strict=True)):
        for k in (*causes, *effects):
            inner[k, j] = np.sign(scores[k, j]) if design.scheme == "centroid" else scores[k, j]
        if design.scheme == "path" and len(causes) > 1:
            inner[list(causes), j] = regression(scores, causes, j)
    return inner


def _outer(moments: Floats, proxies: Floats, inner: Floats, design: ModelDesign) -> Floats:
    """Return new outer weights from the covariances of each item with its construct's inner proxy."""
    weights = np.empty(proxies.shape[1:])
    for j, block in enumerate(design.blocks):
        near = [*design.causes[j], *design.effects[j]]
        weights[block] = sum(proxies[k, block] * inner[k, j] for k in near)
        if design.mode_b[j]:
            weights[block] = solve(moments[block, block], weights[block])
    return weights


def _oriented(weights: Floats, proxies: Floats, converged: NDArray[np.bool_], design: ModelDesign) -> Fit:
    for j, block in enumerate(design.blocks):
        turn = np.where(proxies[j, block].sum(axis=0) < 0, -1.0, 1.0)
        weights[block] *= turn
        proxies[j] *= turn
    return Fit(
        weights=weights,
        proxies=proxies,
        scores=_score_correlations(weights, proxies, design),
        converged=converged,
    )


def regression(scores: Floats, causes: Sequence[int], effect: int) -> Floats:
    """Return the standardised coefficients of one construct on others, (causes, resamples)."""
    rows = list(causes)
    return solve(scores[np.ix_(rows, rows)], scores[rows, effect])


def solve(matrices: Floats, right: Floats) -> Floats:
    """Solve positive definite systems for all resamples at once; a singular one gives NaN.

    Args:
        matrices: (k, k, resamples).
        right: (k, resamples).
    """
    k = len(right)
    if k == 1:
        return right / _pivot(matrices[0, 0], matrices[0, 0])[None]
    left, answer = matrices.copy(), right.copy()
    for i in range(k):
        left[i, i] = _pivot(left[i, i], matrices[i, i])
        for m in range(i + 1, k):
            factor = left[m, i] / left[i, i]
            left[m, i + 1 :] -= factor * left[i, i + 1 :]
            answer[m] -= factor * answer[i]
    for i in reversed(range(k)):
        for m in range(i + 1, k):
            answer[i] -= left[i, m] * answer[m]
        answer[i] /= left[i, i]
    return answer


def _pivot(pivot: Floats, diagonal: Floats) -> Floats:
    return np.where(pivot > SMALLEST_PIVOT * diagonal, pivot, np.nan)


def paths_and_r2(scores: Floats, design: ModelDesign) -> tuple[Floats, Floats]:
    """Return path coefficients (cause, effect, resamples) and the R² of each construct (NaN where it has no cause)."""
    paths, r2 = np.zeros_like(scores), np.full((len(scores), scores.shape[2]), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        for j, causes in enumerate(design.causes):
            if causes:
                rows = list(causes)
                paths[rows, j] = regression(scores, causes, j)
                r2[j] = (paths[rows, j] * scores[rows, j]).sum(axis=0)
    return paths, r2
