"""What each part of an assessment asks and which data it needs, known before the part is loaded."""

from typing import Final

from attrs import frozen

from servicekit.foundation._vocabulary import Label


@frozen(kw_only=True)
class PartName:
    """A part by its key.

    Attributes:
        key: What it is called in programs.
        name: The question it answers.
        needs: The data it needs.
    """

    key: str
    name: Label
    needs: Label


MEASURES: Final = PartName(
    key="measures",
    name=Label("How satisfied are customers?", "顾客有多满意？"),
    needs=Label("Survey answers.", "问卷回答。"),
)
EXPECTATION: Final = PartName(
    key="expectation",
    name=Label("Did customers get what they expected?", "服务达到顾客的期望了吗？"),
    needs=Label(
        "Expectation and evaluation of the whole service by the same customer on one scale.",
        "同一顾客在同一量表上对整体服务的期望与评价。",
    ),
)
QUALITY: Final = PartName(
    key="quality",
    name=Label("Which sides of the service are strong or weak?", "服务哪些方面强，哪些弱？"),
    needs=Label("Several items per quality dimension.", "每个质量维度若干题目。"),
)
INDEX: Final = PartName(
    key="index",
    name=Label("Why, and what follows?", "满意从何而来，又带来什么？"),
    needs=Label(
        "Items on expectation, quality, value, satisfaction and loyalty (ECSI or ACSI).",
        "期望、质量、价值、满意与忠诚方面的题目（ECSI或ACSI）。",
    ),
)
PRIORITIES: Final = PartName(
    key="priorities",
    name=Label("What goes with satisfaction?", "什么与满意度有关？"),
    needs=Label("Overall satisfaction and ratings of attributes.", "总体满意度与各项评分。"),
)
SIDES: Final = PartName(
    key="sides",
    name=Label("What costs satisfaction, and what earns it?", "什么造成不满，什么赢得满意？"),
    needs=Label("Overall satisfaction and ratings of attributes.", "总体满意度与各项评分。"),
)
EXCELLENCE: Final = PartName(
    key="excellence",
    name=Label("What sets the delighted apart from the merely satisfied?", "非常满意者与一般满意者有什么不同？"),
    needs=Label(
        "Overall satisfaction with enough top answers, and ratings of attributes.",
        "总体满意度（含足够最高分）与各项评分。",
    ),
)
IMPORTANCE: Final = PartName(
    key="importance",
    name=Label("What do customers say matters, and how is it done?", "顾客说什么重要，做得如何？"),
    needs=Label(
        "A question of importance and one of performance for each attribute.", "每项要素各一道重要性题与表现题。"
    ),
)
KANO: Final = PartName(
    key="kano",
    name=Label("What do customers take for granted, and what delights them?", "顾客视什么为理所当然，什么令其惊喜？"),
    needs=Label("Pairs of functional and dysfunctional questions.", "正反向成对的KANO题目。"),
)
USAGE: Final = PartName(
    key="usage",
    name=Label("Who uses and likes the service how?", "谁用得多、谁评价高？"),
    needs=Label(
        "Usage and attitude of each customer, and where high begins in each.",
        "每位顾客的使用与态度数据，以及各自的高低分界。",
    ),
)
JOURNEY: Final = PartName(
    key="journey",
    name=Label("Where does the journey go wrong?", "顾客旅程在哪里出了问题？"),
    needs=Label("Ratings of at least two touchpoints, in their order.", "至少两个触点的评分，按先后排列。"),
)
EXPERIENCE: Final = PartName(
    key="experience",
    name=Label("How easy is it to use?", "用起来轻松吗？"),
    needs=Label(
        "A usability questionnaire (SUS, UMUX, UEQ), tasks of a usability test, or stages that customers reach.",
        "可用性问卷（SUS、UMUX、UEQ）、可用性测试任务，或顾客到达各阶段的记录。",
    ),
)
EXPECTATIONS: Final = PartName(
    key="expectations",
    name=Label("What do customers expect, and what satisfies them?", "顾客期望什么，满意由什么构成？"),
    needs=Label(
        "Rungs of expectation, sources of expectation, ratings of the elements of satisfaction, or questions on "
        "whether the problem was solved and the customer felt well.",
        "期望各层、期望来源、满意要素的评分，或问题是否解决、感受是否良好的题目。",
    ),
)
GROUPS: Final = PartName(
    key="groups",
    name=Label("Where is it better or worse?", "哪里更好，哪里更差？"),
    needs=Label("A column of groups such as branch or segment.", "一列分组，如网点或客群。"),
)
WAVES: Final = PartName(
    key="waves",
    name=Label("What has changed?", "有什么变化？"),
    needs=Label("A column of waves with at least two of them.", "一列期次，且至少两期。"),
)
LOYALTY: Final = PartName(
    key="loyalty",
    name=Label("Why do customers stay, and would they?", "顾客为什么留下，留得住吗？"),
    needs=Label(
        "Questions on repeat buying, attitude, alternatives, switching cost, price, rewards and trust.",
        "关于重复购买、态度、可替代性、转换成本、价格、奖励与信任的题目。",
    ),
)
CHOICES: Final = PartName(
    key="choices",
    name=Label("What did customers choose?", "顾客选择了什么？"),
    needs=Label("A question to which several answers may be given.", "一道可多选的题目。"),
)
COMMENTS: Final = PartName(
    key="comments",
    name=Label("What do people write about?", "顾客都写了些什么？"),
    needs=Label("A column of comments, and a rating by the same people.", "一列开放意见，以及同一批人的评分。"),
)
COMPLAINTS: Final = PartName(
    key="complaints",
    name=Label("What happens to complaints?", "投诉处理得怎样？"),
    needs=Label(
        "A log of complaint cases: when each was opened and, if it was, resolved.",
        "投诉台账：受理时间，以及（如已办结）办结时间。",
    ),
)
CUSTOMERS: Final = PartName(
    key="customers",
    name=Label("Who carries the turnover, and who will still be there?", "谁贡献了营业额，谁还会留下？"),
    needs=Label(
        "A log of purchases: customer, date and, for money, amount.", "购买记录：顾客、日期；涉及金额时还需金额。"
    ),
)
COMPLIANCE: Final = PartName(
    key="compliance",
    name=Label("Are the standards carried out?", "服务标准落实了吗？"),
    needs=Label(
        "An audit table: one row for each standard looked at, with site, standard and result.",
        "检查记录：每检查一项标准一行，含网点、标准与结果。",
    ),
)
WAITS: Final = PartName(
    key="waits",
    name=Label("How long do customers wait?", "顾客要等多久？"),
    needs=Label(
        "A log of waits: how long each lasted, or when it began and ended, and where customers can give up, how it "
        "ended.",
        "等待记录：每次等待的时长或起止时间；若顾客可能放弃，还需等待的结局。",
    ),
)
CHURN: Final = PartName(
    key="churn",
    name=Label("How long do customers stay?", "顾客会留多久？"),
    needs=Label(
        "A table of customers: how long each has been one, and who has left.",
        "顾客表：每位顾客的在网时长，以及谁已流失。",
    ),
)
EVENTS: Final = PartName(
    key="events",
    name=Label("How long do cases take?", "事项要多久办完？"),
    needs=Label("A log of events: the case of each, and when it happened.", "事件记录：每个事件所属事项及发生时间。"),
)
INTERNAL_GAPS: Final = PartName(
    key="internal_gaps",
    name=Label("Where does the company fall short inside?", "企业内部的服务缺口在哪里？"),
    needs=Label(
        "The same ratings by customers and, in a table of staff, by front line and management; audits where there are "
        "any.",
        "顾客与员工（一线、管理层）对同一组题目的评分；如有检查记录，一并使用。",
    ),
)
WHAT_IF: Final = PartName(
    key="what_if",
    name=Label("What would a change gain?", "改变能带来多少收益？"),
    needs=Label(
        "Changes with what they cost, in the study; a case log, purchases and answers of a follow-up.",
        "在调查方案中写明各项改变及其成本；投诉台账、购买记录和回访结果。",
    ),
)
IMPROVEMENT: Final = PartName(
    key="improvement",
    name=Label("The plan: targets, actions, and what worked", "改进计划：目标、行动与效果"),
    needs=Label(
        "Targets of the questions, or a register of actions: what, who, where, until when.",
        "各题的目标，或一份行动清单：做什么、谁负责、在哪里、何时完成。",
    ),
)
