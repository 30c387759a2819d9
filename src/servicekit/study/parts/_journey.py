"""A journey: the weakest moment, where ratings fall from one moment to the next, and where customers are lost."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import attrs
from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._summaries import Measure
from servicekit.experience._journey import journey
from servicekit.experience._journey_results import JourneyMoment, MomentChange, TouchpointJourney
from servicekit.foundation._results import Estimate, Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats.claims._claim_tests import Evidence
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference, direction_of
from servicekit.stats.comparison._extremes import extremum
from servicekit.stats.comparison._mean_test import average_test, resampled_test
from servicekit.stats.intervals._estimates import Average, Resampled
from servicekit.study._part import NotRun, Part, Statement, Table
from servicekit.study._part_names import JOURNEY as PART
from servicekit.study._study import Study
from servicekit.study.parts._measures import outcome_name
from servicekit.study.sections._journey_section import JourneySection
from servicekit.study.tables._shifts import shift
from servicekit.study.tables._survey_rows import survey_rows
from servicekit.study.wording._candidates import Candidates
from servicekit.study.wording._formatting import figures, percent
from servicekit.study.wording._sentences import caution, fact

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Means with intervals; a change from one moment to the next is taken within the customers who rated both (paired "
    "t; below 30 customers the sign test must agree). A moment is named the weakest only where it is rated worse than "
    "every other one, each pair over those who rated both. The share of resamples in which a moment is the worst "
    "stands beside it. Lost are customers who reached a moment and none after it. What the weakest moment costs is its "
    "coefficient in the regression of the outcome on all moments times its distance from the others: an association.",
    "各时刻给出均值与区间；相邻时刻之间的变化只在两者都评价的顾客内计算（配对t检验，不足30人时符号检验也须成立）。"
    "某一时刻的评价不如其余每一个，才说最弱，每一对都只用两者都评价的顾客；并附重抽样中各时刻居末的比例。"
    "到达某一时刻而未到达其后任何时刻的，计为流失。最弱时刻的代价，是结果对各时刻回归中该时刻的系数乘以与其余平均的距离，反映的是相关。",
)
RATING: Final = Label("rating", "评价")
NEXT: Final = Label("the next moment", "下一时刻")
EXPECTATION: Final = Label("expectation", "期望")
AS_THE_OTHERS: Final = Label("as it is", "现状")
SHOWN_FROM: Final = 0.005
MOST_ODDS: Final = 4


@frozen(kw_only=True)
class JourneyPart(Part):
    """A journey of touchpoints.

    Attributes:
        journey: Its moments, changes and the resamples in which each is the lowest.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = ()
    journey: TouchpointJourney

    @property
    def names(self) -> dict[str, Label]:
        """Name of each moment."""
        return {key: label_of(each) for key, each in self.journey.moments.items()}

    def tables(self) -> Iterator[Table]:
        """Yield ratings, gaps, losses and changes by moment, and the cost of the weakest."""
        moments, names = self.journey.moments, self.names
        yield _table("evaluation of moments", "各时刻的评价", {k: each.score for k, each in moments.items()}, names)
        for name, zh, values in (
            ("gap", "评价与期望之差", {key: each.gap for key, each in moments.items()}),
            ("disappointed", "失望的顾客", {key: each.disappointed for key, each in moments.items()}),
            ("lost", "此后流失的顾客", {key: each.lost for key, each in moments.items()}),
        ):
            known = {key: attrs.evolve(one, name=names[key]) for key, one in values.items() if one is not None}
            if known and (name != "lost" or any(one.value for one in known.values())):
                yield _table(name, zh, known)
        changes = {between(names, each): each for each in self.journey.changes}
        yield _table("changes", "到下一时刻的变化", {k.en: attrs.evolve(c.change, name=k) for k, c in changes.items()})
        yield _table("falling", "评价下降的顾客", {k.en: attrs.evolve(c.falling, name=k) for k, c in changes.items()})
        if self.journey.weakest_cost is not None:
            caption = Label("cost of the weakest moment", "最弱时刻的代价")
            yield Table.titled(caption, self.journey.weakest_cost, names)


