"""Stages of a chain and what they come to."""

import inspect
from collections.abc import Callable, Mapping
from functools import cache

from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation._errors import UnknownConceptError
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import named


@frozen(kw_only=True)
class Stage:
    """One stage of a chain.

    Attributes:
        key: Its name, by which later stages ask for it.
        label: Its name for readers.
        formula: Takes figures and earlier stages by name, numbers or arrays alike, and computes elementwise.
        unit: What comes out: "share", "count", "money" or "number".
        needs: Unit of each figure that it takes, where it must be of one.

    Example:
        >>> import servicekit as sk
        >>> lost = sk.chain.Stage(
        ...     key="lost",
        ...     label=sk.foundation.Label("Lost customers", "流失顾客"),
        ...     formula=lambda customers, leaving: customers * leaving,
        ... )
        >>> chain = sk.chain.Chain(
        ...     stages=[lost],
        ...     figures={
        ...         "customers": sk.chain.assumed(900, 1000, 1100),
        ...         "leaving": sk.chain.own(sk.stats.Share(count=18, n=100)),
        ...     },
        ... )
        >>> chain.run(draws=2000)["lost"].value
        180.0
    """

    key: str
    label: Label
    formula: Callable[..., float | Floats]
    unit: str = "number"
    needs: Mapping[str, str] = field(factory=dict, hash=False)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the figures and stages that the formula takes."""
        return _parameters(self.formula)


@cache
def _parameters(formula: Callable[..., object]) -> tuple[str, ...]:
    return tuple(inspect.signature(formula).parameters)


@frozen(kw_only=True)
class StageValue(Estimate):
    """What a stage comes to.

    Attributes:
        key: The stage.
        name: What it is called.
        unit: "share", "count", "money" or "number".
        point: At the figures' own values.
        range: Its percentile interval over the draws; None where every figure in it is known.
    """

    title = named("Stage of a chain", "链条的一个环节")
    derived = ("value", "interval", "reason")

    key: str
    name: Label
    unit: str
    point: float
    range: Interval | None

    @property
    def value(self) -> float:
        """The stage at the figures' own values."""
        return self.point

    @property
    def interval(self) -> Interval | None:
        """Percentile interval over the draws; None where every figure in it is known."""
        return self.range


@frozen(kw_only=True)
class ChainRun(Result):
    """Every stage of a chain with its value and interval.

    Attributes:
        stages: Key of the stage -> its value.
        draws: Number of draws behind the intervals.
        seed: Of the draws; the same seed gives the same figures.
        level: Confidence level.
    """

    title = Label("Chain from figures to money", "从数据到金额的链条")
    derived = ("values",)
    _lines = ("stages",)

    stages: Mapping[str, StageValue] = field(hash=False)
    draws: int
    seed: int
    level: float

    @property
    def values(self) -> Mapping[str, float]:
        """Key of the stage -> its value."""
        return {key: stage.value for key, stage in self.stages.items()}

    def __getitem__(self, key: str) -> StageValue:
        if key not in self.stages:
            raise UnknownConceptError("stage", key, list(self.stages))
        return self.stages[key]
