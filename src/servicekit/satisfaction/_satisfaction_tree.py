"""Elements of satisfaction as a tree: items roll up to an index, and every branch says what it contributes."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, overload

import attrs
from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import Batch, DerivedColumns, backend_of, materialise_streams
from servicekit.data._grouping import by_name
from servicekit.data._scales import Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._derived_weights import derived_score
from servicekit.satisfaction._tree_nodes import NodeScore, SatisfactionTree, TreeScore, contrasts_of
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._resampling import SEED, Rng, chance
from servicekit.stats.summaries._column_means import average_of_columns
from servicekit.stats.summaries._moments import Missing, Moments
from servicekit.stats.summaries._moments_data import moments_of


@frozen(kw_only=True)
class _Plan:
    scales: Mapping[str, Scale]
    policy: InputPolicy


@overload
def satisfaction_tree(
    data: Data,
    tree: SatisfactionTree,
    *,
    scale: Scale | Mapping[str, Scale],
    columns: Mapping[str, str | Sequence[str]] | None = None,
    reference: float | None = None,
    missing: Missing = "listwise",
    outcome: str | None = None,
    outcome_scale: Scale | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    record_id: str | None = None,
    by: None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> TreeScore: ...
@overload
def satisfaction_tree(
    data: Data,
    tree: SatisfactionTree,
    *,
    scale: Scale | Mapping[str, Scale],
    columns: Mapping[str, str | Sequence[str]] | None = None,
    reference: float | None = None,
    missing: Missing = "listwise",
    outcome: str | None = None,
    outcome_scale: Scale | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    record_id: str | None = None,
    by: str | Sequence[str],
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Groups[TreeScore]: ...
def satisfaction_tree(
    data: Data,
    tree: SatisfactionTree,
    *,
    scale: Scale | Mapping[str, Scale],
    columns: Mapping[str, str | Sequence[str]] | None = None,
    reference: float | None = None,
    missing: Missing = "listwise",
    outcome: str | None = None,
    outcome_scale: Scale | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    record_id: str | None = None,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> TreeScore | Groups[TreeScore]:
    """Roll answers up a tree to a weighted index from 0 to 100, with what each branch contributes.

    Args:
        data: A frame of any kind or a mapping of columns, one row per respondent; those without every answer are
            left out and counted.
        tree: Your own, or ``ELEMENTS_OF_SATISFACTION``.
        scale: Scale of all items, or of each by column.
        columns: Node without children -> its column or columns; nodes without any are left out, and the weights of
            their siblings grow in proportion. None: the items of the tree itself.
        reference: Score, 0 to 100, against which contributions count; None: the index itself, so that the
            contributions of the children of a node's own level add up to 0.
        missing: "listwise" uses respondents with every answer; "pairwise" takes each item's mean over those who
            answered it.
        outcome: Column of overall satisfaction from which the weights of the branches below the top are derived: their
            shares of its explained variance; weights further down stay. None: the weights of the tree.
        outcome_scale: Scale of the outcome; None: ``scale``, if it is one for all.
        resamples: Bootstrap resamples for intervals with derived weights; 0 for none.
        rng: Seed or generator of the resamples.
        record_id: Column that identifies rows, so that resamples do not depend on their order.
        by: Column of groups, or a list of columns.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and for bad values.

    Formula:
        Index w'm, variance w'Sw / n with the covariance S of the items: leaving the covariances out would give a third
        of the standard error in a survey whose items run together. Derived weights are Shapley (LMG) shares of
        branches that enter together; their intervals are percentiles of weights and scores of the same resamples.

    Raises:
        InvalidValueError: The tree has a node without items, a column stands twice, or weights are to be derived for a
            tree of one branch.

    Example:
        >>> import servicekit as sk
        >>> tree = sk.satisfaction.ELEMENTS_OF_SATISFACTION
        >>> rows = {"q1": [5, 4, 4], "q2": [3, 4, 2], "q3": [2, 1, 3]}
        >>> where = {"quality": "q1", "smile": "q2", "recycling": "q3"}
        >>> found = sk.satisfaction.satisfaction_tree(rows, tree, scale=sk.LIKERT_5, columns=where)
        >>> round(found.index.value, 2), round(found["image"].contribution.value, 2)
        (52.78, -9.26)
    """
    whole = tree if columns is None else _mapped(tree, columns)
    if whole is None or any(not node.items and not node.children for node in whole.nodes()):
        empty = [node.key for node in (whole or tree).nodes() if not node.items and not node.children]
        hint = "name columns for them with columns={...}"
        raise InvalidValueError("nodes without children", "ones with items", empty, hint=hint)
    if reference is not None:
        checks.validate(checks.number_in(0, 100), "reference", reference)
    names = list(whole.item_weights)
    scales = scale if isinstance(scale, Mapping) else dict.fromkeys(names, scale)
    if lacking := [name for name in names if name not in scales]:
        raise InvalidValueError("scale", "given for every item", lacking)
    asked = {name: scales[name] for name in names}
    if outcome is not None:
        asked[outcome] = _outcome_scale(
            whole, names, outcome, outcome_scale or (None if isinstance(scale, Mapping) else scale)
        )
    plan = _Plan(scales=asked, policy=as_policy(policy))
    made = DerivedColumns(
        data=materialise_streams(data),
        needs=tuple(asked),
        makes=tuple(f"index of {name}" for name in asked),
        make=partial(_make, plan),
    )
    columns_made = [f"index of {name}" for name in asked]
    about: dict[str, Any] = {"by": by, "missing": missing, "design": design}
    if outcome is None:
        found = moments_of(made, columns_made, replicated=False, **about)
        results = {group: _scored(whole, each, reference, level) for group, each in found.items()}
    else:
        chosen = chance(rng)
        found = moments_of(made, columns_made, record_id=record_id, **about)
        results = {
            group: derived_score(whole, each, reference=reference, level=level, resamples=resamples, rng=chosen)
            for group, each in found.items()
        }
    return results[None] if by is None else Groups(by_name(by), results, backend_of(data))


def _outcome_scale(tree: SatisfactionTree, names: Sequence[str], outcome: str, scale: Scale | None) -> Scale:
    if len(tree.children) < 2:
        raise InvalidValueError("tree", "of at least two branches where weights are derived", len(tree.children))
    if outcome in names:
        raise InvalidValueError("outcome", "a column that is no item of the tree", outcome)
    if scale is None:
        raise InvalidValueError("outcome_scale", "given where items have scales of their own", None)
    return scale


def _mapped(tree: SatisfactionTree, columns: Mapping[str, str | Sequence[str]]) -> SatisfactionTree | None:
    known = [node.key for node in tree.nodes() if not node.children]
    for key in columns:
        if key not in known:
            raise UnknownConceptError("node without children", key, known)
    return _pruned(tree, columns)


def _pruned(node: SatisfactionTree, columns: Mapping[str, str | Sequence[str]]) -> SatisfactionTree | None:
    if not node.children:
        given = columns.get(node.key, ())
        items = (given,) if isinstance(given, str) else tuple(given)
        return attrs.evolve(node, items=items) if items else None
    kept = [child for child in (_pruned(child, columns) for child in node.children) if child is not None]
    total = sum(child.weight for child in kept)
    if not kept or total <= 0:
        return None
    return attrs.evolve(node, children=tuple(attrs.evolve(child, weight=child.weight / total) for child in kept))


def _make(plan: _Plan, batch: Batch, first_row: int) -> Mapping[str, Column]:
    made = {}
    for name, scale in plan.scales.items():
        answers = read_answers(batch[name], scale, plan.policy, first_row=first_row)
        values = 100 * (scale.turned(answers.numbers(scale)) - scale.low) / (scale.high - scale.low)
        label = f"index of {name}"
        made[label] = Column(name=label, values=values, valid=answers.here, rejected=answers.aside)
    return made


def _scored(tree: SatisfactionTree, found: Moments, reference: float | None, level: float) -> TreeScore:
    contrasts = contrasts_of(tree)
    index = contrasts[tree.key]
    nodes: dict[str, NodeScore] = {}

    def visit(node: SatisfactionTree, weight: float) -> None:
        contrast = contrasts[node.key]
        name = node.label or Label(node.key, node.key)
        against = contrast - index if reference is None else contrast
        part = average_of_columns(found, weight * against, level=level, name=name)
        if reference is not None and part.n:
            part = attrs.evolve(part, mean=part.mean - weight * reference)
        score = average_of_columns(found, contrast, level=level, name=name)
        nodes[node.key] = NodeScore(average=score, contribution=part, weight=weight)
        for child in node.children:
            visit(child, weight * child.weight)

    visit(tree, 1.0)
    return TreeScore(
        tree=tree, nodes=nodes, n=found.n, n_missing=found.n_missing, n_rejected=found.aside, rejected=found.set_aside
    )