def _table(en: str, zh: str, figures_of: Mapping[Any, Any], names: Mapping[str, Label] | None = None) -> Table:
    return Table.titled(Label(en, zh), Groups(by="moment", results=figures_of), names)


def label_of(moment: JourneyMoment) -> Label:
    """Return the name of a moment."""
    touchpoint = moment.touchpoint
    return touchpoint.label or Label(touchpoint.key, touchpoint.key)


def between(names: Mapping[str, Label], change: MomentChange) -> Label:
    """Return the name of a change."""
    first, second = names[change.first], names[change.second]
    return Label(f"{first.en} → {second.en}", f"{first.zh}→{second.zh}")


def requests(study: Study) -> Iterator[Measure]:
    """Yield the journey, and the rows of the test of its weakest moment."""
    if (section := study.journey) is not None:
        yield partial(_found, study, section)
        evaluations = [each.evaluation for each in section.touchpoints.values()]
        scale = study.scale(section.scale)
        yield partial(survey_rows, study, columns=dict.fromkeys(evaluations, scale), keep=None)


def _found(study: Study, section: JourneySection, data: Data) -> TouchpointJourney:
    found: TouchpointJourney = journey(
        data,
        section.resolved(study.labels),
        scale=study.scale(section.scale),
        outcome=section.outcome,
        outcome_scale=None if section.outcome_scale is None else study.scale(section.outcome_scale),
        resamples=study.resamples,
        rng=study.seed,
        level=study.level,
        **study.replication,
    )
    return found


def assess(study: Study, data: Data) -> Part | NotRun:
    """Follow the journey of the study."""
    section = study.journey
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    found = _found(study, section, data)
    scale = study.scale(section.scale)
    worth = study.report.worth_knowing / 100 * (scale.high - scale.low)
    statements = [
        *_weakest(study, section, data, found),
        *_changes(found, worth),
        *_gaps(found),
        *_lost(section, found),
    ]
    return JourneyPart(journey=found, statements=tuple(statements))


def _weakest(study: Study, section: JourneySection, data: Data, found: TouchpointJourney) -> Sequence[Statement]:
    rated = [key for key, each in found.moments.items() if each.score.n > 1]
    empty = [label_of(each) for key, each in found.moments.items() if key not in rated]
    said: list[Statement] = [
        caution(Label(f"{name.en} was rated by too few to say anything of it.", f"评价{name.zh}的人太少，无法说明。"))
        for name in empty
    ]
    if len(rated) < 2:
        return said
    scale = study.scale(section.scale)
    rows = survey_rows(study, data, {section.touchpoints[key].evaluation: scale for key in rated}, keep=None)
    sign = 1.0 if scale.higher_is_better else -1.0
    end = extremum(sign * rows.values, **rows.sample)
    names = [label_of(found.moments[key]) for key in rated]
    own = found.moments[rated[end.place]].score
    worst = Claim(
        name=f"{KEY}/weakest",
        kind=ClaimKind.EXTREMUM,
        sort="moment",
        part=KEY,
        subject=names[end.place],
        measure=RATING,
        own=own,
        reference=Reference(kind="next_best", label=names[end.rival]),
        difference=shift(abs(end.difference), end.evidence, study.level),
        evidence=attrs.evolve(end.evidence, n=own.n),
        details={"set": Candidates(tuple(names), end.p_left_out), "odds": odds(found)},
        unit="mean",
    )
    said.append((worst,))
    if found.weakest == rated[end.place] and found.weakest_cost is not None and section.outcome is not None:
        said.append(
            (_cost(found.weakest_cost, found.n_for_cost, names[end.place], outcome_name(study, section.outcome)),)
        )
    return said


