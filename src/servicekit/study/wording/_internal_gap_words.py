"""The words of claims on gaps inside the company."""

from collections.abc import Mapping
from typing import Final

from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claims import ClaimKind
from servicekit.study.wording._claim_sentences import Sentences

SIDE: Final = Sentences(
    Label(
        "{s}: {m} rates it higher than customers do, {sure}: {own} against {ref}, by {near} to {far} {u} ({n} and {n2} "
        "answers).",
        "{s}：{m}的评价{sure}高于顾客（{own}对{ref}，高{near}至{far}{u}；{n}份与{n2}份回答）。",
    ),
    Label(
        "{s}: {m} rates it lower than customers do, {sure}: {own} against {ref}, by {near} to {far} {u} ({n} and {n2} "
        "answers).",
        "{s}：{m}的评价{sure}低于顾客（{own}对{ref}，低{near}至{far}{u}；{n}份与{n2}份回答）。",
    ),
    Label(
        "In none of the attributes can it be told that {m} sees it otherwise than customers do.",
        "各项中，尚看不出{m}的评价与顾客有何不同。",
    ),
)
SHORTFALL: Final = Sentences(
    Label(
        "{s}: customers answer {own} on average ({low} to {high}; {n} answers), above the target of {t}, {sure}.",
        "{s}：顾客评分均值{own}（{low}至{high}；{n}份回答），{sure}高于{t}的目标。",
    ),
    Label(
        "{s}: customers answer {own} on average ({low} to {high}; {n} answers), below the target of {t}, "
        "{sure}{covered}.",
        "{s}：顾客评分均值{own}（{low}至{high}；{n}份回答），{sure}低于{t}的目标{covered}。",
    ),
    Label(
        "For none of the attributes can it be told whether customers are above or below the target of {t}.",
        "各项中，尚看不出哪一项的顾客评分高于或低于{t}的目标。",
    ),
)
NOT_KEPT: Final = Label(
    "{s}: the standards that serve it are not kept as they should be, {sure}: {own} ({low} to {high}; {n} "
    "observations), below {t}: {standards}.",
    "{s}：相应标准{sure}执行不到位，达标率{own}（{low}至{high}；{n}次检查），低于{t}：{standards}。",
)
NOT_TOLD: Final = Label(
    "Whether the standards that serve these attributes are kept cannot be told.", "相应标准是否执行到位，尚不能判断。"
)
KEPT_AND_MISSED: Final = Sentences(
    Label(
        "{s}: the standards that serve it are kept, {sure}: {own} ({low} to {high}; {n} observations), and customers "
        "are below the target all the same: {standards}.",
        "{s}：相应标准{sure}已执行到位，达标率{own}（{low}至{high}；{n}次检查），而顾客评分仍低于目标：{standards}。",
    ),
    NOT_KEPT,
    NOT_TOLD,
)
KEPT: Final = Sentences(
    Label(
        "{s}: the standards that serve it are kept, {sure}: {own} ({low} to {high}; {n} observations): {standards}.",
        "{s}：相应标准{sure}已执行到位，达标率{own}（{low}至{high}；{n}次检查）：{standards}。",
    ),
    NOT_KEPT,
    NOT_TOLD,
)
UNIT_TARGET: Final = Sentences(
    Label(
        "{m}, {group} {s}: customers answer {own} on average ({low} to {high}; {n} answers), above the target of {t}, "
        "{sure}.",
        "{m}，{group}“{s}”：顾客评分均值{own}（{low}至{high}；{n}份回答），{sure}高于{t}的目标。",
    ),
    Label(
        "{m}, {group} {s}: customers answer {own} on average ({low} to {high}; {n} answers), below the target of {t}, "
        "{sure}.",
        "{m}，{group}“{s}”：顾客评分均值{own}（{low}至{high}；{n}份回答），{sure}低于{t}的目标。",
    ),
)
INTERNAL_GAP_SORTS: Final[Mapping[tuple[ClaimKind, str], Sentences]] = {
    (ClaimKind.DIFFERENCE, "side"): SIDE,
    (ClaimKind.LEVEL, "shortfall"): SHORTFALL,
    (ClaimKind.LEVEL, "kept_and_missed"): KEPT_AND_MISSED,
    (ClaimKind.LEVEL, "kept"): KEPT,
    (ClaimKind.LEVEL, "unit_target"): UNIT_TARGET,
}
