"""The result of an index model: it stores moments of the items, weights and draws, and derives every figure."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from attrs import field, frozen

from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.foundation._checks import confidence
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval, SetsAside
from servicekit.foundation._vocabulary import Label
from servicekit.index_models import _scores as scores
from servicekit.index_models._bootstrap import (
    Evaluation,
    IndexDraws,
    Setting,
    evaluate,
    in_index_units,
    moments_for_fit,
)
from servicekit.index_models._estimation import Mode, Scheme, design_of, fit_of
from servicekit.index_models._model import IndexModel
from servicekit.index_models._validity import ConstructValidity
from servicekit.stats.intervals._estimates import Resampled
from servicekit.stats.intervals._model_intervals import ExplainedShare, ModelFigure, PathCoefficient
from servicekit.stats.reliability._reliability import Matrix, alpha_of, correlations_of
from servicekit.stats.reliability._reliability_limits import finite_or_none


@frozen(kw_only=True, slots=False)
class SatisfactionIndex(SetsAside, Estimate):
    """A satisfaction index, 0-100, with the model that explains it.

    Attributes:
        model: Constructs and paths.
        columns: Columns of each construct.
        scales: Scale of each column.
        scheme, modes, consistent, standardised: How the model was estimated.
        n: Rows used.
        n_missing, rejected: Rows left out or incomplete; answers set aside, by column.
        means, covariance: Of the columns, in the order of ``columns``, in their own units.
        weights: Outer weights of the columns, giving scores of variance 1; empty where not estimable.
        seed: Of the resamples; None where there were none, or a generator was handed in.
        draws: Figures in the resamples.
        problem: Why nothing could be estimated.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> model = sk.index_models.index_model("quality -> satisfaction")
        >>> survey = {
        ...     "clean": [7, 9, 4, 8, 6, 10, 5, 7],
        ...     "kind": [6, 9, 5, 8, 7, 9, 4, 8],
        ...     "overall": [7, 10, 4, 8, 7, 9, 5, 8],
        ... }
        >>> columns = {"quality": ["clean", "kind"], "satisfaction": "overall"}
        >>> index = sk.satisfaction_index(survey, model, columns=columns, scale=sk.ONE_TO_TEN, resamples=0)
        >>> list(index.paths)
        ['quality -> satisfaction']
    """

    title = Label("Satisfaction index", "满意度指数")
    derived = (
        "value",
        "interval",
        "reason",
        "indices",
        "paths",
        "r2",
        "total_effects",
        "item_weights",
        "n_failed",
    )

    model: IndexModel
    columns: Mapping[str, tuple[str, ...]] = field(hash=False)
    scales: tuple[Scale, ...]
    scheme: Scheme
    modes: Mapping[str, Mode] = field(hash=False)
    consistent: bool
    standardised: bool
    n: int
    n_missing: int
    rejected: Mapping[str, int] = field(factory=dict, hash=False)
    means: tuple[float, ...]
    covariance: Matrix = field(repr=False)
    weights: tuple[float, ...]
    seed: int | None = None
    draws: IndexDraws | None = field(default=None, repr=False, eq=False, metadata={"evidence": False})
    problem: Reason | None = None
    level: float = field(default=0.95, validator=confidence)

    @property
    def items(self) -> tuple[str, ...]:
        """All columns in the order of the constructs."""
        return tuple(name for names in self.columns.values() for name in names)

    @cached_property
    def setting(self) -> Setting:
        """How the model was estimated, in the form that the arithmetic needs."""
        sizes = [len(names) for names in self.columns.values()]
        return Setting(
            design=design_of(self.model, sizes, scheme=self.scheme, modes=self.modes),
            slopes=scores.slopes(self.scales),
            origins=scores.origins(self.scales),
            standardised=self.standardised,
            consistent=self.consistent,
        )

    @cached_property
    def figures(self) -> Evaluation | None:
        """Every figure of the model as arrays, from the evidence; None where there is a ``problem``."""
        if self.problem:
            return None
        setting = self.setting
        means, covariances = np.array(self.means)[:, None], np.array(self.covariance)[:, :, None]
        means, covariances = in_index_units(means, covariances, setting)
        matrices, deviations = moments_for_fit(covariances, setting)
        fitted = fit_of(np.array(self.weights)[:, None], matrices, setting.design)
        return evaluate(fitted, means, matrices, deviations, setting)

    @property
    def is_solved(self) -> bool:
        """Whether every path could be computed."""
        return self.figures is not None and bool(np.isfinite(self.figures.paths).all())

    @property
    def n_failed(self) -> int:
        """Resamples in which the model could not be estimated."""
        return self.draws.n_failed if self.draws else 0

    def estimate(self, values: Floats, draws: Floats | None, name: Label) -> Resampled:
        """Return one figure with its draws; resamples in which it is not finite count as failed.

        Args:
            values: The figure, (1,).
            draws: It in the resamples.
            name: What it is.
        """
        value = float(values[0])
        kept = np.empty(0) if draws is None else draws[np.isfinite(draws)]
        lost = 0 if draws is None else len(draws) - len(kept)
        return Resampled(
            value=value if np.isfinite(value) else None,
            draws=kept,
            level=self.level,
            n_failed=self.n_failed + lost,
            name=name,
        )

    def _drawn(self, name: str, *place: int) -> Floats | None:
        drawn: Floats | None = None if self.draws is None else getattr(self.draws, name)[place]
        return drawn

    @property
    def _target(self) -> Resampled | None:
        return self.indices[self.model.target] if self.indices else None

    @property
    def value(self) -> float | None:
        """The index of the target construct, 0-100."""
        return self._target.value if self._target else None

    @property
    def interval(self) -> Interval | None:
        """Its percentile interval over resamples of the replicate groups."""
        return self._target.interval if self._target else None

    @property
    def standard_error(self) -> float | None:
        """Of the value, from the resamples."""
        return self._target.standard_error if self._target else None

    @property
    def reason(self) -> Reason | None:
        """Why there is no value ("zero_variance:item", "negative_weight:item", "resamples failed: k of B", ...)."""
        if self.problem or self._target is None:
            return self.problem
        negative = [item for item in self.columns[self.model.target] if self.item_weights[item] < 0]
        return why(NotEstimable.NEGATIVE_WEIGHT, names=negative) if negative else self._target.reason

    @property
    def indices(self) -> dict[str, Resampled]:
        """Index of each construct, 0-100; not computable where an item has a negative weight."""
        if self.figures is None:
            return {}
        figures = self.figures.indices
        return {
            key: self.estimate(figures[j], self._drawn("indices", j), self.model.label(key))
            for j, key in enumerate(self.model.keys)
        }

    @property
    def paths(self) -> dict[str, Resampled]:
        """Standardised effect of each cause on its effect, by ``"cause -> effect"``."""
        if (figures := self.figures) is None:
            return {}
        plain = self._between(figures.paths, None if self.draws is None else self.draws.paths, self.model.paths)
        causes = {name: len(self.model.causes(name.split(" -> ")[1])) for name in plain}
        return {name: self._of_model(PathCoefficient, found, causes[name]) for name, found in plain.items()}

    def _of_model(self, kind: type[ModelFigure], found: Resampled, predictors: int) -> Any:
        fields: dict[str, Any] = {
            "value": found._value,
            "draws": found.draws,
            "level": found.level,
            "n_failed": found.n_failed,
            "name": found.name,
        }
        return kind(rows=float(self.n), predictors=predictors, **fields)

    @property
    def total_effects(self) -> dict[str, Resampled]:
        """Standardised direct and indirect effects together, by ``"cause -> effect"``, for all pairs that have any."""
        if (figures := self.figures) is None:
            return {}
        effects = scores.total_effects(figures.paths)
        drawn = None if self.draws is None else scores.total_effects(self.draws.paths)
        keys = self.model.keys
        pairs = [(keys[i], keys[j]) for i, j in zip(*np.nonzero(effects[:, :, 0]), strict=True)]
        return self._between(effects, drawn, pairs)

    def _between(self, values: Floats, draws: Floats | None, pairs: Any) -> dict[str, Resampled]:
        keys, found = self.model.keys, {}
        for cause, effect in pairs:
            i, j = keys.index(cause), keys.index(effect)
            names = self.model.label(cause), self.model.label(effect)
            label = Label(" → ".join(name.en for name in names), " → ".join(name.zh for name in names))
            found[f"{cause} -> {effect}"] = self.estimate(values[i, j], None if draws is None else draws[i, j], label)
        return found

    @property
    def r2(self) -> dict[str, Resampled]:
        """Share of the variance of each construct that its causes explain."""
        if (figures := self.figures) is None:
            return {}
        keys, r2 = self.model.keys, figures.r2
        return {
            key: self._of_model(
                ExplainedShare,
                self.estimate(r2[j], self._drawn("r2", j), self.model.label(key)),
                len(self.model.causes(key)),
            )
            for j, key in enumerate(keys)
            if self.model.causes(key)
        }

    @property
    def item_weights(self) -> dict[str, float]:
        """Weight of each item in its construct's index; within a construct they sum to 1."""
        if self.problem:
            return {}
        raw = np.array(self.weights)
        if self.standardised:
            raw = raw / (np.sqrt(np.diag(np.array(self.covariance))) * np.abs(self.setting.slopes))
        totals = np.concatenate([np.full(b.stop - b.start, raw[b].sum()) for b in self.setting.design.blocks])
        return dict(zip(self.items, (raw / totals).tolist(), strict=True))

    @property
    def loadings(self) -> dict[str, Resampled]:
        """Correlation of each item with its construct."""
        if (figures := self.figures) is None:
            return {}
        return {
            item: self.estimate(figures.loadings[i], self._drawn("loadings", i), Label(item, item))
            for i, item in enumerate(self.items)
        }

    @property
    def validity(self) -> dict[str, ConstructValidity]:
        """Reliability and validity of each construct."""
        if (figures := self.figures) is None:
            return {}
        keys = self.model.keys
        within = correlations_of(
            np.array(self.covariance) * np.sign(np.outer(self.setting.slopes, self.setting.slopes))
        )
        found = {}
        for j, (key, block) in enumerate(zip(keys, self.setting.design.blocks, strict=True)):
            names, own = self.columns[key], within[block, block]
            crossed = figures.proxies[:, block, 0].T.tolist()
            found[key] = ConstructValidity(
                construct=key,
                loadings=dict(zip(names, figures.loadings[block, 0].tolist(), strict=True)),
                cross_loadings={
                    name: dict(zip(keys, row, strict=True)) for name, row in zip(names, crossed, strict=True)
                },
                rho_a=finite_or_none(figures.reliability[j, 0]),
                alpha=finite_or_none(float(alpha_of(own))) if len(own) > 1 else None,
                correlations={
                    other: value
                    for other, value in zip(keys, figures.correlations[j, :, 0].tolist(), strict=True)
                    if other != key
                },
            )
        return found

    @property
    def htmt(self) -> dict[str, Resampled]:
        """Heterotrait-monotrait ratio of each pair of constructs, by ``"one, other"``; 1 means they are one."""
        if (figures := self.figures) is None:
            return {}
        keys, found = self.model.keys, {}
        for i, first in enumerate(keys):
            for j in range(i + 1, len(keys)):
                name = Label(f"HTMT {first}, {keys[j]}", f"HTMT {first}、{keys[j]}")
                found[f"{first}, {keys[j]}"] = self.estimate(figures.htmt[i, j], self._drawn("htmt", i, j), name)
        return found
