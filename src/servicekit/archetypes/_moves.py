"""What to change, in which order, to become a chosen archetype."""

from typing import Final

from attrs import frozen

from servicekit.archetypes._contradictions import contradictions
from servicekit.archetypes._fit import fit_to
from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.archetypes._organisation import Organisation, Point, reassigned
from servicekit.archetypes._practices import PracticeArea
from servicekit.archetypes._process import ProcessTrait
from servicekit.foundation._vocabulary import Label, member

# The process decides which people are needed, people what they must learn, and only then do rewards make sense.
USUAL_ORDER: Final[tuple[Point, ...]] = (
    *ProcessTrait,
    PracticeArea.NEW_HIRES,
    PracticeArea.TRAINING,
    PracticeArea.SUPPORT,
    PracticeArea.INCENTIVES,
    PracticeArea.DEVELOPMENT,
    PracticeArea.RECOVERY,
)


@frozen(kw_only=True)
class Move:
    """One change on the way to an archetype and how things stand after it."""

    point: Point
    why: Label
    similarity_after_share: float
    contradictions_after: int


def suggested_moves(organisation: Organisation, *, to: ServiceArchetype | str) -> tuple[Move, ...]:
    """Return the changes that lead to an archetype, each time the one that leaves the fewest contradictions.

    Among equals the usual order decides: process, new hires, training, support, incentives, development, recovery.
    Areas and traits of which nothing is known are not moved; ``organisation.undescribed`` names them.

    Args:
        organisation: Where one stands.
        to: The archetype one wants to be, or its key.

    Returns:
        As many moves as there are points that differ; after the last the organisation is wholly the archetype
        in all that is described.

    Example:
        >>> import servicekit as sk
        >>> shop = sk.archetypes.Organisation(name="Workshop", practices=["training_service_factory"])
        >>> len(sk.archetypes.suggested_moves(shop, to="personalised"))
        1
    """
    route: list[Move] = []
    now, goal = organisation, member(ServiceArchetype, to)
    while differing := {fit.point: fit.why for fit in fit_to(now, goal).points if fit.fit_share < 1}:
        options = [(point, reassigned(now, point, goal)) for point in sorted(differing, key=USUAL_ORDER.index)]
        point, now = min(options, key=lambda option: len(contradictions(option[1])))
        route.append(
            Move(
                point=point,
                why=differing[point],
                similarity_after_share=fit_to(now, goal).value or 0.0,
                contradictions_after=len(contradictions(now)),
            )
        )
    return tuple(route)
