"""Who is a customer, kinds of information on one, and the ways to learn it."""

from servicekit.foundation._documents import AFTER_SALES, RETAIL, under
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F36",
    title=Label("Seven kinds of customer information", "客户信息的七类"),
    summary=Label("What a firm may come to know of a customer.", "企业可以了解的客户信息种类。"),
    sources=(under(AFTER_SALES, "客户信息收集"),),
)
class InformationKind(Concept):
    """A kind of information on a customer."""

    LIKES = "likes", "Likes", "喜好", "What the customer likes in service and talk.", "客户喜欢的服务与话题。"
    BELIEFS = "beliefs", "Beliefs", "信仰", "What the customer holds sacred or avoids.", "客户信奉或忌讳的事物。"
    TRAITS = "traits", "Traits", "客户特征", "How the customer is and lives.", "客户的性格与习惯。"
    CLASS = "class", "Class", "客户类别", "What the customer means to the firm.", "客户对企业的意义。"
    IDENTITY = "identity", "Identity", "身份识别", "Who the customer is at work.", "客户的职业身份。"
    WISHES = "wishes", "Wishes", "意愿", "What the customer wants of the service.", "客户对服务的要求。"
    BACKGROUND = (
        "background",
        "Life background",
        "生活背景",
        "Where the customer comes from and whom he lives with.",
        "客户的出身、家庭与经历。",
    )


@framework(
    "F36",
    title=Label("Seven ways to learn of a customer", "收集客户信息的七种方法"),
    summary=Label("How staff come to know something of a customer.", "员工怎样了解客户。"),
    sources=(under(AFTER_SALES, "客户个性化信息收集的方法"),),
)
class LearningWay(Concept):
    """A way to learn something of a customer."""

    OBSERVATION = "observation", "Observation", "直接观察", "Seeing the customer.", "当面观察客户。"
    EXPERIENCE = "experience", "Own experience", "亲身经历", "Dealing with the customer.", "在业务往来中了解客户。"
    TRACES = "traces", "Traces", "痕迹观察", "Seeing what the customer uses and how.", "从客户使用的物品及状况推知。"
    RECORDS = "records", "Behaviour records", "行为记录", "Reading what the customer has done.", "查看客户的行为记录。"
    INTERVIEW = "interview", "Interview", "面谈", "Asking the customer face to face.", "当面询问客户。"
    PHONE = "phone", "Phone call", "电话调查", "Asking when booking or following up.", "在预约和跟踪电话中询问。"
    QUESTIONNAIRE = "questionnaire", "Questionnaire", "调查问卷", "Asking in writing.", "以问卷询问。"


@framework(
    "F36",
    title=Label("Who is the customer", "谁是顾客"),
    summary=Label("Two senses of the word; the second takes in colleagues.", "“顾客”一词的两层含义；第二层包括同事。"),
    sources=(under(RETAIL, "谁是顾客"),),
    interpretation=Label(
        "The document quotes both senses and leaves the answer to its readers; that colleagues are meant is a reading.",
        "文档引用两层含义，由读者自己回答；理解为包括内部顾客（同事）是本库的解读。",
    ),
)
class CustomerSense(Concept):
    """In which sense somebody is a customer.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.Profile(customer="Warehouse", sense="dealt_with").sense.label.en
        'Dealt with'
    """

    BUYER = "buyer", "Buyer", "购买者", "Buys goods or services.", "购买商品或服务的人。"
    DEALT_WITH = (
        "dealt_with",
        "Dealt with",
        "与之打交道者",
        "Is somebody one deals with: a colleague, another post, a supplier.",
        "与之打交道的人：同事、其他岗位、供应商。",
    )
