"""Why customers are dissatisfied: the three causes, their instances, the sixteen reasons, and whose they are."""

from collections.abc import Mapping
from typing import Final

from servicekit.foundation._documents import AFTER_SALES, RETAIL, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F11",
    title=Label("Responsibility for a cause", "原因的责任方"),
    summary=Label("Whose doing a cause of dissatisfaction is.", "不满的原因应由谁负责。"),
    sources=(under(AFTER_SALES, "客户投诉的处理"), under(RETAIL, "顾客不满的原因")),
    interpretation=Label(
        "The source documents list causes without naming who answers for them; the assignment is made here.",
        "原资料只列出原因，没有写责任方；责任方由本库归类。",
    ),
)
class Responsibility(Concept):
    """Where the remedy has to begin.

    Example:
        >>> import servicekit as sk
        >>> str(sk.complaints.Responsibility("company"))
        'Company 公司'
    """

    COMPANY = "company", "Company", "公司", "The company can remove the cause.", "公司可以消除这个原因。"
    CUSTOMER = (
        "customer",
        "Customer",
        "顾客自身",
        "The cause lies in the customer's own state.",
        "原因在于顾客自身的状态。",
    )
    THIRD_PARTY = (
        "third_party",
        "Third party",
        "第三方",
        "Somebody else caused it, before or beside the service.",
        "在服务之前或之外由他人引起。",
    )


@framework(
    "F11",
    title=Label("Three causes of dissatisfaction", "不满的三大原因"),
    summary=Label("What dissatisfaction goes back to in the end.", "不满归根到底来自哪里。"),
    sources=(under(AFTER_SALES, "客户投诉的处理"),),
)
class DissatisfactionCause(Concept):
    """The goods, the treatment, or the feeling of a bad bargain.

    Example:
        >>> import servicekit as sk
        >>> str(sk.complaints.DissatisfactionCause("product_quality"))
        'Product quality 产品质量'
    """

    PRODUCT_QUALITY = (
        "product_quality",
        "Product quality",
        "产品质量",
        "The thing itself fails, again and again.",
        "产品本身屡次出问题。",
    )
    SERVICE_ATTITUDE = (
        "service_attitude",
        "Service attitude",
        "服务态度",
        "The customer does not feel respected.",
        "客户感到没有受到尊重。",
    )
    PSYCHOLOGICAL_IMBALANCE = (
        "psychological_imbalance",
        "Psychological imbalance",
        "心理不平衡",
        "What the customer gives and gets seem out of proportion.",
        "客户觉得付出与所得不相称。",
    )


