"""A chain of stages: each a function of named figures and of earlier stages, drawn together so that errors carry."""

from collections.abc import Iterable, Mapping
from math import isclose
from typing import Any, Final

import numpy as np
from attrs import evolve, field, frozen

from servicekit.chain._figures import Figure, Given, as_figure, changed
from servicekit.chain._provenance import ProvenanceTable
from servicekit.chain._sensitivity import Sensitivity, sensitivity_of
from servicekit.chain._stages import ChainRun, Stage, StageValue
from servicekit.chain._what_if import WhatIf, WhatIfCurve
from servicekit.chain._worth_of_knowing import WorthOfKnowing, worth_of_knowing_of
from servicekit.data._vectors import Floats
from servicekit.foundation._checks import confidence, finite, instance_of, validate, whole_positive
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._resampling import SEED, percentile_interval
from servicekit.stats.intervals._confidence_distribution import draws_of_figures

DRAWS: Final = 100_000
POSITIONS: Final = 21
STEP: Final = 1e-3
"""Part of itself by which a figure is moved to see whether the gain moves with it."""


def _stages(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    return tuple(stages)


def _figures(figures: Mapping[str, object]) -> dict[str, Figure]:
    validate(instance_of(Mapping, "a mapping from name to figure"), "figures", figures)
    return {name: as_figure(name, figure) for name, figure in figures.items()}


@frozen(kw_only=True)
class Chain:
    """Stages over named figures; a figure that is used twice is one figure and is drawn once.

    Attributes:
        stages: In an order in which each takes figures and earlier stages only.
        figures: Name -> figure; estimates become one's own data, numbers are taken as known.
        outcome: Key of the stage that decides; the last one if not given.
        smaller_is_better: Whether a lower outcome is the aim, as of a loss.
        period: Time over which the chain counts.
        labels: Name -> what a figure is called for readers.
        preset: Key of the ready-made chain; empty for one's own.

    Example:
        >>> from servicekit.chain import Stage
        >>> from servicekit.foundation import Label
        >>> from servicekit.stats import Share
        >>> stage = Stage(key="kept", label=Label("Kept", "留住"), formula=lambda cases, back: cases * back)
        >>> chain = Chain(stages=(stage,), figures={"cases": 40, "back": Share(count=33, n=50)})
        >>> chain.run(draws=20_000)["kept"]
        StageValue(26.4, [20.96, 31.25])
    """

    stages: tuple[Stage, ...] = field(converter=_stages)
    figures: Mapping[str, Figure] = field(converter=_figures, hash=False)
    outcome: str = ""
    smaller_is_better: bool = False
    period: str = "year"
    labels: Mapping[str, Label] = field(factory=dict, hash=False)
    preset: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.stages:
            raise InvalidValueError("stages", "at least one stage", [])
        known, currencies = set(self.figures), {}
        for stage in self.stages:
            if absent := [name for name in stage.inputs if name not in known]:
                hint = "each is given as own(estimate), published(preset), assumed(low, likely, high) or a number"
                names = ", ".join(repr(name) for name in absent)
                raise InvalidValueError(f"stage {stage.key!r}", f"given what it needs: {names}", hint=hint)
            for name in stage.inputs:
                if name in self.figures:
                    _check_figure(name, self.figures[name], stage, self.period)
                    if self.figures[name].currency:
                        currencies[name] = self.figures[name].currency
            if stage.key in known:
                raise InvalidValueError("stage", "named differently from every figure and stage", stage.key)
            known.add(stage.key)
        if len(set(currencies.values())) > 1:
            told = ", ".join(f"{name!r} in {each}" for name, each in sorted(currencies.items()))
            raise InvalidValueError("money", f"in one currency, got {told}")
        if self.outcome and self.outcome not in {stage.key for stage in self.stages}:
            raise UnknownConceptError("stage", self.outcome, [stage.key for stage in self.stages])

    @property
    def outcome_key(self) -> str:
        """Key of the stage that decides."""
        return self.outcome or self.stages[-1].key

    def _values(self, given: Mapping[str, object]) -> dict[str, Any]:
        found = dict(given)
        for stage in self.stages:
            found[stage.key] = stage.formula(**{name: found[name] for name in stage.inputs})
        return found

    def _points(self, figures: Mapping[str, Figure]) -> dict[str, float]:
        return {name: figure.value for name, figure in figures.items()}

    def _drawn(self, figures: Mapping[str, Figure], draws: int, rng: int) -> dict[str, Floats]:
        validate(whole_positive, "draws", draws)
        return draws_of_figures({n: f.distribution for n, f in figures.items()}, draws=draws, seed=rng)

    def replace(self, **figures: Given) -> "Chain":
        """Return the chain with other figures, such as those of another published table: a scenario."""
        self._known(figures)
        return evolve(self, figures={**self.figures, **figures})

    def _known(self, names: Mapping[str, object]) -> None:
        for name in names:
            if name not in self.figures:
                raise UnknownConceptError("figure", name, list(self.figures))

    def run(self, draws: int = DRAWS, rng: int = SEED, level: float = 0.95) -> ChainRun:
        """Return every stage with value and interval.

        Args:
            draws: Joint draws of the figures.
            rng: Seed; the same seed gives the same bits.
            level: Confidence level.
        """
        validate(confidence, "level", level)
        points = self._values(self._points(self.figures))
        drawn = self._values(self._drawn(self.figures, draws, rng))
        stages = {
            stage.key: StageValue(
                key=stage.key,
                name=stage.label,
                unit=stage.unit,
                point=float(points[stage.key]),
                range=_range(drawn[stage.key], level),
            )
            for stage in self.stages
        }
        return ChainRun(stages=stages, draws=draws, seed=rng, level=level)

    def what_if(
        self,
        change: Mapping[str, float],
        *,
        cost: float = 0.0,
        draws: int = DRAWS,
        rng: int = SEED,
        level: float = 0.95,
    ) -> WhatIf:
        """Return what a change of figures gains, on draws shared by both states.

        Args:
            change: Figure -> the value it is brought to.
            cost: Money the change costs over the same time; for an outcome that is not money, in its unit.
            draws: Joint draws of the figures.
            rng: Seed.
            level: Confidence level.

        Raises:
            UnknownConceptError: No such figure.
            InvalidValueError: A value that the figure cannot have.
        """
        validate(finite, "cost", cost)
        return self._what_if(change, cost, self._drawn(self.figures, draws, rng), rng, level)

    def _what_if(
        self, change: Mapping[str, float], cost: float, drawn: Mapping[str, Floats], rng: int, level: float
    ) -> WhatIf:
        before, after = self._points(self.figures), self._points(self._changed(change))
        return WhatIf(
            change=dict(change),
            outcome=self.outcome_key,
            gain=float(self._gain(before, after)),
            draws=self._gains(drawn, change),
            cost=cost,
            level=level,
            seed=rng,
            break_even=self._break_even(change, cost),
            depends_on=self._moving(change),
        )

    def _moving(self, change: Mapping[str, float]) -> tuple[str, ...]:
        """Return the figures that the gain moves with, be they sure or not."""
        points = self._points(self.figures)
        gain = float(self._gain(points, {**points, **change}))

        def moved(name: str) -> float:
            other = {**points, name: points[name] * (1 + STEP) if points[name] else STEP}
            return float(self._gain(other, {**other, **change}))

        return tuple(name for name in points if not isclose(moved(name), gain, rel_tol=1e-9, abs_tol=1e-12))

    def _changed(self, change: Mapping[str, float]) -> dict[str, Figure]:
        if not change:
            raise InvalidValueError("change", "a mapping from figure to the value it is brought to", change)
        self._known(change)
        for name, value in change.items():
            validate(finite, f"change of {name!r}", value)
        made = {**self.figures, **{name: changed(self.figures[name], value) for name, value in change.items()}}
        return dict(evolve(self, figures=made).figures)

    def _gain(self, before: Mapping[str, object], after: Mapping[str, object]) -> Any:
        difference = self._values(after)[self.outcome_key] - self._values(before)[self.outcome_key]
        return -difference if self.smaller_is_better else difference

    def _break_even(self, change: Mapping[str, float], cost: float) -> float | None:
        """Return how far of the way to the change the gain at the figures' values meets the cost; None beyond it."""
        points = self._points(self.figures)

        def surplus(part: float) -> float:
            after = {n: points[n] + part * (value - points[n]) for n, value in change.items()}
            return float(self._gain(points, {**points, **after})) - cost

        if cost <= 0 or surplus(1.0) < 0:
            return None
        from scipy.optimize import brentq

        root: Any = brentq(surplus, 0.0, 1.0)
        return float(root)

    def scan(
        self,
        name: str,
        *,
        to: float,
        cost: float = 0.0,
        positions: int = POSITIONS,
        draws: int = DRAWS,
        rng: int = SEED,
        level: float = 0.95,
    ) -> WhatIfCurve:
        """Return the gain at evenly spaced positions from today's value of a figure to another.

        Args:
            name: The figure that is changed.
            to: Where it is brought at most.
            cost: Of the whole change; a part of the way costs that part.
            positions: Number of positions, both ends included.
            draws, rng, level: As for ``run``.
        """
        self._known({name: to})
        validate(whole_positive, "positions", positions - 1)
        places = np.linspace(self.figures[name].value, to, positions).tolist()
        drawn = self._drawn(self.figures, draws, rng)
        each = [self._what_if({name: at}, cost * i / (positions - 1), drawn, rng, level) for i, at in enumerate(places)]
        return WhatIfCurve(
            figure=name,
            label=self._labels()[name],
            unit=self._unit(name),
            positions=tuple(places),
            results=tuple(each),
        )

    def sensitivity(
        self, change: Mapping[str, float], *, draws: int = DRAWS, rng: int = SEED, level: float = 0.95
    ) -> Sensitivity:
        """Return how far each figure's uncertainty moves the gain of a change: a tornado, and shares of variance.

        Args:
            change: Figure -> the value it is brought to.
            draws, rng, level: As for ``run``.
        """
        gain = float(self._gain(self._points(self.figures), self._points(self._changed(change))))
        drawn = self._drawn(self.figures, draws, rng)
        ends = self._ends(change, level)
        return sensitivity_of(gain, self._gains(drawn, change), {n: drawn[n] for n in ends}, ends, self._labels())

    def _gains(self, drawn: Mapping[str, Floats], change: Mapping[str, float]) -> Floats:
        size = next(iter(drawn.values())).size
        fixed = {name: np.full(size, float(value)) for name, value in change.items()}
        return np.broadcast_to(np.asarray(self._gain(drawn, {**drawn, **fixed}), dtype=float), (size,))

    def _ends(self, change: Mapping[str, float], level: float) -> dict[str, tuple[float, float]]:
        """Return the gain with each uncertain figure at the two ends of its interval, the others at their values."""
        points, ends = self._points(self.figures), {}
        for name, figure in self.figures.items():
            if (found := figure.interval_at(level)) is not None:
                low, high = ({**points, name: end} for end in (found.low, found.high))
                ends[name] = (float(self._gain(low, {**low, **change})), float(self._gain(high, {**high, **change})))
        return ends

    def worth_of_knowing(
        self,
        change: Mapping[str, float],
        *,
        cost: float = 0.0,
        more: tuple[int, ...] = (25, 100, 400),
        draws: int = DRAWS,
        rng: int = SEED,
    ) -> WorthOfKnowing:
        """Return what it is worth to know figures better before deciding on a change: what to ask next, how many.

        Args:
            change: Figure -> the value it is brought to.
            cost: Of the change.
            more: Numbers of further answers to consider.
            draws, rng: As for ``run``.

        Returns:
            Expected value of perfect information in all, for each figure, and of so many more answers, in the unit of
            the outcome.
        """
        self._changed(change)
        drawn, ends = self._drawn(self.figures, draws, rng), self._ends(change, 0.95)
        unsure = {name: self.figures[name] for name in ends}
        return worth_of_knowing_of(
            self._gains(drawn, change) - cost,
            {name: drawn[name] for name in unsure},
            {name: (figure.distribution, figure.n) for name, figure in unsure.items()},
            {name: not isclose(low, high, rel_tol=1e-9) for name, (low, high) in ends.items()},
            more,
            self._labels(),
        )

    def _labels(self) -> dict[str, Label]:
        return {name: self.labels.get(name, Label(name.replace("_", " "), name)) for name in self.figures}

    def _unit(self, name: str) -> str:
        """Return the unit of a figure: its own, or that which a stage needs."""
        needed = (stage.needs[name] for stage in self.stages if name in stage.needs)
        return self.figures[name].unit or next(needed, "number")

    def provenance(self) -> ProvenanceTable:
        """Return where each figure comes from: kind, value, interval and source, in both languages."""
        return ProvenanceTable(
            figures=dict(self.figures), labels=self._labels(), units={name: self._unit(name) for name in self.figures}
        )


def _range(values: object, level: float) -> Interval | None:
    drawn = np.asarray(values, dtype=float)
    if drawn.ndim == 0 or (drawn == drawn[0]).all():
        return None
    found = percentile_interval(drawn, level=level)
    return Interval(low=found.low, high=found.high, level=level, method="Monte Carlo of the figures")


def _check_figure(name: str, figure: Figure, stage: Stage, period: str) -> None:
    where = f"figure {name!r}, stage {stage.key!r}"
    wanted = stage.needs.get(name)
    if wanted and figure.unit and figure.unit != wanted:
        raise InvalidValueError("unit", repr(wanted), figure.unit, where)
    if figure.per and figure.per != period:
        raise InvalidValueError("figure", f"per {period}, as the chain counts", f"per {figure.per}", where)
    if wanted == "share" or figure.unit == "share":
        found = figure.interval_at(0.999)
        ends = [figure.value] if found is None else [figure.value, found.low, found.high]
        if not all(0 <= end <= 1 for end in ends):
            raise InvalidValueError("figure", "a share from 0 to 1", figure.value, where)
    elif wanted == "count" and figure.value < 0:
        raise InvalidValueError("figure", "at least 0", figure.value, where)
