"""Why figures cannot be estimated: every kind of reason, in both languages."""

from servicekit.foundation._vocabulary import Concept


class NotEstimable(Concept):
    """Why something cannot be estimated; the meaning is the sentence into which the details are put.

    Example:
        >>> import servicekit as sk
        >>> sk.net_promoter_score([]).reason.key
        'no_data'
    """

    NO_DATA = "no_data", "No data", "没有数据。", "there are no data.", "没有数据。"
    NO_WEIGHT = "no_weight", "No weight", "权重为零", "all weights are 0.", "所有权重均为0。"
    OTHER_CUSTOMERS = (
        "other_customers",
        "Not from these data",
        "无法由这些数据得出",
        "not from these data: stated loyalty and later purchases must be known of the same customers.",
        "这些数据无法回答：须知道同一批顾客的自述忠诚与之后的购买。",
    )
    TOO_FEW = (
        "too_few",
        "Too few",
        "数量不足",
        "n = {n:g}, at least {needed} are needed.",
        "只有{n:g}，至少需要{needed}。",
    )
    ZERO_VARIANCE = "zero_variance", "No variation", "没有差异", "all values are equal.", "所有数值相同。"
    ZERO_DENOMINATOR = "zero_denominator", "Denominator of 0", "分母为零", "the denominator is 0.", "分母为0。"
    UNDEFINED_RATIO = "undefined_ratio", "Ratio undefined", "比值无定义", "0 divided by 0.", "0除以0。"
    NO_TOTAL = "no_total", "Total of 0", "总额为零", "the total is 0.", "总额为0。"
    SINGLE_UNIT = (
        "single_unit",
        "Single sampling unit",
        "单一抽样单元",
        "a stratum has a single sampling unit, whose spread nobody can know.",
        "某层只有一个抽样单元，无法得知层内差异。",
    )
    TOO_FEW_CLUSTERS = (
        "too_few_clusters",
        "Too few clusters",
        "群数不足",
        "only {n} clusters have answers, at least {needed} are needed.",
        "只有{n}个群有回答，至少需要{needed}个。",
    )
    GROUP_IS_ONE_CLUSTER = (
        "group_is_one_cluster",
        "Group is one cluster",
        "组即为群",
        "the group is one cluster: leave clusters out of the design, or name clusters below the group.",
        "该组恰为一个群：请在抽样设计中去掉群，或指定组以下的群。",
    )
    ONE_RESPONDENT = (
        "one_respondent",
        "One respondent decides",
        "一人决定结果",
        "a single answer carries the weight: all together count as {kish:.2g} answers.",
        "权重集中于一份回答：全部回答仅相当于{kish:.2g}份。",
    )
    NO_FREEDOM = (
        "no_freedom",
        "Too uneven clusters",
        "群的大小过于悬殊",
        "sampling units of such uneven weight leave less than one degree of freedom.",
        "抽样单元权重过于悬殊，自由度不足1。",
    )
    NOT_COMPUTABLE = (
        "not_computable",
        "Not computable",
        "无法计算",
        "the data do not determine it.",
        "数据无法确定该值。",
    )
    FAILED_RESAMPLES = (
        "failed_resamples",
        "Resamples failed",
        "重抽样失败",
        "{failed} of {tried} resamples failed.",
        "{tried}次重抽样中有{failed}次失败。",
    )
    NOT_CONVERGED = "not_converged", "Not converged", "未收敛", "the estimate does not settle.", "估计不收敛。"
    PART = "part", "A part is missing", "缺少部分", "{part} is not estimable.", "{part}无法估计。"

    # items and models
    TOO_FEW_ITEMS = (
        "too_few_items",
        "Too few items",
        "题目不足",
        "{n} items, at least {needed} are needed.",
        "只有{n}道题，至少需要{needed}道。",
    )
    FLAT_TOTAL = (
        "flat_total",
        "Sum does not vary",
        "总分无差异",
        "the sum of the items does not vary.",
        "题目总分没有差异。",
    )
    NO_COMMON_ROWS = (
        "no_common_rows",
        "No common rows",
        "没有共同回答",
        "nobody answered both of two items.",
        "没有人同时回答两道题。",
    )
    HEYWOOD = (
        "heywood",
        "Improper solution",
        "不当解",
        "an item has no error variance left (Heywood case).",
        "有题目的误差方差不为正（海伍德情形）。",
    )
    TOO_FEW_REPLICATES = (
        "too_few_replicates",
        "Too few replicate groups",
        "重复组不足",
        "{n} replicate groups, at least {needed} are needed.",
        "只有{n}个重复组，至少需要{needed}个。",
    )
    AT_ONE = (
        "at_one",
        "Reliability of 1",
        "信度为一",
        "a reliability of 1 has no interval.",
        "信度为1，没有区间。",
    )
    FAILED_WITHOUT_ONE = (
        "failed_without_one",
        "Fails without one group",
        "去掉一组即无解",
        "without one of the groups there is no estimate.",
        "去掉其中一组后无法估计。",
    )
    IMPROPER_FITS = (
        "improper_fits",
        "Improper fits",
        "拟合不当",
        "{failed} of {tried} fits without one group are improper.",
        "去掉一组的{tried}次拟合中有{failed}次不当。",
    )
    INADMISSIBLE = (
        "inadmissible",
        "Inadmissible estimate",
        "不可接受的估计",
        "consistent correlations of constructs are not those of real quantities.",
        "构念的一致相关矩阵不成立。",
    )
    COLLINEAR = "collinear", "Collinear constructs", "构念共线", "constructs determine each other.", "构念彼此决定。"
    NEGATIVE_WEIGHT = (
        "negative_weight",
        "Negative weight",
        "权重为负",
        "questions have a negative weight in the index.",
        "有题目在指数中的权重为负。",
    )

    # raters, groups, points in time
    NO_COMMON_UNIT = (
        "no_common_unit",
        "No unit rated twice",
        "没有共同评定",
        "no unit was rated by two raters.",
        "没有对象由两名评定者评定。",
    )
    ONE_CATEGORY = (
        "one_category",
        "One category",
        "只有一类",
        "all ratings are in one category, so chance alone would agree wholly.",
        "所有评定都在同一类，仅凭偶然也会完全一致。",
    )
    TOO_LITTLE_DISAGREEMENT = (
        "too_little_disagreement",
        "Too little disagreement",
        "分歧过少",
        "fewer than two units with disagreement, or one unit holds all variety.",
        "有分歧的对象不足两个，或差异全在一个对象上。",
    )
    ONE_GROUP_AT_RISK = (
        "one_group_at_risk",
        "One group at risk",
        "只有一组处于风险中",
        "fewer than two groups were at risk when an event happened.",
        "事件发生时处于风险中的组不足两个。",
    )
    NO_EVENT = (
        "no_event",
        "No event",
        "没有事件",
        "no event happened while two groups were at risk.",
        "两组都处于风险中时没有事件发生。",
    )
    NOT_REACHED = (
        "not_reached",
        "Not reached",
        "未达到",
        "{lowest:.1%} of cases were still without the event when last seen, more than {target:.1%}.",
        "最后观察时仍有{lowest:.1%}的案例未发生事件，高于{target:.1%}。",
    )
    NOT_FOLLOWED = (
        "not_followed",
        "Not followed so long",
        "随访不足",
        "nobody was followed longer than {longest:g}.",
        "没有人被观察超过{longest:g}。",
    )
    NOT_FOLLOWED_UP = (
        "not_followed_up",
        "Not followed up to the deadline",
        "未跟踪至期限",
        "no case was followed up to its deadline.",
        "没有案件跟踪至其期限。",
    )
    ALL_AT_AN_END = (
        "all_at_an_end",
        "All shares 0 or 1",
        "占比全为零或一",
        "all points are 0 or 1: pool periods.",
        "所有点都是0或1：请合并时段。",
    )
    NO_NEIGHBOURS = (
        "no_neighbours",
        "No neighbouring periods",
        "没有相邻时段",
        "no two neighbouring periods.",
        "没有两个相邻时段。",
    )

    # customers, complaints, waits, service delivery
    NO_EVIDENCE = "no_evidence", "No evidence", "没有依据", "no question speaks for or against.", "没有题目支持或反对。"
    TIE = "tie", "Tie", "并列", "two lead alike.", "两者并列领先。"
    NO_EFFECTS = "no_effects", "No effects", "没有影响", "no effect is named.", "没有指明任何影响。"
    TOO_FEW_CUSTOMERS = (
        "too_few_customers",
        "Too few customers",
        "客户过少",
        "too few customers carry the figure.",
        "决定该数值的客户过少。",
    )
    NO_MOVES = "no_moves", "No moves", "没有转移", "nobody was seen twice.", "没有人被观察到两次。"
    NEVER_LEFT = (
        "never_left",
        "States without a start",
        "无起点状态",
        "nobody starts in a state.",
        "没有人从该状态出发。",
    )
    CLOSED_GROUPS = (
        "closed_groups",
        "Closed groups of states",
        "封闭状态组",
        "there are several closed groups of states.",
        "存在多个封闭的状态组。",
    )
    NOT_MATURED = (
        "not_matured",
        "No points have matured",
        "积分未到期",
        "no points have run their time.",
        "没有积分走完有效期。",
    )
    DIVERGES = (
        "diverges",
        "Infinite",
        "发散",
        "nobody leaves, so the value is infinite.",
        "没有人离开，数值为无穷大。",
    )
    DIVERGES_WITH_TENURE = (
        "diverges_with_tenure",
        "Infinite mean life",
        "平均寿命无穷",
        "alpha is {alpha:.3g}, at most 1, so the undiscounted mean life is infinite.",
        "alpha为{alpha:.3g}，不大于1，未折现的平均寿命为无穷大。",
    )
    DIVERGES_UNDER_DISCOUNT = (
        "diverges_under_discount",
        "Negative discount too strong",
        "负折现率过强",
        "retention tends to 1 with tenure, which no negative discount rate can outrun: the sum is infinite.",
        "留存率随在籍时间趋于1，负折现率下总和为无穷大。",
    )
    SPREADS_FOR_EVER = (
        "spreads_for_ever",
        "Spreads for ever",
        "传播不止",
        "each hearer tells {mean:g} on average, which is not below 1: state a depth.",
        "每位听者平均再告诉{mean:g}人，不小于1：请指定传播层数。",
    )
    NO_MEAN = (
        "no_mean",
        "No mean spend",
        "均值不存在",
        "the fitted spend has no mean (q = {q:.3g}, must be above 1).",
        "拟合的消费额没有均值（q = {q:.3g}，应大于1）。",
    )
    NOT_POSITIVE_BEFORE = (
        "not_positive_before",
        "No value before",
        "原值不为正",
        "the value before is not above 0.",
        "原有数值不大于0。",
    )
    UNKNOWN_RATE = "unknown_rate", "No return rate", "缺少回头率。", "no return rate is known.", "缺少回头率。"
    NOBODY_VOICES = (
        "nobody_voices",
        "Nobody voices",
        "无人投诉",
        "nobody voices, so that complaints tell nothing.",
        "没有人投诉，投诉数无法说明问题。",
    )
    ONLY_A_RANGE = (
        "only_a_range",
        "Only a range",
        "只有范围",
        "the source gives a range, {low:g} to {high:g}; the interval covers it.",
        "来源只给出范围{low:g}至{high:g}，区间已包含它。",
    )
    NOBODY_GAVE_UP = "nobody_gave_up", "Nobody gave up", "无人放弃", "nobody gave up.", "没有人放弃等待。"
    NOBODY_WAITED = "nobody_waited", "Nobody waited", "无人等候", "nobody waited.", "没有人等待。"
    UNSTABLE = (
        "unstable",
        "Queue never ends",
        "队列不稳定",
        "{load:g} erlangs are too much for {agents} agents; the queue never ends.",
        "{agents}名坐席无法承担{load:g}爱尔兰的话务量，队列会无限增长。",
    )
    UNKNOWN_MULTIPLIER = (
        "unknown_multiplier",
        "No multiplier",
        "缺少倍数",
        "no multiplier is known.",
        "缺少感知时间倍数。",
    )
    TOO_FEW_ON_A_SIDE = (
        "too_few_on_a_side",
        "Too few on one side",
        "一侧数量不足",
        "at least {needed} waits with and {needed} without the condition are needed, got {n_with} and {n_without}.",
        "有该条件和无该条件的等待各至少需要{needed}次，现有{n_with}次和{n_without}次。",
    )
    NEVER_FAILS = (
        "never_fails",
        "Never fails",
        "从不失误",
        "a failure that never happens is never seen.",
        "从不发生的失误无法被观察到。",
    )
    NOT_DESCRIBED = (
        "not_described",
        "Nothing described",
        "未作描述",
        "no practice and no trait of the process is described.",
        "未描述任何做法或流程特征。",
    )
    UNKNOWN_TRAITS = "unknown_traits", "Traits unknown", "特征未知。", "traits are not known.", "特征未知。"
