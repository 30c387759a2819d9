"""Worked profiles: the four firms of the documents, and a workshop, a fashion shop and a property office."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from servicekit.archetypes._four_archetypes import EXEMPLARS, ServiceArchetype
from servicekit.archetypes._organisation import Described, Organisation, pure
from servicekit.archetypes._practices import Practice, PracticeArea, practice_of
from servicekit.archetypes._process import PROCESS_OF, Process
from servicekit.foundation._vocabulary import Label, member

_FIRMS: Final = {
    "microsoft": ServiceArchetype.PERSONALISED,
    "mckinsey": ServiceArchetype.IN_DEPTH,
    "disney": ServiceArchetype.SERVICE_CHAIN,
    "fedex": ServiceArchetype.SERVICE_FACTORY,
}
# what the documents add to a firm's practices, with the area it belongs to
_WAYS: Final = {
    "microsoft": (
        (PracticeArea.NEW_HIRES, Label("hired for grasping, explaining and analysing", "招聘看重领会、讲解与分析能力")),
    ),
    "mckinsey": (
        (PracticeArea.NEW_HIRES, Label("hired from the best graduate schools", "从最好的研究生院招聘")),
        (
            PracticeArea.TRAINING,
            Label("language, behaviour, how chief executives think", "训练沟通语言、行为心理与总裁习惯"),
        ),
    ),
    "disney": (
        (PracticeArea.TRAINING, Label("two days of orientation, four weeks of trade", "两天入门、四周专业训练")),
        (PracticeArea.DEVELOPMENT, Label("the result of training sets the pay grade", "培训结果决定工资级别")),
        (PracticeArea.INCENTIVES, Label("much is celebrated", "有诸多庆祝方式")),
    ),
    "fedex": (
        (PracticeArea.NEW_HIRES, Label("couriers are hired fast", "快速聘用递送人员")),
        (
            PracticeArea.SUPPORT,
            Label("3,000 people design standard motions; supervision is strict", "三千多人设计标准动作，监督严格"),
        ),
    ),
}


def _firm(key: str) -> Organisation:
    archetype = _FIRMS[key]
    told = tuple(
        Described(area=area, text=str(words), like=(practice_of(area, archetype),)) for area, words in _WAYS[key]
    )
    whole = pure(archetype)
    return Organisation(
        name=str(EXEMPLARS[archetype].company),
        practices=(*whole.practices, *told),
        process=PROCESS_OF[archetype],
    )


def _told(practice: str, en: str, zh: str) -> Described:
    like = member(Practice, practice)
    return Described(area=like.area, text=str(Label(en, zh)), like=(like,))


WORKSHOP: Final = Organisation(
    name=str(Label("Car workshop", "汽车维修站")),
    practices=(
        _told("support_service_factory", "a norm for each step, from greeting to handover", "从迎接到交车，步步有标准"),
        _told("development_service_chain", "room to rise for those who serve well", "服务好的人有上升空间"),
        _told("recovery_in_depth", "answer for it oneself; do not challenge the customer", "自己承担责任，不挑战顾客"),
    ),
    # bays, lifts and testers; each car has its own fault, and the steps are laid down
    process=Process(contact="low", customisation="high", labour_intensity="low", standardisation=0.8),
)
FASHION_SHOP: Final = Organisation(
    name=str(Label("Fashion shop", "服装专卖店")),
    practices=(
        _told(
            "support_in_depth", "each answer of a regular is written down and thanked for", "详记老顾客的每个反馈并致谢"
        ),
        _told("recovery_service_chain", "ten steps, in their order, for every complaint", "投诉按十个步骤依次处理"),
    ),
    # many assistants, one way of serving, regulars who are known by name
    process=Process(contact="medium", customisation="medium", labour_intensity="high", standardisation=0.7),
)
PROPERTY_OFFICE: Final = Organisation(
    name=str(Label("Property sales office", "房产销售案场")),
    practices=(
        _told("training_service_chain", "post standards and talk, practised on site", "现场练岗位标准与接待沟通"),
        Described(
            area=PracticeArea.DEVELOPMENT,
            text=str(Label("posts are rotated", "轮岗")),
            like=(Practice.DEVELOPMENT_PERSONALISED, Practice.DEVELOPMENT_SERVICE_FACTORY),
        ),
        _told("support_service_chain", "posts and stand-ins planned, day and night", "岗位与替班昼夜有安排"),
        _told("recovery_service_factory", "troubles seen on patrol are dealt with at once", "巡逻发现问题，当即处理"),
    ),
    # a host at each station of the visit
    process=Process(contact="high", customisation="medium", labour_intensity="high", standardisation=0.9),
)
PROFILES: Final[Mapping[str, Organisation]] = MappingProxyType(
    {
        **{key: _firm(key) for key in _FIRMS},
        "workshop": WORKSHOP,
        "fashion_shop": FASHION_SHOP,
        "property_office": PROPERTY_OFFICE,
    }
)
"""Worked descriptions: the firms that the documents name for the four archetypes, and one site for each trade of the
documents; for sites, what the documents ask of a trade is mapped to practices, and what they leave open is left out."""
