"""The words of claims on journeys, usability and expectations."""

from collections.abc import Mapping
from typing import Final

from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claims import ClaimKind
from servicekit.study.wording._claim_sentences import Sentences
from servicekit.study.wording._claim_words import UNDECIDED_SET

MOMENT: Final = Sentences(
    Label(
        "The weakest moment is {s}, {sure}: {own} ({n} answers); the next, {r}, is {near} to {far} {u} better. "
        "Worst in the resamples: {odds}.",
        "评价最差的时刻是{s}（{own}；{n}份回答），{sure}不如其次的{r}，相差{near}至{far}{u}。重抽样中居末的比例：{odds}。",
    ),
    None,
    Label(
        "The weakest moment is one of {set} (" + UNDECIDED_SET + "; {n} answers). Worst in the resamples: {odds}.",
        "评价最差的时刻在{set}之中，具体哪一个尚不能判断（{n}份回答）。重抽样中居末的比例：{odds}。",
    ),
    Label(
        "Which moment is the weakest cannot be told ({n} answers). Lowest in the resamples: {odds}.",
        "哪个时刻评价最低，尚不能判断（{n}份回答）。重抽样中居末的比例：{odds}。",
    ),
)
COST: Final = Sentences(
    Label(
        "If {s} were rated like the other moments on average, {m} would be {own} {u} better ({low} to {high}; {n} "
        "answers, {sure} more than nothing); that is an association, not proof of cause.",
        "如果{s}的评价达到其余时刻的平均水平，{m}会改善{own}{u}（{low}至{high}；{n}份回答，{sure}大于零）；这反映的是相关，不能证明因果。",
    ),
)
MOMENTS: Final = Sentences(
    Label(
        "From {w0} to {w1} ratings get better, {sure}: by {near} to {far} {u} ({n} customers rated both).",
        "从{w0}到{w1}，评价{sure}变好，相差{near}至{far}{u}（{n}位顾客两项都评了）。",
    ),
    Label(
        "From {w0} to {w1} ratings get worse, {sure}: by {near} to {far} {u} ({n} customers rated both).",
        "从{w0}到{w1}，评价{sure}变差，相差{near}至{far}{u}（{n}位顾客两项都评了）。",
    ),
    Label(
        "Between none of the {k} moments and the next can it be told whether ratings get better or worse.",
        "{k}个时刻之间，评价变好还是变差，尚不能判断。",
    ),
)
MOMENT_GAP: Final = Sentences(
    Label(
        "At {s} experience lies above expectation, {sure}: by {near} to {far} {u} ({n} answers).",
        "在{s}，实际感受{sure}高于期望，高{near}至{far}{u}（{n}份回答）。",
    ),
    Label(
        "At {s} experience lies below expectation, {sure}: by {near} to {far} {u} ({n} answers).",
        "在{s}，实际感受{sure}低于期望，低{near}至{far}{u}（{n}份回答）。",
    ),
    Label(
        "At none of the moments asked about can it be told whether experience lies above or below expectation.",
        "在所问的各时刻，实际感受是高于还是低于期望，尚不能判断。",
    ),
)
LADDER: Final = Sentences(
    Label(
        "The rungs of expectation are a ladder, {sure}: {m} {own} ({low} to {high}; {n} answers), above {ref}.",
        "期望各层{sure}成阶梯：{m}{own}（{low}至{high}；{n}份回答），高于{ref}。",
    ),
    Label(
        "The rungs of expectation are hardly a ladder, {sure}: {m} {own} ({low} to {high}; {n} answers), below {ref}.",
        "期望各层{sure}不成阶梯：{m}{own}（{low}至{high}；{n}份回答），低于{ref}。",
    ),
    Label(
        "Whether the rungs of expectation are a ladder cannot be told: {m} {own} ({low} to {high}; {n} answers) "
        "against {ref}.",
        "期望各层是否成阶梯尚不能判断：{m}{own}（{low}至{high}；{n}份回答），界限为{ref}。",
    ),
)
BRANCH: Final = Sentences(
    Label(
        "{s} lifts the index of satisfaction, {sure}: by {near} to {far} points (its own score is {own}).",
        "{s}{sure}拉高满意指数{near}至{far}分（自身得分{own}）。",
    ),
    Label(
        "{s} pulls the index of satisfaction down, {sure}: by {near} to {far} points (its own score is {own}).",
        "{s}{sure}拉低满意指数{near}至{far}分（自身得分{own}）。",
    ),
    Label(
        "Which branch lifts the index of satisfaction and which pulls it down cannot be told.",
        "哪一分支拉高、哪一分支拉低满意指数，尚不能判断。",
    ),
)
NEEDS_MET: Final = Sentences(
    Label(
        "{m}: {own} ({low} to {high}; {n} answers), {sure} more than half.",
        "{m}的占{own}（{low}至{high}；{n}份回答），{sure}过半。",
    ),
    Label(
        "{m}: {own} ({low} to {high}; {n} answers), {sure} fewer than half.",
        "{m}的占{own}（{low}至{high}；{n}份回答），{sure}不到一半。",
    ),
    Label(
        "{m}: {own} ({low} to {high}; {n} answers); whether that is more than half cannot be told.",
        "{m}的占{own}（{low}至{high}；{n}份回答）；是否过半尚不能判断。",
    ),
)
EXPERIENCE_SORTS: Final[Mapping[tuple[ClaimKind, str], Sentences]] = {
    (ClaimKind.LEVEL, "branch"): BRANCH,
    (ClaimKind.LEVEL, "cost"): COST,
    (ClaimKind.LEVEL, "ladder"): LADDER,
    (ClaimKind.LEVEL, "needs"): NEEDS_MET,
    (ClaimKind.LEVEL, "moment_gap"): MOMENT_GAP,
    (ClaimKind.CHANGE, "moments"): MOMENTS,
    (ClaimKind.EXTREMUM, "moment"): MOMENT,
}