@framework(
    "F11",
    title=Label("Instances of the three causes", "三大原因的表现"),
    summary=Label("What each of the three causes looks like in a workshop.", "三大原因在维修服务中的具体表现。"),
    sources=(under(AFTER_SALES, "客户投诉的处理"),),
    interpretation=Label(
        "The slide's layout is lost: its seven examples follow the third cause without saying to which they belong. "
        "Each is filed under the cause it names: new and faulty, third visit under quality; less eager, long waits "
        "under attitude; claims and charges unlike others' under unequal treatment, which is attitude.",
        "原幻灯片版式已丢失：七个例子排在第三个原因之后，未说明各属哪一类。此处按例子所说的事归类："
        "新车故障、三次进厂归产品质量；不再热情、久等归服务态度；索赔与收费不同于他人归不平等待遇，属服务态度。",
    ),
)
class CauseInstance(Concept):
    """Something a customer tells."""

    REPEATED_REPAIRS = (
        "repeated_repairs",
        "Repaired again and again",
        "屡修不好",
        "The same thing is repaired over and over and still does not work.",
        "同一处反复修理仍不好。",
    )
    NOT_RESPECTED = (
        "not_respected",
        "Not respected",
        "不被尊重",
        "The customer was treated without respect.",
        "客户没有受到尊重。",
    )
    TREATED_UNEQUALLY = (
        "treated_unequally",
        "Treated unequally",
        "不平等待遇",
        "Others were served better or before.",
        "别人受到更好或优先的接待。",
    )
    FEELING_CHEATED = (
        "feeling_cheated",
        "Feeling cheated",
        "被骗的感觉",
        "The customer feels deceived.",
        "客户觉得上当受骗。",
    )
    ADVISED_AGAINST = (
        "advised_against",
        "Advised against it, and now dear",
        "当初被劝阻，现在收费高",
        "Friends advised against the purchase, and now small faults and dear repairs prove them right.",
        "朋友当初反对购买，如今小毛病不断、收费又高。",
    )
    NEW_ONE_FAILS = (
        "new_one_fails",
        "New and already faulty",
        "新品就出故障",
        "What was just bought breaks at once.",
        "刚买的新品就出问题。",
    )
    SAME_FAULT_THIRD_VISIT = (
        "same_fault_third_visit",
        "Third visit, same fault",
        "同一故障三次进厂",
        "The customer comes for the third time with the same fault.",
        "同样的毛病第三次来修。",
    )
    LESS_EAGER_AFTER_SALE = (
        "less_eager_after_sale",
        "Less eager after the sale",
        "售后不如售前热情",
        "Once the sale was made, the eagerness was gone.",
        "成交之后不再热情。",
    )
    LONG_WAITS = "long_waits", "Long waits", "等待很久", "Every visit means a long wait.", "每次来都要等很久。"
    OTHERS_CLAIMS_GRANTED = (
        "others_claims_granted",
        "Others' claims were granted",
        "别人可以索赔",
        "Another customer's warranty claim was granted and this one was not.",
        "别人的索赔被接受，自己的没有。",
    )
    CHARGED_UNLIKE_OTHERS = (
        "charged_unlike_others",
        "Charged where others were not",
        "别人免费而我付费",
        "Out of warranty like others, but asked to pay where they were not.",
        "同样过了质保期，别人不付费而自己要付。",
    )

    @property
    def cause(self) -> DissatisfactionCause:
        """The cause of which this is an instance."""
        return CAUSE_OF[self]

    @property
    def responsibility(self) -> Responsibility:
        """Whose doing it is: the company's in every case; friends' advice only makes dear repairs harder to bear."""
        return Responsibility.COMPANY


T, C = CauseInstance, DissatisfactionCause
CAUSE_OF: Final[Mapping[CauseInstance, DissatisfactionCause]] = {
    **dict.fromkeys(CauseInstance, C.SERVICE_ATTITUDE),
    **dict.fromkeys((T.REPEATED_REPAIRS, T.NEW_ONE_FAILS, T.SAME_FAULT_THIRD_VISIT), C.PRODUCT_QUALITY),
    T.ADVISED_AGAINST: C.PSYCHOLOGICAL_IMBALANCE,
}
"""Each under the cause a manager would act on."""


