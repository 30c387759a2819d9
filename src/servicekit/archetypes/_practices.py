"""Six areas of managing service people, and what each archetype does in each of them."""

from typing import Final

from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.foundation._documents import SERVICE_TYPES, under
from servicekit.foundation._vocabulary import Concept, Label, framework, member


@framework(
    "F30",
    title=Label("Six practices of a service organisation", "服务组织的六项实践"),
    summary=Label(
        "The six things every service organisation must settle for its people.",
        "每个服务组织都要为员工定下来的六件事。",
    ),
    sources=(under(SERVICE_TYPES, "四种服务类型"),),
)
class PracticeArea(Concept):
    """What has to be settled, in the order in which an employee meets it.

    Example:
        >>> import servicekit as sk
        >>> str(sk.archetypes.PracticeArea("new_hires"))
        'New hires 新员工'
    """

    NEW_HIRES = "new_hires", "New hires", "新员工", "Whom the organisation takes on.", "组织招收什么样的人。"
    TRAINING = "training", "Training", "培训", "How people learn the work.", "员工怎样学会工作。"
    DEVELOPMENT = "development", "Development", "发展", "How people move on.", "员工怎样成长和晋升。"
    INCENTIVES = "incentives", "Incentives", "激励", "What people are rewarded with.", "用什么来激励员工。"
    SUPPORT = (
        "support",
        "Organisational support",
        "组织支持",
        "What the house does for its people.",
        "组织为员工做什么。",
    )
    RECOVERY = (
        "recovery",
        "Winning back the dissatisfied",
        "恢复不满客户的信心",
        "How a dissatisfied customer is won back.",
        "怎样重新赢得不满意的客户。",
    )


