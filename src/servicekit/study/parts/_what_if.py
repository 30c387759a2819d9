"""What changes to the handling of complaints would gain: money at stake, gains, and what to find out first."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from attrs import frozen

from servicekit.chain._chain import Chain
from servicekit.chain._provenance import ProvenanceTable
from servicekit.chain._recovery_chain import recovery_chain
from servicekit.chain._recovery_stages import FILLS, LABELS
from servicekit.chain._sensitivity import Sensitivity
from servicekit.chain._stages import ChainRun, StageValue
from servicekit.chain._what_if import WhatIf, WhatIfCurve
from servicekit.chain._worth_of_knowing import WorthOfKnowing
from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.study._part import NotRun, Part, Statement, Table
from servicekit.study._part_names import WHAT_IF as PART
from servicekit.study._study import Study
from servicekit.study.conclusions._what_if_figures import gathered
from servicekit.study.parts._what_if_findings import at_stake, decision, outsiders
from servicekit.study.sections._what_if_section import ChangeSection
from servicekit.study.tables._given_tables import Tables

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Complaints, silence, outcomes, returns, word of mouth and the worth of a customer are drawn together 100,000 "
    "times, each figure from its own uncertainty; today and after the change on the same draws. Figures taken as known "
    "and published ones are points. A change is said to pay, or not to, only if it does with every judgement at "
    "its unfavourable end. Gains rest on the assumption that customers moved to an outcome return as those "
    "who have it now.",
    "投诉、沉默、处理结果、再购、口碑与顾客价值联合抽样10万次，各数据按自身的不确定性抽取；改变前后使用同一批抽样。"
    "给定与公布的数据视为确定值。只有在每项判断取不利一端时结论仍成立，才说划算或不划算。收益的前提是：转入某一结果的顾客，再购率与现有此类顾客相同。",
)
FITTED: Final = 40_000
"""Draws to which the polynomials of sensitivity and of the worth of knowing are fitted."""
SOURCES: Final = (under(AFTER_SALES, "客户投诉的处理"),)


@frozen(kw_only=True)
class WhatIfPart(Part):
    """What changes would gain.

    Attributes:
        run: Every stage of the chain today.
        provenance: Where the figures come from.
        gains: Change -> what it gains.
        names: Change -> what it is called.
        sensitivity: Change -> what moves its gain.
        knowing: Change -> what knowing more is worth.
        curves: Change of one figure -> its gain along the way.
        figure_names: Figure of the chain -> what it is called.
        currency: As one writes it after an amount.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    captions: ClassVar[Mapping[str, Label]] = {}
    run: ChainRun
    provenance: ProvenanceTable
    gains: Mapping[str, WhatIf]
    names: Mapping[str, Label]
    sensitivity: Mapping[str, Sensitivity]
    knowing: Mapping[str, WorthOfKnowing]
    curves: Mapping[str, WhatIfCurve]
    figure_names: Mapping[str, Label]
    currency: str = ""

    def tables(self) -> Iterator[Table]:
        """Yield every stage, then the gain of each change."""
        stages: dict[str, StageValue] = dict(self.run.stages)
        yield Table.titled(Label("the chain today", "当前链条"), Groups("stage", stages))
        for key, gain in self.gains.items():
            name = self.names[key]
            yield Table.titled(Label(f"gain of “{name.en}”", f"“{name.zh}”的收益"), gain)


def is_asked(study: Study) -> bool:
    """Whether the study says anything of changes."""
    return study.what_if is not None


def assess(study: Study, tables: Tables) -> Part | NotRun:
    """Build the chain from the study's tables and section, and compare each change with today."""
    section = study.what_if
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    given, missing = gathered(study, section, tables)
    if missing:
        return NotRun(key=KEY, name=NAME, needs=_lacking(missing))
    chain = recovery_chain(**given, period=section.period, allow_paradox=section.allow_paradox)
    found = {key: _of_change(chain, change, study) for key, change in section.changes.items()}
    names = {key: change.label or Label(key, key) for key, change in section.changes.items()}
    run = chain.run(rng=study.seed, level=study.level)
    statements: list[Statement] = [at_stake(run, section)]
    for key, (gain, _, knowing, _) in found.items():
        statements.append(decision(key, names[key], gain, knowing, chain, section))
    statements += outsiders(chain, [gain for gain, *_ in found.values()])
    return WhatIfPart(
        run=run,
        provenance=chain.provenance(),
        gains={key: each[0] for key, each in found.items()},
        names=names,
        sensitivity={key: each[1] for key, each in found.items()},
        knowing={key: each[2] for key, each in found.items()},
        curves={key: each[3] for key, each in found.items() if each[3] is not None},
        figure_names=dict(LABELS),
        currency=section.currency,
        statements=tuple(statements),
    )


def _of_change(
    chain: Chain, change: ChangeSection, study: Study
) -> tuple[WhatIf, Sensitivity, WorthOfKnowing, WhatIfCurve | None]:
    to = dict(change.to)
    about: dict[str, Any] = {"rng": study.seed, "level": study.level}
    gain, curve = chain.what_if(to, cost=change.cost, **about), None
    if len(to) == 1:
        [(name, value)] = to.items()
        curve = chain.scan(name, to=value, cost=change.cost, **about)
    return (
        gain,
        chain.sensitivity(to, draws=FITTED, **about),
        chain.worth_of_knowing(to, cost=change.cost, draws=FITTED, rng=study.seed),
        curve,
    )


def _lacking(missing: tuple[str, ...]) -> Label:
    en = "; ".join(f"{LABELS[name].en} ({name}): {FILLS[name].en}" for name in missing)
    zh = "；".join(f"{LABELS[name].zh}（{name}）：{FILLS[name].zh}" for name in missing)
    return Label(
        f"These figures, from tables or under [what_if.figures]. {en}.",
        f"以下数据，来自各表或在「what_if.figures」中给出。{zh}。",
    )
