"""Groups against all others pooled, the named ones removed one after another."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen

from servicekit.data._vectors import Floats
from servicekit.stats.claims._claim_tests import Evidence
from servicekit.stats.comparison._contenders import contenders
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.stats.scores._two_samples import two_samples

FEWEST_NAMED: Final = 5
"""Answers below which a group is never named; it counts among the others."""


@frozen(kw_only=True)
class NamedGroup:
    """One group against all others that were not named before it.

    Attributes:
        group: Its name.
        evidence: The test; its p is at least that of the groups named before.
        mean: Its own mean score.
        others_mean: Mean score of the others pooled.
        without: Groups named before, which are not among the others.
    """

    group: Hashable
    evidence: Evidence
    mean: float
    others_mean: float
    without: tuple[Hashable, ...] = ()


def step_down(groups: Mapping[Any, SampledScores]) -> tuple[NamedGroup, ...]:
    """Test each group against all others pooled; the one with the smallest p leaves, and the rest are tested again.

    Args:
        groups: Scores of each group; those of fewer than 5 answers count among the others and are never named.

    Returns:
        The groups in the order of naming, with a running maximum of p. Of the last two one is given, because to say
        that the one is lower is to say that the other is higher: the lower. Empty with fewer than two groups.

    Example:
        >>> from servicekit.stats import SampledScores, step_down
        >>> satisfied = {"A": 70, "B": 68, "C": 71, "D": 50}
        >>> shops = {name: SampledScores.of_rows([1] * k + [0] * (100 - k)) for name, k in satisfied.items()}
        >>> found = step_down(shops)
        >>> found[0].group, round(found[0].evidence.p, 6)
        ('D', 0.000473)
    """
    left = {name: scores for name, scores in groups.items() if scores.n >= FEWEST_NAMED and scores.mean is not None}
    rest = [scores for name, scores in groups.items() if name not in left and scores.n]
    named: list[NamedGroup] = []
    reached = 0.0
    counts = _counts([*left.values(), *rest])
    while len(left) > 1 or (len(left) == 1 and rest):
        tested = []
        names = list(left)
        for place in range(len(names)) if counts is None else contenders(*counts, len(names)).tolist():
            name = names[place]
            if counts is None:
                others = _pooled([other for key, other in left.items() if key != name] + rest)
            else:
                others = _uncounted(counts, place)
            evidence = two_samples(left[name], others)
            p = 2.0 if evidence.p is None else evidence.p
            tested.append((p, left[name].mean or 0.0, str(name), name, evidence, others))
        last = len(left) == 2 and not rest
        _, mean, _, name, evidence, others = min(tested, key=lambda entry: (entry[0], entry[1], entry[2]))
        if evidence.p is not None:
            reached = max(reached, evidence.p)
            evidence = attrs.evolve(evidence, p=reached)
        before = tuple(group.group for group in named)
        named.append(
            NamedGroup(group=name, evidence=evidence, mean=mean, others_mean=others.mean or 0.0, without=before)
        )
        del left[name]
        if last:
            break
        counts = _counts([*left.values(), *rest]) if counts is None else _less(counts, names.index(name))
    return tuple(named)


def _counts(parts: Sequence[SampledScores]) -> tuple[Floats, Floats] | None:
    """Return the scores that occur and how often each group has each; None under a design."""
    plain = all(part.clusters is None and not part.is_weighted for part in parts)
    layers = {layer for part in parts for layer in part.strata}
    if not parts or not plain or len(layers) > 1 or not all(np.array_equal(part.units, part.sums) for part in parts):
        return None
    scores, codes = np.unique(np.concatenate([part.scores for part in parts]), return_inverse=True)
    owners = np.repeat(np.arange(len(parts)), [len(part.scores) for part in parts])
    table = np.zeros((len(parts), len(scores)))
    np.add.at(table, (owners, codes), np.concatenate([part.sums for part in parts]))
    return scores, table


def _less(counts: tuple[Floats, Floats], place: int) -> tuple[Floats, Floats]:
    """Return the counts of all groups but one, of the scores that still occur."""
    scores, table = counts
    table = np.delete(table, place, axis=0)
    some = table.any(axis=0)
    return scores[some], table[:, some]


def _uncounted(counts: tuple[Floats, Floats], place: int) -> SampledScores:
    """Return all groups but one as one."""
    scores, table = counts
    sums = table.sum(axis=0) - table[place]
    some = sums > 0
    n = round(float(sums.sum()))
    units: dict[str, Any] = dict.fromkeys(("units", "sums", "squares", "cubes"), sums[some])
    return SampledScores(scores=scores[some], **units, strata=("all",) * int(some.sum()), n=n, row_squares=float(n))


def _pooled(parts: Sequence[SampledScores]) -> SampledScores:
    first = parts[0]
    merged = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("scores", "units", "sums", "squares", "cubes")
    }
    strata = tuple(layer for part in parts for layer in part.strata)
    clusters = None if first.clusters is None else tuple(name for part in parts for name in part.clusters or ())
    inner = [part.inside for part in parts if part.inside is not None]
    made = SampledScores(
        **merged,
        strata=strata,
        clusters=clusters,
        n=sum(part.n for part in parts),
        row_squares=sum(part.row_squares for part in parts),
        inside=_pooled(inner) if len(inner) == len(parts) else None,
    )
    return made.by_cluster()  # a cluster with members in several groups is one unit of the others pooled