def odds(found: TouchpointJourney) -> Label:
    """Return the share of resamples in which each moment is the lowest, the largest first."""
    shares = sorted(found.worst_probability.items(), key=lambda entry: -entry[1])
    known = [(label_of(found.moments[key]), percent(share)) for key, share in shares if share >= SHOWN_FROM]
    shown = known[:MOST_ODDS]
    if not shown:
        return Label("no resamples", "未作重抽样")
    return Label(
        ", ".join(f"{name.en} {share}" for name, share in shown),
        "，".join(f"{name.zh}{share}" for name, share in shown),
    )


def _cost(cost: Resampled, n: int, moment: Label, outcome: Label) -> Claim:
    evidence = resampled_test(cost, n)
    if direction_of(cost.value) < 0:  # where a better rating went with a worse outcome nothing is lost
        evidence = attrs.evolve(evidence, p=1.0)
    return Claim(
        name=f"{KEY}/cost",
        kind=ClaimKind.LEVEL,
        sort="cost",
        part=KEY,
        subject=moment,
        measure=outcome,
        own=cost,
        reference=Reference(kind="threshold", label=AS_THE_OTHERS, value=0.0),
        evidence=evidence,
        direction=1,
        lead=False,
        also=(f"{KEY}/weakest",),
        unit="mean",
    )


def _evidence(average: Average, p: float | None) -> Evidence:
    """Return the test of a paired mean, whose p also minds the sign test where few were asked."""
    return attrs.evolve(average_test(average), p=p)


def _changes(found: TouchpointJourney, worth: float) -> Sequence[Statement]:
    names = {key: label_of(each) for key, each in found.moments.items()}
    claims = tuple(
        Claim(
            name=f"{KEY}/change/{each.second}",
            kind=ClaimKind.CHANGE,
            sort="moments",
            part=KEY,
            subject=names[each.second],
            measure=RATING,
            reference=Reference(kind="previous_wave", label=NEXT),
            difference=each.change,
            evidence=_evidence(each.change, each.p),
            direction=direction_of(each.change.value),
            good=1 if direction_of(each.change.value) < 0 else None,  # after a bad moment a rise is no good news
            lead=False,
            details={"w0": names[each.first], "w1": names[each.second], "k": len(found.moments)},
            worth_knowing=worth,
            unit="mean",
        )
        for each in found.changes
    )
    return [claims]


def _gaps(found: TouchpointJourney) -> Sequence[Statement]:
    claims = tuple(
        Claim(
            name=f"{KEY}/gap/{key}",
            kind=ClaimKind.LEVEL,
            sort="moment_gap",
            part=KEY,
            subject=label_of(each),
            measure=RATING,
            reference=Reference(kind="threshold", label=EXPECTATION, value=0.0),
            difference=each.gap,
            evidence=_evidence(each.gap, each.gap_p),
            direction=direction_of(each.gap.value),
            good=1,
            lead=False,
            unit="mean",
        )
        for key, each in found.moments.items()
        if each.gap is not None
    )
    return [claims]


def _lost(section: JourneySection, found: TouchpointJourney) -> Sequence[Statement]:
    lost: list[tuple[Label, Estimate]] = [
        (label_of(each), each.lost) for each in found.moments.values() if each.lost is not None and each.lost.count
    ]
    if not lost:
        return []
    texts = [(name, figures(share, percent)) for name, share in lost]
    said: list[Statement] = [
        fact(
            Label(
                "Customers who came no further, of those who reached a moment: "
                + "; ".join(f"{name.en} {text.en}" for name, text in texts)
                + ".",
                "到达该时刻后没有再往下走的顾客占比："
                + "；".join(f"{name.zh}{text.zh}" for name, text in texts)
                + "。",
            )
        )
    ]
    if all(each.reached is None for each in section.touchpoints.values()):
        said.append(
            caution(
                Label(
                    "No column says who came how far: whoever left a question out counts as not having been there.",
                    "没有一列说明顾客走到了哪一步：未作答的一律按没有到达计算。",
                )
            )
        )
    return said
