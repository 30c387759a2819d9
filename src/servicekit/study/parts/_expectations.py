"""Expectations: how far up the ladder, from where, what satisfaction is made of, and which needs are met."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import attrs
from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._scales import YES_NO
from servicekit.data._summaries import Measure
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.satisfaction._expectation_sources import ExpectationSource, SourceWeights, estimate_source_weights
from servicekit.satisfaction._ladder import ExpectationLadder, ExpectationLevel, expectation_ladder
from servicekit.satisfaction._needs_met import SQUARE, NeedsMet, NeedsQuadrant, needs_met
from servicekit.satisfaction._satisfaction_elements import SatisfactionElement
from servicekit.satisfaction._satisfaction_tree import satisfaction_tree
from servicekit.satisfaction._tree_nodes import NodeScore, TreeScore
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, no_answers, rounded, t_tail
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference, direction_of
from servicekit.stats.comparison._level_test import level_test
from servicekit.stats.comparison._mean_test import average_test, resampled_test
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Average
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.study._part import NotRun, Part, Statement, Table
from servicekit.study._part_names import EXPECTATIONS as PART
from servicekit.study._study import Study
from servicekit.study.parts._measures import HALF, HALF_LABEL
from servicekit.study.sections._expectations_section import LadderColumns, NeedsColumns, SourcesColumns, TreeColumns
from servicekit.study.wording._formatting import figures, percent, points
from servicekit.study.wording._sentences import caution, fact

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Whether the rungs are a ladder is told by Loevinger's H (jackknife interval), held against .3; the coefficient of "
    "reproducibility passes rungs that have nothing to do with each other. Weights of sources are least squares, at "
    "least 0 and 1 together. The index of the tree has a t interval with the covariance of its items; a branch is "
    "named where it lies above or below the index, weighed within the same customers. Shares of needs join score and "
    "mid-p limits; whether more than half have both met is an exact binomial test.",
    "各层是否成阶梯看Loevinger H系数（刀切区间），以0.3为界；再现系数对彼此无关的各层也会偏高。"
    "来源权重用最小二乘，不小于零且合计为1。要素树的指数附t区间，计入各题的协方差；"
    "某一分支高于或低于指数才点名，在同一批顾客内比较。"
    "需求占比用得分与mid-P合并区间；两者兼得是否过半用精确二项检验。",
)
LADDER: Final = Label("Loevinger's H", "Loevinger H系数")
A_LADDER: Final = Label("a ladder", "成阶梯")
WEAK_LADDER: Final = 0.3
NO_DESIGN: Final = Label("its error does not take in weights and clusters", "其误差未计入权重与整群")
INDEX: Final = Label("index of satisfaction", "满意指数")
STATED: Final = Label("weights as stated", "权重为设定值")
DERIVED: Final = Label("weights derived from what overall satisfaction goes with", "权重按与总体满意的关联得出")
BOTH: Final = Label("Problem solved and customer felt well", "问题解决且感受良好")


@frozen(kw_only=True)
class ExpectationsPart(Part):
    """What customers expect and what satisfies them.

    Attributes:
        ladder: How far up the ladder customers are.
        weights: How much each source of expectation counts.
        tree: Index and branches.
        needs: Shares of the four quadrants.
        rungs, origins: Names of rungs and of sources of expectation.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = ()
    ladder: ExpectationLadder | None = None
    weights: SourceWeights | None = None
    tree: TreeScore | None = None
    needs: NeedsMet | None = None
    rungs: Mapping[str, Label]
    origins: Mapping[str, Label]

    def tables(self) -> Iterator[Table]:
        """Yield the ladder, weights of sources, branches and needs."""
        if self.ladder is not None:
            ladder = self.ladder
            yield Table.titled(Label("ladder", "期望阶梯"), ladder.scalability)
            for en, zh, shares in (
                ("rung reached", "到达的层次", ladder.reached),
                ("rung met", "满足各层的占比", ladder.met),
            ):
                yield Table.titled(
                    Label(en, zh),
                    Groups(
                        by="rung", results={key: attrs.evolve(one, name=self.rungs[key]) for key, one in shares.items()}
                    ),
                )
            yield Table.titled(
                Label("higher rung met over a lower one missed", "上层满足而下层未满足"),
                Groups(
                    by="rungs",
                    results={
                        f"{low}-{high}": attrs.evolve(one, name=_over(self.rungs[low], self.rungs[high]))
                        for (low, high), one in ladder.contradictions.items()
                    },
                ),
            )
        if self.weights is not None:
            known = {key: attrs.evolve(one, name=self.origins[key]) for key, one in self.weights.weights.items()}
            yield Table.titled(Label("weights of sources", "期望来源的权重"), Groups(by="source", results=known))
        if self.tree is not None:
            nodes = self.tree.nodes
            yield Table.titled(
                Label("branches", "各分支得分"), Groups(by="branch", results={k: n.average for k, n in nodes.items()})
            )
            yield Table.titled(
                Label("contributions", "各分支的贡献"),
                Groups(by="branch", results={k: n.contribution for k, n in nodes.items()}),
            )
        if self.needs is not None:
            yield Table.titled(
                Label("needs met", "需求满足情况"), Groups(by="quadrant", results=dict(self.needs.shares))
            )


