"""The four kinds of service organisation, each with the company that the source takes as its exemplar."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from servicekit.foundation._documents import SERVICE_TYPES, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F30",
    title=Label("Four service archetypes", "四种服务类型"),
    summary=Label(
        "Four consistent ways of running a service organisation, told apart by six practices and by the process.",
        "经营服务组织的四种自洽方式，由六项管理实践与流程特征区分。",
    ),
    sources=(under(SERVICE_TYPES, "四种服务类型"),),
)
class ServiceArchetype(Concept):
    """A consistent way of running a service organisation.

    Example:
        >>> import servicekit as sk
        >>> str(sk.archetypes.ServiceArchetype("personalised"))
        'Personalised service 个性化服务'
    """

    PERSONALISED = (
        "personalised",
        "Personalised service",
        "个性化服务",
        "Short contacts in which trained people and good tools solve a problem that is the customer's own.",
        "接触时间短，由训练有素的人员借助好工具解决客户特有的问题。",
    )
    IN_DEPTH = (
        "in_depth",
        "In-depth service",
        "深度服务",
        "A long and close relation in which experts take the client's whole concern upon themselves.",
        "长期而紧密的关系，由专家全面承担客户所关切的事。",
    )
    SERVICE_CHAIN = (
        "service_chain",
        "Service chain",
        "服务链",
        "Many front-line hosts in many places give one experience that is led by culture and process.",
        "众多一线人员在各个场所提供同一种体验，由文化和流程引领。",
    )
    SERVICE_FACTORY = (
        "service_factory",
        "Service factory",
        "服务工厂",
        "One standard service in great volume, designed to the motion and supervised closely.",
        "大批量提供同一种标准服务，动作经过设计，监督严密。",
    )


@frozen(kw_only=True)
class Exemplar:
    """The company that shows an archetype, and how the source describes its way."""

    company: Label
    ways: tuple[Label, ...]


EXEMPLARS: Final[Mapping[ServiceArchetype, Exemplar]] = {
    ServiceArchetype.PERSONALISED: Exemplar(
        company=Label("Microsoft", "微软"),
        ways=(
            Label("Contacts are short, yet talking both ways matters", "接触短暂，但双向沟通很重要"),
            Label("Hard problems go to computers and quick software", "疑难问题交给计算机和快速软件处理"),
            Label(
                "Engineers are hired for grasping the problem, explaining it, communicating and analysing",
                "招聘工程师看重领会问题、讲解态度、沟通与分析能力",
            ),
        ),
    ),
    ServiceArchetype.IN_DEPTH: Exemplar(
        company=Label("McKinsey", "麦肯锡"),
        ways=(
            Label("Long and continuous dealings with the client", "与客户长期持续往来"),
            Label(
                "Hires from the best graduate schools, gladly with a technical background",
                "从顶尖研究生院招聘，偏好技术背景",
            ),
            Label(
                "Trains language, psychology, the habits of chief executives, image and coaching",
                "训练语言、心理、总裁习惯、形象与教练能力",
            ),
        ),
    ),
    ServiceArchetype.SERVICE_CHAIN: Exemplar(
        company=Label("Disney", "迪士尼"),
        ways=(
            Label(
                "Two days of orientation and four weeks of training, all about happy guests",
                "两天入门、四周专业训练，都围绕让客人快乐",
            ),
            Label("The result of training sets the pay grade", "培训结果决定工资级别"),
            Label(
                "Managers learn organising, leading and answering for results; much is celebrated",
                "经理学习组织、领导与负责，庆祝活动很多",
            ),
        ),
    ),
    ServiceArchetype.SERVICE_FACTORY: Exemplar(
        company=Label("FedEx", "联邦快递"),
        ways=(
            Label("Couriers are hired fast", "快速招聘递送人员"),
            Label("More than 3,000 people design standard processes and motions", "三千多人设计标准流程和动作"),
            Label("The work is monotonous, the supervision strict", "工作单调，监督严格"),
        ),
    ),
}
