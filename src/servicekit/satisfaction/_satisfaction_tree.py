"""Elements of satisfaction as a tree: items roll up to an index, and every branch says what it contributes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from math import isclose
from typing import Any, ClassVar, Final, overload

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._answers import InputPolicy, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import Batch, DerivedColumns, backend_of, materialise_streams
from servicekit.data._grouping import by_name
from servicekit.data._scales import Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Groups, Interval, Result
from servicekit.foundation._vocabulary import Label, member
from servicekit.satisfaction._satisfaction_elements import SatisfactionElement
from servicekit.stats._column_means import average_of_columns
from servicekit.stats._design import Design
from servicekit.stats._estimates import Average
from servicekit.stats._moments import Moments
from servicekit.stats._moments_data import moments_of

TOLERANCE: Final = 1e-9


def _items(names: Iterable[str]) -> tuple[str, ...]:
    return checks.as_tuple("items of a node", names)


def _children(nodes: "Iterable[SatisfactionTree]") -> "tuple[SatisfactionTree, ...]":
    return checks.as_tuple("children of a node", nodes)


@frozen(kw_only=True)
class SatisfactionTree:
    """A node of a tree of satisfaction, and everything below it.

    Attributes:
        key: Its key in results.
        label: Its name; None: the key.
        weight: Its share in the node above, 0 to 1; the weights of the children of a node add up to 1.
        items: Columns of a node without children, which count alike; a node of the preset has none until it is mapped.
        children: Nodes below it.

    Example:
        >>> import servicekit as sk
        >>> food = sk.satisfaction.SatisfactionTree(key="food", items=("taste", "choice"), weight=0.6)
        >>> service = sk.satisfaction.SatisfactionTree(key="service", items=("staff",), weight=0.4)
        >>> sk.satisfaction.SatisfactionTree(key="restaurant", children=(food, service)).item_weights
        {'taste': 0.3, 'choice': 0.3, 'staff': 0.4}
    """

    key: str = field(validator=checks.non_blank_text)
    label: Label | None = None
    weight: float = field(default=1.0, validator=checks.share)
    items: tuple[str, ...] = field(default=(), converter=_items)
    children: tuple["SatisfactionTree", ...] = field(default=(), converter=_children)

    def __attrs_post_init__(self) -> None:
        if self.items and self.children:
            raise InvalidValueError(f"node {self.key!r}", "one with items or with children, not both")
        if self.children:
            total = sum(child.weight for child in self.children)
            if not isclose(total, 1.0, abs_tol=TOLERANCE):
                rule = "such that they add up to 1"
                raise InvalidValueError(f"weights of the children of {self.key!r}", rule, round(total, 9))
        for what, names in (("keys", [node.key for node in self.nodes()]), ("items", list(self.item_weights))):
            count = len(names) if what == "keys" else sum(len(node.items) for node in self.nodes())
            if len(set(names)) < count:
                raise InvalidValueError(f"{what} of a tree", "each once", names)

    def nodes(self) -> Iterator["SatisfactionTree"]:
        """Yield this node and all below it, from the top."""
        yield self
        for child in self.children:
            yield from child.nodes()

    @property
    def item_weights(self) -> dict[str, float]:
        """Weight of each item in the index of this node."""
        if not self.children:
            return {item: 1 / len(self.items) for item in self.items}
        return {item: child.weight * weight for child in self.children for item, weight in child.item_weights.items()}


def _preset(keys: Mapping[str, Any], key: str, weight: float) -> SatisfactionTree:
    below = keys[key] or {}
    return SatisfactionTree(
        key=key,
        label=member(SatisfactionElement, key).label,
        weight=weight,
        children=tuple(_preset(below, child, 1 / len(below)) for child in below),
    )


def _leaves(text: str) -> dict[str, None]:
    return dict.fromkeys(text.split())


_ELEMENTS: Final = {
    "satisfaction": {
        "product": {
            "hard_value": _leaves("quality function performance efficiency price"),
            "soft_value": _leaves("design colour product_name sound ease_of_operation convenience manuals"),
        },
        "service": {
            "atmosphere": None,
            "attitude": _leaves("dress kindness greeting smile speech product_knowledge"),
            "information": None,
        },
        "image": {
            "social_contribution": _leaves("culture_and_sport open_facilities welfare"),
            "environment": _leaves("recovery recycling environmental_activity"),
        },
    }
}
ELEMENTS_OF_SATISFACTION: Final = _preset(_ELEMENTS, "satisfaction", 1.0)
"""The elements of the deck with equal weights at each node; give ``columns`` to say which element each column is."""


@frozen(kw_only=True)
class NodeScore(Estimate):
    """Score of one node, 0 to 100.

    Attributes:
        average: Mean over respondents of the node's index.
        contribution: Weight of the node times (its score less the reference), in points of the index of the whole tree.
        weight: Weight of the node in the whole tree.
    """

    title = Label("Score of a branch", "分支得分")
    derived: ClassVar[tuple[str, ...]] = ("value", "interval", "weight", "contribution", "reason")

    average: Average
    contribution: Average
    weight: float

    @property
    def value(self) -> float | None:
        """The score, 0 (worst) to 100 (best)."""
        return self.average.value

    @property
    def interval(self) -> Interval | None:
        """The t interval with the covariance of all items; with few respondents it may end outside 0 to 100."""
        return self.average.interval

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        return self.average.reason


@frozen(kw_only=True)
class TreeScore(Result):
    """Index of a tree and the score and contribution of every branch.

    Attributes:
        tree: The tree with its columns.
        nodes: Score of each node by key, the index of the whole first.
        n, n_missing, n_rejected: Respondents with every answer, without one, and set aside.
    """

    title = Label("Satisfaction tree", "满意要素树")
    derived: ClassVar[tuple[str, ...]] = ("index", "n", "n_missing", "n_rejected")

    tree: SatisfactionTree = field(repr=False)
    nodes: Mapping[str, NodeScore]
    n: int
    n_missing: int
    n_rejected: int

    @property
    def index(self) -> NodeScore:
        """The whole tree."""
        return self.nodes[self.tree.key]

    def __getitem__(self, key: str) -> NodeScore:
        if key not in self.nodes:
            raise UnknownConceptError("node", key, list(self.nodes))
        return self.nodes[key]


@frozen(kw_only=True)
class _Plan:
    scales: Mapping[str, Scale]
    policy: InputPolicy


@overload
def satisfaction_tree(
    data: Any,
    tree: SatisfactionTree,
    *,
    scale: Scale | Mapping[str, Scale],
    columns: Mapping[str, str | Sequence[str]] | None = None,
    reference: float | None = None,
    by: None = None,
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> TreeScore: ...
@overload
def satisfaction_tree(
    data: Any,
    tree: SatisfactionTree,
    *,
    scale: Scale | Mapping[str, Scale],
    columns: Mapping[str, str | Sequence[str]] | None = None,
    reference: float | None = None,
    by: str | Sequence[str],
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Groups[TreeScore]: ...
def satisfaction_tree(
    data: Any,
    tree: SatisfactionTree,
    *,
    scale: Scale | Mapping[str, Scale],
    columns: Mapping[str, str | Sequence[str]] | None = None,
    reference: float | None = None,
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
        by: Column of groups, or a list of columns.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and for bad values.

    Formula:
        Index w'm, variance w'Sw / n with the covariance S of the items: leaving the covariances out would give a third
        of the standard error in a survey whose items run together.

    Raises:
        InvalidValueError: The tree has a node without items, or a column stands twice.

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
    plan = _Plan(scales={name: scales[name] for name in names}, policy=policy or InputPolicy())
    made = DerivedColumns(
        data=materialise_streams(data),
        needs=tuple(names),
        makes=tuple(f"index of {name}" for name in names),
        make=partial(_make, plan),
    )
    found = moments_of(
        made, [f"index of {name}" for name in names], by=by, missing="listwise", design=design, replicated=False
    )
    results = {group: _scored(whole, each, reference, level) for group, each in found.items()}
    return results[None] if by is None else Groups(by_name(by), results, backend_of(data))


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
    names = list(tree.item_weights)
    places = {name: place for place, name in enumerate(names)}
    index: NDArray[np.float64] = np.array(list(tree.item_weights.values()))
    nodes: dict[str, NodeScore] = {}

    def visit(node: SatisfactionTree, weight: float) -> None:
        contrast = np.zeros(len(names))
        for item, share in node.item_weights.items():
            contrast[places[item]] = share
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
    return TreeScore(tree=tree, nodes=nodes, n=found.n, n_missing=found.n_missing, n_rejected=found.aside)
