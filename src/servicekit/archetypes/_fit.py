"""How like an organisation is to each archetype, with the reason for every practice and every trait."""

from collections.abc import Iterable
from typing import overload

from servicekit.archetypes._fit_results import ArchetypeFit, Fit, PointFit
from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.archetypes._organisation import POINTS, Described, Organisation
from servicekit.archetypes._practices import PracticeArea, practice_of
from servicekit.archetypes._process import PROCESS_OF, ProcessTrait
from servicekit.archetypes._rated_fit import RatedFit
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._markup import number
from servicekit.foundation._vocabulary import Label


def _area_fit(area: PracticeArea, items: tuple[Described, ...], archetype: ServiceArchetype) -> PointFit:
    wanted = practice_of(area, archetype)
    # a practice mapped to several of the catalogue counts in parts; one mapped to none suits no archetype
    parts = [(wanted in item.like) / len(item.like) if item.like else 0.0 for item in items]
    found = Label(", ".join(item.words.en for item in items), "、".join(item.words.zh for item in items))
    why = Label(
        f"here: {found.en}; in the archetype: {wanted.label.en}",
        f"现有做法：{found.zh}；该类型的做法：{wanted.label.zh}",
    )
    return PointFit(point=area, fit_share=sum(parts) / len(parts), why=why)


def _trait_fit(trait: ProcessTrait, level: float, archetype: ServiceArchetype) -> PointFit:
    wanted = PROCESS_OF[archetype].known[trait]
    why = Label(
        f"here: {number(level)}; in the archetype: {number(wanted)}",
        f"现为{number(level)}；该类型为{number(wanted)}",
    )
    return PointFit(point=trait, fit_share=1 - abs(level - wanted), why=why)


def fit_to(organisation: Organisation, archetype: ServiceArchetype) -> ArchetypeFit:
    """Return the similarity of an organisation to one archetype.

    Args:
        organisation: Its practices and its process.
        archetype: The archetype to compare it with.

    Formula:
        Mean over the described points; an area scores the share of its practices that are the archetype's,
        a trait 1 - |level - the archetype's level|.
    """
    areas, traits = organisation.by_area, organisation.process.known
    points = [
        _area_fit(point, areas[point], archetype)
        if isinstance(point, PracticeArea)
        else _trait_fit(point, traits[point], archetype)
        for point in POINTS
        if point in areas or point in traits
    ]
    return ArchetypeFit(archetype=archetype, points=tuple(points))


@overload
def archetype_fit(organisation: Organisation, *, level: float = 0.95) -> Fit: ...
@overload
def archetype_fit(organisation: Iterable[Organisation], *, level: float = 0.95) -> RatedFit: ...
def archetype_fit(organisation: Organisation | Iterable[Organisation], *, level: float = 0.95) -> Fit | RatedFit:
    """Return the similarity of an organisation to each of the four archetypes, with reasons.

    Args:
        organisation: Its practices and its process; or descriptions of one organisation by several raters, which
            gives the mean similarity with its interval and how far the raters agree.
        level: Confidence level of what several raters say.

    Raises:
        InvalidValueError: Several descriptions are of different organisations, or two are by one rater.

    Example:
        >>> import servicekit as sk
        >>> shop = sk.archetypes.Organisation(name="Workshop", practices=["training_service_factory"])
        >>> str(sk.archetypes.archetype_fit(shop).title)
        'Fit to the four archetypes 与四种服务类型的符合程度'
        >>> seen = {
        ...     "site": ["North"] * 4,
        ...     "by": ["Li", "Li", "Wu", "Wu"],
        ...     "practice": ["training_in_depth", "recovery_in_depth", "training_in_depth", "recovery_service_chain"],
        ... }
        >>> rated = sk.archetypes.archetype_fit(sk.archetypes.read_sites(seen, rater="by"))
        >>> rated.similarity["in_depth"].value, rated.best_by_rater
        (0.75, {'Li': ('in_depth',), 'Wu': ('in_depth', 'service_chain')})
    """
    if not isinstance(organisation, Organisation):
        return _rated(list(organisation), level)
    return Fit(
        organisation=organisation, fits={archetype: fit_to(organisation, archetype) for archetype in ServiceArchetype}
    )


def _rated(described: list[Organisation], level: float) -> RatedFit:
    if len(names := {one.name for one in described}) > 1:
        raise InvalidValueError("organisation", "descriptions of one organisation", sorted(names))
    raters = [one.rater for one in described]
    if len(raters) > 1 and (len(set(raters)) < len(raters) or "" in raters):
        raise InvalidValueError("organisation", "descriptions by raters who are named and differ", raters)
    return RatedFit(fits=tuple(archetype_fit(one) for one in described), level=level)
