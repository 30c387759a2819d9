"""Groups: branches and segments side by side, each against all others, so that luck is neither praised nor blamed."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial, reduce
from math import isfinite
from operator import add
from typing import Any, Final

import attrs
import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._summaries import Measure
from servicekit.foundation._errors import ServiceKitError
from servicekit.foundation._literature import DANIELS_1999, HOLM_1979
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.satisfaction._top_box import TopBox
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, rounded
from servicekit.stats.claims._claims import Affected, Claim, ClaimKind, Reference, direction_of
from servicekit.stats.comparison._comparison import correlation_of
from servicekit.stats.comparison._step_down import FEWEST_NAMED, NamedGroup, step_down
from servicekit.stats.intervals._estimates import Difference
from servicekit.stats.rankings._adjusted_scores import CaseMix
from servicekit.stats.rankings._mean_ranking import rank_means
from servicekit.stats.rankings._ranking import Ranking
from servicekit.stats.rankings._share_ranking import rank_shares
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.stats.summaries._tally import Tally
from servicekit.study._part import NotRun, Part, Statement, Table
from servicekit.study._part_names import GROUPS as PART
from servicekit.study._study import Study
from servicekit.study.parts._adjusted_groups import adjusted_claims
from servicekit.study.parts._measures import good_direction, measured, name_of, scores_of, unit_of, worth_knowing
from servicekit.study.wording._sentences import caution, listed

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Each group's own figure with its interval. A group is named where it differs from all others pooled; the named "
    "ones leave one after another, so that a low group does not make the others look high. Shares: mid-p test; means, "
    "net promoter scores, weights and clusters: the larger p of the linearised t and of permutation with three "
    "moments. "
    "The ranking shrinks each group towards the mean of all (uniform-shrinkage prior) and gives places with their "
    "interval only. Groups of fewer than five answers count among the others. Adjusted for the mix of "
    "customers only where the study says ``adjust_for``: then slopes come from within groups, and the raw figure "
    "stands beside the adjusted one.",
    "每组给出自身数值和置信区间。与其余合计确有不同的组才点名，已点名的逐个移出，以免一组偏低使其余显得偏高。占比用中点p检验；"
    "均值、净推荐值及加权或整群数据取线性化t检验与三阶矩置换检验中较大的p值。排序图另给收缩估计值（均匀收缩先验），名次只连同其区间给出。"
    "不足5份回答的组并入其余。只有调查方案写明才按顾客构成调整：以组内差异估计各类顾客的影响，调整前的数值列在一旁。",
)
SOURCES: Final = (
    DANIELS_1999,
    HOLM_1979,
)
SMALL_GROUP: Final = 30
MANY_GROUPS: Final = 10
OTHERS: Final = Label("the others", "其余合计")
ALL: Final = Label("all groups", "各组")


@frozen(kw_only=True)
class GroupsPart(Part):
    """Groups side by side.

    Attributes:
        measures: Measure of each question in each group: column -> question -> groups.
        rankings: Groups of each column ranked by the lead question, shrunk towards their mean; none of a column whose
            groups are the clusters of the design.
        lead: Question by which groups are ranked.
        columns: Names of the columns in reports.
        questions: Names of the questions in reports.
        mixes: Where the study adjusts for the mix of customers: column -> question -> figures at the same mix.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    measures: Mapping[str, Mapping[str, Groups[CategoryScore]]]
    rankings: Mapping[str, Ranking]
    lead: str
    columns: Mapping[str, Label]
    questions: Mapping[str, Label]
    mixes: Mapping[str, Mapping[str, CaseMix]] = field(factory=dict)

    def tables(self) -> Iterator[Table]:
        """Yield the measures by column and question, and the rankings."""
        for column, measures in self.measures.items():
            label = self.columns[column]
            for question, groups in measures.items():
                name = self.questions[question]
                caption = Label(f"{name.en} by {label.en}", f"{name.zh}，按{label.zh}")
                yield Table(key=f"{question} by {column}", caption=caption, result=groups)
                if (mix := self.mixes.get(column, {}).get(question)) is not None:
                    adjusted = Label(f"{caption.en}, at the same mix of customers", f"{caption.zh}，按顾客构成调整后")
                    figures = Groups(column, mix.figures)
                    yield Table(key=f"{question} by {column}, adjusted", caption=adjusted, result=figures)
            if column in self.rankings:
                caption = Label(f"Ranking of {label.en} (shrunk towards the mean)", f"按{label.zh}排序（收缩估计）")
                yield Table(key=f"ranking of {column}", caption=caption, result=self.rankings[column])


def requests(study: Study) -> Iterator[Measure]:
    """Yield the measure of each question by each column of groups."""
    for column in study.groups:
        for name in study.measured:
            yield partial(measured, study, name, by=column)
            if study.adjust_for:
                yield partial(measured, study, name, by=(column, *study.adjust_for))


