"""The words of claims on comments, targets and actions."""

from collections.abc import Mapping
from typing import Final

from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claims import ClaimKind
from servicekit.study.wording._claim_sentences import Sentences

OWN: Final = "{m}: {own} ({low} to {high}; {n} {counted})"
OWN_ZH: Final = "{m}{own}（{low}至{high}；{n}{counted}）"
UNDECIDED: Final = Label(
    OWN + "; whether the target of {r} by {day} is met cannot be told: it is with probability {chance}; {needed}.",
    OWN_ZH + "；到{day}{r}的目标是否达成尚不能判断：达成的概率为{chance}；{needed}。",
)
MET: Final = Label(
    "The target of {r} by {day} is met, {sure}{twice}: " + OWN + ".",
    "{sure}已达成到{day}{r}的目标{twice}：" + OWN_ZH + "。",
)
MISSED: Final = Label(
    "The target of {r} by {day} is missed, {sure}{twice}: " + OWN + ".",
    "{sure}未达成到{day}{r}的目标{twice}：" + OWN_ZH + "。",
)
EFFECT: Final = Sentences(
    Label(
        "“{s}” worked, {sure}: {m} of {units} is {e} {u} ({elow} to {ehigh}) from where it would be without it. Before "
        "against after it moved by {naive}, of which {itself} came by itself.",
        "“{s}”{sure}有效：{units}的{m}与不采取行动时相比为{e}{u}（{elow}至{ehigh}）。前后相比变动{naive}，其中{itself}是自行回升。",
    ),
    Label(
        "“{s}” made things worse, {sure}: {m} of {units} is {e} {u} ({elow} to {ehigh}) from where it would be without "
        "it. Before against after it moved by {naive}, of which {itself} came by itself.",
        "“{s}”{sure}适得其反：{units}的{m}与不采取行动时相比为{e}{u}（{elow}至{ehigh}）。"
        "前后相比变动{naive}，其中{itself}是自行回升。",
    ),
    Label(
        "Whether “{s}” worked cannot be told: {m} of {units} is {e} {u} ({elow} to {ehigh}) from where it would be "
        "without it. Before against after it moved by {naive}, of which {itself} came by itself; an effect below "
        "{reach} {u} would often be missed.",
        "“{s}”是否有效尚不能判断：{units}的{m}与不采取行动时相比为{e}{u}（{elow}至{ehigh}）。"
        "前后相比变动{naive}，其中{itself}是自行回升；不足{reach}{u}的效果，多半发现不了。",
    ),
)
TOPIC: Final = Sentences(
    Label(
        "The dissatisfied write about “{s}” more than the others, {sure}: {own} of their comments mention it against "
        "{ref}; {near} to {far} {u} more ({n} and {n2} comments).",
        "{sure}不满意的顾客更多地提到“{s}”：其意见中占{own}，其余顾客为{ref}，高{near}至{far}{u}（{n}条与{n2}条意见）。",
    ),
    Label(
        "The dissatisfied write about “{s}” less than the others, {sure}: {own} of their comments mention it against "
        "{ref}; {near} to {far} {u} less ({n} and {n2} comments).",
        "{sure}不满意的顾客较少提到“{s}”：其意见中占{own}，其余顾客为{ref}，低{near}至{far}{u}（{n}条与{n2}条意见）。",
    ),
    Label(
        "{m}: the topics of the dissatisfied cannot be told from those of the others ({n} and {n2} comments); "
        "less than {detectable} {u} would often be missed.",
        "{m}：凭这{n}条与{n2}条意见，看不出不满意的顾客写的话题与其余顾客有何不同；不足{detectable}{u}的差别，多半发现不了。",
    ),
)
IMPROVEMENT_SORTS: Final[Mapping[tuple[ClaimKind, str], Sentences]] = {
    (ClaimKind.LEVEL, "floor"): Sentences(MET, MISSED, UNDECIDED),
    (ClaimKind.LEVEL, "ceiling"): Sentences(MISSED, MET, UNDECIDED),
    (ClaimKind.DIFFERENCE, "effect"): EFFECT,
    (ClaimKind.DIFFERENCE, "topic"): TOPIC,
}
