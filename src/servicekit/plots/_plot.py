"""One call for any result: the picture that suits it, or its figures with their intervals side by side."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any, Final

import attrs

from servicekit.archetypes._fit_results import Fit
from servicekit.archetypes._rated_fit import RatedFit
from servicekit.chain._sensitivity import Sensitivity
from servicekit.chain._stages import ChainRun
from servicekit.chain._what_if import WhatIfCurve
from servicekit.comments._topic_shares import TopicShares
from servicekit.complaints.cases._backlog import Backlog
from servicekit.complaints.cases._due_calls import DueCalls
from servicekit.complaints.cases._durations import CaseTime
from servicekit.complaints.causes._pareto import Pareto
from servicekit.experience._funnel import Funnel
from servicekit.experience._journey_results import TouchpointJourney
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._errors import NotEnoughDataError
from servicekit.foundation._results import Estimate, Result
from servicekit.foundation._vocabulary import Label, Language, check_language
from servicekit.improvement._target import TargetStatus
from servicekit.improvement._verified_effect import VerifiedEffect
from servicekit.index_models._result import SatisfactionIndex
from servicekit.loyalty.causes._satisfaction_link import SatisfactionLink
from servicekit.loyalty.causes._trust import TrustBesideSatisfaction
from servicekit.loyalty.customers._concentration import Concentration
from servicekit.loyalty.customers._target_groups import CustomerBase
from servicekit.loyalty.programmes._care_vouchers import CareVouchers
from servicekit.loyalty.typology._attitude_patronage import AttitudePatronage
from servicekit.loyalty.typology._loyalty_types import LoyaltyTypes
from servicekit.plots._axes import Axes
from servicekit.plots._canvas import named
from servicekit.plots._comments import draw_topics
from servicekit.plots._compliance import draw_rated_fit, plot_archetype_fit, plot_pareto, plot_scores
from servicekit.plots._control_chart import plot_backlog, plot_control_chart
from servicekit.plots._customers import draw_customer_base, draw_short_of_target
from servicekit.plots._effect import plot_effect
from servicekit.plots._estimates import plot_estimates, plot_ranking, plot_shares
from servicekit.plots._experience import draw_funnel, draw_journey, draw_ladder, draw_tree
from servicekit.plots._index_model import plot_index_model
from servicekit.plots._internal_gaps import draw_internal_gaps
from servicekit.plots._loyalty import (
    plot_attitude_matrix,
    plot_lorenz,
    plot_loyalty_types,
    plot_satisfaction_curve,
    plot_value_by_tenure,
)
from servicekit.plots._monitor import draw_monitor
from servicekit.plots._named_figures import of_calls, of_trust, of_vouchers
from servicekit.plots._priorities import plot_priorities, plot_quality
from servicekit.plots._survival import draw_service_level_fit, plot_service_level, plot_survival
from servicekit.plots._targets import draw_targets
from servicekit.plots._unit_funnel import draw_unit_funnel
from servicekit.plots._what_first import draw_crosstab, draw_excellence, draw_investment, draw_kano, draw_two_sided
from servicekit.plots._what_if import draw_chain, draw_tornado, draw_what_if_curve
from servicekit.priorities._excellence import Excellence
from servicekit.priorities._importance_performance import Priorities
from servicekit.priorities._investment import InvestmentPlan
from servicekit.priorities._kano import Kano
from servicekit.priorities._two_sided import TwoSidedDrivers
from servicekit.satisfaction._disconfirmation import DisconfirmationShares
from servicekit.satisfaction._internal_gap_results import InternalGaps
from servicekit.satisfaction._ladder import ExpectationLadder
from servicekit.satisfaction._net_promoter import NetPromoterScore
from servicekit.satisfaction._servqual import ServiceQuality
from servicekit.satisfaction._top_box import TopBox
from servicekit.satisfaction._tree_nodes import TreeScore
from servicekit.satisfaction._verdict_shares import VerdictShares
from servicekit.segments._crosstab import Crosstab
from servicekit.standards._score import AuditScore
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.monitoring._control_charts import ControlChart
from servicekit.stats.monitoring._monitoring import Monitor
from servicekit.stats.rankings._ranking import Ranking
from servicekit.stats.rankings._unit_funnel import UnitFunnel
from servicekit.stats.survival._survival import SurvivalCurve
from servicekit.value._short_of_target import ShortOfTarget
from servicekit.value._tenure import TenureProfit, TenureSpend
from servicekit.waiting._calibration import ServiceLevelFit
from servicekit.waiting._staffing import StaffingPlan

Draw = Callable[..., Axes]
SEVERAL: Final = Label("Figures with their intervals", "各项数值及区间")
"""Heading of figures that each have a name of their own."""


def _named(figures: Callable[..., Mapping[str, Estimate]], result: object, *, language: Language, **about: Any) -> Any:
    return plot_estimates(figures(result, language), percent=True, language=language, **about)


PICTURES: Final[Mapping[type, Draw]] = {
    Excellence: draw_excellence,
    ExpectationLadder: draw_ladder,
    Fit: plot_archetype_fit,
    Funnel: draw_funnel,
    TouchpointJourney: draw_journey,
    TopicShares: draw_topics,
    TargetStatus: draw_targets,
    TreeScore: draw_tree,
    ChainRun: draw_chain,
    Sensitivity: draw_tornado,
    WhatIfCurve: draw_what_if_curve,
    UnitFunnel: draw_unit_funnel,
    AttitudePatronage: plot_attitude_matrix,
    Backlog: plot_backlog,
    Concentration: plot_lorenz,
    ControlChart: plot_control_chart,
    Crosstab: draw_crosstab,
    CustomerBase: draw_customer_base,
    InternalGaps: draw_internal_gaps,
    ShortOfTarget: draw_short_of_target,
    CareVouchers: lambda result, **about: _named(of_vouchers, result, **about),
    DueCalls: lambda result, **about: _named(of_calls, result, **about),
    TrustBesideSatisfaction: lambda result, **about: _named(of_trust, result, **about),
    InvestmentPlan: draw_investment,
    Kano: draw_kano,
    LoyaltyTypes: plot_loyalty_types,
    Monitor: draw_monitor,
    Pareto: plot_pareto,
    Priorities: plot_priorities,
    Ranking: plot_ranking,
    RatedFit: draw_rated_fit,
    SatisfactionIndex: plot_index_model,
    SatisfactionLink: plot_satisfaction_curve,
    ServiceQuality: plot_quality,
    SurvivalCurve: plot_survival,
    TenureProfit: plot_value_by_tenure,
    TenureSpend: plot_value_by_tenure,
    TwoSidedDrivers: draw_two_sided,
    VerifiedEffect: plot_effect,
    CaseTime: lambda result, **about: plot_survival(result.curve, **about),
    DisconfirmationShares: lambda result, **about: plot_shares(result.outcomes, **about),
    VerdictShares: lambda result, **about: plot_shares(result.shares, **about),
    NetPromoterScore: lambda result, **about: plot_shares(result.group_shares, **about),
    StaffingPlan: lambda result, **about: plot_service_level({"": result}, **about),
}
"""Result -> the picture made for it."""
GROUPED: Final[Mapping[type, Draw]] = {
    TargetStatus: draw_targets,
    AuditScore: plot_scores,
    ServiceLevelFit: draw_service_level_fit,
    SurvivalCurve: plot_survival,
    CaseTime: lambda found, **about: plot_survival({key: time.curve for key, time in found.items()}, **about),
}
"""Result -> the picture of several of them, by group."""


def plot(
    result: Result | Mapping[Any, Estimate],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    title: str | None = None,
) -> Axes:
    """Draw any result in one call.

    A result with a picture of its own (``plot_index_model``, ``plot_lorenz``, ...) gets that; any other shows its
    figures with their intervals. The functions of those names have settings that this one leaves at their defaults.

    Args:
        result: A result, the groups of one (``by=``), or estimates by name.
        ax: Axes to draw on; new ones if None.
        language: Language of labels, "en" or "zh".
        title: Heading; the name of the measure if None.

    Returns:
        The axes of matplotlib that hold the picture.

    Raises:
        InvalidValueError: What was given is no result.
        NotEnoughDataError: The result has no figure to draw.

    Example:
        >>> import servicekit as sk
        >>> ax = sk.plots.plot(sk.net_promoter_score([9, 10, 3, 7]), language="zh")
        >>> ax.get_title(loc="left")
        '净推荐值'
    """
    validate(instance_of((Result, Mapping), "a result, its groups or estimates by name"), "result", result)
    check_language(language)
    draw, drawn = _picture(result, language)
    first = next(iter(result.values()), None) if isinstance(result, Mapping) else result
    several = len(_titles(result)) > 1
    name = SEVERAL.text(language) if several else first.title.text(language) if isinstance(first, Result) else ""
    return draw(drawn, ax=ax, language=language, title=name if title is None else title)


def _picture(result: Any, language: Language) -> tuple[Draw, Any]:
    grouped = isinstance(result, Mapping)
    first = next(iter(result.values()), None) if grouped else result
    for kind, draw in (GROUPED if grouped else PICTURES).items():
        if isinstance(first, kind):
            return draw, result
    own = len(_titles(result)) > 1  # each has a name of its own, such as the indices of a model
    figures = {entry.title.text(language) if own else name: entry for name, entry in _figures(result, language)}
    if not figures:
        raise NotEnoughDataError(f"{type(result).__name__} has no figure to draw; read its to_dict()")
    is_share = all(isinstance(entry, Share | TopBox) for entry in figures.values())
    return partial(plot_estimates, percent=is_share), figures


def _titles(result: object) -> set[Label]:
    """Return the names that the members of a mapping have by themselves."""
    entries = result.values() if isinstance(result, Mapping) else ()
    return {entry.title for entry in entries if isinstance(entry, Estimate)}


def _said(key: object, language: Language) -> str:
    name = getattr(key, "label", key)
    return name.text(language) if isinstance(name, Label) else named(name, language)


def _figures(result: Any, language: Language) -> Iterator[tuple[str, Any]]:
    """Yield what has a value and an interval in a result, by name, from the outermost in."""
    if isinstance(result, Mapping):
        for key, entry in result.items():
            name = _said(key, language)
            if _is_figure(entry):
                yield name, entry
            elif isinstance(entry, Result):
                colon = "：" if language == "zh" else ": "
                yield from ((f"{name}{colon}{inner}", found) for inner, found in _figures(entry, language))
    elif _is_figure(result):
        yield "", result
    else:
        yield from _derived(result, language)
        for field in attrs.fields(type(result)):
            yield from _entries(field.name, getattr(result, field.name), language)


def _derived(result: Any, language: Language) -> Iterator[tuple[str, Any]]:
    intervals = getattr(result, "intervals", {})  # of parameters, which are plain numbers
    for name in result.derived:
        entry = getattr(result, name)
        if isinstance(entry, float) and name in intervals:
            yield name, SimpleNamespace(value=entry, interval=intervals[name], reason=None)
        else:
            yield from _entries(name, entry, language)


def _entries(name: str, entry: object, language: Language) -> Iterator[tuple[str, Any]]:
    if _is_figure(entry):
        yield name.replace("_", " "), entry
    elif isinstance(entry, Mapping):
        yield from _figures(entry, language)
    elif isinstance(entry, tuple):
        for place, each in enumerate(entry, start=1):
            if _is_figure(each):
                pair = [str(getattr(each, end)) for end in ("first", "second") if hasattr(each, end)]
                yield " – ".join(pair) or f"{name.replace('_', ' ')} {place}", each


def _is_figure(entry: object) -> bool:
    return isinstance(entry, Result) and hasattr(entry, "value") and hasattr(entry, "interval")