def _over(low: Label, high: Label) -> Label:
    return Label(f"{high.en} without {low.en}", f"有{high.zh}而无{low.zh}")


def requests(study: Study) -> Iterator[Measure]:
    """Yield what the section of expectations names."""
    section = study.expectations
    if section is None:
        return
    if section.ladder is not None:
        yield partial(_ladder_of, study, section.ladder)
    if section.sources is not None:
        yield partial(_weights_of, study, section.sources)
    if section.tree is not None:
        yield partial(_tree_of, study, section.tree)
    if section.needs is not None:
        yield partial(_needs_of, study, section.needs)


def assess(study: Study, data: Data) -> Part | NotRun:
    """Measure what the section of expectations names."""
    section = study.expectations
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    found: dict[str, Any] = {"rungs": {}, "origins": {}}
    said: list[Statement] = []
    sources: list[Source] = []
    if section.ladder is not None:
        said += _ladder(study, section.ladder, data, found)
        sources += ExpectationLevel.framework.sources
    if section.sources is not None:
        said += _sources(study, section.sources, data, found)
        sources += ExpectationSource.framework.sources
    if section.tree is not None:
        said += _tree(study, section.tree, data, found)
        sources += SatisfactionElement.framework.sources
    if section.needs is not None:
        said += _needs(study, section.needs, data, found)
        sources += NeedsQuadrant.framework.sources
    return ExpectationsPart(**found, statements=tuple(said), sources=tuple(dict.fromkeys(sources)))


def _ladder_of(study: Study, asked: LadderColumns, data: Data) -> ExpectationLadder:
    return expectation_ladder(
        data,
        list(asked.rungs.values()),
        scale=YES_NO if asked.scale is None else study.scale(asked.scale),
        met_from=asked.met_from,
        level=study.level,
        design=study.design,
        policy=study.policy,
    )


def _ladder(study: Study, asked: LadderColumns, data: Data, found: dict[str, Any]) -> Sequence[Statement]:
    by_column = {column: key for key, column in asked.rungs.items()}
    known = {each.key: each.label for each in ExpectationLevel}
    names = {column: known.get(key) or study.labels.get(column) or Label(key, key) for column, key in by_column.items()}
    found["rungs"] = names | {"none": Label("none", "一层也未达到")}
    ladder = found["ladder"] = _ladder_of(study, asked, data)
    if ladder.scalability.value is None:
        told = figures(ladder.scalability)
        return [caution(Label(f"Ladder of expectation: {told.en}", f"期望阶梯：{told.zh}"))]
    reached = [(found["rungs"][key], figures(share, percent)) for key, share in ladder.reached.items()]
    return [
        (_is_ladder(ladder, designed=study.design != Design()),),
        fact(
            Label(
                "Rung reached, all lower ones met: "
                + "; ".join(f"{name.en} {text.en}" for name, text in reached)
                + f" ({ladder.n:,} answers).",
                "自下而上连续满足到的层次："
                + "；".join(f"{name.zh}{text.zh}" for name, text in reached)
                + f"（{ladder.n:,}份回答）。",
            )
        ),
    ]


def _is_ladder(ladder: ExpectationLadder, *, designed: bool) -> Claim:
    own = ladder.scalability
    value, error, df = own.value, own.standard_error, own.n - 1.0
    if designed or value is None or not error:
        reason = NO_DESIGN if designed else no_answers(own.n)
        evidence = Evidence(p=None, test=ClaimTest.PAIRED, reason=reason, n=own.n)
    else:
        p = rounded(t_tail((value - WEAK_LADDER) / error, df))
        evidence = Evidence(p=p, test=ClaimTest.PAIRED, df=df, standard_error=error, n=own.n)
    return Claim(
        name=f"{KEY}/ladder",
        kind=ClaimKind.LEVEL,
        sort="ladder",
        part=KEY,
        subject=LADDER,
        measure=LADDER,
        own=own,
        reference=Reference(kind="threshold", label=A_LADDER, value=WEAK_LADDER),
        evidence=evidence,
        direction=direction_of(value, WEAK_LADDER),
        lead=False,
        unit="mean",
    )


def _weights_of(study: Study, asked: SourcesColumns, data: Data) -> SourceWeights:
    found: SourceWeights = estimate_source_weights(
        data,
        asked.expectation,
        list(asked.sources.values()),
        scale=study.scale(asked.scale),
        resamples=study.resamples,
        rng=study.seed,
        level=study.level,
        **study.replication,
    )
    return found