@framework(
    "F30",
    title=Label("Practices of the four archetypes", "四种类型的管理实践"),
    summary=Label(
        "What each of the four archetypes does in each of the six areas.",
        "四种类型在六个方面各自的做法。",
    ),
    sources=(under(SERVICE_TYPES, "四种服务类型"),),
)
class Practice(Concept):
    """One way of settling one area; its key is the key of the area and of the archetype.

    Example:
        >>> import servicekit as sk
        >>> str(sk.archetypes.Practice("new_hires_personalised"))
        'Trained before they join 入职前已受专业训练'
    """

    NEW_HIRES_PERSONALISED = (
        "new_hires_personalised",
        "Trained before they join",
        "入职前已受专业训练",
        "New people bring their professional training with them.",
        "新员工入职时已经具备专业训练。",
    )
    NEW_HIRES_IN_DEPTH = (
        "new_hires_in_depth",
        "Full-time coaches of strong character",
        "个性坚强的专职教练",
        "Those taken on are themselves full-time coaches, and of strong character.",
        "招收的人本身就是具有坚强个性的专职教练。",
    )
    NEW_HIRES_SERVICE_CHAIN = (
        "new_hires_service_chain",
        "Cheerful, honest, young, with some experience",
        "快乐诚实年轻、有经验",
        "New people are cheerful and honest and already know the basic skills.",
        "新员工快乐、诚实、年轻，有经验并掌握基本技能。",
    )
    NEW_HIRES_SERVICE_FACTORY = (
        "new_hires_service_factory",
        "Cheerful, honest, young, in a first job at low pay",
        "快乐诚实年轻、首份低薪工作",
        "New people are in their first job and start at low pay.",
        "新员工是第一次工作，起薪较低。",
    )
    TRAINING_PERSONALISED = (
        "training_personalised",
        "Concrete and frequent coaching",
        "具体而频繁的辅导",
        "People are coached often, on concrete cases.",
        "围绕具体问题经常进行辅导。",
    )
    TRAINING_IN_DEPTH = (
        "training_in_depth",
        "Coaching in the firm's values and professional standard",
        "传授价值观与职业水准",
        "Coaches pass on what the firm stands for and what the profession demands.",
        "教练深入传递公司的价值观与职业水准。",
    )
    TRAINING_SERVICE_CHAIN = (
        "training_service_chain",
        "Culture and trade taught at the front line",
        "一线文化与专业培训",
        "The house culture and the trade are taught where guests are served.",
        "在服务现场传授企业文化和专门技能。",
    )
    TRAINING_SERVICE_FACTORY = (
        "training_service_factory",
        "Learning on the line itself",
        "流水线上边做边学",
        "People learn at the very station where they will work.",
        "员工直接在将要工作的流水线上学习。",
    )
    DEVELOPMENT_PERSONALISED = (
        "development_personalised",
        "Posts renewed all the time",
        "岗位不断更新",
        "People grow because their posts keep changing.",
        "通过岗位的不断更新让员工成长。",
    )
    DEVELOPMENT_IN_DEPTH = (
        "development_in_depth",
        "Promotion from within, up to partner",
        "内部提升与合伙人制",
        "The way up leads from within the firm to a share in it.",
        "从内部提升，直至成为合伙人。",
    )
    DEVELOPMENT_SERVICE_CHAIN = (
        "development_service_chain",
        "Promotion for better service and process",
        "凭服务与流程水平晋升",
        "Those rise who improve the service and the way it is run.",
        "提高服务质量和流程管理水平者得到提升。",
    )
    DEVELOPMENT_SERVICE_FACTORY = (
        "development_service_factory",
        "Flexible assignment that suits the person",
        "灵活而合个性的分工",
        "Jobs are shared out flexibly so that they suit the person.",
        "灵活分配工作，使之适合个人特点。",
    )
    INCENTIVES_PERSONALISED = (
        "incentives_personalised",
        "Praise, recognition and education",
        "赞扬、肯定与教育",
        "People are praised and taught, and their ideas grow from it.",
        "以赞扬和肯定来激励，以教育培养创造力。",
    )
    INCENTIVES_IN_DEPTH = (
        "incentives_in_depth",
        "The client's applause and a challenge",
        "客户喝彩与持续挑战",
        "Clients' applause, care as in a family, rotation, challenge and efficiency keep people going.",
        "客户的喝彩、家庭般的关怀、频繁轮换、挑战与高效率激励员工。",
    )
    INCENTIVES_SERVICE_CHAIN = (
        "incentives_service_chain",
        "Employees treated as guests are to be treated",
        "待员工如待客户",
        "The house treats its people as they are to treat its guests.",
        "组织怎样希望员工待客，就怎样待员工。",
    )
    INCENTIVES_SERVICE_FACTORY = (
        "incentives_service_factory",
        "A campus-like place that honours striving",
        "校园般环境与奋斗精神",
        "The workplace feels like a campus and honours those who strive under pressure.",
        "工作环境如校园，推崇在逆境中奋斗。",
    )
    SUPPORT_PERSONALISED = (
        "support_personalised",
        "Listening to feelings, thoughts and weaknesses",
        "倾听心声、思想与弱点",
        "Superiors listen in confidence to what troubles people.",
        "上级像倾诉对象一样倾听员工的烦恼。",
    )
    SUPPORT_IN_DEPTH = (
        "support_in_depth",
        "Every response of every client heeded",
        "关注每位客户的每个反馈",
        "No response of any client is passed over.",
        "不放过任何客户的任何反馈。",
    )
    SUPPORT_SERVICE_CHAIN = (
        "support_service_chain",
        "Quick help with concrete difficulties, good staffing plans",
        "快速解难与良好排班",
        "Concrete difficulties are cleared fast and enough people are on duty.",
        "迅速解决具体困难，人员计划周全。",
    )
    SUPPORT_SERVICE_FACTORY = (
        "support_service_factory",
        "A process manual, dense management, hiring round the clock",
        "流程手册、密集管理、全天招聘",
        "A manual rules every step, managers are near and hiring never stops.",
        "手册规定每一步，管理密集，随时招聘。",
    )
    RECOVERY_PERSONALISED = (
        "recovery_personalised",
        "High drive and high standards for oneself",
        "高度进取、严格自律",
        "People win customers back by drive and by being strict with themselves.",
        "员工以进取态度和对自身形象的高要求赢回客户。",
    )
    RECOVERY_IN_DEPTH = (
        "recovery_in_depth",
        "Taking it on fully, even what others caused",
        "全力承担，包括他人之责",
        "Whoever hears of it takes full responsibility, even for the fault of others.",
        "听到问题的人全力承担，即使是别人的责任。",
    )
    RECOVERY_SERVICE_CHAIN = (
        "recovery_service_chain",
        "The action plan carried out strictly",
        "严格执行行动计划",
        "A prepared plan of action is followed to the letter.",
        "严格按照行动计划表执行。",
    )
    RECOVERY_SERVICE_FACTORY = (
        "recovery_service_factory",
        "Stepping in when the complaint begins",
        "抱怨一开始就介入",
        "Someone steps in at the first sign of a complaint.",
        "抱怨刚一出现就有人介入。",
    )

    @property
    def area(self) -> PracticeArea:
        """The area that the practice settles."""
        return AREA_AND_ARCHETYPE[self][0]

    @property
    def archetype(self) -> ServiceArchetype:
        """The archetype to which the practice belongs."""
        return AREA_AND_ARCHETYPE[self][1]


AREA_AND_ARCHETYPE: Final = {
    member(Practice, f"{area.key}_{archetype.key}"): (area, archetype)
    for area in PracticeArea
    for archetype in ServiceArchetype
}


def practice_of(area: PracticeArea, archetype: ServiceArchetype) -> Practice:
    """Return what an archetype does in an area."""
    return member(Practice, f"{area.key}_{archetype.key}")
