"""What a comparison with the archetypes found for each area and trait, for each archetype and for all four."""

from collections.abc import Mapping

from attrs import field, frozen

from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.archetypes._organisation import Organisation, Point
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