def assess(study: Study, data: Data) -> Part | NotRun:
    """Measure every question in every group, and hold each group against all others."""
    if not study.groups or not study.measured:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    lead = study.lead
    measures: dict[str, dict[str, Groups[CategoryScore]]] = {}
    rankings: dict[str, Ranking] = {}
    statements: list[Statement] = []
    names = {name: name_of(study, name) for name in study.measured}
    mixes: dict[str, dict[str, CaseMix]] = {}
    for column in study.groups:
        own = measures.setdefault(column, {})
        for name in study.measured:
            own[name] = measured(study, name, data, by=column)
            known = {group: found for group, found in own[name].items() if group is not None}
            if _are_clusters(known):
                continue
            if study.adjust_for and column not in study.adjust_for:
                statements += _adjusted(study, data, (column, name), names[name], mixes.setdefault(column, {}))
            else:
                statements.append(_claims(study, column, name, names[name], known, is_lead=name == lead))
        ranked = {group: found for group, found in own[lead].items() if group is not None}
        if _are_clusters(ranked):
            statements.append(caution(_units(study.label(column))))
            continue
        rankings[column] = _ranking(study, ranked)
        if (mix := mixes.get(column, {}).get(lead)) is not None and all(one.error for one in mix.figures.values()):
            cells = measured(study, lead, data, by=(column, *study.adjust_for))
            up = good_direction(next(iter(cells.values()))) == 1
            about: dict[str, Any] = {"rng": study.seed, "level": study.level, "higher_is_better": up}
            rankings[column] = rank_means(cells, adjust_for=study.adjust_for, **about)
        statements += _small(study.label(column), ranked)
    return GroupsPart(
        measures=measures,
        rankings=rankings,
        lead=lead,
        columns={column: study.label(column) for column in study.groups},
        questions=names,
        mixes=mixes,
        statements=tuple(statements),
    )


def _are_clusters(groups: Mapping[Any, CategoryScore]) -> bool:
    """Whether each group with answers is one cluster of the design: then nothing tells one from another."""
    kinds = {found.reason.kind if found.reason is not None else None for found in groups.values() if found.n}
    return kinds == {NotEstimable.GROUP_IS_ONE_CLUSTER}


def _units(column: Label) -> Label:
    return Label(
        f"{column.en} is not compared: each group is one cluster of the sample, so that chance between groups cannot "
        "be told from differences. Leave clusters out of the design, or name clusters within the group.",
        f"{column.zh}不作比较：每组恰为样本中的一个群，组间差异与抽样误差无法区分。"
        "请在抽样设计中去掉群，或指定组以下的群。",
    )


def _adjusted(
    study: Study, data: Data, keys: tuple[str, str], question: Label, mixes: dict[str, CaseMix]
) -> Sequence[Statement]:
    """Return claims on groups at the same mix of customers; where there is no such mix, why not."""
    column, name = keys
    labels = (study.label(column), question)
    cells = measured(study, name, data, by=(column, *study.adjust_for))
    try:
        mixes[name], claims = adjusted_claims(
            study, (f"{KEY}/{column}", name), labels, cells, is_lead=name == study.lead, others=OTHERS
        )
    except ServiceKitError as error:
        text = Label(
            f"{labels[0].en}: {question.en} is not compared at the same mix of customers: {error}",
            f"{labels[0].zh}：{question.zh}未能按顾客构成调整比较：{error.text('zh')}",
        )
        return (caution(text),)
    return (claims,)


def _ranking(study: Study, groups: Mapping[Any, CategoryScore]) -> Ranking:
    """Rank groups by the measure that is named: shares by shares, net promoter scores and means by those."""
    about: dict[str, Any] = {"rng": study.seed, "level": study.level}
    if all(isinstance(found, TopBox) for found in groups.values()):
        # a share without an interval has no place, nor has one of a whole population, of which nothing is chance
        known = {
            group: found
            for group, found in groups.items()
            if not found.n or (found.reason is None and isfinite(found.n_effective))
        }
        return rank_shares(known, **about)
    figures = {group: found for group, found in groups.items() if not found.n or _has_error(found)}
    first = next(iter(groups.values()))
    return rank_means(figures, higher_is_better=good_direction(first) == 1, **about)


def _has_error(found: CategoryScore) -> bool:
    """Return whether a mean has a place among others: under a design equal answers leave no error to weigh it by."""
    return found.reason is None and (not found.tally.is_weighted or bool(found.standard_error))


def _claims(
    study: Study, column: str, key: str, question: Label, groups: Mapping[Any, CategoryScore], *, is_lead: bool
) -> tuple[Claim, ...]:
    label = study.label(column)
    named = step_down({group: scores_of(found) for group, found in groups.items()})
    claims = [
        _claim(study, (column, key), (label, question), groups[one.group], one, pooled, is_lead=is_lead)
        for one, pooled in zip(named, others_pooled(named, groups), strict=True)
    ]
    return (*claims, *_unnamed(column, key, (label, question), groups, is_lead=is_lead))


