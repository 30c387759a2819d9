"""What a practice takes for granted about people and work, read from its words; opposite ones cannot both be had."""

from collections.abc import Mapping
from enum import Enum
from itertools import chain
from typing import Final

from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.archetypes._practices import Practice
from servicekit.foundation._vocabulary import Label, member

P, D, C, F = (
    ServiceArchetype.PERSONALISED,
    ServiceArchetype.IN_DEPTH,
    ServiceArchetype.SERVICE_CHAIN,
    ServiceArchetype.SERVICE_FACTORY,
)


class Assumption(Enum):
    """A thing taken for granted, with what its low and its high end say."""

    JUDGEMENT = (
        Label("each step is laid down and watched", "步骤有规定、有人监督"),
        Label("people are trusted to judge for themselves", "信任员工自己判断"),
    )
    MASTERY = (
        Label("anyone can learn the job here", "谁来都能当场学会"),
        Label("people have mastered a profession", "员工已精通专业"),
    )
    STAYING = (
        Label("people come and go", "人员来去频繁"),
        Label("people stay and rise", "员工长期留任并成长"),
    )
    CLOSENESS = (
        Label("the customer is met only briefly", "与客户接触短暂"),
        Label("the customer is known for long and closely", "与客户长期密切来往"),
    )
    CHANGE = (
        Label("the work stays the same", "工作内容固定"),
        Label("the work keeps changing", "工作内容不断变化"),
    )

    def said(self, level: float) -> Label:
        """What the end nearest to a level says; the middle says some of either."""
        low, high = self.value
        if level == 0.5:
            return Label(f"something between: {low.en}, and {high.en}", f"介于“{low.zh}”与“{high.zh}”之间")
        return high if level > 0.5 else low


# The level is the archetype's; which practices speak of it follows, so that practices of one archetype never oppose.
LEVELS: Final[Mapping[Assumption, Mapping[ServiceArchetype, float]]] = {
    Assumption.JUDGEMENT: {P: 1.0, D: 1.0, C: 0.0, F: 0.0},
    Assumption.MASTERY: {P: 1.0, D: 1.0, C: 0.5, F: 0.0},
    Assumption.STAYING: {D: 1.0, C: 1.0, F: 0.0},
    Assumption.CLOSENESS: {P: 0.0, D: 1.0, C: 1.0, F: 0.0},
    Assumption.CHANGE: {P: 1.0, D: 1.0, C: 0.0, F: 0.0},
}
_SPEAKING: Final[Mapping[Assumption, str]] = {
    Assumption.JUDGEMENT: """
        new_hires_in_depth training_personalised training_in_depth training_service_factory development_service_chain
        incentives_personalised support_personalised support_service_chain support_service_factory
        recovery_personalised recovery_in_depth recovery_service_chain recovery_service_factory
    """,
    Assumption.MASTERY: """
        new_hires_personalised new_hires_in_depth new_hires_service_chain new_hires_service_factory
        training_service_factory development_service_factory incentives_in_depth incentives_service_factory
        recovery_in_depth
    """,
    Assumption.STAYING: """
        new_hires_service_factory training_in_depth training_service_chain development_in_depth
        development_service_chain incentives_service_chain support_service_factory
    """,
    Assumption.CLOSENESS: """
        training_service_chain incentives_in_depth support_in_depth recovery_service_factory
    """,
    Assumption.CHANGE: """
        training_service_chain training_service_factory development_personalised incentives_in_depth
        support_service_factory
    """,
}
TAKEN_FOR_GRANTED: Final[Mapping[Practice, Mapping[Assumption, float]]] = {
    practice: {
        assumption: LEVELS[assumption][practice.archetype]
        for assumption, keys in _SPEAKING.items()
        if practice.key in keys.split()
    }
    for practice in (member(Practice, key) for key in dict.fromkeys(chain(*map(str.split, _SPEAKING.values()))))
}


def opposition(one: Practice, other: Practice) -> tuple[float, Assumption | None]:
    """Return how far apart two practices are in what both speak of (0 to 1), and in which assumption the farthest."""
    here, there = TAKEN_FOR_GRANTED.get(one, {}), TAKEN_FOR_GRANTED.get(other, {})
    gaps = [(abs(here[assumption] - there[assumption]), assumption) for assumption in here if assumption in there]
    return max(gaps, key=lambda gap: gap[0], default=(0.0, None))


def shared(one: Practice, other: Practice) -> Assumption | None:
    """Return the first thing that both practices take for granted alike."""
    here, there = TAKEN_FOR_GRANTED.get(one, {}), TAKEN_FOR_GRANTED.get(other, {})
    return next((assumption for assumption in here if there.get(assumption) == here[assumption]), None)