def _sources(study: Study, asked: SourcesColumns, data: Data, found: dict[str, Any]) -> Sequence[Statement]:
    by_column = {column: key for key, column in asked.sources.items()}
    known = {each.key: each.label for each in ExpectationSource}
    names = {column: known.get(key) or study.labels.get(column) or Label(key, key) for column, key in by_column.items()}
    found["origins"] = names
    weights = found["weights"] = _weights_of(study, asked, data)
    told = [(names[key], figures(one, percent)) for key, one in weights.weights.items()]
    said: list[Statement] = [
        fact(
            Label(
                "Of what customers expect, each source counts for: "
                + "; ".join(f"{name.en} {text.en}" for name, text in told)
                + f" ({weights.n:,} answers). An association, not proof of cause.",
                "期望由各来源构成的比重："
                + "；".join(f"{name.zh}{text.zh}" for name, text in told)
                + f"（{weights.n:,}份回答）。反映的是相关，不能证明因果。",
            )
        )
    ]
    for key in weights.at_bound:
        name = names[key]
        said.append(
            caution(
                Label(
                    f"The weight of “{name.en}” lies at its bound of 0: its interval says only how large it may be.",
                    f"“{name.zh}”的权重落在下限0上，区间只说明它最多有多大。",
                )
            )
        )
    return said


def _tree_of(study: Study, asked: TreeColumns, data: Data) -> TreeScore:
    found: TreeScore = satisfaction_tree(
        data,
        asked.tree,
        scale=study.scale(asked.scale),
        columns=asked.columns or None,
        missing=asked.missing,
        outcome=asked.outcome,
        outcome_scale=None if asked.outcome is None else study.scale(asked.outcome_scale or asked.scale),
        resamples=study.resamples,
        rng=study.seed,
        level=study.level,
        **study.replication,
    )
    return found


def _tree(study: Study, asked: TreeColumns, data: Data, found: dict[str, Any]) -> Sequence[Statement]:
    tree = found["tree"] = _tree_of(study, asked, data)
    text = figures(tree.index.average, points)
    if tree.index.value is None:
        return [caution(Label(f"Index of satisfaction: {text.en}", f"满意指数：{text.zh}"))]
    how = STATED if asked.outcome is None else DERIVED
    said: list[Statement] = [
        fact(
            Label(
                f"Index of satisfaction: {text.en} of 100 ({tree.n:,} answers; {how.en}).",
                f"满意指数{text.zh}，满分100（{tree.n:,}份回答；{how.zh}）。",
            )
        )
    ]
    branches = [child for child in tree.tree.children if child.key in tree.nodes]
    if len(branches) > 1:
        said.append(
            tuple(_branch(child.label or Label(child.key, child.key), tree[child.key], tree.n) for child in branches)
        )
    return said


def _branch(name: Label, node: NodeScore, n: int) -> Claim:
    found = node.contribution
    return Claim(
        name=f"{KEY}/branch/{name.en}",
        kind=ClaimKind.LEVEL,
        sort="branch",
        part=KEY,
        subject=name,
        measure=INDEX,
        reference=Reference(kind="average_of_attributes", label=INDEX, value=0.0),
        difference=found,
        evidence=average_test(found) if isinstance(found, Average) else resampled_test(found, n),
        direction=direction_of(found.value),
        good=1,
        details={"own": node.average},
        unit="index",
    )


def _needs_of(study: Study, asked: NeedsColumns, data: Data) -> NeedsMet:
    return needs_met(
        data,
        solved=asked.solved,
        felt=asked.felt,
        scale=study.scale(asked.scale),
        met_from=asked.met_from,
        level=study.level,
        design=study.design,
        policy=study.policy,
    )


def _needs(study: Study, asked: NeedsColumns, data: Data, found: dict[str, Any]) -> Sequence[Statement]:
    needs = found["needs"] = _needs_of(study, asked, data)
    both = needs[NeedsQuadrant.BOTH]
    if both.value is None:
        return [caution(Label(f"Needs met: {figures(both).en}", f"需求满足情况：{figures(both).zh}"))]
    cells = [1.0 if each is NeedsQuadrant.BOTH else 0.0 for each in SQUARE.cells]
    told = [(each.label, figures(needs[each], percent)) for each in NeedsQuadrant if each is not NeedsQuadrant.BOTH]
    return [
        (
            Claim(
                name=f"{KEY}/needs",
                kind=ClaimKind.LEVEL,
                sort="needs",
                part=KEY,
                subject=BOTH,
                measure=BOTH,
                own=both,
                reference=Reference(kind="threshold", label=HALF_LABEL, value=HALF),
                evidence=level_test(SampledScores.of_tally(needs.tally, cells), against=HALF),
                direction=direction_of(both.value, HALF),
                good=1,
            ),
        ),
        fact(
            Label(
                "The others: " + "; ".join(f"{name.en.lower()} {text.en}" for name, text in told) + ".",
                "其余：" + "；".join(f"{name.zh}{text.zh}" for name, text in told) + "。",
            )
        ),
    ]
