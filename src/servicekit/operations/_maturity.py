"""How far each of the six parts is in place: statements answered yes or no, and a level for each part."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from servicekit.foundation._bands import Bands
from servicekit.foundation._documents import PROPERTY, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.operations._organisation_parts import ServicePart


@framework(
    "F35",
    title=Label("Statements on the six parts", "六个部分的陈述"),
    summary=Label(
        "What is true of an organisation in which a part is in place.",
        "某个部分到位时应当成立的陈述。",
    ),
    sources=(under(PROPERTY, "如何通过服务使客户满意"),),
    interpretation=Label(
        "The third duty of the front line can mean telling customers what they need or reporting what customers need; "
        "both are asked for.",
        "一线的第三项职责既可指向客户提供其所需信息，也可指反映客户需求；此处两者都要求。",
    ),
)
class Statement(Concept):
    """Something that is true or not of an organisation."""

    MAY_ACT = (
        "organisation_may_act",
        "The front line may act",
        "一线有权处理",
        "Front-line staff may settle everyday problems themselves.",
        "一线员工可自行处理日常问题。",
    )
    SETTLES = (
        "organisation_settles",
        "Conflicts have a place to go",
        "矛盾有人化解",
        "Someone is there to settle conflicts with customers.",
        "有人负责化解与客户的矛盾。",
    )
    CONSEQUENCE = (
        "organisation_consequence",
        "Conduct has consequences",
        "奖惩分明",
        "Good conduct is rewarded and bad conduct is not passed over.",
        "好的态度有奖励，差的不放过。",
    )
    DEFINITE = (
        "goals_definite",
        "Goals are definite",
        "目标明确",
        "Goals say what, how much and by when.",
        "目标说明内容、程度与期限。",
    )
    SUPPORTED = (
        "goals_supported",
        "Goals are supported",
        "目标得到支持",
        "Those who set the goals also give the means to reach them.",
        "设定目标者同时给予达成目标的条件。",
    )
    NEED = (
        "goals_need",
        "Goals rest on needs",
        "目标源于需求",
        "Goals name the customer need they serve.",
        "目标体现客户的需求。",
    )
    CLEAR = (
        "goals_clear",
        "Goals are unambiguous",
        "目标无歧义",
        "Everyone means the same by the goals.",
        "所有人对目标理解一致。",
    )
    AGREED = (
        "goals_agreed",
        "Goals are agreed",
        "目标有共识",
        "All who are to reach the goals have agreed to them.",
        "所有参与者认同目标。",
    )
    RESPECT = (
        "duties_respect",
        "Respect is a duty",
        "尊重客户",
        "The front line owes every customer respect, full attention, and a talk properly begun and ended.",
        "一线须尊重客户、专心对待，得体地开始并结束沟通。",
    )
    SOLVE = (
        "duties_solve",
        "Solving is a duty",
        "解决即时问题",
        "The front line owes a solution to the problem at hand.",
        "一线须解决客户的即时问题。",
    )
    INFORM = (
        "duties_inform",
        "Informing is a duty",
        "提供信息",
        "The front line tells customers what they need to know and reports what they need.",
        "一线向客户提供所需信息，并反映客户的需求。",
    )
    LASTING = (
        "duties_lasting",
        "Lasting dealings are a duty",
        "长期往来",
        "The front line raises the wish to come again.",
        "一线须提高客户长期往来的期望。",
    )
    CENTRED = (
        "procedures_centred",
        "Procedures start from the customer",
        "程序以客户为中心",
        "Procedures begin with what the customer needs.",
        "程序从客户需求出发。",
    )
    SERVES_GOALS = (
        "procedures_goals",
        "Procedures serve the goals",
        "程序围绕目标",
        "Procedures are built on the goals.",
        "程序围绕工作目标设计。",
    )
    FEASIBLE = (
        "procedures_feasible",
        "Procedures can be carried out",
        "程序可行",
        "Procedures can be carried out as written.",
        "程序能照文执行。",
    )
    LEAN = (
        "procedures_lean",
        "Procedures are lean",
        "程序精炼易懂",
        "Procedures are short and understood at once.",
        "程序简短，一看就懂。",
    )
    PRACTICE = (
        "training_practice",
        "Training is practised",
        "讲练结合",
        "Lectures come with practice.",
        "讲座与实践练习相结合。",
    )
    REAL_PROBLEMS = (
        "training_real_problems",
        "Real problems are trained",
        "解决实际问题",
        "People learn to listen, ask, respect a choice and offer options.",
        "学会倾听、征询、尊重选择、提供方案。",
    )
    POST = (
        "training_post",
        "Each post has its standard",
        "岗位标准",
        "Post standards, procedures and conversation are trained.",
        "培训岗位标准、流程和沟通技巧。",
    )
    ROTATION = (
        "training_rotation",
        "People rotate and exchange",
        "轮岗交流",
        "People rotate and share experience at regular times.",
        "定期轮岗并交流经验。",
    )
    SIMPLE = (
        "feedback_simple",
        "Feedback is simple",
        "反馈简单",
        "A customer can give feedback without effort.",
        "客户反馈毫不费力。",
    )
    ASKED = (
        "feedback_asked",
        "Feedback is asked for",
        "主动征求",
        "Customers are asked for feedback.",
        "主动向客户征求反馈。",
    )
    HEEDED = (
        "feedback_heeded",
        "Feedback is taken seriously",
        "重视反馈",
        "What customers say is answered and used.",
        "对客户的意见有回应、有改进。",
    )

    @property
    def part(self) -> ServicePart:
        """The part that the statement is about."""
        return member(ServicePart, self.key.partition("_")[0])


@framework(
    "F35",
    title=Label("Maturity of a part", "成熟度"),
    summary=Label("How far a part of the service organisation is in place.", "服务组织某部分的到位程度。"),
    sources=(under(PROPERTY, "如何通过服务使客户满意"),),
    interpretation=Label("The source has no levels; the cuts are this library's.", "原文没有等级；分界为本库所定。"),
)
class MaturityLevel(Concept):
    """How far a part is in place."""

    ABSENT = "absent", "Absent", "缺失", "Less than a quarter of it is there.", "具备不到四分之一。"
    BEGUN = "begun", "Begun", "起步", "Less than half of it is there.", "具备不到一半。"
    DEVELOPED = "developed", "Developed", "成形", "Half of it or more is there.", "具备一半以上。"
    IN_PLACE = "in_place", "In place", "到位", "All of it is there.", "全部具备。"


LEVELS: Final = Bands(names=tuple(MaturityLevel), cuts=(0.25, 0.5, 1.0))


@frozen(kw_only=True)
class MaturityProfile(Result):
    """Share of the answered statements that hold, for each part, and its level."""

    title = Label("Maturity profile of the service organisation", "服务组织成熟度")
    derived = ("held_share", "levels", "weakest", "unanswered")

    answers: Mapping[Statement, bool | None]
    bands: Bands[MaturityLevel] = field(default=LEVELS, metadata={"evidence": False}, repr=False)

    @property
    def held_share(self) -> Mapping[str, float | None]:
        """Share of the answered statements that hold, by key of the part; None where none was answered."""
        shares: dict[str, float | None] = {}
        for part in ServicePart:
            said = [holds for statement, holds in self.answers.items() if statement.part is part and holds is not None]
            shares[part.key] = sum(said) / len(said) if said else None
        return shares

    @property
    def levels(self) -> Mapping[str, MaturityLevel | None]:
        """Level by key of the part."""
        return {key: None if share is None else self.bands.of(share) for key, share in self.held_share.items()}

    @property
    def weakest(self) -> tuple[str, ...]:
        """Keys of the part or parts with the lowest share."""
        known = {key: share for key, share in self.held_share.items() if share is not None}
        lowest = min(known.values(), default=None)
        return tuple(key for key, share in known.items() if share == lowest)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Keys of the statements that nobody answered."""
        return tuple(statement.key for statement in Statement if self.answers.get(statement) is None)


def maturity_profile(answers: Mapping[Any, bool | None], *, bands: Bands[MaturityLevel] = LEVELS) -> MaturityProfile:
    """Return how far each of the six parts is in place.

    Args:
        answers: Statement, or its key, to True, False or None (not known); statements left out are not known.
        bands: Levels over shares from 0 to 1.

    Raises:
        UnknownConceptError: A key names no statement.
        InvalidValueError: An answer is not True, False or None.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.maturity_profile({}).title.en
        'Maturity profile of the service organisation'
    """
    read: dict[Statement, bool | None] = {}
    for key, holds in answers.items():
        if holds is not None and not isinstance(holds, bool):
            raise InvalidValueError("answer", "True, False or None", holds, f"statement {key!s}")
        read[member(Statement, key)] = holds
    return MaturityProfile(answers=read, bands=bands)
