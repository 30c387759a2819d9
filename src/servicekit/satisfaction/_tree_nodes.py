"""A tree of satisfaction: its nodes, the preset of the deck, and the scores of its branches."""

from collections.abc import Iterable, Iterator, Mapping
from math import isclose
from typing import Any, ClassVar, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Label, member
from servicekit.satisfaction._satisfaction_elements import SatisfactionElement
from servicekit.stats.intervals._estimates import Average, Resampled

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
        average: Mean over respondents of the node's index; with derived weights the figure with its resamples.
        contribution: Weight of the node times (its score less the reference), in points of the index of the whole tree.
        weight: Weight of the node in the whole tree.
    """

    title = Label("Score of a branch", "分支得分")
    derived: ClassVar[tuple[str, ...]] = ("value", "interval", "weight", "contribution", "reason")

    average: Average | Resampled
    contribution: Average | Resampled
    weight: float

    @property
    def value(self) -> float | None:
        """The score, 0 (worst) to 100 (best)."""
        return self.average.value

    @property
    def interval(self) -> Interval | None:
        """The t interval with the covariance of all items, which may end outside 0 to 100; percentile if derived."""
        return self.average.interval

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        return self.average.reason


@frozen(kw_only=True)
class TreeScore(Result):
    """Index of a tree and the score and contribution of every branch.

    Attributes:
        tree: The tree with its columns and the weights used.
        nodes: Score of each node by key, the index of the whole first.
        n, n_missing, n_rejected: Respondents with every answer (pairwise: with any), without, and set aside.
        rejected: Answers set aside, by column.
        derived_weights: Weight of each branch below the top where weights were derived; empty otherwise.
    _lines = ("nodes",)
    """

    title = Label("Satisfaction tree", "满意要素树")
    derived: ClassVar[tuple[str, ...]] = ("index", "n", "n_missing", "n_rejected")

    tree: SatisfactionTree = field(repr=False)
    nodes: Mapping[str, NodeScore]
    n: int
    n_missing: int
    n_rejected: int
    rejected: Mapping[str, int]
    derived_weights: Mapping[str, Resampled] = field(factory=dict)

    @property
    def index(self) -> NodeScore:
        """The whole tree."""
        return self.nodes[self.tree.key]

    def __getitem__(self, key: str) -> NodeScore:
        if key not in self.nodes:
            raise UnknownConceptError("node", key, list(self.nodes))
        return self.nodes[key]


def contrasts_of(tree: SatisfactionTree) -> dict[str, NDArray[np.float64]]:
    """Return the weights of the items in the score of each node, by key."""
    places = {name: place for place, name in enumerate(tree.item_weights)}
    found = {}
    for node in tree.nodes():
        contrast = np.zeros(len(places))
        for item, share in node.item_weights.items():
            contrast[places[item]] = share
        found[node.key] = contrast
    return found
