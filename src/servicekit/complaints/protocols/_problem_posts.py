"""The kind of a problem decides who solves it: posts, and cases that lie at the wrong one."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from servicekit.complaints.causes._problem_kind import ProblemKind
from servicekit.data._accepted import Data
from servicekit.data._frames import read_columns
from servicekit.data._grouping import to_list
from servicekit.foundation._checks import confidence
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label, member
from servicekit.stats.intervals._estimates import Share


@frozen(kw_only=True)
class Solver:
    """Who solves a kind of problem.

    Attributes:
        post: Who takes the case.
        authority: What that post must be allowed to decide.
        steps: Keys of the steps of the resolution process that weigh most.
    """

    post: Label
    authority: Label
    steps: tuple[str, ...]


K = ProblemKind
PROBLEM_SOLVERS: Final[Mapping[ProblemKind, Solver]] = MappingProxyType(
    {
        K.WARRANTY: Solver(
            post=Label("warranty clerk", "索赔员"),
            authority=Label("To grant or refuse a claim under the terms of warranty.", "按质保条款决定是否受理索赔。"),
            steps=("inspect", "sum_up", "options", "scope"),
        ),
        K.UNPUNCTUALITY: Solver(
            post=Label("service adviser", "服务顾问"),
            authority=Label("To set a new time and to make up for the delay.", "重新约定时间，并对延误作出补偿。"),
            steps=("sum_up", "agree", "extra"),
        ),
        K.INTEGRITY: Solver(
            post=Label("site manager", "站长"),
            authority=Label("To speak for the company and to correct what was said.", "代表企业说明并更正先前的说法。"),
            steps=("empathy", "sum_up", "scope", "agree"),
        ),
        K.EMOTIONAL: Solver(
            post=Label("customer care", "客户关怀专员"),
            authority=Label("To apologise and to do something extra.", "致歉并提供额外服务。"),
            steps=("active_listening", "empathy", "change_mood", "extra", "care"),
        ),
        K.EXPERT: Solver(
            post=Label("technical expert", "技术专家"),
            authority=Label("To judge the fault and how it is repaired.", "判定故障及维修方案。"),
            steps=("inspect", "sum_up", "options"),
        ),
    }
)
"""A reading: the document says that the kind is found out, not who takes it. Give one's own posts to the call."""


@frozen(kw_only=True)
class ProblemPosts(Result):
    """How many cases of each kind of problem lie at a post that does not solve it.

    Attributes:
        counts: Kind -> cases with a post, and those among them at the wrong one.
        misplaced: Rows (from 0) of the cases at the wrong post.
        unplaced: Rows of the cases without a kind or a post; they count nowhere.
        level: Confidence level.
    """

    title = Label("Cases by kind of problem and post", "问题类型与处理岗位")
    derived = ("misplaced_shares",)

    counts: Mapping[ProblemKind, tuple[int, int]]
    misplaced: tuple[int, ...]
    unplaced: tuple[int, ...]
    level: float = field(default=0.95, validator=confidence)

    @property
    def misplaced_shares(self) -> Mapping[ProblemKind, Share]:
        """Share of the cases of each kind at the wrong post, with the exact interval; no value without cases."""
        name = Label("Cases at the wrong post", "处理岗位不符占比")
        return {
            kind: Share(count=wrong, n=n, level=self.level, method="exact", name=name)
            for kind, (n, wrong) in self.counts.items()
        }


def problem_posts(
    data: Data,
    *,
    kind: str,
    post: str,
    posts: Mapping[ProblemKind | str, str | Sequence[str]] | None = None,
    level: float = 0.95,
) -> ProblemPosts:
    """Find the cases that lie at a post which does not solve their kind of problem.

    Args:
        data: Data frame or mapping of columns, one row per case; of cases, ``case_table(cases)``, whose columns are
            "kind" and "owner".
        kind: Column with the key of the kind ("warranty", "unpunctuality", "integrity", "emotional", "expert").
        post: Column with the post that has the case.
        posts: Kind -> the posts that may solve it, as the column spells them; left out, those of ``PROBLEM_SOLVERS`` in
            either language.
        level: Confidence level.

    Raises:
        UnknownConceptError: There is no such kind of problem.
        InvalidValueError: Posts are not given for every kind that occurs.

    Example:
        >>> import servicekit as sk
        >>> cases = {"kind": ["warranty", "warranty"], "post": ["warranty clerk", "reception"]}
        >>> sk.complaints.problem_posts(cases, kind="kind", post="post").misplaced
        (1,)
    """
    right: dict[ProblemKind, tuple[str, ...]]
    if posts is None:
        right = {each: (solver.post.en, solver.post.zh) for each, solver in PROBLEM_SOLVERS.items()}
    else:
        given = {member(ProblemKind, each): own for each, own in posts.items()}
        right = {each: (own,) if isinstance(own, str) else tuple(own) for each, own in given.items()}
    columns = read_columns(data, [kind, post])
    counts = {each: [0, 0] for each in ProblemKind if each in right}
    misplaced, unplaced = [], []
    for row, (what, where) in enumerate(zip(to_list(columns[kind]), to_list(columns[post]), strict=True)):
        if what is None or where is None:
            unplaced.append(row)
            continue
        found = member(ProblemKind, what)
        if found not in right:
            rule = "given for every kind that occurs"
            raise InvalidValueError("posts", rule, f"none for {found.key!r}", f"column {kind!r}, row {row}")
        counts[found][0] += 1
        if where not in right[found]:
            counts[found][1] += 1
            misplaced.append(row)
    return ProblemPosts(
        counts={each: (n, wrong) for each, (n, wrong) in counts.items()},
        misplaced=tuple(misplaced),
        unplaced=tuple(unplaced),
        level=level,
    )
