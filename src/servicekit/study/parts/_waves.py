"""Waves: has anything changed since the wave before, and is there a trend?"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._summaries import Measure
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import BENJAMINI_1995, NEWCOMBE_1998
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, rounded
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.comparison._comparison import Comparison, compare, correlation_of
from servicekit.stats.comparison._level_test import FEWEST_WAVES, trend_test
from servicekit.stats.intervals._estimates import Difference
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.stats.scores._two_samples import two_samples
from servicekit.study._part import NotRun, Part, Statement, Table
from servicekit.study._part_names import WAVES as PART
from servicekit.study._study import Study
from servicekit.study.parts._measures import good_direction, measured, name_of, scores_of, unit_of, worth_knowing
from servicekit.study.tables._shifts import shift
from servicekit.study.tables._wave_order import wave_order
from servicekit.study.wording._sentences import fact

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "The newest wave against the one before (shares: mid-p; otherwise the larger p of linearised t and permutation; "
    "same clusters, or the same respondents of a panel, in both: contributions of each), and from four waves on the "
    "slope over all of them by the design. All other changes stand in the table, with MOVER intervals, adjusted by "
    "Benjamini and Hochberg for screening. Unchanged is said only where both changes of the margin are rejected.",
    "最新一期与上一期比较（占比用中点p检验，其余取线性化t检验与置换检验中较大的p值；两期有相同的群或同一批受访者时，按群或按人计算），"
    "四期以上另检验各期总体走势。其余各期之间的变化列在表中，差值区间用MOVER法，按Benjamini–Hochberg法筛查。“持平”须两侧等效检验均成立。",
)
SOURCES: Final = (
    NEWCOMBE_1998,
    BENJAMINI_1995,
)
NO_ORDER: Final = "「{}」列各期的先后无法从名称判断，请在调查方案中写明 wave_order"
SLOPE: Final = Label("no slope", "无走势")


@frozen(kw_only=True)
class WavesPart(Part):
    """Waves in the order of time.

    Attributes:
        waves: Measure of each question by wave, in the order of time.
        changes: Each wave less the one before, by question; a table for screening.
        names: Names of the questions.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    waves: Mapping[str, Groups[CategoryScore]]
    changes: Mapping[str, Comparison]
    names: Mapping[str, Label]

    def tables(self) -> Iterator[Table]:
        """Yield measures by wave and the changes."""
        for question, groups in self.waves.items():
            name = self.names[question]
            by_wave = Label(f"{name.en}, by wave", f"{name.zh}，按期")
            changed = Label(f"{name.en}, changes from wave to wave", f"{name.zh}，各期变化")
            yield Table(key=question, caption=by_wave, result=groups)
            yield Table(key=f"{question}_changes", caption=changed, result=self.changes[question])


def requests(study: Study) -> Iterator[Measure]:
    """Yield the measure of each question by wave."""
    if study.wave is not None:
        for name in study.measured:
            yield partial(measured, study, name, by=study.wave)


def assess(study: Study, data: Data) -> Part | NotRun:
    """Compare the newest wave of every question with the one before, and look for trends."""
    if study.wave is None or not study.measured:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    measures: dict[str, Groups[CategoryScore]] = {}
    changes: dict[str, Comparison] = {}
    statements: list[Statement] = []
    names = {name: name_of(study, name) for name in study.measured}
    for name in study.measured:
        waves = measured(study, name, data, by=study.wave)
        try:
            order = wave_order(waves, study.wave, study.wave_order)
        except InvalidValueError as error:
            return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=Label(str(error), NO_ORDER.format(study.wave)))
        if len(order) < 2:
            return NotRun(
                key=KEY,
                name=NAME,
                needs=NEEDS,
                reason=Label(f"waves found: {list(order)}", f"只有这些期：{'、'.join(map(str, order)) or '无'}"),
            )
        known = {wave: waves[wave] for wave in order}
        measures[name] = Groups(study.wave, known, waves.source)
        changes[name] = compare(known, pairs="consecutive", adjust="bh")
        answered = {wave: found for wave, found in known.items() if found.value is not None}
        if len(answered) > 1:
            statements += _again(study, names[name], answered)
            statements += _statements(study, name, names[name], answered)
    return WavesPart(waves=measures, changes=changes, names=names, statements=tuple(statements))


