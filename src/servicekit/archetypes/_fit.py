"""How like an organisation is to each archetype, with the reason for every practice and every trait."""

from collections.abc import Mapping

from attrs import field, frozen

from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.archetypes._organisation import POINTS, Described, Organisation, Point
from servicekit.archetypes._practices import PracticeArea, practice_of
from servicekit.archetypes._process import PROCESS_OF, ProcessTrait
from servicekit.foundation._markup import number
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Result
from servicekit.foundation._vocabulary import Label, member


@frozen(kw_only=True)
class PointFit:
    """How well one area or trait suits an archetype, and why."""

    point: Point
    fit_share: float
    why: Label


@frozen(kw_only=True)
class ArchetypeFit(Estimate):
    """Similarity to one archetype: the mean fit of the areas and traits that are described, each counting the same."""

    title = Label("Similarity to an archetype", "与服务类型的相似度")
    derived = ("value", "reason", "reasons")

    archetype: ServiceArchetype
    points: tuple[PointFit, ...]

    @property
    def value(self) -> float | None:
        """From 0 to 1, and 1 for the pure archetype."""
        return sum(point.fit_share for point in self.points) / len(self.points) if self.points else None

    @property
    def reason(self) -> Reason | None:
        """Why there is no similarity."""
        return None if self.points else why(NotEstimable.NOT_DESCRIBED)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reason for each area and trait in both languages."""
        return tuple(f"{point.point.label}: {point.why}" for point in self.points)


@frozen(kw_only=True)
class Fit(Result):
    """Similarity of an organisation to all four archetypes; ``best`` names more than one where they tie."""

    title = Label("Fit to the four archetypes", "与四种服务类型的符合程度")
    derived = ("best", "similarity", "undescribed")

    organisation: Organisation
    fits: Mapping[ServiceArchetype, ArchetypeFit] = field(hash=False)

    def __getitem__(self, archetype: ServiceArchetype | str) -> ArchetypeFit:
        return self.fits[member(ServiceArchetype, archetype)]

    @property
    def similarity(self) -> Mapping[str, float | None]:
        """Similarity by key of the archetype."""
        return {archetype.key: fit.value for archetype, fit in self.fits.items()}

    @property
    def best(self) -> tuple[ServiceArchetype, ...]:
        """The archetype, or archetypes, to which the organisation is most similar; none if nothing is described."""
        known = {archetype: fit.value for archetype, fit in self.fits.items() if fit.value is not None}
        top = max(known.values(), default=None)
        return tuple(archetype for archetype, value in known.items() if value == top)

    @property
    def undescribed(self) -> tuple[str, ...]:
        """Keys of the areas and traits that could not count."""
        return tuple(point.key for point in self.organisation.undescribed)


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


def archetype_fit(organisation: Organisation) -> Fit:
    """Return the similarity of an organisation to each of the four archetypes, with reasons.

    Args:
        organisation: Its practices and its process.

    Example:
        >>> import servicekit as sk
        >>> shop = sk.archetypes.Organisation(name="Workshop", practices=["training_service_factory"])
        >>> str(sk.archetypes.archetype_fit(shop).title)
        'Fit to the four archetypes 与四种服务类型的符合程度'
    """
    return Fit(
        organisation=organisation, fits={archetype: fit_to(organisation, archetype) for archetype in ServiceArchetype}
    )
