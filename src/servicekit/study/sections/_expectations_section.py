"""The section of a study about expectations: the ladder, sources, what satisfaction is made of, needs met."""

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

from servicekit.foundation._errors import InvalidValueError
from servicekit.satisfaction._tree_nodes import ELEMENTS_OF_SATISFACTION, SatisfactionTree

FEWEST_RUNGS = 2


@frozen(kw_only=True)
class LadderColumns:
    """Rungs of expectation, from the lowest up.

    Attributes:
        rungs: Key of the rung ("basic", "setting", "respect", "beyond" or your own) -> its column, at least two.
        scale: Name of the scale of all rungs; None: yes or no (1 or 0).
        met_from: The answer from which a rung is met; needed with a scale.
    """

    rungs: Mapping[str, str] = field(hash=False)
    scale: str | None = None
    met_from: float | None = None

    def __attrs_post_init__(self) -> None:
        if len(self.rungs) < FEWEST_RUNGS or len(set(self.rungs.values())) < len(self.rungs):
            raise InvalidValueError("rungs", "at least two, each with its own column", dict(self.rungs))
        if self.scale is not None and self.met_from is None:
            raise InvalidValueError("met_from", "an answer from which a rung is met, where rungs have a scale", None)


@frozen(kw_only=True)
class SourcesColumns:
    """What customers expect, and what each source of expectation suggests, on one scale.

    Attributes:
        expectation: Column of the expectation.
        sources: Key of the source ("past_service", "friends", "service_station", "manufacturer" or your own) -> its
            column, at least two.
        scale: Name of the scale of all of them.
    """

    expectation: str
    sources: Mapping[str, str] = field(hash=False)
    scale: str

    def __attrs_post_init__(self) -> None:
        if len(self.sources) < FEWEST_RUNGS or len({*self.sources.values(), self.expectation}) <= len(self.sources):
            raise InvalidValueError("sources", "at least two columns, none of them the expectation", dict(self.sources))


@frozen(kw_only=True)
class TreeColumns:
    """What satisfaction is made of.

    Attributes:
        scale: Name of the scale of all items.
        columns: Element of the preset ("quality", "smile", ...) -> its columns.
        branches: Branches of a tree of your own, instead of ``columns``; their weights add up to 1.
        outcome: Column of overall satisfaction from which the weights of the branches are derived; None: as stated.
        outcome_scale: Name of its scale; None: ``scale``.
        missing: "listwise" or "pairwise".
    """

    scale: str
    columns: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    branches: tuple[SatisfactionTree, ...] = ()
    outcome: str | None = None
    outcome_scale: str | None = None
    missing: Literal["listwise", "pairwise"] = "listwise"

    def __attrs_post_init__(self) -> None:
        if bool(self.columns) == bool(self.branches):
            raise InvalidValueError("tree", "given columns of elements, or branches of its own", None)
        if self.branches:
            self.tree  # noqa: B018 (weights that do not add up are refused here, not when the study is assessed)

    @property
    def tree(self) -> SatisfactionTree:
        """The tree; the preset where columns are named by its elements."""
        if not self.branches:
            return ELEMENTS_OF_SATISFACTION
        top = ELEMENTS_OF_SATISFACTION
        return SatisfactionTree(key=top.key, label=top.label, children=self.branches)

    @property
    def items(self) -> tuple[str, ...]:
        """Every column of the tree."""
        if self.branches:
            return tuple(self.tree.item_weights)
        return tuple(name for names in self.columns.values() for name in names)


@frozen(kw_only=True)
class NeedsColumns:
    """Whether the problem was solved, and whether the customer felt well.

    Attributes:
        solved, felt: Columns of the two sides; the mean of several counts.
        scale: Name of the scale of all of them.
        met_from: Mean answer from which a side is met; None: the first answer beyond the middle.
    """

    solved: tuple[str, ...]
    felt: tuple[str, ...]
    scale: str
    met_from: float | None = None

    def __attrs_post_init__(self) -> None:
        named = [*self.solved, *self.felt]
        if not self.solved or not self.felt or len(set(named)) < len(named):
            raise InvalidValueError("solved and felt", "columns, each on one side and once", named)


@frozen(kw_only=True)
class ExpectationsSection:
    """What customers expect, where it comes from, and what satisfies them.

    Attributes:
        ladder: Rungs of expectation.
        sources: Sources of expectation.
        tree: Elements of satisfaction.
        needs: Rational and emotional needs.
    """

    ladder: LadderColumns | None = None
    sources: SourcesColumns | None = None
    tree: TreeColumns | None = None
    needs: NeedsColumns | None = None

    def __attrs_post_init__(self) -> None:
        if not any((self.ladder, self.sources, self.tree, self.needs)):
            raise InvalidValueError("[expectations]", "given a ladder, sources, a tree or needs", None)

    @property
    def uses(self) -> dict[str, str]:
        """Every column and the name of its scale; "" where answers are yes or no."""
        found: dict[str, str] = {}
        if self.ladder is not None:
            found.update(dict.fromkeys(self.ladder.rungs.values(), self.ladder.scale or ""))
        if self.sources is not None:
            names = (self.sources.expectation, *self.sources.sources.values())
            found.update(dict.fromkeys(names, self.sources.scale))
        if self.tree is not None:
            found.update(dict.fromkeys(self.tree.items, self.tree.scale))
            if self.tree.outcome is not None:
                found[self.tree.outcome] = self.tree.outcome_scale or self.tree.scale
        if self.needs is not None:
            found.update(dict.fromkeys((*self.needs.solved, *self.needs.felt), self.needs.scale))
        return found