def _again(study: Study, name: Label, waves: Mapping[Any, CategoryScore]) -> Sequence[Statement]:
    """Say how many of a panel answered in both waves; nothing where nobody did or the clusters are not its people."""
    if study.design.clusters != (study.panel,):
        return ()
    before, newest = list(waves)[-2:]
    first, last = ({*(scores_of(waves[wave]).clusters or ())} for wave in (before, newest))
    both = len(first & last)
    if not both:
        return ()
    others = len(first | last) > both
    held = "each of these is held" if others else "each is held"
    end = ", all others count as different people." if others else "."
    rest = "，其余按不同的人比较。" if others else "。"
    text = Label(
        f"{name.en}: {both:,} respondents answered in both {before} ({len(first):,}) and {newest} ({len(last):,}); "
        f"{held} against what the same person said before{end}",
        f"{name.zh}：{before}（{len(first):,}人）与{newest}（{len(last):,}人）都作答的有{both:,}人，"
        f"{'这些人' if others else ''}按同一人前后的回答比较{rest}",
    )
    return (fact(text),)


def _statements(study: Study, key: str, name: Label, waves: Mapping[Any, CategoryScore]) -> Sequence[Statement]:
    order = list(waves)
    before, newest = order[-2], order[-1]
    first, last = waves[before], waves[newest]
    evidence = two_samples(scores_of(last), scores_of(first))
    difference = Difference(first=last, second=first, correlation=correlation_of(last, first))
    worth = worth_knowing(study, last)
    about: dict[str, Any] = {
        "part": KEY,
        "subject": Label(str(newest), str(newest)),
        "measure": name,
        "own": last,
        "reference": Reference(
            kind="previous_wave", label=Label(str(before), str(before)), value=first, n=first.tally.n
        ),
        "unit": unit_of(last),
        "details": {"w0": str(before), "w1": str(newest)},
    }
    moved = difference.value or 0.0
    change = Claim(
        name=f"{KEY}/change/{key}",
        kind=ClaimKind.CHANGE,
        sort="wave",
        difference=difference,
        evidence=evidence,
        direction=1 if moved > 0 else -1 if moved < 0 else 0,
        good=good_direction(last),
        worth_knowing=worth,
        **about,
    )
    same = Claim(
        name=f"{KEY}/same/{key}",
        kind=ClaimKind.EQUIVALENCE,
        sort="change",
        evidence=_unchanged(moved, evidence, worth, answers=first.n + last.n),
        rival=change.name,
        **about,
    )
    said: list[Statement] = [(change, same)]
    if len(order) >= FEWEST_WAVES:
        said.append((_trend(key, name, waves),))
    return said


def _unchanged(moved: float, evidence: Evidence, margin: float, *, answers: int) -> Evidence:
    """Return the two one-sided tests of a change as large as the margin, by the t of the change."""
    about: dict[str, Any] = {"test": ClaimTest.EQUIVALENCE, "n": evidence.n, "n_reference": evidence.n_reference}
    if evidence.p is None or not evidence.standard_error or margin <= 0:
        reason = evidence.reason or Label("no spread to judge by", "没有可供判断的离散程度")
        return Evidence(p=None, reason=reason, **about)
    from scipy.special import stdtr

    df = evidence.df or answers - 2.0
    room = (margin - abs(moved)) / evidence.standard_error
    return Evidence(p=rounded(float(stdtr(df, -room))), margin=margin, df=df, **about)


def _trend(key: str, name: Label, waves: Mapping[Any, CategoryScore]) -> Claim:
    slope, evidence = trend_test([scores_of(found) for found in waves.values()])
    order = [str(wave) for wave in waves]
    last = list(waves.values())[-1]
    return Claim(
        name=f"{KEY}/trend/{key}",
        kind=ClaimKind.TREND,
        sort="slope",
        part=KEY,
        subject=name,
        measure=name,
        own=last,
        reference=Reference(kind="first_wave", label=SLOPE, value=0.0),
        difference=shift(slope, evidence, last.level),
        evidence=evidence,
        direction=1 if slope > 0 else -1 if slope < 0 else 0,
        good=good_direction(last),
        details={"k": len(order), "w0": order[0], "w1": order[-1]},
        unit=unit_of(last),
    )
