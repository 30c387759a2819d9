"""The words of claims: for each kind and sort what is said where it stands, in either direction, and where it fails."""

from collections.abc import Mapping
from typing import Final

from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claims import ClaimKind
from servicekit.study.wording._claim_sentences import Sentences
from servicekit.study.wording._improvement_words import IMPROVEMENT_SORTS
from servicekit.study.wording._internal_gap_words import INTERNAL_GAP_SORTS
from servicekit.study.wording._priority_words import (
    ASYMMETRY,
    BACK_STAGE,
    CATEGORY,
    DELIGHT,
    DRIVER,
    EXPLAINED,
    FIRST,
    IMPROVE_FIRST,
    RESIDUAL,
    STATED_FIRST,
)

OWN = "{m}: {own} ({low} to {high}; {n} {counted})"
OWN_ZH = "{m}{own}（{low}至{high}；{n}{counted}）"
MISSED: Final = Label("; less than {detectable} {u} would often be missed", "；不足{detectable}{u}的差别，多半发现不了")
UNDECIDED_SET: Final = "they cannot be told apart"
MAJORITY: Final = Sentences(
    Label(OWN + "; more than half are satisfied, {sure}.", OWN_ZH + "，{sure}半数以上的顾客满意。"),
    Label(OWN + "; fewer than half are satisfied, {sure}.", OWN_ZH + "，{sure}满意的顾客不到一半。"),
    Label(
        OWN + "; whether more than half are satisfied, these answers cannot tell.",
        OWN_ZH + "；凭这些回答，是否过半尚不能判断。",
    ),
)
HALF: Final = Sentences(
    Label(
        OWN + "; about half are satisfied (within {margin} points, {sure}).",
        OWN_ZH + "，满意的顾客约占一半（{sure}与50%相差不超过{margin}个百分点）。",
    )
)
PROMOTERS: Final = Sentences(
    Label(OWN + "; promoters are more than detractors, {sure}.", OWN_ZH + "，{sure}推荐者多于贬损者。"),
    Label(OWN + "; detractors are more than promoters, {sure}.", OWN_ZH + "，{sure}贬损者多于推荐者。"),
    Label(
        OWN + "; which of the two are more, promoters or detractors, cannot be told.",
        OWN_ZH + "；推荐者和贬损者哪个更多，尚不能判断。",
    ),
)
GAP: Final = Sentences(
    Label(
        "On average experience lies above expectation, {sure}: by {near} to {far} {u} ({n} {counted}).",
        "实际感受平均比期望高{near}至{far}{u}（{n}{counted}），{sure}服务好于期望。",
    ),
    Label(
        "On average experience lies below expectation, {sure}: by {near} to {far} {u} ({n} {counted}).",
        "实际感受平均比期望低{near}至{far}{u}（{n}{counted}），{sure}服务不如期望。",
    ),
    Label(
        "Whether experience lies above or below expectation cannot be told: {d} ({dlow} to {dhigh}; {n} {counted}).",
        "实际感受是高于还是低于期望，尚不能判断（平均相差{d}，{dlow}至{dhigh}；{n}{counted}）。",
    ),
)
VERDICTS: Final = Sentences(
    Label(
        "{own} of customers got more than they expected, {ref} less; those who got more are the greater part, {sure}.",
        "{own}的顾客认为服务超出期望，{ref}认为不如期望，{sure}认为超出期望的更多。",
    ),
    Label(
        "{ref} of customers got less than they expected, {own} more; those who got less are the greater part, {sure}.",
        "{ref}的顾客认为服务不如期望，{own}认为超出期望，{sure}认为不如期望的更多。",
    ),
    Label(
        "{ref} of customers got less than they expected, {own} more; which are the greater part cannot be told.",
        "{ref}的顾客认为服务不如期望，{own}认为超出期望；哪一方更多，尚不能判断。",
    ),
)
TARGET: Final = Sentences(
    Label(
        "{m}: {own} ({low} to {high}); the target of {t} is reached, {sure}.",
        "{m}{own}（{low}至{high}），{sure}达到了{t}的目标。",
    ),
    Label(
        "{m}: {own} ({low} to {high}); below the target of {t}, {sure}.",
        "{m}{own}（{low}至{high}），{sure}低于{t}的目标。",
    ),
    Label(
        "{m}: {own} ({low} to {high}); whether the target of {t} is reached cannot be told.",
        "{m}{own}（{low}至{high}）；是否达到{t}的目标，尚不能判断。",
    ),
)
BELOW_TARGET: Final = Sentences(
    Label(
        "{s} reaches the target of {t}, {sure}: {own} ({low} to {high}).",
        "{s}{own}（{low}至{high}），{sure}达到了{t}的目标。",
    ),
    Label(
        "{s} is below the target of {t}, {sure}: {own} ({low} to {high}).",
        "{s}{own}（{low}至{high}），{sure}低于{t}的目标。",
    ),
    Label(
        "{group}: none can be told to be above or below the target of {t}.",
        "{group}中，尚看不出哪一个高于或低于{t}的目标。",
    ),
)
LONGER_WAIT: Final = Sentences(
    Label(
        OWN + "; more than half waited longer than they expected, {sure}.",
        OWN_ZH + "，{sure}半数以上的顾客等待超出预期。",
    ),
    Label(
        OWN + "; fewer than half waited longer than they expected, {sure}.",
        OWN_ZH + "，{sure}等待超出预期的顾客不到一半。",
    ),
    Label(OWN + "; whether that is more than half cannot be told.", OWN_ZH + "；是否过半尚不能判断。"),
)
LOST: Final = Sentences(
    Label(
        "Of {n} loyal customers {ref} stayed loyal and {own} bought nothing in the second half: more were lost than "
        "stayed, {sure}. {task}",
        "{n}位忠诚顾客中，{ref}保持忠诚，{own}在后半期没有购买，{sure}流失的多于保持的。{task}",
    ),
    Label(
        "Of {n} loyal customers {ref} stayed loyal and {own} bought nothing in the second half: more stayed than were "
        "lost, {sure}.",
        "{n}位忠诚顾客中，{ref}保持忠诚，{own}在后半期没有购买，{sure}保持的多于流失的。",
    ),
    Label(
        "Of {n} loyal customers {ref} stayed loyal and {own} bought nothing in the second half; which are more cannot "
        "be told.",
        "{n}位忠诚顾客中，{ref}保持忠诚，{own}在后半期没有购买；哪一方更多，尚不能判断。",
    ),
)
DIFFERENCE: Final = Sentences(
    Label(
        "{group} {s} is higher than the others in {m}, {sure}: {own} against {ref}; {near} to {far} {u} more ({n} and "
        "{n2} {counted}{without}).",
        "分{group}看，{s}的{m}{sure}高于其余合计{without}：{own}，其余{ref}，高{near}至{far}{u}（{n}{counter}与{n2}{counted}）。",
    ),
    Label(
        "{group} {s} is lower than the others in {m}, {sure}: {own} against {ref}; {near} to {far} {u} less ({n} and "
        "{n2} {counted}{without}).",
        "分{group}看，{s}的{m}{sure}低于其余合计{without}：{own}，其余{ref}，低{near}至{far}{u}（{n}{counter}与{n2}{counted}）。",
    ),
    Label(
        "{group}: none can be told from the others in {m}{missed}.",
        "分{group}看{m}，现有数据看不出哪一个与其余不同{missed}。",
    ),
)
ADJUSTED: Final = Sentences(
    Label(
        "{group} {s} is higher than the others in {m} at the same mix of {mix}, {sure}: {own} against {ref}; {near} to "
        "{far} {u} more ({raw} before adjustment; {n} and {n2} {counted}{without}).",
        "按{mix}的构成调整后，分{group}看，{s}的{m}{sure}高于其余合计{without}：{own}，其余{ref}，高{near}至{far}{u}"
        "（调整前{raw}；{n}{counter}与{n2}{counted}）。",
    ),
    Label(
        "{group} {s} is lower than the others in {m} at the same mix of {mix}, {sure}: {own} against {ref}; {near} to "
        "{far} {u} less ({raw} before adjustment; {n} and {n2} {counted}{without}).",
        "按{mix}的构成调整后，分{group}看，{s}的{m}{sure}低于其余合计{without}：{own}，其余{ref}，低{near}至{far}{u}"
        "（调整前{raw}；{n}{counter}与{n2}{counted}）。",
    ),
    Label(
        "{group}: none can be told from the others in {m} at the same mix of {mix}{missed}.",
        "按{mix}的构成调整后，分{group}看{m}，现有数据看不出哪一个与其余不同{missed}。",
    ),
)
UNNAMED: Final = Sentences(
    Label(
        "{group}: the {k} groups differ in {m}, {sure}, but which of them cannot be said.",
        "{k}个{group}的{m}之间{sure}有差别，但还不能指出是哪一个。",
    )
)
CHANGE: Final = Sentences(
    Label(
        "{m} rose from {ref} ({w0}) to {own} ({w1}), {sure}: by {near} to {far} {u} ({n2} and {n} {counted}).",
        "{m}由{w0}的{ref}升至{w1}的{own}，{sure}上升了，升幅{near}至{far}{u}（{n2}{counter}与{n}{counted}）。",
    ),
    Label(
        "{m} fell from {ref} ({w0}) to {own} ({w1}), {sure}: by {near} to {far} {u} ({n2} and {n} {counted}).",
        "{m}由{w0}的{ref}降至{w1}的{own}，{sure}下降了，降幅{near}至{far}{u}（{n2}{counter}与{n}{counted}）。",
    ),
    Label(
        "{m}: {ref} ({w0}), then {own} ({w1}); whether it went up or down cannot be told ({d}, {dlow} to {dhigh} {u}).",
        "{m}由{w0}的{ref}变为{w1}的{own}（相差{d}，{dlow}至{dhigh}{u}），是升是降尚不能判断。",
    ),
)
UNCHANGED: Final = Sentences(
    Label(
        "{m} is unchanged from {w0} ({ref}) to {w1} ({own}): within {margin} {u}, {sure}.",
        "{m}与{w0}基本持平（{ref}与{own}；{sure}相差不超过{margin}{u}，{w1}）。",
    )
)
TREND: Final = Sentences(
    Label(
        "{m} rises over the {k} waves from {w0} to {w1}, {sure}: by about {d} {u} a wave ({dlow} to {dhigh}).",
        "{w0}至{w1}的{k}期中，{m}{sure}总体上升，平均每期{d}{u}（{dlow}至{dhigh}）。",
    ),
    Label(
        "{m} falls over the {k} waves from {w0} to {w1}, {sure}: by about {d} {u} a wave ({dlow} to {dhigh}).",
        "{w0}至{w1}的{k}期中，{m}{sure}总体下降，平均每期{d}{u}（{dlow}至{dhigh}）。",
    ),
    Label("{m}: no trend over {k} waves can be told.", "{k}期数据中，尚看不出{m}上升或下降的趋势。"),
)
WIDEST: Final = Sentences(
    Label(
        "The widest gap between perception and expectation is in {s}, {sure}: {own} ({n} {counted}); the next, {r}, is "
        "{near} to {far} narrower.",
        "差距最大的维度是{s}（{own}；{n}{counted}），{sure}大于其次的{r}，相差{near}至{far}{u}。",
    ),
    None,
    Label(
        "The widest gap between perception and expectation is in {set} (" + UNDECIDED_SET + "; {n} {counted}).",
        "差距最大的维度在{set}之中，具体哪一项尚不能判断（{n}{counted}）。",
    ),
    Label(
        "In which dimension the gap between perception and expectation is widest cannot be told ({n} {counted}).",
        "哪个维度的差距最大，尚不能判断（{n}{counted}）。",
    ),
)
BEST: Final = Sentences(
    Label(
        "{s} is rated best, {sure}: {own} ({n} {counted}); the next, {r}, is {near} to {far} worse.",
        "评价最好的是{s}（{own}；{n}{counted}），{sure}优于其次的{r}，相差{near}至{far}{u}。",
    ),
    None,
    Label(
        "Rated best is one of {set} (" + UNDECIDED_SET + "; {n} {counted}).",
        "评价最好的在{set}之中，具体哪一项尚不能判断（{n}{counted}）。",
    ),
    Label(
        "Which dimension is rated best cannot be told ({n} {counted}).", "哪一项评价最高，尚不能判断（{n}{counted}）。"
    ),
)
WORST: Final = Sentences(
    Label(
        "{s} is rated worst, {sure}: {own} ({n} {counted}); the next, {r}, is {near} to {far} better.",
        "评价最差的是{s}（{own}；{n}{counted}），{sure}不如其次的{r}，相差{near}至{far}{u}。",
    ),
    None,
    Label(
        "Rated worst is one of {set} (" + UNDECIDED_SET + "; {n} {counted}).",
        "评价最差的在{set}之中，具体哪一项尚不能判断（{n}{counted}）。",
    ),
    Label(
        "Which dimension is rated worst cannot be told ({n} {counted}).", "哪一项评价最低，尚不能判断（{n}{counted}）。"
    ),
)
FREQUENT: Final = Sentences(
    Label(
        "The most frequent {what} is {s}, {sure}: {own}; the next, {r}: {ref}.",
        "最常见的{what}是{s}（{own}），{sure}多于其次的{r}（{ref}）。",
    ),
    None,
    Label(
        "The most frequent {what} is one of {set}; which cannot be told.",
        "最常见的{what}在{set}之中，具体哪一项尚不能判断。",
    ),
    Label("Which {what} is the most frequent cannot be told.", "哪一项{what}最常见，尚不能判断。"),
)
TYPE: Final = Sentences(
    Label(
        "Most often customers stay out of {s}, {sure}: {own}; the next, {r}: {ref}. Risk: {risk} Cure: {cure}",
        "顾客留下最常见的原因是{s}（{own}），{sure}多于其次的{r}（{ref}）。风险：{risk}对策：{cure}",
    ),
    None,
    Label(
        "Most often customers stay out of one of {set}; which cannot be told.",
        "顾客留下最常见的原因在{set}之中，具体哪一项尚不能判断。",
    ),
    Label(
        "Out of which reason customers most often stay cannot be told.", "顾客留下最常见的原因是哪一项，尚不能判断。"
    ),
)
SLOWEST: Final = Sentences(
    Label(
        "{group} with the longest time to resolution is {s}, {sure}: half of its cases take up to {own} {u}; the "
        "next, {r}: {ref}.",
        "分{group}看，{s}办结最慢，{sure}慢于其次的{r}：一半投诉在{own}{u}内办结，{r}为{ref}{u}。",
    ),
    None,
    Label(
        "{group} with the longest time to resolution is one of {set}; which cannot be told.",
        "分{group}看，办结最慢的在{set}之中，具体哪一个尚不能判断。",
    ),
    Label(
        "By {group}: which has the longest time to resolution cannot be told.",
        "分{group}看，哪一个办结最慢，尚不能判断。",
    ),
)
LENGTHENS: Final = Sentences(
    Label(
        "“{s}” lengthens felt time, {sure}: {own} times ({low} to {high}). {remedy}",
        "“{s}”{sure}使等待显得更长：{own}倍（{low}至{high}）。{remedy}",
    ),
    Label(
        "“{s}” shortens felt time, {sure}: {own} times ({low} to {high}).",
        "“{s}”{sure}使等待显得更短：{own}倍（{low}至{high}）。",
    ),
    Label("Which conditions lengthen felt time cannot be told.", "哪些条件使等待显得更长，尚不能判断。"),
)
ODDS: Final = Sentences(
    Label(
        "Merely satisfied is not enough, {sure}: {own} of those who answered {best} are loyal, {ref} of those who "
        "answered {next}.",
        "{sure}仅仅满意还不够：打{best}分的顾客中{own}是忠诚顾客，打{next}分的只有{ref}。",
    ),
    Label(
        "{own} of those who gave the best answer ({best}) are loyal, {ref} of those at the next ({next}), "
        "fewer, {sure}.",
        "最高分（{best}）的顾客中{own}忠诚，次高分（{next}）的为{ref}，{sure}前者更少。",
    ),
    Label(
        "{own} of those who gave the best answer ({best}) are loyal, {ref} of those at the next ({next}); that "
        "could be chance.",
        "最高分（{best}）的顾客中{own}忠诚，次高分（{next}）的为{ref}，这可能只是偶然波动。",
    ),
)
RETURNS: Final = Sentences(
    Label(
        "Resolving a tenth of the unresolved cases would keep {kept} customers; those with a resolved case come "
        "back more often, {sure}: {own} against {ref}.",
        "若能解决十分之一的未解决投诉，可留住{kept}位顾客；已解决的{sure}更常再次光顾：{own}对{ref}。",
    ),
    Label(
        "Customers whose case was resolved come back less often, {sure}: {own} against {ref}.",
        "已解决的顾客{sure}更少再次光顾：{own}对{ref}。",
    ),
    Label(
        "Whether resolving a case brings the customer back these {n} and {n2} cases cannot tell ({own} against {ref}).",
        "解决投诉能否让顾客再次光顾，凭这{n}件和{n2}件尚不能判断（{own}对{ref}）。",
    ),
)
PAYS: Final = Sentences(
    Label(
        "“{s}” pays, {sure}: it gains {own} {period} ({low} to {high}) and costs {t}.",
        "“{s}”{sure}划算：{period}可增收{own}（{low}至{high}），成本为{t}。",
    ),
    Label(
        "“{s}” does not pay, {sure}: it gains {own} {period} ({low} to {high}) and costs {t}.",
        "“{s}”{sure}不划算：{period}可增收{own}（{low}至{high}），成本为{t}。",
    ),
    Label(
        "Whether “{s}” pays cannot be told: it gains {own} {period} ({low} to {high}) and costs {t}, so it pays "
        "with probability {chance}. {ask}",
        "“{s}”是否划算，尚不能判断：{period}可增收{own}（{low}至{high}），成本为{t}，划算的概率为{chance}。{ask}",
    ),
)
SIGNAL: Final = Sentences(
    Label("{t} is out of the ordinary, {sure}: {own} against {ref}.", "{t}异常（{sure}）：{own}，平时{ref}。"),
    None,
    Label("All {k} points lie within chance.", "{k}个点均在正常波动范围内。"),
)
SORTS: Final[Mapping[tuple[ClaimKind, str], Sentences]] = {
    (ClaimKind.LEVEL, "majority"): MAJORITY,
    (ClaimKind.LEVEL, "promoters"): PROMOTERS,
    (ClaimKind.LEVEL, "gap"): GAP,
    (ClaimKind.LEVEL, "verdicts"): VERDICTS,
    (ClaimKind.LEVEL, "target"): TARGET,
    (ClaimKind.LEVEL, "each_target"): BELOW_TARGET,
    (ClaimKind.LEVEL, "longer_wait"): LONGER_WAIT,
    (ClaimKind.LEVEL, "lost"): LOST,
    (ClaimKind.LEVEL, "pays"): PAYS,
    (ClaimKind.EQUIVALENCE, "half"): HALF,
    (ClaimKind.EQUIVALENCE, "change"): UNCHANGED,
    (ClaimKind.DIFFERENCE, "group"): DIFFERENCE,
    (ClaimKind.DIFFERENCE, "group_adjusted"): ADJUSTED,
    (ClaimKind.DIFFERENCE, "unnamed"): UNNAMED,
    (ClaimKind.DIFFERENCE, "stage"): BACK_STAGE,
    (ClaimKind.DIFFERENCE, "returns"): RETURNS,
    (ClaimKind.DIFFERENCE, "odds"): ODDS,
    (ClaimKind.CHANGE, "wave"): CHANGE,
    (ClaimKind.TREND, "slope"): TREND,
    (ClaimKind.EXTREMUM, "gap"): WIDEST,
    (ClaimKind.EXTREMUM, "best"): BEST,
    (ClaimKind.EXTREMUM, "worst"): WORST,
    (ClaimKind.EXTREMUM, "frequent"): FREQUENT,
    (ClaimKind.EXTREMUM, "type"): TYPE,
    (ClaimKind.EXTREMUM, "slowest"): SLOWEST,
    (ClaimKind.DRIVER, "driver"): DRIVER,
    (ClaimKind.DRIVER, "delight"): DELIGHT,
    (ClaimKind.DRIVER, "explained"): EXPLAINED,
    (ClaimKind.DRIVER, "felt"): LENGTHENS,
    (ClaimKind.FIRST_DRIVER, "first"): FIRST,
    (ClaimKind.PLACEMENT, "improve_first"): IMPROVE_FIRST,
    (ClaimKind.PLACEMENT, "stated_first"): STATED_FIRST,
    (ClaimKind.ASYMMETRY, "asymmetry"): ASYMMETRY,
    (ClaimKind.CATEGORY, "category"): CATEGORY,
    (ClaimKind.RESIDUAL, "residual"): RESIDUAL,
    (ClaimKind.SIGNAL, "point"): SIGNAL,
    **IMPROVEMENT_SORTS,
    **INTERNAL_GAP_SORTS,
}