def _claim(
    study: Study,
    keys: tuple[str, str],
    labels: tuple[Label, Label],
    own: CategoryScore,
    one: NamedGroup,
    pooled: Tally,
    *,
    is_lead: bool,
) -> Claim:
    about: dict[str, Any] = {
        "lead": is_lead,
        "good": good_direction(own),
        "affected": Affected(customers=float(own.tally.n)) if isinstance(own, TopBox) else None,
        "unit": unit_of(own),
        "worth_knowing": worth_knowing(study, own),
    }
    return against_others(KEY, keys, labels, own, one, pooled, **about)


def against_others(
    part: str,
    keys: tuple[str, str],
    labels: tuple[Label, Label],
    own: CategoryScore,
    one: NamedGroup,
    pooled: Tally,
    **more: Any,
) -> Claim:
    """Return the claim that a group differs from all others that were not named before it.

    Args:
        part: Key of the part.
        keys: What the claim is called within the part: the column and the measure.
        labels: Names of the column and of the measure.
        own: Measure of the group.
        one: The group with its test.
        pooled: Answers of the others.
        more: Further fields of the claim.
    """
    others = attrs.evolve(own, tally=pooled)
    return Claim(
        name=f"{part}/{keys[0]}/{keys[1]}/{one.group}",
        kind=ClaimKind.DIFFERENCE,
        sort="group",
        part=part,
        subject=Label(str(one.group), str(one.group)),
        measure=labels[1],
        own=own,
        reference=Reference(
            kind="others_pooled",
            label=OTHERS,
            value=others,
            n=pooled.n,
            without=tuple(str(name) for name in one.without),
        ),
        difference=Difference(first=own, second=others, correlation=correlation_of(own, others)),
        evidence=one.evidence,
        direction=direction_of(own.value, others.value),
        details={"group": labels[0]},
        **more,
    )


def others_pooled(named: Sequence[NamedGroup], groups: Mapping[Any, CategoryScore]) -> list[Tally]:
    """Return for each group named the tally of all that were not named up to it.

    From the last to the first, so that each group is added once.

    Args:
        named: Groups in the order of naming.
        groups: Measures of all groups.
    """
    gone = {one.group for one in named}
    left = [found.tally for group, found in groups.items() if group not in gone]
    pooled: list[Tally] = []
    for one in reversed(named):
        pooled.append(reduce(add, left))
        left = [pooled[-1], groups[one.group].tally]
    return pooled[::-1]


def _unnamed(
    column: str, key: str, labels: tuple[Label, Label], groups: Mapping[Any, CategoryScore], *, is_lead: bool
) -> tuple[Claim, ...]:
    """Return the claim that many groups differ, although none may be named; plain shares of large groups only."""
    large = {group: found for group, found in groups.items() if found.tally.n >= SMALL_GROUP}
    plain = all(isinstance(found, TopBox) and not found.tally.is_weighted for found in large.values())
    if len(large) < MANY_GROUPS or not plain:
        return ()
    from scipy.special import chdtrc

    sizes = np.array([found.tally.n for found in large.values()], dtype=float)
    shares = np.array([found.value for found in large.values()], dtype=float)
    mean = float(sizes @ shares / sizes.sum())
    spread, df = mean * (1 - mean), len(large) - 1.0
    statistic = float(sizes @ (shares - mean) ** 2) / spread if spread else 0.0
    about: dict[str, Any] = {"statistic": statistic, "df": df, "n": int(sizes.sum())}
    claim = Claim(
        name=f"{KEY}/{column}/{key}",
        kind=ClaimKind.DIFFERENCE,
        sort="unnamed",
        part=KEY,
        subject=ALL,
        measure=labels[1],
        reference=Reference(kind="every_other", label=ALL),
        evidence=Evidence(p=rounded(float(chdtrc(df, statistic))), test=ClaimTest.CHI_SQUARED, **about),
        lead=is_lead,
        details={"group": labels[0], "k": len(large)},
    )
    return (claim,)


def _small(column: Label, groups: Mapping[Any, CategoryScore]) -> Sequence[Statement]:
    small = [
        Label(str(group), str(group)) for group, found in groups.items() if FEWEST_NAMED <= found.tally.n < SMALL_GROUP
    ]
    tiny = [Label(str(group), str(group)) for group, found in groups.items() if found.tally.n < FEWEST_NAMED]
    said: list[Statement] = []
    if small:
        said.append(
            caution(
                Label(
                    f"{column.en}: fewer than {SMALL_GROUP} answers in {listed(small, 'en', joint='and')}; their "
                    "figures are uncertain.",
                    f"{column.zh}：{listed(small, 'zh')}的回答不足{SMALL_GROUP}份，数值仅供参考。",
                )
            )
        )
    if tiny:
        said.append(
            caution(
                Label(
                    f"{column.en}: fewer than {FEWEST_NAMED} answers in {listed(tiny, 'en', joint='and')}, which count "
                    "among the others and are not compared.",
                    f"{column.zh}：{listed(tiny, 'zh')}的回答不足{FEWEST_NAMED}份，并入其余，不单独比较。",
                )
            )
        )
    return said
