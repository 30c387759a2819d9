"""Titles of the pictures of the report."""

from typing import Final

from servicekit.foundation._vocabulary import Label
from servicekit.study.wording._formatting import percent, plain

PROMOTERS: Final = Label("Detractors, passives, promoters", "贬损者、被动者、推荐者")
VERDICTS: Final = Label("What customers got against what they expected", "实际感受与期望相比")
GAPS: Final = Label("Perception less expectation by dimension", "各维度实际感受与期望之差")
DIMENSIONS: Final = Label("Rating of each dimension", "各维度评价")
DIMENSION: Final = Label("Dimension", "维度")
EXPECTATION: Final = Label("as expected", "与期望相同")
WAVE: Final = Label("Wave", "期")
MODEL: Final = Label(
    "Index model: indices 0 to 100 in the boxes, standardised paths on the arrows; pale arrows could be zero",
    "指数模型：框内为指数（0至100），箭头为标准化路径系数；浅色箭头可能为零",
)
INDICES: Final = Label("Indices, 0 to 100", "各项指数（0至100分）")
MAP: Final = Label("Importance and performance", "重要性与表现")
MAP_NOTE: Final = Label(
    "Dotted lines: averages. Importance is association, not proof of cause. Coloured only where it stands that an "
    "attribute is to be improved first; the paler a point, the fewer resamples put it into the same cell.",
    "虚线为各项平均。重要性反映的是相关，不能证明因果。只有可以确定应优先改进的才着色；颜色越浅，重抽样中落在同一区的比例越低。",
)
STATED_MAP: Final = Label("Stated importance and performance", "自述重要性与表现")
STATED_UP: Final = Label("Stated importance (0 to 100)", "自述重要性（0至100分）")
STATED_NOTE: Final = Label(
    "Dotted lines: averages. Coloured only where it stands that an attribute is said to matter more and is rated lower "
    "than the average; the paler a point, the fewer resamples put it into the same cell.",
    "虚线为各项平均。只有可以确定重要性高于平均而评价低于平均的才着色；颜色越浅，重抽样中落在同一区的比例越低。",
)
NOT_ITS_OWN: Final = Label("an effect of its own is not sure", "自身作用尚不能确定")
HOLDS: Final = Label("{} in {} of resamples", "{}（占重抽样的{}）")
KANO_MAP: Final = Label("Kano: better and worse of each attribute", "KANO：各项的Better与Worse系数")
BETTER: Final = Label("Better: would be satisfied with it", "Better：有此项会满意")
WORSE: Final = Label("Worse: would be dissatisfied without it", "Worse：无此项会不满")
KANO_NOTE: Final = Label(
    "Lines: 95% intervals. Coloured where the category is sure. Right and low: must-be; right and high: the more, the "
    "better; left and high: attractive; left and low: indifferent. The corners are a convention; the category is "
    "tested on the answers.",
    "线段为95%置信区间。只有类别可以确定的才着色。右下为必备型，右上为期望型，左上为魅力型，左下为无差异型；四角划分是惯例，类别由回答检验得出。",
)
SIDES_OF_COMPANY: Final = Label("Customers, front line and management", "顾客、一线员工与管理层的评分")
AGAINST_GOAL: Final = Label("Against the target", "与目标比较")
COMPARED: Final = Label("Customers against the target, staff against customers", "顾客与目标比，员工与顾客比")
KEPT: Final = Label("How far the standards behind each attribute are kept", "各要素相应标准的达标率")
MISPLACED: Final = Label("Cases at a post that does not solve them", "处理岗位不符的投诉")
ATTRIBUTE: Final = Label("Attribute", "要素")
SPENDING: Final = Label("How the budget is best spent", "预算的最优用法")
NOW_TO_PLAN: Final = Label("Fulfilled now and by the plan", "目前与方案达到的程度")
SPENT: Final = Label("Money, and how far it goes", "投入与提升")
FUNDED: Final = Label("Funded in so many resamples", "在重抽样中获得投入的比例")
SPENDING_NOTE: Final = Label(
    "Under the S-CR curve, a convention; costs are those of the study. The last column is description, not evidence: "
    "how often the attribute is funded when other customers like these had answered.",
    "按S-CR曲线（一种惯例）计算，成本取自调查方案。末列仅供描述，不作证据：换一批同类顾客作答时，该项仍获得投入的频率。",
)
GAINS: Final = Label("What more money gains, and where to stop", "追加投入的收益与止点")
GAINS_NOTE: Final = Label(
    "Gain of the best plan for each sum (1: all customers from neutral to satisfied by one attribute).",
    "各预算下最优方案的收益（1相当于某一项使全部顾客由中性变为满意）。",
)
SIDES: Final = Label("What each attribute costs below neutral and earns above it", "各项在中性回答上下两侧的作用")
COSTS_EARNS: Final = Label("← costs · earns →", "← 损失 · 收益 →")
BELOW_ABOVE: Final = Label("Below, above (95%)", "以下、以上（95%）")
BASIC: Final = Label("costs more than it earns", "损失大于收益")
EXCITING: Final = Label("earns more than it costs", "收益大于损失")
SIDES_NOTE: Final = Label(
    "Log-odds of a better overall answer for one step: upper mark below the neutral answer, lower mark above it. "
    "Coloured only where the two differ for certain.",
    "每提高一级，总体评价更好的对数优势：上方标记为中性以下，下方标记为中性以上。只有两侧可以确定不同的才着色。",
)
DELIGHT: Final = Label(
    "How many of those who give each attribute its best answer are delighted", "给各项最高分的顾客中非常满意者的占比"
)
DELIGHTED: Final = Label("Delighted", "非常满意者占比")
ALL_ELSE_EQUAL: Final = Label("Everything else equal", "同时考虑其他各项")
DELIGHT_NOTE: Final = Label(
    "Of the delighted and the merely satisfied. Stroke: the same share among those who give another answer. Coloured "
    "only where the difference stands with everything else asked equal. Association, not proof of cause.",
    "只含非常满意者与一般满意者。短竖线为未给最高分者中的同一占比。只有同时考虑其他各项之后差别仍可以确定的才着色。反映相关，不能证明因果。",
)
SEGMENTS: Final = Label("Share of each segment", "各类顾客占比")
HEAT: Final = Label("Segments by {}", "各类顾客占比（分{}）")
HEAT_NOTE: Final = Label(
    "Share within the column, below it the adjusted residual: how many standard errors more (blue) or less (orange) "
    "than by chance. ● stands for certain.",
    "列内占比，下方为调整残差，即比随机多（蓝）或少（橙）几个标准误。●表示可以确定。",
)
ACROSS: Final = Label("Performance (0 to 100)", "表现（0至100分）")
UP: Final = Label("Importance (share of what is explained)", "重要性（占解释力的比重）")
WEIGHTS_MOVED: Final = Label("If stated weights move by 30 %", "设定权重变动30%时")
UNRELATED: Final = Label(
    "Short strokes: the share if the answers to different questions were unrelated.",
    "短竖线为假如各题回答互不相关时的占比。",
)
TYPES: Final = Label("Why customers stay: the seven types of loyalty", "顾客为什么留下：七种忠诚类型")
SHOCKS: Final = Label(
    "Share of repeat business that rests on reasons a shock leaves standing", "各情景下仍能保住的重复购买占比"
)
MATRIX: Final = Label("Relative attitude and repeat patronage (Dick and Basu)", "相对态度与重复惠顾（Dick与Basu）")
CURVE: Final = Label("Loyalty along satisfaction", "忠诚度随满意度的变化")
PARTS: Final = Label("Indicators of loyalty, 0 to 100", "忠诚度各项指标（0至100分）")
LORENZ: Final = Label("How the turnover is spread over customers (Lorenz curve)", "营业额在顾客间的分布（洛伦兹曲线）")
TENURE: Final = Label(
    "per customer by time since the first purchase, those who stopped buying included",
    "按首次购买后的时间（含已停止购买的顾客），平均每位顾客的",
)
SECOND: Final = Label("Customers who have not bought a second time yet", "还没有第二次购买的顾客")
BACK: Final = Label("% not back yet", "还没有第二次购买（%）")
UNRESOLVED: Final = Label("% not resolved yet", "尚未办结（%）")
RESOLVED: Final = Label("How long cases stay unresolved", "投诉多久办结")
BY_DEADLINE: Final = Label("Cases resolved by the deadline, by week of opening", "按受理周的按期办结占比")
ARRIVALS: Final = Label("Cases opened per week", "每周新增投诉")
BACKLOG: Final = Label("Opened, resolved and open cases by week", "每周新增、办结与在办投诉")
CAUSES: Final = Label("What the cases are about", "投诉事由")
CAUSES_IN_TEXT: Final = Label("What customers complain of in their own words", "顾客自述的投诉原因")
STANDARDS: Final = Label("How far each standard is kept", "各项标准的达标率")
AREAS: Final = Label("How far standards are kept by area", "各服务环节的达标率")
SCORES: Final = Label("Weighted score of each site over the bands of the grades", "各网点加权得分与等级区间")
TREND: Final = Label("Observations that kept their standard, by wave", "各期达标率")
AGREEMENT: Final = Label(
    "Agreement of auditors on each standard (alpha: 1 full, 0 as by chance)",
    "检查员一致性（α：1为完全一致，0为随机水平）",
)
WAITS: Final = Label("How long customers wait who do not give up", "若不中途放弃，顾客要等多久")
SERVICE: Final = Label("Customers served within the promised time", "在承诺时间内得到服务的顾客")
FELT: Final = Label("How many times longer a wait feels under each condition", "各种条件下感知时间的倍数")
AS_LONG: Final = Label("as long as it is", "与实际相同")
EXPECTED: Final = Label("Waits against expectation", "等待与预期相比")
LEVEL: Final = Label("What each agent more brings in the busiest interval", "忙时增加座席的效果")
MOMENT: Final = Label("Moment", "时刻")
JOURNEY: Final = Label("Rating of each moment, in the order of the journey", "各时刻的评价（按旅程先后）")
RATING: Final = Label("Rating", "评价")
AGAINST_MOMENT: Final = Label("Against the moment before", "与上一时刻比较")
JOURNEY_LINE: Final = Label(
    "The journey: ratings with intervals, what was expected, customers who came no further",
    "顾客旅程：评价及区间、期望，以及没有再往下走的顾客",
)
FUNNEL: Final = Label("How many people reach each stage", "到达各阶段的人数")
RUNGS: Final = Label("Highest rung of expectation reached, with all below it met", "自下而上连续满足到的期望层次")
ORIGINS: Final = Label("Where expectations come from", "期望来自哪里")
ELEMENTS: Final = Label("What satisfaction is made of: scores from 0 to 100", "满意由什么构成（0至100分）")
ELEMENT: Final = Label("Element", "要素")
SCORE: Final = Label("Score", "得分")
TO_INDEX: Final = Label("What it does to the index", "对指数的影响")
INDEX: Final = Label("index", "指数")
NEEDS: Final = Label("Problem solved, and felt well", "问题解决与感受")
AGENTS: Final = Label("Agents needed by interval", "各时段所需座席数")


def target(share: float) -> Label:
    """Return the name of the line of a target."""
    return Label(f"target {percent(share)}", f"目标{percent(share)}")


def goal(mean: float) -> Label:
    """Return the name of the line of a mean that is aimed at."""
    return Label(f"target {plain(mean)}", f"目标{plain(mean)}")


def counts_as_kept(share: float) -> Label:
    """Return the name of the line from which standards count as kept."""
    return Label(f"counts as kept: {percent(share)}", f"视为执行到位：{percent(share)}")


def by_unit(attribute: Label) -> Label:
    """Return the title of one attribute by unit."""
    return Label(f"{attribute.en} by unit, as customers rate it", f"{attribute.zh}：各单位的顾客评分")