@framework(
    "F11",
    title=Label("Sixteen reasons for dissatisfaction", "顾客不满的十六个原因"),
    summary=Label(
        "What may lie behind an upset customer, justified or not.", "顾客不满背后可能的原因，不论是否有道理。"
    ),
    sources=(under(RETAIL, "顾客不满的原因"),),
)
class DissatisfactionReason(Concept):
    """Something that upset the customer or made the upset loud.

    Example:
        >>> import servicekit as sk
        >>> str(sk.complaints.DissatisfactionReason("expectation_not_met"))
        'Expectation not met 期望落空'
    """

    EXPECTATION_NOT_MET = (
        "expectation_not_met",
        "Expectation not met",
        "期望落空",
        "The customer got less than expected.",
        "得到的少于期望。",
    )
    ALREADY_UPSET = (
        "already_upset",
        "Already upset elsewhere",
        "事先心情不好",
        "Somebody or something else had upset the customer before.",
        "来之前已因别人或别的事不快。",
    )
    NEEDS_SOMEONE_TO_VENT_AT = (
        "needs_someone_to_vent_at",
        "Needs someone to vent at",
        "找人出气",
        "The customer has little power elsewhere and lets off steam here.",
        "在别处没有什么影响力，到这里发泄。",
    )
    ONLY_SHOUTING_IS_HEARD = (
        "only_shouting_is_heard",
        "Believes only shouting is heard",
        "认为不嚷就没人理",
        "The customer believes that nobody listens to a quiet voice.",
        "顾客相信不大声就没人理会。",
    )
    PROMISE_BROKEN = (
        "promise_broken",
        "Promise not kept",
        "承诺未兑现",
        "Something promised was not done.",
        "答应的事没有做到。",
    )
    RUDE_STAFF = (
        "rude_staff",
        "Cold, rude or impolite staff",
        "员工冷漠粗鲁",
        "Staff were cold, rude or impolite.",
        "员工冷淡、粗鲁或不礼貌。",
    )
    CONTRADICTORY_DIRECTIONS = (
        "contradictory_directions",
        "Contradictory directions",
        "说法不一",
        "Two employees said two different things.",
        "两个员工说法不一致。",
    )
    FEELS_BAD_ATTITUDE = (
        "feels_bad_attitude",
        "Feels a bad attitude",
        "感到态度不好",
        "The customer senses ill will, whether meant or not.",
        "顾客感到对方态度不好，不论是否有意。",
    )
    UNHEARD = "unheard", "Feels unheard", "没有人听", "The customer's words were passed over.", "顾客说的话没有人理会。"
    SHOUTING_FORCES = (
        "shouting_forces",
        "Believes shouting forces agreement",
        "以为嚷嚷能迫使让步",
        "The customer believes that shouting will make the house give in.",
        "顾客以为大声就能让公司让步。",
    )
    DISTRUST = (
        "distrust",
        "Distrusts the company",
        "不信任公司",
        "The customer thinks the company dishonest.",
        "顾客认为公司不诚实。",
    )
    TOLD_NO_RIGHT_TO_ANGER = (
        "told_no_right_to_anger",
        "Told not to be angry",
        "被告知无权生气",
        "Somebody said that there was no right to be angry.",
        "有人说顾客没有理由生气。",
    )
    UNFRIENDLY_ANSWER = (
        "unfriendly_answer",
        "Unfriendly answer",
        "得到不客气的答复",
        "A question was answered unkindly.",
        "询问得到生硬的答复。",
    )
    HONESTY_QUESTIONED = (
        "honesty_questioned",
        "Credit or honesty questioned",
        "信誉受到质疑",
        "The customer's credit or honesty was doubted.",
        "顾客的信用或诚实受到怀疑。",
    )
    ARGUMENT = (
        "argument",
        "Argument with staff",
        "与员工争论",
        "Staff argued with the customer.",
        "员工与顾客发生争论。",
    )
    UNTRAINED_STAFF = (
        "untrained_staff",
        "Staff not trained for it",
        "员工缺乏培训",
        "Staff could not deal with the matter quickly and rightly.",
        "员工不能迅速准确地处理问题。",
    )

    @property
    def responsibility(self) -> Responsibility:
        """Whose doing it is."""
        return RESPONSIBLE.get(self, Responsibility.COMPANY)


R = DissatisfactionReason
RESPONSIBLE: Final[Mapping[DissatisfactionReason, Responsibility]] = {
    R.ALREADY_UPSET: Responsibility.THIRD_PARTY,
    R.NEEDS_SOMEONE_TO_VENT_AT: Responsibility.CUSTOMER,
    R.ONLY_SHOUTING_IS_HEARD: Responsibility.CUSTOMER,
    R.SHOUTING_FORCES: Responsibility.CUSTOMER,
}
"""Reasons that are not the company's; all others are."""


def responsibility_of(cause: Concept) -> Responsibility | None:
    """Return whose doing a cause is; None for concepts of frameworks that do not say."""
    found: Responsibility | None = getattr(cause, "responsibility", None)
    return found
