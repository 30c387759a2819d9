"""Weights of the branches of a tree from what overall satisfaction goes with."""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._tree_nodes import NodeScore, SatisfactionTree, TreeScore, contrasts_of
from servicekit.stats.designs._moment_resamples import bootstrap
from servicekit.stats.drivers._driver_figures import figures_of, refuse_copies
from servicekit.stats.intervals._estimates import Resampled
from servicekit.stats.reliability._reliability import correlations_of
from servicekit.stats.summaries._moments import Moments


def derived_score(
    tree: SatisfactionTree,
    found: Moments,
    *,
    reference: float | None,
    level: float,
    resamples: int,
    rng: np.random.Generator,
) -> TreeScore:
    """Return a tree whose branches below the top have the weights that an outcome gives them.

    Args:
        tree: The tree.
        found: Sums of its items and, last, of the outcome, by replicate group.
        reference, level: As for the whole.
        resamples: Bootstrap resamples.
        rng: Their source.
    """
    contrasts, names = contrasts_of(tree), list(tree.item_weights)
    places = [[names.index(item) for item in child.item_weights] for child in tree.children]
    rows = np.stack([contrasts[child.key] for child in tree.children])
    weights = np.full(len(places), np.nan)
    if found.n > len(names) + 1 and (whole := found.correlation) is not None:
        refuse_copies(whole, names)
        weights = _weights(whole[None], places)[0]
    draws, means, failed = _drawn(found, places, resamples if np.isfinite(weights).all() else 0, rng)

    def figure(value: Any, values: NDArray[np.float64], name: Label) -> Resampled:
        told = float(value) if np.isfinite(value) else None
        return Resampled(value=told, draws=values, n_failed=failed, level=level, name=name)

    own = found.means[:-1]
    known = np.nan_to_num(weights)
    used = attrs.evolve(tree) if not np.isfinite(weights).all() else _reweighted(tree, weights)
    nodes: dict[str, NodeScore] = {}

    def visit(node: SatisfactionTree, weight: float, top: int | None, inner: float) -> None:
        name = node.label or Label(node.key, node.key)
        if top is None:  # the whole tree: the branches by their weights
            value, values = (weights @ rows) @ own, np.einsum("sb,bi,si->s", draws, rows, means)
            share, shares = 1.0, np.ones(len(draws))
        else:
            value, values = contrasts[node.key] @ own, means @ contrasts[node.key]
            share, shares = inner * weights[top], inner * draws[:, top]
        against = (weights @ rows) @ own if reference is None else reference
        levels = np.einsum("sb,bi,si->s", draws, rows, means) if reference is None else np.full(len(draws), against)
        nodes[node.key] = NodeScore(
            average=figure(value, values, name),
            contribution=figure(share * (value - against), shares * (values - levels), name),
            weight=weight,
        )
        for place, child in enumerate(node.children):
            below = place if top is None else top
            within = 1.0 if top is None else inner * child.weight
            visit(child, float(known[below]) * within, below, within)

    visit(tree, 1.0, None, 1.0)
    labels = {child.key: child.label or Label(child.key, child.key) for child in tree.children}
    return TreeScore(
        tree=used,
        nodes=nodes,
        n=found.n,
        n_missing=found.n_missing,
        n_rejected=found.aside,
        rejected=found.set_aside,
        derived_weights={
            key: figure(weights[place], draws[:, place], name) for place, (key, name) in enumerate(labels.items())
        },
    )


def _drawn(
    found: Moments, places: list[list[int]], resamples: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    """Return weights of branches and means of items in the sound resamples, and how many are not."""
    drawn: list[NDArray[np.float64]] = [np.empty((0, len(places)))]
    scores: list[NDArray[np.float64]] = [np.empty((0, len(found.names) - 1))]
    for batch in bootstrap(found, resamples, rng):
        stack = correlations_of(np.moveaxis(batch.covariances, -1, 0))
        sound = np.isfinite(stack).all(axis=(1, 2))
        part = np.full((len(stack), len(places)), np.nan)
        part[sound] = _weights(stack[sound], places)
        drawn.append(part)
        scores.append(batch.means[:-1].T)
    draws, means = np.concatenate(drawn), np.concatenate(scores)
    sound = np.isfinite(draws).all(axis=1) & np.isfinite(means).all(axis=1)
    return draws[sound], means[sound], int((~sound).sum())


def _weights(correlations: NDArray[np.float64], places: list[list[int]]) -> NDArray[np.float64]:
    """Return the shares of branches in what is explained, (stack, branches); NaN where nothing is."""
    shares = np.clip(np.atleast_2d(figures_of(correlations, places, "lmg")), 0.0, None)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _reweighted(tree: SatisfactionTree, weights: NDArray[np.float64]) -> SatisfactionTree:
    pairs = zip(tree.children, weights.tolist(), strict=True)
    return attrs.evolve(tree, children=tuple(attrs.evolve(child, weight=weight) for child, weight in pairs))
