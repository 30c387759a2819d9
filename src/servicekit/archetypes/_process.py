"""Four traits of a service process, from low to high, and where each archetype stands on them."""

from collections.abc import Mapping
from typing import Any, Final

import attrs
from attrs import field, frozen

from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.foundation._checks import share
from servicekit.foundation._documents import SERVICE_TYPES, under
from servicekit.foundation._literature import SCHMENNER_1986
from servicekit.foundation._vocabulary import Concept, Label, framework

LEVELS: Final[Mapping[str, float]] = {"low": 0.0, "medium": 0.5, "high": 1.0}


@framework(
    "F30",
    title=Label("Traits of a service process", "服务流程的特征"),
    summary=Label(
        "Four traits by which the process of a service organisation is described.",
        "描述服务组织流程的四个特征。",
    ),
    sources=(under(SERVICE_TYPES, "四种服务类型"), SCHMENNER_1986),
    interpretation=Label(
        "The document gives the traits in words; low or high for each archetype is read from them.",
        "原文以文字描述特征；各类型的高低由此解读。",
    ),
)
class ProcessTrait(Concept):
    """A trait of the process by which a service is given."""

    CONTACT = (
        "contact",
        "Customer contact",
        "客户接触",
        "How long and close the contact with the customer is.",
        "与客户接触的时间长短和密切程度。",
    )
    CUSTOMISATION = (
        "customisation",
        "Customisation",
        "定制程度",
        "How far the service is shaped for the single customer.",
        "服务为单个客户量身定制的程度。",
    )
    LABOUR_INTENSITY = (
        "labour_intensity",
        "Labour intensity",
        "劳动密集度",
        "How much work of people there is for each unit of plant and equipment.",
        "人力相对于设施设备的比重。",
    )
    STANDARDISATION = (
        "standardisation",
        "Process standardisation",
        "流程标准化",
        "How far each step is laid down beforehand.",
        "每个步骤事先规定的程度。",
    )


def _level(value: object) -> Any:
    return LEVELS.get(value, value) if isinstance(value, str) else value


_share_if_known: Final = attrs.validators.optional(share)


@frozen(kw_only=True)
class Process:
    """A service process on its four traits, each 0 (low) to 1 (high), "low", "medium" or "high"; None if not known.

    Example:
        >>> import servicekit as sk
        >>> sk.archetypes.Process(contact="low")
        Process(contact=0.0, customisation=None, labour_intensity=None, standardisation=None)
    """

    contact: float | None = field(default=None, converter=_level, validator=_share_if_known)
    customisation: float | None = field(default=None, converter=_level, validator=_share_if_known)
    labour_intensity: float | None = field(default=None, converter=_level, validator=_share_if_known)
    standardisation: float | None = field(default=None, converter=_level, validator=_share_if_known)

    @property
    def known(self) -> Mapping[ProcessTrait, float]:
        """The traits that are known."""
        levels = {trait: getattr(self, trait.key) for trait in ProcessTrait}
        return {trait: level for trait, level in levels.items() if level is not None}


PROCESS_OF: Final[Mapping[ServiceArchetype, Process]] = {
    ServiceArchetype.PERSONALISED: Process(contact=0.0, customisation=1.0, labour_intensity=0.0, standardisation=0.0),
    ServiceArchetype.IN_DEPTH: Process(contact=1.0, customisation=1.0, labour_intensity=1.0, standardisation=0.0),
    ServiceArchetype.SERVICE_CHAIN: Process(contact=1.0, customisation=0.0, labour_intensity=1.0, standardisation=1.0),
    ServiceArchetype.SERVICE_FACTORY: Process(
        contact=0.0, customisation=0.0, labour_intensity=0.0, standardisation=1.0
    ),
}
