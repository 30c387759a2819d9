"""A service organisation as it is described: its practices, from the catalogue or in free words, and its process."""

from collections.abc import Iterable, Mapping

import attrs
from attrs import field, frozen

from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.archetypes._practices import Practice, PracticeArea, practice_of
from servicekit.archetypes._process import PROCESS_OF, Process, ProcessTrait
from servicekit.foundation._checks import as_tuple
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label, member, members

Point = PracticeArea | ProcessTrait
POINTS: tuple[Point, ...] = (*PracticeArea, *ProcessTrait)


def _area(given: PracticeArea | str) -> PracticeArea:
    return member(PracticeArea, given)


def _like(given: Iterable[Practice | str]) -> tuple[Practice, ...]:
    return members(Practice, given)


@frozen(kw_only=True)
class Described:
    """A practice in the organisation's own words, mapped by hand to practices of the catalogue, or to none.

    Example:
        >>> import servicekit as sk
        >>> sk.archetypes.Described(area="new_hires", text="A week at the counter")
        Described(area=<PracticeArea.NEW_HIRES: 'new_hires'>, text='A week at the counter', like=())
    """

    area: PracticeArea = field(converter=_area)
    text: str
    like: tuple[Practice, ...] = field(default=(), converter=_like)

    def __attrs_post_init__(self) -> None:
        if not self.text.strip():
            raise InvalidValueError("text", "words that describe the practice", self.text)
        if strangers := [item.key for item in self.like if item.area is not self.area]:
            raise InvalidValueError("like", f"practices of the area {self.area.key!r}", strangers)

    @property
    def words(self) -> Label:
        """The description in both languages where it is a practice of the catalogue, else as it was given."""
        known = self.like[0].label if len(self.like) == 1 else None
        return known if known is not None and self.text == str(known) else Label(self.text, self.text)


def _of_catalogue(practice: Practice | str) -> Described:
    known = member(Practice, practice)
    return Described(area=known.area, text=str(known.label), like=(known,))


def _described(practices: Iterable[Practice | Described | str]) -> tuple[Described, ...]:
    """Bring practices of the catalogue and free words to one shape, in an order that does not hang on the caller's."""
    found = [item if isinstance(item, Described) else _of_catalogue(item) for item in as_tuple("practices", practices)]
    areas = list(PracticeArea)
    return tuple(sorted(set(found), key=lambda item: (areas.index(item.area), item.text)))


@frozen(kw_only=True)
class Organisation:
    """What is known of how an organisation serves; areas and traits may be missing and then do not count.

    Attributes:
        name: Its name, or that of a site.
        practices: Practices, keys of practices, or ``Described`` free words; the order does not matter.
        process: The traits of its process that are known.
        rater: Who described it, where several did.

    Example:
        >>> import servicekit as sk
        >>> shop = sk.archetypes.Organisation(name="Workshop", practices=["training_service_factory"])
        >>> shop.name
        'Workshop'
    """

    name: str
    practices: tuple[Described, ...] = field(default=(), converter=_described)
    process: Process = field(factory=Process)
    rater: str = ""

    @property
    def by_area(self) -> Mapping[PracticeArea, tuple[Described, ...]]:
        """The practices of each area that is described."""
        areas = {area: tuple(item for item in self.practices if item.area is area) for area in PracticeArea}
        return {area: items for area, items in areas.items() if items}

    @property
    def catalogued(self) -> tuple[Practice, ...]:
        """Practices of the catalogue to which the description was mapped, in the catalogue's order."""
        found = {practice for item in self.practices for practice in item.like}
        return tuple(practice for practice in Practice if practice in found)

    @property
    def undescribed(self) -> tuple[Point, ...]:
        """Areas and traits of which nothing is known."""
        return tuple(point for point in POINTS if point not in self.by_area and point not in self.process.known)


def pure(archetype: ServiceArchetype, *, name: str = "") -> Organisation:
    """Return the organisation that follows one archetype in every area and trait."""
    practices = tuple(practice_of(area, archetype) for area in PracticeArea)
    return Organisation(name=name or str(archetype), practices=practices, process=PROCESS_OF[archetype])


def reassigned(organisation: Organisation, point: Point, archetype: ServiceArchetype) -> Organisation:
    """Return the organisation after it has taken over one area or trait from an archetype."""
    if isinstance(point, ProcessTrait):
        level = getattr(PROCESS_OF[archetype], point.key)
        return attrs.evolve(organisation, process=attrs.evolve(organisation.process, **{point.key: level}))
    kept = tuple(item for item in organisation.practices if item.area is not point)
    return attrs.evolve(organisation, practices=(*kept, practice_of(point, archetype)))
