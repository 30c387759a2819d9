"""Six parts of a service organisation, and from symptoms to the parts that are missing."""

from collections.abc import Iterable, Mapping
from typing import Final

from attrs import frozen

from servicekit.foundation._documents import PROPERTY, under
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, framework, members


@framework(
    "F35",
    title=Label("Six parts of a service organisation", "服务组织的六个部分"),
    summary=Label(
        "What has to be in place so that service can make customers satisfied.",
        "要通过服务使客户满意，必须具备的六个部分。",
    ),
    sources=(under(PROPERTY, "如何通过服务使客户满意"),),
)
class ServicePart(Concept):
    """Something that has to be in place.

    Example:
        >>> import servicekit as sk
        >>> str(sk.operations.ServicePart("organisation"))
        'An organisation for service 为客户服务的组织'
    """

    ORGANISATION = (
        "organisation",
        "An organisation for service",
        "为客户服务的组织",
        "Someone is there for customers and may act for them.",
        "有专人为客户服务，并有权处理。",
    )
    GOALS = (
        "goals",
        "Clear overall goals",
        "明确的整体目标",
        "Goals are definite and fully supported, rest on customer needs and are agreed by all.",
        "目标明确并得到充分支持，源于客户需求，为所有人认同。",
    )
    DUTIES = (
        "duties",
        "Clear duties",
        "明确的职责",
        "Everyone knows what he owes the customer.",
        "每个人都知道自己对客户负什么责。",
    )
    PROCEDURES = (
        "procedures",
        "Effective procedures",
        "有效的操作程序",
        "Procedures start from the customer, serve the goals and are lean.",
        "程序以客户为中心，围绕目标，精炼易懂。",
    )
    TRAINING = (
        "training",
        "Training",
        "职业培训",
        "People practise what their posts ask of them.",
        "员工反复练习岗位所需的本领。",
    )
    FEEDBACK = (
        "feedback",
        "Feedback",
        "顾客反馈",
        "It is easy to be heard, one is asked, and what is said is taken seriously.",
        "反馈方便、主动征求并认真对待。",
    )


@framework(
    "F35",
    title=Label("Symptoms of a missing part", "缺失部分的症状"),
    summary=Label(
        "What goes wrong where service has not been organised.",
        "没有建立服务组织时出现的问题。",
    ),
    sources=(under(PROPERTY, "建立一个为客户服务的组织"),),
    interpretation=Label(
        "The source lists the symptoms without saying which part each betrays; the assignment is this library's.",
        "原文只列出症状，未说明各对应哪个部分；对应关系为本库解读。",
    ),
)
class Symptom(Concept):
    """Something that goes wrong."""

    FRONT_LINE_MAY_NOT_ACT = (
        "front_line_may_not_act",
        "The front line may not act",
        "一线无权处理",
        "Front-line staff may not settle customers' problems by themselves.",
        "一线员工无权自行处理客户问题。",
    )
    CONFLICTS_NOT_SETTLED = (
        "conflicts_not_settled",
        "Conflicts are not settled",
        "不会化解矛盾",
        "Staff cannot settle a conflict with a dissatisfied customer.",
        "员工不能妥善处理与不满客户的矛盾。",
    )
    UNTRAINED = (
        "untrained",
        "Staff are untrained",
        "未经培训",
        "Staff began their work without proper training.",
        "员工未经正规培训就上岗。",
    )
    CONDUCT_WITHOUT_CONSEQUENCE = (
        "conduct_without_consequence",
        "Conduct has no consequence",
        "好坏无奖惩",
        "A good attitude is not rewarded and a bad one not punished.",
        "态度好得不到奖励，态度差也没有惩罚。",
    )
    RULES_UNCLEAR = (
        "rules_unclear",
        "Rules are unclear",
        "制度程序不明",
        "It is not clear by which rules customers are to be satisfied.",
        "满足客户的制度和程序不清楚。",
    )


POINTS_TO: Final[Mapping[Symptom, tuple[ServicePart, ...]]] = {
    Symptom.FRONT_LINE_MAY_NOT_ACT: (ServicePart.ORGANISATION, ServicePart.DUTIES),
    Symptom.CONFLICTS_NOT_SETTLED: (ServicePart.TRAINING, ServicePart.FEEDBACK),
    Symptom.UNTRAINED: (ServicePart.TRAINING,),
    Symptom.CONDUCT_WITHOUT_CONSEQUENCE: (ServicePart.GOALS, ServicePart.DUTIES),
    Symptom.RULES_UNCLEAR: (ServicePart.PROCEDURES, ServicePart.GOALS),
}


@frozen(kw_only=True)
class Diagnosis(Result):
    """Parts that the symptoms point to; a part without a symptom has not been shown to be there."""

    title = Label("Missing parts of the service organisation", "服务组织缺失的部分")
    derived = ("missing_parts", "evidence_for", "without_symptom")

    symptoms: tuple[Symptom, ...]

    @property
    def missing_parts(self) -> tuple[ServicePart, ...]:
        """Parts to look at, those with the most symptoms first."""
        counts = {part: sum(part in POINTS_TO[symptom] for symptom in self.symptoms) for part in ServicePart}
        return tuple(sorted((part for part in counts if counts[part]), key=lambda part: -counts[part]))

    @property
    def evidence_for(self) -> Mapping[str, tuple[str, ...]]:
        """Keys of the symptoms by key of the part."""
        return {
            part.key: tuple(symptom.key for symptom in self.symptoms if part in POINTS_TO[symptom])
            for part in self.missing_parts
        }

    @property
    def without_symptom(self) -> tuple[ServicePart, ...]:
        """Parts that no symptom points to."""
        return tuple(part for part in ServicePart if part not in self.missing_parts)


def missing_parts(symptoms: Iterable[Symptom | str]) -> Diagnosis:
    """Return the parts of a service organisation that symptoms show to be missing.

    Args:
        symptoms: What goes wrong, or the keys of it; the order does not matter.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.missing_parts([]).title.en
        'Missing parts of the service organisation'
    """
    seen = set(members(Symptom, symptoms))
    return Diagnosis(symptoms=tuple(symptom for symptom in Symptom if symptom in seen))
